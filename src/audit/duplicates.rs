//! Works that are listed twice.

use super::code;
use super::finding::{Certainty, Finding};
use super::people::{family, first_author, folded};
use super::references::{bare, finding, has_parts};
use super::text::Text;
use crate::paper::Reference;
use std::collections::HashMap;

/// Finds works that are listed twice.
pub(super) fn duplicates(text: &Text<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut by_doi: HashMap<String, &Reference> = HashMap::new();
    let mut by_place: HashMap<String, &Reference> = HashMap::new();
    let mut by_author: HashMap<String, Vec<(&Reference, String)>> = HashMap::new();
    for reference in &text.paper.references {
        if has_parts(reference) {
            continue;
        }
        let author = first_author(reference).map(|author| folded(family(author)));
        let mut found: Option<(&Reference, &str, Certainty)> = None;
        if let Some(doi) = &reference.doi
            && let Some(other) = by_doi.insert(doi.to_lowercase(), reference)
        {
            found = Some((other, "the same DOI", Certainty::Certain));
        }
        if let (Some(author), Some(year), Some(volume), Some(pages)) = (
            &author,
            &reference.year,
            &reference.volume,
            &reference.pages,
        ) {
            let start = pages.split(['-', '–', '—']).next().unwrap_or(pages);
            let key = format!("{author} {year} {volume} {}", start.trim().to_lowercase());
            if let Some(other) = by_place.insert(key, reference) {
                let say = "the same first author, year, volume and page";
                found = found.or(Some((other, say, Certainty::Certain)));
            }
        }
        if let Some(title) = &reference.title {
            let title = bare(title);
            let near = by_author.entry(author.unwrap_or_default()).or_default();
            let other = near
                .iter()
                .find(|(other, known)| is_same_title(reference, &title, other, known));
            if let Some((other, _)) = other {
                let same_year = other.year == reference.year;
                let certainty = if same_year {
                    Certainty::Likely
                } else {
                    Certainty::WorthALook
                };
                found = found.or(Some((*other, "the same first author and title", certainty)));
            }
            if near.len() < 200 {
                near.push((reference, title));
            }
        }
        if let Some((other, why, certainty)) = found {
            let message = format!(
                "[{}] and [{}] are one work: they have {why}",
                other.id, reference.id
            );
            let mut duplicate = finding(
                text,
                reference,
                &code::REFERENCE_DUPLICATED,
                certainty,
                message,
            );
            duplicate.references.insert(0, other.id.clone());
            if let Some(entry) = text.entry(&other.id) {
                duplicate.evidence.insert(0, entry);
            }
            findings.push(if certainty == Certainty::WorthALook {
                duplicate.into_note()
            } else {
                duplicate
            });
        }
    }
    findings
}

/// Says whether two titles are one, but for a slip of the pen; "Part 1" and "Part 2" are two.
fn is_same_title(a: &Reference, title: &str, b: &Reference, other: &str) -> bool {
    if title.len() < 24 || title.len().abs_diff(other.len()) > 3 {
        return false;
    }
    let digits = |text: &str| {
        text.chars()
            .filter(char::is_ascii_digit)
            .collect::<String>()
    };
    let another_doi = matches!((&a.doi, &b.doi), (Some(a), Some(b)) if !a.eq_ignore_ascii_case(b));
    !another_doi
        && digits(title) == digits(other)
        && strsim::normalized_levenshtein(title, other) > 0.96
}
