//! Citation markers: where they stand and which references they point to.
//!
//! A sentence alone cannot tell a marker from an exponent, an equation's number or a list of values. So everything
//! that may be a marker is found first, and then the paper decides: which numbers its list has, how it sets most of
//! its markers, and which numbers have come before.

mod candidate;
mod regular;
mod style;

use super::markup::{self, Level, Piece};
use super::normal_form::citation::list;
use candidate::candidate;
use regular::regular;
use std::ops::Range;
pub(super) use style::Style;

/// Longest range that is expanded; a longer one is a slip of the pen.
const LONGEST_RANGE: u32 = 200;

/// What may be a marker in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// Where it lies in the text, with its markup.
    pub(super) stretch: Range<usize>,
    /// Numbers of the references, each once.
    pub(super) numbers: Vec<String>,
    form: Form,
    trust: Trust,
}

/// How a marker is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// `[12]`
    Bracketed,
    /// `12` that is a link.
    Linked,
    /// `¹²`
    Raised,
    /// `water12`, raised before it lost its level.
    Flattened,
    /// `(12)`
    Enclosed,
    /// `refs. 12 and 13`
    Named,
}

/// How much what stands around it tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Trust {
    /// It is a crystal's direction or a list of values, unless it is a link.
    Doubtful,
    /// It is a marker if it is the next number that has not been cited yet.
    Next,
    /// It is a marker if the paper cites in this form.
    Likely,
    /// It is one unless the paper cites in another form.
    Certain,
}

/// Returns what may be a marker in a text, in order.
pub(super) fn candidates(text: &str) -> Vec<Found> {
    // Most sentences cite nothing, and a look at the bytes is cheap.
    if !text
        .bytes()
        .any(|byte| byte.is_ascii_digit() || byte >= 0x80)
    {
        return Vec::new();
    }
    let mut pieces = markup::pieces(text);
    regular(text, &mut pieces);
    let mut found = Vec::new();
    let mut index = 0;
    while index < pieces.len() {
        match candidate(&pieces, index) {
            Some((marker, form, trust)) => {
                index = marker.end;
                found.push(Found {
                    stretch: with_markup(text, &pieces, &marker),
                    numbers: numbers(&pieces[marker]),
                    form,
                    trust,
                });
            }
            // The rest of a list that is no marker is none either, and is not looked at again.
            None if is_within_number(&pieces, index) => index += 1,
            None => index = list::list(&pieces, index).map_or(index + 1, |list| list.end),
        }
    }
    doubt_scales(&mut found);
    found
}

/// Doubts numbers in round brackets that count up from one: `never (1), sometimes (2), often (3)`.
///
/// They are a scale's, unless they are the first that the paper cites.
fn doubt_scales(found: &mut [Found]) {
    let counted = |found: &Found, number: usize| {
        found.form == Form::Enclosed && found.numbers == [number.to_string()]
    };
    let mut start = 0;
    while start < found.len() {
        let length = (start..found.len())
            .take_while(|at| counted(&found[*at], at - start + 1))
            .count();
        if length > 2 {
            for found in &mut found[start..start + length] {
                found.trust = found.trust.min(Trust::Next);
            }
        }
        start += length.max(1);
    }
}

/// Says whether a digit stands behind another one, so that no list begins there.
fn is_within_number(pieces: &[Piece], index: usize) -> bool {
    let digit = |piece: &Piece| piece.character.is_ascii_digit();
    digit(&pieces[index]) && index > 0 && digit(&pieces[index - 1])
}

/// Returns what may be a marker in a table's cell.
///
/// A number in round brackets behind something else there is a count or a share; alone in its cell it cites, and so does
/// a raised one.
pub(super) fn in_cell(text: &str) -> Vec<Found> {
    let mut found = candidates(text);
    found.retain(|found| {
        let before = text[..found.stretch.start]
            .trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_'));
        found.form != Form::Enclosed || before.ends_with("et al.")
    });
    if found.is_empty()
        && let Some(alone) = alone(text)
    {
        found.push(alone);
    }
    found
}

