//! Single cases: what a row rests on where it is easily got wrong.

use super::Asking;
use oxigraph::io::RdfFormat;
use spargebra::SparqlParser;
use synergraph::store::Builder;

/// The rows of a query over some TriG: of each the alternatives, as objects of its statements and absent patterns.
fn rows(data: &str, query: &str) -> Vec<Vec<String>> {
    let mut builder = Builder::default();
    let data = format!("PREFIX : <http://e/> {data}");
    builder
        .load("data.trig", data.as_bytes(), RdfFormat::TriG)
        .unwrap();
    let query = format!("PREFIX : <http://e/> {query}");
    let query = SparqlParser::new().parse_query(&query).unwrap();
    let asking = Asking::new(builder.build(), &query);
    let alternative = |one: &synergraph::lineage::Alternative| {
        let mut parts: Vec<String> = one
            .statements
            .iter()
            .map(|statement| {
                let object = asking.store.triple(statement.statement)[2];
                let object = asking.store.term(object).to_string();
                object.trim_matches(['<', '>']).replace("http://e/", "")
            })
            .collect();
        parts.sort();
        let absent = one
            .absent()
            .iter()
            .map(|absence| format!("no {}", absence.text(&asking.store)));
        parts.extend(absent);
        parts.join(" + ").replace("http://e/", ":")
    };
    asking
        .cited(usize::MAX)
        .iter()
        .map(|row| row.evidence.alternatives.iter().map(alternative).collect())
        .collect()
}

#[test]
fn a_count_rests_on_every_row_that_a_subquery_gives_though_they_look_alike() {
    let data = ":c { :a :p :b1, :b2 }";
    let bag = "SELECT (COUNT(*) AS ?n) { { SELECT ?x { ?x :p ?y } } }";
    assert_eq!(rows(data, bag), [["b1 + b2"]]);
    let set = "SELECT (COUNT(*) AS ?n) { { SELECT DISTINCT ?x { ?x :p ?y } } }";
    assert_eq!(rows(data, set), [["b1"]]);
}

#[test]
fn a_row_cut_by_limit_has_no_derivation_that_leaves_one_of_its_values_open() {
    let data = ":c { :a :p :b1, :b2 . :b1 :q :z }";
    let query = "SELECT ?x ?z { ?x :p ?y OPTIONAL { ?y :q ?z } } ORDER BY DESC(?z) LIMIT 1";
    assert_eq!(rows(data, query), [["b1 + z"]]);
}

#[test]
fn a_condition_with_or_rests_only_on_the_side_that_holds() {
    let data = ":c { :a :p 1, 2, 3 . :b :q :z }";
    let query = "SELECT ?n { :a :p ?n FILTER(?n = 1 || EXISTS { :b :q ?z . FILTER(?n = 2) }) }";
    let found: Vec<String> = rows(data, query).concat();
    assert_eq!(found.len(), 2);
    assert!(
        found[0].starts_with("\"1\"") && !found[0].contains('z'),
        "{found:?}"
    );
    assert!(
        found[1].starts_with("\"2\"") && found[1].ends_with("+ z"),
        "{found:?}"
    );
}

#[test]
fn an_exists_does_not_see_what_is_bound_further_out() {
    let data = ":c { :a :p :b . :a :q :d . :e :r :f }";
    let query = "SELECT ?x ?o { { ?x :p ?y FILTER EXISTS { ?x :q ?o } } :e :r ?o }";
    assert_eq!(rows(data, query), [["b + d + f"]]);
}

#[test]
fn an_exists_does_not_see_what_an_optional_left_open_and_is_bound_further_out() {
    let data = ":c { :a :p :b ; :q :a . :e :r :f }";
    let query = "SELECT * { :e :r ?o . { ?x :q ?x OPTIONAL { ?x :s ?o } BIND(EXISTS { ?o :p ?z } AS ?k) } }";
    assert_eq!(rows(data, query), [["a + b + f"]]);
}

