//! Reads a paper from Markdown as converters write it.

mod assembly;
mod diagnose;
mod furniture;
pub(super) mod heading;
mod list;
pub(super) mod part;

use super::block::{Block, Line, blocks};
use super::caption::Label;
use super::passage::{CodePoints, Passage};
use super::{Paper, Section};
use super::{plain, reference, sentence, table};
use crate::diagnostic::Diagnostic;
use crate::source::Source;
use furniture::Furniture;
use heading::{Heading, Outline};
use part::Part;
use std::collections::HashMap;
use std::sync::Arc;

/// Reads a paper from Markdown, or from plain text.
pub fn read_markdown(source: &Arc<Source>) -> (Paper, Vec<Diagnostic>) {
    let text = &source.text;
    let blocks = blocks(text);
    let mut reader = Reader {
        text,
        furniture: Furniture::of(text, &blocks),
        outline: Outline::of(text, &blocks),
        points: CodePoints::new(text),
        paper: Paper::default(),
        part: Part::Front,
        units: Vec::new(),
        open: None,
        sections: HashMap::new(),
        list: list::List::default(),
        tables: Vec::new(),
    };
    if !reader.outline.has_body {
        reader.part = Part::Body;
    }
    let list = if reader.outline.has_references {
        None
    } else {
        list::without_heading(text, &blocks)
    };
    for (index, block) in blocks.into_iter().enumerate() {
        if list == Some(index) {
            reader.part = Part::References;
        }
        reader.block(block);
    }
    let list = diagnose::ListShape::of(&reader.list);
    reader.finish();
    reader.paper.print = plain::is_bare(text).then(|| Arc::clone(source));
    let diagnostics = diagnose::diagnose(source, &reader.paper, &list);
    (reader.paper, diagnostics)
}

/// A paragraph or a caption, before it is cut into sentences.
struct Unit {
    /// Section and paragraph, or figure.
    home: Home,
    passage: Passage,
}

#[derive(Clone, PartialEq, Eq)]
enum Home {
    Paragraph { section: String },
    Caption { name: String },
}

struct Reader<'a> {
    text: &'a str,
    furniture: Furniture,
    outline: Outline,
    points: CodePoints,
    paper: Paper,
    part: Part,
    units: Vec<Unit>,
    /// The paragraph that may go on, as an index of `units`.
    open: Option<usize>,
    /// How many sections have each name.
    sections: HashMap<String, usize>,
    list: list::List,
    tables: Vec<OpenTable>,
}

/// A table before its text is read.
#[derive(Default)]
struct OpenTable {
    id: String,
    caption: Passage,
    rows: Vec<table::Cells>,
}

