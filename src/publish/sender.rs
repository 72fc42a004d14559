//! Sending: ledger by ledger, what differs from what the engine is known to hold.

use super::content::{Content, Key, Piece};
use super::engine::{Engine, Traffic};
use super::error::PublishError;
use super::known::Known;
use super::ledger::{Deal, Entries, Kept, lines_of, text_of, touched_line};
use crate::vocabulary::published;
use oxigraph::model::NamedNode;
use rayon::prelude::*;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Sends what differs from what the engine is known to hold, in a few lanes at once.
///
/// All that is said of a ledger and its pieces goes through one lane, in order; ledgers have nothing in common.
pub(super) struct Sender<'s, 'c> {
    pub(super) engine: &'s dyn Engine,
    pub(super) content: &'s Content<'c>,
    pub(super) deal: &'s Deal,
    /// The name of this run, which the publication says while it is the only one.
    pub(super) run: &'s str,
    /// Whether nothing was there before, in no graph of a claim either.
    pub(super) is_first: bool,
    pub(super) tally: Mutex<Tally<'s>>,
}

/// What was done so far.
pub(super) struct Tally<'s> {
    pub(super) done: usize,
    pub(super) sent: usize,
    pub(super) removed: usize,
    pub(super) traffic: Traffic,
    /// When the publication was looked at last.
    pub(super) looked: Instant,
    pub(super) progress: &'s mut (dyn FnMut(usize, usize) + Send),
}

/// One of several requests that are under way at once.
struct Lane<'l, 's, 'c> {
    sender: &'l Sender<'s, 'c>,
    engine: Box<dyn Engine + 'l>,
}

/// What lanes share: the next ledgers, and whether one of them failed.
struct Course {
    next: AtomicU32,
    /// Ledgers that are looked at together.
    step: u32,
    ended: AtomicBool,
}

/// How often it is looked whether another run has begun.
const LOOK: Duration = Duration::from_millis(500);
/// Ledgers that are looked at together, at most.
const TOGETHER: u32 = 256;
/// Turns that a lane takes at least, so that all end at about the same time.
const TURNS: u32 = 8;

impl<'s> Sender<'s, '_> {
    /// Sends everything, with so many requests under way at once.
    pub(super) fn send_all(&self, at_once: usize) -> Result<(), PublishError> {
        let lanes = u32::try_from(at_once)
            .unwrap_or(1)
            .clamp(1, self.deal.ledgers);
        let course = Course {
            next: AtomicU32::new(0),
            step: (self.deal.ledgers / (lanes * TURNS)).clamp(1, TOGETHER),
            ended: AtomicBool::new(false),
        };
        let failure: Mutex<Option<PublishError>> = Mutex::default();
        std::thread::scope(|scope| {
            for _ in 0..lanes {
                scope.spawn(|| {
                    let mut lane = Lane {
                        sender: self,
                        engine: self.engine.beside(),
                    };
                    let outcome = lane.run(&course);
                    self.tally().traffic += lane.engine.traffic();
                    if let Err(error) = outcome {
                        course.ended.store(true, Ordering::Relaxed);
                        let mut failure = failure.lock().unwrap_or_else(PoisonError::into_inner);
                        failure.get_or_insert(error);
                    }
                });
            }
        });
        let failure = failure.into_inner();
        match failure.unwrap_or_else(PoisonError::into_inner) {
            Some(error) => Err(error),
            None => Ok(()),
        }
    }

    /// Fails where another run has begun since, which would be mixed with this one.
    pub(super) fn still_ours(&self) -> Result<(), PublishError> {
        let known = Known::ask(self.engine, self.content.layout)?;
        match known.text(published::RUN) == Some(self.run) {
            true => Ok(()),
            false => Err(PublishError::Overtaken),
        }
    }

    /// Looks whether another run has begun, where that was not done just now.
    fn look(&self) -> Result<(), PublishError> {
        let mut tally = self.tally();
        if tally.looked.elapsed() < LOOK {
            return Ok(());
        }
        tally.looked = Instant::now();
        drop(tally);
        self.still_ours()
    }

    fn tally(&self) -> MutexGuard<'_, Tally<'s>> {
        self.tally.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn advance(&self, pieces: usize) {
        let mut tally = self.tally();
        tally.done += pieces;
        let done = tally.done;
        (tally.progress)(done, self.deal.len());
    }
}

