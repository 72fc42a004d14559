//! Entries of a reference list: authors, title, journal and numbers, as much as can be read.
//!
//! Every style ends in numbers (year, volume, pages) in an order of its own, and begins with authors in a form of
//! their own. Both ends are read first; what lies between is title and journal. Where that is not clear, both stay
//! away: nothing is guessed.

mod words;
mod layout;
mod authors;
mod numbers;
mod title;

use super::Reference;
use layout::Entry;
use regex::Regex;
use std::sync::LazyLock;

/// A pattern that is compiled when first used.
type Pattern = LazyLock<Option<Regex>>;

/// The number that an entry begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Number {
    pub(super) value: u32,
    pub(super) mark: Mark,
    /// Bytes up to the entry itself.
    pub(super) length: usize,
}

/// What sets a number off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// `[1]`, `(1)`
    Brackets,
    /// `1.`, `1)`
    Stop,
    /// `<sup>1</sup>`
    Raised,
    /// `1`
    Bare,
}

/// Returns the number that a line of a reference list begins with.
pub(super) fn number(line: &str) -> Option<Number> {
    static NUMBER: Pattern = LazyLock::new(|| {
        Regex::new(
            r"(?x)^(?:[-*•]\s+)? (?:<(?:span|a)[^<>]*>(?:</(?:span|a)>)?)? (?:\*\*)? (?P<raised><sup>\s*|\$\^\{|\^)? (?P<open>\\?[\[(]\^?)? \s*
            (?P<number>\d{1,4}) \s* (?P<close>\\?[\])]:?)? \s* (?:</sup>|\}\$|\^)? (?P<stop>\\?[.)])? (?:</sup>)? (?:\*\*)? \s*",
        )
        .ok()
    });
    // Most lines begin no entry, and two bytes tell.
    if !line
        .as_bytes()
        .iter()
        .take(2)
        .any(|byte| matches!(byte, b'0'..=b'9' | b'[' | b'(' | b'<' | b'-' | b'*' | b'\\' | b'$' | b'^' | 0x80..))
    {
        return None;
    }
    let found = NUMBER.as_ref()?.captures(line)?;
    let mark = if found.name("open").is_some() && found.name("close").is_some() {
        Mark::Brackets
    } else if found.name("raised").is_some() {
        Mark::Raised
    } else if found.name("stop").is_some() || found.name("close").is_some() {
        Mark::Stop
    } else {
        Mark::Bare
    };
    // `[1]Doe` and `¹Doe` need no space.
    let begun = &line[..found.get(0)?.end()];
    let set_off = mark == Mark::Brackets && begun.contains('[') || mark == Mark::Raised;
    if !(begun.ends_with(char::is_whitespace) || begun.len() == line.len() || set_off) {
        return None;
    }
    Some(Number {
        value: found.name("number")?.as_str().parse().ok()?,
        mark,
        length: found.get(0)?.end(),
    })
}

/// Says whether a text holds a year.
pub(super) fn has_year(text: &str) -> bool {
    static YEAR: Pattern = LazyLock::new(|| Regex::new(r"\b(?:19|20)\d\d\b").ok());
    YEAR.as_ref().is_some_and(|year| year.is_match(text))
}

/// Says whether a line begins with names and holds a year and other numbers, as entries do.
pub(super) fn is_like_entry(line: &str) -> bool {
    let numbers = line
        .split(|c: char| !c.is_ascii_digit())
        .filter(|number| !number.is_empty());
    numbers.take(3).count() == 3 && has_year(line) && authors::read(line).1 > 0
}

/// Longest entry that is taken apart; a longer one is no entry.
const LONGEST: usize = 5000;

/// Reads an entry.
pub(super) fn read(id: String, raw: String) -> Reference {
    let mut reference = Reference {
        id,
        doi: doi(&raw),
        ..Reference::default()
    };
    if raw.len() <= LONGEST {
        let mut entry = Entry::new(&raw);
        let start = beginning(&entry.text);
        entry.text.truncate(first_end(&entry.text, start));
        // Nobody sets names in italics and what follows them not, but for "et al."
        let names_end = entry
            .italics()
            .find(|italic| {
                italic.start > start + 2 && !entry.text[italic.start..].starts_with("et")
            })
            .map_or(entry.text.len(), |italic| italic.start);
        let (names, after) = authors::read(&entry.text[start..names_end]);
        let after = editors_end(&entry.text, start + after, !names.is_empty());
        let names_left = !names.is_empty();
        reference.authors = names;
        let after = match names_left {
            true => authors::behind(&entry.text, after),
            false => after,
        };
        let (rest, year) = numbers::year_after_authors(&entry.text, after);
        let mark = title::mark(&entry.text, after, rest);
        let numbers = numbers::read(&entry, rest, year.as_deref());
        let end = numbers
            .start
            .or(numbers.year_start)
            .unwrap_or(entry.text.len());
        let (title, journal) =
            title::read(&entry, rest..end.max(rest), mark, numbers.start.is_some());
        reference.year = year.or(numbers.year);
        reference.volume = numbers.volume;
        reference.issue = numbers.issue;
        reference.pages = numbers.pages;
        // Words without names or a year before them are no title that one could be sure of.
        let bare = reference.authors.is_empty() && reference.year.is_none();
        let quoted = entry.text[rest..].trim_start().starts_with(['“', '"', '‘']);
        reference.title = title.filter(|_| !bare || quoted || journal.is_some());
        reference.journal = journal;
        if is_patent(&entry.text[after.min(entry.text.len())..]) {
            (
                reference.volume,
                reference.issue,
                reference.pages,
                reference.journal,
            ) = (None, None, None, None);
        }
    }
    Reference { raw, ..reference }
}

