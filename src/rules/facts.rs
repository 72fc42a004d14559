//! What is known while rules run: a store, and what was inferred so far.

use crate::store::{Store, TermId};
use oxigraph::model::{Term, TermRef};
use rustc_hash::{FxHashMap, FxHashSet};
use std::ops::Range;

/// A triple in numbers of terms.
pub(super) type Fact = [TermId; 3];
/// A triple of which some terms are known.
pub(super) type Wanted = [Option<TermId>; 3];

/// A store, and what was inferred so far, in the order in which it was.
#[derive(Debug)]
pub(super) struct Facts<'a> {
    pub(super) store: &'a Store,
    pub(super) terms: Terms<'a>,
    added: Vec<Fact>,
    known: FxHashSet<Fact>,
    /// Positions of what was added, by each of its terms.
    by_term: [FxHashMap<TermId, Vec<u32>>; 3],
}

/// Numbers of terms: those of the store, and further ones.
#[derive(Debug)]
pub(super) struct Terms<'a> {
    store: &'a Store,
    further: Vec<Term>,
    numbers: FxHashMap<Term, TermId>,
}

/// Which facts a pattern is matched with.
#[derive(Debug, Clone)]
pub(super) enum Among {
    /// The store and what was added before this position.
    Before(usize),
    /// What was added at these positions.
    New(Range<usize>),
}

impl<'a> Facts<'a> {
    pub(super) fn new(store: &'a Store) -> Self {
        Self {
            store,
            terms: Terms {
                store,
                further: Vec::new(),
                numbers: FxHashMap::default(),
            },
            added: Vec::new(),
            known: FxHashSet::default(),
            by_term: Default::default(),
        }
    }

    /// Returns how many facts were added.
    pub(super) fn added(&self) -> usize {
        self.added.len()
    }

    /// Says whether the store has a fact.
    pub(super) fn is_stored(&self, [s, p, o]: Fact) -> bool {
        let count = self.store.term_count() as TermId;
        s < count && p < count && o < count && self.store.statement(s, p, o).is_some()
    }

    /// Adds a fact, unless it is known.
    pub(super) fn add(&mut self, fact: Fact) {
        if self.known.contains(&fact) || self.is_stored(fact) {
            return;
        }
        self.known.insert(fact);
        let position = self.added.len() as u32;
        self.added.push(fact);
        for (index, term) in self.by_term.iter_mut().zip(fact) {
            index.entry(term).or_default().push(position);
        }
    }

    /// Returns about how many facts of the store match.
    pub(super) fn estimate(&self, wanted: Wanted) -> usize {
        match self.of_store(wanted) {
            Some([s, p, o]) => self.store.triples(s, p, o).rows(),
            None => 0,
        }
    }

    /// Calls back with every fact that matches.
    pub(super) fn each(&self, wanted: Wanted, among: &Among, visit: &mut dyn FnMut(Fact)) {
        let positions = match among {
            Among::Before(end) => {
                if let Some([s, p, o]) = self.of_store(wanted) {
                    self.store.triples(s, p, o).for_each(&mut *visit);
                }
                0..*end
            }
            Among::New(range) => range.clone(),
        };
        if positions.is_empty() {
            return;
        }
        let fits = |fact: &Fact| {
            wanted
                .iter()
                .zip(fact)
                .all(|(wanted, term)| wanted.is_none_or(|wanted| wanted == *term))
        };
        // The shortest list of those that have one.
        let list = wanted
            .iter()
            .zip(&self.by_term)
            .filter_map(|(wanted, index)| {
                wanted.map(|term| index.get(&term).map_or(&[][..], Vec::as_slice))
            })
            .min_by_key(|list| list.len());
        match list {
            Some(list) => {
                let start = list.partition_point(|at| (*at as usize) < positions.start);
                for at in &list[start..] {
                    if *at as usize >= positions.end {
                        break;
                    }
                    let fact = self.added[*at as usize];
                    if fits(&fact) {
                        visit(fact);
                    }
                }
            }
            None => self.added[positions].iter().copied().for_each(visit),
        }
    }

    /// Returns a pattern for the store; `None` where it has a term that the store lacks.
    fn of_store(&self, wanted: Wanted) -> Option<Wanted> {
        let count = self.store.term_count() as TermId;
        let known = wanted.iter().flatten().all(|term| *term < count);
        known.then_some(wanted)
    }
}

impl Terms<'_> {
    /// Returns the number of a term, a new one where it is new.
    pub(super) fn number(&mut self, term: &Term) -> TermId {
        if let Some(id) = self.store.id(term.as_ref()) {
            return id;
        }
        let next = (self.store.term_count() + self.further.len()) as TermId;
        if let Some(id) = self.numbers.get(term) {
            return *id;
        }
        self.numbers.insert(term.clone(), next);
        self.further.push(term.clone());
        next
    }

    /// Returns the term of a number.
    pub(super) fn get(&self, id: TermId) -> TermRef<'_> {
        match (id as usize).checked_sub(self.store.term_count()) {
            Some(at) => self.further[at].as_ref(),
            None => self.store.term(id),
        }
    }

    /// Returns the terms that the store lacks.
    pub(super) fn into_further(self) -> Vec<Term> {
        self.further
    }
}
