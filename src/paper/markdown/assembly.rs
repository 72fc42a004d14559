//! From blocks that were put together to sentences, markers, rows and references.

use super::super::marker::{self, Style};
use super::super::passage::Passage;
use super::super::{
    Caption, Marker, Reference, Row, Sentence, Span, Table, reference, sentence, table,
};
use super::{Home, OpenTable, Reader};
use std::collections::HashMap;
use std::ops::Range;

impl Reader<'_> {
    /// Reads what was put together.
    pub(super) fn finish(&mut self) {
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
        let style = self.sentences(Style::new(highest));
        for table in std::mem::take(&mut self.tables) {
            let table = self.read_table(table, &style);
            self.paper.tables.push(table);
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
                let found = marker::markers(&text, false);
                style.count(&found);
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
            if style.is_raised() {
                found = marker::markers(&sentence.text, true);
            }
            sentence.markers = self.read_markers(&units[unit].passage, &stretch, &found, &style);
        }
        self.paper.sentences = sentences;
        style
    }

    fn read_table(&self, table: OpenTable, style: &Style) -> Table {
        let whole = 0..table.caption.text.len();
        let found = marker::markers(&table.caption.text, style.is_raised());
        let caption = Caption {
            markers: self.read_markers(&table.caption, &whole, &found, style),
            span: self.span(&table.caption, &whole),
            text: table.caption.text,
        };
        let mut rows = table.rows.iter().map(|cells| self.read_row(cells, style));
        Table {
            id: table.id,
            caption,
            header: rows.next().unwrap_or_default(),
            rows: rows.collect(),
        }
    }

    fn read_row(&self, cells: &table::Cells, style: &Style) -> Row {
        let mut markers = Vec::new();
        for cell in cells {
            let passage = Passage::new(self.text, cell.clone());
            let found = marker::markers(&passage.text, style.is_raised());
            markers.extend(self.read_markers(&passage, &(0..passage.text.len()), &found, style));
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

    fn read_markers(
        &self,
        passage: &Passage,
        stretch: &Range<usize>,
        found: &[marker::Found],
        style: &Style,
    ) -> Vec<Marker> {
        let text = &passage.text[stretch.clone()];
        found
            .iter()
            .filter(|found| style.holds(found))
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
