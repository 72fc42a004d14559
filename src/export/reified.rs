//! Claims as reifiers, for engines that keep statements about statements: RDF 1.2.
//!
//! Each triple stands once, and each claim that states it reifies it: `<claim> rdf:reifies <<( s p o )>>`
//! (<https://www.w3.org/TR/rdf12-n-triples/>). A claim that states several triples reifies each of them.

use crate::claim::KnowledgeBase;
use crate::store::StatementId;
use oxigraph::model::GraphName;
use std::io::{self, Write};

const REIFIES: &str = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies>";

/// Writes the merged graph and its claims as N-Triples 1.2, statement by statement.
///
/// # Errors
/// Where the output cannot be written.
pub fn export_reified(out: &mut dyn Write, knowledge: &KnowledgeBase) -> io::Result<()> {
    let store = &knowledge.store;
    for statement in 0..store.statement_count() as StatementId {
        if !store.is_stated(statement) {
            continue;
        }
        let Some(quad) = store.quad(statement, GraphName::DefaultGraph) else {
            continue;
        };
        let triple = format!("{} {} {}", quad.subject, quad.predicate, quad.object);
        writeln!(out, "{triple} .")?;
        for claim in store.claims_of(statement) {
            let claim = store.term(store.claim_term(*claim));
            writeln!(out, "{claim} {REIFIES} <<( {triple} )>> .")?;
        }
    }
    Ok(())
}
