//! What citations cost, side by side in one run on the same data.
//!
//! Measures for each query of `queries.rs`: stock `oxigraph` in memory on the merged graph, without citations; the usual
//! rewriting of each pattern to `GRAPH ?g {…}` on stock `oxigraph` (`rewriting.rs`); ours without citations; ours with
//! them, at the number of alternatives that the program shows unless told otherwise; ours written as JSON. Before that it
//! builds the store file from N-Quads, opens it, and answers every query once, each in a process of its own.
//!
//! `cargo bench --bench cited -- [TRIPLES] [one|mix|eight] [QUERY]`, by default 600000 mix. In the environment, `LIMIT` is
//! how many seconds a query may take on stock (10), `REWRITING=0` leaves the rewriting out, `STOCK=0` all of stock.

mod data;
mod measure;
mod queries;
mod rewriting;

use data::{Claims, generate};
use measure::{Run, best, ratio};
use oxigraph::model::{GraphName, Quad};
use oxigraph::sparql::{CancellationToken, QueryResults, SparqlEvaluator};
use oxigraph::store::Store as Stock;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};
use synergraph::lineage::{Options, Results, answer};
use synergraph::query::{DefaultChoice, graphs_of, write_json};
use synergraph::store::{Builder, Store};

/// What a process of its own is asked to do, and with which file.
const TASK: &str = "SYNERGRAPH_BENCH_TASK";

/// What was measured of a query.
struct Row {
    name: &'static str,
    text: &'static str,
    rows: usize,
    /// Stock, ours, ours with citations, both of ours in JSON, the rewriting; unknown where it was not run or not ended.
    times: [Option<Duration>; 6],
    wrong: bool,
}

fn main() {
    if let Ok(task) = std::env::var(TASK) {
        return child(&task);
    }
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with("--"))
        .collect();
    let triples = arguments
        .first()
        .and_then(|text| text.parse().ok())
        .unwrap_or(600_000);
    let claims = match arguments.get(1).map(String::as_str) {
        Some("one") => Claims::One,
        Some("eight") => Claims::Eight,
        _ => Claims::Mix,
    };
    let asked = |name: &str| std::env::var_os(name).is_none_or(|value| value != "0");
    let limit = std::env::var("LIMIT")
        .ok()
        .and_then(|text| text.parse().ok())
        .map_or(Duration::from_secs(10), Duration::from_secs);

    let folder = tempfile::tempdir().expect("a folder");
    let text = folder.path().join("data.nq");
    let file = folder.path().join("data.store");
    write_text(triples, claims, &text);
    start_child("build", &file);
    std::fs::remove_file(&text).expect("it was there");
    start_child("open", &file);
    start_child("answer", &file);

    let ours = Store::open(&file).expect("a store");
    let mut table: Vec<Row> = queries::all()
        .into_iter()
        .filter(|(name, _)| arguments.get(2).is_none_or(|only| name.contains(only)))
        .map(|(name, text)| Row {
            name,
            text,
            rows: 0,
            times: [None; 6],
            wrong: false,
        })
        .collect();
    let stock = asked("STOCK").then(|| stock(triples, claims, false));
    for row in &mut table {
        measure_row(row, &ours, stock.as_ref(), limit);
    }
    drop(stock);
    if asked("STOCK") && asked("REWRITING") {
        let named = self::stock(triples, claims, true);
        for row in &mut table {
            let text = rewriting::rewritten(row.text);
            let (_, times) = best(&mut [Run::new(|| run_stock(&named, &text, limit))]);
            row.times[5] = times[0];
            eprint_line(&format!("{}, rewritten", row.name));
        }
    }
    print(&table, limit);
}

