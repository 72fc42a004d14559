//! From terms as they come to the numbers of a store, also where the terms do not fit into memory.
//!
//! Terms are numbered in the order in which they come, in *chunks* that fit into memory. A chunk that is full is closed:
//! its texts go to a file in the order of their numbers, and a strong hash of each to a sorter. Equal hashes then bring
//! together the numbers that a term has in several chunks, of which the least tells when it came first.

use super::build::SOURCE;
use super::image::Section;
use super::layout::Layout;
use super::numbering::Numbering;
use super::scratch::{Named, Row, Scratch, Spool};
use super::sort::{Sorted, Sorter};
use super::terms::{TermId, TermWriter, text_of};
use std::hash::{BuildHasher, RandomState};
use std::io::{self, BufReader, Read, Write};
use tempfile::SpooledTempFile;
use xxhash_rust::xxh3::xxh3_128_with_seed;

/// Terms, and which of them name claims.
#[derive(Debug)]
pub(super) struct Dictionary {
    pub(super) terms: Numbering,
    /// For each term of the open chunk whether it names a claim; those at the end that do not may be missing.
    is_claim: Vec<bool>,
    closed: Option<Closed>,
    scratch: Scratch,
}

/// The chunks that are full. The *place* of a term is its number in its chunk behind all terms of chunks before.
#[derive(Debug)]
struct Closed {
    /// Two halves of a hash of the text, and twice the place, one more for a claim.
    hashes: Sorter<[u64; 3]>,
    texts: Spool,
    /// How many terms there are up to the end of each chunk.
    ends: Vec<u64>,
    /// Makes hashes that nobody can foresee, so that nobody can make two texts that have the same.
    seed: u64,
}

/// The numbers of terms and claims in the store.
#[derive(Debug)]
pub(super) struct Numbers {
    pub(super) terms: u64,
    pub(super) claims: u64,
    chunks: Chunks,
}

#[derive(Debug)]
enum Chunks {
    /// One chunk: terms have their numbers already. The claim that each names, if it names one.
    One(Vec<u32>),
    /// The number of each place, and place and claim of each that names one.
    Many {
        ends: std::vec::IntoIter<u64>,
        start: u64,
        numbers: Box<BufReader<SpooledTempFile>>,
        claims: Box<Sorted<[u64; 2]>>,
        next: Option<[u64; 2]>,
    },
}

/// The numbers of the terms of a chunk, and of the claims that they name.
#[derive(Debug)]
pub(super) struct Chunk {
    terms: Option<Vec<u32>>,
    claims: Vec<u32>,
}

impl Dictionary {
    pub(super) fn new(scratch: Scratch) -> Self {
        Self {
            terms: Numbering::default(),
            is_claim: Vec::new(),
            closed: None,
            scratch,
        }
    }

    /// Notes that a term of the open chunk names a claim.
    pub(super) fn mark_claim(&mut self, term: TermId) {
        let at = term as usize;
        if self.is_claim.len() <= at {
            self.is_claim.resize(at + 1, false);
        }
        self.is_claim[at] = true;
    }

    /// Says whether the open chunk has as many terms as fit.
    pub(super) fn is_full(&self) -> bool {
        self.terms.weight() >= self.scratch.share(3)
    }

    /// Closes the open chunk; numbers of terms begin again.
    pub(super) fn close_chunk(&mut self) -> io::Result<()> {
        let closed = match &mut self.closed {
            Some(closed) => closed,
            None => self.closed.insert(Closed {
                hashes: Sorter::new(&self.scratch, 6),
                texts: self.scratch.spool(),
                ends: Vec::new(),
                seed: RandomState::new().hash_one(0),
            }),
        };
        let start = closed.ends.last().copied().unwrap_or(0);
        for id in 0..self.terms.len() {
            let text = self.terms.text(id);
            [text.len() as u32].put(&mut closed.texts)?;
            closed.texts.write_all(text)?;
            let hash = xxh3_128_with_seed(text, closed.seed);
            let claim = u64::from(self.is_claim.get(id).copied().unwrap_or(false));
            let place = start + id as u64;
            closed
                .hashes
                .push([(hash >> 64) as u64, hash as u64, place << 1 | claim])?;
        }
        closed.ends.push(start + self.terms.len() as u64);
        self.terms.clear();
        self.is_claim.clear();
        Ok(())
    }

