//! The same rows with the same citations from an engine as from the evidence store: the named questions, and the queries of the
//! W3C over their data.
//!
//! Where an engine answers otherwise, `tests/engines/` says of which query and why, and the lists hold in both directions.

use super::oxigraph::Oxigraph;
use super::virtuoso::Virtuoso;
use super::{publish, quads_of};
use crate::endpoint::commands::sort_lists;
use crate::endpoint::{asked_there, built_in, json, request};
use crate::sealed::{Sealed, repository, rewriting, say};
use crate::w3c::manifest::{Case, cases, iri_of};
use crate::w3c::run::load;
use regex::Regex;
use serde_json::Value;
use spargebra::Query;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex};
use synergraph::claim::{Files, KnowledgeBase};
use synergraph::endpoint::{Address, Endpoint};
use synergraph::publish::{Shards, publish_to_folder};
use synergraph::query::{Catalogue, Question, Request, ask, parse_with_hints};
use synergraph::source::Source;
use synergraph::vocabulary::Prefixes;
use synergraph::vocabulary::published::{DEFAULT_BASE, Layout};
use tempfile::TempDir;

/// What came of a query: nothing to say, or how its answers differ.
pub(super) type Outcome = Result<(), String>;

pub(super) fn open(address: &str) -> Arc<Endpoint> {
    Arc::new(Endpoint::open(&Address::new(address.to_owned())).unwrap())
}

/// Says how an engine's answer differs from that of the evidence store; nothing where there is none here either.
fn difference(
    knowledge: &KnowledgeBase,
    endpoint: &Arc<Endpoint>,
    request: &Request<'_>,
) -> Option<Outcome> {
    let here = ask(knowledge, request).ok()?;
    let there = catch_unwind(AssertUnwindSafe(|| asked_there(endpoint, request)));
    let (fragment, there) = match there {
        Ok(there) => there,
        Err(panic) => {
            let text = panic.downcast_ref::<String>().map_or("", String::as_str);
            let line = text.lines().rev().find(|line| !line.is_empty());
            return Some(Err(line.unwrap_or("it panics").to_owned()));
        }
    };
    let (here, there) = (json(knowledge, &here), json(&fragment, &there));
    let (here, there) = (rows(&here), rows(&there));
    if here == there {
        return Some(Ok(()));
    }
    let one = |rows: &[String], others: &[String]| {
        let other = rows.iter().find(|row| !others.contains(row));
        other.cloned().unwrap_or_default()
    };
    let counts = (here.len(), there.len());
    Some(Err(format!(
        "{counts:?} rows, here\n{}\nthere\n{}",
        one(&here, &there),
        one(&there, &here)
    )))
}

/// Each row with its evidence, without what an engine may do in its own way: names of blank nodes, spellings of numbers.
fn rows(value: &Value) -> Vec<String> {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let rows = match (&value["results"]["bindings"], &value["boolean"]) {
        (Value::Array(rows), _) => rows.clone(),
        // Of a question for yes or no one witness is cited, and any will do.
        (_, Value::Bool(value)) => return vec![value.to_string()],
        _ => list(&value["triples"]),
    };
    let evidence = list(&value["evidence"]);
    assert_eq!(rows.len(), evidence.len());
    let pairs = rows.into_iter().zip(evidence);
    let mut rows: Vec<String> = pairs
        .map(|(mut row, mut evidence)| {
            plain(&mut row);
            plain(&mut evidence);
            sort_lists(&mut evidence);
            format!("{row}\n  {evidence:#}")
        })
        .collect();
    rows.sort();
    rows
}

/// Puts one spelling in the place of each term.
fn plain(value: &mut Value) {
    static LITERAL: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"^"(.*)"\^\^<http://www.w3.org/2001/XMLSchema#(\w+)>$"#).unwrap()
    });
    static BLANK: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^_:\w+$").unwrap());
    match value {
        Value::Array(list) => list.iter_mut().for_each(plain),
        Value::String(text) if BLANK.is_match(text) => *text = "_:".to_owned(),
        Value::String(text) => {
            if let Some(found) = LITERAL.captures(text) {
                *text = format!("{}^^{}", spelt(&found[1], &found[2]), &found[2]);
            }
        }
        Value::Object(members) => {
            let kind = members.get("datatype").and_then(Value::as_str);
            let kind = kind
                .and_then(|kind| kind.rsplit_once('#'))
                .map(|(_, name)| name.to_owned());
            if let (Some(kind), Some(Value::String(text))) = (kind, members.get_mut("value")) {
                *text = spelt(text, &kind);
            }
            if members.get("type").and_then(Value::as_str) == Some("bnode") {
                members.remove("value");
            }
            members.values_mut().for_each(plain);
        }
        _ => {}
    }
}

