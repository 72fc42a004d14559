//! Answers the patterns of one or several questions, and keeps the answers for as long as these are read.

use super::Endpoint;
use super::ahead::{Ahead, Foreseen};
use super::batches::at_once;
use super::client::EndpointError;
use super::form::{Form, has_one_spelling};
use super::lookup::{number_of, number_term};
use super::text::{Text, text_of};
use crate::lineage::bind::{Bindings, bind};
use crate::lineage::{Engine, EvaluationError, Found, Given, Lack};
use oxigraph::model::{Term, Variable};
use rustc_hash::{FxHashMap, FxHashSet};
use spargebra::algebra::{Expression, GraphPattern};
use spargebra::term::GroundTerm;
use std::fmt::Write;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use xxhash_rust::xxh3::xxh3_128;

/// An engine with what it was asked so far.
#[derive(Debug)]
pub(super) struct Session {
    endpoint: Arc<Endpoint>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// Answers by a hash of what was asked.
    answers: FxHashMap<u128, Arc<Found>>,
    /// What the engine said where it refused, by the same hash.
    refused: FxHashMap<u128, String>,
    lacks: Vec<Lack>,
    noted: FxHashSet<Lack>,
    failure: Option<EndpointError>,
    /// Questions about the triples of solutions, by the hash under which the solutions are kept.
    ahead: Vec<(u128, Ahead)>,
}

