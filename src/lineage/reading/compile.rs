//! Looks up a recipe's variables in the columns of a table.

use super::absence::Absent;
use super::matcher::Matcher;
use super::way::Walk;
use super::{GraphSlot, Reading, Slot};
use crate::lineage::plan::{Graph, Recipe, Seen};
use crate::lineage::rewrite::endpoint_of;
use crate::lineage::value::{Value, Values};
use crate::store::{Cell, TermId};
use oxigraph::model::{NamedNode, Term, Variable};
use rustc_hash::FxHashMap;
use spargebra::term::{NamedNodePattern, TermPattern};
use std::cell::OnceCell;
use std::sync::Arc;

impl Slot {
    pub(super) fn value(self, row: &[Value]) -> Value {
        match self {
            Self::Column(at) => row[at],
            Self::Constant(value) => value,
            Self::Unknown => Value::UNBOUND,
        }
    }

    pub(super) fn id(self, row: &[Value], values: &Values<'_>) -> Option<TermId> {
        values.id(self.value(row))
    }
}

/// Returns the recipe with its variables looked up in a table.
pub(super) fn compile<'a>(
    recipe: &'a Recipe,
    columns: &FxHashMap<Variable, usize>,
    values: &Values<'a>,
    members: bool,
) -> Reading<'a> {
    let part = |recipe: &'a Recipe| compile(recipe, columns, values, members);
    let variable = |variable: &Variable| match columns.get(variable) {
        Some(at) => Slot::Column(*at),
        None => Slot::Unknown,
    };
    let term = |pattern: &TermPattern| match pattern {
        TermPattern::Variable(name) => variable(name),
        TermPattern::BlankNode(_) => Slot::Unknown,
        TermPattern::NamedNode(node) => constant(node.clone().into(), values),
        TermPattern::Literal(literal) => constant(literal.clone().into(), values),
    };
    let name = |pattern: &NamedNodePattern| match pattern {
        NamedNodePattern::NamedNode(node) => constant(NamedNode::clone(node).into(), values),
        NamedNodePattern::Variable(name) => variable(name),
    };
    let slot = |graph: &Graph| match graph {
        Graph::Default => GraphSlot::Default,
        Graph::Named(pattern) => GraphSlot::Named(name(pattern)),
    };
    match recipe {
        Recipe::Nothing => Reading::Nothing,
        Recipe::All(recipes) => Reading::All(recipes.iter().map(part).collect()),
        Recipe::Triple(triple, graph) => Reading::Triple(
            [
                term(&triple.subject),
                name(&triple.predicate),
                term(&triple.object),
            ],
            slot(graph),
        ),
        Recipe::Path(subject, path, object, graph) => Reading::Path(Walk {
            subject: term(subject),
            path,
            object: term(object),
            graph: slot(graph),
            text: path.to_string().into(),
        }),
        Recipe::Choice(tag, first, second) => match columns.get(tag) {
            Some(at) => Reading::Choice(
                *at,
                [values.of_literal(0), values.of_literal(1)],
                Box::new([part(first), part(second)]),
            ),
            None => Reading::Lost("the tag of a UNION is out of scope".into()),
        },
        Recipe::Optional(tag, inner) => match columns.get(tag) {
            Some(at) => Reading::Optional(*at, Box::new(part(inner))),
            None => Reading::Lost("the tag of an OPTIONAL is out of scope".into()),
        },
        Recipe::Either(sides) => {
            let sides: Option<_> = sides
                .iter()
                .map(|(tag, recipe)| Some((*columns.get(tag)?, part(recipe))))
                .collect();
            match sides {
                Some(sides) => Reading::Either(values.of_literal(1), sides),
                None => Reading::Lost("the tag of a condition is out of scope".into()),
            }
        }
        Recipe::Rows(level, held) => Reading::Rows {
            columns: held.iter().map(|key| columns.get(key).copied()).collect(),
            level,
            members: members && level.bag,
            derivations: OnceCell::new(),
        },
        Recipe::Exists(witness) => {
            let columns = places(&witness.seen, &witness.graph, columns);
            Reading::Exists {
                witness,
                matcher: match values.engine {
                    None => Matcher::of(witness, &columns, values),
                    Some(_) => None,
                },
                absence: Absent::new(&witness.written, &columns),
                names: columns.iter().map(|(name, _)| name.clone()).collect(),
                columns: columns.into_iter().map(|(_, at)| Some(at)).collect(),
                matches: OnceCell::new(),
                found: Default::default(),
            }
        }
        Recipe::Absent(pattern, graph, seen) => {
            Reading::Absent(Absent::new(pattern, &places(seen, graph, columns)))
        }
        Recipe::Service(NamedNodePattern::NamedNode(name)) => {
            Reading::Endpoint(Arc::new(endpoint_of(name)))
        }
        Recipe::Service(NamedNodePattern::Variable(_)) => {
            Reading::Lost("the endpoint of a SERVICE is a variable".into())
        }
    }
}

fn constant(term: Term, values: &Values<'_>) -> Slot {
    Slot::Constant(match values.view.store.id(&term) {
        Some(id) => id.into(),
        None => values.of_cell(Cell::Computed(term.into())),
    })
}

/// Returns the columns of the variables that a condition sees, and of the one that names its graph.
fn places(
    seen: &Seen,
    graph: &Graph,
    columns: &FxHashMap<Variable, usize>,
) -> Vec<(Variable, usize)> {
    let named = match graph {
        Graph::Named(NamedNodePattern::Variable(name)) => Some((name, name)),
        _ => None,
    };
    let mut places: Vec<(Variable, usize)> = seen
        .iter()
        .map(|(variable, held)| (variable, held))
        .chain(named.filter(|(name, _)| seen.iter().all(|(variable, _)| variable != *name)))
        .filter_map(|(variable, held)| Some((variable.clone(), *columns.get(held)?)))
        .collect();
    places.sort_unstable_by_key(|(_, at)| *at);
    places
}
