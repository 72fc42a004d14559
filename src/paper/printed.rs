//! The text of a PDF as a row of lines, in which a text is found though a page, a figure or an index on a line of its own
//! interrupts it.

mod begin;
mod cell;
mod cells;
mod columns;
mod foreign;
mod index;
mod lines;
mod order;
mod rows;
mod search;
mod short;
mod undo;
mod walk;

use super::Paper;
use super::normal_form::digest;
use crate::source::Source;
pub use cells::SketchedRow;
use cells::rows_of_cells;
use lines::Lines;
use std::cell::OnceCell;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

/// Bytes of the largest text that is searched: a paper has a tenth of it.
const LARGEST: usize = 2 << 20;

/// The lines of a PDF's text, in which texts are looked for.
#[derive(Debug)]
pub struct Printed {
    source: Arc<Source>,
    /// All lines as they are.
    whole: Lines,
    /// The lines without those that hold nothing but indices, which may be put where they belong.
    bare: OnceCell<Option<Lines>>,
    /// Rows of tables by digest, once they are asked for.
    rows: OnceCell<HashMap<String, PrintedText>>,
    /// The rows that are looked for.
    sketched: Vec<SketchedRow>,
    /// Those of them whose cells stand apart, by digest, once they are asked for.
    apart: OnceCell<HashMap<String, PrintedText>>,
}

/// A text that was found among lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintedText {
    /// The text, without what interrupts it, on one line.
    pub text: String,
    /// Where it begins and ends in the source, in bytes.
    pub span: Range<usize>,
    /// The line on which it begins, from 1.
    pub line: usize,
}

impl Paper {
    /// Returns the lines of the paper, where it was read from a text without markup that is not too long; `rows` are the rows of
    /// tables that will be looked for.
    pub fn printed(&self, rows: Vec<SketchedRow>) -> Option<Printed> {
        let source = self.print.as_ref()?;
        (source.text.len() <= LARGEST).then(|| Printed {
            whole: Lines::whole(Arc::clone(source)),
            source: Arc::clone(source),
            bare: OnceCell::new(),
            rows: OnceCell::new(),
            sketched: rows,
            apart: OnceCell::new(),
        })
    }
}

impl Printed {
    /// Returns where the text of a digest stands, whatever interrupts it. A short one has no sketch.
    pub fn find(&self, anchor: &str, sketch: Option<&[u8]>) -> Option<PrintedText> {
        if let Some(row) = self.rows().get(anchor) {
            return Some(row.clone());
        }
        if let Some(row) = self.apart().get(anchor) {
            return Some(row.clone());
        }
        // What is passed over between the cells of a row would be those of others.
        let is_row = self.sketched.iter().any(|row| row.digest == anchor);
        let is_whole = |found: &PrintedText| {
            let lines = self.source.text.get(found.span.clone());
            !is_row || lines.is_some_and(|lines| digest(&lines.replace('*', "\\*")) == anchor)
        };
        let among = |lines: &Lines| match sketch {
            Some(sketch) => lines.find_long(anchor, sketch),
            None => lines.find_short(anchor),
        };
        let bare = || {
            let bare = self
                .bare
                .get_or_init(|| Lines::bare(Arc::clone(&self.source)));
            among(bare.as_ref()?)
        };
        among(&self.whole).or_else(bare).filter(is_whole)
    }

    /// Returns the rows of tables that are looked for, whose cells stand apart, by digest.
    fn apart(&self) -> &HashMap<String, PrintedText> {
        self.apart
            .get_or_init(|| rows_of_cells(&self.source.text, &self.sketched))
    }
}
