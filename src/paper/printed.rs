//! The text of a PDF as a row of lines, in which a text is found though a page, a figure or an index on a line of its own
//! interrupts it.

mod fragment;
mod rows;
mod search;
mod short;

use super::normal_form::normal_form_with_places;
use super::sketch::Outline;
use super::{Paper, plain};
use crate::source::Source;
use fragment::fragments;
use short::Stretch;
use std::cell::OnceCell;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

/// Bytes of the largest text that is searched: a paper has a tenth of it.
const LARGEST: usize = 2 << 20;

/// How many neighbouring symbols of a sketch are looked up together.
const SEED: usize = 6;

/// The lines of a PDF's text in reading order, as one text.
#[derive(Debug)]
pub struct Printed {
    source: Arc<Source>,
    /// The lines, each ended by a line's end, with a backslash before stars: nothing is markup here.
    text: String,
    lines: Vec<Line>,
    /// Where what is printed in columns or words far apart begins: every line, and what stands behind a gap in one.
    segments: Vec<usize>,
    /// Numbers of lines that hold nothing but indices and signs, and what they hold.
    fragments: Vec<(usize, String)>,
    /// Where each symbol of the text's outline begins.
    starts: Vec<usize>,
    /// At which symbols each row of so many begins.
    seeds: HashMap<Vec<u8>, Vec<usize>>,
    /// Short stretches and rows of tables by digest, once they are asked for.
    stretches: OnceCell<HashMap<String, Stretch>>,
    rows: OnceCell<HashMap<String, PrintedText>>,
}

/// A line in the text, and where it stands in the source.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Line {
    start: usize,
    source: Range<usize>,
}

/// A text that was found among lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintedText {
    /// The text, without what interrupts it, on one line.
    pub text: String,
    /// Where it begins and ends in the source, in bytes.
    pub span: Range<usize>,
    /// The line on which it begins, from 1.
    pub line: usize,
}

impl Paper {
    /// Returns the lines of the paper, where it was read from a text without markup that is not too long.
    pub fn printed(&self) -> Option<Printed> {
        let source = self.print.as_ref()?;
        (source.text.len() <= LARGEST).then(|| Printed::new(Arc::clone(source)))
    }
}

impl Printed {
    fn new(source: Arc<Source>) -> Self {
        let ranges = plain::lines(&source.text).unwrap_or_else(|| every_line(&source.text));
        let mut text = String::with_capacity(source.text.len());
        let mut lines = Vec::new();
        let mut segments = Vec::new();
        for range in ranges {
            let shown = &source.text[range.clone()];
            if shown.is_empty() {
                continue;
            }
            lines.push(Line {
                start: text.len(),
                source: range.clone(),
            });
            segments.push(text.len());
            let mut gap = 0;
            for character in shown.chars() {
                if character == ' ' {
                    gap += 1;
                } else {
                    if gap > 1 {
                        segments.push(text.len());
                    }
                    gap = 0;
                }
                if character == '*' {
                    text.push('\\');
                }
                text.push(character);
            }
            text.push('\n');
        }
        let form = normal_form_with_places(&text);
        let characters: Vec<char> = form.iter().map(|(character, _)| *character).collect();
        let outline = Outline::of(&characters);
        let mut seeds: HashMap<Vec<u8>, Vec<usize>> = HashMap::new();
        for (at, seed) in outline.symbols.windows(SEED).enumerate() {
            seeds.entry(seed.to_vec()).or_default().push(at);
        }
        let place = |cut: &usize| form.get(*cut).map_or(text.len(), |(_, place)| place.start);
        let starts = outline.cuts.iter().map(place).collect();
        let fragments = fragments(&text, &lines);
        Self {
            source,
            text,
            lines,
            segments,
            fragments,
            starts,
            seeds,
            stretches: OnceCell::new(),
            rows: OnceCell::new(),
        }
    }

    /// Returns the number of the line that a place in the text lies on.
    fn line_at(&self, at: usize) -> usize {
        self.lines
            .partition_point(|line| line.start <= at)
            .saturating_sub(1)
    }

    /// Returns where a character of the text stands in the source.
    fn in_source(&self, at: usize) -> usize {
        let Some(line) = self.lines.get(self.line_at(at)) else {
            return 0;
        };
        let before = &self.text[line.start..at.min(self.text.len())];
        let escapes = before.matches("\\*").count();
        (line.source.start + before.len() - escapes).min(line.source.end)
    }

    /// Returns where in the text a sketch seems to begin, the likeliest first.
    fn likely_starts(&self, sketch: &[u8]) -> Vec<usize> {
        const BUCKET: usize = 6;
        let mut votes: HashMap<usize, (usize, usize)> = HashMap::new();
        for (offset, seed) in sketch.windows(SEED).enumerate() {
            for at in self.seeds.get(seed).into_iter().flatten() {
                let start = at.saturating_sub(offset);
                for bucket in [start / BUCKET, start / BUCKET + 1] {
                    let vote = votes.entry(bucket).or_insert((0, start));
                    vote.0 += 1;
                    vote.1 = vote.1.min(start);
                }
            }
        }
        let mut votes: Vec<(usize, usize)> = votes.into_values().collect();
        votes.retain(|(count, _)| *count > 1);
        votes.sort_unstable_by_key(|(count, start)| (std::cmp::Reverse(*count), *start));
        votes.dedup_by_key(|(_, start)| *start);
        votes.truncate(4);
        let starts = votes.into_iter().map(|(_, start)| self.starts[start]);
        starts.collect()
    }

    /// Returns the beginnings of words around a place, those that begin a sentence or a line first.
    fn word_starts(&self, around: usize) -> Vec<usize> {
        const REACH: usize = 70;
        let mut starts = Vec::new();
        let bytes = self.text.as_bytes();
        for at in around.saturating_sub(REACH)..(around + REACH).min(self.text.len()) {
            let opens = at == 0 || matches!(bytes[at - 1], b' ' | b'\n');
            if opens && !matches!(bytes[at], b' ' | b'\n') {
                let before = self.text[..at].trim_end();
                let begins = at == 0
                    || bytes[at - 1] == b'\n'
                    || before.ends_with(['.', '!', '?', ']', ')', ':', '”'])
                    || before.ends_with(|c: char| c.is_ascii_digit());
                starts.push((!begins, at.abs_diff(around), at));
            }
        }
        starts.sort_unstable();
        starts.into_iter().map(|(.., at)| at).collect()
    }
}

fn every_line(text: &str) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive(['\n', '\u{C}']) {
        let bare = line.trim();
        let lead = line.len() - line.trim_start().len();
        lines.push(
            start + lead.min(line.len() - bare.len())
                ..start + lead.min(line.len() - bare.len()) + bare.len(),
        );
        start += line.len();
    }
    lines
}
