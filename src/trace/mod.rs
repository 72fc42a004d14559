//! From anything to its claims: a claim to its references, a reference to its claims, an entity to what is said of it.

mod fall;
mod follow;
mod show;

pub use fall::{FallenAnswer, Falls, falls, falls_json, write_falls};
use follow::inferred_from;
pub use show::{trace_json, write_trace};

use crate::claim::KnowledgeBase;
use crate::query::nearest;
use crate::store::{ClaimId, StatementId, Store, TermId};
use crate::vocabulary::{self, sg};
use crate::work::{Citations, ClaimRecord, Work};
use oxigraph::model::TermRef;
use rustc_hash::FxHashSet;

/// What a trace starts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thing {
    /// A claim.
    Claim(ClaimId),
    /// A work, by its DOI, its number or its first author.
    Work(TermId),
    /// Anything else that claims speak of.
    Entity(TermId),
}

/// What was found about a thing.
#[derive(Debug, Clone)]
pub struct Trace {
    /// What it starts from.
    pub thing: Thing,
    /// Its name in the graph.
    pub name: TermId,
    /// Its label, or what else people call it.
    pub label: Option<String>,
    /// Other names of it.
    pub other_names: Vec<String>,
    /// Of a work: what the bibliography says, and its numbers in reference lists.
    pub work: Option<(Work, Vec<String>)>,
    /// Of a claim: what it states of the world.
    pub facts: Vec<StatementId>,
    /// The claims: itself, those that rest on the work, or those that speak of the entity; in the paper's order.
    pub claims: Vec<ClaimRecord>,
    /// Of a claim: the other claims that rest on a work it cites.
    pub neighbours: Vec<ClaimRecord>,
    /// What nobody states and a rule infers: from a claim's facts, or about an entity; each with the rule.
    pub inferred: Vec<(StatementId, String)>,
}

/// A text that means nothing known.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("nothing is called `{text}`")]
pub struct UnknownThing {
    /// The text.
    pub text: String,
    /// What may have been meant.
    pub near: Option<String>,
}

/// Returns what a text means: a claim, a work by number, DOI or first author, or an entity by IRI or name.
///
/// Several things may have the name; all are returned.
///
/// # Errors
/// Where nothing is called that.
pub fn find(knowledge: &KnowledgeBase, text: &str) -> Result<Vec<Thing>, UnknownThing> {
    let store = &knowledge.store;
    let text = text.trim();
    let finders = [
        by_number,
        // The address of a DOI is an IRI, too, and means the work.
        by_doi,
        by_iri,
        by_local_name,
        by_label,
        by_author,
    ];
    for finder in finders {
        let mut things: Vec<Thing> = finder(knowledge, text)
            .into_iter()
            .map(|id| classify(store, id))
            .collect();
        things.dedup();
        if !things.is_empty() {
            return Ok(things);
        }
    }
    let names = names(knowledge);
    let claims: Vec<String> = (0..store.claim_count() as ClaimId)
        .map(|claim| knowledge.prefixes.show(store.term(store.claim_term(claim))))
        .collect();
    let claims = claims.iter().filter_map(|name| name.split(':').nth(1));
    let candidates = names.iter().map(|(name, _)| name.as_str()).chain(claims);
    Err(UnknownThing {
        text: text.to_owned(),
        near: nearest(text, candidates).map(str::to_owned),
    })
}

