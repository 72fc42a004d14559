//! Lines in reading order as one text, and where a sketch seems to begin in it.

use super::super::normal_form::normal_form_with_places;
use super::super::plain;
use super::super::sketch::Outline;
use super::columns::{Gaps, in_columns};
use super::index::{Gathered, Index, are_indices, indices_at_end};
use super::short::Stretch;
use crate::source::Source;
use std::cell::{Cell, OnceCell};
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

/// How many neighbouring symbols of a sketch are looked up together.
pub(super) const SEED: usize = 6;

/// How many beginnings of a sketch are followed.
const LIKELY: usize = 6;

/// How many readings are tried for all texts together: some seconds' worth, three times what a review takes.
const MOST_READINGS: usize = 400_000;

/// At how many places a sentence may begin: a long review has a few thousand.
const MOST_SENTENCES: usize = 20_000;

/// The lines of a PDF's text in reading order, as one text.
#[derive(Debug)]
pub(super) struct Lines {
    pub(super) source: Arc<Source>,
    /// The lines, each ended by a line's end, with a backslash before stars: nothing is markup here.
    pub(super) text: String,
    lines: Vec<Line>,
    /// Where what is printed in columns or words far apart begins: every line, and what stands behind a gap in one.
    pub(super) segments: Vec<usize>,
    /// Where lines of the source have gaps.
    pub(super) gaps: Gaps,
    /// The indices that are not in the text.
    pub(super) indices: Vec<Index>,
    /// Where each symbol of the text's outline begins.
    starts: Vec<usize>,
    /// At which symbols each row of so many begins.
    seeds: HashMap<Vec<u8>, Vec<usize>>,
    /// Where sentences may begin, once it is asked for.
    sentences: OnceCell<Vec<usize>>,
    /// How many readings may still be tried for all texts together.
    left: Cell<usize>,
    /// Short stretches by digest, once they are asked for.
    pub(super) stretches: OnceCell<HashMap<String, Stretch>>,
}

/// A line in the text, and where it stands in the source.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Line {
    start: usize,
    source: Range<usize>,
}

impl Lines {
    /// Returns all lines of a text.
    pub(super) fn whole(source: Arc<Source>) -> Self {
        let ranges = in_order(&source.text);
        Self::new(source, ranges, Vec::new())
    }

    /// Returns the lines without those that hold nothing but indices, and without the indices that stand far behind a line;
    /// `None` where there are no such.
    pub(super) fn bare(source: Arc<Source>) -> Option<Self> {
        let text = &source.text;
        let mut rows: Vec<usize> = vec![0];
        rows.extend(text.match_indices(['\n', '\u{C}']).map(|(at, _)| at + 1));
        let placed = |at: usize| {
            let row = rows.partition_point(|row| *row <= at) - 1;
            (row, text[rows[row]..at].chars().count())
        };
        let mut kept = Vec::new();
        let mut indices = Vec::new();
        let mut gathered = Gathered::default();
        for range in in_order(text) {
            let shown = &text[range.clone()];
            let from = if are_indices(shown) {
                Some(0)
            } else {
                indices.extend(gathered.take(kept.len().saturating_sub(1)));
                let end = indices_at_end(shown);
                kept.push(range.start..range.start + end.unwrap_or(shown.len()));
                end
            };
            if let Some(from) = from {
                let (row, column) = placed(range.start + from);
                gathered.add(row, column, &shown[from..]);
            }
        }
        indices.extend(gathered.take(kept.len().saturating_sub(1)));
        (!indices.is_empty()).then(|| Self::new(source, kept, indices))
    }

