//! A text without its markup, with look-alikes unified, in which numbers and units are looked for.

use super::super::markup::{self, Level};
use std::ops::Range;

/// The characters of a text proper.
pub(super) struct Text {
    characters: Vec<char>,
    levels: Vec<Level>,
    /// Where each was written, in the text with its markup.
    written: Vec<Range<usize>>,
    /// The same characters as a string, for expressions.
    pub(super) plain: String,
    /// Where each character stands in that string, and the end.
    offsets: Vec<usize>,
}

impl Text {
    pub(super) fn new(text: &str) -> Self {
        let pieces = markup::pieces(text);
        let mut read = Self {
            characters: Vec::with_capacity(pieces.len()),
            levels: Vec::with_capacity(pieces.len()),
            written: Vec::with_capacity(pieces.len()),
            plain: String::with_capacity(text.len()),
            offsets: Vec::with_capacity(pieces.len() + 1),
        };
        for piece in pieces {
            let character = unified(piece.character);
            match (character, read.characters.last_mut()) {
                // A ring above that is a character of its own.
                ('\u{30A}', Some(last @ 'A')) => {
                    *last = 'Å';
                    read.plain.pop();
                    read.plain.push('Å');
                    if let Some(written) = read.written.last_mut() {
                        written.end = piece.end;
                    }
                    continue;
                }
                ('\u{AD}' | '\u{200B}' | '\u{2060}' | '\u{FEFF}', _) => continue,
                _ => {}
            }
            read.offsets.push(read.plain.len());
            read.plain.push(character);
            read.characters.push(character);
            read.levels.push(piece.level);
            read.written.push(piece.start..piece.end);
        }
        read.offsets.push(read.plain.len());
        read
    }

    pub(super) fn len(&self) -> usize {
        self.characters.len()
    }

    /// Returns a character, or one that means nothing past the end.
    pub(super) fn at(&self, index: usize) -> char {
        self.characters.get(index).copied().unwrap_or('\0')
    }

    /// Returns the character before, or one that means nothing.
    pub(super) fn before(&self, index: usize) -> char {
        index
            .checked_sub(1)
            .map_or('\0', |before| self.characters[before])
    }

    pub(super) fn level(&self, index: usize) -> Level {
        self.levels.get(index).copied().unwrap_or(Level::Line)
    }

    pub(super) fn is_digit(&self, index: usize) -> bool {
        self.at(index).is_ascii_digit() && self.level(index) == Level::Line
    }

    /// Returns where white space ends.
    pub(super) fn skip_space(&self, mut index: usize) -> usize {
        while self.at(index).is_whitespace() {
            index += 1;
        }
        index
    }

    /// Returns where white space that ends before here begins.
    pub(super) fn skip_space_back(&self, mut index: usize) -> usize {
        while self.before(index).is_whitespace() {
            index -= 1;
        }
        index
    }

    /// Returns where a word ends that stands here whole, whatever its case.
    pub(super) fn word(&self, index: usize, word: &str) -> Option<usize> {
        let end = index + word.chars().count();
        let same = word
            .chars()
            .zip(index..)
            .all(|(character, at)| self.at(at).to_ascii_lowercase() == character);
        (same && !self.at(end).is_alphanumeric()).then_some(end)
    }

    /// Returns the characters of a stretch.
    pub(super) fn slice(&self, stretch: Range<usize>) -> &str {
        let at = |index: usize| self.offsets[index.min(self.offsets.len() - 1)];
        &self.plain[at(stretch.start)..at(stretch.end.max(stretch.start))]
    }

    /// Returns which character stands at an offset of the plain string.
    pub(super) fn index_of(&self, offset: usize) -> usize {
        self.offsets.partition_point(|start| *start < offset)
    }

    /// Returns where a stretch of characters, not empty, is written.
    pub(super) fn in_markup(&self, stretch: &Range<usize>) -> Range<usize> {
        let start = self.written.get(stretch.start).map_or(0, |w| w.start);
        let last = stretch.end.saturating_sub(1).max(stretch.start);
        let end = self.written.get(last).map_or(start, |w| w.end);
        start..end.max(start)
    }

    /// Returns where a character is written.
    pub(super) fn offset(&self, index: usize) -> usize {
        self.written.get(index).map_or(usize::MAX, |w| w.start)
    }
}

/// Returns one character for those that look or mean the same.
fn unified(character: char) -> char {
    match character {
        '\u{B5}' => 'μ',
        '\u{212B}' => 'Å',
        '\u{2126}' => 'Ω',
        '\u{212A}' => 'K',
        '\u{2010}' | '\u{2011}' | '\u{FE63}' | '\u{FF0D}' => '-',
        '\u{2012}' => '–',
        '\u{223C}' | '\u{FF5E}' | '\u{02DC}' => '~',
        '\u{2265}' | '\u{2267}' | '\u{2A7E}' => '≥',
        '\u{2264}' | '\u{2266}' | '\u{2A7D}' => '≤',
        '\u{2248}' | '\u{2243}' | '\u{2245}' | '\u{2A85}' => '≈',
        '\u{2219}' | '\u{22C5}' | '\u{2022}' | '\u{2027}' | '\u{30FB}' => '·',
        '\u{BA}' | '\u{2DA}' | '\u{2218}' | '\u{25E6}' => '°',
        '\u{FF05}' => '%',
        '\u{2215}' | '\u{2044}' => '/',
        other => other,
    }
}

/// Says whether a character is a dash or a minus.
pub(super) fn is_dash(character: char) -> bool {
    matches!(character, '-' | '−' | '–' | '—')
}
