//! Reads short lines one after the other, as the lines of a cell may stand.

use super::super::normal_form::{normal_form, normal_form_with_places};
use super::super::sketch::cell_sketch;
use super::cell::{Candidate, LONGEST, Likelihood, Piece, Pieces, plain};
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// How many stretches of a page are read.
const MOST: usize = 200_000;

/// Lines of the highest cell.
pub(super) const HIGHEST: usize = 7;

/// Bytes of the longest cell.
const LONGEST_CELL: usize = 260;

/// How many lines of other cells may stand between two lines of a cell.
const PASSED: usize = 40;

/// How often that may be, or something on the same line go on behind a gap.
const STEPS: usize = 1;

/// By how many columns two lines of a cell may begin apart.
const APART: usize = 3;

/// How many ways to put them are tried.
const MOST_WAYS: usize = 2_000;

/// Reads on from a piece to those that may go on with it.
pub(super) struct Walk<'a> {
    pieces: &'a Pieces<'a>,
    page: usize,
    wanted: &'a HashSet<u32>,
    found: HashMap<u32, Vec<Candidate>>,
    left: usize,
}

impl<'a> Walk<'a> {
    pub(super) fn new(pieces: &'a Pieces<'a>, page: usize, wanted: &'a HashSet<u32>) -> Self {
        Self {
            pieces,
            page,
            wanted,
            found: HashMap::new(),
            left: MOST,
        }
    }

    /// Returns what was kept, by what is kept of cells.
    pub(super) fn into_found(self) -> HashMap<u32, Vec<Candidate>> {
        self.found
    }

    /// Reads on from the last of some pieces, and keeps what may be a cell.
    pub(super) fn read_from(&mut self, chain: &mut Vec<usize>, steps: usize) {
        if self.left == 0 {
            return;
        }
        self.left -= 1;
        self.keep(chain, steps);
        let length: usize = chain
            .iter()
            .map(|at| self.pieces.pieces[*at].span.len())
            .sum();
        if chain.len() == HIGHEST || length > LONGEST_CELL {
            return;
        }
        let Some(last) = chain.last().copied() else {
            return;
        };
        for (next, step) in self.next(last, steps < STEPS) {
            chain.push(next);
            self.read_from(chain, steps + step);
            chain.pop();
        }
    }

    /// Keeps what a piece may be with the indices put into it that stand on lines of their own above and below it, all of them.
    pub(super) fn with_indices(&mut self, piece: usize) {
        let Pieces { pieces, text, .. } = self.pieces;
        let indices = self.pieces.indices_at(piece);
        let span = &pieces[piece].span;
        let words: Vec<&str> = text[span.clone()].split_whitespace().collect();
        let ways = words.len().checked_pow(indices.len() as u32);
        let Some(ways) = ways.filter(|ways| !indices.is_empty() && *ways <= MOST_WAYS) else {
            return;
        };
        for mut way in 0..ways {
            let mut with: Vec<String> = words.iter().map(|word| plain(word)).collect();
            for index in &indices {
                let span = &pieces[*index].span;
                with[way % words.len()].push_str(&plain(&text[span.clone()]));
                way /= words.len();
            }
            let form = normal_form(&with.join(" "));
            let sketch = cell_sketch(&form);
            if self.wanted.contains(&sketch) {
                let parts = std::iter::once(&piece).chain(&indices);
                let whole = |at: &usize| (*at, pieces[*at].span.clone());
                let candidate = Candidate {
                    form,
                    parts: parts.map(whole).collect(),
                    likelihood: Likelihood::Parted,
                };
                self.found.entry(sketch).or_default().push(candidate);
            }
        }
    }

    /// Returns the pieces that may go on behind a piece, and whether that is a step.
    fn next(&self, last: usize, may_step: bool) -> Vec<(usize, usize)> {
        let Pieces { pieces, rows, .. } = self.pieces;
        let piece = &pieces[last];
        let fits = |next: &Piece| {
            next.page == self.page
                && next.span.len() <= LONGEST
                && (next.begin.abs_diff(piece.begin) <= APART
                    || next.begin < piece.end && piece.begin < next.end)
        };
        let mut nexts = Vec::new();
        let passed = if may_step { PASSED } else { 0 };
        for row in piece.row + 1..(piece.row + 2 + passed).min(rows.len() - 1) {
            let of_row = rows[row]..rows[row + 1];
            let step = usize::from(row > piece.row + 1);
            nexts.extend(of_row.filter(|at| fits(&pieces[*at])).map(|at| (at, step)));
        }
        if may_step
            && pieces
                .get(last + 1)
                .is_some_and(|next| next.row == piece.row)
        {
            nexts.push((last + 1, 1));
        }
        nexts
    }

