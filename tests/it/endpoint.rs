//! The same cited answers from an engine elsewhere.

mod certificates;
pub(crate) mod commands;
mod differences;
pub(crate) mod engine;
mod faults;
mod forms;
pub(crate) mod layout;
mod pages;

use engine::Engine;
use layout::laid_out;
use oxigraph::model::{Literal, NamedNode, Quad};
use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};
use synergraph::claim::{Files, KnowledgeBase, compile};
use synergraph::endpoint::{Address, Endpoint, Reading};
use synergraph::lineage::{Options, Results};
use synergraph::query::{Asked, Catalogue, DefaultChoice, Question, Request, ask, write_json};
use synergraph::rules::infer;
use synergraph::store::Builder;
use synergraph::vocabulary::Prefixes;

/// The built-in knowledge base with what rules infer.
pub(crate) fn built_in() -> &'static KnowledgeBase {
    static KNOWLEDGE: LazyLock<KnowledgeBase> = LazyLock::new(|| {
        let files = Files::built_in();
        let (knowledge, _) = compile(&files);
        infer(knowledge, &files).0
    });
    &KNOWLEDGE
}

/// The same, published.
fn published() -> oxigraph::store::Store {
    static PUBLISHED: LazyLock<oxigraph::store::Store> = LazyLock::new(|| laid_out(built_in()));
    PUBLISHED.clone()
}

fn open(engine: &Engine) -> Arc<Endpoint> {
    let address = Address::new(engine.address.clone());
    Arc::new(Endpoint::open(&address).unwrap())
}

pub(crate) fn request<'a>(question: &'a Question, settings: &'a [(String, String)]) -> Request<'a> {
    Request {
        question,
        settings,
        default: DefaultChoice::Merged,
        base: None,
        options: Options::default(),
    }
}

/// Asks one question of an engine.
pub(crate) fn asked_there(
    endpoint: &Arc<Endpoint>,
    request: &Request<'_>,
) -> (Arc<KnowledgeBase>, Asked) {
    let settled = Reading::new(endpoint).settle(|knowledge, engine| {
        let mut request = request.clone();
        request.options.engine = Some(Arc::clone(engine));
        ask(knowledge, &request)
    });
    let (knowledge, asked) = settled.unwrap();
    let text = &request.question.source.text;
    (
        knowledge,
        asked.unwrap_or_else(|error| panic!("{text}: {error}")),
    )
}

/// An answer as JSON, whose alternatives and derivations stand in an order that depends on no engine.
pub(crate) fn json(knowledge: &KnowledgeBase, asked: &Asked) -> serde_json::Value {
    let mut out = Vec::new();
    let view = asked.graphs.view(&knowledge.store);
    write_json(&mut out, &asked.answer.results, view).unwrap();
    let mut value: serde_json::Value = serde_json::from_slice(&out).unwrap();
    for evidence in value["evidence"].as_array_mut().into_iter().flatten() {
        if let Some(alternatives) = evidence["alternatives"].as_array_mut() {
            alternatives.sort_by_key(ToString::to_string);
        }
        if let Some(works) = evidence["works"].as_array_mut() {
            works.sort_by_key(ToString::to_string);
        }
    }
    value
}

/// Pairs of a row and its evidence, in no order that matters.
pub(crate) fn rows(value: &serde_json::Value) -> BTreeSet<String> {
    let list = |value: &serde_json::Value| value.as_array().cloned().unwrap_or_default();
    let rows = match &value["results"]["bindings"] {
        serde_json::Value::Array(rows) => rows.clone(),
        _ => list(&value["triples"]),
    };
    let evidence = list(&value["evidence"]);
    let pairs = rows.iter().zip(&evidence);
    pairs
        .map(|(row, evidence)| format!("{row}\n  {evidence:#}"))
        .collect()
}

