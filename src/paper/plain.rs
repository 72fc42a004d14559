//! Lines of a PDF's text in the order in which they are read: columns one after the other, without what belongs to the
//! page, and with an empty line where a paragraph ends.

mod heading;

use super::caption::Label;
use heading::{ends_heading, is_heading, is_label};
use regex::Regex;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

/// Returns the lines of a text that a PDF was made into; nothing of a text that is something else.
pub(super) fn lines(text: &str) -> Option<Vec<Range<usize>>> {
    if !is_plain(text) {
        return None;
    }
    let pages: Vec<Vec<Line>> = pages(text);
    let furniture = furniture(text, &pages);
    let mut read = Vec::new();
    let mut before = None;
    for page in &pages {
        let kept: Vec<Line> = page
            .iter()
            .enumerate()
            .filter(|(index, line)| {
                !(at_edge(page, *index)
                    && furniture.contains_key(&pattern(&text[line.range.clone()])))
            })
            .map(|(_, line)| line.clone())
            .collect();
        for column in columns(text, &kept) {
            paragraphs(text, trimmed(&column), &mut before, &mut read);
        }
    }
    Some(read)
}

/// A line without white space around it, and how far it is indented.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Line {
    range: Range<usize>,
    indent: usize,
}

/// Says whether a text has pages and no markup.
fn is_plain(text: &str) -> bool {
    text.contains('\u{C}') && is_bare(text)
}

/// Says whether a text has no markup.
pub(super) fn is_bare(text: &str) -> bool {
    static MARKUP: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?m)^#{1,6} |</?(?:sub|sup|table|td|p|div|span)\b|\]\(#|\$\\|\^\{|^\|.*\|$|\*\*[^*\n]+\*\*").ok()
    });
    MARKUP
        .as_ref()
        .is_none_or(|markup| markup.find_iter(text).take(5).count() < 5)
}

fn pages(text: &str) -> Vec<Vec<Line>> {
    let mut pages = Vec::new();
    let mut start = 0;
    for page in text.split_inclusive('\u{C}') {
        let mut lines = Vec::new();
        let mut at = start;
        for line in page.split_inclusive('\n') {
            let bare = line.trim_matches(|c: char| c.is_whitespace() || c == '\u{C}');
            let lead = line.len()
                - line
                    .trim_start_matches(|c: char| c.is_whitespace() || c == '\u{C}')
                    .len();
            let indent = line[..lead].chars().filter(|c| *c != '\u{C}').count();
            let lead = lead.min(line.len() - bare.len());
            lines.push(Line {
                range: at + lead..at + lead + bare.len(),
                indent,
            });
            at += line.len();
        }
        pages.push(lines);
        start += page.len();
    }
    pages
}

/// Lines from the edge of a page that may be a running head or foot.
const EDGE: usize = 3;

/// Says whether a line is among the first or last of a page that are not empty.
fn at_edge(page: &[Line], index: usize) -> bool {
    let full = |line: &&Line| !line.range.is_empty();
    page[..index].iter().filter(full).take(EDGE).count() < EDGE
        || page[index + 1..].iter().filter(full).take(EDGE).count() < EDGE
}

/// Returns the lines, numbers aside, that stand at the edge of several pages, and page numbers.
fn furniture(text: &str, pages: &[Vec<Line>]) -> HashMap<String, usize> {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for page in pages {
        let full: Vec<&Line> = page.iter().filter(|line| !line.range.is_empty()).collect();
        let edge = full.len().min(EDGE);
        let mut seen: Vec<String> = Vec::new();
        for line in full[..edge]
            .iter()
            .chain(&full[(full.len() - edge).max(edge)..])
        {
            let shown = &text[line.range.clone()];
            if shown.len() > 160 {
                continue;
            }
            let pattern = pattern(shown);
            // A citation marker with the stop behind it is the end of a sentence.
            if pattern.starts_with('[') && pattern != "[#]" {
                continue;
            }
            let number = !pattern.contains(char::is_alphabetic)
                || pattern == "page#"
                || pattern == "page#of#"
                || pattern == "#of#";
            if number && pattern.contains('#') {
                *counts.entry(pattern.clone()).or_default() += 2;
            }
            if !seen.contains(&pattern) {
                *counts.entry(pattern.clone()).or_default() += 1;
                seen.push(pattern);
            }
        }
    }
    counts.retain(|_, count| *count > 2);
    counts
}

