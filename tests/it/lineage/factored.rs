//! Evidence grows with the sum of the claims, never with their product.

use super::data::iri;
use super::{Asking, Options};
use oxigraph::model::{GraphName, NamedNode, Quad};
use spargebra::SparqlParser;
use std::time::{Duration, Instant};
use synergraph::lineage::{Results, answer};
use synergraph::store::{Builder, Store};
use synergraph::work::claims_of_statement;

fn store(triples: impl IntoIterator<Item = (NamedNode, NamedNode, NamedNode, NamedNode)>) -> Store {
    let mut builder = Builder::default();
    let source = builder.source("none");
    for (subject, predicate, object, claim) in triples {
        let graph = GraphName::NamedNode(claim);
        builder.add(Quad::new(subject, predicate, object, graph), source);
    }
    builder.build()
}

fn asking(store: Store, text: &str) -> Asking {
    let text = format!("PREFIX : <http://e/> {text}");
    Asking::new(store, &SparqlParser::new().parse_query(&text).unwrap())
}

#[test]
fn ten_patterns_stated_by_a_hundred_claims_each_are_one_alternative_of_ten_statements() {
    let store = store((0..10).flat_map(|pattern| {
        (0..100).map(move |claim| {
            (
                iri(&format!("s{pattern}")),
                iri("next"),
                iri(&format!("s{}", pattern + 1)),
                iri(&format!("claim-{pattern}-{claim}")),
            )
        })
    }));
    let patterns: String = (0..10)
        .map(|n| format!("?v{n} :next ?v{} . ", n + 1))
        .collect();
    let asking = asking(store, &format!("SELECT ?v0 ?v10 WHERE {{ {patterns} }}"));
    let started = Instant::now();
    let rows = asking.cited(usize::MAX);
    let took = started.elapsed();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].more, 0);
    let [alternative] = rows[0].evidence.alternatives.as_slice() else {
        panic!("{:?}", rows[0].evidence);
    };
    assert_eq!(alternative.statements.len(), 10);
    for statement in &alternative.statements {
        assert_eq!(claims_of_statement(asking.view(), *statement).len(), 100);
    }
    assert!(took < Duration::from_millis(500), "{took:?}");
}

#[test]
fn sums_within_products_are_counted_and_only_a_few_written_out() {
    // Five DISTINCT rows, each with a hundred derivations, joined: ten thousand million derivations of one row.
    let store = store((0..5).flat_map(|part| {
        (0..100).map(move |n| {
            (
                iri("hub"),
                iri(&format!("p{part}")),
                iri(&format!("leaf-{part}-{n}")),
                iri("claim"),
            )
        })
    }));
    let parts: String = (0..5)
        .map(|n| format!("{{ SELECT DISTINCT ?hub WHERE {{ ?hub :p{n} ?leaf }} }} "))
        .collect();
    let asking = asking(store, &format!("SELECT ?hub WHERE {{ {parts} }}"));
    let started = Instant::now();
    let options = Options::default();
    let Results::Solutions(_, rows) = answer(asking.view(), &asking.query, &options)
        .unwrap()
        .results
    else {
        panic!("no table");
    };
    let took = started.elapsed();
    assert_eq!(rows.len(), 1);
    let evidence = rows[0].evidence.as_ref().unwrap();
    assert_eq!(evidence.alternatives.len(), options.alternatives);
    for alternative in &evidence.alternatives {
        assert_eq!(alternative.statements.len(), 5);
    }
    assert_eq!(
        evidence.more_alternatives,
        10_000_000_000 - options.alternatives as u64
    );
    assert!(took < Duration::from_millis(500), "{took:?}");
}