/// Returns a number or truth value in one spelling.
fn spelt(text: &str, kind: &str) -> String {
    match (kind, text.parse::<f64>()) {
        ("boolean", _) => text.replace('1', "true").replace('0', "false"),
        ("decimal" | "integer" | "double" | "float", Ok(number)) => format!("{number}"),
        _ => text.to_owned(),
    }
}

/// Asks all named questions that need no parameter.
fn questions(endpoint: &Arc<Endpoint>) -> BTreeMap<String, Outcome> {
    questions_over(built_in(), endpoint)
}

/// Asks all named questions over a knowledge base that an engine holds.
pub(super) fn questions_over(
    knowledge: &KnowledgeBase,
    endpoint: &Arc<Endpoint>,
) -> BTreeMap<String, Outcome> {
    let (catalogue, _) = Catalogue::read(&Files::built_in());
    let mut outcomes = BTreeMap::new();
    for question in catalogue.iter() {
        let mut request = request(question, &[]);
        // Which ten of many are shown depends on the order in which an engine finds them.
        request.options.alternatives = usize::MAX;
        if let Some(outcome) = difference(knowledge, endpoint, &request) {
            outcomes.insert(question.name.clone(), outcome);
        }
    }
    outcomes
}

/// Compares what differs with the list of an engine, which gives a reason for each and holds in both directions.
pub(super) fn check(list: &str, outcomes: &BTreeMap<String, Outcome>) {
    let path = repository()
        .join("tests/engines")
        .join(format!("{list}.txt"));
    let text = std::fs::read_to_string(&path).unwrap_or_default();
    let listed: BTreeMap<&str, &str> = text
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(": "))
        .collect();
    assert!(outcomes.len() >= 20, "only {} were asked", outcomes.len());
    let failed = outcomes.values().filter(|outcome| outcome.is_err()).count();
    let same = outcomes.len() - failed;
    say(&format!(
        "{list}: {same} answers are the same, {failed} differ"
    ));
    if rewriting() {
        let mut lines: String = text
            .lines()
            .filter(|line| line.starts_with('#'))
            .map(|line| format!("{line}\n"))
            .collect();
        for (name, outcome) in outcomes {
            if let Err(reason) = outcome {
                say(&format!("{list}, {name}: {reason}"));
                let reason = listed.get(name.as_str()).copied().unwrap_or("(say why)");
                lines.push_str(&format!("{name}: {reason}\n"));
            }
        }
        std::fs::write(path, lines).unwrap();
        return;
    }
    let mut wrong = Vec::new();
    for (name, outcome) in outcomes {
        match (outcome, listed.contains_key(name.as_str())) {
            (Err(reason), false) => {
                wrong.push(format!("{name} differs and is not listed: {reason}"))
            }
            (Ok(()), true) => wrong.push(format!("{name} is listed and does not differ")),
            _ => {}
        }
    }
    for (name, reason) in listed {
        if !outcomes.contains_key(name) {
            wrong.push(format!("{name} is listed, and was not asked"));
        }
        if reason == "(say why)" {
            wrong.push(format!("{name} is listed without a reason"));
        }
    }
    assert!(wrong.is_empty(), "{list}:\n{}", wrong.join("\n"));
}

#[test]
fn virtuoso_gives_the_same_answers_to_all_named_questions() {
    let Some(virtuoso) = Virtuoso::start(1_000_000) else {
        return;
    };
    let seen = publish(&Sealed::new(), &virtuoso.sparql(), &[]);
    assert_eq!(seen.status, 0, "{seen}");
    check("virtuoso-questions", &questions(&open(&virtuoso.sparql())));
}

