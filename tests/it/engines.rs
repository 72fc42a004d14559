//! Real engines, started by the tests: what they hold once something was published, and what is answered from them.

mod answers;
mod comunica;
mod oxigraph;
mod process;
mod rdflib;
mod sampled;
mod virtuoso;

use crate::sealed::{Sealed, Seen, python_program};
use comunica::Comunica;
use std::io::Read;
use std::path::Path;
use virtuoso::Virtuoso;

const BASE: &str = "https://w3id.org/synergraph/published/";

/// Publishes the built-in knowledge base.
fn publish(sealed: &Sealed, address: &str, more: &[&str]) -> Seen {
    let mut arguments = vec!["publish", address];
    arguments.extend(more);
    sealed.run(&arguments)
}

/// Returns what Virtuoso counts for a query.
fn counted(virtuoso: &Virtuoso, query: &str) -> usize {
    let said = virtuoso.sql(&format!("SPARQL {query};")).unwrap();
    let number = said.split_whitespace().find_map(|word| word.parse().ok());
    number.unwrap_or_else(|| panic!("{said}"))
}

/// Returns how many triples each kind of graph has there.
fn shape(virtuoso: &Virtuoso) -> Vec<(String, usize)> {
    let mut shape: Vec<(String, usize)> = ["merged", "graphs", "derivations", "publication"]
        .iter()
        .map(|name| {
            let query = format!("SELECT COUNT(*) WHERE {{ GRAPH <{BASE}{name}> {{ ?s ?p ?o }} }}");
            ((*name).to_owned(), counted(virtuoso, &query))
        })
        .collect();
    for kind in ["Claim", "Source"] {
        let query = format!(
            "SELECT COUNT(*) WHERE {{ GRAPH <{BASE}graphs> {{ ?g <https://w3id.org/synergraph/published#holds> <https://w3id.org/synergraph/published#{kind}> }} GRAPH ?g {{ ?s ?p ?o }} }}"
        );
        shape.push((kind.to_owned(), counted(virtuoso, &query)));
    }
    shape
}

#[test]
fn virtuoso_takes_the_same_by_update_by_graph_store_and_by_its_own_loader() {
    let Some(virtuoso) = Virtuoso::start(1_000_000) else {
        return;
    };
    let sealed = Sealed::new();
    let seen = publish(&sealed, &virtuoso.sparql(), &[]);
    assert_eq!(seen.status, 0, "{seen}");
    let by_update = shape(&virtuoso);
    let again = publish(&sealed, &virtuoso.sparql(), &[]);
    assert!(again.stdout.starts_with("Nothing to do"), "{again}");

    let seen = publish(
        &sealed,
        &virtuoso.graph_store(),
        &["--protocol", "graph-store", "--overwrite"],
    );
    assert_eq!(seen.status, 0, "{seen}");
    let without_own = |shape: &[(String, usize)]| -> Vec<(String, usize)> {
        shape
            .iter()
            .filter(|(name, _)| name != "publication")
            .cloned()
            .collect()
    };
    assert_eq!(without_own(&shape(&virtuoso)), without_own(&by_update));
    drop(virtuoso);

    let Some(virtuoso) = Virtuoso::start(1_000_000) else {
        return;
    };
    load_folder(
        &sealed,
        "load-virtuoso.sh",
        &[("VIRTUOSO", &virtuoso.server())],
    );
    assert_eq!(without_own(&shape(&virtuoso)), without_own(&by_update));
    let seen = publish(&sealed, &virtuoso.sparql(), &[]);
    assert!(seen.stdout.starts_with("Nothing to do"), "{seen}");
}

/// Publishes into a folder and runs a script there.
fn load_folder(sealed: &Sealed, script: &str, variables: &[(&str, &str)]) {
    let seen = sealed.run(&["publish", "--to-folder", "out", "--shard", "1MiB"]);
    assert_eq!(seen.status, 0, "{seen}");
    let output = std::process::Command::new(sealed.path().join("out").join(script))
        .envs(variables.iter().copied())
        .current_dir(sealed.path())
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
}

#[test]
fn virtuoso_that_dies_while_it_is_published_to_is_an_error() {
    let Some(mut virtuoso) = Virtuoso::start(1_000_000) else {
        return;
    };
    let sealed = Sealed::new();
    let address = virtuoso.sparql();
    let mut command = sealed.command();
    command.args(["publish", &address, "--batch", "20", "--back-off", "5"]);
    command
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped());
    let child = command.spawn().unwrap();
    let all = format!("SELECT COUNT(*) WHERE {{ GRAPH <{BASE}merged> {{ ?s ?p ?o }} }}");
    while counted(&virtuoso, &all) == 0 {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    virtuoso.die();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(output.stdout.is_empty());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.starts_with("error: ") && said.lines().count() <= 2,
        "{said}"
    );
}

/// The folder is what Oxigraph's own loader reads, where that program is there.
#[test]
fn oxigraph_loads_the_folder_by_its_script() {
    let Some(program) = python_program("oxigraph") else {
        return;
    };
    let path = std::env::var("PATH").unwrap();
    let path = format!("{}:{path}", program.parent().unwrap().display());
    let sealed = Sealed::new();
    let database = sealed.path().join("database");
    load_folder(
        &sealed,
        "load-oxigraph.sh",
        &[("LOCATION", database.to_str().unwrap()), ("PATH", &path)],
    );
    let count = |graph: &str| -> usize { dumped(&program, &database, graph) };
    assert!(count("merged") > 10_000);
    assert!(count("publication") > 10);
}

/// Returns how many triples a graph of an Oxigraph database has.
fn dumped(program: &Path, database: &Path, graph: &str) -> usize {
    let output = std::process::Command::new(program)
        .args(["dump", "--location"])
        .arg(database)
        .args(["--format", "nt", "--graph", &format!("{BASE}{graph}")])
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    output
        .stdout
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
        .count()
}

#[test]
fn comunica_counts_what_was_written_into_the_folder() {
    let sealed = Sealed::new();
    let seen = sealed.run(&["publish", "--to-folder", "out"]);
    assert_eq!(seen.status, 0, "{seen}");
    let text = quads_of(&sealed.path().join("out"));
    let merged = format!(" <{BASE}merged> .");
    let expected = text.lines().filter(|line| line.ends_with(&merged)).count();
    sealed.write("published.nq", text);
    let Some(comunica) = Comunica::start(&sealed.path().join("published.nq")) else {
        return;
    };
    let query = format!("SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{BASE}merged> {{ ?s ?p ?o }} }}");
    // Another test may have chosen already, which is as well.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let reply = reqwest::blocking::Client::new()
        .post(comunica.sparql())
        .header("content-type", "application/sparql-query")
        .header("accept", "text/csv")
        .timeout(std::time::Duration::from_secs(120))
        .body(query)
        .send()
        .unwrap();
    let text = reply.text().unwrap();
    assert_eq!(
        text.split_whitespace().last(),
        Some(expected.to_string().as_str()),
        "{text}"
    );
}

/// Returns the text of all N-Quads files of a folder.
fn quads_of(folder: &Path) -> String {
    let mut text = String::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "gz") {
            let file = std::fs::File::open(path).unwrap();
            flate2::read::GzDecoder::new(file)
                .read_to_string(&mut text)
                .unwrap();
        }
    }
    text
}
