//! What a typesetter or a converter did to a text, undone one thing at a time.

use super::foreign::is_foreign;
use super::index::{are_indices, behind};
use super::lines::Lines;
use super::search::{Reading, Stretch};
use std::ops::Range;

/// Where a text may go on behind what interrupts it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Near<'a> {
    /// Segments that may be passed over at once.
    pub(super) passed: usize,
    /// Beginnings of segments anywhere.
    pub(super) anywhere: &'a [usize],
}

impl Lines {
    /// Returns the readings in which one thing is undone that a typesetter or a converter did in a stretch.
    pub(super) fn undone(
        &self,
        reading: &Reading,
        doubtful: &Range<usize>,
        near: Near<'_>,
    ) -> Vec<Reading> {
        let text = &reading.text;
        let mut others = Vec::new();
        for at in doubtful.clone().filter(|at| text.is_char_boundary(*at)) {
            let (before, after) = (text[..at].chars().next_back(), text[at..].chars().next());
            let here = self.place_of(reading, at);
            let blank = after.is_none_or(char::is_whitespace);
            // What lies between two parts of a sentence.
            if blank && before.is_some_and(|c| !c.is_whitespace()) {
                self.pass_over(reading, at, near, &mut others);
            }
            // An index on a line of its own.
            if blank || before.is_none_or(|c| !c.is_alphanumeric()) {
                self.with_indices(reading, at, &mut others);
            }
            // A hyphen between lines that a converter took for one of the typesetter's.
            if let (Some(before), Some(after)) = (before, after)
                && may_have_hyphen(&text[..at], before, after)
            {
                others.push(self.with(reading, at, "-", here));
            }
            others.extend(self.signs_swapped(reading, at));
        }
        others
    }

    /// Adds the readings that go on behind what stands after a line or before a gap in one.
    fn pass_over(&self, reading: &Reading, at: usize, near: Near<'_>, others: &mut Vec<Reading>) {
        let here = self.place_of(reading, at).min(self.text.len());
        let rest = &self.text[here..];
        if !(rest.starts_with("  ") || rest.starts_with('\n')) {
            let next = self.start_of(self.line_at(here) + 1);
            if self.begins_column(here + 1) && is_foreign(&self.text[here..next]) {
                others.push(self.with(reading, at, "\n", next));
            }
            return;
        }
        let first = self.segments.partition_point(|segment| *segment <= here);
        let far = self.segments[first..].iter().skip(1).take(near.passed);
        let last = far.clone().next_back().copied().unwrap_or(here);
        for next in far.filter(|next| is_foreign(&self.text[here..**next])) {
            others.push(self.with(reading, at, "\n", *next));
        }
        let from = reading.begins_at();
        // What lies before the beginning is another column.
        for next in near.anywhere {
            if *next > last || *next < from {
                others.push(self.with(reading, at, "\n", *next));
            }
        }
    }

    /// Says whether the lines around have a gap where a word begins: two columns may stand one space apart in one line.
    fn begins_column(&self, at: usize) -> bool {
        /// By how much the lines of a column may begin apart.
        const APART: usize = 3;
        let number = self.line_at(at);
        let column = |line: usize, at: usize| self.text[self.start_of(line)..at].chars().count();
        let here = column(number, at);
        let around = number.saturating_sub(2)..number + 3;
        around.filter(|line| *line != number).any(|line| {
            let within = self.start_of(line) + 1..self.start_of(line + 1);
            let first = self.segments.partition_point(|one| *one < within.start);
            let segments = self.segments[first..].iter();
            segments
                .take_while(|one| **one < within.end)
                .any(|one| column(line, *one).abs_diff(here) <= APART)
        })
    }

    /// Returns the reading in which a raised sign above a lowered number, one line after the other, comes behind it.
    fn signs_swapped(&self, reading: &Reading, at: usize) -> Option<Reading> {
        let rest = &reading.text[at..];
        let sign = rest
            .chars()
            .next()
            .filter(|c| matches!(c, '-' | '−' | '+' | '–'))?;
        let sign = &rest[..sign.len_utf8()];
        let behind = &rest[sign.len()..];
        // Signs of formulas that stand further to the right may come between.
        let signs = behind.find('\n').map(|end| end + 1);
        let signs = signs.filter(|end| are_indices(&behind[..*end]));
        let number = |gap: usize| {
            let next = &behind[gap..];
            let space = gap + next.len() - next.trim_start().len();
            let digits = behind[space..].bytes().take_while(u8::is_ascii_digit);
            let digits = digits.count();
            (space > 0 && (1..=2).contains(&digits)).then_some((space, digits))
        };
        let (space, digits) = number(0).or_else(|| number(signs?))?;
        let end = at + sign.len() + space + digits;
        let swapped = format!("{}{sign}", &behind[space..space + digits]);
        Some(self.with(reading, at, &swapped, self.place_of(reading, end - 1) + 1))
    }

