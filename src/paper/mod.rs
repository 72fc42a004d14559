//! A paper as sections, sentences, markers, references and tables.
//!
//! A reader finds all of it in a text that a converter made, keeps the place of every bit, and gives each sentence,
//! caption, table row and reference the name that claims use for it, its locator. `docs/anchors.md` specifies
//! locators and digests.

mod place;
mod passage;
mod markup;
mod normal_form;
mod sentence;
mod marker;
mod reference;
mod table;
mod caption;
mod quantity;
mod plain;
mod block;
mod markdown;
mod xml;
mod jats;
mod form;
mod linked;
mod unmarked;
mod sketch;
mod printed;

pub use form::read_paper;
pub use jats::read_jats;
pub use linked::write_turtle;
pub use markdown::read_markdown;
pub use normal_form::{PREFIX, digest, is_digest, normal_form};
pub(crate) use normal_form::{digest_of_normal_form, normal_form_with_places};
pub use place::PlaceInPaper;
pub use printed::{Printed, PrintedText, SketchedRow};
pub use sketch::{
    CellSketch, Change, Difference, Outline, ROW_SKETCH_PREFIX, Repair, SKETCH_PREFIX, differences,
    read_row_sketch, read_sketch, repair, sketch, sketch_row,
};
pub use unmarked::{PlainCharacter, plain_characters, plain_text};

use crate::source::Source;
use serde::{Serialize, Serializer};
use std::ops::Range;
use std::sync::Arc;

/// A paper that was read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Paper {
    /// Title, without markup.
    pub title: Option<String>,
    /// The paper's own DOI, where it is printed before the first section.
    pub doi: Option<String>,
    /// Sections in order, with those that hold no sentences.
    pub sections: Vec<Section>,
    /// Sentences of the text and of the captions of figures, in order of their places.
    pub sentences: Vec<Sentence>,
    /// The reference list.
    pub references: Vec<Reference>,
    /// Tables with their captions.
    pub tables: Vec<Table>,
    /// Numbers with units.
    pub quantities: Vec<Quantity>,
    /// The text itself, where it has no markup.
    #[serde(skip)]
    print: Option<Arc<Source>>,
    #[serde(skip)]
    places: place::Index,
}

/// A section under a heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Section {
    /// What locators call it: its number, or its title in lower case with hyphens.
    pub id: String,
    /// Its number as printed, if it has one.
    pub number: Option<String>,
    /// Its title, without markup.
    pub title: String,
    /// Depth, from 1: of the number, or else of the heading.
    pub level: usize,
}

/// A sentence of a paragraph or of a figure's caption.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sentence {
    /// Its locator, such as `3.2.2/2/8` or `Figure 3/1`.
    pub id: String,
    /// Id of its section, or the figure.
    pub section: String,
    /// Number of the paragraph in the section, from 1.
    pub paragraph: usize,
    /// Number of the sentence in the paragraph, from 1.
    pub index: usize,
    /// The sentence with its markup, on one line, joined over page breaks.
    pub text: String,
    /// Where it lies.
    #[serde(flatten)]
    pub span: Span,
    /// The citation markers in it.
    pub markers: Vec<Marker>,
}

/// A citation marker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Marker {
    /// The marker with its markup.
    pub text: String,
    /// Where it lies.
    #[serde(flatten)]
    pub span: Span,
    /// Numbers of the references it points to, ranges expanded.
    pub references: Vec<String>,
}

/// An entry of the reference list: as much of it as can be read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Reference {
    /// Its number.
    pub id: String,
    /// The whole entry with its markup, without the number.
    pub raw: String,
    /// Authors as printed, family name first where the list has it so; "et al." is none.
    pub authors: Vec<String>,
    /// Title, without markup.
    pub title: Option<String>,
    /// Journal as printed, or the book.
    pub journal: Option<String>,
    /// Year.
    pub year: Option<String>,
    /// Volume.
    pub volume: Option<String>,
    /// Issue.
    pub issue: Option<String>,
    /// Pages or article number.
    pub pages: Option<String>,
    /// DOI, where it is printed.
    pub doi: Option<String>,
    /// Where it lies.
    #[serde(flatten)]
    pub span: Span,
}

/// A table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Table {
    /// Its name, such as `Table 1`.
    pub id: String,
    /// Its caption.
    pub caption: Caption,
    /// Cells of the first row.
    pub header: Row,
    /// The other rows.
    pub rows: Vec<Row>,
}

/// The caption of a table, in JSON its text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Caption {
    /// The caption with its markup, without the table's name.
    pub text: String,
    /// Where it lies.
    pub span: Span,
    /// The citation markers in it.
    pub markers: Vec<Marker>,
}

/// A row of a table, in JSON an array of its cells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// The cells with their markup; one is empty where the row above goes on.
    pub cells: Vec<String>,
    /// Where it lies.
    pub span: Span,
    /// The citation markers in it.
    pub markers: Vec<Marker>,
}

/// A number with its unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Quantity {
    /// Locator of the sentence, the table's caption or the table's row.
    pub sentence: String,
    /// The number as a program reads it (`-0.5`, `20695`, `1.2e-3`); a range as `3-5`, or `-0.6 to -0.2`.
    pub value: String,
    /// `=`, `>`, `>=`, `<`, `<=` or `~`.
    pub comparator: &'static str,
    /// The unit as printed, in plain characters.
    pub unit: String,
    /// The unit's UCUM code, where it is known.
    pub ucum: Option<String>,
    /// What kind of quantity it is, where that is known.
    pub kind: Option<&'static str>,
    /// The lower end of a range.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub low: Option<String>,
    /// The higher end of a range.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub high: Option<String>,
    /// What stands behind `±`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uncertainty: Option<String>,
    /// What it is per gram or square centimetre of, as printed: `cat`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub basis: Option<String>,
    /// What a potential is measured against: `RHE`, `Ag/AgCl`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference_electrode: Option<&'static str>,
    /// Where it lies.
    #[serde(flatten)]
    pub span: Span,
}

/// A stretch of the text that was read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Span {
    /// First Unicode code point, counted from 0.
    pub start: usize,
    /// Code point after the last.
    pub end: usize,
    /// The same in bytes.
    #[serde(skip)]
    pub bytes: Range<usize>,
}

impl Serialize for Caption {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.text.serialize(serializer)
    }
}

impl Serialize for Row {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.cells.serialize(serializer)
    }
}
