//! Finds the sentence of every claim in a reader's own copy of the paper.

use crate::claim::{Files, Finder, KnowledgeBase};
use crate::diagnostic::{Code, Diagnostic};
use crate::paper::{Paper, digest};
use crate::source::Source;
use crate::store::ClaimId;
use crate::work::{Citations, ClaimRecord};
use oxigraph::model::TermRef;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// What became of a claim's sentence in a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It stands where the claim says.
    Found,
    /// It stands elsewhere.
    Moved,
    /// Another text stands there.
    TextDiffers,
    /// There is no such place, and the sentence is nowhere.
    NotFound,
}

/// A claim and what became of its sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The claim.
    pub claim: ClaimId,
    /// What became of its sentence.
    pub verdict: Verdict,
    /// Where the claim says it stands.
    pub locator: String,
    /// Where it stands in the copy.
    pub found_at: Option<String>,
}

/// The anchors of a knowledge base against one copy.
#[derive(Debug, Default)]
pub struct AnchorReport {
    /// Every claim of the paper that has an anchor, in the order of the knowledge base.
    pub claims: Vec<Found>,
    /// What is wrong, markers included.
    pub diagnostics: Vec<Diagnostic>,
}

/// Looks for the sentence of every claim in a copy, and for the marker of every reference that it cites.
pub fn verify(knowledge: &KnowledgeBase, files: &Files, paper: &Paper) -> AnchorReport {
    let store = &knowledge.store;
    let citations = Citations::new(store);
    let finder = Finder::new(files.rdf(), &knowledge.prefixes);
    let mut by_digest: FxHashMap<String, Vec<String>> = FxHashMap::default();
    for place in paper.places() {
        by_digest
            .entry(digest(&place.text))
            .or_default()
            .push(place.locator);
    }
    let mut report = AnchorReport::default();
    for claim in 0..store.claim_count() as ClaimId {
        let record = citations.claim(claim);
        let (Some(locator), Some(anchor)) = (&record.locator, &record.digest) else {
            continue;
        };
        let here = paper.place(locator).map(|place| digest(&place.text));
        let elsewhere = by_digest.get(anchor).and_then(|places| places.first());
        let stands_here = here.as_ref() == Some(anchor);
        let elsewhere = elsewhere.filter(|_| !stands_here);
        let verdict = if stands_here {
            Verdict::Found
        } else if elsewhere.is_some() {
            Verdict::Moved
        } else if here.is_some() {
            Verdict::TextDiffers
        } else {
            Verdict::NotFound
        };
        report.claims.push(Found {
            claim,
            verdict,
            locator: locator.clone(),
            found_at: match verdict {
                Verdict::Found => Some(locator.clone()),
                Verdict::Moved => elsewhere.cloned(),
                Verdict::TextDiffers | Verdict::NotFound => None,
            },
        });
        let name = shown(knowledge, &record);
        let problem = match verdict {
            Verdict::Found | Verdict::Moved => None,
            Verdict::TextDiffers => Some((
                Code::DIGEST_DIFFERS,
                format!("`{name}`: another text stands at {locator} in this copy"),
            )),
            Verdict::NotFound => Some((
                Code::PLACE_NOT_FOUND,
                format!("`{name}`: there is no place {locator} in this copy"),
            )),
        };
        if let Some((code, headline)) = problem {
            report
                .diagnostics
                .push(placed(knowledge, &finder, &record, code, headline, locator));
        } else {
            report.diagnostics.extend(markers(
                knowledge, &finder, &citations, &record, paper, elsewhere,
            ));
        }
    }
    report
}

/// Reports references that a claim cites and that no marker names at its place.
fn markers(
    knowledge: &KnowledgeBase,
    finder: &Finder<'_>,
    citations: &Citations<'_>,
    record: &ClaimRecord,
    paper: &Paper,
    moved_to: Option<&String>,
) -> Vec<Diagnostic> {
    let here = moved_to.or(record.locator.as_ref());
    let Some(locator) = record.citation_locator.as_ref().or(here) else {
        return Vec::new();
    };
    let marked = paper
        .place(locator)
        .map(|place| place.references)
        .unwrap_or_default();
    record
        .references
        .iter()
        .filter_map(|reference| citations.reference(*reference).number)
        .filter(|number| !marked.contains(number))
        .map(|number| {
            let headline = format!(
                "`{}` cites [{number}], and no marker at {locator} does",
                shown(knowledge, record)
            );
            placed(
                knowledge,
                finder,
                record,
                Code::MARKER_MISSING,
                headline,
                locator,
            )
        })
        .collect()
}

fn placed(
    knowledge: &KnowledgeBase,
    finder: &Finder<'_>,
    record: &ClaimRecord,
    code: &Code,
    headline: String,
    text: &str,
) -> Diagnostic {
    let diagnostic = Diagnostic::new(code, headline);
    let place = match knowledge.store.term(record.name) {
        TermRef::NamedNode(node) => finder.of_term(node.as_str(), text),
        _ => None,
    };
    match place {
        Some(place) => diagnostic.at(place),
        None => diagnostic,
    }
}

fn shown(knowledge: &KnowledgeBase, record: &ClaimRecord) -> String {
    knowledge.prefixes.show(knowledge.store.term(record.name))
}

/// Returns the files whose claims have another digest than their place in a copy, with the digests put right.
///
/// Only digests are written; a claim whose locator names no place stays as it is.
pub fn fill_digests(
    knowledge: &KnowledgeBase,
    files: &Files,
    paper: &Paper,
) -> Vec<(Arc<Source>, String, usize)> {
    let store = &knowledge.store;
    let citations = Citations::new(store);
    let finder = Finder::new(files.rdf(), &knowledge.prefixes);
    let mut edits: FxHashMap<String, Vec<(std::ops::Range<usize>, String)>> = FxHashMap::default();
    for claim in 0..store.claim_count() as ClaimId {
        let record = citations.claim(claim);
        let (Some(locator), Some(old)) = (&record.locator, &record.digest) else {
            continue;
        };
        let Some(place) = paper.place(locator) else {
            continue;
        };
        let new = digest(&place.text);
        let TermRef::NamedNode(name) = store.term(record.name) else {
            continue;
        };
        if *old == new {
            continue;
        }
        for graph in finder.of_graph(name.as_str()) {
            let text = &graph.source.text;
            let quoted = format!("\"{old}\"");
            let end = text[graph.span.end..]
                .find("\n}")
                .map_or(text.len(), |at| graph.span.end + at);
            if let Some(at) = text[graph.span.end..end].find(&quoted) {
                let start = graph.span.end + at;
                edits
                    .entry(graph.source.name.clone())
                    .or_default()
                    .push((start..start + quoted.len(), format!("\"{new}\"")));
            }
        }
    }
    let mut written = Vec::new();
    for source in files.rdf() {
        let Some(mut list) = edits.remove(&source.name) else {
            continue;
        };
        list.sort_by_key(|(span, _)| span.start);
        let mut text = String::with_capacity(source.text.len() + 32 * list.len());
        let mut at = 0;
        for (span, new) in &list {
            text.push_str(&source.text[at..span.start]);
            text.push_str(new);
            at = span.end;
        }
        text.push_str(&source.text[at..]);
        written.push((Arc::clone(source), text, list.len()));
    }
    written
}
