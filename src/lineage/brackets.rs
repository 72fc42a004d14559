//! Queries as text that means what they do: `spargebra` writes sums and products without brackets.

use super::walk::{Part, expression_parts, parts};
use oxigraph::model::NamedNode;
use spargebra::Query;
use spargebra::algebra::{Expression, Function, GraphPattern};

/// A function that no query has, in whose place brackets are written.
const BRACKETS: &str = "urn:x-synergraph:brackets";

/// Returns the text of a query.
pub fn text_of_query(query: &Query) -> String {
    let mut query = query.clone();
    match &mut query {
        Query::Select { pattern, .. }
        | Query::Construct { pattern, .. }
        | Query::Describe { pattern, .. }
        | Query::Ask { pattern, .. } => in_pattern(pattern),
    }
    query.to_string().replace(&format!("<{BRACKETS}>("), "(")
}

fn in_pattern(pattern: &mut GraphPattern) {
    parts(pattern, &mut |part| match part {
        Part::Pattern(inner) => in_pattern(inner),
        Part::Expression(expression) => in_expression(expression),
    });
}

fn in_expression(expression: &mut Expression) {
    use Expression as E;
    if let E::Exists(pattern) = expression {
        return in_pattern(pattern);
    }
    expression_parts(expression, &mut in_expression);
    match expression {
        E::Add(a, b) | E::Subtract(a, b) | E::Multiply(a, b) | E::Divide(a, b) => {
            bracket(a);
            bracket(b);
        }
        E::UnaryPlus(a) | E::UnaryMinus(a) | E::Not(a) => bracket(a),
        _ => (),
    }
}

/// Puts brackets around an expression that is written without.
fn bracket(expression: &mut Expression) {
    use Expression as E;
    if let E::Add(..)
    | E::Subtract(..)
    | E::Multiply(..)
    | E::Divide(..)
    | E::UnaryPlus(_)
    | E::UnaryMinus(_)
    | E::Not(_) = expression
    {
        let inner = std::mem::replace(expression, E::Coalesce(Vec::new()));
        let brackets = Function::Custom(NamedNode::new_unchecked(BRACKETS));
        *expression = E::FunctionCall(brackets, vec![inner]);
    }
}
