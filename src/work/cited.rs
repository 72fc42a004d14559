//! The works that answers cite, each claim and each work looked up once.

use super::{Citations, claims_behind};
use crate::lineage::Evidence;
use crate::store::{ClaimId, TermId, View};
use rustc_hash::{FxHashMap, FxHashSet};
use std::rc::Rc;

/// Finds the works that rows cite, and remembers what claims cite from row to row.
#[derive(Debug)]
pub struct Cited<'a> {
    view: View<'a>,
    citations: Citations<'a>,
    works: FxHashMap<ClaimId, Rc<[TermId]>>,
    links: FxHashMap<TermId, Rc<str>>,
}

impl<'a> Cited<'a> {
    /// Starts without having looked at any claim.
    pub fn new(view: View<'a>) -> Self {
        Self {
            view,
            citations: Citations::new(view.store),
            works: FxHashMap::default(),
            links: FxHashMap::default(),
        }
    }

    /// Returns the works that the claims behind some evidence cite, each once, as links.
    ///
    /// They stand in the order in which its statements name the claims, those of one claim as it cites them.
    pub fn works_of(&mut self, evidence: &Evidence) -> Vec<Rc<str>> {
        let mut seen = FxHashSet::default();
        let mut links = Vec::new();
        let mut last = None;
        let alternatives = evidence.alternatives.iter();
        for statement in alternatives.flat_map(|alternative| &alternative.statements) {
            for claim in claims_behind(self.view, *statement) {
                // Statements of one claim stand next to each other more often than not.
                if last.replace(claim) == Some(claim) {
                    continue;
                }
                for work in self.works_of_claim(claim).iter() {
                    if seen.insert(*work) {
                        links.push(self.link_of(*work));
                    }
                }
            }
        }
        links
    }

    fn works_of_claim(&mut self, claim: ClaimId) -> Rc<[TermId]> {
        let citations = self.citations;
        let works = self.works.entry(claim).or_insert_with(|| {
            let name = citations.store().claim_term(claim);
            let references = citations.references_of(name).into_iter();
            references
                .map(|reference| citations.work_of(reference))
                .collect()
        });
        Rc::clone(works)
    }

    fn link_of(&mut self, work: TermId) -> Rc<str> {
        let citations = self.citations;
        let link = self
            .links
            .entry(work)
            .or_insert_with(|| citations.link(work).into());
        Rc::clone(link)
    }
}
