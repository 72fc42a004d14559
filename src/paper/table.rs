//! Rows of tables as converters write them: tabs, pipes, or HTML.

use std::ops::Range;

/// The cells of a row, as stretches of the source.
pub(super) type Cells = Vec<Range<usize>>;

/// Returns the rows of the table that begins with these lines, and how many lines it takes.
///
/// A row of tabs in the middle of a paragraph is none.
pub(super) fn rows(
    source: &str,
    lines: &[Range<usize>],
    in_paragraph: bool,
) -> Option<(Vec<Cells>, usize)> {
    let first = &source[lines.first()?.clone()];
    let pipes = |line: &str| line.trim_start().starts_with('|') && line.trim().len() > 1;
    if pipes(first) {
        let taken = lines
            .iter()
            .take_while(|line| pipes(&source[(*line).clone()]))
            .count();
        let rows: Vec<Cells> = lines[..taken]
            .iter()
            .filter_map(|line| pipe_cells(source, line))
            .collect();
        return (taken > 1).then_some((rows, taken));
    }
    if !first.contains('\t') || in_paragraph {
        return None;
    }
    let tabs = |line: &Range<usize>| {
        source[line.clone()].contains('\t') && !source[line.clone()].trim().is_empty()
    };
    let taken = lines.iter().take_while(|line| tabs(line)).count();
    let columns = first.matches('\t').count() + 1;
    (taken > 1 || taken == 1 && columns > 2).then(|| {
        (
            lines[..taken]
                .iter()
                .map(|line| tab_cells(source, line))
                .collect(),
            taken,
        )
    })
}

fn tab_cells(source: &str, line: &Range<usize>) -> Cells {
    let mut start = line.start;
    source[line.clone()]
        .split('\t')
        .map(|cell| {
            let at = start;
            start += cell.len() + 1;
            trimmed(source, at..at + cell.len())
        })
        .collect()
}

/// Returns the cells of a row between pipes, or nothing of the row of dashes below the header.
fn pipe_cells(source: &str, line: &Range<usize>) -> Option<Cells> {
    let line = trimmed(source, line.clone());
    let text = &source[line.clone()];
    if text
        .bytes()
        .all(|byte| matches!(byte, b'|' | b'-' | b':' | b' ' | b'\t'))
    {
        return None;
    }
    let mut cells = Vec::new();
    let mut start = line.start + 1;
    let mut escaped = false;
    for (offset, character) in text.char_indices().skip(1) {
        if character == '|' && !escaped {
            cells.push(trimmed(source, start..line.start + offset));
            start = line.start + offset + 1;
        }
        escaped = character == '\\' && !escaped;
    }
    if start < line.end {
        cells.push(trimmed(source, start..line.end));
    }
    Some(cells)
}

/// Returns the rows of a table in HTML, and how many lines it takes, where these lines begin with one that ends.
pub(super) fn html(source: &str, lines: &[Range<usize>]) -> Option<(Vec<Cells>, usize)> {
    if !source[lines.first()?.clone()]
        .trim_start()
        .starts_with("<table")
    {
        return None;
    }
    let taken = 1 + lines
        .iter()
        .position(|line| source[line.clone()].contains("</table"))?;
    let whole = lines[0].start..lines[taken - 1].end;
    // Lines of several columns may stand in another order than they are read.
    if lines[..taken]
        .windows(2)
        .any(|pair| pair[0].end > pair[1].start)
    {
        return None;
    }
    let mut rows: Vec<Cells> = Vec::new();
    let mut cell: Option<usize> = None;
    let mut at = whole.start;
    while let Some(open) = source[at..whole.end].find('<').map(|found| at + found) {
        let Some(close) = source[open..whole.end]
            .find('>')
            .map(|found| open + found + 1)
        else {
            break;
        };
        let tag = source[open + 1..close].trim_start_matches('/');
        let name = tag.bytes().take_while(u8::is_ascii_alphabetic).count();
        if matches!(&tag[..name], "tr" | "td" | "th" | "table") {
            if let (Some(start), Some(row)) = (cell.take(), rows.last_mut()) {
                row.push(trimmed(source, start..open));
            }
            let opens = !source[open + 1..].starts_with('/');
            match &tag[..name] {
                "tr" if opens => rows.push(Vec::new()),
                "td" | "th" if opens => cell = Some(close),
                _ => {}
            }
        }
        at = close;
    }
    rows.retain(|row| !row.is_empty());
    (!rows.is_empty()).then_some((rows, taken))
}

fn trimmed(source: &str, stretch: Range<usize>) -> Range<usize> {
    let text = &source[stretch.clone()];
    let start = stretch.start + (text.len() - text.trim_start().len());
    start..start + text.trim().len()
}