    /// Writes the sections of terms and the names of the claims, and returns all numbers.
    pub(super) fn resolve<W: Write>(mut self, out: &mut Layout<W>) -> io::Result<Numbers> {
        if self.closed.is_none() {
            return self.resolve_one(out);
        }
        self.close_chunk()?;
        self.terms = Numbering::default();
        match self.closed {
            Some(closed) => closed.resolve(&self.scratch, out),
            None => Err(io::ErrorKind::NotFound.into()),
        }
    }

    fn resolve_one<W: Write>(self, out: &mut Layout<W>) -> io::Result<Numbers> {
        let mut texts = Texts::new(out, &self.scratch)?;
        for id in 0..self.terms.len() {
            let is_claim = self.is_claim.get(id).copied().unwrap_or(false);
            texts.put(out, self.terms.text(id), is_claim)?;
        }
        let mut claims = vec![0; self.is_claim.len()];
        let (terms, claim_count) = texts.finish(out, &mut |term, claim| {
            claims[term as usize] = claim;
            Ok(())
        })?;
        Ok(Numbers {
            terms,
            claims: claim_count,
            chunks: Chunks::One(claims),
        })
    }
}

impl Closed {
    fn resolve<W: Write>(self, scratch: &Scratch, out: &mut Layout<W>) -> io::Result<Numbers> {
        // The places of each term stand together; the first one is the least.
        let mut by_first: Sorter<[u64; 2]> = Sorter::new(scratch, 6);
        let mut hashes = self.hashes.finish()?;
        let mut group: Vec<u64> = Vec::new();
        let mut last = None;
        loop {
            let row = hashes.next()?;
            let hash = row.map(|[high, low, _]| (high, low));
            if hash != last {
                let first = group.first().map_or(0, |row| row >> 1);
                let claim = u64::from(group.iter().any(|row| row & 1 == 1));
                for row in group.drain(..) {
                    by_first.push([first, row & !1 | claim])?;
                }
                last = hash;
            }
            match row {
                Some([.., row]) => group.push(row),
                None => break,
            }
        }
        // Terms get their numbers in the order in which they came first.
        let mut by_place: Sorter<[u64; 2]> = Sorter::new(scratch, 6);
        let mut claim_places = scratch.spool();
        let mut by_first = by_first.finish()?;
        let (mut number, mut last) = (0, None);
        while let Some([first, row]) = by_first.next()? {
            if last.is_some_and(|last| last != first) {
                number += 1;
            }
            last = Some(first);
            by_place.push([row, number])?;
            if row & 1 == 1 {
                [number, row >> 1].put(&mut claim_places)?;
            }
        }
        // Texts are in the order of places; a number that is the next one is that of a term that is new there.
        let mut texts = Texts::new(out, scratch)?;
        let mut read = self.texts.read()?;
        let mut numbers = scratch.spool();
        let mut by_place = by_place.finish()?;
        let (mut next, mut text) = (0, Vec::new());
        while let Some([row, number]) = by_place.next()? {
            let Some([length]) = <[u32; 1]>::take(&mut read)? else {
                return Err(io::ErrorKind::UnexpectedEof.into());
            };
            text.resize(length as usize, 0);
            read.read_exact(&mut text)?;
            [number as u32].put(&mut numbers)?;
            if number == next {
                texts.put(out, &text, row & 1 == 1)?;
                next += 1;
            }
        }
        let mut named: Sorter<[u32; 2]> = Sorter::new(scratch, 6);
        let (terms, claim_count) =
            texts.finish(out, &mut |term, claim| named.push([term, claim]))?;
        let mut named = named.finish()?;
        let mut claim_places = claim_places.read()?;
        let mut claims: Sorter<[u64; 2]> = Sorter::new(scratch, 6);
        let mut current = named.next()?;
        while let Some([term, place]) = <[u64; 2]>::take(&mut claim_places)? {
            while current.is_some_and(|[named, _]| u64::from(named) < term) {
                current = named.next()?;
            }
            if let Some([_, claim]) = current {
                claims.push([place, u64::from(claim)])?;
            }
        }
        let mut claims = claims.finish()?;
        Ok(Numbers {
            terms,
            claims: claim_count,
            chunks: Chunks::Many {
                ends: self.ends.into_iter(),
                start: 0,
                numbers: Box::new(numbers.read()?),
                next: claims.next()?,
                claims: Box::new(claims),
            },
        })
    }
}

