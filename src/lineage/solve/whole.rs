//! What is about all rows: DISTINCT, LIMIT, ORDER BY, GROUP BY.

use super::Stop;
use super::borrowed::{self, Triples};
use super::condition::{Formula, as_integer};
use super::node::{Aggregate, Grouping, Key, Node};
use super::rows::{Rows, UNBOUND, Value};
use super::run::{Sink, Solver};
use oxigraph::model::vocab::xsd;
use oxigraph::model::{TermRef, Variable};
use rustc_hash::{FxHashMap, FxHashSet};
use spargebra::Query;
use spargebra::algebra::{AggregateExpression, Expression, GraphPattern};
use std::cmp::Ordering;

pub(super) fn distinct(
    solver: &Solver<'_, '_>,
    inner: &Node,
    slots: &[usize],
    input: &Rows,
    sink: Sink<'_>,
) -> Result<(), Stop> {
    let mut seen: FxHashSet<Box<[Value]>> = FxHashSet::default();
    let mut key = Vec::with_capacity(slots.len());
    solver.run(inner, input, 0, &mut |rows| {
        let mut marks = Vec::with_capacity(rows.len());
        for row in rows.iter() {
            key.clear();
            key.extend(slots.iter().map(|slot| row[*slot]));
            let new = !seen.contains(&*key);
            if new {
                seen.insert(key.as_slice().into());
            }
            marks.push(new);
        }
        rows.keep(&marks);
        if rows.is_empty() { Ok(()) } else { sink(rows) }
    })
}

pub(super) fn slice(
    solver: &Solver<'_, '_>,
    inner: &Node,
    (mut skip, mut left): (usize, Option<usize>),
    input: &Rows,
    sink: Sink<'_>,
) -> Result<(), Stop> {
    if left == Some(0) {
        return Ok(());
    }
    let mut full = false;
    let end = solver.run(inner, input, 0, &mut |rows| {
        let passed = skip.min(rows.len());
        skip -= passed;
        let wanted = left.unwrap_or(usize::MAX).min(rows.len() - passed);
        let marks: Vec<bool> = (0..rows.len())
            .map(|at| (passed..passed + wanted).contains(&at))
            .collect();
        rows.keep(&marks);
        if !rows.is_empty() {
            sink(rows)?;
        }
        if let Some(left) = &mut left {
            *left -= wanted;
            if *left == 0 {
                full = true;
                return Err(Stop::Enough);
            }
        }
        Ok(())
    });
    match end {
        Err(Stop::Enough) if full => Ok(()),
        other => other,
    }
}

/// A value to sort by, where all literals are integers or all are strings.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Unbound,
    Blank(String),
    Iri(String),
    Integer(i64),
    Text(String),
}

pub(super) fn order(
    solver: &Solver<'_, '_>,
    inner: &Node,
    keys: &[Key],
    input: &Rows,
    sink: Sink<'_>,
) -> Result<(), Stop> {
    let mut rows = Rows::new(solver.width);
    solver.run(inner, input, 0, &mut |more| {
        rows.append(more);
        Ok(())
    })?;
    let all: Vec<usize> = (0..rows.len()).collect();
    let mut columns = Vec::with_capacity(keys.len());
    for key in keys {
        columns.push(key.formula().of_rows(solver.values, &rows, &all, false)?);
    }
    let numbers = match ranked(solver, keys, &columns) {
        Some(numbers) => numbers,
        None => borrowed_order(solver, keys, &columns)?,
    };
    let mut sorted = Rows::new(solver.width);
    for at in numbers {
        sorted.push(rows.row(at));
        if sorted.len() == 1024 {
            sink(&mut sorted)?;
            sorted.clear();
        }
    }
    if sorted.is_empty() {
        Ok(())
    } else {
        sink(&mut sorted)
    }
}

/// Returns the numbers of the rows in order, where ranks are enough to say it.
fn ranked(solver: &Solver<'_, '_>, keys: &[Key], columns: &[Vec<Value>]) -> Option<Vec<usize>> {
    let mut ranks: Vec<Vec<Rank>> = Vec::with_capacity(columns.len());
    for column in columns {
        let (mut integers, mut texts) = (false, false);
        let mut of_column = Vec::with_capacity(column.len());
        for value in column {
            let Some(cell) = solver.values.cell(*value) else {
                of_column.push(Rank::Unbound);
                continue;
            };
            of_column.push(match cell.term(solver.values.view.store) {
                TermRef::BlankNode(node) => Rank::Blank(node.as_str().to_owned()),
                TermRef::NamedNode(node) => Rank::Iri(node.as_str().to_owned()),
                TermRef::Literal(literal) => match as_integer(literal) {
                    Some(number) => {
                        integers = true;
                        Rank::Integer(number)
                    }
                    None if literal.datatype() == xsd::STRING => {
                        texts = true;
                        Rank::Text(literal.value().to_owned())
                    }
                    None => return None,
                },
            });
        }
        if integers && texts {
            return None;
        }
        ranks.push(of_column);
    }
    let mut numbers: Vec<usize> = (0..columns.first()?.len()).collect();
    numbers.sort_by(|a, b| {
        let mut orderings = keys.iter().zip(&ranks).map(|(key, ranks)| match key {
            Key::Ascending(_) => ranks[*a].cmp(&ranks[*b]),
            Key::Descending(_) => ranks[*b].cmp(&ranks[*a]),
        });
        orderings
            .find(|ordering| *ordering != Ordering::Equal)
            .unwrap_or(Ordering::Equal)
    });
    Some(numbers)
}

