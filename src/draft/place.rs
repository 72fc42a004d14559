//! Where a candidate stands, and what is read off there: what it cites, how firmly it speaks.

use super::words::Words;
use crate::paper::{Paper, Reference, Sentence, digest, plain_text};
use regex::Regex;
use std::collections::BTreeSet;

/// A sentence or row, as the claims made of it share it.
#[derive(Debug, Clone, Default)]
pub(super) struct Place {
    pub(super) locator: String,
    pub(super) digest: String,
    pub(super) references: Vec<String>,
    pub(super) citation_locator: Option<String>,
    pub(super) wording: String,
    pub(super) evidence: String,
    pub(super) remarks: Vec<String>,
}

/// What the sentences of a paper cite.
pub(super) struct Cites<'a> {
    paper: &'a Paper,
    /// For a paper that cites by name and year: each reference's number, with what cites it.
    names: Vec<(&'a str, Regex)>,
}

impl<'a> Cites<'a> {
    pub(super) fn of(paper: &'a Paper) -> Self {
        let rows = || paper.tables.iter().flat_map(|table| &table.rows);
        let numbered = paper.sentences.iter().any(|one| !one.markers.is_empty())
            || rows().any(|row| !row.markers.is_empty());
        let names = if numbered {
            Vec::new()
        } else {
            let by_name = |one: &'a Reference| Some((one.id.as_str(), by_name(one)?));
            paper.references.iter().filter_map(by_name).collect()
        };
        Self { paper, names }
    }

    /// Returns the numbers of the references that a sentence cites itself.
    fn here(&self, sentence: &Sentence) -> Vec<String> {
        let markers = sentence.markers.iter();
        let numbers = markers.flat_map(|marker| &marker.references).cloned();
        let line = plain_text(&sentence.text);
        let named = self.names.iter();
        let named = named.filter(|(_, name)| name.is_match(&line));
        let mut seen = BTreeSet::new();
        numbers
            .chain(named.map(|(id, _)| (*id).to_owned()))
            .filter(|number| seen.insert(number.clone()))
            .collect()
    }

    /// Returns what a sentence rests on, and where that is cited if elsewhere: in the nearest sentence of the paragraph that
    /// cites something, first those before, as papers cite once and go on.
    fn of_sentence(&self, index: usize, sentence: &Sentence) -> (Vec<String>, Option<String>) {
        let own = self.here(sentence);
        if !own.is_empty() {
            return (own, None);
        }
        let same = |other: &&Sentence| {
            other.section == sentence.section && other.paragraph == sentence.paragraph
        };
        let cited = |other: &Sentence| Some((self.here(other), Some(other.id.clone())));
        let all = &self.paper.sentences;
        let before = all[..index].iter().rev().take_while(same);
        let after = all[index + 1..].iter().take_while(same);
        before
            .chain(after)
            .filter_map(cited)
            .find(|(references, _)| !references.is_empty())
            .unwrap_or_default()
    }

    pub(super) fn place(&self, index: usize, line: &str, words: &Words) -> Place {
        let sentence = &self.paper.sentences[index];
        let (references, citation_locator) = self.of_sentence(index, sentence);
        let wording = words
            .wordings
            .find(line)
            .into_iter()
            .find(|(_, word)| word.name != "sg:Asserted");
        let evidence = words.evidence.find(line).into_iter().next();
        let otherwise = if references.is_empty() {
            "sg:Review"
        } else {
            "sg:Experimental"
        };
        let remark = |(at, word): &(std::ops::Range<usize>, &super::words::Word)| {
            format!("`{}` makes it {}", &line[at.clone()], word.name)
        };
        Place {
            locator: sentence.id.clone(),
            digest: digest(&sentence.text),
            evidence: evidence.map_or(otherwise.to_owned(), |(_, word)| word.name.clone()),
            references,
            citation_locator,
            remarks: wording.iter().map(remark).collect(),
            wording: wording
                .map_or_else(|| "sg:Asserted".to_owned(), |(_, word)| word.name.clone()),
        }
    }
}

/// Returns what cites a reference by its first author and year: "(Doe and Roe, 2021)", "Doe et al. (2021)".
fn by_name(reference: &Reference) -> Option<Regex> {
    let author = reference.authors.first()?;
    let (family, _) = author.split_once(',').unwrap_or((author, ""));
    let year = reference.year.as_deref()?;
    let (family, year) = (regex::escape(family.trim()), regex::escape(year));
    if family.is_empty() {
        return None;
    }
    let second = reference.authors.get(1).map(|author| {
        let family = author.split(',').next().unwrap_or_default().trim();
        format!(r",? (?:and|&) {}", regex::escape(family))
    });
    let others = match (second, reference.authors.len()) {
        (Some(second), 2) => format!(r"(?:{second}|,? et al\.?|,? and (?:co-?workers|colleagues))"),
        (Some(_), _) => {
            r"(?:(?:,? [^();]{1,80})?,? et al\.?|,? and (?:co-?workers|colleagues)|, [^();]{1,80})"
                .to_owned()
        }
        (None, _) => "(?:,? et al\\.?)?".to_owned(),
    };
    Regex::new(&format!(
        r"\b{family}{others}(?:'s|’s)?,? [(\[]?(?:\d{{4}}[a-z]?, )*{year}\b"
    ))
    .ok()
}
