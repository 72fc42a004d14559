//! A text without its markup, for those who look for words in it.

use super::markup::{self, Level};

/// A character of a text without its markup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlainCharacter {
    /// The character; of raised and lowered ones, the one on the line.
    pub character: char,
    /// Whether it stands above the line.
    pub is_raised: bool,
    /// Whether it stands below the line.
    pub is_lowered: bool,
    /// Where it is written in the text with markup, in bytes.
    pub start: usize,
    /// Where what it was written as ends.
    pub end: usize,
}

/// Returns the characters of a text without its markup, and where each of them is written.
pub fn plain_characters(text: &str) -> Vec<PlainCharacter> {
    markup::pieces(text)
        .into_iter()
        .map(|piece| PlainCharacter {
            character: piece.character,
            is_raised: piece.level == Level::Raised,
            is_lowered: piece.level == Level::Lowered,
            start: piece.start,
            end: piece.end,
        })
        .collect()
}

/// Returns a text without its markup.
pub fn plain_text(text: &str) -> String {
    markup::plain(text)
}
