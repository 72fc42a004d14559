//! `synergraph verify`

use super::knowledge::FolderArguments;
use super::ui::{Failure, Outcome, Ui, counted};
use crate::check::{Verdict, fill_digests, verify};
use crate::claim::compile;
use crate::diagnostic::{Code, sort, to_json};
use crate::paper::read_paper;
use crate::source::Source;
use serde_json::json;
use std::path::PathBuf;

/// Find the sentence of every claim in your own copy of the paper
///
/// A claim is found where its sentence has the digest that the claim gives, and moved where that sentence stands at
/// another place. Citation markers are looked for as well.
#[derive(Debug, clap::Args)]
pub(super) struct VerifyArguments {
    /// Your copy of the paper: Markdown, JATS, or plain text from a PDF
    #[arg(long, value_name = "FILE")]
    source: PathBuf,
    /// Write the digests of this copy into the claims' files (with `--kb`)
    #[arg(long, requires = "kb")]
    write: bool,
    /// Choose a form: table or json
    #[arg(long, value_name = "FORMAT", default_value = "table", value_parser = ["table", "json"])]
    format: String,
    #[command(flatten)]
    knowledge: FolderArguments,
}

pub(super) fn run(arguments: &VerifyArguments, ui: &Ui) -> Result<Outcome, Failure> {
    let source = Source::read(&arguments.source)?;
    let (paper, problems) = read_paper(&source);
    if paper.places().next().is_none() {
        return Err(Failure::coded(
            Code::UNREADABLE_FILE,
            format!("{} has no sentence, table or reference", source.name),
        )
        .with_hint("`--source` wants a paper as Markdown, JATS, or the text of a PDF"));
    }
    ui.diagnostics(&problems);
    let files = arguments.knowledge.files()?;
    let (knowledge, problems) = compile(&files);
    if !problems.is_empty() {
        return Err(Failure::of(problems));
    }
    if arguments.write {
        let mut count = 0;
        let written = fill_digests(&knowledge, &files, &paper);
        for (source, text, edits) in &written {
            std::fs::write(&source.name, text).map_err(|error| {
                Failure::new(format!(
                    "cannot write {}: {}",
                    source.name,
                    crate::source::reason(&error)
                ))
            })?;
            count += edits;
        }
        ui.answer(|out| {
            let files = counted(written.len(), "file");
            writeln!(out, "Wrote {} in {files}.", counted(count, "digest"))
        })?;
        return Ok(Outcome::Clean);
    }
    let mut report = verify(&knowledge, &files, &paper);
    sort(&mut report.diagnostics);
    let count = |verdict| {
        report
            .claims
            .iter()
            .filter(|found| found.verdict == verdict)
            .count()
    };
    let word = |verdict| match verdict {
        Verdict::Found => "found",
        Verdict::Moved => "moved",
        Verdict::TextDiffers => "text differs",
        Verdict::NotFound => "not found",
    };
    if arguments.format == "json" {
        let claims: Vec<_> = report
            .claims
            .iter()
            .map(|found| {
                let name = knowledge.store.claim_term(found.claim);
                json!({
                    "claim": knowledge.prefixes.show(knowledge.store.term(name)),
                    "verdict": word(found.verdict),
                    "locator": found.locator,
                    "found_at": found.found_at,
                })
            })
            .collect();
        let findings: Vec<_> = report.diagnostics.iter().map(to_json).collect();
        ui.answer(|out| {
            writeln!(
                out,
                "{:#}",
                json!({ "claims": claims, "findings": findings })
            )
        })?;
    } else {
        ui.diagnostics(&report.diagnostics);
        ui.answer(|out| {
            for found in &report.claims {
                if let (Verdict::Moved, Some(place)) = (found.verdict, &found.found_at) {
                    let name = knowledge.store.claim_term(found.claim);
                    let name = knowledge.prefixes.show(knowledge.store.term(name));
                    writeln!(out, "moved  {name}  from {} to {place}", found.locator)?;
                }
            }
            let verdicts = [
                Verdict::Found,
                Verdict::Moved,
                Verdict::TextDiffers,
                Verdict::NotFound,
            ];
            let counts: Vec<String> = verdicts
                .into_iter()
                .map(|verdict| format!("{} {}", count(verdict), word(verdict)))
                .collect();
            writeln!(
                out,
                "{}: {}.",
                counted(report.claims.len(), "anchored claim"),
                counts.join(", ")
            )
        })?;
    }
    Ok(if report.diagnostics.is_empty() {
        Outcome::Clean
    } else {
        Outcome::Found
    })
}
