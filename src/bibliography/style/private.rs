//! Markup and letters of fixed case as characters for private use, since the formatter knows no tags.

use crate::bibliography::text::{Markup, Piece, pieces, plain};

/// Markup stands in the texts that are formatted as characters for private use, since the formatter knows no tags.
pub(super) const PRIVATE: [(Markup, char, char); 6] = [
    (Markup::Italic, '\u{f0000}', '\u{f0001}'),
    (Markup::Bold, '\u{f0002}', '\u{f0003}'),
    (Markup::Subscript, '\u{f0004}', '\u{f0005}'),
    (Markup::Superscript, '\u{f0006}', '\u{f0007}'),
    (Markup::SmallCapitals, '\u{f0008}', '\u{f0009}'),
    (Markup::FixedCase, '\u{f000a}', '\u{f000b}'),
];

/// A letter whose case no style may change stands as one for private use, this far above it.
const FIXED: u32 = 0xf0100;

/// Returns a text with its markup, and letters of fixed case, as characters for private use.
///
/// Of fixed case is what is marked so, and every word with a digit or with a capital behind its first letter: a
/// style's title case would make `Rucu` of `RuCu`.
pub(super) fn private(text: &str) -> String {
    let mut out = String::new();
    let mark = |markup: Markup| PRIVATE.iter().find(|(known, _, _)| *known == markup);
    let whole = plain(text);
    let fixed: Vec<bool> = whole
        .split_inclusive(char::is_whitespace)
        .flat_map(|word| std::iter::repeat_n(is_fixed(word), word.chars().count()))
        .collect();
    let mut fixed = fixed.into_iter();
    let mut marked = 0_usize;
    for piece in pieces(text) {
        match piece {
            Piece::Text(text) => {
                for c in text.chars() {
                    let fixed = fixed.next().unwrap_or(false) || marked > 0;
                    if fixed && c.is_ascii_alphabetic() {
                        out.extend(char::from_u32(FIXED + u32::from(c)));
                    } else if !('\u{f0000}'..='\u{f01ff}').contains(&c) {
                        out.push(c);
                    }
                }
            }
            Piece::Open(markup) => {
                marked += usize::from(markup == Markup::FixedCase);
                out.extend(mark(markup).map(|(_, open, _)| *open));
            }
            Piece::Close(markup) => {
                marked -= usize::from(markup == Markup::FixedCase);
                out.extend(mark(markup).map(|(_, _, close)| *close));
            }
        }
    }
    out
}

fn is_fixed(word: &str) -> bool {
    word.chars().any(char::is_numeric)
        || word
            .chars()
            .skip_while(|c| !c.is_alphabetic())
            .skip(1)
            .any(char::is_uppercase)
}

/// Returns the letter that a character for private use stands for.
pub(super) fn letter(c: char) -> char {
    match u32::from(c).checked_sub(FIXED).and_then(char::from_u32) {
        Some(letter) if letter.is_ascii() => letter,
        _ => c,
    }
}
