//! Looks for the one way to read lines that gives the text of a digest.
//!
//! A sketch says at each bit of about five characters whether the text is still the right one, so that it is followed from its
//! beginning; where it comes to differ, what a typesetter does is undone around there, one after the other, and what goes on
//! agreeing is followed further. The digest decides in the end: what is returned is certain.

use super::super::normal_form::{digest_of_normal_form, normal_form, normal_form_with_places};
use super::super::sketch::Outline;
use super::fragment::is_foreign;
use super::{Printed, PrintedText};
use std::collections::{BinaryHeap, HashSet};
use std::ops::Range;

/// How many readings are tried for one text.
const MOST: usize = 2000;

/// How many beginnings are followed around a place.
const BEGINNINGS: usize = 3;

/// Bytes that are read on behind what is certain.
const AHEAD: usize = 90;

/// Characters of a normal form at the end of what was read that may still become another thing.
const UNSETTLED: usize = 14;

/// From where indices may come.
#[derive(Debug, Clone, Copy)]
pub(super) struct Near {
    /// Lines before and behind a place.
    pub(super) lines: usize,
    /// How many of them.
    pub(super) indices: usize,
    /// Segments that may be passed over at once.
    pub(super) passed: usize,
}

/// From where they come where a sketch tells soon which are right.
const NEAR: Near = Near {
    lines: 8,
    indices: 24,
    passed: 70,
};

/// A way to read some lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reading {
    /// What was read.
    pub(super) text: String,
    /// From which place of the lines each stretch of it is.
    stretches: Vec<Stretch>,
    /// Indices that were put in their places.
    used: Vec<usize>,
    /// What was undone.
    edits: usize,
}

/// A stretch of a reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stretch {
    /// Where it begins in the reading.
    from: usize,
    /// Where it begins in the lines; of what was put in, where the reading goes on.
    place: usize,
    /// It was put in.
    put: bool,
}

impl Reading {
    /// Returns the reading that begins at a place, with nothing read.
    pub(super) fn at(start: usize) -> Self {
        Self {
            text: String::new(),
            stretches: vec![Stretch {
                from: 0,
                place: start,
                put: false,
            }],
            used: Vec::new(),
            edits: 0,
        }
    }
}

/// How far a reading agrees with a sketch.
struct Agreement {
    symbols: usize,
    /// Bytes of the reading where the difference lies, if there is one.
    doubtful: Range<usize>,
    form: Vec<(char, Range<usize>)>,
    /// Number of the character of the form at which the last symbols begin.
    tail: usize,
}

impl Printed {
    /// Returns where the text of a digest stands, whatever interrupts it. A short one has no sketch.
    pub fn find(&self, anchor: &str, sketch: Option<&[u8]>) -> Option<PrintedText> {
        let Some(sketch) = sketch else {
            return self.find_short(anchor);
        };
        let mut left = MOST;
        for around in self.likely_starts(sketch) {
            // Those with which the sketch agrees longest, sentences' beginnings first.
            let mut starts = self.word_starts(around);
            starts.sort_by_cached_key(|start| {
                let reading = self.read_on(Reading::at(*start), sketch);
                std::cmp::Reverse(agreeing(&reading.text, sketch))
            });
            for start in starts.into_iter().take(BEGINNINGS) {
                if let Some(found) = self.follow(start, anchor, sketch, &mut left) {
                    return Some(found);
                }
                if left == 0 {
                    return None;
                }
            }
        }
        None
    }

    /// Follows the text that begins at a place.
    fn follow(
        &self,
        start: usize,
        anchor: &str,
        sketch: &[u8],
        left: &mut usize,
    ) -> Option<PrintedText> {
        let mut open = BinaryHeap::new();
        let mut seen = HashSet::new();
        let mut readings = Vec::new();
        let mut add = |reading: Reading, least: usize, left: &mut usize| {
            if *left == 0 {
                return (None, None);
            }
            *left -= 1;
            let reading = self.read_on(reading, sketch);
            let symbols = agreeing(&reading.text, sketch);
            if symbols < least && symbols + 3 < sketch.len() {
                return (None, None);
            }
            let agreement = agreement(&reading.text, sketch);
            if agreement.symbols + 3 >= sketch.len()
                && let Some(found) = self.ends(&reading, &agreement, anchor)
            {
                return (Some(found), None);
            }
            let kept = seen.insert((reading.text.clone(), agreement.symbols));
            (None, kept.then_some((reading, agreement)))
        };
        let (found, kept) = add(Reading::at(start), 0, left);
        if found.is_some() {
            return found;
        }
        if let Some((reading, agreement)) = kept {
            open.push((agreement.symbols as isize, 0));
            readings.push((reading, agreement));
        }
        while let Some((_, number)) = open.pop() {
            let (reading, agreement) = &readings[number];
            let least = agreement.symbols + 2;
            let mut better = Vec::new();
            for other in self.undone(reading, &agreement.doubtful, NEAR) {
                let (found, kept) = add(other, least, left);
                if found.is_some() {
                    return found;
                }
                better.extend(kept);
            }
            for (reading, agreement) in better {
                let rank = agreement.symbols as isize - 2 * reading.edits as isize;
                open.push((rank, readings.len()));
                readings.push((reading, agreement));
            }
            if *left == 0 {
                return None;
            }
        }
        None
    }

