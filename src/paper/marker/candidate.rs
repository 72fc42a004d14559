//! What may be a citation marker, by what stands around it.

mod bracketed;
mod flat;
mod raised;

use super::{Form, Trust};
use crate::paper::markup::{Level, Piece};
use crate::paper::normal_form::citation::list::{list, spaces_end};
use crate::paper::normal_form::citation::{
    Setting, is_numbered, joined_to_word, marker, word_before,
};
use bracketed::{bracketed_trust, compounded, footnoted, noted, ranging};
use flat::{flattened, is_year, unbroken};
use raised::{
    behind_exponent, behind_number, behind_power, behind_symbol, behind_text, is_apart,
    raised_trust,
};
use std::ops::Range;

type Candidate = (Range<usize>, Form, Trust);

/// Returns the candidate that begins at a character.
pub(super) fn candidate(pieces: &[Piece], start: usize) -> Option<Candidate> {
    let first = pieces[start].character;
    if first == '(' {
        return enclosed(pieces, start);
    }
    if first != '[' && !first.is_ascii_digit() {
        return None;
    }
    if let Some(end) = behind_word_end(pieces, start) {
        return Some((start..end, Form::Linked, Trust::Certain));
    }
    // `F₍₁,₁₂₎`: what is lowered belongs to a symbol.
    if first == '[' && pieces[start].level == Level::Lowered {
        return None;
    }
    if pieces[start].level == Level::Raised && first.is_ascii_digit() {
        if let Some(marker) = behind_exponent(pieces, start) {
            return Some(marker);
        }
        // A charge and a marker, each in a tag of its own.
        let end = list(pieces, start).map_or(start, |list| list.end);
        if let Some(cut) = (start + 1..end).find(|index| is_apart(pieces, *index)) {
            // `<sup>5</sup><sup>–</sup><sup>8</sup>` behind a word or stop is a list all the same.
            if !behind_text(pieces, start) {
                return behind_exponent(pieces, cut);
            }
        }
        // `10⁴,⁵`: the power ends at the comma on the line.
        if let Some(cut) = behind_power(pieces, start..end) {
            return Some((cut..end, Form::Raised, Trust::Likely));
        }
        // `SO₄²⁻¹³`: the minus of a charge is no dash.
        let charge = pieces
            .get(start + 1)
            .is_some_and(|piece| piece.character == '-' && piece.level == Level::Raised);
        let lowered = start > 0 && pieces[start - 1].level == Level::Lowered;
        if charge && lowered && end > start + 2 {
            return Some((start + 2..end, Form::Raised, Trust::Likely));
        }
    }
    if first == '['
        && pieces
            .get(start + 1)
            .is_some_and(|piece| piece.character == '^')
    {
        // A footnote of Markdown's.
        let list = list(pieces, start + 2)?;
        let closed = pieces.get(list.end)?.character == ']';
        return closed.then_some((start..list.end + 1, Form::Bracketed, Trust::Certain));
    }
    if let Some((end, setting)) = marker(pieces, start, false) {
        return Some(match setting {
            Setting::Bracketed
                if pieces[start].level == Level::Raised
                    || pieces[start + 1].level == Level::Raised =>
            {
                (start..end, Form::Linked, Trust::Certain)
            }
            Setting::Bracketed => {
                let marker = start..ranging(pieces, start..end);
                let trust = bracketed_trust(pieces, marker.clone());
                (marker, Form::Bracketed, trust)
            }
            Setting::Linked => (start..end, Form::Linked, Trust::Certain),
            Setting::Raised if pieces[start].linked => (start..end, Form::Linked, Trust::Certain),
            Setting::Raised => (start..end, Form::Raised, raised_trust(pieces, start)),
            Setting::Flattened => (
                start..unbroken(pieces, start..end),
                Form::Flattened,
                Trust::Certain,
            ),
        });
    }
    if let Some((end, Setting::Raised)) = marker(pieces, start, true) {
        return Some((start..end, Form::Raised, raised_trust(pieces, start)));
    }
    if first == '[' {
        return noted(pieces, start)
            .or_else(|| footnoted(pieces, start))
            .or_else(|| compounded(pieces, start));
    }
    if pieces[start].level == Level::Raised {
        return behind_symbol(pieces, start).or_else(|| behind_number(pieces, start));
    }
    named(pieces, start).or_else(|| {
        let (marker, form, trust) = flattened(pieces, start)?;
        let end = unbroken(pieces, marker.clone());
        Some((marker.start..end, form, trust))
    })
}

/// Returns where a linked marker ends whose link begins with the end of the word before it: `plate[s7](#b7)`.
fn behind_word_end(pieces: &[Piece], start: usize) -> Option<usize> {
    let letters = pieces[..start]
        .iter()
        .rev()
        .take(12)
        .take_while(|piece| piece.linked && piece.character.is_lowercase())
        .count();
    let word = (start - letters).checked_sub(1).map(|at| pieces[at])?;
    let list = list(pieces, start)?;
    let whole = pieces[list.end - 1].linked
        && pieces
            .get(list.end)
            .is_none_or(|next| !next.linked && !next.character.is_alphanumeric());
    (letters > 0 && pieces[start].linked && whole && !word.linked && word.character.is_lowercase())
        .then_some(list.end)
}

