//! The text of an element: what stands in its lines, and what only lies between them.

use super::super::passage::Passage;
use super::super::xml::{Document, Kind};
use super::formula;
use std::ops::Range;

/// A text, and what is in it.
#[derive(Debug, Default)]
pub(super) struct Inline {
    pub(super) passage: Passage,
    /// Links to the reference list, in order.
    pub(super) links: Vec<Link>,
    /// Figures, tables and lists in it, in order.
    pub(super) blocks: Vec<usize>,
}

/// A link to the reference list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Link {
    /// Where its text stands in the passage.
    pub(super) stretch: Range<usize>,
    /// Ids of what it points to.
    pub(super) targets: Vec<String>,
}

/// Says whether an element is a block of its own, wherever it stands.
pub(super) fn is_block(name: &str) -> bool {
    matches!(
        name,
        "fig"
            | "fig-group"
            | "table-wrap"
            | "table-wrap-group"
            | "list"
            | "def-list"
            | "boxed-text"
            | "disp-quote"
            | "sec"
            | "verse-group"
            | "statement"
    )
}

/// Says whether an element says nothing in the text.
fn is_silent(name: &str) -> bool {
    matches!(
        name,
        "fn" | "fn-group"
            | "object-id"
            | "alt-text"
            | "long-desc"
            | "permissions"
            | "attrib"
            | "graphic"
            | "media"
            | "inline-graphic"
            | "supplementary-material"
            | "index-term"
            | "table-wrap-foot"
            | "processing-meta"
            | "array"
            | "chem-struct-wrap"
            | "code"
            | "private-char"
            | "def"
    )
}

/// Reads the text of an element; a link is one where `links` says so of its attributes.
pub(super) fn inline(
    document: &Document<'_>,
    element: usize,
    links: &dyn Fn(usize) -> bool,
) -> Inline {
    read(document, element + 1..document.nodes[element].close, links)
}

/// Reads the text of several nodes.
pub(super) fn read(
    document: &Document<'_>,
    nodes: Range<usize>,
    links: &dyn Fn(usize) -> bool,
) -> Inline {
    let mut inline = Inline::default();
    // What closes each open tag: its markup, and the link that it is.
    let mut open: Vec<(usize, &'static str, Option<usize>)> = Vec::new();
    let mut at = nodes.start;
    while at < nodes.end {
        let node = &document.nodes[at];
        let here = node.span.start..node.span.start;
        match &node.kind {
            Kind::Text | Kind::Verbatim => document.append(node, &mut inline.passage),
            Kind::Open(_) => {
                let name = document.name(at);
                if is_block(name) {
                    inline.blocks.push(at);
                    at = node.close + 1;
                    continue;
                }
                if is_silent(name) || name == "label" && open.is_empty() {
                    at = node.close + 1;
                    continue;
                }
                if matches!(
                    name,
                    "inline-formula" | "disp-formula" | "tex-math" | "math" | "alternatives"
                ) {
                    formula::append(document, at, &mut inline.passage);
                    at = node.close + 1;
                    continue;
                }
                let closes = marked(name, &mut inline.passage, here);
                let mut link = None;
                if name == "xref" && links(at) {
                    let start = inline.passage.text.len();
                    let targets = document.attribute(at, "rid").unwrap_or_default();
                    link = Some(inline.links.len());
                    inline.links.push(Link {
                        stretch: start..start,
                        targets: targets.split_whitespace().map(str::to_owned).collect(),
                    });
                }
                open.push((node.close, closes, link));
            }
            Kind::Close => {
                if let Some((_, closes, link)) = open.pop_if(|(close, ..)| *close == at) {
                    inline.passage.append_as(closes, here);
                    if let Some(link) = link.and_then(|link| inline.links.get_mut(link)) {
                        link.stretch.end = inline.passage.text.len();
                    }
                }
            }
        }
        at += 1;
    }
    inline
}

/// Adds the markup that an element is, and returns what closes it.
fn marked(name: &str, passage: &mut Passage, here: Range<usize>) -> &'static str {
    let (opens, closes) = match name {
        "sup" => ("<sup>", "</sup>"),
        "sub" => ("<sub>", "</sub>"),
        "italic" => ("<i>", "</i>"),
        "bold" => ("<b>", "</b>"),
        "break" => (" ", ""),
        _ => ("", ""),
    };
    passage.append_as(opens, here);
    closes
}

impl Inline {
    /// Adds another text behind this one.
    pub(super) fn join(&mut self, other: Self) {
        let length = other.passage.text.len();
        self.passage.join_passage(other.passage);
        let offset = self.passage.text.len() - length;
        self.links.extend(other.links.into_iter().map(|link| Link {
            stretch: link.stretch.start + offset..link.stretch.end + offset,
            ..link
        }));
        self.blocks.extend(other.blocks);
    }
}
