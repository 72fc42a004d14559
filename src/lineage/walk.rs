//! The direct parts of patterns and expressions, and their variables.

use oxigraph::model::Variable;
use spargebra::algebra::{AggregateExpression, Expression, GraphPattern, OrderExpression};
use spargebra::term::{NamedNodePattern, TermPattern};

/// A direct part of a pattern.
pub(crate) enum Part<'a> {
    Pattern(&'a mut GraphPattern),
    Expression(&'a mut Expression),
}

/// Calls a function with each direct part of a pattern.
pub(crate) fn parts(pattern: &mut GraphPattern, visit: &mut dyn FnMut(Part<'_>)) {
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

/// Makes a function that visits the direct parts of an expression, shared or to be changed.
macro_rules! expression_walker {
    ($(#[$doc:meta])* $seen:vis $name:ident, $expression:ty, $each:ident) => {
        $(#[$doc])*
        $seen fn $name(expression: $expression, visit: &mut dyn FnMut($expression)) {
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
                    list.$each().for_each(visit);
                }
                E::Coalesce(list) | E::FunctionCall(_, list) => list.$each().for_each(visit),
            }
        }
    };
}

expression_walker! {
    /// Calls a function with each direct part of an expression, but not with the pattern of an EXISTS.
    pub(crate) for_parts, &Expression, iter
}
expression_walker! {
    /// Calls a function with each direct part of an expression, to change it, but not with the pattern of an EXISTS.
    pub(crate) expression_parts, &mut Expression, iter_mut
}

/// Calls a function with each variable of a pattern, wherever it stands, those of every EXISTS included.
pub(crate) fn variables(pattern: &mut GraphPattern, visit: &mut dyn FnMut(&mut Variable)) {
    use GraphPattern as P;
    match pattern {
        P::Bgp { patterns } => {
            for triple in patterns {
                of_term(&mut triple.subject, visit);
                of_name(&mut triple.predicate, visit);
                of_term(&mut triple.object, visit);
            }
        }
        P::Path {
            subject, object, ..
        } => {
            of_term(subject, visit);
            of_term(object, visit);
        }
        P::Graph { name, .. } | P::Service { name, .. } => of_name(name, visit),
        P::Extend { variable, .. } => visit(variable),
        P::Values { variables, .. } | P::Project { variables, .. } => {
            variables.iter_mut().for_each(&mut *visit);
        }
        P::Group {
            variables,
            aggregates,
            ..
        } => {
            variables.iter_mut().for_each(&mut *visit);
            aggregates.iter_mut().for_each(|(v, _)| visit(v));
        }
        _ => (),
    }
    parts(pattern, &mut |part| match part {
        Part::Pattern(inner) => variables(inner, visit),
        Part::Expression(expression) => of_expression(expression, visit),
    });
}

fn of_expression(expression: &mut Expression, visit: &mut dyn FnMut(&mut Variable)) {
    match expression {
        Expression::Variable(variable) | Expression::Bound(variable) => visit(variable),
        Expression::Exists(pattern) => variables(pattern, visit),
        _ => expression_parts(expression, &mut |part| of_expression(part, visit)),
    }
}

fn of_term(term: &mut TermPattern, visit: &mut dyn FnMut(&mut Variable)) {
    if let TermPattern::Variable(variable) = term {
        visit(variable);
    }
}

fn of_name(name: &mut NamedNodePattern, visit: &mut dyn FnMut(&mut Variable)) {
    if let NamedNodePattern::Variable(variable) = name {
        visit(variable);
    }
}