/// Returns a line in lower case, without white space and with all numbers alike.
fn pattern(line: &str) -> String {
    let mut pattern = String::with_capacity(line.len());
    for character in line.chars().filter(|c| !c.is_whitespace()) {
        match character {
            '0'..='9' if pattern.ends_with('#') => {}
            '0'..='9' => pattern.push('#'),
            _ => pattern.extend(character.to_lowercase()),
        }
    }
    pattern
}

/// Fewest spaces between two columns.
const GAP: usize = 2;

/// Returns a page's lines by column; where a line goes across, what stands above it comes first.
fn columns(text: &str, page: &[Line]) -> Vec<Vec<Line>> {
    let Some(gutter) = gutter(text, page) else {
        return vec![page.to_vec()];
    };
    let mut zones = Vec::new();
    let (mut left, mut right) = (Vec::new(), Vec::new());
    let mut last = None;
    for line in page {
        if line.range.is_empty() {
            left.push(line.clone());
            right.push(line.clone());
            continue;
        }
        let (first, second) = cut(text, line, gutter, last);
        last = second.as_ref().map(|right: &Line| right.indent).or(last);
        match (first, second) {
            (Some(first), second) => {
                // A column that is empty here has a paragraph's end here.
                let end = first.range.end;
                left.push(first);
                right.push(second.unwrap_or(Line {
                    range: end..end,
                    indent: 0,
                }));
            }
            (None, Some(second)) => {
                let start = second.range.start;
                left.push(Line {
                    range: start..start,
                    indent: 0,
                });
                right.push(second);
            }
            (None, None) => {
                zones.push(std::mem::take(&mut left));
                zones.push(std::mem::take(&mut right));
                zones.push(vec![line.clone()]);
            }
        }
    }
    zones.extend([left, right]);
    zones.retain(|zone| zone.iter().any(|line| !line.range.is_empty()));
    zones
}

/// How far the right column may begin from where it mostly does: its lines are set anew on each page's half.
const DRIFT: usize = 8;

/// Returns a line's parts left and right of a gutter, and where the right one begins; neither where it goes across.
///
/// Where a long line leaves one space, the right part begins where that of the line before did.
fn cut(
    text: &str,
    line: &Line,
    gutter: usize,
    last: Option<usize>,
) -> (Option<Line>, Option<Line>) {
    let right = |indent: usize, at: usize| Line {
        range: line.range.start + at..line.range.end,
        indent,
    };
    if line.indent + DRIFT >= gutter {
        return (None, Some(right(line.indent, 0)));
    }
    let shown = &text[line.range.clone()];
    let width = shown.chars().count();
    let mut best: Option<(usize, usize, usize)> = None;
    let mut run = 0;
    for (index, (at, character)) in shown.char_indices().enumerate() {
        if character == ' ' {
            run += 1;
            continue;
        }
        let column = line.indent + index;
        let same = last.is_some_and(|last| last == column);
        let near = column.abs_diff(gutter) <= DRIFT && (run >= GAP || run == 1 && same);
        let score = run + if same { 100 } else { 0 };
        if near && best.is_none_or(|(other, ..)| score > other) {
            best = Some((score, column, at));
        }
        run = 0;
    }
    match best {
        Some((_, column, at)) => {
            let left = shown[..at].trim_end().len();
            let left = line.range.start..line.range.start + left;
            (
                Some(Line {
                    range: left,
                    indent: line.indent,
                }),
                Some(right(column, at)),
            )
        }
        None if line.indent + width <= gutter + DRIFT / 2 => (Some(line.clone()), None),
        None => (None, None),
    }
}

