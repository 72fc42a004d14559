//! A plan: what is done with rows.

use super::condition::{Condition, Formula};
use super::rows::{Rows, UNBOUND, Value};
use rustc_hash::{FxHashMap, FxHasher};
use spargebra::algebra::{AggregateExpression, OrderExpression};
use std::cell::{OnceCell, RefCell};
use std::hash::Hasher;
use std::rc::Rc;

/// A set of slots, a bit each.
pub(super) type Slots = u64;

/// A position of a triple pattern.
#[derive(Debug, Clone, Copy)]
pub(super) enum Place {
    Slot(usize),
    Term(Value),
}

/// What is done with rows; each gives the rows that extend those that come in.
pub(super) enum Node {
    Group(Group),
    Union(Vec<Node>),
    Optional(Box<Optional>),
    Minus(Box<Minus>),
    Lateral(Box<Compiled>, Box<Node>),
    Extend(Box<Node>, usize, Formula),
    Distinct(Box<Node>, Vec<usize>),
    Slice(Box<Node>, usize, Option<usize>),
    Order(Box<Node>, Vec<Key>),
    Grouping(Box<Grouping>),
}

/// A node with what is known of the rows that it gives.
pub(super) struct Compiled {
    pub(super) node: Node,
    /// The slots that every row binds.
    pub(super) certain: Slots,
    /// The slots that some row may bind.
    pub(super) possible: Slots,
    /// The slots whose value from outside would change what it means.
    pub(super) open: Slots,
    /// Whether it is about all of its rows, and not about each by itself.
    pub(super) whole: bool,
    /// Whether values from outside mean the same as values put in place.
    pub(super) plain: bool,
    /// Whether rows come in the order of those that went in.
    pub(super) ordered: bool,
}

/// A join of triple patterns, tables and other nodes, and conditions on it.
#[derive(Default)]
pub(super) struct Group {
    pub(super) patterns: Vec<[Place; 3]>,
    pub(super) tables: Vec<Rc<Table>>,
    pub(super) parts: Vec<Part>,
    pub(super) conditions: Vec<Condition>,
    /// The order of the steps, as far as it was settled.
    pub(super) steps: RefCell<Vec<Rc<Step>>>,
}

/// A node within a group.
pub(super) struct Part {
    pub(super) inner: Compiled,
    /// Whether it may be run on the rows of the rest; otherwise it is a table.
    pub(super) inside: bool,
    pub(super) table: OnceCell<Rc<Table>>,
}

/// A member of a group, and the conditions that can be decided behind it.
pub(super) struct Step {
    pub(super) member: Member,
    pub(super) conditions: Vec<usize>,
    /// The slots that are bound behind it.
    pub(super) bound: Slots,
}

/// A member of a group, by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Member {
    Pattern(usize),
    Table(usize),
    Part(usize),
}

pub(super) struct Optional {
    pub(super) left: Node,
    pub(super) of_left: Slots,
    pub(super) right: Part,
    pub(super) conditions: Vec<Condition>,
    /// The slot for the number of the left row.
    pub(super) number: usize,
}

pub(super) struct Minus {
    pub(super) left: Node,
    pub(super) of_left: Slots,
    pub(super) right: Part,
}

pub(super) enum Key {
    Ascending(Formula),
    Descending(Formula),
}

pub(super) struct Grouping {
    pub(super) inner: Node,
    pub(super) keys: Vec<usize>,
    pub(super) aggregates: Vec<(usize, Aggregate)>,
}

pub(super) enum Aggregate {
    /// How many rows.
    Rows,
    /// How many rows in which it has a value.
    Bound(usize),
    /// How many values.
    Different(usize),
    /// What `spareval` computes from the values of a slot.
    Other(usize, AggregateExpression),
}

/// Rows found by what they bind.
pub(super) struct Table {
    pub(super) rows: Rows,
    pub(super) certain: Slots,
    pub(super) possible: Slots,
    indexes: RefCell<FxHashMap<Slots, Rc<Index>>>,
}

type Index = FxHashMap<u64, Vec<u32>>;

impl Compiled {
    /// Says whether it may be run on rows that bind some of these slots.
    pub(super) fn fits(&self, around: Slots) -> bool {
        !self.whole && self.open & around == 0
    }
}

impl Key {
    pub(super) fn formula(&self) -> &Formula {
        let (Self::Ascending(formula) | Self::Descending(formula)) = self;
        formula
    }

    pub(super) fn written(&self, formula: spargebra::algebra::Expression) -> OrderExpression {
        match self {
            Self::Ascending(_) => OrderExpression::Asc(formula),
            Self::Descending(_) => OrderExpression::Desc(formula),
        }
    }
}

impl Table {
    pub(super) fn new(rows: Rows, certain: Slots, possible: Slots) -> Self {
        Self {
            rows,
            certain,
            possible,
            indexes: RefCell::default(),
        }
    }

    /// Returns an index by the slots that both sides always bind.
    pub(super) fn index(&self, bound: Slots) -> (Slots, Rc<Index>) {
        let keys = self.certain & bound;
        let mut indexes = self.indexes.borrow_mut();
        let index = indexes.entry(keys).or_insert_with(|| {
            let mut index = Index::default();
            for (at, row) in self.rows.iter().enumerate() {
                index.entry(hash(row, keys)).or_default().push(at as u32);
            }
            Rc::new(index)
        });
        (keys, Rc::clone(index))
    }

    /// Puts the values of a row of it into another row; says whether they agree.
    pub(super) fn merge(&self, at: u32, into: &mut [Value]) -> bool {
        let row = self.rows.row(at as usize);
        for slot in slots_of(self.possible) {
            let value = row[slot];
            if value != UNBOUND {
                if into[slot] == UNBOUND {
                    into[slot] = value;
                } else if into[slot] != value {
                    return false;
                }
            }
        }
        true
    }
}

/// Returns the hash of some values of a row.
pub(super) fn hash(row: &[Value], slots: Slots) -> u64 {
    let mut hasher = FxHasher::default();
    for slot in slots_of(slots) {
        hasher.write_u32(row[slot]);
    }
    hasher.finish()
}

/// Returns the slots of a set, in order.
pub(super) fn slots_of(mut slots: Slots) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        (slots != 0).then(|| {
            let slot = slots.trailing_zeros() as usize;
            slots &= slots - 1;
            slot
        })
    })
}
