//! An answer as a table for people: in a terminal, in Markdown, in HTML.

use super::sheet::{Entry, Sheet, sheet};
use super::sources::mark;
use crate::claim::KnowledgeBase;
use crate::lineage::Results;
use crate::store::View;
use comfy_table::{ColumnConstraint, ContentArrangement, Table, Width, presets};
use std::io::{self, Write};

/// How to draw a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// For a terminal this many columns wide.
    Terminal {
        /// Columns of the terminal.
        width: u16,
        /// Whether headings may be set off by escape codes.
        colour: bool,
    },
    /// As Markdown.
    Markdown,
    /// As an HTML fragment.
    Html,
}

/// Bytes of a cell from which on it is not laid out in a column.
const COUNTABLE: usize = 30_000;
/// Places of one reference shown in a row of a table.
const PLACES: usize = 3;

/// Writes an answer as a table, with the references that it cites below, once each.
///
/// # Errors
/// Where the output cannot be written.
pub fn write_table(
    out: &mut dyn Write,
    knowledge: &KnowledgeBase,
    results: &Results,
    view: View<'_>,
    style: Style,
) -> io::Result<()> {
    let sheet = sheet(knowledge, results, view);
    match style {
        Style::Terminal { width, colour } => terminal(out, sheet, width, colour),
        Style::Markdown => markdown(out, &sheet),
        Style::Html => html(out, &sheet),
    }
}

fn terminal(out: &mut dyn Write, mut sheet: Sheet, width: u16, colour: bool) -> io::Result<()> {
    if sheet.rows.is_empty() {
        return writeln!(out, "No rows.");
    }
    let mut header = std::mem::take(&mut sheet.columns);
    if !sheet.sources.is_empty() {
        header.push("sources".to_owned());
    }
    let mut rows = std::mem::take(&mut sheet.rows);
    for cell in rows.iter_mut().flatten() {
        if !is_plain(cell) {
            *cell = printable(cell);
        }
    }
    for (row, sources) in rows.iter_mut().zip(&sheet.sources) {
        row.push(sources.line(PLACES, &sheet.footnotes));
    }
    let longest = longest_words(&header, &rows);
    // Names broken in two cannot be read: where they do not fit beside each other, they stand below each other.
    // What is longer than the crate for tables can count stands below as well.
    let countable = rows.iter().flatten().all(|cell| cell.len() < COUNTABLE);
    let together: usize = longest.iter().map(|word| usize::from(*word) + 2).sum();
    if countable && together <= usize::from(width) {
        columns(out, header, rows, &longest, width, colour)?;
    } else {
        blocks(out, &header, &rows, width)?;
    }
    for (number, text) in below(&sheet).enumerate() {
        if number == 0 {
            writeln!(out)?;
        }
        for line in wrap(&text, width) {
            writeln!(out, "{line}")?;
        }
    }
    Ok(())
}

/// Draws rows below a header.
fn columns(
    out: &mut dyn Write,
    header: Vec<String>,
    rows: Vec<Vec<String>>,
    longest: &[u16],
    width: u16,
    colour: bool,
) -> io::Result<()> {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(width);
    let rules: Vec<String> = header
        .iter()
        .map(|name| "-".repeat(name.chars().count()))
        .collect();
    table.add_row(header);
    table.add_row(rules);
    table.add_rows(rows);
    for (column, longest) in table.column_iter_mut().zip(longest) {
        column.set_padding((0, 2));
        column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(longest + 2)));
    }
    for (number, line) in table.to_string().lines().enumerate() {
        let line = line.trim_end();
        if colour && number == 0 {
            writeln!(out, "\u{1b}[1m{line}\u{1b}[0m")?;
        } else {
            writeln!(out, "{line}")?;
        }
    }
    Ok(())
}

/// Draws each row as a block, a line for each value that it has.
fn blocks(
    out: &mut dyn Write,
    header: &[String],
    rows: &[Vec<String>],
    width: u16,
) -> io::Result<()> {
    let longest = header.iter().map(|name| name.chars().count()).max();
    let longest = longest.unwrap_or(0).min(30);
    let room = width.saturating_sub(u16::try_from(longest + 2).unwrap_or(u16::MAX));
    for (number, row) in rows.iter().enumerate() {
        if number > 0 {
            writeln!(out)?;
        }
        for (name, cell) in header.iter().zip(row) {
            if cell.is_empty() {
                continue;
            }
            for (at, line) in wrap(cell, room).iter().enumerate() {
                let name = if at == 0 { name.as_str() } else { "" };
                writeln!(out, "{name:<longest$}  {}", line.trim())?;
            }
        }
    }
    Ok(())
}

/// Returns for each column the length of its longest word.
fn longest_words(header: &[String], rows: &[Vec<String>]) -> Vec<u16> {
    let mut longest = vec![1; header.len()];
    for row in std::iter::once(header).chain(rows.iter().map(Vec::as_slice)) {
        for (length, cell) in longest.iter_mut().zip(row) {
            let mut note = |characters: usize| {
                let characters = u16::try_from(characters).unwrap_or(u16::MAX);
                *length = (*length).max(characters.min(60));
            };
            match is_plain(cell) {
                true => cell.split(' ').for_each(|word| note(word.len())),
                false => cell
                    .split_whitespace()
                    .for_each(|word| note(word.chars().count())),
            }
        }
    }
    longest
}

