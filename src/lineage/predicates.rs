//! Which predicates a query asks for.

use super::walk::{Part, expression_parts, parts};
use oxigraph::model::NamedNode;
use rustc_hash::FxHashSet;
use spargebra::Query;
use spargebra::algebra::{Expression, GraphPattern, PropertyPathExpression as Path};
use spargebra::term::NamedNodePattern;

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
