//! Sending: ledger by ledger, what differs from what the engine is known to hold.

use super::content::{Content, Key, Piece};
use super::engine::Engine;
use super::error::PublishError;
use super::known::Known;
use super::ledger::{Deal, Entries, Kept, lines_of, text_of, touched_line};
use crate::vocabulary::published;
use oxigraph::model::NamedNode;
use rayon::prelude::*;
use std::time::{Duration, Instant};

/// Sends what differs from what the engine is known to hold.
pub(super) struct Sender<'s, 'c> {
    pub(super) engine: &'s mut dyn Engine,
    pub(super) content: &'s Content<'c>,
    pub(super) deal: &'s Deal,
    /// The name of this run, which the publication says while it is the only one.
    pub(super) run: &'s str,
    /// When the publication was looked at last.
    pub(super) looked: Instant,
    /// Whether nothing was there before, in no graph of a claim either.
    pub(super) is_first: bool,
    pub(super) done: usize,
    pub(super) sent: usize,
    pub(super) removed: usize,
    pub(super) progress: &'s mut dyn FnMut(usize, usize),
}

/// How often it is looked whether another run has begun.
const LOOK: Duration = Duration::from_millis(500);
/// Ledgers that are looked at together.
const TOGETHER: u32 = 256;

impl Sender<'_, '_> {
    /// Sends everything.
    pub(super) fn send_all(&mut self) -> Result<(), PublishError> {
        let ledgers = self.deal.ledgers;
        let layout = self.content.layout;
        for first in (0..ledgers).step_by(TOGETHER as usize) {
            let numbers: Vec<u32> = (first..ledgers.min(first.saturating_add(TOGETHER))).collect();
            let names: Vec<NamedNode> = numbers.iter().map(|one| layout.ledger(*one)).collect();
            let digests = self.engine.digests(&names)?;
            let mut open = Vec::new();
            let (content, deal) = (self.content, self.deal);
            let wanted: Vec<Entries> = numbers
                .par_iter()
                .map(|number| entries(content, deal, *number))
                .collect();
            for (at, (number, entries)) in numbers.into_iter().zip(wanted).enumerate() {
                let digest = digests.as_ref().and_then(|digests| digests[at].as_deref());
                let hash = published::hash(text_of(&entries, layout).as_bytes());
                if digest == Some(hash.as_str()) {
                    self.advance(entries.len());
                } else {
                    open.push((number, entries));
                }
            }
            let names: Vec<NamedNode> = open.iter().map(|(one, _)| layout.ledger(*one)).collect();
            let kept = self.engine.kept(&names)?;
            for ((number, entries), kept) in open.into_iter().zip(kept) {
                if self.looked.elapsed() >= LOOK {
                    self.still_ours()?;
                }
                self.send(number, &entries, &kept)?;
            }
        }
        Ok(self.engine.flush()?)
    }

    /// Fails where another run has begun since, which would be mixed with this one.
    pub(super) fn still_ours(&mut self) -> Result<(), PublishError> {
        self.looked = Instant::now();
        let known = Known::ask(&*self.engine, self.content.layout)?;
        match known.text(published::RUN) == Some(self.run) {
            true => Ok(()),
            false => Err(PublishError::Overtaken),
        }
    }

    /// Sends the pieces of a ledger that differ, and then the ledger.
    fn send(&mut self, number: u32, entries: &Entries, kept: &Kept) -> Result<(), PublishError> {
        let layout = self.content.layout;
        let name = layout.ledger(number);
        let before = kept.read(layout);
        let text = text_of(entries, layout);
        let is_settled = kept.entries.is_some() && kept.touched.is_empty();
        if before == *entries && (is_settled || entries.is_empty()) {
            self.advance(entries.len());
            return Ok(());
        }
        let is_same = |key: &Key| match (before.get(key), entries.get(key)) {
            (Some(Some(known)), Some(Some(wanted))) => known == wanted,
            _ => false,
        };
        let gone: Vec<&Key> = before
            .keys()
            .filter(|key| !entries.contains_key(key))
            .collect();
        let changed = entries.keys().filter(|key| !is_same(key));
        let mut touched = changed.chain(gone.iter().copied()).peekable();
        if touched.peek().is_some() {
            let line = touched_line(&name, touched, layout);
            self.engine.touch(&name, kept, &line)?;
        }
        for key in gone {
            self.remove(key)?;
        }
        for (_, piece) in self.deal.pieces_of(number) {
            let key = self.content.key(*piece);
            if !is_same(&key) {
                self.replace(*piece, &key, before.contains_key(&key))?;
            }
            self.advance(1);
        }
        self.engine.seal()?;
        // An engine may take longer to drop a graph than to insert what a ledger is about.
        match self.engine.whole_graphs() {
            true => self.engine.clear(&name)?,
            false => self.engine.forget(&name, &name)?,
        }
        for line in lines_of(&name, &text) {
            self.engine.insert(&name, &line)?;
        }
        Ok(self.engine.seal()?)
    }

    fn remove(&mut self, key: &Key) -> Result<(), PublishError> {
        self.removed += 1;
        match &key.subject {
            Some(subject) => self.engine.forget(&key.graph, subject)?,
            None => {
                self.engine.clear(&key.graph)?;
                // A claim is listed under its own name.
                let list = self.content.layout.graphs();
                self.engine.forget(&list, &key.graph)?;
            }
        }
        Ok(())
    }

    fn replace(&mut self, piece: Piece, key: &Key, is_known: bool) -> Result<(), PublishError> {
        self.sent += 1;
        let content = self.content;
        let engine = &mut *self.engine;
        match &key.subject {
            // Where nothing was known of the subject, nothing of it is there.
            Some(subject) if is_known => engine.forget(&key.graph, subject)?,
            Some(_) => {}
            None if self.is_first && !is_known && !engine.whole_graphs() => {}
            None => engine.clear(&key.graph)?,
        }
        content.lines(piece, &mut |line| engine.insert(&key.graph, line))?;
        if let Piece::Claim(claim) = piece
            && !engine.whole_graphs()
        {
            let list = content.layout.graphs();
            if is_known {
                engine.forget(&list, &key.graph)?;
            }
            let digest = content.digest(piece);
            content.claim_entry(claim, digest, &mut |line| engine.insert(&list, line))?;
        }
        Ok(())
    }

    fn advance(&mut self, pieces: usize) {
        self.done += pieces;
        (self.progress)(self.done, self.deal.len());
    }
}

/// Returns what a ledger should hold.
pub(super) fn entries(content: &Content<'_>, deal: &Deal, ledger: u32) -> Entries {
    let pieces = deal.pieces_of(ledger).iter();
    pieces
        .map(|(_, piece)| (content.key(*piece), Some(content.digest(*piece).short())))
        .collect()
}