    fn new(source: Arc<Source>, ranges: Vec<Range<usize>>, indices: Vec<Index>) -> Self {
        let mut text = String::with_capacity(source.text.len());
        let mut lines = Vec::new();
        let mut segments = Vec::new();
        for range in ranges {
            let shown = &source.text[range.clone()];
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
        Self {
            gaps: Gaps::of(&source.text),
            source,
            text,
            lines,
            segments,
            indices,
            starts,
            seeds,
            sentences: OnceCell::new(),
            left: Cell::new(MOST_READINGS),
            stretches: OnceCell::new(),
        }
    }

    /// Returns the number of the line that a place in the text lies on.
    pub(super) fn line_at(&self, at: usize) -> usize {
        self.lines
            .partition_point(|line| line.start <= at)
            .saturating_sub(1)
    }

    /// Says whether another reading may be tried, and counts it.
    pub(super) fn may_try(&self) -> bool {
        let left = self.left.get();
        self.left.set(left.saturating_sub(1));
        left > 0
    }

    /// Returns how many lines there are.
    pub(super) fn line_count(&self) -> usize {
        self.lines.len()
    }

    /// Returns where a line begins in the text.
    pub(super) fn start_of(&self, line: usize) -> usize {
        self.lines
            .get(line)
            .map_or(self.text.len(), |line| line.start)
    }

    /// Says whether a column, a page or a paragraph ends with a line.
    pub(super) fn ends_block(&self, line: usize) -> bool {
        let (Some(one), Some(next)) = (self.lines.get(line), self.lines.get(line + 1)) else {
            return true;
        };
        let between = self.source.text.get(one.source.end..next.source.start);
        between.is_none_or(|between| between.contains('\u{C}') || between.matches('\n').count() > 1)
    }

    /// Returns where a character of the text stands in the source.
    pub(super) fn in_source(&self, at: usize) -> usize {
        let Some(line) = self.lines.get(self.line_at(at)) else {
            return 0;
        };
        let before = &self.text[line.start..at.min(self.text.len())];
        let escapes = before.matches("\\*").count();
        (line.source.start + before.len() - escapes).min(line.source.end)
    }

    /// Returns where in the text a sketch seems to begin, the likeliest first.
    pub(super) fn likely_starts(&self, sketch: &[u8]) -> Vec<usize> {
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
        votes.truncate(LIKELY);
        let starts = votes.into_iter().map(|(_, start)| self.starts[start]);
        starts.collect()
    }

    /// Returns the beginnings of lines and of what stands behind a gap, at which most of a sketch seems to go on that begins
    /// elsewhere, each with about how many symbols are missing before it.
    pub(super) fn likely_rests(&self, sketch: &[u8]) -> Vec<(usize, usize)> {
        /// Symbols of the longest head.
        const LONGEST: usize = 40;
        /// Symbols of the rest among which a row is looked for.
        const AMONG: usize = 16;
        /// How many are followed.
        const MOST: usize = 24;
        let mut rests: Vec<(usize, usize)> = Vec::new();
        for start in self.likely_starts(sketch) {
            let first = self
                .segments
                .partition_point(|segment| segment + 80 < start);
            let near = self.segments[first..].iter();
            for segment in near.take_while(|segment| **segment < start + 40 * 6) {
                let symbol = self.starts.partition_point(|start| start < segment);
                let missing = (0..LONGEST).find(|missing| {
                    let row = |offset: usize| sketch.get(missing + offset..missing + offset + SEED);
                    (0..AMONG).any(|offset| {
                        let at = row(offset).and_then(|row| self.seeds.get(row));
                        at.is_some_and(|at| at.binary_search(&(symbol + offset)).is_ok())
                    })
                });
                rests.extend(missing.map(|missing| (*segment, missing)));
            }
        }
        rests.sort_unstable();
        rests.dedup();
        rests.truncate(MOST);
        rests
    }

    /// Returns where sentences may begin.
    pub(super) fn sentence_starts(&self) -> &[usize] {
        self.sentences.get_or_init(|| {
            let bytes = self.text.as_bytes();
            let stop = |byte| matches!(byte, b'.' | b'!' | b'?' | b']' | b')' | b':');
            let behind = |at: usize| self.text[..at].trim_end().as_bytes().last().copied();
            let starts = 0..self.text.len();
            starts
                .filter(|at| *at == 0 || matches!(bytes[at - 1], b' ' | b'\n'))
                .filter(|at| {
                    !bytes[*at].is_ascii_lowercase() && !matches!(bytes[*at], b' ' | b'\n')
                })
                .filter(|at| bytes[at.saturating_sub(1)] == b'\n' || behind(*at).is_none_or(stop))
                .take(MOST_SENTENCES)
                .collect()
        })
    }

    /// Returns the beginnings of lines and of what stands behind a gap, at which a sketch seems to go on from a symbol of it.
    pub(super) fn likely_resumptions(&self, sketch: &[u8], symbol: usize) -> Vec<usize> {
        /// Symbols behind the difference among which a row is looked for that stands in the text.
        const AHEAD: usize = 9;
        /// How often a row may stand in the text.
        const OFTEN: usize = 12;
        /// Bytes of the longest stretch of text of a symbol, nearly always.
        const WIDE: usize = 8;
        let mut places: Vec<usize> = Vec::new();
        for offset in symbol..(symbol + AHEAD).min(sketch.len()) {
            let Some(seed) = sketch.get(offset..offset + SEED) else {
                break;
            };
            for at in self.seeds.get(seed).into_iter().flatten().take(OFTEN) {
                let place = self.starts[*at];
                let reach = (offset - symbol + 4) * WIDE;
                let first = self
                    .segments
                    .partition_point(|segment| segment + reach < place);
                let near = self.segments[first..].iter();
                places.extend(near.take_while(|segment| **segment <= place + 1));
            }
        }
        places.sort_unstable();
        places.dedup();
        places
    }

    /// Returns the beginnings of words around a place, those that begin a sentence or a line first.
    pub(super) fn word_starts(&self, around: usize) -> Vec<usize> {
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

/// Returns the lines of a text that are not empty, in reading order where it has pages.
fn in_order(text: &str) -> Vec<Range<usize>> {
    let mut ranges = plain::lines(text).unwrap_or_else(|| every_line(text));
    ranges.retain(|range| !range.is_empty());
    in_columns(text, ranges)
}

fn every_line(text: &str) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive(['\n', '\u{C}']) {
        let bare = line.trim();
        let lead = (line.len() - line.trim_start().len()).min(line.len() - bare.len());
        lines.push(start + lead..start + lead + bare.len());
        start += line.len();
    }
    lines
}
