//! Lines of Markdown to blocks: headings, paragraphs, list items, tables.

use super::{plain, table};
use std::ops::Range;

/// A block, with the stretches of the source that its lines are, without marks at their beginnings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Block {
    /// A heading marked as one, and its depth.
    Heading { level: usize, text: Range<usize> },
    /// A paragraph or an item of a list.
    Paragraph { lines: Vec<Line>, item: bool },
    /// Rows of cells.
    Table { rows: Vec<table::Cells> },
}

/// A line of a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// Its text, without marks of lists and quotations.
    pub(super) text: Range<usize>,
    /// The same with the mark of a list's item.
    pub(super) whole: Range<usize>,
}

/// Returns the blocks of a text.
pub(super) fn blocks(source: &str) -> Vec<Block> {
    let lines = plain::lines(source).unwrap_or_else(|| lines(source));
    // Where no table ends any more, none is looked for.
    let last_table = lines
        .iter()
        .rposition(|line| source[line.clone()].contains("</table"))
        .unwrap_or(0);
    let mut reader = Reader {
        source,
        blocks: Vec::new(),
        paragraph: Vec::new(),
        item: None,
    };
    let mut index = 0;
    while index < lines.len() {
        let html = if index <= last_table {
            table::html(source, &lines[index..])
        } else {
            None
        };
        let html = html.or_else(|| table::latex(source, &lines[index..]));
        let table =
            html.or_else(|| table::rows(source, &lines[index..], !reader.paragraph.is_empty()));
        if let Some((rows, taken)) = table {
            reader.end_paragraph();
            reader.blocks.push(Block::Table { rows });
            index += taken.max(1);
        } else {
            reader.line(lines[index].clone());
            index += 1;
        }
    }
    reader.end_paragraph();
    reader.blocks
}

/// Returns the lines without white space around them, but with their tabs.
fn lines(source: &str) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let mut start = 0;
    for line in source.split_inclusive(['\n', '\u{0C}']) {
        let end = start
            + line
                .trim_end_matches(|c: char| c.is_whitespace() && c != '\t')
                .len();
        let lead = line.len()
            - line
                .trim_start_matches(|c: char| c.is_whitespace() && c != '\t')
                .len();
        lines.push((start + lead).min(end)..end);
        start += line.len();
    }
    lines
}

/// What begins an item of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Bullet,
    Number(u32),
}

struct Reader<'a> {
    source: &'a str,
    blocks: Vec<Block>,
    paragraph: Vec<Line>,
    /// Mark of the item that the paragraph is.
    item: Option<Mark>,
}

impl Reader<'_> {
    fn line(&mut self, line: Range<usize>) {
        let text = self.source[line.clone()].trim_end();
        let trimmed = text.trim_start();
        let end = line.start + text.len();
        let line = end - trimmed.len()..end;
        let quoted = trimmed.trim_start_matches(['>', ' ']);
        let line = if trimmed.starts_with("> ") {
            line.end - quoted.len()..line.end
        } else {
            line
        };
        let text = &self.source[line.clone()];
        if text.is_empty() || is_rule(text) && !self.underlines(text) || is_image(text) {
            self.end_paragraph();
        } else if let Some(level) = heading_level(text) {
            self.end_paragraph();
            let title = text[level..].trim().trim_end_matches('#').trim_end();
            let start =
                line.start + level + (text[level..].len() - text[level..].trim_start().len());
            self.blocks.push(Block::Heading {
                level,
                text: start..start + title.len(),
            });
        } else if self.underlines(text) {
            let level = if text.starts_with('=') { 1 } else { 2 };
            let title = self.paragraph.remove(0).whole;
            self.item = None;
            self.blocks.push(Block::Heading { level, text: title });
        } else {
            self.paragraph_line(line);
        }
    }

    fn paragraph_line(&mut self, line: Range<usize>) {
        let text = &self.source[line.clone()];
        let mark =
            mark(text).filter(
                |(mark, _)| match (self.paragraph.is_empty(), self.item, mark) {
                    (true, ..) => true,
                    (false, Some(Mark::Bullet), Mark::Bullet) => true,
                    (false, Some(Mark::Number(last)), Mark::Number(number)) => {
                        *number == last.saturating_add(1)
                    }
                    _ => false,
                },
            );
        let start = match mark {
            Some((mark, length)) => {
                self.end_paragraph();
                self.item = Some(mark);
                line.start + length
            }
            None => line.start,
        };
        self.paragraph.push(Line {
            text: start..line.end,
            whole: line,
        });
    }

    /// Says whether a line of `=` or `-` makes the one before it a heading.
    fn underlines(&self, text: &str) -> bool {
        let kind = text.as_bytes().first();
        text.len() >= 3
            && matches!(kind, Some(b'=' | b'-'))
            && text.bytes().all(|byte| Some(&byte) == kind)
            && self.paragraph.len() == 1
            && self.paragraph[0].whole.len() < 120
    }

    fn end_paragraph(&mut self) {
        let item = self.item.take().is_some();
        if !self.paragraph.is_empty() {
            let lines = std::mem::take(&mut self.paragraph);
            self.blocks.push(Block::Paragraph { lines, item });
        }
    }
}

/// Returns the depth of a heading.
fn heading_level(text: &str) -> Option<usize> {
    let level = text.bytes().take_while(|byte| *byte == b'#').count();
    ((1..=6).contains(&level) && text[level..].starts_with([' ', '\t'])).then_some(level)
}

/// Says whether a line is a rule across the page.
fn is_rule(text: &str) -> bool {
    ["-", "*", "_", "="].iter().any(|mark| {
        text.len() > 2
            && text
                .bytes()
                .all(|byte| byte == mark.as_bytes()[0] || byte == b' ')
    })
}

/// Says whether a line is nothing but an image or an anchor.
fn is_image(text: &str) -> bool {
    let image =
        text.starts_with("![") && text.ends_with(')') && text.matches("](").take(2).count() == 1;
    image
        || (text.starts_with("<img")
            && text.ends_with('>')
            && text.matches('<').take(2).count() == 1)
        || (text.starts_with("<span id=")
            && text.ends_with("></span>")
            && text.matches('<').take(3).count() == 2)
}

/// Returns the mark of a list's item that a line begins with, and its length with the white space after it.
fn mark(text: &str) -> Option<(Mark, usize)> {
    let (mark, length) = match text.chars().next()? {
        bullet @ ('-' | '*' | '+' | '•' | '▪' | '◦') => (Mark::Bullet, bullet.len_utf8()),
        '0'..='9' => {
            let digits = text.bytes().take(4).take_while(u8::is_ascii_digit).count();
            if digits > 3 || !text[digits..].starts_with(['.', ')']) {
                return None;
            }
            (Mark::Number(text[..digits].parse().ok()?), digits + 1)
        }
        _ => return None,
    };
    let space = text[length..].len() - text[length..].trim_start().len();
    (space > 0).then_some((mark, length + space))
}
