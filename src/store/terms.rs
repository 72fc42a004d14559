//! Terms as text in an image, and their numbers.
//!
//! The text of a term starts with a byte for its kind: `I` an IRI, `B` a blank node, `S` a plain literal, `L` a literal
//! with a language (the tag, a zero byte, the value), `T` a literal with a datatype (the IRI, a zero byte, the value).

use super::image::{Image, Section};
use oxigraph::model::{BlankNodeRef, LiteralRef, NamedNodeRef, TermRef};
use rustc_hash::FxHashMap;
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
        let mask = slots.checked_sub(1)?;
        let mut slot = xxh3_64(&text) as usize & mask;
        for _ in 0..slots {
            let id = self.row::<u32>(Section::TermIndex, slot).checked_sub(1)?;
            if self.term_text(id) == text {
                return Some(id);
            }
            slot = (slot + 1) & mask;
        }
        None
    }

    /// Returns the texts of all terms, by number.
    pub(super) fn texts(&self) -> Vec<Box<[u8]>> {
        (0..self.term_count() as TermId)
            .map(|id| self.term_text(id).into())
            .collect()
    }

    fn term_text(&self, id: TermId) -> &[u8] {
        let at = id as usize;
        match self.rows::<u64>(Section::TermStarts, at..at + 2) {
            [start, end] => self.bytes(Section::TermText, *start as usize..*end as usize),
            _ => &[],
        }
    }
}

/// Terms being numbered.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    ids: FxHashMap<Box<[u8]>, TermId>,
    scratch: Vec<u8>,
}

impl Numbering {
    /// Returns the number of a term, a new one where it is new.
    pub(super) fn number(&mut self, term: TermRef<'_>) -> TermId {
        self.scratch.clear();
        encode(term, &mut self.scratch);
        if let Some(id) = self.ids.get(self.scratch.as_slice()) {
            return *id;
        }
        let id = self.ids.len() as TermId;
        self.ids.insert(self.scratch.as_slice().into(), id);
        id
    }

    /// Returns the number of a term given as its text.
    pub(super) fn number_of_text(&mut self, text: Box<[u8]>) -> TermId {
        let next = self.ids.len() as TermId;
        *self.ids.entry(text).or_insert(next)
    }

    /// Returns how many terms there are.
    pub(super) fn len(&self) -> usize {
        self.ids.len()
    }

    /// Returns the texts by number.
    pub(super) fn into_texts(self) -> Vec<Box<[u8]>> {
        let mut texts: Vec<Box<[u8]>> = vec![Box::default(); self.ids.len()];
        for (text, id) in self.ids {
            texts[id as usize] = text;
        }
        texts
    }
}

/// Returns the sections of terms: starts, text, index.
pub(super) fn term_sections(texts: &[Box<[u8]>]) -> [Vec<u8>; 3] {
    let mut starts = Vec::with_capacity((texts.len() + 1) * 8);
    let mut text = Vec::with_capacity(texts.iter().map(|text| text.len()).sum());
    // At most two thirds full, so that probes are few.
    let slots = (texts.len() + texts.len() / 2 + 1).next_power_of_two();
    let mut index = vec![0_u32; slots];
    for (id, one) in texts.iter().enumerate() {
        starts.extend((text.len() as u64).to_le_bytes());
        text.extend_from_slice(one);
        let mut slot = xxh3_64(one) as usize & (slots - 1);
        while index[slot] != 0 {
            slot = (slot + 1) & (slots - 1);
        }
        index[slot] = id as u32 + 1;
    }
    starts.extend((text.len() as u64).to_le_bytes());
    [starts, text, bytemuck::cast_slice(&index).to_vec()]
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
fn decode(text: &[u8]) -> TermRef<'_> {
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
