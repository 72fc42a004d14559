//! Raised numbers: markers, or powers and charges.

use super::super::{Form, Trust};
use super::flat::is_year;
use super::{Candidate, words_before};
use crate::paper::markup::{Level, Piece};
use crate::paper::normal_form::citation::list::list;
use crate::paper::normal_form::citation::{joined_to_word, word_before};
use std::ops::Range;

/// Tells a raised marker from the power of a number or unit that stands alone.
pub(super) fn raised_trust(pieces: &[Piece], start: usize) -> Trust {
    let before = pieces[..start]
        .iter()
        .rev()
        .find(|piece| !piece.character.is_whitespace());
    match before {
        // Electrons in orbitals: `t₂g³`.
        Some(piece) if piece.level == Level::Lowered && matches!(piece.character, 'g' | 'u') => {
            Trust::Doubtful
        }
        Some(piece) if piece.character == '%' || piece.character.is_alphabetic() => Trust::Certain,
        Some(piece) if piece.character == ')' && is_power_of_term(pieces, start) => Trust::Next,
        _ => Trust::Likely,
    }
}

/// Longest term in brackets that is looked at.
const LONGEST_TERM: usize = 60;

/// Says whether a lone small digit stands above a term in brackets: `(x − 3.5)²`.
fn is_power_of_term(pieces: &[Piece], start: usize) -> bool {
    let small = matches!(pieces[start].character, '2'..='4')
        && list(pieces, start).is_some_and(|list| list.numbers == 1 && list.first_digits == 1);
    let mut depth = 0_usize;
    let term: Vec<char> = pieces[..start]
        .iter()
        .rev()
        .map(|piece| piece.character)
        .skip_while(|character| character.is_whitespace())
        .take(LONGEST_TERM)
        .take_while(|character| {
            match character {
                ')' => depth += 1,
                '(' => depth = depth.saturating_sub(1),
                _ => {}
            }
            depth > 0
        })
        .collect();
    let operator = |c: &char| {
        matches!(
            c,
            '+' | '-' | '−' | '–' | '/' | '=' | '×' | '·' | '⋅' | '*' | '±'
        )
    };
    let word = term
        .split(|c| !c.is_alphabetic())
        .any(|letters| letters.len() > 2);
    small && term.len() < LONGEST_TERM && term.iter().any(operator) && !word
}

/// Returns a raised marker directly behind a charge or power in a tag of its own: `SO₄²⁻` and then `¹²`.
pub(super) fn behind_exponent(pieces: &[Piece], start: usize) -> Option<Candidate> {
    if !is_apart(pieces, start) || !pieces[start].character.is_ascii_digit() {
        return None;
    }
    let list = list(pieces, start)?;
    let over = pieces
        .get(list.end)
        .is_none_or(|piece| piece.level != Level::Raised);
    (over && !joined_to_word(pieces, list.end)).then_some((
        start..list.end,
        Form::Raised,
        Trust::Likely,
    ))
}

/// Returns a raised marker directly behind a symbol or sign: `H₂O¹¹,¹⁴`, `NO₃⁻¹²`, if what was cited before allows it.
pub(super) fn behind_symbol(pieces: &[Piece], start: usize) -> Option<Candidate> {
    let before = pieces[..start]
        .iter()
        .rposition(|piece| !piece.character.is_whitespace())?;
    let list = list(pieces, start)?;
    let over = pieces
        .get(list.end)
        .is_none_or(|piece| piece.level != Level::Raised)
        && !joined_to_word(pieces, list.end);
    let sign = pieces[before].level == Level::Raised
        && matches!(pieces[before].character, '+' | '-' | '−');
    // `λ¹⁰⁻¹³`: no letter has a range of such powers.
    let range = list.numbers > 1 && list.first_digits > 1;
    let character = pieces[before].character;
    let symbol = pieces[before].level == Level::Line
        && (character.is_uppercase() || range && character.is_alphabetic());
    // No exponent has commas, or a space before it.
    let comma = pieces[start..list.end]
        .iter()
        .any(|piece| piece.character == ',');
    let trust = if comma || range || before + 1 < start {
        Trust::Likely
    } else {
        Trust::Next
    };
    (over && (sign || symbol) && (list.numbers > 1 || list.first_digits > 1)).then_some((
        start..list.end,
        Form::Raised,
        trust,
    ))
}

