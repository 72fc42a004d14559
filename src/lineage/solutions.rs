//! Runs a pattern over a view and keeps its solutions as cells.

use super::rewrite::{FRESH_BLANK, fresh_blank};
use super::solve::solve;
use crate::store::{Cell, View};
use oxigraph::model::Variable;
use rustc_hash::FxHashMap;
use spareval::{CancellationToken, QueryEvaluationError, QueryEvaluator, QueryResults};
use spargebra::Query;
use spargebra::algebra::GraphPattern;

/// The values of one solution, in the order of its table's variables.
pub type Cells = Box<[Option<Cell>]>;

/// Solutions of a pattern.
#[derive(Debug, Default)]
pub(super) struct Table {
    pub(super) variables: Vec<Variable>,
    pub(super) rows: Vec<Cells>,
    /// Whether the time was over before all rows were found.
    pub(super) stopped: bool,
}

/// A query that could not be evaluated.
#[derive(Debug, thiserror::Error)]
pub enum EvaluationError {
    /// The time allowed was over.
    #[error("the query did not end in the time allowed")]
    Stopped,
    /// It asks another endpoint.
    #[error("the query asks another endpoint (SERVICE), which is not allowed here")]
    Service,
    /// Anything else that the evaluator says.
    #[error("{0}")]
    Other(String),
}

impl From<QueryEvaluationError> for EvaluationError {
    fn from(error: QueryEvaluationError) -> Self {
        match error {
            QueryEvaluationError::Cancelled => Self::Stopped,
            QueryEvaluationError::UnsupportedService(_) => Self::Service,
            other => Self::Other(other.to_string()),
        }
    }
}

impl Table {
    /// Returns where each variable stands.
    pub(super) fn columns(&self) -> FxHashMap<Variable, usize> {
        self.variables
            .iter()
            .enumerate()
            .map(|(at, variable)| (variable.clone(), at))
            .collect()
    }
}

/// Evaluates the patterns of one query.
#[derive(Clone, Copy)]
pub(super) struct Evaluator<'a> {
    pub(super) view: View<'a>,
    /// The query, for the IRI that its relative ones start from.
    pub(super) query: &'a Query,
    /// Stops the evaluation from outside.
    pub(super) stop: &'a CancellationToken,
    /// Whether rows that were found before the time was over are better than none.
    pub(super) partial: bool,
}

impl Evaluator<'_> {
    /// Returns the solutions of a pattern, with the variables that it projects or has in scope.
    pub(super) fn select(&self, pattern: GraphPattern) -> Result<Table, EvaluationError> {
        if let Some(table) = solve(self, &pattern) {
            return table;
        }
        let query = Query::Select {
            dataset: None,
            pattern,
            base_iri: self.query.base_iri().cloned(),
        };
        let evaluator = QueryEvaluator::new()
            .with_cancellation_token(self.stop.clone())
            .with_custom_function(FRESH_BLANK.into_owned(), fresh_blank);
        let QueryResults::Solutions(solutions) = evaluator.prepare(&query).execute(self.view)?
        else {
            return Ok(Table::default());
        };
        let variables = solutions.variables().to_vec();
        let mut rows = Vec::new();
        let mut stopped = false;
        for solution in solutions {
            let solution = match solution {
                Err(QueryEvaluationError::Cancelled) if self.partial => {
                    stopped = true;
                    break;
                }
                other => other?,
            };
            rows.push(
                solution
                    .values()
                    .iter()
                    .map(|value| value.as_ref().map(|term| self.view.cell(term)))
                    .collect(),
            );
        }
        Ok(Table {
            variables,
            rows,
            stopped,
        })
    }
}
