//! Terms of a fragment, each once, numbered as they come.

use super::lookup::Triple;
use hashbrown::HashTable;
use oxigraph::model::{NamedNode, Term};
use rayon::slice::ParallelSliceMut;
use rustc_hash::FxBuildHasher;
use std::hash::BuildHasher;

/// A triple in numbers of terms.
pub(super) type Numbers = [u32; 3];

/// Terms, each once.
#[derive(Debug, Default)]
pub(super) struct Terms {
    list: Vec<Term>,
    numbers: HashTable<u32>,
}

impl Terms {
    /// Returns the number of a term, a new one where it is new.
    pub(super) fn number(&mut self, term: &Term) -> u32 {
        let Self { list, numbers } = self;
        let hash = hash(term);
        let same = |number: &u32| list[*number as usize] == *term;
        if let Some(number) = numbers.find(hash, same) {
            return *number;
        }
        let number = list.len() as u32;
        list.push(term.clone());
        numbers.insert_unique(hash, number, |number| self::hash(&list[*number as usize]));
        number
    }

    /// Returns the number of an IRI, a new one where it is new.
    pub(super) fn number_of_iri(&mut self, iri: &str) -> u32 {
        let same = |number: &u32| match &self.list[*number as usize] {
            Term::NamedNode(node) => node.as_str() == iri,
            _ => false,
        };
        match self.numbers.find(hash_of_iri(iri), same) {
            Some(number) => *number,
            None => self.number(&NamedNode::new_unchecked(iri).into()),
        }
    }

    /// Returns the number of a term, if it has one.
    pub(super) fn known(&self, term: &Term) -> Option<u32> {
        let same = |number: &u32| self.list[*number as usize] == *term;
        self.numbers.find(hash(term), same).copied()
    }

    /// Returns the numbers of the terms of a triple.
    pub(super) fn triple(&mut self, triple: &Triple) -> Numbers {
        triple.each_ref().map(|term| self.number(term))
    }

    /// Returns the numbers of the terms of a triple, if all have one.
    pub(super) fn known_triple(&self, triple: &Triple) -> Option<Numbers> {
        match triple.each_ref().map(|term| self.known(term)) {
            [Some(subject), Some(predicate), Some(object)] => Some([subject, predicate, object]),
            _ => None,
        }
    }

    /// Returns the term of a number.
    pub(super) fn term(&self, number: u32) -> &Term {
        &self.list[number as usize]
    }

    /// Returns the terms of a triple.
    pub(super) fn of_triple(&self, numbers: &Numbers) -> Triple {
        numbers.map(|number| self.term(number).clone())
    }

    /// Returns for each term its place in an order of terms.
    pub(super) fn ranks(&self) -> Vec<u32> {
        let mut sorted: Vec<u32> = (0..self.list.len() as u32).collect();
        sorted.par_sort_unstable_by_key(|number| order(self.term(*number)));
        let mut ranks = vec![0; sorted.len()];
        for (rank, number) in sorted.into_iter().enumerate() {
            ranks[number as usize] = rank as u32;
        }
        ranks
    }
}

fn hash(term: &Term) -> u64 {
    match term {
        Term::NamedNode(node) => hash_of_iri(node.as_str()),
        _ => FxBuildHasher.hash_one(term),
    }
}

fn hash_of_iri(iri: &str) -> u64 {
    FxBuildHasher.hash_one(iri)
}

/// Returns by what terms are put in order.
fn order(term: &Term) -> (u8, &str, Option<&str>, &str) {
    match term {
        Term::BlankNode(node) => (0, node.as_str(), None, ""),
        Term::NamedNode(node) => (1, node.as_str(), None, ""),
        Term::Literal(literal) => (
            2,
            literal.value(),
            literal.language(),
            literal.datatype().as_str(),
        ),
    }
}
