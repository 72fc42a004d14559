//! A store as `spareval` sees it.

use super::{ClaimId, Derivation, StatementId, Store, TermId, Withheld};
use oxigraph::model::{BlankNode, Term, TermRef};
use rustc_hash::FxHashSet;
use spareval::{InternalQuad, QueryableDataset};
use std::convert::Infallible;
use std::sync::Arc;

/// A value in a solution: a term of the store by its number, or one that an expression made.
///
/// A term of the store is never `Computed`, so equality of cells is equality of terms.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Cell {
    /// A term of the store.
    Known(TermId),
    /// A term that the store does not have.
    Computed(Arc<Term>),
}

/// What the default graph of a query is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum DefaultGraph {
    /// Every triple of every claim and all background triples, each once.
    #[default]
    Merged,
    /// Only the triples that stand in no named graph.
    Unnamed,
    /// The triples of these claims (`FROM`), each once.
    Claims(FxHashSet<ClaimId>),
}

/// Which named graphs a query may see.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum NamedGraphs {
    /// All claims.
    #[default]
    All,
    /// These (`FROM NAMED`).
    Claims(FxHashSet<ClaimId>),
}

/// A store with the graphs that a query sees.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// The store.
    pub store: &'a Store,
    /// Its default graph.
    pub default: &'a DefaultGraph,
    /// Its named graphs.
    pub named: &'a NamedGraphs,
    /// What is left out; whoever reads the store past the view has to ask the view for each statement.
    pub without: Option<&'a Withheld>,
}

/// A view has no errors of its own.
pub type ViewError = Infallible;

/// Upper half of the numbers of blank nodes that stand for terms of the store.
const OPAQUE: u128 = 0x7379_6e65_7267_7261_u128 << 64;
/// Start of the IRIs that stand for terms of the store in a query.
const OPAQUE_IRI: &str = "synergraph-term:";

impl Cell {
    /// Returns the term that it is.
    pub fn term<'a>(&'a self, store: &'a Store) -> TermRef<'a> {
        match self {
            Self::Known(id) => store.term(*id),
            Self::Computed(term) => term.as_ref().as_ref(),
        }
    }

    /// Returns the number of the term, if the store has it.
    pub fn id(&self) -> Option<TermId> {
        match self {
            Self::Known(id) => Some(*id),
            Self::Computed(_) => None,
        }
    }

    /// Returns an IRI that means this term in a query over a [`View`], blank nodes included.
    ///
    /// `None` for a computed blank node, which no query can name.
    pub fn in_query(&self) -> Option<spargebra::term::GroundTerm> {
        use spargebra::term::GroundTerm;
        match self {
            Self::Known(id) => Some(GroundTerm::NamedNode(
                oxigraph::model::NamedNode::new_unchecked(format!("{OPAQUE_IRI}{id}")),
            )),
            Self::Computed(term) => match &**term {
                Term::NamedNode(node) => Some(GroundTerm::NamedNode(node.clone())),
                Term::Literal(literal) => Some(GroundTerm::Literal(literal.clone())),
                _ => None,
            },
        }
    }
}

impl<'a> View<'a> {
    /// Returns the cell that a term of a solution stands for.
    ///
    /// Solutions spell terms of the store as blank nodes whose number is the term's: a few bytes, and no allocation.
    pub fn cell(&self, term: &Term) -> Cell {
        if let Term::BlankNode(node) = term
            && let Some(id) = node.as_ref().unique_id()
            && id >> 64 == OPAQUE >> 64
        {
            return Cell::Known(id as TermId);
        }
        self.known_or_computed(term.clone())
    }

    fn known_or_computed(&self, term: Term) -> Cell {
        match self.store.id(term.as_ref()) {
            Some(id) => Cell::Known(id),
            None => Cell::Computed(Arc::new(term)),
        }
    }

