//! Terms and their numbers.

use oxigraph::model::Term;
use rustc_hash::FxHashMap;

/// Number of a term.
pub type TermId = u32;

/// Every term once, both ways.
#[derive(Debug, Default)]
pub(super) struct Terms {
    terms: Vec<Term>,
    ids: FxHashMap<Term, TermId>,
}

impl Terms {
    pub(super) fn term(&self, id: TermId) -> &Term {
        &self.terms[id as usize]
    }

    pub(super) fn id(&self, term: &Term) -> Option<TermId> {
        self.ids.get(term).copied()
    }

    pub(super) fn len(&self) -> usize {
        self.terms.len()
    }

    pub(super) fn intern(&mut self, term: Term) -> TermId {
        if let Some(id) = self.ids.get(&term) {
            return *id;
        }
        let id = self.terms.len() as TermId;
        self.terms.push(term.clone());
        self.ids.insert(term, id);
        id
    }
}
