//! One evaluation for rows and citations together.
//!
//! Where a query only projects, orders and removes duplicates, its rows can be read off the solutions of its pattern
//! with all variables kept, in the order in which they come; what each rests on is read off the same solutions.

use super::answer::{Solutions, Timings};
use super::plan::{Level, variables_of};
use super::reading::{Context, Derivations};
use super::solutions::{Cells, EvaluationError, Evaluator, Table};
use oxigraph::model::Variable;
use rustc_hash::FxHashSet;
use spargebra::algebra::GraphPattern;
use std::time::Instant;

/// A query whose rows and citations come from one evaluation.
pub(super) struct Once<'a> {
    /// Its pattern, in the order asked for, without its projection.
    ordered: &'a GraphPattern,
    /// What it projects.
    variables: &'a [Variable],
    distinct: bool,
}

impl<'a> Once<'a> {
    /// Returns a query's pattern as one to be evaluated once, where it is of that kind.
    ///
    /// Its level's pattern must be its own: a tag in a branch could change the plan, and with it the order of rows.
    pub(super) fn of(pattern: &'a GraphPattern, level: &Level) -> Option<Self> {
        let (inner, distinct) = match pattern {
            GraphPattern::Distinct { inner } => (&**inner, true),
            other => (other, false),
        };
        let GraphPattern::Project { inner, variables } = inner else {
            return None;
        };
        let mut unordered: &GraphPattern = inner;
        while let GraphPattern::OrderBy { inner, .. } = unordered {
            unordered = inner;
        }
        (*unordered == level.pattern).then_some(Self {
            ordered: inner,
            variables,
            distinct,
        })
    }

    /// Returns rows with what each rests on.
    pub(super) fn evaluate(
        &self,
        evaluator: Evaluator<'_>,
        level: &Level,
        mut timings: Timings,
    ) -> Result<(Solutions, Timings), EvaluationError> {
        let started = Instant::now();
        let table = evaluator.select(GraphPattern::Project {
            variables: variables_of(self.ordered),
            inner: Box::new(self.ordered.clone()),
        })?;
        let columns = table.columns();
        let shown: Vec<Option<usize>> = self
            .variables
            .iter()
            .map(|variable| columns.get(variable).copied())
            .collect();
        let keys: Vec<Option<usize>> = level
            .keys
            .iter()
            .map(|variable| columns.get(variable).copied())
            .collect();
        let pick = |row: &Cells, columns: &[Option<usize>]| -> Cells {
            columns
                .iter()
                .map(|at| at.and_then(|at| row[at].clone()))
                .collect()
        };
        let mut seen = FxHashSet::default();
        let mut rows = Vec::with_capacity(table.rows.len());
        let mut keys_of_rows = Vec::with_capacity(table.rows.len());
        for row in &table.rows {
            let values = pick(row, &shown);
            if self.distinct && !seen.insert(values.clone()) {
                continue;
            }
            rows.push(values);
            keys_of_rows.push(pick(row, &keys));
        }
        timings.evaluating = started.elapsed();

        let started = Instant::now();
        let context = Context::new(evaluator);
        let derivations = Derivations::of_table(&context, level, table, false);
        let supports = keys_of_rows
            .iter()
            .map(|key| derivations.of_key(key))
            .collect();
        timings.citing = started.elapsed();
        let table = Table {
            variables: self.variables.to_vec(),
            rows,
        };
        let supports = Some(supports);
        Ok((Solutions { table, supports }, timings))
    }
}