    /// Says whether the default graph has a statement.
    pub fn has_by_default(&self, statement: StatementId) -> bool {
        match self.default {
            DefaultGraph::Merged => self.without.is_none_or(|without| !without.has(statement)),
            DefaultGraph::Unnamed => self.store.is_background(statement),
            DefaultGraph::Claims(claims) => self
                .store
                .claims_of(statement)
                .iter()
                .any(|claim| claims.contains(claim) && self.counts(*claim)),
        }
    }

    /// Says whether the default graph has a triple of the store.
    pub fn has_triple(&self, triple: [TermId; 3]) -> bool {
        if *self.default == DefaultGraph::Merged {
            return self
                .without
                .is_none_or(|without| !without.has_triple(&triple));
        }
        let [subject, predicate, object] = triple;
        let statement = self.store.statement(subject, predicate, object);
        statement.is_some_and(|statement| self.has_by_default(statement))
    }

    /// Says whether a claim is not left out.
    pub fn counts(&self, claim: ClaimId) -> bool {
        self.without.is_none_or(|without| !without.has_claim(claim))
    }

    /// Returns how many claims are not left out.
    pub fn claim_count(&self) -> usize {
        let without = self.without.map_or(0, |without| without.claims().len());
        self.store.claims_in_all().saturating_sub(without)
    }

    /// Says whether a claim that is not left out states it, or a file.
    pub fn is_stated(&self, statement: StatementId) -> bool {
        self.store.is_stated(statement)
            && self
                .without
                .is_none_or(|without| !without.leaves_unstated(statement))
    }

    /// Returns the derivations of a statement whose premises are all there.
    pub fn derivations_of(&self, statement: StatementId) -> impl Iterator<Item = Derivation<'a>> {
        let without = self.without;
        self.store
            .derivations_of(statement)
            .filter(move |derivation| {
                without.is_none_or(|without| {
                    !derivation
                        .premises
                        .iter()
                        .any(|premise| without.has(*premise))
                })
            })
    }

    /// Says whether the query may see a claim as a named graph.
    pub fn has_named(&self, claim: ClaimId) -> bool {
        self.counts(claim)
            && match self.named {
                NamedGraphs::All => true,
                NamedGraphs::Claims(claims) => claims.contains(&claim),
            }
    }

    /// Returns the claims that state a statement and that the default graph is made of.
    pub fn default_claims_of(&self, statement: StatementId) -> Vec<ClaimId> {
        let claims = self.store.claims_of(statement);
        match self.default {
            DefaultGraph::Merged if self.without.is_none() => claims.to_vec(),
            DefaultGraph::Merged => {
                let claims = claims.iter().copied();
                claims.filter(|claim| self.counts(*claim)).collect()
            }
            DefaultGraph::Unnamed => Vec::new(),
            DefaultGraph::Claims(seen) => claims
                .iter()
                .copied()
                .filter(|claim| seen.contains(claim) && self.counts(*claim))
                .collect(),
        }
    }

    /// Says whether inferred statements are part of what the query sees: they belong to the merged graph alone.
    pub fn has_inferences(&self) -> bool {
        *self.default == DefaultGraph::Merged
    }

    /// Returns the named graph of that name, where the query may see it.
    pub fn named_claim(&self, name: TermId) -> Option<ClaimId> {
        self.store
            .claim(name)
            .filter(|claim| self.has_named(*claim))
    }
}

fn quad([subject, predicate, object]: [TermId; 3], graph: Option<TermId>) -> InternalQuad<Cell> {
    InternalQuad {
        subject: Cell::Known(subject),
        predicate: Cell::Known(predicate),
        object: Cell::Known(object),
        graph_name: graph.map(Cell::Known),
    }
}

