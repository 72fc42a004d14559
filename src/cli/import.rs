//! `synergraph import`

use super::ui::{Failure, Outcome, Ui, counted};
use crate::bibliography::{BibliographyFormat, Record, bibliography_turtle};
use crate::claim::{FolderError, create};
use crate::diagnostic::Code;
use crate::query::nearest;
use crate::source::Source;
use rustc_hash::FxHashSet;
use std::path::PathBuf;

/// Make a new knowledge base of a reference manager's export
///
/// Reads BibTeX, RIS and CSL-JSON. The folder gets `claims/bibliography.ttl`, with the vocabulary and the checks that
/// claims are written against, and is ready for `synergraph check --kb DIR`. What a file has that cannot be read is shown
/// with its place, and the rest is taken. Of works with the same DOI the first is taken.
#[derive(Debug, clap::Args)]
pub(super) struct ImportArguments {
    /// Files of a reference manager
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Make the knowledge base in this folder, which must be new or empty
    #[arg(long, short, value_name = "DIR")]
    output: PathBuf,
    /// Say what the files are, where name and content do not: bibtex, ris, csl-json
    #[arg(long, value_name = "FORMAT")]
    format: Option<String>,
}

pub(super) fn run(arguments: &ImportArguments, ui: &Ui) -> Result<Outcome, Failure> {
    let format = arguments
        .format
        .as_deref()
        .map(bibliography_format)
        .transpose()?;
    let mut problems = Vec::new();
    let mut records: Vec<Record> = Vec::new();
    for path in &arguments.files {
        let source = Source::read(path)?;
        let Some(format) = format.or_else(|| BibliographyFormat::of(path, &source.text)) else {
            let message = format!("cannot tell what {} is", path.display());
            return Err(Failure::coded(Code::UNKNOWN_FORMAT, message)
                .with_hint("say so with `--format bibtex`, `ris` or `csl-json`"));
        };
        let (read, more) = format.read(&source);
        records.extend(read);
        problems.extend(more);
    }
    ui.diagnostics(&problems);
    if records.is_empty() {
        return Err(Failure::new("there is no record in these files"));
    }
    let read = records.len();
    let mut dois = FxHashSet::default();
    records.retain(|record| record.doi().is_none_or(|doi| dois.insert(doi)));
    create(&arguments.output, &bibliography_turtle(&records)).map_err(|error| match &error {
        FolderError::Taken(_) => {
            Failure::new(error.to_string()).with_hint("name a folder that is new or empty")
        }
        FolderError::Write { .. } => Failure::new(error.to_string()),
    })?;
    let twice = match read - records.len() {
        0 => String::new(),
        more => format!(
            " {} left out: their DOIs were there already.",
            counted(more, "record")
        ),
    };
    ui.answer(|out| {
        writeln!(
            out,
            "Made {} of {}.{twice}",
            arguments.output.display(),
            counted(records.len(), "work")
        )
    })?;
    let found = !problems.is_empty();
    Ok(if found {
        Outcome::Found
    } else {
        Outcome::Clean
    })
}

/// Returns the form of a bibliography by its name.
fn bibliography_format(name: &str) -> Result<BibliographyFormat, Failure> {
    name.parse().map_err(|()| {
        let failure = Failure::coded(
            Code::UNKNOWN_FORMAT,
            format!("no bibliography format is called `{name}`"),
        );
        match nearest(name, BibliographyFormat::NAMES.into_iter()) {
            Some(near) => failure.with_hint(format!("did you mean `{near}`?")),
            None => failure.with_hint(format!(
                "choose one of {}",
                BibliographyFormat::NAMES.join(", ")
            )),
        }
    })
}
