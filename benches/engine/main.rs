//! What citations cost where an engine elsewhere has the data: cited beside plain answers of one Virtuoso, in one run.
//!
//! Publishes the data of `cited` into a folder, starts Virtuoso beside it, loads the folder with its bulk loader, and asks
//! the queries of `cited`, each in three ways in turn, for several rounds, of which the median counts. Bare is the engine's
//! own answer over the merged graph as SPARQL JSON, to a client that throws it away. Plain is what `query --endpoint --no-cite`
//! does: this client reads the answer in the form that the engine writes best, and writes it. Cited is what `query --endpoint`
//! does. Both write their table, all rows of it. The requests that find the dataset are made once for all, and their time
//! is told by itself.
//!
//! `cargo bench --bench engine -- [TRIPLES] [one|mix|eight] [FOLDER] [QUERY]`, by default 1000000 mix in a folder that is
//! removed. A folder that is named is kept, and loaded but once. A QUERY that begins with `-` is left out. In the environment, `ROUNDS` is how often a query is asked (5), `LOADERS`
//! how many of Virtuoso's loaders run at once (1), `BUFFERS` the pages of 8 kB that Virtuoso keeps in memory, `LIMIT`
//! the seconds that the engine may say nothing (600).

#[path = "../cited/data.rs"]
mod data;
#[path = "../cited/queries.rs"]
mod queries;
mod virtuoso;

use data::{Claims, generate};
use reqwest::blocking::Client;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};
use synergraph::claim::KnowledgeBase;
use synergraph::endpoint::{Address, Endpoint, Reading};
use synergraph::lineage::{Options, Results};
use synergraph::publish::{Shards, publish_to_folder};
use synergraph::query::{DefaultChoice, Question, Request, Style, ask, write_table};
use synergraph::source::Source;
use synergraph::store::{Builder, Store};
use synergraph::vocabulary::published::{DEFAULT_BASE, Layout};
use virtuoso::Virtuoso;

/// The same as of the command.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A query that takes longer than this is not asked again.
const LONG: Duration = Duration::from_secs(20);

/// One way of asking a query, as often as it was asked.
#[derive(Default)]
struct Way {
    took: Vec<Duration>,
    /// Time of processors that the engine took.
    engine: Vec<Duration>,
    /// The same of this client.
    client: Vec<Duration>,
    requests: u64,
    rows: usize,
}

fn main() {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with("--"))
        .collect();
    let number = |text: Option<String>, usual: usize| -> usize {
        text.and_then(|text| text.parse().ok()).unwrap_or(usual)
    };
    let triples = number(arguments.first().cloned(), 1_000_000);
    let temporary = tempfile::tempdir().expect("a folder");
    let claims = match arguments.get(1).map(String::as_str) {
        Some("one") => Claims::One,
        Some("eight") => Claims::Eight,
        _ => Claims::Mix,
    };
    let folder = match arguments.get(2) {
        Some(path) => std::path::absolute(path).expect("a path"),
        None => temporary.path().to_owned(),
    };
    let rounds = number(std::env::var("ROUNDS").ok(), 5);
    let limit = number(std::env::var("LIMIT").ok(), 600);
    std::fs::create_dir_all(&folder).expect("a folder");
    let virtuoso = loaded(triples, claims, &folder);

    let mut address = Address::new(virtuoso.sparql());
    address.patience.request = Duration::from_secs(limit as u64);
    let opening = (0..3).map(|_| {
        let started = Instant::now();
        let endpoint = Endpoint::open(&address).expect("the dataset");
        (started.elapsed(), endpoint)
    });
    let (opening, endpoint) = opening.min_by_key(|(took, _)| *took).expect("one");
    let endpoint = Arc::new(endpoint);
    say(&format!(
        "{triples} triples; finding the dataset takes {:.1} ms",
        milliseconds(opening)
    ));
    say(
        "query                     rows    bare ms   plain ms   cited ms   to bare   to plain   engine's ms: bare   plain   cited   client's: plain   cited   requests: plain   cited",
    );
    let http = Client::builder().timeout(None).build().expect("a client");
    let (mut to_bare, mut answers, mut commands) = (Vec::new(), Vec::new(), Vec::new());
    let mut unanswered = Vec::new();
    for (name, text) in queries::all() {
        let is_asked = arguments
            .get(3)
            .is_none_or(|only| match only.strip_prefix('-') {
                Some(without) => !name.contains(without),
                None => name.contains(only.as_str()),
            });
        if !is_asked {
            continue;
        }
        match measured(&http, &endpoint, &virtuoso, text, rounds) {
            Ok([bare, plain, cited]) => {
                let [least, base, time] = [&bare, &plain, &cited].map(|way| median(&way.took));
                let [of_bare, ratio] =
                    [least, base].map(|one| time.as_secs_f64() / one.as_secs_f64());
                to_bare.push(of_bare);
                answers.push(ratio);
                commands.push((opening + time).as_secs_f64() / (opening + base).as_secs_f64());
                say(&format!(
                    "{name:<20} {:>9} {:>10.1} {:>10.1} {:>10.1} {of_bare:>9.2} {ratio:>10.2} {:>19.0} {:>7.0} {:>7.0} {:>17.0} {:>7.0} {:>17} {:>7}{}",
                    cited.rows,
                    milliseconds(least),
                    milliseconds(base),
                    milliseconds(time),
                    milliseconds(median(&bare.engine)),
                    milliseconds(median(&plain.engine)),
                    milliseconds(median(&cited.engine)),
                    milliseconds(median(&plain.client)),
                    milliseconds(median(&cited.client)),
                    plain.requests,
                    cited.requests,
                    if plain.rows == cited.rows {
                        ""
                    } else {
                        "  ROWS DIFFER"
                    }
                ));
            }
            Err(reason) => {
                say(&format!("{name:<20} not answered: {reason}"));
                unanswered.push(name);
            }
        }
    }
    summary("cited to bare", &mut to_bare);
    summary("cited to plain", &mut answers);
    summary(
        "cited to plain, finding the dataset included in both",
        &mut commands,
    );
    if !unanswered.is_empty() {
        say(&format!("not answered: {}", unanswered.join(", ")));
    }
}

