//! Writes down patterns that must not match, with the values of a row in place.

use crate::lineage::bind::{Bindings, bind};
use crate::lineage::names::spelled;
use crate::lineage::rewrite::as_written;
use crate::lineage::value::{Value, Values};
use oxigraph::model::{Literal, NamedNode, TermRef, Variable};
use rustc_hash::FxHashMap;
use spargebra::algebra::GraphPattern;
use std::cell::RefCell;
use std::fmt::Write;
use std::rc::Rc;

/// A pattern whose text has holes for the values of a row.
pub(super) struct Absence<'a> {
    pattern: &'a GraphPattern,
    columns: Vec<(Variable, usize)>,
    /// One text for each combination of kinds of values: what stands in a hole decides what may be written there.
    texts: RefCell<FxHashMap<Vec<Kind>, Rc<Text>>>,
}

/// Pieces of text, each but the last with the column whose value stands behind it.
struct Text {
    pieces: Vec<(String, usize)>,
    last: String,
}

/// What a value can be put in place of.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Kind {
    /// Nothing: it is unbound, or a blank node, which no pattern can name.
    Open,
    Name,
    Literal,
}

/// Starts and ends the name of a hole: a code point that is no character, so that no text has it.
const EDGE: char = '\u{FDD0}';

impl<'a> Absence<'a> {
    /// Takes a pattern and the columns of its variables.
    pub(super) fn new(pattern: &'a GraphPattern, columns: &[(Variable, usize)]) -> Self {
        Self {
            pattern,
            columns: columns.to_vec(),
            texts: RefCell::default(),
        }
    }

    /// Returns the pattern as SPARQL text, with the values of a row in place.
    pub(super) fn text(&self, row: &[Value], values: &Values<'_>) -> Rc<str> {
        let cells: Vec<_> = self
            .columns
            .iter()
            .map(|(_, at)| values.cell(row[*at]))
            .collect();
        let store = values.view.store;
        let terms: Vec<_> = cells
            .iter()
            .map(|cell| cell.as_ref().map(|cell| cell.term(store)))
            .collect();
        let kinds: Vec<Kind> = terms
            .iter()
            .map(|term| match term {
                Some(TermRef::NamedNode(_)) => Kind::Name,
                Some(TermRef::Literal(_)) => Kind::Literal,
                Some(TermRef::BlankNode(_)) | None => Kind::Open,
            })
            .collect();
        let known = self.texts.borrow().get(&kinds).cloned();
        let text = known.unwrap_or_else(|| {
            let text = Rc::new(self.with_holes(&kinds));
            self.texts.borrow_mut().insert(kinds, Rc::clone(&text));
            text
        });
        let mut written = String::with_capacity(text.last.len() + text.pieces.len() * 64);
        for (piece, hole) in &text.pieces {
            written.push_str(piece);
            if let Some(Some(term)) = terms.get(*hole) {
                // Writing to a string cannot fail.
                let _ = write!(written, "{term}");
            }
        }
        written.push_str(&text.last);
        written.into()
    }

    fn with_holes(&self, kinds: &[Kind]) -> Text {
        let bindings: Bindings = self
            .columns
            .iter()
            .zip(kinds)
            .enumerate()
            .filter_map(|(hole, ((variable, _), kind))| {
                let name = format!("{EDGE}{hole}{EDGE}");
                let term = match kind {
                    Kind::Open => return None,
                    Kind::Name => NamedNode::new_unchecked(name).into(),
                    Kind::Literal => Literal::new_simple_literal(name).into(),
                };
                Some((variable.clone(), term))
            })
            .collect();
        let text = spelled(&bind(&as_written(self.pattern), &bindings).to_string());
        let mut pieces = Vec::new();
        let mut last = text;
        for (hole, kind) in kinds.iter().enumerate() {
            let (open, close) = match kind {
                Kind::Open => continue,
                Kind::Name => ('<', '>'),
                Kind::Literal => ('"', '"'),
            };
            last = last.replace(
                &format!("{open}{EDGE}{hole}{EDGE}{close}"),
                &format!("{EDGE}{hole}{EDGE}"),
            );
        }
        let whole = last;
        let mut parts = whole.split(EDGE);
        let mut last = parts.next().unwrap_or_default().to_owned();
        while let (Some(hole), Some(next)) = (parts.next(), parts.next()) {
            let hole = hole.parse().unwrap_or(usize::MAX);
            pieces.push((std::mem::replace(&mut last, next.to_owned()), hole));
        }
        Text { pieces, last }
    }
}
