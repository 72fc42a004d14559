//! Engines that write less than they should, or refuse what others take: the same answers all the same.

use super::engine::{Asked, Engine, Fault};
use super::layout::laid_out;
use super::{built_in, published};
use crate::sealed::{Sealed, Seen, run};
use oxigraph::io::RdfFormat;
use oxigraph::sparql::{QueryResults, SparqlEvaluator};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use synergraph::claim::KnowledgeBase;
use synergraph::endpoint::{Address, Endpoint};
use synergraph::lineage::text_of_query;
use synergraph::store::{Builder, Store};
use synergraph::vocabulary::Prefixes;

/// Says whether an answer in another form than JSON is asked for.
fn is_short(asked: &Asked) -> bool {
    let accepted = asked.headers.get("accept").map_or("", String::as_str);
    !accepted.starts_with("application/sparql-results+json")
}

#[test]
fn no_row_is_lost_or_doubled_where_another_form_turns_out_to_be_unreadable() {
    let query = "SELECT ?s ?label ?c WHERE { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?label ; a ?c }";
    let ask = |engine: &Engine| -> Seen {
        let arguments = ["query", query, "--endpoint", &engine.address];
        run(&[&arguments[..], &["--format", "json"]].concat())
    };
    let sound = Engine::start(published());
    let wanted = ask(&sound);
    let shorts = sound.asked().iter().filter(|asked| is_short(asked)).count();
    assert!(shorts > 5, "{shorts} answers in a shorter form");
    let kinds = [
        ("text/csv", "a,b\r\n1\r\n"),
        ("text/csv", "i,g\r\n\"1,http://e/"),
        (
            "application/sparql-results+xml",
            "<sparql><results><result>",
        ),
        ("text/plain", "nothing"),
    ];
    for (at, (kind, body)) in (0..shorts).step_by(2).zip(kinds.into_iter().cycle()) {
        let met = AtomicUsize::new(0);
        let engine = Engine::with_faults(published(), move |asked| {
            let fault = || {
                let headers = vec![("content-type", kind.to_owned())];
                Fault::Instead(200, headers, body.to_owned())
            };
            (is_short(asked) && met.fetch_add(1, Ordering::Relaxed) == at).then(fault)
        });
        assert_eq!(
            ask(&engine),
            wanted,
            "the short answer {at} is {kind}: {body}"
        );
        // What was under way by then may still come.
        let asked = engine.asked();
        let later = asked.iter().filter(|asked| is_short(asked)).count();
        assert!(later <= at + 9, "{later} short answers, the {at}th was bad");
    }
}

#[test]
fn what_is_computed_is_computed_in_the_same_order() {
    let engine = Engine::start(published());
    let expressions = [
        "2 * (3 + 4)",
        "(1 + 4) / 2",
        "10 - (3 - 2)",
        "12 / (6 / 2)",
        "-(1 + 2)",
        "-(-(2))",
        "- ?n + 1",
        "!(?n > 1 && ?n < 3)",
        "!(!(?n = 2))",
        "IF(!(?n + 1 = 3), 2 * (?n - 1), ?n * ?n - (?n - 5))",
        "COALESCE(1 / (?n - 2), (?n + 1) * (?n + 2))",
        "(?n + 1) * 2 IN (6, 2 * (?n + 3))",
        "STRLEN(STR((?n + 3) * 100)) - (2 - 1)",
    ];
    for expression in expressions {
        let query = format!("SELECT ({expression} AS ?x) WHERE {{ VALUES ?n {{ 2 3 }} }}");
        let filter = format!("ASK {{ VALUES ?n {{ 2 3 }} FILTER(({expression}) = 3) }}");
        let total =
            format!("SELECT (SUM({expression}) * (1 + 1) AS ?x) WHERE {{ VALUES ?n {{ 2 3 }} }}");
        for query in [query, filter, total] {
            let here = run(&["query", &query, "--format", "csv", "--no-cite"]);
            let arguments = ["query", &query, "--format", "csv", "--no-cite"];
            let there = run(&[&arguments[..], &["--endpoint", &engine.address]].concat());
            assert_eq!(there, here, "{query}");
        }
    }
}

/// What is written of a query has the same answers, by an evaluator that others wrote.
#[test]
fn the_text_of_a_query_means_what_the_query_does() {
    fn expression() -> impl Strategy<Value = String> {
        let leaf = prop_oneof![Just("?n".to_owned()), (0..9_u8).prop_map(|n| n.to_string())];
        leaf.prop_recursive(5, 40, 3, |inner| {
            let two = (inner.clone(), "[-+*/=<]", inner.clone());
            prop_oneof![
                two.prop_map(|(a, operator, b): (String, String, String)| format!(
                    "({a} {operator} {b})"
                )),
                (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} || {b})")),
                inner.clone().prop_map(|a| format!("(- {a})")),
                inner.clone().prop_map(|a| format!("(! {a})")),
                inner.clone().prop_map(|a| format!("STR({a})")),
                (inner.clone(), inner).prop_map(|(a, b)| format!("({a} NOT IN ({b}, 1))")),
            ]
        })
    }
    let store = oxigraph::store::Store::new().unwrap();
    let answers = |text: &str| -> Vec<String> {
        let query = SparqlEvaluator::new().parse_query(text).unwrap();
        let QueryResults::Solutions(solutions) = query.on_store(&store).execute().unwrap() else {
            unreachable!()
        };
        let rows = solutions.map(|row| {
            let row = row.unwrap();
            ["n", "x", "y"].map(|name| row.get(name).map(ToString::to_string))
        });
        rows.map(|row| format!("{row:?}")).collect()
    };
    proptest!(ProptestConfig::with_cases(400), |(one in expression(), other in expression())| {
        let text = format!(
            "SELECT ?n ({one} AS ?x) ({other} AS ?y) WHERE {{ VALUES ?n {{ 2 3 }} FILTER(COALESCE({other}, true) || {one} || true) }} ORDER BY ({other}) ?n"
        );
        let query = spargebra::SparqlParser::new().parse_query(&text).unwrap();
        let written = text_of_query(&query);
        prop_assert_eq!(answers(&written), answers(&text), "{}", written);
    });
}

