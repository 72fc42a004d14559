//! What is served: a knowledge base, its questions, and what is made of them once.

use super::search::Index;
use crate::claim::KnowledgeBase;
use crate::endpoint::Endpoint;
use crate::lineage::Engine;
use crate::query::Catalogue;
use std::sync::Arc;

/// What is served, until the data change.
pub(super) struct Site {
    /// The data, or what is known of them where an engine elsewhere has them.
    pub(super) knowledge: Arc<KnowledgeBase>,
    /// The named questions.
    pub(super) questions: Arc<Catalogue>,
    /// The sections of pages.
    pub(super) sections: Arc<Catalogue>,
    /// The pictures.
    pub(super) pictures: Arc<Catalogue>,
    /// The engine that has the data, if they are not here.
    pub(super) endpoint: Option<Arc<Endpoint>>,
    /// What answers patterns for one request to such an engine.
    pub(super) engine: Option<Arc<dyn Engine>>,
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
    /// The engine that has the data, if they are not here.
    pub endpoint: Option<Arc<Endpoint>>,
}

impl Site {
    /// Makes a site.
    pub(super) fn new(content: Content, base: String, bounds: Bounds) -> Self {
        let Content {
            knowledge,
            questions,
            sections,
            pictures,
            endpoint,
        } = content;
        Self {
            index: Index::default(),
            digest: knowledge.store.digest(),
            knowledge: Arc::new(knowledge),
            questions: Arc::new(questions),
            sections: Arc::new(sections),
            pictures: Arc::new(pictures),
            endpoint,
            engine: None,
            base,
            bounds,
        }
    }
    /// Returns the site over what one request has to know of data elsewhere.
    pub(super) fn over(&self, knowledge: Arc<KnowledgeBase>, engine: Arc<dyn Engine>) -> Self {
        Self {
            knowledge,
            questions: Arc::clone(&self.questions),
            sections: Arc::clone(&self.sections),
            pictures: Arc::clone(&self.pictures),
            endpoint: self.endpoint.clone(),
            engine: Some(engine),
            index: Index::default(),
            digest: self.digest.clone(),
            base: self.base.clone(),
            bounds: self.bounds,
        }
    }

    /// Returns how many claims and statements there are.
    pub(super) fn counts(&self) -> (usize, usize) {
        match &self.endpoint {
            None => {
                let store = &self.knowledge.store;
                (store.claim_count(), store.statement_count())
            }
            Some(endpoint) => {
                let publication = endpoint.publication();
                let [claims, statements] = [publication.claims, publication.statements]
                    .map(|count| usize::try_from(count).unwrap_or(usize::MAX));
                (claims, statements)
            }
        }
    }
}
