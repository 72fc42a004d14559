//! The systems that a sentence names, and which of them a number or a site belongs to.

use super::fact::System;
use super::naming::{add, unknown};
use super::words::{Lexicon, Word, Words};
use crate::paper::{Quantity, Sentence, plain_characters};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// What stands between a number and the system that it is given for: "83 % over CoNi-MOF".
static OVER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^(?: for [\p{L}\d+-]{1,8})? (?:over|on|with|for|of|by|using) (?:(?:the|a|an|bare|pure|pristine|commercial|plain) )*$").ok()
});

/// What begins a clause with a subject of its own.
static CLAUSE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"; |[,;]? (?:while|whereas|but) |, and ").ok());

/// The systems that a sentence names, in its order.
#[derive(Debug, Default)]
pub(super) struct Named {
    pub(super) all: Vec<(Range<usize>, System)>,
}

impl Named {
    /// Finds the systems of a sentence; those that nobody knows yet are known from now on.
    pub(super) fn of(line: &str, systems: &mut Lexicon, words: &Words) -> Self {
        let known = |systems: &Lexicon| -> Vec<(Range<usize>, System)> {
            systems
                .find(line)
                .into_iter()
                .filter(|(at, _)| !goes_on(&line[at.end..]))
                .map(|(at, word)| (at, system(word, words)))
                .collect()
        };
        let mut all = known(systems);
        let taken: Vec<Range<usize>> = all.iter().map(|(at, _)| at.clone()).collect();
        for (at, label) in unknown(line, &taken, words) {
            if systems.get(&label).is_none() {
                add(systems, &label);
            }
            if let Some(word) = systems.get(&label) {
                all.push((at, system(word, words)));
            }
        }
        all.sort_by_key(|(at, _)| at.start);
        Self { all }
    }

    pub(super) fn first(&self) -> Option<&System> {
        self.all.first().map(|(_, system)| system)
    }

    /// Returns the first system whose name has all of these metals.
    pub(super) fn with_metals(&self, elements: &[&Word]) -> Option<&System> {
        let mut systems = self.all.iter().map(|(_, system)| system);
        systems.find(|system| has_metals(system, elements))
    }

    /// Returns the system that a number is given for: the one right behind it ("83 % over CoNi-MOF"), the one in whose
    /// brackets it stands, its turn where a sentence ends in "respectively", or the first of its clause.
    pub(super) fn owner(
        &self,
        line: &str,
        number: Range<usize>,
        quantities: &[&Quantity],
        order: usize,
    ) -> Option<&System> {
        let between = |range: Range<usize>| line.get(range).unwrap_or_default();
        let behind = self.all.iter().find(|(at, _)| at.start >= number.end);
        if let Some((at, system)) = behind
            && OVER
                .as_ref()
                .is_some_and(|over| over.is_match(between(number.end..at.start)))
        {
            return Some(system);
        }
        let before = self.all.iter().rev().find(|(at, _)| at.end <= number.start);
        if let Some((at, system)) = before {
            let bracket = between(at.end..number.start);
            if bracket.trim_start().starts_with('(') && !bracket.contains(')') {
                return Some(system);
            }
        }
        if line.contains("respectively") {
            let alike = |range: Range<usize>| {
                let kind = quantities.get(order).map(|quantity| quantity.kind);
                let here = quantities.get(range).unwrap_or_default();
                here.iter().filter(|other| Some(other.kind) == kind).count()
            };
            if alike(0..quantities.len()) == self.all.len() {
                return self.all.get(alike(0..order)).map(|(_, system)| system);
            }
        }
        let clause = CLAUSE
            .as_ref()
            .and_then(|clause| clause.find_iter(between(0..number.start)).last())
            .map_or(0, |clause| clause.end());
        self.all
            .iter()
            .find(|(at, _)| at.start >= clause && at.end <= number.start)
            .map(|(_, system)| system)
            .or(self.first())
    }

    /// Returns what a curator should know of how a system was chosen.
    pub(super) fn remark(&self, chosen: &System) -> Option<String> {
        let is_chosen = |system: &System| system.name == chosen.name;
        if !self.all.iter().any(|(_, system)| is_chosen(system)) {
            return Some(format!(
                "{} is named in an earlier sentence of the paragraph",
                chosen.label
            ));
        }
        let mut others: Vec<&str> = Vec::new();
        for (_, system) in &self.all {
            if !is_chosen(system) && !others.contains(&system.label.as_str()) {
                others.push(&system.label);
            }
        }
        (!others.is_empty()).then(|| format!("the sentence also names {}", others.join(", ")))
    }
}

/// Says whether a name goes on in what stands behind: `CuNi` is not what `CuNi-NC` names.
fn goes_on(behind: &str) -> bool {
    let mut characters = behind.chars();
    let is_dash = |c: char| matches!(c, '-' | '‐' | '‑' | '–');
    characters.next().is_some_and(is_dash)
        && characters
            .next()
            .is_some_and(|c| c.is_uppercase() || c.is_ascii_digit())
}

pub(super) fn system(word: &Word, words: &Words) -> System {
    System {
        name: word.name.clone(),
        label: word.label.clone(),
        is_new: words.systems.get(&word.label).is_none(),
    }
}

/// Says whether a system's name has the symbol or the word for each of these elements.
pub(super) fn has_metals(system: &System, elements: &[&Word]) -> bool {
    elements.iter().all(|element| {
        let symbol = element.name.rsplit(':').next().unwrap_or_default();
        let has_symbol = system.label.match_indices(symbol).any(|(at, _)| {
            !system.label[at + symbol.len()..].starts_with(|c: char| c.is_ascii_lowercase())
        });
        let word = element.label.to_lowercase();
        has_symbol || system.label.to_lowercase().contains(&word)
    })
}

/// Returns where numbers stand in their plain sentence.
pub(super) fn stretches(
    quantities: &[&Quantity],
    sentence: &Sentence,
    line: &str,
) -> Vec<Range<usize>> {
    let whole = &sentence.span.bytes;
    // Of a sentence that is written in one piece, each character is known by its place.
    let written = (whole.len() == sentence.text.len()).then(|| plain_characters(&sentence.text));
    let written = written.unwrap_or_default();
    let mut plain = Vec::with_capacity(written.len() + 1);
    let mut length = 0;
    for character in &written {
        plain.push(length);
        length += character.character.len_utf8();
    }
    plain.push(length);
    let is_same = !written.is_empty() && length == line.len();
    quantities
        .iter()
        .map(|quantity| {
            let number = &quantity.span.bytes;
            if is_same && whole.start <= number.start && number.start <= number.end {
                let (start, end) = (number.start - whole.start, number.end - whole.start);
                let first = written.partition_point(|one| one.start < start);
                let last = written.partition_point(|one| one.start < end);
                let stretch = plain[first]..plain[last];
                if line.get(stretch.clone()).is_some() {
                    return stretch;
                }
            }
            let start = line.find(&quantity.value).unwrap_or(line.len());
            start..(start + quantity.value.len()).min(line.len())
        })
        .collect()
}
