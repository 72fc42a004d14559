//! Patterns that nothing matches, with the values of a row in their place.

use super::bind::{Bindings, bind};
use super::names::spelled;
use super::rewrite::as_written;
use crate::store::{Cell, Store};
use oxigraph::model::{Literal, NamedNode, TermRef, Variable};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;
use spargebra::algebra::GraphPattern;
use std::cmp::Ordering;
use std::fmt::Write;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};

/// A pattern whose absence a row relies on.
///
/// There is one for each row, and few of them are ever read, so the pattern becomes text when it is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Absence {
    form: Arc<Form>,
    values: Filling,
}

/// What stands in the place of a form's variables; blank nodes and what is unbound leave them open.
pub(super) type Filling = SmallVec<[Option<Cell>; 2]>;

/// A pattern with variables whose values each row gives.
#[derive(Debug)]
pub(super) struct Form {
    what: What,
    variables: Vec<Variable>,
    /// One text for each combination of kinds of values: what stands in a hole decides what may be written there.
    texts: Mutex<FxHashMap<Kinds, Arc<Text>>>,
}

/// What is absent.
#[derive(Debug, PartialEq, Eq)]
enum What {
    Pattern(GraphPattern),
    /// Something that the query does not say in so many words.
    Words(&'static str),
}

type Kinds = SmallVec<[Kind; 4]>;

/// SPARQL text in pieces, each with the hole behind it, and what stands behind all of them.
#[derive(Debug)]
struct Text {
    pieces: Vec<(String, usize)>,
    last: String,
}

/// What a value can be put in place of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Kind {
    /// Nothing: it is unbound, or a blank node, which no pattern can name.
    Open,
    Name,
    Literal,
}

/// Starts and ends the name of a hole: a code point that is no character, so that no text has it.
const EDGE: char = '\u{FDD0}';

impl Absence {
    /// Takes a form and the value of each of its variables.
    pub(super) fn new(form: Arc<Form>, values: Filling) -> Self {
        Self { form, values }
    }

    /// Returns the pattern as SPARQL text, with the row's values in place.
    pub fn text(&self, store: &Store) -> String {
        let terms: SmallVec<[_; 4]> = self
            .values
            .iter()
            .map(|cell| cell.as_ref().map(|cell| cell.term(store)))
            .collect();
        let kinds = terms.iter().map(|term| match term {
            Some(TermRef::NamedNode(_)) => Kind::Name,
            Some(TermRef::Literal(_)) => Kind::Literal,
            Some(TermRef::BlankNode(_)) | None => Kind::Open,
        });
        let text = self.form.text(kinds.collect());
        let mut written = String::with_capacity(text.last.len() + text.pieces.len() * 64);
        for (piece, hole) in &text.pieces {
            written.push_str(piece);
            if let Some(Some(term)) = terms.get(*hole) {
                // Writing to a string cannot fail.
                let _ = write!(written, "{term}");
            }
        }
        written.push_str(&text.last);
        written
    }

    /// Returns what puts its values in an order that is the same wherever it is asked for within one answer.
    fn rank(&self) -> Vec<(u32, String)> {
        let rank = |cell: &Option<Cell>| match cell {
            None => (u32::MAX, String::new()),
            Some(Cell::Known(id)) => (*id, String::new()),
            Some(Cell::Computed(term)) => (u32::MAX, term.to_string()),
        };
        self.values.iter().map(rank).collect()
    }
}

impl Hash for Absence {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.values.hash(state);
    }
}

impl PartialOrd for Absence {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Absence {
    fn cmp(&self, other: &Self) -> Ordering {
        let values = self.rank().cmp(&other.rank());
        values.then_with(|| {
            if Arc::ptr_eq(&self.form, &other.form) {
                return Ordering::Equal;
            }
            let text = |form: &Form| form.text(Kinds::new()).last.clone();
            text(&self.form).cmp(&text(&other.form))
        })
    }
}

impl PartialEq for Form {
    fn eq(&self, other: &Self) -> bool {
        self.what == other.what && self.variables == other.variables
    }
}

impl Eq for Form {}

impl Form {
    /// Takes a pattern and those of its variables to which rows give values.
    pub(super) fn new(pattern: GraphPattern, variables: Vec<Variable>) -> Self {
        Self {
            what: What::Pattern(pattern),
            variables,
            texts: Mutex::default(),
        }
    }

    /// Takes words instead of a pattern.
    pub(super) fn of_words(words: &'static str) -> Self {
        Self {
            what: What::Words(words),
            variables: Vec::new(),
            texts: Mutex::default(),
        }
    }

    fn text(&self, kinds: Kinds) -> Arc<Text> {
        // Whoever panicked while it held the texts left them whole.
        let mut texts = self.texts.lock().unwrap_or_else(PoisonError::into_inner);
        let text = texts
            .entry(kinds)
            .or_insert_with_key(|kinds| Arc::new(self.with_holes(kinds)));
        Arc::clone(text)
    }

    fn with_holes(&self, kinds: &[Kind]) -> Text {
        let bindings: Bindings = self
            .variables
            .iter()
            .zip(kinds)
            .enumerate()
            .filter_map(|(hole, (variable, kind))| {
                let name = format!("{EDGE}{hole}{EDGE}");
                let term = match kind {
                    Kind::Open => return None,
                    Kind::Name => NamedNode::new_unchecked(name).into(),
                    Kind::Literal => Literal::new_simple_literal(name).into(),
                };
                Some((variable.clone(), term))
            })
            .collect();
        let mut whole = match &self.what {
            What::Pattern(pattern) => spelled(&bind(&as_written(pattern), &bindings).to_string()),
            What::Words(words) => (*words).to_owned(),
        };
        for (hole, kind) in kinds.iter().enumerate() {
            let (open, close) = match kind {
                Kind::Open => continue,
                Kind::Name => ('<', '>'),
                Kind::Literal => ('"', '"'),
            };
            whole = whole.replace(
                &format!("{open}{EDGE}{hole}{EDGE}{close}"),
                &format!("{EDGE}{hole}{EDGE}"),
            );
        }
        let mut pieces = Vec::new();
        let mut parts = whole.split(EDGE);
        let mut last = parts.next().unwrap_or_default().to_owned();
        while let (Some(hole), Some(next)) = (parts.next(), parts.next()) {
            let hole = hole.parse().unwrap_or(usize::MAX);
            pieces.push((std::mem::replace(&mut last, next.to_owned()), hole));
        }
        Text { pieces, last }
    }
}