/// Asks a query bare, plain and cited in turn.
fn measured(
    http: &Client,
    endpoint: &Arc<Endpoint>,
    virtuoso: &Virtuoso,
    text: &str,
    rounds: usize,
) -> Result<[Way; 3], String> {
    let merged = endpoint.publication().layout.merged();
    let mut ways = [(); 3].map(|()| Way::default());
    // The first round is for what the engine keeps in memory, and counts only where there is no other.
    for round in 0..=rounds {
        for (way, kind) in ways.iter_mut().zip([Kind::Bare, Kind::Plain, Kind::Cited]) {
            if way.took.iter().any(|took| *took > LONG) {
                continue;
            }
            if round == 1 {
                *way = Way::default();
            }
            let (before, requests) = (virtuoso.spent(), endpoint.requests());
            let own = virtuoso::spent_by(std::process::id());
            let started = Instant::now();
            way.rows = match kind {
                Kind::Bare => bare(http, virtuoso, merged.as_str(), text)?,
                Kind::Plain => run(endpoint, text, false)?,
                Kind::Cited => run(endpoint, text, true)?,
            };
            way.took.push(started.elapsed());
            way.engine.push(virtuoso.spent().saturating_sub(before));
            way.client
                .push(virtuoso::spent_by(std::process::id()).saturating_sub(own));
            way.requests = endpoint.requests() - requests;
        }
    }
    Ok(ways)
}

/// How a query is asked.
#[derive(Clone, Copy)]
enum Kind {
    Bare,
    Plain,
    Cited,
}

/// Asks a query of the engine itself, throws its answer away, and returns how many bytes that had.
fn bare(http: &Client, virtuoso: &Virtuoso, merged: &str, text: &str) -> Result<usize, String> {
    let broken = |error: reqwest::Error| error.to_string();
    let body = form_urlencoded::Serializer::new(String::new())
        .append_pair("query", text)
        .append_pair("default-graph-uri", merged)
        .finish();
    let response = http
        .post(virtuoso.sparql())
        .header("Content-Type", "application/x-www-form-urlencoded")
        .header(
            "Accept",
            "application/sparql-results+json, application/n-triples;q=0.9",
        )
        // A connection that is kept holds the end of an answer back for a twentieth of a second.
        .header("Connection", "close")
        .body(body)
        .send()
        .and_then(|response| response.error_for_status()?.bytes());
    Ok(response.map_err(broken)?.len())
}

