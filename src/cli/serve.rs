//! `synergraph serve`

use super::endpoint::EndpointArguments;
use super::knowledge::KnowledgeArguments;
use super::ui::{Failure, Outcome, Ui, counted};
use crate::claim::KnowledgeBase;
use crate::endpoint::Endpoint;
use crate::query::Catalogue;
use crate::serve::{Bounds, Content, Logged, Server, ServerOptions, write_site as write_pages};
use crate::store::Store;
use serde_json::json;
use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};
use tokio::net::TcpListener;

/// Serve a SPARQL endpoint, pages, and the questions as an API; nothing can be changed through it
///
/// Stops at Ctrl-C or SIGTERM, when the requests that are being answered are done. Reads the data again when a store file is
/// replaced, when other data are published to the engine of `--endpoint`, and at SIGHUP.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct ServeArguments {
    /// Address to listen at
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    address: IpAddr,
    /// Port to listen at; 0 for any that is free
    #[arg(long, value_name = "PORT", default_value_t = 7878)]
    port: u16,
    /// What the IRIs of our own entities begin with, and pages answer for
    #[arg(
        long,
        value_name = "IRI",
        default_value = "https://w3id.org/synergraph/"
    )]
    base: String,
    /// Seconds that a query may take
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..))]
    timeout: u64,
    /// Rows that an answer may have
    #[arg(long, value_name = "ROWS", default_value_t = 1_000_000)]
    max_rows: usize,
    /// Megabytes that an answer may have
    #[arg(long, value_name = "MB", default_value_t = 256)]
    max_answer: usize,
    /// Queries that run at once; as many as there are cores, if not given
    #[arg(long, value_name = "N")]
    slots: Option<usize>,
    /// Requests that may wait for a free slot
    #[arg(long, value_name = "N", default_value_t = 256)]
    queue: usize,
    /// Write no line for each request
    #[arg(long)]
    quiet: bool,
    #[command(flatten)]
    knowledge: KnowledgeArguments,
    #[command(flatten)]
    endpoint: EndpointArguments,
}

/// How often a store file is looked at.
const LOOK: Duration = Duration::from_secs(1);
/// How often an engine is asked whether its data are still the same: one small query.
const LOOK_THERE: Duration = Duration::from_secs(5);

pub(super) fn run(arguments: &ServeArguments, ui: &Ui) -> Result<Outcome, Failure> {
    let options = ServerOptions {
        base: arguments.base.clone(),
        bounds: Bounds {
            seconds: arguments.timeout,
            rows: arguments.max_rows,
            bytes: arguments.max_answer.saturating_mul(1 << 20),
        },
        queue: arguments.queue,
        slots: arguments.slots.unwrap_or(ServerOptions::default().slots),
        ..ServerOptions::default()
    };
    let content = content(&arguments.knowledge, &arguments.endpoint, ui)?;
    let claims = match &content.endpoint {
        Some(endpoint) => usize::try_from(endpoint.publication().claims).unwrap_or(usize::MAX),
        None => content.knowledge.store.claim_count(),
    };
    let (quiet, log_ui) = (arguments.quiet, *ui);
    let there = content.endpoint.clone();
    let server = Arc::new(Server::new(content, options, move |logged| {
        if !quiet {
            log_ui.note(&line(logged));
        }
    }));
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .max_blocking_threads(64)
        // Long chains of operators are walked by recursion; what is not used of a stack costs nothing.
        .thread_stack_size(256 << 20)
        .build()
        .map_err(|error| {
            Failure::new(format!("cannot start: {}", crate::source::reason(&error)))
        })?;
    let address = SocketAddr::new(arguments.address, arguments.port);
    runtime.block_on(async {
        let listener = TcpListener::bind(address).await.map_err(|error| {
            Failure::new(format!(
                "cannot listen at {address}: {}",
                crate::source::reason(&error)
            ))
            .with_hint("choose another with `--port`; `--port 0` takes any that is free")
        })?;
        let at = listener.local_addr().unwrap_or(address);
        ui.note(&format!(
            "serving {} at http://{at}/",
            counted(claims, "claim")
        ));
        if !arguments.address.is_loopback() {
            ui.note("others on the network can reach this");
        }
        let again = Arc::clone(&server);
        let (arguments, reload_ui) = (arguments.clone(), *ui);
        let watcher =
            tokio::spawn(async move { reload(&again, &arguments, there, &reload_ui).await });
        let outcome = server.run(listener, stopped()).await;
        watcher.abort();
        outcome.map_err(|error| {
            Failure::new(format!("cannot go on: {}", crate::source::reason(&error)))
        })
    })?;
    // Queries that still run are cut off with the process.
    runtime.shutdown_timeout(Duration::from_millis(100));
    ui.note("stopped");
    Ok(Outcome::Clean)
}

