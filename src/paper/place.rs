//! Locators: the names of places in a paper.

use super::{Marker, Paper};
use std::collections::HashMap;
use std::ops::Range;

/// A place that a claim can point to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceInPaper {
    /// Its name.
    pub locator: String,
    /// What stands there: what a digest is made of. Cells of a table's row are joined by a space.
    pub text: String,
    /// Where it lies, in bytes.
    pub span: Range<usize>,
    /// Numbers of the references marked in it; of a reference, its own.
    pub references: Vec<String>,
}

/// Which place each locator names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Index {
    order: Vec<(String, Position)>,
    by_locator: HashMap<String, usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Position {
    Sentence(usize),
    Caption(usize),
    Header(usize),
    Row(usize, usize),
    Reference(usize),
}

impl Paper {
    /// Returns the place of that locator.
    pub fn place(&self, locator: &str) -> Option<PlaceInPaper> {
        let at = *self.places.by_locator.get(locator)?;
        self.place_at(at)
    }

    /// Says whether it was read from a text without markup, as of a PDF.
    pub fn is_print(&self) -> bool {
        self.print.is_some()
    }

    /// Returns the numbers of the references that are marked near a place of a text without markup; a line (`line 120`) may be one.
    pub fn references_near(&self, locator: &str) -> Vec<String> {
        /// How many bytes around are near: a row's marker may stand apart from its cells.
        const NEAR: usize = 2_500;
        let Some(text) = self.print.as_ref().map(|print| &print.text) else {
            return Vec::new();
        };
        let line = || locator.strip_prefix("line ")?.parse::<usize>().ok();
        let of_line = |line: usize| {
            let ends = text.match_indices(['\n', '\u{C}']);
            let start = ends.map(|(at, _)| at + 1).nth(line.checked_sub(2)?)?;
            Some(start..start + 1)
        };
        let place = self.place(locator);
        let span = place.map(|place| place.span);
        let Some(span) = span.or_else(|| of_line(line()?)) else {
            return Vec::new();
        };
        let near = span.start.saturating_sub(NEAR)..span.end + NEAR;
        let places = self.places();
        places
            .filter(|place| place.span.start < near.end && near.start < place.span.end)
            .flat_map(|place| place.references)
            .collect()
    }

    /// Returns all places: sentences, tables, references, in order.
    pub fn places(&self) -> impl Iterator<Item = PlaceInPaper> + '_ {
        (0..self.places.order.len()).filter_map(|at| self.place_at(at))
    }

    /// Returns the cells of the row of a table.
    pub fn row_cells(&self, locator: &str) -> Option<&[String]> {
        let at = *self.places.by_locator.get(locator)?;
        let row = match self.places.order.get(at)?.1 {
            Position::Header(index) => &self.tables.get(index)?.header,
            Position::Row(index, row) => self.tables.get(index)?.rows.get(row)?,
            _ => return None,
        };
        Some(&row.cells)
    }

    fn place_at(&self, at: usize) -> Option<PlaceInPaper> {
        let (locator, position) = self.places.order.get(at)?;
        let (text, span, references) = match *position {
            Position::Sentence(index) => {
                let sentence = self.sentences.get(index)?;
                (
                    sentence.text.clone(),
                    &sentence.span,
                    numbers(&sentence.markers),
                )
            }
            Position::Caption(index) => {
                let caption = &self.tables.get(index)?.caption;
                (
                    caption.text.clone(),
                    &caption.span,
                    numbers(&caption.markers),
                )
            }
            Position::Header(index) => {
                let row = &self.tables.get(index)?.header;
                (row.cells.join(" "), &row.span, numbers(&row.markers))
            }
            Position::Row(index, row) => {
                let row = self.tables.get(index)?.rows.get(row)?;
                (row.cells.join(" "), &row.span, numbers(&row.markers))
            }
            Position::Reference(index) => {
                let reference = self.references.get(index)?;
                (
                    reference.raw.clone(),
                    &reference.span,
                    vec![reference.id.clone()],
                )
            }
        };
        Some(PlaceInPaper {
            locator: locator.clone(),
            text,
            span: span.bytes.clone(),
            references,
        })
    }

    /// Names all places; of two with the same locator, the first has it.
    pub(super) fn name_places(&mut self) {
        let mut order = Vec::new();
        for (index, sentence) in self.sentences.iter().enumerate() {
            order.push((sentence.id.clone(), Position::Sentence(index)));
        }
        for (index, table) in self.tables.iter().enumerate() {
            if !table.caption.text.is_empty() {
                order.push((format!("{}/caption", table.id), Position::Caption(index)));
            }
            if !table.header.cells.is_empty() {
                order.push((format!("{}/header", table.id), Position::Header(index)));
            }
            for row in 0..table.rows.len() {
                order.push((
                    format!("{}/{}", table.id, row + 1),
                    Position::Row(index, row),
                ));
            }
        }
        for (index, reference) in self.references.iter().enumerate() {
            order.push((
                format!("References/{}", reference.id),
                Position::Reference(index),
            ));
        }
        let mut by_locator = HashMap::with_capacity(order.len());
        for (at, (locator, _)) in order.iter().enumerate() {
            by_locator.entry(locator.clone()).or_insert(at);
        }
        self.places = Index { order, by_locator };
    }
}

/// Returns the numbers of the references that markers point to, each once, in order.
fn numbers(markers: &[Marker]) -> Vec<String> {
    let mut seen = std::collections::HashSet::new();
    markers
        .iter()
        .flat_map(|marker| &marker.references)
        .filter(|number| seen.insert(number.as_str()))
        .cloned()
        .collect()
}
