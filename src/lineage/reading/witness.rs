//! Finds the matches of an EXISTS that is more than triple patterns.

use super::groups::pick;
use super::{Matches, Reader};
use crate::lineage::engine::Given;
use crate::lineage::plan::{Witness, variables_of, with_all_variables};
use crate::lineage::solutions::EvaluationError;
use crate::lineage::support::Supports;
use crate::lineage::value::Key;
use oxigraph::model::{Term, Variable};
use rustc_hash::FxHashMap;
use spargebra::algebra::GraphPattern;
use spargebra::term::GroundTerm;
use std::rc::Rc;

impl<'a> Reader<'a> {
    /// Finds the matches of an EXISTS for all solutions of the table, in one query.
    ///
    /// LATERAL evaluates the pattern with the values already in place, exactly as EXISTS does.
    pub(super) fn find_matches(
        &self,
        witness: &'a Witness,
        names: &[Variable],
        columns: &[Option<usize>],
    ) -> Result<Matches, EvaluationError> {
        let values = self.context.values;
        let mut numbers: FxHashMap<Key, u32> = FxHashMap::default();
        let mut keys = Vec::new();
        for row in self.table.rows() {
            let key = pick(row, columns);
            let next = keys.len() as u32;
            numbers.entry(key).or_insert_with_key(|key| {
                keys.push(key.clone());
                next
            });
        }
        let mut seen = names.to_vec();
        seen.extend(variables_of(&witness.pattern));
        seen.sort_unstable();
        seen.dedup();
        let number = Variable::new_unchecked("·row");
        let literal = |at: usize| i64::try_from(at).unwrap_or(i64::MAX);
        let evaluator = &self.context.evaluator;
        let there = match values.engine.filter(|_| !evaluator.here) {
            None => None,
            Some(engine) => {
                let rows: Vec<Vec<Option<Term>>> = keys
                    .iter()
                    .map(|key| key.iter().map(|value| values.term(*value)).collect())
                    .collect();
                let given = Given {
                    names,
                    rows: &rows,
                    number: &number,
                    origin: self.table.origin.as_ref(),
                    pattern: &witness.pattern,
                    seen: &seen,
                };
                Some(engine.matches(&given, evaluator.base()))
            }
        };
        let table = match there {
            Some(Ok(found)) => {
                seen.push(number.clone());
                evaluator.table_of(&found, seen)?
            }
            Some(Err(error)) if !matches!(error, EvaluationError::Refused(_)) => return Err(error),
            other => {
                let mut variables = names.to_vec();
                variables.push(number.clone());
                let bindings = keys.iter().enumerate().map(|(at, key)| {
                    let of_row = key.iter().map(|value| values.in_query_here(*value));
                    let number = Some(GroundTerm::Literal(literal(at).into()));
                    of_row.chain([number]).collect()
                });
                let pattern = with_all_variables(GraphPattern::Lateral {
                    left: Box::new(GraphPattern::Values {
                        variables,
                        bindings: bindings.collect(),
                    }),
                    // Without the number of the row, which all solutions would share.
                    right: Box::new(GraphPattern::Project {
                        inner: Box::new(witness.pattern.clone()),
                        variables: seen,
                    }),
                });
                let reason = match other {
                    Some(Err(EvaluationError::Refused(reason))) => reason,
                    _ => String::new(),
                };
                evaluator.allow_here(&witness.pattern, &reason)?;
                evaluator.select_here(pattern)?
            }
        };
        let column = table.columns_of(&[number])[0];
        let at_row: FxHashMap<_, usize> = (0..keys.len())
            .map(|at| (values.of_literal(literal(at)), at))
            .collect();
        let found = Reader::new(&self.context, &witness.recipe, table, false);
        let mut supports: Vec<Supports> = Vec::new();
        supports.resize_with(keys.len(), Supports::default);
        for (at, row) in found.table.rows().enumerate() {
            let of_row = column.and_then(|column| at_row.get(&row[column]));
            if let Some(list) = of_row.and_then(|of_row| supports.get_mut(*of_row)) {
                list.add(|parts| found.read(at, parts));
            }
        }
        Ok(keys
            .into_iter()
            .zip(supports)
            .map(|(key, supports)| (key, Rc::new(supports)))
            .collect())
    }
}
