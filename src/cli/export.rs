//! `synergraph export`

use super::endpoint::{EndpointArguments, unanswered};
use super::knowledge::{KnowledgeArguments, still_sound};
use super::serve::write_site;
use super::ui::{Failure, Outcome, Ui};
use crate::bibliography::BibliographyFormat;
use crate::claim::KnowledgeBase;
use crate::diagnostic::Code;
use crate::endpoint::FetchError;
use crate::export::{
    Part, counts, describe_dataset, export, export_crate, export_reified, schema_org,
};
use crate::nanopublication::{Publisher, write_nanopublications};
use crate::query::{Format, nearest, write_graph};
use crate::store::ClaimId;
use crate::trace::{Thing, find};
use crate::vocabulary;
use crate::work::Citations;
use oxigraph::io::RdfFormat;
use oxigraph::model::{NamedNode, TermRef};
use std::path::PathBuf;

/// Write the graph in an RDF format, or its works as a bibliography, always in the same order
///
/// TriG, N-Quads and JSON-LD keep every claim in a graph of its own; Turtle, N-Triples and RDF/XML hold the merged
/// graph, each triple once. BibTeX, RIS and CSL-JSON hold the works: papers, and what their reference lists name.
#[derive(Debug, clap::Args)]
pub(super) struct ExportArguments {
    /// Choose a form: turtle, trig, ntriples, nquads, rdfxml, jsonld; bibtex, ris, csl-json; nanopub (each claim as a
    /// nanopublication), reified (claims as RDF 1.2 reifiers), void and schema-org (what the dataset is), ro-crate and site
    /// (folders)
    #[arg(long, value_name = "FORMAT", default_value = "trig")]
    format: String,
    /// Write the merged graph also where the form could keep claims apart
    #[arg(long)]
    merged: bool,
    /// Add what rules infer; for the merged graph
    #[arg(long)]
    inferred: bool,
    /// Take only this claim as a nanopublication (can be repeated)
    #[arg(long, value_name = "CLAIM")]
    claim: Vec<String>,
    /// Name the person who curates, such as an ORCID iD, in nanopublications
    #[arg(long, value_name = "IRI", value_parser = iri)]
    curator: Option<NamedNode>,
    /// Day of publication of a research object; the newest claim's, if not given
    #[arg(long, value_name = "DATE")]
    date: Option<String>,
    /// Folder that a site or a research object is written to; it must not be there, or be empty
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
    #[command(flatten)]
    knowledge: KnowledgeArguments,
    #[command(flatten)]
    endpoint: EndpointArguments,
}

pub(super) fn run(arguments: &ExportArguments, ui: &Ui) -> Result<Outcome, Failure> {
    if let (Some(folder), form) = (&arguments.folder, arguments.format.as_str())
        && !matches!(form, "site" | "ro-crate")
    {
        let folder = folder.display();
        return Err(
            Failure::new(format!("{form} goes to standard output, not to {folder}"))
                .with_hint("send it to a file with `>`; `site` and `ro-crate` write a folder"),
        );
    }
    let format = match form(&arguments.format)? {
        Form::Graph(format) => format,
        Form::Works(format) => return works(arguments, format, ui),
        Form::Publication(publication) => return publish(arguments, publication, ui),
    };
    let knowledge = load(arguments, ui)?;
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

/// Bytes of an answer of an engine: graphs that are larger come in parts.
const ANSWER: u64 = 32 << 20;
/// Bytes that are held in memory while a dataset is fetched.
const MEMORY: usize = 128 << 20;

/// Returns the data; those of an engine elsewhere are fetched into a store file that goes with the process.
fn load(arguments: &ExportArguments, ui: &Ui) -> Result<KnowledgeBase, Failure> {
    let Some(endpoint) = arguments.endpoint.open_for(None, Some(ANSWER))? else {
        return Ok(arguments.knowledge.load(ui)?.0);
    };
    let folder = tempfile::tempdir().map_err(|error| {
        let reason = crate::source::reason(&error);
        Failure::new(format!(
            "cannot make a folder for what is fetched: {reason}"
        ))
    })?;
    let bar = ui.progress("fetching graphs", 1);
    let path = folder.path().join("fetched.store");
    let fetched = endpoint.fetch(&path, MEMORY, &mut |done, all| {
        bar.set_length(all as u64);
        bar.set_position(done as u64);
    });
    bar.finish_and_clear();
    // An open store file is read to the end, also when its name is gone.
    fetched.map_err(|error| match error {
        FetchError::Endpoint(error) => unanswered(error),
        FetchError::Store(error) => Failure::new(error.to_string())
            .with_hint("the variable TMPDIR names a folder with more room"),
    })
}

/// What an export is made of.
enum Form {
    Graph(RdfFormat),
    Works(BibliographyFormat),
    Publication(Publication),
}

/// Forms in which the data are published elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Publication {
    Nanopublications,
    Reified,
    Description,
    SchemaOrg,
    ResearchObject,
    Site,
}

