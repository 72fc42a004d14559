//! How all inferred statements of a dataset follow: fetched in batches, and kept as numbers.

use super::fetch::DEEPEST;
use super::lookup::{Triple, columns, number_of, text_of, triples};
use super::{Endpoint, EndpointError};
use crate::lineage::Found;
use crate::store::{Inference, Inferences, Store, TermId};
use crate::vocabulary::{OBJECT, PREDICATE, SUBJECT, published};
use oxigraph::model::Term;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use xxhash_rust::xxh3::xxh3_64;

/// Derivations in the numbers of a store's terms, as they come.
#[derive(Debug)]
struct Numbered<'s> {
    store: &'s Store,
    /// Terms that the store lacks, with numbers behind its own.
    own: FxHashMap<Term, TermId>,
    rules: FxHashMap<String, u32>,
    /// Each with its place among the derivations of its conclusion, and with a hash of its name.
    derivations: Vec<((u64, u64), Inference)>,
}

/// A derivation, as the rows of an answer have it.
#[derive(Debug, Default)]
struct Row {
    conclusion: Option<Triple>,
    rule: String,
    position: u64,
    premises: BTreeMap<usize, Triple>,
}

impl Endpoint {
    /// Returns how all inferred statements follow, in the numbers of a store that has all that is stated.
    ///
    /// In memory are the names of derivations, as many as one answer may have, a few answers, and numbers.
    ///
    /// # Errors
    /// Where the engine does not answer, or gives other derivations than it should.
    pub(super) fn inferences(&self, store: &Store) -> Result<Inferences, EndpointError> {
        let numbered = Mutex::new(Numbered {
            store,
            own: FxHashMap::default(),
            rules: FxHashMap::default(),
            derivations: Vec::new(),
        });
        self.derivations_below("", &numbered)?;
        let numbered = numbered
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        let (found, wanted) = (
            numbered.derivations.len() as u64,
            self.publication.derivations,
        );
        if found != wanted {
            return Err(self
                .client
                .error(format!("gives {found} of {wanted} derivations")));
        }
        Ok(numbered.in_order())
    }

    /// Fetches the derivations whose names have a hash (MD5, in hexadecimal digits) that begins so.
    fn derivations_below(
        &self,
        start: &str,
        numbered: &Mutex<Numbered<'_>>,
    ) -> Result<(), EndpointError> {
        let graph = self.publication.layout.derivations();
        let (rule, conclusion, position) =
            (published::RULE, published::CONCLUSION, published::POSITION);
        let part = match start {
            "" => String::new(),
            start => format!(" FILTER(STRSTARTS(MD5(STR(?d)), \"{start}\"))"),
        };
        let listed = self.names(format!(
            "SELECT ?d WHERE {{ GRAPH {graph} {{ ?d {conclusion} ?st .{part} }} }}"
        ));
        let nodes = match listed {
            Err(error) if error.too_much && start.len() < DEEPEST => {
                return (0..16).try_for_each(|digit| {
                    self.derivations_below(&format!("{start}{digit:x}"), numbered)
                });
            }
            listed => listed?,
        };
        self.in_batches(&nodes, &|batch, _| {
            let values: String = batch.iter().map(|node| format!("{node} ")).collect();
            let found = self.of_graphs(format!(
                "SELECT ?d ?s ?p ?o ?rule ?position ?member ?a ?b ?c WHERE {{ VALUES ?d {{ {values}}} GRAPH {graph} {{ \
                 ?d {conclusion} ?st ; {rule} ?rule ; {position} ?position ; ?member ?premise . \
                 ?st {SUBJECT} ?s ; {PREDICATE} ?p ; {OBJECT} ?o . ?premise {SUBJECT} ?a ; {PREDICATE} ?b ; {OBJECT} ?c }} }}"
            ))?;
            let mut numbered = numbered.lock().unwrap_or_else(PoisonError::into_inner);
            for (node, row) in rows(&found) {
                numbered.add(&node, row);
            }
            Ok(Vec::<()>::new())
        })?;
        Ok(())
    }

