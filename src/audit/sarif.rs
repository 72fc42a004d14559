//! Findings as SARIF 2.1.0, as tools of code review take it.

use super::code::audit_codes;
use super::finding::{Certainty, Finding};
use super::suppression::Suppressed;
use crate::check::{Page, pages};
use crate::diagnostic::Severity;
use crate::source::Place;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Where the program and the pages of its codes have their names.
const HOME: &str = "https://w3id.org/synergraph/";

/// Longest stretch of a paper, in bytes, that is repeated beside its place.
const SNIPPET: usize = 400;

/// Returns findings as SARIF 2.1.0, for code review tools.
pub fn audit_sarif(findings: &[Finding], suppressed: &[Suppressed]) -> Value {
    let all: Vec<(&Finding, Option<&str>)> = findings
        .iter()
        .map(|finding| (finding, None))
        .chain(
            suppressed
                .iter()
                .map(|done| (&done.finding, Some(done.reason.as_str()))),
        )
        .collect();
    let codes: BTreeSet<&str> = all
        .iter()
        .map(|(finding, _)| finding.code.name.as_ref())
        .collect();
    let codes: Vec<&str> = codes.into_iter().collect();
    let pages = pages();
    let rules: Vec<Value> = codes
        .iter()
        .map(|code| rule(code, pages.iter().find(|page| page.code == *code)))
        .collect();
    let mut seen = BTreeMap::new();
    let results: Vec<Value> = all
        .iter()
        .map(|(finding, reason)| {
            let related: Vec<Value> = finding
                .evidence
                .iter()
                .filter_map(|evidence| {
                    let mut location = location(evidence.place.as_ref()?);
                    location["message"] = json!({ "text": evidence.text });
                    Some(location)
                })
                .collect();
            let mut result = json!({
                "ruleId": finding.code.name,
                "ruleIndex": codes.iter().position(|code| *code == finding.code.name),
                "level": finding.severity.name(),
                "message": { "text": sentence(&finding.message) },
                "locations": [location(&finding.place)],
                "relatedLocations": related,
                "partialFingerprints": { "codeAndLine/v1": fingerprint(finding, &mut seen) },
                "rank": match finding.certainty {
                    Certainty::Certain => 90.0,
                    Certainty::Likely => 60.0,
                    Certainty::WorthALook => 30.0,
                },
                "properties": {
                    "certainty": finding.certainty.name(),
                    "references": finding.references,
                    "evidence": finding.evidence.iter().map(|evidence| &evidence.text).collect::<Vec<_>>(),
                },
            });
            if let Some(reason) = reason {
                result["suppressions"] = json!([{ "kind": "external", "justification": reason }]);
            }
            result
        })
        .collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "synergraph",
                "informationUri": HOME,
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

/// Describes a code: services of code review want its name, two descriptions and an address besides the page itself.
fn rule(code: &str, page: Option<&Page>) -> Value {
    let (summary, text) = page.map_or((code, code), |page| (&*page.summary, &*page.text));
    let name: String = code
        .split('-')
        .map(|word| {
            let (first, rest) = word.split_at(word.len().min(1));
            first.to_ascii_uppercase() + rest
        })
        .collect();
    let level = audit_codes()
        .iter()
        .find(|known| known.name == code)
        .map_or(Severity::Warning, |known| known.severity);
    json!({
        "id": code,
        "name": name,
        "shortDescription": { "text": summary },
        "fullDescription": { "text": described(text).unwrap_or(summary.to_owned()) },
        "helpUri": format!("{HOME}code/{code}"),
        "help": { "text": text, "markdown": text },
        "defaultConfiguration": { "level": level.name() },
    })
}

/// Returns what a page says before its first example, without headings.
fn described(page: &str) -> Option<String> {
    let paragraphs: Vec<String> = page
        .split("\n\n")
        .take_while(|part| !part.starts_with("## Example") && !part.starts_with("```"))
        .filter(|part| !part.starts_with('#'))
        .map(|part| part.trim().replace('\n', " "))
        .collect();
    (!paragraphs.is_empty()).then(|| paragraphs.join(" "))
}

/// Returns a message as a sentence, since viewers show the first sentence of it.
fn sentence(message: &str) -> String {
    let mut letters = message.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    let end = if message.ends_with(['.', '?', '!']) {
        ""
    } else {
        "."
    };
    // A name such as "pH" or "n-type" keeps its first letter.
    match first {
        Some(first) if letters.clone().take(2).all(char::is_lowercase) => {
            format!("{first}{}{end}", letters.as_str())
        }
        _ => format!("{message}{end}"),
    }
}

/// Returns what a finding is known by when lines above it have come or gone: its code, the text of its line, and which
/// finding of that code it is there.
fn fingerprint(finding: &Finding, seen: &mut BTreeMap<String, usize>) -> String {
    // A line may be a whole paper.
    let span = &finding.place.span;
    let around = span.start.saturating_sub(SNIPPET)..span.end.saturating_add(SNIPPET);
    let around = finding.place.source.place(around).span;
    let text = &finding.place.source.text;
    let start = text[around.start..span.start].rfind('\n');
    let end = text[span.end..around.end].find('\n');
    let line = start.map_or(around.start, |at| around.start + at + 1)
        ..end.map_or(around.end, |at| span.end + at);
    let mut hash = Sha256::new();
    for part in [&*finding.code.name, &text[line]] {
        hash.update(part.split_whitespace().collect::<Vec<_>>().join(" "));
        hash.update([0]);
    }
    let hash = hash.finalize();
    let hash: String = hash[..16]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let count = seen.entry(hash.clone()).or_insert(0);
    *count += 1;
    format!("{hash}:{count}")
}

fn location(place: &Place) -> Value {
    let (line, column) = place.line_and_column();
    let (end_line, end_column) = place.source.line_and_column(place.span.end);
    let mut region = json!({ "startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column });
    if (1..=SNIPPET).contains(&place.span.len()) {
        region["snippet"] = json!({ "text": &place.source.text[place.span.clone()] });
    }
    json!({
        "physicalLocation": {
            "artifactLocation": { "uri": uri(&place.source.name) },
            "region": region,
        },
    })
}

/// Returns a file's name as a URI, relative to where the program ran unless the name says more.
fn uri(name: &str) -> String {
    let name = name.replace('\\', "/");
    let mut uri = String::with_capacity(name.len());
    let name = match name.strip_prefix("./") {
        Some(rest) => rest,
        None => &name,
    };
    if Path::new(name).is_absolute() {
        uri.push_str("file://");
    }
    for byte in name.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b'~' => {
                uri.push(char::from(byte))
            }
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}