/// Writes the pages as files.
pub(super) fn write_site(
    folder: &Path,
    knowledge: KnowledgeBase,
    arguments: &KnowledgeArguments,
    ui: &Ui,
) -> Result<Outcome, Failure> {
    let content = content_of(knowledge, arguments)?;
    let base = ServerOptions::default().base;
    let bar = ui.progress("writing pages", 1);
    let written = write_pages(content, &base, folder, |done, all| {
        bar.set_length(all as u64);
        bar.set_position(done as u64);
    });
    bar.finish_and_clear();
    let files = written?;
    ui.note(&format!(
        "{} in {}",
        counted(files, "file"),
        folder.display()
    ));
    Ok(Outcome::Clean)
}

fn content(
    knowledge: &KnowledgeArguments,
    endpoint: &EndpointArguments,
    ui: &Ui,
) -> Result<Content, Failure> {
    let Some(endpoint) = endpoint.open()? else {
        return content_of(knowledge.load(ui)?.0, knowledge);
    };
    let publication = endpoint.publication();
    let nothing = KnowledgeBase {
        store: Store::default().part_of(&publication.digest, publication.claims as usize),
        prefixes: publication.prefixes.clone(),
    };
    Ok(Content {
        endpoint: Some(endpoint),
        ..content_of(nothing, knowledge)?
    })
}

/// Returns what is served of some data.
fn content_of(base: KnowledgeBase, knowledge: &KnowledgeArguments) -> Result<Content, Failure> {
    let files = knowledge.files()?;
    let (questions, mut problems) = Catalogue::read(&files);
    let (sections, more) = Catalogue::read_sections(&files);
    problems.extend(more);
    let (pictures, more) = Catalogue::read_pictures(&files);
    problems.extend(more);
    if !problems.is_empty() {
        return Err(Failure::of(problems));
    }
    Ok(Content {
        knowledge: base,
        questions,
        sections,
        pictures,
        endpoint: None,
    })
}

/// Loads the data again whenever a store file is replaced or other data are published to the engine, and at SIGHUP.
async fn reload(
    server: &Server,
    arguments: &ServeArguments,
    mut there: Option<Arc<Endpoint>>,
    ui: &Ui,
) {
    let mut hangup = hangups();
    let mut looked = Instant::now();
    let knowledge = &arguments.knowledge;
    let mut seen = knowledge.store_path().map(stamp);
    loop {
        let asked = tokio::select! {
            () = hangup.next() => true,
            () = tokio::time::sleep(LOOK) => false,
        };
        let now = knowledge.store_path().map(stamp);
        let is_other = looked.elapsed() >= LOOK_THERE && {
            looked = Instant::now();
            is_other(there.clone()).await
        };
        if !asked && !is_other && (now == seen || now == Some(None)) {
            continue;
        }
        seen = now;
        let (arguments, own_ui) = (arguments.clone(), *ui);
        let loaded = tokio::task::spawn_blocking(move || {
            content(&arguments.knowledge, &arguments.endpoint, &own_ui)
        })
        .await;
        match loaded {
            Ok(Ok(content)) => {
                there.clone_from(&content.endpoint);
                server.replace(content);
                ui.note("read the data again");
            }
            Ok(Err(failure)) => {
                ui.failure(&failure);
                ui.note("the data stay as they were");
            }
            Err(_) => ui.note("the data could not be read again, and stay as they were"),
        }
    }
}

/// Says whether an engine has other data than before. Where it does not answer, or not yet, the data stay as they were.
async fn is_other(there: Option<Arc<Endpoint>>) -> bool {
    let Some(endpoint) = there else { return false };
    let looked = tokio::task::spawn_blocking(move || endpoint.within(LOOK_THERE).is_current());
    matches!(looked.await, Ok(Ok(false)))
}

/// Returns what changes when a file is replaced.
fn stamp(path: &Path) -> Option<(SystemTime, u64, u64)> {
    let data = std::fs::metadata(path).ok()?;
    #[cfg(unix)]
    let number = std::os::unix::fs::MetadataExt::ino(&data);
    #[cfg(not(unix))]
    let number = 0;
    Some((data.modified().ok()?, data.len(), number))
}

/// Ends when the process is asked to stop.
async fn stopped() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}

struct Hangups {
    #[cfg(unix)]
    signal: Option<tokio::signal::unix::Signal>,
}

fn hangups() -> Hangups {
    Hangups {
        #[cfg(unix)]
        signal: tokio::signal::unix::signal(tokio::signal::unix::SignalKind::hangup()).ok(),
    }
}

impl Hangups {
    async fn next(&mut self) {
        #[cfg(unix)]
        if let Some(signal) = &mut self.signal
            && signal.recv().await.is_some()
        {
            return;
        }
        std::future::pending::<()>().await;
    }
}

/// Returns the line of a request in the log: one JSON object, without what was asked.
fn line(logged: &Logged) -> String {
    let time = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .map_or(0.0, |time| time.as_secs_f64());
    json!({
        "time": (time * 1000.0).round() / 1000.0,
        "method": logged.method,
        "path": logged.path,
        "status": logged.status,
        "bytes": logged.bytes,
        "ms": (logged.duration.as_secs_f64() * 1e6).round() / 1e3,
        "kept": logged.kept,
    })
    .to_string()
}
