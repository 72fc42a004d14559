//! Terms as text in an image, and their numbers.
//!
//! The text of a term starts with a byte for its kind: `I` an IRI, `B` a blank node, `S` a plain literal, `L` a literal
//! with a language (the tag, a zero byte, the value), `T` a literal with a datatype (the IRI, a zero byte, the value).

use super::image::{Image, Section};
use super::layout::Layout;
use super::scratch::{Row, Scratch, Spool};
use super::sort::Sorter;
use oxigraph::model::{BlankNodeRef, LiteralRef, NamedNodeRef, TermRef};
use std::io::{self, Write};
use xxhash_rust::xxh3::xxh3_64;

/// Number of a term.
pub type TermId = u32;

impl Image {
    /// Returns how many terms there are.
    pub(super) fn term_count(&self) -> usize {
        self.count::<u64>(Section::TermStarts).saturating_sub(1)
    }

    /// Returns the term of that number.
    pub(super) fn term(&self, id: TermId) -> TermRef<'_> {
        decode(self.term_text(id))
    }

    /// Returns the number of a term.
    pub(super) fn term_id(&self, term: TermRef<'_>) -> Option<TermId> {
        let mut text = Vec::with_capacity(64);
        encode(term, &mut text);
        let slots = self.count::<u32>(Section::TermIndex);
        for slot in home(xxh3_64(&text), slots.checked_ilog2()?)..slots {
            let id = self.row::<u32>(Section::TermIndex, slot).checked_sub(1)?;
            if self.term_text(id) == text {
                return Some(id);
            }
        }
        None
    }

    /// Returns where in its section the text of a term starts.
    pub(super) fn text_start(&self, id: TermId) -> usize {
        self.row::<u64>(Section::TermStarts, id as usize) as usize
    }

    /// Returns the text of the term of that number.
    pub(super) fn term_text(&self, id: TermId) -> &[u8] {
        let at = id as usize;
        match self.rows::<u64>(Section::TermStarts, at..at + 2) {
            [start, end] => self.bytes(Section::TermText, *start as usize..*end as usize),
            _ => &[],
        }
    }
}

/// Returns where in the table of terms the search for a hash starts, the table having two to that power of homes.
fn home(hash: u64, power: u32) -> usize {
    // A table has at least two homes, so the shift is less than 64.
    (hash >> (64 - power.max(1))) as usize
}

/// Writes the sections of terms as the terms come, in the order of their numbers.
#[derive(Debug)]
pub(super) struct TermWriter {
    starts: Spool,
    hashes: Sorter<[u64; 2]>,
    count: u64,
    length: u64,
}

impl TermWriter {
    /// Begins the text of the terms.
    pub(super) fn new<W: Write>(out: &mut Layout<W>, scratch: &Scratch) -> io::Result<Self> {
        out.begin(Section::TermText)?;
        Ok(Self {
            starts: scratch.spool(),
            hashes: Sorter::new(scratch, 8),
            count: 0,
            length: 0,
        })
    }

    /// Writes the text of the next term.
    pub(super) fn put<W: Write>(&mut self, out: &mut Layout<W>, text: &[u8]) -> io::Result<()> {
        [self.length].put(&mut self.starts)?;
        self.hashes.push([xxh3_64(text), self.count])?;
        self.length += text.len() as u64;
        self.count += 1;
        out.put(text)
    }

    /// Writes starts and table, and returns how many terms there are.
    ///
    /// In the table, terms stand in the order of their hashes, each at its home or at the first place behind it that is
    /// free; the last ones may stand behind the last home, so that nothing wraps round.
    pub(super) fn finish<W: Write>(mut self, out: &mut Layout<W>) -> io::Result<u64> {
        [self.length].put(&mut self.starts)?;
        out.section(Section::TermStarts, self.starts.read()?)?;
        // At most two thirds full, so that probes are few.
        let homes = (self.count + self.count / 2 + 2).next_power_of_two();
        out.begin(Section::TermIndex)?;
        let mut hashes = self.hashes.finish()?;
        let mut at = 0;
        while let Some([hash, id]) = hashes.next()? {
            let home = home(hash, homes.ilog2()) as u64;
            while at < home {
                out.put(&[0; 4])?;
                at += 1;
            }
            out.put(&(id as u32 + 1).to_le_bytes())?;
            at += 1;
        }
        while at < homes {
            out.put(&[0; 4])?;
            at += 1;
        }
        Ok(self.count)
    }
}

/// Appends the text of a term.
pub(super) fn encode(term: TermRef<'_>, out: &mut Vec<u8>) {
    match term {
        TermRef::NamedNode(node) => {
            out.push(b'I');
            out.extend_from_slice(node.as_str().as_bytes());
        }
        TermRef::BlankNode(node) => {
            out.push(b'B');
            out.extend_from_slice(node.as_str().as_bytes());
        }
        TermRef::Literal(literal) => {
            if let Some(language) = literal.language() {
                out.push(b'L');
                out.extend_from_slice(language.as_bytes());
                out.push(0);
            } else if literal.datatype() == oxigraph::model::vocab::xsd::STRING {
                out.push(b'S');
            } else {
                out.push(b'T');
                out.extend_from_slice(literal.datatype().as_str().as_bytes());
                out.push(0);
            }
            out.extend_from_slice(literal.value().as_bytes());
        }
    }
}

/// Returns the term of a text; bytes that are none give an empty literal, and the image says that it is damaged.
pub(super) fn decode(text: &[u8]) -> TermRef<'_> {
    let Some((kind, rest)) = text.split_first() else {
        return LiteralRef::new_simple_literal("").into();
    };
    let Ok(rest) = std::str::from_utf8(rest) else {
        return LiteralRef::new_simple_literal("").into();
    };
    match kind {
        b'I' => NamedNodeRef::new_unchecked(rest).into(),
        b'B' => BlankNodeRef::new_unchecked(rest).into(),
        b'L' => {
            let (language, value) = rest.split_once('\0').unwrap_or(("", rest));
            LiteralRef::new_language_tagged_literal_unchecked(value, language).into()
        }
        b'T' => {
            let (datatype, value) = rest.split_once('\0').unwrap_or(("", rest));
            LiteralRef::new_typed_literal(value, NamedNodeRef::new_unchecked(datatype)).into()
        }
        _ => LiteralRef::new_simple_literal(rest).into(),
    }
}

/// Returns the text of a term as N-Triples writes it.
pub(super) fn text_of(text: &[u8]) -> String {
    decode(text).to_string()
}
