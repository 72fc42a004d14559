//! Answers a query, each row with its evidence.

use super::bound::always_bound;
use super::engine::Engine;
use super::evidence::Evidence;
use super::instantiate::{construct, describe};
use super::memory::Memory;
use super::names::with_own_names;
use super::once::Once;
use super::plan::{Level, plan, with_all_variables};
use super::reading::{Context, Derivations, pick};
use super::rewrite::standard;
use super::service::{Endpoints, Services};
use super::solutions::{Cells, EvaluationError, Evaluator, Table};
use super::value::{Value, Values};
use crate::store::{View, Withheld};
use oxigraph::model::{Triple, Variable};
use rustc_hash::FxHashSet;
use spareval::CancellationToken;
use spargebra::Query;
use spargebra::algebra::GraphPattern;
use std::collections::BTreeSet;
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
    /// How much memory the evaluation may take.
    pub memory: Memory,
    /// Other endpoints, where the query may ask them (SERVICE).
    pub endpoints: Option<Arc<dyn Endpoints>>,
    /// Claims that are left out, with what goes with them; the view has to be without them, too.
    pub without: Option<Arc<Withheld>>,
    /// Who answers patterns, where the view has but a fragment of the data.
    pub engine: Option<Arc<dyn Engine>>,
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
            memory: Memory::default(),
            endpoints: None,
            without: None,
            engine: None,
        }
    }
}

/// Answers a query over a view; the view's graphs already follow its FROM clauses.
///
/// # Errors
/// Where the query cannot be evaluated.
pub fn answer(view: View<'_>, query: &Query, options: &Options) -> Result<Answer, EvaluationError> {
    let values = Values::new(view, options.engine.as_deref());
    let services = options.endpoints.as_ref().map(Services::new);
    let evaluator = Evaluator {
        view,
        values: &values,
        query,
        stop: &options.stop,
        services: services.as_ref(),
        memory: &options.memory,
        partial: matches!(query, Query::Select { .. } | Query::Construct { .. }),
        here: options.without.is_some(),
    };
    let (Query::Select { pattern, .. }
    | Query::Ask { pattern, .. }
    | Query::Construct { pattern, .. }
    | Query::Describe { pattern, .. }) = query;
    let named = with_own_names(pattern);
    let pattern = &match values.engine {
        None => standard(&named),
        // Only the evaluator here is known well enough to be put right.
        Some(_) => named,
    };
    let started = Instant::now();
    let cite = options.cite && !matches!(query, Query::Describe { .. });
    let level = cite.then(|| plan(pattern));
    let mut timings = Timings {
        planning: started.elapsed(),
        ..Timings::default()
    };
    let (results, stopped) = match query {
        Query::Select { .. } => {
            let solutions = solve(evaluator, pattern, level.as_ref(), &mut timings)?;
            let started = Instant::now();
            let rows = (0..solutions.len())
                .map(|row| Row {
                    values: solutions.cells(row, &values),
                    evidence: solutions.evidence(row, options.alternatives),
                })
                .collect();
            timings.citing += started.elapsed();
            let stopped = solutions.table.stopped;
            (Results::Solutions(solutions.variables, rows), stopped)
        }
        Query::Ask { .. } => {
            let (found, evidence) = answer_ask(evaluator, pattern, level, &mut timings)?;
            (Results::Boolean(found, evidence), false)
        }
        Query::Construct { template, .. } => {
            let solutions = solve(evaluator, pattern, level.as_ref(), &mut timings)?;
            let started = Instant::now();
            let triples = construct(&values, template, &solutions, options.alternatives);
            timings.citing += started.elapsed();
            (Results::Graph(triples), solutions.table.stopped)
        }
        Query::Describe { .. } => {
            let started = Instant::now();
            let resources = evaluator.select(pattern.clone())?;
            let triples = describe(&values, &resources, options.cite);
            timings.evaluating = started.elapsed();
            (Results::Graph(triples), false)
        }
    };
    Ok(Answer {
        results,
        timings,
        stopped,
    })
}

fn answer_ask(
    evaluator: Evaluator<'_>,
    pattern: &GraphPattern,
    level: Option<Level>,
    timings: &mut Timings,
) -> Result<(bool, Option<Evidence>), EvaluationError> {
    let first = |pattern: &GraphPattern| GraphPattern::Slice {
        inner: Box::new(pattern.clone()),
        start: 0,
        length: Some(1),
    };
    let started = Instant::now();
    let found = !evaluator.select(first(pattern))?.is_empty();
    timings.evaluating = started.elapsed();
    let Some(mut level) = level.filter(|_| found) else {
        return Ok((found, None));
    };
    let started = Instant::now();
    level.pattern = first(&level.pattern);
    level.keys.clear();
    let context = Context::new(evaluator);
    let witness = match Derivations::evaluate(&context, &level, None, false) {
        Err(EvaluationError::Refused(reason)) => {
            return Ok((found, Some(Evidence::untraced(reason))));
        }
        other => other?,
    };
    let groups = witness.groups();
    let solutions = groups.find(&[]).map_or(&[][..], |all| groups.members(all));
    let evidence = witness.evidence(solutions, 1);
    timings.citing = started.elapsed();
    Ok((found, Some(evidence)))
}

/// Solutions, with what each rests on where that was asked for.
pub(super) struct Solutions<'a> {
    pub(super) variables: Vec<Variable>,
    pub(super) table: Rc<Table>,
    /// The column of each variable.
    pub(super) shown: Vec<Option<usize>>,
    /// Which solutions of the table are rows, where not all are.
    pub(super) rows: Option<Vec<u32>>,
    pub(super) cited: Option<Cited<'a>>,
}

