//! Runs a pattern over a view and keeps its solutions as numbers.

use super::engine::Lack;
use super::memory::Memory;
use super::plan::{Level, variables_of, with_all_variables};
use super::rewrite::{FRESH_BLANK, fresh_blank, standard};
use super::service::{Found, Services, asks_elsewhere};
use super::solve::solve;
use super::value::{Value, Values};
use crate::store::{Cell, View};
use oxigraph::model::Variable;
use rustc_hash::FxHashMap;
use spareval::{CancellationToken, QueryEvaluationError, QueryEvaluator, QueryResults};
use spargebra::Query;
use spargebra::algebra::GraphPattern;

/// The values of one row, in the order of its variables.
pub type Cells = Box<[Option<Cell>]>;

/// Solutions of a pattern, one behind the other.
#[derive(Debug, Default)]
pub(super) struct Table {
    pub(super) variables: Vec<Variable>,
    values: Vec<Value>,
    count: usize,
    /// Whether the time was over before all rows were found.
    pub(super) stopped: bool,
    /// The pattern, where an engine elsewhere answered it.
    pub(super) origin: Option<GraphPattern>,
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
    /// It takes more memory than it may, in bytes.
    #[error("the query takes more memory than the {} MB it may", .0 >> 20)]
    Memory(usize),
    /// The engine that has the data does not answer, or not as it should.
    #[error("{0}")]
    Engine(String),
    /// The engine that has the data answers other queries, but not this one.
    #[error("{0}")]
    Refused(String),
    /// The solutions are there, and what they rest on is about to be: the same is to be asked again.
    #[error("what the rows rest on is still being asked for")]
    Later,
    /// Anything else that the evaluator says.
    #[error("{0}")]
    Other(String),
}

impl From<QueryEvaluationError> for EvaluationError {
    fn from(error: QueryEvaluationError) -> Self {
        match error {
            QueryEvaluationError::Cancelled => Self::Stopped,
            QueryEvaluationError::UnsupportedService(_) => Self::Service,
            QueryEvaluationError::InvalidServiceName(_) => Self::Other(
                "SERVICE asks an endpoint that the query names, and a variable does not".to_owned(),
            ),
            other => Self::Other(other.to_string()),
        }
    }
}

impl Table {
    /// Starts without solutions.
    pub(super) fn new(variables: Vec<Variable>) -> Self {
        Self {
            variables,
            ..Self::default()
        }
    }

    /// Adds a solution, a value for each variable.
    pub(super) fn push(&mut self, values: impl Iterator<Item = Value>) {
        self.values.extend(values);
        self.count += 1;
    }

    /// Returns how many solutions there are.
    pub(super) fn len(&self) -> usize {
        self.count
    }

    /// Says whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Returns the values of one solution.
    pub(super) fn row(&self, number: usize) -> &[Value] {
        let width = self.variables.len();
        &self.values[number * width..(number + 1) * width]
    }

    /// Returns the values of each solution.
    pub(super) fn rows(&self) -> impl Iterator<Item = &[Value]> {
        (0..self.count).map(|number| self.row(number))
    }

    /// Returns the column of each variable.
    pub(super) fn columns(&self) -> FxHashMap<Variable, usize> {
        self.variables
            .iter()
            .enumerate()
            .map(|(at, variable)| (variable.clone(), at))
            .collect()
    }

    /// Returns the column of each of these variables.
    pub(super) fn columns_of(&self, variables: &[Variable]) -> Vec<Option<usize>> {
        let at = |wanted| self.variables.iter().position(|known| known == wanted);
        variables.iter().map(at).collect()
    }
}

/// Evaluates the patterns of one query.
#[derive(Clone, Copy)]
pub(super) struct Evaluator<'a> {
    pub(super) view: View<'a>,
    /// The terms that solutions are made of.
    pub(super) values: &'a Values<'a>,
    /// The query, for the IRI that its relative ones start from.
    pub(super) query: &'a Query,
    /// Stops the evaluation from outside.
    pub(super) stop: &'a CancellationToken,
    /// Other endpoints, where they may be asked.
    pub(super) services: Option<&'a Services>,
    /// How much memory it may take.
    pub(super) memory: &'a Memory,
    /// Whether rows that were found before the time was over are better than none.
    pub(super) partial: bool,
    /// Whether patterns are evaluated here even where an engine has the data, since it does not see them as the view does.
    pub(super) here: bool,
}