/// Returns a marker in round brackets: `yield (12, 13)`, not `Pt(111)`, `Eq. (1)` or `(1) mixing, (2) heating`.
fn enclosed(pieces: &[Piece], start: usize) -> Option<Candidate> {
    let list = list(pieces, spaces_end(pieces, start + 1))?;
    let close = spaces_end(pieces, list.end);
    if pieces.get(close)?.character != ')' || pieces[start + 1].level != Level::Line {
        return None;
    }
    let end = close + 1;
    let after = pieces.get(end).map(|piece| piece.character);
    if after.is_some_and(|c| {
        !(c.is_whitespace() || matches!(c, '.' | ',' | ';' | ':' | ')' | '?' | '!'))
    }) {
        return None;
    }
    let spaced = start > 0 && pieces[start - 1].character.is_whitespace();
    // `so.(12) It`
    let behind_stop = start > 1
        && matches!(pieces[start - 1].character, '.' | ',')
        && (pieces[start - 2].character.is_lowercase()
            || pieces[start - 2].character == ')'
            || word_before(pieces, start - 1).chars().count() > 2);
    let before = pieces[..start]
        .iter()
        .rev()
        .find(|piece| !piece.character.is_whitespace())?;
    let word = words_before(pieces, start);
    let part = matches!(
        word.as_str(),
        "and"
            | "or"
            | "to"
            | "steps"
            | "by"
            | "in"
            | "from"
            | "of"
            | "with"
            | "as"
            | "is"
            | "are"
            | "reaction"
            | "reactions"
            | "condition"
            | "case"
    );
    // Only a single number counts what these words name; one with a note, or a link, cites.
    let noted = spaces_end(pieces, start + 1) > start + 3 || close > list.end + 2;
    let part = part && list.numbers == 1 && !noted && !pieces[close - 1].linked;
    // "et al. (12)" goes on; after any other mark a number in brackets counts something.
    let follows = before.character.is_alphanumeric()
        || matches!(
            before.character,
            ')' | ']' | '%' | '”' | '"' | '*' | '+' | '-' | '−'
        )
        || before.character == ';' && list.numbers > 1
        || word == "al"
        || behind_stop;
    // `10 (8–12)`: what stands behind a number is its interval or share.
    let of_number = before.character.is_ascii_digit() && !behind_stop && {
        let token: Vec<char> = pieces[..start]
            .iter()
            .rev()
            .map(|piece| piece.character)
            .skip_while(|character| character.is_whitespace())
            .take_while(|character| !character.is_whitespace() && *character != '(')
            .take(12)
            .collect();
        token
            .iter()
            .all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '−' | '–' | '±'))
            && !is_year(&token.iter().rev().collect::<String>())
    };
    if matches!(word.as_str(), "ref" | "refs" | "references") && spaced {
        return Some((start..end, Form::Named, Trust::Likely));
    }
    let numbered = is_numbered(&word) && !behind_stop && !is_plural_of_many(&word);
    ((spaced || behind_stop)
        && follows
        && !part
        && !of_number
        && !numbered
        && !matches!(
            word.as_str(),
            "eq" | "eqs" | "eqn" | "eqns" | "equations" | "n" | "no"
        ))
    .then_some((start..end, Form::Enclosed, Trust::Likely))
}

/// Says whether a word, though a number may be part of its name, is one that cites as often: `in other groups (6, 8)`.
fn is_plural_of_many(word: &str) -> bool {
    matches!(
        word,
        "groups" | "states" | "sites" | "types" | "examples" | "phases" | "routes" | "parts"
    )
}

/// Returns the numbers behind "ref." or "refs."
fn named(pieces: &[Piece], start: usize) -> Option<Candidate> {
    let spaced = start > 1
        && (pieces[start - 1].character.is_whitespace() || pieces[start - 1].character == '.');
    if !spaced || pieces[start].level != Level::Line {
        return None;
    }
    let word = words_before(pieces, start);
    match word.as_str() {
        "ref" | "refs" | "references" => {}
        // "in reference 9", not "the reference 9".
        "reference" => {
            let end = start - 1 - word.len();
            if !matches!(
                words_before(pieces, end).as_str(),
                "in" | "see" | "from" | "and" | "by" | "with" | "of" | "to"
            ) {
                return None;
            }
        }
        _ => return None,
    }
    let mut end = list(pieces, start)?.end;
    // "refs. 12 and 13", "refs. 12, 14, and 15"
    for _ in 0..8 {
        let rest: String = pieces[end..]
            .iter()
            .take(7)
            .map(|piece| piece.character)
            .collect();
        let Some(gap) = [" and ", ", and ", " & "]
            .iter()
            .find(|gap| rest.starts_with(**gap))
        else {
            break;
        };
        match list(pieces, end + gap.chars().count()) {
            Some(more) => end = more.end,
            None => break,
        }
    }
    (!joined_to_word(pieces, end)).then_some((start..end, Form::Named, Trust::Likely))
}

/// Returns the word before, in small letters, stops and white space between left aside.
fn words_before(pieces: &[Piece], start: usize) -> String {
    let mut end = start;
    while end > 0
        && start - end < 4
        && (pieces[end - 1].character.is_whitespace() || pieces[end - 1].character == '.')
    {
        end -= 1;
    }
    word_before(pieces, end).to_lowercase()
}
