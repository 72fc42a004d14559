//! What is served: a knowledge base, its questions, and what is made of them once.

use super::search::Index;
use crate::claim::KnowledgeBase;
use crate::export::{Counts, counts};
use crate::query::{Catalogue, Question};
use crate::store::TermId;
use crate::work::{Citations, Standing};
use rustc_hash::FxHashMap;
use std::sync::OnceLock;

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
    /// Works that notices are about, with where they stand.
    pub(super) standings: FxHashMap<TermId, Standing>,
    /// What there is how often, counted when it is first asked for.
    counts: OnceLock<Counts>,
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
            standings: Citations::new(&knowledge.store)
                .works_with_notices()
                .into_iter()
                .collect(),
            counts: OnceLock::new(),
            digest: knowledge.store.digest(),
            knowledge,
            questions,
            sections,
            pictures,
            base,
            bounds,
        }
    }

    /// Returns the questions that can be drawn: pictures first, then questions with drawings.
    pub(super) fn drawn(&self) -> impl Iterator<Item = &Question> {
        let plotted = self.questions.iter();
        let plotted = plotted.filter(|question| !question.header.plots.is_empty());
        self.pictures.iter().chain(plotted)
    }

    /// Says whether there is anything to look at.
    pub(super) fn has_pictures(&self) -> bool {
        self.drawn().next().is_some()
    }

    /// Returns what there is how often.
    pub(super) fn counts(&self) -> &Counts {
        self.counts.get_or_init(|| counts(&self.knowledge.store))
    }
}