/// Returns the numbers of the rows in the order that `spareval` puts them in.
fn borrowed_order(
    solver: &Solver<'_, '_>,
    keys: &[Key],
    columns: &[Vec<Value>],
) -> Result<Vec<usize>, Stop> {
    let fits = columns.len() <= 2 && !columns.iter().flatten().any(|value| *value == UNBOUND);
    let Some(first) = columns.first().filter(|_| fits) else {
        return Err(Stop::Unsuited);
    };
    let rows = (0..first.len())
        .map(|at| [first[at], at as Value, columns.last().map_or(0, |c| c[at])])
        .collect();
    let by = keys
        .iter()
        .zip([0, 2])
        .map(|(key, at)| key.written(Expression::Variable(borrowed::place(at))));
    let query = select(
        GraphPattern::OrderBy {
            inner: Box::new(every_row()),
            expression: by.collect(),
        },
        vec![borrowed::place(1)],
    );
    let numbers = borrowed::evaluate(solver.values, rows, &query)?;
    Ok(numbers.into_iter().map(|row| row[0] as usize).collect())
}

pub(super) fn group(
    solver: &Solver<'_, '_>,
    grouping: &Grouping,
    input: &Rows,
    sink: Sink<'_>,
) -> Result<(), Stop> {
    let mut groups: FxHashMap<Box<[Value]>, usize> = FxHashMap::default();
    let mut found = Rows::new(solver.width);
    let nothing = vec![UNBOUND; solver.width];
    let mut counts: Vec<Vec<u64>> = Vec::new();
    let count = grouping.aggregates.len();
    let mut others: Vec<Triples> = vec![Vec::new(); count];
    let mut different: Vec<FxHashSet<(usize, Value)>> = vec![FxHashSet::default(); count];
    if grouping.keys.is_empty() {
        groups.insert(Box::default(), 0);
        found.push(&nothing);
        counts.push(vec![0; count]);
    }
    let mut key = Vec::new();
    solver.run(&grouping.inner, input, 0, &mut |rows| {
        for row in rows.iter() {
            key.clear();
            key.extend(grouping.keys.iter().map(|slot| row[*slot]));
            let group = match groups.get(&*key) {
                Some(group) => *group,
                None => {
                    let new = found.push(&nothing);
                    for slot in &grouping.keys {
                        new[*slot] = row[*slot];
                    }
                    groups.insert(key.as_slice().into(), counts.len());
                    counts.push(vec![0; count]);
                    counts.len() - 1
                }
            };
            for (at, (_, aggregate)) in grouping.aggregates.iter().enumerate() {
                match aggregate {
                    Aggregate::Rows => counts[group][at] += 1,
                    Aggregate::Bound(slot) => {
                        counts[group][at] += u64::from(row[*slot] != UNBOUND);
                    }
                    Aggregate::Different(slot) => {
                        let new =
                            row[*slot] != UNBOUND && different[at].insert((group, row[*slot]));
                        counts[group][at] += u64::from(new);
                    }
                    Aggregate::Other(slot, _) => {
                        if row[*slot] == UNBOUND {
                            return Err(Stop::Unsuited);
                        }
                        let number = others[at].len() as Value;
                        others[at].push([group as Value, number, row[*slot]]);
                    }
                }
            }
        }
        Ok(())
    })?;
    for (at, (slot, aggregate)) in grouping.aggregates.iter().enumerate() {
        if let Aggregate::Other(_, written) = aggregate {
            let rows = std::mem::take(&mut others[at]);
            let by_group = !grouping.keys.is_empty();
            for [group, value] in aggregated(solver, rows, written, by_group)? {
                found.row_mut(group as usize)[*slot] = value;
            }
        } else {
            for (group, counts) in counts.iter().enumerate() {
                let number = i64::try_from(counts[at]).unwrap_or(i64::MAX);
                let literal = oxigraph::model::Literal::from(number);
                found.row_mut(group)[*slot] = solver.values.of_term(literal.into());
            }
        }
    }
    if found.is_empty() {
        Ok(())
    } else {
        sink(&mut found)
    }
}

/// Returns groups with the value of an aggregate, as `spareval` computes it.
fn aggregated(
    solver: &Solver<'_, '_>,
    rows: Triples,
    written: &AggregateExpression,
    by_group: bool,
) -> Result<Vec<[Value; 2]>, Stop> {
    let result = Variable::new_unchecked("·result");
    let mut written = written.clone();
    if let AggregateExpression::FunctionCall { expr, .. } = &mut written {
        *expr = Expression::Variable(borrowed::place(2));
    }
    let keys: Vec<Variable> = by_group.then(|| borrowed::place(0)).into_iter().collect();
    let mut shown = keys.clone();
    shown.push(result.clone());
    let query = select(
        GraphPattern::Group {
            inner: Box::new(every_row()),
            variables: keys,
            aggregates: vec![(result, written)],
        },
        shown,
    );
    let found = borrowed::evaluate(solver.values, rows, &query)?;
    Ok(found
        .into_iter()
        .filter_map(|row| match *row {
            [value] => Some([0, value]),
            [group, value] => Some([group, value]),
            _ => None,
        })
        .collect())
}

fn every_row() -> GraphPattern {
    borrowed::every_row([0, 1, 2].map(borrowed::place))
}

fn select(inner: GraphPattern, variables: Vec<Variable>) -> Query {
    Query::Select {
        dataset: None,
        pattern: GraphPattern::Project {
            inner: Box::new(inner),
            variables,
        },
        base_iri: None,
    }
}

impl Formula {
    /// Says whether it is a slot's value as it is.
    pub(super) fn as_slot(&self) -> Option<usize> {
        match self {
            Self::Slot(slot) => Some(*slot),
            _ => None,
        }
    }
}
