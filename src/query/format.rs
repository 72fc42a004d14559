//! The forms that an answer can take, by name.

use super::similar::nearest;
use crate::bibliography::BibliographyFormat;
use oxigraph::io::{JsonLdProfileSet, RdfFormat};
use std::str::FromStr;

/// A form of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A table for people, with references below.
    Table,
    /// SPARQL 1.1 Query Results JSON, with a member `evidence`.
    Json,
    /// Comma-separated values, with a last column `citations`.
    Csv,
    /// Tab-separated values, with a last column `citations`.
    Tsv,
    /// SPARQL Query Results XML.
    Xml,
    /// A Markdown table, with references below.
    Markdown,
    /// An HTML fragment: table and references.
    Html,
    /// The works that the answer cites, as a bibliography.
    Works(BibliographyFormat),
    /// An RDF format, for CONSTRUCT and DESCRIBE.
    Graph(RdfFormat),
}

/// A name of no format.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no format is called `{name}`")]
pub struct UnknownFormat {
    name: String,
    /// What may have been meant, or what there is.
    pub hint: String,
}

const NAMES: [(&str, Format); 16] = [
    ("table", Format::Table),
    ("json", Format::Json),
    ("csv", Format::Csv),
    ("tsv", Format::Tsv),
    ("xml", Format::Xml),
    ("markdown", Format::Markdown),
    ("html", Format::Html),
    ("bibtex", Format::Works(BibliographyFormat::Bibtex)),
    ("ris", Format::Works(BibliographyFormat::Ris)),
    ("csl-json", Format::Works(BibliographyFormat::CslJson)),
    ("turtle", Format::Graph(RdfFormat::Turtle)),
    ("trig", Format::Graph(RdfFormat::TriG)),
    ("nquads", Format::Graph(RdfFormat::NQuads)),
    ("ntriples", Format::Graph(RdfFormat::NTriples)),
    (
        "jsonld",
        Format::Graph(RdfFormat::JsonLd {
            profile: JsonLdProfileSet::empty(),
        }),
    ),
    ("rdfxml", Format::Graph(RdfFormat::RdfXml)),
];

impl Format {
    /// Returns the names of all formats.
    pub fn names() -> impl Iterator<Item = &'static str> {
        NAMES.iter().map(|(name, _)| *name)
    }

    /// Returns the names of the RDF formats.
    pub fn graph_names() -> impl Iterator<Item = &'static str> {
        NAMES
            .iter()
            .filter(|(_, format)| matches!(format, Self::Graph(_)))
            .map(|(name, _)| *name)
    }
}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(text: &str) -> Result<Self, UnknownFormat> {
        let wanted = text.to_lowercase();
        let wanted = match wanted.as_str() {
            "ttl" => "turtle",
            "nt" | "n-triples" => "ntriples",
            "nq" | "n-quads" => "nquads",
            "json-ld" => "jsonld",
            "rdf" | "rdf/xml" | "rdf-xml" => "rdfxml",
            "md" => "markdown",
            "bib" | "biblatex" => "bibtex",
            "csljson" => "csl-json",
            other => other,
        };
        if let Some((_, format)) = NAMES.iter().find(|(name, _)| *name == wanted) {
            return Ok(*format);
        }
        let hint = match nearest(wanted, Self::names()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("known are {}", Self::names().collect::<Vec<_>>().join(", ")),
        };
        Err(UnknownFormat {
            name: text.to_owned(),
            hint,
        })
    }
}
