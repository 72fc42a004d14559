//! Rows of a table whose columns lie side by side on a page, each cell on one line or several.

use super::super::normal_form::digest;
use super::index::are_indices;
use super::{Printed, PrintedText};
use std::collections::HashMap;
use std::ops::Range;

/// How many rows are read: some seconds' worth.
const MOST: usize = 300_000;

/// Lines of the highest row.
const HIGHEST: usize = 8;

/// Characters of the longest line.
const LONGEST: usize = 400;

/// How many lines before and behind a row tell where its columns begin.
const AROUND: usize = 12;

/// By how many columns two lines of a cell may begin apart.
const APART: usize = 3;

/// Characters of the widest line of a cell.
const WIDEST: usize = 64;

/// In how many columns something may begin in the lines of a row.
const MANY: usize = 10;

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
            let mut tried = 0;
            for first in 0..lines.len() {
                let high = HIGHEST.min(lines.len() - first);
                let near = first.saturating_sub(AROUND)..(first + AROUND).min(lines.len());
                let starts = cell_starts(&lines[near]);
                for last in first..first + high {
                    let lines_of_row = &lines[first..=last];
                    let few = |(_, line): &(_, Vec<char>)| gaps(line) < 2;
                    if lines_of_row.iter().all(few)
                        || lines[last].1.is_empty()
                        || is_full(lines_of_row)
                    {
                        continue;
                    }
                    if tried > MOST {
                        return rows;
                    }
                    for row in readings(lines_of_row, &starts) {
                        tried += 1;
                        let digest = digest(&row.replace('*', "\\*"));
                        rows.entry(digest).or_insert(PrintedText {
                            text: row.split_whitespace().collect::<Vec<_>>().join(" "),
                            span: lines[first].0.start..lines[last].0.end,
                            line: first + 1,
                        });
                    }
                }
            }
            rows
        })
    }
}

/// Returns what lines may say as a row: where columns end is not certain. `starts` are columns in which cells begin near by.
fn readings(lines: &[(Range<usize>, Vec<char>)], starts: &[usize]) -> Vec<String> {
    let parted = columns(lines);
    if lines.len() == 1 {
        return vec![cells(lines, &parted, false)];
    }
    let index = |(_, line): &(_, Vec<char>)| are_indices(&line.iter().collect::<String>());
    let has_indices = lines.iter().any(index);
    let mut readings = Vec::new();
    for apart in [0, APART] {
        readings.extend(aligned(lines, starts, apart));
    }
    let mut read = |columns: &[Range<usize>]| {
        readings.push(cells(lines, columns, false));
        if has_indices {
            readings.push(cells(lines, columns, true));
        }
    };
    read(&parted);
    // Words set far apart may look like two cells.
    for joined in 1..parted.len() {
        let mut columns = parted.clone();
        columns[joined].start = columns[joined - 1].start;
        columns.remove(joined - 1);
        read(&columns);
    }
    readings.sort_unstable();
    readings.dedup();
    readings
}

/// Returns where cells begin in lines: at least twice behind a gap, or at the beginning of a line.
fn cell_starts(lines: &[(Range<usize>, Vec<char>)]) -> Vec<usize> {
    let mut starts: Vec<usize> = lines.iter().flat_map(|(_, line)| begins(line)).collect();
    starts.sort_unstable();
    let mut often: Vec<usize> = starts
        .windows(2)
        .filter(|two| two[0] == two[1])
        .map(|two| two[0])
        .collect();
    often.dedup();
    often
}

/// Returns the columns of a line in which something begins behind a gap or at its beginning.
fn begins(line: &[char]) -> Vec<usize> {
    let mut begins = Vec::new();
    let mut gap = GAP;
    for (column, character) in line.iter().enumerate() {
        if *character == ' ' {
            gap += 1;
        } else {
            if gap >= GAP {
                begins.push(column);
            }
            gap = 0;
        }
    }
    begins
}