    /// Reads on as long as the sketch agrees, and some more.
    fn read_on(&self, mut reading: Reading, sketch: &[u8]) -> Reading {
        let mut symbols = 0;
        loop {
            let end = self.extend(&mut reading, AHEAD);
            let before = std::mem::replace(&mut symbols, agreeing(&reading.text, sketch));
            // What differs stops it, and what is not yet settled does not.
            if end == self.text.len() || symbols + 1 >= sketch.len() || symbols < before + 4 {
                return reading;
            }
        }
    }

    /// Reads so many bytes more, and returns up to where.
    pub(super) fn extend(&self, reading: &mut Reading, length: usize) -> usize {
        let Some(last) = reading.stretches.last() else {
            return self.text.len();
        };
        let at = (last.place + reading.text.len() - last.from).min(self.text.len());
        let mut end = (at + length).min(self.text.len());
        while !self.text.is_char_boundary(end) {
            end += 1;
        }
        reading.text.push_str(&self.text[at..end]);
        end
    }

    /// Returns the text, where it ends somewhere in what was read.
    fn ends(&self, reading: &Reading, agreement: &Agreement, anchor: &str) -> Option<PrintedText> {
        let form: Vec<char> = agreement.form.iter().map(|(one, _)| *one).collect();
        let last = (agreement.tail + 80).min(form.len());
        for end in agreement.tail..=last {
            let text: String = form[..end].iter().collect();
            if digest_of_normal_form(&text) != anchor {
                continue;
            }
            let end = agreement.form[..end]
                .iter()
                .map(|(_, place)| place.end)
                .max()?;
            return Some(self.printed_text(reading, end));
        }
        None
    }

    /// Returns what was read up to a byte.
    pub(super) fn printed_text(&self, reading: &Reading, end: usize) -> PrintedText {
        let places =
            [0, end.saturating_sub(1)].map(|at| self.in_source(self.place_of(reading, at)));
        let words: Vec<&str> = reading.text[..end].split_whitespace().collect();
        let before = &self.source.text[..places[0]];
        PrintedText {
            text: words.join(" "),
            span: places[0].min(places[1])..places[0].max(places[1]) + 1,
            line: 1 + before.matches(['\n', '\u{C}']).count(),
        }
    }

    /// Returns the place in the lines of a byte of a reading.
    fn place_of(&self, reading: &Reading, at: usize) -> usize {
        let of = reading
            .stretches
            .partition_point(|stretch| stretch.from <= at);
        let stretch = reading.stretches[of.saturating_sub(1)];
        let by = if stretch.put { 0 } else { at - stretch.from };
        stretch.place + by
    }

    /// Returns the readings in which one thing is undone that a typesetter or a converter did in a stretch.
    pub(super) fn undone(
        &self,
        reading: &Reading,
        doubtful: &Range<usize>,
        near: Near,
    ) -> Vec<Reading> {
        let text = &reading.text;
        let mut others = Vec::new();
        let begins = |character: Option<char>| character.is_some_and(char::is_alphabetic);
        for at in doubtful.clone().filter(|at| text.is_char_boundary(*at)) {
            let (before, after) = (text[..at].chars().next_back(), text[at..].chars().next());
            let here = self.place_of(reading, at);
            let blank = after.is_none_or(char::is_whitespace);
            // What lies between two parts of a sentence.
            if blank && before.is_some_and(|c| !c.is_whitespace()) {
                let rest = &self.text[here.min(self.text.len())..];
                let gap = rest.starts_with("  ") || rest.starts_with('\n');
                if gap {
                    let first = self.segments.partition_point(|segment| *segment <= here);
                    let passed = |next: &usize| &self.text[here..*next];
                    let far = self.segments[first..].iter().skip(1).take(near.passed);
                    for next in far.filter(|next| is_foreign(passed(next))) {
                        others.push(self.with(reading, at, "\n", *next));
                    }
                }
            }
            // An index on a line of its own.
            if blank || before.is_none_or(|c| !c.is_alphanumeric()) {
                self.with_indices(reading, at, near, &mut others);
            }
            // A hyphen between lines that a converter took for one of the typesetter's.
            let joined = begins(before) && begins(after)
                || before.is_some_and(|c| c.is_ascii_digit())
                    && after.is_some_and(char::is_uppercase);
            if joined && keeps_hyphen(&text[..at], &text[at..]) {
                others.push(self.with(reading, at, "-", here));
            }
            // A raised sign above a lowered number, one line after the other.
            if matches!(after, Some('-' | '−' | '+' | '–')) {
                let sign = after.map_or(1, char::len_utf8);
                let rest = &text[at + sign..];
                let space = rest.len() - rest.trim_start().len();
                let digits = rest[space..].bytes().take_while(u8::is_ascii_digit).count();
                if space > 0 && (1..=2).contains(&digits) {
                    let end = at + sign + space + digits;
                    let swapped =
                        format!("{}{}", &rest[space..space + digits], &text[at..at + sign]);
                    let next = self.place_of(reading, end - 1) + 1;
                    others.push(self.with(reading, at, &swapped, next));
                }
            }
        }
        others
    }

