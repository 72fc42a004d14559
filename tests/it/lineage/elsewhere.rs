//! Made-up queries over made-up data: the same citations from an engine elsewhere as from the evidence store.

use super::cases;
use super::data::datasets;
use super::query::{Kind, queries};
use crate::endpoint::engine::{Asked as AskedOf, Engine, Fault};
use crate::endpoint::layout::laid_out;
use crate::endpoint::{asked_there, request};
use crate::sealed::say;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use serde_json::Value;
use spargebra::Query;
use spargebra::term::TriplePattern;
use std::collections::BTreeMap;
use std::sync::Arc;
use synergraph::claim::KnowledgeBase;
use synergraph::endpoint::{Address, Endpoint};
use synergraph::lineage::Results;
use synergraph::query::{Asked, Question, ask, write_json};
use synergraph::source::Source;
use synergraph::vocabulary::Prefixes;

/// Queries that are asked of both.
const QUERIES: usize = 200;

/// Each row as text with what it rests on: sets of triples and their claims, in no order that matters.
fn rows(knowledge: &KnowledgeBase, asked: &Asked) -> Vec<(String, Value)> {
    let mut out = Vec::new();
    let view = asked.graphs.view(&knowledge.store);
    write_json(&mut out, &asked.answer.results, view).unwrap();
    let value: Value = serde_json::from_slice(&out).unwrap();
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let rows = match &value["results"]["bindings"] {
        Value::Array(rows) => rows.clone(),
        _ => list(&value["triples"]),
    };
    let mut pairs: Vec<(String, Value)> = rows
        .iter()
        .zip(list(&value["evidence"]))
        .map(|(row, evidence)| {
            let text = match row {
                Value::Object(row) => {
                    let sorted: BTreeMap<&String, &Value> = row.iter().collect();
                    format!("{sorted:?}")
                }
                other => other.to_string(),
            };
            (text, evidence)
        })
        .collect();
    pairs.sort_by(|one, other| one.0.cmp(&other.0));
    pairs
}

/// The alternatives of a row as sorted text; nothing where one of several ways was chosen.
fn alternatives(evidence: &Value) -> Option<Vec<String>> {
    let mut alternatives: Vec<String> = Vec::new();
    for alternative in evidence["alternatives"].as_array()? {
        if alternative.get("one_of_several").is_some() {
            return None;
        }
        let mut statements: Vec<String> = alternative["statements"]
            .as_array()?
            .iter()
            .map(ToString::to_string)
            .collect();
        statements.sort();
        let absent = alternative["absent"].as_array()?.len();
        alternatives.push(format!("{statements:?} and {absent} absent"));
    }
    alternatives.sort();
    alternatives.dedup();
    Some(alternatives)
}

/// Says whether a query is one that a weak engine would refuse: anything but triple patterns, unless the program itself asks so.
fn is_refused(asked: &AskedOf) -> bool {
    let query = asked.query.as_str();
    let own = [
        "SELECT DISTINCT ?s ?p ?o WHERE { VALUES",
        "SELECT ?s ?p ?o WHERE { ",
        "SELECT (COUNT(*) AS ?rows)",
        "SELECT ?i ",
        "SELECT ?g ",
    ];
    let words = [
        "OPTIONAL", "UNION", "EXISTS", "MINUS", "FILTER", "BIND", "GROUP BY", "ORDER BY", "COUNT",
        "VALUES", "+", "*",
    ];
    !own.iter().any(|start| query.starts_with(start))
        && words.iter().any(|word| query.contains(word))
}

/// Returns a query and others of the same pattern: yes or no, triples, descriptions.
fn forms(query: &Query) -> Vec<Query> {
    let mut all = vec![query.clone()];
    let Query::Select {
        dataset,
        pattern,
        base_iri,
    } = query
    else {
        return all;
    };
    let (dataset, pattern, base_iri) = (dataset.clone(), pattern.clone(), base_iri.clone());
    let mut seen = Vec::new();
    pattern.on_in_scope_variable(|variable| {
        if !seen.contains(variable) {
            seen.push(variable.clone());
        }
    });
    all.push(Query::Ask {
        dataset: dataset.clone(),
        pattern: pattern.clone(),
        base_iri: base_iri.clone(),
    });
    if let [first, .., last] = seen.as_slice() {
        all.push(Query::Construct {
            template: vec![TriplePattern {
                subject: first.clone().into(),
                predicate: super::data::iri("made").into(),
                object: last.clone().into(),
            }],
            dataset: dataset.clone(),
            pattern: pattern.clone(),
            base_iri: base_iri.clone(),
        });
    }
    all.push(Query::Describe {
        dataset,
        pattern,
        base_iri,
    });
    all
}

