//! Reads rows from SPARQL 1.1 Query Results XML.
//!
//! The library that reads the other forms takes white space from the ends of literals, which engines do not escape.

use crate::lineage::Found;
use oxigraph::model::{BlankNode, Literal, NamedNode, Term};
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Decoder, Reader};
use rustc_hash::FxHashMap;
use std::error::Error;
use std::io::BufRead;

/// The value that is being read.
enum Value {
    Iri,
    Blank,
    Plain,
    Typed(NamedNode),
    Tagged(String),
}

/// Reads a document to its end.
///
/// # Errors
/// Where it is none, or breaks off, in words.
pub(super) fn read(reader: impl BufRead) -> Result<Found, String> {
    let broken = |error: &dyn Error| error.to_string();
    let mut reader = Reader::from_reader(reader);
    let mut rows = Rows::default();
    let mut buffer = Vec::with_capacity(256);
    let mut depth = 0_usize;
    loop {
        buffer.clear();
        let event = reader.read_event_into(&mut buffer);
        match event.map_err(|error| broken(&error))? {
            Event::Start(tag) => {
                depth += 1;
                rows.open(&tag, reader.decoder())?;
            }
            Event::Empty(tag) => {
                rows.open(&tag, reader.decoder())?;
                rows.close(tag.local_name().as_ref())?;
            }
            Event::End(tag) => {
                depth = depth.saturating_sub(1);
                rows.close(tag.local_name().as_ref())?;
                if depth == 0 {
                    return rows.finished();
                }
            }
            Event::Text(text) if rows.value.is_some() => {
                let text = text.unescape().map_err(|error| broken(&error))?;
                rows.text.push_str(&text);
            }
            Event::CData(text) if rows.value.is_some() => {
                let text = text.decode().map_err(|error| broken(&error))?;
                rows.text.push_str(&text);
            }
            Event::Eof => return Err("a document that ends before its end".to_owned()),
            Event::Text(_)
            | Event::CData(_)
            | Event::Comment(_)
            | Event::Decl(_)
            | Event::PI(_)
            | Event::DocType(_) => {}
        }
    }
}

/// The rows that were read so far.
#[derive(Default)]
struct Rows {
    found: Found,
    row: Vec<Option<Term>>,
    /// The column of the binding that is being read.
    column: Option<usize>,
    value: Option<Value>,
    text: String,
    /// Kinds of literals, by their IRIs.
    kinds: FxHashMap<Vec<u8>, NamedNode>,
    has_results: bool,
}

impl Rows {
    fn open(&mut self, tag: &BytesStart<'_>, decoder: Decoder) -> Result<(), String> {
        match tag.local_name().as_ref() {
            b"variable" => {
                let name = attribute(tag, b"name").ok_or("a variable without a name")?;
                self.found.variables.push(decoded(&name, decoder)?);
            }
            b"results" => self.has_results = true,
            b"result" => {
                self.row.clear();
                self.row.resize(self.found.variables.len(), None);
            }
            b"binding" => {
                let name = attribute(tag, b"name").ok_or("a value without a name")?;
                let mut names = self.found.variables.iter();
                let known = names.position(|known| known.as_bytes() == &*name.value);
                self.column = Some(known.ok_or("a value of no variable")?);
            }
            b"uri" => self.begin(Value::Iri),
            b"bnode" => self.begin(Value::Blank),
            b"literal" => {
                let value = self.literal(tag, decoder)?;
                self.begin(value);
            }
            b"boolean" => return Err("yes or no to a question for rows".to_owned()),
            b"triple" => return Err("a triple within a triple".to_owned()),
            _ => {}
        }
        Ok(())
    }

    fn begin(&mut self, value: Value) {
        self.text.clear();
        self.value = Some(value);
    }

    fn literal(&mut self, tag: &BytesStart<'_>, decoder: Decoder) -> Result<Value, String> {
        for known in tag.attributes().with_checks(false).flatten() {
            match known.key.as_ref() {
                b"datatype" => {
                    if let Some(kind) = self.kinds.get(&*known.value) {
                        return Ok(Value::Typed(kind.clone()));
                    }
                    let kind = NamedNode::new(decoded(&known, decoder)?);
                    let kind = kind.map_err(|error| error.to_string())?;
                    self.kinds.insert(known.value.to_vec(), kind.clone());
                    return Ok(Value::Typed(kind));
                }
                b"xml:lang" => return Ok(Value::Tagged(decoded(&known, decoder)?)),
                _ => {}
            }
        }
        Ok(Value::Plain)
    }

    fn close(&mut self, name: &[u8]) -> Result<(), String> {
        match name {
            b"uri" | b"bnode" | b"literal" => {
                let (Some(value), Some(column)) = (self.value.take(), self.column) else {
                    return Err("a value outside a row".to_owned());
                };
                let term = term(value, self.text.as_str())?;
                if let Some(cell) = self.row.get_mut(column) {
                    *cell = Some(term);
                }
            }
            b"binding" => self.column = None,
            b"result" => self.found.rows.push(std::mem::take(&mut self.row)),
            _ => {}
        }
        Ok(())
    }

    fn finished(self) -> Result<Found, String> {
        match self.has_results {
            true => Ok(self.found),
            false => Err("a document without rows".to_owned()),
        }
    }
}

fn term(value: Value, text: &str) -> Result<Term, String> {
    Ok(match value {
        Value::Iri => NamedNode::new(text).map_err(|e| e.to_string())?.into(),
        Value::Blank => BlankNode::new(text).map_err(|e| e.to_string())?.into(),
        Value::Plain => Literal::new_simple_literal(text).into(),
        Value::Typed(kind) => Literal::new_typed_literal(text, kind).into(),
        Value::Tagged(tag) => Literal::new_language_tagged_literal(text, tag)
            .map_err(|error| error.to_string())?
            .into(),
    })
}

fn attribute<'t>(tag: &'t BytesStart<'_>, name: &[u8]) -> Option<Attribute<'t>> {
    let mut attributes = tag.attributes();
    let mut attributes = attributes.with_checks(false).flatten();
    attributes.find(|one| one.key.as_ref() == name)
}

fn decoded(attribute: &Attribute<'_>, decoder: Decoder) -> Result<String, String> {
    let value = attribute.decode_and_unescape_value(decoder);
    value.map(Into::into).map_err(|error| error.to_string())
}
