//! Made-up queries over made-up data: the same citations from an engine elsewhere as from the evidence store.

use super::cases;
use super::data::datasets;
use super::query::{Kind, queries};
use crate::endpoint::engine::Engine;
use crate::endpoint::layout::laid_out;
use crate::endpoint::{asked_there, request};
use crate::sealed::say;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;
use synergraph::claim::KnowledgeBase;
use synergraph::endpoint::{Address, Endpoint};
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
    let rows = list(&value["results"]["bindings"]);
    let mut pairs: Vec<(String, Value)> = rows
        .iter()
        .zip(list(&value["evidence"]))
        .map(|(row, evidence)| {
            let sorted: BTreeMap<&String, &Value> = row.as_object().unwrap().iter().collect();
            (format!("{sorted:?}"), evidence)
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
