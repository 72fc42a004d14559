//! The forms in which an engine writes rows, and how they are read.
//!
//! An engine may take ten times as long to write JSON as to find what it writes, and a tenth of that to write XML, which
//! says as much of a term. Where texts are enough, CSV is shorter still.

use super::xml;
use crate::lineage::Found;
use oxigraph::model::{Literal, NamedNode, Term};
use oxigraph::sparql::results::{
    QueryResultsFormat, QueryResultsParser, ReaderQueryResultsParserOutput,
};
use std::error::Error;
use std::io::{BufRead, BufReader, Read};

/// What is to be known of the values of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    /// Every term as it is.
    Terms,
    /// Their texts, read as IRIs, and as plain literals where a text is none.
    Texts,
}

/// A form of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Every term as it is; all engines write it.
    Json,
    /// The same.
    Xml,
    /// Texts alone.
    Csv,
}

impl Form {
    /// Returns what is asked for; engines that lack a form may answer with JSON.
    pub(super) fn wanted(self) -> &'static str {
        match self {
            Self::Json => "application/sparql-results+json",
            Self::Xml => "application/sparql-results+xml, application/sparql-results+json;q=0.5",
            Self::Csv => "text/csv, application/sparql-results+json;q=0.5",
        }
    }

    /// Returns the form that an answer of this media type has.
    pub(super) fn of(media_type: &str) -> Option<Self> {
        match QueryResultsFormat::from_media_type(media_type)? {
            QueryResultsFormat::Json => Some(Self::Json),
            QueryResultsFormat::Xml => Some(Self::Xml),
            QueryResultsFormat::Csv => Some(Self::Csv),
            _ => None,
        }
    }

    /// Reads a document to its end.
    ///
    /// # Errors
    /// Where it is none, in words of the parser.
    pub(super) fn parse(self, reader: impl Read) -> Result<Found, String> {
        match self {
            Self::Json => json(reader),
            Self::Xml => xml::read(BufReader::with_capacity(1 << 16, reader)),
            Self::Csv => texts(BufReader::with_capacity(1 << 16, reader)),
        }
    }
}

/// What the reader of results says of members behind them, all rows being read.
const BEHIND: &str = "after the end of the bindings array";

fn json(reader: impl Read) -> Result<Found, String> {
    let broken = |error: &dyn Error| error.to_string();
    let parser = QueryResultsParser::from_format(QueryResultsFormat::Json);
    match parser.for_reader(reader).map_err(|error| broken(&error))? {
        ReaderQueryResultsParserOutput::Solutions(solutions) => {
            let names = solutions.variables().iter();
            let variables = names.map(|name| name.as_str().to_owned()).collect();
            let mut rows = Vec::new();
            for solution in solutions {
                match solution {
                    Ok(solution) => rows.push(solution.values().to_vec()),
                    // Members of the document behind the rows, as Comunica's `metadata`.
                    Err(error) if error.to_string().contains(BEHIND) => break,
                    Err(error) => return Err(broken(&error)),
                }
            }
            Ok(Found { variables, rows })
        }
        ReaderQueryResultsParserOutput::Boolean(_) => {
            Err("yes or no to a question for rows".to_owned())
        }
    }
}

/// Reads CSV (RFC 4180) with a line of names.
fn texts(mut reader: impl BufRead) -> Result<Found, String> {
    let mut record = Vec::new();
    if !read_record(&mut reader, &mut record)? {
        return Err("a table without a line of names".to_owned());
    }
    let variables = std::mem::take(&mut record);
    let mut rows = Vec::new();
    while read_record(&mut reader, &mut record)? {
        if record.len() != variables.len() {
            return Err(format!(
                "a row of {} values under {} names",
                record.len(),
                variables.len()
            ));
        }
        rows.push(record.drain(..).map(term).collect());
    }
    Ok(Found { variables, rows })
}

fn term(text: String) -> Option<Term> {
    if text.is_empty() {
        return None;
    }
    let is_iri = text.contains(':') && !text.contains(|letter: char| letter.is_whitespace());
    Some(if is_iri {
        // Comunica writes an IRI as it stands in a query.
        let bare = text
            .strip_prefix('<')
            .and_then(|text| text.strip_suffix('>'));
        NamedNode::new_unchecked(bare.unwrap_or(&text)).into()
    } else {
        Literal::new_simple_literal(text).into()
    })
}

/// Reads the values of one record, whose quotes may hold line feeds; says whether there was one.
fn read_record(reader: &mut impl BufRead, record: &mut Vec<String>) -> Result<bool, String> {
    record.clear();
    let mut line = Vec::new();
    let (mut value, mut quoted) = (Vec::new(), false);
    loop {
        line.clear();
        let count = reader.read_until(b'\n', &mut line);
        if count.map_err(|error| error.to_string())? == 0 {
            return match quoted || !value.is_empty() || !record.is_empty() {
                true => Err("a table that ends within a row".to_owned()),
                false => Ok(false),
            };
        }
        if line.last() != Some(&b'\n') {
            return Err("a table that ends within a row".to_owned());
        }
        let mut bytes = line.iter().copied().peekable();
        while let Some(byte) = bytes.next() {
            match byte {
                b'"' if quoted && bytes.peek() == Some(&b'"') => {
                    bytes.next();
                    value.push(b'"');
                }
                b'"' => quoted = !quoted,
                _ if quoted => value.push(byte),
                b',' => record.push(finished(&mut value)?),
                b'\r' | b'\n' => {}
                _ => value.push(byte),
            }
        }
        if !quoted {
            record.push(finished(&mut value)?);
            return Ok(true);
        }
    }
}

fn finished(value: &mut Vec<u8>) -> Result<String, String> {
    String::from_utf8(std::mem::take(value)).map_err(|_| "text that is not UTF-8".to_owned())
}
