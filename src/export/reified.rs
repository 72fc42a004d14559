//! Claims as reifiers, for engines that keep statements about statements: RDF 1.2.
//!
//! Each triple stands once, and each claim that states it reifies it: `<claim> rdf:reifies <<( s p o )>>`
//! (<https://www.w3.org/TR/rdf12-n-triples/>). A claim that states several triples reifies each of them.

use crate::claim::KnowledgeBase;
use crate::store::Listing;
use std::io::{self, Write};

const REIFIES: &[u8] = b" <http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies> <<( ";

/// Writes the merged graph and its claims as N-Triples 1.2, in the order of their texts, as [`export`](super::export) does.
///
/// # Errors
/// Where the output cannot be written.
pub fn export_reified(out: &mut dyn Write, knowledge: &KnowledgeBase) -> io::Result<()> {
    let mut line = Vec::new();
    knowledge
        .store
        .quads_in_order(Listing::Stating, super::MEMORY, &mut |quad| {
            line.clear();
            if let Some(claim) = quad.claim {
                line.extend_from_slice(claim.text);
                line.extend_from_slice(REIFIES);
            }
            for term in [quad.subject, quad.predicate, quad.object] {
                line.extend_from_slice(term.text);
                line.push(b' ');
            }
            let end: &[u8] = if quad.claim.is_some() {
                b")>> .\n"
            } else {
                b".\n"
            };
            line.extend_from_slice(end);
            out.write_all(&line)
        })
}
