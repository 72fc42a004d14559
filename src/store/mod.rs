//! The evidence store: every distinct triple once, with the claims that state it.
//!
//! A *statement* is a distinct triple; a *claim* is a named graph. Statements are numbered in subject-predicate-object
//! order, so a triple is found by binary search, and two compressed lists lead from a statement to its claims and back.
//! [`Store`] is immutable; [`Builder`] makes one; [`View`] lets `spareval` query it.

mod build;
mod terms;
mod view;

pub use build::{Builder, LoadError, format_of_path};
pub use terms::TermId;
pub use view::{Cell, DefaultGraph, NamedGraphs, View, ViewError};

use oxigraph::model::{GraphName, NamedOrBlankNode, Quad, Term};
use std::ops::Range;
use terms::Terms;

/// Number of a statement: its position in subject-predicate-object order.
pub type StatementId = u32;
/// Number of a claim, in the order of its name.
pub type ClaimId = u32;

/// An immutable set of statements and the claims that state them.
#[derive(Debug, Default)]
pub struct Store {
    terms: Terms,
    /// Subject, predicate, object; sorted. The position is the statement.
    spo: Vec<[TermId; 3]>,
    /// Predicate, object, subject, statement; sorted.
    pos: Vec<[u32; 4]>,
    /// Object, subject, predicate, statement; sorted.
    osp: Vec<[u32; 4]>,
    claims_of: Lists,
    statements_of: Lists,
    sources_of: Lists,
    claims: Vec<TermId>,
    sources: Vec<String>,
}

/// Many short lists of numbers in one array, each sorted.
#[derive(Debug, Default)]
struct Lists {
    starts: Vec<u32>,
    items: Vec<u32>,
}

/// The statements that match a pattern, as a stretch of one of the orders.
#[derive(Debug, Clone)]
enum Stretch {
    Spo(Range<usize>),
    Pos(Range<usize>),
    Osp(Range<usize>),
}

impl Store {
    /// Returns how many distinct triples it holds.
    pub fn statement_count(&self) -> usize {
        self.spo.len()
    }

    /// Returns how many claims (named graphs) it holds.
    pub fn claim_count(&self) -> usize {
        self.claims.len()
    }

    /// Returns the term of that number.
    pub fn term(&self, id: TermId) -> &Term {
        self.terms.term(id)
    }

    /// Returns the number of a term, if any statement or claim name has it.
    pub fn id(&self, term: &Term) -> Option<TermId> {
        self.terms.id(term)
    }

    /// Returns the statement that is this triple.
    pub fn statement(
        &self,
        subject: TermId,
        predicate: TermId,
        object: TermId,
    ) -> Option<StatementId> {
        self.spo
            .binary_search(&[subject, predicate, object])
            .ok()
            .map(|at| at as StatementId)
    }

    /// Returns subject, predicate and object of a statement.
    pub fn triple(&self, statement: StatementId) -> [TermId; 3] {
        self.spo[statement as usize]
    }

    /// Returns the claims that state it, in order; empty for a background triple.
    pub fn claims_of(&self, statement: StatementId) -> &[ClaimId] {
        self.claims_of.list(statement)
    }

    /// Returns the files that hold it outside any claim.
    pub fn sources_of(&self, statement: StatementId) -> impl Iterator<Item = &str> {
        self.sources_of
            .list(statement)
            .iter()
            .map(|source| self.sources[*source as usize].as_str())
    }

    /// Returns what a claim states, in subject-predicate-object order.
    pub fn statements_of(&self, claim: ClaimId) -> &[StatementId] {
        self.statements_of.list(claim)
    }

    /// Returns the name of a claim.
    pub fn claim_term(&self, claim: ClaimId) -> TermId {
        self.claims[claim as usize]
    }

    /// Returns the claim of that name.
    pub fn claim(&self, name: TermId) -> Option<ClaimId> {
        // Claims are sorted by the text of their names, not by number of term: few enough for a look at the term.
        let name = self.terms.term(name).to_string();
        self.claims
            .binary_search_by(|claim| self.terms.term(*claim).to_string().cmp(&name))
            .ok()
            .map(|at| at as ClaimId)
    }

