//! Checks a knowledge base: its syntax, its numbers, its anchors, and every query under `queries/checks/`.

mod anchor;
mod doi;
mod number;
mod page;
mod rule;

pub use anchor::{AnchorReport, Found, fill_digests, fill_sketches, verify};
pub use page::{Page, pages};
pub use rule::{Rule, run_rule};

use crate::claim::{Files, Finder, KnowledgeBase, compile};
use crate::diagnostic::{Code, Diagnostic, sort};
use crate::paper::is_digest;
use crate::query::Catalogue;
use crate::rules::read_rules;
use crate::store::ClaimId;
use crate::vocabulary::sg;
use crate::work::Citations;
use oxigraph::model::TermRef;

/// What was checked, and what is wrong.
#[derive(Debug)]
pub struct Report {
    /// Everything that is wrong, by file and place.
    pub diagnostics: Vec<Diagnostic>,
    /// How many claims there are.
    pub claims: usize,
    /// How many files were read.
    pub files: usize,
    /// How many rules were run.
    pub rules: usize,
}

/// Checks the files of a knowledge base.
///
/// Rules run only where the files could be read as RDF: what could not be read would make them find what is not so.
pub fn check(files: &Files) -> Report {
    let (knowledge, mut diagnostics) = compile(files);
    let (catalogue, problems) = Catalogue::read(files);
    let readable = diagnostics.is_empty();
    diagnostics.extend(problems);
    let unread: Vec<_> = diagnostics.iter().filter_map(|d| d.place.clone()).collect();
    for question in catalogue.iter() {
        let source = &question.source;
        let header_read = !unread.iter().any(|place| place.source == *source);
        match crate::query::parse(source, &knowledge.prefixes) {
            Err(problem) => diagnostics.push(*problem),
            Ok(_) if question.header.summary.is_empty() && header_read => {
                let place = source.place(0..source.text.lines().next().map_or(0, str::len));
                diagnostics.push(
                    Diagnostic::new(Code::QUERY_HEADER, "the header has no summary")
                        .at(place)
                        .with_hint("begin the file with `#+ summary: …`"),
                );
            }
            Ok(_) => {}
        }
    }
    diagnostics.extend(read_rules(files, &knowledge.prefixes).1);
    let finder = Finder::new(files.rdf(), &knowledge.prefixes);
    diagnostics.extend(duplicates(&knowledge, &finder));
    diagnostics.extend(malformed_digests(&knowledge, &finder));
    diagnostics.extend(number::check(&knowledge, &finder));
    diagnostics.extend(doi::check(&knowledge, &finder));
    let mut rules = 0;
    for (name, source) in files.queries("checks") {
        let (rule, problems) = Rule::read(name, source);
        diagnostics.extend(problems);
        if readable && let Some(rule) = rule {
            rules += 1;
            diagnostics.extend(run_rule(&rule, &knowledge, &finder));
        }
    }
    sort(&mut diagnostics);
    diagnostics.dedup();
    Report {
        diagnostics,
        claims: knowledge.store.claim_count(),
        files: files.rdf().count(),
        rules,
    }
}

/// Reports claims whose graph begins at two places.
fn duplicates(knowledge: &KnowledgeBase, finder: &Finder<'_>) -> Vec<Diagnostic> {
    let store = &knowledge.store;
    let mut diagnostics = Vec::new();
    for claim in 0..store.claim_count() as ClaimId {
        let TermRef::NamedNode(name) = store.term(store.claim_term(claim)) else {
            continue;
        };
        let places = finder.of_graph(name.as_str());
        for place in places.iter().skip(1) {
            let shown = knowledge.prefixes.compact(name.as_str());
            let first = &places[0];
            let (line, _) = first.line_and_column();
            diagnostics.push(
                Diagnostic::new(
                    Code::DUPLICATE_CLAIM,
                    format!(
                        "`{shown}` is written a second time; the first is at {}:{line}",
                        first.source.name
                    ),
                )
                .at(place.clone()),
            );
        }
    }
    diagnostics
}

/// Reports digests that are none.
fn malformed_digests(knowledge: &KnowledgeBase, finder: &Finder<'_>) -> Vec<Diagnostic> {
    let store = &knowledge.store;
    let citations = Citations::new(store);
    let mut diagnostics = Vec::new();
    for claim in 0..store.claim_count() as ClaimId {
        let name = store.claim_term(claim);
        let TermRef::NamedNode(node) = store.term(name) else {
            continue;
        };
        for digest in citations.objects(name, sg::SENTENCE_DIGEST) {
            let text = match store.term(digest) {
                TermRef::Literal(literal) => literal.value(),
                _ => "",
            };
            if !is_digest(text) {
                let mut diagnostic = Diagnostic::new(
                    Code::DIGEST_MALFORMED,
                    format!(
                        "the digest `{text}` of `{}` is not `n1:` and 32 hexadecimal digits",
                        knowledge.prefixes.compact(node.as_str())
                    ),
                )
                .with_hint("`synergraph verify --source PAPER --write` fills digests in");
                if let Some(place) = finder.of_term(node.as_str(), text) {
                    diagnostic = diagnostic.at(place);
                }
                diagnostics.push(diagnostic);
            }
        }
    }
    diagnostics
}
