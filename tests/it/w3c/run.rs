//! Runs one test: its data as `--data` loads them, its query with `--default-graph unnamed`.

use super::compare::{Pairing, same};
use super::expected::{self, Outcome, Values, row};
use super::manifest::{Case, format_of, iri_of, path_of};
use super::sufficiency;
use oxigraph::io::RdfParser;
use oxigraph::model::{NamedNode, TermRef};
use oxigraph::sparql::results::QueryResultsFormat;
use spargebra::Query;
use spargebra::algebra::GraphPattern;
use std::path::Path;
use synergraph::claim::KnowledgeBase;
use synergraph::lineage::{Evidence, Options, Results, answer};
use synergraph::query::{
    DefaultChoice, Graphs, graphs_of, parse_with_hints, write_json, write_results,
};
use synergraph::source::Source;
use synergraph::store::{Builder, View};
use synergraph::vocabulary::Prefixes;

/// Runs a test, and returns how many rows it has.
///
/// # Errors
/// Why it fails.
pub(crate) fn run(case: &Case) -> Result<usize, String> {
    let text = std::fs::read_to_string(&case.query).map_err(|error| error.to_string())?;
    let source = Source::new(case.query.display().to_string(), text);
    let base = iri_of(&case.query);
    let mut query = parse_with_hints(&source, &Prefixes::default(), Some(&base))
        .map_err(|diagnostic| format!("no query: {}", diagnostic.headline))?;
    let knowledge = load(case, &query);
    let pairing = match (case.lax, is_ordered(&query)) {
        (true, _) => Pairing::Lax,
        (false, true) => Pairing::Ordered,
        (false, false) => Pairing::Bag,
    };
    let whole = query.clone();
    let graphs = graphs_of(&mut query, &knowledge.store, DefaultChoice::Unnamed);
    let plain = ask(&knowledge, &graphs, &query, false)?;
    let cited = ask(&knowledge, &graphs, &query, true)?;
    let view = graphs.view(&knowledge.store);
    let expected = expected::read(&case.result);
    for (results, how) in [(&plain, "without citations"), (&cited, "with citations")] {
        let found = written(
            &knowledge,
            results,
            view,
            &case.result,
            how == "with citations",
        )?;
        compare(&found, &expected, pairing).map_err(|error| format!("{how}: {error}"))?;
    }
    same_rows(&plain, &cited, view, &source.text)?;
    sufficiency::check(&cited, view, &whole)?;
    every_row_is_cited(&cited)
}

/// Loads the files of a test; where it names none, those of the query's FROM clauses.
pub(crate) fn load(case: &Case, query: &Query) -> KnowledgeBase {
    let mut builder = Builder::default();
    for file in &case.data {
        let text = std::fs::read(file).unwrap();
        builder
            .load(&file.display().to_string(), &text, format_of(file))
            .unwrap();
    }
    let mut graphs: Vec<NamedNode> = case
        .graphs
        .iter()
        .map(|file| NamedNode::new(iri_of(file)).unwrap())
        .collect();
    if case.data.is_empty()
        && let Some(dataset) = query.dataset()
    {
        graphs.extend(dataset.default.iter().cloned());
        graphs.extend(dataset.named.iter().flatten().cloned());
        graphs.sort();
        graphs.dedup();
    }
    for graph in graphs {
        let file = path_of(TermRef::NamedNode(graph.as_ref()));
        let text = std::fs::read(&file).unwrap();
        let holder = builder.source(&file.display().to_string());
        builder.start_text();
        let parser = RdfParser::from_format(format_of(&file))
            .with_base_iri(graph.as_str())
            .unwrap()
            .with_default_graph(graph);
        for quad in parser.for_slice(&text) {
            builder.add(quad.unwrap(), holder);
        }
    }
    KnowledgeBase {
        store: builder.build(),
        prefixes: Prefixes::default(),
    }
}

pub(crate) fn ask(
    knowledge: &KnowledgeBase,
    graphs: &Graphs,
    query: &Query,
    cite: bool,
) -> Result<Results, String> {
    let options = Options {
        cite,
        ..Options::default()
    };
    answer(graphs.view(&knowledge.store), query, &options)
        .map(|answer| answer.results)
        .map_err(|error| error.to_string())
}

/// Returns an answer as it was found, written and read again where the expected one is in a format for results.
fn written(
    knowledge: &KnowledgeBase,
    results: &Results,
    view: View<'_>,
    expected: &Path,
    cited: bool,
) -> Result<Outcome, String> {
    let mut out = Vec::new();
    let ending = expected.extension().and_then(|ending| ending.to_str());
    let format = match ending.unwrap_or_default() {
        "srj" => {
            write_json(&mut out, results, view).map_err(|error| error.to_string())?;
            return expected::parse(&out, QueryResultsFormat::Json);
        }
        "srx" => Some(QueryResultsFormat::Xml),
        // These have a column `citations` of their own.
        "tsv" if !cited => Some(QueryResultsFormat::Tsv),
        "csv" if !cited => Some(QueryResultsFormat::Csv),
        _ => None,
    };
    if let Some(format) = format {
        write_results(&mut out, knowledge, results, view, format)
            .map_err(|error| error.to_string())?;
        if format == QueryResultsFormat::Csv {
            let text = String::from_utf8(out).map_err(|error| error.to_string())?;
            return Ok(Outcome::Text(text.lines().map(str::to_owned).collect()));
        }
        return expected::parse(&out, format);
    }
    Ok(match results {
        Results::Boolean(value, _) => Outcome::Boolean(*value),
        Results::Graph(triples) => {
            Outcome::Graph(triples.iter().map(|(triple, _)| row(triple)).collect())
        }
        Results::Solutions(variables, _) => Outcome::Rows(variables.clone(), values(results, view)),
    })
}

