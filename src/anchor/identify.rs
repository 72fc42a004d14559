//! Which paper of the knowledge base a copy is a copy of.

use super::ReaderCopy;
use crate::claim::KnowledgeBase;
use crate::paper::normal_form;
use crate::store::{ClaimId, TermId};
use crate::vocabulary::{self, sg};
use crate::work::Citations;
use rustc_hash::FxHashMap;

/// Returns the paper that a copy is a copy of: the one of its DOI, else of its title, else of most of its sentences.
///
/// `None` where the knowledge base has no claim about such a paper.
pub(super) fn paper_of_copy(knowledge: &KnowledgeBase, copy: &ReaderCopy<'_>) -> Option<TermId> {
    let citations = Citations::new(&knowledge.store);
    // How many sentences of its claims the copy has.
    let mut papers: FxHashMap<TermId, usize> = FxHashMap::default();
    for claim in 0..knowledge.store.claim_count() as ClaimId {
        let record = citations.claim(claim);
        if let Some(paper) = record.paper {
            let found = record.digest.is_some_and(|digest| copy.has(&digest));
            *papers.entry(paper).or_default() += usize::from(found);
        }
    }
    let named = |paper: &TermId| {
        let dois = [vocabulary::DOI, sg::CANDIDATE_DOI].map(|name| citations.text(*paper, name));
        let own = copy.paper.doi.as_ref();
        let title = citations.text(*paper, vocabulary::TITLE);
        let by_doi = own.is_some_and(|own| {
            let mut dois = dois.iter().flatten();
            dois.any(|doi| doi.eq_ignore_ascii_case(own))
        });
        let by_title = match (&title, &copy.paper.title) {
            (Some(title), Some(own)) => {
                normal_form(title).to_lowercase() == normal_form(own).to_lowercase()
            }
            _ => false,
        };
        (by_doi, by_title)
    };
    papers
        .into_iter()
        .map(|(paper, found)| {
            let (by_doi, by_title) = named(&paper);
            ((by_doi, by_title, found), paper)
        })
        .filter(|(reason, _)| *reason > (false, false, 0))
        .max_by_key(|(reason, paper)| (*reason, std::cmp::Reverse(*paper)))
        .map(|(_, paper)| paper)
}
