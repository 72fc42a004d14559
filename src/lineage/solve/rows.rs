//! Solutions as rows of numbers, and what the numbers stand for.

use crate::store::{Cell, TermId, View};
use oxigraph::model::Term;
use rustc_hash::FxHashMap;
use spareval::QueryableDataset;
use std::cell::RefCell;
use std::sync::Arc;

/// A value: the number of a term of the store, or behind those the number of a term that an expression made.
pub(super) type Value = TermId;

/// The value of a slot that has none.
pub(super) const UNBOUND: Value = Value::MAX;

/// Solutions, each a value for every slot of the plan.
#[derive(Debug, Clone, Default)]
pub(super) struct Rows {
    width: usize,
    count: usize,
    values: Vec<Value>,
}

impl Rows {
    pub(super) fn new(width: usize) -> Self {
        Self {
            width,
            count: 0,
            values: Vec::new(),
        }
    }

    /// Returns the one solution that binds nothing.
    pub(super) fn unit(width: usize) -> Self {
        Self {
            width,
            count: 1,
            values: vec![UNBOUND; width],
        }
    }

    pub(super) fn len(&self) -> usize {
        self.count
    }

    pub(super) fn is_empty(&self) -> bool {
        self.count == 0
    }

    pub(super) fn clear(&mut self) {
        self.count = 0;
        self.values.clear();
    }

    pub(super) fn row(&self, at: usize) -> &[Value] {
        &self.values[at * self.width..(at + 1) * self.width]
    }

    pub(super) fn row_mut(&mut self, at: usize) -> &mut [Value] {
        &mut self.values[at * self.width..(at + 1) * self.width]
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &[Value]> {
        (0..self.count).map(|at| self.row(at))
    }

    /// Appends a copy of a row, and returns it.
    #[inline]
    pub(super) fn push(&mut self, row: &[Value]) -> &mut [Value] {
        let start = self.values.len();
        self.values.extend_from_slice(row);
        self.count += 1;
        &mut self.values[start..]
    }

    /// Takes the last row off.
    pub(super) fn pop(&mut self) {
        self.count -= 1;
        self.values.truncate(self.count * self.width);
    }

    pub(super) fn append(&mut self, other: &Self) {
        self.values.extend_from_slice(&other.values);
        self.count += other.count;
    }

    /// Keeps the rows whose mark is set.
    pub(super) fn keep(&mut self, marks: &[bool]) {
        let mut kept = 0;
        for (at, mark) in marks.iter().enumerate() {
            if *mark {
                let (from, to) = (at * self.width, kept * self.width);
                self.values.copy_within(from..from + self.width, to);
                kept += 1;
            }
        }
        self.count = kept;
        self.values.truncate(kept * self.width);
    }

    /// Returns a row of it as rows of their own.
    pub(super) fn single(&self, at: usize) -> Self {
        Self {
            width: self.width,
            count: 1,
            values: self.row(at).to_vec(),
        }
    }
}

/// What values stand for.
pub(super) struct Values<'a> {
    pub(super) view: View<'a>,
    first_made: Value,
    made: RefCell<Made>,
}

#[derive(Default)]
struct Made {
    terms: Vec<Arc<Term>>,
    numbers: FxHashMap<Arc<Term>, Value>,
}

impl<'a> Values<'a> {
    pub(super) fn new(view: View<'a>) -> Self {
        Self {
            view,
            first_made: view.store.term_count() as Value,
            made: RefCell::default(),
        }
    }

    /// Returns the value that a term of a query or an expression is.
    pub(super) fn of_term(&self, term: Term) -> Value {
        match self.view.internalize_term(term) {
            Ok(Cell::Known(id)) => id,
            Ok(Cell::Computed(term)) => {
                let mut made = self.made.borrow_mut();
                if let Some(number) = made.numbers.get(&term) {
                    return *number;
                }
                let number = self.first_made + made.terms.len() as Value;
                made.terms.push(Arc::clone(&term));
                made.numbers.insert(term, number);
                number
            }
            Err(never) => match never {},
        }
    }

    /// Says whether a value is the number of a term of the store.
    pub(super) fn is_known(&self, value: Value) -> bool {
        value < self.first_made
    }

    /// Returns what a value stands for.
    pub(super) fn cell(&self, value: Value) -> Option<Cell> {
        if value == UNBOUND {
            return None;
        }
        if value < self.first_made {
            return Some(Cell::Known(value));
        }
        let made = self.made.borrow();
        let term = made.terms.get((value - self.first_made) as usize)?;
        Some(Cell::Computed(Arc::clone(term)))
    }

    /// Returns the term that a value stands for.
    pub(super) fn term(&self, value: Value) -> Option<Term> {
        Some(self.cell(value)?.term(self.view.store).into_owned())
    }
}
