//! Columns of a stretch of a page: a table or a figure above or below them moves their gap, so that a page as a whole has none.

use std::ops::Range;

/// Fewest lines of a stretch that have both columns.
const FEWEST: usize = 4;

/// Lines of the longest stretch: those of a page.
const LONGEST: usize = 80;

/// Bytes of the longest line that has columns.
pub(super) const LONGEST_LINE: usize = 400;

/// Fewest characters between two columns.
const GAP: usize = 2;

/// By how much the lines of the right column may begin apart.
const APART: usize = 3;

/// Fewest characters of a column.
const NARROWEST: usize = 12;

/// A line where it stands on its page.
struct Placed {
    range: Range<usize>,
    /// Number of the line in the source.
    row: usize,
    /// Number of the page.
    page: usize,
    /// Columns of the page at which it begins and ends.
    begin: usize,
    end: usize,
    /// Where something stands behind a gap: its column, and its place in the source.
    behind: Vec<(usize, usize)>,
}

/// Where something stands behind a gap in the lines of a page.
#[derive(Debug)]
pub(super) struct Gaps {
    /// Where lines begin in the source.
    rows: Vec<usize>,
    /// The columns of each line at which something stands behind a gap.
    behind: Vec<Vec<usize>>,
}

impl Gaps {
    pub(super) fn of(text: &str) -> Self {
        let mut rows = vec![0];
        rows.extend(text.match_indices(['\n', '\u{C}']).map(|(at, _)| at + 1));
        let end = |row: usize| rows.get(row + 1).map_or(text.len(), |next| next - 1);
        let line = |row: usize| behind_gaps(&text[rows[row]..end(row)], 0);
        let columns = |row| line(row).into_iter().map(|(column, _)| column).collect();
        let behind = (0..rows.len()).map(columns).collect();
        Self { rows, behind }
    }

    /// Says whether the lines around have a gap about where a word of the source begins: two columns may stand one space apart in one
    /// line.
    pub(super) fn are_about(&self, text: &str, at: usize) -> bool {
        /// How many lines above and below tell where a column begins.
        const AROUND: usize = 6;
        /// By how much a word may stand further left, where the line is full.
        const LEFT: usize = 8;
        /// Characters of the narrowest column.
        const NARROWEST: usize = 24;
        let row = self
            .rows
            .partition_point(|row| *row <= at)
            .saturating_sub(1);
        let start = self.rows[row];
        if at - start > LONGEST_LINE {
            return false;
        }
        let here = text
            .get(start..at)
            .map_or(0, |before| before.chars().count());
        let around = row.saturating_sub(AROUND)..(row + AROUND + 1).min(self.rows.len());
        let near = |column: &usize| here <= column + APART && *column <= here + LEFT;
        here >= NARROWEST
            && around
                .filter(|other| *other != row)
                .any(|other| self.behind[other].iter().any(near))
    }
}

/// Returns where something stands behind a gap in a line that begins in a column of its page: its column, and its place in the line.
fn behind_gaps(line: &str, begin: usize) -> Vec<(usize, usize)> {
    let mut behind = Vec::new();
    if line.len() > LONGEST_LINE {
        return behind;
    }
    let mut gap = 0;
    for (column, (at, character)) in line.char_indices().enumerate() {
        if character == ' ' {
            gap += 1;
        } else {
            if gap >= GAP {
                behind.push((begin + column, at));
            }
            gap = 0;
        }
    }
    behind
}

/// Returns lines with the left ones of two columns before the right ones, where a stretch of a page has two.
pub(super) fn in_columns(text: &str, ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let lines = placed(text, ranges);
    let mut ordered = Vec::with_capacity(lines.len());
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let stretches = line.behind.iter().map(|(column, _)| {
            let (end, both) = stretch(&lines[at..], *column);
            (both, end, *column)
        });
        let best = stretches.max_by_key(|(both, ..)| *both);
        let best = best.filter(|(both, end, _)| *both >= FEWEST && both * 2 >= *end);
        let Some((_, end, column)) = best else {
            ordered.push(line.range.clone());
            at += 1;
            continue;
        };
        let stretch = &lines[at..at + end];
        let parts = stretch.iter().map(|line| line.cut(text, column));
        let (left, right): (Vec<_>, Vec<_>) = parts.unzip();
        ordered.extend(
            left.into_iter()
                .chain(right)
                .filter(|part| !part.is_empty()),
        );
        at += end;
    }
    ordered
}

/// Returns how many of the first lines have nothing across the gap before a column, and how many of them something on either side.
fn stretch(lines: &[Placed], column: usize) -> (usize, usize) {
    let mut both = 0;
    for (number, line) in lines.iter().enumerate().take(LONGEST) {
        let before = number.checked_sub(1).map_or(line, |before| &lines[before]);
        let goes_on = line.page == before.page && (before.row..before.row + 4).contains(&line.row);
        if !goes_on {
            return (number, both);
        }
        match line.side(column) {
            Side::Both(_) => both += 1,
            Side::Left | Side::Right => {}
            Side::Across => return (number, both),
        }
    }
    (lines.len().min(LONGEST), both)
}

/// On which side of the gap before a column a line stands.
enum Side {
    Left,
    Right,
    /// The right part begins there in the source.
    Both(usize),
    Across,
}

impl Placed {
    fn side(&self, column: usize) -> Side {
        let first = self.behind.partition_point(|(at, _)| at + APART < column);
        let near = self.behind[first..].iter();
        let near = near.take_while(|(at, _)| *at <= column + APART);
        if let Some((at, place)) = near.min_by_key(|(at, _)| at.abs_diff(column)) {
            let wide = *at >= self.begin + NARROWEST || self.end >= at + NARROWEST;
            return if wide {
                Side::Both(*place)
            } else {
                Side::Across
            };
        }
        if self.end + GAP <= column {
            Side::Left
        } else if self.begin + APART >= column {
            Side::Right
        } else {
            Side::Across
        }
    }

    /// Returns the parts left and right of a gap.
    fn cut(&self, text: &str, column: usize) -> (Range<usize>, Range<usize>) {
        let Range { start, end } = self.range;
        match self.side(column) {
            Side::Both(place) => {
                let left = text[start..place].trim_end().len();
                (start..start + left, place..end)
            }
            Side::Right => (start..start, start..end),
            Side::Left | Side::Across => (start..end, end..end),
        }
    }
}

/// Returns where lines stand on their pages.
fn placed(text: &str, ranges: Vec<Range<usize>>) -> Vec<Placed> {
    let mut rows = vec![(0, 0)];
    let mut page = 0;
    for (at, end) in text.match_indices(['\n', '\u{C}']) {
        page += usize::from(end == "\u{C}");
        rows.push((at + 1, page));
    }
    let place = |range: Range<usize>| {
        let row = rows.partition_point(|(start, _)| *start <= range.start) - 1;
        let (start, page) = rows[row];
        let begin = text[start..range.start].chars().count();
        let shown = &text[range.clone()];
        let mut behind = behind_gaps(shown, begin);
        for (_, at) in &mut behind {
            *at += range.start;
        }
        Placed {
            end: begin + shown.chars().count(),
            range,
            row,
            page,
            begin,
            behind,
        }
    };
    ranges.into_iter().map(place).collect()
}
