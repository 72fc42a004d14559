//! `synergraph export`

use super::knowledge::{KnowledgeArguments, still_sound};
use super::serve::write_site;
use super::ui::{Failure, Outcome, Ui};
use crate::diagnostic::Code;
use crate::export::{Part, export};
use crate::query::{Format, nearest};
use oxigraph::io::RdfFormat;
use std::path::PathBuf;

/// Write the graph in an RDF format, always in the same order
///
/// TriG, N-Quads and JSON-LD keep every claim in a graph of its own; Turtle, N-Triples and RDF/XML hold the merged
/// graph, each triple once.
#[derive(Debug, clap::Args)]
pub(super) struct ExportArguments {
    /// Choose a form: turtle, trig, ntriples, nquads, rdfxml, jsonld; site for a folder of pages
    #[arg(long, value_name = "FORMAT", default_value = "trig")]
    format: String,
    /// Write the merged graph also where the form could keep claims apart
    #[arg(long)]
    merged: bool,
    /// Add what rules infer; for the merged graph
    #[arg(long)]
    inferred: bool,
    /// Folder that a site is written to; it must not be there, or be empty
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
    #[command(flatten)]
    knowledge: KnowledgeArguments,
}

pub(super) fn run(arguments: &ExportArguments, ui: &Ui) -> Result<Outcome, Failure> {
    match (&arguments.folder, arguments.format.as_str()) {
        (Some(folder), "site") => return write_site(folder, &arguments.knowledge, ui),
        (None, "site") => {
            return Err(Failure::new("a site needs a folder")
                .with_hint("name one: `synergraph export --format site DIR`"));
        }
        (Some(folder), form) => {
            let folder = folder.display();
            return Err(
                Failure::new(format!("{form} goes to standard output, not to {folder}"))
                    .with_hint("send it to a file with `>`; `--format site` writes a folder"),
            );
        }
        (None, _) => {}
    }
    let format = graph_format(&arguments.format)?;
    let (knowledge, _) = arguments.knowledge.load(ui)?;
    let merged = arguments.merged || !format.supports_datasets();
    if arguments.inferred && !merged {
        return Err(Failure::new("what rules infer stands in no claim's graph")
            .with_hint("add `--merged`, or choose turtle, ntriples or rdfxml"));
    }
    let part = if merged && arguments.inferred {
        Part::MergedInferred
    } else if merged {
        Part::Merged
    } else {
        Part::Claims
    };
    ui.answer(|out| export(out, &knowledge, format, part))?;
    still_sound(&knowledge, &arguments.knowledge)?;
    Ok(Outcome::Clean)
}

fn graph_format(name: &str) -> Result<RdfFormat, Failure> {
    let headline = match name.parse() {
        Ok(Format::Graph(format)) => return Ok(format),
        Ok(_) => format!("`{name}` is for rows, and an export is a graph"),
        Err(error) => error.to_string(),
    };
    let failure = Failure::coded(Code::UNKNOWN_FORMAT, headline);
    Err(match nearest(name, Format::graph_names()) {
        Some(near) => failure.with_hint(format!("did you mean `{near}`?")),
        None => {
            let names: Vec<&str> = Format::graph_names().collect();
            failure.with_hint(format!("choose one of {}", names.join(", ")))
        }
    })
}
