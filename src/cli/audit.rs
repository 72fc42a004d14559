//! `synergraph audit`

use super::knowledge::{FolderArguments, paper};
use super::ui::{Failure, Outcome, Ui};
use crate::audit::{
    Background, Suppressions, audit, audit_json, audit_sarif, audit_summary, sort_findings,
    write_audit, write_audit_html,
};
use crate::claim::compile;
use crate::diagnostic::Severity;
use crate::source::Source;
use std::path::{Path, PathBuf};

/// Flag what a sharp reviewer would flag in a paper: citations, names, references, figures, numbers
///
/// Each finding has a code (`synergraph explain CODE`), a severity, a place, what was compared, and how sure it is.
#[derive(Debug, clap::Args)]
pub(super) struct AuditArguments {
    /// The paper: Markdown, JATS, or plain text from a PDF; `-` reads it from stdin
    file: PathBuf,
    /// Choose a form: table, json, sarif or html
    #[arg(long, value_name = "FORMAT", default_value = "table", value_parser = ["table", "json", "sarif", "html"])]
    format: String,
    /// Exit with 1 where a finding has at least this severity: note, warning, error, or never
    #[arg(long, value_name = "SEVERITY", default_value = "warning", value_parser = ["note", "warning", "error", "never"])]
    fail_on: String,
    /// Let the findings stand that this file lists with their reasons; without it, `audit.toml` beside the paper
    #[arg(long, value_name = "FILE")]
    suppress: Option<PathBuf>,
    #[command(flatten)]
    knowledge: FolderArguments,
}

pub(super) fn run(arguments: &AuditArguments, ui: &Ui) -> Result<Outcome, Failure> {
    let (source, paper) = paper(&arguments.file, "audit", ui)?;
    let files = arguments.knowledge.files()?;
    let (knowledge, problems) = compile(&files);
    if !problems.is_empty() {
        return Err(Failure::of(problems));
    }
    let suppressions = suppressions(arguments)?;
    if paper.references.is_empty() {
        ui.note(&format!(
            "note: {} has no reference list; what needs one was left out",
            source.name
        ));
    }
    let mut findings = audit(&source, &paper, &Background::of(&knowledge));
    let suppressed = suppressions
        .map(|file| file.apply(&mut findings))
        .unwrap_or_default();
    sort_findings(&mut findings);
    ui.answer(|out| match arguments.format.as_str() {
        "json" => writeln!(out, "{:#}", audit_json(&findings, &suppressed)),
        "sarif" => writeln!(out, "{:#}", audit_sarif(&findings, &suppressed)),
        "html" => write_audit_html(out, &source.name, &findings, &suppressed),
        _ => {
            write_audit(out, &findings, ui.width, ui.colour)?;
            writeln!(
                out,
                "{}: {}.",
                source.name,
                audit_summary(&findings, suppressed.len())
            )
        }
    })?;
    if let (Some(first), "table") = (findings.first(), arguments.format.as_str()) {
        ui.note(&format!(
            "`synergraph explain {}` says more.",
            first.code.name
        ));
    }
    let least = match arguments.fail_on.as_str() {
        "note" => Some(Severity::Note),
        "warning" => Some(Severity::Warning),
        "error" => Some(Severity::Error),
        _ => None,
    };
    let found = least.is_some_and(|least| findings.iter().any(|finding| finding.severity >= least));
    Ok(if found {
        Outcome::Found
    } else {
        Outcome::Clean
    })
}

/// Reads the file of suppressions that was named, or the one beside the paper.
fn suppressions(arguments: &AuditArguments) -> Result<Option<Suppressions>, Failure> {
    let beside = arguments
        .file
        .parent()
        .unwrap_or(Path::new(""))
        .join("audit.toml");
    let path = match &arguments.suppress {
        Some(path) => path,
        None if beside.is_file() => &beside,
        None => return Ok(None),
    };
    let source = Source::read(path)?;
    match Suppressions::read(&source) {
        Ok(suppressions) => Ok(Some(suppressions)),
        Err(problem) => Err(Failure::of(vec![*problem])),
    }
}
