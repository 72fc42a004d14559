//! Entries of the reference list by themselves and against one another.

use super::code;
use super::finding::{Certainty, Evidence, Finding};
use super::pattern::{all, first, matches, pattern};
use super::people::folded;
use super::text::{Text, plain};
use crate::paper::Reference;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

pattern!(PARTS, r"(?:^|[\s;.])\(?[a-h]\)\s+\p{Lu}");
pattern!(YEAR, r"\b(?:1[6-9]|20)\d\d\b");
pattern!(ADDRESS, r"(?i)(?:https?://|doi:?\s*10\.|\b10\.\d{4,9}/)\S*");
pattern!(
    AWAITED,
    r"(?i)\b(?:in press|accepted|submitted|forthcoming|ahead of print|early view|arxiv|preprint|chemrxiv|biorxiv|unpublished|patent|thesis|dissertation|accessed|available|online|press:|publisher|report|standard|software|version|eds?\.|proceedings|conference)\b"
);
pattern!(
    NUMBERS,
    r"[A-Za-z]?\d[\dA-Za-z]*(?:\s*-+\s*[A-Za-z]?\d[\dA-Za-z]*)?"
);
pattern!(
    DOUBLED,
    r",\s*,|;\s*;|;\s*,|,\s*;|:\s*:|(?:^|[^.])\.\s?\.(?:[^.]|$)|,\s*\.|[(\[]\s*[)\]]"
);
pattern!(SPACED, r"\p{L}\s+[,;](?:\s|$)");
pattern!(
    AFTER_INITIAL,
    r"\p{Lu}\.;\s+(?P<next>\p{Lu}\p{Ll}+(?:-\p{L}+)?\s+[\p{L}(])"
);

/// How much of a list must have a field before an entry without it is flagged.
const STYLE: f64 = 0.85;
/// From how many entries on a list has a style of its own.
const LIST: usize = 5;

/// Says whether an entry holds several works: "a) …; b) …".
pub(super) fn has_parts(reference: &Reference) -> bool {
    all(&PARTS, &plain(&reference.raw)).take(2).count() > 1
}

pub(super) fn find(text: &Text<'_>) -> Vec<Finding> {
    let mut findings = punctuation(text);
    findings.extend(missing(text));
    findings
}

pub(super) fn finding(
    text: &Text<'_>,
    reference: &Reference,
    code: &'static crate::diagnostic::Code,
    certainty: Certainty,
    message: String,
) -> Finding {
    let mut finding = Finding::new(code, certainty, text.at(&reference.span), message)
        .of([reference.id.as_str()]);
    finding.evidence.extend(text.entry(&reference.id));
    finding
}

/// Returns a title in small letters and digits.
pub(super) fn bare(title: &str) -> String {
    plain(title)
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Finds commas and stops that stand where none belong.
fn punctuation(text: &Text<'_>) -> Vec<Finding> {
    let references = &text.paper.references;
    let mut found: Vec<(&Reference, &'static str, String)> = Vec::new();
    for reference in references {
        let entry = plain(&reference.raw);
        let kept = without_addresses(&entry);
        let mut say = |what: &'static str, at: Range<usize>| {
            let around =
                word_start(&kept, at.start.saturating_sub(18))..word_end(&kept, at.end + 18);
            found.push((reference, what, kept[around].trim().to_owned()));
        };
        if let Some(doubled) = first(&DOUBLED, &kept).and_then(|found| found.get(0)) {
            // "et al.," and "Co., Ltd." are fine, ".." after an abbreviation is what lists print at their ends.
            say("doubled punctuation", doubled.range());
        }
        if let Some(spaced) = first(&SPACED, &kept).and_then(|found| found.get(0)) {
            say("a space before a comma", spaced.range());
        }
        if let Some(at) = semicolon_before_title(reference, &kept) {
            say("a semicolon after the last author", at);
        }
        if let Some(at) = unbalanced(&kept) {
            say("a bracket without its partner", at..at + 1);
        }
    }
    let kinds: HashMap<&str, usize> =
        found
            .iter()
            .fold(HashMap::new(), |mut kinds, (_, what, _)| {
                *kinds.entry(*what).or_default() += 1;
                kinds
            });
    found
        .into_iter()
        // What many entries have is the list's style, or the converter's.
        .filter(|(_, what, _)| kinds[what] <= 2 || kinds[what] * 6 <= references.len())
        .map(|(reference, what, around)| {
            finding(
                text,
                reference,
                &code::REFERENCE_PUNCTUATION,
                Certainty::Likely,
                format!("[{}] has {what}: `{around}`", reference.id),
            )
        })
        .collect()
}

/// Returns where the word begins that stands at an offset.
fn word_start(text: &str, at: usize) -> usize {
    let at = (0..=at.min(text.len()))
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0);
    text[..at].rfind(' ').map_or(0, |space| space + 1)
}

