//! Lists of reference numbers.

use crate::paper::markup::Piece;

/// A list of reference numbers.
pub(in crate::paper) struct List {
    pub(in crate::paper) end: usize,
    pub(in crate::paper) numbers: usize,
    pub(in crate::paper) first_digits: usize,
}

/// Returns the list of reference numbers that begins here: `8`, `12,13`, `8–16`, `1a,b`, `3, 5; 7-9`.
pub(in crate::paper) fn list(pieces: &[Piece], start: usize) -> Option<List> {
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
pub(in crate::paper) fn separator(pieces: &[Piece], start: usize) -> Option<usize> {
    let mark = spaces_end(pieces, start);
    let is_mark =
        is_dash(pieces.get(mark)?.character) || matches!(pieces[mark].character, ',' | ';');
    is_mark.then(|| spaces_end(pieces, mark + 1))
}

/// Returns where the white space that begins here ends.
pub(in crate::paper) fn spaces_end(pieces: &[Piece], start: usize) -> usize {
    start
        + pieces[start.min(pieces.len())..]
            .iter()
            .take_while(|piece| piece.character.is_whitespace())
            .count()
}

pub(in crate::paper) fn is_dash(character: char) -> bool {
    matches!(character, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}
