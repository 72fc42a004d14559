//! The forms in which an engine writes rows, and how they are read.
//!
//! An engine may take ten times as long to write JSON as to find what it writes, and a tenth of that to write XML, which
//! says as much of a term. Where texts are enough, CSV is shorter still.

use super::csv::Texts;
use super::xml;
use crate::lineage::Found;
use oxigraph::sparql::results::{
    QueryResultsFormat, QueryResultsParser, ReaderQueryResultsParserOutput,
};
use std::error::Error;
use std::io::{BufReader, Read};

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

/// Bytes for which there is room before they come, whatever an engine says.
const EXPECTED: usize = 1 << 26;

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

    /// Reads a document to its end; it may say how many bytes it has.
    ///
    /// # Errors
    /// Where it is none, in words of the parser.
    pub(super) fn parse(self, reader: impl Read, length: Option<usize>) -> Result<Rows, String> {
        Ok(match self {
            Self::Json => Rows::Terms(json(reader)?),
            Self::Xml => Rows::Terms(xml::read(BufReader::with_capacity(1 << 16, reader))?),
            Self::Csv => {
                let length = length.unwrap_or(0).min(EXPECTED);
                Rows::Texts(Texts::read(
                    BufReader::with_capacity(1 << 16, reader),
                    length,
                )?)
            }
        })
    }
}

/// The rows of an answer.
#[derive(Debug)]
pub(super) enum Rows {
    /// As terms.
    Terms(Found),
    /// As texts alone.
    Texts(Texts),
}

impl Rows {
    /// Returns how many there are.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Terms(found) => found.rows.len(),
            Self::Texts(texts) => texts.len(),
        }
    }

    /// Returns them as terms.
    pub(super) fn found(self) -> Found {
        match self {
            Self::Terms(found) => found,
            Self::Texts(texts) => texts.found(),
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