impl<'a> QueryableDataset<'a> for View<'a> {
    type InternalTerm = Cell;
    type Error = ViewError;

    fn internal_quads_for_pattern(
        &self,
        subject: Option<&Cell>,
        predicate: Option<&Cell>,
        object: Option<&Cell>,
        graph_name: Option<Option<&Cell>>,
    ) -> impl Iterator<Item = Result<InternalQuad<Cell>, ViewError>> + use<'a> {
        type Quads<'a> = Box<dyn Iterator<Item = InternalQuad<Cell>> + 'a>;
        let view = *self;
        let store = view.store;
        let known = |cell: Option<&Cell>| match cell {
            None => Some(None),
            Some(Cell::Known(id)) => Some(Some(*id)),
            Some(Cell::Computed(_)) => None,
        };
        let (Some(subject), Some(predicate), Some(object)) =
            (known(subject), known(predicate), known(object))
        else {
            return (Box::new(std::iter::empty()) as Quads<'a>).map(Ok);
        };
        let triples = store.triples(subject, predicate, object);
        let statement_of = move |[s, p, o]: [TermId; 3]| store.statement(s, p, o);
        let quads: Quads<'a> = match graph_name {
            Some(None) if *view.default == DefaultGraph::Merged && view.without.is_none() => {
                Box::new(triples.map(|triple| quad(triple, None)))
            }
            Some(None) => Box::new(
                triples
                    .filter(move |triple| view.has_triple(*triple))
                    .map(|triple| quad(triple, None)),
            ),
            Some(Some(graph)) => {
                let Some(claim) = graph.id().and_then(|name| view.named_claim(name)) else {
                    return (Box::new(std::iter::empty()) as Quads<'a>).map(Ok);
                };
                let name = store.claim_term(claim);
                let stated = store.statements_of(claim);
                if triples.rows() <= stated.len() {
                    Box::new(
                        triples
                            .filter(move |triple| {
                                statement_of(*triple).is_some_and(|s| {
                                    store.claims_of(s).binary_search(&claim).is_ok()
                                })
                            })
                            .map(move |triple| quad(triple, Some(name))),
                    )
                } else {
                    Box::new(
                        stated
                            .iter()
                            .map(move |statement| store.triple(*statement))
                            .filter(move |[s, p, o]| {
                                subject.is_none_or(|term| term == *s)
                                    && predicate.is_none_or(|term| term == *p)
                                    && object.is_none_or(|term| term == *o)
                            })
                            .map(move |triple| quad(triple, Some(name))),
                    )
                }
            }
            None => Box::new(triples.flat_map(move |triple| {
                statement_of(triple)
                    .map(|statement| store.claims_of(statement))
                    .unwrap_or_default()
                    .iter()
                    .filter(move |claim| view.has_named(**claim))
                    .map(move |claim| quad(triple, Some(store.claim_term(*claim))))
            })),
        };
        quads.map(Ok)
    }

    fn internal_named_graphs(&self) -> impl Iterator<Item = Result<Cell, ViewError>> + use<'a> {
        let view = *self;
        (0..view.store.claim_count() as ClaimId)
            .filter(move |claim| view.has_named(*claim))
            .map(move |claim| Ok(Cell::Known(view.store.claim_term(claim))))
    }

    fn contains_internal_graph_name(&self, graph_name: &Cell) -> Result<bool, ViewError> {
        Ok(graph_name
            .id()
            .is_some_and(|name| self.named_claim(name).is_some()))
    }

    fn internalize_term(&self, term: Term) -> Result<Cell, ViewError> {
        if let Term::NamedNode(node) = &term
            && let Some(number) = node.as_str().strip_prefix(OPAQUE_IRI)
            && let Ok(id) = number.parse::<TermId>()
            && (id as usize) < self.store.term_count()
        {
            return Ok(Cell::Known(id));
        }
        Ok(self.known_or_computed(term))
    }

    fn externalize_term(&self, term: Cell) -> Result<Term, ViewError> {
        Ok(match term {
            Cell::Known(id) => {
                Term::BlankNode(BlankNode::new_from_unique_id(OPAQUE | u128::from(id)))
            }
            Cell::Computed(term) => Arc::unwrap_or_clone(term),
        })
    }

    fn externalize_expression_term(
        &self,
        term: Cell,
    ) -> Result<spareval::ExpressionTerm, ViewError> {
        Ok(term.term(self.store).into_owned().into())
    }

    fn internalize_expression_term(
        &self,
        term: spareval::ExpressionTerm,
    ) -> Result<Cell, ViewError> {
        Ok(self.known_or_computed(term.into()))
    }
}
