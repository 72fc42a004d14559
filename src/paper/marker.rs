//! Citation markers: where they stand and which references they point to.

use super::markup::{self, Piece};
use super::normal_form::citation::{self, Setting};
use std::ops::Range;

/// Longest range that is expanded; a longer one is a slip of the pen.
const LONGEST_RANGE: u32 = 200;

/// A marker in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// Where it lies in the text, with its markup.
    pub(super) stretch: Range<usize>,
    /// Numbers of the references, each once.
    pub(super) numbers: Vec<String>,
    pub(super) setting: Setting,
}

/// How a paper cites, which a sentence alone cannot tell.
#[derive(Debug, Default)]
pub(super) struct Style {
    bracketed: usize,
    raised: usize,
    flattened: usize,
    /// Highest number of the reference list.
    highest: Option<u32>,
}

impl Style {
    pub(super) fn new(highest: Option<u32>) -> Self {
        Self {
            highest,
            ..Self::default()
        }
    }

    /// Counts the markers of a text.
    pub(super) fn count(&mut self, found: &[Found]) {
        for marker in found {
            match marker.setting {
                Setting::Bracketed | Setting::Linked => self.bracketed += 1,
                Setting::Raised => self.raised += 1,
                Setting::Flattened => self.flattened += 1,
            }
        }
    }

    /// Says whether raised numbers cite, so that more of them are markers.
    pub(super) fn is_raised(&self) -> bool {
        self.raised > 2 && self.raised > self.bracketed && self.raised >= self.flattened
    }

    /// Says whether a marker is one, by what the others are.
    pub(super) fn holds(&self, found: &Found) -> bool {
        let listed = self.highest.is_none_or(|highest| {
            found
                .numbers
                .iter()
                .all(|n| n.parse().is_ok_and(|n: u32| n <= highest))
        });
        match found.setting {
            // A number in brackets that the list lacks is worth a word, not silence.
            Setting::Bracketed | Setting::Linked => listed || self.raised <= self.bracketed,
            Setting::Raised => listed && self.raised >= self.bracketed,
            Setting::Flattened => {
                listed && self.flattened > self.raised && self.flattened > self.bracketed
            }
        }
    }
}

/// Returns the markers in a text; in a paper of raised markers more numbers are.
pub(super) fn markers(text: &str, raised_style: bool) -> Vec<Found> {
    // Most sentences cite nothing, and a look at the bytes is cheap.
    if !text
        .bytes()
        .any(|byte| byte.is_ascii_digit() || byte >= 0x80)
    {
        return Vec::new();
    }
    let pieces = markup::pieces(text);
    citation::markers(&pieces, raised_style)
        .into_iter()
        .map(|(marker, setting)| Found {
            stretch: with_markup(text, &pieces, &marker),
            numbers: numbers(&pieces[marker.clone()]),
            setting,
        })
        .collect()
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
        } else {
            match character {
                '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' => range = true,
                ',' | ';' => range = false,
                _ => {}
            }
            index += 1;
        }
    }
    let mut seen = std::collections::HashSet::new();
    numbers.retain(|number| seen.insert(number.clone()));
    numbers
}
