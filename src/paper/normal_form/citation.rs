//! Citation markers in a sentence that stands alone: which characters belong to one.
//!
//! A digest must come out the same wherever the sentence is found, so nothing but the sentence may decide. The rules
//! are narrower than those of the reader, which knows the whole paper.

use crate::paper::markup::{Level, Piece};
use std::ops::Range;

/// Short words after which a raised number is an exponent.
const UNITS: &[&str] = &[
    "amu", "atm", "bar", "cal", "cat", "cos", "day", "det", "exp", "log", "min", "mol", "ppb",
    "ppm", "rpm", "sin", "tan",
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
pub(in crate::paper) fn markers(pieces: &[Piece]) -> Vec<(Range<usize>, Setting)> {
    let mut markers = Vec::new();
    let mut index = 0;
    while index < pieces.len() {
        match marker(pieces, index) {
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
fn marker(pieces: &[Piece], start: usize) -> Option<(usize, Setting)> {
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
        .or_else(|| raised(pieces, start).map(|end| (end, Setting::Raised)))
        .or_else(|| flattened(pieces, start).map(|end| (end, Setting::Flattened)))
}

/// A list of reference numbers.
struct List {
    end: usize,
    numbers: usize,
    first_digits: usize,
}

/// Returns the list of reference numbers that begins here: `8`, `12,13`, `8–16`, `1a,b`, `3, 5; 7-9`.
fn list(pieces: &[Piece], start: usize) -> Option<List> {
    let mut end = number(pieces, start)?;
    let mut list = List {
        end: 0,
        numbers: 1,
        first_digits: pieces[start..end]
            .iter()
            .filter(|piece| piece.character.is_ascii_digit())
            .count(),
    };
    while let Some(next) = separator(pieces, end) {
        let same_level = pieces
            .get(next)
            .is_some_and(|piece| piece.level == pieces[start].level);
        let Some(after) = number(pieces, next)
            .or_else(|| letter(pieces, next))
            .filter(|_| same_level)
        else {
            break;
        };
        end = after;
        list.numbers += 1;
    }
    list.end = end;
    Some(list)
}

/// Returns where a number of up to three digits ends, with the letter that may follow it (`1a`).
fn number(pieces: &[Piece], start: usize) -> Option<usize> {
    let level = pieces.get(start)?.level;
    let digits = pieces[start..]
        .iter()
        .take(4)
        .take_while(|piece| piece.character.is_ascii_digit() && piece.level == level)
        .count();
    if !(1..=3).contains(&digits) || pieces[start].character == '0' {
        return None;
    }
    let end = start + digits;
    Some(letter(pieces, end).unwrap_or(end))
}

/// Returns where a single lower-case letter ends, the part of a reference (`1a,b`).
fn letter(pieces: &[Piece], start: usize) -> Option<usize> {
    let alone = pieces.get(start)?.character.is_ascii_lowercase()
        && !pieces
            .get(start + 1)
            .is_some_and(|next| next.character.is_alphanumeric());
    alone.then_some(start + 1)
}

/// Returns where what follows a separator begins: a comma, semicolon or dash, with spaces around it.
fn separator(pieces: &[Piece], start: usize) -> Option<usize> {
    let mark = spaces_end(pieces, start);
    let is_mark =
        is_dash(pieces.get(mark)?.character) || matches!(pieces[mark].character, ',' | ';');
    is_mark.then(|| spaces_end(pieces, mark + 1))
}

/// Returns where the white space that begins here ends.
fn spaces_end(pieces: &[Piece], start: usize) -> usize {
    start
        + pieces[start.min(pieces.len())..]
            .iter()
            .take_while(|piece| piece.character.is_whitespace())
            .count()
}

fn is_dash(character: char) -> bool {
    matches!(character, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
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
fn joined_to_word(pieces: &[Piece], end: usize) -> bool {
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
fn is_numbered(word: &str) -> bool {
    NUMBERED.contains(&word)
        || word
            .strip_suffix('s')
            .is_some_and(|singular| NUMBERED.contains(&singular))
}

/// Returns where a raised marker without brackets ends: `word<sup>12,13</sup>`, but not `cm²`, `10⁵`, `¹⁵N`, `Co²⁺`.
fn raised(pieces: &[Piece], start: usize) -> Option<usize> {
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
    let several = list.numbers > 1;
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
                2 => several,
                _ => several || !UNITS.contains(&word.to_lowercase().as_str()),
            }
        }
        _ => false,
    };
    cited.then_some(list.end)
}

/// Returns the letters on the line directly before, at most sixteen of them.
fn word_before(pieces: &[Piece], end: usize) -> String {
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

/// Returns where a marker ends that was raised once and is flat in the text of a PDF: `ammonia.25 However`.
///
/// It must hang on a plain word of four lower-case letters or more; a lone digit must follow a stop or a comma.
fn flattened(pieces: &[Piece], start: usize) -> Option<usize> {
    let character = |index: usize| pieces.get(index).map(|piece| piece.character);
    if !character(start)?.is_ascii_digit() || pieces[start].level != Level::Line || start == 0 {
        return None;
    }
    let list = list(pieces, start)?;
    let stop_after = matches!(character(list.end), Some('.' | ',' | ';' | ':' | ')'))
        && character(list.end + 1).is_none_or(char::is_whitespace);
    if !(stop_after || character(list.end).is_none_or(char::is_whitespace)) {
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
    if end == start && list.numbers == 1 && list.first_digits == 1 {
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
    let before = (end - token)
        .checked_sub(1)
        .map(|index| pieces[index].character);
    let whole = before.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '[' | '"' | '“'));
    let word = word_before(pieces, end);
    let low = word
        .chars()
        .rev()
        .take_while(char::is_ascii_lowercase)
        .count()
        >= 4;
    (whole && low && !is_numbered(&word.to_lowercase())).then_some(list.end)
}
