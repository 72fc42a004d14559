//! GROUP BY and its aggregates.

use super::compile::Compiler;
use super::node::{Aggregate, Compiled, Grouping, Node, Slots};
use oxigraph::model::Variable;
use spargebra::algebra::{AggregateExpression, AggregateFunction, Expression, GraphPattern};
use std::mem::replace;

impl Compiler<'_, '_> {
    /// Returns the plan of a GROUP BY; what its members bind has names of its own.
    pub(super) fn grouping(
        &mut self,
        inner: &GraphPattern,
        variables: &[Variable],
        aggregates: &[(Variable, AggregateExpression)],
    ) -> Option<Compiled> {
        let keys: Vec<(Variable, usize)> = variables
            .iter()
            .map(|variable| Some((variable.clone(), self.slot(variable)?)))
            .collect::<Option<_>>()?;
        let results: Vec<usize> = aggregates
            .iter()
            .map(|(variable, _)| self.slot(variable))
            .collect::<Option<_>>()?;
        let slots = keys.iter().map(|(_, slot)| *slot).collect::<Vec<_>>();
        let around = replace(&mut self.names, keys);
        let members = self.members(inner, aggregates);
        self.names = around;
        let (inner, aggregates) = members?;
        let set = |slots: &[usize]| slots.iter().fold(0, |set: Slots, slot| set | 1 << slot);
        let counted = aggregates
            .iter()
            .zip(&results)
            .filter(|(aggregate, _)| !matches!(aggregate, Aggregate::Other(..)))
            .fold(0, |set: Slots, (_, slot)| set | 1 << slot);
        Some(Compiled {
            certain: (inner.certain & set(&slots)) | counted,
            possible: set(&slots) | set(&results),
            open: 0,
            whole: true,
            plain: false,
            ordered: false,
            node: Node::Grouping(Box::new(Grouping {
                inner: inner.node,
                keys: slots,
                aggregates: results.into_iter().zip(aggregates).collect(),
            })),
        })
    }

    fn members(
        &mut self,
        inner: &GraphPattern,
        aggregates: &[(Variable, AggregateExpression)],
    ) -> Option<(Compiled, Vec<Aggregate>)> {
        let mut inner = self.pattern(inner)?;
        let mut found = Vec::with_capacity(aggregates.len());
        for (_, aggregate) in aggregates {
            found.push(match aggregate {
                AggregateExpression::CountSolutions { distinct: false } => Aggregate::Rows,
                AggregateExpression::CountSolutions { distinct: true } => return None,
                AggregateExpression::FunctionCall {
                    name,
                    expr,
                    distinct,
                } => {
                    if matches!(name, AggregateFunction::Custom(_)) {
                        return None;
                    }
                    let slot = match expr {
                        Expression::Variable(variable) => self.slot(variable)?,
                        other => {
                            let argument =
                                Variable::new_unchecked(format!("·argument{}", self.width));
                            inner = self.extended(inner, &argument, other)?;
                            self.slot(&argument)?
                        }
                    };
                    match (name, distinct) {
                        (AggregateFunction::Count, false) => Aggregate::Bound(slot),
                        (AggregateFunction::Count, true) => Aggregate::Different(slot),
                        _ => Aggregate::Other(slot, aggregate.clone()),
                    }
                }
            });
        }
        Some((inner, found))
    }
}