/// Returns what is known about a thing.
pub fn trace(knowledge: &KnowledgeBase, thing: Thing) -> Trace {
    let store = &knowledge.store;
    let citations = Citations::new(store);
    let name = match thing {
        Thing::Claim(claim) => store.claim_term(claim),
        Thing::Work(id) | Thing::Entity(id) => id,
    };
    let mut trace = Trace {
        thing,
        name,
        label: citations.label(name),
        other_names: citations
            .objects(name, vocabulary::ALT_LABEL)
            .into_iter()
            .map(|id| knowledge.prefixes.show(store.term(id)))
            .collect(),
        work: None,
        facts: Vec::new(),
        claims: Vec::new(),
        neighbours: Vec::new(),
        inferred: Vec::new(),
    };
    match thing {
        Thing::Claim(claim) => {
            let record = citations.claim(claim);
            trace.facts = store
                .statements_of(claim)
                .iter()
                .copied()
                .filter(|statement| store.triple(*statement)[0] != name)
                .collect();
            let mut seen: FxHashSet<ClaimId> = FxHashSet::from_iter([claim]);
            for reference in &record.references {
                let work = citations.reference(*reference).work;
                for other in citations.claims_on(work) {
                    if seen.insert(other) {
                        trace.neighbours.push(citations.claim(other));
                    }
                }
            }
            trace.claims.push(record);
            trace.inferred = inferred_from(store, &trace.facts);
        }
        Thing::Work(work) => {
            let mut numbers: Vec<String> = citations
                .subjects(vocabulary::REFERENCES, work)
                .into_iter()
                .filter_map(|reference| citations.text(reference, sg::NUMBER))
                .collect();
            numbers.sort_by_key(|number| number.parse::<u64>().ok());
            trace.work = Some((citations.work(work), numbers));
            trace.claims = citations
                .claims_on(work)
                .into_iter()
                .map(|claim| citations.claim(claim))
                .collect();
        }
        Thing::Entity(id) => {
            let mut seen = FxHashSet::default();
            for statement in
                store
                    .matching(Some(id), None, None)
                    .chain(store.matching(None, None, Some(id)))
            {
                for claim in store.claims_of(statement) {
                    if seen.insert(*claim) {
                        trace.claims.push(citations.claim(*claim));
                    }
                }
                if !store.is_stated(statement)
                    && let Some(derivation) = store.derivations_of(statement).next()
                {
                    let rule = derivation.rule.to_owned();
                    trace.inferred.push((statement, rule));
                }
            }
            trace.inferred.sort_unstable();
            trace.inferred.dedup();
        }
    }
    trace
        .claims
        .sort_by_cached_key(|claim| place_key(claim.locator.as_deref()));
    trace
        .neighbours
        .sort_by_cached_key(|claim| place_key(claim.locator.as_deref()));
    trace
}

/// Returns what an entity is to a trace.
pub fn classify(store: &Store, id: TermId) -> Thing {
    let citations = Citations::new(store);
    if let Some(claim) = store.claim(id) {
        return Thing::Claim(claim);
    }
    let referenced = citations.objects(id, vocabulary::REFERENCES);
    if let Some(work) = referenced.first() {
        return Thing::Work(*work);
    }
    let is_work = !citations.subjects(vocabulary::REFERENCES, id).is_empty()
        || !citations
            .subjects(vocabulary::CITES_AS_EVIDENCE, id)
            .is_empty()
        || !citations.subjects(sg::IN_PAPER, id).is_empty();
    if is_work {
        Thing::Work(id)
    } else {
        Thing::Entity(id)
    }
}

fn by_iri(knowledge: &KnowledgeBase, text: &str) -> Vec<TermId> {
    let bare = text.trim_start_matches('<').trim_end_matches('>');
    [Some(bare.to_owned()), knowledge.prefixes.expand(bare)]
        .into_iter()
        .flatten()
        .filter_map(|iri| oxigraph::model::NamedNode::new(iri).ok())
        .filter_map(|node| knowledge.store.id(node.as_ref()))
        .collect()
}

fn by_number(knowledge: &KnowledgeBase, text: &str) -> Vec<TermId> {
    let number = text.trim_start_matches('[').trim_end_matches(']');
    if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return Vec::new();
    }
    subjects_with_text(knowledge, sg::NUMBER, |value| value == number)
}

fn by_doi(knowledge: &KnowledgeBase, text: &str) -> Vec<TermId> {
    let lower = text.to_lowercase();
    let doi = lower
        .trim_start_matches("https://")
        .trim_start_matches("http://")
        .trim_start_matches("dx.")
        .trim_start_matches("doi.org/")
        .trim_start_matches("doi:")
        .trim();
    if !doi.starts_with("10.") {
        return Vec::new();
    }
    let mut found = subjects_with_text(knowledge, vocabulary::DOI, |v| v.to_lowercase() == doi);
    if found.is_empty() {
        found = subjects_with_text(knowledge, sg::CANDIDATE_DOI, |v| v.to_lowercase() == doi);
    }
    found
}