fn compare(found: &Outcome, expected: &Outcome, pairing: Pairing) -> Result<(), String> {
    match (found, expected) {
        (Outcome::Boolean(found), Outcome::Boolean(expected)) if found == expected => Ok(()),
        (Outcome::Graph(found), Outcome::Graph(expected))
            if same(found, expected, Pairing::Bag) =>
        {
            Ok(())
        }
        (Outcome::Rows(names, found), Outcome::Rows(expected_names, expected)) => {
            // The order of the columns is free, and a variable that is never bound may be missing.
            let aligned: Vec<Values> = found
                .iter()
                .map(|row| {
                    let at = |name| names.iter().position(|other| other == name);
                    expected_names
                        .iter()
                        .map(|name| row[at(name)?].clone())
                        .collect()
                })
                .collect();
            let stray = names.iter().enumerate().any(|(at, name)| {
                !expected_names.contains(name) && found.iter().any(|row| row[at].is_some())
            });
            if !stray && same(&aligned, expected, pairing) {
                return Ok(());
            }
            let show = |rows: &[Values]| {
                rows.iter()
                    .map(|row| {
                        let cells: Vec<String> = row
                            .iter()
                            .map(|cell| cell.as_ref().map_or("-".to_owned(), ToString::to_string))
                            .collect();
                        format!("\n      {}", cells.join(" | "))
                    })
                    .collect::<String>()
            };
            Err(format!(
                "{expected_names:?}\n    expected{}\n    found{}",
                show(expected),
                show(&aligned)
            ))
        }
        (Outcome::Text(found), Outcome::Text(expected)) if text(found) == text(expected) => Ok(()),
        // CSV says nothing of types, so only its own writer is compared with it.
        (Outcome::Rows(..), Outcome::Text(_)) => Ok(()),
        (found, expected) => Err(format!("expected {expected:?}\n    found {found:?}")),
    }
}

/// Returns lines of CSV in an order of their own, blank nodes without their labels.
fn text(lines: &[String]) -> Vec<String> {
    let mut lines: Vec<String> = lines
        .iter()
        .map(|line| {
            line.split(',')
                .map(|cell| if cell.starts_with("_:") { "_:" } else { cell })
                .collect::<Vec<_>>()
                .join(",")
        })
        .collect();
    if let Some((_, rows)) = lines.split_first_mut() {
        rows.sort();
    }
    lines
}

/// Checks that citations change neither rows nor their order.
fn same_rows(plain: &Results, cited: &Results, view: View<'_>, query: &str) -> Result<(), String> {
    let (plain, cited) = (values(plain, view), values(cited, view));
    let query = query.to_uppercase();
    let chance = ["RAND(", "UUID(", "NOW("]
        .iter()
        .any(|name| query.contains(name));
    // Blank nodes that an expression or a template makes are new ones each time.
    if same(&plain, &cited, Pairing::Ordered) || chance && plain.len() == cited.len() {
        Ok(())
    } else {
        Err(format!(
            "rows differ with citations:\n    {plain:?}\n    {cited:?}"
        ))
    }
}

pub(crate) fn values(results: &Results, view: View<'_>) -> Vec<Values> {
    match results {
        Results::Boolean(value, _) => {
            let value: oxigraph::model::Literal = (*value).into();
            vec![vec![Some(value.into())]]
        }
        Results::Graph(triples) => triples.iter().map(|(triple, _)| row(triple)).collect(),
        Results::Solutions(_, rows) => rows
            .iter()
            .map(|row| {
                let term = |cell: &synergraph::store::Cell| cell.term(view.store).into_owned();
                row.values
                    .iter()
                    .map(|cell| cell.as_ref().map(term))
                    .collect()
            })
            .collect(),
    }
}

/// Checks that every row has a derivation that is traced to its end, if only to nothing; returns how many there are.
fn every_row_is_cited(cited: &Results) -> Result<usize, String> {
    let evidence: Vec<Option<&Evidence>> = match cited {
        Results::Solutions(_, rows) => rows.iter().map(|row| row.evidence.as_ref()).collect(),
        Results::Graph(triples) => triples.iter().map(|(_, e)| e.as_ref()).collect(),
        Results::Boolean(true, evidence) => vec![evidence.as_ref()],
        Results::Boolean(false, _) => Vec::new(),
    };
    for (number, evidence) in evidence.iter().enumerate() {
        match evidence {
            None => return Err(format!("row {number} has no evidence")),
            Some(evidence) if !evidence.is_complete() => {
                let reasons = evidence.incomplete.join("; ");
                return Err(format!(
                    "citations of row {number} are incomplete: {reasons}"
                ));
            }
            Some(evidence) if evidence.alternatives.is_empty() => {
                return Err(format!(
                    "row {number} has no derivation and does not say why"
                ));
            }
            Some(_) => (),
        }
    }
    Ok(evidence.len())
}

/// Says whether the order of the rows is part of the answer.
fn is_ordered(query: &Query) -> bool {
    fn ordered(pattern: &GraphPattern) -> bool {
        match pattern {
            GraphPattern::OrderBy { .. } => true,
            GraphPattern::Project { inner, .. }
            | GraphPattern::Distinct { inner }
            | GraphPattern::Reduced { inner }
            | GraphPattern::Slice { inner, .. } => ordered(inner),
            _ => false,
        }
    }
    matches!(query, Query::Select { pattern, .. } if ordered(pattern))
}
