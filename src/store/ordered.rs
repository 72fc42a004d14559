//! Quads in the order of their texts, in memory that does not grow with the store.
//!
//! Quads come in *groups* that follow each other in order already: those of a claim, those of a subject. Groups are taken
//! together until they make a *batch*. Of a batch, statements and then terms are read in the order in which they stand in
//! the file (`gathered.rs`), so that each page is read once a batch and let go of; then each group is sorted by itself. What
//! has no order yet, the names of subjects and a group larger than a batch, is sorted on disk.

use super::gathered::{Entry, Gathered, Reach};
use super::image::Section;
use super::scratch::{Named, Scratch};
use super::sort::{Sorted, Sorter};
use super::{ClaimId, StatementId, Store, TermId};
use oxigraph::model::{GraphNameRef, NamedOrBlankNodeRef, QuadRef, TermRef};
use std::io;

/// Which quads are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listing {
    /// What each claim states, by the names of the claims, then what stands in no claim.
    Claims,
    /// Every triple once that is stated.
    Merged,
    /// Every triple once, those that rules infer too.
    MergedInferred,
    /// Every triple that is stated, first by itself, then once for each claim that states it.
    Stating,
}

/// A quad of a listing.
#[derive(Debug, Clone, Copy)]
pub struct Listed<'a> {
    /// The subject.
    pub subject: Spelt<'a>,
    /// The predicate.
    pub predicate: Spelt<'a>,
    /// The object.
    pub object: Spelt<'a>,
    /// The name of the claim, if it is listed for one.
    pub claim: Option<Spelt<'a>>,
}

/// A term, and its text as N-Triples has it.
#[derive(Debug, Clone, Copy)]
pub struct Spelt<'a> {
    /// The term.
    pub term: TermRef<'a>,
    /// Its text.
    pub text: &'a [u8],
}

/// Bytes that a quad of a batch may take.
const QUAD: usize = 1 << 10;

impl Store {
    /// Hands on the quads of a listing in the order of their texts as N-Triples has them: graph, subject, predicate, object.
    ///
    /// However many quads there are, about so many bytes of memory are taken; what has to be sorted beyond that is in files
    /// without names in the folder for temporary files, and pages of a mapped store file are let go of.
    ///
    /// # Errors
    /// What `each` says, or where temporary files cannot be written.
    pub fn quads_in_order(
        &self,
        listing: Listing,
        memory: usize,
        each: &mut dyn FnMut(&Listed<'_>) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut lister = Lister {
            store: self,
            scratch: Scratch::bounded(std::env::temp_dir(), memory),
            batch: (memory / QUAD).max(1),
            stating: listing == Listing::Stating,
            entries: Vec::new(),
            groups: 0,
            gathered: Gathered::new(memory / 4),
            each,
        };
        let all = 0..self.term_count() as TermId;
        match listing {
            Listing::Claims => {
                lister.claims()?;
                let mut last = None;
                let subjects = self.background_rows().filter_map(|(statement, _)| {
                    let [subject, ..] = self.triple(statement);
                    (last.replace(subject) != Some(subject)).then_some(subject)
                });
                lister.subjects(subjects, &|statement| self.is_background(statement))?;
            }
            Listing::Merged | Listing::Stating if self.derivation_count() > 0 => {
                lister.subjects(all, &|statement| self.is_stated(statement))?;
            }
            _ => lister.subjects(all, &|_| true)?,
        }
        lister.flush()
    }
}

/// A listing under way.
struct Lister<'a> {
    store: &'a Store,
    scratch: Scratch,
    /// Quads of a batch, about.
    batch: usize,
    /// Whether each statement is followed by its claims.
    stating: bool,
    /// The batch; groups stand in order, entries of a group do not yet.
    entries: Vec<Entry>,
    groups: u32,
    gathered: Gathered,
    each: &'a mut dyn FnMut(&Listed<'_>) -> io::Result<()>,
}

