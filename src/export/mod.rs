//! The graph in the RDF formats, streamed, in an order that depends on nothing but its content.

mod description;
mod reified;
mod research_object;

pub use description::{Counts, DATASET, Distribution, counts, describe_dataset, schema_org};
pub use reified::export_reified;
pub use research_object::export_crate;

use crate::claim::KnowledgeBase;
use crate::query::{write_graph, write_json_ld};
use crate::store::{ClaimId, StatementId, Store, TermId};
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
    let ranks = ranks(store);
    let in_order = |mut statements: Vec<StatementId>| {
        statements.sort_by_cached_key(|one| store.triple(*one).map(|term| ranks[term as usize]));
        statements
    };
    let quads_of = |statements: Vec<StatementId>, graph: GraphName| {
        in_order(statements)
            .into_iter()
            .filter_map(move |one| store.quad(one, graph.clone()))
    };
    let (quads_of, all) = (&quads_of, 0..store.statement_count() as StatementId);
    let quads = || -> Box<dyn Iterator<Item = Quad> + '_> {
        match part {
            Part::Merged | Part::MergedInferred => {
                let chosen = all
                    .clone()
                    .filter(move |one| part == Part::MergedInferred || store.is_stated(*one));
                Box::new(quads_of(chosen.collect(), GraphName::DefaultGraph))
            }
            Part::Claims => {
                let claims = (0..store.claim_count() as ClaimId).flat_map(move |claim| {
                    let graph = store.graph_of(claim);
                    quads_of(store.statements_of(claim).to_vec(), graph)
                });
                let background = all
                    .clone()
                    .filter(|one| store.sources_of(*one).next().is_some());
                Box::new(claims.chain(quads_of(background.collect(), GraphName::DefaultGraph)))
            }
        }
    };
    match format {
        RdfFormat::JsonLd { .. } => write_json_ld(out, quads, &knowledge.prefixes),
        _ => write_graph(out, quads(), format, &knowledge.prefixes),
    }
}

/// Returns the place of each term in the order of their texts.
///
/// Statements are then sorted by a few numbers each, and written as they come.
fn ranks(store: &Store) -> Vec<u32> {
    let mut terms: Vec<TermId> = (0..store.term_count() as TermId).collect();
    terms.sort_by_cached_key(|term| store.term(*term).to_string());
    let mut ranks = vec![0; terms.len()];
    for (rank, term) in terms.into_iter().enumerate() {
        ranks[term as usize] = rank as u32;
    }
    ranks
}
