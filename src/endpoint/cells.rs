//! Solutions beside answers about their triples: both are compared by the texts of their values.

use super::csv::Texts;
use super::lookup::text_of;
use super::terms::{Numbers, Terms};
use crate::lineage::Found;
use crate::vocabulary::published::Layout;
use oxigraph::model::{BlankNode, Term, Variable};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};
use xxhash_rust::xxh3::xxh3_128;

/// Graphs, by a hash of the texts of what they hold.
pub(super) type Holders = FxHashMap<u128, SmallVec<[u32; 2]>>;

/// Returns the graphs of an answer by a hash of the texts of the variables.
pub(super) fn by_text(
    answer: &Texts,
    variables: &[Variable],
    layout: &Layout,
    terms: &mut Terms,
) -> Holders {
    let mut found = Holders::default();
    let position = |name: &str| answer.variables.iter().position(|known| known == name);
    let columns: Vec<Option<usize>> = variables.iter().map(|one| position(one.as_str())).collect();
    let Some(graph) = position("·graph") else {
        return found;
    };
    let (mut row, mut key) = (Vec::new(), Vec::with_capacity(variables.len()));
    for at in 0..answer.len() {
        row.clear();
        row.extend(answer.row(at));
        key.clear();
        key.extend(columns.iter().map(|column| match column {
            Some(column) if !row[*column].is_empty() => xxh3_128(row[*column].as_bytes()),
            _ => 0,
        }));
        let graph = match layout.blank_label(row[graph]).map(BlankNode::new) {
            Some(Ok(node)) => terms.number(&node.into()),
            _ => terms.number_of_iri(row[graph]),
        };
        found
            .entry(xxh3_128(bytemuck::cast_slice(&key)))
            .or_default()
            .push(graph);
    }
    found
}

/// The values of solutions in numbers, with a hash of the text of each.
pub(super) struct Cells<'a> {
    names: &'a [String],
    values: Vec<Option<u32>>,
    /// By the numbers of the terms.
    hashes: FxHashMap<u32, u128>,
}

impl<'a> Cells<'a> {
    pub(super) fn of(solutions: &'a Found, layout: &Layout, terms: &mut Terms) -> Self {
        let mut hashes = FxHashMap::default();
        let width = solutions.variables.len();
        let mut values = Vec::with_capacity(solutions.rows.len() * width);
        for row in &solutions.rows {
            values.extend((0..width).map(|column| {
                let term = row.get(column)?.as_ref()?;
                let number = terms.number(term);
                let hash = || text_hash(term, layout);
                hashes.entry(number).or_insert_with(hash);
                Some(number)
            }));
        }
        Self {
            names: &solutions.variables,
            values,
            hashes,
        }
    }

    /// Returns the triples that a triple pattern becomes in the solutions, by a hash of the texts of its variables.
    ///
    /// None where two triples have the same texts.
    pub(super) fn instances(
        &self,
        pattern: &TriplePattern,
        variables: &[Variable],
        terms: &mut Terms,
    ) -> FxHashMap<u128, Option<Numbers>> {
        let mut found: FxHashMap<u128, Option<Numbers>> = FxHashMap::default();
        let position = |variable: &Variable| {
            let mut names = self.names.iter();
            names.position(|known| known == variable.as_str())
        };
        let columns: Option<Vec<usize>> = variables.iter().map(position).collect();
        let predicate: TermPattern = match &pattern.predicate {
            NamedNodePattern::NamedNode(node) => node.clone().into(),
            NamedNodePattern::Variable(variable) => variable.clone().into(),
        };
        let mut slot = |slot: &TermPattern| match slot {
            // The place of a column, or a term.
            TermPattern::NamedNode(node) => Some(Err(terms.number(&Term::from(node.clone())))),
            TermPattern::Literal(literal) => Some(Err(terms.number(&Term::from(literal.clone())))),
            TermPattern::Variable(variable) => position(variable).map(Ok),
            TermPattern::BlankNode(_) => None,
        };
        let slots = [&pattern.subject, &predicate, &pattern.object].map(&mut slot);
        let (Some(columns), [Some(subject), Some(predicate), Some(object)]) = (columns, slots)
        else {
            return found;
        };
        let slots = [subject, predicate, object];
        let mut key = Vec::with_capacity(columns.len());
        for row in self.values.chunks_exact(self.names.len().max(1)) {
            key.clear();
            let bound = columns.iter().map_while(|column| row[*column]);
            key.extend(bound.filter_map(|number| self.hashes.get(&number).copied()));
            if key.len() < columns.len() {
                continue;
            }
            let of_row = slots.map(|slot| match slot {
                Ok(column) => row[column],
                Err(number) => Some(number),
            });
            let [Some(s), Some(p), Some(o)] = of_row else {
                continue;
            };
            found
                .entry(xxh3_128(bytemuck::cast_slice(&key)))
                .and_modify(|known| {
                    if *known != Some([s, p, o]) {
                        *known = None;
                    }
                })
                .or_insert(Some([s, p, o]));
        }
        found
    }
}

fn text_hash(term: &Term, layout: &Layout) -> u128 {
    match term {
        Term::BlankNode(_) => xxh3_128(text_of(&layout.named(term.as_ref())).as_bytes()),
        _ => xxh3_128(text_of(term).as_bytes()),
    }
}
