//! What a knowledge base knows that helps to audit a paper.

use super::doi::KnownWork;
use crate::claim::KnowledgeBase;
use crate::vocabulary;
use crate::work::Citations;
use std::collections::BTreeSet;

/// What is known beyond the paper itself.
#[derive(Debug, Clone, Default)]
pub struct Background {
    /// Works of a bibliography.
    pub works: Vec<KnownWork>,
}

impl Background {
    /// Returns what a knowledge base knows.
    pub fn of(knowledge: &KnowledgeBase) -> Self {
        let store = &knowledge.store;
        let citations = Citations::new(store);
        let subjects: BTreeSet<_> = store
            .id(vocabulary::DOI)
            .into_iter()
            .flat_map(|doi| store.matching(None, Some(doi), None))
            .map(|statement| store.triple(statement)[0])
            .collect();
        let works = subjects
            .into_iter()
            .filter_map(|subject| {
                let work = citations.work(subject);
                Some(KnownWork {
                    doi: work.doi?,
                    title: work.title,
                    year: work.year,
                    first_author: work.authors.into_iter().next(),
                })
            })
            .collect();
        Self { works }
    }
}
