//! The direct parts of patterns and expressions.

use spargebra::algebra::{AggregateExpression, Expression, GraphPattern, OrderExpression};

/// A direct part of a pattern.
pub(super) enum Part<'a> {
    Pattern(&'a mut GraphPattern),
    Expression(&'a mut Expression),
}

/// Calls a function with each direct part of a pattern.
pub(super) fn parts(pattern: &mut GraphPattern, visit: &mut dyn FnMut(Part<'_>)) {
    use GraphPattern as P;
    match pattern {
        P::Bgp { .. } | P::Path { .. } | P::Values { .. } => (),
        P::Join { left, right }
        | P::Lateral { left, right }
        | P::Union { left, right }
        | P::Minus { left, right } => {
            visit(Part::Pattern(left));
            visit(Part::Pattern(right));
        }
        P::LeftJoin {
            left,
            right,
            expression,
        } => {
            visit(Part::Pattern(left));
            visit(Part::Pattern(right));
            if let Some(condition) = expression {
                visit(Part::Expression(condition));
            }
        }
        P::Filter {
            expr: expression,
            inner,
        }
        | P::Extend {
            inner, expression, ..
        } => {
            visit(Part::Pattern(inner));
            visit(Part::Expression(expression));
        }
        P::OrderBy { inner, expression } => {
            visit(Part::Pattern(inner));
            for order in expression {
                match order {
                    OrderExpression::Asc(key) | OrderExpression::Desc(key) => {
                        visit(Part::Expression(key));
                    }
                }
            }
        }
        P::Group {
            inner, aggregates, ..
        } => {
            visit(Part::Pattern(inner));
            for (_, aggregate) in aggregates {
                if let AggregateExpression::FunctionCall { expr, .. } = aggregate {
                    visit(Part::Expression(expr));
                }
            }
        }
        P::Graph { inner, .. }
        | P::Project { inner, .. }
        | P::Distinct { inner }
        | P::Reduced { inner }
        | P::Slice { inner, .. }
        | P::Service { inner, .. } => visit(Part::Pattern(inner)),
    }
}

/// Calls a function with each direct part of an expression, but not with the pattern of an EXISTS.
pub(super) fn expression_parts(
    expression: &mut Expression,
    visit: &mut dyn FnMut(&mut Expression),
) {
    use Expression as E;
    match expression {
        E::NamedNode(_) | E::Literal(_) | E::Variable(_) | E::Bound(_) | E::Exists(_) => (),
        E::Or(a, b)
        | E::And(a, b)
        | E::Equal(a, b)
        | E::SameTerm(a, b)
        | E::Greater(a, b)
        | E::GreaterOrEqual(a, b)
        | E::Less(a, b)
        | E::LessOrEqual(a, b)
        | E::Add(a, b)
        | E::Subtract(a, b)
        | E::Multiply(a, b)
        | E::Divide(a, b) => {
            visit(a);
            visit(b);
        }
        E::UnaryPlus(a) | E::UnaryMinus(a) | E::Not(a) => visit(a),
        E::If(a, b, c) => {
            visit(a);
            visit(b);
            visit(c);
        }
        E::In(a, list) => {
            visit(a);
            list.iter_mut().for_each(visit);
        }
        E::Coalesce(list) | E::FunctionCall(_, list) => list.iter_mut().for_each(visit),
    }
}
