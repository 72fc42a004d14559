//! `synergraph read`

use super::knowledge::source;
use super::ui::{Failure, Outcome, Ui, counted};
use crate::diagnostic::Severity;
use crate::paper::{Paper, read_paper, write_turtle};
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::PathBuf;

/// Read a paper: sections, sentences, citation markers, references, tables and quantities
///
/// What the file is (Markdown, JATS, plain text from a PDF) is seen from its content. Offsets are code points of the
/// file. The RDF form can be built into a store, with those of other papers, and queried.
#[derive(Debug, clap::Args)]
pub(super) struct ReadArguments {
    /// The paper as Markdown, JATS or plain text from a PDF; `-` reads it from stdin
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Choose a form: table, json or ttl
    #[arg(long, value_name = "FORMAT", default_value = "table", value_parser = ["table", "json", "ttl"])]
    format: String,
}

pub(super) fn run(arguments: &ReadArguments, ui: &Ui) -> Result<Outcome, Failure> {
    let source = source(&arguments.file)?;
    let progress = ui.progress("reading", 0);
    let (paper, problems) = read_paper(&source);
    progress.finish_and_clear();
    ui.diagnostics(&problems);
    ui.answer(|out| match arguments.format.as_str() {
        "json" => {
            serde_json::to_writer(&mut *out, &paper).map_err(io::Error::from)?;
            writeln!(out)
        }
        "ttl" => write_turtle(&paper, &source, out),
        _ if paper.places().next().is_none() => Ok(()),
        _ => summary(out, &paper),
    })?;
    let unreadable = problems
        .iter()
        .any(|problem| problem.code.severity == Severity::Error);
    Ok(match (unreadable, problems.is_empty()) {
        (true, _) => Outcome::Failed,
        (false, false) => Outcome::Found,
        (false, true) => Outcome::Clean,
    })
}

/// Writes what was found, for people.
fn summary(out: &mut dyn Write, paper: &Paper) -> io::Result<()> {
    if let Some(title) = &paper.title {
        writeln!(out, "{title}")?;
    }
    if let Some(doi) = &paper.doi {
        writeln!(out, "https://doi.org/{doi}")?;
    }
    let cited = paper
        .sentences
        .iter()
        .flat_map(|sentence| &sentence.markers);
    let markers = cited.clone().count();
    let links: usize = cited.map(|marker| marker.references.len()).sum();
    writeln!(
        out,
        "\n{}, {}, {} with {}, {}, {}, {}.\n",
        counted(paper.sections.len(), "section"),
        counted(paper.sentences.len(), "sentence"),
        counted(markers, "marker"),
        counted(links, "link"),
        counted(paper.references.len(), "reference"),
        counted(paper.tables.len(), "table"),
        match paper.quantities.len() {
            1 => "1 quantity".to_owned(),
            count => format!("{count} quantities"),
        }
    )?;
    let mut sentences: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for sentence in &paper.sentences {
        let counts = sentences.entry(sentence.section.as_str()).or_default();
        counts.0 += 1;
        counts.1 += sentence.markers.len();
    }
    for section in &paper.sections {
        let (count, markers) = sentences
            .get(section.id.as_str())
            .copied()
            .unwrap_or_default();
        let number = section
            .number
            .as_deref()
            .map_or_else(String::new, |number| format!("{number} "));
        let indent = "  ".repeat(section.level.clamp(1, 8));
        writeln!(
            out,
            "{indent}{number}{}: {}, {}",
            section.title,
            counted(count, "sentence"),
            counted(markers, "marker")
        )?;
    }
    for table in &paper.tables {
        writeln!(
            out,
            "  {}: {}, {}",
            table.id,
            counted(table.rows.len(), "row"),
            counted(table.header.cells.len(), "column")
        )?;
    }
    let read = |field: fn(&crate::paper::Reference) -> bool| {
        paper
            .references
            .iter()
            .filter(|reference| field(reference))
            .count()
    };
    if !paper.references.is_empty() {
        writeln!(
            out,
            "\nOf {}: {} with authors, {} with title, {} with journal, {} with year, {} with DOI.",
            counted(paper.references.len(), "reference"),
            read(|reference| !reference.authors.is_empty()),
            read(|reference| reference.title.is_some()),
            read(|reference| reference.journal.is_some()),
            read(|reference| reference.year.is_some()),
            read(|reference| reference.doi.is_some()),
        )?;
    }
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for quantity in &paper.quantities {
        *kinds.entry(quantity.kind.unwrap_or("other")).or_default() += 1;
    }
    if !kinds.is_empty() {
        let kinds: Vec<String> = kinds
            .iter()
            .map(|(kind, count)| format!("{count} {kind}"))
            .collect();
        writeln!(out, "Quantities: {}.", kinds.join(", "))?;
    }
    Ok(())
}
