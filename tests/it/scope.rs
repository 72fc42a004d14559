//! What the standard says and the W3C tests do not ask: GRAPH with a variable around whatever can stand in it, and
//! paths from terms that the data lack.

#![expect(clippy::unwrap_used, reason = "tests may fail")]

use oxigraph::io::RdfFormat;
use std::sync::Arc;
use synergraph::lineage::{Options, Results, answer};
use synergraph::query::{DefaultChoice, graphs_of, parse};
use synergraph::source::Source;
use synergraph::store::Builder;
use synergraph::vocabulary::Prefixes;

const DATA: &str = "
    @prefix : <http://e/> .
    :one { :a :p :b . :b :p :c . :a :n 1 . :b :n 2 . }
    :two { :a :p :c . :c :n 3 . }
    :x :p :y .
";

/// Returns the rows of a query over the data above, sorted, each as text; they are the same with citations, and cited.
fn rows(query: &str) -> Vec<String> {
    let mut builder = Builder::default();
    builder
        .load("data.trig", DATA.as_bytes(), RdfFormat::TriG)
        .unwrap();
    let store = builder.build();
    let text = format!("PREFIX : <http://e/> {query}");
    let source: Arc<Source> = Source::new("query", text);
    let mut query = parse(&source, &Prefixes::default()).unwrap();
    let graphs = graphs_of(&mut query, &store, DefaultChoice::Unnamed);
    let [plain, cited] = [false, true].map(|cite| {
        let options = Options {
            cite,
            ..Options::default()
        };
        let answer = answer(graphs.view(&store), &query, &options).unwrap();
        let Results::Solutions(_, rows) = answer.results else {
            panic!("not a SELECT");
        };
        rows
    });
    assert!(
        plain
            .iter()
            .map(|r| &r.values)
            .eq(cited.iter().map(|r| &r.values))
    );
    for row in &cited {
        let evidence = row.evidence.as_ref().unwrap();
        assert!(evidence.is_complete(), "{:?}", evidence.incomplete);
        assert!(!evidence.alternatives.is_empty());
    }
    let mut rows: Vec<String> = plain
        .iter()
        .map(|row| {
            let cells: Vec<String> = row
                .values
                .iter()
                .map(|cell| match cell {
                    None => "-".to_owned(),
                    Some(cell) => {
                        let term = cell.term(&store).to_string();
                        let short = term.split("^^").next().unwrap();
                        short.replace("<http://e/", "").replace(['>', '"'], "")
                    }
                })
                .collect();
            cells.join(" ")
        })
        .collect();
    rows.sort();
    rows
}

#[test]
fn a_limit_inside_a_graph_is_one_of_each_graph() {
    assert_eq!(
        rows("SELECT ?g ?n { GRAPH ?g { SELECT ?n { ?s :n ?n } ORDER BY DESC(?n) LIMIT 1 } }"),
        ["one 2", "two 3"]
    );
}

#[test]
fn groups_inside_a_graph_are_groups_of_each_graph() {
    assert_eq!(
        rows("SELECT ?g ?c { GRAPH ?g { SELECT (COUNT(*) AS ?c) { ?s :n ?n } } }"),
        ["one 2", "two 1"]
    );
    assert_eq!(
        rows("SELECT ?g ?c { GRAPH ?g { SELECT (COUNT(*) AS ?c) { :b :n ?n } } }"),
        ["one 1", "two 0"]
    );
    assert_eq!(
        rows("SELECT ?g ?t { GRAPH ?g { SELECT (SUM(?n) AS ?t) { ?s :n ?n } GROUP BY ?none } }"),
        ["one 3", "two 3"]
    );
    assert!(rows("SELECT ?c { GRAPH :three { SELECT (COUNT(*) AS ?c) { ?s :n ?n } } }").is_empty());
}

#[test]
fn a_minus_inside_a_graph_does_not_share_the_graph() {
    // Nothing is shared, so nothing is taken away.
    assert_eq!(
        rows("SELECT ?g { GRAPH ?g { ?s :n 3 MINUS { ?t :p ?u } } }"),
        ["two"]
    );
    // ?s is shared, and only within each graph.
    assert_eq!(
        rows("SELECT ?g ?s { GRAPH ?g { ?s :p :c MINUS { ?s :n ?n } } }"),
        ["two a"]
    );
    // ?n is shared where it is bound; on the row without it there is nothing to agree on.
    assert_eq!(
        rows(
            "SELECT ?g ?s ?n { GRAPH ?g {
                { ?s :p :c OPTIONAL { ?s :n ?n } } MINUS { ?t :p ?u OPTIONAL { ?t :n ?n } } } }"
        ),
        ["two a -"]
    );
}

#[test]
fn the_variable_of_a_graph_is_bound_outside_of_it() {
    assert!(rows("SELECT * { GRAPH ?g { ?s :n ?n FILTER(BOUND(?g)) } }").is_empty());
    assert_eq!(
        rows("SELECT ?g ?v { GRAPH ?g { BIND(1 AS ?v) } }"),
        ["one 1", "two 1"]
    );
    assert_eq!(
        rows("SELECT ?g ?h { GRAPH ?g { ?s :n 3 GRAPH ?h { ?t :n 1 } } }"),
        ["two one"]
    );
    assert_eq!(
        rows("SELECT ?g { GRAPH ?g { ?s :n ?n FILTER NOT EXISTS { ?s :p ?o } } }"),
        ["two"]
    );
    assert_eq!(
        rows("SELECT ?g ?o { VALUES ?g { :one } GRAPH ?g { :a :p ?o OPTIONAL { :a :q ?g } } }"),
        ["one b"]
    );
}

#[test]
fn zero_steps_lead_from_any_term_that_is_named() {
    assert_eq!(rows("SELECT ?o { :nowhere :p* ?o }"), ["nowhere"]);
    assert_eq!(rows("SELECT ?s { ?s :p? 7 }"), ["7"]);
    assert_eq!(rows("SELECT ?o { :x :p* ?o }"), ["x", "y"]);
    assert_eq!(rows("SELECT ?o { :nowhere (:p*)+ ?o }"), ["nowhere"]);
    assert_eq!(rows("SELECT (1 AS ?n) { :nowhere :p* :nowhere }"), ["1"]);
    assert!(rows("SELECT (1 AS ?n) { :nowhere :p* :elsewhere }").is_empty());
    assert_eq!(
        rows("SELECT ?g ?o { GRAPH ?g { :b :p* ?o } }"),
        ["one b", "one c", "two b"]
    );
}

#[test]
fn the_sides_of_an_alternative_add_up() {
    assert_eq!(rows("SELECT ?o { :x (:p|:p) ?o }"), ["y", "y"]);
    assert_eq!(rows("SELECT ?s { ?s ^(:p|^:p) ?o }"), ["x", "y"]);
    assert_eq!(rows("SELECT ?o { :x (:p|:p)* ?o }"), ["x", "y"]);
}

#[test]
fn columns_come_in_the_order_of_the_text_and_booleans_in_any_case() {
    assert_eq!(rows("SELECT * { ?z :p ?a }"), ["x y"]);
    assert_eq!(
        rows("SELECT DISTINCT * { BIND(TRUE AS ?b) BIND('TRUE' AS ?a) BIND(:TRUE AS ?c) }"),
        ["true TRUE TRUE"]
    );
}
