//! The commands with `--endpoint`: what they say is what they say of the data here.

use super::engine::{Engine, Fault};
use super::layout::laid_out;
use super::published;
use crate::sealed::{Sealed, Seen, run};
use crate::serve::running::{Got, Running};
use oxigraph::io::RdfFormat;
use serde_json::Value;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use synergraph::claim::KnowledgeBase;
use synergraph::store::Builder;
use synergraph::vocabulary::Prefixes;

#[test]
fn things_are_traced_to_the_same_claims() {
    let engine = Engine::start(published());
    for thing in [
        "claim:su2025-nitrate-at-cu",
        "[81]",
        "system:ru1au6",
        "site:ru1au6-au",
        "Su",
        "nitrate",
    ] {
        let here = run(&["trace", thing, "--format", "json"]);
        let there = run(&[
            "trace",
            thing,
            "--format",
            "json",
            "--endpoint",
            &engine.address,
        ]);
        assert_eq!((there.stderr.as_str(), there.status), ("", 0), "{thing}");
        assert_eq!(sorted(&there.stdout), sorted(&here.stdout), "{thing}");
    }
    let unknown = run(&["trace", "unobtainium", "--endpoint", &engine.address]);
    assert_eq!(unknown.status, 2);
    assert!(
        unknown.stderr.contains("nothing is called `unobtainium`"),
        "{unknown}"
    );
}

/// What a user sees of a command here, and of the same command that asks an engine.
fn here_and_there(engine: &Engine, arguments: &[&str]) -> (Seen, Seen) {
    let there = [arguments, &["--endpoint", &engine.address]].concat();
    (run(arguments), run(&there))
}

/// Puts every list of a JSON value into an order of its own.
pub(crate) fn sort_lists(value: &mut Value) {
    match value {
        Value::Array(list) => {
            list.iter_mut().for_each(sort_lists);
            list.sort_by_key(ToString::to_string);
        }
        Value::Object(members) => members.values_mut().for_each(sort_lists),
        _ => {}
    }
}

/// JSON with every list in an order of its own.
fn sorted(text: &str) -> Value {
    let mut value: Value = serde_json::from_str(text).unwrap();
    sort_lists(&mut value);
    value
}

#[test]
fn an_export_is_the_same_but_for_the_spelling_of_decimals() {
    let engine = Engine::start(published());
    // Stock oxigraph, as other engines, keeps the value of a decimal and not its zeros.
    let lines = |text: &str| -> Vec<String> {
        let spelt = |line: &str| {
            let found = line.split_once("\"^^<http://www.w3.org/2001/XMLSchema#decimal>");
            let Some((before, end)) = found else {
                return line.to_owned();
            };
            let (start, value) = before.rsplit_once('"').unwrap();
            let value = match value.contains('.') {
                true => value.trim_end_matches('0').trim_end_matches('.'),
                false => value,
            };
            format!("{start}\"{value}\"^^decimal{end}")
        };
        let mut lines: Vec<String> = text.lines().map(spelt).collect();
        lines.sort();
        lines
    };
    for format in [
        &["--format", "nquads"][..],
        &["--format", "ntriples", "--inferred"],
    ] {
        let here = run(&[&["export"], format].concat());
        let there = run(&[&["export"], format, &["--endpoint", &engine.address]].concat());
        assert_eq!((there.stderr.as_str(), there.status), ("", 0));
        let (here, there) = (lines(&here.stdout), lines(&there.stdout));
        assert_eq!(here.len(), there.len());
        for (here, there) in here.iter().zip(&there) {
            assert_eq!(here, there, "{format:?}");
        }
    }
}

#[test]
fn a_report_is_the_same_but_for_its_command() {
    let engine = Engine::start(published());
    let arguments = ["report", "by-metal", "claims-citing"];
    let here = run(&arguments);
    let there = run(&[&arguments[..], &["--endpoint", &engine.address]].concat());
    assert_eq!((there.stderr.as_str(), there.status), ("", 0));
    // Rows that ORDER BY leaves together come as the engine has them, and numbers follow the rows.
    let lines = |text: &str| {
        let lines = text
            .lines()
            .filter(|line| !line.contains("synergraph report"));
        let mut lines: Vec<String> = lines
            .map(|line| line.chars().filter(|c| !c.is_ascii_digit()).collect())
            .collect();
        lines.sort();
        lines
    };
    assert_eq!(lines(&there.stdout), lines(&here.stdout));
}

#[test]
fn the_questions_are_checked_against_an_engine() {
    let engine = Engine::start(published());
    let here = run(&["questions", "--check"]);
    let there = run(&["questions", "--check", "--endpoint", &engine.address]);
    assert_eq!(there, here);
}

#[test]
fn what_is_withdrawn_leaves_the_same_answers() {
    let engine = Engine::start(published());
    for question in [
        "by-metal",
        "dual-site-pairs",
        "claims-citing",
        "unexplored-pairs",
    ] {
        // Which ten of many alternatives are shown depends on the order in which they are found.
        let arguments = [
            "query",
            question,
            "--without",
            "[81]",
            "--alternatives",
            "all",
            "--format",
            "json",
        ];
        let (here, there) = here_and_there(&engine, &arguments);
        assert_eq!(
            (there.stderr.as_str(), there.status),
            (here.stderr.as_str(), 0)
        );
        assert_eq!(sorted(&there.stdout), sorted(&here.stdout), "{question}");
    }
    let unknown = ["query", "by-metal", "--without", "[98765]"];
    let (here, there) = here_and_there(&engine, &unknown);
    assert_eq!((there.stdout.as_str(), there.status), ("", 2));
    assert_eq!(there.stderr.lines().next(), here.stderr.lines().next());
}