    /// Keeps what a row of pieces may be, from a word of the first to a word of the last.
    fn keep(&mut self, chain: &[usize], steps: usize) {
        let mut text = String::new();
        // Where each piece begins in the text, and its place in the source.
        let mut offsets = Vec::with_capacity(chain.len());
        let mut row = None;
        for at in chain {
            let piece = &self.pieces.pieces[*at];
            if let Some(row) = row {
                text.push(if row == piece.row { ' ' } else { '\n' });
            }
            row = Some(piece.row);
            offsets.push(text.len());
            text.push_str(&plain(&self.pieces.text[piece.span.clone()]));
        }
        let form = normal_form_with_places(&text);
        let Some(last) = offsets.last() else { return };
        let second = offsets.get(1).copied().unwrap_or(text.len());
        let mut whole = String::new();
        let mut bytes = Vec::with_capacity(form.len() + 1);
        for (character, _) in &form {
            bytes.push(whole.len());
            whole.push(*character);
        }
        bytes.push(whole.len());
        let opens = |at: usize| {
            let place = form[at].1.start;
            place < second && (at == 0 || is_edge(&text, form[at - 1].1.end, place))
        };
        let closes = |end: usize| {
            let place = form[end - 1].1.end;
            place > *last && (end == form.len() || is_edge(&text, place, form[end].1.start))
        };
        let ends: Vec<usize> = (1..=form.len()).filter(|end| closes(*end)).collect();
        for start in (0..form.len()).filter(|at| opens(*at)) {
            for end in ends.iter().copied().filter(|end| *end > start) {
                let cell = &whole[bytes[start]..bytes[end]];
                let sketch = cell_sketch(cell);
                if !self.wanted.contains(&sketch) {
                    continue;
                }
                let span = form[start].1.start..form[end - 1].1.end;
                let candidate = Candidate {
                    form: cell.to_owned(),
                    parts: self.parts(chain, &offsets, &text, &span),
                    likelihood: match (start, end, steps) {
                        (0, end, 0) if end == form.len() => Likelihood::Lines,
                        (0, end, _) if end == form.len() => Likelihood::Parted,
                        _ => Likelihood::Words,
                    },
                };
                self.found.entry(sketch).or_default().push(candidate);
            }
        }
    }

    /// Returns the parts of the pieces that a stretch of their text is.
    fn parts(
        &self,
        chain: &[usize],
        offsets: &[usize],
        text: &str,
        span: &Range<usize>,
    ) -> Vec<(usize, Range<usize>)> {
        let mut parts = Vec::with_capacity(chain.len());
        for (number, at) in chain.iter().enumerate() {
            let piece = &self.pieces.pieces[*at].span;
            let offset = offsets[number];
            let end = offsets.get(number + 1).map_or(text.len(), |next| next - 1);
            let (from, to) = (span.start.max(offset), span.end.min(end));
            if from >= to {
                continue;
            }
            // Each backslash stands before a star, and is not in the source.
            let escapes = |upto: usize| text[offset..upto].matches("\\*").count();
            let start = piece.start + from - offset - escapes(from);
            parts.push((*at, start..piece.start + to - offset - escapes(to)));
        }
        parts
    }
}

/// Says whether a cell may end at one place of a text and another begin at the next: white space lies between, or a capital stands
/// behind a small letter, a digit or a bracket.
fn is_edge(text: &str, end: usize, start: usize) -> bool {
    if end < start {
        return text[end..start].contains([' ', '\n', ']']);
    }
    let before = text[..start].chars().next_back();
    let after = text[start..].chars().next();
    before.is_some_and(|c| c.is_lowercase() || c.is_ascii_digit() || c == ')')
        && after.is_some_and(char::is_uppercase)
}
