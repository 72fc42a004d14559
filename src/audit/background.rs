//! What a knowledge base knows that helps to audit a paper.

use super::doi::KnownWork;
use crate::claim::KnowledgeBase;
use crate::vocabulary::{self, sg};
use crate::work::Citations;
use oxigraph::model::TermRef;
use std::collections::BTreeSet;

/// What is known beyond the paper itself.
#[derive(Debug, Clone, Default)]
pub struct Background {
    /// Works of a bibliography.
    pub works: Vec<KnownWork>,
    /// Reactions whose electrons and molar masses are known.
    pub reactions: Vec<Reaction>,
}

/// A reaction at an electrode.
#[derive(Debug, Clone, PartialEq)]
pub struct Reaction {
    /// Its product, by its first name.
    pub product: String,
    /// Names and formulas of the product.
    pub products: Vec<String>,
    /// Names and formulas of the reactants, and of the reaction.
    pub reactants: Vec<String>,
    /// Electrons for each molecule of the product.
    pub electrons: u32,
    /// Grams in a mole of the product.
    pub molar_mass: f64,
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
        Self {
            works,
            reactions: reactions(knowledge),
        }
    }
}

/// Returns the reactions that say how many electrons they take, of products with a molar mass.
fn reactions(knowledge: &KnowledgeBase) -> Vec<Reaction> {
    let store = &knowledge.store;
    let citations = Citations::new(store);
    let names = |term| -> Vec<String> {
        let properties = [
            vocabulary::NOTATION,
            vocabulary::LABEL,
            vocabulary::ALT_LABEL,
        ];
        properties
            .into_iter()
            .flat_map(|property| citations.objects(term, property))
            .filter_map(|object| match store.term(object) {
                TermRef::Literal(literal) => Some(literal.value().to_owned()),
                _ => None,
            })
            .collect()
    };
    let Some(electrons) = store.id(sg::ELECTRONS) else {
        return Vec::new();
    };
    let subjects: BTreeSet<_> = store
        .matching(None, Some(electrons), None)
        .map(|statement| store.triple(statement)[0])
        .collect();
    let mut reactions = Vec::new();
    for reaction in subjects {
        let count = citations
            .text(reaction, sg::ELECTRONS)
            .and_then(|count| count.parse().ok());
        let mut reactants: Vec<String> = names(reaction);
        for reactant in citations.objects(reaction, sg::REACTANT) {
            reactants.extend(names(reactant));
        }
        for product in citations.objects(reaction, sg::PRODUCT) {
            let mass = citations
                .text(product, sg::MOLAR_MASS)
                .and_then(|mass| mass.parse().ok());
            let products = names(product);
            if let (Some(electrons), Some(molar_mass), Some(first)) =
                (count, mass, products.first())
            {
                reactions.push(Reaction {
                    product: first.clone(),
                    products,
                    reactants: reactants.clone(),
                    electrons,
                    molar_mass,
                });
            }
        }
    }
    reactions
}