/// Returns what stands below a table: footnotes, then references.
fn below(sheet: &Sheet) -> impl Iterator<Item = String> + '_ {
    notes(sheet).chain(sheet.references.iter().map(|entry| entry_line(entry)))
}

/// Returns the footnotes with their marks.
fn notes(sheet: &Sheet) -> impl Iterator<Item = String> + '_ {
    sheet
        .footnotes
        .iter()
        .enumerate()
        .map(|(number, note)| format!("{} {note}", mark(number)))
}

fn markdown(out: &mut dyn Write, sheet: &Sheet) -> io::Result<()> {
    let cited = !sheet.sources.is_empty();
    let escape = |text: &str| {
        text.replace('\\', "\\\\")
            .replace('|', "\\|")
            .replace('*', "\\*")
            .replace('\n', " ")
    };
    let mut header: Vec<String> = sheet.columns.iter().map(|name| escape(name)).collect();
    if cited {
        header.push("sources".to_owned());
    }
    writeln!(out, "| {} |", header.join(" | "))?;
    writeln!(out, "|{}", " --- |".repeat(header.len()))?;
    for (number, row) in sheet.rows.iter().enumerate() {
        let mut cells: Vec<String> = row.iter().map(|cell| escape(cell)).collect();
        if let Some(sources) = sheet.sources.get(number) {
            cells.push(escape(&sources.line(PLACES, &sheet.footnotes)));
        }
        writeln!(out, "| {} |", cells.join(" | "))?;
    }
    for (number, text) in below(sheet).enumerate() {
        if number == 0 {
            writeln!(out)?;
        }
        writeln!(out, "- {}", escape(&text))?;
    }
    Ok(())
}

fn html(out: &mut dyn Write, sheet: &Sheet) -> io::Result<()> {
    let cited = !sheet.sources.is_empty();
    writeln!(out, "<table>\n<thead>\n<tr>")?;
    for name in &sheet.columns {
        writeln!(out, "<th scope=\"col\">{}</th>", escape_html(name))?;
    }
    if cited {
        writeln!(out, "<th scope=\"col\">sources</th>")?;
    }
    writeln!(out, "</tr>\n</thead>\n<tbody>")?;
    for (number, row) in sheet.rows.iter().enumerate() {
        write!(out, "<tr>")?;
        for cell in row {
            write!(out, "<td>{}</td>", escape_html(cell))?;
        }
        if let Some(sources) = sheet.sources.get(number) {
            write!(
                out,
                "<td>{}</td>",
                escape_html(&sources.line(PLACES, &sheet.footnotes))
            )?;
        }
        writeln!(out, "</tr>")?;
    }
    writeln!(out, "</tbody>\n</table>")?;
    if !sheet.footnotes.is_empty() {
        writeln!(out, "<ul class=\"notes\">")?;
        for note in notes(sheet) {
            writeln!(out, "<li>{}</li>", escape_html(&note))?;
        }
        writeln!(out, "</ul>")?;
    }
    if !sheet.references.is_empty() {
        writeln!(out, "<ul class=\"references\">")?;
        for entry in &sheet.references {
            let work = entry.work();
            let text = escape_html(&format!("{} {}", entry.tag, work.entry()));
            let standing = work
                .standing_in_words()
                .map_or_else(String::new, |standing| {
                    format!(" <strong>{}</strong>", escape_html(&standing))
                });
            match &work.doi {
                Some(_) => {
                    let link = escape_html(&entry.link);
                    writeln!(
                        out,
                        "<li>{text} <a href=\"{link}\">{link}</a>{standing}</li>"
                    )?;
                }
                None => {
                    let doi = escape_html(&work.doi_in_words());
                    writeln!(out, "<li>{text} {doi}{standing}</li>")?;
                }
            }
        }
        writeln!(out, "</ul>")?;
    }
    Ok(())
}

fn entry_line(entry: &Entry) -> String {
    let tag = &entry.tag;
    if entry.is_described() {
        return format!("{tag} {}", entry.work().full_entry());
    }
    // A claim or a work of which nothing more is known.
    let iri = entry.iri();
    match tag.contains(iri) {
        true => tag.to_string(),
        false => format!("{tag} {iri}"),
    }
}

fn escape_html(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

/// Says whether a text is ASCII without control characters.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

/// Returns a text without control characters, which could steer the terminal.
pub(super) fn printable(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

/// Breaks a text into lines of at most `width` characters, later ones set in.
pub fn wrap(text: &str, width: u16) -> Vec<String> {
    let width = usize::from(width.max(20));
    // Most lines are short, and of plain words.
    let is_plain =
        |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_graphic());
    if text.len() <= width && text.split(' ').all(is_plain) {
        return vec![text.to_owned()];
    }
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in printable(text).split_whitespace() {
        if !line.trim().is_empty() && line.chars().count() + 1 + word.chars().count() > width {
            lines.push(std::mem::replace(&mut line, "    ".to_owned()));
            line.push_str(word);
        } else {
            if !line.trim().is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines.push(line);
    lines
}
