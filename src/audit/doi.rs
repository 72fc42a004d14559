//! DOIs: their form, what they say of year and journal, and what a bibliography says of them.

use super::code;
use super::finding::{Certainty, Evidence, Finding};
use super::journals::{journal, registrant};
use super::pattern::{first, pattern};
use super::people::{family, first_author, folded};
use super::text::{Text, plain};
use crate::paper::Reference;
use std::collections::HashMap;

pattern!(
    PRINTED,
    r"(?i)(?:https?\s*:?\s*//\s*(?:dx\.)?doi\s*\.?\s*org\s*/?|\bdoi\s*[:.]?\s*(?:https?://(?:dx\.)?doi\.org/)?)\s*(?P<doi>[^\s<>\])]+)"
);
pattern!(BARE, r"(?:^|\s)(?P<doi>10[.,/]\d{3,9}[/.][^\s<>]+)");
pattern!(WELL_FORMED, r"^10\.\d{4,9}(?:\.\d+)*/\S+$");
pattern!(WILEY, r"(?i)^10\.1002/\w{3,6}\.((?:19|20)\d\d)\d{4,5}$");
pattern!(ACS, r"(?i)^10\.1021/(?:acs\.)?[a-z]+\.(\d)c\d{5}$");
pattern!(
    ELSEVIER,
    r"(?i)^10\.1016/j\.[a-z]+\.((?:19|20)\d\d)\.(?:\d\d\.\d{3}|\d{6})$"
);
pattern!(NATURE, r"(?i)^10\.1038/s\d{5}-0(\d\d)-\d{4,5}-[\dxyz]$");

/// A work that is known by its DOI.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KnownWork {
    /// DOI.
    pub doi: String,
    /// Title.
    pub title: Option<String>,
    /// Year of publication.
    pub year: Option<String>,
    /// First author, family name first.
    pub first_author: Option<String>,
}

pub(super) fn find(text: &Text<'_>, known: &[KnownWork]) -> Vec<Finding> {
    let known: HashMap<String, &KnownWork> = known
        .iter()
        .map(|work| (work.doi.to_lowercase(), work))
        .collect();
    let mut findings = Vec::new();
    for reference in &text.paper.references {
        if let Some(finding) = malformed(text, reference) {
            findings.push(finding);
        } else if let Some(doi) = &reference.doi
            && !super::references::has_parts(reference)
        {
            findings.extend(of_itself(text, reference, doi));
            if let Some(work) = known.get(&doi.to_lowercase()) {
                findings.extend(of_another_work(text, reference, work));
            }
        }
    }
    findings
}

fn finding(
    text: &Text<'_>,
    reference: &Reference,
    code: &'static crate::diagnostic::Code,
    certainty: Certainty,
    message: String,
) -> Finding {
    let span = reference.span.bytes.clone();
    let place = reference
        .doi
        .as_deref()
        .and_then(|doi| Some((text.source.text.get(span.clone())?.find(doi)?, doi.len())))
        .map_or_else(
            || text.at(&reference.span),
            |(at, length)| text.source.place(span.start + at..span.start + at + length),
        );
    Finding::new(code, certainty, place, message).of([reference.id.as_str()])
}

/// Finds what is printed as a DOI and is none.
fn malformed(text: &Text<'_>, reference: &Reference) -> Option<Finding> {
    let entry = plain(&reference.raw);
    let found = first(&PRINTED, &entry).or_else(|| first(&BARE, &entry))?;
    let printed = found.name("doi")?.as_str();
    let doi = printed.trim_end_matches(['.', ',', ';', ')', ']', '>']);
    let doi = doi.strip_prefix("https://doi.org/").unwrap_or(doi);
    let balanced = doi.matches('(').count()
        == doi.matches(')').count() + usize::from(printed.ends_with(')'))
        || doi.matches('(').count() == doi.matches(')').count()
        || doi.contains('(');
    if first(&WELL_FORMED, doi).is_some() && balanced && !doi.ends_with('/') {
        return None;
    }
    let why = if !doi.starts_with("10.") {
        "it does not begin with `10.`"
    } else if !doi.contains('/') || doi.ends_with('/') {
        "there is nothing after its registrant"
    } else {
        "its registrant is no number of four digits or more"
    };
    let mut found = finding(
        text,
        reference,
        &code::REFERENCE_DOI_MALFORMED,
        Certainty::Certain,
        format!("[{}]: `{doi}` is no DOI: {why}", reference.id),
    );
    found.evidence.extend(text.entry(&reference.id));
    Some(found)
}

