//! Texts too short for a sketch: every stretch of lines that may be one is kept by its digest.

use super::super::normal_form::{digest_of_normal_form, normal_form, normal_form_with_places};
use super::PrintedText;
use super::foreign::is_foreign;
use super::lines::Lines;
use super::search::Reading;
use super::undo::Near;
use std::collections::HashMap;

/// Bytes of the longest stretch.
const LONGEST: usize = 420;

/// Bytes of the longest stretch in which something is undone.
const LONGEST_UNDONE: usize = 230;

/// From how many places stretches are read: a long review has a few thousand.
const MOST: usize = 20_000;

/// How many readings are kept in which something is undone: twice what a review has.
const MOST_UNDONE: usize = 300_000;

/// Bytes of the shortest.
const SHORTEST: usize = 4;

/// Where a text goes on where the digest alone tells which is right.
const NEAR: Near<'static> = Near {
    passed: 6,
    anywhere: &[],
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

impl Lines {
    /// Returns where a short text of a digest stands.
    pub(super) fn find_short(&self, anchor: &str) -> Option<PrintedText> {
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
        let end = end.max()?;
        (!self.leaves_out(&reading, end)).then(|| self.printed_text(&reading, end))
    }

    /// Says whether a line that begins at a place and the next are as short as the cells of a table.
    fn is_cell(&self, start: usize) -> bool {
        const LONGEST: usize = 30;
        let mut lines = self.text[start..].lines().take(2);
        lines.all(|line| line.len() <= LONGEST) && self.start_of(self.line_at(start)) == start
    }

    /// Says whether a place is behind a stop or a heading and begins like a sentence.
    fn begins_sentence(&self, start: usize) -> bool {
        let before = self.text[..start].trim_end();
        let line = before.rsplit('\n').next().unwrap_or_default();
        let heading = line.len() < 60 && self.text[..start].ends_with('\n');
        (heading || self.is_behind_stop(start))
            && !self.text[start..].starts_with(char::is_lowercase)
    }

    fn is_behind_stop(&self, start: usize) -> bool {
        let before = self.text[..start].trim_end();
        before.is_empty() || before.ends_with(['.', '!', '?', ')', ']', ':', '"', '”'])
    }

    /// Returns the stretches from every beginning of a line, a cell or a sentence to every end of one, by their digests.
    fn every_stretch(&self) -> HashMap<String, Stretch> {
        let mut stretches: HashMap<String, Stretch> = HashMap::new();
        let mut starts = self.segments.clone();
        let bytes = self.text.as_bytes();
        starts.extend((2..bytes.len()).filter(|at| {
            bytes[at - 1] == b' '
                && (matches!(bytes[at - 2], b'.' | b'!' | b'?' | b']' | b')' | b':')
                    || bytes[*at].is_ascii_uppercase())
        }));
        starts.sort_unstable();
        starts.dedup();
        starts.truncate(MOST);
        let mut undone = 0;
        for start in starts {
            let base = self.reading(start, LONGEST);
            let mut keep = |reading: &Reading, undone: Option<usize>| {
                let mut found = sentences(&reading.text);
                if undone.is_none() || self.is_cell(start) {
                    found.extend(lines(&reading.text));
                }
                for (digest, end) in found {
                    let stretch = Stretch { start, undone, end };
                    let known = stretches.entry(digest).or_insert(stretch);
                    // What stands there as it is comes before what could be made of lines.
                    if undone.is_none() && known.undone.is_some() {
                        *known = stretch;
                    }
                }
            };
            keep(&base, None);
            let opens = self.begins_sentence(start) || self.is_cell(start);
            if opens && undone < MOST_UNDONE {
                for (number, reading) in self.undone_at(start).iter().enumerate() {
                    undone += 1;
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
        readings.extend(self.passed_over(&base, &(0..end), NEAR.passed));
        self.far_on(&base, end, &mut readings);
        for reading in &mut readings {
            self.extend(reading, LONGEST_UNDONE.saturating_sub(reading.text.len()));
        }
        readings
    }

    /// Adds the readings that go on behind a page or a table, where a column or a paragraph ends within a sentence.
    fn far_on(&self, base: &Reading, end: usize, readings: &mut Vec<Reading>) {
        /// Bytes of the shortest beginning: two or three words.
        const SHORTEST: usize = 12;
        /// How many blocks may be passed over.
        const PASSED: usize = 150;
        let start = base.begins_at();
        if !self.is_behind_stop(start) {
            return;
        }
        for (at, _) in base.text[..end].match_indices('\n') {
            let head = base.text[..at].trim_end();
            let line = self.line_at(start + at);
            if head.ends_with(['.', '!', '?']) {
                return;
            }
            if head.len() < SHORTEST || !self.ends_block(line) {
                continue;
            }
            let blocks = (line + 1..self.line_count()).filter(|line| self.ends_block(line - 1));
            for next in blocks.take(PASSED).map(|line| self.start_of(line)) {
                let rest = &self.text[next..];
                if rest.starts_with(char::is_lowercase) && is_foreign(&self.text[start + at..next])
                {
                    if !self.may_try() {
                        return;
                    }
                    readings.push(self.with(base, at, "\n", next));
                }
            }
        }
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
