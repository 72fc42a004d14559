//! The works that an answer cites, as a bibliography.

use super::sheet::sheet;
use crate::bibliography::{BibliographyFormat, Record};
use crate::claim::KnowledgeBase;
use crate::lineage::Results;
use crate::store::{TermId, View};
use crate::work::Citations;
use oxigraph::model::NamedNodeRef;
use std::io::{self, Write};

/// Returns the records of the works that an answer cites, each once, by their number in the list of references.
pub fn cited_records(knowledge: &KnowledgeBase, results: &Results, view: View<'_>) -> Vec<Record> {
    let store = &knowledge.store;
    let mut works: Vec<TermId> = Vec::new();
    for entry in sheet(knowledge, results, view).references {
        if !entry.is_described() {
            continue;
        }
        let id = store.id(NamedNodeRef::new_unchecked(entry.iri()));
        if let Some(id) = id.filter(|id| !works.contains(id)) {
            works.push(id);
        }
    }
    Citations::new(store).records(&works)
}

/// Writes the works that an answer cites.
///
/// # Errors
/// Where the output cannot be written.
pub fn write_works(
    out: &mut dyn Write,
    knowledge: &KnowledgeBase,
    results: &Results,
    view: View<'_>,
    format: BibliographyFormat,
) -> io::Result<()> {
    format.write(out, &cited_records(knowledge, results, view))
}
