//! What is published: the triples of each graph, as N-Triples, piece by piece.

use crate::claim::KnowledgeBase;
use crate::store::{ClaimId, StatementId, Store, TermId};
use crate::vocabulary::published::{self, Layout};
use oxigraph::model::{GraphName, Literal, NamedNode, NamedNodeRef, NamedOrBlankNodeRef, TermRef};
use sha2::{Digest, Sha256};

/// A knowledge base in the layout of a published dataset.
#[derive(Debug)]
pub(super) struct Content<'a> {
    pub(super) store: &'a Store,
    pub(super) layout: &'a Layout,
    pub(super) prefixes: String,
    /// For each file of background triples, the digest of its graph; none where it has no triples.
    pub(super) sources: Vec<Option<LineDigest>>,
    /// Whether a statement is part of a derivation.
    derived: Vec<bool>,
    pub(super) statements_in_derivations: u64,
}

/// A part of what is published that is sent as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Piece {
    /// The graph of a claim, with its entry in the list of graphs.
    Claim(ClaimId),
    /// A file in the list of graphs.
    SourceEntry(u32),
    /// What a file says of a subject outside any claim.
    Source { source: u32, subject: TermId },
    /// What the merged graph says of a subject.
    Merged(TermId),
    /// The node of a statement that has a part in a derivation.
    Statement(StatementId),
    /// The node of a derivation: the statement that it gives, and its place among those that do.
    Derivation { of: StatementId, position: u32 },
    /// A whole graph that is no claim's.
    Graph(Shared),
}

/// A graph that is no claim's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Shared {
    /// Every statement once.
    Merged,
    /// The list of claims and files.
    Graphs,
    /// How inferred statements follow.
    Derivations,
    /// The background triples of a file.
    Source(u32),
}

/// Where the triples of a piece stand: a graph, and the one subject that they have, unless they are all of the graph.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Key {
    pub(super) graph: NamedNode,
    pub(super) subject: Option<NamedNode>,
}

/// A digest of a set of lines that does not depend on their order: the sum of their hashes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct LineDigest(u128);

impl LineDigest {
    pub(super) fn add(&mut self, line: &str) {
        let hash = Sha256::digest(line.as_bytes());
        let mut first = [0; 16];
        first.copy_from_slice(&hash[..16]);
        self.0 = self.0.wrapping_add(u128::from_be_bytes(first));
    }

    /// Returns the half of it that a ledger keeps.
    pub(super) fn short(self) -> u64 {
        (self.0 >> 64) as u64
    }

    /// Returns it as 32 hexadecimal digits.
    pub(super) fn text(self) -> String {
        format!("{:032x}", self.0)
    }
}

impl<'a> Content<'a> {
    pub(super) fn new(knowledge: &'a KnowledgeBase, layout: &'a Layout) -> Self {
        let store = &knowledge.store;
        let mut content = Self {
            store,
            layout,
            prefixes: knowledge.prefixes.turtle(),
            sources: vec![None; store.sources().len()],
            derived: vec![false; store.statement_count()],
            statements_in_derivations: 0,
        };
        for (statement, source) in store.background_rows() {
            let line = content.line(statement);
            if let Some(digest) = content.sources.get_mut(source as usize) {
                digest.get_or_insert_default().add(&line);
            }
        }
        for (statement, derivation) in store.derivations() {
            for part in derivation.premises.iter().chain([&statement]) {
                if let Some(seen) = content.derived.get_mut(*part as usize) {
                    content.statements_in_derivations += u64::from(!*seen);
                    *seen = true;
                }
            }
        }
        content
    }

    /// Calls back for each piece: by subject in the graphs that are no claim's, or by whole graphs.
    pub(super) fn pieces(&self, whole_graphs: bool, mut each: impl FnMut(Piece)) {
        (0..self.store.claim_count() as ClaimId).for_each(|claim| each(Piece::Claim(claim)));
        let sources = || (0..self.sources.len() as u32).filter(|source| self.has_source(*source));
        if whole_graphs {
            sources().for_each(|source| each(Piece::Graph(Shared::Source(source))));
            each(Piece::Graph(Shared::Graphs));
            each(Piece::Graph(Shared::Derivations));
            each(Piece::Graph(Shared::Merged));
            return;
        }
        sources().for_each(|source| each(Piece::SourceEntry(source)));
        let mut last = None;
        for statement in self.statements() {
            let [subject, ..] = self.store.triple(statement);
            if last.replace(subject) != Some(subject) {
                each(Piece::Merged(subject));
                for source in self.sources_about(subject) {
                    each(Piece::Source { source, subject });
                }
            }
            if self.derived[statement as usize] {
                each(Piece::Statement(statement));
            }
            for position in 0..self.store.derivations_of(statement).count() as u32 {
                let of = statement;
                each(Piece::Derivation { of, position });
            }
        }
    }

