//! Finds the matches of EXISTS, and writes down patterns that must not match.

use super::compile::compile;
use super::{Derivations, Matches, with_all_variables};
use crate::lineage::bind::{Bindings, bind};
use crate::lineage::names::spelled;
use crate::lineage::plan::Witness;
use crate::lineage::solutions::{Cells, EvaluationError};
use crate::lineage::support::Support;
use crate::store::Cell;
use oxigraph::model::{TermRef, Variable};
use rustc_hash::FxHashMap;
use spargebra::algebra::GraphPattern;
use spargebra::term::GroundTerm;
use std::cell::RefCell;
use std::rc::Rc;

impl<'a> Derivations<'a> {
    /// Finds the matches of an EXISTS for all rows of the table, in one query.
    ///
    /// LATERAL evaluates the pattern with the values already in place, exactly as EXISTS does.
    pub(super) fn find_matches(
        &self,
        witness: &'a Witness,
        columns: &[(Variable, usize)],
    ) -> Result<Matches, EvaluationError> {
        let mut numbers: FxHashMap<Cells, usize> = FxHashMap::default();
        for row in &self.table.rows {
            let values: Cells = columns.iter().map(|(_, at)| row[*at].clone()).collect();
            let next = numbers.len();
            numbers.entry(values).or_insert(next);
        }
        let mut rows: Vec<(&Cells, usize)> = numbers.iter().map(|(v, n)| (v, *n)).collect();
        rows.sort_unstable_by_key(|(_, number)| *number);
        let number = Variable::new_unchecked("·row");
        let mut variables: Vec<Variable> = columns.iter().map(|(name, _)| name.clone()).collect();
        variables.push(number.clone());
        let bindings = rows
            .iter()
            .map(|(values, number)| {
                let mut bound: Vec<_> = values
                    .iter()
                    .map(|value| value.as_ref().and_then(Cell::in_query))
                    .collect();
                let number = i64::try_from(*number).unwrap_or(i64::MAX);
                bound.push(Some(GroundTerm::Literal(number.into())));
                bound
            })
            .collect();
        let pattern = GraphPattern::Lateral {
            left: Box::new(GraphPattern::Values {
                variables,
                bindings,
            }),
            right: Box::new(witness.pattern.clone()),
        };
        let table = self.context.evaluator.select(with_all_variables(pattern))?;
        let found = Derivations {
            context: self.context.clone(),
            by_key: FxHashMap::default(),
            reading: compile(&witness.recipe, &table.columns(), self.context.view, false),
            every: false,
            cache: RefCell::default(),
            table,
        };
        let mut supports: Vec<Vec<Support>> = vec![Vec::new(); rows.len()];
        if let Some(column) = found.table.columns().get(&number) {
            for (at, row) in found.table.rows.iter().enumerate() {
                let of_row = row[*column].as_ref().and_then(|cell| {
                    match cell.term(self.context.view.store) {
                        TermRef::Literal(literal) => literal.value().parse::<usize>().ok(),
                        _ => None,
                    }
                });
                if let Some(list) = of_row.and_then(|of_row| supports.get_mut(of_row)) {
                    list.push(found.read(at));
                }
            }
        }
        let by_number: Vec<Rc<Vec<Support>>> = supports.into_iter().map(Rc::new).collect();
        Ok(numbers
            .into_iter()
            .map(|(values, number)| (values, Rc::clone(&by_number[number])))
            .collect())
    }

    /// Returns a pattern as SPARQL text, with the values of a row in place.
    pub(super) fn bound(
        &self,
        pattern: &GraphPattern,
        columns: &[(Variable, usize)],
        row: &Cells,
    ) -> Rc<str> {
        let bindings: Bindings = columns
            .iter()
            .filter_map(|(variable, at)| {
                let cell = row[*at].as_ref()?;
                Some((
                    variable.clone(),
                    cell.term(self.context.view.store).into_owned(),
                ))
            })
            .collect();
        spelled(&bind(pattern, &bindings).to_string()).into()
    }
}
