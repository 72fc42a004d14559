//! Which operators a query uses.

use super::super::oracle::exists_in;
use spargebra::algebra::{
    AggregateExpression, Expression, GraphPattern, PropertyPathExpression as Path,
};

/// What a query uses, as far as a property depends on it.
#[derive(Debug, Clone)]
pub(super) struct Features {
    /// Whether more triples never take a row away.
    pub(super) monotone: bool,
    pub(super) graph: bool,
    pub(super) grouped: bool,
    /// Whether LIMIT or OFFSET leave some rows out.
    pub(super) cut: bool,
    /// Whether a path is a negated set: how often it connects two nodes depends on the plan.
    pub(super) negated: bool,
    /// Whether a path may be walked without a step.
    pub(super) empty_path: bool,
    /// Whether a `+` or `*` stands in another: what its shortest way is can be argued.
    pub(super) nested_closures: bool,
    /// Whether every `+` and `*` is a whole path, and every step of it is one triple.
    pub(super) plain_closures: bool,
}

impl Features {
    /// Says whether the rows follow from the standard alone.
    pub(super) fn countable(&self) -> bool {
        !(self.grouped && self.negated)
    }
}

/// Returns what a pattern uses.
pub(super) fn features(pattern: &GraphPattern) -> Features {
    let mut features = Features {
        monotone: true,
        graph: false,
        grouped: false,
        cut: false,
        negated: false,
        empty_path: false,
        nested_closures: false,
        plain_closures: true,
    };
    features.see(pattern);
    features
}

impl Features {
    fn see(&mut self, pattern: &GraphPattern) {
        match pattern {
            GraphPattern::Bgp { .. } | GraphPattern::Values { .. } => (),
            GraphPattern::Path { path, .. } => {
                self.walk(path);
            }
            GraphPattern::Union { left, right }
            | GraphPattern::Join { left, right }
            | GraphPattern::Lateral { left, right } => {
                self.see(left);
                self.see(right);
            }
            GraphPattern::LeftJoin {
                left,
                right,
                expression,
            } => {
                self.monotone = false;
                self.see(left);
                self.see(right);
                expression.iter().for_each(|e| self.weigh(e));
            }
            GraphPattern::Minus { left, right } => {
                self.monotone = false;
                self.see(left);
                self.see(right);
            }
            GraphPattern::Filter { expr, inner } => {
                self.weigh(expr);
                self.see(inner);
            }
            GraphPattern::Extend {
                inner, expression, ..
            } => {
                self.monotone &= exists_in(expression).is_empty();
                self.weigh(expression);
                self.see(inner);
            }
            GraphPattern::Graph { inner, .. } => {
                self.graph = true;
                self.see(inner);
            }
            GraphPattern::Group {
                inner, aggregates, ..
            } => {
                self.grouped = true;
                self.monotone = false;
                for (_, aggregate) in aggregates {
                    if let AggregateExpression::FunctionCall { expr, .. } = aggregate {
                        self.weigh(expr);
                    }
                }
                self.see(inner);
            }
            GraphPattern::Slice { inner, .. } => {
                self.cut = true;
                self.monotone = false;
                self.see(inner);
            }
            GraphPattern::OrderBy { inner, .. }
            | GraphPattern::Project { inner, .. }
            | GraphPattern::Distinct { inner }
            | GraphPattern::Reduced { inner }
            | GraphPattern::Service { inner, .. } => self.see(inner),
        }
    }

    fn weigh(&mut self, expression: &Expression) {
        for pattern in exists_in(expression) {
            self.see(pattern);
        }
        self.monotone &= is_positive(expression);
    }

    fn walk(&mut self, path: &Path) {
        match path {
            Path::NamedNode(_) => (),
            Path::NegatedPropertySet(_) => self.negated = true,
            Path::Reverse(inner) => self.walk(inner),
            Path::Sequence(one, other) | Path::Alternative(one, other) => {
                self.plain_closures &= is_open(one) && is_open(other);
                self.walk(one);
                self.walk(other);
            }
            Path::ZeroOrOne(inner) => {
                self.plain_closures &= is_open(inner);
                self.empty_path = true;
                self.walk(inner);
            }
            Path::ZeroOrMore(inner) | Path::OneOrMore(inner) => {
                self.empty_path |= matches!(path, Path::ZeroOrMore(_));
                self.plain_closures &= is_one_triple(inner);
                self.nested_closures |= !is_open(inner);
                self.walk(inner);
            }
        }
    }
}

/// Says whether an expression holds for more rows where there are more matches of its EXISTS.
fn is_positive(expression: &Expression) -> bool {
    match expression {
        Expression::Exists(_) => true,
        Expression::And(one, other) | Expression::Or(one, other) => {
            is_positive(one) && is_positive(other)
        }
        other => exists_in(other).is_empty(),
    }
}

/// Says whether a path has neither `+` nor `*`.
fn is_open(path: &Path) -> bool {
    match path {
        Path::NamedNode(_) | Path::NegatedPropertySet(_) => true,
        Path::Reverse(inner) | Path::ZeroOrOne(inner) => is_open(inner),
        Path::Alternative(one, other) | Path::Sequence(one, other) => {
            is_open(one) && is_open(other)
        }
        Path::ZeroOrMore(_) | Path::OneOrMore(_) => false,
    }
}

fn is_one_triple(path: &Path) -> bool {
    match path {
        Path::NamedNode(_) | Path::NegatedPropertySet(_) => true,
        Path::Reverse(inner) => is_one_triple(inner),
        Path::Alternative(one, other) => is_one_triple(one) && is_one_triple(other),
        _ => false,
    }
}
