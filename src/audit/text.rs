//! The paper as the groups of checks read it: plain sentences in which every marker is one character.

use super::finding::Evidence;
use super::pattern::{all, pattern};
use crate::paper::{Marker, Paper, Reference, Span, plain_characters};
use crate::source::{Place, Source};
use std::collections::{HashMap, HashSet};
use std::ops::{Range, RangeInclusive};
use std::sync::Arc;

pattern!(RANGE, r"(\d{1,3})[a-z]?\]?\s*-+\s*\[?(\d{1,3})");

/// What stands for a citation marker in a plain text.
pub(super) const MARK: char = '\u{FFFC}';

/// Which part of the paper a sentence belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Abstract,
    Body,
    Methods,
    Conclusion,
    Caption,
}

/// A sentence without markup, and where its characters stand.
#[derive(Debug)]
pub(super) struct Prose {
    /// The text; each marker is one [`MARK`], hyphens and spaces are plain, exponents of numbers follow a `^`.
    pub(super) text: String,
    pub(super) part: Part,
    /// For each byte of the text, where it is written in the sentence with markup.
    offsets: Vec<usize>,
    /// For each [`MARK`], the index of the marker.
    marks: Vec<usize>,
}

/// A paper with its plain sentences.
#[derive(Debug)]
pub(super) struct Text<'a> {
    pub(super) source: &'a Arc<Source>,
    pub(super) paper: &'a Paper,
    /// As many as the paper has sentences.
    pub(super) sentences: Vec<Prose>,
    by_number: HashMap<&'a str, usize>,
}

/// A number of a marker, and where it stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Citation<'a> {
    pub(super) number: &'a str,
    pub(super) marker: &'a Marker,
    /// Index of the sentence; none in tables.
    pub(super) sentence: Option<usize>,
    /// Name of the figure or table, outside of the text proper.
    pub(super) float: Option<&'a str>,
}

impl<'a> Text<'a> {
    pub(super) fn new(source: &'a Arc<Source>, paper: &'a Paper) -> Self {
        let parts: HashMap<&str, Part> = paper
            .sections
            .iter()
            .map(|section| (section.id.as_str(), part_of(&section.id, &section.title)))
            .collect();
        let sentences = paper
            .sentences
            .iter()
            .map(|sentence| {
                let part = parts
                    .get(sentence.section.as_str())
                    .copied()
                    .unwrap_or(Part::Caption);
                prose(&sentence.text, &sentence.markers, part)
            })
            .collect();
        let mut by_number = HashMap::new();
        for (index, reference) in paper.references.iter().enumerate() {
            by_number.entry(reference.id.as_str()).or_insert(index);
        }
        Self {
            source,
            paper,
            sentences,
            by_number,
        }
    }

