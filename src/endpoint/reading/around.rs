//! Fetches what is known to be wanted before anything is made: what stands around names, words and works.

use super::Reading;
use crate::endpoint::search::Class;
use crate::endpoint::{EndpointError, meaning, neighbourhood, search};
use crate::trace::{Thing, find};
use crate::vocabulary;
use crate::work::Citations;
use oxigraph::model::Term;
use rustc_hash::FxHashSet;

impl Reading {
    /// Fetches what a text may mean, and all that stands around it.
    ///
    /// # Errors
    /// Where the engine does not answer.
    pub fn look_around(&mut self, text: &str) -> Result<(), EndpointError> {
        let (names, around) = meaning::around(&self.endpoint, &self.prefixes, text)?;
        names
            .into_iter()
            .for_each(|triple| self.fragment.add(&triple));
        let claims = neighbourhood::claims_among(&self.endpoint, &around.nodes)?;
        self.fetch_sources()?;
        let mut triples = around.triples;
        triples.extend(self.fetch_graphs(&claims)?);
        let mut seen = FxHashSet::default();
        triples.retain(|triple| seen.insert(triple.clone()));
        self.trace(triples.clone())?;
        let inferred = neighbourhood::inferred_from(&self.endpoint, &triples)?;
        self.trace(inferred)?;
        let mut all = around.claims;
        all.extend(claims);
        self.describe_claims(all)
    }

    /// Fetches all that may go where works are withdrawn: the claims on them, what these state, and what follows from that.
    ///
    /// # Errors
    /// Where the engine does not answer.
    pub fn withdraw(&mut self, works: &[String]) -> Result<(), EndpointError> {
        for text in works {
            self.look_around(text)?;
        }
        let (knowledge, _) = self.build();
        let things = works.iter().filter_map(|text| find(&knowledge, text).ok());
        let withdrawn = things.flatten().filter_map(|thing| match thing {
            Thing::Work(work) => Some(work),
            Thing::Claim(_) | Thing::Entity(_) => None,
        });
        let citations = Citations::new(&knowledge.store);
        let falling = citations.withdrawal(&withdrawn.collect()).falling;
        let claims: Vec<Term> = falling
            .into_iter()
            .map(|claim| {
                knowledge
                    .store
                    .term(knowledge.store.claim_term(claim))
                    .into_owned()
            })
            .collect();
        let mut seen = FxHashSet::default();
        let mut stated = self.fetch_graphs(&claims)?;
        stated.retain(|triple| seen.insert(triple.clone()));
        let inferred = neighbourhood::inferred_from(&self.endpoint, &stated)?;
        self.trace(stated)?;
        self.trace(inferred)
    }

    /// Fetches names that have the longest of some words, and what they name.
    ///
    /// # Errors
    /// Where the engine does not answer.
    pub fn search(&mut self, words: &str) -> Result<(), EndpointError> {
        self.add_all(search::named_like(&self.endpoint, words)?);
        Ok(())
    }

    /// Fetches names that begin with some letters, and what they name.
    ///
    /// # Errors
    /// Where the engine does not answer.
    pub fn complete(&mut self, letters: &str) -> Result<(), EndpointError> {
        self.add_all(search::beginning(&self.endpoint, &self.prefixes, letters)?);
        Ok(())
    }

    /// Adds one thing of each of some classes.
    pub fn sample(&mut self, classes: &[Class]) {
        let kind: Term = vocabulary::TYPE.into_owned().into();
        for Class { class, one, .. } in classes {
            self.fragment
                .add(&[one.clone(), kind.clone(), class.clone()]);
        }
    }
}
