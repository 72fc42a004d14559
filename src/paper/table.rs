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
    let mut cell: Option<Open> = None;
    // Rows that a cell above still covers, by column.
    let mut covered: Vec<usize> = Vec::new();
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
            if let (Some(begun), Some(row)) = (cell.take(), rows.last_mut()) {
                fill(row, &mut covered, begun.start);
                let column = row.len();
                row.push(trimmed(source, begun.start..open));
                row.extend(std::iter::repeat_n(open..open, begun.columns - 1));
                covered.resize(covered.len().max(row.len()), 0);
                covered[column..row.len()].fill(begun.rows - 1);
            }
            let opens = !source[open + 1..].starts_with('/');
            match &tag[..name] {
                "tr" if opens => {
                    if let Some(row) = rows.last_mut() {
                        fill(row, &mut covered, open);
                    }
                    rows.push(Vec::new());
                }
                "td" | "th" if opens => {
                    cell = Some(Open {
                        start: close,
                        columns: spanned(tag, "colspan"),
                        rows: spanned(tag, "rowspan"),
                    });
                }
                _ => {}
            }
        }
        at = close;
    }
    if let Some(row) = rows.last_mut() {
        fill(row, &mut covered, whole.end);
    }
    rows.retain(|row| !row.is_empty());
    (!rows.is_empty()).then_some((rows, taken))
}

/// Most lines of a table in LaTeX.
const LONGEST_LATEX: usize = 400;

/// Returns the rows of a table in LaTeX, and how many lines it takes, where these lines begin with one that ends.
pub(super) fn latex(source: &str, lines: &[Range<usize>]) -> Option<(Vec<Cells>, usize)> {
    let first = source[lines.first()?.clone()].trim_start();
    let name = ["table*", "table", "tabular"].iter().find(|name| {
        first
            .strip_prefix("\\begin{")
            .is_some_and(|rest| rest.starts_with(&format!("{name}}}")))
    })?;
    let end = format!("\\end{{{name}}}");
    let taken = 1 + lines
        .iter()
        .take(LONGEST_LATEX)
        .position(|line| source[line.clone()].contains(&end))?;
    let whole = lines[0].start..lines[taken - 1].end;
    let text = &source[whole.clone()];
    let open = text.find("\\begin{tabular}")? + "\\begin{tabular}".len();
    let columns = text[open..].find('}').map_or(0, |close| close + 1);
    let start = whole.start + open + columns;
    let close = text
        .rfind("\\end{tabular}")
        .map_or(whole.end, |at| whole.start + at);
    let mut rows = Vec::new();
    let mut at = start.min(close);
    for line in source[at..close].split("\\\\") {
        let mut cells: Cells = Vec::new();
        let mut cell = at;
        for part in line.split('&') {
            let mut stretch = trimmed(source, cell..cell + part.len());
            for rule in ["\\hline", "\\toprule", "\\midrule", "\\bottomrule"] {
                while source[stretch.clone()].starts_with(rule) {
                    stretch = trimmed(source, stretch.start + rule.len()..stretch.end);
                }
            }
            cells.push(stretch);
            cell += part.len() + 1;
        }
        at += line.len() + 2;
        if cells.iter().any(|cell| !cell.is_empty()) {
            rows.push(cells);
        }
    }
    (!rows.is_empty()).then_some((rows, taken))
}

/// A cell whose end was not seen yet.
struct Open {
    start: usize,
    columns: usize,
    rows: usize,
}

/// Most rows or columns that one cell covers; a larger number is a slip.
const LARGEST_SPAN: usize = 50;

/// Returns how many rows or columns a cell covers.
fn spanned(tag: &str, attribute: &str) -> usize {
    let Some((_, rest)) = tag.split_once(attribute) else {
        return 1;
    };
    let rest = rest.trim_start_matches(['=', '"', '\'', ' ']);
    let digits = rest.bytes().take(3).take_while(u8::is_ascii_digit).count();
    let count = rest[..digits].parse().unwrap_or(1);
    if count > LARGEST_SPAN {
        1
    } else {
        count.max(1)
    }
}

/// Puts empty cells where cells of the rows above reach into a row.
fn fill(row: &mut Cells, covered: &mut [usize], at: usize) {
    while let Some(rows) = covered.get_mut(row.len()).filter(|rows| **rows > 0) {
        *rows -= 1;
        row.push(at..at);
    }
}

fn trimmed(source: &str, stretch: Range<usize>) -> Range<usize> {
    let text = &source[stretch.clone()];
    let start = stretch.start + (text.len() - text.trim_start().len());
    start..start + text.trim().len()
}
