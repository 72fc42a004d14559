//! Answers a query, each row with its evidence.

use super::bound::{always_bound, may_be_narrowed};
use super::evidence::Evidence;
use super::instantiate::{construct, describe};
use super::names::with_own_names;
use super::once::Once;
use super::plan::{Level, plan};
use super::reading::{Context, Derivations};
use super::rewrite::standard;
use super::solutions::{Cells, EvaluationError, Evaluator, Table};
use super::support::{Part, Support};
use crate::store::{Cell, View, Withheld};
use oxigraph::model::{Triple, Variable};
use rustc_hash::FxHashSet;
use spareval::CancellationToken;
use spargebra::Query;
use spargebra::algebra::GraphPattern;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How to answer.
#[derive(Clone)]
pub struct Options {
    /// Whether rows get evidence.
    pub cite: bool,
    /// How many alternatives of a row are written out; further ones are counted.
    pub alternatives: usize,
    /// Stops the evaluation from outside.
    pub stop: CancellationToken,
    /// Claims that are left out, with what goes with them; the view has to be without them, too.
    pub without: Option<Arc<Withheld>>,
}

/// An answer with how long each part took.
#[derive(Debug)]
pub struct Answer {
    /// What was found.
    pub results: Results,
    /// How long it took.
    pub timings: Timings,
    /// Whether it was stopped, so that rows may be missing.
    pub stopped: bool,
}

/// What a query found.
#[derive(Debug)]
pub enum Results {
    /// Of a SELECT.
    Solutions(Vec<Variable>, Vec<Row>),
    /// Of a CONSTRUCT or DESCRIBE: triples, each once.
    Graph(Vec<(Triple, Option<Evidence>)>),
    /// Of an ASK, with its first witness.
    Boolean(bool, Option<Evidence>),
}

/// A row of a SELECT.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its values, in the order of the variables.
    pub values: Cells,
    /// What it rests on, where that was asked for.
    pub evidence: Option<Evidence>,
}

/// How long the parts of an answer took.
#[derive(Debug, Clone, Copy, Default)]
pub struct Timings {
    /// From the query to its plan.
    pub planning: Duration,
    /// From the query to its rows.
    pub evaluating: Duration,
    /// From the rows to their evidence.
    pub citing: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            cite: true,
            alternatives: 10,
            stop: CancellationToken::new(),
            without: None,
        }
    }
}

/// Answers a query over a view; the view's graphs already follow its FROM clauses.
///
/// # Errors
/// Where the query cannot be evaluated.
pub fn answer(view: View<'_>, query: &Query, options: &Options) -> Result<Answer, EvaluationError> {
    let evaluator = Evaluator {
        view,
        query,
        stop: &options.stop,
        partial: matches!(query, Query::Select { .. } | Query::Construct { .. }),
    };
    let (Query::Select { pattern, .. }
    | Query::Ask { pattern, .. }
    | Query::Construct { pattern, .. }
    | Query::Describe { pattern, .. }) = query;
    let pattern = &standard(&with_own_names(pattern));
    match query {
        Query::Select { .. } => answer_select(evaluator, pattern, options),
        Query::Ask { .. } => answer_ask(evaluator, pattern, options),
        Query::Construct { template, .. } => {
            let solutions = solutions_with_supports(evaluator, pattern, options)?;
            let started = Instant::now();
            let triples = construct(view, template, &solutions.0, options.alternatives);
            let mut timings = solutions.1;
            timings.citing += started.elapsed();
            Ok(Answer {
                results: Results::Graph(triples),
                timings,
                stopped: solutions.0.table.stopped,
            })
        }
        Query::Describe { .. } => {
            let started = Instant::now();
            let resources = evaluator.select(pattern.clone())?;
            let triples = describe(view, &resources, options.cite);
            Ok(Answer {
                results: Results::Graph(triples),
                timings: Timings {
                    evaluating: started.elapsed(),
                    ..Timings::default()
                },
                stopped: false,
            })
        }
    }
}

fn answer_select(
    evaluator: Evaluator<'_>,
    pattern: &GraphPattern,
    options: &Options,
) -> Result<Answer, EvaluationError> {
    let (solutions, timings) = solutions_with_supports(evaluator, pattern, options)?;
    let started = Instant::now();
    let Solutions { table, supports } = solutions;
    let stopped = table.stopped;
    let rows = match supports {
        None => table
            .rows
            .into_iter()
            .map(|values| Row {
                values,
                evidence: None,
            })
            .collect(),
        Some(supports) => table
            .rows
            .into_iter()
            .zip(supports)
            .map(|(values, supports)| Row {
                values,
                evidence: Some(evidence(&supports, options.alternatives)),
            })
            .collect(),
    };
    Ok(Answer {
        results: Results::Solutions(table.variables, rows),
        timings: Timings {
            citing: timings.citing + started.elapsed(),
            ..timings
        },
        stopped,
    })
}

