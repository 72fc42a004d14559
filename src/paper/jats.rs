//! Reads a paper from JATS, the XML of journals and archives.

mod assembly;
mod citation;
mod float;
mod footnote;
mod formula;
mod inline;
mod reference;
mod section;
mod table;

use super::markdown::part::named_part;
use super::passage::CodePoints;
use super::xml::Document;
use super::{Paper, sentence};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Source;
use citation::Targets;
use inline::{Inline, inline};
use std::collections::HashMap;
use std::sync::Arc;

/// Reads a paper from JATS; of an XML text that is damaged, what stands before the damage.
///
/// What carries claims is read: abstract, body, appendices and other sections behind it, boxes, lists, quotations,
/// captions, notes added in proof, and footnotes that cite. Articles within the article (letters, responses, reviews),
/// thanks, declarations and glossaries are left out.
pub fn read_jats(source: &Arc<Source>) -> (Paper, Vec<Diagnostic>) {
    let mut document = Document::read(source);
    let mut diagnostics = std::mem::take(&mut document.diagnostics);
    let mut reader = Reader {
        document: &document,
        points: CodePoints::new(&source.text),
        paper: Paper::default(),
        targets: Targets::default(),
        units: Vec::new(),
        open: None,
        section: None,
        sections: HashMap::new(),
        tables: Vec::new(),
        figures: 0,
        footnotes: Vec::new(),
    };
    let root = (0..document.nodes.len())
        .find(|index| document.name(*index) == "article")
        .or_else(|| (0..document.nodes.len()).find(|index| !document.name(*index).is_empty()));
    if let Some(root) = root {
        reader.article(root);
    }
    let paper = reader.finish();
    if paper.sentences.is_empty() {
        let what = "no sentence was found in this XML";
        diagnostics.push(
            Diagnostic::new(Code::NO_TEXT, what)
                .with_hint("the text of an article stands in `<body>` and `<abstract>`"),
        );
    } else if paper.references.is_empty() {
        diagnostics.push(Diagnostic::new(
            Code::NO_REFERENCE_LIST,
            "no reference list was found in this XML",
        ));
    }
    (paper, diagnostics)
}

/// A paragraph or a caption, before it is cut into sentences.
struct Unit {
    section: String,
    caption: bool,
    text: Inline,
}

/// A table before its text is read.
struct OpenTable {
    id: String,
    caption: Inline,
    header: Vec<table::ReadRow>,
    rows: Vec<table::ReadRow>,
}

struct Reader<'a> {
    document: &'a Document<'a>,
    points: CodePoints,
    paper: Paper,
    targets: Targets,
    units: Vec<Unit>,
    /// The paragraph that may go on, as an index of `units`.
    open: Option<usize>,
    /// Id of the section that paragraphs belong to.
    section: Option<String>,
    /// How many sections have each name.
    sections: HashMap<String, usize>,
    tables: Vec<OpenTable>,
    figures: usize,
    /// Footnotes of the text, tables and captions, in order.
    footnotes: Vec<usize>,
}

/// What is another text, or none.
fn is_outside(name: &str) -> bool {
    matches!(
        name,
        "sub-article"
            | "response"
            | "journal-meta"
            | "ack"
            | "glossary"
            | "bio"
            | "trans-abstract"
            | "kwd-group"
            | "contrib-group"
            | "permissions"
            | "author-notes"
            | "supplementary-material"
            | "history"
            | "floats-wrap"
    )
}

/// Says whether a section's type says that it declares something and reports nothing.
fn is_back_kind(kind: &str) -> bool {
    matches!(
        kind,
        "supplementary-material"
            | "data-availability"
            | "COI-statement"
            | "coi-statement"
            | "author-contributions"
            | "author-contribution"
            | "funding-information"
            | "ethics-statement"
            | "additional-information"
            | "how-to-cite"
            | "disclaimer"
    )
}

