//! The usual way to citations on a store of named graphs: every pattern in a `GRAPH ?g` of its own, and every `?g` shown.

use oxigraph::model::Variable;
use spargebra::algebra::{Expression, GraphPattern};
use spargebra::term::{NamedNodePattern, TermPattern};
use spargebra::{Query, SparqlParser};

/// Returns a query with each of its patterns in a graph of its own.
pub(crate) fn rewritten(text: &str) -> String {
    let mut query = SparqlParser::new().parse_query(text).expect("a query");
    let mut graphs = Vec::new();
    match &mut query {
        Query::Select { pattern, .. } => {
            rewrite(pattern, &mut graphs);
            show(pattern, &graphs);
        }
        Query::Construct { pattern, .. }
        | Query::Describe { pattern, .. }
        | Query::Ask { pattern, .. } => rewrite(pattern, &mut graphs),
    }
    query.to_string()
}

/// Lets a SELECT show the graphs, too. What GROUP BY gives has none.
fn show(pattern: &mut GraphPattern, graphs: &[Variable]) {
    match pattern {
        GraphPattern::Project { inner, variables } if !is_grouped(inner) => {
            variables.extend(graphs.iter().cloned());
        }
        GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Slice { inner, .. } => show(inner, graphs),
        _ => {}
    }
}

fn is_grouped(pattern: &GraphPattern) -> bool {
    match pattern {
        GraphPattern::Group { .. } => true,
        GraphPattern::Extend { inner, .. }
        | GraphPattern::Filter { inner, .. }
        | GraphPattern::OrderBy { inner, .. } => is_grouped(inner),
        _ => false,
    }
}

fn rewrite(pattern: &mut GraphPattern, graphs: &mut Vec<Variable>) {
    match pattern {
        GraphPattern::Bgp { patterns } => {
            let mut parts = std::mem::take(patterns);
            for triple in &mut parts {
                name_blank(&mut triple.subject);
                name_blank(&mut triple.object);
            }
            *pattern = parts
                .into_iter()
                .map(|triple| {
                    in_graph(
                        GraphPattern::Bgp {
                            patterns: vec![triple],
                        },
                        graphs,
                    )
                })
                .reduce(|left, right| GraphPattern::Join {
                    left: Box::new(left),
                    right: Box::new(right),
                })
                .unwrap_or_default();
        }
        GraphPattern::Path {
            subject, object, ..
        } => {
            name_blank(subject);
            name_blank(object);
            *pattern = in_graph(std::mem::take(pattern), graphs);
        }
        GraphPattern::Join { left, right }
        | GraphPattern::Lateral { left, right }
        | GraphPattern::LeftJoin { left, right, .. }
        | GraphPattern::Union { left, right } => {
            rewrite(left, graphs);
            rewrite(right, graphs);
        }
        GraphPattern::Minus { left, right } => {
            rewrite(left, graphs);
            // What is subtracted has no graphs to show.
            rewrite(right, &mut Vec::new());
        }
        GraphPattern::Filter { expr, inner } => {
            rewrite(inner, graphs);
            rewrite_exists(expr);
        }
        GraphPattern::Project { inner, .. } | GraphPattern::Group { inner, .. } => {
            rewrite(inner, graphs);
        }
        GraphPattern::Extend { inner, .. }
        | GraphPattern::Graph { inner, .. }
        | GraphPattern::OrderBy { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Slice { inner, .. }
        | GraphPattern::Service { inner, .. } => rewrite(inner, graphs),
        GraphPattern::Values { .. } => {}
    }
}

fn rewrite_exists(expression: &mut Expression) {
    match expression {
        Expression::Exists(pattern) => rewrite(pattern, &mut Vec::new()),
        Expression::Not(inner) => rewrite_exists(inner),
        Expression::And(left, right) | Expression::Or(left, right) => {
            rewrite_exists(left);
            rewrite_exists(right);
        }
        _ => {}
    }
}

/// Makes a blank node a variable: two patterns in graphs of their own cannot share one.
fn name_blank(term: &mut TermPattern) {
    if let TermPattern::BlankNode(node) = term {
        *term = Variable::new_unchecked(format!("blank_{}", node.as_str())).into();
    }
}

fn in_graph(inner: GraphPattern, graphs: &mut Vec<Variable>) -> GraphPattern {
    let name = Variable::new_unchecked(format!("graph_{}", graphs.len()));
    graphs.push(name.clone());
    GraphPattern::Graph {
        name: NamedNodePattern::Variable(name),
        inner: Box::new(inner),
    }
}
