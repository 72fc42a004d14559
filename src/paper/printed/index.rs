//! Indices and signs that a page's text has on lines of their own, below or above the formula that they belong to.
//!
//! Which belongs where is not told; but they stand in the order of their formulas, what is lowered never stands above its line,
//! and a raised one and a lowered one of the same formula stand one above the other.

use std::ops::Range;

/// Characters of the longest index.
const LONGEST: usize = 4;

/// By how many columns the two indices of a formula may be apart.
const BESIDE: usize = 1;

/// An index that stands on no line of text, or the two of one formula.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Index {
    /// Number of the line of text that stands before it.
    pub(super) line: usize,
    /// What it is, the lowered one first.
    pub(super) text: String,
    /// It may be raised: it has a sign.
    pub(super) raised: bool,
}

/// An index where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Placed {
    /// Number of the line in the source.
    row: usize,
    column: usize,
    text: String,
}

/// Says whether a word may be an index: digits, signs, one letter or the label of a metal, and no word of the language.
pub(super) fn is_index(word: &str) -> bool {
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    word.trim_start_matches('\\').chars().count() <= LONGEST
        && (letters <= 1 || word == "cat" || word == "geo")
}

/// Says whether a line or what stands at its end, far from the rest, holds nothing but indices.
pub(super) fn are_indices(words: &str) -> bool {
    let mut words = words.split_whitespace();
    words.clone().next().is_some() && words.all(is_index)
}

/// Returns where in a line the indices begin that stand at its end, far from the rest.
pub(super) fn indices_at_end(line: &str) -> Option<usize> {
    let mut from = None;
    let mut rest = line.trim_end();
    while let Some(gap) = rest.rfind("  ") {
        if !are_indices(&rest[gap..]) {
            break;
        }
        rest = rest[..gap].trim_end();
        from = Some(rest.len());
    }
    from.filter(|from| *from > 0)
}

/// The indices that stand between two lines of text, as they are met.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    placed: Vec<Placed>,
}

impl Gathered {
    /// Adds the indices of a stretch of a line of the source that begins in a column.
    pub(super) fn add(&mut self, row: usize, column: usize, words: &str) {
        let mut start = None;
        for (at, (byte, character)) in words.char_indices().chain([(words.len(), ' ')]).enumerate()
        {
            match (character.is_whitespace(), start) {
                (false, None) => start = Some((at, byte)),
                (true, Some((first, from))) => {
                    let text = words[from..byte].replace('*', "\\*");
                    self.placed.push(Placed {
                        row,
                        column: column + first,
                        text,
                    });
                    start = None;
                }
                _ => {}
            }
        }
    }

    /// Returns them in the order of the formulas to which they belong, and leaves none.
    pub(super) fn take(&mut self, line: usize) -> Vec<Index> {
        let mut placed = std::mem::take(&mut self.placed);
        placed.sort_by_key(|one| (one.column, one.row));
        let mut indices: Vec<Index> = Vec::new();
        let mut at = 0;
        while let Some(one) = placed.get(at) {
            let below = placed
                .get(at + 1)
                .filter(|two| two.row == one.row + 1 && two.column.abs_diff(one.column) <= BESIDE);
            let index = |text: String, raised| Index { line, text, raised };
            match below {
                Some(two) => {
                    indices.push(index(format!("{}{}", two.text, one.text), false));
                    at += 2;
                }
                None => {
                    let raised = one.text.contains(['-', '−', '+', '–', '*']);
                    indices.push(index(one.text.clone(), raised));
                    at += 1;
                }
            }
        }
        indices
    }
}

/// Returns the numbers of the indices that stand between a line of text and the next.
pub(super) fn behind(indices: &[Index], line: usize) -> Range<usize> {
    indices.partition_point(|one| one.line < line)..indices.partition_point(|one| one.line <= line)
}
