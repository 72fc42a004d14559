//! What is served: a knowledge base, its questions, and what is made of them once.

use super::search::Index;
use crate::claim::KnowledgeBase;
use crate::endpoint::{Class, Endpoint, EndpointError};
use crate::export::{Counts, counts};
use crate::lineage::Engine;
use crate::query::{Catalogue, Question};
use crate::store::TermId;
use crate::work::{Citations, Standing};
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

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
    /// Works that notices are about, with where they stand.
    pub(super) standings: FxHashMap<TermId, Standing>,
    /// What there is how often, counted when it is first asked for.
    counts: Arc<OnceLock<Counts>>,
    /// Classes and what has them in an engine elsewhere, asked for when they are first needed.
    pub(super) classes: Arc<OnceLock<Vec<Class>>>,
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

impl Bounds {
    /// Returns how long a query may take.
    pub(super) fn time(self) -> Duration {
        Duration::from_secs(self.seconds)
    }
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
            standings: standings(&knowledge),
            counts: Arc::default(),
            classes: Arc::default(),
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
            questions: Arc::clone(&self.questions),
            sections: Arc::clone(&self.sections),
            pictures: Arc::clone(&self.pictures),
            endpoint: self.endpoint.clone(),
            engine: Some(engine),
            index: Index::default(),
            standings: standings(&knowledge),
            counts: Arc::clone(&self.counts),
            classes: Arc::clone(&self.classes),
            knowledge,
            digest: self.digest.clone(),
            base: self.base.clone(),
            bounds: self.bounds,
        }
    }

    /// Returns how many claims and statements there are.
    pub(super) fn size(&self) -> (usize, usize) {
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
    ///
    /// An engine elsewhere has the time of one query to count it; otherwise it is what its publication says.
    pub(super) fn counts(&self) -> Cow<'_, Counts> {
        let Some(endpoint) = &self.endpoint else {
            let counts = || counts(&self.knowledge.store);
            return Cow::Borrowed(self.counts.get_or_init(counts));
        };
        if let Some(known) = self.counts.get() {
            return Cow::Borrowed(known);
        }
        let (claims, statements) = self.size();
        match endpoint.within(self.bounds.time()).stated() {
            Ok(stated) => Cow::Borrowed(self.counts.get_or_init(|| Counts {
                triples: stated.properties.iter().map(|(_, count)| count).sum(),
                claims,
                subjects: Some(stated.subjects),
                objects: Some(stated.objects),
                properties: stated.properties,
                classes: stated.classes,
            })),
            Err(_) => Cow::Owned(Counts {
                triples: statements,
                claims,
                ..Counts::default()
            }),
        }
    }

    /// Returns the classes of an engine elsewhere, which are counted once.
    pub(super) fn classes_of(&self, endpoint: &Endpoint) -> Result<&[Class], EndpointError> {
        if let Some(known) = self.classes.get() {
            return Ok(known);
        }
        let classes = endpoint.classes()?;
        Ok(self.classes.get_or_init(|| classes))
    }
}

/// Returns the works that notices are about, with where they stand.
fn standings(knowledge: &KnowledgeBase) -> FxHashMap<TermId, Standing> {
    let works = Citations::new(&knowledge.store).works_with_notices();
    works.into_iter().collect()
}
