//! Finds where in the files a claim or a term in it is written.

use crate::source::{Place, Source};
use crate::vocabulary::Prefixes;
use std::ops::Range;
use std::sync::Arc;

/// Finds places of claims by the text of their files.
///
/// The RDF parser gives no places of triples, so names are looked for as they would be written.
#[derive(Debug)]
pub struct Finder<'a> {
    sources: Vec<&'a Arc<Source>>,
    prefixes: &'a Prefixes,
}

impl<'a> Finder<'a> {
    /// Returns a finder over RDF files.
    pub fn new(sources: impl Iterator<Item = &'a Arc<Source>>, prefixes: &'a Prefixes) -> Self {
        Self {
            sources: sources.collect(),
            prefixes,
        }
    }

    /// Returns the place of a claim's name where its graph begins, or of a subject where it is first described.
    pub fn of_subject(&self, iri: &str) -> Option<Place> {
        let spellings = self.spellings(iri);
        self.sources.iter().find_map(|source| {
            let span = heads(&source.text, &spellings)
                .next()
                .or_else(|| first(&source.text, 0..source.text.len(), &spellings))?;
            Some(source.place(span))
        })
    }

    /// Returns every place where a graph of that name begins.
    pub fn of_graph(&self, iri: &str) -> Vec<Place> {
        let spellings = self.spellings(iri);
        let mut places = Vec::new();
        for source in &self.sources {
            for span in heads(&source.text, &spellings) {
                if source.text[span.end..].trim_start().starts_with('{') {
                    places.push(source.place(span));
                }
            }
        }
        places
    }

    /// Returns the place of a term inside a claim's graph, or the claim's own where it is not found.
    pub fn of_term(&self, claim: &str, term: &str) -> Option<Place> {
        let spellings = self.spellings(term);
        for place in self.of_graph(claim) {
            let text = &place.source.text;
            let end = text[place.span.end..]
                .find("\n}")
                .map_or(text.len(), |at| place.span.end + at);
            if let Some(span) = first(text, place.span.end..end, &spellings) {
                return Some(place.source.place(span));
            }
        }
        self.of_subject(claim)
    }

    /// Returns the place of a term in the description of a subject outside any claim.
    pub fn near(&self, subject: &str, term: &str) -> Option<Place> {
        let place = self.of_subject(subject)?;
        let text = &place.source.text;
        let end = text[place.span.end..]
            .find("\n\n")
            .map_or(text.len(), |at| place.span.end + at);
        match first(text, place.span.end..end, &self.spellings(term)) {
            Some(span) => Some(place.source.place(span)),
            None => Some(place),
        }
    }

    fn spellings(&self, iri: &str) -> Vec<String> {
        vec![
            self.prefixes.compact(iri),
            format!("<{iri}>"),
            iri.to_owned(),
        ]
    }
}

/// Returns where a spelling stands at the start of a line.
fn heads<'t>(text: &'t str, spellings: &'t [String]) -> impl Iterator<Item = Range<usize>> + 't {
    spellings.iter().flat_map(move |spelling| {
        text.match_indices(spelling.as_str())
            .filter(move |(at, _)| {
                let line = text[..*at].rfind('\n').map_or(0, |newline| newline + 1);
                text[line..*at].trim().is_empty() && is_whole(text, *at, spelling.len())
            })
            .map(move |(at, _)| at..at + spelling.len())
    })
}

fn first(text: &str, within: Range<usize>, spellings: &[String]) -> Option<Range<usize>> {
    let part = &text[within.clone()];
    spellings.iter().find_map(|spelling| {
        part.match_indices(spelling.as_str())
            .map(|(at, _)| within.start + at)
            .find(|at| is_whole(text, *at, spelling.len()))
            .map(|at| at..at + spelling.len())
    })
}

/// Says whether a match is no part of a longer name.
fn is_whole(text: &str, at: usize, length: usize) -> bool {
    let in_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | ':');
    let before = text[..at].chars().next_back();
    let after = text[at + length..].chars().next();
    !before.is_some_and(in_name) && !after.is_some_and(in_name)
}
