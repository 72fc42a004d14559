//! Looks for the one way to read lines that gives the text of a digest.
//!
//! A sketch says at each bit of about five characters whether the text is still the right one, so that it is followed from its
//! beginning; where it comes to differ, what a typesetter does is undone around there, one after the other, and what goes on
//! agreeing is followed further. The digest decides in the end: what is returned is certain.

use super::super::normal_form::{digest_of_normal_form, normal_form, normal_form_with_places};
use super::super::sketch::Outline;
use super::PrintedText;
use super::lines::Lines;
use super::undo::Near;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashSet};
use std::ops::Range;

/// How many readings are tried from one beginning.
const MOST: usize = 700;

/// By how much what goes on far away comes later than what goes on near by.
const FAR: isize = 4;

/// How many things are undone at most where all symbols agree and the digest does not.
const LATE: usize = 2;

/// Bytes that are read on behind what is certain.
pub(super) const AHEAD: usize = 90;

/// Characters of a normal form at the end of what was read that may still become another thing.
const UNSETTLED: usize = 14;

/// Symbols at the end of a sketch that what comes behind it may change.
pub(super) const UNDECIDED: usize = 3;

/// How many segments may be passed over at once.
const PASSED: usize = 70;

/// The same where the sketch tells nothing any more.
const PASSED_AT_END: usize = 12;

/// A way to read some lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reading {
    /// What was read.
    pub(super) text: String,
    /// From which place of the lines each stretch of it is.
    pub(super) stretches: Vec<Stretch>,
    /// Indices that were put in their places.
    pub(super) used: Vec<usize>,
    /// What was undone.
    pub(super) edits: usize,
    /// What was undone where the sketch told nothing any more.
    pub(super) late: usize,
}

/// A stretch of a reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stretch {
    /// Where it begins in the reading.
    pub(super) from: usize,
    /// Where it begins in the lines; of what was put in, where the reading goes on.
    pub(super) place: usize,
    /// It was put in.
    pub(super) put: bool,
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
            late: 0,
        }
    }

    /// Returns the reading of a head that begins at a place and goes on at another.
    pub(super) fn and_at(mut self, head: &str, start: usize, next: usize) -> Self {
        self.text = format!("{head}\n");
        self.stretches = [
            (0, start, false),
            (head.len(), next, true),
            (head.len() + 1, next, false),
        ]
        .map(|(from, place, put)| Stretch { from, place, put })
        .to_vec();
        self.edits = 1;
        self
    }

    /// Goes on like another reading that has nothing put in at a place.
    pub(super) fn keep_rest(&mut self, other: &Self, at: usize) {
        let more = self.text.len() - at;
        self.text.push_str(&other.text[at..]);
        let rest = other.stretches.iter().filter(|stretch| stretch.from > at);
        self.stretches.extend(rest.map(|stretch| Stretch {
            from: stretch.from + more,
            ..*stretch
        }));
    }

    /// Returns where it begins in the lines.
    pub(super) fn begins_at(&self) -> usize {
        self.stretches.first().map_or(0, |stretch| stretch.place)
    }

    /// Says whether a line was read from its beginning.
    pub(super) fn is_at(&self, line: usize, lines: &Lines) -> bool {
        let start = lines.start_of(line);
        let read = |stretch: &Stretch| !stretch.put && stretch.place <= start;
        self.stretches.iter().any(read)
    }
}

/// How far a reading agrees with a sketch.
pub(super) struct Agreement {
    pub(super) symbols: usize,
    /// Bytes of the reading where the difference lies, if there is one.
    doubtful: Range<usize>,
    form: Vec<(char, Range<usize>)>,
    /// Number of the character of the form at which the last symbols begin.
    tail: usize,
}

