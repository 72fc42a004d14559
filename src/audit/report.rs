//! Findings as JSON, SARIF, HTML and text.

use super::finding::{Evidence, Finding};
use super::suppression::Suppressed;
use crate::diagnostic::Severity;
use crate::query::wrap;
use crate::source::Place;
use serde_json::{Value, json};
use std::io::{self, Write};

/// Returns findings as JSON: code, severity, certainty, message, place, references, evidence.
pub fn audit_json(findings: &[Finding], suppressed: &[Suppressed]) -> Value {
    let suppressed: Vec<Value> = suppressed
        .iter()
        .map(|done| {
            let mut value = finding_json(&done.finding);
            value["reason"] = json!(done.reason);
            value
        })
        .collect();
    json!({
        "findings": findings.iter().map(finding_json).collect::<Vec<_>>(),
        "suppressed": suppressed,
    })
}

fn finding_json(finding: &Finding) -> Value {
    let (line, column) = finding.place.line_and_column();
    let (end_line, end_column) = finding.place.source.line_and_column(finding.place.span.end);
    json!({
        "code": finding.code.name,
        "severity": finding.severity.name(),
        "certainty": finding.certainty.name(),
        "message": finding.message,
        "file": finding.place.source.name,
        "line": line,
        "column": column,
        "end_line": end_line,
        "end_column": end_column,
        "references": finding.references,
        "evidence": finding.evidence.iter().map(evidence_json).collect::<Vec<_>>(),
    })
}

fn evidence_json(evidence: &Evidence) -> Value {
    let (line, column) = evidence.place.as_ref().map(Place::line_and_column).unzip();
    json!({
        "text": evidence.text,
        "locator": evidence.locator,
        "line": line,
        "column": column,
    })
}

/// Says in one line how many findings there are of each severity.
pub fn audit_summary(findings: &[Finding], suppressed: usize) -> String {
    let parts: Vec<String> = [Severity::Error, Severity::Warning, Severity::Note]
        .into_iter()
        .filter_map(|severity| {
            let count = findings
                .iter()
                .filter(|finding| finding.severity == severity)
                .count();
            let plural = if count == 1 { "" } else { "s" };
            (count > 0).then(|| format!("{count} {}{plural}", severity.name()))
        })
        .collect();
    let mut line = if parts.is_empty() {
        "nothing was found".to_owned()
    } else {
        parts.join(", ")
    };
    if suppressed > 0 {
        line.push_str(&format!("; {suppressed} suppressed"));
    }
    line
}

/// Writes findings for people: place, severity, certainty and code, then what was compared.
pub fn write_audit(
    out: &mut dyn Write,
    findings: &[Finding],
    width: u16,
    colour: bool,
) -> io::Result<()> {
    for finding in findings {
        let (line, column) = finding.place.line_and_column();
        let (paint, end) = match (colour, finding.severity) {
            (false, _) => ("", ""),
            (true, Severity::Error) => ("\u{1b}[1;31m", "\u{1b}[0m"),
            (true, Severity::Warning) => ("\u{1b}[1;33m", "\u{1b}[0m"),
            (true, Severity::Note) => ("\u{1b}[1;36m", "\u{1b}[0m"),
        };
        writeln!(
            out,
            "{}:{line}:{column}: {paint}{}[{}]{end} ({})",
            finding.place.source.name,
            finding.severity.name(),
            finding.code.name,
            finding.certainty.name()
        )?;
        for part in wrap(&finding.message, width.saturating_sub(2)) {
            writeln!(out, "  {}", part.trim_start())?;
        }
        for evidence in &finding.evidence {
            let place = match &evidence.locator {
                Some(locator) => format!("{locator}: "),
                None => String::new(),
            };
            let text = shortened(&evidence.text);
            for (at, part) in wrap(&format!("{place}{text}"), width.saturating_sub(6))
                .iter()
                .enumerate()
            {
                let mark = if at == 0 { "-" } else { " " };
                writeln!(out, "    {mark} {}", part.trim_start())?;
            }
        }
        writeln!(out)?;
    }
    Ok(())
}

/// Longest piece of evidence that people are shown whole.
const SHOWN: usize = 240;

fn shortened(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{} …", text[..end].trim_end()),
        None => text.to_owned(),
    }
}
