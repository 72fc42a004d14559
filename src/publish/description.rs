//! The description of a published dataset: what it is, and how many triples its graphs have.

use super::content::{Content, triple};
use crate::store::ClaimId;
use crate::vocabulary::{self, published};
use oxigraph::model::{Literal, NamedNodeRef};

impl Content<'_> {
    /// Returns the lines of the graph that says what the dataset is, for a state that it is in.
    pub(super) fn description(&self, state: NamedNodeRef<'_>) -> Vec<String> {
        let base = self.layout.base();
        let number = |number: usize| Literal::from(number as u64 as i64);
        let sources = self.sources.iter().flatten().count();
        let about = |predicate, literal: Literal| triple(&base, predicate, &literal);
        vec![
            triple(&base, vocabulary::TYPE, published::DATASET),
            triple(&base, published::STATE, state),
            triple(&base, published::MERGED_GRAPH, &self.layout.merged()),
            about(
                published::FORMAT_VERSION,
                Literal::from(published::FORMAT_VERSION_NUMBER as i64),
            ),
            about(
                published::DIGEST,
                Literal::new_simple_literal(self.store.digest()),
            ),
            about(published::STATEMENTS, number(self.store.statement_count())),
            about(published::CLAIMS, number(self.store.claim_count())),
            about(published::SOURCES, number(sources)),
            about(
                published::DERIVATIONS,
                number(self.store.derivation_count()),
            ),
            about(published::DESCRIBED, number(self.described())),
            about(published::LISTED, number(self.listed())),
            about(
                published::PREFIXES,
                Literal::new_simple_literal(&self.prefixes),
            ),
        ]
    }

    /// Returns how many claims something is said of.
    fn described(&self) -> usize {
        let is_described = |claim: &ClaimId| {
            let claim = self.store.claim_term(*claim);
            let mut about = self.store.matching(Some(claim), None, None);
            about.next().is_some()
        };
        let claims = 0..self.store.claim_count() as ClaimId;
        claims.filter(is_described).count()
    }

    /// Returns how many triples the list of graphs has.
    pub(super) fn listed(&self) -> usize {
        self.store.claim_count() * 2 + self.sources.iter().flatten().count() * 4
    }

    /// Returns how many triples the graph of derivations has.
    pub(super) fn derivation_triples(&self) -> u64 {
        let of_nodes: u64 = self
            .store
            .derivations()
            .map(|(_, derivation)| 4 + derivation.premises.len() as u64)
            .sum();
        of_nodes + 3 * self.statements_in_derivations
    }
}