/// A knowledge base of quads, made up.
fn of(quads: &str) -> KnowledgeBase {
    let mut builder = Builder::default();
    let read = builder.load("quads.nq", quads.as_bytes(), RdfFormat::NQuads);
    read.unwrap();
    KnowledgeBase {
        store: builder.build(),
        prefixes: Prefixes::default(),
    }
}

#[test]
fn a_literal_that_an_engine_refuses_is_found_by_what_stands_before_it() {
    let xsd = "http://www.w3.org/2001/XMLSchema#";
    let quads = format!(
        "<http://e/a> <http://e/p> \"1.5x\"^^<{xsd}integer> <http://e/c1> .\n\
         <http://e/b> <http://e/p> \"99999999999999999999999\"^^<{xsd}integer> <http://e/c2> .\n\
         <http://e/d> <http://e/p> \"abc\"^^<{xsd}boolean> <http://e/c3> .\n\
         <http://e/f> <http://e/p> \"7\"^^<{xsd}integer> <http://e/c4> .\n"
    );
    let refusing = |asked: &Asked| {
        let odd = ["\"1.5x\"^^", "\"99999999999999999999999\"", "\"abc\"^^"];
        let headers = vec![("content-type", "text/plain".to_owned())];
        let text = "Virtuoso 22005 Error SR341: Invalid integer value".to_owned();
        let has = |odd: &&str| asked.query.contains(*odd);
        let refused = odd.iter().any(has) || asked.query.contains(" 99999999999999999999999 ");
        refused.then_some(Fault::Instead(400, headers, text))
    };
    let sealed = Sealed::new();
    sealed.write("quads.nq", &quads);
    let store = laid_out(&of(&quads));
    let engine = Engine::with_faults(store, refusing);
    let query = "SELECT ?s ?o WHERE { ?s <http://e/p> ?o } ORDER BY ?s";
    let ask = |from: [&str; 2]| {
        let arguments = ["query", query, from[0], from[1], "--format", "json"];
        let seen = sealed.run(&arguments);
        assert_eq!((seen.stderr.as_str(), seen.status), ("", 0));
        let mut value: serde_json::Value = serde_json::from_str(&seen.stdout).unwrap();
        super::commands::sort_lists(&mut value["evidence"]);
        value
    };
    let (here, there) = (
        ask(["--data", "quads.nq"]),
        ask(["--endpoint", &engine.address]),
    );
    assert_eq!(there["results"], here["results"]);
    assert_eq!(there["evidence"], here["evidence"]);
}

/// Returns how often each rule gives a statement from so many premises, each by its subject and predicate.
fn derivations(store: &Store) -> BTreeMap<String, usize> {
    let of = |statement: &u32| {
        let [s, p, _] = store.triple(*statement);
        format!("{} {}", store.term(s), store.term(p))
    };
    let mut all = BTreeMap::new();
    for (statement, derivation) in store.derivations() {
        let premises: Vec<String> = derivation.premises.iter().map(of).collect();
        let line = format!(
            "{} <- {} {}",
            of(&statement),
            derivation.rule,
            premises.join(", ")
        );
        *all.entry(line).or_default() += 1;
    }
    all
}

/// Neither what graphs hold nor how statements follow needs an answer that is larger than any may be.
#[test]
fn a_dataset_is_fetched_in_answers_of_any_size() {
    let engine = Engine::start(published());
    let folder = tempfile::tempdir().unwrap();
    for most in [1 << 30, 200_000] {
        let mut address = Address::new(engine.address.clone());
        address.most = most;
        let endpoint = Arc::new(Endpoint::open(&address).unwrap());
        let path = folder.path().join(format!("{most}.store"));
        let fetched = endpoint.fetch(&path, 64 << 20, &mut |_, _| {}).unwrap();
        let (here, there) = (&built_in().store, &fetched.store);
        assert_eq!(there.derivation_count(), here.derivation_count());
        assert_eq!(derivations(there), derivations(here), "{most}");
    }
}

#[test]
fn a_dataset_with_fewer_derivations_than_it_should_have_is_not_taken_for_whole() {
    let engine = Engine::with_faults(published(), |asked| {
        let lists = asked.query.starts_with("SELECT ?d WHERE");
        lists.then_some(Fault::Cut(5000))
    });
    let seen = run(&[
        "export",
        "--format",
        "nquads",
        "--endpoint",
        &engine.address,
    ]);
    assert_eq!((seen.stdout.as_str(), seen.status), ("", 2));
    let line = seen.stderr.lines().next().unwrap();
    assert!(
        line.contains(" of ") && line.contains("cuts answers off") || line.contains("derivations"),
        "{line}"
    );
}
