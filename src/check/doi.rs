//! DOIs that do not fit: the record that a service has of them is of another title or year.

use crate::claim::{Finder, KnowledgeBase};
use crate::diagnostic::{Code, Diagnostic};
use crate::store::TermId;
use crate::vocabulary::{self, sg};
use crate::work::{Citations, Description, agreement};
use oxigraph::model::{NamedNodeRef, TermRef};

/// Likeness of titles below which the DOI is taken for that of another work.
const ALIKE: f64 = 0.85;

/// Reports DOIs whose records do not fit their works.
pub(super) fn check(knowledge: &KnowledgeBase, finder: &Finder<'_>) -> Vec<Diagnostic> {
    let store = &knowledge.store;
    let citations = Citations::new(store);
    let Some(record_of) = store.id(sg::RECORD_OF) else {
        return Vec::new();
    };
    let mut diagnostics = Vec::new();
    for [record, _, name] in store.triples(None, Some(record_of), None) {
        let work = citations.work(name);
        let Some(doi) = &work.doi else { continue };
        let has = |predicate: NamedNodeRef<'_>| texts(&citations, record, predicate).contains(doi);
        let what = if has(sg::REFUTED_DOI) {
            Some("is of another work, or of none, as far as the services know".to_owned())
        } else if has(sg::RECORD_DOI) {
            differs(&Description::of(&work), &described(&citations, record))
        } else {
            None
        };
        let Some(what) = what else { continue };
        let shown = knowledge.prefixes.compact(&work.iri);
        let mut diagnostic = Diagnostic::new(
            Code::DOI_DOES_NOT_FIT,
            format!("the DOI {doi} of `{shown}` {what}"),
        )
        .with_hint("look at the record, and mend the DOI or what the bibliography says");
        if let Some(place) = finder.near(&work.iri, doi) {
            diagnostic = diagnostic.at(place);
        }
        diagnostics.push(diagnostic);
    }
    diagnostics
}

/// Says how title or year of a record differ from those of its work, if they do.
fn differs(work: &Description, record: &Description) -> Option<String> {
    let agreement = agreement(work, record);
    if agreement.title.is_some_and(|title| title < ALIKE) {
        let title = record.titles.first()?;
        return Some(format!("has the title “{title}” in its record"));
    }
    if agreement.year == Some(0.0) {
        let year = record.years.first()?;
        return Some(format!("has the year {year} in its record"));
    }
    None
}

fn described(citations: &Citations<'_>, record: TermId) -> Description {
    let text = |predicate| citations.text(record, predicate);
    Description {
        titles: [vocabulary::TITLE, vocabulary::ALTERNATIVE]
            .into_iter()
            .filter_map(text)
            .collect(),
        years: texts(citations, record, vocabulary::YEAR)
            .iter()
            .filter_map(|year| year.get(..4)?.parse().ok())
            .collect(),
        ..Description::default()
    }
}

fn texts(citations: &Citations<'_>, subject: TermId, predicate: NamedNodeRef<'_>) -> Vec<String> {
    let literal = |object| match citations.store().term(object) {
        TermRef::Literal(literal) => Some(literal.value().to_owned()),
        _ => None,
    };
    citations
        .objects(subject, predicate)
        .into_iter()
        .filter_map(literal)
        .collect()
}
