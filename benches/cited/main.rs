//! What citations cost, side by side in one run on the same data.
//!
//! Measures for each query of `queries.rs`: stock `oxigraph` in memory on the merged graph, without citations; the usual
//! rewriting of each pattern to `GRAPH ?g {…}` on stock `oxigraph`; ours without citations; ours with them, at the number
//! of alternatives that the program shows unless told otherwise. The last column is the same with all of the answer
//! written as JSON, evidence included, to ours without citations written as JSON.
//!
//! `cargo bench --bench cited -- [TRIPLES] [one|mix|eight] [QUERY]`, by default 600000 mix.

mod data;
mod queries;

use data::{Claims, generate};
use oxigraph::model::{GraphName, Quad};
use oxigraph::sparql::{QueryResults, SparqlEvaluator};
use oxigraph::store::Store as Stock;
use std::time::{Duration, Instant};
use synergraph::lineage::{Options, Results, answer};
use synergraph::query::{DefaultChoice, graphs_of, write_json};
use synergraph::store::{Builder, Store};

/// Rounds of runs of a query, at least and at most; the fastest counts.
const RUNS: (usize, usize) = (3, 50);
/// Runs of one kind behind each other, so that caches hold what that kind needs.
const IN_A_ROW: usize = 3;
/// Time after which a query is not run again, once it was run often enough; a slower one is run once.
const PATIENCE: Duration = Duration::from_millis(200);

fn main() {
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
    let only = arguments.get(2);
    let rewriting = std::env::var_os("REWRITING").is_some();

    let quads: Vec<Quad> = generate(triples, claims);
    let started = Instant::now();
    let ours = build(&quads);
    let building = started.elapsed();
    let stock = stock(&quads, rewriting);
    say(&format!(
        "{} triples, {} quads, {} claims; built in {:.2} s; {:.1} bytes a triple and {:.1} for terms",
        ours.statement_count(),
        quads.len(),
        ours.claim_count(),
        building.as_secs_f64(),
        ours.size().0 as f64 / ours.statement_count() as f64,
        ours.size().1 as f64 / ours.statement_count() as f64,
    ));
    drop(quads);
    say(
        "query                      rows     stock ms   plain/stock   cited/stock   cited/plain   GRAPH/stock   in JSON",
    );
    let mut ratios: [Vec<f64>; 4] = Default::default();
    for (name, text) in queries::all() {
        if only.is_some_and(|only| !name.contains(only.as_str())) {
            continue;
        }
        let rewritten = queries::rewritten(text).filter(|_| rewriting);
        let mut runs: Vec<Box<dyn FnMut() -> usize + '_>> = vec![
            Box::new(|| run_stock(&stock, text)),
            Box::new(|| run_ours(&ours, text, false, false)),
            Box::new(|| run_ours(&ours, text, true, false)),
            Box::new(|| run_ours(&ours, text, false, true)),
            Box::new(|| run_ours(&ours, text, true, true)),
        ];
        if let Some(text) = &rewritten {
            runs.push(Box::new(|| run_stock(&stock, text)));
        }
        let (rows, times) = best(&mut runs);
        let of_rewritten = match times.get(5) {
            Some(time) => format!("{:.2}", ratio(*time, times[0])),
            None => "-".to_owned(),
        };
        let four =
            [(1, 0), (2, 0), (2, 1), (4, 3)].map(|(one, other)| ratio(times[one], times[other]));
        for (list, value) in ratios.iter_mut().zip(four) {
            list.push(value);
        }
        let wrong = if rows[..5].iter().all(|count| *count == rows[0]) {
            ""
        } else {
            "  ROWS DIFFER"
        };
        say(&format!(
            "{name:<24} {:>7} {:>11.3} {:>13.2} {:>13.2} {:>13.2} {of_rewritten:>13} {:>9.2}{wrong}",
            rows[2],
            times[0].as_secs_f64() * 1000.0,
            four[0],
            four[1],
            four[2],
            four[3],
        ));
    }
    for (name, list) in ["plain/stock", "cited/stock", "cited/plain", "in JSON"]
        .into_iter()
        .zip(&mut ratios)
    {
        list.sort_by(f64::total_cmp);
        let mean = (list.iter().map(|value| value.ln()).sum::<f64>() / list.len() as f64).exp();
        let at = |share: f64| list[((list.len() - 1) as f64 * share).round() as usize];
        say(&format!(
            "{name}: geometric mean {mean:.2}, median {:.2}, p90 {:.2}, most {:.2}",
            at(0.5),
            at(0.9),
            at(1.0)
        ));
    }
}

fn build(quads: &[Quad]) -> Store {
    let mut builder = Builder::default();
    let source = builder.source("bench");
    for quad in quads {
        builder.add(quad.clone(), source);
    }
    builder.build()
}

/// Returns stock oxigraph with each triple once in the default graph, and in its named graphs too where they are needed.
fn stock(quads: &[Quad], named: bool) -> Stock {
    let store = Stock::new().expect("an empty store in memory");
    let mut loader = store.bulk_loader();
    let merged = quads.iter().map(|quad| Quad {
        graph_name: GraphName::DefaultGraph,
        ..quad.clone()
    });
    loader.load_quads(merged).expect("quads load");
    if named {
        loader
            .load_quads(quads.iter().cloned())
            .expect("quads load");
    }
    loader.commit().expect("quads are there");
    store
}

fn run_stock(store: &Stock, text: &str) -> usize {
    let query = SparqlEvaluator::new().parse_query(text).expect("a query");
    match query.on_store(store).execute().expect("an answer") {
        QueryResults::Solutions(solutions) => solutions.filter(|row| row.is_ok()).count(),
        QueryResults::Graph(triples) => triples.filter(|triple| triple.is_ok()).count(),
        QueryResults::Boolean(value) => usize::from(value),
    }
}

fn run_ours(store: &Store, text: &str, cite: bool, written: bool) -> usize {
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
    match &found.results {
        Results::Solutions(_, rows) => {
            // Stock hands out terms; so must ours.
            for cell in rows.iter().flat_map(|row| row.values.iter().flatten()) {
                std::hint::black_box(cell.term(store).into_owned());
            }
            rows.len()
        }
        Results::Graph(triples) => triples.len(),
        Results::Boolean(value, _) => usize::from(*value),
    }
}

/// Returns the rows and the shortest time of each, run in turn, so that a busy moment spoils all alike.
fn best(runs: &mut [Box<dyn FnMut() -> usize + '_>]) -> (Vec<usize>, Vec<Duration>) {
    let mut rows = vec![0; runs.len()];
    let mut times = vec![Duration::MAX; runs.len()];
    let begun = Instant::now();
    for round in 0..RUNS.1 {
        if round >= RUNS.0 && begun.elapsed() > PATIENCE * runs.len() as u32 {
            break;
        }
        for (at, run) in runs.iter_mut().enumerate() {
            if round > 0 && times[at] > PATIENCE * 5 {
                continue;
            }
            for _ in 0..IN_A_ROW {
                let started = Instant::now();
                rows[at] = run();
                let took = started.elapsed();
                times[at] = times[at].min(took);
                if took > PATIENCE {
                    break;
                }
            }
        }
    }
    (rows, times)
}

fn ratio(time: Duration, base: Duration) -> f64 {
    time.as_secs_f64() / base.as_secs_f64().max(1e-9)
}

#[expect(clippy::print_stdout, reason = "a benchmark's output is its table")]
fn say(line: &str) {
    println!("{line}");
}
