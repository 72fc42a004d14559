//! Property paths as section 18.4 of the standard takes them apart.
//!
//! `spareval` 0.2 makes a set of the two sides of `a|b`, where the standard adds them up, and walks zero steps only
//! from terms that the graph has, where the standard walks zero steps from any term that the query names.

use super::super::path::may_be_empty;
use super::{Active, Rewriter, joined_to, nothing, within};
use spargebra::algebra::{Expression, GraphPattern, PropertyPathExpression as Path};
use spargebra::term::{GroundTerm, NamedNodePattern, TermPattern, TriplePattern};

impl Rewriter {
    /// Rewrites a path between two ends, neither of which is a blank node.
    pub(super) fn path(
        &mut self,
        subject: &TermPattern,
        path: &Path,
        object: &TermPattern,
        graph: Active<'_>,
    ) -> GraphPattern {
        match path {
            Path::NamedNode(predicate) => within(
                graph,
                GraphPattern::Bgp {
                    patterns: vec![TriplePattern {
                        subject: subject.clone(),
                        predicate: NamedNodePattern::NamedNode(predicate.clone()),
                        object: object.clone(),
                    }],
                },
            ),
            Path::Reverse(inner) => self.path(object, inner, subject, graph),
            Path::Sequence(first, second) => {
                let middle = TermPattern::Variable(self.fresh("middle"));
                GraphPattern::Join {
                    left: Box::new(self.path(subject, first, &middle, graph)),
                    right: Box::new(self.path(&middle, second, object, graph)),
                }
            }
            Path::Alternative(left, right) => {
                let left = self.path(subject, left, object, graph);
                let right = self.path(subject, right, object, graph);
                self.union(left, right)
            }
            Path::ZeroOrOne(_)
            | Path::ZeroOrMore(_)
            | Path::OneOrMore(_)
            | Path::NegatedPropertySet(_) => {
                let walked = within(
                    graph,
                    GraphPattern::Path {
                        subject: subject.clone(),
                        path: path.clone(),
                        object: object.clone(),
                    },
                );
                if may_be_empty(path) {
                    self.and_itself(subject, object, walked, graph)
                } else {
                    walked
                }
            }
        }
    }
}

impl Rewriter {
    /// Returns the solutions of a path and the one of zero steps from a term that the query names.
    ///
    /// These paths give each solution once, so the walked ones must not come back to the term itself.
    fn and_itself(
        &mut self,
        subject: &TermPattern,
        object: &TermPattern,
        walked: GraphPattern,
        graph: Active<'_>,
    ) -> GraphPattern {
        let (variable, term) = match (ground(subject), ground(object), subject, object) {
            (Some(start), Some(end), ..) if start == end => return within(graph, nothing()),
            (Some(term), None, _, TermPattern::Variable(variable))
            | (None, Some(term), TermPattern::Variable(variable), _) => (variable, term),
            _ => return walked,
        };
        let named = match term.clone() {
            GroundTerm::NamedNode(node) => Expression::NamedNode(node),
            GroundTerm::Literal(literal) => Expression::Literal(literal),
        };
        let same = Expression::SameTerm(
            Box::new(Expression::Variable(variable.clone())),
            Box::new(named),
        );
        let itself = GraphPattern::Values {
            variables: vec![variable.clone()],
            bindings: vec![vec![Some(term)]],
        };
        let elsewhere = GraphPattern::Filter {
            expr: Expression::Not(Box::new(same)),
            inner: Box::new(walked),
        };
        self.union(joined_to(graph, itself), elsewhere)
    }
}

fn ground(term: &TermPattern) -> Option<GroundTerm> {
    match term {
        TermPattern::NamedNode(node) => Some(node.clone().into()),
        TermPattern::Literal(literal) => Some(literal.clone().into()),
        TermPattern::BlankNode(_) | TermPattern::Variable(_) => None,
    }
}