    /// Adds the readings that have the next index at a place, or the next two.
    fn with_indices(&self, reading: &Reading, at: usize, others: &mut Vec<Reading>) {
        if self.indices.is_empty() {
            return;
        }
        let here = self.place_of(reading, at);
        let line = self.line_at(here.min(self.text.len().saturating_sub(1)));
        let below = behind(&self.indices, line);
        let used = reading.used.iter().filter(|one| below.contains(one)).max();
        // They stand in the order of their formulas, and the first of a line that is read from its beginning comes first.
        let from_start = reading.begins_at() <= self.start_of(line) && reading.is_at(line, self);
        let next: Range<usize> = match used {
            Some(last) => last + 1..(last + 2).min(below.end),
            None if from_start => below.start..(below.start + 1).min(below.end),
            None => below.clone(),
        };
        // Above a line stands what is raised.
        let above = match line.checked_sub(1) {
            Some(before) => behind(&self.indices, before),
            None => 0..0,
        };
        let raised: Vec<usize> = above
            .filter(|one| self.indices[*one].raised && !reading.used.contains(one))
            .take(2)
            .collect();
        // Of two alike the first comes first.
        let alike = |one: usize| {
            let text = &self.indices[one].text;
            raised.iter().any(|two| self.indices[*two].text == *text)
        };
        let mut put = |ones: &[usize]| {
            let text: String = ones
                .iter()
                .map(|one| self.indices[*one].text.as_str())
                .collect();
            let mut other = self.with(reading, at, &text, here);
            other.used.extend(ones);
            other.edits += ones.len() - 1;
            others.push(other);
        };
        for one in next.filter(|one| !alike(*one)) {
            put(&[one]);
            for two in raised.iter().filter(|_| !self.indices[one].raised) {
                put(&[one, *two]);
            }
            if below.contains(&(one + 1)) && !self.indices[one].raised {
                put(&[one, one + 1]);
            }
        }
        for one in &raised {
            put(&[*one]);
        }
    }

    /// Returns the readings that have all indices that stand under the lines that were read from end to end, up to a byte.
    pub(super) fn completed(&self, reading: &Reading, end: usize) -> Vec<Reading> {
        /// How many ways to put them are tried.
        const MOST: usize = 300;
        let mut others = vec![(0, reading.clone())];
        for one in self.left_out(reading, end) {
            let line = self.indices[one].line;
            // Above a line stands what is raised.
            let lines = line + 1 + usize::from(self.indices[one].raised);
            let on = self.start_of(line)..self.start_of(lines);
            let text = &self.indices[one].text;
            let mut more = Vec::new();
            for (from, reading) in others {
                for at in from..reading.text.len() {
                    let blank = reading.text.as_bytes()[at].is_ascii_whitespace();
                    let here = self.place_of(&reading, at);
                    if blank && on.contains(&here) && more.len() < MOST {
                        let mut other = self.with(&reading, at, text, here);
                        other.keep_rest(&reading, at);
                        other.used.push(one);
                        more.push((at + text.len(), other));
                    }
                }
            }
            others = more;
        }
        others.retain(|(_, other)| other.used.len() > reading.used.len());
        others.into_iter().map(|(_, other)| other).collect()
    }

    /// Returns the indices under lines that a reading has from end to end, up to one of its bytes, that are not in it.
    pub(super) fn left_out(&self, reading: &Reading, end: usize) -> Vec<usize> {
        /// Bytes between two stretches in which no word was passed over.
        const NO_WORD: usize = 8;
        let mut read: Vec<Range<usize>> = Vec::new();
        for (number, stretch) in reading.stretches.iter().enumerate() {
            let next = reading.stretches.get(number + 1);
            let length = next
                .map_or(end, |next| next.from.min(end))
                .saturating_sub(stretch.from);
            if stretch.put || length == 0 {
                continue;
            }
            let place = stretch.place..stretch.place + length;
            match read.last_mut() {
                Some(last) if last.end + NO_WORD >= place.start && last.start <= place.start => {
                    last.end = last.end.max(place.end);
                }
                _ => read.push(place),
            }
        }
        let mut left = Vec::new();
        for place in read {
            let mut line = self.line_at(place.start);
            if self.start_of(line) < place.start {
                line += 1;
            }
            while line < self.line_count() && self.start_of(line + 1) <= place.end + 1 {
                let of_line = behind(&self.indices, line);
                left.extend(of_line.filter(|one| !reading.used.contains(one)));
                line += 1;
            }
        }
        left
    }

    /// Returns a reading that has something else at a place and goes on at another.
    fn with(&self, reading: &Reading, at: usize, put: &str, next: usize) -> Reading {
        let mut next = next.min(self.text.len());
        while !self.text.is_char_boundary(next) {
            next += 1;
        }
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
            late: reading.late,
        }
    }
}

/// Says whether a hyphen may have stood between two characters that the normal form keeps: between small letters it does not.
///
/// One letter may stand before it, as in `d-band`, and a capital on either side.
fn may_have_hyphen(text: &str, before: char, after: char) -> bool {
    if before.is_ascii_digit() {
        return after.is_uppercase();
    }
    let alone = |character: char| !character.is_alphanumeric();
    let single = text.chars().rev().nth(1).is_none_or(alone);
    before.is_alphabetic()
        && after.is_alphabetic()
        && (before.is_uppercase() || after.is_uppercase() || single)
}
