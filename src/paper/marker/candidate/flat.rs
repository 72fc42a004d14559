//! Markers that were raised once and are flat in a text that lost its levels.

use super::super::{Form, Trust};
use super::{Candidate, words_before};
use crate::paper::markup::{Level, Piece};
use crate::paper::normal_form::citation::list::{is_dash, list};
use crate::paper::normal_form::citation::{is_numbered, word_before};
use std::ops::Range;

/// Returns a flat marker where the sentence alone leaves doubts: after short words, capitals, formulas and digits.
pub(super) fn flattened(pieces: &[Piece], start: usize) -> Option<Candidate> {
    let before = pieces.get(start.checked_sub(1)?)?;
    if pieces[start].level != Level::Line || before.character.is_whitespace() {
        return None;
    }
    let run = pieces[start..]
        .iter()
        .take(6)
        .take_while(|piece| piece.character.is_ascii_digit())
        .count();
    let whole = list(pieces, start);
    let ends = |end: usize| {
        let closers = pieces[end..]
            .iter()
            .take(3)
            .take_while(|piece| matches!(piece.character, '.' | ',' | ';' | ':' | ')' | '”' | '"'))
            .count();
        pieces
            .get(end + closers)
            .is_none_or(|piece| piece.character.is_whitespace())
    };
    let letters = word_before(pieces, start);
    let small = letters
        .chars()
        .rev()
        .take_while(char::is_ascii_lowercase)
        .count();
    let lower = letters.to_lowercase();
    if let Some(list) = &whole
        && ends(list.end)
    {
        if before.character.is_alphabetic() {
            let formula = is_formula(pieces, start);
            // `NO3−12`, `SO42−8`: the charge is the formula's, and no range goes down.
            let dash = pieces
                .get(start + run)
                .is_some_and(|piece| is_dash(piece.character));
            if formula
                && dash
                && list.numbers > 1
                && (run == 1 || run == 2 && falls(pieces, start, run))
            {
                return Some((start + run + 1..list.end, Form::Flattened, Trust::Next));
            }
            // `CO215`: so is a first digit behind a symbol or two, but not behind `DFT`.
            let token = token_before(pieces, start);
            let small_token = token.len() <= 2 || token.bytes().any(|byte| byte.is_ascii_digit());
            if formula
                && small_token
                && run > 1
                && matches!(first_digit(pieces, start), 2..=4)
                && pieces[start + 1].character != '0'
            {
                return Some((start + 1..list.end, Form::Flattened, Trust::Next));
            }
            // `groups6,8`: no thing has several numbers and no space before them.
            let glued = list.numbers > 1 && small == letters.chars().count() && small > 3;
            let trust = match () {
                () if is_numbered(&lower) && !glued => return None,
                () if small >= 3 && small == letters.chars().count() => Trust::Likely,
                () if small >= 2 && (list.numbers > 1 || list.first_digits > 1) => Trust::Likely,
                () if letters.chars().count() >= 2 => Trust::Next,
                () => Trust::Next,
            };
            let begins_word = is_whole_word(pieces, start);
            let trust = if begins_word { trust } else { Trust::Next };
            return (list.numbers > 1 || list.first_digits > 1 || small >= 3).then_some((
                start..list.end,
                Form::Flattened,
                trust,
            ));
        }
        // After a stop or comma that follows something other than a number.
        if matches!(
            before.character,
            '.' | ',' | ';' | ':' | ')' | ']' | '”' | '"' | '%' | '’'
        ) {
            let word = words_before(pieces, start);
            let token = token_before(pieces, start - 1);
            // "In 2019,14 it": a year, and no number goes on like this.
            let year = before.character == ',' && is_year(&token) && list.first_digits < 3;
            let number = !year
                && before.character != '%'
                && !token.is_empty()
                && token
                    .chars()
                    .all(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | '−' | '–'));
            let next = pieces
                .get(list.end..)
                .and_then(|rest| rest.iter().find(|piece| !piece.character.is_whitespace()));
            let goes_on = before.character != '.'
                || word == "al"
                || next.is_none_or(|piece| !piece.character.is_lowercase());
            let digits = token.chars().any(|c| c.is_ascii_digit());
            let trust = if digits && before.character != '%' {
                Trust::Next
            } else {
                Trust::Likely
            };
            let trust = if word == "al" { Trust::Likely } else { trust };
            return (!number
                && !token.is_empty()
                && goes_on
                && (word == "al" || !is_abbreviation(&word)))
            .then_some((start..list.end, Form::Flattened, trust));
        }
        // After a charge: `NO3−12`.
        if is_dash(before.character) || before.character == '+' {
            let token = token_before(pieces, start - 1);
            let formula = token.starts_with(|c: char| c.is_ascii_uppercase()) && token.len() > 1;
            return (formula && (list.numbers > 1 || list.first_digits > 1)).then_some((
                start..list.end,
                Form::Flattened,
                Trust::Next,
            ));
        }
    }
    // The first digits belong to a formula: `CO215`, `Cu2O3,4` does not.
    if before.character.is_alphabetic() && (2..=4).contains(&run) {
        let inner = list(pieces, start + 1)?;
        return (ends(inner.end)
            && letters.chars().next_back().is_some_and(char::is_alphabetic)
            && is_formula(pieces, start))
        .then_some((start + 1..inner.end, Form::Flattened, Trust::Next));
    }
    None
}

