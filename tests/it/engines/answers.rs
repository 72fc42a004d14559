//! The same rows with the same citations from an engine as from the evidence store, question by question.

use super::comunica::Comunica;
use super::virtuoso::Virtuoso;
use super::{publish, quads_of};
use crate::endpoint::{asked_there, built_in, json, request, rows};
use crate::sealed::{Sealed, repository, rewriting, say};
use crate::w3c::manifest::{Case, cases, iri_of};
use crate::w3c::run::load;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use synergraph::claim::{Files, KnowledgeBase};
use synergraph::endpoint::{Address, Credentials, Endpoint};
use synergraph::publish::{Access, Protocol, Target, publish as send};
use synergraph::query::{Catalogue, Question, Request, ask};
use synergraph::resolve::Patience;
use synergraph::source::Source;
use synergraph::vocabulary::Prefixes;
use synergraph::vocabulary::published::{DEFAULT_BASE, Layout};

fn open(address: String) -> Arc<Endpoint> {
    Arc::new(Endpoint::open(&Address::new(address)).unwrap())
}

/// Says how an engine's answer differs from that of the evidence store, if it does.
fn difference(
    knowledge: &KnowledgeBase,
    endpoint: &Arc<Endpoint>,
    request: &Request<'_>,
) -> Option<Result<(), String>> {
    let here = ask(knowledge, request).ok()?;
    let there = catch_unwind(AssertUnwindSafe(|| asked_there(endpoint, request)));
    let (fragment, there) = match there {
        Ok(there) => there,
        Err(panic) => {
            let said = panic
                .downcast_ref::<String>()
                .map_or("it panics", String::as_str);
            return Some(Err(said.lines().next().unwrap_or_default().to_owned()));
        }
    };
    let (here, there) = (json(knowledge, &here), json(&fragment, &there));
    let (here, there) = (unnamed(&rows(&here)), unnamed(&rows(&there)));
    if here == there {
        return Some(Ok(()));
    }
    let one = |rows: &BTreeSet<String>, others: &BTreeSet<String>| {
        rows.difference(others).next().cloned().unwrap_or_default()
    };
    Some(Err(format!(
        "here\n{}\nthere\n{}",
        one(&here, &there),
        one(&there, &here)
    )))
}

