//! Numbers in brackets: markers, or a crystal's directions, values and places in an array.

use super::super::{Form, Trust};
use super::{Candidate, words_before};
use crate::paper::markup::{Level, Piece};
use crate::paper::normal_form::citation::list::{is_dash, list, spaces_end};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// Characters of the longest note in a marker's brackets.
const LONGEST_NOTE: usize = 72;

/// What a crystal's directions and planes are called.
const NAMES: &[&str] = &[
    "direction",
    "plane",
    "zone",
    "axis",
    "axes",
    "facet",
    "orient",
    "surface",
    "projection",
    "crystal",
];

/// Tells a marker in brackets from a crystal's direction, a list of values and a place in an array.
pub(super) fn bracketed_trust(pieces: &[Piece], marker: Range<usize>) -> Trust {
    if pieces[marker.start].level == Level::Raised {
        return Trust::Certain;
    }
    let before = pieces[..marker.start]
        .iter()
        .rev()
        .find(|piece| !piece.character.is_whitespace());
    if before.is_some_and(|piece| {
        matches!(
            piece.character,
            '=' | '∈' | '×' | '≈' | '<' | '>' | '≤' | '≥' | '∥' | '⟂'
        )
    }) {
        return Trust::Doubtful;
    }
    let several = pieces[marker.clone()]
        .iter()
        .any(|piece| matches!(piece.character, ',' | ';' | '-' | '–' | '—' | '−'));
    let after = spaces_end(pieces, marker.end);
    let share = several
        && pieces
            .get(after)
            .is_some_and(|piece| piece.character == '%');
    if share || is_element(pieces, marker.start) || is_crystals(pieces, &marker) {
        return Trust::Doubtful;
    }
    match words_before(pieces, marker.start).as_str() {
        "interval" | "intervals" | "range" | "vector" | "array" | "domain" | "ci" if several => {
            Trust::Doubtful
        }
        _ => Trust::Certain,
    }
}

/// Says whether a bracket hangs on a variable: `a[3]`.
fn is_element(pieces: &[Piece], start: usize) -> bool {
    let variable = start > 0 && pieces[start - 1].character.is_lowercase();
    variable
        && (start == 1 || !pieces[start - 2].character.is_alphanumeric())
        && pieces[start - 1].level == Level::Line
        && pieces
            .get(start.wrapping_sub(2))
            .is_none_or(|piece| piece.character.is_whitespace())
}

/// Says whether a bracket holds the indices of a crystal's direction: `[110]`, `[11-20]`.
fn is_crystals(pieces: &[Piece], marker: &Range<usize>) -> bool {
    let digits = |piece: &&Piece| piece.character.is_ascii_digit();
    let inside = &pieces[marker.clone()];
    let small = inside
        .iter()
        .filter(digits)
        .all(|piece| piece.character < '5');
    let commas = inside.iter().any(|piece| piece.character == ',');
    let indices = match inside.iter().filter(digits).count() {
        3 => inside.len() <= 6,
        4 => inside.len() == 7,
        _ => false,
    };
    if !small || !indices || commas {
        return false;
    }
    let named = |word: &str| NAMES.iter().any(|name| word.starts_with(name)) || word == "along";
    let text = |pieces: &[Piece]| -> String {
        let characters = pieces.iter().map(|piece| piece.character);
        characters.collect::<String>().to_lowercase()
    };
    let word = words_before(pieces, marker.start);
    let around = pieces[marker.start.saturating_sub(32)..marker.start].as_ref();
    let listed = matches!(word.as_str(), "and" | "or" | "as" | "the")
        && text(around).split(|c: char| !c.is_alphabetic()).any(named);
    let next = text(&pieces[marker.end..(marker.end + 48).min(pieces.len())]);
    let mut next = next
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty() && !matches!(*word, "and" | "or" | "the"));
    listed
        || named(&word) && !word.starts_with("crystal") && !word.starts_with("surface")
        || next.next().is_some_and(named)
}

/// Returns where a marker ends that goes on with "to" and another one: `refs. [3] to [7]`.
pub(super) fn ranging(pieces: &[Piece], marker: Range<usize>) -> usize {
    let word = words_before(pieces, marker.start);
    let named = matches!(word.as_str(), "ref" | "refs" | "reference" | "references");
    let gap: String = pieces[marker.end..]
        .iter()
        .take(5)
        .map(|piece| piece.character)
        .collect();
    if !named || gap != " to [" {
        return marker.end;
    }
    let last = list(pieces, marker.end + 5).filter(|list| {
        let close = pieces.get(list.end);
        list.numbers == 1 && close.is_some_and(|piece| piece.character == ']')
    });
    last.map_or(marker.end, |list| list.end + 1)
}