    /// Returns the names that are the rows of a query that names its graphs.
    fn names(&self, query: String) -> Result<Vec<Term>, EndpointError> {
        let found = self.numbers(query)?;
        Ok(found.rows.into_iter().flatten().flatten().collect())
    }
}

impl Numbered<'_> {
    fn add(&mut self, node: &Term, row: Row) {
        let Some(conclusion) = row.conclusion else {
            return;
        };
        let count = self.rules.len() as u32;
        let rule = *self.rules.entry(row.rule).or_insert(count);
        let inference = Inference {
            conclusion: self.numbers(&conclusion),
            rule,
            premises: row
                .premises
                .values()
                .map(|premise| self.numbers(premise))
                .collect(),
        };
        let place = (row.position, xxh3_64(node.to_string().as_bytes()));
        self.derivations.push((place, inference));
    }

    fn numbers(&mut self, triple: &Triple) -> [TermId; 3] {
        triple
            .each_ref()
            .map(|term| match self.store.id(term.as_ref()) {
                Some(id) => id,
                None => {
                    let next = (self.store.term_count() + self.own.len()) as TermId;
                    *self.own.entry(term.clone()).or_insert(next)
                }
            })
    }

    /// Returns them so that nothing depends on the order in which they came.
    fn in_order(self) -> Inferences {
        let first = self.store.term_count() as TermId;
        let mut terms: Vec<(Term, TermId)> = self.own.into_iter().collect();
        terms.sort_by_cached_key(|(term, _)| term.to_string());
        let mut moved = vec![0; terms.len()];
        for (at, (_, number)) in terms.iter().enumerate() {
            moved[(number - first) as usize] = first + at as TermId;
        }
        let mut rules: Vec<(String, u32)> = self.rules.into_iter().collect();
        rules.sort();
        let mut renamed = vec![0; rules.len()];
        for (at, (_, number)) in rules.iter().enumerate() {
            renamed[*number as usize] = at as u32;
        }
        let mut derivations = self.derivations;
        derivations.sort_unstable_by_key(|(place, one)| (one.conclusion, *place));
        let term = |id: &mut TermId| {
            if *id >= first {
                *id = moved[(*id - first) as usize];
            }
        };
        let derivations = derivations.into_iter().map(|(_, mut one)| {
            one.rule = renamed[one.rule as usize];
            one.conclusion.iter_mut().for_each(term);
            one.premises.iter_mut().flatten().for_each(term);
            one
        });
        Inferences {
            rules: rules.into_iter().map(|(rule, _)| rule).collect(),
            derivations: derivations.collect(),
            terms: terms.into_iter().map(|(term, _)| term).collect(),
        }
    }
}

/// Returns the derivations that are the rows of an answer, by their names.
fn rows(found: &Found) -> FxHashMap<Term, Row> {
    let columns = columns(found, ["d", "rule", "position", "member", "a", "b", "c"]);
    let mut rows: FxHashMap<Term, Row> = FxHashMap::default();
    for (conclusion, row) in triples(found).into_iter().zip(&found.rows) {
        let [d, rule, position, member, a, b, c] = columns.map(|at| row.get(at?)?.clone());
        let Some(node) = d else { continue };
        let one = rows.entry(node).or_default();
        one.conclusion = Some(conclusion);
        one.rule = rule.as_ref().map(text_of).unwrap_or_default().to_owned();
        one.position = position.as_ref().and_then(number_of).unwrap_or_default() as u64;
        if let Some(place) = member.as_ref().and_then(place_of)
            && let (Some(a), Some(b), Some(c)) = (a, b, c)
        {
            one.premises.insert(place, [a, b, c]);
        }
    }
    rows
}

/// Returns the place of a premise by its property, `rdf:_1` and so on.
pub(super) fn place_of(member: &Term) -> Option<usize> {
    let number = text_of(member).strip_prefix("http://www.w3.org/1999/02/22-rdf-syntax-ns#_")?;
    number.parse().ok()
}
