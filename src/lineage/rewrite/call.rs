//! GROUP_CONCAT and BNODE.

use super::super::walk::{expression_parts, for_parts};
use super::{Active, Rewriter};
use oxigraph::model::{BlankNode, NamedNode, NamedNodeRef, Term, Variable};
use spargebra::algebra::{
    AggregateExpression, AggregateFunction, Expression, Function, GraphPattern,
};
use spargebra::term::NamedNodePattern;
use std::fmt::Write;
use std::mem::replace;

/// The function that makes the blank node of a solution and a text; no query text can call it.
pub(in crate::lineage) const FRESH_BLANK: NamedNodeRef<'_> =
    NamedNodeRef::new_unchecked("synergraph-function:·blank");

/// Starts the names of endpoints, so that none is a term of the store, which the evaluator would not hand out.
const ENDPOINT: &str = "synergraph-endpoint:";

/// Returns the name under which an endpoint is asked.
pub(super) fn as_endpoint(name: NamedNodePattern) -> NamedNodePattern {
    match name {
        NamedNodePattern::NamedNode(node) if !node.as_str().starts_with(ENDPOINT) => {
            NamedNode::new_unchecked(format!("{ENDPOINT}{}", node.as_str())).into()
        }
        other => other,
    }
}

/// Returns the endpoint that is asked under a name.
pub(in crate::lineage) fn endpoint_of(name: &NamedNode) -> NamedNode {
    match name.as_str().strip_prefix(ENDPOINT) {
        Some(iri) => NamedNode::new_unchecked(iri),
        None => name.clone(),
    }
}

/// Returns the blank node of a solution, told by its first argument, and a text, its second.
pub(in crate::lineage) fn fresh_blank(arguments: &[Term]) -> Option<Term> {
    let [Term::Literal(solution), Term::Literal(text)] = arguments else {
        return None;
    };
    if text.datatype() != oxigraph::model::vocab::xsd::STRING {
        return None;
    }
    let mut label = format!("s{}t", solution.value().replace('-', ""));
    for byte in text.value().bytes() {
        write!(label, "{byte:02x}").ok()?;
    }
    Some(BlankNode::new(label).ok()?.into())
}

/// Variables with the aggregates whose text without language tag they are to be.
type Texts = Vec<(Variable, Variable)>;

/// Returns a pattern that also binds the texts.
pub(super) fn extended(pattern: GraphPattern, texts: &Texts) -> GraphPattern {
    texts
        .iter()
        .fold(pattern, |inner, (variable, tagged)| GraphPattern::Extend {
            inner: Box::new(inner),
            variable: variable.clone(),
            expression: Expression::FunctionCall(
                Function::Str,
                vec![Expression::Variable(tagged.clone())],
            ),
        })
}

impl Rewriter {
    /// Rewrites aggregates; the result of GROUP_CONCAT is a string without language.
    pub(super) fn aggregates(
        &mut self,
        mut aggregates: Vec<(Variable, AggregateExpression)>,
        graph: Active<'_>,
    ) -> (Vec<(Variable, AggregateExpression)>, Texts) {
        let mut texts = Vec::new();
        for (variable, aggregate) in &mut aggregates {
            if let AggregateExpression::FunctionCall { name, expr, .. } = aggregate {
                self.expression(expr, graph);
                if let AggregateFunction::GroupConcat { .. } = name {
                    let tagged = self.fresh("tagged");
                    texts.push((replace(variable, tagged.clone()), tagged));
                }
            }
        }
        (aggregates, texts)
    }

    /// Rewrites a chain of BINDs; `BNODE(text)` is one node in all of the chain and another in the next solution.
    pub(super) fn extend(&mut self, mut below: GraphPattern, graph: Active<'_>) -> GraphPattern {
        let mut chain = Vec::new();
        while let GraphPattern::Extend {
            inner,
            variable,
            expression,
        } = below
        {
            chain.push((variable, expression));
            below = *inner;
        }
        let mut found = self.pattern(below, graph);
        let mut solution = None;
        if chain.iter().any(|(_, expression)| names_blanks(expression)) {
            let number = self.fresh("solution");
            found = GraphPattern::Extend {
                inner: Box::new(found),
                variable: number.clone(),
                expression: Expression::FunctionCall(Function::StrUuid, Vec::new()),
            };
            solution = Some(number);
        }
        for (variable, mut expression) in chain.into_iter().rev() {
            self.expression(&mut expression, graph);
            if let Some(solution) = &solution {
                blanks_of(&mut expression, solution);
            }
            found = GraphPattern::Extend {
                inner: Box::new(found),
                variable,
                expression,
            };
        }
        found
    }
}

fn names_blanks(expression: &Expression) -> bool {
    if let Expression::FunctionCall(Function::BNode, arguments) = expression
        && !arguments.is_empty()
    {
        return true;
    }
    let mut found = false;
    for_parts(expression, &mut |part| found |= names_blanks(part));
    found
}

/// Makes every `BNODE(text)` of an expression one of the solution.
fn blanks_of(expression: &mut Expression, solution: &Variable) {
    expression_parts(expression, &mut |part| blanks_of(part, solution));
    if let Expression::FunctionCall(function @ Function::BNode, arguments) = expression
        && !arguments.is_empty()
    {
        *function = Function::Custom(FRESH_BLANK.into_owned());
        arguments.insert(0, Expression::Variable(solution.clone()));
    }
}
