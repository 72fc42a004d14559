//! Markers against the reference list: what is cited and not listed, listed and not cited, or cited out of order.

use super::code;
use super::finding::{Certainty, Evidence, Finding};
use super::order::out_of_order;
use super::pattern::{all, first, pattern};
use super::text::{Citation, Text, plain};
use crate::paper::Paper;
use std::collections::{BTreeMap, HashMap, HashSet};

pattern!(RANGE, r"(\d{1,3})[a-z]?\]?\s*-+\s*\[?(\d{1,3})");
pattern!(
    LISTED,
    r"(?:\[|<sup>|\^\{)[\s\\\[]*(\d[\d\s,;\x{2010}-\x{2015}\x{2212}\-a-c]*)[\s\\\]]*(?:\]|</sup>|\})"
);
pattern!(
    DIRECTION_AFTER,
    r"(?i)^\s*[-)]?\s*(?:direction|zone|axis|axes|plane|facet|surface|orientation|oriented|projection|texture)"
);
pattern!(
    DIRECTION_BEFORE,
    r"(?i)(?:along|down|parallel to|axis|direction)\s*(?:the\s*)?$"
);

pattern!(
    SWALLOWED,
    r"[.\]]\s+\[?(\d{1,3})[.\]]\s+\p{Lu}[\p{L}-]+,?\s\p{Lu}\."
);

/// Smallest share of the list that must be cited before what is not is worth a word: below it, the markers were not read.
const READ: f64 = 0.6;

pub(super) fn find(text: &Text<'_>) -> Vec<Finding> {
    let paper = text.paper;
    let citations = text.citations();
    let mut findings = repeated(text);
    if paper.references.is_empty() {
        return findings;
    }
    findings.extend(unlisted(text, &citations));
    findings.extend(reversed(text));
    let cited = text.cited();
    let listed = paper.references.len() as f64;
    let share = paper
        .references
        .iter()
        .filter(|reference| cited.contains(reference.id.as_str()))
        .count() as f64
        / listed;
    if share >= READ {
        findings.extend(uncited(text, &cited));
        findings.extend(out_of_order(text, &citations));
    }
    findings
}

/// Finds numbers that two entries of the list have; a reader may have taken the second for a part of the first.
fn repeated(text: &Text<'_>) -> Vec<Finding> {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    let mut findings = Vec::new();
    for (index, reference) in text.paper.references.iter().enumerate() {
        let entry = plain(&reference.raw);
        let swallowed = all(&SWALLOWED, &entry).any(|found| found[1] == reference.id);
        let before = seen.insert(&reference.id, index);
        if before.is_none() && !swallowed {
            continue;
        }
        let mut finding = Finding::new(
            &code::REFERENCE_NUMBER_REPEATED,
            Certainty::Likely,
            text.at(&reference.span),
            format!(
                "two entries of the reference list have the number {}",
                reference.id
            ),
        )
        .of([reference.id.as_str()]);
        for other in before.into_iter().chain([index]) {
            let other = &text.paper.references[other];
            let locator = format!("References/{}", other.id);
            finding = finding.with(Evidence::at(
                text.at(&other.span),
                &locator,
                short(&other.raw),
            ));
        }
        findings.push(finding);
    }
    findings
}

fn short(raw: &str) -> String {
    plain(raw).chars().take(300).collect()
}

/// Returns the highest number of the list.
fn highest(paper: &Paper) -> u32 {
    let numbers = paper.references.iter().filter_map(|r| r.id.parse().ok());
    numbers.max().unwrap_or(0)
}

/// Finds numbers of markers that the list lacks.
fn unlisted(text: &Text<'_>, citations: &[Citation<'_>]) -> Vec<Finding> {
    let highest = highest(text.paper);
    let mut by_number: BTreeMap<u32, Vec<&Citation<'_>>> = BTreeMap::new();
    for citation in citations {
        let number = citation.number.parse().unwrap_or(0);
        if text.reference(citation.number).is_none() && !is_direction(text, citation) {
            by_number.entry(number).or_default().push(citation);
        }
    }
    let missing = by_number.len();
    let cited: HashSet<&str> = citations.iter().map(|citation| citation.number).collect();
    let mut findings: Vec<Finding> = by_number
        .into_iter()
        .filter_map(|(number, places)| {
            let citation = places.first()?;
            let outside = number > highest || number == 0;
            let (code, message) = if outside {
                (
                    &code::CITATION_OUT_OF_RANGE,
                    format!("[{number}] is cited, and the reference list ends with [{highest}]"),
                )
            } else {
                (
                    &code::MARKER_WITHOUT_REFERENCE,
                    format!("[{number}] is cited, and the reference list has no such entry"),
                )
            };
            let mut finding = Finding::new(
                code,
                if outside {
                    Certainty::Certain
                } else {
                    Certainty::Likely
                },
                text.at(&citation.marker.span),
                message,
            )
            .of([citation.number]);
            for place in places {
                finding = finding.with(cited_at(text, place));
            }
            Some(finding)
        })
        .collect();
    // Where so many are missing, a part of the list was not read.
    if missing > 4 && missing * 4 > cited.len() {
        findings.truncate(1);
        findings = findings
            .into_iter()
            .map(|finding| Finding {
                certainty: Certainty::WorthALook,
                ..finding.into_note().with(Evidence::said(format!(
                    "{} further numbers are missing; the list may have been read in part only",
                    missing - 1
                )))
            })
            .collect();
    }
    findings
}