    /// Adds the readings that have one or two indices of the lines around at a place.
    fn with_indices(&self, reading: &Reading, at: usize, near: Near, others: &mut Vec<Reading>) {
        let here = self.place_of(reading, at);
        let line = self.line_at(here);
        let first = self
            .fragments
            .partition_point(|(number, _)| number + near.lines < line);
        let indices: Vec<usize> = (first..self.fragments.len())
            .take_while(|one| self.fragments[*one].0 <= line + near.lines)
            .filter(|one| !reading.used.contains(one))
            .take(near.indices)
            .collect();
        for one in &indices {
            let index = &self.fragments[*one].1;
            let mut other = self.with(reading, at, index, here);
            other.used.push(*one);
            others.push(other);
            for two in indices.iter().filter(|two| *two != one) {
                // Signs are raised, and raised ones come last.
                if index.contains(['-', '−', '+', '–', '\\', '*']) {
                    continue;
                }
                let both = format!("{index}{}", self.fragments[*two].1);
                let mut other = self.with(reading, at, &both, here);
                other.used.extend([*one, *two]);
                others.push(other);
            }
        }
    }

    /// Returns a reading that has something else at a place and goes on at another.
    fn with(&self, reading: &Reading, at: usize, put: &str, next: usize) -> Reading {
        let mut stretches = reading.stretches.clone();
        stretches.retain(|stretch| stretch.from < at);
        let text = format!("{}{put}", &reading.text[..at]);
        for (from, put) in [(at, true), (text.len(), false)] {
            let place = next;
            stretches.push(Stretch { from, place, put });
        }
        Reading {
            text,
            stretches,
            used: reading.used.clone(),
            edits: reading.edits + 1,
        }
    }
}

/// Says whether the normal form keeps a hyphen between these: it does not between lower-case letters.
fn keeps_hyphen(before: &str, after: &str) -> bool {
    let lower = |c: char| c.is_lowercase();
    !(before.chars().rev().take(2).all(lower) && after.chars().take(2).all(lower))
}

/// Returns how many symbols of a sketch a text begins with.
fn agreeing(text: &str, sketch: &[u8]) -> usize {
    let form: Vec<char> = normal_form(text).chars().collect();
    let outline = Outline::of(&form);
    let settled = form.len().saturating_sub(UNSETTLED);
    (0..sketch.len().min(outline.symbols.len()))
        .take_while(|at| outline.cuts[at + 2] <= settled && outline.symbols[*at] == sketch[*at])
        .count()
}

/// Compares a reading with a sketch.
fn agreement(text: &str, sketch: &[u8]) -> Agreement {
    let form = normal_form_with_places(text);
    let characters: Vec<char> = form.iter().map(|(character, _)| *character).collect();
    let outline = Outline::of(&characters);
    let settled = characters.len().saturating_sub(UNSETTLED);
    let symbols = (0..sketch.len().min(outline.symbols.len()))
        .take_while(|at| outline.cuts[at + 2] <= settled && outline.symbols[*at] == sketch[*at])
        .count();
    let cut = |number: usize| outline.cuts[number.min(outline.cuts.len() - 1)];
    let place = |at: usize| form.get(at).map_or(text.len(), |(_, place)| place.start);
    let tail = cut((symbols.min(sketch.len())).saturating_sub(2));
    let differs =
        symbols < sketch.len() && symbols < outline.symbols.len() && cut(symbols + 2) <= settled;
    let doubtful = if differs {
        let first = place(cut(symbols.saturating_sub(2)));
        first..place(cut(symbols + 2) + 4)
    } else if symbols + 3 >= sketch.len() {
        place(tail)..place(tail + 50)
    } else {
        text.len()..text.len()
    };
    Agreement {
        symbols,
        doubtful,
        form,
        tail,
    }
}