fn measure_row(row: &mut Row, ours: &Store, stock: Option<&Stock>, limit: Duration) {
    let text = row.text;
    let mut runs = vec![
        Run::new(|| run_ours(ours, text, false, false)),
        Run::new(|| run_ours(ours, text, true, false)),
        Run::new(|| run_ours(ours, text, false, true)),
        Run::new(|| run_ours(ours, text, true, true)),
    ];
    if let Some(stock) = stock {
        runs.push(Run::new(move || run_stock(stock, text, limit)));
    }
    let (rows, times) = best(&mut runs);
    row.rows = rows[1].unwrap_or_default();
    row.times[1..5].copy_from_slice(&times[..4]);
    row.times[0] = times.get(4).copied().flatten();
    row.wrong = rows.iter().flatten().any(|count| *count != row.rows);
    eprint_line(row.name);
}

/// Prints the table, and its summary.
fn print(table: &[Row], limit: Duration) {
    say(
        "query                      rows     stock ms   plain/stock   cited/stock   cited/plain   in JSON   GRAPH/stock",
    );
    // Numerator and denominator of each column.
    let columns = [(1, 0), (2, 0), (2, 1), (4, 3), (5, 0)];
    let mut ratios: [Vec<f64>; 5] = Default::default();
    for row in table {
        let cells: Vec<String> = columns
            .iter()
            .zip(&mut ratios)
            .map(
                |((one, other), list)| match (row.times[*one], row.times[*other]) {
                    (Some(one), Some(other)) => {
                        let value = ratio(one, other);
                        list.push(value);
                        format!("{value:.2}")
                    }
                    _ => "-".to_owned(),
                },
            )
            .collect();
        let base = row.times[0].map_or_else(
            || "-".to_owned(),
            |time| format!("{:.3}", time.as_secs_f64() * 1000.0),
        );
        say(&format!(
            "{:<24} {:>7} {base:>11} {:>13} {:>13} {:>13} {:>9} {:>13}{}",
            row.name,
            row.rows,
            cells[0],
            cells[1],
            cells[2],
            cells[3],
            cells[4],
            if row.wrong { "  ROWS DIFFER" } else { "" }
        ));
    }
    for (name, list) in [
        "plain/stock",
        "cited/stock",
        "cited/plain",
        "in JSON",
        "GRAPH/stock",
    ]
    .into_iter()
    .zip(&mut ratios)
    {
        say(&measure::summary(name, list));
    }
    for (name, at) in [("stock", 0), ("GRAPH rewriting on stock", 5)] {
        let unfinished = table.iter().filter(|row| row.times[at].is_none()).count();
        say(&format!(
            "{name}: {unfinished} of {} queries not finished in {} s, or not run",
            table.len(),
            limit.as_secs()
        ));
    }
}

fn write_text(triples: usize, claims: Claims, path: &Path) {
    let mut out = BufWriter::with_capacity(1 << 20, File::create(path).expect("a file"));
    generate(triples, claims, |triple, graphs| {
        for graph in graphs {
            writeln!(out, "{triple} {graph} .").expect("room on the disk");
        }
    });
    out.flush().expect("room on the disk");
}

/// Runs this program for one task, so that its memory is its own.
fn start_child(task: &str, file: &Path) {
    let this = std::env::current_exe().expect("a program");
    let status = Command::new(this)
        .env(TASK, format!("{task} {}", file.display()))
        .status()
        .expect("a process");
    assert!(status.success(), "{task} failed");
}