/// Asks a query, writes its table to nowhere, and returns the number of its rows.
fn run(endpoint: &Arc<Endpoint>, text: &str, cite: bool) -> Result<usize, String> {
    let source = Source::new("query", text);
    let (question, _) = Question::read("query", &source);
    let request = Request {
        question: &question,
        settings: &[],
        default: DefaultChoice::Merged,
        base: None,
        options: Options {
            cite,
            ..Options::default()
        },
    };
    let settled = Reading::new(endpoint).settle(|knowledge, engine| {
        let mut request = request.clone();
        request.options.engine = Some(Arc::clone(engine));
        ask(knowledge, &request)
    });
    let (knowledge, asked) = settled.map_err(|error| error.to_string())?;
    let asked = asked.map_err(|error| error.to_string())?;
    let results = &asked.answer.results;
    let incomplete = match results {
        Results::Solutions(_, rows) => rows
            .iter()
            .filter_map(|row| row.evidence.as_ref()?.incomplete.first())
            .next(),
        Results::Graph(triples) => triples
            .iter()
            .filter_map(|(_, evidence)| evidence.as_ref()?.incomplete.first())
            .next(),
        Results::Boolean(_, evidence) => evidence.as_ref().and_then(|one| one.incomplete.first()),
    };
    if let Some(reason) = incomplete {
        return Err(format!("citations incomplete: {reason}"));
    }
    let style = Style::Terminal {
        width: 80,
        colour: false,
    };
    let view = asked.graphs.view(&knowledge.store);
    write_table(&mut std::io::sink(), &knowledge, results, view, style)
        .map_err(|e| e.to_string())?;
    Ok(match results {
        Results::Solutions(_, rows) => rows.len(),
        Results::Graph(triples) => triples.len(),
        Results::Boolean(value, _) => usize::from(*value),
    })
}

/// Starts Virtuoso over a folder that has the data, or puts them there.
fn loaded(triples: usize, claims: Claims, folder: &Path) -> Virtuoso {
    let done = folder.join(format!("loaded-{triples}-{claims:?}"));
    if done.exists() {
        return Virtuoso::start(folder);
    }
    let published = folder.join("published");
    if !published.exists() {
        publish(triples, claims, folder, &published);
    }
    let virtuoso = Virtuoso::start(folder);
    let loaders = std::env::var("LOADERS").ok();
    let loaders = loaders.and_then(|text| text.parse().ok()).unwrap_or(1);
    let (started, before) = (Instant::now(), virtuoso.spent());
    virtuoso.load(&published, loaders);
    say(&format!(
        "loaded in {:.0} s by {loaders} of its loaders, {:.0} s of processors",
        started.elapsed().as_secs_f64(),
        (virtuoso.spent() - before).as_secs_f64()
    ));
    File::create(done).expect("a file");
    virtuoso
}

fn publish(triples: usize, claims: Claims, folder: &Path, published: &Path) {
    let [text, file]: [PathBuf; 2] = ["data.nq", "data.store"].map(|name| folder.join(name));
    let mut out = BufWriter::with_capacity(1 << 20, File::create(&text).expect("a file"));
    generate(triples, claims, |triple, graphs| {
        for graph in graphs {
            writeln!(out, "{triple} {graph} .").expect("room on the disk");
        }
    });
    out.flush().expect("room on the disk");
    let mut builder = Builder::for_file(&file, 2 << 30);
    builder.load_file(&text, false, &|_| {}).expect("quads");
    builder.write(&file, &mut |_, _, _| {}).expect("a store");
    std::fs::remove_file(&text).expect("it was there");
    let knowledge = KnowledgeBase {
        store: Store::open(&file).expect("a store"),
        prefixes: Default::default(),
    };
    let layout = Layout::new(DEFAULT_BASE, None).expect("a base");
    let shards = Shards { bytes: 256 << 20 };
    let written = publish_to_folder(&knowledge, &layout, published, shards, &mut |_| {});
    say(&format!(
        "{} quads published",
        written.expect("a folder").quads
    ));
}

fn median(list: &[Duration]) -> Duration {
    let mut list = list.to_vec();
    list.sort();
    list[list.len() / 2]
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

fn summary(name: &str, list: &mut [f64]) {
    if list.is_empty() {
        return say(&format!("{name}: nothing measured"));
    }
    list.sort_by(f64::total_cmp);
    let at = |share: f64| list[((list.len() - 1) as f64 * share).round() as usize];
    say(&format!(
        "{name}: median {:.2}, p90 {:.2}, most {:.2} ({} queries)",
        at(0.5),
        at(0.9),
        at(1.0),
        list.len()
    ));
}

#[expect(clippy::print_stdout, reason = "a benchmark prints what it measured")]
fn say(text: &str) {
    println!("{text}");
}
