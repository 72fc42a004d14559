//! Lines of the page rather than of the text: running heads, page numbers, copyright notices.

use super::super::block::Block;
use super::super::reference;
use std::collections::HashMap;

/// Lines that come again on many pages.
pub(super) struct Furniture {
    repeated: HashMap<String, usize>,
    /// How often a line comes that could be an entry of the reference list, number for number.
    identical: HashMap<String, usize>,
}

/// A line that stands alone this often is a running head.
const OFTEN: usize = 3;
const LONGEST: usize = 120;

impl Furniture {
    pub(super) fn of(text: &str, blocks: &[Block]) -> Self {
        let mut repeated = HashMap::new();
        let mut identical = HashMap::new();
        for block in blocks {
            if let Block::Paragraph { lines, item: false } = block
                && lines.len() == 1
                && lines[0].whole.len() <= LONGEST
            {
                let line = &text[lines[0].whole.clone()];
                *repeated.entry(pattern(line)).or_default() += 1;
                *identical.entry(line.to_owned()).or_default() += 1;
            }
        }
        repeated.retain(|_, count| *count >= OFTEN);
        identical.retain(|_, count| *count >= OFTEN);
        Self {
            repeated,
            identical,
        }
    }

    /// Says whether a line is part of the page.
    pub(super) fn holds(&self, line: &str) -> bool {
        line.len() <= LONGEST
            && (is_page_number(line)
                || self.repeated.contains_key(&pattern(line))
                    && (self.identical.contains_key(line) || !reference::is_like_entry(line)))
    }
}

/// Returns a line with all numbers alike, since a running head has the page's.
fn pattern(line: &str) -> String {
    let mut pattern = String::with_capacity(line.len());
    for character in line.chars() {
        match character {
            '0'..='9' if pattern.ends_with('#') => {}
            '0'..='9' => pattern.push('#'),
            _ => pattern.push(character),
        }
    }
    pattern
}

/// Says whether a line is a page's number: `7`, `7 of 18`, `Page 7`.
fn is_page_number(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().take(5).collect();
    let number = |word: &str| {
        word.len() <= 4 && !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())
    };
    match words.as_slice() {
        [page] => number(page),
        ["Page" | "page", page] => number(page),
        [page, "of" | "/", pages] | ["Page" | "page", page, "of", pages] => {
            number(page) && number(pages)
        }
        _ => false,
    }
}

/// Says whether a paragraph is the publisher's: copyright, licence, notes, dates.
pub(super) fn is_notice(line: &str) -> bool {
    let plain = line.trim_start_matches(['*', '_', ' ', '#']).trim_start();
    if plain.starts_with(['©', '🄯']) {
        return true;
    }
    let Some((label, _)) = plain.split_at_checked(plain.find(':').unwrap_or(0)) else {
        return false;
    };
    let label = label
        .trim_end_matches(['*', '_'])
        .replace('’', "'")
        .to_lowercase();
    matches!(
        label.as_str(),
        "copyright"
            | "publisher's note"
            | "disclaimer/publisher's note"
            | "disclaimer"
            | "academic editor"
            | "academic editors"
            | "open access"
            | "licensee mdpi"
    )
}