    /// Returns where a piece stands.
    pub(super) fn key(&self, piece: Piece) -> Key {
        let whole = |graph| Key {
            graph,
            subject: None,
        };
        let part = |graph, subject| Key {
            graph,
            subject: Some(subject),
        };
        let layout = self.layout;
        match piece {
            Piece::Claim(claim) => whole(self.claim(claim)),
            Piece::SourceEntry(source) => part(layout.graphs(), self.source(source)),
            Piece::Source { source, subject } => part(self.source(source), self.subject(subject)),
            Piece::Merged(subject) => part(layout.merged(), self.subject(subject)),
            Piece::Statement(statement) => part(
                layout.derivations(),
                layout.statement(&self.line(statement)),
            ),
            Piece::Derivation { of, position } => {
                part(layout.derivations(), self.derivation(of, position).0)
            }
            Piece::Graph(Shared::Merged) => whole(layout.merged()),
            Piece::Graph(Shared::Graphs) => whole(layout.graphs()),
            Piece::Graph(Shared::Derivations) => whole(layout.derivations()),
            Piece::Graph(Shared::Source(source)) => whole(self.source(source)),
        }
    }

    /// Calls back for each line of a piece, without its line feed, in an order that the store decides.
    ///
    /// # Errors
    /// The first that the callback gives.
    pub(super) fn lines<E>(
        &self,
        piece: Piece,
        each: &mut dyn FnMut(&str) -> Result<(), E>,
    ) -> Result<(), E> {
        match piece {
            Piece::Claim(claim) => {
                let mut statements = self.store.statements_of(claim).iter();
                statements.try_for_each(|statement| each(&self.line(*statement)))
            }
            Piece::SourceEntry(source) => self.source_entry(source, each),
            Piece::Source { source, subject } => self.of_subject(subject, each, |statement| {
                let mut sources = self.store.source_numbers_of(statement);
                sources.any(|one| one == source)
            }),
            Piece::Merged(subject) => self.of_subject(subject, each, |_| true),
            Piece::Statement(statement) => self.statement_node(statement, each),
            Piece::Derivation { of, position } => self.derivation_node(of, position, each),
            Piece::Graph(Shared::Merged) => {
                let mut statements = self.statements();
                statements.try_for_each(|statement| each(&self.line(statement)))
            }
            Piece::Graph(Shared::Source(source)) => {
                let mut rows = self.store.background_rows();
                rows.try_for_each(|(statement, of)| match of == source {
                    true => each(&self.line(statement)),
                    false => Ok(()),
                })
            }
            Piece::Graph(Shared::Graphs) => {
                for claim in 0..self.store.claim_count() as ClaimId {
                    self.claim_entry(claim, self.digest(Piece::Claim(claim)), each)?;
                }
                let mut sources = 0..self.sources.len() as u32;
                sources.try_for_each(|source| self.source_entry(source, each))
            }
            Piece::Graph(Shared::Derivations) => {
                for statement in self.statements() {
                    if self.derived[statement as usize] {
                        self.statement_node(statement, each)?;
                    }
                    for position in 0..self.store.derivations_of(statement).count() as u32 {
                        self.derivation_node(statement, position, each)?;
                    }
                }
                Ok(())
            }
        }
    }

    /// Returns the digest of a piece.
    pub(super) fn digest(&self, piece: Piece) -> LineDigest {
        let mut digest = LineDigest::default();
        let added: Result<(), std::convert::Infallible> = self.lines(piece, &mut |line| {
            digest.add(line);
            Ok(())
        });
        match added {
            Ok(()) => digest,
        }
    }

