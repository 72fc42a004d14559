//! An answer as CSV, TSV and XML, and graphs in the RDF formats.

use super::json_ld::write_json_ld;
use super::sheet::sheet;
use crate::claim::KnowledgeBase;
use crate::lineage::Results;
use crate::store::View;
use crate::vocabulary::Prefixes;
use oxigraph::io::{RdfFormat, RdfSerializer, WriterQuadSerializer};
use oxigraph::model::{Literal, Quad, QuadRef, Term, Variable};
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsSerializer};
use std::io::{self, Write};

/// Writes a SELECT or ASK in a SPARQL results format; CSV and TSV get a last column `citations`.
///
/// # Errors
/// Where the output cannot be written.
pub fn write_results(
    out: &mut dyn Write,
    knowledge: &KnowledgeBase,
    results: &Results,
    view: View<'_>,
    format: QueryResultsFormat,
) -> io::Result<()> {
    let serializer = QueryResultsSerializer::from_format(format);
    match results {
        Results::Boolean(value, _) => {
            serializer.serialize_boolean_to_writer(&mut *out, *value)?;
            writeln!(out)
        }
        Results::Solutions(variables, rows) => {
            let mut columns = variables.clone();
            let last = if matches!(format, QueryResultsFormat::Csv | QueryResultsFormat::Tsv)
                && rows.iter().all(|row| row.evidence.is_some())
            {
                let mut name = "citations".to_owned();
                while columns.iter().any(|column| column.as_str() == name) {
                    name.push('_');
                }
                let name = Variable::new_unchecked(name);
                columns.push(name.clone());
                Some((name, sheet(knowledge, results, view)))
            } else {
                None
            };
            let mut writer = serializer.serialize_solutions_to_writer(&mut *out, columns)?;
            for (number, row) in rows.iter().enumerate() {
                let mut cells: Vec<(&Variable, Term)> = variables
                    .iter()
                    .zip(&row.values)
                    .filter_map(|(name, value)| {
                        Some((name, value.as_ref()?.term(view.store).into_owned()))
                    })
                    .collect();
                if let Some((name, sheet)) = &last {
                    let text = sheet.sources[number].linked();
                    cells.push((name, Literal::new_simple_literal(text).into()));
                }
                writer.serialize(cells.iter().map(|(name, term)| (*name, term.as_ref())))?;
            }
            writer.finish()?;
            end(out, format)
        }
        Results::Graph(triples) => {
            // These formats have no form for a graph; its triples are rows then.
            let columns = ["subject", "predicate", "object"].map(Variable::new_unchecked);
            let mut writer =
                serializer.serialize_solutions_to_writer(&mut *out, columns.to_vec())?;
            for (triple, _) in triples {
                let subject: Term = triple.subject.clone().into();
                let predicate: Term = triple.predicate.clone().into();
                writer.serialize([
                    (&columns[0], subject.as_ref()),
                    (&columns[1], predicate.as_ref()),
                    (&columns[2], triple.object.as_ref()),
                ])?;
            }
            writer.finish()?;
            end(out, format)
        }
    }
}

/// Ends the last line where the form itself does not.
fn end(out: &mut dyn Write, format: QueryResultsFormat) -> io::Result<()> {
    match format {
        QueryResultsFormat::Xml | QueryResultsFormat::Json => writeln!(out),
        _ => Ok(()),
    }
}

/// Writes quads in an RDF format, one by one as they come; JSON-LD when all are there, since it says first which words it uses.
///
/// # Errors
/// Where the output cannot be written.
pub fn write_graph(
    out: &mut dyn Write,
    mut quads: impl Iterator<Item = Quad>,
    format: RdfFormat,
    prefixes: &Prefixes,
) -> io::Result<()> {
    if matches!(format, RdfFormat::JsonLd { .. }) {
        let quads: Vec<Quad> = quads.collect();
        let all = |each: &mut dyn FnMut(QuadRef<'_>) -> io::Result<()>| {
            quads.iter().try_for_each(|quad| each(quad.as_ref()))
        };
        return write_json_ld(out, all, prefixes);
    }
    let mut writer = GraphWriter::new(out, format, prefixes);
    quads.try_for_each(|quad| writer.put(quad.as_ref()))?;
    writer.finish()
}

/// A graph being written in an RDF format other than JSON-LD.
pub struct GraphWriter<'a> {
    writer: WriterQuadSerializer<&'a mut dyn Write>,
    format: RdfFormat,
}

impl<'a> GraphWriter<'a> {
    /// Begins a graph, with the prefixes that the format can use.
    pub fn new(out: &'a mut dyn Write, format: RdfFormat, prefixes: &Prefixes) -> Self {
        let mut serializer = RdfSerializer::from_format(format);
        if !matches!(format, RdfFormat::NTriples | RdfFormat::NQuads) {
            for (name, iri) in prefixes.iter() {
                // A prefix that is no IRI only spells longer.
                if let Ok(with) = serializer.clone().with_prefix(name, iri) {
                    serializer = with;
                }
            }
        }
        let writer = serializer.for_writer(out);
        Self { writer, format }
    }

    /// Writes a quad.
    ///
    /// # Errors
    /// Where the output cannot be written.
    pub fn put(&mut self, quad: QuadRef<'_>) -> io::Result<()> {
        self.writer.serialize_quad(quad)
    }

    /// Ends the graph.
    ///
    /// # Errors
    /// Where the output cannot be written.
    pub fn finish(self) -> io::Result<()> {
        let out = self.writer.finish()?;
        if self.format == RdfFormat::RdfXml {
            // The other forms end their last line themselves.
            writeln!(out)?;
        }
        Ok(())
    }
}
