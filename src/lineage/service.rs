//! SERVICE: asks other endpoints, each question once for an answer.

use super::brackets::text_of_query;
use super::rewrite::endpoint_of;
use super::walk::{Part, expression_parts, parts, variables};
use oxigraph::model::{BlankNode, NamedNode, Term, Variable};
use oxigraph::sparql::QuerySolution;
use rustc_hash::FxHashMap;
use spareval::{DefaultServiceHandler, QuerySolutionIter};
use spargebra::Query;
use spargebra::algebra::{Expression, GraphPattern};
use std::sync::{Arc, Mutex, PoisonError};

/// Asks endpoints on the network, or stands in for them.
pub trait Endpoints: Send + Sync {
    /// Returns variables and rows of a SELECT query at an endpoint.
    ///
    /// # Errors
    /// Where it does not answer, or not with solutions.
    fn ask(&self, endpoint: &str, query: &str) -> Result<Found, ServiceError>;
}

/// What an endpoint answered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// The variables of its rows.
    pub variables: Vec<String>,
    /// Its rows.
    pub rows: Vec<Vec<Option<Term>>>,
}

/// An endpoint that could not be asked, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the endpoint <{endpoint}> (SERVICE) {reason}")]
pub struct ServiceError {
    /// Its IRI.
    pub endpoint: String,
    /// What happened, as the end of a sentence.
    pub reason: String,
}

/// Hands patterns of SERVICE to endpoints, and keeps their answers.
#[derive(Clone)]
pub(super) struct Services {
    endpoints: Arc<dyn Endpoints>,
    known: Arc<Mutex<Known>>,
}

/// Answers by endpoint and query.
type Known = FxHashMap<(String, String), Arc<Found>>;

/// Says whether a pattern asks another endpoint.
pub(super) fn asks_elsewhere(pattern: &GraphPattern) -> bool {
    fn seek(pattern: &mut GraphPattern) -> bool {
        if matches!(pattern, GraphPattern::Service { .. }) {
            return true;
        }
        let mut found = false;
        parts(pattern, &mut |part| {
            found |= match part {
                Part::Pattern(inner) => seek(inner),
                Part::Expression(expression) => seek_in(expression),
            };
        });
        found
    }
    fn seek_in(expression: &mut Expression) -> bool {
        if let Expression::Exists(pattern) = expression {
            return seek(pattern);
        }
        let mut found = false;
        expression_parts(expression, &mut |part| found |= seek_in(part));
        found
    }
    seek(&mut pattern.clone())
}

/// Starts names that endpoints are given in place of those that no SPARQL text can spell.
const SPELT: &str = "synergraph_";

impl Services {
    pub(super) fn new(endpoints: &Arc<dyn Endpoints>) -> Self {
        Self {
            endpoints: Arc::clone(endpoints),
            known: Arc::default(),
        }
    }

    fn answer(&self, endpoint: &str, query: String) -> Result<Arc<Found>, ServiceError> {
        let key = (endpoint.to_owned(), query);
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = known.get(&key) {
            return Ok(Arc::clone(found));
        }
        let found = Arc::new(self.endpoints.ask(endpoint, &key.1)?);
        known.insert(key, Arc::clone(&found));
        Ok(found)
    }
}

impl DefaultServiceHandler for Services {
    type Error = ServiceError;

    fn handle(
        &self,
        name: &NamedNode,
        pattern: &GraphPattern,
        base_iri: Option<&oxiri::Iri<String>>,
    ) -> Result<QuerySolutionIter<'static>, ServiceError> {
        let endpoint = endpoint_of(name);
        let mut spelt: FxHashMap<String, Variable> = FxHashMap::default();
        let mut pattern = pattern.clone();
        variables(&mut pattern, &mut |variable| {
            let name: String = variable
                .as_str()
                .chars()
                .map(|letter| if letter == '·' { '_' } else { letter })
                .collect();
            if name != variable.as_str() {
                let own = Variable::new_unchecked(format!("{SPELT}{name}"));
                spelt.insert(own.as_str().to_owned(), variable.clone());
                *variable = own;
            }
        });
        let query = Query::Select {
            dataset: None,
            pattern: super::plan::with_all_variables(pattern),
            base_iri: base_iri.cloned(),
        };
        let found = self.answer(endpoint.as_str(), text_of_query(&query))?;
        let names: Arc<[Variable]> = found
            .variables
            .iter()
            .map(|name| {
                let own = spelt.get(name).cloned();
                own.unwrap_or_else(|| Variable::new_unchecked(name))
            })
            .collect();
        // A label of theirs is not the node of that label here.
        let mut blanks: FxHashMap<BlankNode, BlankNode> = FxHashMap::default();
        let rows: Vec<Vec<Option<Term>>> = found
            .rows
            .iter()
            .map(|row| {
                row.iter()
                    .map(|value| match value {
                        Some(Term::BlankNode(node)) => {
                            Some(blanks.entry(node.clone()).or_default().clone().into())
                        }
                        other => other.clone(),
                    })
                    .collect()
            })
            .collect();
        let of_row = Arc::clone(&names);
        let solutions = rows
            .into_iter()
            .map(move |row| Ok(QuerySolution::from((Arc::clone(&of_row), row))));
        Ok(QuerySolutionIter::new(names, solutions))
    }
}
