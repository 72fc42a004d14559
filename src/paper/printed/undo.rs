//! What a typesetter or a converter did to a text, undone one thing at a time.

use super::columns::LONGEST_LINE;
use super::foreign::is_foreign;
use super::index::{Index, are_indices, behind};
use super::lines::Lines;
use super::search::{Reading, Stretch};
use std::ops::Range;

/// How many indices under a line that is read from its middle may belong to what is read.
const MOST_OF_FIRST: usize = 2;

/// Where a text may go on behind what interrupts it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Near<'a> {
    /// Segments that may be passed over at once.
    pub(super) passed: usize,
    /// Beginnings of segments anywhere.
    pub(super) anywhere: &'a [usize],
}

/// How many lines further on is near.
const NEAR: usize = 2;

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
            if before.is_some_and(|before| may_have_hyphen(&text[..at], before, &text[at..])) {
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
            let next_word = here + 1;
            if rest.starts_with(' ')
                && self.begins_column(next_word)
                && is_foreign(&self.text[here..next])
            {
                others.push(self.with(reading, at, "\n", next));
            }
            return;
        }
        let close = self.start_of(self.line_at(here) + 1 + NEAR);
        let next = self.next_segments(here, near.passed).copied();
        let next = next.take_while(|next| *next < close);
        let next = next.chain(self.column_starts(here..close));
        for next in next.filter(|next| is_foreign(&self.text[here..*next])) {
            others.push(self.with(reading, at, "\n", next));
        }
        let from = reading.begins_at();
        // What lies before the beginning is another column.
        for next in near.anywhere {
            if *next >= close || *next < from {
                others.push(self.with(reading, at, "\n", *next));
            }
        }
    }

    /// Returns the segments behind the next one.
    fn next_segments(&self, here: usize, passed: usize) -> impl Iterator<Item = &usize> {
        let first = self.segments.partition_point(|segment| *segment <= here);
        self.segments[first..].iter().skip(1).take(passed)
    }

    /// Returns the readings that go on at segments further away than a few lines.
    pub(super) fn passed_over(
        &self,
        reading: &Reading,
        doubtful: &Range<usize>,
        passed: usize,
    ) -> Vec<Reading> {
        let text = &reading.text;
        let mut others = Vec::new();
        for at in doubtful.clone().filter(|at| text.is_char_boundary(*at)) {
            let here = self.place_of(reading, at).min(self.text.len());
            let rest = &self.text[here..];
            if text[..at].ends_with(|c: char| !c.is_whitespace())
                && (rest.starts_with("  ") || rest.starts_with('\n'))
            {
                let close = self.start_of(self.line_at(here) + 1 + NEAR);
                let next = self.next_segments(here, passed);
                let next = next.filter(|next| **next >= close);
                for next in next.filter(|next| is_foreign(&self.text[here..**next])) {
                    others.push(self.with(reading, at, "\n", *next));
                }
            }
        }
        others
    }

    /// Returns where words begin a column one space behind another, on the lines that begin in a stretch.
    fn column_starts(&self, stretch: Range<usize>) -> Vec<usize> {
        let bytes = self.text.as_bytes();
        let first = self.start_of(self.line_at(stretch.start) + 1);
        let blank = |at: usize| bytes.get(at) == Some(&b' ');
        let blanks = (first + 2..stretch.end.min(first + NEAR * LONGEST_LINE))
            .filter(|at| blank(at - 1) && !blank(*at) && !blank(at - 2));
        blanks.filter(|at| self.begins_column(*at)).collect()
    }

    /// Says whether a column seems to begin at a word.
    fn begins_column(&self, at: usize) -> bool {
        let near = at - self.start_of(self.line_at(at)) <= LONGEST_LINE;
        near && self.gaps.are_about(&self.source.text, self.in_source(at))
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
        let first = self.first_of_printed(line).saturating_sub(1);
        let above = behind(&self.indices, first).start..below.start;
        let raised: Vec<usize> = above
            .filter(|one| self.indices[*one].raised && !reading.used.contains(one))
            .take(2)
            .collect();
        // Of two alike the first comes first.
        let alike = |one: usize| {
            let text = &self.indices[one].text;
            raised.iter().any(|two| self.indices[*two].text == *text)
        };
        let word = ends_with_word(&reading.text[..at]);
        let mut put = |ones: &[usize]| {
            let text: String = ones
                .iter()
                .map(|one| self.indices[*one].text.as_str())
                .collect();
            if word && is_sign(&text) {
                return;
            }
            let mut other = self.with(reading, at, &text, here);
            other.used.extend(ones);
            other.edits += ones.len() - 1;
            others.push(other);
        };
        // A sign alone stands above its own line.
        let is_of_next = |one: usize| self.indices[one].raised && is_sign(&self.indices[one].text);
        for one in next.filter(|one| !(alike(*one) || is_of_next(*one))) {
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

    /// Returns the readings that have all indices that stand under the lines that were read from end to end, up to a byte, and with
    /// them the last of those under a line that was read from its middle.
    pub(super) fn completed(&self, reading: &Reading, end: usize) -> Vec<Reading> {
        let left = self.left_out(reading, end);
        let first = self.line_at(reading.begins_at());
        let partly = behind(&self.indices, first);
        let mut partly: Vec<usize> = partly.filter(|one| !reading.used.contains(one)).collect();
        partly.retain(|one| !left.contains(one));
        let from = partly.len().saturating_sub(MOST_OF_FIRST);
        let mut others = Vec::new();
        for from in (from..=partly.len()).rev() {
            let with: Vec<usize> = partly[from..].iter().chain(&left).copied().collect();
            if !with.is_empty() {
                others.extend(self.with_all(reading, &with));
            }
        }
        others
    }

    /// Returns the readings that have indices where there is white space on their lines, one after the other.
    fn with_all(&self, reading: &Reading, indices: &[usize]) -> Vec<Reading> {
        /// How many ways to put them are tried.
        const MOST: usize = 300;
        let mut others = vec![(0, reading.clone())];
        for one in indices {
            let Index { line, raised, text } = &self.indices[*one];
            // Above a line stands what is raised.
            let last = if *raised {
                self.last_of_printed(line + 1)
            } else {
                *line
            };
            let on = self.start_of(self.first_of_printed(*line))..self.start_of(last + 1);
            let mut more = Vec::new();
            for (from, reading) in others {
                for at in from..reading.text.len() {
                    let blank = reading.text.as_bytes()[at].is_ascii_whitespace();
                    let here = self.place_of(&reading, at);
                    let fits = blank && !(is_sign(text) && ends_with_word(&reading.text[..at]));
                    if fits && on.contains(&here) && more.len() < MOST {
                        let mut other = self.with(&reading, at, text, here);
                        other.keep_rest(&reading, at);
                        other.used.push(*one);
                        more.push((at + text.len(), other));
                    }
                }
            }
            others = more;
        }
        others.into_iter().map(|(_, other)| other).collect()
    }

    /// Returns the first of the lines that stand for the printed one that a line belongs to: a converter begins another where a
    /// sign stands above a number.
    fn first_of_printed(&self, mut line: usize) -> usize {
        while line > 0 && self.goes_on_below_sign(line) {
            line -= 1;
        }
        line
    }

    /// Returns the last of them.
    fn last_of_printed(&self, mut line: usize) -> usize {
        while line + 1 < self.line_count() && self.goes_on_below_sign(line + 1) {
            line += 1;
        }
        line
    }

    /// Says whether a line begins with the number below a sign that ends the line before.
    fn goes_on_below_sign(&self, line: usize) -> bool {
        let start = self.start_of(line);
        let before = self.text[..start].trim_end();
        before.ends_with(['-', '−', '+', '–'])
            && self.text[start..].starts_with(|c: char| c.is_ascii_digit())
    }

    /// Says whether a reading lacks an index up to one of its bytes: some and not all, or one with a sign, since a number alone may be
    /// that of a page.
    pub(super) fn leaves_out(&self, reading: &Reading, end: usize) -> bool {
        let left = self.left_out(reading, end);
        let mut left = left.iter();
        !reading.used.is_empty() && left.len() > 0 || left.any(|one| self.indices[*one].raised)
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
    pub(super) fn with(&self, reading: &Reading, at: usize, put: &str, next: usize) -> Reading {
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

/// Says whether an index is a sign alone: it belongs to an ion, and not to a word.
fn is_sign(index: &str) -> bool {
    !index.contains(char::is_alphanumeric)
}

/// Says whether a text ends with two small letters.
fn ends_with_word(text: &str) -> bool {
    let last = text.trim_end().chars().rev().take(2);
    last.take_while(|c| c.is_lowercase()).count() == 2
}

/// Says whether a hyphen may have stood between two characters that the normal form keeps: between two small letters on either
/// side it does not.
fn may_have_hyphen(text: &str, before: char, rest: &str) -> bool {
    let mut rest = rest.chars();
    let (Some(after), next) = (rest.next(), rest.next()) else {
        return false;
    };
    if before.is_ascii_digit() {
        return after.is_uppercase();
    }
    let small = |one: Option<char>| one.is_some_and(char::is_lowercase);
    let both = before.is_lowercase() && small(text.chars().rev().nth(1));
    before.is_alphabetic()
        && after.is_alphabetic()
        && !(both && after.is_lowercase() && small(next))
}
