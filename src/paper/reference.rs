//! Entries of a reference list: authors, title, journal and numbers, as much as can be read.
//!
//! Every style ends in numbers (year, volume, pages) in an order of its own, and begins with authors in a form of
//! their own. Both ends are read first; what lies between is title and journal. Where that is not clear, both stay
//! away: nothing is guessed.

mod authors;
mod numbers;
mod title;

use super::{Reference, markup};
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
            r"(?x)^(?:[-*•]\s+)? (?:<(?:span|a)[^<>]*>(?:</(?:span|a)>)?)? (?P<raised><sup>\s*)? (?P<open>\\?[\[(])? \s*
            (?P<number>\d{1,4}) \s* (?P<close>\\?[\])])? \s* (?:</sup>)? (?P<stop>\\?[.)])? (?:</sup>)? (?P<gap>\s+|$)",
        )
        .ok()
    });
    // Most lines begin no entry, and two bytes tell.
    if !line
        .as_bytes()
        .iter()
        .take(2)
        .any(|byte| matches!(byte, b'0'..=b'9' | b'[' | b'(' | b'<' | b'-' | b'*' | b'\\' | 0x80..))
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
        let plain = without_address(&markup::plain(&raw));
        let text = without_letter(plain.trim());
        let (names, rest) = authors::read(text);
        reference.authors = names;
        let (rest, year_after_authors) = numbers::year_after_authors(rest);
        reference.year = year_after_authors;
        let numbers = numbers::read(rest, reference.year.is_some());
        let (title, journal) = match &numbers {
            Some(numbers) => title::read(&rest[..numbers.start], numbers.commas, &emphasised(&raw)),
            None => (title::quoted_alone(rest), None),
        };
        match numbers {
            Some(numbers) => {
                reference.year = reference.year.or(numbers.year);
                reference.volume = numbers.volume;
                reference.issue = numbers.issue;
                reference.pages = numbers.pages;
            }
            None => reference.year = reference.year.or_else(|| numbers::only_year(rest)),
        }
        reference.title = title;
        reference.journal = journal;
    }
    Reference { raw, ..reference }
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

/// Returns an entry without the DOI, addresses and links that a publisher hangs on its end.
fn without_address(text: &str) -> String {
    static ADDRESS: Pattern = LazyLock::new(|| {
        Regex::new(
            r"(?x)(?: \(?\b(?:https?://|www\.)\S+ | \bdoi\s*:\s*\S+ | \b10\.\d{4,9}/\S+ | \bPMID:?\s*\d+\.?
            | \bPMCID:?\s*\S+ | \[(?:CrossRef|PubMed|Google\ Scholar|Green\ Version)\] | \bAvailable\ (?:online|from|at):?
            | \[?\(?\baccessed\ on\ [^.]{1,40} )",
        )
        .ok()
    });
    let text: String = text
        .chars()
        .map(|character| {
            if character.is_whitespace() {
                ' '
            } else {
                character
            }
        })
        .collect();
    match ADDRESS.as_ref() {
        Some(address) => address
            .replace_all(&text, " ")
            .trim_end_matches(['[', '(', ']', ' '])
            .to_owned(),
        None => text,
    }
}

/// Returns an entry without the letter of its part: `a) `, `(a) `.
fn without_letter(text: &str) -> &str {
    static LETTER: Pattern = LazyLock::new(|| Regex::new(r"^\(?[a-h]\)\s+").ok());
    let length = LETTER
        .as_ref()
        .and_then(|letter| letter.find(text))
        .map_or(0, |found| found.end());
    &text[length..]
}

/// Returns what is set in italics, without markup, in order.
fn emphasised(raw: &str) -> Vec<String> {
    static ITALIC: Pattern = LazyLock::new(|| {
        Regex::new(r"(?:^|[^*\\])\*([^*]{2,200})\*|<i>([^<]{2,200})</i>|<em>([^<]{2,200})</em>|\b_([^_]{2,200})_\b").ok()
    });
    let Some(italic) = ITALIC.as_ref() else {
        return Vec::new();
    };
    italic
        .captures_iter(raw)
        .filter_map(|found| (1..5).find_map(|group| found.get(group)))
        .map(|inside| {
            markup::plain(inside.as_str())
                .trim()
                .trim_end_matches(',')
                .to_owned()
        })
        .collect()
}