pub(super) fn cited_at(text: &Text<'_>, citation: &Citation<'_>) -> Evidence {
    Evidence::at(
        text.at(&citation.marker.span),
        &text.locator(citation),
        plain(&citation.marker.text).trim().to_owned(),
    )
}

/// Says whether three digits in brackets are a crystal's direction: "along the [110] direction".
fn is_direction(text: &Text<'_>, citation: &Citation<'_>) -> bool {
    let Some(sentence) = citation.sentence else {
        return false;
    };
    if citation.number.len() != 3 || !citation.number.bytes().all(|b| matches!(b, b'0'..=b'3')) {
        return false;
    }
    text.markers(sentence).into_iter().any(|(at, marker)| {
        let prose = &text.sentences[sentence].text;
        std::ptr::eq(marker, citation.marker)
            && (first(
                &DIRECTION_AFTER,
                &prose[at + super::text::MARK.len_utf8()..],
            )
            .is_some()
                || first(&DIRECTION_BEFORE, &prose[..at]).is_some())
    })
}

/// Finds ranges that run backwards.
fn reversed(text: &Text<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut seen = HashSet::new();
    for citation in text.citations() {
        let marker = citation.marker;
        if !seen.insert(marker.span.bytes.start) {
            continue;
        }
        let printed = plain(&marker.text);
        for range in all(&RANGE, &printed) {
            let (Some(low), Some(high)) = (number(&range[1]), number(&range[2])) else {
                continue;
            };
            if low >= high {
                let (low, high) = (low.to_string(), high.to_string());
                findings.push(
                    Finding::new(
                        &code::RANGE_REVERSED,
                        Certainty::Certain,
                        text.at(&marker.span),
                        format!("the range {low}-{high} does not ascend"),
                    )
                    .of([low.as_str(), high.as_str()])
                    .with(cited_at(text, &citation)),
                );
            }
        }
    }
    findings
}

pub(super) fn number(digits: &str) -> Option<u32> {
    digits.parse().ok()
}

/// Finds entries that no marker names, not even one that the reader of the paper passed over.
fn uncited(text: &Text<'_>, cited: &HashSet<&str>) -> Vec<Finding> {
    let mut missing: Vec<_> = text
        .paper
        .references
        .iter()
        .filter(|reference| !cited.contains(reference.id.as_str()))
        .collect();
    if missing.is_empty() {
        return Vec::new();
    }
    let elsewhere = numbers_anywhere(text);
    missing.retain(|reference| number(&reference.id).is_none_or(|n| !elsewhere.contains(&n)));
    missing
        .into_iter()
        .map(|reference| {
            let mut finding = Finding::new(
                &code::REFERENCE_NEVER_CITED,
                Certainty::Likely,
                text.at(&reference.span),
                format!("[{}] is listed and never cited", reference.id),
            )
            .of([reference.id.as_str()]);
            finding.evidence.extend(text.entry(&reference.id));
            finding
        })
        .collect()
}

/// Returns all numbers in brackets or raised, outside of the reference list, ranges expanded.
fn numbers_anywhere(text: &Text<'_>) -> HashSet<u32> {
    let entries: Vec<_> = text
        .paper
        .references
        .iter()
        .map(|reference| reference.span.bytes.clone())
        .collect();
    let first_entry = entries.iter().map(|span| span.start).min().unwrap_or(0);
    let last_entry = entries.iter().map(|span| span.end).max().unwrap_or(0);
    // The number itself stands before its entry, in brackets or not.
    let before = text
        .source
        .text
        .get(..first_entry.saturating_sub(24))
        .unwrap_or_default();
    let after = text.source.text.get(last_entry..).unwrap_or_default();
    let mut numbers = HashSet::new();
    for stretch in [before, after] {
        for list in all(&LISTED, stretch) {
            let list: String = list[1]
                .chars()
                .map(|c| if is_dash(c) { '-' } else { c })
                .collect();
            for part in list.split([',', ';']) {
                let mut ends = part.split('-').filter_map(|end| {
                    number(
                        end.trim()
                            .trim_end_matches(|c: char| c.is_ascii_lowercase()),
                    )
                });
                match (ends.next(), ends.next()) {
                    (Some(low), Some(high)) if low < high && high - low < 200 => {
                        numbers.extend(low..=high);
                    }
                    (low, high) => numbers.extend(low.into_iter().chain(high)),
                }
            }
        }
    }
    numbers
}

fn is_dash(c: char) -> bool {
    matches!(c, '\u{2010}'..='\u{2015}' | '\u{2212}')
}