impl Reader<'_> {
    fn article(&mut self, root: usize) {
        let document = self.document;
        let end = document.nodes[root].close;
        self.references(root, end);
        // Where the part that holds the text ends, and how deep its sections are.
        let mut text_end = 0;
        let mut in_abstract = false;
        let mut levels: Vec<usize> = Vec::new();
        // Where each paragraph and each block within one ends, and whether it is a paragraph: what stands in a
        // paragraph's lines has been read with it, what stands in a list within it has not.
        let mut held: Vec<(usize, bool)> = Vec::new();
        let mut at = root + 1;
        while at < end {
            let close = document.nodes[at].close;
            while levels.last().is_some_and(|level| *level < at) {
                levels.pop();
            }
            while held.last().is_some_and(|(close, _)| *close < at) {
                held.pop();
            }
            let within = at < text_end;
            let read = held.last().is_some_and(|(_, paragraph)| *paragraph);
            match document.name(at) {
                "" => {}
                "fn" => {
                    if within {
                        self.footnotes.push(at);
                    }
                    at = close;
                }
                "notes" if !footnote::is_added_in_proof(document, at) => at = close,
                name if is_outside(name) || name == "ref-list" => at = close,
                "title-group" if self.paper.title.is_none() => {
                    let title = document
                        .child(at, "article-title")
                        .map(|title| inline(document, title, &|_| false));
                    self.paper.title = title
                        .map(|title| super::markup::plain(&title.passage.text).trim().to_owned());
                    at = close;
                }
                "article-id" if self.paper.doi.is_none() => {
                    let kind = document.attribute(at, "pub-id-type").unwrap_or_default();
                    if kind == "doi" {
                        self.paper.doi = super::reference::doi(&document.words(at));
                    }
                }
                "abstract" => {
                    let kind = document.attribute(at, "abstract-type").unwrap_or_default();
                    if matches!(
                        kind.as_str(),
                        "graphical" | "toc" | "teaser" | "web-summary" | "key-image"
                    ) {
                        at = close;
                    } else {
                        let title = document
                            .child(at, "title")
                            .map(|title| document.words(title));
                        let named = title.filter(|title| {
                            !title.is_empty() && self.sections.contains_key("abstract")
                        });
                        self.begin_section(None, named.as_deref().unwrap_or("Abstract"), 1);
                        (text_end, in_abstract) = (close, true);
                    }
                }
                "body" | "back" | "floats-group" => {
                    (text_end, in_abstract) = (close, false);
                    self.section = None;
                    self.open = None;
                }
                "sec" | "app" | "notes" if within && !in_abstract => {
                    let title = document
                        .child(at, "title")
                        .map(|title| document.words(title))
                        .unwrap_or_default();
                    let kind = document.attribute(at, "sec-type").unwrap_or_default();
                    let is_back = named_part(&title).is_some() && title.to_lowercase() != "summary";
                    if is_back || is_back_kind(&kind) {
                        at = close;
                    } else {
                        levels.push(close);
                        self.headed(at, levels.len());
                    }
                }
                "p" | "disp-formula" if within && !read => {
                    held.push((close, true));
                    self.paragraph(at);
                }
                "def-item" if within && !read => {
                    self.definition(at);
                    at = close;
                }
                // A caption of several figures, of a box, of a film.
                "caption" if within && !read => {
                    self.group_caption(at);
                    at = close;
                }
                "fig" => {
                    self.figure(at);
                    at = close;
                }
                "table-wrap" => {
                    self.table(at);
                    at = close;
                }
                name if read && inline::is_block(name) => held.push((close, false)),
                _ => {}
            }
            at += 1;
        }
        self.read_footnotes();
    }

    /// Reads the reference lists, which links need first.
    fn references(&mut self, root: usize, end: usize) {
        let document = self.document;
        let mut found = Vec::new();
        let mut at = root + 1;
        while at < end {
            match document.name(at) {
                "sub-article" | "response" => at = document.nodes[at].close,
                "ref" => {
                    found.push(at);
                    at = document.nodes[at].close;
                }
                _ => {}
            }
            at += 1;
        }
        let numbers: Vec<Option<u32>> = found
            .iter()
            .map(|element| reference::number(document, *element))
            .collect();
        let distinct: std::collections::HashSet<_> = numbers.iter().flatten().collect();
        let labelled = distinct.len() == found.len();
        for (index, element) in found.into_iter().enumerate() {
            let number = numbers[index]
                .filter(|_| labelled)
                .map_or(index + 1, |number| number as usize);
            let entry = reference::read(document, element, number.to_string());
            self.targets
                .add(entry.xml_ids.into_iter(), &entry.reference.id);
            let raw = entry.passage.text.trim_end().len();
            let span = match raw {
                0 => document.nodes[element].span.clone(),
                length => entry.passage.in_source(&(0..length)),
            };
            let span = self.points.span(document.text, span);
            self.paper.references.push(super::Reference {
                span,
                ..entry.reference
            });
        }
    }

    /// Says whether a tag is a link to the reference list.
    fn is_link(&self, tag: usize) -> bool {
        let kind = self.document.attribute(tag, "ref-type");
        match kind.as_deref() {
            Some("bibr") => true,
            Some(
                "fig"
                | "table"
                | "sec"
                | "aff"
                | "fn"
                | "table-fn"
                | "disp-formula"
                | "supplementary-material"
                | "corresp"
                | "app",
            ) => false,
            _ => {
                let targets = self.document.attribute(tag, "rid").unwrap_or_default();
                targets
                    .split_whitespace()
                    .any(|target| self.targets.holds(target))
            }
        }
    }

    fn text(&self, element: usize) -> Inline {
        inline(self.document, element, &|tag| self.is_link(tag))
    }

    /// Reads a paragraph, which may go on with the one before a formula or a list.
    fn paragraph(&mut self, element: usize) {
        let text = if self.document.name(element) == "p" {
            self.text(element)
        } else {
            inline::read(
                self.document,
                element..self.document.nodes[element].close + 1,
                &|_| false,
            )
        };
        let formula = self.document.name(element) != "p";
        self.add(text, formula);
    }

    /// Reads an item of a list of definitions: the term and what is said of it.
    fn definition(&mut self, item: usize) {
        let document = self.document;
        let mut text = Inline::default();
        for child in document.children(item) {
            match document.name(child) {
                "term" => {
                    text.join(self.text(child));
                    let end = document.nodes[document.nodes[child].close].span.start;
                    if !text.passage.text.is_empty() && !text.passage.text.ends_with([':', '.']) {
                        text.passage.append_as(":", end..end);
                    }
                }
                "def" => {
                    for part in document.children(child) {
                        text.join(self.text(part));
                    }
                }
                _ => {}
            }
        }
        self.open = None;
        self.add(text, false);
    }

    /// Adds a text to the section, or to the paragraph before it, which it may go on with.
    fn add(&mut self, text: Inline, formula: bool) {
        let shown = text.passage.text.trim();
        if shown.is_empty() {
            return;
        }
        if let Some(open) = self.open {
            let before = &mut self.units[open].text;
            let goes_on = formula
                || shown.starts_with(char::is_lowercase)
                || before.passage.text.trim_end().ends_with('$');
            if goes_on && !sentence::is_complete(&before.passage.text) {
                before.join(text);
                return;
            }
        }
        let section = match &self.section {
            Some(section) => section.clone(),
            None => {
                self.begin_section(None, "Body", 1);
                "body".to_owned()
            }
        };
        let section = self.section.clone().unwrap_or(section);
        self.open = Some(self.units.len());
        self.units.push(Unit {
            section,
            caption: false,
            text,
        });
    }
}
