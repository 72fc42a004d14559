//! Candidate claims from a paper, for a person to edit.
//!
//! Words are those of the knowledge base: labels, alternative and hidden labels of systems, species, actions, quantities,
//! units, wordings. What stands in the paper is read off; what it means is left to the curator, who writes the statement.

mod unit;
mod words;
mod known;
mod fact;
mod naming;
mod named;
mod number;
mod place;
mod candidate;
mod turtle;
mod bibliography;
mod write;

pub use candidate::Candidate;
pub use fact::Fact;
pub use number::Reason;
pub use unit::NewUnit;
pub use write::write_draft;

use crate::claim::KnowledgeBase;
use crate::paper::Paper;
use candidate::candidates;
use known::{Known, cited};
use std::collections::{BTreeMap, BTreeSet};
use words::Words;

/// What was drafted from a paper.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// Compact name of the paper, such as `paper:echem.2026.100004`.
    pub paper: String,
    /// Whether the knowledge base has this paper.
    pub is_known: bool,
    /// Candidates, in order of their places.
    pub candidates: Vec<Candidate>,
    /// How many facts were passed over because a claim at their place states them.
    pub known: usize,
    /// Numbers and sites that became no candidates.
    pub passed_over: Vec<PassedOver>,
    /// Units that the candidates are written in and the ontology lacks.
    pub units: Vec<NewUnit>,
    /// Entries of the paper's list that the knowledge base has, by number.
    pub listed: BTreeSet<String>,
    /// Compact names of works that the knowledge base has, by the numbers of the entries that are of them.
    pub works: BTreeMap<String, String>,
}

/// A number, or sites, of which no candidate was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassedOver {
    /// Why.
    pub reason: Reason,
    /// Where it stands.
    pub locator: String,
    /// Number and unit, or the sites.
    pub printed: String,
    /// What kind of quantity it is, where that is known.
    pub kind: Option<&'static str>,
}

/// Drafts claims from a paper: what its sentences and tables say in the knowledge base's words and no claim states yet.
///
/// A paper that the knowledge base lacks gets the given name, or else one made of its DOI or title.
pub fn draft(knowledge: &KnowledgeBase, paper: &Paper, name: Option<&str>) -> Draft {
    let words = Words::of(knowledge);
    let known = Known::of(knowledge, paper, name);
    let mut draft = Draft {
        paper: known.name.clone(),
        is_known: known.is_known,
        candidates: Vec::new(),
        known: 0,
        passed_over: Vec::new(),
        units: Vec::new(),
        listed: BTreeSet::new(),
        works: BTreeMap::new(),
    };
    candidates(paper, &words, &known, &mut draft);
    cited(knowledge, paper, &mut draft);
    draft
}