#[test]
fn oxigraph_gives_the_same_answers_to_all_named_questions() {
    let Some(oxigraph) = Oxigraph::start() else {
        return;
    };
    let seen = publish(&Sealed::new(), &oxigraph.sparql(), &[]);
    assert_eq!(seen.status, 0, "{seen}");
    check("oxigraph-questions", &questions(&open(&oxigraph.sparql())));
}

#[test]
fn virtuoso_that_cuts_answers_off_is_an_error_and_no_shorter_answer() {
    let Some(virtuoso) = Virtuoso::start(2000) else {
        return;
    };
    let sealed = Sealed::new();
    let address = virtuoso.sparql();
    let seen = publish(&sealed, &address, &[]);
    assert_eq!(seen.status, 0, "{seen}");
    let query = "SELECT ?s ?p ?o { ?s ?p ?o }";
    let asked = sealed.run(&["query", query, "--endpoint", &address]);
    assert_eq!((asked.stdout.as_str(), asked.status), ("", 2), "{asked}");
    assert!(asked.stderr.contains("cuts answers off"), "{asked}");
}

/// A query of the W3C with its data.
struct Asked {
    case: Case,
    text: String,
    /// The number of its dataset.
    dataset: usize,
}

/// Queries of the W3C, and their data, each once.
pub(super) struct Suite {
    queries: Vec<Asked>,
    datasets: Vec<KnowledgeBase>,
    /// Has for each dataset a name of its own for all files, so that no two have graphs of the same name.
    _names: TempDir,
}

impl Suite {
    /// Reads the evaluation tests, or says loudly that they are not there.
    pub(super) fn read() -> Option<Self> {
        Self::sample(1)
    }

    /// Reads one in so many of the evaluation tests.
    pub(super) fn sample(one_in: usize) -> Option<Self> {
        let root = repository().parent().unwrap().join("shared/w3c");
        if !root.exists() {
            let root = root.display();
            say(&format!("SKIPPED, NO ENGINE ASKED: there is no {root}"));
            return None;
        }
        let mut suite = Self {
            queries: Vec::new(),
            datasets: Vec::new(),
            _names: tempfile::tempdir().unwrap(),
        };
        let names = suite._names.path().to_owned();
        let mut numbers: BTreeMap<String, usize> = BTreeMap::new();
        let mut met = 0;
        for manifest in [
            "sparql10/manifest-evaluation.ttl",
            "sparql11/manifest-sparql11-query.ttl",
        ] {
            for case in cases(&root.join(manifest), &root) {
                let text = std::fs::read_to_string(&case.query).unwrap();
                let source = Source::new(case.query.display().to_string(), text.as_str());
                let parsed =
                    parse_with_hints(&source, &Prefixes::default(), Some(&iri_of(&case.query)));
                let Ok(query) = parsed else { continue };
                if text.to_uppercase().contains("SERVICE") {
                    continue;
                }
                met += 1;
                if met % one_in != 0 {
                    continue;
                }
                let key = format!(
                    "{:?} {:?} {:?}",
                    case.data,
                    case.graphs,
                    from_of(&case, &query)
                );
                let next = suite.datasets.len();
                let is_new = !numbers.contains_key(&key);
                let dataset = *numbers.entry(key).or_insert(next);
                let own = names.join(dataset.to_string());
                let case = elsewhere(case, &root, &own);
                if is_new {
                    std::os::unix::fs::symlink(&root, &own).unwrap();
                    let source = Source::new(case.query.display().to_string(), text.as_str());
                    let base = iri_of(&case.query);
                    let query = parse_with_hints(&source, &Prefixes::default(), Some(&base));
                    suite.datasets.push(load(&case, &query.unwrap()));
                }
                suite.queries.push(Asked {
                    case,
                    text,
                    dataset,
                });
            }
        }
        Some(suite)
    }

    /// A base of its own for each dataset, so that none sees another.
    fn layout(number: usize) -> Layout {
        Layout::new(&format!("{DEFAULT_BASE}{number}/"), None).unwrap()
    }

    /// Writes each dataset as it is published, as one file of quads, and returns the files in order.
    pub(super) fn write(&self, folder: &Path) -> Vec<std::path::PathBuf> {
        let datasets = self.datasets.iter().enumerate();
        datasets
            .map(|(number, knowledge)| {
                let out = folder.join(format!("out{number}"));
                let shards = Shards { bytes: 1 << 30 };
                publish_to_folder(knowledge, &Self::layout(number), &out, shards, &mut |_| {})
                    .unwrap();
                let file = folder.join(format!("{number}.nq"));
                std::fs::write(&file, quads_of(&out)).unwrap();
                file
            })
            .collect()
    }

