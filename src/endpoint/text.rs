//! A pattern as text of SPARQL 1.1 that any engine with a published dataset understands.
//!
//! Patterns of the default graph are asked of the merged graph. `GRAPH ?g` means claims, and an engine may hold other
//! graphs, so the list of graphs is asked as well. Names that no SPARQL text can spell get others, blank nodes have names
//! that are known for such, and braces stand where a FILTER would otherwise reach further than it should.

use super::form::Content;
use super::names::plain_names;
use crate::lineage::walk::{Part, expression_parts, parts};
use crate::lineage::{EvaluationError, always_bound, plan::variables_of, text_of_query};
use crate::vocabulary::published::{self, Layout};
use oxigraph::model::{Literal, Variable};
use rustc_hash::FxHashMap;
use spargebra::Query;
use spargebra::algebra::{Expression, Function, GraphPattern};
use spargebra::term::{NamedNodePattern, TriplePattern};
use std::mem::take;

/// A query as an engine is asked it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Text {
    /// The query.
    pub(super) query: String,
    /// Whether the merged graph is the default graph of the request; otherwise the query names it.
    pub(super) merged: bool,
    /// How many rows it asks for at most.
    pub(super) limit: Option<usize>,
    /// What is to be known of its values.
    pub(super) content: Content,
    /// Variables under the names that they have there.
    pub(super) names: FxHashMap<String, Variable>,
}

impl Text {
    /// Gives the columns of an answer the names of the variables that they are.
    pub(super) fn rename(&self, columns: &mut [String]) {
        for name in columns {
            if let Some(variable) = self.names.get(name) {
                *name = variable.as_str().to_owned();
            }
        }
    }
}

/// Returns the text of a SELECT query of a pattern.
///
/// # Errors
/// Where the pattern uses what SPARQL 1.1 has not.
pub(super) fn text_of(
    pattern: &GraphPattern,
    base: Option<&str>,
    layout: &Layout,
) -> Result<Text, EvaluationError> {
    let mut pattern = pattern.clone();
    let limit = limit_of(&pattern);
    let merged = !names_graphs(&mut pattern);
    let mut writer = Writer { layout, tags: 0 };
    if !merged {
        writer.in_graphs(&mut pattern, false);
    }
    writer.portable(&mut pattern)?;
    Ok(Text {
        limit,
        ..written(pattern, base, merged)
    })
}

/// Returns a pattern of the default graph as one that names the merged graph.
///
/// # Errors
/// Where the pattern uses what SPARQL 1.1 has not.
pub(super) fn in_merged(
    mut pattern: GraphPattern,
    layout: &Layout,
) -> Result<GraphPattern, EvaluationError> {
    let mut writer = Writer { layout, tags: 0 };
    writer.in_graphs(&mut pattern, false);
    writer.portable(&mut pattern)?;
    isolate(&mut pattern);
    Ok(pattern)
}

/// Writes a pattern that an engine understands.
pub(super) fn written(mut pattern: GraphPattern, base: Option<&str>, merged: bool) -> Text {
    let names = plain_names(&mut pattern);
    let query = Query::Select {
        dataset: None,
        pattern,
        base_iri: base.and_then(|base| oxiri::Iri::parse(base.to_owned()).ok()),
    };
    Text {
        query: text_of_query(&query),
        merged,
        limit: None,
        content: Content::Terms,
        names,
    }
}

fn limit_of(pattern: &GraphPattern) -> Option<usize> {
    match pattern {
        GraphPattern::Slice { length, inner, .. } => length.or_else(|| limit_of(inner)),
        GraphPattern::Project { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner } => limit_of(inner),
        _ => None,
    }
}

/// Says whether a pattern names graphs.
fn names_graphs(pattern: &mut GraphPattern) -> bool {
    fn in_expression(expression: &mut Expression) -> bool {
        if let Expression::Exists(pattern) = expression {
            return names_graphs(pattern);
        }
        let mut found = false;
        expression_parts(expression, &mut |part| found |= in_expression(part));
        found
    }
    if matches!(pattern, GraphPattern::Graph { .. }) {
        return true;
    }
    let mut found = false;
    parts(pattern, &mut |part| {
        found |= match part {
            Part::Pattern(inner) => names_graphs(inner),
            Part::Expression(expression) => in_expression(expression),
        };
    });
    found
}

struct Writer<'a> {
    layout: &'a Layout,
    tags: usize,
}

