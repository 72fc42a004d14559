//! Which variables a pattern binds in every solution, and whether values for them may be joined to it.

use super::plan::variables_of;
use super::walk::{Part, parts};
use oxigraph::model::Variable;
use spargebra::algebra::GraphPattern;
use spargebra::term::NamedNodePattern;

/// Returns variables that every solution of a pattern binds; there may be more.
pub(super) fn always_bound(pattern: &GraphPattern) -> Vec<Variable> {
    match pattern {
        GraphPattern::Bgp { .. } | GraphPattern::Path { .. } => variables_of(pattern),
        GraphPattern::Graph { name, inner } => {
            let mut bound = always_bound(inner);
            if let NamedNodePattern::Variable(name) = name {
                bound.push(name.clone());
            }
            bound
        }
        GraphPattern::Join { left, right } | GraphPattern::Lateral { left, right } => {
            let mut bound = always_bound(left);
            bound.extend(always_bound(right));
            bound
        }
        GraphPattern::Union { left, right } => {
            let right = always_bound(right);
            let mut bound = always_bound(left);
            bound.retain(|variable| right.contains(variable));
            bound
        }
        GraphPattern::Project { inner, variables }
        | GraphPattern::Group {
            inner, variables, ..
        } => {
            let mut bound = always_bound(inner);
            bound.retain(|variable| variables.contains(variable));
            bound
        }
        GraphPattern::Values {
            variables,
            bindings,
        } => variables
            .iter()
            .enumerate()
            .filter(|(at, _)| bindings.iter().all(|row| row[*at].is_some()))
            .map(|(_, variable)| variable.clone())
            .collect(),
        GraphPattern::LeftJoin { left: inner, .. }
        | GraphPattern::Minus { left: inner, .. }
        | GraphPattern::Filter { inner, .. }
        | GraphPattern::Extend { inner, .. }
        | GraphPattern::OrderBy { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Slice { inner, .. } => always_bound(inner),
        GraphPattern::Service { .. } => Vec::new(),
    }
}

/// Says whether a join of a few values with a pattern has just those of its solutions that agree with them.
///
/// The optimizer would put the values in place inside an OPTIONAL as well. There a MINUS, a group or a LIMIT is about
/// all solutions, not about those that agree.
pub(super) fn may_be_narrowed(pattern: &GraphPattern) -> bool {
    let mut whole = pattern.clone();
    !has_whole_optional(&mut whole, false)
}

fn has_whole_optional(pattern: &mut GraphPattern, within: bool) -> bool {
    match pattern {
        GraphPattern::Minus { .. } | GraphPattern::Group { .. } | GraphPattern::Slice { .. }
            if within =>
        {
            return true;
        }
        GraphPattern::LeftJoin { left, right, .. } => {
            return has_whole_optional(left, within) || has_whole_optional(right, true);
        }
        _ => (),
    }
    let mut found = false;
    parts(pattern, &mut |part| {
        if let Part::Pattern(inner) = part {
            found |= has_whole_optional(inner, within);
        }
    });
    found
}
