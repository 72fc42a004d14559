//! What can be told of a query without evaluating it: which predicates it asks for, and whether anything can match.

use super::walk::{Part, expression_parts, parts};
use crate::store::{Store, TermId};
use oxigraph::model::NamedNode;
use rustc_hash::FxHashSet;
use spargebra::Query;
use spargebra::algebra::{Expression, GraphPattern, PropertyPathExpression as Path};
use spargebra::term::{NamedNodePattern, TermPattern};

/// Returns the predicates of all triple patterns and paths of a query; `None` where any predicate may matter.
///
/// Triples with other predicates cannot change its answer.
pub fn predicates_of(query: &Query) -> Option<FxHashSet<NamedNode>> {
    let (Query::Select { pattern, .. }
    | Query::Ask { pattern, .. }
    | Query::Construct { pattern, .. }) = query
    else {
        return None;
    };
    let mut found = Some(FxHashSet::default());
    of_pattern(&mut pattern.clone(), &mut found);
    found
}

fn of_pattern(pattern: &mut GraphPattern, found: &mut Option<FxHashSet<NamedNode>>) {
    match pattern {
        GraphPattern::Bgp { patterns } => {
            for triple in patterns {
                match (&triple.predicate, found.as_mut()) {
                    (NamedNodePattern::NamedNode(name), Some(names)) => {
                        names.insert(name.clone());
                    }
                    _ => *found = None,
                }
            }
        }
        GraphPattern::Path { path, .. } => of_path(path, found),
        // Names of graphs, and what others say.
        GraphPattern::Graph { .. } | GraphPattern::Service { .. } => *found = None,
        _ => (),
    }
    parts(pattern, &mut |part| match part {
        Part::Pattern(inner) => of_pattern(inner, found),
        Part::Expression(inner) => of_expression(inner, found),
    });
}

fn of_expression(expression: &mut Expression, found: &mut Option<FxHashSet<NamedNode>>) {
    if let Expression::Exists(inner) = expression {
        of_pattern(inner, found);
    }
    expression_parts(expression, &mut |inner| of_expression(inner, found));
}

fn of_path(path: &Path, found: &mut Option<FxHashSet<NamedNode>>) {
    match path {
        Path::NamedNode(name) => {
            if let Some(names) = found {
                names.insert(name.clone());
            }
        }
        Path::Reverse(inner) | Path::OneOrMore(inner) => of_path(inner, found),
        Path::Sequence(one, other) | Path::Alternative(one, other) => {
            of_path(one, found);
            of_path(other, found);
        }
        // A path of no steps begins at every node that there is.
        Path::ZeroOrMore(_) | Path::ZeroOrOne(_) | Path::NegatedPropertySet(_) => *found = None,
    }
}

/// Says whether some triple that every solution needs matches nothing in a store.
///
/// The answer is then that of no solutions, whatever is taken out of the store.
pub fn has_no_match(store: &Store, query: &Query) -> bool {
    let (Query::Select { pattern, .. }
    | Query::Ask { pattern, .. }
    | Query::Construct { pattern, .. }
    | Query::Describe { pattern, .. }) = query;
    is_empty(store, pattern)
}

fn is_empty(store: &Store, pattern: &GraphPattern) -> bool {
    use GraphPattern as P;
    match pattern {
        P::Bgp { patterns } => patterns.iter().any(|triple| {
            let ids = [
                id_of(store, &triple.subject),
                match &triple.predicate {
                    NamedNodePattern::NamedNode(name) => Some(store.id(name.as_ref())),
                    NamedNodePattern::Variable(_) => None,
                },
                id_of(store, &triple.object),
            ];
            match ids {
                [Some(None), _, _] | [_, Some(None), _] | [_, _, Some(None)] => true,
                ids => {
                    let [subject, predicate, object] = ids.map(Option::flatten);
                    store.triples(subject, predicate, object).next().is_none()
                }
            }
        }),
        P::Path { path, .. } => lacks(store, path),
        P::Join { left, right } | P::Lateral { left, right } => {
            is_empty(store, left) || is_empty(store, right)
        }
        P::Union { left, right } => is_empty(store, left) && is_empty(store, right),
        P::LeftJoin { left, .. } | P::Minus { left, .. } => is_empty(store, left),
        P::Values { bindings, .. } => bindings.is_empty(),
        P::Filter { inner, .. }
        | P::Graph { inner, .. }
        | P::Extend { inner, .. }
        | P::OrderBy { inner, .. }
        | P::Project { inner, .. }
        | P::Distinct { inner }
        | P::Reduced { inner }
        | P::Slice { inner, .. } => is_empty(store, inner),
        // Without keys, a group of nothing is a row.
        P::Group {
            inner, variables, ..
        } => !variables.is_empty() && is_empty(store, inner),
        P::Service { .. } => false,
    }
}

/// Returns the number of a term, where it is one: `Some(None)` where the store lacks it.
fn id_of(store: &Store, term: &TermPattern) -> Option<Option<TermId>> {
    match term {
        TermPattern::NamedNode(name) => Some(store.id(name.as_ref())),
        TermPattern::Literal(literal) => Some(store.id(literal.as_ref())),
        TermPattern::BlankNode(_) | TermPattern::Variable(_) => None,
    }
}

/// Says whether a path cannot be walked for want of triples.
fn lacks(store: &Store, path: &Path) -> bool {
    match path {
        Path::NamedNode(name) => store
            .id(name.as_ref())
            .is_none_or(|name| store.triples(None, Some(name), None).next().is_none()),
        Path::Reverse(inner) | Path::OneOrMore(inner) => lacks(store, inner),
        Path::Sequence(one, other) => lacks(store, one) || lacks(store, other),
        Path::Alternative(one, other) => lacks(store, one) && lacks(store, other),
        Path::ZeroOrMore(_) | Path::ZeroOrOne(_) | Path::NegatedPropertySet(_) => false,
    }
}
