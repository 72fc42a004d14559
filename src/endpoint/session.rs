//! Answers the patterns of one or several questions, and keeps the answers for as long as these are read.

use super::Endpoint;
use super::ahead::{Ahead, Foreseen};
use super::batches::at_once;
use super::error::EndpointError;
use super::fragment::Fragment;
use super::matches::{Match, matches};
use super::terms::Numbers;
use super::text::{Text, text_of};
use super::values::halves;
use crate::lineage::{Engine, EvaluationError, Found, Given, Lack};
use crate::store::StatementId;
use rustc_hash::{FxHashMap, FxHashSet};
use spargebra::algebra::GraphPattern;
use std::fmt::Write;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use xxhash_rust::xxh3::xxh3_128;

/// An engine with what it was asked so far.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) endpoint: Arc<Endpoint>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// Answers by a hash of what was asked.
    answers: FxHashMap<u128, Arc<Found>>,
    /// What the engine said where it refused, by the same hash.
    refused: FxHashMap<u128, String>,
    /// Patterns that can be evaluated here, with how many triples matter to them, or why not.
    held: FxHashMap<GraphPattern, Result<usize, String>>,
    /// The longest answer of which is not known whether it is whole.
    doubt: Option<(Text, usize)>,
    lacks: Vec<Lack>,
    noted: FxHashSet<Lack>,
    failure: Option<EndpointError>,
    /// Statements of the fragment of which all was asked.
    traced: FxHashSet<StatementId>,
    /// Questions about the triples of solutions, by the hash under which the solutions are kept.
    ahead: Vec<(u128, Ahead)>,
}

/// Returns a hash of a pattern, under which its solutions are kept.
fn key_of(pattern: &GraphPattern, base: Option<&str>) -> u128 {
    xxh3_128(format!("{pattern:?}\n{base:?}").as_bytes())
}

impl Session {
    /// Starts without answers.
    pub(super) fn new(endpoint: &Arc<Endpoint>) -> Self {
        Self {
            endpoint: Arc::clone(endpoint),
            state: Mutex::default(),
        }
    }

    /// Returns what was lacking since it was asked last.
    pub(super) fn take_lacks(&self) -> Vec<Lack> {
        std::mem::take(&mut self.lock().lacks)
    }

    /// Takes note of the statements of the fragment of which all was asked.
    pub(super) fn set_traced(&self, traced: FxHashSet<StatementId>) {
        self.lock().traced = traced;
    }

    /// Says whether anything was asked ahead.
    pub(super) fn foresees(&self) -> bool {
        !self.lock().ahead.is_empty()
    }

    /// Adds what was found out ahead of the triples of solutions to a fragment, and returns these; none where nobody waits
    /// for them.
    pub(super) fn take_foreseen(
        &self,
        fragment: &mut Fragment,
        foreseen: &mut Foreseen,
    ) -> Option<Vec<Numbers>> {
        let mut known = Vec::new();
        let ahead = std::mem::take(&mut self.lock().ahead);
        let is_awaited = ahead.iter().any(|(_, ahead)| ahead.is_awaited());
        for (key, ahead) in ahead {
            if let Some(solutions) = self.known(key) {
                let both = (&mut *fragment, &mut *foreseen);
                known.extend(
                    ahead.collect(&solutions, &self.endpoint, both, |text, rows| {
                        self.doubt(text, rows);
                    }),
                );
            }
        }
        is_awaited.then_some(known)
    }

    /// Takes note of an answer that may have been cut off; of several, the longest decides.
    fn doubt(&self, text: &Text, rows: usize) {
        if !self.endpoint.is_doubtful(text, rows) {
            return;
        }
        let mut state = self.lock();
        if state.doubt.as_ref().is_none_or(|(_, most)| rows > *most) {
            state.doubt = Some((text.clone(), rows));
        }
    }

    /// Says whether it is in doubt that the answers so far are whole.
    pub(super) fn doubts(&self) -> bool {
        self.lock().doubt.is_some()
    }

