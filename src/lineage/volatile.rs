//! Which values may differ between two evaluations of one query, so that no row is found again by them.

use super::walk::for_parts;
use oxigraph::model::Variable;
use spargebra::algebra::{
    AggregateExpression, AggregateFunction, Expression, Function, GraphPattern,
};

/// Returns the variables whose values may differ between two evaluations of the same pattern.
pub(super) fn volatile_variables(pattern: &GraphPattern) -> Vec<Variable> {
    match pattern {
        GraphPattern::Extend {
            inner,
            variable,
            expression,
        } => {
            let mut volatile = volatile_variables(inner);
            if is_volatile(expression, &volatile) {
                volatile.push(variable.clone());
            }
            volatile
        }
        GraphPattern::Filter { inner, .. }
        | GraphPattern::OrderBy { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Project { inner, .. }
        | GraphPattern::Slice { inner, .. }
        | GraphPattern::Graph { inner, .. } => volatile_variables(inner),
        GraphPattern::Join { left, right }
        | GraphPattern::Lateral { left, right }
        | GraphPattern::LeftJoin { left, right, .. }
        | GraphPattern::Union { left, right } => {
            let mut volatile = volatile_variables(left);
            volatile.extend(volatile_variables(right));
            volatile
        }
        GraphPattern::Minus { left, .. } => volatile_variables(left),
        GraphPattern::Group {
            aggregates, inner, ..
        } => {
            let mut volatile = volatile_variables(inner);
            // An aggregate over the same solutions in another order may concatenate or sample differently.
            for (variable, aggregate) in aggregates {
                if let AggregateExpression::FunctionCall {
                    name: AggregateFunction::Sample | AggregateFunction::GroupConcat { .. },
                    ..
                } = aggregate
                {
                    volatile.push(variable.clone());
                }
            }
            volatile
        }
        GraphPattern::Bgp { .. }
        | GraphPattern::Path { .. }
        | GraphPattern::Values { .. }
        | GraphPattern::Service { .. } => Vec::new(),
    }
}

fn is_volatile(expression: &Expression, volatile: &[Variable]) -> bool {
    if let Expression::FunctionCall(
        Function::Rand | Function::Uuid | Function::StrUuid | Function::BNode,
        _,
    ) = expression
    {
        return true;
    }
    if let Expression::Variable(variable) = expression {
        return volatile.contains(variable);
    }
    let mut found = false;
    for_parts(expression, &mut |part| {
        found |= is_volatile(part, volatile);
    });
    found
}
