//! What the knowledge base already has of a paper.

use super::Draft;
use super::words::slug;
use crate::claim::KnowledgeBase;
use crate::paper::{Paper, Reference};
use crate::store::{ClaimId, TermId};
use crate::vocabulary;
use crate::work::{Citations, Description, Verdict, Work, agreement};
use oxigraph::model::{NamedNode, NamedNodeRef, TermRef};
use std::collections::{BTreeSet, HashMap, HashSet};

/// The paper in the knowledge base, and its claims by their places.
#[derive(Debug)]
pub(super) struct Known {
    /// Compact name of the paper.
    pub(super) name: String,
    /// Whether the knowledge base has it.
    pub(super) is_known: bool,
    /// Local names of claims, and of measurements and roles as a draft's claims would be called.
    pub(super) names: BTreeSet<String>,
    /// For each digest, what claims there state, as pairs of predicate and object.
    by_digest: HashMap<String, HashSet<(String, String)>>,
    by_locator: HashMap<String, HashSet<(String, String)>>,
}

impl Known {
    pub(super) fn of(knowledge: &KnowledgeBase, paper: &Paper, name: Option<&str>) -> Self {
        let store = &knowledge.store;
        let citations = Citations::new(store);
        let found = paper.doi.as_deref().and_then(|doi| {
            let statement = store
                .id(vocabulary::DOI)
                .into_iter()
                .flat_map(|property| store.matching(None, Some(property), None))
                .find(|statement| match store.term(store.triple(*statement)[2]) {
                    TermRef::Literal(literal) => literal.value().eq_ignore_ascii_case(doi),
                    _ => false,
                })?;
            Some(store.triple(statement)[0])
        });
        let name = format!(
            "paper:{}",
            name.map_or_else(|| name_of(paper), str::to_owned)
        );
        // A paper without a DOI is known by the name that a draft gave it.
        let found = found.or_else(|| {
            (0..store.claim_count() as ClaimId)
                .filter_map(|claim| citations.claim(claim).paper)
                .find(|paper| knowledge.prefixes.show(store.term(*paper)) == name)
        });
        let mut known = Self {
            name: match found {
                Some(term) => knowledge.prefixes.show(store.term(term)),
                None => name,
            },
            is_known: found.is_some(),
            names: names(knowledge, &citations),
            by_digest: HashMap::new(),
            by_locator: HashMap::new(),
        };
        if let Some(term) = found {
            known.read(knowledge, &citations, term);
        }
        known
    }

    fn read(&mut self, knowledge: &KnowledgeBase, citations: &Citations<'_>, paper: TermId) {
        let store = &knowledge.store;
        for claim in 0..store.claim_count() as ClaimId {
            let record = citations.claim(claim);
            if record.paper != Some(paper) {
                continue;
            }
            let mut facts = HashSet::new();
            for statement in store.statements_of(claim) {
                let [_, predicate, object] = store.triple(*statement);
                let object = match store.term(object) {
                    TermRef::Literal(literal) => literal.value().to_owned(),
                    other => knowledge.prefixes.show(other),
                };
                facts.insert((knowledge.prefixes.show(store.term(predicate)), object));
            }
            if let Some(digest) = record.digest {
                self.by_digest
                    .entry(digest)
                    .or_default()
                    .extend(facts.iter().cloned());
            }
            if let Some(locator) = record.locator {
                self.by_locator.entry(locator).or_default().extend(facts);
            }
        }
    }

    /// Says whether claims at a place state all of these, each as predicate and object.
    pub(super) fn states(&self, locator: &str, digest: &str, facts: &[(&str, &str)]) -> bool {
        let here = self
            .by_digest
            .get(digest)
            .or_else(|| self.by_locator.get(locator));
        here.is_some_and(|known| {
            facts.iter().all(|(predicate, object)| {
                known.contains(&((*predicate).to_owned(), (*object).to_owned()))
            })
        })
    }
}

