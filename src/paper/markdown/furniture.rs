//! Lines of the page rather than of the text: running heads, page numbers, copyright notices.

use super::super::block::Block;
use super::super::reference;
use std::collections::{HashMap, HashSet};

/// Lines that come again on many pages.
pub(super) struct Furniture {
    repeated: HashSet<String>,
    /// Those of them that count the pages.
    counting: HashSet<String>,
    /// How often a line comes that could be an entry of the reference list, number for number.
    identical: HashMap<String, usize>,
}

/// A line that stands alone this often is a running head.
const OFTEN: usize = 3;
const LONGEST: usize = 120;

impl Furniture {
    pub(super) fn of(text: &str, blocks: &[Block]) -> Self {
        let mut seen: HashMap<String, Vec<(usize, &str)>> = HashMap::new();
        let mut identical: HashMap<String, usize> = HashMap::new();
        for (index, block) in blocks.iter().enumerate() {
            if let Block::Paragraph { lines, item: false } = block
                && lines.len() == 1
                && lines[0].whole.len() <= LONGEST
            {
                let line = &text[lines[0].whole.clone()];
                seen.entry(pattern(line)).or_default().push((index, line));
                *identical.entry(line.to_owned()).or_default() += 1;
            }
        }
        identical.retain(|_, count| *count >= OFTEN);
        let again = |line: &str| identical.contains_key(line);
        let (mut repeated, mut counting) = (HashSet::new(), HashSet::new());
        for (pattern, lines) in seen {
            if lines.len() < OFTEN {
                continue;
            }
            if counts_pages(&lines) {
                counting.insert(pattern);
            } else if lines.iter().any(|(_, line)| again(line)) {
                repeated.insert(pattern);
            }
        }
        Self {
            repeated,
            counting,
            identical,
        }
    }

    /// Says whether a line is part of the page.
    pub(super) fn holds(&self, line: &str) -> bool {
        is_address(line)
            || line.len() <= LONGEST
                && (is_page_number(line)
                    || self.counting.contains(&pattern(line))
                    || self.repeated.contains(&pattern(line))
                        && (self.identical.contains_key(line) || !reference::is_like_entry(line)))
    }
}

/// Says whether lines that differ in their numbers alone, each with the place of its block, count the pages.
///
/// A running head has one number that grows from page to page, a page between itself and the next, and is no sentence.
/// Paragraphs that say the same of one sample after another are none, and neither are headings such as `Case 1`.
fn counts_pages(lines: &[(usize, &str)]) -> bool {
    let steps = lines.len() - 1;
    let most = |count: usize| count * 3 >= steps * 2;
    let apart = lines.windows(2).filter(|pair| pair[1].0 > pair[0].0 + 1);
    let none = |line: &str| is_sentence(line) || is_labelled(line);
    if !most(apart.count()) || lines.iter().any(|(_, line)| none(line)) {
        return false;
    }
    let numbers: Vec<Vec<u32>> = lines.iter().map(|(_, line)| numbers(line)).collect();
    let mut varying = (0..numbers[0].len()).filter(|at| {
        numbers
            .iter()
            .any(|line| line.get(*at) != numbers[0].get(*at))
    });
    let (Some(page), None) = (varying.next(), varying.next()) else {
        return false;
    };
    let grows = numbers
        .windows(2)
        .filter(|pair| pair[0].get(page) < pair[1].get(page));
    let first_page = numbers[0][page] == 1 && lines[0].1.split_whitespace().count() < 4;
    most(grows.count()) && !first_page
}

/// Says whether a line reads like a sentence: a stop at its end, and mostly small words.
fn is_sentence(line: &str) -> bool {
    let words = line.split_whitespace();
    let small = words
        .clone()
        .filter(|word| word.starts_with(char::is_lowercase));
    line.ends_with(['.', '!', '?'])
        && small.clone().count() > 2
        && small.count() * 2 >= words.count()
}

/// Says whether a line begins with the label of an entry or an item: `[5]`, `(5)`, `5.`.
fn is_labelled(line: &str) -> bool {
    let digits = line.trim_start_matches(|c: char| c.is_ascii_digit());
    line.starts_with(['[', '(']) || digits.len() < line.len() && digits.starts_with(['.', ')', ']'])
}

/// Returns the numbers of a line, the longest cut off.
fn numbers(line: &str) -> Vec<u32> {
    line.split(|c: char| !c.is_ascii_digit())
        .filter(|digits| !digits.is_empty())
        .map(|digits| digits.parse().unwrap_or(u32::MAX))
        .collect()
}

/// Says whether a line has nothing but sites of the web, as journals print them at the edge of pages; a DOI is more.
fn is_address(line: &str) -> bool {
    let start = line.trim_start_matches(['*', '_', '[', ' ']);
    let is_site = |word: &str| {
        let site = word
            .trim_start_matches("https://")
            .trim_start_matches("http://")
            .trim_end_matches('/');
        site.starts_with("www.") && !site.contains('/')
    };
    start.starts_with("www.")
        && line
            .split([' ', '*', '_', '[', ']', '(', ')', '<', '>'])
            .filter(|word| !word.is_empty())
            .all(is_site)
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
    // Along the margin of pages that a library has handed out.
    if plain.starts_with(['©', '🄯']) || plain.contains("Downloaded from http") {
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
