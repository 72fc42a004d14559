//! `synergraph check`

use super::knowledge::FolderArguments;
use super::ui::{Failure, Outcome, Ui, counted};
use crate::check::check;
use crate::claim::read_quads;
use crate::diagnostic::{Code, Diagnostic, Severity, to_json};
use crate::nanopublication::check_nanopublications;
use crate::source::Source;
use serde_json::json;
use std::path::PathBuf;

/// Check the knowledge base itself: syntax, numbers, anchors, and every rule of `queries/checks/`
#[derive(Debug, clap::Args)]
pub(super) struct CheckArguments {
    /// Choose a form: table or json
    #[arg(long, value_name = "FORMAT", default_value = "table", value_parser = ["table", "json"])]
    format: String,
    /// Be content with findings below this severity: note, warning or error
    #[arg(long, value_name = "SEVERITY", default_value = "warning", value_parser = ["note", "warning", "error"])]
    fail_on: String,
    /// Check nanopublications that come in instead: their layout, and whether their names are their digests
    #[arg(long, value_name = "FILE", num_args = 1.., conflicts_with = "kb")]
    nanopub: Vec<PathBuf>,
    #[command(flatten)]
    knowledge: FolderArguments,
}

pub(super) fn run(arguments: &CheckArguments, ui: &Ui) -> Result<Outcome, Failure> {
    if !arguments.nanopub.is_empty() {
        return nanopublications(&arguments.nanopub, ui);
    }
    let files = arguments.knowledge.files()?;
    let report = check(&files);
    let least = match arguments.fail_on.as_str() {
        "note" => Severity::Note,
        "error" => Severity::Error,
        _ => Severity::Warning,
    };
    let count = |severity| {
        report
            .diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.code.severity == severity)
            .count()
    };
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    if arguments.format == "json" {
        let findings: Vec<_> = report.diagnostics.iter().map(to_json).collect();
        ui.answer(|out| writeln!(out, "{:#}", json!({ "findings": findings })))?;
    } else {
        ui.diagnostics(&report.diagnostics);
        ui.answer(|out| {
            writeln!(
                out,
                "Checked {} in {} with {}: {}.",
                counted(report.claims, "claim"),
                counted(report.files, "file"),
                counted(report.rules, "rule"),
                summary(errors, warnings, count(Severity::Note))
            )
        })?;
        if let Some(first) = report.diagnostics.first() {
            ui.note(&format!(
                "`synergraph explain {}` says more.",
                first.code.name
            ));
        }
    }
    let found = report
        .diagnostics
        .iter()
        .any(|diagnostic| diagnostic.code.severity >= least);
    Ok(if found {
        Outcome::Found
    } else {
        Outcome::Clean
    })
}

fn summary(errors: usize, warnings: usize, notes: usize) -> String {
    let parts: Vec<String> = [(errors, "error"), (warnings, "warning"), (notes, "note")]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, name)| counted(count, name))
        .collect();
    if parts.is_empty() {
        "nothing is wrong".to_owned()
    } else {
        parts.join(", ")
    }
}

/// Checks nanopublications that come in.
fn nanopublications(paths: &[PathBuf], ui: &Ui) -> Result<Outcome, Failure> {
    let mut count = 0;
    let mut trusty = 0;
    let mut problems = Vec::new();
    for path in paths {
        let source = Source::read(path)?;
        let (quads, syntax) = read_quads(&source, None);
        problems.extend(syntax);
        let verdicts = check_nanopublications(&quads);
        if verdicts.is_empty() {
            problems.push(Diagnostic::new(
                Code::NANOPUBLICATION_MALFORMED,
                format!("{} holds no nanopublication", source.name),
            ));
        }
        for verdict in verdicts {
            count += usize::from(verdict.is_one);
            trusty += usize::from(verdict.trusty == Some(true));
            let at = source
                .text
                .find(&verdict.name)
                .map(|start| source.place(start..start + verdict.name.len()));
            for fault in verdict.faults {
                let problem = Diagnostic::new(
                    Code::NANOPUBLICATION_MALFORMED,
                    format!("{}: {fault}", verdict.name),
                );
                problems.push(match &at {
                    Some(at) => problem.at(at.clone()),
                    None => problem,
                });
            }
        }
    }
    ui.diagnostics(&problems);
    ui.answer(|out| {
        writeln!(
            out,
            "Checked {}, {trusty} named by their digest: {}.",
            counted(count, "nanopublication"),
            summary(problems.len(), 0, 0)
        )
    })?;
    Ok(if problems.is_empty() {
        Outcome::Clean
    } else {
        Outcome::Found
    })
}