    /// Returns the statements that match a pattern; `None` matches everything.
    pub fn matching(
        &self,
        subject: Option<TermId>,
        predicate: Option<TermId>,
        object: Option<TermId>,
    ) -> impl Iterator<Item = StatementId> + '_ {
        let stretch = self.stretch(subject, predicate, object);
        stretch.range().map(move |at| self.at(&stretch, at))
    }

    /// Returns every quad: claims in the order of their names, background triples last.
    pub fn quads(&self) -> impl Iterator<Item = Quad> + '_ {
        let of_claims = (0..self.claims.len() as ClaimId).flat_map(move |claim| {
            let graph = match self.term(self.claim_term(claim)) {
                Term::BlankNode(node) => GraphName::BlankNode(node.clone()),
                Term::NamedNode(node) => GraphName::NamedNode(node.clone()),
                _ => GraphName::DefaultGraph,
            };
            self.statements_of(claim)
                .iter()
                .filter_map(move |statement| self.quad(*statement, graph.clone()))
        });
        let background = (0..self.spo.len() as StatementId)
            .filter(|statement| !self.sources_of.list(*statement).is_empty())
            .filter_map(|statement| self.quad(statement, GraphName::DefaultGraph));
        of_claims.chain(background)
    }

    /// Returns a statement as a quad of the given graph.
    pub fn quad(&self, statement: StatementId, graph: GraphName) -> Option<Quad> {
        let [subject, predicate, object] = self.triple(statement);
        let subject: NamedOrBlankNode = match self.term(subject) {
            Term::NamedNode(node) => node.clone().into(),
            Term::BlankNode(node) => node.clone().into(),
            _ => return None,
        };
        let Term::NamedNode(predicate) = self.term(predicate) else {
            return None;
        };
        Some(Quad::new(
            subject,
            predicate.clone(),
            self.term(object).clone(),
            graph,
        ))
    }

    /// Says whether a statement stands outside any claim in some file.
    fn is_background(&self, statement: StatementId) -> bool {
        !self.sources_of.list(statement).is_empty()
    }

    fn stretch(
        &self,
        subject: Option<TermId>,
        predicate: Option<TermId>,
        object: Option<TermId>,
    ) -> Stretch {
        match (subject, predicate, object) {
            (Some(s), Some(p), Some(o)) => Stretch::Spo(range(&self.spo, [s, p, o])),
            (Some(s), Some(p), None) => Stretch::Spo(range(&self.spo, [s, p])),
            (Some(s), None, None) => Stretch::Spo(range(&self.spo, [s])),
            (Some(s), None, Some(o)) => Stretch::Osp(range(&self.osp, [o, s])),
            (None, Some(p), Some(o)) => Stretch::Pos(range(&self.pos, [p, o])),
            (None, Some(p), None) => Stretch::Pos(range(&self.pos, [p])),
            (None, None, Some(o)) => Stretch::Osp(range(&self.osp, [o])),
            (None, None, None) => Stretch::Spo(0..self.spo.len()),
        }
    }

    fn at(&self, stretch: &Stretch, at: usize) -> StatementId {
        match stretch {
            Stretch::Spo(_) => at as StatementId,
            Stretch::Pos(_) => self.pos[at][3],
            Stretch::Osp(_) => self.osp[at][3],
        }
    }
}

impl Stretch {
    fn range(&self) -> Range<usize> {
        match self {
            Self::Spo(range) | Self::Pos(range) | Self::Osp(range) => range.clone(),
        }
    }
}

impl Lists {
    fn list(&self, number: u32) -> &[u32] {
        let number = number as usize;
        match (self.starts.get(number), self.starts.get(number + 1)) {
            (Some(start), Some(end)) => &self.items[*start as usize..*end as usize],
            _ => &[],
        }
    }
}

/// Returns the stretch of a sorted array whose rows start with a prefix.
fn range<const ROW: usize, const PREFIX: usize>(
    rows: &[[u32; ROW]],
    prefix: [u32; PREFIX],
) -> Range<usize> {
    let start = rows.partition_point(|row| row[..PREFIX] < prefix[..]);
    let length = rows[start..].partition_point(|row| row[..PREFIX] == prefix[..]);
    start..start + length
}