    /// Asks every query whose data the engine took, two at once.
    pub(super) fn ask(
        &self,
        address: &str,
        refused: &BTreeSet<usize>,
    ) -> BTreeMap<String, Outcome> {
        let outcomes: Mutex<BTreeMap<String, Outcome>> = Mutex::default();
        let endpoints: Mutex<BTreeMap<usize, Arc<Endpoint>>> = Mutex::default();
        let next = AtomicUsize::new(0);
        let one = |asked: &Asked| {
            if refused.contains(&asked.dataset) {
                return Some(Err("its data are not loaded".to_owned()));
            }
            let known = endpoints.lock().unwrap().get(&asked.dataset).cloned();
            let endpoint = known.unwrap_or_else(|| {
                let mut address = Address::new(address.to_owned());
                address.merged = Some(Self::layout(asked.dataset).merged());
                let endpoint = Arc::new(Endpoint::open(&address).unwrap());
                let mut endpoints = endpoints.lock().unwrap();
                endpoints.insert(asked.dataset, Arc::clone(&endpoint));
                endpoint
            });
            let source = Source::new(asked.case.query.display().to_string(), asked.text.as_str());
            let (question, problems) = Question::read(&asked.case.name, &source);
            if !problems.is_empty() {
                return None;
            }
            let base = iri_of(&asked.case.query);
            let mut request = request(&question, &[]);
            request.base = Some(&base);
            request.options.alternatives = usize::MAX;
            difference(&self.datasets[asked.dataset], &endpoint, &request)
        };
        std::thread::scope(|scope| {
            for _ in 0..2 {
                let thread = std::thread::Builder::new().stack_size(64 << 20);
                let work = || {
                    while let Some(asked) = self.queries.get(next.fetch_add(1, Ordering::Relaxed)) {
                        if let Some(outcome) = one(asked) {
                            let mut outcomes = outcomes.lock().unwrap();
                            outcomes.insert(asked.case.name.clone(), outcome);
                        }
                    }
                };
                thread.spawn_scoped(scope, work).unwrap();
            }
        });
        outcomes.into_inner().unwrap()
    }
}

/// The same case by another name of the folder of all files.
fn elsewhere(case: Case, root: &Path, folder: &Path) -> Case {
    let moved = |path: PathBuf| folder.join(path.strip_prefix(root).unwrap());
    Case {
        query: moved(case.query),
        data: case.data.into_iter().map(moved).collect(),
        graphs: case.graphs.into_iter().map(moved).collect(),
        ..case
    }
}

/// The graphs that a query names, where its data are named by nothing else.
fn from_of(case: &Case, query: &Query) -> String {
    match query.dataset() {
        Some(dataset) if case.data.is_empty() => format!("{dataset}"),
        _ => String::new(),
    }
}

#[test]
fn virtuoso_gives_the_same_answers_to_queries_of_the_w3c() {
    let Some(suite) = Suite::read() else {
        return;
    };
    let Some(virtuoso) = Virtuoso::start(1_000_000) else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let files = suite.write(folder.path());
    let mut refused = BTreeSet::new();
    for (number, file) in files.iter().enumerate() {
        // 512: quads.
        let file = file.canonicalize().unwrap();
        let load = format!(
            "DB.DBA.TTLP(file_to_string_output('{}'), '', 'urn:nothing', 512);",
            file.display()
        );
        if let Err(said) = virtuoso.sql(&load) {
            say(&format!(
                "Virtuoso does not load {}: {said}",
                file.display()
            ));
            refused.insert(number);
        }
    }
    check("virtuoso-w3c", &suite.ask(&virtuoso.sparql(), &refused));
}

#[test]
fn oxigraph_gives_the_same_answers_to_queries_of_the_w3c() {
    let Some(suite) = Suite::read() else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let files = suite.write(folder.path());
    let Some(oxigraph) = Oxigraph::start_with(&files) else {
        return;
    };
    check(
        "oxigraph-w3c",
        &suite.ask(&oxigraph.sparql(), &BTreeSet::new()),
    );
}
