//! Other SPARQL endpoints over HTTP, for SERVICE.

use crate::lineage::{Endpoints, Found, ServiceError};
use oxigraph::sparql::results::{
    QueryResultsFormat, QueryResultsParser, SliceQueryResultsParserOutput,
};
use reqwest::blocking::Client;
use reqwest::header::{ACCEPT, CONTENT_TYPE};
use std::error::Error;
use std::io::Read;
use std::time::Duration;

/// Asks endpoints over HTTP, each for a bounded time and a bounded answer.
#[derive(Debug)]
pub struct Http {
    client: Client,
    most: u64,
}

/// Seconds that an endpoint has to answer.
const PATIENCE: Duration = Duration::from_secs(60);
/// Bytes that its answer may have.
const MOST: u64 = 64 << 20;

impl Http {
    /// Returns a client that waits a minute at most, and takes answers of up to 64 MB.
    ///
    /// # Errors
    /// Where the system has no means of secure connections.
    pub fn new() -> Result<Self, String> {
        Self::bounded(PATIENCE, MOST)
    }

    /// Returns a client with bounds of its own on time and bytes.
    ///
    /// # Errors
    /// Where the system has no means of secure connections.
    pub fn bounded(patience: Duration, most: u64) -> Result<Self, String> {
        // Another part of the process may have chosen already, which is as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Client::builder()
            .timeout(patience)
            .connect_timeout(patience.min(Duration::from_secs(10)))
            .redirect(reqwest::redirect::Policy::limited(3))
            .user_agent(concat!("synergraph/", env!("CARGO_PKG_VERSION")))
            .build()
            .map(|client| Self { client, most })
            .map_err(|error| root(&error))
    }

    fn fetch(&self, endpoint: &str, query: &str) -> Result<Found, String> {
        if !endpoint.starts_with("http://") && !endpoint.starts_with("https://") {
            return Err("is not of the web (http or https)".to_owned());
        }
        let response = self
            .client
            .post(endpoint)
            .header(CONTENT_TYPE, "application/sparql-query")
            .header(
                ACCEPT,
                "application/sparql-results+json, application/sparql-results+xml;q=0.9",
            )
            .body(query.to_owned())
            .send()
            .map_err(|error| unanswered(&error))?;
        if !response.status().is_success() {
            return Err(format!("answers with the status {}", response.status()));
        }
        let kind = response.headers().get(CONTENT_TYPE);
        let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let format = QueryResultsFormat::from_media_type(kind)
            .filter(|format| [QueryResultsFormat::Json, QueryResultsFormat::Xml].contains(format))
            .ok_or_else(|| format!("answers in a form that is not read here: `{kind}`"))?;
        let mut bytes = Vec::new();
        let read = response
            .take(self.most.saturating_add(1))
            .read_to_end(&mut bytes);
        read.map_err(|error| format!("breaks off its answer: {}", root(&error)))?;
        if bytes.len() as u64 > self.most {
            return Err(format!("answers with more than {} MB", self.most >> 20));
        }
        let broken = |error: &dyn Error| format!("answers with what is not a result: {error}");
        let parsed = QueryResultsParser::from_format(format).for_slice(&bytes);
        match parsed.map_err(|error| broken(&error))? {
            SliceQueryResultsParserOutput::Solutions(solutions) => {
                let names = solutions.variables().iter();
                let variables = names.map(|name| name.as_str().to_owned()).collect();
                let mut rows = Vec::new();
                for solution in solutions {
                    rows.push(solution.map_err(|error| broken(&error))?.values().to_vec());
                }
                Ok(Found { variables, rows })
            }
            SliceQueryResultsParserOutput::Boolean(_) => {
                Err("answers yes or no to a question for rows".to_owned())
            }
        }
    }
}

impl Endpoints for Http {
    fn ask(&self, endpoint: &str, query: &str) -> Result<Found, ServiceError> {
        self.fetch(endpoint, query).map_err(|reason| ServiceError {
            endpoint: endpoint.to_owned(),
            reason,
        })
    }
}

fn unanswered(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        "does not answer in time".to_owned()
    } else if error.is_redirect() {
        "sends elsewhere again and again".to_owned()
    } else {
        format!("cannot be asked: {}", root(error))
    }
}

/// Returns the innermost reason of an error.
fn root(error: &dyn Error) -> String {
    let mut error = error;
    while let Some(inner) = error.source() {
        error = inner;
    }
    error.to_string()
}