#[test]
fn a_row_cut_by_limit_is_derived_with_the_whole_of_a_minus_in_its_optional() {
    let data = ":c { :a :p :b }";
    let query =
        "SELECT ?y { ?y :p ?z OPTIONAL { ?x :p ?z MINUS { ?y ^:p ?x FILTER(?x != ?y) } } } LIMIT 1";
    assert_eq!(rows(data, query), [["b"]]);
}

#[test]
fn the_filter_of_an_inner_group_does_not_see_what_is_bound_further_out() {
    // The evaluator alone would ask of :z, which has no :q, and keep the row.
    let data = ":c { :a :p :z . :a :r :a . :e :q :f }";
    let query = "SELECT * { ?a :p ?b . { ?a :r ?a FILTER NOT EXISTS { ?b :q ?f } } }";
    assert!(rows(data, query).is_empty());
}

#[test]
fn what_is_absent_is_written_with_the_values_of_the_row() {
    let data = ":c { :a :p :b }";
    let not = "SELECT ?x { ?x :p ?y FILTER NOT EXISTS { ?y :q [] } }";
    assert_eq!(rows(data, not), [["b + no <:b> <:q> _:b1 ."]]);
    let inner =
        "SELECT ?x { ?x :p ?y FILTER NOT EXISTS { ?y :q ?z FILTER NOT EXISTS { ?z :q ?w } } }";
    assert_eq!(
        rows(data, inner),
        [["b + no <:b> <:q> ?z . FILTER(NOT EXISTS { ?z <:q> ?w . })"]]
    );
    let minus = "SELECT ?x { ?x :p ?y MINUS { ?x :q ?z } }";
    assert_eq!(rows(data, minus), [["b + no <:a> <:q> ?z ."]]);
}

#[test]
fn a_minus_that_shares_no_variable_is_relied_on_by_nobody() {
    let data = ":c { :a :p :b }";
    let query = "SELECT ?x { ?x :p ?y MINUS { ?v :p ?w } }";
    assert_eq!(rows(data, query), [["b"]]);
}

#[test]
fn a_minus_in_an_optional_is_about_all_of_it_whatever_values_stand_outside() {
    // Of :b the OPTIONAL has a match, as the MINUS shares no variable with it; a value put in place would be shared.
    let data = ":c { :a :p :b . :b :q :d . :b :r :e }";
    let optional = "?x :p ?y OPTIONAL { ?y :q ?z OPTIONAL { ?z :s ?w MINUS { ?y :r ?v } } }";
    let alone = format!("SELECT ?z {{ {optional} }}");
    assert_eq!(rows(data, &alone), [["b + d"]]);
    let beside = format!("SELECT ?z {{ VALUES ?y {{ :b }} {optional} }}");
    assert_eq!(rows(data, &beside), [["b + d"]]);
    let few = "SELECT * { VALUES ?x { :a2 } ?s :p ?o OPTIONAL { ?o :q ?z OPTIONAL { SELECT ?x ?n { ?x :n ?n } ORDER BY ?n LIMIT 1 } } }";
    let data = ":c { :a :p :b . :b :q :d . :a1 :n 1 . :a2 :n 2 }";
    // The first of all is that of :a1, which is not the one outside, so that nothing matches.
    assert_eq!(rows(data, few), [["b"]]);
}

#[test]
fn the_sides_of_a_union_come_in_the_order_of_the_text() {
    let data = ":c { :a :p 1 ; :q 2 . :b :p 3 ; :q 4 }";
    for (query, order) in [
        (
            "SELECT ?o { { ?s :p ?o } UNION { ?s :q ?o } }",
            ["1", "3", "2", "4"],
        ),
        (
            "SELECT ?o { { ?s :q ?o } UNION { ?s :p ?o } }",
            ["2", "4", "1", "3"],
        ),
        (
            "SELECT ?o { { ?s :q ?o { SELECT ?s ?o { ?s ?p ?o } } } UNION { ?s :p ?o MINUS { ?s :n ?o } } }",
            ["2", "4", "1", "3"],
        ),
    ] {
        for _ in 0..8 {
            let found = rows(data, query);
            let first: Vec<&str> = found.iter().map(|row| &row[0][1..2]).collect();
            assert_eq!(first, order, "{query}");
        }
    }
}