/// Returns a hash of a pattern, under which its solutions are kept.
fn key_of(pattern: &GraphPattern, base: Option<&str>) -> u128 {
    xxh3_128(format!("{pattern}\n{base:?}").as_bytes())
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

    /// Returns what was found out of the triples of solutions before they were asked about.
    pub(super) fn take_foreseen(&self) -> Foreseen {
        let mut foreseen = Foreseen::default();
        let ahead = std::mem::take(&mut self.lock().ahead);
        for (key, ahead) in ahead {
            if let Some(solutions) = self.known(key) {
                ahead.collect(&solutions, &self.endpoint.publication.layout, &mut foreseen);
            }
        }
        foreseen
    }

    /// Returns what the engine failed at, if it did: nothing that was found then is whole.
    pub(super) fn failure(&self) -> Option<EndpointError> {
        self.lock().failure.clone()
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
                let ahead = state.ahead.iter().filter(|(of, _)| *of == key);
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

    /// Asks for the solutions of a pattern that nobody is shown as they are.
    ///
    /// They have to be spelt as the rows are, which come as JSON, so another form will do where a term has but one spelling.
    fn ask_briefly(
        &self,
        pattern: &GraphPattern,
        base: Option<&str>,
    ) -> Result<Found, EndpointError> {
        let text = text_of(pattern, base, &self.endpoint.publication.layout)
            .map_err(|error| self.endpoint.client.error(error.to_string()))?;
        let form = Form::Xml;
        match self.endpoint.select(&Text { form, ..text }) {
            Ok(found) if found.rows.iter().flatten().flatten().all(has_one_spelling) => Ok(found),
            Err(error) if error.refused => Err(error),
            _ => self.ask(pattern, base),
        }
    }

    /// Asks for the solutions of a pattern; its VALUES are halved where the engine finds them too many.
    fn ask(&self, pattern: &GraphPattern, base: Option<&str>) -> Result<Found, EndpointError> {
        let text = text_of(pattern, base, &self.endpoint.publication.layout)
            .map_err(|error| self.endpoint.client.error(error.to_string()))?;
        match self.endpoint.select(&text) {
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

    fn matches_of(
        &self,
        given: &Given<'_>,
        base: Option<&str>,
        batch: &[Vec<Option<Term>>],
        start: usize,
    ) -> Result<Vec<Vec<Option<Term>>>, EndpointError> {
        let layout = &self.endpoint.publication.layout;
        let term =
            |value: &Option<Term>| match value.as_ref().map(|term| layout.named(term.as_ref())) {
                Some(Term::NamedNode(node)) => Some(GroundTerm::NamedNode(node)),
                Some(Term::Literal(literal)) => Some(GroundTerm::Literal(literal)),
                _ => None,
            };
        let mut variables = given.names.to_vec();
        variables.push(given.number.clone());
        let row = |at: usize, values: &[Option<Term>]| -> Vec<Option<GroundTerm>> {
            let number = term(&Some(number_term(start + at)));
            values.iter().map(term).chain([number]).collect()
        };
        let rows = batch.iter().enumerate();
        let all = GraphPattern::Values {
            variables: variables.clone(),
            bindings: rows.clone().map(|(at, values)| row(at, values)).collect(),
        };
        let matched = joined(given.pattern, &all).unwrap_or_else(|| {
            let branches = rows.map(|(at, values)| {
                let bindings: Bindings = given
                    .names
                    .iter()
                    .zip(values)
                    .filter_map(|(name, value)| {
                        Some((name.clone(), layout.named(value.as_ref()?.as_ref())))
                    })
                    .collect();
                GraphPattern::Join {
                    left: Box::new(GraphPattern::Values {
                        variables: variables.clone(),
                        bindings: vec![row(at, values)],
                    }),
                    right: Box::new(bind(given.pattern, &bindings)),
                }
            });
            let both = |left, right| GraphPattern::Union {
                left: Box::new(left),
                right: Box::new(right),
            };
            branches.reduce(both).unwrap_or_default()
        });
        let mut seen = given.seen.to_vec();
        seen.push(given.number.clone());
        let pattern = GraphPattern::Project {
            inner: Box::new(matched),
            variables: seen.clone(),
        };
        let found = self.ask_briefly(&pattern, base)?;
        let columns: Vec<Option<usize>> = seen
            .iter()
            .map(|name| {
                found
                    .variables
                    .iter()
                    .position(|known| known == name.as_str())
            })
            .collect();
        let mut rows = Vec::with_capacity(found.rows.len());
        for row in &found.rows {
            let mut row: Vec<Option<Term>> =
                columns.iter().map(|at| row.get((*at)?)?.clone()).collect();
            if let Some(number) = row.last_mut() {
                *number = number.as_ref().and_then(number_of).map(number_term);
            }
            rows.push(row);
        }
        Ok(rows)
    }
}

impl Engine for Session {
    fn solutions(
        &self,
        pattern: &GraphPattern,
        base: Option<&str>,
    ) -> Result<Arc<Found>, EvaluationError> {
        let key = key_of(pattern, base);
        if let Some(found) = self.known(key) {
            return Ok(found);
        }
        self.fail_again(key)?;
        self.keep(key, self.ask(pattern, base))
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
                        let _ = self.keep(key, self.ask_briefly(pattern, base));
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
            state.answers.contains_key(&key) || state.ahead.iter().any(|(one, _)| *one == key)
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
        let mut asked = format!("{}\n{base:?}\n{:?}\n", given.pattern, given.names);
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
        let rows = self.endpoint.in_batches(given.rows, &|batch, start| {
            self.matches_of(given, base, batch, start)
        });
        let names = given.seen.iter().chain([given.number]);
        let variables = names.map(|name| name.as_str().to_owned()).collect();
        self.keep(key, rows.map(|rows| Found { variables, rows }))
    }

    fn lacks(&self, lack: Lack) {
        let mut state = self.lock();
        if !state.noted.contains(&lack) {
            state.noted.insert(lack.clone());
            state.lacks.push(lack);
        }
    }
}

/// Returns a pattern joined to VALUES, where that means the same as with each row's values in place.
fn joined(pattern: &GraphPattern, values: &GraphPattern) -> Option<GraphPattern> {
    fn is_plain(pattern: &GraphPattern) -> bool {
        match pattern {
            GraphPattern::Bgp { .. } => true,
            GraphPattern::Join { left, right } => is_plain(left) && is_plain(right),
            GraphPattern::Graph { inner, .. } => is_plain(inner),
            _ => false,
        }
    }
    match pattern {
        GraphPattern::Filter { expr, inner } if !asks_data(expr) => Some(GraphPattern::Filter {
            expr: expr.clone(),
            inner: Box::new(joined(inner, values)?),
        }),
        GraphPattern::Extend {
            inner,
            variable,
            expression: expression @ Expression::Literal(_),
        } => Some(GraphPattern::Extend {
            inner: Box::new(joined(inner, values)?),
            variable: variable.clone(),
            expression: expression.clone(),
        }),
        GraphPattern::Union { left, right } => Some(GraphPattern::Union {
            left: Box::new(joined(left, values)?),
            right: Box::new(joined(right, values)?),
        }),
        _ => is_plain(pattern).then(|| GraphPattern::Join {
            left: Box::new(values.clone()),
            right: Box::new(pattern.clone()),
        }),
    }
}

fn asks_data(expression: &Expression) -> bool {
    let mut found = matches!(expression, Expression::Exists(_));
    crate::lineage::walk::for_parts(expression, &mut |part| found |= asks_data(part));
    found
}

/// Returns a pattern twice, each with half of its VALUES, where it is joined to some.
fn halves(pattern: &GraphPattern) -> Option<[GraphPattern; 2]> {
    let GraphPattern::Project { inner, variables } = pattern else {
        return None;
    };
    let GraphPattern::Join { left, right } = &**inner else {
        return None;
    };
    let GraphPattern::Values {
        variables: names,
        bindings,
    } = &**left
    else {
        return None;
    };
    if bindings.len() < 2 {
        return None;
    }
    let (first, second) = bindings.split_at(bindings.len() / 2);
    let with = |rows: &[Vec<Option<GroundTerm>>]| GraphPattern::Project {
        inner: Box::new(GraphPattern::Join {
            left: Box::new(GraphPattern::Values {
                variables: Vec::<Variable>::clone(names),
                bindings: rows.to_vec(),
            }),
            right: right.clone(),
        }),
        variables: variables.clone(),
    };
    Some([with(first), with(second)])
}
