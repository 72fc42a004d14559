//! `synergraph verify`

use super::knowledge::{FolderArguments, paper};
use super::ui::{Failure, Outcome, Ui, counted};
use crate::anchor::{SKETCHES, Sketches, Verdict, in_copy_json, text_in_copy, where_in_copy};
use crate::check::{Found, fill_digests, fill_sketches, verify};
use crate::claim::{Files, KnowledgeBase, compile};
use crate::diagnostic::{sort, to_json};
use crate::paper::Paper;
use crate::query::wrap;
use serde_json::json;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Find the sentence of every claim in your own copy of the paper
///
/// A claim is found where its sentence has the digest that the claim gives, and moved where that sentence stands at
/// another place. Where the text differs, what comes nearest in your copy is shown, with what differs in brackets (⟦ ⟧), as
/// far as the sketch of the sentence tells. Citation markers are looked for as well. Claims about other papers than the copy
/// are not counted.
#[derive(Debug, clap::Args)]
pub(super) struct VerifyArguments {
    /// Your copy of the paper: Markdown, JATS, or plain text from a PDF
    #[arg(long, value_name = "FILE")]
    source: PathBuf,
    /// Write the digests of this copy into the claims' files, and sketches beside them (with `--kb`)
    #[arg(long, requires = "kb")]
    write: bool,
    /// Choose a form: table or json
    #[arg(long, value_name = "FORMAT", default_value = "table", value_parser = ["table", "json"])]
    format: String,
    #[command(flatten)]
    knowledge: FolderArguments,
}

pub(super) fn run(arguments: &VerifyArguments, ui: &Ui) -> Result<Outcome, Failure> {
    let (_, paper) = paper(&arguments.source, "verify", ui)?;
    let files = arguments.knowledge.files()?;
    let (knowledge, problems) = compile(&files);
    if !problems.is_empty() {
        return Err(Failure::of(problems));
    }
    if arguments.write {
        return write(arguments, &knowledge, &files, &paper, ui);
    }
    let mut report = verify(&knowledge, &files, &paper);
    sort(&mut report.diagnostics);
    let name = |found: &Found| {
        let name = knowledge.store.claim_term(found.claim);
        knowledge.prefixes.show(knowledge.store.term(name))
    };
    if arguments.format == "json" {
        let claims: Vec<_> = report
            .claims
            .iter()
            .map(|found| {
                let mut claim =
                    json!({ "claim": name(found), "verdict": null, "locator": found.locator });
                let mut in_copy = in_copy_json(&found.in_copy);
                if let (Some(claim), Some(more)) = (claim.as_object_mut(), in_copy.as_object_mut())
                {
                    if matches!(found.in_copy.verdict, Verdict::Found | Verdict::Moved) {
                        more.remove("text");
                    }
                    claim.append(more);
                }
                claim
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
                let verdict = found.in_copy.verdict;
                if !matches!(verdict, Verdict::Moved | Verdict::TextDiffers) {
                    continue;
                }
                let place = where_in_copy(&found.in_copy, &found.locator);
                writeln!(out, "{}  {}  {place}", verdict.name(), name(found))?;
                if verdict == Verdict::TextDiffers {
                    for text in text_in_copy(&found.in_copy) {
                        for line in wrap(&text, ui.width.saturating_sub(4)) {
                            writeln!(out, "    {line}")?;
                        }
                    }
                }
            }
            summary(out, &report.claims)
        })?;
    }
    Ok(if report.diagnostics.is_empty() {
        Outcome::Clean
    } else {
        Outcome::Found
    })
}

/// Writes how many claims there are of each verdict; those of other papers are not counted with the rest.
fn summary(out: &mut dyn Write, claims: &[Found]) -> io::Result<()> {
    let count = |verdict| {
        let claims = claims.iter();
        claims
            .filter(|found| found.in_copy.verdict == verdict)
            .count()
    };
    let counts: Vec<String> = [
        Verdict::Found,
        Verdict::Moved,
        Verdict::TextDiffers,
        Verdict::NotFound,
    ]
    .into_iter()
    .map(|verdict| format!("{} {}", count(verdict), verdict.name()))
    .collect();
    let others = count(Verdict::OtherPaper);
    write!(
        out,
        "{}: {}",
        counted(claims.len() - others, "anchored claim"),
        counts.join(", ")
    )?;
    match others {
        0 => writeln!(out, "."),
        1 => writeln!(out, "; 1 more is of another paper."),
        _ => writeln!(out, "; {others} more are of other papers."),
    }
}

/// Writes digests into the claims' files, and sketches beside them.
fn write(
    arguments: &VerifyArguments,
    knowledge: &KnowledgeBase,
    files: &Files,
    paper: &Paper,
    ui: &Ui,
) -> Result<Outcome, Failure> {
    let put = |name: &str, text: &str| {
        std::fs::write(name, text).map_err(|error| {
            Failure::new(format!(
                "cannot write {name}: {}",
                crate::source::reason(&error)
            ))
        })
    };
    let sketches = fill_sketches(knowledge, files, paper);
    let written = fill_digests(knowledge, files, paper);
    let mut count = 0;
    for (source, text, edits) in &written {
        put(&source.name, text)?;
        count += edits;
    }
    let folder = arguments.knowledge.kb.as_deref().unwrap_or(Path::new("."));
    let path = folder.join(SKETCHES);
    let known = Sketches::of(files);
    if sketches != known {
        put(&path.display().to_string(), &sketches.file())?;
    }
    ui.answer(|out| {
        write!(
            out,
            "Wrote {} in {}",
            counted(count, "digest"),
            counted(written.len(), "file")
        )?;
        if sketches != known {
            write!(
                out,
                ", {} in {}",
                match sketches.len() {
                    1 => "1 sketch".to_owned(),
                    count => format!("{count} sketches"),
                },
                path.display()
            )?;
        }
        writeln!(out, ".")
    })?;
    Ok(Outcome::Clean)
}
