//! `synergraph export`

use super::knowledge::KnowledgeArguments;
use super::ui::{Failure, Outcome, Ui};
use crate::export::{Part, export};
use crate::query::Format;

/// Write the graph in an RDF format, always in the same order
///
/// TriG, N-Quads and JSON-LD keep every claim in a graph of its own; Turtle, N-Triples and RDF/XML hold the merged
/// graph, each triple once.
#[derive(Debug, clap::Args)]
pub(super) struct ExportArguments {
    /// Choose a form: turtle, trig, ntriples, nquads, rdfxml, jsonld
    #[arg(long, value_name = "FORMAT", default_value = "trig")]
    format: Format,
    /// Write the merged graph also where the form could keep claims apart
    #[arg(long)]
    merged: bool,
    #[command(flatten)]
    knowledge: KnowledgeArguments,
}

pub(super) fn run(arguments: &ExportArguments, ui: &Ui) -> Result<Outcome, Failure> {
    let Format::Graph(format) = arguments.format else {
        return Err(
            Failure::new("a graph is exported in an RDF format").with_hint(format!(
                "choose {}",
                Format::graph_names().collect::<Vec<_>>().join(", ")
            )),
        );
    };
    let (knowledge, _) = arguments.knowledge.load(ui)?;
    let part = if arguments.merged || !format.supports_datasets() {
        Part::Merged
    } else {
        Part::Claims
    };
    ui.answer(|out| export(out, &knowledge, format, part))?;
    Ok(Outcome::Clean)
}
