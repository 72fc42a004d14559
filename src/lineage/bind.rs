//! Puts terms in the place of variables, in the algebra and never in the text.

use oxigraph::model::{Term, Variable};
use rustc_hash::FxHashMap;
use spargebra::algebra::{
    AggregateExpression, Expression, GraphPattern, OrderExpression, PropertyPathExpression,
};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};

/// Terms for variables.
pub type Bindings = FxHashMap<Variable, Term>;

/// Returns a pattern in which every occurrence of the bound variables is their term.
///
/// Where a variable is projected, grouped by or given by VALUES it stays; blank nodes, which no pattern can name, stay
/// variables as well.
pub fn bind(pattern: &GraphPattern, bindings: &Bindings) -> GraphPattern {
    let again = |inner: &GraphPattern| Box::new(bind(inner, bindings));
    match pattern {
        GraphPattern::Bgp { patterns } => GraphPattern::Bgp {
            patterns: patterns
                .iter()
                .map(|triple| bind_triple(triple, bindings))
                .collect(),
        },
        GraphPattern::Path {
            subject,
            path,
            object,
        } => GraphPattern::Path {
            subject: bind_term(subject, bindings),
            path: PropertyPathExpression::clone(path),
            object: bind_term(object, bindings),
        },
        GraphPattern::Join { left, right } => GraphPattern::Join {
            left: again(left),
            right: again(right),
        },
        GraphPattern::Lateral { left, right } => GraphPattern::Lateral {
            left: again(left),
            right: again(right),
        },
        GraphPattern::LeftJoin {
            left,
            right,
            expression,
        } => GraphPattern::LeftJoin {
            left: again(left),
            right: again(right),
            expression: expression
                .as_ref()
                .map(|expression| bind_expression(expression, bindings)),
        },
        GraphPattern::Filter { expr, inner } => GraphPattern::Filter {
            expr: bind_expression(expr, bindings),
            inner: again(inner),
        },
        GraphPattern::Union { left, right } => GraphPattern::Union {
            left: again(left),
            right: again(right),
        },
        GraphPattern::Graph { name, inner } => GraphPattern::Graph {
            name: bind_name(name, bindings),
            inner: again(inner),
        },
        GraphPattern::Extend {
            inner,
            variable,
            expression,
        } => GraphPattern::Extend {
            inner: again(inner),
            variable: variable.clone(),
            expression: bind_expression(expression, bindings),
        },
        GraphPattern::Minus { left, right } => GraphPattern::Minus {
            left: again(left),
            right: again(right),
        },
        GraphPattern::Values { .. } => pattern.clone(),
        GraphPattern::OrderBy { inner, expression } => GraphPattern::OrderBy {
            inner: again(inner),
            expression: expression
                .iter()
                .map(|order| match order {
                    OrderExpression::Asc(e) => OrderExpression::Asc(bind_expression(e, bindings)),
                    OrderExpression::Desc(e) => OrderExpression::Desc(bind_expression(e, bindings)),
                })
                .collect(),
        },
        GraphPattern::Project { inner, variables } => GraphPattern::Project {
            inner: again(inner),
            variables: variables.clone(),
        },
        GraphPattern::Distinct { inner } => GraphPattern::Distinct {
            inner: again(inner),
        },
        GraphPattern::Reduced { inner } => GraphPattern::Reduced {
            inner: again(inner),
        },
        GraphPattern::Slice {
            inner,
            start,
            length,
        } => GraphPattern::Slice {
            inner: again(inner),
            start: *start,
            length: *length,
        },
        GraphPattern::Group {
            inner,
            variables,
            aggregates,
        } => GraphPattern::Group {
            inner: again(inner),
            variables: variables.clone(),
            aggregates: aggregates
                .iter()
                .map(|(variable, aggregate)| {
                    (variable.clone(), bind_aggregate(aggregate, bindings))
                })
                .collect(),
        },
        GraphPattern::Service {
            name,
            inner,
            silent,
        } => GraphPattern::Service {
            name: bind_name(name, bindings),
            inner: again(inner),
            silent: *silent,
        },
    }
}

