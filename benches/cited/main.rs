//! What citations cost, side by side in one run on the same data.
//!
//! Measures for each query of `queries.rs`: stock `oxigraph` in memory on the merged graph, without citations; the usual
//! rewriting of each pattern to `GRAPH ?g {…}` on stock `oxigraph`; ours without citations; ours with them.
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
use synergraph::query::{DefaultChoice, graphs_of};
use synergraph::store::{Builder, Store};

/// Runs of a query, of which the fastest counts.
const RUNS: usize = 5;
/// A query that takes longer than this is run once.
const PATIENCE: Duration = Duration::from_secs(2);

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
        "query                      rows     stock ms   plain/stock   cited/stock   cited/plain   GRAPH/stock",
    );
    let mut ratios: [Vec<f64>; 3] = Default::default();
    for (name, text) in queries::all() {
        if only.is_some_and(|only| !name.contains(only.as_str())) {
            continue;
        }
        let (rows, base) = best(|| run_stock(&stock, text));
        let (_, plain) = best(|| run_ours(&ours, text, false));
        let (cited_rows, cited) = best(|| run_ours(&ours, text, true));
        let rewritten = match queries::rewritten(text).filter(|_| rewriting) {
            Some(text) => {
                let (_, time) = best(|| run_stock(&stock, &text));
                format!("{:.2}", ratio(time, base))
            }
            None => "-".to_owned(),
        };
        let three = [ratio(plain, base), ratio(cited, base), ratio(cited, plain)];
        for (list, value) in ratios.iter_mut().zip(three) {
            list.push(value);
        }
        let wrong = if rows == cited_rows {
            ""
        } else {
            "  ROWS DIFFER"
        };
        say(&format!(
            "{name:<24} {cited_rows:>7} {:>11.3} {:>13.2} {:>13.2} {:>13.2} {rewritten:>13}{wrong}",
            base.as_secs_f64() * 1000.0,
            three[0],
            three[1],
            three[2],
        ));
    }
    for (name, list) in ["plain/stock", "cited/stock", "cited/plain"]
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

fn run_ours(store: &Store, text: &str, cite: bool) -> usize {
    let mut query = spargebra::SparqlParser::new()
        .parse_query(text)
        .expect("a query");
    let graphs = graphs_of(&mut query, store, DefaultChoice::Merged);
    let options = Options {
        cite,
        ..Options::default()
    };
    let found = answer(graphs.view(store), &query, &options).expect("an answer");
    match found.results {
        Results::Solutions(_, rows) => {
            // Stock hands out terms; so must ours.
            for cell in rows.iter().flat_map(|row| row.values.iter().flatten()) {
                std::hint::black_box(cell.term(store).into_owned());
            }
            rows.len()
        }
        Results::Graph(triples) => triples.len(),
        Results::Boolean(value, _) => usize::from(value),
    }
}

fn best(mut run: impl FnMut() -> usize) -> (usize, Duration) {
    let mut fastest = Duration::MAX;
    let mut rows = 0;
    for _ in 0..RUNS {
        let started = Instant::now();
        rows = run();
        let took = started.elapsed();
        fastest = fastest.min(took);
        if took > PATIENCE {
            break;
        }
    }
    (rows, fastest)
}

fn ratio(time: Duration, base: Duration) -> f64 {
    time.as_secs_f64() / base.as_secs_f64().max(1e-9)
}

#[expect(clippy::print_stdout, reason = "a benchmark's output is its table")]
fn say(line: &str) {
    println!("{line}");
}
