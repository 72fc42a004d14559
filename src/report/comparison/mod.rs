//! Things side by side: one row each, one column for each quantity, every value with what it cites.

mod write;

pub use write::write_comparison;

use super::ReportedRow;
use super::gather::Gatherer;
use crate::bibliography::{Style, StyleError};
use crate::claim::KnowledgeBase;
use crate::lineage::Results;
use crate::query::{Asked, ComparisonNote};
use crate::store::TermId;
use crate::work::Flags;
use std::collections::BTreeMap;
use std::str::FromStr;

/// A comparison, ready to be written.
#[derive(Debug, Clone, Default)]
pub struct Comparison {
    /// What is compared.
    pub of: String,
    /// Headings of the columns: quantity, what it is on, unit.
    pub columns: Vec<Vec<String>>,
    /// Things with their values, one list for each column.
    pub rows: Vec<(String, Vec<Vec<Value>>)>,
    /// Keys of the works that are cited, with their entries as text; [1] is the first.
    pub works: Vec<(String, String)>,
}

/// A value with what it cites.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Value {
    /// The number, with a comparator before it where it is not `=`.
    pub text: String,
    /// Numbers of the works.
    pub works: Vec<usize>,
    /// Whether the paper hedges it.
    pub hedged: bool,
    /// Whether it is from a table.
    pub tabulated: bool,
    /// Whether it rests on retracted works alone.
    pub retracted: bool,
}

/// A form of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableFormat {
    /// Comma-separated values.
    Csv,
    /// Markdown.
    Markdown,
    /// An HTML fragment.
    Html,
    /// A LaTeX table that cites by key.
    Latex,
}

impl TableFormat {
    /// The names of all forms.
    pub const NAMES: [&'static str; 4] = ["csv", "markdown", "html", "latex"];
}

impl FromStr for TableFormat {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        match name.to_lowercase().as_str() {
            "csv" => Ok(Self::Csv),
            "markdown" | "md" => Ok(Self::Markdown),
            "html" => Ok(Self::Html),
            "latex" | "tex" => Ok(Self::Latex),
            _ => Err(()),
        }
    }
}

/// Puts the rows of an answer side by side, as the header of its question says; nothing where the answer lacks a column.
///
/// # Errors
/// Where the style cannot format the bibliography.
pub fn compare(
    knowledge: &KnowledgeBase,
    asked: &Asked,
    note: &ComparisonNote,
    style: &Style,
) -> Result<Option<Comparison>, StyleError> {
    let Results::Solutions(variables, rows) = &asked.answer.results else {
        return Ok(None);
    };
    let at = |name: &str| {
        variables
            .iter()
            .position(|variable| variable.as_str() == name)
    };
    let headings: Option<Vec<usize>> = note.columns.iter().map(|name| at(name)).collect();
    let (Some(of), Some(value), Some(headings)) = (at(&note.of), at(&note.value), headings) else {
        return Ok(None);
    };
    let (comparator, unit) = (at(&note.comparator), at(&note.unit));
    let view = asked.graphs.view(&knowledge.store);
    let mut gatherer = Gatherer::new(knowledge);
    let mut flags = Flags::new(view);
    let mut table: BTreeMap<String, BTreeMap<Vec<String>, Vec<Value>>> = BTreeMap::new();
    for row in rows {
        let cell = |at: usize| {
            row.values
                .get(at)
                .and_then(Option::as_ref)
                .map_or_else(String::new, |cell| {
                    knowledge.prefixes.show(cell.term(view.store))
                })
        };
        let mut heading: Vec<String> = headings.iter().map(|at| cell(*at)).collect();
        heading.push(unit.map_or_else(String::new, cell));
        let gathered = gatherer.row(Vec::new(), row.evidence.as_ref(), view, &mut flags);
        let sign = comparator.map_or_else(String::new, cell);
        let text = if matches!(sign.as_str(), "" | "=") {
            cell(value)
        } else {
            format!("{sign} {}", cell(value))
        };
        let values = table
            .entry(cell(of))
            .or_default()
            .entry(heading)
            .or_default();
        values.push(one(text, gathered));
    }
    let works: Vec<TermId> = gatherer.works;
    let records = gatherer.citations.records(&works);
    let entries = style.bibliography(&records)?;
    let places: BTreeMap<&str, usize> = entries
        .iter()
        .enumerate()
        .map(|(at, entry)| (entry.key.as_str(), at + 1))
        .collect();
    let mut columns: Vec<Vec<String>> = table
        .values()
        .flat_map(|values| values.keys().cloned())
        .collect();
    columns.sort();
    columns.dedup();
    let rows = table
        .into_iter()
        .map(|(name, mut values)| {
            let cells = columns.iter().map(|column| {
                let mut values = values.remove(column).unwrap_or_default();
                for value in &mut values {
                    value.works = value
                        .works
                        .iter()
                        .map(|work| {
                            places
                                .get(records[*work].key.as_str())
                                .copied()
                                .unwrap_or(work + 1)
                        })
                        .collect();
                    value.works.sort_unstable();
                }
                merged(values)
            });
            let cells = cells.collect();
            (name, cells)
        })
        .collect();
    let works = entries
        .iter()
        .map(|entry| {
            (
                entry.key.clone(),
                entry.runs.iter().map(|run| run.text.as_str()).collect(),
            )
        })
        .collect();
    Ok(Some(Comparison {
        of: note.of.replace('_', " "),
        columns,
        rows,
        works,
    }))
}

fn one(text: String, row: ReportedRow) -> Value {
    Value {
        text,
        hedged: row.hedged,
        tabulated: row.tabulated,
        retracted: row.falls(),
        works: row.works,
    }
}

/// Puts values together that are the same number: from a table only where all are.
fn merged(values: Vec<Value>) -> Vec<Value> {
    let mut all: Vec<Value> = Vec::new();
    for value in values {
        match all.iter_mut().find(|known| known.text == value.text) {
            Some(known) => {
                known.works.extend(value.works);
                known.works.sort_unstable();
                known.works.dedup();
                known.hedged &= value.hedged;
                known.tabulated &= value.tabulated;
                known.retracted &= value.retracted;
            }
            None => all.push(value),
        }
    }
    all
}
