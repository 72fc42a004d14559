//! Texts too short for a sketch: every stretch of lines that may be one is kept by its digest.

use super::super::normal_form::{digest_of_normal_form, normal_form, normal_form_with_places};
use super::search::{Near, Reading};
use super::{Printed, PrintedText};
use std::collections::HashMap;

/// Bytes of the longest stretch.
const LONGEST: usize = 420;

/// Bytes of the longest stretch in which something is undone.
const LONGEST_UNDONE: usize = 230;

/// From how many places stretches are read: a long review has a few thousand.
const MOST: usize = 20_000;

/// Bytes of the shortest.
const SHORTEST: usize = 4;

/// From where indices come where the digest alone tells which are right.
const NEAR: Near = Near {
    lines: 1,
    indices: 3,
    passed: 6,
};

/// Where a stretch stands, and what has to be undone in it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stretch {
    start: usize,
    /// Number of the reading among those in which one thing is undone; `None` for the lines as they are.
    undone: Option<usize>,
    /// How many characters of the reading's normal form it is.
    end: usize,
}

impl Printed {
    /// Returns where a short text of a digest stands.
    pub(super) fn find_short(&self, anchor: &str) -> Option<PrintedText> {
        if let Some(row) = self.rows().get(anchor) {
            return Some(row.clone());
        }
        let stretch = self
            .stretches
            .get_or_init(|| self.every_stretch())
            .get(anchor)?;
        let base = self.reading(stretch.start, LONGEST);
        let reading = match stretch.undone {
            None => base,
            Some(number) => self.undone_at(stretch.start).into_iter().nth(number)?,
        };
        let form = normal_form_with_places(&reading.text);
        let end = form.get(..stretch.end)?.iter().map(|(_, place)| place.end);
        Some(self.printed_text(&reading, end.max()?))
    }

    /// Says whether a place is behind a stop or a heading and begins like a sentence.
    fn begins_sentence(&self, start: usize) -> bool {
        let before = self.text[..start].trim_end();
        let line = before.rsplit('\n').next().unwrap_or_default();
        let ended = before.is_empty()
            || before.ends_with(['.', '!', '?', ')', ']', ':', '"', '”'])
            || line.len() < 60 && self.text[..start].ends_with('\n');
        ended && !self.text[start..].starts_with(char::is_lowercase)
    }

    /// Returns the stretches from every beginning of a line, a cell or a sentence to every end of one, by their digests.
    fn every_stretch(&self) -> HashMap<String, Stretch> {
        let mut stretches = HashMap::new();
        let mut starts = self.segments.clone();
        let bytes = self.text.as_bytes();
        starts.extend((2..bytes.len()).filter(|at| {
            bytes[at - 1] == b' '
                && matches!(bytes[at - 2], b'.' | b'!' | b'?' | b']' | b')' | b':')
        }));
        starts.sort_unstable();
        starts.dedup();
        starts.truncate(MOST);
        for start in starts {
            let base = self.reading(start, LONGEST);
            let mut keep = |reading: &Reading, undone: Option<usize>| {
                let mut found = sentences(&reading.text);
                if undone.is_none() {
                    found.extend(lines(&reading.text));
                }
                for (digest, end) in found {
                    let stretch = Stretch { start, undone, end };
                    stretches.entry(digest).or_insert(stretch);
                }
            };
            keep(&base, None);
            if self.begins_sentence(start) {
                for (number, reading) in self.undone_at(start).iter().enumerate() {
                    keep(reading, Some(number));
                }
            }
        }
        stretches
    }

    /// Returns the readings of what begins at a place in which one thing is undone.
    fn undone_at(&self, start: usize) -> Vec<Reading> {
        let base = self.reading(start, LONGEST_UNDONE);
        // Up to the first stop that a line or a capital follows, and one more.
        let mut end = base.text.len();
        let stops = base.text.match_indices(". ").map(|(at, _)| at + 1);
        if let Some(second) = stops.clone().nth(1) {
            end = second;
        }
        let mut readings = self.undone(&base, &(0..end), NEAR);
        for reading in &mut readings {
            self.extend(reading, LONGEST_UNDONE.saturating_sub(reading.text.len()));
        }
        readings
    }

    /// Reads so many bytes from a place.
    fn reading(&self, start: usize, length: usize) -> Reading {
        let mut reading = Reading::at(start);
        self.extend(&mut reading, length);
        reading
    }
}

/// Returns the digests of a text's beginnings that end with a sentence, and how many characters of the normal form they are.
fn sentences(text: &str) -> Vec<(String, usize)> {
    let form = normal_form(text);
    let stops = form.match_indices(['.', '!', '?', ')', ']', '"']);
    let stops = stops.filter(|(at, _)| *at > SHORTEST);
    stops
        .map(|(at, _)| {
            let whole = &form[..=at];
            (digest_of_normal_form(whole), whole.chars().count())
        })
        .collect()
}

/// Does the same for what ends with a line, a cell, or before a marker.
fn lines(text: &str) -> Vec<(String, usize)> {
    let form = normal_form_with_places(text);
    let mut ends = Vec::new();
    let mut so_far = String::new();
    for (number, (character, place)) in form.iter().enumerate() {
        so_far.push(*character);
        let rest = text.get(place.end..).unwrap_or_default();
        let line = rest.starts_with('\n') || rest.starts_with("  ");
        let marker = rest.starts_with(' ') && rest[1..].starts_with('[');
        if so_far.len() > SHORTEST && (line || marker) {
            ends.push((digest_of_normal_form(&so_far), number + 1));
        }
    }
    ends
}
