//! What rules inferred: for each statement its derivations, each a rule and the statements it went by.

use super::build::{Content, INFERRED, bytes_of, holder_of};
use super::image::Section;
use super::terms::encode;
use super::{StatementId, Store, TermId, partition};
use oxigraph::model::Term;
use rayon::prelude::*;

/// One way in which a rule gives a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Derivation<'a> {
    /// The name of the rule.
    pub rule: &'a str,
    /// The statements that it went by, in the order of the rule's patterns.
    pub premises: &'a [StatementId],
}

/// What rules infer from a store, in the numbers of its terms.
#[derive(Debug, Clone, Default)]
pub struct Inferences {
    /// The names of the rules.
    pub rules: Vec<String>,
    /// Terms that the store lacks; their numbers go on from its own.
    pub terms: Vec<Term>,
    /// Every derivation; those of one statement in the order in which they are to be kept.
    pub derivations: Vec<Inference>,
}

/// A derivation, in the numbers of terms.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Inference {
    /// What follows.
    pub conclusion: [TermId; 3],
    /// The number of the rule.
    pub rule: u32,
    /// What it follows from.
    pub premises: Box<[[TermId; 3]]>,
}

impl Store {
    /// Returns how many derivations it holds.
    pub fn derivation_count(&self) -> usize {
        self.image.count::<[u32; 3]>(Section::Derivations)
    }

    /// Returns all derivations of a statement; of one that nobody states the first needs no statement that needs it.
    pub fn derivations_of(&self, statement: StatementId) -> impl Iterator<Item = Derivation<'_>> {
        let rows = 0..self.derivation_count();
        let below = |bound: u64| {
            partition(rows.clone(), |at| {
                u64::from(self.derivation_row(at)[0]) < bound
            })
        };
        (below(u64::from(statement))..below(u64::from(statement) + 1))
            .map(|row| self.derivation(row))
    }

    /// Returns every derivation with the statement that it gives, by statement.
    pub fn derivations(&self) -> impl Iterator<Item = (StatementId, Derivation<'_>)> {
        (0..self.derivation_count()).map(|row| (self.derivation_row(row)[0], self.derivation(row)))
    }

    /// Says whether a claim or a file states it, so that it needs no derivation.
    pub fn is_stated(&self, statement: StatementId) -> bool {
        !self.claims_of(statement).is_empty() || self.is_background(statement)
    }

    /// Returns a store with what rules inferred in addition to what it holds; it has no derivations before.
    pub fn with(&self, inferences: &Inferences) -> Self {
        let mut texts = self.image.texts();
        texts.extend(inferences.terms.iter().map(|term| {
            let mut text = Vec::new();
            encode(term.as_ref(), &mut text);
            text.into_boxed_slice()
        }));
        let mut quads = Vec::with_capacity(self.statement_count() + inferences.derivations.len());
        for (statement, [s, p, o]) in self.triples(None, None, None).enumerate() {
            let statement = statement as StatementId;
            for claim in self.claims_of(statement) {
                quads.push([s, p, o, self.claim_term(*claim)]);
            }
            for [_, source] in self.background(statement) {
                quads.push([s, p, o, holder_of(*source)]);
            }
        }
        quads.extend(inferences.derivations.iter().map(|derivation| {
            let [s, p, o] = derivation.conclusion;
            [s, p, o, INFERRED]
        }));
        Content {
            texts,
            quads,
            sources: self.source_names.clone(),
            prefixes: self.prefixes(),
        }
        .store(inferences)
    }

    fn derivation(&self, row: usize) -> Derivation<'_> {
        let [_, rule, start] = self.derivation_row(row);
        let end = if row + 1 < self.derivation_count() {
            self.derivation_row(row + 1)[2] as usize
        } else {
            self.image.count::<u32>(Section::Premises)
        };
        Derivation {
            rule: self
                .rule_names
                .get(rule as usize)
                .map_or("", String::as_str),
            premises: self.image.rows(Section::Premises, start as usize..end),
        }
    }

    fn derivation_row(&self, row: usize) -> [u32; 3] {
        self.image.row(Section::Derivations, row)
    }
}

/// Returns the sections of derivations and of premises, given all triples in order.
pub(super) fn derivation_sections(inferences: &Inferences, spo: &[[u32; 3]]) -> [Vec<u8>; 2] {
    let number = |triple: &[TermId; 3]| spo.binary_search(triple).ok().map(|at| at as u32);
    let mut found: Vec<(StatementId, &Inference)> = inferences
        .derivations
        .par_iter()
        .filter_map(|one| Some((number(&one.conclusion)?, one)))
        .collect();
    // Stable, so that the derivations of one statement keep their order.
    found.sort_by_key(|(statement, _)| *statement);
    let mut rows: Vec<[u32; 3]> = Vec::with_capacity(found.len());
    let mut premises: Vec<u32> = Vec::with_capacity(found.len() * 2);
    for (statement, one) in found {
        rows.push([statement, one.rule, premises.len() as u32]);
        premises.extend(one.premises.iter().filter_map(number));
    }
    [bytes_of(&rows), bytes_of(&premises)]
}
