//! Questions with their answers as a document that could stand in a manuscript.
//!
//! [`report`] gathers what a document says; it is written as Markdown or HTML. [`compare`] makes one table of many numbers.

mod comparison;
mod gather;
mod html;
mod markdown;
mod marks;
mod plot;
mod scatter;
mod svg;
mod table;

pub use comparison::{Comparison, TableFormat, compare, write_comparison};
pub use gather::{Answered, draw, report};
pub use html::write_html;
pub use markdown::write_markdown;
pub use marks::typeset;

use crate::bibliography::FormattedEntry;
use crate::work::Standing;

/// A document: answers, and what they rest on.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// One section for each question.
    pub sections: Vec<Section>,
    /// Claims that rows rest on; C1 is the first.
    pub claims: Vec<ReportedClaim>,
    /// The works that claims cite, formatted by the style; [1] is the first.
    pub bibliography: Vec<FormattedEntry>,
    /// The name of the style.
    pub style: String,
    /// Links of works whose DOI is known, by the number of the entry, and notes on the others.
    pub links: Vec<Result<String, String>>,
    /// What was published against works since: number of the entry, where it stands and the notices.
    pub notices: Vec<(usize, String)>,
    /// Digest of the knowledge base.
    pub digest: String,
    /// The command that makes the document again.
    pub command: String,
}

/// A question and its answer.
#[derive(Debug, Clone, Default)]
pub struct Section {
    /// Name of the question.
    pub name: String,
    /// The question in words.
    pub summary: String,
    /// What a row means.
    pub description: String,
    /// Parameters with their values.
    pub settings: Vec<(String, String)>,
    /// Names of the columns.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<ReportedRow>,
    /// Drawings, each as SVG with what it shows.
    pub figures: Vec<Figure>,
}

/// A row of an answer.
#[derive(Debug, Clone, Default)]
pub struct ReportedRow {
    /// Its values.
    pub cells: Vec<String>,
    /// Numbers of the bibliography's entries that it cites.
    pub works: Vec<usize>,
    /// Alternatives, each by the numbers of its claims; any one supports the row.
    pub alternatives: Vec<Vec<usize>>,
    /// Alternatives that are not written out.
    pub more_alternatives: u64,
    /// Whether every alternative leans on something that the paper hedges.
    pub hedged: bool,
    /// Whether every claim is a cell of a table.
    pub tabulated: bool,
    /// Works with notices that it rests on, and whether it stands without them.
    pub flags: Vec<ReportedFlag>,
    /// Patterns whose absence the row relies on.
    pub absent: Vec<String>,
    /// Why citations are incomplete.
    pub incomplete: Vec<String>,
}

/// That a row rests on works that were retracted, put in doubt or corrected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportedFlag {
    /// Where the works stand.
    pub standing: Standing,
    /// Numbers of the bibliography's entries.
    pub works: Vec<usize>,
    /// Whether the row stands without them; `None` where not all its alternatives are known.
    pub stands: Option<bool>,
}

impl ReportedRow {
    /// Says whether the row falls without works that were retracted.
    pub fn falls(&self) -> bool {
        let falls =
            |flag: &ReportedFlag| flag.standing == Standing::Retracted && flag.stands != Some(true);
        self.flags.iter().any(falls)
    }
}

/// A claim as a document shows it.
#[derive(Debug, Clone, Default)]
pub struct ReportedClaim {
    /// Its name.
    pub name: String,
    /// The sentence.
    pub statement: String,
    /// Where in which paper.
    pub place: String,
    /// How firmly it is put, where not flatly.
    pub wording: Option<String>,
    /// Numbers of the bibliography's entries that it cites.
    pub works: Vec<usize>,
}

/// A drawing.
#[derive(Debug, Clone, Default)]
pub struct Figure {
    /// What it shows, as its caption.
    pub title: String,
    /// The drawing, as SVG.
    pub svg: String,
}

/// Returns numbers as `1, 3–5`.
pub(crate) fn ranges(numbers: &[usize]) -> String {
    let mut numbers = numbers.to_vec();
    numbers.sort_unstable();
    numbers.dedup();
    let mut parts: Vec<(usize, usize)> = Vec::new();
    for number in numbers {
        match parts.last_mut() {
            Some((_, last)) if *last + 1 == number => *last = number,
            _ => parts.push((number, number)),
        }
    }
    let parts: Vec<String> = parts
        .into_iter()
        .map(|(first, last)| match last - first {
            0 => first.to_string(),
            1 => format!("{first}, {last}"),
            _ => format!("{first}–{last}"),
        })
        .collect();
    parts.join(", ")
}