/// Says whether a raised character stands behind another one that markup or white space parts from it.
pub(super) fn is_apart(pieces: &[Piece], index: usize) -> bool {
    let Some(before) = pieces[..index]
        .iter()
        .rposition(|piece| !piece.character.is_whitespace())
    else {
        return false;
    };
    let between = pieces[index].start.saturating_sub(pieces[before].end);
    pieces[before].level == Level::Raised
        && matches!(pieces[before].character, '+' | '-' | '−' | '–')
        && between > if before + 1 < index { 0 } else { 8 }
}

/// Says whether a raised number stands behind a stop or a word, and so behind no symbol that has charges.
pub(super) fn behind_text(pieces: &[Piece], start: usize) -> bool {
    let Some(before) = pieces[..start]
        .iter()
        .rposition(|piece| !piece.character.is_whitespace())
    else {
        return false;
    };
    let piece = pieces[before];
    piece.level == Level::Line
        && (matches!(
            piece.character,
            '.' | ',' | ';' | ':' | '?' | '!' | '%' | '”' | '"'
        ) || word_before(pieces, before + 1)
            .chars()
            .rev()
            .take_while(|c| c.is_lowercase())
            .count()
            > 1)
}

/// Returns where a marker begins behind a power and a comma on the line: `10⁴,⁵`.
pub(super) fn behind_power(pieces: &[Piece], list: Range<usize>) -> Option<usize> {
    let base = pieces.get(list.start.checked_sub(1)?)?;
    if base.level != Level::Line || !base.character.is_ascii_digit() {
        return None;
    }
    let comma = list.clone().find(|at| {
        pieces[*at].level == Level::Line && matches!(pieces[*at].character, ',' | ';')
    })?;
    (comma + 1..list.end).find(|at| pieces[*at].character.is_ascii_digit())
}

/// Returns a raised marker directly behind a number that has no power: `in 1987⁸`, `pMade14²⁹`, `sample 4711²⁵`.
pub(super) fn behind_number(pieces: &[Piece], start: usize) -> Option<Candidate> {
    let list = list(pieces, start)?;
    let over = pieces
        .get(list.end)
        .is_none_or(|piece| piece.level != Level::Raised)
        && !joined_to_word(pieces, list.end);
    let length = pieces[..start]
        .iter()
        .rev()
        .take(20)
        .take_while(|piece| piece.level == Level::Line && piece.character.is_alphanumeric())
        .count();
    let token: String = pieces[start - length..start]
        .iter()
        .map(|piece| piece.character)
        .collect();
    if !over || !token.ends_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let outside = (start - length)
        .checked_sub(1)
        .map(|at| pieces[at].character);
    let large = list.first_digits > 1;
    let power = token.trim_start_matches(['x', 'X']) == "10" || token == "2";
    let trust = if is_year(&token) && outside.is_none_or(|c| !matches!(c, '.' | '-' | '−')) {
        let word = words_before(pieces, start - length);
        let dated = matches!(
            word.as_str(),
            "in" | "since" | "of" | "until" | "by" | "from" | "during" | "and" | "to" | "year"
        );
        let squared = list.numbers == 1 && matches!(pieces[start].character, '2' | '3') && !large;
        if squared && !dated {
            return None;
        }
        Trust::Likely
    } else if power || !large {
        return None;
    } else if token.len() > 1 {
        Trust::Likely
    } else {
        Trust::Next
    };
    Some((start..list.end, Form::Raised, trust))
}
