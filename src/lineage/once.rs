//! One evaluation for rows and citations together.
//!
//! Where a query only projects, orders, cuts and removes duplicates, its rows can be read off the solutions of its pattern
//! with all variables kept, in the order in which they come; what each rests on is read off the same solutions.

use super::answer::{Cited, Solutions, Timings};
use super::plan::{Level, is_tag, variables_of};
use super::reading::{Context, Derivations, Groups, pick};
use super::solutions::{EvaluationError, Evaluator, Table};
use super::value::{Value, Values};
use super::walk::{Part, parts};
use oxigraph::model::vocab::xsd;
use oxigraph::model::{Term, Variable};
use rustc_hash::FxHashSet;
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
    /// Whether an engine elsewhere may refuse the tags, or have another opinion of which rows are the same.
    is_doubtful: bool,
}

impl<'a> Once<'a> {
    /// Returns a query's pattern as one to be evaluated once, where it is of that kind.
    ///
    /// Its level's pattern must be its own: a tag in a branch could change the plan, and with it the order of rows. Where
    /// rows are cut, no variable may be hidden, or derivations of a row could lie behind the cut.
    ///
    /// `elsewhere` says that an engine elsewhere evaluates it, which decides for itself which of two rows that ORDER BY takes for
    /// equal comes first. Where nothing orders its rows, tags change nothing there.
    pub(super) fn of(pattern: &'a GraphPattern, level: &'a Level, elsewhere: bool) -> Option<Self> {
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
        let is_ordered = matches!(**inner, GraphPattern::OrderBy { .. });
        let keeps_all = cut.is_some() || (elsewhere && is_ordered);
        if keeps_all && (distinct || hides()) {
            return None;
        }
        let is_tagged = *unordered != level.pattern;
        if is_tagged && (!elsewhere || keeps_all || untagged(&level.pattern) != *unordered) {
            return None;
        }
        Some(Self {
            ordered: if is_tagged { &level.pattern } else { inner },
            variables,
            distinct,
            cut,
            is_doubtful: elsewhere && (is_tagged || distinct),
        })
    }

    /// Returns rows with what each rests on; none where these are better asked for by themselves.
    pub(super) fn evaluate<'e>(
        &self,
        evaluator: Evaluator<'e>,
        level: &'e Level,
        timings: &mut Timings,
    ) -> Result<Option<Solutions<'e>>, EvaluationError> {
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
        } else if !(self.is_doubtful && self.distinct) {
            // Of equal rows only a few derivations are shown.
            evaluator.announce(&pattern);
        }
        if self.cut.is_none() {
            let below = evaluator.levels_below(level);
            if !below.is_empty() {
                evaluator.foresee(Some(&pattern), &below);
            }
        }
        let table = match evaluator.select(pattern.clone()) {
            Err(EvaluationError::Refused(_)) if self.is_doubtful => return Ok(None),
            Err(EvaluationError::Later) => {
                ask_for_matches(evaluator, level, pattern)?;
                return Err(EvaluationError::Later);
            }
            table => table?,
        };
        timings.evaluating = started.elapsed();

        let started = Instant::now();
        let shown = table.columns_of(self.variables);
        if self.is_doubtful && self.distinct && !are_told_apart(&table, &shown, evaluator.values) {
            return Ok(None);
        }
        let keys = table.columns_of(&level.keys);
        let is_hidden = (0..table.variables.len()).any(|column| !keys.contains(&Some(column)));
        let (groups, rows) = if is_hidden || self.distinct {
            let groups = Groups::new(&table, &keys);
            let rows = self.distinct.then(|| {
                let mut seen = FxHashSet::default();
                let solutions = table.rows().enumerate();
                solutions
                    .filter(|(_, row)| seen.insert(pick(row, &shown)))
                    .map(|(number, _)| number as u32)
                    .collect::<Vec<u32>>()
            });
            (groups, rows)
        } else {
            // Every solution is a row of its own.
            (Groups::default(), None)
        };
        let of_row = if is_hidden || self.distinct {
            let of = groups.of_solutions();
            Some(match &rows {
                Some(rows) => rows.iter().map(|row| Some(of[*row as usize])).collect(),
                None => of.iter().copied().map(Some).collect(),
            })
        } else {
            None
        };
        let context = Context::new(Evaluator {
            partial: false,
            ..evaluator
        });
        let table = Rc::new(table);
        let derivations = Derivations::of_table(&context, level, Rc::clone(&table), groups, false);
        timings.citing = started.elapsed();
        Ok(Some(Solutions {
            variables: self.variables.to_vec(),
            table,
            shown,
            rows,
            cited: Some(Cited::Derived(Box::new(derivations), of_row)),
        }))
    }
}

/// Has an engine asked for the matches of each EXISTS that a level's rows rest on, while more is found out about these.
fn ask_for_matches(
    evaluator: Evaluator<'_>,
    level: &Level,
    pattern: GraphPattern,
) -> Result<(), EvaluationError> {
    let engine = evaluator.values.engine.filter(|_| level.recipe.asks());
    if let Some(found) = engine.and_then(|engine| engine.peek(&pattern, evaluator.base())) {
        let mut table = evaluator.table_of(&found, variables_of(&pattern))?;
        table.origin = Some(pattern);
        let context = Context::new(Evaluator {
            partial: false,
            ..evaluator
        });
        Derivations::of_table(&context, level, Rc::new(table), Groups::default(), false)
            .ask_for_matches();
    }
    Ok(())
}

/// Returns a level's pattern without the tags of its branches.
fn untagged(pattern: &GraphPattern) -> GraphPattern {
    fn strip(pattern: &mut GraphPattern) {
        while let GraphPattern::Extend {
            inner, variable, ..
        } = pattern
            && is_tag(variable)
        {
            *pattern = std::mem::take(&mut **inner);
        }
        parts(pattern, &mut |part| {
            // Conditions are as they were written.
            if let Part::Pattern(inner) = part {
                strip(inner);
            }
        });
    }
    let mut pattern = pattern.clone();
    strip(&mut pattern);
    pattern
}

/// Says whether every engine takes the values of these columns for the same where they are here: names and plain texts, but not
/// numbers, which may be written in many ways.
fn are_told_apart(table: &Table, shown: &[Option<usize>], values: &Values<'_>) -> bool {
    let is_plain = |value: Value| match values.term(value) {
        Some(Term::Literal(literal)) => literal.datatype() == xsd::STRING,
        _ => true,
    };
    let mut seen = FxHashSet::default();
    let mut cells = table.rows().flat_map(|row| pick(row, shown));
    cells.all(|value| !seen.insert(value) || is_plain(value))
}