impl Numbers {
    /// Returns the numbers of the next chunk.
    pub(super) fn next_chunk(&mut self) -> io::Result<Chunk> {
        match &mut self.chunks {
            Chunks::One(claims) => Ok(Chunk {
                terms: None,
                claims: std::mem::take(claims),
            }),
            Chunks::Many {
                ends,
                start,
                numbers,
                claims,
                next,
            } => {
                let end = ends.next().unwrap_or(*start);
                let count = (end - *start) as usize;
                let mut terms = vec![0_u32; count];
                numbers.read_exact(bytemuck::cast_slice_mut(&mut terms))?;
                let mut of_chunk = vec![0_u32; count];
                while let Some([place, claim]) = *next
                    && place < end
                {
                    of_chunk[(place - *start) as usize] = claim as u32;
                    *next = claims.next()?;
                }
                *start = end;
                Ok(Chunk {
                    terms: Some(terms),
                    claims: of_chunk,
                })
            }
        }
    }
}

impl Chunk {
    /// Returns a quad in the numbers of the store, its holder a claim or what stands for a source.
    pub(super) fn quad(&self, [s, p, o, holder]: [u32; 4]) -> [u32; 4] {
        let holder = if holder < SOURCE {
            self.claims[holder as usize]
        } else {
            holder
        };
        match &self.terms {
            None => [s, p, o, holder],
            Some(terms) => {
                let [s, p, o] = [s, p, o].map(|term| terms[term as usize]);
                [s, p, o, holder]
            }
        }
    }
}

/// Starts the text of a blank node that keeps its name.
const KEPT: [u8; 5] = [b'B', 0xff, 0xff, 0xff, 0xff];

/// Writes the terms of a store, each once, in the order of their numbers.
struct Texts {
    writer: TermWriter,
    /// The names of the claims as they are spelt, and their numbers.
    claims: Sorter<Named>,
    blanks: u64,
    next: u32,
}

impl Texts {
    fn new<W: Write>(out: &mut Layout<W>, scratch: &Scratch) -> io::Result<Self> {
        Ok(Self {
            writer: TermWriter::new(out, scratch)?,
            claims: Sorter::new(scratch, 6),
            blanks: 0,
            next: 0,
        })
    }

    /// Writes the next term; blank nodes are named anew, in the order in which they come, but for those that keep theirs.
    fn put<W: Write>(
        &mut self,
        out: &mut Layout<W>,
        text: &[u8],
        is_claim: bool,
    ) -> io::Result<()> {
        let name;
        let text = if let Some(label) = text.strip_prefix(&KEPT) {
            name = [b"B", label].concat();
            name.as_slice()
        } else if text.first() == Some(&b'B') {
            self.blanks += 1;
            name = format!("Bb{}", self.blanks).into_bytes();
            name.as_slice()
        } else {
            text
        };
        if is_claim {
            let text = text_of(text).into_bytes();
            let number = self.next;
            self.claims.push(Named { text, number })?;
        }
        self.next = self.next.saturating_add(1);
        self.writer.put(out, text)
    }

    /// Numbers the claims in the order of their names, and tells term and claim of each.
    fn finish<W: Write>(
        self,
        out: &mut Layout<W>,
        tell: &mut dyn FnMut(u32, u32) -> io::Result<()>,
    ) -> io::Result<(u64, u64)> {
        let terms = self.writer.finish(out)?;
        out.begin(Section::ClaimNames)?;
        let mut claims = self.claims.finish()?;
        let mut count = 0;
        while let Some(Named { number, .. }) = claims.next()? {
            out.put(&number.to_le_bytes())?;
            tell(number, count)?;
            count += 1;
        }
        Ok((terms, u64::from(count)))
    }
}
