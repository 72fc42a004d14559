//! `synergraph export`

use super::knowledge::{KnowledgeArguments, still_sound};
use super::ui::{Failure, Outcome, Ui};
use crate::bibliography::BibliographyFormat;
use crate::diagnostic::Code;
use crate::export::{Part, export};
use crate::query::{Format, nearest};
use crate::work::Citations;
use oxigraph::io::RdfFormat;

/// Write the graph in an RDF format, or its works as a bibliography, always in the same order
///
/// TriG, N-Quads and JSON-LD keep every claim in a graph of its own; Turtle, N-Triples and RDF/XML hold the merged
/// graph, each triple once. BibTeX, RIS and CSL-JSON hold the works: papers, and what their reference lists name.
#[derive(Debug, clap::Args)]
pub(super) struct ExportArguments {
    /// Choose a form: turtle, trig, ntriples, nquads, rdfxml, jsonld; bibtex, ris, csl-json
    #[arg(long, value_name = "FORMAT", default_value = "trig")]
    format: String,
    /// Write the merged graph also where the form could keep claims apart
    #[arg(long)]
    merged: bool,
    /// Add what rules infer; for the merged graph
    #[arg(long)]
    inferred: bool,
    #[command(flatten)]
    knowledge: KnowledgeArguments,
}

pub(super) fn run(arguments: &ExportArguments, ui: &Ui) -> Result<Outcome, Failure> {
    let format = match form(&arguments.format)? {
        Form::Graph(format) => format,
        Form::Works(format) => return works(arguments, format, ui),
    };
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

/// What an export is made of.
enum Form {
    Graph(RdfFormat),
    Works(BibliographyFormat),
}

fn works(
    arguments: &ExportArguments,
    format: BibliographyFormat,
    ui: &Ui,
) -> Result<Outcome, Failure> {
    if arguments.merged || arguments.inferred {
        return Err(Failure::new("a bibliography holds works, not triples")
            .with_hint("leave `--merged` and `--inferred` out"));
    }
    let (knowledge, _) = arguments.knowledge.load(ui)?;
    let citations = Citations::new(&knowledge.store);
    let records = citations.records(&citations.works());
    ui.answer(|out| format.write(out, &records))?;
    still_sound(&knowledge, &arguments.knowledge)?;
    Ok(Outcome::Clean)
}

fn form(name: &str) -> Result<Form, Failure> {
    let headline = match name.parse() {
        Ok(Format::Graph(format)) => return Ok(Form::Graph(format)),
        Ok(Format::Works(format)) => return Ok(Form::Works(format)),
        Ok(_) => format!("`{name}` is for rows, and an export is a graph"),
        Err(error) => error.to_string(),
    };
    let failure = Failure::coded(Code::UNKNOWN_FORMAT, headline);
    Err(match nearest(name, names()) {
        Some(near) => failure.with_hint(format!("did you mean `{near}`?")),
        None => {
            let names: Vec<&str> = names().collect();
            failure.with_hint(format!("choose one of {}", names.join(", ")))
        }
    })
}

fn names() -> impl Iterator<Item = &'static str> {
    Format::graph_names().chain(BibliographyFormat::NAMES)
}
