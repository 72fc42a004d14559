//! Which variables a pattern binds in every solution, and whether values for them may be joined to it.

use super::plan::variables_of;
use super::walk::{Part, parts};
use oxigraph::model::Variable;
use spargebra::algebra::GraphPattern;
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};

/// Returns variables that every solution of a pattern binds; there may be more.
pub(crate) fn always_bound(pattern: &GraphPattern) -> Vec<Variable> {
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

/// Says whether something in a pattern is about all of its solutions: values put in place there change what it says.
pub(super) fn is_about_all(pattern: &GraphPattern) -> bool {
    contains(&mut pattern.clone(), &|part| {
        matches!(
            part,
            GraphPattern::Minus { .. } | GraphPattern::Group { .. } | GraphPattern::Slice { .. }
        )
    })
}

fn contains(pattern: &mut GraphPattern, is_sought: &dyn Fn(&GraphPattern) -> bool) -> bool {
    let mut found = is_sought(pattern);
    parts(pattern, &mut |part| {
        if let Part::Pattern(inner) = part {
            found = found || contains(inner, is_sought);
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

/// Says whether no two solutions of a pattern come from the same triples: none is repeated, and no triple can match two
/// of its triple patterns.
pub(super) fn tells_apart(pattern: &GraphPattern) -> bool {
    let mut triples = Vec::new();
    is_joined(pattern, &mut triples)
        && triples.iter().enumerate().all(|(at, one)| {
            let mut others = triples[at + 1..].iter();
            others.all(|other| differ(one, other))
        })
}

/// Collects the triple patterns of the default graph of a pattern that is made of nothing else but conditions.
fn is_joined<'p>(pattern: &'p GraphPattern, triples: &mut Vec<&'p TriplePattern>) -> bool {
    match pattern {
        GraphPattern::Bgp { patterns } => {
            triples.extend(patterns);
            true
        }
        GraphPattern::Join { left, right } => is_joined(left, triples) && is_joined(right, triples),
        GraphPattern::Filter { inner, .. } | GraphPattern::Extend { inner, .. } => {
            is_joined(inner, triples)
        }
        _ => false,
    }
}

/// Says whether two triple patterns have different constants in some position.
fn differ(one: &TriplePattern, other: &TriplePattern) -> bool {
    let terms = |one: &TermPattern, other: &TermPattern| {
        let is_open = |term: &TermPattern| {
            matches!(term, TermPattern::Variable(_) | TermPattern::BlankNode(_))
        };
        one != other && !is_open(one) && !is_open(other)
    };
    let names = match (&one.predicate, &other.predicate) {
        (NamedNodePattern::NamedNode(one), NamedNodePattern::NamedNode(other)) => one != other,
        _ => false,
    };
    names || terms(&one.subject, &other.subject) || terms(&one.object, &other.object)
}
