//! `synergraph publish`

use super::endpoint::credentials;
use super::knowledge::{KnowledgeArguments, still_sound};
use super::ui::{Failure, Outcome, Ui, counted};
use crate::claim::KnowledgeBase;
use crate::publish::{
    Access, Protocol, PublishError, Published, Shards, Target, publish, publish_to_folder,
};
use crate::resolve::Patience;
use crate::vocabulary::published::{DEFAULT_BASE, Layout};
use bytesize::ByteSize;
use oxigraph::model::NamedNode;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Load the knowledge base into a SPARQL engine, so that it answers with the same citations there
///
/// Each claim becomes a named graph, and all statements together the merged graph that queries read. What is sent is
/// noted in the engine: a run that was stopped goes on where it ended, and the next time only what changed is sent.
/// `docs/publish.md` describes the graphs.
#[derive(Debug, clap::Args)]
pub(super) struct PublishArguments {
    /// Address of the engine's SPARQL endpoint, or of its graph store
    #[arg(
        value_name = "URL",
        required_unless_present = "to_folder",
        conflicts_with = "to_folder"
    )]
    address: Option<String>,
    /// Address that takes updates, where it is neither that of queries nor `update` beside it
    #[arg(long, value_name = "URL", requires = "address")]
    update: Option<String>,
    /// Send by SPARQL Update, or by the Graph Store Protocol, which can only replace whole graphs
    #[arg(long, value_name = "PROTOCOL", default_value = "update", value_parser = ["update", "graph-store"])]
    protocol: String,
    /// Write compressed N-Quads and a script for each engine's own loader into this folder instead
    #[arg(long, value_name = "DIR")]
    to_folder: Option<PathBuf>,
    /// Bytes of the text of one file, before it is compressed
    #[arg(
        long,
        value_name = "SIZE",
        default_value = "256MiB",
        requires = "to_folder"
    )]
    shard: ByteSize,
    /// Start of the names of graphs that are no claims; it ends with `/` or `#`
    #[arg(long, value_name = "IRI", default_value = DEFAULT_BASE)]
    base: String,
    /// Name of the merged graph, if it is not to be `merged` behind the base
    #[arg(long, value_name = "IRI", value_parser = iri)]
    merged: Option<NamedNode>,
    /// Triples that are sent with one request; without it, 1000 by update, 50000 to a graph store
    #[arg(long, value_name = "TRIPLES", value_parser = clap::value_parser!(u32).range(1..))]
    batch: Option<u32>,
    /// Requests that are under way at the same time; where they get into each other's way, one from then on
    #[arg(long, value_name = "REQUESTS", default_value = "1", value_parser = clap::value_parser!(u8).range(1..=32))]
    at_once: u8,
    /// Remove what stands in the place of the dataset first, whoever put it there
    #[arg(long, requires = "address")]
    overwrite: bool,
    /// Send this header to the engine, such as `Authorization: Bearer …` (can be repeated); the variable
    /// SYNERGRAPH_HEADER has headers too, one a line, and a netrc file users and passwords
    #[arg(long, value_name = "HEADER", requires = "address")]
    header: Vec<String>,
    /// Give each request so many seconds
    #[arg(long, value_name = "SECONDS", default_value = "120", value_parser = clap::value_parser!(u64).range(1..=86400))]
    timeout: u64,
    /// The wait before a request is repeated, in milliseconds
    #[arg(long, value_name = "MILLISECONDS", default_value = "1000", hide = true)]
    back_off: u64,
    #[command(flatten)]
    knowledge: KnowledgeArguments,
}

pub(super) fn run(arguments: &PublishArguments, ui: &Ui) -> Result<Outcome, Failure> {
    let layout = Layout::new(&arguments.base, arguments.merged.as_ref())
        .map_err(|error| Failure::new(error.to_string()))?;
    let (knowledge, _) = arguments.knowledge.load(ui)?;
    let text = match (&arguments.to_folder, &arguments.address) {
        (Some(folder), _) => to_folder(arguments, &knowledge, &layout, folder, ui)?,
        (None, Some(address)) => to_engine(arguments, &knowledge, &layout, address, ui)?,
        // The parser of arguments asks for one of them.
        (None, None) => return Ok(Outcome::Failed),
    };
    still_sound(&knowledge, &arguments.knowledge)?;
    ui.answer(|out| writeln!(out, "{text}"))?;
    Ok(Outcome::Clean)
}

fn to_engine(
    arguments: &PublishArguments,
    knowledge: &KnowledgeBase,
    layout: &Layout,
    address: &str,
    ui: &Ui,
) -> Result<String, Failure> {
    let first = Duration::from_millis(arguments.back_off);
    let target = Target {
        address: address.to_owned(),
        update: arguments.update.clone(),
        protocol: match arguments.protocol.as_str() {
            "graph-store" => Protocol::GraphStore,
            _ => Protocol::Update,
        },
        batch: arguments.batch.map(|batch| batch as usize),
        at_once: usize::from(arguments.at_once),
        access: Access {
            credentials: credentials(&arguments.header)?,
            patience: Patience {
                first,
                request: Duration::from_secs(arguments.timeout),
                ..Patience::default()
            },
        },
        overwrites: arguments.overwrite,
    };
    let bar = ui.progress("publishing", 1);
    let published = publish(knowledge, layout, &target, &mut |done, all| {
        bar.set_length(all as u64);
        bar.set_position(done as u64);
    });
    bar.finish_and_clear();
    Ok(told(&published?, knowledge))
}

fn to_folder(
    arguments: &PublishArguments,
    knowledge: &KnowledgeBase,
    layout: &Layout,
    folder: &Path,
    ui: &Ui,
) -> Result<String, Failure> {
    let bar = ui.progress("writing", 0);
    let shards = Shards {
        bytes: arguments.shard.0.max(1),
    };
    let written = publish_to_folder(knowledge, layout, folder, shards, &mut |quads| {
        bar.set_position(quads);
    });
    bar.finish_and_clear();
    let written = written?;
    Ok(format!(
        "Wrote {}: {} quads in {}, and scripts that load them.",
        folder.display(),
        written.quads,
        counted(written.files, "file")
    ))
}

/// Says what was done, in a line or two.
fn told(published: &Published, knowledge: &KnowledgeBase) -> String {
    let Published {
        sent,
        removed,
        traffic,
        held,
        ..
    } = published;
    let statements = knowledge.store.statement_count();
    let claims = counted(knowledge.store.claim_count(), "claim");
    let mut text = if traffic.changes == 0 {
        format!("Nothing to do: {claims} with {statements} statements are there already.")
    } else {
        format!(
            "Published {claims} with {statements} statements: {sent} of {} sent, {removed} removed, {} triples in {}.",
            counted(published.pieces, "piece"),
            traffic.triples,
            counted(traffic.changes as usize, "request"),
        )
    };
    if let Some(held) = held {
        let lost = (statements as u64).saturating_sub(*held);
        text.push_str(&format!(
            "\nThe engine takes {lost} of them for others: it keeps numbers as values and forgets their spelling."
        ));
    }
    text
}

/// Parses an IRI.
fn iri(text: &str) -> Result<NamedNode, String> {
    NamedNode::new(text).map_err(|error| error.to_string())
}

impl From<PublishError> for Failure {
    fn from(error: PublishError) -> Self {
        let failure = Self::new(error.to_string());
        match error.hint() {
            Some(hint) => failure.with_hint(hint),
            None => failure,
        }
    }
}