impl Lister<'_> {
    /// Lists what claims state.
    fn claims(&mut self) -> io::Result<()> {
        let store = self.store;
        for claim in 0..store.claim_count() as ClaimId {
            let statements = store.statements_of(claim).iter().copied();
            self.group(statements, Some(claim))?;
        }
        Ok(())
    }

    /// Lists the statements that are wanted, subject by subject.
    fn subjects(
        &mut self,
        subjects: impl Iterator<Item = TermId>,
        wanted: &dyn Fn(StatementId) -> bool,
    ) -> io::Result<()> {
        let store = self.store;
        let mut reach = Reach::default();
        let mut sorter = Sorter::new(&self.scratch, 4);
        for subject in subjects {
            let mut statements = store.statements_with(subject);
            if !statements.any(wanted) {
                continue;
            }
            reach.touch(store, Section::TermText, store.image.text_start(subject));
            let text = store.term(subject).to_string().into_bytes();
            let number = subject;
            sorter.push(Named { text, number }).map_err(unkept)?;
        }
        let mut subjects = sorter.finish().map_err(unkept)?;
        while let Some(subject) = subjects.next().map_err(unkept)? {
            let statements = store.statements_with(subject.number);
            let first = statements.start as usize;
            reach.touch(store, Section::Spo, first * size_of::<[u32; 2]>());
            self.group(statements.filter(|one| wanted(*one)), None)?;
        }
        Ok(())
    }

    /// Adds a group to the batch.
    fn group(
        &mut self,
        statements: impl Iterator<Item = StatementId> + Clone,
        claim: Option<ClaimId>,
    ) -> io::Result<()> {
        let (store, stating) = (self.store, self.stating);
        let start = self.entries.len();
        self.groups += 1;
        let group = self.groups;
        for statement in statements.clone() {
            for of in times(store, stating, statement, claim) {
                if self.entries.len() - start == self.batch {
                    self.entries.truncate(start);
                    self.flush()?;
                    return self.apart(statements, claim);
                }
                self.entries.push(Entry::new(group, statement, of));
            }
        }
        if self.entries.len() >= self.batch {
            self.flush()?;
        }
        Ok(())
    }

    /// Lists a group that is larger than a batch.
    fn apart(
        &mut self,
        statements: impl Iterator<Item = StatementId>,
        claim: Option<ClaimId>,
    ) -> io::Result<()> {
        let (store, stating) = (self.store, self.stating);
        let numbered = statements.map(|statement| (statement, statement));
        let mut sorted = self.by_text(numbered)?;
        while let Some(row) = sorted.next().map_err(unkept)? {
            for of in times(store, stating, row.number, claim) {
                self.groups += 1;
                let entry = Entry::new(self.groups, row.number, of);
                self.entries.push(entry);
                if self.entries.len() >= self.batch {
                    self.flush()?;
                }
            }
        }
        self.flush()
    }

    fn flush(&mut self) -> io::Result<()> {
        let mut entries = std::mem::take(&mut self.entries);
        let listed = self.write(&mut entries);
        entries.clear();
        self.entries = entries;
        self.groups = 0;
        listed
    }

    /// Hands on entries whose groups are in order; where their texts are too long together, in parts.
    fn write(&mut self, entries: &mut [Entry]) -> io::Result<()> {
        if self.gathered.fill(self.store, entries) {
            let gathered = &self.gathered;
            for group in entries.chunk_by_mut(|a, b| a.group == b.group) {
                group.sort_unstable_by(|a, b| gathered.compare(a, b));
            }
            return entries
                .iter()
                .try_for_each(|entry| (self.each)(&gathered.listed(entry)));
        }
        let (first, middle) = (entries[0].group, entries[entries.len() / 2].group);
        let mut cut = entries.partition_point(|entry| entry.group < middle);
        if cut == 0 {
            cut = entries.partition_point(|entry| entry.group == first);
        }
        if cut == entries.len() {
            self.sort_apart(entries)?;
            cut /= 2;
        }
        let (before, behind) = entries.split_at_mut(cut);
        self.write(before)?;
        self.write(behind)
    }

    /// Sorts one group on disk, and makes each entry a group of its own.
    fn sort_apart(&self, entries: &mut [Entry]) -> io::Result<()> {
        let numbered = entries.iter().map(|entry| entry.statement);
        let mut sorted = self.by_text(numbered.zip(0..))?;
        let before = entries.to_vec();
        for (entry, group) in entries.iter_mut().zip(0..) {
            if let Some(row) = sorted.next().map_err(unkept)? {
                *entry = before[row.number as usize];
                entry.group = group;
            }
        }
        Ok(())
    }

    /// Sorts statements by their texts, each with a number.
    fn by_text(
        &self,
        statements: impl Iterator<Item = (StatementId, u32)>,
    ) -> io::Result<Sorted<Named>> {
        let store = self.store;
        let mut reach = Reach::default();
        let mut sorter = Sorter::new(&self.scratch, 4);
        for (statement, number) in statements {
            let [subject, predicate, object] = store.triple(statement);
            reach.touch(store, Section::TermText, store.image.text_start(object));
            let [s, p, o] = [subject, predicate, object].map(|term| store.term(term));
            let text = format!("{s} {p} {o} ").into_bytes();
            sorter.push(Named { text, number }).map_err(unkept)?;
        }
        sorter.finish().map_err(unkept)
    }
}

/// Returns for which claim a statement is listed, and where that is wanted each claim that states it behind that.
fn times(
    store: &Store,
    stating: bool,
    statement: StatementId,
    claim: Option<ClaimId>,
) -> impl Iterator<Item = Option<ClaimId>> {
    let claims = match stating {
        true => store.claims_of(statement),
        false => &[],
    };
    std::iter::once(claim).chain(claims.iter().copied().map(Some))
}

impl<'a> Listed<'a> {
    /// Returns it as a quad; the claim is its graph. `None` where that would be none, which only a damaged file has.
    pub fn quad(&self) -> Option<QuadRef<'a>> {
        let node = |term: TermRef<'a>| -> Option<NamedOrBlankNodeRef<'a>> {
            match term {
                TermRef::NamedNode(node) => Some(node.into()),
                TermRef::BlankNode(node) => Some(node.into()),
                TermRef::Literal(_) => None,
            }
        };
        let TermRef::NamedNode(predicate) = self.predicate.term else {
            return None;
        };
        let graph = match self.claim {
            None => GraphNameRef::DefaultGraph,
            Some(claim) => match node(claim.term)? {
                NamedOrBlankNodeRef::NamedNode(node) => node.into(),
                NamedOrBlankNodeRef::BlankNode(node) => node.into(),
            },
        };
        let subject = node(self.subject.term)?;
        Some(QuadRef::new(subject, predicate, self.object.term, graph))
    }
}

/// Says that it was no output that could not be written.
fn unkept(error: io::Error) -> io::Error {
    let folder = std::env::temp_dir();
    let reason = crate::source::reason(&error);
    io::Error::other(format!("cannot sort in {}: {reason}", folder.display()))
}
