//! Small made-up datasets.

use super::super::oracle::Oracle;
use oxigraph::model::{GraphName, Literal, NamedNode, Quad, Term};
use proptest::collection::{btree_map, btree_set};
use proptest::prelude::*;
use spargebra::algebra::QueryDataset;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use synergraph::store::{Builder, Store};

/// The holder that is no claim: a background file.
const BACKGROUND: u8 = 4;

/// Distinct triples, each with the claims that state it.
#[derive(Clone)]
pub(super) struct Data {
    pub(super) facts: BTreeMap<(u8, u8, u8), BTreeSet<u8>>,
}

impl fmt::Debug for Data {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (triple, holders) in &self.facts {
            write!(f, "\n  {} in {holders:?}", written(*triple))?;
        }
        Ok(())
    }
}

/// Datasets of a handful of subjects, predicates and objects; 1-4 holders for each triple.
pub(super) fn datasets() -> impl Strategy<Value = Data> {
    let triple = (0..4_u8, 0..3_u8, 0..7_u8);
    btree_map(triple, btree_set(0..=BACKGROUND, 1..=4), 3..12).prop_map(|facts| Data { facts })
}

/// Returns an IRI of the made-up vocabulary.
pub(super) fn iri(name: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("http://e/{name}"))
}

fn terms((subject, predicate, object): (u8, u8, u8)) -> [Term; 3] {
    let object: Term = match object {
        4 => Literal::from(1).into(),
        5 => Literal::from(2).into(),
        6 => Literal::from("x").into(),
        node => iri(&format!("s{node}")).into(),
    };
    [
        iri(&format!("s{subject}")).into(),
        iri(&format!("p{predicate}")).into(),
        object,
    ]
}

fn written((subject, predicate, object): (u8, u8, u8)) -> String {
    let [subject, predicate, object] = terms((subject, predicate, object));
    format!("{subject} {predicate} {object}")
}

fn graph(holder: u8) -> GraphName {
    match holder {
        BACKGROUND => GraphName::DefaultGraph,
        claim => iri(&format!("c{claim}")).into(),
    }
}

impl Data {
    /// Returns the store of the facts that are kept, each where it is kept.
    fn store_of(&self, keep: impl Fn(&str, &GraphName) -> bool) -> Store {
        let mut builder = Builder::default();
        let background = builder.source("background.ttl");
        for (triple, holders) in &self.facts {
            for holder in holders {
                let graph = graph(*holder);
                if keep(&written(*triple), &graph) {
                    let [Term::NamedNode(subject), Term::NamedNode(predicate), object] =
                        terms(*triple)
                    else {
                        continue;
                    };
                    builder.add(Quad::new(subject, predicate, object, graph), background);
                }
            }
        }
        builder.build()
    }

    /// Returns the store of all of it.
    pub(super) fn store(&self) -> Store {
        self.store_of(|_, _| true)
    }

    /// Returns the store of only what a derivation rests on.
    pub(super) fn only(&self, derivation: &super::Shown) -> Store {
        self.store_of(|triple, graph| {
            derivation
                .statements
                .iter()
                .any(|stated| is_meant(stated, triple, graph))
        })
    }

    /// Returns the store without one statement, whoever states it.
    pub(super) fn without(&self, stated: &super::Stated) -> Store {
        self.store_of(|triple, graph| !is_meant(stated, triple, graph))
    }

    /// Returns the same triples, each with other holders.
    pub(super) fn spread(&self, holders: &[BTreeSet<u8>]) -> Self {
        let facts = self.facts.keys().copied();
        Self {
            facts: facts.zip(holders.iter().cycle().cloned()).collect(),
        }
    }

    /// Returns the claims among the given graphs that state a triple, or all of them.
    pub(super) fn claims_of(&self, triple: &str, among: Option<&[String]>) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        for (fact, holders) in &self.facts {
            for holder in holders {
                let name = graph(*holder).to_string();
                if written(*fact) == triple
                    && *holder != BACKGROUND
                    && among.is_none_or(|among| among.contains(&name))
                {
                    names.insert(name);
                }
            }
        }
        names
    }

    /// Returns an oracle for the graphs of a query: all, or those of its FROM clauses.
    pub(super) fn oracle(&self, dataset: Option<&QueryDataset>) -> Oracle {
        let mut oracle = Oracle::default();
        let default = dataset.map(|dataset| names(&dataset.default));
        let named = dataset.map(|dataset| names(dataset.named.as_deref().unwrap_or_default()));
        for (triple, holders) in &self.facts {
            let graphs: Vec<String> = holders.iter().map(|h| graph(*h).to_string()).collect();
            if match &default {
                None => true,
                Some(default) => graphs.iter().any(|graph| default.contains(graph)),
            } {
                oracle.default.push(terms(*triple));
            }
            for (name, holder) in graphs.into_iter().zip(holders) {
                if *holder != BACKGROUND && named.as_ref().is_none_or(|n| n.contains(&name)) {
                    oracle.named.entry(name).or_default().push(terms(*triple));
                }
            }
        }
        oracle
    }
}

/// Returns graph names as they are written.
pub(super) fn names(graphs: &[NamedNode]) -> Vec<String> {
    graphs.iter().map(ToString::to_string).collect()
}

fn is_meant(stated: &super::Stated, triple: &str, graph: &GraphName) -> bool {
    stated.triple == triple
        && stated
            .graph
            .as_ref()
            .is_none_or(|named| *named == graph.to_string())
}