fn by_local_name(knowledge: &KnowledgeBase, text: &str) -> Vec<TermId> {
    if text.is_empty() || text.contains(char::is_whitespace) {
        return Vec::new();
    }
    // Claims first: their names are long and mean one thing.
    for prefix in ["claim", "system", "work", "site", "sp"] {
        let found = by_iri(knowledge, &format!("{prefix}:{text}"));
        if !found.is_empty() {
            return found;
        }
    }
    Vec::new()
}

fn by_label(knowledge: &KnowledgeBase, text: &str) -> Vec<TermId> {
    let names = names(knowledge);
    let exact: Vec<TermId> = names
        .iter()
        .filter(|(name, _)| name == text)
        .map(|(_, id)| *id)
        .collect();
    let mut found = if exact.is_empty() {
        let wanted = text.to_lowercase();
        names
            .iter()
            .filter(|(name, _)| name.to_lowercase() == wanted)
            .map(|(_, id)| *id)
            .collect()
    } else {
        exact
    };
    found.sort_unstable();
    found.dedup();
    found
}

fn by_author(knowledge: &KnowledgeBase, text: &str) -> Vec<TermId> {
    let wanted = text
        .trim_end_matches("et al.")
        .trim_end_matches("et al")
        .trim()
        .to_lowercase();
    if wanted.is_empty() {
        return Vec::new();
    }
    subjects_with_text(knowledge, sg::FIRST_AUTHOR, |author| {
        let author = author.to_lowercase();
        let family = author.split(',').next().unwrap_or_default();
        author == wanted || family == wanted
    })
}

fn subjects_with_text(
    knowledge: &KnowledgeBase,
    predicate: oxigraph::model::NamedNodeRef<'_>,
    fits: impl Fn(&str) -> bool,
) -> Vec<TermId> {
    let store = &knowledge.store;
    let Some(predicate) = store.id(predicate) else {
        return Vec::new();
    };
    store
        .matching(None, Some(predicate), None)
        .map(|statement| store.triple(statement))
        .filter(|triple| match store.term(triple[2]) {
            TermRef::Literal(literal) => fits(literal.value()),
            _ => false,
        })
        .map(|triple| triple[0])
        .collect()
}

/// Returns all names that people may use, with what they name.
fn names(knowledge: &KnowledgeBase) -> Vec<(String, TermId)> {
    let store = &knowledge.store;
    let mut names = Vec::new();
    for predicate in [
        vocabulary::LABEL,
        vocabulary::PREF_LABEL,
        vocabulary::ALT_LABEL,
        vocabulary::NOTATION,
        sg::FIRST_AUTHOR,
    ] {
        let Some(predicate) = store.id(predicate) else {
            continue;
        };
        for statement in store.matching(None, Some(predicate), None) {
            let [subject, _, object] = store.triple(statement);
            if let TermRef::Literal(literal) = store.term(object) {
                names.push((literal.value().to_owned(), subject));
            }
        }
    }
    names
}

/// Returns a key that sorts locators in the order of the paper: text by numbers, then figures, tables, references.
pub fn place_key(locator: Option<&str>) -> (u8, Vec<(u64, String)>) {
    let Some(locator) = locator else {
        return (9, Vec::new());
    };
    let rank = match locator.split(['/', ' ']).next().unwrap_or_default() {
        "abstract" => 0,
        "Figure" => 2,
        "Table" => 3,
        "References" => 4,
        _ => 1,
    };
    let parts = locator
        .split(['/', '.', ' '])
        .map(|part| match part.parse::<u64>() {
            Ok(number) => (number, String::new()),
            // A caption stands above the rows of its table.
            Err(_) if part == "caption" => (0, part.to_owned()),
            Err(_) => (u64::MAX, part.to_owned()),
        })
        .collect();
    (rank, parts)
}
