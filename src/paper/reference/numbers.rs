//! The numbers at the end of an entry: year, volume, issue, pages.

use super::Pattern;
use regex::{Captures, Regex};
use std::sync::LazyLock;

/// The numbers, and where they begin.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Numbers {
    pub(super) start: usize,
    /// The style separates everything with commas.
    pub(super) commas: bool,
    pub(super) year: Option<String>,
    pub(super) volume: Option<String>,
    pub(super) issue: Option<String>,
    pub(super) pages: Option<String>,
}

macro_rules! pattern {
    ($($part:expr),+) => { LazyLock::new(|| Regex::new(concat!($($part),+)).ok()) };
}
macro_rules! year {
    () => {
        r"(?P<year>(?:1[6-9]|20)\d\d)[a-z]?"
    };
}
macro_rules! volume {
    () => {
        r"(?P<volume>[A-Z]?\d{1,4}(?:[–-]\d{1,4})?[A-Z]?)"
    };
}
macro_rules! issue {
    () => {
        r"(?:\s*\((?P<issue>[^()]{1,20})\))?"
    };
}
macro_rules! pages {
    () => { r"(?:pp?\.\s*|[Aa]rt(?:icle|\.)\s*(?:[Nn]o\.\s*)?|Article\s+(?:ID\s+)?)?(?P<pages>[A-Za-z]{0,3}\.?\d[\dA-Za-z.]*(?:\s*[–—−-]{1,2}\s*[A-Za-z]{0,3}\d[\dA-Za-z.]*)?)" };
}
macro_rules! end {
    () => {
        r"\s*[.,;]*\s*$"
    };
}

/// `2020, 120, 13382–13433`: ACS, MDPI, RSC, Wiley.
static YEAR_FIRST: Pattern = pattern!(
    r"[\s,(]*\b",
    year!(),
    r"\)?\s*[,;]\s*",
    volume!(),
    issue!(),
    r"\s*[,:]\s*",
    pages!(),
    end!()
);
/// `2020, 13382`: the same without a volume.
static YEAR_PAGES: Pattern = pattern!(r"[\s,(]*\b", year!(), r"\)?\s*[,;]\s*", pages!(), end!());
/// `120, 13382–13433 (2020)`: Nature, Science, APS.
static YEAR_LAST: Pattern = pattern!(
    r"[\s,]*\b(?:[Vv]ol\.\s*)?",
    volume!(),
    issue!(),
    r"\s*[,:]\s*",
    pages!(),
    r"\s*\(",
    year!(),
    r"\)",
    end!()
);
/// `2020;120(3):13382–433`: Vancouver.
static SEMICOLON: Pattern = pattern!(
    r"[\s,.(]*\b",
    year!(),
    r"\)?(?:\s+[A-Z][a-z]{2,8}(?:\s+\d{1,2})?)?\s*;\s*",
    volume!(),
    issue!(),
    r"\s*:\s*",
    pages!(),
    end!()
);
/// `120 (2020) 13382–13433`: Elsevier.
static YEAR_MIDDLE: Pattern = pattern!(
    r"[\s,]*\b",
    volume!(),
    issue!(),
    r"\s*\(",
    year!(),
    r"\)\s*[,:]?\s*",
    pages!(),
    end!()
);
/// `vol. 120, no. 3, pp. 13382–13433, Mar. 2020`: IEEE.
static NAMED: Pattern = pattern!(
    r"[\s,]*\b[Vv]ol\.\s*",
    volume!(),
    r"(?:\s*,\s*[Nn]os?\.\s*(?P<issue>[\w–-]{1,12}))?(?:\s*,\s*",
    pages!(),
    r")?\s*,\s*(?:[A-Z][a-z]{2,8}\.?(?:[/–-][A-Z][a-z]{2,8}\.?)?\s*(?:\d{1,2},?\s*)?)?",
    year!(),
    end!()
);
/// `120, no. 3 (2020): 13382–433`: Chicago.
static CHICAGO: Pattern = pattern!(
    r"[\s,]*\b",
    volume!(),
    r"\s*,\s*no\.\s*(?P<issue>[\w–-]{1,12})\s*\((?:[A-Z][a-z]+\s+)?",
    year!(),
    r"\)\s*:\s*",
    pages!(),
    end!()
);
/// `120(3), 13382–13433` or `120:13382`, with the year behind the authors: APA, Harvard, Springer.
static NO_YEAR: Pattern = pattern!(
    r"[\s,]*\b(?:[Vv]ol\.\s*)?",
    volume!(),
    issue!(),
    r"\s*[,:]\s*(?:[Nn]o\.\s*\d+\s*,\s*)?",
    pages!(),
    end!()
);

/// Returns the numbers that a text ends in.
pub(super) fn read(text: &str, year_known: bool) -> Option<Numbers> {
    let styles: &[&Pattern] = match year_known {
        true => &[&NO_YEAR],
        false => &[
            &NAMED,
            &CHICAGO,
            &SEMICOLON,
            &YEAR_FIRST,
            &YEAR_LAST,
            &YEAR_MIDDLE,
            &YEAR_PAGES,
        ],
    };
    styles.iter().find_map(|style| {
        let commas = std::ptr::eq(*style, &raw const YEAR_MIDDLE);
        numbers(&style.as_ref()?.captures(text)?, commas)
    })
}

fn numbers(found: &Captures<'_>, commas: bool) -> Option<Numbers> {
    let field = |name: &str| {
        found
            .name(name)
            .map(|field| field.as_str().trim().trim_end_matches('.').to_owned())
    };
    Some(Numbers {
        start: found.get(0)?.start(),
        commas,
        year: field("year"),
        volume: field("volume"),
        issue: field("issue"),
        pages: field("pages"),
    })
}

/// Returns what follows a year that stands behind the authors, and the year.
pub(super) fn year_after_authors(text: &str) -> (&str, Option<String>) {
    static AFTER: Pattern = LazyLock::new(|| {
        Regex::new(r"^[\s.,]*(?:\((?P<a>(?:1[6-9]|20)\d\d)[a-z]?(?:,\s*[A-Z][a-z]+(?:\s+\d{1,2})?)?\)[.,:]?|(?P<b>(?:1[6-9]|20)\d\d)[a-z]?[.:])\s+")
            .ok()
    });
    let Some(found) = AFTER.as_ref().and_then(|after| after.captures(text)) else {
        return (text, None);
    };
    let year = found
        .name("a")
        .or_else(|| found.name("b"))
        .map(|year| year.as_str().to_owned());
    (&text[found.get(0).map_or(0, |whole| whole.end())..], year)
}

/// Returns the year of an entry without a volume or pages, where it names only one.
pub(super) fn only_year(text: &str) -> Option<String> {
    static YEAR: Pattern = LazyLock::new(|| Regex::new(r"\b(?:19|20)\d\d\b").ok());
    let mut years = YEAR.as_ref()?.find_iter(text).map(|found| found.as_str());
    let year = years.next()?;
    years.all(|other| other == year).then(|| year.to_owned())
}
