//! What is served: a knowledge base, its questions, and what is made of them once.

use super::search::Index;
use crate::claim::KnowledgeBase;
use crate::query::Catalogue;

/// What is served, until the data change.
#[derive(Debug)]
pub(super) struct Site {
    /// The data.
    pub(super) knowledge: KnowledgeBase,
    /// The named questions.
    pub(super) questions: Catalogue,
    /// The sections of pages.
    pub(super) sections: Catalogue,
    /// The pictures.
    pub(super) pictures: Catalogue,
    /// What can be searched for.
    pub(super) index: Index,
    /// A digest of the data.
    pub(super) digest: String,
    /// Where entities' own IRIs begin.
    pub(super) base: String,
    /// Bounds of one query.
    pub(super) bounds: Bounds,
}

/// Bounds of one query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Seconds that it may take.
    pub seconds: u64,
    /// Rows that its answer may have.
    pub rows: usize,
    /// Bytes that its answer may have.
    pub bytes: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            seconds: 30,
            rows: 1_000_000,
            bytes: 256 << 20,
        }
    }
}

/// What a site is made of.
#[derive(Debug)]
pub struct Content {
    /// The data.
    pub knowledge: KnowledgeBase,
    /// The named questions.
    pub questions: Catalogue,
    /// The sections of pages, as `queries/pages/` has them.
    pub sections: Catalogue,
    /// The pictures, as `queries/pictures/` has them.
    pub pictures: Catalogue,
}

impl Site {
    /// Makes a site.
    pub(super) fn new(content: Content, base: String, bounds: Bounds) -> Self {
        let Content {
            knowledge,
            questions,
            sections,
            pictures,
        } = content;
        Self {
            index: Index::default(),
            digest: knowledge.store.digest(),
            knowledge,
            questions,
            sections,
            pictures,
            base,
            bounds,
        }
    }
}