/// What rows rest on.
pub(super) enum Cited<'a> {
    /// It could not be found out, and why.
    Unknown(String),
    /// On the derivations of their group; where there are no groups, each row is a solution by itself.
    Derived(Box<Derivations<'a>>, Option<Vec<Option<u32>>>),
}

impl Solutions<'_> {
    /// Returns how many rows there are.
    pub(super) fn len(&self) -> usize {
        self.rows.as_ref().map_or(self.table.len(), Vec::len)
    }

    /// Returns the values of a row; columns are those of the table.
    pub(super) fn row(&self, number: usize) -> &[Value] {
        let solution = match &self.rows {
            Some(rows) => rows[number] as usize,
            None => number,
        };
        self.table.row(solution)
    }

    fn cells(&self, number: usize, values: &Values<'_>) -> Cells {
        let row = self.row(number);
        let shown = self.shown.iter();
        shown
            .map(|at| at.and_then(|at| values.cell(row[at])))
            .collect()
    }

    fn evidence(&self, row: usize, limit: usize) -> Option<Evidence> {
        self.evidence_of(&[row as u32], limit)
    }

    /// Returns the evidence of what any one of some rows gives.
    pub(super) fn evidence_of(&self, rows: &[u32], limit: usize) -> Option<Evidence> {
        Some(match self.cited.as_ref()? {
            Cited::Unknown(reason) => Evidence::untraced(reason.as_str()),
            Cited::Derived(derivations, None) => derivations.evidence(rows, limit),
            Cited::Derived(derivations, Some(groups)) => {
                let mut found = rows.iter().filter_map(|row| groups[*row as usize]);
                let members = |group| derivations.groups().members(group);
                match (found.next(), rows) {
                    (Some(group), [_]) => derivations.evidence(members(group), limit),
                    (first, _) => {
                        let groups: BTreeSet<u32> = first.into_iter().chain(found).collect();
                        let solutions: Vec<u32> =
                            groups.into_iter().flat_map(members).copied().collect();
                        derivations.evidence(&solutions, limit)
                    }
                }
            }
        })
    }
}

/// Returns the solutions of a pattern, with what they rest on where there is a level to derive them.
fn solve<'a>(
    evaluator: Evaluator<'a>,
    pattern: &GraphPattern,
    level: Option<&'a Level>,
    timings: &mut Timings,
) -> Result<Solutions<'a>, EvaluationError> {
    if let Some(level) = level
        && let Some(once) = Once::of(pattern, level, evaluator.values.engine.is_some())
        && let Some(solutions) = once.evaluate(evaluator, level, timings)?
    {
        return Ok(solutions);
    }
    let started = Instant::now();
    if let (Some(level), false) = (level, is_cut(pattern)) {
        let derivations = with_all_variables(level.pattern.clone());
        // Of equal rows only a few derivations are shown.
        if level.every || level.bag {
            evaluator.announce(&derivations);
        }
        let mut others = vec![derivations];
        others.extend(evaluator.levels_below(level));
        evaluator.foresee(Some(pattern), &others);
    }
    let table = evaluator.select(pattern.clone())?;
    timings.evaluating = started.elapsed();

    let started = Instant::now();
    let cited = match level {
        None => None,
        Some(_) if table.stopped => Some(Cited::Unknown("the time allowed was over".to_owned())),
        Some(level) => Some({
            let context = Context::new(Evaluator {
                partial: false,
                ..evaluator
            });
            let only = if is_cut(pattern) {
                only_these(&table, level, evaluator.values)
            } else {
                None
            };
            match Derivations::evaluate(&context, level, only, false) {
                Ok(derivations) => {
                    let keys = table.columns_of(&level.keys);
                    let groups = table
                        .rows()
                        .map(|row| derivations.groups().find(&pick(row, &keys)))
                        .collect();
                    Cited::Derived(Box::new(derivations), Some(groups))
                }
                // The rows are what they are.
                Err(EvaluationError::Refused(reason)) => Cited::Unknown(reason),
                Err(error) => return Err(error),
            }
        }),
    };
    timings.citing = started.elapsed();
    Ok(Solutions {
        variables: table.variables.clone(),
        shown: (0..table.variables.len()).map(Some).collect(),
        rows: None,
        table: Rc::new(table),
        cited,
    })
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
fn only_these(table: &Table, level: &Level, values: &Values<'_>) -> Option<GraphPattern> {
    if table.len() > FEW || level.every {
        return None;
    }
    let bound = always_bound(&level.pattern);
    let of_keys = table.columns_of(&level.keys);
    let (variables, columns): (Vec<Variable>, Vec<Option<usize>>) = level
        .keys
        .iter()
        .zip(of_keys)
        .filter(|(key, _)| bound.contains(key))
        .filter(|(_, at)| {
            let is_known = |value| match values.engine {
                None => values.id(value).is_some(),
                // An engine matches the terms of its data by their names.
                Some(_) => values.in_query(value).is_some(),
            };
            at.is_some_and(|at| table.rows().all(|row| is_known(row[at])))
        })
        .map(|(key, at)| (key.clone(), at))
        .unzip();
    if variables.is_empty() {
        return None;
    }
    let mut seen = FxHashSet::default();
    let bindings = table
        .rows()
        .map(|row| pick(row, &columns))
        .filter(|key| seen.insert(key.clone()))
        .map(|key| key.iter().map(|value| values.in_query(*value)).collect())
        .collect();
    Some(GraphPattern::Values {
        variables,
        bindings,
    })
}
