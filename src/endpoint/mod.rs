//! The same cited answers from an engine elsewhere that holds the published claims.
//!
//! [`Endpoint`] asks the engine: SPARQL 1.1 over HTTP and nothing else. A session answers patterns for
//! [`lineage`](crate::lineage) and notes what the reading lacks; [`Reading`] runs whatever is to be made over the fragment
//! that is known of the data, adds what was lacking, and runs it again until nothing is. `docs/publish.md` says how the
//! data stand in the engine, `docs/engines.md` where engines differ.

mod ahead;
mod along;
mod batches;
mod cells;
mod client;
mod credentials;
mod csv;
mod derivations;
mod error;
mod fetch;
mod form;
mod fragment;
mod given;
mod holding;
mod lookup;
mod matches;
mod meaning;
mod names;
mod neighbourhood;
mod publication;
mod punctuality;
mod reading;
mod search;
mod session;
mod terms;
mod text;
mod truncation;
mod values;
mod ways;
mod whole;
mod wording;
mod xml;

pub use error::EndpointError;
pub use fetch::FetchError;

pub use credentials::Credentials;
pub use publication::Publication;
pub use reading::Reading;
pub use search::{Class, Stated};
pub(crate) use wording::root;

use crate::lineage::Found;
use crate::resolve::Patience;
use crate::vocabulary::{self, published};
use client::Client;
use csv::Texts;
use form::{Content, Rows};
use oxigraph::model::vocab::xsd;
use oxigraph::model::{BlankNode, Literal, NamedNode, Term};
use punctuality::Punctuality;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use text::Text;

/// An engine that holds a published dataset.
#[derive(Debug)]
pub struct Endpoint {
    client: Client,
    publication: Publication,
    /// Whether the default graph is named in queries, since the engine does not heed the request's.
    names_in_query: bool,
    /// The most rows that the engine is known to answer without cutting them off.
    verified: Arc<AtomicUsize>,
    /// Held by whoever finds out more of that.
    probing: Arc<Mutex<()>>,
    requests: Arc<AtomicU64>,
    notes: Arc<Mutex<Vec<String>>>,
    /// Which questions about the triples of a pattern took the engine too long to be asked beside it again.
    punctuality: Arc<Punctuality>,
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
    /// How much time there is for all that is asked, from now on.
    pub time: Option<Duration>,
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
            time: None,
        }
    }
}

/// Rows that are asked for at first to see whether an engine cuts answers off.
const PROBE: u64 = 101;

impl Endpoint {
    /// Finds the dataset of an engine, and sees whether it gives all rows of an answer.
    ///
    /// # Errors
    /// Where it does not answer, holds no published dataset, or cuts answers off.
    pub fn open(address: &Address) -> Result<Self, EndpointError> {
        let mut client = Client::new(
            &address.url,
            address.credentials.clone(),
            address.patience,
            address.most,
        )?;
        if let Some(time) = address.time {
            client = client.within(time);
        }
        let publication = Publication::find(&client, address.merged.as_ref())?;
        let wanted = (publication.claims + publication.sources).min(PROBE);
        let query = format!(
            "SELECT (1 AS ?row) WHERE {{ GRAPH {} {{ ?graph {} ?kind }} }} LIMIT {PROBE}",
            publication.layout.graphs(),
            published::HOLDS
        );
        let (rows, takes_graphs) = std::thread::scope(|scope| {
            let rows = scope.spawn(|| client.select(&query, &[], Content::Texts));
            let takes_graphs = Self::takes_graphs(&client, &publication);
            let broken = |_| client.error("could not be asked");
            Ok::<_, EndpointError>((rows.join().map_err(broken)??.len(), takes_graphs?))
        })?;
        if (rows as u64) < wanted {
            return Err(client.error(format!(
                "gives {rows} rows where there are {wanted}: it cuts answers off, or lacks a part of the dataset"
            )));
        }
        Ok(Self {
            client,
            publication,
            names_in_query: !takes_graphs,
            verified: Arc::new(AtomicUsize::new(rows.min(PROBE as usize - 1))),
            probing: Arc::default(),
            requests: Arc::new(AtomicU64::new(4)),
            notes: Arc::default(),
            punctuality: Arc::default(),
        })
    }