    /// Returns the reference of that number.
    pub(super) fn reference(&self, number: &str) -> Option<&'a Reference> {
        self.paper.references.get(*self.by_number.get(number)?)
    }

    /// Returns the place of a stretch of the source.
    pub(super) fn at(&self, span: &Span) -> Place {
        self.source.place(span.bytes.clone())
    }

    /// Returns the place of a stretch of a plain sentence.
    pub(super) fn place(&self, sentence: usize, stretch: Range<usize>) -> Place {
        let whole = self.paper.sentences[sentence].span.bytes.clone();
        let raw = &self.paper.sentences[sentence].text;
        let written = self.sentences[sentence].written(stretch, raw.len());
        if whole.len() == raw.len() {
            return self
                .source
                .place(whole.start + written.start..whole.start + written.end);
        }
        let looked_for = raw.get(written.clone()).unwrap_or_default();
        let found = self
            .source
            .text
            .get(whole.clone())
            .and_then(|text| text.find(looked_for))
            .filter(|_| !looked_for.is_empty());
        match found {
            Some(at) => {
                let start = whole.start + at;
                self.source.place(start..start + looked_for.len())
            }
            None => self.source.place(whole),
        }
    }

    /// Returns a stretch of a plain sentence as evidence.
    pub(super) fn quote(&self, sentence: usize, stretch: Range<usize>) -> Evidence {
        let text = self.sentences[sentence]
            .text
            .get(stretch.clone())
            .unwrap_or_default();
        Evidence::at(
            self.place(sentence, stretch),
            &self.paper.sentences[sentence].id,
            text.replace(MARK, "[…]").trim(),
        )
    }

    /// Returns a stretch of a source as evidence.
    pub(super) fn entry(&self, number: &str) -> Option<Evidence> {
        let reference = self.reference(number)?;
        let text: String = plain(&reference.raw).chars().take(160).collect();
        Some(Evidence::at(
            self.at(&reference.span),
            &format!("References/{number}"),
            format!("[{number}] {}", text.trim()),
        ))
    }

    /// Returns the marker that the n-th [`MARK`] of a sentence stands for.
    pub(super) fn marker(&self, sentence: usize, mark: usize) -> Option<&'a Marker> {
        let index = *self.sentences[sentence].marks.get(mark)?;
        self.paper.sentences[sentence].markers.get(index)
    }

    /// Returns where the markers of a sentence stand in its plain text, with the markers.
    pub(super) fn markers(&self, sentence: usize) -> Vec<(usize, &'a Marker)> {
        self.sentences[sentence]
            .text
            .match_indices(MARK)
            .enumerate()
            .filter_map(|(mark, (at, _))| Some((at, self.marker(sentence, mark)?)))
            .collect()
    }

    /// Returns the sentences of the text proper that stand in the same paragraph, this one among them.
    pub(super) fn paragraph(&self, sentence: usize) -> Range<usize> {
        let key = |index: usize| {
            let sentence = &self.paper.sentences[index];
            (sentence.section.as_str(), sentence.paragraph)
        };
        let mut start = sentence;
        while start > 0 && key(start - 1) == key(sentence) {
            start -= 1;
        }
        let mut end = sentence + 1;
        while end < self.sentences.len() && key(end) == key(sentence) {
            end += 1;
        }
        start..end
    }

    /// Returns everything that is cited, in order of sentences, then of tables.
    pub(super) fn citations(&self) -> Vec<Citation<'a>> {
        let mut citations = Vec::new();
        let mut add = |markers: &'a [Marker], sentence, float| {
            for marker in markers {
                for number in self.numbers(marker) {
                    citations.push(Citation {
                        number,
                        marker,
                        sentence,
                        float,
                    });
                }
            }
        };
        for (index, sentence) in self.paper.sentences.iter().enumerate() {
            let caption = self.sentences[index].part == Part::Caption;
            let float = caption.then_some(sentence.section.as_str());
            add(&sentence.markers, Some(index), float);
        }
        for table in &self.paper.tables {
            add(&table.caption.markers, None, Some(&table.id));
            add(&table.header.markers, None, Some(&table.id));
            for row in &table.rows {
                add(&row.markers, None, Some(&table.id));
            }
        }
        citations
    }

    /// Returns the numbers of a marker in order; a range that runs backwards is read as it was meant.
    fn numbers(&self, marker: &'a Marker) -> Vec<&'a str> {
        let listed = || marker.references.iter().map(String::as_str);
        let Some(range) = reversed_range(&marker.text) else {
            return listed().collect();
        };
        let mut numbers: Vec<(u32, &'a str)> = range
            .filter_map(|number| Some((number, self.reference(&number.to_string())?.id.as_str())))
            .chain(listed().map(|number| (number.parse().unwrap_or(0), number)))
            .collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers.into_iter().map(|(_, number)| number).collect()
    }

    /// Returns the locator of a citation's place.
    pub(super) fn locator(&self, citation: &Citation<'_>) -> String {
        match (citation.sentence, citation.float) {
            (Some(index), _) => self.paper.sentences[index].id.clone(),
            (None, Some(float)) => float.to_owned(),
            (None, None) => String::new(),
        }
    }

    /// Returns the numbers of all references that markers name.
    pub(super) fn cited(&self) -> HashSet<&'a str> {
        self.citations()
            .into_iter()
            .map(|citation| citation.number)
            .collect()
    }
}

