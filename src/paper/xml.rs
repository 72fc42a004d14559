//! An XML text as a flat list of tags and texts, each with its place.
//!
//! A list needs no recursion, so that no depth of nesting can overflow the stack. Entities are never declared by the
//! text itself: what a document type declares is not expanded.

mod entity;

use super::passage::Passage;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Source;
use entity::{escaped, meaning, reference, resolved};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use rustc_hash::{FxHashMap, FxHashSet};
use std::ops::Range;
use std::sync::Arc;

/// A tag or a text.
#[derive(Debug)]
pub(super) struct Node<'a> {
    pub(super) kind: Kind<'a>,
    /// Where it stands.
    pub(super) span: Range<usize>,
    /// Of a tag that opens, the node that closes it; of others, itself.
    pub(super) close: usize,
}

/// What a node is.
#[derive(Debug)]
pub(super) enum Kind<'a> {
    Open(BytesStart<'a>),
    Close,
    Text,
    /// Text in which nothing is markup.
    Verbatim,
}

/// Most tags and texts that a title, label or name is read from: titles in titles, never closed, hold one another.
const LONGEST_WORDS: usize = 500;

/// An XML text.
#[derive(Debug, Default)]
pub(super) struct Document<'a> {
    pub(super) text: &'a str,
    pub(super) nodes: Vec<Node<'a>>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl<'a> Document<'a> {
    /// Reads an XML text, as far as it goes.
    pub(super) fn read(source: &'a Arc<Source>) -> Self {
        let text = source.text.as_str();
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.expand_empty_elements = false;
        let mut document = Self {
            text,
            ..Self::default()
        };
        let mut open: Vec<usize> = Vec::new();
        let mut names: FxHashMap<Vec<u8>, usize> = FxHashMap::default();
        let mut start = 0;
        loop {
            let event = reader.read_event();
            let end = position(reader.buffer_position(), text);
            let span = start..end.max(start);
            start = span.end;
            match event {
                Ok(Event::Start(tag)) => {
                    *names.entry(tag.local_name().as_ref().to_vec()).or_default() += 1;
                    open.push(document.nodes.len());
                    document.push(Kind::Open(tag), span);
                }
                Ok(Event::Empty(tag)) => {
                    let index = document.nodes.len();
                    let at = span.end;
                    document.push(Kind::Open(tag), span);
                    document.nodes[index].close = index + 1;
                    document.push(Kind::Close, at..at);
                }
                Ok(Event::End(tag)) => {
                    let name = tag.local_name().as_ref().to_vec();
                    if names.get(&name).is_none_or(|count| *count == 0) {
                        document.damaged(source, &span, "nothing is open that this tag closes");
                        continue;
                    }
                    let mut skipped = 0;
                    while let Some(index) = open.pop() {
                        let closed = document.name_bytes(index);
                        if let Some(count) = names.get_mut(&closed) {
                            *count -= 1;
                        }
                        document.nodes[index].close = document.nodes.len();
                        let found = closed == name;
                        let place = if found {
                            span.clone()
                        } else {
                            span.start..span.start
                        };
                        document.push(Kind::Close, place);
                        if found {
                            break;
                        }
                        skipped += 1;
                    }
                    if skipped > 0 {
                        document.damaged(source, &span, "another tag is still open here");
                    }
                }
                Ok(Event::Text(_)) => document.push(Kind::Text, span),
                Ok(Event::CData(_)) => {
                    let inside =
                        span.start + "<![CDATA[".len()..span.end.saturating_sub("]]>".len());
                    document.push(Kind::Verbatim, inside.start.min(inside.end)..inside.end);
                }
                Ok(Event::DocType(declared)) => {
                    if declared.windows(8).any(|bytes| bytes == b"<!ENTITY") {
                        let what = "the text declares entities of its own; they are not expanded";
                        let place = source.place(span.start..span.start + "<!DOCTYPE".len());
                        document
                            .diagnostics
                            .push(Diagnostic::new(Code::ENTITY_UNKNOWN, what).at(place));
                    }
                }
                Ok(Event::Eof) => break,
                Ok(_) => {}
                Err(error) => {
                    let at =
                        position(reader.error_position(), text).max(span.start.min(text.len()));
                    let what = format!("the XML ends here: {}", reason(&error));
                    document.diagnostics.push(
                        Diagnostic::new(Code::XML_DAMAGED, what)
                            .at(source.place(at..at))
                            .with_hint("what stands before is read, what follows is not"),
                    );
                    open = document.close_all(open);
                    break;
                }
            }
        }
        if let Some(last) = open.last() {
            let name = document.name(*last).to_owned();
            let what = format!("the XML ends before `<{name}>` is closed");
            let (line, column) = source.line_and_column(document.nodes[*last].span.start);
            let end = text.trim_end().len();
            document.diagnostics.push(
                Diagnostic::new(Code::XML_DAMAGED, what)
                    .at(source.place(end..end))
                    .with_hint(format!(
                        "it was opened at line {line}, column {column}; the file may be cut short"
                    )),
            );
        }
        document.close_all(open);
        document.unknown_entities(source);
        document
    }

    fn push(&mut self, kind: Kind<'a>, span: Range<usize>) {
        let close = self.nodes.len();
        self.nodes.push(Node { kind, span, close });
    }

    fn close_all(&mut self, mut open: Vec<usize>) -> Vec<usize> {
        let end = self.text.len();
        while let Some(index) = open.pop() {
            self.nodes[index].close = self.nodes.len();
            self.push(Kind::Close, end..end);
        }
        open
    }

    fn damaged(&mut self, source: &Arc<Source>, span: &Range<usize>, what: &str) {
        // One slip makes many; the first few are enough to find it.
        if self.diagnostics.len() < 8 {
            let place = source.place(span.clone());
            self.diagnostics
                .push(Diagnostic::new(Code::XML_DAMAGED, what).at(place));
        }
    }

    /// Reports each name of an entity that is none of HTML's.
    fn unknown_entities(&mut self, source: &Arc<Source>) {
        let mut seen: FxHashSet<&str> = FxHashSet::default();
        for node in &self.nodes {
            if !matches!(node.kind, Kind::Text) {
                continue;
            }
            let text = &self.text[node.span.clone()];
            for (at, _) in text.match_indices('&') {
                let Some(length) = reference(&text[at..]) else {
                    continue;
                };
                let name = &text[at + 1..at + length - 1];
                if meaning(name).is_none() && seen.len() < 20 && seen.insert(name) {
                    let place = source.place(node.span.start + at..node.span.start + at + length);
                    let what =
                        format!("nobody here knows the entity `&{name};`; it stays as it is");
                    self.diagnostics
                        .push(Diagnostic::new(Code::ENTITY_UNKNOWN, what).at(place));
                }
            }
        }
    }

    fn name_bytes(&self, index: usize) -> Vec<u8> {
        match &self.nodes[index].kind {
            Kind::Open(tag) => tag.local_name().as_ref().to_vec(),
            _ => Vec::new(),
        }
    }

    /// Returns the name of a tag that opens, without its prefix; nothing of others.
    pub(super) fn name(&self, index: usize) -> &str {
        match self.nodes.get(index).map(|node| &node.kind) {
            Some(Kind::Open(tag)) => {
                std::str::from_utf8(tag.local_name().into_inner()).unwrap_or("")
            }
            _ => "",
        }
    }

    /// Returns an attribute of a tag, by its name without its prefix.
    pub(super) fn attribute(&self, index: usize, name: &str) -> Option<String> {
        let Kind::Open(tag) = &self.nodes.get(index)?.kind else {
            return None;
        };
        let mut attributes = tag.attributes();
        attributes.with_checks(false);
        attributes
            .flatten()
            .find(|found| found.key.local_name().as_ref() == name.as_bytes())
            .map(|found| {
                let raw = String::from_utf8_lossy(&found.value).into_owned();
                resolved(&raw)
            })
    }

    /// Returns the tags that a tag holds directly.
    pub(super) fn children(&self, index: usize) -> impl Iterator<Item = usize> + '_ {
        let end = self.nodes.get(index).map_or(0, |node| node.close);
        let mut at = index + 1;
        std::iter::from_fn(move || {
            while at < end {
                let here = at;
                at = self.nodes[here].close + 1;
                if matches!(self.nodes[here].kind, Kind::Open(_)) {
                    return Some(here);
                }
            }
            None
        })
    }

    /// Returns the first tag of that name directly within another.
    pub(super) fn child(&self, index: usize, name: &str) -> Option<usize> {
        self.children(index).find(|child| self.name(*child) == name)
    }

    /// Returns the tags of that name anywhere within another, but within none of the same name.
    pub(super) fn within<'b>(
        &'b self,
        index: usize,
        name: &'b str,
    ) -> impl Iterator<Item = usize> + 'b {
        let end = self.nodes.get(index).map_or(0, |node| node.close);
        let mut at = index + 1;
        std::iter::from_fn(move || {
            while at < end {
                let here = at;
                let found = self.name(here) == name;
                at = if found {
                    self.nodes[here].close + 1
                } else {
                    here + 1
                };
                if found {
                    return Some(here);
                }
            }
            None
        })
    }

    /// Returns all text within a tag, white space as one space.
    pub(super) fn words(&self, index: usize) -> String {
        let end = self.nodes.get(index).map_or(0, |node| node.close);
        let mut text = String::new();
        let end = end.min(index.saturating_add(LONGEST_WORDS));
        for node in self.nodes.get(index..end).unwrap_or_default() {
            match node.kind {
                Kind::Text => text.push_str(&resolved(&self.text[node.span.clone()])),
                Kind::Verbatim => text.push_str(&self.text[node.span.clone()]),
                _ => {}
            }
        }
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Adds a text to a passage: white space as one space, entities as their characters, what would be markup escaped.
    pub(super) fn append(&self, node: &Node<'_>, passage: &mut Passage) {
        let text = &self.text[node.span.clone()];
        let verbatim = matches!(node.kind, Kind::Verbatim);
        let base = node.span.start;
        let mut run = 0;
        let mut at = 0;
        while let Some(character) = text[at..].chars().next() {
            let length = character.len_utf8();
            let (shown, taken) = match character {
                ' ' if !ends_in_space(passage, &text[run..at]) => {
                    at += 1;
                    continue;
                }
                character if character.is_ascii_whitespace() => {
                    let space = if ends_in_space(passage, &text[run..at]) {
                        ""
                    } else {
                        " "
                    };
                    (space.to_owned(), length)
                }
                '*' => ("\\*".to_owned(), 1),
                '\\' => ("\\\\".to_owned(), 1),
                '$' => ("\\$".to_owned(), 1),
                '<' => ("&lt;".to_owned(), 1),
                '&' if verbatim => ("&amp;".to_owned(), 1),
                '&' => match reference(&text[at..]) {
                    Some(length) => match meaning(&text[at + 1..at + length - 1]) {
                        Some(shown) => (escaped(&shown), length),
                        None => {
                            at += length;
                            continue;
                        }
                    },
                    None => {
                        at += 1;
                        continue;
                    }
                },
                _ => {
                    at += length;
                    continue;
                }
            };
            if run < at {
                passage.append(self.text, base + run..base + at);
            }
            passage.append_as(&shown, base + at..base + at + taken);
            at += taken;
            run = at;
        }
        if run < text.len() {
            passage.append(self.text, base + run..base + text.len());
        }
    }
}

fn ends_in_space(passage: &Passage, run: &str) -> bool {
    match run.chars().next_back() {
        Some(last) => last == ' ',
        None => passage.text.is_empty() || passage.text.ends_with(' '),
    }
}

fn position(offset: u64, text: &str) -> usize {
    let mut at = usize::try_from(offset)
        .unwrap_or(usize::MAX)
        .min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Returns what is wrong with a text, in a few words.
fn reason(error: &quick_xml::Error) -> String {
    let text = error.to_string();
    let text = text.strip_prefix("syntax error: ").unwrap_or(&text);
    text.to_owned()
}