/// Returns rows without the names of blank nodes, which are made up for each answer.
fn unnamed(rows: &BTreeSet<String>) -> BTreeSet<String> {
    let name = regex::Regex::new(r#"_:\w+|"bnode","value":"[^"]*""#).unwrap();
    rows.iter()
        .map(|row| name.replace_all(row, "_:").into_owned())
        .collect()
}

/// Asks all named questions that need no parameter.
fn questions(endpoint: &Arc<Endpoint>) -> BTreeMap<String, Result<(), String>> {
    let (catalogue, _) = Catalogue::read(&Files::built_in());
    let mut outcomes = BTreeMap::new();
    for question in catalogue.iter() {
        let mut request = request(question, &[]);
        // Which ten of many are shown depends on the order in which an engine finds them.
        request.options.alternatives = usize::MAX;
        if let Some(outcome) = difference(built_in(), endpoint, &request) {
            outcomes.insert(question.name.clone(), outcome);
        }
    }
    assert!(
        outcomes.len() > 20,
        "only {} questions were asked",
        outcomes.len()
    );
    outcomes
}

/// Compares what differs with the list of an engine, which gives a reason for each and holds in both directions.
fn check(engine: &str, outcomes: &BTreeMap<String, Result<(), String>>) {
    let path = repository()
        .join("tests/engines")
        .join(format!("{engine}.txt"));
    let text = std::fs::read_to_string(&path).unwrap_or_default();
    let listed: BTreeMap<&str, &str> = text
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(": "))
        .collect();
    let failed = outcomes.values().filter(|outcome| outcome.is_err()).count();
    say(&format!(
        "{engine}: {} answers are the same, {failed} differ",
        outcomes.len() - failed
    ));
    if rewriting() {
        let mut lines = String::new();
        for (name, outcome) in outcomes {
            if let Err(reason) = outcome {
                say(&format!("{engine}, {name}: {reason}"));
                let reason = listed.get(name.as_str()).copied().unwrap_or("(say why)");
                lines.push_str(&format!("{name}: {reason}\n"));
            }
        }
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
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
    assert!(wrong.is_empty(), "{engine}:\n{}", wrong.join("\n"));
}

#[test]
fn virtuoso_gives_the_same_answers_to_all_named_questions() {
    let Some(virtuoso) = Virtuoso::start(1_000_000) else {
        return;
    };
    let seen = publish(&Sealed::new(), &virtuoso.sparql(), &[]);
    assert_eq!(seen.status, 0, "{seen}");
    check("virtuoso-questions", &questions(&open(virtuoso.sparql())));
}

#[test]
fn comunica_gives_the_same_answers_to_all_named_questions() {
    let sealed = Sealed::new();
    let seen = sealed.run(&["publish", "--to-folder", "out"]);
    assert_eq!(seen.status, 0, "{seen}");
    sealed.write("published.nq", quads_of(&sealed.path().join("out")));
    let Some(comunica) = Comunica::start(&sealed.path().join("published.nq")) else {
        return;
    };
    check("comunica-questions", &questions(&open(comunica.sparql())));
}

#[test]
fn virtuoso_that_cuts_answers_off_is_an_error_and_no_shorter_answer() {
    let Some(virtuoso) = Virtuoso::start(200) else {
        return;
    };
    let sealed = Sealed::new();
    let seen = publish(&sealed, &virtuoso.sparql(), &[]);
    let address = virtuoso.sparql();
    let asked = sealed.run(&[
        "query",
        "SELECT ?s ?p ?o { ?s ?p ?o }",
        "--endpoint",
        &address,
    ]);
    assert_eq!(asked.status, 2, "{seen}\n{asked}");
    assert!(asked.stdout.is_empty());
    assert!(asked.stderr.contains("cuts answers off"), "{asked}");
}

/// The tests of the W3C, each with its data; those with the same data together.
fn suites() -> Option<BTreeMap<Vec<PathBuf>, Vec<Case>>> {
    let root = repository().parent().unwrap().join("shared/w3c");
    if !root.exists() {
        say(&format!(
            "SKIPPED, NO ENGINE ASKED: there is no {}",
            root.display()
        ));
        return None;
    }
    let mut suites: BTreeMap<Vec<PathBuf>, Vec<Case>> = BTreeMap::new();
    for manifest in [
        "sparql10/manifest-evaluation.ttl",
        "sparql11/manifest-sparql11-query.ttl",
    ] {
        for case in cases(&root.join(manifest), &root) {
            if !case.data.is_empty() || !case.graphs.is_empty() {
                let mut files = case.data.clone();
                files.extend(case.graphs.iter().cloned());
                suites.entry(files).or_default().push(case);
            }
        }
    }
    Some(suites)
}

#[test]
fn virtuoso_gives_the_same_answers_to_queries_of_the_w3c() {
    let Some(suites) = suites() else { return };
    let Some(virtuoso) = Virtuoso::start(1_000_000) else {
        return;
    };
    let mut outcomes = BTreeMap::new();
    for (number, suite) in suites.values().enumerate() {
        // A dataset of its own for each: of some ill-typed literals Virtuoso cannot rid itself.
        let layout = Layout::new(&format!("{DEFAULT_BASE}{number}/"), None).unwrap();
        let mut loaded = None;
        for case in suite {
            let text = std::fs::read_to_string(&case.query).unwrap();
            // Where the data come with the query, or from elsewhere, each would have to be loaded by itself.
            if text.contains("FROM") || text.to_uppercase().contains("SERVICE") {
                continue;
            }
            let source = Source::new(case.query.display().to_string(), text);
            let (question, problems) = Question::read(&case.name, &source);
            let base = iri_of(&case.query);
            let parsed =
                synergraph::query::parse_with_hints(&source, &Prefixes::default(), Some(&base));
            let (true, Ok(query)) = (problems.is_empty(), parsed) else {
                continue;
            };
            let (knowledge, endpoint) = loaded.get_or_insert_with(|| {
                let knowledge = load(case, &query);
                let target = Target {
                    address: virtuoso.sparql(),
                    update: None,
                    protocol: Protocol::Update,
                    batch: None,
                    access: Access {
                        credentials: Credentials::default(),
                        patience: Patience {
                            first: Duration::from_millis(50),
                            ..Patience::default()
                        },
                    },
                    overwrites: true,
                };
                let sent = send(&knowledge, &layout, &target, &mut |_, _| {});
                let endpoint = sent.map_err(|error| error.to_string());
                let mut address = Address::new(virtuoso.sparql());
                address.merged = Some(layout.merged());
                let open = || Arc::new(Endpoint::open(&address).unwrap());
                (knowledge, endpoint.map(|_| open()))
            });
            let endpoint = match endpoint {
                Ok(endpoint) => endpoint,
                Err(reason) => {
                    outcomes.insert(case.name.clone(), Err(reason.clone()));
                    continue;
                }
            };
            let mut request = request(&question, &[]);
            request.base = Some(&base);
            request.options.alternatives = usize::MAX;
            if let Some(outcome) = difference(knowledge, endpoint, &request) {
                outcomes.insert(case.name.clone(), outcome);
            }
        }
    }
    assert!(
        outcomes.len() > 200,
        "only {} queries were asked",
        outcomes.len()
    );
    check("virtuoso-w3c", &outcomes);
}