/// Returns a triple pattern in which the bound variables are their terms.
pub fn bind_triple(triple: &TriplePattern, bindings: &Bindings) -> TriplePattern {
    TriplePattern {
        subject: bind_term(&triple.subject, bindings),
        predicate: bind_name(&triple.predicate, bindings),
        object: bind_term(&triple.object, bindings),
    }
}

fn bind_term(term: &TermPattern, bindings: &Bindings) -> TermPattern {
    if let TermPattern::Variable(variable) = term {
        match bindings.get(variable) {
            Some(Term::NamedNode(node)) => return node.clone().into(),
            Some(Term::Literal(literal)) => return literal.clone().into(),
            _ => (),
        }
    }
    term.clone()
}

fn bind_name(name: &NamedNodePattern, bindings: &Bindings) -> NamedNodePattern {
    if let NamedNodePattern::Variable(variable) = name
        && let Some(Term::NamedNode(node)) = bindings.get(variable)
    {
        return node.clone().into();
    }
    name.clone()
}

fn bind_aggregate(aggregate: &AggregateExpression, bindings: &Bindings) -> AggregateExpression {
    match aggregate {
        AggregateExpression::CountSolutions { .. } => aggregate.clone(),
        AggregateExpression::FunctionCall {
            name,
            expr,
            distinct,
        } => AggregateExpression::FunctionCall {
            name: name.clone(),
            expr: bind_expression(expr, bindings),
            distinct: *distinct,
        },
    }
}

fn bind_expression(expression: &Expression, bindings: &Bindings) -> Expression {
    use Expression as E;
    let one = |e: &Expression| Box::new(bind_expression(e, bindings));
    let many = |list: &[Expression]| {
        list.iter()
            .map(|e| bind_expression(e, bindings))
            .collect::<Vec<_>>()
    };
    match expression {
        E::Variable(variable) => match bindings.get(variable) {
            Some(Term::NamedNode(node)) => E::NamedNode(node.clone()),
            Some(Term::Literal(literal)) => E::Literal(literal.clone()),
            _ => expression.clone(),
        },
        E::Bound(variable) => match bindings.get(variable) {
            Some(_) => E::Literal(true.into()),
            None => expression.clone(),
        },
        E::NamedNode(_) | E::Literal(_) => expression.clone(),
        E::Exists(pattern) => E::Exists(Box::new(bind(pattern, bindings))),
        E::Or(a, b) => E::Or(one(a), one(b)),
        E::And(a, b) => E::And(one(a), one(b)),
        E::Equal(a, b) => E::Equal(one(a), one(b)),
        E::SameTerm(a, b) => E::SameTerm(one(a), one(b)),
        E::Greater(a, b) => E::Greater(one(a), one(b)),
        E::GreaterOrEqual(a, b) => E::GreaterOrEqual(one(a), one(b)),
        E::Less(a, b) => E::Less(one(a), one(b)),
        E::LessOrEqual(a, b) => E::LessOrEqual(one(a), one(b)),
        E::Add(a, b) => E::Add(one(a), one(b)),
        E::Subtract(a, b) => E::Subtract(one(a), one(b)),
        E::Multiply(a, b) => E::Multiply(one(a), one(b)),
        E::Divide(a, b) => E::Divide(one(a), one(b)),
        E::UnaryPlus(a) => E::UnaryPlus(one(a)),
        E::UnaryMinus(a) => E::UnaryMinus(one(a)),
        E::Not(a) => E::Not(one(a)),
        E::If(a, b, c) => E::If(one(a), one(b), one(c)),
        E::In(a, list) => E::In(one(a), many(list)),
        E::Coalesce(list) => E::Coalesce(many(list)),
        E::FunctionCall(function, list) => E::FunctionCall(function.clone(), many(list)),
    }
}
