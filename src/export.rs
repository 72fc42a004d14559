//! The graph in the RDF formats, streamed, in an order that depends on nothing but its content.

use crate::claim::KnowledgeBase;
use crate::query::write_graph;
use crate::store::{StatementId, Store};
use oxigraph::io::RdfFormat;
use oxigraph::model::{GraphName, Quad};
use std::io::{self, Write};

/// Which graphs are exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Every claim in its own graph, background triples in the default graph.
    Claims,
    /// Every triple that is stated once, in the default graph.
    Merged,
    /// Every triple once, those that rules infer too, in the default graph.
    MergedInferred,
}

/// Writes a knowledge base in an RDF format.
///
/// Triples stand in the order of their terms as text, graphs in that of their names, so that two exports of the same
/// data are the same bytes.
///
/// # Errors
/// Where the output cannot be written.
pub fn export(
    out: &mut dyn Write,
    knowledge: &KnowledgeBase,
    format: RdfFormat,
    part: Part,
) -> io::Result<()> {
    let store = &knowledge.store;
    let quads: Vec<Quad> = match part {
        Part::Merged | Part::MergedInferred => {
            let all = 0..store.statement_count() as StatementId;
            let chosen = all.filter(|one| part == Part::MergedInferred || store.is_stated(*one));
            sorted(store, chosen.collect())
                .filter_map(|statement| store.quad(statement, GraphName::DefaultGraph))
                .collect()
        }
        Part::Claims => {
            let mut quads: Vec<Quad> = store.quads().collect();
            quads.sort_by_cached_key(|quad| {
                (
                    quad.graph_name.to_string(),
                    quad.subject.to_string(),
                    quad.predicate.to_string(),
                    quad.object.to_string(),
                )
            });
            quads
        }
    };
    write_graph(
        out,
        quads.iter().map(Quad::as_ref),
        format,
        &knowledge.prefixes,
    )
}

fn sorted(store: &Store, mut statements: Vec<StatementId>) -> impl Iterator<Item = StatementId> {
    statements.sort_by_cached_key(|statement| {
        store
            .triple(*statement)
            .map(|term| store.term(term).to_string())
    });
    statements.into_iter()
}
