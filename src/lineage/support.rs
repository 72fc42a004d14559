//! What one solution rests on, factored: a product of parts, some of which are sums.

use super::absence::Absence;
use crate::store::{ClaimId, StatementId};
use oxigraph::model::NamedNode;
use rustc_hash::FxHashSet;
use smallvec::SmallVec;
use std::rc::Rc;
use std::sync::Arc;

/// A statement that a row rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StatementRef {
    /// The statement.
    pub statement: StatementId,
    /// The one claim meant, where the query named its graph; otherwise any claim that states it will do.
    pub claim: Option<ClaimId>,
}

/// Derivations, one behind the other; each is a product, all of whose parts together are needed.
#[derive(Debug, Default)]
pub(super) struct Supports {
    parts: Vec<Part>,
    ends: Vec<u32>,
}

/// A factor of a derivation.
#[derive(Debug, Clone)]
pub(super) enum Part {
    /// A statement, by any one of its claims.
    Statement(StatementRef),
    /// Any one of these derivations.
    Any(Rc<Supports>),
    /// All of these derivations together: the rows of a group.
    Every(Rc<Supports>),
    /// Nothing in the data matches this pattern.
    Absent(Box<Absence>),
    /// One shortest path was taken where there are others.
    OneOfSeveral(Arc<str>),
    /// Another endpoint said so.
    Endpoint(Arc<NamedNode>),
    /// It could not be found out what this rests on, and why.
    Untraced(Arc<str>),
}

/// Statements; those of most derivations fit in place.
pub type Statements = SmallVec<[StatementRef; 4]>;

/// One derivation written out: statements and absences that together give the row.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(super) struct Written {
    pub(super) statements: Statements,
    pub(super) notes: Option<Box<Notes>>,
}

/// What a derivation rests on besides statements.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(super) struct Notes {
    pub(super) absent: SmallVec<[Absence; 1]>,
    pub(super) several: Vec<Arc<str>>,
    pub(super) endpoints: Vec<Arc<NamedNode>>,
    pub(super) untraced: Vec<Arc<str>>,
}

impl Supports {
    /// Returns one derivation of one part.
    pub(super) fn of_part(part: Part) -> Self {
        Self {
            parts: vec![part],
            ends: vec![1],
        }
    }

    /// Adds a derivation of the parts that a function pushes.
    pub(super) fn add(&mut self, push: impl FnOnce(&mut Vec<Part>)) {
        push(&mut self.parts);
        self.ends.push(self.parts.len() as u32);
    }

    /// Returns how many derivations there are.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Says whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Returns one derivation.
    pub(super) fn get(&self, number: usize) -> &[Part] {
        let start = match number {
            0 => 0,
            _ => self.ends[number - 1] as usize,
        };
        &self.parts[start..self.ends[number] as usize]
    }

    /// Returns each derivation.
    pub(super) fn iter(&self) -> impl Iterator<Item = &[Part]> {
        (0..self.len()).map(|number| self.get(number))
    }
}

impl Part {
    /// Says whether it is there without anything in the data.
    pub(super) fn is_nothing(&self) -> bool {
        match self {
            Self::Any(choices) | Self::Every(choices) => choices.parts.iter().all(Self::is_nothing),
            _ => false,
        }
    }

    /// Says whether it is a sum or a group of other derivations.
    pub(super) fn is_compound(&self) -> bool {
        matches!(self, Self::Any(_) | Self::Every(_))
    }
}

impl Written {
    pub(super) fn take(&mut self, part: &Part) {
        match part {
            Part::Statement(statement) => self.statements.push(*statement),
            Part::Absent(absence) => push_new(&mut self.notes().absent, &**absence),
            Part::OneOfSeveral(path) => push_new(&mut self.notes().several, path),
            Part::Endpoint(name) => push_new(&mut self.notes().endpoints, name),
            Part::Untraced(reason) => push_new(&mut self.notes().untraced, reason),
            Part::Any(_) | Part::Every(_) => (),
        }
    }

    pub(super) fn absorb(&mut self, other: &Self) {
        self.statements.extend_from_slice(&other.statements);
        let Some(others) = &other.notes else { return };
        let notes = self.notes();
        push_all(&mut notes.absent, &others.absent);
        push_all(&mut notes.several, &others.several);
        push_all(&mut notes.endpoints, &others.endpoints);
        push_all(&mut notes.untraced, &others.untraced);
    }

    fn notes(&mut self) -> &mut Notes {
        self.notes.get_or_insert_default()
    }
}

/// Statements, or products, up to which one is sought among the others by looking at each.
pub(super) const SHORT: usize = 16;

/// Leaves of equal statements the first.
pub(super) fn dedup_in_order(statements: &mut Statements) {
    if statements.len() <= SHORT {
        let mut kept = 0;
        for at in 0..statements.len() {
            let statement = statements[at];
            if !statements[..kept].contains(&statement) {
                statements[kept] = statement;
                kept += 1;
            }
        }
        statements.truncate(kept);
    } else {
        let mut seen = FxHashSet::with_capacity_and_hasher(statements.len(), Default::default());
        statements.retain(|statement| seen.insert(*statement));
    }
}

/// Adds an item that a list does not have.
fn push_new<T, L>(list: &mut L, item: &T)
where
    T: PartialEq + Clone,
    L: Extend<T> + AsRef<[T]>,
{
    // A group may have many members, each with an absence of its own; most repeats are of the last ones.
    let known = list.as_ref();
    let from = if known.len() < 64 {
        0
    } else {
        known.len() - 16
    };
    if !known[from..].contains(item) {
        list.extend([item.clone()]);
    }
}

fn push_all<T, L>(list: &mut L, others: &L)
where
    T: PartialEq + Clone,
    L: Extend<T> + AsRef<[T]>,
{
    others.as_ref().iter().for_each(|item| push_new(list, item));
}
