//! Findings as a page of HTML that needs nothing else.

use super::finding::Finding;
use super::report::audit_summary;
use super::suppression::Suppressed;
use std::io::{self, Write};

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b;background:#fff}\
h1{font-size:1.4rem}article{border-left:.3rem solid #999;padding:.2rem 1rem;margin:1rem 0}\
article.error{border-color:#b00020}article.warning{border-color:#b26a00}article.note{border-color:#00639b}\
h2{font-size:1rem;margin:.2rem 0}p{margin:.3rem 0}ul{margin:.3rem 0;padding-left:1.2rem;color:#444}code{font-size:.9em}\
@media (prefers-color-scheme:dark){body{color:#e6e6e6;background:#161616}ul{color:#bbb}}";

/// Writes findings as a page of HTML.
pub fn write_audit_html(
    out: &mut dyn Write,
    name: &str,
    findings: &[Finding],
    suppressed: &[Suppressed],
) -> io::Result<()> {
    let title = escaped(&format!("Audit of {name}"));
    writeln!(
        out,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">"
    )?;
    writeln!(
        out,
        "<meta name=\"viewport\" content=\"width=device-width\">"
    )?;
    writeln!(
        out,
        "<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>"
    )?;
    writeln!(
        out,
        "<p>{}.</p>",
        escaped(&audit_summary(findings, suppressed.len()))
    )?;
    for finding in findings {
        article(out, finding, None)?;
    }
    if !suppressed.is_empty() {
        writeln!(out, "<h1>Suppressed</h1>")?;
        for done in suppressed {
            article(out, &done.finding, Some(&done.reason))?;
        }
    }
    writeln!(out, "</body>\n</html>")
}

fn article(out: &mut dyn Write, finding: &Finding, reason: Option<&str>) -> io::Result<()> {
    let (line, column) = finding.place.line_and_column();
    let severity = finding.severity.name();
    writeln!(
        out,
        "<article class=\"{severity}\">\n<h2>{}</h2>",
        escaped(&finding.message)
    )?;
    writeln!(
        out,
        "<p>{severity}, {}: <code>{}</code>, line {line}, column {column}</p>",
        finding.certainty.name(),
        escaped(&finding.code.name)
    )?;
    if let Some(reason) = reason {
        writeln!(out, "<p>Let stand: {}</p>", escaped(reason))?;
    }
    if !finding.evidence.is_empty() {
        writeln!(out, "<ul>")?;
        for evidence in &finding.evidence {
            let place = evidence
                .locator
                .as_deref()
                .map_or_else(String::new, |locator| {
                    format!("<code>{}</code> ", escaped(locator))
                });
            writeln!(out, "<li>{place}{}</li>", escaped(&evidence.text))?;
        }
        writeln!(out, "</ul>")?;
    }
    writeln!(out, "</article>")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
