//! Puts a query so that `spareval` 0.2 answers it as the standard says.
//!
//! The evaluator dissolves GRAPH into its triple patterns, leaves zero-length paths to terms of the graph, makes one
//! set of `a|b`, keeps language tags in GROUP_CONCAT, and takes the argument of BNODE for a label that all solutions
//! share. Each of these can be said in other algebra that it evaluates rightly; that is done here, before planning, so
//! that rows and citations come from the same algebra. Nothing else is changed: a query that uses none of these comes
//! out as it went in.
//!
//! The version of `spareval` is pinned. When it is raised, `tests/it/w3c.rs` says which parts of this can go.

mod call;
mod graph;
mod path;
mod union;

pub(super) use call::{FRESH_BLANK, endpoint_of, fresh_blank};
pub(super) use union::{as_written, branches, in_order};

use super::bound::is_about_all;
use super::plan::with_all_variables;
use super::walk::{Part, expression_parts, parts};
use oxigraph::model::Variable;
use spargebra::algebra::{Expression, GraphPattern};
use spargebra::term::NamedNodePattern;
use std::mem::take;

/// Returns a pattern that `spareval` evaluates to what the standard says of the given one, which has no blank nodes.
pub(super) fn standard(pattern: &GraphPattern) -> GraphPattern {
    Rewriter::default().pattern(pattern.clone(), None)
}

/// The graph that a pattern is asked of: the default graph, or a named one.
///
/// Where it is a variable, no part of the pattern mentions that variable.
type Active<'a> = Option<&'a NamedNodePattern>;

#[derive(Default)]
struct Rewriter {
    names: usize,
}

impl Rewriter {
    /// Returns the pattern put right.
    fn pattern(&mut self, pattern: GraphPattern, graph: Active<'_>) -> GraphPattern {
        match pattern {
            GraphPattern::Bgp { .. } => within(graph, pattern),
            GraphPattern::Path {
                subject,
                path,
                object,
            } => self.path(&subject, &path, &object, graph),
            GraphPattern::Extend { .. } => self.extend(pattern, graph),
            GraphPattern::Group {
                inner,
                variables,
                aggregates,
            } => self.group(*inner, variables, aggregates, graph),
            GraphPattern::Graph { name, inner } => {
                let found = self.graph(&name, *inner);
                joined_to(graph, found)
            }
            GraphPattern::Service {
                name,
                inner,
                silent,
            } => {
                let name = call::as_endpoint(name);
                let asked = GraphPattern::Service {
                    name,
                    inner,
                    silent,
                };
                joined_to(graph, asked)
            }
            GraphPattern::Values { .. } => joined_to(graph, pattern),
            GraphPattern::Project { inner, variables } => GraphPattern::Project {
                inner: Box::new(self.pattern(*inner, graph)),
                variables: with_name(variables, graph),
            },
            GraphPattern::Minus { left, right } => {
                let left = self.pattern(*left, graph);
                let right = self.pattern(*right, graph);
                match graph {
                    Some(NamedNodePattern::Variable(name)) => self.minus(left, right, name),
                    _ => GraphPattern::Minus {
                        left: Box::new(left),
                        right: Box::new(right),
                    },
                }
            }
            GraphPattern::Slice {
                inner,
                start,
                length,
            } => {
                let sliced = GraphPattern::Slice {
                    inner: Box::new(self.pattern(*inner, graph)),
                    start,
                    length,
                };
                match graph {
                    // So many rows of each graph, not of all graphs together.
                    Some(NamedNodePattern::Variable(_)) => GraphPattern::Lateral {
                        left: Box::new(within(graph, nothing())),
                        right: Box::new(sliced),
                    },
                    _ => sliced,
                }
            }
            GraphPattern::Union { left, right } => {
                let left = self.pattern(*left, graph);
                let right = self.pattern(*right, graph);
                self.union(left, right)
            }
            GraphPattern::Join { .. }
            | GraphPattern::Lateral { .. }
            | GraphPattern::LeftJoin { .. }
            | GraphPattern::Filter { .. }
            | GraphPattern::OrderBy { .. }
            | GraphPattern::Distinct { .. }
            | GraphPattern::Reduced { .. } => {
                let mut pattern = pattern;
                parts(&mut pattern, &mut |part| match part {
                    Part::Pattern(inner) => *inner = self.pattern(take(inner), graph),
                    Part::Expression(inner) => self.expression(inner, graph),
                });
                alone(pattern)
            }
        }
    }

    /// Puts the patterns of EXISTS in an expression right.
    fn expression(&mut self, expression: &mut Expression, graph: Active<'_>) {
        match expression {
            Expression::Exists(inner) => **inner = self.pattern(take(inner), graph),
            other => expression_parts(other, &mut |part| self.expression(part, graph)),
        }
    }

    /// Returns a variable that no SPARQL text can spell.
    fn fresh(&mut self, what: &str) -> Variable {
        self.names += 1;
        Variable::new_unchecked(format!("·{what}{}", self.names))
    }
}

/// Returns an OPTIONAL into which the optimizer puts no values from outside.
///
/// It would join it row by row to what stands beside it, and so put values in place on its right side as well. There a
/// MINUS, a group or a LIMIT is about all solutions, not about those that agree. A projection is joined as a whole.
fn alone(pattern: GraphPattern) -> GraphPattern {
    match pattern {
        GraphPattern::LeftJoin { ref right, .. } if is_about_all(right) => {
            with_all_variables(pattern)
        }
        other => other,
    }
}

/// Returns the empty pattern, which has one empty solution.
fn nothing() -> GraphPattern {
    GraphPattern::Bgp {
        patterns: Vec::new(),
    }
}

/// Returns a pattern asked of a graph.
fn within(graph: Active<'_>, inner: GraphPattern) -> GraphPattern {
    match graph {
        None => inner,
        Some(name) => GraphPattern::Graph {
            name: name.clone(),
            inner: Box::new(inner),
        },
    }
}

/// Returns a pattern that asks nothing of the active graph, once for each graph that this is.
fn joined_to(graph: Active<'_>, pattern: GraphPattern) -> GraphPattern {
    if graph.is_none() {
        return pattern;
    }
    GraphPattern::Join {
        left: Box::new(within(graph, nothing())),
        right: Box::new(pattern),
    }
}

/// Returns variables with that of the active graph.
fn with_name(mut variables: Vec<Variable>, graph: Active<'_>) -> Vec<Variable> {
    if let Some(NamedNodePattern::Variable(name)) = graph {
        variables.push(name.clone());
    }
    variables
}
