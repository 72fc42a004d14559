//! What rules inferred: for each statement its derivations, each a rule and the statements it went by.

use super::assemble::{Frame, assemble, lines};
use super::build::{INFERRED, holder_of};
use super::image::Section;
use super::layout::{Layout, Words};
use super::scratch::{Row, Scratch};
use super::sort::Sorter;
use super::terms::{TermWriter, encode};
use super::{StatementId, Store, TermId, partition};
use oxigraph::model::Term;
use rayon::prelude::*;
use std::io::{self, Write};

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
        let mut quads = Vec::with_capacity(self.statement_count() + inferences.derivations.len());
        for (statement, [s, p, o]) in self.triples(None, None, None).enumerate() {
            let statement = statement as StatementId;
            for claim in self.claims_of(statement) {
                quads.push([s, p, o, *claim]);
            }
            for [_, source] in self.background(statement) {
                quads.push([s, p, o, holder_of(*source)]);
            }
        }
        quads.extend(inferences.derivations.iter().map(|derivation| {
            let [s, p, o] = derivation.conclusion;
            [s, p, o, INFERRED]
        }));
        let mut layout = Layout::new(Words::default());
        let written = self.write_with(&mut layout, quads, inferences);
        // Writing to memory does not fail.
        match written.and_then(|()| layout.into_image()) {
            Ok(image) => Self::of_image(image),
            Err(_) => Self::default(),
        }
    }

    fn write_with(
        &self,
        out: &mut Layout<Words>,
        quads: Vec<[u32; 4]>,
        inferences: &Inferences,
    ) -> io::Result<()> {
        let scratch = Scratch::unlimited();
        let mut terms = TermWriter::new(out, &scratch)?;
        for id in 0..self.term_count() as TermId {
            terms.put(out, self.image.term_text(id))?;
        }
        let mut text = Vec::new();
        for term in &inferences.terms {
            text.clear();
            encode(term.as_ref(), &mut text);
            terms.put(out, &text)?;
        }
        let frame = Frame {
            terms: terms.finish(out)?,
            claims: self.claim_count() as u64,
            sources: &self.source_names,
            prefixes: &self.prefixes(),
            quads: quads.len() as u64,
        };
        let names = self.image.length(Section::ClaimNames);
        out.section(
            Section::ClaimNames,
            self.image.bytes(Section::ClaimNames, 0..names),
        )?;
        let quads = Sorter::of(quads, &scratch, 1).finish()?;
        let conclusions = Conclusions::new(inferences);
        assemble(out, &frame, quads, conclusions, &scratch, &mut |_| {})
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

/// Derivations that wait for the numbers of the statements in them.
#[derive(Debug)]
pub(super) struct Conclusions<'a> {
    inferences: &'a Inferences,
    /// The triples in derivations, in order, with the numbers of those that came by.
    triples: Vec<[u32; 3]>,
    numbers: Vec<Option<StatementId>>,
    next: usize,
}

impl<'a> Conclusions<'a> {
    pub(super) fn new(inferences: &'a Inferences) -> Self {
        let mut triples: Vec<[u32; 3]> = inferences
            .derivations
            .iter()
            .flat_map(|one| one.premises.iter().chain([&one.conclusion]))
            .copied()
            .collect();
        <[u32; 3]>::sort(&mut triples);
        triples.dedup();
        Self {
            inferences,
            numbers: vec![None; triples.len()],
            triples,
            next: 0,
        }
    }

    /// Notes the number of a statement; statements come in order.
    pub(super) fn statement(&mut self, triple: [u32; 3], number: StatementId) {
        while self.next < self.triples.len() && self.triples[self.next] < triple {
            self.next += 1;
        }
        if self.triples.get(self.next) == Some(&triple) {
            self.numbers[self.next] = Some(number);
        }
    }

    /// Writes the sections of derivations, of premises and of rules, once all statements came by.
    pub(super) fn write<W: Write>(self, out: &mut Layout<W>) -> io::Result<()> {
        let number = |triple: &[TermId; 3]| {
            let at = self.triples.binary_search(triple).ok()?;
            self.numbers[at]
        };
        let mut found: Vec<(StatementId, &Inference)> = self
            .inferences
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
        let rows: &[u8] = bytemuck::cast_slice(&rows);
        let premises: &[u8] = bytemuck::cast_slice(&premises);
        out.section(Section::Derivations, rows)?;
        out.section(Section::Premises, premises)?;
        out.section(Section::RuleNames, lines(&self.inferences.rules).as_bytes())
    }
}