/// Returns the names that a draft must not give again, of whatever paper.
fn names(knowledge: &KnowledgeBase, citations: &Citations<'_>) -> BTreeSet<String> {
    let store = &knowledge.store;
    let local = |term: TermId| {
        let shown = knowledge.prefixes.show(store.term(term));
        shown
            .split_once(':')
            .map_or(shown.clone(), |(_, local)| local.to_owned())
    };
    let claims = (0..store.claim_count() as ClaimId).map(|claim| local(store.claim_term(claim)));
    let things = ["Measurement", "Role"].into_iter().flat_map(|class| {
        let class = format!("https://w3id.org/synergraph/ns#{class}");
        let class = store.id(NamedNodeRef::new_unchecked(&class));
        let things = class.map(|class| citations.subjects(vocabulary::TYPE, class));
        things.into_iter().flatten().map(local)
    });
    claims
        .chain(things.map(|thing| format!("draft-{thing}")))
        .collect()
}

/// Finds out which of the entries that candidates cite the knowledge base has, and which of their works.
pub(super) fn cited(knowledge: &KnowledgeBase, paper: &Paper, draft: &mut Draft) {
    let store = &knowledge.store;
    let citations = Citations::new(store);
    let numbers: BTreeSet<&String> = draft
        .candidates
        .iter()
        .flat_map(|candidate| &candidate.references)
        .collect();
    let works: Vec<(TermId, Work)> = if numbers.is_empty() {
        Vec::new()
    } else {
        let all = citations.works().into_iter();
        all.map(|work| (work, citations.work(work))).collect()
    };
    let local = draft.paper.trim_start_matches("paper:");
    for reference in &paper.references {
        if !numbers.contains(&reference.id) {
            continue;
        }
        let iri = format!(
            "https://w3id.org/synergraph/paper/{local}/ref/{}",
            reference.id
        );
        let is_listed = NamedNode::new(&iri)
            .ok()
            .and_then(|iri| store.id(iri.as_ref()))
            .is_some_and(|entry| !citations.objects(entry, vocabulary::REFERENCES).is_empty());
        if is_listed {
            draft.listed.insert(reference.id.clone());
        } else if let Some(work) = same_work(reference, &works) {
            let name = knowledge.prefixes.show(store.term(work));
            draft.works.insert(reference.id.clone(), name);
        }
    }
}

/// Returns the work of an entry: the one that has its DOI, or else one that agrees in title, author, year, volume and page.
fn same_work(reference: &Reference, works: &[(TermId, Work)]) -> Option<TermId> {
    let same_doi = |work: &Work| match (&work.doi, &reference.doi) {
        (Some(one), Some(other)) => Some(one.eq_ignore_ascii_case(other)),
        _ => None,
    };
    if let Some((work, _)) = works.iter().find(|(_, work)| same_doi(work) == Some(true)) {
        return Some(*work);
    }
    let description = Description {
        titles: reference.title.iter().cloned().collect(),
        authors: reference.authors.clone(),
        years: reference
            .year
            .as_deref()
            .and_then(|year| year.get(..4)?.parse().ok())
            .into_iter()
            .collect(),
        volume: reference.volume.clone(),
        pages: reference.pages.iter().cloned().collect(),
    };
    let is_same = |work: &Work| {
        let agreement = agreement(&description, &Description::of(work));
        same_doi(work).is_none() && agreement.is_placed() && agreement.verdict() == Verdict::Same
    };
    let mut same = works.iter().filter(|(_, work)| is_same(work));
    let found = same.next()?;
    same.next().is_none().then_some(found.0)
}

/// Returns a name for a paper: the end of its DOI, or its title.
fn name_of(paper: &Paper) -> String {
    let doi = paper
        .doi
        .as_deref()
        .and_then(|doi| doi.split_once('/'))
        .map(|(_, rest)| rest);
    match (doi, &paper.title) {
        (Some(rest), _) => {
            let name: String = rest
                .chars()
                .map(|c| {
                    if c.is_ascii_alphanumeric() || matches!(c, '.' | '-') {
                        c.to_ascii_lowercase()
                    } else {
                        '-'
                    }
                })
                .collect();
            name.trim_matches(['-', '.']).to_owned()
        }
        (None, Some(title)) => slug(title).split('-').take(6).collect::<Vec<_>>().join("-"),
        (None, None) => "untitled".to_owned(),
    }
}