/// Returns where an entry begins, without the letter of its part and words before it: `(a) `, `See also: `.
fn beginning(text: &str) -> usize {
    static BEFORE: Pattern = LazyLock::new(|| {
        Regex::new(r"^\s*(?:(?:[Ss]ee(?:\s+also)?|[Cc]f\.|[Ff]or\s+(?:a\s+)?(?:recent\s+)?(?:reviews?|examples?|selected\s+examples)[^:(]{0,40})[,:]?\s*(?:e\.g\.[,:]?\s*|for\s+example[,:]\s*)?)?(?:\(?[a-h]\)\s+)?(?:\[(?:[Dd]ata\s?set|[Ss]oftware)\]\s+)?").ok()
    });
    let found = BEFORE
        .as_ref()
        .and_then(|before| before.find(text))
        .map_or(0, |found| found.end());
    found + text[found..].len()
        - text[found..]
            .trim_start_matches(['*', ' ', '—', '–', '.', ','])
            .len()
}

/// Returns where the first of several works in one entry ends: `(a) …; (b) …`, `7, 12 (1999); erratum 8, 3 (2000)`.
fn first_end(text: &str, start: usize) -> usize {
    static SECOND: Pattern = LazyLock::new(|| Regex::new(r"[.;,]?\s+\(?b\)\s+").ok());
    let lettered = text[..start].contains("a)");
    static NEXT: Pattern = LazyLock::new(|| {
        Regex::new(
            r"(?:\d[\w–-]*\.?\s*\((?:19|20)\d\d\)|\((?:19|20)\d\d\)[\s,]*[A-Za-z]?\d[\w–-]*)\s*;",
        )
        .ok()
    });
    let next = NEXT
        .as_ref()
        .filter(|_| !lettered)
        .and_then(|next| next.find_at(text, start));
    if let Some(next) = next {
        return next.end() - 1;
    }
    SECOND
        .as_ref()
        .filter(|_| lettered)
        .and_then(|second| second.find_at(text, start))
        .map_or(text.len(), |found| found.start())
}

/// Says whether numbers are a patent's.
fn is_patent(text: &str) -> bool {
    static PATENT: Pattern = LazyLock::new(|| {
        Regex::new(r"\b[Pp]atent\b(?:\s(?:[Nn]o\.?|[Aa]pplication))?\s*[A-Z]{0,2}\s?[\d,/ ]{5,}|\b(?:US|U\.S\.|Eur(?:opean|\.)?)\sPat\.,?\s(?:[Nn]o\.?\s)?[\d, ]{5,}|\b(?:US|EP|CN|WO|JP|DE|GB)\s?(?:\d[\d,/]{5,}\s?[A-Z]\d?\b|(?:\d{1,2},)?\d{3},\d{3}\b)").ok()
    });
    PATENT.as_ref().is_some_and(|patent| patent.is_match(text))
}

/// Returns where what is said of the names ends: `(eds.)`, `, editors.`, `(Made-Up Collaboration)`
fn editors_end(text: &str, at: usize, named: bool) -> usize {
    static EDITORS: Pattern = LazyLock::new(|| {
        Regex::new(r"^[\s,]*(?:\((?:[Ee]ds?|[Ee]ditors?|Hrsg|[Cc]omps?)\.?\)|(?:[Ee]ds?|[Ee]ditors?)\b|\([^()]{2,60}\s(?:Collaborations?|Consortium|Group|Team)\))\.?,?").ok()
    });
    match EDITORS
        .as_ref()
        .filter(|_| named)
        .and_then(|editors| editors.find(&text[at..]))
    {
        Some(found) => at + found.end(),
        None => at,
    }
}

/// Returns the DOI printed in a text.
pub(super) fn doi(text: &str) -> Option<String> {
    static DOI: Pattern = LazyLock::new(|| Regex::new(r#"\b10\.\d{4,9}/[^\s<>"\]}|]{1,200}"#).ok());
    let found = DOI.as_ref()?.find(text)?.as_str().replace('\\', "");
    let mut doi = found.trim_end_matches(['.', ',', ';', ':', '*', '\'', '’', '”']);
    // A bracket that closes what began before the DOI is not part of it.
    while doi.ends_with(')') && doi.matches(')').count() > doi.matches('(').count() {
        doi = doi[..doi.len() - 1].trim_end_matches(['.', ',', ';']);
    }
    Some(doi.to_owned())
}