/// Returns where a flat list ends that a comma with a space cuts off though its others have none: `16,17, 7 of them`.
pub(super) fn unbroken(pieces: &[Piece], marker: Range<usize>) -> usize {
    let mut tight = false;
    for at in marker.clone() {
        let mark = matches!(pieces[at].character, ',' | ';');
        let spaced = pieces
            .get(at + 1)
            .is_some_and(|next| next.character.is_whitespace());
        let letter = marker.end == at + 3 && pieces[at + 2].character.is_alphabetic();
        if mark && spaced && (tight || letter) {
            return at;
        }
        tight |= mark && !spaced;
    }
    marker.end
}

/// Says whether a number is a year.
pub(super) fn is_year(token: &str) -> bool {
    token.len() == 4
        && (token.starts_with("19") || token.starts_with("20"))
        && token.bytes().all(|byte| byte.is_ascii_digit())
}

/// Says whether the number before a dash is no less than the one behind it.
fn falls(pieces: &[Piece], start: usize, run: usize) -> bool {
    let number = |from: usize| {
        pieces[from..]
            .iter()
            .take(3)
            .map_while(|piece| piece.character.to_digit(10))
            .fold(0, |number, digit| number * 10 + digit)
    };
    number(start) >= number(start + run + 1)
}

fn first_digit(pieces: &[Piece], start: usize) -> u32 {
    pieces[start].character.to_digit(10).unwrap_or(0)
}

/// Says whether the letters before are a word of their own.
fn is_whole_word(pieces: &[Piece], end: usize) -> bool {
    let letters = pieces[..end]
        .iter()
        .rev()
        .take(48)
        .take_while(|piece| {
            piece.level == Level::Line
                && (piece.character.is_alphabetic() || is_dash(piece.character))
        })
        .count();
    (end - letters).checked_sub(1).is_none_or(|index| {
        let c = pieces[index].character;
        c.is_whitespace() || matches!(c, '(' | '[' | '"' | '“' | '/' | ')')
    })
}

/// Says whether what stands directly before is capitals, as in a formula.
fn is_formula(pieces: &[Piece], end: usize) -> bool {
    let token = token_before(pieces, end);
    token.starts_with(|c: char| c.is_ascii_uppercase())
        && token.len() <= 12
        && token.bytes().filter(u8::is_ascii_uppercase).count() * 2
            >= token.bytes().filter(u8::is_ascii_alphabetic).count()
}

fn is_abbreviation(word: &str) -> bool {
    matches!(
        word,
        "fig"
            | "figs"
            | "eq"
            | "eqs"
            | "no"
            | "nos"
            | "ref"
            | "refs"
            | "sec"
            | "vol"
            | "p"
            | "pp"
            | "ca"
            | "tab"
            | "table"
            | "figure"
            | "v"
            | "ver"
            | "version"
            | "ch"
    )
}

/// Returns the letters, digits and signs directly before, at most twenty of them.
fn token_before(pieces: &[Piece], end: usize) -> String {
    let length = pieces[..end]
        .iter()
        .rev()
        .take(20)
        .take_while(|piece| {
            piece.character.is_alphanumeric()
                || matches!(piece.character, '-' | '−' | '–' | '+' | '.' | ')' | '(')
        })
        .count();
    pieces[end - length..end]
        .iter()
        .map(|piece| piece.character)
        .collect()
}
