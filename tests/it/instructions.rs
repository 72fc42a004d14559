//! Regressions of speed, told by instructions and not by seconds.
//!
//! Each query runs under `valgrind --tool=callgrind`, from a store file, without citations and with them. What counts
//! are ratios, which differ little between machines and compilers: of the query alone to the start of the program, and
//! with citations to without. `tests/instructions.txt` records them; a ratio that leaves its range, for better or worse,
//! fails the test. `SYNERGRAPH_REWRITE=1` records anew.

#[expect(dead_code, reason = "the benchmark uses all of it")]
#[path = "../../benches/cited/data.rs"]
mod data;

use crate::sealed::{Sealed, say};
use oxigraph::io::{RdfFormat, RdfSerializer};
use std::fmt::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// How far a ratio may be from what is recorded.
const TOLERANCE: f64 = 0.15;

const QUERIES: [(&str, &str); 8] = [
    (
        "star",
        "SELECT ?s ?a ?b { ?s :p1 :class3 . ?s :p2 ?a . ?s :p6 ?b }",
    ),
    (
        "chain",
        "SELECT ?a ?d { ?a :p1 :class9 . ?a :p6 ?b . ?b :p7 ?c . ?c :p8 ?d }",
    ),
    (
        "optional",
        "SELECT ?s ?o ?v { ?s :p1 :class2 OPTIONAL { ?s :p6 ?o } OPTIONAL { ?s :p2 ?v FILTER(?v < 500) } }",
    ),
    ("minus", "SELECT ?s { ?s :p1 :class2 MINUS { ?s :p6 ?o } }"),
    (
        "exists",
        "SELECT ?s { ?s :p1 :class2 FILTER EXISTS { ?s :p6 ?o } }",
    ),
    ("distinct", "SELECT DISTINCT ?c { ?s :p6 ?o . ?s :p1 ?c }"),
    (
        "group",
        "SELECT ?c (COUNT(?s) AS ?n) { ?s :p6 ?o . ?s :p1 ?c } GROUP BY ?c",
    ),
    ("path", "SELECT ?s ?a { ?s :p1 :class3 . ?s :p0+ ?a }"),
];

#[test]
fn queries_take_as_many_instructions_as_recorded() {
    let valgrind = Command::new("valgrind")
        .arg("--version")
        .stdout(Stdio::null())
        .status();
    if !valgrind.is_ok_and(|status| status.success()) {
        say("\nSKIPPED, NOTHING MEASURED: there is no valgrind\n");
        return;
    }
    let folder = Sealed::new();
    let mut writer = RdfSerializer::from_format(RdfFormat::NQuads).for_writer(Vec::new());
    data::generate(20_000, data::Claims::Mix, |triple, graphs| {
        for graph in graphs {
            writer
                .serialize_quad(&triple.clone().in_graph(graph))
                .unwrap();
        }
    });
    folder.write("data.nq", writer.finish().unwrap());
    let built = folder.run(&["build", "data.nq", "--output", "data.store"]);
    assert_eq!(built.status, 0, "{built:?}");

    let start = instructions(&folder, "ASK { }", true);
    let mut lines = String::new();
    for (name, text) in QUERIES {
        let text = format!("PREFIX : <http://example.org/> {text}");
        let alone = |cite: bool| (instructions(&folder, &text, !cite) - start).max(1.0);
        let (plain, cited) = (alone(false), alone(true));
        writeln!(lines, "{name} {:.3} {:.3}", plain / start, cited / plain).unwrap();
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/instructions.txt");
    if std::env::var_os("SYNERGRAPH_REWRITE").is_some() {
        std::fs::write(&path, &lines).unwrap();
        return;
    }
    let recorded = std::fs::read_to_string(&path).unwrap();
    let strayed: Vec<String> = recorded
        .lines()
        .zip(lines.lines())
        .filter(|(before, now)| !agree(before, now))
        .map(|(before, now)| format!("  was {before}\n  now {now}"))
        .collect();
    assert!(
        strayed.is_empty() && recorded.lines().count() == QUERIES.len(),
        "query, instructions to those of a start, with citations to without:\n{}\n\
         Mend it, or record it with SYNERGRAPH_REWRITE=1 where it is meant.",
        strayed.join("\n")
    );
}

/// Says whether two lines name the same query, with ratios that are near each other.
fn agree(before: &str, now: &str) -> bool {
    let (mut before, mut now) = (before.split(' '), now.split(' '));
    if before.next() != now.next() {
        return false;
    }
    before.zip(now).all(|(before, now)| {
        let (before, now): (f64, f64) = (before.parse().unwrap(), now.parse().unwrap());
        (now / before - 1.0).abs() <= TOLERANCE
    })
}

/// Returns how many instructions the program takes to answer a query.
fn instructions(folder: &Sealed, query: &str, plain: bool) -> f64 {
    let mut command = Command::new("valgrind");
    command
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(env!("CARGO_BIN_EXE_synergraph"))
        .args(["query", query, "--store", "data.store", "--format", "tsv"])
        .args(plain.then_some("--no-cite"))
        .current_dir(folder.path())
        .env("NO_COLOR", "1");
    let output = command.output().unwrap();
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    let collected = text
        .split_once("Collected : ")
        .and_then(|(_, rest)| rest.lines().next())
        .unwrap_or_else(|| panic!("no count of instructions: {text}"));
    collected.trim().parse().unwrap()
}
