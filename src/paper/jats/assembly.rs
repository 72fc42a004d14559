//! From elements that were put together to sentences, markers, rows and quantities.

use super::super::marker::{self, Style};
use super::super::passage::Passage;
use super::super::{Caption, Marker, Paper, Row, Sentence, Span, Table, quantity, sentence};
use super::citation::{self, Cited};
use super::inline::Inline;
use super::table::ReadRow;
use super::{OpenTable, Reader};
use std::collections::HashMap;
use std::ops::Range;

impl Reader<'_> {
    /// Reads what was put together.
    pub(super) fn finish(mut self) -> Paper {
        let units = std::mem::take(&mut self.units);
        let tables = std::mem::take(&mut self.tables);
        let linked = units.iter().any(|unit| !unit.text.links.is_empty());
        // Where no link leads to the list, numbers in the text may.
        let style = (!linked && !self.paper.references.is_empty()).then(|| {
            let highest = self
                .paper
                .references
                .iter()
                .filter_map(|reference| reference.id.parse().ok())
                .max();
            let mut style = Style::new(highest, true);
            for unit in &units {
                let text = &unit.text.passage.text;
                style.count(text, &marker::candidates(text));
            }
            style
        });
        let mut paragraphs: HashMap<&str, usize> = HashMap::new();
        for unit in &units {
            let count = paragraphs.entry(unit.section.as_str()).or_default();
            let mut index = if unit.caption { *count } else { 0 };
            let paragraph = if unit.caption { 1 } else { *count + 1 };
            for stretch in sentence::sentences(&unit.text.passage.text) {
                index += 1;
                let section = &unit.section;
                let id = match unit.caption {
                    true => format!("{section}/{index}"),
                    false => format!("{section}/{paragraph}/{index}"),
                };
                let cited = self.cited(&unit.text, &stretch, style.as_ref());
                self.quantities(&id, &unit.text.passage, &stretch, &cited);
                let markers = self.markers(&unit.text.passage, cited);
                self.paper.sentences.push(Sentence {
                    id,
                    section: section.clone(),
                    paragraph,
                    index,
                    text: unit.text.passage.text[stretch.clone()].to_owned(),
                    span: self.span(&unit.text.passage, &stretch),
                    markers,
                });
            }
            *count = if unit.caption { index } else { paragraph };
        }
        for table in tables {
            let table = self.read_table(table, style.as_ref());
            self.paper.tables.push(table);
        }
        self.paper.name_places();
        self.paper
    }

    fn cited(&self, text: &Inline, stretch: &Range<usize>, style: Option<&Style>) -> Vec<Cited> {
        let Some(style) = style else {
            return citation::markers(text, stretch, &self.targets);
        };
        let found = marker::candidates(&text.passage.text[stretch.clone()]);
        found
            .into_iter()
            .filter(|found| style.accepts(found))
            .map(|found| Cited {
                stretch: stretch.start + found.stretch.start..stretch.start + found.stretch.end,
                references: found.numbers,
            })
            .collect()
    }

    fn markers(&self, passage: &Passage, cited: Vec<Cited>) -> Vec<Marker> {
        cited
            .into_iter()
            .map(|cited| Marker {
                text: passage.text[cited.stretch.clone()].to_owned(),
                span: self.span(passage, &cited.stretch),
                references: cited.references,
            })
            .collect()
    }

    fn quantities(
        &mut self,
        locator: &str,
        passage: &Passage,
        stretch: &Range<usize>,
        cited: &[Cited],
    ) {
        let markers: Vec<Range<usize>> = cited
            .iter()
            .map(|cited| cited.stretch.start - stretch.start..cited.stretch.end - stretch.start)
            .collect();
        for found in quantity::quantities(&passage.text[stretch.clone()], &markers) {
            let here = stretch.start + found.stretch.start..stretch.start + found.stretch.end;
            let span = self.span(passage, &here);
            self.paper.quantities.push(found.named(locator, span));
        }
    }

    fn read_table(&mut self, table: OpenTable, style: Option<&Style>) -> Table {
        let whole = 0..table.caption.passage.text.trim_end().len();
        let cited = self.cited(&table.caption, &whole, style);
        self.quantities(
            &format!("{}/caption", table.id),
            &table.caption.passage,
            &whole,
            &cited,
        );
        let caption = Caption {
            markers: self.markers(&table.caption.passage, cited),
            span: self.span(&table.caption.passage, &whole),
            text: table.caption.passage.text[whole].to_owned(),
        };
        let header = self.header(&table.header, style);
        let columns = quantity::Columns::new(header.cells.iter().map(String::as_str));
        for (index, row) in table.rows.iter().enumerate() {
            let texts: Vec<&str> = row
                .cells
                .iter()
                .map(|cell| cell.passage.text.trim_end())
                .collect();
            let locator = format!("{}/{}", table.id, index + 1);
            let markers = |column: usize| -> Vec<Range<usize>> {
                let cited = self.cited(&row.cells[column], &(0..texts[column].len()), style);
                cited.into_iter().map(|cited| cited.stretch).collect()
            };
            for (column, found) in columns.quantities(&texts, markers) {
                let span = self.span(&row.cells[column].passage, &found.stretch);
                self.paper.quantities.push(found.named(&locator, span));
            }
        }
        let rows = table.rows.iter().map(|row| self.row(row, style)).collect();
        Table {
            id: table.id,
            caption,
            header,
            rows,
        }
    }

    /// Returns the header's rows as one, each column with all that stands above it.
    fn header(&self, rows: &[ReadRow], style: Option<&Style>) -> Row {
        let mut rows = rows.iter();
        let Some(first) = rows.next() else {
            return Row::default();
        };
        let mut header = self.row(first, style);
        for row in rows {
            // What stands above several columns stands above each of them.
            let mut above = String::new();
            for (index, cell) in self.row(row, style).cells.into_iter().enumerate() {
                if index >= header.cells.len() {
                    header.cells.push(String::new());
                }
                if header.cells[index].is_empty() && !cell.is_empty() {
                    header.cells[index].clone_from(&above);
                } else {
                    above.clone_from(&header.cells[index]);
                }
                let join = if header.cells[index].is_empty() || cell.is_empty() {
                    ""
                } else {
                    " "
                };
                header.cells[index] = format!("{}{join}{cell}", header.cells[index]);
            }
            header.span.end = header
                .span
                .end
                .max(self.points.span(self.document.text, row.span.clone()).end);
            header.span.bytes.end = header.span.bytes.end.max(row.span.end);
        }
        header
    }

    fn row(&self, row: &ReadRow, style: Option<&Style>) -> Row {
        let mut markers = Vec::new();
        for cell in &row.cells {
            let whole = 0..cell.passage.text.trim_end().len();
            let cited = self.cited(cell, &whole, style);
            markers.extend(self.markers(&cell.passage, cited));
        }
        Row {
            cells: row
                .cells
                .iter()
                .map(|cell| cell.passage.text.trim().to_owned())
                .collect(),
            span: self.points.span(self.document.text, row.span.clone()),
            markers,
        }
    }

    fn span(&self, passage: &Passage, stretch: &Range<usize>) -> Span {
        let bytes = if passage.text.is_empty() {
            0..0
        } else {
            passage.in_source(stretch)
        };
        self.points.span(self.document.text, bytes)
    }
}
