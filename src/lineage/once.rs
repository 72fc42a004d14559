//! One evaluation for rows and citations together.
//!
//! Where a query only projects, orders, cuts and removes duplicates, its rows can be read off the solutions of its pattern
//! with all variables kept, in the order in which they come; what each rests on is read off the same solutions.

use super::answer::{Solutions, Timings};
use super::plan::{Level, variables_of};
use super::reading::{Context, pick, read_rows};
use super::solutions::{Cells, EvaluationError, Evaluator, Table};
use super::support::Support;
use oxigraph::model::Variable;
use rustc_hash::{FxHashMap, FxHashSet};
use spargebra::algebra::GraphPattern;
use std::rc::Rc;
use std::time::Instant;

/// A query whose rows and citations come from one evaluation.
pub(super) struct Once<'a> {
    /// Its pattern, in the order asked for, without its projection.
    ordered: &'a GraphPattern,
    /// What it projects.
    variables: &'a [Variable],
    distinct: bool,
    /// How many rows are passed over, and how many are wanted.
    cut: Option<(usize, Option<usize>)>,
}

impl<'a> Once<'a> {
    /// Returns a query's pattern as one to be evaluated once, where it is of that kind.
    ///
    /// Its level's pattern must be its own: a tag in a branch could change the plan, and with it the order of rows. Where
    /// rows are cut, no variable may be hidden, or derivations of a row could lie behind the cut.
    pub(super) fn of(pattern: &'a GraphPattern, level: &Level) -> Option<Self> {
        let (inner, cut) = match pattern {
            GraphPattern::Slice {
                inner,
                start,
                length,
            } => (&**inner, Some((*start, *length))),
            other => (other, None),
        };
        let (inner, distinct) = match inner {
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
        let hides = || {
            !variables_of(inner)
                .iter()
                .all(|name| variables.contains(name))
        };
        if *unordered != level.pattern || (cut.is_some() && (distinct || hides())) {
            return None;
        }
        Some(Self {
            ordered: inner,
            variables,
            distinct,
            cut,
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
        let mut pattern = GraphPattern::Project {
            variables: variables_of(self.ordered),
            inner: Box::new(self.ordered.clone()),
        };
        if let Some((start, length)) = self.cut {
            pattern = GraphPattern::Slice {
                inner: Box::new(pattern),
                start,
                length,
            };
        }
        let table = evaluator.select(pattern)?;
        let stopped = table.stopped;
        timings.evaluating = started.elapsed();

        let started = Instant::now();
        let columns = table.columns();
        let at = |variables: &[Variable]| -> Vec<Option<usize>> {
            variables
                .iter()
                .map(|variable| columns.get(variable).copied())
                .collect()
        };
        let (shown, keys) = (at(self.variables), at(&level.keys));
        let is_hidden = (0..table.variables.len()).any(|column| !keys.contains(&Some(column)));
        let context = Context::new(Evaluator {
            partial: false,
            ..evaluator
        });
        let (table, supports) = read_rows(&context, level, table);
        let supports = supports.into_iter();
        let (rows, supports) = if is_hidden {
            self.grouped(&table.rows, supports, &shown, &keys)
        } else {
            // Every solution is a row of its own.
            let rows = table.rows.iter().map(|row| pick(row, &shown)).collect();
            (
                rows,
                supports.map(|support| Rc::new(vec![support])).collect(),
            )
        };
        timings.citing = started.elapsed();
        let table = Table {
            variables: self.variables.to_vec(),
            rows,
            stopped,
        };
        let supports = Some(supports);
        Ok((Solutions { table, supports }, timings))
    }

    /// Returns rows with the derivations of all solutions that give the same row.
    fn grouped(
        &self,
        solutions: &[Cells],
        supports: impl Iterator<Item = Support>,
        shown: &[Option<usize>],
        keys: &[Option<usize>],
    ) -> (Vec<Cells>, Vec<Rc<Vec<Support>>>) {
        let mut groups: FxHashMap<Cells, usize> = FxHashMap::default();
        let mut derivations: Vec<Vec<Support>> = Vec::new();
        let mut rows: Vec<(Cells, usize)> = Vec::with_capacity(solutions.len());
        let mut seen = FxHashSet::default();
        for (solution, support) in solutions.iter().zip(supports) {
            let group = *groups.entry(pick(solution, keys)).or_insert_with(|| {
                derivations.push(Vec::new());
                derivations.len() - 1
            });
            derivations[group].push(support);
            let row = pick(solution, shown);
            if !self.distinct || seen.insert(row.clone()) {
                rows.push((row, group));
            }
        }
        let derivations: Vec<Rc<Vec<Support>>> = derivations.into_iter().map(Rc::new).collect();
        rows.into_iter()
            .map(|(row, group)| (row, Rc::clone(&derivations[group])))
            .unzip()
    }
}
