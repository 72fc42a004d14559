//! Names that the evaluator can neither choose nor confuse.
//!
//! The optimizer puts variables with random names in the place of blank nodes, and orders the branches of a UNION by
//! their hash: the same query twice could give its rows in two orders, with citations one and without them another. It
//! also lets an EXISTS see variables that are bound only further out, where the standard has them free. So blank nodes
//! become variables here, numbered in the order of the text, and the free variables of an EXISTS get names of its own.
//! No SPARQL text can spell either.

use super::plan::variables_of;
use super::walk::{Part, expression_parts, parts, variables};
use oxigraph::model::{BlankNode, Variable};
use rustc_hash::FxHashMap;
use spargebra::algebra::{Expression, GraphPattern};
use spargebra::term::TermPattern;

/// Returns the pattern with such names.
pub(super) fn with_own_names(pattern: &GraphPattern) -> GraphPattern {
    let mut pattern = pattern.clone();
    Names::default().pattern(&mut pattern, &[]);
    let mut aggregates = Vec::new();
    unnamed_aggregates(&mut pattern, &mut aggregates);
    if !aggregates.is_empty() {
        variables(&mut pattern, &mut |variable| {
            if let Some(at) = aggregates.iter().position(|one| one == variable) {
                *variable = Variable::new_unchecked(format!("aggregate·{}", at + 1));
            }
        });
    }
    pattern
}

/// Collects the variables that the parser makes up for aggregates: the same text would have others each time it is read.
fn unnamed_aggregates(pattern: &mut GraphPattern, found: &mut Vec<Variable>) {
    if let GraphPattern::Group { aggregates, .. } = pattern {
        let is_random = |name: &str| name.len() > 16 && name.bytes().all(|b| b.is_ascii_hexdigit());
        let named = aggregates.iter().map(|(variable, _)| variable);
        found.extend(named.filter(|one| is_random(one.as_str())).cloned());
    }
    fn in_expression(expression: &mut Expression, found: &mut Vec<Variable>) {
        match expression {
            Expression::Exists(pattern) => unnamed_aggregates(pattern, found),
            _ => expression_parts(expression, &mut |part| in_expression(part, found)),
        }
    }
    parts(pattern, &mut |part| match part {
        Part::Pattern(inner) => unnamed_aggregates(inner, found),
        Part::Expression(expression) => in_expression(expression, found),
    });
}

/// Returns text of SPARQL with the names as a person would write them.
pub(super) fn spelled(text: &str) -> String {
    let mut text = text.replace("?·blank", "_:b");
    // What is free in an EXISTS within an EXISTS was named twice.
    while let Some((before, own)) = text.split_once("·own") {
        let name = own.split_once('·').map_or(own, |(_, name)| name);
        text = format!("{before}{name}");
    }
    // Whatever else was named here for the evaluator's sake.
    text.replace("?·", "?")
}

#[derive(Default)]
struct Names {
    blanks: FxHashMap<BlankNode, Variable>,
    exists: usize,
}

impl Names {
    /// Names what stands in a pattern; `around` are the variables that an EXISTS around it sees.
    fn pattern(&mut self, pattern: &mut GraphPattern, around: &[Variable]) {
        match pattern {
            GraphPattern::Bgp { patterns } => {
                for triple in patterns {
                    self.term(&mut triple.subject);
                    self.term(&mut triple.object);
                }
            }
            GraphPattern::Path {
                subject, object, ..
            } => {
                self.term(subject);
                self.term(object);
            }
            _ => {
                // The conditions of a pattern come after the patterns that they are about.
                let mut visible = around.to_vec();
                parts(pattern, &mut |part| match part {
                    Part::Pattern(inner) => {
                        self.pattern(inner, around);
                        visible.extend(variables_of(inner));
                    }
                    Part::Expression(expression) => self.expression(expression, &visible),
                });
            }
        }
    }

    fn expression(&mut self, expression: &mut Expression, visible: &[Variable]) {
        let Expression::Exists(pattern) = expression else {
            return expression_parts(expression, &mut |part| self.expression(part, visible));
        };
        self.exists += 1;
        let number = self.exists;
        variables(pattern, &mut |variable| {
            if !visible.contains(variable) {
                *variable = Variable::new_unchecked(format!("·own{number}·{}", variable.as_str()));
            }
        });
        self.pattern(pattern, visible);
    }

    fn term(&mut self, term: &mut TermPattern) {
        if let TermPattern::BlankNode(node) = term {
            let next = self.blanks.len() + 1;
            let variable = self
                .blanks
                .entry(node.clone())
                .or_insert_with(|| Variable::new_unchecked(format!("·blank{next}")));
            *term = variable.clone().into();
        }
    }
}