/// Returns what fills a cell as a marker, where it is a list of numbers that is raised or stands in round brackets.
fn alone(text: &str) -> Option<Found> {
    let mut pieces = markup::pieces(text);
    regular(text, &mut pieces);
    let start = list::spaces_end(&pieces, 0);
    let first = pieces.get(start)?;
    let enclosed = first.character == '(';
    if !enclosed && first.level != Level::Raised {
        return None;
    }
    let inside = list::spaces_end(&pieces, start + usize::from(enclosed));
    let list = list::list(&pieces, inside)?;
    let mut end = list.end;
    if enclosed {
        end = list::spaces_end(&pieces, end) + 1;
        if pieces.get(end - 1)?.character != ')' {
            return None;
        }
    }
    (list::spaces_end(&pieces, end) == pieces.len()).then(|| Found {
        stretch: with_markup(text, &pieces, &(start..end)),
        numbers: numbers(&pieces[start..end]),
        form: if enclosed {
            Form::Enclosed
        } else {
            Form::Raised
        },
        trust: Trust::Likely,
    })
}

/// Returns a cell's text as a marker where it is a list of numbers and nothing else.
pub(super) fn bare(text: &str) -> Option<Found> {
    let mut pieces = markup::pieces(text);
    regular(text, &mut pieces);
    let start = list::spaces_end(&pieces, 0);
    let list = list::list(&pieces, start)?;
    (list::spaces_end(&pieces, list.end) == pieces.len()).then(|| Found {
        stretch: with_markup(text, &pieces, &(start..list.end)),
        numbers: numbers(&pieces[start..list.end]),
        form: Form::Named,
        trust: Trust::Certain,
    })
}

/// Returns the stretch of a marker with the markup that is its own: tags, dollar signs, a link's address.
fn with_markup(text: &str, pieces: &[Piece], marker: &Range<usize>) -> Range<usize> {
    let start = marker
        .start
        .checked_sub(1)
        .map_or(0, |before| pieces[before].end);
    let end = pieces
        .get(marker.end)
        .map_or(text.len(), |after| after.start);
    let first = pieces[marker.start].start;
    let last = pieces[marker.end - 1].end;
    let emphasis = |c: char| c.is_whitespace() || matches!(c, '*' | '_');
    let before = text[start.min(first)..first].trim_start_matches(emphasis);
    let after = text[last..end.max(last)].trim_end_matches(emphasis);
    first - before.len()..last + after.len()
}

/// Returns the numbers that a marker lists, with those that its ranges imply.
fn numbers(marker: &[Piece]) -> Vec<String> {
    let mut numbers: Vec<String> = Vec::new();
    let mut last: Option<u32> = None;
    let mut range = false;
    let mut index = 0;
    while index < marker.len() {
        let character = marker[index].character;
        if character.is_ascii_digit() {
            let digits: String = marker[index..]
                .iter()
                .map(|piece| piece.character)
                .take_while(char::is_ascii_digit)
                .collect();
            index += digits.len();
            let number: Option<u32> = digits.parse().ok();
            if let (true, Some(low), Some(high)) = (range, last, number)
                && low < high
                && high - low <= LONGEST_RANGE
            {
                numbers.extend((low + 1..high).map(|number| number.to_string()));
            }
            numbers.push(digits);
            last = number;
            range = false;
        } else if character.is_alphabetic()
            && marker
                .get(index + 1)
                .is_some_and(|next| next.character.is_alphabetic() || next.character == '.')
        {
            let word: String = marker[index..]
                .iter()
                .map(|piece| piece.character)
                .take_while(|character| character.is_alphabetic())
                .collect();
            match word.as_str() {
                "to" => range = true,
                "and" => range = false,
                // What is said of the references behind them: a page, a figure.
                _ if !numbers.is_empty() => break,
                _ => {}
            }
            index += word.chars().count();
        } else {
            match character {
                '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' => range = true,
                ',' | ';' => range = false,
                // A page: `[14: 12–15]`.
                ':' if !numbers.is_empty() => break,
                _ => {}
            }
            index += 1;
        }
    }
    let mut seen = std::collections::HashSet::new();
    numbers.retain(|number| seen.insert(number.clone()));
    numbers
}