impl Evaluator<'_> {
    /// Gives up where a table takes more memory than it may, or the process does.
    pub(super) fn allow(&self, table: &Table) -> Result<(), EvaluationError> {
        if self.memory.allows(table.values.len()) && !self.memory.is_exceeded() {
            Ok(())
        } else {
            Err(EvaluationError::Memory(self.memory.bytes()))
        }
    }

    /// Returns the patterns of the levels that a level's rows rest on, told to an engine; none where there is no engine.
    pub(super) fn levels_below(&self, level: &Level) -> Vec<GraphPattern> {
        if self.values.engine.is_none() {
            return Vec::new();
        }
        let levels = level.recipe.levels().into_iter();
        let patterns = levels.map(|level| {
            let pattern = with_all_variables(level.pattern.clone());
            if level.every {
                self.announce(&pattern);
            }
            pattern
        });
        patterns.collect()
    }

    /// Has an engine asked at once for a pattern whose rows are shown and for others, where there is an engine.
    pub(super) fn foresee(&self, shown: Option<&GraphPattern>, others: &[GraphPattern]) {
        let mut all = shown.into_iter().chain(others);
        if let (Some(engine), false) = (self.values.engine, self.here)
            && (self.services.is_some() || !all.any(asks_elsewhere))
        {
            engine.foresee(shown, others, self.base());
        }
    }

    /// Tells an engine, where there is one, that all triples of a pattern's solutions will be shown with who states them.
    pub(super) fn announce(&self, pattern: &GraphPattern) {
        if let (Some(engine), false) = (self.values.engine, self.here)
            && !asks_elsewhere(pattern)
        {
            engine.announce(pattern, self.base());
        }
    }

    /// Returns the IRI that relative ones start from.
    pub(super) fn base(&self) -> Option<&str> {
        self.query.base_iri().map(|base| base.as_str())
    }

    /// Returns what an engine found as a table of these variables.
    pub(super) fn table_of(
        &self,
        found: &Found,
        variables: Vec<Variable>,
    ) -> Result<Table, EvaluationError> {
        let names = &found.variables;
        let columns: Vec<Option<usize>> = variables
            .iter()
            .map(|variable| names.iter().position(|name| name == variable.as_str()))
            .collect();
        let mut table = Table::new(variables);
        for row in &found.rows {
            let of_row = columns
                .iter()
                .map(|at| match at.and_then(|at| row.get(at)?.as_ref()) {
                    Some(term) => self.values.of_term(term),
                    None => Value::UNBOUND,
                });
            table.push(of_row);
            self.allow(&table)?;
        }
        Ok(table)
    }

    /// Returns the solutions of a pattern, with the variables that it projects or has in scope.
    pub(super) fn select(&self, pattern: GraphPattern) -> Result<Table, EvaluationError> {
        if self.memory.is_exceeded() {
            return Err(EvaluationError::Memory(self.memory.bytes()));
        }
        if let Some(engine) = self.values.engine {
            if self.services.is_none() && asks_elsewhere(&pattern) {
                return Err(EvaluationError::Service);
            }
            let outcome = match self.here {
                false => engine.solutions(&pattern, self.base()),
                true => Err(EvaluationError::Refused(String::new())),
            };
            return match outcome {
                Ok(found) => {
                    let mut table = self.table_of(&found, variables_of(&pattern))?;
                    table.origin = Some(pattern);
                    Ok(table)
                }
                Err(EvaluationError::Refused(reason)) => {
                    self.allow_here(&pattern, &reason)?;
                    let variables = variables_of(&pattern);
                    self.select_here(GraphPattern::Project {
                        inner: Box::new(standard(&pattern)),
                        variables,
                    })
                }
                Err(error) => Err(error),
            };
        }
        self.select_here(pattern)
    }

    /// Fails where not all that matters to a pattern is here, which the engine refuses for this reason, and has it fetched.
    pub(super) fn allow_here(
        &self,
        pattern: &GraphPattern,
        reason: &str,
    ) -> Result<(), EvaluationError> {
        let Some(engine) = self.values.engine else {
            return Ok(());
        };
        Err(EvaluationError::Refused(match engine.holds(pattern) {
            Some(Ok(())) => return Ok(()),
            Some(Err(why)) if reason.is_empty() || why == reason => why,
            Some(Err(why)) => format!("{reason}; {why}"),
            None => {
                engine.lacks(Lack::Matches(pattern.clone()));
                reason.to_owned()
            }
        }))
    }

    /// Returns the solutions of a pattern over the view.
    pub(super) fn select_here(&self, pattern: GraphPattern) -> Result<Table, EvaluationError> {
        if let Some(table) = solve(self, &pattern) {
            return table;
        }
        let query = Query::Select {
            dataset: None,
            pattern,
            base_iri: self.query.base_iri().cloned(),
        };
        let mut evaluator = QueryEvaluator::new()
            .with_cancellation_token(self.stop.clone())
            .with_custom_function(FRESH_BLANK.into_owned(), fresh_blank);
        if let Some(services) = self.services {
            evaluator = evaluator.with_default_service_handler(services.clone());
        }
        let QueryResults::Solutions(solutions) = evaluator.prepare(&query).execute(self.view)?
        else {
            return Ok(Table::default());
        };
        let mut table = Table::new(solutions.variables().to_vec());
        for solution in solutions {
            let solution = match solution {
                Err(QueryEvaluationError::Cancelled) if self.memory.is_exceeded() => {
                    return Err(EvaluationError::Memory(self.memory.bytes()));
                }
                Err(QueryEvaluationError::Cancelled) if self.partial => {
                    table.stopped = true;
                    break;
                }
                other => other?,
            };
            let values = solution.values().iter().map(|value| match value {
                Some(term) => self.values.of_term(term),
                None => Value::UNBOUND,
            });
            table.push(values);
            self.allow(&table)?;
        }
        Ok(table)
    }
}
