//! What matters to a pattern that an engine refuses, or may not answer: enough of the data to evaluate it here.
//!
//! A group of triple patterns has the same solutions over all the data as over the triples of its own solutions, wherever in a
//! query it stands. So each group is asked for by itself, together with what stands beside it as far as that only leaves out
//! what cannot be part of an answer; where an engine refuses even that, each triple pattern is.

mod group;

use super::EndpointError;
use super::lookup::Triple;
use super::session::Session;
use crate::lineage::{Engine, EvaluationError, Found};
use group::{Asked, Group, Placed, collect, variables_of_placed, within};
use oxigraph::model::{Term, Variable};
use rustc_hash::FxHashSet;
use spargebra::algebra::{Expression, GraphPattern};
use spargebra::term::{NamedNodePattern, TermPattern};

/// Triples that are fetched for a pattern at most.
const MOST: usize = 250_000;
/// Rows of several triple patterns that are fetched at most; each has all their variables, and they may multiply.
const WIDE: usize = 10_000;

/// A triple, and the claim that states it where a pattern named its graph.
pub(super) type Match = (Triple, Option<Term>);

/// Returns every triple that matters to a pattern; none where they are too many, with what there is to say of that.
///
/// # Errors
/// Where the engine does not answer.
pub(super) fn matches(
    session: &Session,
    pattern: &GraphPattern,
) -> Result<Result<Vec<Match>, String>, EndpointError> {
    let mut groups = Vec::new();
    collect(pattern, None, &Group::default(), &mut groups);
    let mut found = FxHashSet::default();
    for group in &groups {
        match group.ask(session)? {
            Ok(some) => found.extend(some),
            Err(reason) => return Ok(Err(reason)),
        }
        if found.len() > MOST {
            return Ok(Err(too_many()));
        }
    }
    Ok(Ok(found.into_iter().collect()))
}

fn too_many() -> String {
    format!("its patterns match more than {MOST} triples, too many to answer it here")
}

impl Asked {
    /// Asks for the triples of the group, those that hang together at once.
    fn ask(&self, session: &Session) -> Result<Result<Vec<Match>, String>, EndpointError> {
        let mut all = Vec::new();
        let joined = self.own.clone().and(&self.beside);
        let own = self.own.triples.len();
        for part in joined.connected() {
            let wanted: Vec<Placed> = part
                .iter()
                .filter(|at| **at < own)
                .map(|at| joined.triples[*at].clone())
                .collect();
            if wanted.is_empty() {
                continue;
            }
            let whole = joined.pattern(&part);
            match rows_of(session, &whole, &wanted, WIDE)? {
                Answer::Rows(rows) => {
                    all.extend(rows);
                    continue;
                }
                Answer::TooMany | Answer::Refused(_) if wanted.len() == 1 && part.len() == 1 => {}
                Answer::TooMany => {
                    // Of each triple pattern by itself there are no more rows than triples.
                    if let Some(rows) = each_of(session, &whole, &wanted)? {
                        all.extend(rows);
                        continue;
                    }
                }
                Answer::Refused(_) if part.len() > wanted.len() => {
                    let part: Vec<usize> = part.iter().copied().filter(|at| *at < own).collect();
                    let less = self.own.pattern(&part);
                    if let Answer::Rows(rows) = rows_of(session, &less, &wanted, WIDE)? {
                        all.extend(rows);
                        continue;
                    }
                }
                Answer::Refused(_) => {}
            }
            for one in &wanted {
                let alone = within(one.1.as_ref(), vec![one.0.clone()]);
                match rows_of(session, &alone, std::slice::from_ref(one), MOST)? {
                    Answer::Rows(rows) => all.extend(rows),
                    Answer::TooMany => return Ok(Err(too_many())),
                    Answer::Refused(reason) => return Ok(Err(reason)),
                }
            }
        }
        Ok(Ok(all))
    }
}

/// What came of a question for triples.
enum Answer {
    Rows(Vec<Match>),
    TooMany,
    Refused(String),
}

/// Asks for each of some triple patterns what becomes of it in the solutions of a pattern; none where that cannot be had.
fn each_of(
    session: &Session,
    pattern: &GraphPattern,
    triples: &[Placed],
) -> Result<Option<Vec<Match>>, EndpointError> {
    let mut all = Vec::new();
    for one in triples {
        match rows_of(session, pattern, std::slice::from_ref(one), MOST)? {
            Answer::Rows(rows) => all.extend(rows),
            Answer::TooMany | Answer::Refused(_) => return Ok(None),
        }
    }
    Ok(Some(all))
}

/// Returns the triples that some triple patterns become in the solutions of a pattern.
fn rows_of(
    session: &Session,
    pattern: &GraphPattern,
    triples: &[Placed],
    most: usize,
) -> Result<Answer, EndpointError> {
    let mut shown: Vec<Variable> = triples.iter().flat_map(variables_of_placed).collect();
    shown.sort_unstable();
    shown.dedup();
    let mut inner = pattern.clone();
    if shown.is_empty() {
        // Not every engine has rows without columns.
        let one = Variable::new_unchecked("·one");
        inner = GraphPattern::Extend {
            inner: Box::new(inner),
            variable: one.clone(),
            expression: Expression::Literal(1.into()),
        };
        shown.push(one);
    }
    let is_one = matches!(pattern, GraphPattern::Bgp { patterns } if patterns.len() == 1);
    let mut asked = GraphPattern::Project {
        inner: Box::new(inner),
        variables: shown,
    };
    if !is_one {
        asked = GraphPattern::Distinct {
            inner: Box::new(asked),
        };
    }
    asked = GraphPattern::Slice {
        inner: Box::new(asked),
        start: 0,
        length: Some(most + 1),
    };
    match session.solutions(&asked, None) {
        Ok(found) if found.rows.len() > most => Ok(Answer::TooMany),
        Ok(found) => Ok(Answer::Rows(instances(&found, triples))),
        Err(EvaluationError::Refused(reason)) => Ok(Answer::Refused(reason)),
        Err(error) => Err(session.failure_or(&error)),
    }
}

fn instances(found: &Found, triples: &[Placed]) -> Vec<Match> {
    let column = |variable: &Variable| {
        found
            .variables
            .iter()
            .position(|name| name == variable.as_str())
    };
    let mut all = Vec::new();
    for (triple, graph) in triples {
        let slot = |term: &TermPattern| match term {
            TermPattern::NamedNode(node) => Ok(node.clone().into()),
            TermPattern::Literal(literal) => Ok(literal.clone().into()),
            TermPattern::BlankNode(_) => Err(None),
            TermPattern::Variable(variable) => Err(column(variable)),
        };
        let named = |name: &NamedNodePattern| match name {
            NamedNodePattern::NamedNode(node) => Ok(Term::from(node.clone())),
            NamedNodePattern::Variable(variable) => Err(column(variable)),
        };
        let slots = [
            slot(&triple.subject),
            named(&triple.predicate),
            slot(&triple.object),
        ];
        let graph = graph.as_ref().map(named);
        for row in &found.rows {
            let value = |slot: &Result<Term, Option<usize>>| match slot {
                Ok(term) => Some(term.clone()),
                Err(at) => row.get((*at)?)?.clone(),
            };
            let [Some(s), Some(p), Some(o)] = slots.each_ref().map(value) else {
                continue;
            };
            all.push(([s, p, o], graph.as_ref().and_then(value)));
        }
    }
    all
}
