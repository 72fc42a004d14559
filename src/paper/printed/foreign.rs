//! What may be passed over between two parts of a text.

use super::index::is_index;

/// Says whether a stretch of lines that is passed over may be passed over: foreign text or indices, but no few words that might
/// have been put into the sentence.
pub(super) fn is_foreign(passed: &str) -> bool {
    const SHORTEST: usize = 24;
    let passed = passed.trim();
    if is_page_number(passed) || passed.len() >= SHORTEST {
        return true;
    }
    // A sign that is passed over would make `NO3-` pass for `NO3`.
    passed.split_whitespace().all(is_index) && !passed.contains(['-', '−', '+', '–', '*'])
        || !passed.split_whitespace().all(is_index) && !passed.contains(|c: char| c.is_lowercase())
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
