//! UNION, its sides in the order of the text.
//!
//! The optimizer puts the branches of a UNION in the order of their hashes, which hold the variables of hash joins in
//! random order: the same query twice could give its rows in two orders, and with citations in another than without. So
//! the sides are asked one after the other here, by a variable that says which; it is also the tag that tells citations
//! by which side a solution came.

use super::super::bound::is_about_all;
use super::super::plan::with_all_variables;
use super::super::walk::{Part, expression_parts, parts};
use super::{Rewriter, endpoint_of, nothing};
use oxigraph::model::{Literal, Variable};
use spargebra::algebra::{Expression, GraphPattern};
use spargebra::term::{GroundTerm, NamedNodePattern};
use std::mem::take;

/// Starts the names of the variables that say which side.
const SIDE: &str = "·side";

impl Rewriter {
    /// Returns the solutions of both sides, those of the left one first.
    pub(super) fn union(&mut self, left: GraphPattern, right: GraphPattern) -> GraphPattern {
        in_order(self.fresh(&SIDE[2..]), left, right)
    }
}

/// Returns the solutions of both sides, those of the left one first, where the tag is 0 and then 1.
pub(in crate::lineage) fn in_order(
    tag: Variable,
    left: GraphPattern,
    right: GraphPattern,
) -> GraphPattern {
    // A MINUS must not see the tag, which all would share, and a group would lose it.
    let apart = |side: GraphPattern| match is_about_all(&side) {
        true => with_all_variables(side),
        false => side,
    };
    let side = |number: i32, side: GraphPattern| GraphPattern::Lateral {
        left: Box::new(GraphPattern::Filter {
            expr: Expression::SameTerm(
                Box::new(Expression::Variable(tag.clone())),
                Box::new(Expression::Literal(number.into())),
            ),
            inner: Box::new(nothing()),
        }),
        right: Box::new(apart(side)),
    };
    let sides = GraphPattern::Union {
        left: Box::new(side(0, left)),
        right: Box::new(side(1, right)),
    };
    let number = |number: i32| vec![Some(GroundTerm::Literal(Literal::from(number)))];
    GraphPattern::Lateral {
        left: Box::new(GraphPattern::Values {
            variables: vec![tag],
            bindings: vec![number(0), number(1)],
        }),
        right: Box::new(sides),
    }
}

/// Returns the tag and the sides of a pattern that [`in_order`] made.
pub(in crate::lineage) fn branches(
    pattern: &GraphPattern,
) -> Option<(&Variable, [&GraphPattern; 2])> {
    let GraphPattern::Lateral { left, right } = pattern else {
        return None;
    };
    let (GraphPattern::Values { variables, .. }, GraphPattern::Union { left, right }) =
        (&**left, &**right)
    else {
        return None;
    };
    let tag = variables
        .first()
        .filter(|tag| tag.as_str().starts_with(SIDE))?;
    let (GraphPattern::Lateral { right: first, .. }, GraphPattern::Lateral { right: second, .. }) =
        (&**left, &**right)
    else {
        return None;
    };
    Some((tag, [first, second]))
}

/// Returns a pattern with its UNIONs and endpoints as people write them.
pub(in crate::lineage) fn as_written(pattern: &GraphPattern) -> GraphPattern {
    let mut pattern = pattern.clone();
    unordered(&mut pattern);
    pattern
}

fn unordered(pattern: &mut GraphPattern) {
    if let Some((_, [left, right])) = branches(pattern) {
        *pattern = GraphPattern::Union {
            left: Box::new(left.clone()),
            right: Box::new(right.clone()),
        };
    }
    if let GraphPattern::Service {
        name: NamedNodePattern::NamedNode(name),
        ..
    } = pattern
    {
        *name = endpoint_of(name);
    }
    parts(pattern, &mut |part| match part {
        Part::Pattern(inner) => unordered(inner),
        Part::Expression(inner) => in_expression(inner),
    });
}

fn in_expression(expression: &mut Expression) {
    match expression {
        Expression::Exists(inner) => {
            let mut pattern = take(&mut **inner);
            unordered(&mut pattern);
            **inner = pattern;
        }
        other => expression_parts(other, &mut in_expression),
    }
}
