//! An answer as SPARQL 1.1 Query Results JSON, with one more member: `evidence`.

mod evidence;

use crate::lineage::{Evidence, Results, Row};
use crate::store::View;
use evidence::{Entry, Writer};
use oxigraph::model::{TermRef, Triple, Variable, vocab::xsd};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::json;
use std::io::{self, Write};

/// Writes an answer; rows are written one by one.
///
/// # Errors
/// Where the output cannot be written.
pub fn write_json(out: &mut dyn Write, results: &Results, view: View<'_>) -> io::Result<()> {
    let writer = Writer::new(view);
    match results {
        Results::Solutions(variables, rows) => {
            let names: Vec<&str> = variables.iter().map(Variable::as_str).collect();
            write!(out, "{{\"head\":{},", json!({ "vars": names }))?;
            // Before the rows: some readers take the rows as they come, and stop at a member behind them.
            if rows.iter().any(|row| row.evidence.is_some()) || rows.is_empty() {
                write_evidence(out, &writer, rows.iter().map(|row| row.evidence.as_ref()))?;
                write!(out, ",")?;
            }
            write!(out, "\"results\":{{\"bindings\":[")?;
            for (number, row) in rows.iter().enumerate() {
                separate(out, number)?;
                serde_json::to_writer(
                    &mut *out,
                    &Binding {
                        names: &names,
                        row,
                        view,
                    },
                )?;
            }
            writeln!(out, "\n]}}}}")
        }
        Results::Boolean(value, evidence) => {
            let list: Vec<Entry<'_, '_>> = evidence
                .iter()
                .map(|evidence| writer.entry(evidence))
                .collect();
            write!(out, "{{\"head\":{{}},\"boolean\":{value},\"evidence\":")?;
            serde_json::to_writer(&mut *out, &list)?;
            writeln!(out, "}}")
        }
        Results::Graph(triples) => {
            write!(out, "{{\"triples\":[")?;
            for (number, (triple, _)) in triples.iter().enumerate() {
                separate(out, number)?;
                serde_json::to_writer(&mut *out, &texts(triple))?;
            }
            write!(out, "\n]")?;
            if triples.iter().any(|(_, evidence)| evidence.is_some()) || triples.is_empty() {
                write!(out, ",")?;
                let list = triples.iter().map(|(_, evidence)| evidence.as_ref());
                write_evidence(out, &writer, list)?;
            }
            writeln!(out, "}}")
        }
    }
}

/// Writes the member `evidence`, an entry for each row.
fn write_evidence<'e>(
    out: &mut dyn Write,
    writer: &Writer<'_>,
    list: impl Iterator<Item = Option<&'e Evidence>>,
) -> io::Result<()> {
    let nothing = Evidence::default();
    write!(out, "\"evidence\":[")?;
    for (number, evidence) in list.enumerate() {
        separate(out, number)?;
        let evidence = evidence.unwrap_or(&nothing);
        serde_json::to_writer(&mut *out, &writer.entry(evidence))?;
    }
    write!(out, "\n]")
}

/// The values of a row, by the names of their variables.
struct Binding<'r> {
    names: &'r [&'r str],
    row: &'r Row,
    view: View<'r>,
}

impl Serialize for Binding<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (name, value) in self.names.iter().zip(&self.row.values) {
            if let Some(cell) = value {
                map.serialize_entry(name, &Value(cell.term(self.view.store)))?;
            }
        }
        map.end()
    }
}

/// A term in the shape of the results format.
struct Value<'t>(TermRef<'t>);

impl Serialize for Value<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        match self.0 {
            TermRef::NamedNode(node) => {
                map.serialize_entry("type", "uri")?;
                map.serialize_entry("value", node.as_str())?;
            }
            TermRef::BlankNode(node) => {
                map.serialize_entry("type", "bnode")?;
                map.serialize_entry("value", node.as_str())?;
            }
            TermRef::Literal(literal) => {
                map.serialize_entry("type", "literal")?;
                map.serialize_entry("value", literal.value())?;
                if let Some(language) = literal.language() {
                    map.serialize_entry("xml:lang", language)?;
                } else if literal.datatype() != xsd::STRING {
                    map.serialize_entry("datatype", literal.datatype().as_str())?;
                }
            }
        }
        map.end()
    }
}

fn texts(triple: &Triple) -> [String; 3] {
    [
        triple.subject.to_string(),
        triple.predicate.to_string(),
        triple.object.to_string(),
    ]
}

fn separate(out: &mut dyn Write, number: usize) -> io::Result<()> {
    out.write_all(if number == 0 { b"\n" } else { b",\n" })
}
