//! Finds the sentence of every claim in a reader's own copy of the paper.

use crate::anchor::{Anchors, InCopy, Sketches, Verdict};
use crate::claim::{Files, Finder, KnowledgeBase};
use crate::diagnostic::{Code, Diagnostic};
use crate::paper::{Paper, PlaceInPaper, digest, sketch, sketch_row};
use crate::source::Source;
use crate::store::ClaimId;
use crate::work::{Citations, ClaimRecord};
use oxigraph::model::TermRef;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// A claim and what became of its sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The claim.
    pub claim: ClaimId,
    /// Where the claim says its sentence stands.
    pub locator: String,
    /// What became of it.
    pub in_copy: InCopy,
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
///
/// Of a claim about another paper nothing is wrong.
pub fn verify(knowledge: &KnowledgeBase, files: &Files, paper: &Paper) -> AnchorReport {
    let store = &knowledge.store;
    let citations = Citations::new(store);
    let finder = Finder::new(files.rdf(), &knowledge.prefixes);
    let anchors = Anchors::new(knowledge, files, paper);
    let mut report = AnchorReport::default();
    for claim in 0..store.claim_count() as ClaimId {
        let record = citations.claim(claim);
        let (Some(in_copy), Some(locator)) = (anchors.find(&record), &record.locator) else {
            continue;
        };
        let name = shown(knowledge, &record);
        let problem = match in_copy.verdict {
            Verdict::Found | Verdict::Moved => {
                let here = in_copy.found_at.as_ref();
                report.diagnostics.extend(markers(
                    knowledge, &finder, &citations, &record, paper, here,
                ));
                None
            }
            Verdict::OtherPaper => None,
            Verdict::TextDiffers => {
                let place = in_copy
                    .nearest
                    .as_ref()
                    .map_or(locator, |near| &near.locator);
                let headline = if place == locator {
                    format!("`{name}`: another text stands at {locator} in this copy")
                } else {
                    format!("`{name}`: its sentence is not in this copy, and {place} comes nearest")
                };
                Some((Code::DIGEST_DIFFERS, headline))
            }
            Verdict::NotFound => Some((
                Code::PLACE_NOT_FOUND,
                format!("`{name}`: there is no place {locator} in this copy"),
            )),
        };
        if let Some((code, headline)) = problem {
            report
                .diagnostics
                .push(placed(knowledge, &finder, &record, code, headline, locator));
        }
        report.claims.push(Found {
            claim,
            locator: locator.clone(),
            in_copy,
        });
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
    here: Option<&String>,
) -> Vec<Diagnostic> {
    let Some(locator) = record.citation_locator.as_ref().or(here) else {
        return Vec::new();
    };
    let is_there = |place: PlaceInPaper| record.digest.as_ref() == Some(&digest(&place.text));
    let is_moved = here != record.locator.as_ref();
    let is_print = paper.is_print()
        && !here
            .and_then(|here| paper.place(here))
            .is_some_and(is_there);
    let marked = if is_print {
        // Among the lines of a PDF's text, sentences are parted otherwise.
        let near = |locator: &String| paper.references_near(locator);
        here.into_iter().chain([locator]).flat_map(near).collect()
    } else if is_moved && record.citation_locator.is_some() {
        // What is cited elsewhere has moved as well, nobody knows where to.
        return Vec::new();
    } else {
        let place = paper.place(locator);
        place.map(|place| place.references).unwrap_or_default()
    };
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

/// Returns the sketches that a knowledge base should have once its digests are those of a copy.
///
/// Sketches of texts that the copy has not stay as they are; those of digests that no claim has go.
pub fn fill_sketches(knowledge: &KnowledgeBase, files: &Files, paper: &Paper) -> Sketches {
    let anchors = Anchors::new(knowledge, files, paper);
    let citations = Citations::new(&knowledge.store);
    let mut sketches = Sketches::default();
    for claim in 0..knowledge.store.claim_count() as ClaimId {
        let record = citations.claim(claim);
        let place = record.locator.as_ref().and_then(|at| paper.place(at));
        match (place, &record.digest) {
            (Some(place), Some(_)) if !anchors.is_of_another_paper(&record) => {
                let of_row = paper.row_cells(&place.locator).and_then(sketch_row);
                let written: Vec<String> = sketch(&place.text).into_iter().chain(of_row).collect();
                if !written.is_empty() {
                    sketches.insert(&digest(&place.text), &written.join(" "));
                }
            }
            (_, Some(digest)) => {
                if let Some(sketch) = anchors.sketches().written(digest) {
                    sketches.insert(digest, sketch);
                }
            }
            (_, None) => {}
        }
    }
    sketches
}

/// Returns the files whose claims have another digest than their place in a copy, with the digests put right.
///
/// Only digests are written; a claim whose locator names no place stays as it is, and so does one about another paper.
pub fn fill_digests(
    knowledge: &KnowledgeBase,
    files: &Files,
    paper: &Paper,
) -> Vec<(Arc<Source>, String, usize)> {
    let store = &knowledge.store;
    let citations = Citations::new(store);
    let finder = Finder::new(files.rdf(), &knowledge.prefixes);
    let anchors = Anchors::new(knowledge, files, paper);
    let mut edits: FxHashMap<String, Vec<(std::ops::Range<usize>, String)>> = FxHashMap::default();
    for claim in 0..store.claim_count() as ClaimId {
        let record = citations.claim(claim);
        let (Some(locator), Some(old)) = (&record.locator, &record.digest) else {
            continue;
        };
        let Some(place) = paper.place(locator) else {
            continue;
        };
        if anchors.is_of_another_paper(&record) {
            continue;
        }
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