    /// Sees to it that no answer so far was cut off.
    ///
    /// # Errors
    /// Where one was, or the engine does not answer.
    pub(super) fn verify(&self) -> Result<(), EndpointError> {
        let doubt = self.lock().doubt.take();
        match doubt {
            Some((text, rows)) => self.endpoint.verify(&text, rows),
            None => Ok(()),
        }
    }

    /// Returns what the engine failed at, if it did: nothing that was found then is whole.
    pub(super) fn failure(&self) -> Option<EndpointError> {
        self.lock().failure.clone()
    }

    /// Returns what the engine failed at, or an error that came of something else.
    pub(super) fn failure_or(&self, error: &EvaluationError) -> EndpointError {
        self.failure()
            .unwrap_or_else(|| self.endpoint.client.error(error.to_string()))
    }

    /// Fetches every triple that matters to a pattern, and takes note that it can be evaluated here.
    ///
    /// # Errors
    /// Where the engine does not answer.
    pub(super) fn hold(&self, pattern: &GraphPattern) -> Result<Vec<Match>, EndpointError> {
        let (found, held) = match matches(self, pattern)? {
            Ok(found) => {
                let count = found.len();
                (found, Ok(count))
            }
            Err(reason) => (Vec::new(), Err(reason)),
        };
        self.lock().held.insert(pattern.clone(), held);
        Ok(found)
    }

    /// Returns what is to be said of an answer that was made here since the engine refuses something.
    pub(super) fn remark(&self) -> Option<String> {
        let state = self.lock();
        let most = state.held.values().flatten().max()?;
        let reason = state.refused.values().min()?;
        Some(format!(
            "{reason}; answered here instead, from {most} triples that its patterns match"
        ))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn known(&self, key: u128) -> Option<Arc<Found>> {
        self.lock().answers.get(&key).cloned()
    }

    /// Keeps an answer, or that there is none.
    fn keep(
        &self,
        key: u128,
        answer: Result<Found, EndpointError>,
    ) -> Result<Arc<Found>, EvaluationError> {
        let mut state = self.lock();
        match answer {
            Ok(found) => {
                let found = Arc::new(found);
                let ahead = state.ahead.iter_mut().filter(|(of, _)| *of == key);
                ahead.for_each(|(_, ahead)| ahead.solved(found.rows.len()));
                state.answers.insert(key, Arc::clone(&found));
                Ok(found)
            }
            Err(error) => {
                let text = error.to_string();
                if error.refused {
                    state.refused.insert(key, text.clone());
                    return Err(EvaluationError::Refused(text));
                }
                state.failure.get_or_insert(error);
                Err(EvaluationError::Engine(text))
            }
        }
    }

    /// Fails where the engine failed before, or refused the same.
    fn fail_again(&self, key: u128) -> Result<(), EvaluationError> {
        let state = self.lock();
        if let Some(error) = &state.failure {
            return Err(EvaluationError::Engine(error.to_string()));
        }
        match state.refused.get(&key) {
            Some(text) => Err(EvaluationError::Refused(text.clone())),
            None => Ok(()),
        }
    }

    fn text(&self, pattern: &GraphPattern, base: Option<&str>) -> Result<Text, EndpointError> {
        let text = text_of(pattern, base, &self.endpoint.publication.layout);
        text.map_err(|error| EndpointError {
            refused: true,
            ..self.endpoint.client.error(error.to_string())
        })
    }

    /// Asks for the solutions of a pattern; its VALUES are halved where the engine finds them too many.
    pub(super) fn ask(
        &self,
        pattern: &GraphPattern,
        base: Option<&str>,
    ) -> Result<Found, EndpointError> {
        let text = self.text(pattern, base)?;
        let answer = self.endpoint.answer(&text);
        if let Ok(found) = &answer {
            self.doubt(&text, found.rows.len());
        }
        match answer {
            Err(error) if error.too_much => match halves(pattern) {
                Some([first, second]) => {
                    let mut found = self.ask(&first, base)?;
                    let more = self.ask(&second, base)?;
                    found.rows.extend(more.rows);
                    Ok(found)
                }
                None => Err(error),
            },
            outcome => outcome,
        }
    }

    /// Returns the solutions of a pattern that may be asked for in parts as well: where it is too much, that is a refusal.
    pub(super) fn solutions_at_once(
        &self,
        pattern: &GraphPattern,
        base: Option<&str>,
    ) -> Result<Arc<Found>, EvaluationError> {
        let key = key_of(pattern, base);
        if self.known(key).is_none() {
            self.fail_again(key)?;
            let answer = self.ask(pattern, base).map_err(|error| EndpointError {
                refused: error.refused || error.too_much,
                ..error
            });
            self.keep(key, answer)?;
        }
        self.solutions(pattern, base)
    }
}

impl Engine for Session {
    fn solutions(
        &self,
        pattern: &GraphPattern,
        base: Option<&str>,
    ) -> Result<Arc<Found>, EvaluationError> {
        let key = key_of(pattern, base);
        let found = match self.known(key) {
            Some(found) => found,
            None => {
                self.fail_again(key)?;
                self.keep(key, self.ask(pattern, base))?
            }
        };
        let state = self.lock();
        let mut ahead = state.ahead.iter().filter(|(of, _)| *of == key);
        match ahead.any(|(_, ahead)| ahead.is_awaited()) {
            true => Err(EvaluationError::Later),
            false => Ok(found),
        }
    }

