//! Questions for the graphs that hold the triples of a pattern.

use super::Publication;
use super::form::Content;
use super::text::{Text, in_merged, written};
use super::ways::Way;
use crate::lineage::{EvaluationError, plan::variables_of};
use crate::vocabulary::published::{self, Layout};
use oxigraph::model::{Literal, NamedNode, NamedNodeRef, Variable};
use spargebra::algebra::{Expression, Function, GraphPattern};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};

/// Where one part of the hashes ends and the next begins, in hexadecimal digits.
const BOUNDS: [&str; 3] = ["4", "8", "c"];

/// Returns the question about each triple pattern, and the one about what the claims say of themselves if any does.
///
/// # Errors
/// Where a pattern uses what SPARQL 1.1 has not.
pub(super) fn texts(
    ways: &[Way],
    base: Option<&str>,
    publication: &Publication,
) -> Result<Vec<Text>, EvaluationError> {
    let layout = &publication.layout;
    let [property, value] = ["·property", "·value"].map(Variable::new_unchecked);
    let mut all = Vec::with_capacity(ways.len() + 1);
    let mut any: Option<GraphPattern> = None;
    for way in ways {
        let held = held(way, None, layout)?;
        all.push(question(held.clone(), &way.1, base, layout));
        any = Some(match any {
            None => held,
            Some(others) => GraphPattern::Union {
                left: Box::new(others),
                right: Box::new(held),
            },
        });
    }
    if !publication.describes_claims {
        return Ok(all);
    }
    let claim = published::CLAIM.into_owned();
    let described = both(
        both(any.unwrap_or_default(), listed(claim.into(), layout)),
        within(
            layout.merged().into(),
            about_graph(property.clone().into(), value.clone().into()),
        ),
    );
    let question = distinct(described, vec![graph(), property, value]);
    all.push(written(question, base, false));
    Ok(all)
}

/// Returns the question about a triple pattern in parts, which together have all its rows, and none twice.
///
/// They are told apart by a hash of one of its variables; of a triple pattern without variables there are none.
///
/// # Errors
/// As for [`texts`].
pub(super) fn parts(
    way: &Way,
    base: Option<&str>,
    layout: &Layout,
) -> Result<Vec<Text>, EvaluationError> {
    let Some(variable) = variables_of_triple(&way.1).into_iter().next() else {
        return Ok(Vec::new());
    };
    let call = |function, inner| Expression::FunctionCall(function, vec![inner]);
    let hash = call(
        Function::Md5,
        call(Function::Str, Expression::Variable(variable)),
    );
    let bound = |text: &str| Box::new(Literal::new_simple_literal(text).into());
    let below = |end: &str| Expression::Less(Box::new(hash.clone()), bound(end));
    let from = |start: &str| Expression::GreaterOrEqual(Box::new(hash.clone()), bound(start));
    let [first, .., last] = BOUNDS;
    let between = BOUNDS.windows(2).map(|pair| {
        let [from, below] = [from(pair[0]), below(pair[1])];
        Expression::And(Box::new(from), Box::new(below))
    });
    let conditions = [below(first)]
        .into_iter()
        .chain(between)
        .chain([from(last)]);
    conditions
        .map(|condition| {
            let held = held(way, Some(condition), layout)?;
            Ok(question(held, &way.1, base, layout))
        })
        .collect()
}

/// Returns the variables of a triple pattern.
pub(super) fn variables_of_triple(triple: &TriplePattern) -> Vec<Variable> {
    variables_of(&GraphPattern::Bgp {
        patterns: vec![triple.clone()],
    })
}

/// Returns the triples of a pattern's solutions with the graphs that hold them, as far as a condition holds.
fn held(
    (pattern, triple): &Way,
    condition: Option<Expression>,
    layout: &Layout,
) -> Result<GraphPattern, EvaluationError> {
    let seen = variables_of_triple(triple);
    let held = within(graph().into(), triple.clone());
    if seen.is_empty() {
        return Ok(held);
    }
    let mut solved = in_merged(pattern.clone(), layout)?;
    if let Some(expr) = condition {
        solved = GraphPattern::Filter {
            expr,
            inner: Box::new(solved),
        };
    }
    // A sub-SELECT, so that the pattern is solved before anything is looked up: in one join, an engine may begin with the graphs.
    Ok(both(distinct(solved, seen), held))
}

fn question(
    held: GraphPattern,
    triple: &TriplePattern,
    base: Option<&str>,
    layout: &Layout,
) -> Text {
    let mut variables = variables_of_triple(triple);
    variables.push(graph());
    let kind = Variable::new_unchecked("·kind");
    let pattern = GraphPattern::Project {
        inner: Box::new(both(held, listed(kind.into(), layout))),
        variables,
    };
    Text {
        content: Content::Texts,
        ..written(pattern, base, false)
    }
}

fn graph() -> Variable {
    Variable::new_unchecked("·graph")
}

/// Returns that the list of graphs has the graph, as one of some kind.
fn listed(kind: TermPattern, layout: &Layout) -> GraphPattern {
    let holds: NamedNodeRef<'_> = published::HOLDS;
    let holds: NamedNode = holds.into_owned();
    within(layout.graphs().into(), about_graph(holds.into(), kind))
}

fn about_graph(property: NamedNodePattern, value: TermPattern) -> TriplePattern {
    TriplePattern {
        subject: graph().into(),
        predicate: property,
        object: value,
    }
}

fn both(left: GraphPattern, right: GraphPattern) -> GraphPattern {
    GraphPattern::Join {
        left: Box::new(left),
        right: Box::new(right),
    }
}

fn within(name: NamedNodePattern, triple: TriplePattern) -> GraphPattern {
    GraphPattern::Graph {
        name,
        inner: Box::new(GraphPattern::Bgp {
            patterns: vec![triple],
        }),
    }
}

fn distinct(inner: GraphPattern, variables: Vec<Variable>) -> GraphPattern {
    GraphPattern::Distinct {
        inner: Box::new(GraphPattern::Project {
            inner: Box::new(inner),
            variables,
        }),
    }
}
