//! Figures and tables: their names and captions.

use super::super::caption::Label;
use super::inline::Inline;
use super::{OpenTable, Reader, Unit, table};

impl Reader<'_> {
    /// Returns the text of a caption: its title and its paragraphs.
    fn caption(&self, element: usize) -> Inline {
        let document = self.document;
        let mut text = Inline::default();
        for caption in document
            .children(element)
            .filter(|child| document.name(*child) == "caption")
        {
            let parts: Vec<usize> = document.children(caption).collect();
            if parts.is_empty() {
                text.join(self.text(caption));
            }
            for part in parts {
                if matches!(document.name(part), "title" | "p") {
                    text.join(self.text(part));
                }
            }
        }
        text
    }

    /// Reads the caption of what holds figures or is none: a group, a box, a film.
    pub(super) fn group_caption(&mut self, caption: usize) {
        let document = self.document;
        let mut text = Inline::default();
        for part in document.children(caption) {
            if matches!(document.name(part), "title" | "p") {
                text.join(self.text(part));
            }
        }
        self.open = None;
        self.add(text, false);
        self.open = None;
    }

    fn label(&self, element: usize) -> Option<String> {
        let label = self.document.child(element, "label")?;
        let words = self.document.words(label);
        Label::of(&format!(
            "{}.",
            words.trim_end_matches(['.', ':', '|', ' '])
        ))
        .map(|label| label.name)
    }

    pub(super) fn figure(&mut self, element: usize) {
        self.footnotes_of(element);
        let text = self.caption(element);
        self.figures += 1;
        if text.passage.text.trim().is_empty() {
            return;
        }
        let section = self
            .label(element)
            .unwrap_or_else(|| format!("Figure {}", self.figures));
        self.units.push(Unit {
            section,
            caption: true,
            text,
        });
    }

    pub(super) fn table(&mut self, element: usize) {
        self.footnotes_of(element);
        let links = |tag: usize| self.is_link(tag);
        let (mut header, mut rows) = table::rows(self.document, element, &links);
        if header.is_empty() && !rows.is_empty() {
            header.push(rows.remove(0));
        }
        let id = self
            .label(element)
            .unwrap_or_else(|| format!("Table {}", self.tables.len() + 1));
        let caption = self.caption(element);
        self.tables.push(OpenTable {
            id,
            caption,
            header,
            rows,
        });
    }
}