impl Writer<'_> {
    /// Puts patterns of the default graph into the merged graph, and asks of each named graph that it is a claim.
    fn in_graphs(&mut self, pattern: &mut GraphPattern, named: bool) {
        match pattern {
            GraphPattern::Bgp { patterns } if patterns.is_empty() => {}
            GraphPattern::Bgp { .. } | GraphPattern::Path { .. } => {
                if !named {
                    *pattern = GraphPattern::Graph {
                        name: self.layout.merged().into(),
                        inner: Box::new(take(pattern)),
                    };
                }
            }
            GraphPattern::Graph { name, inner } => {
                self.in_graphs(inner, true);
                let listed = self.is_claim(name.clone());
                *pattern = GraphPattern::Join {
                    left: Box::new(listed),
                    right: Box::new(take(pattern)),
                };
            }
            GraphPattern::Service { .. } => {}
            _ => parts(pattern, &mut |part| match part {
                Part::Pattern(inner) => self.in_graphs(inner, named),
                Part::Expression(expression) => self.expression_in_graphs(expression, named),
            }),
        }
    }

    fn expression_in_graphs(&mut self, expression: &mut Expression, named: bool) {
        match expression {
            Expression::Exists(pattern) => self.in_graphs(pattern, named),
            _ => expression_parts(expression, &mut |part| {
                self.expression_in_graphs(part, named);
            }),
        }
    }

    fn is_claim(&self, name: NamedNodePattern) -> GraphPattern {
        GraphPattern::Graph {
            name: self.layout.graphs().into(),
            inner: Box::new(GraphPattern::Bgp {
                patterns: vec![TriplePattern {
                    subject: match name {
                        NamedNodePattern::NamedNode(node) => node.into(),
                        NamedNodePattern::Variable(variable) => variable.into(),
                    },
                    predicate: published::HOLDS.into_owned().into(),
                    object: published::CLAIM.into_owned().into(),
                }],
            }),
        }
    }

    /// Says in other words what engines may not know, or would take for something else.
    fn portable(&mut self, pattern: &mut GraphPattern) -> Result<(), EvaluationError> {
        let mut outcome = Ok(());
        if let GraphPattern::Lateral { .. } = pattern {
            return Err(EvaluationError::Engine(
                "LATERAL is no SPARQL 1.1, and not asked of an endpoint".to_owned(),
            ));
        }
        parts(pattern, &mut |part| {
            let of_part = match part {
                Part::Pattern(inner) => self.portable(inner),
                Part::Expression(expression) => self.portable_expression(expression),
            };
            if outcome.is_ok() {
                outcome = of_part;
            }
        });
        match pattern {
            GraphPattern::Join { left, .. } | GraphPattern::Minus { left, .. } => isolate(left),
            GraphPattern::LeftJoin { left, right, .. } => {
                isolate(left);
                // Its FILTER would be the condition of the OPTIONAL, which sees the left side.
                isolate(right);
            }
            GraphPattern::Extend {
                inner,
                variable,
                expression,
            } => {
                self.as_optional(inner, expression);
                guard(expression, &always_bound(inner));
                if filters_on(inner, variable) {
                    isolate(inner);
                }
            }
            _ => {}
        }
        outcome
    }

    /// Says EXISTS in a BIND as OPTIONAL: not every engine knows it outside a FILTER.
    ///
    /// Only where every variable that both share is bound already, so that the OPTIONAL binds nothing but what tells of it.
    fn as_optional(&mut self, inner: &mut GraphPattern, expression: &mut Expression) {
        let Expression::Exists(pattern) = expression else {
            return expression_parts(expression, &mut |part| self.as_optional(inner, part));
        };
        let bound = always_bound(inner);
        let mut shared = variables_of(pattern);
        let visible = variables_of(inner);
        shared.retain(|variable| visible.contains(variable));
        let is_sure = is_plain_pattern(pattern) && shared.iter().all(|one| bound.contains(one));
        if !is_sure || shared.is_empty() {
            return;
        }
        self.tags += 1;
        let tag = Variable::new_unchecked(format!("·exists{}", self.tags));
        let tagged = GraphPattern::Extend {
            inner: take(pattern),
            variable: tag.clone(),
            expression: Expression::Literal(1.into()),
        };
        shared.push(tag.clone());
        *inner = GraphPattern::LeftJoin {
            left: Box::new(take(inner)),
            right: Box::new(GraphPattern::Distinct {
                inner: Box::new(GraphPattern::Project {
                    inner: Box::new(tagged),
                    variables: shared,
                }),
            }),
            expression: None,
        };
        *expression = Expression::Bound(tag);
    }

    fn portable_expression(&mut self, expression: &mut Expression) -> Result<(), EvaluationError> {
        if let Expression::Exists(pattern) = expression {
            return self.portable(pattern);
        }
        let mut outcome = Ok(());
        expression_parts(expression, &mut |part| {
            let of_part = self.portable_expression(part);
            if outcome.is_ok() {
                outcome = of_part;
            }
        });
        // `!!` and `--` are no SPARQL 1.1, and the serialiser sets no brackets.
        match expression {
            Expression::Not(inner) if matches!(**inner, Expression::Not(_)) => {
                let twice = Box::new(take_expression(inner));
                **inner = Expression::And(twice, Box::new(Expression::Literal(true.into())));
            }
            Expression::UnaryMinus(inner) | Expression::UnaryPlus(inner)
                if matches!(
                    **inner,
                    Expression::UnaryMinus(_) | Expression::UnaryPlus(_)
                ) =>
            {
                let twice = Box::new(take_expression(inner));
                **inner = Expression::Add(twice, Box::new(Expression::Literal(0.into())));
            }
            _ => {}
        }
        // Blank nodes were given IRIs.
        if let Expression::FunctionCall(function @ (Function::IsBlank | Function::IsIri), arguments) =
            expression
            && let [term] = arguments.as_slice()
        {
            let start =
                Literal::new_simple_literal(format!("{}genid/", self.layout.base().as_str()));
            let is_iri = Expression::FunctionCall(Function::IsIri, vec![term.clone()]);
            let text = Expression::FunctionCall(Function::Str, vec![term.clone()]);
            let is_blank = Expression::FunctionCall(Function::StrStarts, vec![text, start.into()]);
            *expression = Expression::And(
                Box::new(is_iri),
                Box::new(match function {
                    Function::IsBlank => is_blank,
                    _ => Expression::Not(Box::new(is_blank)),
                }),
            );
        }
        outcome
    }
}

