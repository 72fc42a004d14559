//! Writes Turtle that is read line by line: one subject a block, one predicate a line.

use crate::vocabulary::Prefixes;
use oxigraph::model::{Literal, NamedNodeRef};

/// A block of Turtle about one subject, in the making.
pub(super) struct Block<'a> {
    prefixes: &'a Prefixes,
    text: String,
    lines: usize,
}

impl<'a> Block<'a> {
    /// Begins a block.
    pub(super) fn new(prefixes: &'a Prefixes, subject: &str) -> Self {
        Self {
            prefixes,
            text: name(prefixes, subject),
            lines: 0,
        }
    }

    /// Adds a predicate with the objects given, as they are written.
    pub(super) fn put(&mut self, predicate: NamedNodeRef<'_>, objects: &[String]) -> &mut Self {
        if objects.is_empty() {
            return self;
        }
        let predicate = match self.prefixes.compact(predicate.as_str()).as_str() {
            "rdf:type" => "a".to_owned(),
            other => other.to_owned(),
        };
        let lead = if self.lines == 0 { " " } else { " ;\n    " };
        self.text
            .push_str(&format!("{lead}{predicate} {}", objects.join(", ")));
        self.lines += 1;
        self
    }

    /// Adds a predicate with IRIs.
    pub(super) fn iris<'t>(
        &mut self,
        predicate: NamedNodeRef<'_>,
        iris: impl IntoIterator<Item = &'t str>,
    ) -> &mut Self {
        let objects: Vec<String> = iris
            .into_iter()
            .map(|iri| name(self.prefixes, iri))
            .collect();
        self.put(predicate, &objects)
    }

    /// Adds a predicate with texts.
    pub(super) fn texts<'t>(
        &mut self,
        predicate: NamedNodeRef<'_>,
        texts: impl IntoIterator<Item = &'t String>,
    ) -> &mut Self {
        let objects: Vec<String> = texts.into_iter().map(|text| quoted(text)).collect();
        self.put(predicate, &objects)
    }

    /// Adds a predicate with literals of a datatype of XML Schema.
    pub(super) fn typed<'t>(
        &mut self,
        predicate: NamedNodeRef<'_>,
        texts: impl IntoIterator<Item = &'t String>,
        datatype: &str,
    ) -> &mut Self {
        let objects: Vec<String> = texts
            .into_iter()
            .map(|text| format!("{}^^xsd:{datatype}", quoted(text)))
            .collect();
        self.put(predicate, &objects)
    }

    /// Adds a predicate with one list of texts.
    pub(super) fn list(&mut self, predicate: NamedNodeRef<'_>, texts: &[String]) -> &mut Self {
        if texts.is_empty() {
            return self;
        }
        let items: Vec<String> = texts.iter().map(|text| quoted(text)).collect();
        self.put(predicate, &[format!("( {} )", items.join(" "))])
    }

    /// Returns the block; empty where nothing was said of the subject.
    pub(super) fn end(self) -> String {
        if self.lines == 0 {
            return String::new();
        }
        format!("{} .\n", self.text)
    }
}

/// Returns an IRI by a short name where it surely can be one.
fn name(prefixes: &Prefixes, iri: &str) -> String {
    let short = prefixes.compact(iri);
    let local = short.split_once(':').map_or("", |(_, local)| local);
    let plain =
        local.is_ascii() && local.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
    if plain { short } else { format!("<{iri}>") }
}

fn quoted(text: &str) -> String {
    Literal::new_simple_literal(text).to_string()
}
