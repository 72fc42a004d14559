//! Footnotes, of which those are read that cite, and notes added in proof.

use super::super::markdown::part::named_part;
use super::super::xml::Document;
use super::Reader;

impl Reader<'_> {
    /// Notes the footnotes of a figure or table, and the paragraphs that stand below it as they do.
    pub(super) fn footnotes_of(&mut self, element: usize) {
        let document = self.document;
        let end = document.nodes[element].close;
        let (mut at, mut foot_end) = (element + 1, 0);
        while at < end {
            let close = document.nodes[at].close;
            match document.name(at) {
                "table-wrap-foot" => foot_end = close,
                "p" if at >= foot_end => {}
                "fn" | "p" => {
                    self.footnotes.push(at);
                    at = close;
                }
                _ => {}
            }
            at += 1;
        }
    }

    /// Reads the footnotes that cite, as paragraphs of a section of their own behind all others.
    pub(super) fn read_footnotes(&mut self) {
        let document = self.document;
        let mut begun = false;
        for footnote in std::mem::take(&mut self.footnotes) {
            let paragraphs = match document.name(footnote) {
                "p" => vec![footnote],
                _ => document.within(footnote, "p").collect(),
            };
            for paragraph in paragraphs {
                let text = self.text(paragraph);
                let words = &text.passage.text;
                let label = words.split([':', '.']).next().unwrap_or(words);
                if text.links.is_empty()
                    || named_part(&super::super::markup::plain(label)).is_some()
                {
                    continue;
                }
                if !begun {
                    self.begin_section(None, "Footnotes", 1);
                    begun = true;
                }
                self.open = None;
                self.add(text, false);
            }
        }
    }
}

/// Says whether notes report something that was added in proof; all others declare interests, funding and the like.
pub(super) fn is_added_in_proof(document: &Document<'_>, notes: usize) -> bool {
    let kind = document.attribute(notes, "notes-type").unwrap_or_default();
    let title = document
        .child(notes, "title")
        .map(|title| document.words(title).to_lowercase())
        .unwrap_or_default();
    kind.contains("proof") || title.contains("proof")
}
