//! From blocks that were put together to sentences, markers, rows and references.

use super::super::marker::{self, Style};
use super::super::passage::Passage;
use super::super::{
    Caption, Marker, Quantity, Reference, Row, Sentence, Span, Table, markup, quantity, reference,
    sentence, table,
};
use super::{Home, OpenTable, Reader};
use std::collections::HashMap;
use std::ops::Range;

impl Reader<'_> {
    /// Reads what was put together.
    pub(super) fn finish(&mut self) {
        let numbered = self.list.is_numbered();
        for (id, passage) in std::mem::take(&mut self.list).entries {
            let span = self.span(&passage, &(0..passage.text.len()));
            let read = reference::read(id.to_string(), passage.text);
            self.paper.references.push(Reference { span, ..read });
        }
        let highest = self
            .paper
            .references
            .iter()
            .filter_map(|reference| reference.id.parse().ok())
            .max();
        let style = self.sentences(Style::new(highest, numbered));
        for table in std::mem::take(&mut self.tables) {
            let quantities = self.quantities_of(&table, &style);
            let table = self.read_table(table, &style);
            self.paper.tables.push(table);
            self.paper.quantities.extend(quantities);
        }
        self.paper.name_places();
    }

    /// Cuts paragraphs and captions into sentences, then finds the markers in them; returns how the paper cites.
    fn sentences(&mut self, mut style: Style) -> Style {
        let mut paragraphs: HashMap<String, usize> = HashMap::new();
        let mut cut: Vec<(usize, Range<usize>, Vec<marker::Found>)> = Vec::new();
        let units = std::mem::take(&mut self.units);
        for (unit_index, unit) in units.iter().enumerate() {
            let (section, in_caption) = match &unit.home {
                Home::Paragraph { section } => (section, false),
                Home::Caption { name } => (name, true),
            };
            let count = paragraphs.entry(section.clone()).or_default();
            let mut index = if in_caption { *count } else { 0 };
            let paragraph = if in_caption { 1 } else { *count + 1 };
            for stretch in sentence::sentences(&unit.passage.text) {
                index += 1;
                let id = match in_caption {
                    true => format!("{section}/{index}"),
                    false => format!("{section}/{paragraph}/{index}"),
                };
                let text = unit.passage.text[stretch.clone()].to_owned();
                let found = marker::candidates(&text);
                style.count(&text, &found);
                self.paper.sentences.push(Sentence {
                    id,
                    section: section.clone(),
                    paragraph,
                    index,
                    text,
                    span: self.span(&unit.passage, &stretch),
                    markers: Vec::new(),
                });
                cut.push((unit_index, stretch, found));
            }
            *count = if in_caption { index } else { paragraph };
        }
        let mut sentences = std::mem::take(&mut self.paper.sentences);
        for (sentence, (unit, stretch, mut found)) in sentences.iter_mut().zip(cut) {
            found.retain(|found| style.accepts(found));
            let passage = &units[unit].passage;
            sentence.markers = self.markers_at(passage, &stretch, &found);
            let markers: Vec<_> = found.into_iter().map(|found| found.stretch).collect();
            for quantity in quantity::quantities(&sentence.text, &markers) {
                let here = &quantity.stretch;
                let span = self.span(
                    passage,
                    &(stretch.start + here.start..stretch.start + here.end),
                );
                self.paper
                    .quantities
                    .push(quantity.named(&sentence.id, span));
            }
        }
        self.paper.sentences = sentences;
        style
    }

    fn read_table(&self, table: OpenTable, style: &Style) -> Table {
        let whole = 0..table.caption.text.len();
        let found = marker::candidates(&table.caption.text);
        let caption = Caption {
            markers: self.read_markers(&table.caption, &whole, found, style),
            span: self.span(&table.caption, &whole),
            text: table.caption.text,
        };
        let column = table
            .rows
            .first()
            .and_then(|header| self.reference_column(header));
        let mut rows = table
            .rows
            .iter()
            .map(|cells| self.read_row(cells, column, style));
        Table {
            id: table.id,
            caption,
            header: rows.next().unwrap_or_default(),
            rows: rows.collect(),
        }
    }

    /// Returns the quantities of a table's caption and cells.
    fn quantities_of(&self, table: &OpenTable, style: &Style) -> Vec<Quantity> {
        let held = |found: Vec<marker::Found>| -> Vec<Range<usize>> {
            let found = found.into_iter().filter(|found| style.holds(found));
            found.map(|found| found.stretch).collect()
        };
        let mut quantities = Vec::new();
        let caption = &table.caption;
        let in_caption = held(marker::candidates(&caption.text));
        for found in quantity::quantities(&caption.text, &in_caption) {
            let span = self.span(caption, &found.stretch);
            quantities.push(found.named(&format!("{}/caption", table.id), span));
        }
        let passages = |cells: &table::Cells| -> Vec<Passage> {
            cells
                .iter()
                .map(|cell| Passage::new(self.text, cell.clone()))
                .collect()
        };
        let mut rows = table.rows.iter();
        let header: Vec<Passage> = rows.next().map(passages).unwrap_or_default();
        let columns = quantity::Columns::new(header.iter().map(|cell| cell.text.as_str()));
        for (index, cells) in rows.enumerate() {
            let cells = passages(cells);
            let texts: Vec<&str> = cells.iter().map(|cell| cell.text.as_str()).collect();
            let locator = format!("{}/{}", table.id, index + 1);
            for (column, found) in
                columns.quantities(&texts, |column| held(marker::in_cell(texts[column])))
            {
                let span = self.span(&cells[column], &found.stretch);
                quantities.push(found.named(&locator, span));
            }
        }
        quantities
    }

    fn read_row(&self, cells: &table::Cells, column: Option<usize>, style: &Style) -> Row {
        let mut markers = Vec::new();
        for (index, cell) in cells.iter().enumerate() {
            let passage = Passage::new(self.text, cell.clone());
            let found = match marker::bare(&passage.text).filter(|_| column == Some(index)) {
                Some(bare) => vec![bare],
                None => marker::in_cell(&passage.text),
            };
            markers.extend(self.read_markers(&passage, &(0..passage.text.len()), found, style));
        }
        let start = cells.first().map_or(0, |cell| cell.start);
        let end = cells.last().map_or(start, |cell| cell.end);
        Row {
            cells: cells
                .iter()
                .map(|cell| self.text[cell.clone()].to_owned())
                .collect(),
            span: self.points.span(self.text, start..end.max(start)),
            markers,
        }
    }

    /// Returns the column that lists references, by its name.
    fn reference_column(&self, header: &table::Cells) -> Option<usize> {
        header.iter().position(|cell| {
            let name = markup::plain(&self.text[cell.clone()])
                .trim_matches(|c: char| !c.is_alphabetic())
                .to_lowercase();
            matches!(
                name.as_str(),
                "ref"
                    | "refs"
                    | "reference"
                    | "references"
                    | "citation"
                    | "citations"
                    | "source"
                    | "sources"
                    | "literature"
            )
        })
    }

    /// Returns those of the candidates in a text that are markers.
    fn read_markers(
        &self,
        passage: &Passage,
        stretch: &Range<usize>,
        found: Vec<marker::Found>,
        style: &Style,
    ) -> Vec<Marker> {
        let found: Vec<marker::Found> = found
            .into_iter()
            .filter(|found| style.accepts(found))
            .collect();
        self.markers_at(passage, stretch, &found)
    }

    fn markers_at(
        &self,
        passage: &Passage,
        stretch: &Range<usize>,
        found: &[marker::Found],
    ) -> Vec<Marker> {
        let text = &passage.text[stretch.clone()];
        found
            .iter()
            .map(|found| Marker {
                text: text[found.stretch.clone()].to_owned(),
                span: self.span(
                    passage,
                    &(stretch.start + found.stretch.start..stretch.start + found.stretch.end),
                ),
                references: found.numbers.clone(),
            })
            .collect()
    }

    fn span(&self, passage: &Passage, stretch: &Range<usize>) -> Span {
        self.points.span(self.text, passage.in_source(stretch))
    }
}