fn child(task: &str) {
    let (task, path) = task.split_once(' ').expect("a task and a file");
    let path = Path::new(path);
    let started = Instant::now();
    match task {
        "build" => {
            let mut builder = Builder::for_file(path, 2 << 30);
            let text = path.with_extension("nq");
            let loaded = builder.load_file(&text, false, &|_| {}).expect("quads");
            builder.write(path, &mut |_, _, _| {}).expect("a store");
            let took = started.elapsed().as_secs_f64();
            let store = Store::open(path).expect("a store");
            let statements = store.statement_count() as f64;
            say(&format!(
                "{} triples, {} quads, {} claims; built in {took:.2} s, {:.0} quads a second, at most {}; {:.1} bytes a \
                 triple and {:.1} for terms",
                store.statement_count(),
                loaded.quads,
                store.claim_count(),
                loaded.quads as f64 / took,
                measure::peak(),
                store.size().0 as f64 / statements,
                store.size().1 as f64 / statements,
            ));
        }
        "open" => {
            let store = Store::open(path).expect("a store");
            let took = started.elapsed();
            std::hint::black_box(&store);
            say(&format!("opened in {:.3} ms", took.as_secs_f64() * 1000.0));
        }
        _ => {
            let store = Store::open(path).expect("a store");
            for (name, text) in queries::all() {
                run_ours(&store, text, true, false);
                eprint_line(&format!("{name}: {} so far", measure::peak()));
            }
            assert!(!store.is_damaged());
            say(&format!(
                "every query answered once with citations in {:.1} s, at most {}",
                started.elapsed().as_secs_f64(),
                measure::peak()
            ));
        }
    }
}

/// Returns stock oxigraph with each triple once in the default graph, or in its named graphs.
fn stock(triples: usize, claims: Claims, named: bool) -> Stock {
    let store = Stock::new().expect("an empty store in memory");
    let mut loader = store.bulk_loader();
    let mut some: Vec<Quad> = Vec::new();
    generate(triples, claims, |triple, graphs| {
        if named {
            some.extend(graphs.map(|graph| triple.clone().in_graph(graph)));
        } else {
            some.push(triple.in_graph(GraphName::DefaultGraph));
        }
        if some.len() >= 1 << 20 {
            loader.load_quads(some.drain(..)).expect("quads load");
        }
    });
    loader.load_quads(some).expect("quads load");
    loader.commit().expect("quads are there");
    store
}

/// Returns how many rows there are; `None` where it takes too long.
fn run_stock(store: &Stock, text: &str, limit: Duration) -> Option<usize> {
    let token = CancellationToken::new();
    let (done, is_done) = std::sync::mpsc::channel::<()>();
    let cancel = token.clone();
    std::thread::spawn(move || {
        if is_done.recv_timeout(limit) == Err(std::sync::mpsc::RecvTimeoutError::Timeout) {
            cancel.cancel();
        }
    });
    let query = SparqlEvaluator::new()
        .with_cancellation_token(token)
        .parse_query(text)
        .expect("a query");
    let mut count = 0;
    match query.on_store(store).execute().ok()? {
        QueryResults::Solutions(solutions) => {
            for solution in solutions {
                solution.ok()?;
                count += 1;
            }
        }
        QueryResults::Graph(triples) => {
            for triple in triples {
                triple.ok()?;
                count += 1;
            }
        }
        QueryResults::Boolean(value) => count = usize::from(value),
    }
    drop(done);
    Some(count)
}

fn run_ours(store: &Store, text: &str, cite: bool, written: bool) -> Option<usize> {
    let mut query = spargebra::SparqlParser::new()
        .parse_query(text)
        .expect("a query");
    let graphs = graphs_of(&mut query, store, DefaultChoice::Merged);
    let options = Options {
        cite,
        ..Options::default()
    };
    let view = graphs.view(store);
    let found = answer(view, &query, &options).expect("an answer");
    if written {
        write_json(&mut std::io::sink(), &found.results, view).expect("written");
    }
    Some(match &found.results {
        Results::Solutions(_, rows) => {
            // Stock hands out terms; so must ours.
            for cell in rows.iter().flat_map(|row| row.values.iter().flatten()) {
                std::hint::black_box(cell.term(store).into_owned());
            }
            rows.len()
        }
        Results::Graph(triples) => triples.len(),
        Results::Boolean(value, _) => usize::from(*value),
    })
}

#[expect(clippy::print_stdout, reason = "a benchmark's output is its table")]
fn say(line: &str) {
    println!("{line}");
}

#[expect(
    clippy::print_stderr,
    reason = "progress goes where the table does not"
)]
fn eprint_line(line: &str) {
    eprintln!("{line}");
}