/// Returns what lines may say, cell by cell, where a cell begins behind a gap, or behind a space near a column in which cells begin
/// near by.
///
/// The words of a justified line stand far apart, so that not everything behind a gap is a cell: all ways are read.
fn aligned(lines: &[(Range<usize>, Vec<char>)], starts: &[usize], apart: usize) -> Vec<String> {
    let mut parts: Vec<(usize, usize, String)> = Vec::new();
    for (number, (_, line)) in lines.iter().enumerate() {
        let mut cuts = begins(line);
        for start in starts {
            let near = start.saturating_sub(apart).max(1)..(start + apart + 1).min(line.len());
            cuts.extend(near.filter(|at| line[at - 1] == ' ' && line[*at] != ' '));
        }
        cuts.sort_unstable();
        cuts.dedup();
        for (at, cut) in cuts.iter().enumerate() {
            let end = cuts.get(at + 1).map_or(line.len(), |next| *next);
            let part: String = line[*cut..end].iter().collect();
            parts.push((*cut, number, part.trim().to_owned()));
        }
    }
    if parts.iter().any(|(.., part)| part.chars().count() > WIDEST) {
        return Vec::new();
    }
    parts.sort_unstable();
    let mut columns: Vec<usize> = Vec::new();
    for (start, ..) in &parts {
        if columns.last().is_none_or(|last| *start > last + 1) {
            columns.push(*start);
        }
    }
    if columns.len() > MANY {
        let often = |column: &usize| starts.iter().any(|start| start.abs_diff(*column) <= 1);
        columns.retain(often);
    }
    if columns.len() < 2 || columns.len() > MANY {
        return Vec::new();
    }
    let mut readings = Vec::new();
    for chosen in 0..1_usize << (columns.len() - 1) {
        // The first column always begins a cell.
        let begins = |at: usize| at == 0 || chosen & (1 << (at - 1)) != 0;
        let cell = |start: usize| {
            let of = columns.partition_point(|column| *column <= start).max(1) - 1;
            (0..=of).rev().find(|at| begins(*at))
        };
        let mut cells: Vec<_> = parts
            .iter()
            .map(|(start, line, part)| (cell(*start), *line, *start, part.as_str()))
            .collect();
        cells.sort_unstable();
        let mut row = String::new();
        let mut last = None;
        for (cell, line, _, part) in cells {
            // A word may be parted at the end of a cell's line.
            let broken = last.is_some_and(|last: (_, usize)| last.0 == cell && last.1 != line);
            row.push(if broken { '\n' } else { ' ' });
            row.push_str(part);
            last = Some((cell, line));
        }
        readings.push(row);
    }
    readings.sort_unstable();
    readings.dedup();
    readings
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

/// Says whether lines are longer than a row, or as full of words as a paragraph: a row of a table has white space where a cell has fewer lines than others.
fn is_full(lines: &[(Range<usize>, Vec<char>)]) -> bool {
    /// Percents of a row that are full at most.
    const FULL: usize = 60;
    /// Characters of the longest row.
    const LONGEST: usize = 500;
    let shown = lines.iter().flat_map(|(_, line)| line);
    let full = shown.filter(|character| **character != ' ').count();
    let first = |(_, line): &(_, Vec<char>)| line.iter().position(|character| *character != ' ');
    let start = lines.iter().filter_map(first).min().unwrap_or(0);
    let end = lines.iter().map(|(_, line)| line.len()).max().unwrap_or(0);
    full > LONGEST || full * 100 > (end - start.min(end)) * lines.len() * FULL
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

/// Returns what lines say, one cell after the other; the words of a cell one line after the other, or as if on one line.
fn cells(lines: &[(Range<usize>, Vec<char>)], columns: &[Range<usize>], one: bool) -> String {
    let mut row: Vec<String> = Vec::new();
    for cell in columns {
        let mut words = Vec::new();
        for (number, (_, line)) in lines.iter().enumerate() {
            let part = line.get(cell.start..cell.end.min(line.len()));
            let mut column = 0;
            for word in part.unwrap_or_default().split(|c| *c == ' ') {
                if !word.is_empty() {
                    let place = if one {
                        (column, number)
                    } else {
                        (number, column)
                    };
                    words.push((place, word.iter().collect::<String>()));
                }
                column += word.len() + 1;
            }
        }
        words.sort();
        row.extend(words.into_iter().map(|(_, word)| word));
    }
    row.join(" ")
}