/// Returns the numbers of a range that runs backwards, where a marker holds one.
fn reversed_range(marker: &str) -> Option<RangeInclusive<u32>> {
    let printed = plain(marker);
    all(&RANGE, &printed).find_map(|range| {
        let (low, high): (u32, u32) = (range[1].parse().ok()?, range[2].parse().ok()?);
        (low > high && low - high < 200).then_some(high..=low)
    })
}

impl Prose {
    /// Returns where a stretch of the plain text is written in the sentence.
    fn written(&self, stretch: Range<usize>, length: usize) -> Range<usize> {
        let start = self.offsets.get(stretch.start).copied().unwrap_or(length);
        let end = match stretch.end.checked_sub(1) {
            Some(last) if last >= stretch.start => {
                self.offsets.get(stretch.end).copied().unwrap_or(length)
            }
            _ => start,
        };
        start.min(length)..end.clamp(start.min(length), length)
    }
}

/// Returns the part that a section is.
fn part_of(id: &str, title: &str) -> Part {
    let title = title.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| title.contains(word));
    if id == "abstract" {
        Part::Abstract
    } else if has(&["conclu", "summary", "outlook", "perspective"]) {
        Part::Conclusion
    } else if has(&["method", "experimental", "materials and"]) {
        Part::Methods
    } else {
        Part::Body
    }
}

/// Returns a sentence without markup, each marker one character.
fn prose(raw: &str, markers: &[Marker], part: Part) -> Prose {
    let mut marked = String::with_capacity(raw.len());
    // Where the text goes on after each marker: in the marked text, and in the sentence.
    let mut joints: Vec<(usize, usize)> = vec![(0, 0)];
    let mut marks = Vec::new();
    let mut at = 0;
    for (index, marker) in markers.iter().enumerate() {
        let Some(found) = raw[at..]
            .find(&marker.text)
            .filter(|_| !marker.text.is_empty())
        else {
            continue;
        };
        marked.push_str(&raw[at..at + found]);
        joints.push((marked.len(), at + found));
        marked.push(MARK);
        at += found + marker.text.len();
        joints.push((marked.len(), at));
        marks.push(index);
    }
    marked.push_str(&raw[at..]);
    let mut text = String::with_capacity(marked.len());
    let mut offsets = Vec::with_capacity(marked.len());
    let mut last = (' ', false);
    let mut joint = 0;
    for piece in plain_characters(&marked) {
        while joints
            .get(joint + 1)
            .is_some_and(|(start, _)| *start <= piece.start)
        {
            joint += 1;
        }
        let (from, to) = joints[joint];
        let written = to + (piece.start - from.min(piece.start));
        let character = unified(piece.character);
        // Converters write "NH <sub>3</sub>".
        if piece.is_lowered && text.ends_with(' ') && last.0 == ' ' {
            text.pop();
            offsets.pop();
        }
        if piece.is_raised && !last.1 && last.0.is_ascii_digit() && character != MARK {
            text.push('^');
            offsets.push(written);
        }
        text.push(character);
        offsets.resize(text.len(), written);
        last = (character, piece.is_raised);
    }
    Prose {
        text,
        part,
        offsets,
        marks,
    }
}

/// Returns a character with its look-alikes made one.
fn unified(character: char) -> char {
    match character {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE63}' | '\u{FF0D}' => '-',
        '\u{2018}' | '\u{2019}' | '\u{02BC}' => '\'',
        '\u{2217}' | '\u{22C6}' => '*',
        c if c.is_whitespace() => ' ',
        c => c,
    }
}

/// Returns a text without markup, as sentences have it.
pub(super) fn plain(text: &str) -> String {
    prose(text, &[], Part::Body).text
}