const PUBLICATIONS: [(&str, Publication); 6] = [
    ("nanopub", Publication::Nanopublications),
    ("reified", Publication::Reified),
    ("void", Publication::Description),
    ("schema-org", Publication::SchemaOrg),
    ("ro-crate", Publication::ResearchObject),
    ("site", Publication::Site),
];

fn publish(
    arguments: &ExportArguments,
    publication: Publication,
    ui: &Ui,
) -> Result<Outcome, Failure> {
    let folder = || {
        arguments.folder.as_deref().ok_or_else(|| {
            let form = &arguments.format;
            Failure::new(format!("{form} needs a folder"))
                .with_hint(format!("name one: `synergraph export --format {form} DIR`"))
        })
    };
    if publication == Publication::Site {
        let folder = folder()?;
        let knowledge = load(arguments, ui)?;
        return write_site(folder, knowledge, &arguments.knowledge, ui);
    }
    let knowledge = load(arguments, ui)?;
    match publication {
        Publication::Nanopublications => {
            let claims = claims(arguments, &knowledge)?;
            let publisher = Publisher {
                curator: arguments.curator.clone(),
            };
            ui.answer(|out| write_nanopublications(out, &knowledge, &claims, &publisher))?;
        }
        Publication::Reified => ui.answer(|out| export_reified(out, &knowledge))?,
        Publication::Description => {
            let quads = describe_dataset(&knowledge, &counts(&knowledge.store), &[]);
            ui.answer(|out| {
                write_graph(
                    out,
                    quads.into_iter(),
                    RdfFormat::Turtle,
                    &knowledge.prefixes,
                )
            })?;
        }
        Publication::SchemaOrg => {
            let described = schema_org(&knowledge, &counts(&knowledge.store), &[]);
            ui.answer(|out| writeln!(out, "{described:#}"))?;
        }
        Publication::ResearchObject | Publication::Site => {
            let date = arguments.date.clone().or_else(|| newest(&knowledge));
            export_crate(folder()?, &knowledge, &date.unwrap_or_default())?;
        }
    }
    still_sound(&knowledge, &arguments.knowledge)?;
    Ok(Outcome::Clean)
}

/// Returns the claims that are asked for; all, where none is named.
fn claims(arguments: &ExportArguments, knowledge: &KnowledgeBase) -> Result<Vec<ClaimId>, Failure> {
    let store = &knowledge.store;
    if arguments.claim.is_empty() {
        return Ok((0..store.claim_count() as ClaimId).collect());
    }
    let mut claims = Vec::new();
    for name in &arguments.claim {
        let things = find(knowledge, name).unwrap_or_default();
        let found: Vec<ClaimId> = things
            .into_iter()
            .filter_map(|thing| match thing {
                Thing::Claim(claim) => Some(claim),
                _ => None,
            })
            .collect();
        if found.is_empty() {
            return Err(Failure::coded(
                Code::UNKNOWN_THING,
                format!("no claim is called `{name}`"),
            ));
        }
        claims.extend(found);
    }
    Ok(claims)
}

/// Returns the day on which the newest claim was curated.
fn newest(knowledge: &KnowledgeBase) -> Option<String> {
    let store = &knowledge.store;
    let curated = store.id(vocabulary::CURATED_ON)?;
    let days = store.matching(None, Some(curated), None);
    days.filter_map(|one| match store.term(store.triple(one)[2]) {
        TermRef::Literal(day) => Some(day.value().to_owned()),
        _ => None,
    })
    .max()
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
    let knowledge = load(arguments, ui)?;
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
    if let Some((_, publication)) = PUBLICATIONS.iter().find(|(known, _)| *known == name) {
        return Ok(Form::Publication(*publication));
    }
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
    Format::graph_names()
        .chain(BibliographyFormat::NAMES)
        .chain(PUBLICATIONS.map(|(name, _)| name))
}

/// Parses an IRI.
fn iri(text: &str) -> Result<NamedNode, String> {
    NamedNode::new(text).map_err(|error| error.to_string())
}
