//! Answers as CSV (RFC 4180): texts, all in one piece of memory.
//!
//! Who states the triples of an answer is some texts for each row of it, and most are compared and thrown away.

use super::lookup::text_of;
use crate::lineage::Found;
use crate::vocabulary::published::Layout;
use oxigraph::model::{Literal, NamedNode, Term};
use std::io::BufRead;

/// Rows of texts, each of which stands for an IRI or a literal.
#[derive(Debug, Default)]
pub(super) struct Texts {
    /// The variables of its rows.
    pub(super) variables: Vec<String>,
    /// All texts, row by row.
    text: String,
    /// Where each text ends.
    ends: Vec<usize>,
}

impl Texts {
    /// Reads a table with a line of names to its end, of about so many bytes.
    ///
    /// # Errors
    /// Where it is none, or ends within a row.
    pub(super) fn read(mut reader: impl BufRead, length: usize) -> Result<Self, String> {
        let mut texts = Self {
            text: String::with_capacity(length),
            ..Self::default()
        };
        let mut record = Vec::new();
        if !texts.read_record(&mut reader, &mut record)? {
            return Err("a table without a line of names".to_owned());
        }
        texts.variables = texts
            .cells(0, texts.ends.len())
            .map(str::to_owned)
            .collect();
        texts.text.clear();
        texts.ends.clear();
        let width = texts.variables.len();
        loop {
            let before = texts.ends.len();
            if !texts.read_record(&mut reader, &mut record)? {
                return Ok(texts);
            }
            let values = texts.ends.len() - before;
            if values != width {
                return Err(format!("a row of {values} values under {width} names"));
            }
        }
    }

    /// Returns the texts of an answer in terms, as they stand in the engine.
    pub(super) fn of(found: &Found, layout: &Layout) -> Self {
        let mut texts = Self {
            variables: found.variables.clone(),
            ..Self::default()
        };
        for row in &found.rows {
            for column in 0..found.variables.len() {
                match row.get(column).and_then(Option::as_ref) {
                    Some(Term::BlankNode(node)) => {
                        texts
                            .text
                            .push_str(text_of(&layout.named(node.as_ref().into())));
                    }
                    Some(term) => texts.text.push_str(text_of(term)),
                    None => {}
                }
                texts.ends.push(texts.text.len());
            }
        }
        texts
    }

    /// Adds the rows of an answer to the same question.
    pub(super) fn extend(&mut self, other: &Self) {
        let before = self.text.len();
        self.text.push_str(&other.text);
        self.ends.extend(other.ends.iter().map(|end| before + end));
    }

    /// Returns how many rows there are.
    pub(super) fn len(&self) -> usize {
        self.ends.len() / self.variables.len().max(1)
    }

    /// Returns the texts of a row; an empty one stands for no value.
    pub(super) fn row(&self, row: usize) -> impl Iterator<Item = &str> {
        let width = self.variables.len();
        self.cells(row * width, (row + 1) * width).map(bare)
    }

    /// Returns the rows as terms: IRIs, and plain literals where a text is none.
    pub(super) fn found(self) -> Found {
        let rows = (0..self.len()).map(|row| self.row(row).map(term).collect());
        Found {
            rows: rows.collect(),
            variables: self.variables,
        }
    }

    fn cells(&self, from: usize, to: usize) -> impl Iterator<Item = &str> {
        (from..to).map(|cell| {
            let start = cell.checked_sub(1).map_or(0, |before| self.ends[before]);
            &self.text[start..self.ends[cell]]
        })
    }

    /// Reads the values of one record, whose quotes may hold line feeds; says whether there was one.
    fn read_record(
        &mut self,
        reader: &mut impl BufRead,
        record: &mut Vec<u8>,
    ) -> Result<bool, String> {
        record.clear();
        let mut quoted = false;
        loop {
            let before = record.len();
            let count = reader.read_until(b'\n', record);
            if count.map_err(|error| error.to_string())? == 0 && before == 0 {
                return Ok(false);
            }
            if record.len() == before || record.last() != Some(&b'\n') {
                return Err("a table that ends within a row".to_owned());
            }
            // Within quotes the record goes on behind the line feed, and quotes within quotes come in twos.
            let quotes = record[before..].iter().filter(|byte| **byte == b'"');
            quoted ^= quotes.count() % 2 == 1;
            if !quoted {
                break;
            }
        }
        let record = std::str::from_utf8(record).map_err(|_| "text that is not UTF-8")?;
        let record = record.strip_suffix('\n').unwrap_or(record);
        let mut rest = record.strip_suffix('\r').unwrap_or(record);
        loop {
            let behind = self.read_value(rest);
            self.ends.push(self.text.len());
            match behind.strip_prefix(',') {
                Some(behind) => rest = behind,
                None => return Ok(true),
            }
        }
    }

    /// Takes the first value of a record, without its quotes, and returns what is behind it, from the comma on.
    fn read_value<'a>(&mut self, record: &'a str) -> &'a str {
        let until = |text: &'a str, end: char| text.split_at(text.find(end).unwrap_or(text.len()));
        let Some(mut inner) = record.strip_prefix('"') else {
            let (value, behind) = until(record, ',');
            self.text.push_str(value);
            return behind;
        };
        loop {
            let (part, behind) = until(inner, '"');
            self.text.push_str(part);
            match behind.strip_prefix("\"\"") {
                Some(behind) => {
                    self.text.push('"');
                    inner = behind;
                }
                None => {
                    // Nothing may stand between the quote and the comma.
                    return until(behind.strip_prefix('"').unwrap_or(behind), ',').1;
                }
            }
        }
    }
}

/// Says whether a text is taken for an IRI.
fn is_iri(text: &str) -> bool {
    text.contains(':') && !text.contains(char::is_whitespace)
}

/// Returns a text without the brackets in which Comunica writes an IRI.
fn bare(text: &str) -> &str {
    let inner = text
        .strip_prefix('<')
        .and_then(|text| text.strip_suffix('>'));
    inner.filter(|_| is_iri(text)).unwrap_or(text)
}

fn term(text: &str) -> Option<Term> {
    Some(match text {
        "" => return None,
        _ if is_iri(text) => NamedNode::new_unchecked(text).into(),
        _ => Literal::new_simple_literal(text).into(),
    })
}
