//! Rows of a table whose columns lie side by side on a page, each cell on one line or several.

use super::super::normal_form::digest;
use super::{Printed, PrintedText};
use std::collections::HashMap;
use std::ops::Range;

/// Lines of the highest row.
const HIGHEST: usize = 8;

/// Characters of the longest line.
const LONGEST: usize = 400;

/// Fewest spaces between two cells.
const GAP: usize = 2;

impl Printed {
    /// Returns what a few lines say, read cell by cell, by its digest.
    pub(super) fn rows(&self) -> &HashMap<String, PrintedText> {
        self.rows.get_or_init(|| {
            let text = &self.source.text;
            let mut at = 0;
            let mut lines: Vec<(Range<usize>, Vec<char>)> = Vec::new();
            for line in text.split_inclusive(['\n', '\u{C}']) {
                let shown = line.trim_end();
                let mut characters: Vec<char> = shown.chars().take(LONGEST).collect();
                blank_markers(&mut characters);
                lines.push((at..at + shown.len(), characters));
                at += line.len();
            }
            let mut rows = HashMap::new();
            for first in 0..lines.len() {
                let high = HIGHEST.min(lines.len() - first);
                for last in first..first + high {
                    let lines_of_row = &lines[first..=last];
                    let few = |(_, line): &(_, Vec<char>)| gaps(line) < 2;
                    if lines_of_row.iter().all(few) || lines[last].1.is_empty() {
                        continue;
                    }
                    let columns = columns(lines_of_row);
                    // Words set far apart may look like two cells.
                    for joined in 0..columns.len() {
                        let mut columns = columns.clone();
                        if joined > 0 {
                            columns[joined].start = columns[joined - 1].start;
                            columns.remove(joined - 1);
                        }
                        let row = cells(lines_of_row, columns);
                        let digest = digest(&row.replace('*', "\\*"));
                        rows.entry(digest).or_insert(PrintedText {
                            text: row,
                            span: lines[first].0.start..lines[last].0.end,
                            line: first + 1,
                        });
                        if first == last {
                            break;
                        }
                    }
                }
            }
            rows
        })
    }
}

/// Puts spaces where citation markers stand: they are no part of a digest, and hide where a column ends.
fn blank_markers(line: &mut [char]) {
    let mut open = None;
    for at in 0..line.len() {
        match (line[at], open) {
            ('[', _) => open = Some(at),
            (']', Some(start)) => {
                if at > start + 1 {
                    line[start..=at].fill(' ');
                }
                open = None;
            }
            ('0'..='9' | ',' | ' ' | '-' | '–', _) => {}
            _ => open = None,
        }
    }
}

/// Returns how many gaps a line has between its words.
fn gaps(line: &[char]) -> usize {
    let words = line.split(|c| *c == ' ');
    let mut empty = 0;
    let mut gaps = 0;
    let mut begun = false;
    for word in words {
        if word.is_empty() {
            empty += 1;
            continue;
        }
        gaps += usize::from(begun && empty >= GAP - 1);
        (begun, empty) = (true, 0);
    }
    gaps
}

/// Returns the columns of lines: they are parted by what is empty in all lines.
fn columns(lines: &[(Range<usize>, Vec<char>)]) -> Vec<Range<usize>> {
    let width = lines.iter().map(|(_, line)| line.len()).max().unwrap_or(0);
    let full = |column: usize| {
        let mut characters = lines.iter().filter_map(|(_, line)| line.get(column));
        characters.any(|character| *character != ' ')
    };
    let mut cells: Vec<Range<usize>> = Vec::new();
    for column in (0..width).filter(|column| full(*column)) {
        match cells.last_mut() {
            Some(cell) if column < cell.end + GAP => cell.end = column + 1,
            _ => cells.push(column..column + 1),
        }
    }
    cells
}

/// Returns what lines say, one cell after the other.
fn cells(lines: &[(Range<usize>, Vec<char>)], columns: Vec<Range<usize>>) -> String {
    let mut row = String::new();
    for cell in columns {
        for (_, line) in lines {
            let part = line
                .get(cell.start..cell.end.min(line.len()))
                .unwrap_or_default();
            let part: String = part.iter().collect();
            if !part.trim().is_empty() {
                row.push_str(if row.is_empty() { "" } else { " " });
                row.push_str(part.trim());
            }
        }
    }
    row
}