impl Reader<'_> {
    fn block(&mut self, block: Block) {
        match block {
            Block::Heading { level, text } => {
                let heading = self.outline.heading(&self.text[text], Some(level));
                self.heading(heading);
            }
            Block::Table { rows } => self.table(rows),
            Block::Paragraph { mut lines, item } => {
                lines.retain(|line| !self.furniture.holds(&self.text[line.whole.clone()]));
                let Some(first) = lines.first() else {
                    return;
                };
                let line = &self.text[first.whole.clone()];
                if let Some(heading) = self.outline.plain_heading(line, lines.len() == 1) {
                    self.heading(heading);
                    lines.remove(0);
                }
                if !lines.is_empty() {
                    self.paragraph(&lines, item);
                }
            }
        }
    }

    fn heading(&mut self, heading: Heading) {
        if !self.outline.has_body
            && self.paper.title.is_none()
            && heading.number.is_none()
            && self.units.is_empty()
        {
            let part = self.outline.part(&heading, Part::Front);
            if part == Part::Front && !heading.is_kind {
                self.paper.title = Some(heading.title);
                return;
            }
        }
        self.part = self.outline.part(&heading, self.part);
        match self.part {
            // A structured abstract is one section, with a paragraph under each of its headings.
            Part::Abstract if heading::is_abstract_part(&heading.title) => self.open = None,
            Part::Abstract if heading::is_summary(&heading.title) => {
                self.begin_section(None, &heading.title, 1);
            }
            Part::Front if self.paper.title.is_none() && !heading.is_kind => {
                self.paper.title = Some(heading.title);
            }
            Part::Abstract => self.begin_section(None, "Abstract", 1),
            Part::Body => self.begin_section(heading.number, &heading.title, heading.level),
            Part::Front | Part::Back | Part::References => {}
        }
    }

    fn begin_section(&mut self, number: Option<String>, title: &str, level: usize) {
        let id = number.clone().unwrap_or_else(|| heading::slug(title));
        let count = self.sections.entry(id.clone()).or_default();
        *count += 1;
        let id = match *count {
            1 => id,
            count => format!("{id}-{count}"),
        };
        self.open = None;
        self.paper.sections.push(Section {
            id,
            number,
            title: title.into(),
            level,
        });
    }

    fn paragraph(&mut self, lines: &[Line], item: bool) {
        let first = &self.text[lines[0].whole.clone()];
        if furniture::is_notice(first) {
            return;
        }
        if self.part == Part::References {
            // A figure or table may stand on the page that an entry is cut by.
            match Label::of(first) {
                Some(label) if !self.list.is_empty() => self.caption(&label, lines),
                _ => self.list.block(self.text, lines),
            }
            return;
        }
        if let Some(label) = Label::of(first) {
            self.caption(&label, lines);
            return;
        }
        match self.part {
            Part::Front => self.front(first, lines),
            Part::Abstract | Part::Body => self.body(lines, item, 0),
            Part::Back | Part::References => {}
        }
    }

    /// Reads a paragraph before the first section: the paper's DOI, or its abstract.
    fn front(&mut self, first: &str, lines: &[Line]) {
        if self.paper.doi.is_none() {
            let doi = |line: &Line| reference::doi(&self.text[line.whole.clone()]);
            self.paper.doi = lines.iter().find_map(doi);
        }
        if let Some(label) = heading::abstract_label(first) {
            self.begin_section(None, "Abstract", 1);
            self.body(lines, false, label);
            self.part = Part::Front;
        } else if let (true, Some(open)) = (!self.paper.sections.is_empty(), self.open)
            && !sentence::is_complete(&self.units[open].passage.text)
            && !heading::is_label(first)
        {
            self.body(lines, false, 0);
        }
    }

    /// Reads a paragraph of a section, which may go on with the one before a page break.
    fn body(&mut self, lines: &[Line], item: bool, skip: usize) {
        let mut passage = Passage::default();
        for (index, line) in lines.iter().enumerate() {
            let skip = if index == 0 { skip } else { 0 };
            passage.join(self.text, line.text.start + skip..line.text.end);
        }
        if passage.text.is_empty() || heading::is_label(&passage.text) && self.part != Part::Body {
            return;
        }
        if let Some(open) = self.open
            && !item
            && !sentence::is_complete(&self.units[open].passage.text)
        {
            self.units[open].passage.join_passage(passage);
            return;
        }
        if self.paper.sections.is_empty() {
            self.begin_section(None, "Body", 1);
        }
        let Some(section) = self.paper.sections.last() else {
            return;
        };
        let home = Home::Paragraph {
            section: section.id.clone(),
        };
        self.open = Some(self.units.len());
        self.units.push(Unit { home, passage });
    }

    fn caption(&mut self, label: &Label, lines: &[Line]) {
        let mut passage = Passage::default();
        let first = lines[0].whole.start + label.text..lines[0].whole.end;
        match self.text[first.clone()].find("**").filter(|_| label.bold) {
            Some(end) => {
                passage.append(self.text, first.start..first.start + end);
                passage.append(self.text, first.start + end + 2..first.end);
            }
            None => passage.append(self.text, first),
        }
        for line in &lines[1..] {
            passage.join(self.text, line.whole.clone());
        }
        if label.is_table() {
            self.tables.push(OpenTable {
                id: label.name.clone(),
                caption: passage,
                rows: Vec::new(),
            });
        } else {
            self.units.push(Unit {
                home: Home::Caption {
                    name: label.name.clone(),
                },
                passage,
            });
        }
    }

    /// Takes the caption that a converter drew as a table of its own above the one it belongs to.
    fn caption_in_cells(&mut self, rows: &[table::Cells]) -> bool {
        let cells: Vec<_> = rows
            .iter()
            .flatten()
            .filter(|cell| !self.text[(*cell).clone()].trim().is_empty())
            .collect();
        let alone = rows.len() <= 4 && cells.len() <= rows.len();
        let Some((first, rest)) = cells.split_first().filter(|_| alone) else {
            return false;
        };
        let Some(label) = Label::of(&self.text[(*first).clone()]).filter(Label::is_table) else {
            return false;
        };
        let mut caption = Passage::new(self.text, first.start + label.text..first.end);
        for cell in rest {
            caption.join(self.text, (*cell).clone());
        }
        self.tables.push(OpenTable {
            id: label.name,
            caption,
            rows: Vec::new(),
        });
        true
    }

    /// Gives rows to the caption before them, or to a table of their own.
    fn table(&mut self, rows: Vec<table::Cells>) {
        if self.part == Part::References {
            return;
        }
        if self.caption_in_cells(&rows) {
            return;
        }
        let columns = |rows: &[table::Cells]| rows.first().map_or(0, Vec::len);
        match self.tables.last_mut() {
            Some(table) if table.rows.is_empty() || columns(&table.rows) == columns(&rows) => {
                table.rows.extend(rows)
            }
            _ => {
                let id = format!("Table {}", self.tables.len() + 1);
                self.tables.push(OpenTable {
                    id,
                    caption: Passage::default(),
                    rows,
                });
            }
        }
    }
}
