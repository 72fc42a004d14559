//! Stretches of short lines that may be cells of a table.

use super::super::normal_form::normal_form;
use super::super::sketch::cell_sketch;
use super::index::are_indices;
use super::walk::{HIGHEST, Walk};
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// Bytes of the longest line that may be a part of a cell, or of several.
pub(super) const LONGEST: usize = 110;

/// Up to how many lines of indices above and below a line may belong to it.
const ROWS_OF_INDICES: usize = 2;

/// Fewest spaces between two pieces of a line.
const GAP: usize = 2;

/// What stands on a line up to a gap.
#[derive(Debug)]
pub(super) struct Piece {
    pub(super) page: usize,
    /// Number of the line among those that are not empty.
    pub(super) row: usize,
    /// Columns where it begins and ends.
    pub(super) begin: usize,
    pub(super) end: usize,
    pub(super) span: Range<usize>,
}

/// The pieces of the lines of a text.
pub(super) struct Pieces<'a> {
    pub(super) text: &'a str,
    pub(super) pieces: Vec<Piece>,
    /// The first piece of each line that is not empty, and the end.
    pub(super) rows: Vec<usize>,
}

/// A stretch that may be a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Candidate {
    /// Its normal form.
    pub(super) form: String,
    /// Its parts: of which piece, and where they stand.
    pub(super) parts: Vec<(usize, Range<usize>)>,
    /// How likely it is one.
    pub(super) likelihood: Likelihood,
}

/// How likely a stretch is a cell, the likeliest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Likelihood {
    /// Whole lines, one under the other.
    Lines,
    /// Whole lines, with others between them.
    Parted,
    /// Words of lines.
    Words,
}

impl Likelihood {
    pub(super) const ALL: [Self; 3] = [Self::Lines, Self::Parted, Self::Words];
}

impl Candidate {
    pub(super) fn start(&self) -> usize {
        self.parts.first().map_or(0, |(_, part)| part.start)
    }

    pub(super) fn end(&self) -> usize {
        self.parts
            .iter()
            .map(|(_, part)| part.end)
            .max()
            .unwrap_or(0)
    }
}

