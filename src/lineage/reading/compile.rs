//! Looks up a recipe's variables in the columns of a table.

use super::{GraphSlot, Reading, Slot};
use crate::lineage::plan::{Graph, Recipe, Seen};
use crate::lineage::solutions::Cells;
use crate::store::{Cell, TermId, View};
use oxigraph::model::{NamedNode, Term, Variable};
use rustc_hash::FxHashMap;
use spargebra::term::{NamedNodePattern, TermPattern};
use std::cell::OnceCell;

impl Slot {
    pub(super) fn cell(&self, row: &Cells) -> Option<Cell> {
        match self {
            Self::Column(at) => row[*at].clone(),
            Self::Constant(cell) => Some(cell.clone()),
            Self::Unknown => None,
        }
    }

    pub(super) fn id(&self, row: &Cells) -> Option<TermId> {
        match self {
            Self::Column(at) => row[*at].as_ref().and_then(Cell::id),
            Self::Constant(cell) => cell.id(),
            Self::Unknown => None,
        }
    }
}

/// Returns the recipe with its variables looked up in a table.
pub(super) fn compile<'a>(
    recipe: &'a Recipe,
    columns: &FxHashMap<Variable, usize>,
    view: View<'a>,
    members: bool,
) -> Reading<'a> {
    let part = |recipe: &'a Recipe| compile(recipe, columns, view, members);
    let variable = |variable: &Variable| match columns.get(variable) {
        Some(at) => Slot::Column(*at),
        None => Slot::Unknown,
    };
    let constant = |term: Term| match view.store.id(&term) {
        Some(id) => Slot::Constant(Cell::Known(id)),
        None => Slot::Constant(Cell::Computed(term.into())),
    };
    let term = |pattern: &TermPattern| match pattern {
        TermPattern::NamedNode(node) => constant(node.clone().into()),
        TermPattern::Literal(literal) => constant(literal.clone().into()),
        TermPattern::Variable(name) => variable(name),
        TermPattern::BlankNode(_) => Slot::Unknown,
    };
    let name = |pattern: &NamedNodePattern| match pattern {
        NamedNodePattern::NamedNode(node) => constant(NamedNode::clone(node).into()),
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
        Recipe::Path(subject, path, object, graph) => {
            Reading::Path(term(subject), path, term(object), slot(graph))
        }
        Recipe::Choice(tag, first, second) => match columns.get(tag) {
            Some(at) => Reading::Choice(*at, Box::new(part(first)), Box::new(part(second))),
            None => Reading::Lost("the tag of a UNION is out of scope"),
        },
        Recipe::Optional(tag, inner) => match columns.get(tag) {
            Some(at) => Reading::Optional(*at, Box::new(part(inner))),
            None => Reading::Lost("the tag of an OPTIONAL is out of scope"),
        },
        Recipe::Either(sides) => {
            let sides: Option<_> = sides
                .iter()
                .map(|(tag, recipe)| Some((*columns.get(tag)?, part(recipe))))
                .collect();
            sides.map_or(
                Reading::Lost("the tag of a condition is out of scope"),
                Reading::Either,
            )
        }
        Recipe::Rows(level, held) => Reading::Rows {
            columns: held.iter().map(|key| columns.get(key).copied()).collect(),
            level,
            members: members && level.bag,
            derivations: OnceCell::new(),
        },
        Recipe::Exists(witness) => Reading::Exists {
            columns: places(&witness.seen, &witness.graph, columns),
            witness,
            matches: OnceCell::new(),
        },
        Recipe::Absent(pattern, graph, seen) => {
            Reading::Absent(pattern, places(seen, graph, columns))
        }
        Recipe::Service(endpoint) => Reading::Service(endpoint),
    }
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