/// Has CONCAT fail where a variable is unbound: an engine may take that for an empty text.
fn guard(expression: &mut Expression, bound: &[Variable]) {
    expression_parts(expression, &mut |part| guard(part, bound));
    let Expression::FunctionCall(Function::Concat, arguments) = expression else {
        return;
    };
    let open = arguments.iter().filter_map(|argument| match argument {
        Expression::Variable(variable) if !bound.contains(variable) => Some(variable.clone()),
        _ => None,
    });
    for variable in open.collect::<Vec<_>>() {
        let whole = Box::new(take_expression(expression));
        let unbound = Box::new(Expression::Variable(variable.clone()));
        *expression = Expression::If(Box::new(Expression::Bound(variable)), whole, unbound);
    }
}

fn take_expression(expression: &mut Expression) -> Expression {
    std::mem::replace(expression, Expression::Literal(true.into()))
}

/// Says whether a pattern is made of triples and graphs alone.
fn is_plain_pattern(pattern: &GraphPattern) -> bool {
    match pattern {
        GraphPattern::Bgp { .. } => true,
        GraphPattern::Join { left, right } => is_plain_pattern(left) && is_plain_pattern(right),
        GraphPattern::Graph { inner, .. } => is_plain_pattern(inner),
        _ => false,
    }
}

/// Puts a pattern into braces where a FILTER in it would reach what is written behind it.
fn isolate(pattern: &mut GraphPattern) {
    if ends_open(pattern) {
        *pattern = GraphPattern::Join {
            left: Box::new(GraphPattern::default()),
            right: Box::new(take(pattern)),
        };
    }
}

/// Says whether a FILTER stands in the same braces as what is written behind the pattern.
fn ends_open(pattern: &GraphPattern) -> bool {
    match pattern {
        GraphPattern::Filter { .. } => true,
        GraphPattern::Extend { inner, .. } => ends_open(inner),
        GraphPattern::LeftJoin { left, .. } | GraphPattern::Minus { left, .. } => ends_open(left),
        GraphPattern::Join { left, right } => {
            // A filter on the right stands in braces of its own, unless it lies deeper in a join.
            ends_open(left) || matches!(**right, GraphPattern::Join { .. }) && ends_open(right)
        }
        _ => false,
    }
}

/// Says whether a FILTER of the same braces mentions a variable.
fn filters_on(pattern: &GraphPattern, variable: &Variable) -> bool {
    match pattern {
        GraphPattern::Filter { expr, inner } => {
            let name = variable.to_string();
            expr.to_string().contains(&name) || filters_on(inner, variable)
        }
        GraphPattern::Extend { inner, .. } => filters_on(inner, variable),
        _ => false,
    }
}