#[test]
fn the_same_falls_with_a_work() {
    let engine = Engine::start(published());
    for work in ["[81]", "[86]", "Su"] {
        let arguments = [
            "trace",
            work,
            "--falls",
            "--timeout",
            "60",
            "--format",
            "json",
        ];
        let (here, there) = here_and_there(&engine, &arguments);
        assert_eq!(
            (there.stderr.as_str(), there.status),
            (here.stderr.as_str(), here.status)
        );
        if here.status == 0 {
            assert_eq!(sorted(&there.stdout), sorted(&here.stdout), "{work}");
        }
    }
}

#[test]
fn a_server_without_data_of_its_own_answers_as_one_with_them() {
    let fails = Arc::new(AtomicBool::new(false));
    let failing = Arc::clone(&fails);
    let engine = Engine::with_faults(published(), move |_| {
        let fault = Fault::Instead(500, Vec::new(), "no".to_owned());
        failing.load(Ordering::Relaxed).then_some(fault)
    });
    let sealed = Sealed::new();
    let here = Running::start(&sealed, &["--quiet"]);
    let there = Running::start(&sealed, &["--quiet", "--endpoint", &engine.address]);
    let json = |running: &Running, path: &str| {
        let got = running.get(path);
        let text = String::from_utf8(got.body).unwrap();
        assert_eq!(got.status, 200, "{path}: {text}");
        sorted(&text)
    };
    for path in [
        "/api/by-metal?format=json&citations=true",
        "/api/dual-site-pairs?format=json&citations=true",
        "/sparql?query=SELECT%20%3Fs%20WHERE%20%7B%20%3Fs%20a%20%3Chttps://w3id.org/synergraph/ns%23Catalyst%3E%20%7D&format=json&citations=true",
    ] {
        assert_eq!(json(&there, path), json(&here, path), "{path}");
    }
    for path in [
        "/",
        "/questions/by-metal",
        "/claim/su2025-nitrate-at-cu.html",
        "/system/ru1au6.html",
        "/search?q=nitrate",
    ] {
        let got = there.get(path);
        assert_eq!(got.status, 200, "{path}");
    }
    let page = String::from_utf8(there.get("/claim/su2025-nitrate-at-cu.html").body).unwrap();
    assert!(page.contains("[81]"), "{page}");
    assert_eq!(there.get("/claim/unobtainium.html").status, 404);
    fails.store(true, Ordering::Relaxed);
    let failed = there.get("/api/by-scale?format=json");
    assert!(matches!(failed.status, 400 | 502), "{}", failed.status);
    assert!(!failed.body.starts_with(b"{"));
}

/// A knowledge base of one claim for each word, made up.
fn said(words: &[&str]) -> KnowledgeBase {
    let quads: String = words
        .iter()
        .map(|word| format!("<http://e/{word}> <http://e/says> \"{word}\" <http://e/{word}> .\n"))
        .collect();
    let mut builder = Builder::default();
    let read = builder.load("said.nq", quads.as_bytes(), RdfFormat::NQuads);
    read.unwrap();
    KnowledgeBase {
        store: builder.build(),
        prefixes: Prefixes::default(),
    }
}

#[test]
fn a_server_notices_that_other_data_were_published() {
    let store = laid_out(&said(&["one"]));
    let engine = Engine::start(store.clone());
    let sealed = Sealed::new();
    let there = Running::start(&sealed, &["--quiet", "--endpoint", &engine.address]);
    let path = "/sparql?query=SELECT%20%3Fo%20WHERE%20%7B%20%3Fs%20%3Chttp://e/says%3E%20%3Fo%20%7D&format=json&citations=true";
    let tag = |got: &Got| {
        let header = got.headers.iter().find(|(name, _)| name == "etag");
        header.map(|(_, value)| value.clone()).unwrap()
    };
    let first = there.get(path);
    let again = there.get(path);
    assert_eq!(first.status, 200);
    assert_eq!(tag(&again), tag(&first));
    store.clear().unwrap();
    for quad in &laid_out(&said(&["one", "two"])) {
        store.insert(&quad.unwrap()).unwrap();
    }
    let started = Instant::now();
    let later = loop {
        let now = there.get(path);
        if tag(&now) != tag(&first) {
            break now;
        }
        assert!(
            started.elapsed() < Duration::from_secs(60),
            "nothing was noticed"
        );
        std::thread::sleep(Duration::from_millis(200));
    };
    let text = String::from_utf8(later.body).unwrap();
    assert_eq!(later.status, 200, "{text}");
    assert!(text.contains("two"), "{text}");
    // What it asks to notice is one small query, now and then.
    let looks = engine
        .asked()
        .iter()
        .filter(|asked| asked.query.contains("published#Dataset>"))
        .count();
    assert!(looks < 40, "{looks} questions");
}