/// Returns where the word ends that stands at an offset.
fn word_end(text: &str, at: usize) -> usize {
    let at = (at.min(text.len())..=text.len())
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(text.len());
    text[at..].find(' ').map_or(text.len(), |space| at + space)
}

/// Returns an entry without addresses and DOIs, whose punctuation is their own.
fn without_addresses(entry: &str) -> String {
    match ADDRESS.as_ref() {
        Some(address) => address.replace_all(entry, "").into_owned(),
        None => entry.to_owned(),
    }
}

/// Returns where `;` stands between the last author and the title, in a list that separates authors by it.
fn semicolon_before_title(reference: &Reference, entry: &str) -> Option<Range<usize>> {
    let title = reference.title.as_deref()?;
    let start: String = plain(title).chars().take(12).collect();
    // What follows begins the title, or what was taken for it.
    all(&AFTER_INITIAL, entry)
        .filter_map(|found| Some((found.get(0)?.start(), found.name("next")?.start())))
        .find(|(_, next)| !start.is_empty() && entry[*next..].starts_with(&start))
        .map(|(semicolon, next)| semicolon..next)
}

/// Returns a bracket that is never closed or opened.
fn unbalanced(entry: &str) -> Option<usize> {
    let mut open: Vec<(char, usize)> = Vec::new();
    let before = |at: usize| entry[..at].chars().next_back();
    for (at, c) in entry.char_indices() {
        match c {
            '(' | '[' => open.push((c, at)),
            ')' | ']' => {
                let partner = if c == ')' { '(' } else { '[' };
                match open.pop() {
                    Some((opened, _)) if opened == partner => {}
                    // "a) …": the letter of a part.
                    None if before(at)
                        .is_some_and(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
                        && at < 4 => {}
                    _ => return Some(at),
                }
            }
            _ => {}
        }
    }
    open.first().map(|(_, at)| *at)
}

/// A field that entries of a list have.
struct Field {
    name: &'static str,
    has: fn(&Reference) -> bool,
    /// Whether an entry really lacks it, and is not only hard to read.
    lacks: fn(&Reference, &str) -> bool,
}

const FIELDS: [Field; 6] = [
    Field {
        name: "authors",
        has: |r| !r.authors.is_empty(),
        lacks: |r, entry| {
            r.authors.is_empty()
                && r.year.is_some()
                && r.volume.is_some()
                && r.title.as_deref().is_some_and(|title| {
                    let start: String = plain(title).chars().take(12).collect();
                    entry
                        .trim_start_matches(['"', '“', ' ', '*'])
                        .starts_with(&start)
                })
        },
    },
    Field {
        name: "title",
        has: |r| r.title.is_some(),
        lacks: |r, entry| r.title.is_none() && title_room(r, entry) == Some(true),
    },
    Field {
        name: "year",
        has: |r| r.year.is_some(),
        lacks: |r, entry| r.year.is_none() && !matches(&YEAR, entry),
    },
    Field {
        name: "volume",
        has: |r| r.volume.is_some(),
        lacks: |r, entry| r.volume.is_none() && numbers_after(r, entry) == Some(1),
    },
    Field {
        name: "pages or article number",
        has: |r| r.pages.is_some(),
        lacks: |r, entry| {
            r.pages.is_none() && numbers_after(r, entry).is_some_and(|count| count < 2)
        },
    },
    Field {
        name: "DOI",
        has: |r| r.doi.is_some(),
        lacks: |r, entry| {
            r.doi.is_none()
                && r.volume.is_some()
                && !entry.contains("10.")
                && !entry.contains("doi")
        },
    },
];

/// Says whether there is no room for a title between the authors and the journal.
fn title_room(reference: &Reference, entry: &str) -> Option<bool> {
    let last = reference.authors.last()?;
    let journal = super::text::plain(reference.journal.as_deref()?);
    let after = entry.find(last.as_str())? + last.len();
    let at = after + entry.get(after..)?.find(journal.trim())?;
    let between = entry[after..at].replace("et al", "");
    Some(between.chars().filter(|c| c.is_alphanumeric()).count() < 3)
}

/// Returns how many numbers follow the journal's name, the year aside.
fn numbers_after(reference: &Reference, entry: &str) -> Option<usize> {
    let journal = plain(reference.journal.as_deref()?);
    let kept = without_addresses(entry);
    let at = kept.rfind(journal.trim())? + journal.trim().len();
    let year = reference.year.as_deref().unwrap_or("-");
    let count = all(&NUMBERS, &kept[at..])
        .filter(|found| found[0].trim_end_matches(char::is_alphabetic) != year)
        .count();
    Some(count)
}

/// Finds entries that lack what nearly all others have.
fn missing(text: &Text<'_>) -> Vec<Finding> {
    let articles: Vec<(&Reference, String)> = text
        .paper
        .references
        .iter()
        .filter(|reference| !has_parts(reference))
        .map(|reference| (reference, plain(&reference.raw)))
        .collect();
    if articles.len() < LIST {
        return Vec::new();
    }
    let mut findings = Vec::new();
    let journals: HashSet<String> = journals_of(&articles);
    for field in FIELDS {
        let having = articles
            .iter()
            .filter(|(reference, _)| (field.has)(reference))
            .count() as f64;
        let share = having / articles.len() as f64;
        if share < if field.name == "DOI" { 0.93 } else { STYLE } {
            continue;
        }
        for (reference, entry) in &articles {
            let article = reference.journal.as_deref().is_some_and(|journal| {
                journals.contains(&folded(journal)) || super::journals::journal(reference).is_some()
            });
            let certain_kind = article || field.name == "year" && reference.volume.is_some();
            if (field.has)(reference)
                || !(field.lacks)(reference, entry)
                || matches(&AWAITED, entry)
                || !(certain_kind || field.name == "authors" || field.name == "year")
            {
                continue;
            }
            let note = field.name == "DOI";
            let found = finding(
                text,
                reference,
                &code::REFERENCE_FIELD_MISSING,
                if note {
                    Certainty::WorthALook
                } else {
                    Certainty::Likely
                },
                format!(
                    "[{}] has no {}, and {:.0} % of the list have one",
                    reference.id,
                    field.name,
                    share * 100.0
                ),
            )
            .with(Evidence::said(format!(
                "{having} of {} entries have it",
                articles.len()
            )));
            findings.push(if note { found.into_note() } else { found });
        }
    }
    findings
}

/// Returns the journals that at least one whole entry names.
fn journals_of(articles: &[(&Reference, String)]) -> HashSet<String> {
    articles
        .iter()
        .filter(|(reference, _)| reference.volume.is_some() && reference.pages.is_some())
        .filter_map(|(reference, _)| reference.journal.as_deref())
        .map(folded)
        .collect()
}