impl Lines {
    /// Follows what is read from a place.
    pub(super) fn follow(
        &self,
        reading: Reading,
        anchor: &str,
        sketch: &[u8],
    ) -> Option<PrintedText> {
        let mut left = MOST;
        let mut open = BinaryHeap::new();
        let mut seen = HashSet::new();
        let mut readings: Vec<(Reading, Agreement, bool)> = Vec::new();
        let first = agreement(&reading.text, sketch);
        open.push((first.symbols as isize, Reverse(0)));
        if first.symbols + UNDECIDED >= sketch.len()
            && let Some(found) = self.ends(&reading, &first, anchor)
        {
            return Some(found);
        }
        readings.push((reading, first, false));
        while let Some((rank, Reverse(number))) = open.pop() {
            let (reading, agreed, far) = &mut readings[number];
            let (reading, agreed, far) = (&*reading, &*agreed, std::mem::replace(far, true));
            let whole = agreed.symbols + UNDECIDED >= sketch.len();
            let (least, used) = (agreed.symbols + 2, reading.used.len());
            let passed = if whole { PASSED_AT_END } else { PASSED };
            let others = if far {
                self.passed_over(reading, &agreed.doubtful, passed)
            } else {
                open.push((rank - FAR, Reverse(number)));
                let anywhere = self.likely_resumptions(sketch, agreed.symbols);
                let anywhere = &anywhere;
                let mut others = Vec::new();
                if whole {
                    others = self.completed(reading, agreed.doubtful.start);
                }
                others.extend(self.undone(reading, &agreed.doubtful, Near { passed, anywhere }));
                others
            };
            let mut better = Vec::new();
            for other in others {
                if left == 0 || !self.may_try() {
                    return None;
                }
                left -= 1;
                let other = self.read_on(other, sketch);
                let symbols = agreeing(&other.text, sketch);
                // An index more may stand close to the next.
                let least = least - usize::from(other.used.len() > used);
                if symbols < least && symbols + UNDECIDED < sketch.len() {
                    continue;
                }
                let agreed = agreement(&other.text, sketch);
                let end = agreed.symbols + UNDECIDED >= sketch.len();
                if end && let Some(found) = self.ends(&other, &agreed, anchor) {
                    return Some(found);
                }
                // What the sketch no longer tells apart is not undone without end.
                let late = other.late + usize::from(whole);
                if late <= LATE && seen.insert((other.text.clone(), agreed.symbols)) {
                    better.push((Reading { late, ..other }, agreed));
                }
            }
            for (reading, agreed) in better {
                let rank = agreed.symbols as isize - 2 * reading.edits as isize;
                open.push((rank, Reverse(readings.len())));
                readings.push((reading, agreed, false));
            }
        }
        None
    }

    /// Reads on as long as the sketch agrees, and some more.
    pub(super) fn read_on(&self, mut reading: Reading, sketch: &[u8]) -> Reading {
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
    pub(super) fn ends(
        &self,
        reading: &Reading,
        agreement: &Agreement,
        anchor: &str,
    ) -> Option<PrintedText> {
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
            // Who takes some indices takes all: else `NO3-` passes for `NO3`.
            if self.leaves_out(reading, end) {
                return None;
            }
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
    pub(super) fn place_of(&self, reading: &Reading, at: usize) -> usize {
        let of = reading
            .stretches
            .partition_point(|stretch| stretch.from <= at);
        let stretch = reading.stretches[of.saturating_sub(1)];
        let by = if stretch.put { 0 } else { at - stretch.from };
        stretch.place + by
    }
}

/// Returns how many symbols of a sketch a text begins with.
pub(super) fn agreeing(text: &str, sketch: &[u8]) -> usize {
    let form: Vec<char> = normal_form(text).chars().collect();
    let outline = Outline::of(&form);
    let settled = form.len().saturating_sub(UNSETTLED);
    (0..sketch.len().min(outline.symbols.len()))
        .take_while(|at| outline.cuts[at + 2] <= settled && outline.symbols[*at] == sketch[*at])
        .count()
}

/// Compares a reading with a sketch.
pub(super) fn agreement(text: &str, sketch: &[u8]) -> Agreement {
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
    } else if symbols + UNDECIDED >= sketch.len() {
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
