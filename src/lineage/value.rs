//! Values of solutions as numbers: those of the store's terms, and numbers from the other end for computed ones.

use super::engine::Engine;
use crate::store::{Cell, Store, TermId, View};
use oxigraph::model::{Literal, Term};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;
use spargebra::term::GroundTerm;
use std::cell::RefCell;
use std::sync::Arc;

/// A value of a solution; equal numbers are equal terms within one answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Value(u32);

/// Values by which a solution is found.
pub(super) type Key = SmallVec<[Value; 4]>;

/// The terms behind the values of one answer.
pub(super) struct Values<'a> {
    pub(super) view: View<'a>,
    /// Who answers patterns where the view has but a fragment of the data.
    pub(super) engine: Option<&'a dyn Engine>,
    computed: RefCell<Computed>,
}

#[derive(Default)]
struct Computed {
    terms: Vec<Arc<Term>>,
    numbers: FxHashMap<Arc<Term>, u32>,
}

impl Value {
    /// Nothing.
    pub(super) const UNBOUND: Self = Self(u32::MAX);

    /// Says whether it is a term.
    pub(super) fn is_bound(self) -> bool {
        self != Self::UNBOUND
    }
}

impl From<TermId> for Value {
    fn from(id: TermId) -> Self {
        Self(id)
    }
}

impl<'a> Values<'a> {
    /// Starts with those of a view.
    pub(super) fn new(view: View<'a>, engine: Option<&'a dyn Engine>) -> Self {
        Self {
            view,
            engine,
            computed: RefCell::default(),
        }
    }

    /// Returns the value that a cell is.
    pub(super) fn of_cell(&self, cell: Cell) -> Value {
        let term = match cell {
            Cell::Known(id) => return Value(id),
            Cell::Computed(term) => term,
        };
        let mut computed = self.computed.borrow_mut();
        let computed = &mut *computed;
        let next = computed.terms.len() as u32;
        let number = *computed
            .numbers
            .entry(Arc::clone(&term))
            .or_insert_with(|| {
                computed.terms.push(term);
                next
            });
        Value(u32::MAX - 1 - number)
    }

    /// Returns the value of a term of a solution.
    pub(super) fn of_term(&self, term: &Term) -> Value {
        self.of_cell(self.view.cell(term))
    }

    /// Returns the value of a literal that a plan leaves in solutions.
    pub(super) fn of_literal(&self, literal: impl Into<Literal>) -> Value {
        self.of_term(&Term::Literal(literal.into()))
    }

    /// Returns the number of the term, if the store has it.
    pub(super) fn id(&self, value: Value) -> Option<TermId> {
        ((value.0 as usize) < self.store().term_count()).then_some(value.0)
    }

    /// Returns the cell of a value; `None` where it is unbound.
    pub(super) fn cell(&self, value: Value) -> Option<Cell> {
        if !value.is_bound() {
            return None;
        }
        if let Some(id) = self.id(value) {
            return Some(Cell::Known(id));
        }
        let computed = self.computed.borrow();
        let term = computed.terms.get((u32::MAX - 1 - value.0) as usize)?;
        Some(Cell::Computed(Arc::clone(term)))
    }

    /// Returns the term of a value; `None` where it is unbound.
    pub(super) fn term(&self, value: Value) -> Option<Term> {
        Some(self.cell(value)?.term(self.store()).into_owned())
    }

    /// Returns what means a value in a query of whoever answers patterns; `None` for what no query can name.
    pub(super) fn in_query(&self, value: Value) -> Option<GroundTerm> {
        let cell = self.cell(value)?;
        if self.engine.is_none() {
            return cell.in_query();
        }
        match cell.term(self.store()).into_owned() {
            Term::NamedNode(node) => Some(node.into()),
            Term::Literal(literal) => Some(literal.into()),
            Term::BlankNode(_) => None,
        }
    }

    /// Returns what means a value in a query that is evaluated over the view.
    pub(super) fn in_query_here(&self, value: Value) -> Option<GroundTerm> {
        self.cell(value)?.in_query()
    }

    fn store(&self) -> &'a Store {
        self.view.store
    }
}
