//! What is known of journals: their publishers, the years of their volumes, the form of their article numbers.
//!
//! The table is `journals.tsv`; what a list's own entries of a journal agree on counts as well.

use super::people::folded;
use crate::paper::Reference;
use std::collections::HashMap;
use std::sync::LazyLock;

/// A journal of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Journal {
    pub(super) name: &'static str,
    pub(super) publisher: Option<&'static str>,
    /// The year before volume 1, where each year is one volume.
    pub(super) before: Option<i32>,
    pub(super) form: Form,
}

/// How a journal writes its article numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Unknown,
    /// `e202412345`, or pages in older volumes.
    WileyYear,
    /// `2412345`, since the middle of 2025 `e12345`, or pages in older volumes.
    WileySeven,
    /// Between so many digits, or pages.
    Digits(usize, usize),
}

static JOURNALS: LazyLock<HashMap<String, Journal>> = LazyLock::new(|| {
    let mut journals = HashMap::new();
    for line in include_str!("journals.tsv").lines() {
        let mut fields = line.split('\t');
        let (Some(names), Some(publisher), Some(before), Some(form)) =
            (fields.next(), fields.next(), fields.next(), fields.next())
        else {
            continue;
        };
        let names: Vec<&'static str> = names.split('|').collect();
        let journal = Journal {
            name: names.last().copied().unwrap_or_default(),
            publisher: (publisher != "-").then_some(publisher),
            before: before.parse().ok(),
            form: form_of(form),
        };
        for name in names {
            journals.insert(folded(name), journal.clone());
        }
    }
    journals
});

fn form_of(text: &str) -> Form {
    match text {
        "wiley-year" => Form::WileyYear,
        "wiley-seven" => Form::WileySeven,
        _ => {
            let mut numbers = text.split('-').filter_map(|part| part.parse().ok());
            match (numbers.next(), numbers.next()) {
                (Some(least), Some(most)) => Form::Digits(least, most),
                _ => Form::Unknown,
            }
        }
    }
}

/// Returns what is known of a reference's journal.
pub(super) fn journal(reference: &Reference) -> Option<&'static Journal> {
    JOURNALS.get(&folded(reference.journal.as_deref()?))
}

/// Registrants of DOIs that publish nothing but their own.
const REGISTRANTS: &[(&str, &str)] = &[
    ("10.1002", "Wiley"),
    ("10.1021", "American Chemical Society"),
    ("10.1016", "Elsevier"),
    ("10.1038", "Springer Nature"),
    ("10.1007", "Springer Nature"),
    ("10.1039", "Royal Society of Chemistry"),
    ("10.1126", "AAAS"),
    ("10.3390", "MDPI"),
    ("10.1103", "American Physical Society"),
    ("10.1073", "National Academy of Sciences"),
    ("10.31635", "Chinese Chemical Society"),
];

/// Returns the publisher that a DOI's prefix belongs to.
pub(super) fn registrant(doi: &str) -> Option<&'static str> {
    let prefix = doi.split('/').next()?;
    let known = REGISTRANTS.iter().find(|(known, _)| *known == prefix)?;
    Some(known.1)
}

/// Returns the publisher that a text names.
pub(super) fn publisher_in(text: &str) -> Option<&'static str> {
    let lower = text.to_lowercase();
    let names = [
        ("wiley", "Wiley"),
        ("american chemical society", "American Chemical Society"),
        ("chinese chemical society", "Chinese Chemical Society"),
        ("elsevier", "Elsevier"),
        ("cell press", "Elsevier"),
        ("springer", "Springer Nature"),
        ("nature publishing", "Springer Nature"),
        ("royal society of chemistry", "Royal Society of Chemistry"),
        ("the rsc", "Royal Society of Chemistry"),
        ("american association for the advancement", "AAAS"),
        ("aaas", "AAAS"),
        ("mdpi", "MDPI"),
        ("american physical society", "American Physical Society"),
        (
            "national academy of sciences",
            "National Academy of Sciences",
        ),
        ("electrochemical society", "Electrochemical Society"),
    ];
    names
        .iter()
        .find(|(word, _)| lower.contains(word))
        .map(|(_, name)| *name)
        .or_else(|| (text.trim() == "ACS").then_some("American Chemical Society"))
        .or_else(|| (text.trim() == "RSC").then_some("Royal Society of Chemistry"))
}
