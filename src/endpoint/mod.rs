//! The same cited answers from an engine elsewhere that holds the published claims.
//!
//! [`Endpoint`] asks the engine: SPARQL 1.1 over HTTP and nothing else. A session answers patterns for
//! [`lineage`](crate::lineage) and notes what the reading lacks; [`Reading`] runs whatever is to be made over the fragment
//! that is known of the data, adds what was lacking, and runs it again until nothing is. `docs/publish.md` says how the
//! data stand in the engine, `docs/engines.md` where engines differ.

mod ahead;
mod batches;
mod client;
mod credentials;
mod form;
mod fragment;
mod lookup;
mod meaning;
mod neighbourhood;
mod publication;
mod reading;
mod session;
mod text;
mod ways;
mod whole;

pub use client::EndpointError;
pub use credentials::Credentials;
pub use publication::Publication;
pub use reading::Reading;

use crate::lineage::Found;
use crate::resolve::Patience;
use client::Client;
use form::Form;
use oxigraph::model::vocab::xsd;
use oxigraph::model::{BlankNode, Literal, NamedNode, Term};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;
use text::Text;

/// An engine that holds a published dataset.
#[derive(Debug)]
pub struct Endpoint {
    client: Client,
    publication: Publication,
    /// The most rows that the engine is known to answer without cutting them off.
    verified: AtomicUsize,
    requests: AtomicU64,
}

/// Where an engine is, and how it is asked.
#[derive(Debug, Clone)]
pub struct Address {
    /// Its address.
    pub url: String,
    /// The merged graph, where the engine holds several datasets.
    pub merged: Option<NamedNode>,
    /// Who we are.
    pub credentials: Credentials,
    /// How long and how often it is asked.
    pub patience: Patience,
    /// Bytes that an answer may have.
    pub most: u64,
}

impl Address {
    /// Returns the address with the usual patience.
    pub fn new(url: String) -> Self {
        Self {
            url,
            merged: None,
            credentials: Credentials::default(),
            patience: Patience {
                attempts: 4,
                first: Duration::from_millis(500),
                longest: Duration::from_secs(30),
                request: Duration::from_secs(60),
            },
            most: 1 << 30,
        }
    }
}

/// Rows that are asked for to see whether an engine cuts answers off.
const PROBE: u64 = 10_001;

impl Endpoint {
    /// Finds the dataset of an engine, and sees whether it gives all rows of an answer.
    ///
    /// # Errors
    /// Where it does not answer, holds no published dataset, or cuts answers off.
    pub fn open(address: &Address) -> Result<Self, EndpointError> {
        let client = Client::new(
            &address.url,
            address.credentials.clone(),
            address.patience,
            address.most,
        )?;
        let publication = Publication::find(&client, address.merged.as_ref())?;
        let graphs = publication.claims + publication.sources;
        let wanted = graphs.min(PROBE);
        let query = format!(
            "SELECT (1 AS ?row) WHERE {{ GRAPH {} {{ ?graph {} ?kind }} }} LIMIT {PROBE}",
            publication.layout.graphs(),
            crate::vocabulary::published::HOLDS
        );
        let rows = client.select(&query, &[], Form::Csv)?.rows.len();
        if (rows as u64) < wanted {
            return Err(client.error(format!(
                "gives {rows} rows where there are {wanted}: it cuts answers off, or lacks a part of the dataset"
            )));
        }
        Ok(Self {
            client,
            publication,
            verified: AtomicUsize::new(rows),
            requests: AtomicU64::new(2),
        })
    }

    /// Returns what the dataset is.
    pub fn publication(&self) -> &Publication {
        &self.publication
    }

    /// Returns how many requests were made.
    pub fn requests(&self) -> u64 {
        self.requests.load(Ordering::Relaxed)
    }

    /// Returns the rows of a query, all of them.
    ///
    /// An engine that cuts answers off in silence does so after a number of rows. What has more rows than any answer
    /// before is counted.
    fn select(&self, text: &Text) -> Result<Found, EndpointError> {
        let merged = self.publication.layout.merged();
        let graphs: &[&str] = if text.merged { &[merged.as_str()] } else { &[] };
        let mut found = self.request(&text.query, graphs, text.form)?;
        let rows = found.rows.len();
        let is_full = text.limit.is_some_and(|limit| rows >= limit);
        if !is_full && rows > self.verified.load(Ordering::Relaxed) {
            let all = self.count(&text.query, graphs)?;
            if all != rows as u64 {
                return Err(self
                    .client
                    .error(format!("cuts answers off: it gives {rows} rows of {all}")));
            }
        }
        self.verified.fetch_max(rows, Ordering::Relaxed);
        for name in &mut found.variables {
            if let Some(variable) = text.names.get(name) {
                *name = variable.as_str().to_owned();
            }
        }
        for term in found.rows.iter_mut().flatten().flatten() {
            self.restore(term);
        }
        Ok(found)
    }

    fn count(&self, query: &str, graphs: &[&str]) -> Result<u64, EndpointError> {
        let (base, query) = match query.strip_prefix("BASE ") {
            Some(rest) => rest.split_once('\n').unwrap_or(("", rest)),
            None => ("", query),
        };
        let base = if base.is_empty() {
            String::new()
        } else {
            format!("BASE {base}\n")
        };
        let query = format!("{base}SELECT (COUNT(*) AS ?rows) WHERE {{ {{ {query} }} }}");
        let found = self.request(&query, graphs, Form::Json)?;
        let number = found.rows.first().and_then(|row| row.first()?.clone());
        match number {
            Some(Term::Literal(number)) => number.value().parse().ok(),
            _ => None,
        }
        .ok_or_else(|| {
            self.client
                .error("answers with no number to a question for one")
        })
    }

    fn request(&self, query: &str, graphs: &[&str], form: Form) -> Result<Found, EndpointError> {
        self.requests.fetch_add(1, Ordering::Relaxed);
        self.client.select(query, graphs, form)
    }

    /// Makes the blank node again that an IRI of the publication stands for, and spells truth values in one way.
    fn restore(&self, term: &mut Term) {
        match term {
            Term::NamedNode(node) => {
                if let Some(label) = self.publication.layout.blank_label(node.as_str())
                    && let Ok(blank) = BlankNode::new(label)
                {
                    *term = blank.into();
                }
            }
            Term::Literal(literal) if literal.datatype() == xsd::BOOLEAN => match literal.value() {
                "1" => *term = Literal::from(true).into(),
                "0" => *term = Literal::from(false).into(),
                _ => {}
            },
            _ => {}
        }
    }
}
