//! What falls when works are withdrawn.
//!
//! A claim rests on all the references that it cites, or on its paper where it cites nobody. It falls when none of the
//! works that it rests on is left; while one is, it stands, and is weaker.

use super::Citations;
use crate::store::{ClaimId, TermId, Withheld};
use crate::vocabulary::{self, sg};
use oxigraph::model::NamedNodeRef;
use rustc_hash::FxHashSet;

/// What becomes of claims when some works are withdrawn.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Withdrawal {
    /// Claims that rest on nothing else, in order.
    pub falling: Vec<ClaimId>,
    /// Claims that also rest on other works, in order.
    pub weakened: Vec<ClaimId>,
}

impl Citations<'_> {
    /// Returns what becomes of claims when these works are withdrawn.
    pub fn withdrawal(&self, works: &FxHashSet<TermId>) -> Withdrawal {
        let mut touched: Vec<ClaimId> = works
            .iter()
            .flat_map(|work| self.claims_on(*work))
            .collect();
        touched.sort_unstable();
        touched.dedup();
        let (falling, weakened) = touched.into_iter().partition(|claim| {
            let sources = self.sources_of(*claim);
            sources.iter().all(|work| works.contains(work))
        });
        Withdrawal { falling, weakened }
    }

    /// Returns the claims that cite a work, directly or by an entry of a reference list; for a paper, also its own word.
    pub fn claims_on(&self, work: TermId) -> Vec<ClaimId> {
        let mut cited = self.subjects(vocabulary::REFERENCES, work);
        cited.push(work);
        let mut claims: Vec<ClaimId> = cited
            .into_iter()
            .flat_map(|reference| self.claims_with(vocabulary::CITES_AS_EVIDENCE, reference))
            .collect();
        let own = self.claims_with(sg::IN_PAPER, work);
        claims.extend(
            own.into_iter()
                .filter(|claim| self.is_own(self.store.claim_term(*claim))),
        );
        claims.sort_unstable();
        claims.dedup();
        claims
    }

    /// Returns the works that a claim rests on: those that it cites, or its paper where that says it for itself.
    pub fn sources_of(&self, claim: ClaimId) -> Vec<TermId> {
        let name = self.store.claim_term(claim);
        let mut works: Vec<TermId> = self
            .objects(name, vocabulary::CITES_AS_EVIDENCE)
            .into_iter()
            .flat_map(|reference| {
                let works = self.objects(reference, vocabulary::REFERENCES);
                if works.is_empty() {
                    vec![reference]
                } else {
                    works
                }
            })
            .collect();
        if self.is_own(name) {
            works.extend(self.objects(name, sg::IN_PAPER));
        }
        works.sort_unstable();
        works.dedup();
        works
    }

    fn is_own(&self, claim: TermId) -> bool {
        self.text(claim, sg::OWN_STATEMENT)
            .is_some_and(|value| value == "true")
    }

    /// Returns the claims that are the subjects of a predicate with this object.
    fn claims_with(&self, predicate: NamedNodeRef<'_>, object: TermId) -> Vec<ClaimId> {
        let Some(predicate) = self.store.id(predicate) else {
            return Vec::new();
        };
        let triples = self.store.triples(None, Some(predicate), Some(object));
        triples
            .filter_map(|[name, predicate, object]| {
                // A claim mostly says it of itself, which saves looking for its name.
                let statement = self.store.statement(name, predicate, object)?;
                let mut stating = self.store.claims_of(statement).iter().copied();
                stating
                    .find(|claim| self.store.claim_term(*claim) == name)
                    .or_else(|| self.store.claim(name))
            })
            .collect()
    }
}

impl Withdrawal {
    /// Returns the claims that fall with what goes with them.
    pub fn withheld(&self, citations: &Citations<'_>) -> Withheld {
        Withheld::of(citations.store, self.falling.iter().copied().collect())
    }
}