#[test]
fn all_named_questions_give_the_same_rows_and_the_same_citations() {
    let knowledge = built_in();
    let engine = Engine::start(published());
    let endpoint = open(&engine);
    let (catalogue, _) = Catalogue::read(&Files::built_in());
    let mut asked = 0;
    let mut differ = Vec::new();
    for question in catalogue.iter() {
        let mut request = request(question, &[]);
        // Which ten of many are shown depends on the order in which an engine finds them.
        request.options.alternatives = usize::MAX;
        let Ok(here) = ask(knowledge, &request) else {
            continue;
        };
        let (fragment, there) = asked_there(&endpoint, &request);
        let (here, there) = (json(knowledge, &here), json(&fragment, &there));
        if rows(&here) != rows(&there) {
            let (here, there) = (rows(&here), rows(&there));
            let lacks = here.difference(&there).next();
            let has = there.difference(&here).next();
            differ.push(format!(
                "{}: here\n{}\nthere\n{}",
                question.name,
                lacks.map_or("", String::as_str),
                has.map_or("", String::as_str)
            ));
        }
        asked += 1;
    }
    assert!(asked > 20, "only {asked} questions were asked");
    assert!(
        differ.is_empty(),
        "{}\n{}",
        differ.len(),
        differ.join("\n\n")
    );
}

#[test]
fn round_trips_grow_with_batches_and_not_with_rows() {
    let engine = Engine::start(published());
    let endpoint = open(&engine);
    let requests = |limit: usize| {
        let text = format!(
            "SELECT * WHERE {{ ?claim a <https://w3id.org/synergraph/ns#Claim> . ?claim ?p ?o }} LIMIT {limit}"
        );
        let source = synergraph::source::Source::new("query", text);
        let (question, _) = Question::read("query", &source);
        let before = engine.asked().len();
        let (_, asked) = asked_there(&endpoint, &request(&question, &[]));
        let Results::Solutions(_, rows) = asked.answer.results else {
            unreachable!()
        };
        assert_eq!(rows.len(), limit);
        assert!(
            rows.iter()
                .all(|row| row.evidence.as_ref().unwrap().is_complete())
        );
        engine.asked().len() - before
    };
    let (few, many) = (requests(10), requests(1000));
    assert!(few <= 20, "{few} requests for 10 rows");
    assert!(
        many <= few + 40,
        "{few} requests for 10 rows, {many} for 1000"
    );
}

/// Asks a query of so many nodes, each of which has a number that one claim states and values that several do; says how many
/// requests it took, the answer being that of the store.
fn requests_for(count: usize, values: impl Fn(usize) -> usize, text: &str) -> usize {
    let named = |kind: &str, number: usize| {
        NamedNode::new(format!("https://example.org/{kind}{number}")).unwrap()
    };
    let mut builder = Builder::default();
    for number in 0..count {
        let mut add = |property: usize, value: usize, claims: usize| {
            for claim in 0..claims {
                let quad = Quad::new(
                    named("node", number),
                    named("property", property),
                    Literal::from(value as i64),
                    named("claim", number * 7 + claim * 1_000),
                );
                builder.add(quad, 0);
            }
        };
        add(1, number, 1);
        (0..values(number)).for_each(|value| add(2, number + value, 3));
    }
    let knowledge = KnowledgeBase {
        store: builder.build(),
        prefixes: Prefixes::default(),
    };
    let engine = Engine::start(laid_out(&knowledge));
    let endpoint = open(&engine);
    let source = synergraph::source::Source::new("query", text);
    let (question, _) = Question::read("query", &source);
    let before = engine.asked().len();
    let (known, there) = asked_there(&endpoint, &request(&question, &[]));
    let requests = engine.asked().len() - before;
    let here = ask(&knowledge, &request(&question, &[])).unwrap();
    let (there, here) = (json(&known, &there), json(&knowledge, &here));
    assert!(!rows(&there).is_empty());
    assert_eq!(rows(&there), rows(&here));
    requests
}

/// Who states the triples of a whole pattern is asked for all of them together.
#[test]
fn a_thousand_rows_take_no_more_requests_than_ten_may() {
    let text = "PREFIX : <https://example.org/> SELECT ?s ?a WHERE { ?s :property1 ?a . ?s :property2 ?b }";
    // Of a few rows the engine may be asked in another way, as it is quick or not.
    let counts = [10, 100, 1000].map(|count| requests_for(count, |_| 1, text));
    assert!(
        counts.iter().all(|count| *count <= 8),
        "{counts:?} requests"
    );
}

/// Some rows have several matches, and some have none and are rows for another reason.
#[test]
fn what_many_rows_of_an_exists_rest_on_is_asked_for_at_once() {
    let text = "PREFIX : <https://example.org/> SELECT ?s WHERE { ?s :property1 ?a FILTER(EXISTS { ?s :property2 ?b } || ?a < 40) }";
    let counts = [10, 150, 1000].map(|count| requests_for(count, |number| number % 4, text));
    assert!(
        counts.iter().all(|count| *count <= 14),
        "{counts:?} requests"
    );
}
