//! The works of a knowledge base, with what identifies each.

use super::record::lower_doi;
use super::search::Wanted;
use crate::store::Store;
use crate::vocabulary::{self, sg};
use crate::work::{Citations, Description};
use oxigraph::model::TermRef;
use sha2::{Digest, Sha256};

/// Returns the works that references point to, that claims cite, that claims are of, or that have authors or a DOI.
pub fn wanted(store: &Store) -> Vec<Wanted> {
    let citations = Citations::new(store);
    let mut works = Vec::new();
    for (predicate, of_subject) in [
        (vocabulary::REFERENCES, false),
        (vocabulary::CITES_AS_EVIDENCE, false),
        (sg::IN_PAPER, false),
        (sg::AUTHORS, true),
        (vocabulary::DOI, true),
        (sg::CANDIDATE_DOI, true),
    ] {
        let Some(predicate) = store.id(predicate) else {
            continue;
        };
        for [subject, _, object] in store.triples(None, Some(predicate), None) {
            let term = if of_subject {
                subject
            } else {
                citations.reference(object).work
            };
            works.push(term);
        }
    }
    works.sort_unstable();
    works.dedup();
    let mut wanted: Vec<Wanted> = works
        .into_iter()
        .filter_map(|work| match store.term(work) {
            TermRef::NamedNode(_) => Some(one(citations.work(work))),
            _ => None,
        })
        .collect();
    wanted.sort_by(|a, b| a.work.cmp(&b.work));
    wanted
}

fn one(work: crate::work::Work) -> Wanted {
    let description = Description::of(&work);
    // A work may be named by the address of its DOI.
    let by_name = || {
        work.iri
            .contains("doi.org/")
            .then(|| lower_doi(&work.iri))
            .flatten()
    };
    let doi = work.doi.as_deref().and_then(lower_doi).or_else(by_name);
    let candidate = work.candidate_doi.as_deref().and_then(lower_doi);
    let mut hash = Sha256::new();
    let years: Vec<String> = description.years.iter().map(ToString::to_string).collect();
    for part in description
        .titles
        .iter()
        .chain(description.authors.first())
        .chain(&years)
        .chain(&description.volume)
        .chain(&description.pages)
        .chain(&work.journal)
        .chain(&doi)
        .chain(&candidate)
    {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    let digest = hash
        .finalize()
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    Wanted {
        label: work.label.clone().unwrap_or_else(|| work.iri.clone()),
        work: work.iri,
        journal: work.journal,
        description,
        doi,
        candidate,
        digest,
    }
}
