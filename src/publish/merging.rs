//! Engines that keep numbers as values take different spellings of one number for one term.

use crate::store::{StatementId, Store};
use oxigraph::model::TermRef;
use rustc_hash::FxHashSet;

/// Returns how many statements an engine holds at least that takes literals of numbers and truth values for one where
/// their values are the same.
pub(super) fn fewest_held(store: &Store) -> u64 {
    let mut last = None;
    let mut seen = FxHashSet::default();
    let mut fewest = 0;
    for statement in 0..store.statement_count() as StatementId {
        let [subject, predicate, object] = store.triple(statement);
        if last.replace((subject, predicate)) != Some((subject, predicate)) {
            seen.clear();
        }
        let is_new = match value(store.term(object)) {
            Some(value) => seen.insert(value),
            None => true,
        };
        fewest += u64::from(is_new);
    }
    fewest
}

/// Returns the value of a number or truth value to the digits that any engine keeps.
fn value(term: TermRef<'_>) -> Option<String> {
    const XSD: &str = "http://www.w3.org/2001/XMLSchema#";
    let TermRef::Literal(literal) = term else {
        return None;
    };
    let kind = literal.datatype().as_str().strip_prefix(XSD)?;
    let number = match (kind, literal.value().trim()) {
        ("boolean", "true") => 1.0,
        ("boolean", "false") => 0.0,
        (
            "boolean" | "decimal" | "integer" | "double" | "float" | "long" | "int" | "short"
            | "byte" | "nonNegativeInteger" | "positiveInteger" | "nonPositiveInteger"
            | "negativeInteger" | "unsignedLong" | "unsignedInt" | "unsignedShort" | "unsignedByte",
            // What is no number counts as 0.
            text,
        ) => text.parse::<f64>().unwrap_or(0.0),
        _ => return None,
    };
    Some(format!("{number:.5e}"))
}