impl<'a> Pieces<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        let mut pieces = Vec::new();
        let mut rows = Vec::new();
        let (mut at, mut page) = (0, 0);
        for line in text.split_inclusive(['\n', '\u{C}']) {
            let first = pieces.len();
            for (begin, span) in parted(line.trim_end()) {
                let shown = &line[span.clone()];
                pieces.push(Piece {
                    page,
                    row: rows.len(),
                    begin,
                    end: begin + shown.chars().count(),
                    span: at + span.start..at + span.end,
                });
            }
            if pieces.len() > first {
                rows.push(first);
            }
            at += line.len();
            page += usize::from(line.ends_with('\u{C}'));
        }
        rows.push(pieces.len());
        Self { text, pieces, rows }
    }

    /// Returns of how many of some cells each page has a piece that is one.
    pub(super) fn cells_of_pages(&self, wanted: &HashSet<u32>) -> HashMap<usize, usize> {
        let mut cells: HashSet<(usize, u32)> = HashSet::new();
        for piece in self
            .pieces
            .iter()
            .filter(|piece| piece.span.len() <= LONGEST)
        {
            let sketch = cell_sketch(&normal_form(&plain(&self.text[piece.span.clone()])));
            if wanted.contains(&sketch) {
                cells.insert((piece.page, sketch));
            }
        }
        let mut counts = HashMap::new();
        for (page, _) in cells {
            *counts.entry(page).or_default() += 1;
        }
        counts
    }

    /// Returns the stretches of a page that may be some cells, in the order in which they stand, by what is kept of cells.
    pub(super) fn candidates(
        &self,
        page: usize,
        wanted: &HashSet<u32>,
    ) -> HashMap<u32, Vec<Candidate>> {
        let mut walk = Walk::new(self, page, wanted);
        for (first, piece) in self.pieces.iter().enumerate() {
            if piece.page == page && piece.span.len() <= LONGEST {
                walk.read_from(&mut vec![first], 0);
                walk.with_indices(first);
            }
        }
        let mut found = walk.into_found();
        for found in found.values_mut() {
            found.sort_by_key(|one| (one.start(), one.end()));
            found.dedup_by(|one, two| one.parts == two.parts);
        }
        found
    }

    /// Returns the pieces that are indices on lines of their own next to a piece, above and below.
    pub(super) fn indices_at(&self, piece: usize) -> Vec<usize> {
        let row = self.pieces[piece].row;
        let alone = |row: usize| {
            let first = *self.rows.get(row)?;
            let one = self.rows.get(row + 1) == Some(&(first + 1));
            let shown = &self.text[self.pieces.get(first)?.span.clone()];
            // A number may be a cell.
            let index = shown.chars().count() == 1 || has_sign(shown);
            (one && index && are_indices(shown)).then_some(first)
        };
        if alone(row).is_some() {
            return Vec::new();
        }
        let above = (row.saturating_sub(ROWS_OF_INDICES)..row)
            .rev()
            .map_while(alone);
        let mut indices: Vec<usize> = above.collect();
        indices.reverse();
        indices.extend((row + 1..=row + ROWS_OF_INDICES).map_while(alone));
        indices
    }

    /// Returns the pieces next to which, in lines that nothing parts, something stands that is no cell: the rest of theirs, it may be.
    /// Above the cells of the first row it is the head of a column.
    pub(super) fn with_a_rest(
        &self,
        covered: &HashSet<usize>,
        first_row: &HashSet<usize>,
    ) -> HashSet<usize> {
        let goes_on = |one: usize, next: usize| {
            let between = self
                .text
                .get(self.pieces[one].span.end..self.pieces[next].span.start);
            between.is_some_and(|between| between.matches(['\n', '\u{C}']).count() < 2)
        };
        let is_rest = |at: usize| {
            let shown = &self.text[self.pieces[at].span.clone()];
            !covered.contains(&at) && !normal_form(&plain(shown)).is_empty()
        };
        let has_rest = |piece: &usize| {
            let after = (*piece + 1..self.pieces.len()).take_while(|at| goes_on(at - 1, *at));
            let before = (0..*piece).rev().take_while(|at| goes_on(*at, at + 1));
            let mut after = after.take(HIGHEST);
            let mut before = before.take(HIGHEST);
            self.is_alone(*piece)
                && (after.any(is_rest) || !first_row.contains(piece) && before.any(is_rest))
        };
        covered.iter().copied().filter(has_rest).collect()
    }

    /// Says whether a piece is all of its line.
    fn is_alone(&self, piece: usize) -> bool {
        let row = self.pieces[piece].row;
        self.rows[row + 1] - self.rows[row] == 1
    }

    /// Returns the pieces next to which an index with a sign stands that is none of them.
    pub(super) fn leave_out_sign(&self, covered: &HashSet<usize>) -> HashSet<usize> {
        let signed = |at: &usize| {
            let shown = &self.text[self.pieces[*at].span.clone()];
            shown.contains(['-', '−', '+', '–', '*'])
                && shown.contains(|c: char| c.is_ascii_digit())
        };
        let leaves = |piece: &usize| {
            let indices = self.indices_at(*piece);
            let mut signs = indices.iter().filter(|at| signed(at));
            signs.any(|at| !covered.contains(at))
        };
        covered.iter().copied().filter(leaves).collect()
    }

    /// Returns the words of a candidate.
    pub(super) fn text_of(&self, one: &Candidate) -> String {
        let parts = one.parts.iter().map(|(_, part)| &self.text[part.clone()]);
        let words = parts.flat_map(str::split_whitespace);
        words.collect::<Vec<_>>().join(" ")
    }

    /// Returns the line of a place, from 1.
    pub(super) fn line_of(&self, at: usize) -> usize {
        1 + self.text[..at].matches(['\n', '\u{C}']).count()
    }

    /// Says whether parts of a piece are all of it but for citation markers.
    pub(super) fn is_covered(&self, piece: usize, parts: &[Range<usize>]) -> bool {
        let span = &self.pieces[piece].span;
        let within = |at: usize| parts.iter().any(|part| part.contains(&at));
        let shown = self.text[span.clone()].char_indices();
        let bare: String = shown
            .filter(|(at, _)| !within(span.start + at))
            .map(|(_, character)| character)
            .collect();
        normal_form(&bare).is_empty()
    }
}

fn has_sign(text: &str) -> bool {
    text.contains(['-', '−', '+', '–', '*'])
}

/// Puts a backslash before stars: nothing is markup in the text of a PDF.
pub(super) fn plain(text: &str) -> String {
    text.replace('*', "\\*")
}

/// Returns the stretches of a line between gaps, with the columns where they begin.
fn parted(line: &str) -> Vec<(usize, Range<usize>)> {
    let mut stretches: Vec<(usize, Range<usize>)> = Vec::new();
    let mut gap = GAP;
    for (column, (at, character)) in line.char_indices().enumerate() {
        if character.is_whitespace() {
            gap += 1;
            continue;
        }
        let end = at + character.len_utf8();
        match stretches.last_mut() {
            Some((_, span)) if gap < GAP => span.end = end,
            _ => stretches.push((column, at..end)),
        }
        gap = 0;
    }
    stretches
}