impl Lane<'_, '_, '_> {
    /// Takes ledgers until there are no more.
    fn run(&mut self, course: &Course) -> Result<(), PublishError> {
        let (content, deal) = (self.sender.content, self.sender.deal);
        let layout = content.layout;
        loop {
            let first = course.next.fetch_add(course.step, Ordering::Relaxed);
            let end = deal.ledgers.min(first.saturating_add(course.step));
            if first >= end {
                return Ok(self.engine.flush()?);
            }
            let numbers: Vec<u32> = (first..end).collect();
            let names: Vec<NamedNode> = numbers.iter().map(|one| layout.ledger(*one)).collect();
            let digests = self.engine.digests(&names)?;
            let mut open = Vec::new();
            let wanted: Vec<Entries> = numbers
                .par_iter()
                .map(|number| entries(content, deal, *number))
                .collect();
            for (at, (number, entries)) in numbers.into_iter().zip(wanted).enumerate() {
                let digest = digests.as_ref().and_then(|digests| digests[at].as_deref());
                let hash = published::hash(text_of(&entries, layout).as_bytes());
                if digest == Some(hash.as_str()) {
                    self.sender.advance(entries.len());
                } else {
                    open.push((number, entries));
                }
            }
            let names: Vec<NamedNode> = open.iter().map(|(one, _)| layout.ledger(*one)).collect();
            let kept = self.engine.kept(&names)?;
            for ((number, entries), kept) in open.into_iter().zip(kept) {
                if course.ended.load(Ordering::Relaxed) {
                    return Ok(());
                }
                self.sender.look()?;
                self.send(number, &entries, &kept)?;
            }
        }
    }

    /// Sends the pieces of a ledger that differ, and then the ledger.
    fn send(&mut self, number: u32, entries: &Entries, kept: &Kept) -> Result<(), PublishError> {
        let (content, deal) = (self.sender.content, self.sender.deal);
        let layout = content.layout;
        let name = layout.ledger(number);
        let before = kept.read(layout);
        let text = text_of(entries, layout);
        let is_settled = kept.entries.is_some() && kept.touched.is_empty();
        if before == *entries && (is_settled || entries.is_empty()) {
            self.sender.advance(entries.len());
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
        for (_, piece) in deal.pieces_of(number) {
            let key = content.key(*piece);
            if !is_same(&key) {
                self.replace(*piece, &key, before.contains_key(&key))?;
            }
            self.sender.advance(1);
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
        self.sender.tally().removed += 1;
        match &key.subject {
            Some(subject) => self.engine.forget(&key.graph, subject)?,
            None => {
                self.engine.clear(&key.graph)?;
                // A claim is listed under its own name.
                let list = self.sender.content.layout.graphs();
                self.engine.forget(&list, &key.graph)?;
            }
        }
        Ok(())
    }

    fn replace(&mut self, piece: Piece, key: &Key, is_known: bool) -> Result<(), PublishError> {
        self.sender.tally().sent += 1;
        let content = self.sender.content;
        let engine = &mut *self.engine;
        match &key.subject {
            // Where nothing was known of the subject, nothing of it is there.
            Some(subject) if is_known => engine.forget(&key.graph, subject)?,
            Some(_) => {}
            None if self.sender.is_first && !is_known && !engine.whole_graphs() => {}
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
}

/// Returns what a ledger should hold.
pub(super) fn entries(content: &Content<'_>, deal: &Deal, ledger: u32) -> Entries {
    let pieces = deal.pieces_of(ledger).iter();
    pieces
        .map(|(_, piece)| (content.key(*piece), Some(content.digest(*piece).short())))
        .collect()
}
