//! What an engine says of the dataset that it holds.

use super::content::{Content, triple};
use super::engine::Engine;
use super::engine_kind;
use super::error::PublishError;
use crate::vocabulary::published::{self, Layout};
use oxigraph::model::{NamedNode, NamedNodeRef, Term};
use std::collections::BTreeMap;

/// What an engine says of the dataset that it holds.
#[derive(Debug, Default)]
pub(super) struct Known {
    values: BTreeMap<NamedNode, Vec<Term>>,
}

impl Known {
    /// Says whether there is nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Asks an engine.
    pub(super) fn ask(engine: &dyn Engine, layout: &Layout) -> Result<Self, PublishError> {
        let mut values: BTreeMap<NamedNode, Vec<Term>> = BTreeMap::new();
        for (predicate, object) in engine.said(&layout.publication(), &layout.base())? {
            values.entry(predicate).or_default().push(object);
        }
        Ok(Self { values })
    }

    /// Says what stands against going on with what is there.
    pub(super) fn check(
        &self,
        content: &Content<'_>,
        whole_graphs: bool,
    ) -> Result<(), PublishError> {
        if self.values.is_empty() {
            return Ok(());
        }
        let version = self.number(published::FORMAT_VERSION);
        let ours = u64::from(published::FORMAT_VERSION_NUMBER);
        if version.is_some_and(|version| version > ours) {
            return Err(PublishError::Newer(content.layout.base()));
        }
        if let Some(Term::NamedNode(merged)) = self.first(published::MERGED_GRAPH)
            && *merged != content.layout.merged()
        {
            return Err(PublishError::OtherMerged(merged.clone()));
        }
        match self.text(published::PIECES) {
            Some(kind) if kind == engine_kind(whole_graphs) => Ok(()),
            _ => Err(PublishError::OtherProtocol),
        }
    }

    /// Says whether all of it was published, and nothing else.
    pub(super) fn is_complete(&self, content: &Content<'_>) -> bool {
        let complete = Term::from(published::COMPLETE.into_owned());
        self.first(published::STATE) == Some(&complete)
            && self.text(published::DIGEST) == Some(content.store.digest().as_str())
            && content
                .description(published::COMPLETE)
                .iter()
                .all(|line| self.says(content, line))
    }

    /// Says whether a line of the description is there.
    fn says(&self, content: &Content<'_>, line: &str) -> bool {
        self.values.iter().any(|(predicate, objects)| {
            objects
                .iter()
                .any(|object| triple(&content.layout.base(), predicate.as_ref(), object) == line)
        })
    }

    /// Returns how many ledgers there are.
    pub(super) fn ledgers(&self) -> Option<u32> {
        u32::try_from(self.number(published::LEDGERS)?).ok()
    }

    fn first(&self, predicate: NamedNodeRef<'_>) -> Option<&Term> {
        self.values.get(&predicate.into_owned())?.first()
    }

    /// Returns a text that it says.
    pub(super) fn text(&self, predicate: NamedNodeRef<'_>) -> Option<&str> {
        match self.first(predicate)? {
            Term::Literal(literal) => Some(literal.value()),
            _ => None,
        }
    }

    /// Returns a number that it says.
    pub(super) fn number(&self, predicate: NamedNodeRef<'_>) -> Option<u64> {
        self.text(predicate)?.parse().ok()
    }
}
