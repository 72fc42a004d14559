//! Citation markers in a sentence that stands alone: which characters belong to one.
//!
//! A digest must come out the same wherever the sentence is found, so nothing but the sentence may decide. The rules
//! are narrower than those of the reader, which knows the whole paper.

pub(in crate::paper) mod list;

use crate::paper::markup::{Level, Piece};
use list::{is_dash, list, separator, spaces_end};
use std::ops::Range;

/// Short words after which a raised number is an exponent.
const UNITS: &[&str] = &[
    "amu", "atm", "bar", "cal", "cat", "cos", "day", "det", "exp", "log", "min", "mol", "ppb",
    "ppm", "rpm", "sin", "tan",
];

/// Units of two letters, after which a raised number is an exponent even where numbers are raised to cite.
const LENGTHS: &[&str] = &[
    "cm", "dm", "km", "mm", "nm", "pm", "ft", "sp", "eV", "ms", "kg", "mg", "ml", "mL",
];

/// Words whose number is part of a name, in the singular.
const NUMBERED: &[&str] = &[
    "chapter",
    "compound",
    "entry",
    "equation",
    "figure",
    "fig",
    "eq",
    "eqn",
    "example",
    "group",
    "movie",
    "note",
    "part",
    "phase",
    "reference",
    "ref",
    "route",
    "scheme",
    "section",
    "sec",
    "site",
    "state",
    "step",
    "table",
    "tab",
    "type",
    "video",
];

/// Abbreviations that a number follows.
const ABBREVIATED: &[&str] = &[
    "approx", "art", "ca", "ch", "chap", "eq", "eqs", "fig", "figs", "no", "nos", "p", "pp", "ref",
    "refs", "sec", "sect", "tab", "ver", "version", "vol",
];

/// How a marker is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::paper) enum Setting {
    Bracketed,
    Linked,
    Raised,
    Flattened,
}

/// Returns the characters without those of citation markers.
pub(super) fn without_markers(pieces: &[Piece]) -> Vec<Piece> {
    let mut kept = Vec::with_capacity(pieces.len());
    let mut end = 0;
    for (marker, _) in markers(pieces) {
        kept.extend_from_slice(&pieces[end..marker.start]);
        end = marker.end;
    }
    kept.extend_from_slice(&pieces[end..]);
    kept
}

/// Returns the citation markers, as stretches of the characters.
fn markers(pieces: &[Piece]) -> Vec<(Range<usize>, Setting)> {
    let mut markers = Vec::new();
    let mut index = 0;
    while index < pieces.len() {
        match marker(pieces, index, false) {
            Some((end, setting)) => {
                markers.push((index..end, setting));
                index = end;
            }
            // The rest of a list that is no marker is none either, and is not looked at again.
            None => index = list(pieces, index).map_or(index + 1, |list| list.end),
        }
    }
    markers
}

/// Returns where the marker that begins here ends.
///
/// In a paper that cites with raised numbers more of them are markers than in a sentence that stands alone.
pub(in crate::paper) fn marker(
    pieces: &[Piece],
    start: usize,
    raised_style: bool,
) -> Option<(usize, Setting)> {
    if let Some(mut end) = bracketed(pieces, start) {
        // `[12], [13]` and `[12]–[15]` are one marker.
        while let Some(next) = separator(pieces, end).and_then(|next| bracketed(pieces, next)) {
            end = next;
        }
        return Some((end, Setting::Bracketed));
    }
    if !pieces[start].character.is_ascii_digit() {
        return None;
    }
    linked(pieces, start)
        .map(|end| (end, Setting::Linked))
        .or_else(|| raised(pieces, start, raised_style).map(|end| (end, Setting::Raised)))
        .or_else(|| flattened(pieces, start).map(|end| (end, Setting::Flattened)))
}

/// Returns where a bracketed marker ends: `[8–16]`, but not `[Kr]4d`, `[2]rotaxane` or `[3,3]-shift`.
fn bracketed(pieces: &[Piece], start: usize) -> Option<usize> {
    if pieces.get(start)?.character != '[' {
        return None;
    }
    let list = list(pieces, spaces_end(pieces, start + 1))?;
    let close = spaces_end(pieces, list.end);
    if pieces.get(close)?.character != ']' {
        return None;
    }
    let end = close + 1;
    (pieces[start].level == Level::Raised || !joined_to_word(pieces, end)).then_some(end)
}

/// Says whether a letter or digit follows, or a hyphen and a letter.
pub(in crate::paper) fn joined_to_word(pieces: &[Piece], end: usize) -> bool {
    let word = |index: usize| {
        pieces
            .get(index)
            .is_some_and(|piece| piece.character.is_alphanumeric())
    };
    word(end)
        || (pieces
            .get(end)
            .is_some_and(|piece| is_dash(piece.character))
            && word(end + 1))
}

/// Returns where a marker ends that is nothing but links to the reference list: `12` of `[12](#page-9-0)`.
fn linked(pieces: &[Piece], start: usize) -> Option<usize> {
    if !pieces[start].linked || (start > 0 && pieces[start - 1].linked) {
        return None;
    }
    let list = list(pieces, start)?;
    let whole = pieces[start].linked
        && pieces[list.end - 1].linked
        && !pieces
            .get(list.end)
            .is_some_and(|next| next.linked || next.character == '.');
    let last_in_sentence = pieces
        .get(list.end)
        .is_some_and(|next| next.character == '.')
        && pieces
            .get(list.end + 1)
            .is_none_or(|next| next.character.is_whitespace());
    let enclosed = pieces[..start]
        .iter()
        .rev()
        .find(|piece| !piece.character.is_whitespace());
    let parenthesised = enclosed.is_some_and(|piece| matches!(piece.character, '(' | '['));
    ((whole || last_in_sentence) && !parenthesised && !numbers_a_name(pieces, start))
        .then_some(list.end)
}