/// Returns the year that a DOI spells, and how long before the printed year it may be.
fn year_in(doi: &str, year: i32) -> Option<(i32, std::ops::RangeInclusive<i32>)> {
    let parsed = |digits: &str| digits.parse::<i32>().ok();
    if let Some(found) = first(&WILEY, doi).or_else(|| first(&ELSEVIER, doi)) {
        return Some((parsed(&found[1])?, -1..=2));
    }
    if let Some(found) = first(&NATURE, doi) {
        return Some((2000 + parsed(&found[1])?, -1..=2));
    }
    if let Some(found) = first(&ACS, doi) {
        // One digit: the nearest year that ends in it.
        let last = parsed(&found[1])?;
        let named = year - (year - last).rem_euclid(10);
        return Some((if year - named > 7 { named + 10 } else { named }, 0..=2));
    }
    None
}

/// Finds DOIs that spell another year, or belong to another publisher.
fn of_itself(text: &Text<'_>, reference: &Reference, doi: &str) -> Option<Finding> {
    let say = |why: String, certainty| {
        let mut found = finding(
            text,
            reference,
            &code::DOI_CONTRADICTS_REFERENCE,
            certainty,
            format!("[{}]: the DOI {doi} {why}", reference.id),
        );
        found.evidence.extend(text.entry(&reference.id));
        Some(found)
    };
    let known = journal(reference).and_then(|journal| Some((journal.name, journal.publisher?)));
    if let (Some((name, publisher)), Some(owner)) = (known, registrant(doi))
        && publisher != owner
        // Journals move: only where the names of both are beyond doubt.
        && !(publisher == "Elsevier" && owner == "Springer Nature")
    {
        return say(
            format!("is one of {owner}'s, and {name} is published by {publisher}"),
            Certainty::Likely,
        );
    }
    let year: i32 = reference.year.as_deref()?.parse().ok()?;
    let (named, allowed) = year_in(doi, year)?;
    if allowed.contains(&(year - named)) {
        return None;
    }
    say(
        format!("is of {named}, and the entry has {year}"),
        Certainty::Likely,
    )
}

/// Finds entries whose DOI a bibliography gives to another work.
fn of_another_work(text: &Text<'_>, reference: &Reference, work: &KnownWork) -> Option<Finding> {
    let mut differences = Vec::new();
    if let (Some(printed), Some(known)) = (&reference.title, &work.title) {
        let bare = |title: &str| -> String {
            plain(title)
                .chars()
                .filter(|c| c.is_alphanumeric())
                .flat_map(char::to_lowercase)
                .collect()
        };
        let (printed, known) = (bare(printed), bare(known));
        let begins = printed.starts_with(&known) || known.starts_with(&printed);
        if !begins && strsim::normalized_levenshtein(&printed, &known) < 0.6 {
            differences.push(("title", work.title.clone().unwrap_or_default()));
        }
    }
    if let (Some(printed), Some(known)) = (&reference.year, &work.year)
        && let (Ok(a), Ok(b)) = (printed.parse::<i32>(), known.parse::<i32>())
        && a.abs_diff(b) > 1
    {
        differences.push(("year", known.clone()));
    }
    if let (Some(printed), Some(known)) = (first_author(reference), &work.first_author)
        && folded(family(printed)) != folded(family(known))
        && !differences.is_empty()
    {
        differences.push(("first author", known.clone()));
    }
    if differences.is_empty() {
        return None;
    }
    let names: Vec<&str> = differences.iter().map(|(name, _)| *name).collect();
    let mut found = finding(
        text,
        reference,
        &code::DOI_CONTRADICTS_REFERENCE,
        Certainty::Likely,
        format!(
            "[{}]: the DOI {} belongs to a work with another {}",
            reference.id,
            work.doi,
            names.join(" and ")
        ),
    );
    found.evidence.extend(text.entry(&reference.id));
    for (name, known) in differences {
        found = found.with(Evidence::said(format!("its {name} is known as `{known}`")));
    }
    Some(found)
}