#[test]
fn made_up_queries_cite_the_same_from_an_engine_that_answers_nothing_but_triple_patterns() {
    let mut runner = TestRunner::new(cases(1));
    let (mut asked, mut refused, mut compared) = (0, 0, 0);
    for _ in 0..QUERIES / 2 {
        let data = datasets().new_tree(&mut runner).unwrap().current();
        let made = queries(Kind::Any).new_tree(&mut runner).unwrap().current();
        let knowledge = KnowledgeBase {
            store: data.store(),
            prefixes: Prefixes::default(),
        };
        let engine = Engine::with_faults(laid_out(&knowledge), |asked| {
            let text = "that is too hard".to_owned();
            is_refused(asked).then(|| Fault::Instead(400, Vec::new(), text))
        });
        let endpoint = Arc::new(Endpoint::open(&Address::new(engine.address.clone())).unwrap());
        for query in forms(&made.query) {
            let text = query.to_string();
            let source = Source::new("query", text.as_str());
            let (question, _) = Question::read("query", &source);
            let mut request = request(&question, &[]);
            request.options.alternatives = usize::MAX;
            let Ok(here) = ask(&knowledge, &request) else {
                continue;
            };
            let (fragment, there) = asked_there(&endpoint, &request);
            asked += 1;
            refused += usize::from(!endpoint.take_notes().is_empty());
            if let (Results::Boolean(here, _), Results::Boolean(there, _)) =
                (&here.answer.results, &there.answer.results)
            {
                assert_eq!(there, here, "{text}\n{data:?}");
                continue;
            }
            let (here, there) = (rows(&knowledge, &here), rows(&fragment, &there));
            let values = |rows: &[(String, Value)]| -> Vec<String> {
                rows.iter().map(|(values, _)| values.clone()).collect()
            };
            assert_eq!(values(&there), values(&here), "{text}\n{data:?}");
            if here.windows(2).any(|two| two[0].0 == two[1].0) {
                continue;
            }
            for ((row, here), (_, there)) in here.iter().zip(&there) {
                assert_eq!(
                    there["complete"], here["complete"],
                    "{text}\n{data:?}\n{row}\n{there:#}"
                );
                let (here, there) = (alternatives(here), alternatives(there));
                assert_eq!(here.is_some(), there.is_some(), "{text}\n{data:?}\n{row}");
                assert_eq!(there, here, "{text}\n{data:?}\n{row}");
                compared += 1;
            }
        }
    }
    say(&format!(
        "{asked} made-up queries were asked of an engine that refused {refused}; {compared} rows cite the same"
    ));
    assert!(refused > QUERIES / 2, "only {refused} were refused");
    assert!(compared > QUERIES / 2, "only {compared} rows were compared");
}

#[test]
fn made_up_queries_cite_the_same_from_an_engine_elsewhere() {
    let mut runner = TestRunner::new(cases(1));
    let (mut same, mut other_rows, mut compared) = (0, 0, 0);
    for _ in 0..QUERIES {
        let data = datasets().new_tree(&mut runner).unwrap().current();
        let made = queries(Kind::Any).new_tree(&mut runner).unwrap().current();
        let text = format!("{made:?}");
        let knowledge = KnowledgeBase {
            store: data.store(),
            prefixes: Prefixes::default(),
        };
        let engine = Engine::start(laid_out(&knowledge));
        let endpoint = Arc::new(Endpoint::open(&Address::new(engine.address.clone())).unwrap());
        let source = Source::new("query", text.as_str());
        let (question, _) = Question::read("query", &source);
        let mut request = request(&question, &[]);
        request.options.alternatives = usize::MAX;
        let here = ask(&knowledge, &request).unwrap();
        let (fragment, there) = asked_there(&endpoint, &request);
        let (here, there) = (rows(&knowledge, &here), rows(&fragment, &there));
        let values = |rows: &[(String, Value)]| -> Vec<String> {
            rows.iter().map(|(values, _)| values.clone()).collect()
        };
        if values(&here) != values(&there) {
            // The engine is stock, and strays from the standard where we do not.
            other_rows += 1;
            continue;
        }
        same += 1;
        let unlike = |one: &[(String, Value)]| one.windows(2).all(|two| two[0].0 != two[1].0);
        if !unlike(&here) {
            continue;
        }
        for ((row, here), (_, there)) in here.iter().zip(&there) {
            assert_eq!(
                there["complete"], true,
                "{text}\n{data:?}\n{row}\n{there:#}"
            );
            let (here, there) = (alternatives(here), alternatives(there));
            assert_eq!(here.is_some(), there.is_some(), "{text}\n{data:?}\n{row}");
            assert_eq!(there, here, "{text}\n{data:?}\n{row}");
            compared += 1;
        }
    }
    say(&format!(
        "{same} made-up queries have the same rows from an engine, {other_rows} others; {compared} rows cite the same"
    ));
    assert!(same >= QUERIES * 9 / 10, "{other_rows} have other rows");
    assert!(compared > QUERIES / 3, "only {compared} rows were compared");
}
