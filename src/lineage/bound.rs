//! Which variables a pattern binds in every solution, and whether values for them may be joined to it.

use super::plan::variables_of;
use super::walk::{Part, parts};
use oxigraph::model::Variable;
use spargebra::algebra::GraphPattern;
use spargebra::term::{NamedNodePattern, TermPattern};

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

/// Returns in how many places of a pattern a variable is bound: triple patterns, paths, values, assignments, graphs.
pub(super) fn binders(pattern: &GraphPattern, variable: &Variable) -> usize {
    use GraphPattern as P;
    let here = |found: bool| usize::from(found);
    let in_term = |term: &TermPattern| matches!(term, TermPattern::Variable(v) if v == variable);
    let in_name =
        |name: &NamedNodePattern| matches!(name, NamedNodePattern::Variable(v) if v == variable);
    match pattern {
        P::Bgp { patterns } => patterns
            .iter()
            .filter(|triple| {
                in_term(&triple.subject) || in_name(&triple.predicate) || in_term(&triple.object)
            })
            .count(),
        P::Path {
            subject, object, ..
        } => here(in_term(subject) || in_term(object)),
        P::Values { variables, .. } => here(variables.contains(variable)),
        P::Join { left, right }
        | P::Lateral { left, right }
        | P::Union { left, right }
        | P::Minus { left, right }
        | P::LeftJoin { left, right, .. } => binders(left, variable) + binders(right, variable),
        P::Extend {
            inner,
            variable: assigned,
            ..
        } => here(assigned == variable) + binders(inner, variable),
        P::Group {
            inner, aggregates, ..
        } => {
            let assigned = aggregates.iter().any(|(assigned, _)| assigned == variable);
            here(assigned) + binders(inner, variable)
        }
        P::Graph { name, inner } | P::Service { name, inner, .. } => {
            here(in_name(name)) + binders(inner, variable)
        }
        P::Filter { inner, .. }
        | P::OrderBy { inner, .. }
        | P::Project { inner, .. }
        | P::Distinct { inner }
        | P::Reduced { inner }
        | P::Slice { inner, .. } => binders(inner, variable),
    }
}