    /// Calls back for the lines of a claim in the list of graphs.
    pub(super) fn claim_entry<E>(
        &self,
        claim: ClaimId,
        digest: LineDigest,
        each: &mut dyn FnMut(&str) -> Result<(), E>,
    ) -> Result<(), E> {
        let graph = self.claim(claim);
        each(&triple(&graph, published::HOLDS, published::CLAIM))?;
        let digest = Literal::new_simple_literal(digest.text());
        each(&triple(&graph, published::DIGEST, &digest))
    }

    /// Returns all graphs that are no claim's.
    pub(super) fn shared_graphs(&self) -> Vec<NamedNode> {
        let layout = self.layout;
        let sources = (0..self.sources.len() as u32).filter(|source| self.has_source(*source));
        let mut graphs: Vec<NamedNode> = sources.map(|source| self.source(source)).collect();
        graphs.extend([layout.merged(), layout.graphs(), layout.derivations()]);
        graphs
    }

    /// Returns the name of a claim's graph.
    pub(super) fn claim(&self, claim: ClaimId) -> NamedNode {
        match self.store.graph_of(claim) {
            GraphName::NamedNode(node) => node,
            GraphName::BlankNode(node) => self.layout.named_subject(node.as_ref().into()),
            // A claim has a name.
            GraphName::DefaultGraph => self.layout.merged(),
        }
    }

    /// Returns the N-Triples line of a statement, without its line feed.
    pub(super) fn line(&self, statement: StatementId) -> String {
        let [subject, predicate, object] = self.store.triple(statement);
        let object = self.layout.named(self.store.term(object));
        let predicate = self.store.term(predicate);
        format!("{} {predicate} {object} .", self.subject(subject))
    }

    fn statements(&self) -> impl Iterator<Item = StatementId> + use<> {
        0..self.store.statement_count() as StatementId
    }

    fn has_source(&self, source: u32) -> bool {
        self.sources
            .get(source as usize)
            .is_some_and(Option::is_some)
    }

    /// Returns the files that say something of a subject, in order.
    fn sources_about(&self, subject: TermId) -> Vec<u32> {
        let statements = self.store.matching(Some(subject), None, None);
        let mut sources: Vec<u32> = statements
            .flat_map(|statement| self.store.source_numbers_of(statement))
            .collect();
        sources.sort_unstable();
        sources.dedup();
        sources
    }

    fn source(&self, source: u32) -> NamedNode {
        let name = self.store.sources().get(source as usize);
        self.layout.source(name.map_or("", String::as_str))
    }

    fn subject(&self, term: TermId) -> NamedNode {
        match self.store.term(term) {
            TermRef::NamedNode(node) => node.into_owned(),
            TermRef::BlankNode(node) => self
                .layout
                .named_subject(NamedOrBlankNodeRef::BlankNode(node)),
            // No literal is a subject.
            TermRef::Literal(_) => self.layout.base(),
        }
    }

    fn of_subject<E>(
        &self,
        subject: TermId,
        each: &mut dyn FnMut(&str) -> Result<(), E>,
        is_meant: impl Fn(StatementId) -> bool,
    ) -> Result<(), E> {
        self.store
            .matching(Some(subject), None, None)
            .filter(|statement| is_meant(*statement))
            .try_for_each(|statement| each(&self.line(statement)))
    }

    fn source_entry<E>(
        &self,
        source: u32,
        each: &mut dyn FnMut(&str) -> Result<(), E>,
    ) -> Result<(), E> {
        let (Some(Some(digest)), Some(name)) = (
            self.sources.get(source as usize),
            self.store.sources().get(source as usize),
        ) else {
            return Ok(());
        };
        let graph = self.source(source);
        let text = |text: String| Literal::new_simple_literal(text);
        each(&triple(&graph, published::HOLDS, published::SOURCE))?;
        each(&triple(&graph, published::DIGEST, &text(digest.text())))?;
        each(&triple(&graph, published::SOURCE_NAME, &text(name.clone())))?;
        each(&triple(
            &graph,
            published::POSITION,
            &Literal::from(i64::from(source)),
        ))
    }
}

/// Returns the N-Triples line of a triple, without its line feed.
pub(super) fn triple<'t>(
    subject: &NamedNode,
    predicate: NamedNodeRef<'_>,
    object: impl Into<TermRef<'t>>,
) -> String {
    format!("{subject} {predicate} {} .", object.into())
}