/// Returns a marker with a note in its brackets: `[see 12]`, `[e.g., 3, 4]`, `[5, p. 12]`.
pub(super) fn noted(pieces: &[Piece], start: usize) -> Option<Candidate> {
    static BEFORE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"^(?i:see(?: also| e\.g\.,?| for example,?)?|e\. ?g\.,?|cf\.|for (?:example|instance|a review),?(?: see)?|reviewed in|refs?\.?|references?)\s+$").ok()
    });
    static BEHIND: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"^(?:[,;]?\s*|\s*\()(?i:pp?\.\s*\d[\d–-]*|pages?\s+\d[\d–-]*|(?:chap(?:ter|\.)|ch\.|sec(?:tion|t?\.)|§|figs?\.|figure|tables?|eqs?\.|theorem|lemma|appendix)\s*[\dA-Z][\w.()–-]*|and (?:references|refs?\.?) (?:there)?in)?\)?$|^:\s?\d[\d–-]*$").ok()
    });
    let close = pieces[start + 1..]
        .iter()
        .take(LONGEST_NOTE)
        .position(|piece| matches!(piece.character, '[' | ']'))?
        + start
        + 1;
    if pieces[close].character != ']' || pieces[start].level != Level::Line {
        return None;
    }
    let text = |range: Range<usize>| -> String {
        pieces[range].iter().map(|piece| piece.character).collect()
    };
    let first = (start + 1..close).find(|at| pieces[*at].character.is_ascii_digit())?;
    // Up to the last digit: a list would take the `p` of a page for a part of it.
    let listed = |piece: &Piece| {
        piece.character.is_ascii_digit()
            || matches!(
                piece.character,
                ',' | ';' | ' ' | '-' | '\u{2010}'..='\u{2015}'
            )
    };
    let mut end = (first..close)
        .find(|at| !listed(&pieces[*at]))
        .unwrap_or(close);
    while !pieces[end - 1].character.is_ascii_digit() {
        end -= 1;
    }
    let list = list(pieces, first)?;
    let (before, behind) = (text(start + 1..first), text(end..close));
    let matches = |pattern: &LazyLock<Option<Regex>>, text: &str| {
        pattern
            .as_ref()
            .is_some_and(|pattern| pattern.is_match(text))
    };
    let fits = (before.is_empty() || matches(&BEFORE, &before)) && matches(&BEHIND, &behind);
    let has_note = !before.is_empty() || !behind.is_empty();
    (fits && has_note && list.first_digits < 4).then_some((
        start..close + 1,
        Form::Bracketed,
        Trust::Likely,
    ))
}

/// Returns a marker on which the letter of a footnote hangs: `[12]ᵃ`.
pub(super) fn footnoted(pieces: &[Piece], start: usize) -> Option<Candidate> {
    let list = list(pieces, spaces_end(pieces, start + 1))?;
    let close = spaces_end(pieces, list.end);
    let letter = pieces.get(close + 1)?;
    let alone = pieces
        .get(close + 2)
        .is_none_or(|next| next.level != Level::Raised && !next.character.is_alphanumeric());
    let footnote = letter.level == Level::Raised && letter.character.is_ascii_lowercase() && alone;
    (pieces[close].character == ']' && footnote).then_some((
        start..close + 1,
        Form::Bracketed,
        Trust::Likely,
    ))
}

/// Returns a marker that is part of a compound: `Ga [2]-based things`, but not `[2]-catenane`.
pub(super) fn compounded(pieces: &[Piece], start: usize) -> Option<Candidate> {
    let spaced = start > 0 && pieces[start - 1].character.is_whitespace();
    let list = list(pieces, spaces_end(pieces, start + 1))?;
    let close = spaces_end(pieces, list.end);
    if !spaced || pieces.get(close)?.character != ']' || !is_dash(pieces.get(close + 1)?.character)
    {
        return None;
    }
    let word: String = pieces[close + 2..]
        .iter()
        .map(|piece| piece.character)
        .take_while(|character| character.is_alphabetic())
        .take(10)
        .collect();
    matches!(
        word.as_str(),
        "based" | "derived" | "inspired" | "like" | "related" | "style" | "type"
    )
    .then_some((start..close + 1, Form::Bracketed, Trust::Likely))
}
