//! GRAPH with a variable, in its own scope.
//!
//! `spareval` 0.2 gives the name of the graph to every triple pattern inside, so that the variable is seen where the
//! standard has it unbound (FILTER, OPTIONAL, MINUS) and lost where there is no triple pattern (VALUES, BIND) or a
//! scope of its own (sub-SELECT, aggregates). Here the triple patterns get a variable that nothing inside mentions,
//! whatever groups or projects keeps it, and the variable of the query is joined outside.

use super::super::bound::always_bound;
use super::super::plan::{mentions, variables_of};
use super::{Active, Rewriter, joined_to, nothing, with_name, within};
use oxigraph::model::Variable;
use spargebra::algebra::{AggregateExpression, Expression, GraphPattern};
use spargebra::term::NamedNodePattern;

impl Rewriter {
    /// Rewrites `GRAPH name { inner }`.
    pub(super) fn graph(&mut self, name: &NamedNodePattern, inner: GraphPattern) -> GraphPattern {
        let variable = match name {
            NamedNodePattern::Variable(variable) if mentions(&inner, variable) => variable,
            _ => return self.pattern(inner, Some(name)),
        };
        let own = self.fresh("graph");
        let inside = self.pattern(inner, Some(&own.clone().into()));
        let names = GraphPattern::Extend {
            inner: Box::new(within(Some(&own.clone().into()), nothing())),
            variable: variable.clone(),
            expression: Expression::Variable(own),
        };
        GraphPattern::Join {
            left: Box::new(inside),
            right: Box::new(names),
        }
    }

    /// Rewrites a GROUP BY: each graph has groups of its own.
    pub(super) fn group(
        &mut self,
        inner: GraphPattern,
        variables: Vec<Variable>,
        aggregates: Vec<(Variable, AggregateExpression)>,
        graph: Active<'_>,
    ) -> GraphPattern {
        let counts_distinct = aggregates.iter().any(|(_, aggregate)| {
            matches!(
                aggregate,
                AggregateExpression::CountSolutions { distinct: true }
            )
        });
        let seen = counts_distinct.then(|| {
            let mut seen = variables_of(&inner);
            seen.retain(|variable| !variable.as_str().starts_with('·'));
            with_name(seen, graph)
        });
        let mut inner = self.pattern(inner, graph);
        if let Some(variables) = seen {
            // What only the evaluator sees makes no solution another one.
            inner = GraphPattern::Project {
                inner: Box::new(inner),
                variables,
            };
        }
        let (aggregates, texts) = self.aggregates(aggregates, graph);
        let group = |inner: GraphPattern, variables: Vec<Variable>| {
            super::call::extended(
                GraphPattern::Group {
                    inner: Box::new(inner),
                    variables,
                    aggregates: aggregates.clone(),
                },
                &texts,
            )
        };
        if !variables.is_empty() || graph.is_none() {
            return group(inner, with_name(variables, graph));
        }
        if let Some(NamedNodePattern::NamedNode(_)) = graph {
            // Of a graph that is not there, there is not even an empty group.
            return joined_to(graph, group(inner, Vec::new()));
        }
        // Without keys a graph with no solutions has a group all the same.
        let without_solutions = GraphPattern::Filter {
            expr: Expression::Not(Box::new(Expression::Exists(Box::new(inner.clone())))),
            inner: Box::new(within(graph, nothing())),
        };
        let empty = GraphPattern::Values {
            variables: Vec::new(),
            bindings: Vec::new(),
        };
        let of_none = GraphPattern::Join {
            left: Box::new(without_solutions),
            right: Box::new(group(empty, Vec::new())),
        };
        self.union(group(inner, with_name(Vec::new(), graph)), of_none)
    }
}

impl Rewriter {
    /// Returns a MINUS inside each graph of a variable.
    ///
    /// A solution is taken away by another that agrees with it and shares a variable with it. Both carry the name of the
    /// graph, which must count for agreeing and must not count for sharing. So one truly shared variable at a time has to
    /// be bound on both sides.
    pub(super) fn minus(
        &mut self,
        left: GraphPattern,
        right: GraphPattern,
        name: &Variable,
    ) -> GraphPattern {
        let of_right = variables_of(&right);
        let shared: Vec<Variable> = variables_of(&left)
            .into_iter()
            .filter(|variable| variable != name && of_right.contains(variable))
            .collect();
        let subtract = |left: GraphPattern, right: GraphPattern| GraphPattern::Minus {
            left: Box::new(left),
            right: Box::new(right),
        };
        let (sure_left, sure_right) = (always_bound(&left), always_bound(&right));
        if shared
            .iter()
            .any(|variable| sure_left.contains(variable) && sure_right.contains(variable))
        {
            return subtract(left, right);
        }
        shared.into_iter().fold(left, |left, variable| {
            let bound = Expression::Bound(variable);
            let filter = |inner: &GraphPattern, expr: Expression| GraphPattern::Filter {
                expr,
                inner: Box::new(inner.clone()),
            };
            let without = filter(&left, Expression::Not(Box::new(bound.clone())));
            let with = subtract(filter(&left, bound.clone()), filter(&right, bound));
            self.union(without, with)
        })
    }
}
