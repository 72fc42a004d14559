//! Indices and signs that a page's text has on lines of their own, above or below the formula that they belong to.

use super::Line;

/// Characters of the longest index.
const LONGEST: usize = 4;

/// Returns the indices on lines that hold nothing else, each with the number of its line.
pub(super) fn fragments(text: &str, lines: &[Line]) -> Vec<(usize, String)> {
    let mut fragments = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        let shown = text[line.start..].lines().next().unwrap_or_default();
        let words: Vec<&str> = shown.split_whitespace().collect();
        if words.iter().all(|word| is_index(word)) {
            fragments.extend(words.iter().map(|word| (number, (*word).to_owned())));
        }
    }
    fragments
}

/// Says whether a word may be an index: digits, signs, one letter or the label of a metal, and no word of the language.
fn is_index(word: &str) -> bool {
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    word.trim_start_matches('\\').chars().count() <= LONGEST
        && (letters <= 1 || word == "cat" || word == "geo")
}

/// Says whether a stretch of lines that is passed over may be passed over: foreign text or indices, but no few words that might
/// have been put into the sentence.
pub(super) fn is_foreign(passed: &str) -> bool {
    const SHORTEST: usize = 24;
    let passed = passed.trim();
    passed.len() >= SHORTEST
        || passed.split_whitespace().all(is_index)
        || is_page_number(passed)
        || !passed.contains(|c: char| c.is_lowercase())
}

/// Says whether a few words are the number of a page: `7 of 30`, `Page 7`.
fn is_page_number(words: &str) -> bool {
    let number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    let mut numbers = 0;
    for word in words.split_whitespace() {
        match word {
            "of" | "Page" | "page" | "/" => {}
            _ if number(word) => numbers += 1,
            _ => return false,
        }
    }
    numbers > 0
}
