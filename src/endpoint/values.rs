//! Patterns that are joined to VALUES.

use oxigraph::model::Variable;
use spargebra::algebra::{Expression, GraphPattern};
use spargebra::term::GroundTerm;

/// Returns a pattern joined to VALUES, where that means the same as with each row's values in place.
pub(super) fn joined(pattern: &GraphPattern, values: &GraphPattern) -> Option<GraphPattern> {
    fn is_plain(pattern: &GraphPattern) -> bool {
        match pattern {
            GraphPattern::Bgp { .. } => true,
            GraphPattern::Join { left, right } => is_plain(left) && is_plain(right),
            GraphPattern::Graph { inner, .. } => is_plain(inner),
            _ => false,
        }
    }
    match pattern {
        GraphPattern::Filter { expr, inner } if !asks_data(expr) => Some(GraphPattern::Filter {
            expr: expr.clone(),
            inner: Box::new(joined(inner, values)?),
        }),
        GraphPattern::Extend {
            inner,
            variable,
            expression: expression @ Expression::Literal(_),
        } => Some(GraphPattern::Extend {
            inner: Box::new(joined(inner, values)?),
            variable: variable.clone(),
            expression: expression.clone(),
        }),
        GraphPattern::Union { left, right } => Some(GraphPattern::Union {
            left: Box::new(joined(left, values)?),
            right: Box::new(joined(right, values)?),
        }),
        _ => is_plain(pattern).then(|| GraphPattern::Join {
            left: Box::new(values.clone()),
            right: Box::new(pattern.clone()),
        }),
    }
}

fn asks_data(expression: &Expression) -> bool {
    let mut found = matches!(expression, Expression::Exists(_));
    crate::lineage::walk::for_parts(expression, &mut |part| found |= asks_data(part));
    found
}

/// Returns a pattern twice, each with half of its VALUES, where it is joined to some.
pub(super) fn halves(pattern: &GraphPattern) -> Option<[GraphPattern; 2]> {
    let GraphPattern::Project { inner, variables } = pattern else {
        return None;
    };
    let GraphPattern::Join { left, right } = &**inner else {
        return None;
    };
    let GraphPattern::Values {
        variables: names,
        bindings,
    } = &**left
    else {
        return None;
    };
    if bindings.len() < 2 {
        return None;
    }
    let (first, second) = bindings.split_at(bindings.len() / 2);
    let with = |rows: &[Vec<Option<GroundTerm>>]| GraphPattern::Project {
        inner: Box::new(GraphPattern::Join {
            left: Box::new(GraphPattern::Values {
                variables: Vec::<Variable>::clone(names),
                bindings: rows.to_vec(),
            }),
            right: right.clone(),
        }),
        variables: variables.clone(),
    };
    Some([with(first), with(second)])
}
