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
    let mut line = Vec::new();
    if !read_record(&mut reader, &mut line, &mut record)? {
        return Err("a table without a line of names".to_owned());
    }
    let variables = std::mem::take(&mut record);
    let mut rows = Vec::new();
    while read_record(&mut reader, &mut line, &mut record)? {
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
    let is_iri = text.contains(':') && !text.contains(char::is_whitespace);
    if !is_iri {
        return Some(Literal::new_simple_literal(text).into());
    }
    // Comunica writes an IRI as it stands in a query.
    let bare = text
        .strip_prefix('<')
        .and_then(|text| text.strip_suffix('>'));
    Some(match bare {
        Some(bare) => NamedNode::new_unchecked(bare).into(),
        None => NamedNode::new_unchecked(text).into(),
    })
}

/// Reads the values of one record, whose quotes may hold line feeds; says whether there was one.
fn read_record(
    reader: &mut impl BufRead,
    line: &mut Vec<u8>,
    record: &mut Vec<String>,
) -> Result<bool, String> {
    line.clear();
    record.clear();
    let mut quoted = false;
    loop {
        let before = line.len();
        let count = reader.read_until(b'\n', line);
        if count.map_err(|error| error.to_string())? == 0 && before == 0 {
            return Ok(false);
        }
        if line.len() == before || line.last() != Some(&b'\n') {
            return Err("a table that ends within a row".to_owned());
        }
        // Within quotes the line goes on behind its feed, and quotes within quotes come in twos.
        let quotes = line[before..].iter().filter(|byte| **byte == b'"');
        quoted ^= quotes.count() % 2 == 1;
        if !quoted {
            break;
        }
    }
    let mut rest = line.strip_suffix(b"\n").unwrap_or(line);
    rest = rest.strip_suffix(b"\r").unwrap_or(rest);
    loop {
        let (value, behind) = read_value(rest);
        let text = String::from_utf8(value);
        record.push(text.map_err(|_| "text that is not UTF-8".to_owned())?);
        match behind.split_first() {
            Some((_, behind)) => rest = behind,
            None => return Ok(true),
        }
    }
}

/// Returns the first value of a line, without its quotes, and what is behind it, from the comma on.
fn read_value(line: &[u8]) -> (Vec<u8>, &[u8]) {
    let end = |of: &[u8], byte: u8| of.iter().position(|one| *one == byte).unwrap_or(of.len());
    let Some(mut inner) = line.strip_prefix(b"\"") else {
        let (value, behind) = line.split_at(end(line, b','));
        return (value.to_vec(), behind);
    };
    let mut value = Vec::with_capacity(end(inner, b'"'));
    loop {
        let (part, behind) = inner.split_at(end(inner, b'"'));
        value.extend_from_slice(part);
        match behind.strip_prefix(b"\"\"") {
            Some(behind) => {
                value.push(b'"');
                inner = behind;
            }
            None => {
                let behind = behind.strip_prefix(b"\"").unwrap_or(behind);
                // Nothing may stand between the quote and the comma.
                return (value, &behind[end(behind, b',')..]);
            }
        }
    }
}
