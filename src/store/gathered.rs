//! Statements and terms of a batch, read in the order in which they stand in the file.

use super::image::Section;
use super::ordered::{Listed, Spelt};
use super::terms::decode;
use super::{ClaimId, StatementId, Store, TermId};
use rayon::prelude::*;
use std::cmp::Ordering;
use std::io::Write;

/// A quad of a batch.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    /// The group that it is sorted in.
    pub(super) group: u32,
    pub(super) statement: StatementId,
    pub(super) claim: Option<ClaimId>,
    /// Places among the texts of the batch: subject, predicate, object, claim.
    pub(super) terms: [u32; 4],
}

/// The texts of all terms of a batch, each once.
#[derive(Debug)]
pub(super) struct Gathered {
    /// As the store has them.
    stored: Texts,
    /// As N-Triples has them.
    spelt: Texts,
    /// Terms with the entries that have them, or statements with theirs.
    wanted: Vec<u64>,
    /// Bytes of text that fit.
    room: usize,
}

/// Texts, one behind the other, and where each ends.
#[derive(Debug, Default)]
struct Texts {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Entry {
    pub(super) fn new(group: u32, statement: StatementId, claim: Option<ClaimId>) -> Self {
        Self {
            group,
            statement,
            claim,
            terms: [0; 4],
        }
    }
}

impl Gathered {
    /// Makes room for so many bytes of text, in either form.
    pub(super) fn new(room: usize) -> Self {
        Self {
            stored: Texts::default(),
            spelt: Texts::default(),
            wanted: Vec::new(),
            room,
        }
    }

    /// Reads the terms of entries, and tells the entries where they are; `false` where they are too long together.
    pub(super) fn fill(&mut self, store: &Store, entries: &mut [Entry]) -> bool {
        self.read_statements(store, entries);
        self.stored.clear(self.room);
        self.spelt.clear(self.room);
        let (mut last, mut reach) = (None, Reach::default());
        for wanted in &self.wanted {
            let (term, slot) = ((wanted >> 32) as TermId, *wanted as u32 as usize);
            if last.replace(term) != Some(term) {
                if self.stored.bytes.len() > self.room && entries.len() > 1 {
                    return false;
                }
                reach.touch(store, Section::TermText, store.image.text_start(term));
                let text = store.image.term_text(term);
                self.stored.bytes.extend_from_slice(text);
                self.stored.end();
                // Writing to memory does not fail.
                let _ = write!(self.spelt.bytes, "{}", decode(text));
                self.spelt.end();
            }
            entries[slot / 4].terms[slot % 4] = self.stored.ends.len() as u32 - 1;
        }
        true
    }

    /// Reads which terms the entries have, in the order of the terms.
    fn read_statements(&mut self, store: &Store, entries: &[Entry]) {
        let keyed = |(at, entry): (usize, &Entry)| u64::from(entry.statement) << 32 | at as u64;
        let mut order = std::mem::take(&mut self.wanted);
        order.clear();
        order.extend(entries.iter().enumerate().map(keyed));
        order.par_sort_unstable();
        let mut wanted = Vec::with_capacity(4 * entries.len());
        let (mut last, mut reach) = (None, Reach::default());
        let mut triple = [0; 3];
        for key in order {
            let (statement, at) = ((key >> 32) as StatementId, key as u32 as usize);
            if last.replace(statement) != Some(statement) {
                reach.touch(store, Section::Spo, statement as usize * 8);
                triple = store.triple(statement);
            }
            let claim = entries[at].claim.map(|claim| store.claim_term(claim));
            for (slot, term) in triple.into_iter().chain(claim).enumerate() {
                wanted.push(u64::from(term) << 32 | (4 * at + slot) as u64);
            }
        }
        wanted.par_sort_unstable();
        self.wanted = wanted;
    }

    /// Compares entries of one group by their texts.
    pub(super) fn compare(&self, a: &Entry, b: &Entry) -> Ordering {
        let differ = (0..3).find(|at| a.terms[*at] != b.terms[*at]);
        match differ {
            Some(at) => {
                let text = |entry: &Entry| self.spelt.get(entry.terms[at]);
                text(a).cmp(text(b))
            }
            // Claims are numbered in the order of their names.
            None => a.claim.cmp(&b.claim),
        }
    }

    /// Returns an entry as it is handed on.
    pub(super) fn listed(&self, entry: &Entry) -> Listed<'_> {
        let spelt = |place: u32| Spelt {
            term: decode(self.stored.get(place)),
            text: self.spelt.get(place),
        };
        let [subject, predicate, object, claim] = entry.terms;
        Listed {
            subject: spelt(subject),
            predicate: spelt(predicate),
            object: spelt(object),
            claim: entry.claim.map(|_| spelt(claim)),
        }
    }
}

impl Texts {
    fn clear(&mut self, room: usize) {
        self.bytes.clear();
        // What one long text took is given back.
        self.bytes.shrink_to(2 * room);
        self.ends.clear();
    }

    fn end(&mut self) {
        self.ends.push(self.bytes.len());
    }

    fn get(&self, place: u32) -> &[u8] {
        let place = place as usize;
        let start = place.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.bytes[start..self.ends[place]]
    }
}

/// How much of a mapped file was touched since its pages were let go of.
#[derive(Debug, Default)]
pub(super) struct Reach {
    last: usize,
    windows: usize,
}

/// Bytes that the system brings into the process at once where one of them is read.
const WINDOW: usize = 1 << 16;
/// Windows that are touched before pages are let go of.
const WINDOWS: usize = 128;

impl Reach {
    /// Notes that a byte of a section is about to be read.
    pub(super) fn touch(&mut self, store: &Store, section: Section, at: usize) {
        let window = (store.image.start(section) + at) / WINDOW;
        if self.last != window {
            self.last = window;
            self.windows += 1;
            if self.windows == WINDOWS {
                self.windows = 0;
                store.image.release();
            }
        }
    }
}
