//! Text put together from stretches of a source, which knows where each bit of it came from.

use super::Span;
use std::ops::Range;

/// A text on one line, made of stretches of a source.
#[derive(Debug, Default)]
pub(super) struct Passage {
    pub(super) text: String,
    /// Where each stretch begins in the text.
    parts: Vec<Part>,
}

/// A stretch of the text, and where it came from.
#[derive(Debug, Clone, Copy)]
struct Part {
    text: usize,
    length: usize,
    source: usize,
    /// Where the source's stretch ends, if it was written otherwise than it is shown.
    end: Option<usize>,
}

impl Passage {
    pub(super) fn new(source: &str, stretch: Range<usize>) -> Self {
        let mut passage = Self::default();
        passage.append(source, stretch);
        passage
    }

    /// Adds a stretch after a space, or none where a word was cut at a line's end.
    pub(super) fn join(&mut self, source: &str, stretch: Range<usize>) {
        if !self.text.is_empty() && !is_cut(&self.text, &source[stretch.clone()]) {
            self.text.push(' ');
        }
        self.append(source, stretch);
    }

    /// Adds a stretch.
    pub(super) fn append(&mut self, source: &str, stretch: Range<usize>) {
        self.parts.push(Part {
            text: self.text.len(),
            length: stretch.len(),
            source: stretch.start,
            end: None,
        });
        self.text.push_str(&source[stretch]);
    }

    /// Adds what stands for a stretch that is written otherwise: `−` for `&#8722;`.
    pub(super) fn append_as(&mut self, shown: &str, stretch: Range<usize>) {
        if shown.is_empty() {
            return;
        }
        self.parts.push(Part {
            text: self.text.len(),
            length: shown.len(),
            source: stretch.start,
            end: Some(stretch.end),
        });
        self.text.push_str(shown);
    }

    /// Adds another passage after a space.
    pub(super) fn join_passage(&mut self, other: Self) {
        if !self.text.is_empty() && !is_cut(&self.text, &other.text) {
            self.text.push(' ');
        }
        let offset = self.text.len();
        self.parts.extend(other.parts.into_iter().map(|part| Part {
            text: part.text + offset,
            ..part
        }));
        self.text.push_str(&other.text);
    }

    /// Returns where a stretch of the text, not empty, lies in the source.
    ///
    /// Columns of a page are read one after the other, so that a later part may stand before an earlier one.
    pub(super) fn in_source(&self, stretch: &Range<usize>) -> Range<usize> {
        // The end is that of the last character, which may lie in another part than what follows.
        let last = stretch.end.saturating_sub(1).max(stretch.start);
        let (first, after) = (self.part(stretch.start), self.part(last) + 1);
        let (mut start, mut end) = (usize::MAX, 0);
        for part in self.parts.get(first..after).unwrap_or_default() {
            let skipped = stretch.start.saturating_sub(part.text).min(part.length);
            let taken = (stretch.end.saturating_sub(part.text)).min(part.length);
            let (from, to) = match part.end {
                None => (part.source + skipped, part.source + taken),
                Some(end) => (part.source, end),
            };
            (start, end) = (start.min(from), end.max(to));
        }
        if start == usize::MAX {
            0..0
        } else {
            start..end.max(start)
        }
    }

    /// Returns the number of the part that a character of the text lies in.
    fn part(&self, at: usize) -> usize {
        let index = self.parts.partition_point(|part| part.text <= at);
        index.saturating_sub(1)
    }
}

/// Says whether a word is cut by a hyphen between these lines.
fn is_cut(before: &str, after: &str) -> bool {
    let Some(stem) = before.strip_suffix(['-', '\u{2010}', '\u{AD}']) else {
        return false;
    };
    // "pre- and post-": the hyphen is no cut.
    let suspended = ["and ", "or ", "to "]
        .iter()
        .any(|word| after.starts_with(word));
    stem.ends_with(char::is_alphanumeric) && after.starts_with(char::is_lowercase) && !suspended
}

/// Code points before each offset of a text.
pub(super) struct CodePoints {
    /// Code points before every 256th byte, or none where all are of one byte.
    counts: Vec<usize>,
}

const STRIDE: usize = 256;

impl CodePoints {
    pub(super) fn new(text: &str) -> Self {
        if text.is_ascii() {
            return Self { counts: Vec::new() };
        }
        let mut counts = Vec::with_capacity(text.len() / STRIDE + 1);
        let mut count = 0;
        for chunk in text.as_bytes().chunks(STRIDE) {
            counts.push(count);
            count += first_bytes(chunk);
        }
        Self { counts }
    }

    /// Returns a stretch of bytes with its code points.
    pub(super) fn span(&self, text: &str, bytes: Range<usize>) -> Span {
        Span {
            start: self.before(text, bytes.start),
            end: self.before(text, bytes.end),
            bytes,
        }
    }

    fn before(&self, text: &str, offset: usize) -> usize {
        let offset = offset.min(text.len());
        match self.counts.get(offset / STRIDE) {
            Some(count) => count + first_bytes(&text.as_bytes()[offset - offset % STRIDE..offset]),
            None if self.counts.is_empty() => offset,
            // The end of a text that is a multiple of the stride.
            None => {
                let start = (self.counts.len() - 1) * STRIDE;
                self.counts[self.counts.len() - 1] + first_bytes(&text.as_bytes()[start..offset])
            }
        }
    }
}

/// Returns how many characters begin in these bytes.
fn first_bytes(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xC0 != 0x80).count()
}
