//! What `publish` wants of an engine, whichever protocol it is spoken to by.

use super::ledger::Kept;
use super::trouble::Trouble;
use oxigraph::model::{NamedNode, Term};
use std::ops::AddAssign;

/// A predicate and an object: what a graph says of the subject that is asked about.
pub(super) type Said = (NamedNode, Term);

/// Bounds of one request.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    /// Triples that are sent at once.
    pub(super) triples: usize,
    /// Bytes of their lines that are sent at once; one line may be longer.
    pub(super) bytes: usize,
}

/// What went over the wire.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Requests that changed something.
    pub changes: u64,
    /// Triples that were sent, those of ledgers and of the description included.
    pub triples: u64,
    /// Bytes of the bodies of these requests.
    pub bytes: u64,
}

impl AddAssign for Traffic {
    fn add_assign(&mut self, other: Self) {
        self.changes += other.changes;
        self.triples += other.triples;
        self.bytes += other.bytes;
    }
}

/// An engine that holds named graphs. Changes take effect in the order in which they are asked for, at the latest with
/// [`Engine::flush`]; each may be made twice.
pub(super) trait Engine: Send + Sync {
    /// Returns the same engine for changes that are made at the same time, beside these, and have nothing to do with them.
    fn beside(&self) -> Box<dyn Engine + '_>;

    /// Says whether graphs can only be replaced as a whole.
    fn whole_graphs(&self) -> bool;

    /// Returns what a graph says of a subject.
    fn said(&self, graph: &NamedNode, subject: &NamedNode) -> Result<Vec<Said>, Trouble>;

    /// Returns the digests of ledgers, where no change of them is under way; none where that costs as much as all of them.
    fn digests(&self, ledgers: &[NamedNode]) -> Result<Option<Vec<Option<String>>>, Trouble>;

    /// Returns ledgers as they are.
    fn kept(&self, ledgers: &[NamedNode]) -> Result<Vec<Kept>, Trouble>;

    /// Returns one of these graphs that holds something, as far as that can be asked.
    fn occupied(&self, graphs: &[NamedNode]) -> Result<Option<NamedNode>, Trouble>;

    /// Returns some of the graphs that a list of graphs names; empty once there are none.
    fn listed(&self, list: &NamedNode) -> Result<Vec<NamedNode>, Trouble>;

    /// Returns how many triples a graph has, where that can be asked.
    fn count(&self, graph: &NamedNode) -> Result<Option<u64>, Trouble>;

    /// Removes all of a graph. What is inserted into it behind this stands there alone.
    fn clear(&mut self, graph: &NamedNode) -> Result<(), Trouble>;

    /// Removes what a graph says of a subject.
    fn forget(&mut self, graph: &NamedNode, subject: &NamedNode) -> Result<(), Trouble>;

    /// Adds a line of N-Triples to a graph.
    fn insert(&mut self, graph: &NamedNode, line: &str) -> Result<(), Trouble>;

    /// Replaces a small graph, with one request and whatever its bounds, once all changes so far are made.
    fn put(&mut self, graph: &NamedNode, lines: &[String]) -> Result<(), Trouble>;

    /// Notes in a ledger what is about to be changed, before any further change.
    fn touch(&mut self, ledger: &NamedNode, kept: &Kept, line: &str) -> Result<(), Trouble>;

    /// Puts all changes so far before all that come.
    fn seal(&mut self) -> Result<(), Trouble>;

    /// Makes all changes that are still to be made.
    fn flush(&mut self) -> Result<(), Trouble>;

    /// Returns what went over the wire so far.
    fn traffic(&self) -> Traffic;
}
