//! Which graphs a query sees: the merged graph or the unnamed one, and its FROM clauses.

use crate::store::{ClaimId, DefaultGraph, NamedGraphs, Store, View, Withheld};
use oxigraph::model::NamedNode;
use rustc_hash::FxHashSet;
use spargebra::Query;
use spargebra::algebra::QueryDataset;
use std::sync::Arc;

/// What the default graph is where a query says nothing of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DefaultChoice {
    /// Every triple of every claim, each once.
    #[default]
    Merged,
    /// Only triples in no named graph, as in the W3C test suites.
    Unnamed,
}

/// The graphs of one query, owned so that a [`View`] can borrow them.
#[derive(Debug, Clone, Default)]
pub struct Graphs {
    default: DefaultGraph,
    named: NamedGraphs,
    without: Option<Arc<Withheld>>,
}

impl Graphs {
    /// Returns the graphs without some claims and what goes with them.
    #[must_use]
    pub fn without(mut self, without: Option<Arc<Withheld>>) -> Self {
        self.without = without;
        self
    }

    /// Returns a view of a store with these graphs.
    pub fn view<'a>(&'a self, store: &'a Store) -> View<'a> {
        View {
            store,
            default: &self.default,
            named: &self.named,
            without: self.without.as_deref(),
        }
    }
}

/// The graphs that a client names beside its query; they take the place of the query's own FROM clauses.
///
/// See <https://www.w3.org/TR/sparql11-protocol/#dataset>.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DatasetOfProtocol {
    /// Graphs that together are the default graph.
    pub default: Vec<String>,
    /// Named graphs.
    pub named: Vec<String>,
}

impl DatasetOfProtocol {
    /// Puts these graphs in the place of a query's own, if there are any.
    pub(super) fn put_into(&self, query: &mut Query) {
        if self.default.is_empty() && self.named.is_empty() {
            return;
        }
        // What is no IRI names no graph.
        let nodes = |names: &[String]| -> Vec<NamedNode> {
            let nodes = names.iter().map(NamedNode::new);
            nodes.filter_map(Result::ok).collect()
        };
        let (Query::Select { dataset, .. }
        | Query::Construct { dataset, .. }
        | Query::Describe { dataset, .. }
        | Query::Ask { dataset, .. }) = query;
        *dataset = Some(QueryDataset {
            default: nodes(&self.default),
            named: Some(nodes(&self.named)),
        });
    }
}

/// Returns the graphs of a query by its FROM and FROM NAMED clauses, and takes those out of it.
pub fn graphs_of(query: &mut Query, store: &Store, choice: DefaultChoice) -> Graphs {
    let dataset = match query {
        Query::Select { dataset, .. }
        | Query::Construct { dataset, .. }
        | Query::Describe { dataset, .. }
        | Query::Ask { dataset, .. } => dataset.take(),
    };
    let Some(dataset) = dataset else {
        return Graphs {
            default: match choice {
                DefaultChoice::Merged => DefaultGraph::Merged,
                DefaultChoice::Unnamed => DefaultGraph::Unnamed,
            },
            named: NamedGraphs::All,
            without: None,
        };
    };
    let claims = |names: Vec<oxigraph::model::NamedNode>| -> FxHashSet<ClaimId> {
        names
            .into_iter()
            .filter_map(|name| store.claim(store.id(name.as_ref())?))
            .collect()
    };
    Graphs {
        default: DefaultGraph::Claims(claims(dataset.default)),
        named: NamedGraphs::Claims(claims(dataset.named.unwrap_or_default())),
        without: None,
    }
}
