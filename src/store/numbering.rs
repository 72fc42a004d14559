//! Terms being numbered as they come.

use super::terms::{TermId, encode};
use hashbrown::HashTable;
use oxigraph::model::TermRef;
use xxhash_rust::xxh3::xxh3_64;

/// Texts of terms, each once, numbered as they came.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    /// All texts, one behind the other, and where each ends.
    text: Vec<u8>,
    ends: Vec<usize>,
    hashes: Vec<u64>,
    ids: HashTable<TermId>,
    scratch: Vec<u8>,
}

impl Numbering {
    /// Returns the number of a term, a new one where it is new.
    pub(super) fn number(&mut self, term: TermRef<'_>) -> TermId {
        let mut text = std::mem::take(&mut self.scratch);
        text.clear();
        encode(term, &mut text);
        let id = self.number_of_text(&text, xxh3_64(&text));
        self.scratch = text;
        id
    }

    /// Returns the number of a term given as its text and the hash of that.
    pub(super) fn number_of_text(&mut self, text: &[u8], hash: u64) -> TermId {
        let Self {
            text: all,
            ends,
            hashes,
            ids,
            ..
        } = self;
        let same =
            |id: &TermId| hashes[*id as usize] == hash && &all[range(ends, *id as usize)] == text;
        if let Some(id) = ids.find(hash, same) {
            return *id;
        }
        let id = ends.len() as TermId;
        all.extend_from_slice(text);
        ends.push(all.len());
        hashes.push(hash);
        ids.insert_unique(hash, id, |id| hashes[*id as usize]);
        id
    }

    /// Returns how many terms there are.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Returns the text of a term.
    pub(super) fn text(&self, id: usize) -> &[u8] {
        &self.text[range(&self.ends, id)]
    }

    /// Returns the hash of the text of a term.
    pub(super) fn hash(&self, id: usize) -> u64 {
        self.hashes[id]
    }

    /// Returns about how many bytes it takes.
    pub(super) fn weight(&self) -> usize {
        self.text.len() + self.ends.len() * (size_of::<usize>() + size_of::<u64>() + 8)
    }

    /// Forgets all terms and keeps the room.
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
        self.hashes.clear();
        self.ids.clear();
    }
}

fn range(ends: &[usize], id: usize) -> std::ops::Range<usize> {
    let start = id.checked_sub(1).map_or(0, |before| ends[before]);
    start..ends[id]
}