/// Says whether the word before, white space between, is one that has a number: `Figure 3`, `Eq. 2`.
fn numbers_a_name(pieces: &[Piece], start: usize) -> bool {
    let mut before = pieces[..start]
        .iter()
        .rev()
        .map(|piece| piece.character)
        .peekable();
    while before
        .next_if(|c| c.is_whitespace() || matches!(c, '.' | '(' | 'S'))
        .is_some()
    {}
    let word: String = before.take_while(|c| c.is_alphabetic()).take(16).collect();
    let word: String = word.chars().rev().collect::<String>().to_lowercase();
    is_numbered(&word)
}

/// Says whether a lower-case word is followed by numbers that are part of a name.
pub(in crate::paper) fn is_numbered(word: &str) -> bool {
    NUMBERED.contains(&word)
        || word
            .strip_suffix('s')
            .is_some_and(|singular| NUMBERED.contains(&singular))
}

/// Returns where a raised marker without brackets ends: `word<sup>12,13</sup>`, but not `cm²`, `10⁵`, `¹⁵N`, `Co²⁺`.
fn raised(pieces: &[Piece], start: usize, raised_style: bool) -> Option<usize> {
    let is_raised = |index: usize| {
        pieces
            .get(index)
            .is_some_and(|piece| piece.level == Level::Raised)
    };
    if !is_raised(start) || (start > 0 && is_raised(start - 1)) {
        return None;
    }
    let list = list(pieces, start)?;
    if !is_raised(list.end - 1) || is_raised(list.end) || joined_to_word(pieces, list.end) {
        return None;
    }
    let before = pieces[..start]
        .iter()
        .rposition(|piece| !piece.character.is_whitespace())?;
    let several = list.numbers > 1 || raised_style;
    let cited = match pieces[before] {
        Piece {
            level: Level::Lowered,
            ..
        }
        | Piece {
            character: ')' | ']',
            ..
        } => several || list.first_digits > 1,
        Piece {
            character: '.' | ',' | ';' | ':' | '?' | '!' | '%' | '"' | '\'' | '’' | '”',
            ..
        } => true,
        Piece { character, .. } if character.is_alphabetic() => {
            let word = word_before(pieces, before + 1);
            match word.chars().count() {
                0 | 1 => false,
                2 if raised_style => {
                    !LENGTHS.contains(&word.as_str())
                        && (list.numbers > 1
                            || list.first_digits > 1
                            || word.chars().all(char::is_lowercase))
                }
                2 => several,
                _ => list.numbers > 1 || !UNITS.contains(&word.to_lowercase().as_str()),
            }
        }
        _ => false,
    };
    cited.then_some(list.end)
}

/// Returns the letters on the line directly before, at most sixteen of them.
pub(in crate::paper) fn word_before(pieces: &[Piece], end: usize) -> String {
    let letters = pieces[..end]
        .iter()
        .rev()
        .take(16)
        .take_while(|piece| piece.character.is_alphabetic() && piece.level == Level::Line)
        .count();
    pieces[end - letters..end]
        .iter()
        .map(|piece| piece.character)
        .collect()
}

/// Returns where a marker ends that was raised once and is flat in the text of a PDF: `ammonia.25`, `ammonia25 is`.
///
/// After a stop that ends the text, the stop must follow a letter, a bracket or a percent sign. Elsewhere the marker
/// must hang on a plain word of four lower-case letters or more, and a lone digit must follow a stop or a comma.
fn flattened(pieces: &[Piece], start: usize) -> Option<usize> {
    if pieces[start].level != Level::Line || start == 0 {
        return None;
    }
    let list = list(pieces, start)?;
    let closers = pieces[list.end..]
        .iter()
        .take(3)
        .take_while(|piece| matches!(piece.character, '.' | ',' | ';' | ':' | ')'))
        .count();
    let after = pieces.get(list.end + closers);
    if !after.is_none_or(|piece| piece.character.is_whitespace()) {
        return None;
    }
    let mut end = start;
    while end > 0
        && start - end < 3
        && matches!(
            pieces[end - 1].character,
            '.' | ',' | ';' | ':' | '"' | '”' | ')'
        )
    {
        end -= 1;
    }
    let word = word_before(pieces, end).to_lowercase();
    let last = closers == 0 && spaces_end(pieces, list.end) == pieces.len();
    if last && pieces[start - 1].character == '.' {
        let before = pieces[..start - 1].last()?.character;
        let ended = before.is_alphabetic() || matches!(before, ')' | ']' | '%' | '"' | '”');
        return (ended && !ABBREVIATED.contains(&word.as_str())).then_some(list.end);
    }
    if end == start && (is_numbered(&word) || list.numbers == 1 && list.first_digits == 1) {
        return None;
    }
    let token = pieces[..end]
        .iter()
        .rev()
        .take(48)
        .take_while(|piece| {
            piece.level == Level::Line
                && (piece.character.is_alphabetic() || is_dash(piece.character))
        })
        .count();
    let outside = (end - token)
        .checked_sub(1)
        .map(|index| pieces[index].character);
    let whole = outside.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '[' | '"' | '“'));
    let low = word_before(pieces, end)
        .chars()
        .rev()
        .take_while(char::is_ascii_lowercase)
        .count()
        >= 4;
    (whole && low && !ABBREVIATED.contains(&word.as_str())).then_some(list.end)
}