/// Returns where the space between two columns lies, if a page has two.
fn gutter(text: &str, page: &[Line]) -> Option<usize> {
    let full: Vec<&Line> = page.iter().filter(|line| !line.range.is_empty()).collect();
    let width = full
        .iter()
        .map(|line| line.indent + text[line.range.clone()].chars().count())
        .max()?;
    if full.len() < 8 || !(60..=400).contains(&width) {
        return None;
    }
    // How many lines have a gap over each column of the page.
    let mut gaps = vec![0usize; width + 1];
    for line in &full {
        let mut run = 0;
        for (index, character) in text[line.range.clone()].chars().chain(['x']).enumerate() {
            if character == ' ' {
                run += 1;
                continue;
            }
            if run >= GAP {
                for column in line.indent + index - run..line.indent + index {
                    gaps[column.min(width)] += 1;
                }
            }
            run = 0;
        }
        // A line of the left column alone, and one of the right.
        let end = line.indent + text[line.range.clone()].chars().count();
        if end * 10 < width * 6 {
            for gap in &mut gaps[end..] {
                *gap += 1;
            }
        }
        for gap in gaps.iter_mut().take(line.indent.min(width)) {
            *gap += usize::from(line.indent * 10 > width * 3);
        }
    }
    let middle = width * 3 / 10..width * 7 / 10;
    let best = middle.clone().max_by_key(|column| gaps[*column])?;
    let level = gaps[best];
    let last = (best..middle.end)
        .take_while(|column| gaps[*column] == level)
        .last()?;
    let beyond = |line: &&&Line| line.indent + text[line.range.clone()].chars().count() > last + 1;
    let right = full.iter().filter(beyond).count();
    (level * 2 > full.len() && right * 4 > full.len()).then_some(last + 1)
}

/// Returns a column without the empty lines at its ends: what it begins with may go on from the one before.
fn trimmed(column: &[Line]) -> &[Line] {
    let full = |line: &Line| !line.range.is_empty();
    let start = column.iter().position(full).unwrap_or(column.len());
    let end = column.iter().rposition(full).map_or(start, |last| last + 1);
    &column[start..end]
}

/// Adds the lines of a column, with an empty one where a paragraph ends.
fn paragraphs(
    text: &str,
    column: &[Line],
    before: &mut Option<Line>,
    read: &mut Vec<Range<usize>>,
) {
    let mut widths: Vec<usize> = column
        .iter()
        .map(|line| line.range.len())
        .filter(|width| *width > 0)
        .collect();
    widths.sort_unstable();
    // The width of a full line.
    let full = widths.get(widths.len() * 3 / 4).copied().unwrap_or(0);
    let mut notice = false;
    let mut in_heading = false;
    for (index, line) in column.iter().enumerate() {
        let shown = &text[line.range.clone()];
        let next = column.get(index + 1).map(|next| &text[next.range.clone()]);
        // The rest of a long heading would begin the paragraph below it; the heading does without.
        if in_heading && ends_heading(shown, next, full) {
            read.push(line.range.start..line.range.start);
            *before = None;
            continue;
        }
        in_heading = is_heading(shown);
        if let Some(last) = before.as_ref().filter(|last| !last.range.is_empty()) {
            let ended = &text[last.range.clone()];
            let complete = ended.ends_with(['.', '!', '?', ')', ']', ':', '”', '"']);
            let short = last.range.len() * 20 < full * 17;
            let capital = shown.starts_with(|c: char| {
                c.is_uppercase() || c.is_ascii_digit() || matches!(c, '(' | '[' | '•')
            });
            let labelled = is_label(shown);
            let heading = is_heading(shown) && (complete || short);
            if short && complete && (capital || notice)
                || labelled
                || heading
                || is_heading(ended) && short
                || Label::of(shown).is_some() && complete
            {
                read.push(line.range.start..line.range.start);
                notice = labelled;
            }
        }
        notice |= is_label(shown);
        read.push(line.range.clone());
        *before = Some(line.clone());
    }
}
