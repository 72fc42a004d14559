//! Candidate claims from a paper, for a person to edit.
//!
//! Words are those of the knowledge base: labels, alternative and hidden labels of systems, species, actions, quantities,
//! units, wordings. What stands in the paper is read off; what it means is left to the curator, who writes the statement.

mod words;
mod known;
mod fact;
mod naming;
mod named;
mod candidate;
mod write;

pub use candidate::Candidate;
pub use fact::Fact;
pub use write::write_draft;

use crate::claim::KnowledgeBase;
use crate::paper::Paper;
use candidate::candidates;
use known::Known;
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
    /// How many numbers were passed over because no system is named with them.
    pub without_system: usize,
}

/// Drafts claims from a paper: what its sentences and tables say in the knowledge base's words and no claim states yet.
pub fn draft(knowledge: &KnowledgeBase, paper: &Paper) -> Draft {
    let words = Words::of(knowledge);
    let known = Known::of(knowledge, paper);
    let mut draft = Draft {
        paper: known.name.clone(),
        is_known: known.is_known,
        candidates: Vec::new(),
        known: 0,
        without_system: 0,
    };
    candidates(paper, &words, &known, &mut draft);
    draft
}