fn answer_ask(
    evaluator: Evaluator<'_>,
    pattern: &GraphPattern,
    options: &Options,
) -> Result<Answer, EvaluationError> {
    let first = |pattern: &GraphPattern| GraphPattern::Slice {
        inner: Box::new(pattern.clone()),
        start: 0,
        length: Some(1),
    };
    let started = Instant::now();
    let found = !evaluator.select(first(pattern))?.rows.is_empty();
    let evaluating = started.elapsed();
    let started = Instant::now();
    let evidence = if found && options.cite {
        let mut level = plan(pattern);
        level.pattern = first(&level.pattern);
        level.keys.clear();
        let context = Context::new(evaluator);
        let witness = Derivations::evaluate(&context, &level, None, false)?;
        Some(evidence(&witness.of_key(&Cells::default()), 1))
    } else {
        None
    };
    Ok(Answer {
        results: Results::Boolean(found, evidence),
        timings: Timings {
            evaluating,
            citing: started.elapsed(),
            ..Timings::default()
        },
        stopped: false,
    })
}

/// Solutions, with what each rests on where that was asked for.
pub(super) struct Solutions {
    pub(super) table: Table,
    pub(super) supports: Option<Vec<Rc<Vec<Support>>>>,
}

fn solutions_with_supports(
    evaluator: Evaluator<'_>,
    pattern: &GraphPattern,
    options: &Options,
) -> Result<(Solutions, Timings), EvaluationError> {
    let mut timings = Timings::default();
    if !options.cite {
        let started = Instant::now();
        let table = evaluator.select(pattern.clone())?;
        timings.evaluating = started.elapsed();
        let supports = None;
        return Ok((Solutions { table, supports }, timings));
    }

    let started = Instant::now();
    let level = plan(pattern);
    timings.planning = started.elapsed();
    if let Some(once) = Once::of(pattern, &level) {
        return once.evaluate(evaluator, &level, timings);
    }

    let started = Instant::now();
    let table = evaluator.select(pattern.clone())?;
    timings.evaluating = started.elapsed();

    if table.stopped {
        // There is no time left to find out what the rows rest on.
        let late = Part::Untraced("the time allowed was over".into());
        let untraced = Rc::new(vec![vec![late]]);
        let supports = Some(vec![untraced; table.rows.len()]);
        return Ok((Solutions { table, supports }, timings));
    }

    let started = Instant::now();
    let context = Context::new(Evaluator {
        partial: false,
        ..evaluator
    });
    let only = if is_cut(pattern) {
        only_these(&table, &level)
    } else {
        None
    };
    let derivations = Derivations::evaluate(&context, &level, only, false)?;
    let columns = table.columns();
    let keys: Vec<Option<usize>> = level
        .keys
        .iter()
        .map(|key| columns.get(key).copied())
        .collect();
    let supports = table
        .rows
        .iter()
        .map(|row| {
            let key: Cells = keys
                .iter()
                .map(|at| at.and_then(|at| row[at].clone()))
                .collect();
            derivations.of_key(&key)
        })
        .collect();
    timings.citing = started.elapsed();
    Ok((
        Solutions {
            table,
            supports: Some(supports),
        },
        timings,
    ))
}

/// Returns the evidence of a row, or why there is none.
pub(super) fn evidence(supports: &[Support], limit: usize) -> Evidence {
    if supports.is_empty() {
        return Evidence::untraced("the row was not derived again: it depends on chance or order");
    }
    Evidence::of(supports, limit)
}

/// Says whether a LIMIT or OFFSET cuts the rows, so that most derivations would be of rows that nobody sees.
fn is_cut(pattern: &GraphPattern) -> bool {
    match pattern {
        GraphPattern::Slice { .. } => true,
        GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Project { inner, .. } => is_cut(inner),
        _ => false,
    }
}

/// Rows up to which derivations are sought by value.
const FEW: usize = 1000;

/// Returns VALUES of the keys of a few rows, by columns that every row binds to a term of the store.
///
/// Every derivation has to bind them as well: one that leaves a variable unbound agrees with any value given for it,
/// and would be taken for a derivation of a row that it does not derive.
fn only_these(table: &Table, level: &Level) -> Option<GraphPattern> {
    if table.rows.len() > FEW || level.every || !may_be_narrowed(&level.pattern) {
        return None;
    }
    let columns = table.columns();
    let bound = always_bound(&level.pattern);
    let usable: Vec<(&Variable, usize)> = level
        .keys
        .iter()
        .filter(|key| bound.contains(key))
        .filter_map(|key| Some((key, *columns.get(key)?)))
        .filter(|(_, at)| {
            table
                .rows
                .iter()
                .all(|row| matches!(row[*at], Some(Cell::Known(_))))
        })
        .collect();
    if usable.is_empty() {
        return None;
    }
    let mut seen = FxHashSet::default();
    let bindings = table
        .rows
        .iter()
        .map(|row| {
            usable
                .iter()
                .map(|(_, at)| row[*at].clone())
                .collect::<Cells>()
        })
        .filter(|values| seen.insert(values.clone()))
        .map(|values| {
            values
                .iter()
                .map(|value| value.as_ref().and_then(Cell::in_query))
                .collect()
        })
        .collect();
    Some(GraphPattern::Values {
        variables: usable.iter().map(|(key, _)| (*key).clone()).collect(),
        bindings,
    })
}
