//! Tables: rows and cells, merged ones as empty cells.

use super::super::xml::Document;
use super::inline::{Inline, inline};
use std::ops::Range;

/// A row, with the text of each cell.
pub(super) struct ReadRow {
    pub(super) cells: Vec<Inline>,
    pub(super) span: Range<usize>,
}

/// Widest table, and tallest merged cell; what is larger is a slip or a trap.
const WIDEST: usize = 400;

/// Reads the rows of a table: those of the header, and the others.
pub(super) fn rows(
    document: &Document<'_>,
    table: usize,
    links: &dyn Fn(usize) -> bool,
) -> (Vec<ReadRow>, Vec<ReadRow>) {
    let end = document.nodes[table].close;
    let (mut header, mut body) = (Vec::new(), Vec::new());
    // For each column, how many rows a merged cell still covers.
    let mut covered: Vec<usize> = Vec::new();
    let mut head_end = table;
    let mut at = table + 1;
    while at < end {
        match document.name(at) {
            "thead" => {
                head_end = document.nodes[at].close;
                covered.clear();
            }
            "tbody" | "tfoot" => covered.clear(),
            "tr" => {
                let row = row(document, at, &mut covered, links);
                let empty = row
                    .cells
                    .iter()
                    .all(|cell| cell.passage.text.trim().is_empty());
                if !empty && at < head_end {
                    header.push(row);
                } else if !empty {
                    body.push(row);
                }
                at = document.nodes[at].close;
            }
            _ => {}
        }
        at += 1;
    }
    (header, body)
}

fn row(
    document: &Document<'_>,
    row: usize,
    covered: &mut Vec<usize>,
    links: &dyn Fn(usize) -> bool,
) -> ReadRow {
    let mut cells: Vec<Inline> = Vec::new();
    let cover = |cells: &mut Vec<Inline>, covered: &mut Vec<usize>| {
        while let Some(rows) = covered.get_mut(cells.len()).filter(|rows| **rows > 0) {
            *rows -= 1;
            cells.push(Inline::default());
        }
    };
    for cell in document.children(row) {
        if !matches!(document.name(cell), "td" | "th") {
            continue;
        }
        cover(&mut cells, covered);
        let number = |name: &str| {
            let value = document
                .attribute(cell, name)
                .and_then(|value| value.trim().parse::<usize>().ok());
            value.unwrap_or(1).clamp(1, WIDEST)
        };
        let (columns, rows) = (number("colspan"), number("rowspan"));
        let mut text = Some(inline(document, cell, links));
        for _ in 0..columns {
            if cells.len() >= WIDEST {
                break;
            }
            if covered.len() <= cells.len() {
                covered.resize(cells.len() + 1, 0);
            }
            covered[cells.len()] = rows - 1;
            cells.push(text.take().unwrap_or_default());
        }
    }
    cover(&mut cells, covered);
    let node = &document.nodes[row];
    ReadRow {
        cells,
        span: node.span.start..document.nodes[node.close].span.end,
    }
}