    fn peek(&self, pattern: &GraphPattern, base: Option<&str>) -> Option<Arc<Found>> {
        self.known(key_of(pattern, base))
    }

    fn is_traced(&self, statement: StatementId) -> bool {
        self.lock().traced.contains(&statement)
    }

    fn foresee(&self, shown: Option<&GraphPattern>, others: &[GraphPattern], base: Option<&str>) {
        let patterns = shown.into_iter().map(|pattern| (pattern, true));
        let patterns = patterns.chain(others.iter().map(|pattern| (pattern, false)));
        let jobs: Vec<_> = patterns
            .map(|(pattern, is_shown)| {
                move || {
                    // What it fails at is kept, and met again by whoever wants the answer.
                    if is_shown {
                        let _ = self.solutions(pattern, base);
                        return Ok(());
                    }
                    let key = key_of(pattern, base);
                    if self.known(key).is_none() && self.fail_again(key).is_ok() {
                        let _ = self.keep(key, self.ask(pattern, base));
                    }
                    Ok(())
                }
            })
            .collect();
        let _ = at_once(&jobs);
    }

    fn announce(&self, pattern: &GraphPattern, base: Option<&str>) {
        let key = key_of(pattern, base);
        let known = {
            let state = self.lock();
            state.answers.contains_key(&key)
                || state.refused.contains_key(&key)
                || state.ahead.iter().any(|(one, _)| *one == key)
        };
        if !known && let Some(ahead) = Ahead::start(&self.endpoint, pattern, base) {
            self.lock().ahead.push((key, ahead));
        }
    }

    fn matches(
        &self,
        given: &Given<'_>,
        base: Option<&str>,
    ) -> Result<Arc<Found>, EvaluationError> {
        let mut asked = format!("{:?}\n{base:?}\n{:?}\n", given.pattern, given.names);
        for value in given.rows.iter().flatten() {
            // Writing to a string cannot fail.
            let _ = match value {
                Some(term) => writeln!(asked, "{term}"),
                None => writeln!(asked),
            };
        }
        let key = xxh3_128(asked.as_bytes());
        if let Some(found) = self.known(key) {
            return Ok(found);
        }
        self.fail_again(key)?;
        let rows = self.matches_given(given, base)?;
        let names = given.seen.iter().chain([given.number]);
        let variables = names.map(|name| name.as_str().to_owned()).collect();
        self.keep(key, rows.map(|rows| Found { variables, rows }))
    }

    fn holds(&self, pattern: &GraphPattern) -> Option<Result<(), String>> {
        let held = self.lock().held.get(pattern).cloned()?;
        Some(held.map(|_| ()))
    }

    fn lacks(&self, lack: Lack) {
        let mut state = self.lock();
        if !state.noted.contains(&lack) {
            state.noted.insert(lack.clone());
            state.lacks.push(lack);
        }
    }
}