    /// Says whether an engine takes the default graph from the request; otherwise the query has to name it.
    ///
    /// Some take no notice of it, and answer from nothing, or from all graphs.
    fn takes_graphs(client: &Client, publication: &Publication) -> Result<bool, EndpointError> {
        let graph = publication.layout.publication();
        let graph = [graph.as_str()];
        // Of the publication's own graph the one is true, and of the list of graphs the other.
        let (kind, dataset, holds) = (vocabulary::TYPE, published::DATASET, published::HOLDS);
        let there = format!("SELECT ?s WHERE {{ ?s {kind} {dataset} }} LIMIT 1");
        let elsewhere = format!("SELECT ?s WHERE {{ ?s {holds} ?kind }} LIMIT 1");
        for is_heeded in [true, false] {
            let found = |query: &str| match is_heeded {
                true => client.select(query, &graph, Content::Texts),
                false => client.select(&with_default(query, &graph), &[], Content::Texts),
            };
            let both = std::thread::scope(|scope| {
                let there = scope.spawn(|| found(&there));
                let elsewhere = found(&elsewhere);
                let broken = |_| client.error("could not be asked");
                Ok((there.join().map_err(broken)?, elsewhere))
            })?;
            match both {
                (Ok(one), Ok(none)) if one.len() == 1 && none.len() == 0 => {
                    return Ok(is_heeded);
                }
                (Err(error), _) | (_, Err(error)) if !error.refused => return Err(error),
                _ => {}
            }
        }
        Err(client.error(
            "does not answer from one graph alone, whether the request names it (default-graph-uri) or the query (FROM)",
        ))
    }

    /// Returns the engine with so much time for all that it is asked from now on.
    ///
    /// Where it has not answered by then, that is an error: a request that is under way is given up.
    #[must_use]
    pub fn within(&self, time: Duration) -> Self {
        self.with(self.client.within(time))
    }

    fn with(&self, client: Client) -> Self {
        Self {
            client,
            publication: self.publication.clone(),
            names_in_query: self.names_in_query,
            verified: Arc::clone(&self.verified),
            probing: Arc::clone(&self.probing),
            requests: Arc::clone(&self.requests),
            notes: Arc::clone(&self.notes),
            punctuality: Arc::clone(&self.punctuality),
        }
    }

    /// Says whether the engine still holds what it held when it was found.
    ///
    /// # Errors
    /// Where it does not answer, or is being published to.
    pub fn is_current(&self) -> Result<bool, EndpointError> {
        let merged = self.publication.layout.merged();
        let now = Publication::find(&self.client, Some(&merged))?;
        Ok(now.digest == self.publication.digest)
    }

    /// Returns what the dataset is.
    pub fn publication(&self) -> &Publication {
        &self.publication
    }

    /// Returns how many requests were made.
    pub fn requests(&self) -> u64 {
        self.requests.load(Ordering::Relaxed)
    }

    /// Returns what is to be said beside the answers since it was asked last: what the engine could not do.
    pub fn take_notes(&self) -> Vec<String> {
        std::mem::take(&mut *self.notes.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn note(&self, text: String) {
        let mut notes = self.notes.lock().unwrap_or_else(PoisonError::into_inner);
        if !notes.contains(&text) {
            notes.push(text);
        }
    }

    /// Returns the rows of a query, all of them.
    fn select(&self, text: &Text) -> Result<Found, EndpointError> {
        let found = self.answer(text)?;
        self.verify(text, found.rows.len())?;
        Ok(found)
    }

    /// Returns the rows of a query, as many as the engine gives.
    fn answer(&self, text: &Text) -> Result<Found, EndpointError> {
        let mut found = self.rows(text)?.found();
        self.restore_all(&mut found);
        text.rename(&mut found.variables);
        Ok(found)
    }

    /// Returns the texts of the rows of a query, as many as the engine gives, as they stand in the engine.
    fn texts(&self, text: &Text) -> Result<Texts, EndpointError> {
        let mut texts = match self.rows(text)? {
            Rows::Texts(texts) => texts,
            Rows::Terms(mut found) => {
                self.restore_all(&mut found);
                Texts::of(&found, &self.publication.layout)
            }
        };
        text.rename(&mut texts.variables);
        Ok(texts)
    }

    fn rows(&self, text: &Text) -> Result<Rows, EndpointError> {
        let merged = self.publication.layout.merged();
        let graphs: &[&str] = if text.merged { &[merged.as_str()] } else { &[] };
        self.request(&text.query, graphs, text.content)
    }

    fn request(
        &self,
        query: &str,
        graphs: &[&str],
        content: Content,
    ) -> Result<Rows, EndpointError> {
        self.requests.fetch_add(1, Ordering::Relaxed);
        match self.names_in_query {
            false => self.client.select(query, graphs, content),
            true => self
                .client
                .select(&with_default(query, graphs), &[], content),
        }
    }

    fn restore_all(&self, found: &mut Found) {
        for term in found.rows.iter_mut().flatten().flatten() {
            self.restore(term);
        }
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

/// Returns a query that names its default graph; its first WHERE is that of the outermost SELECT.
fn with_default(query: &str, graphs: &[&str]) -> String {
    let named: String = graphs
        .iter()
        .map(|graph| format!("FROM <{graph}> "))
        .collect();
    query.replacen("WHERE {", &format!("{named}WHERE {{"), 1)
}
