//! The normal form `n1` of a sentence, and its digest: what a claim's anchor is compared with.
//!
//! `docs/anchors.md` specifies it. The same sentence from Markdown, HTML, LaTeX, JATS or the text of a PDF has the
//! same normal form; what matters in chemistry (case, signs, stars, digits) stays in it. Any change to what comes out
//! here needs a new version and a new prefix, since digests of the old one lie in files that others keep.

mod characters;
pub(super) mod citation;

use super::markup::{self, Level, Piece};
use sha2::{Digest, Sha256};
use std::ops::Range;

/// What the digest of the first normal form begins with.
pub const PREFIX: &str = "n1:";

/// Number of hexadecimal digits in a digest.
const DIGITS: usize = 32;

/// Returns the digest of a text's normal form: `n1:` and 32 hexadecimal digits.
pub fn digest(text: &str) -> String {
    digest_of_normal_form(&normal_form(text))
}

/// Returns the digest of a text that is a normal form.
pub(crate) fn digest_of_normal_form(text: &str) -> String {
    let hash = Sha256::digest(text.as_bytes());
    let mut digest = String::with_capacity(PREFIX.len() + DIGITS);
    digest.push_str(PREFIX);
    for byte in hash.iter().take(DIGITS / 2) {
        for half in [byte >> 4, byte & 15] {
            digest.push(char::from_digit(u32::from(half), 16).unwrap_or('0'));
        }
    }
    digest
}

/// Returns a text's normal form: its characters without markup, citation markers and white space.
pub fn normal_form(text: &str) -> String {
    let pieces = in_order(citation::without_markers(&markup::pieces(text)));
    let characters: String = pieces.iter().map(|piece| piece.character).collect();
    characters::unified(&characters)
}

/// Returns the characters of a text's normal form, each with the bytes of the text that it was written as.
///
/// Where it cannot be told which characters became which, as with jamo that make one syllable, the bytes are those of
/// the whole text.
pub(crate) fn normal_form_with_places(text: &str) -> Vec<(char, Range<usize>)> {
    let pieces = in_order(citation::without_markers(&markup::pieces(text)));
    let characters: Vec<char> = pieces.iter().map(|piece| piece.character).collect();
    match characters::unified_with_places(&characters) {
        Some(unified) => unified
            .into_iter()
            .map(|(character, at)| (character, pieces[at].start..pieces[at].end))
            .collect(),
        None => characters::unified(&characters.iter().collect::<String>())
            .chars()
            .map(|character| (character, 0..text.len()))
            .collect(),
    }
}

/// Says whether a text is a digest of a normal form known here, complete.
pub fn is_digest(text: &str) -> bool {
    text.strip_prefix(PREFIX).is_some_and(|digits| {
        digits.len() == DIGITS
            && digits
                .bytes()
                .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    })
}

/// Returns the characters with lowered ones before raised ones where both hang on the same thing.
///
/// `NO3-` is written `NO_3^-` or `NO^-_3`, and nobody who reads the page can tell.
fn in_order(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut ordered = Vec::with_capacity(pieces.len());
    let mut raised = Vec::new();
    for piece in pieces {
        match piece.level {
            Level::Raised => raised.push(piece),
            Level::Lowered => ordered.push(piece),
            Level::Line if piece.character.is_whitespace() && !raised.is_empty() => {
                raised.push(piece)
            }
            Level::Line => {
                ordered.append(&mut raised);
                ordered.push(piece);
            }
        }
    }
    ordered.append(&mut raised);
    ordered
}
