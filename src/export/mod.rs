//! The graph in the RDF formats, streamed, in an order that depends on nothing but its content.

mod description;
mod reified;
mod research_object;

pub use description::{Counts, DATASET, Distribution, counts, describe_dataset, schema_org};
pub use reified::export_reified;
pub use research_object::export_crate;

use crate::claim::KnowledgeBase;
use crate::query::{GraphWriter, write_json_ld};
use crate::store::{Listed, Listing};
use oxigraph::io::RdfFormat;
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

/// Bytes of memory that an export may take, about.
const MEMORY: usize = 64 << 20;

/// Writes a knowledge base in an RDF format.
///
/// Triples stand in the order of their terms as N-Triples has them, graphs in that of their names, so that two exports of
/// the same data are the same bytes. Memory does not grow with the data, JSON-LD's with its blank nodes.
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
    let listing = match part {
        Part::Claims => Listing::Claims,
        Part::Merged => Listing::Merged,
        Part::MergedInferred => Listing::MergedInferred,
    };
    match format {
        RdfFormat::NTriples | RdfFormat::NQuads => {
            let mut line = Vec::new();
            store.quads_in_order(listing, MEMORY, &mut |quad| {
                line.clear();
                put_line(quad, &mut line);
                out.write_all(&line)
            })
        }
        RdfFormat::JsonLd { .. } => write_json_ld(
            out,
            |each| {
                store.quads_in_order(listing, MEMORY, &mut |listed| {
                    listed.quad().map_or(Ok(()), &mut *each)
                })
            },
            &knowledge.prefixes,
        ),
        _ => {
            let mut writer = GraphWriter::new(out, format, &knowledge.prefixes);
            store.quads_in_order(listing, MEMORY, &mut |listed| {
                listed.quad().map_or(Ok(()), |quad| writer.put(quad))
            })?;
            writer.finish()
        }
    }
}

/// Appends a quad as a line of N-Quads, which is one of N-Triples where it is in no graph.
fn put_line(quad: &Listed<'_>, line: &mut Vec<u8>) {
    let terms = [
        Some(quad.subject),
        Some(quad.predicate),
        Some(quad.object),
        quad.claim,
    ];
    for term in terms.into_iter().flatten() {
        line.extend_from_slice(term.text);
        line.push(b' ');
    }
    line.extend_from_slice(b".\n");
}
