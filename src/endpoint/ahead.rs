//! Who states the triples of a pattern, asked while the engine still writes the solutions of the pattern itself.
//!
//! The question is the pattern joined to `GRAPH ?g { triple }`, so nothing has to be known of the solutions. Its answers
//! are texts; which terms these are is seen from the solutions. A triple that is not found here is asked about by name.

use super::along::walks;
use super::batches::{BATCH, at_once};
use super::cells::{Cells, by_text};
use super::csv::Texts;
use super::form::{Content, Rows};
use super::fragment::Fragment;
use super::holding::{self, variables_of_triple};
use super::lookup::{Triple, triples};
use super::terms::Numbers;
use super::text::Text;
use super::ways::{Way, ways};
use super::{Endpoint, EndpointError};
use crate::lineage::Found;
use crate::lineage::walk::{Part, parts};
use oxigraph::model::{Term, Variable};
use rustc_hash::FxHashSet;
use spargebra::algebra::GraphPattern;
use spargebra::term::TriplePattern;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

/// Triple patterns about which is asked at most; each is one more evaluation.
const MOST: usize = 8;

/// How long it is waited for answers when many solutions have come, beside as long again as these took and as long as asking by name
/// takes about: an engine may have no good way to join the pattern with the graphs, and then asking by name is better.
const GRACE: Duration = Duration::from_millis(250);
const BY_NAME: Duration = Duration::from_micros(50);
/// How long it is waited for the solutions where several patterns are to be asked about, or values or a sub-SELECT stand in the query:
/// where few come at once, asking about their triples by name costs less.
const PATIENCE: Duration = Duration::from_millis(4);
/// The same for each of three patterns and more: so many questions keep an engine from the solutions.
const PATIENCE_FOR_EACH: Duration = Duration::from_millis(10);
/// The same where a path of any length has to be walked, which takes long for few solutions.
const PATIENCE_WITH_PATHS: Duration = Duration::from_millis(20);
/// Triples that are few, and how long it is waited for them beside as long again as the solutions took: asking by name is no slower.
const FEW: usize = 2 * BATCH;
const MOMENT: Duration = Duration::from_millis(5);

/// Questions under way about the triples of a pattern.
#[derive(Debug)]
pub(super) struct Ahead {
    triples: Vec<(TriplePattern, Vec<Variable>)>,
    /// Answers as they come, each with the place of its question.
    answers: Receiver<(usize, Option<Rows>)>,
    texts: Arc<Vec<Text>>,
    /// Tells that the solutions have come, and whether these are enough.
    enough: Sender<bool>,
    started: Instant,
    /// When the solutions came, and whether they were few.
    solved: Option<(Instant, bool)>,
}

/// What claims say of themselves, as far as it was found out ahead.
#[derive(Debug, Default)]
pub(super) struct Foreseen {
    /// The claims of which it is known.
    pub(super) described: FxHashSet<Term>,
    /// What is said there.
    pub(super) descriptions: Vec<Triple>,
}

impl Endpoint {
    /// Returns the answer to the question about a triple pattern, in parts where it has more rows than the engine gives at once.
    fn texts_of_all(
        &self,
        whole: &Text,
        way: &Way,
        base: Option<&str>,
    ) -> Result<Texts, EndpointError> {
        let error = match self.texts(whole) {
            Err(error) if error.cut => error,
            outcome => return outcome,
        };
        let parts = holding::parts(way, base, &self.publication.layout);
        let mut all: Option<Texts> = None;
        for part in parts.map_err(|_| error.clone())? {
            let texts = self.texts(&part)?;
            match &mut all {
                Some(all) => all.extend(&texts),
                None => all = Some(texts),
            }
        }
        all.ok_or(error)
    }
}

impl Ahead {
    /// Begins to ask about the triples of a pattern; none where nothing could be asked.
    pub(super) fn start(
        endpoint: &Arc<Endpoint>,
        pattern: &GraphPattern,
        base: Option<&str>,
    ) -> Option<Self> {
        let ways = ways(pattern, true);
        if ways.is_empty() || ways.len() > MOST {
            return None;
        }
        let texts = Arc::new(holding::texts(&ways, base, &endpoint.publication).ok()?);
        let promising = endpoint.punctuality.promising(&texts)?;
        // An engine that is busy is not asked again for what can be done without.
        let impatient = endpoint.with(endpoint.client.impatient());
        let asked = Arc::clone(&texts);
        let (enough, is_enough) = channel();
        let (answer, answers) = channel();
        let patience = patience(pattern, ways.len());
        let (in_parts, base) = (ways.clone(), base.map(str::to_owned));
        std::thread::spawn(move || {
            match is_enough.recv_timeout(patience) {
                Err(RecvTimeoutError::Timeout) | Ok(false) => {}
                _ => return,
            }
            let jobs: Vec<_> = promising
                .iter()
                .map(|at| {
                    let (answer, endpoint, text) = (answer.clone(), &impatient, &asked[*at]);
                    let (way, base) = (in_parts.get(*at), base.as_deref());
                    move || {
                        let rows = match (text.content, way) {
                            (Content::Texts, Some(way)) => {
                                endpoint.texts_of_all(text, way, base).map(Rows::Texts)
                            }
                            _ => endpoint.answer(text).map(Rows::Terms),
                        };
                        // What is refused here is asked about in another way; and perhaps nobody waits any more.
                        let _ = answer.send((*at, rows.ok()));
                        Ok::<_, EndpointError>(())
                    }
                })
                .collect();
            // Whoever waits is told when the last has come.
            drop(answer);
            let _ = at_once(&jobs);
        });
        let triples = ways.into_iter().map(|(_, triple)| {
            let variables = variables_of_triple(&triple);
            (triple, variables)
        });
        Some(Self {
            triples: triples.collect(),
            answers,
            texts,
            enough,
            started: Instant::now(),
            solved: None,
        })
    }

    /// Tells that the solutions have come, and how many.
    pub(super) fn solved(&mut self, solutions: usize) {
        let are_few = solutions * self.triples.len() <= FEW;
        self.solved.get_or_insert_with(|| (Instant::now(), are_few));
        // It may be over.
        let _ = self.enough.send(are_few);
    }

    /// Says whether the solutions have come, and are so many that it is waited for the answers.
    pub(super) fn is_awaited(&self) -> bool {
        matches!(self.solved, Some((_, false)))
    }

    /// Waits for the answers, though not for long, and adds what they say of the triples of some solutions to a fragment.
    ///
    /// Returns the triples of which is known who states them; each question is told with the rows of its answer.
    pub(super) fn collect(
        self,
        solutions: &Found,
        endpoint: &Endpoint,
        (fragment, foreseen): (&mut Fragment, &mut Foreseen),
        mut answered: impl FnMut(&Text, usize),
    ) -> Vec<Numbers> {
        let layout = &endpoint.publication.layout;
        let (solved, are_few) = self.solved.unwrap_or_else(|| (Instant::now(), false));
        let took = solved - self.started;
        let cells = Cells::of(solutions, layout, &mut fragment.terms);
        let mut unknown: FxHashSet<usize> = (0..self.texts.len()).collect();
        let (mut known, mut descriptions) = (Vec::new(), None);
        let mut claims: FxHashSet<u32> = FxHashSet::default();
        let mut is_late = false;
        // There is nothing to know of no solutions.
        while !solutions.rows.is_empty() && !unknown.is_empty() {
            let until = match are_few {
                true => solved + MOMENT.max(took),
                false => {
                    let triples = u32::try_from(solutions.rows.len() * unknown.len());
                    solved + GRACE + took + BY_NAME * triples.unwrap_or(u32::MAX)
                }
            };
            let left = until.saturating_duration_since(Instant::now());
            let (at, answer) = match self.answers.recv_timeout(left) {
                Ok(answer) => answer,
                Err(reason) => {
                    is_late = reason == RecvTimeoutError::Timeout;
                    break;
                }
            };
            unknown.remove(&at);
            let Some(rows) = answer else { continue };
            answered(&self.texts[at], rows.len());
            match (self.triples.get(at), rows) {
                (Some((pattern, variables)), Rows::Texts(texts)) => {
                    let mut graphs = by_text(&texts, variables, layout, &mut fragment.terms);
                    for (key, triple) in cells.instances(pattern, variables, &mut fragment.terms) {
                        let (Some(triple), Some(graphs)) = (triple, graphs.remove(&key)) else {
                            continue;
                        };
                        if endpoint.publication.describes_claims {
                            claims.extend(&graphs);
                        }
                        fragment.add_whole(triple, &graphs);
                        known.push(triple);
                    }
                }
                (_, rows) => descriptions = Some(rows.found()),
            }
        }
        if is_late {
            let late = unknown.iter().map(|at| &self.texts[*at]);
            let any = unknown.len() < self.texts.len();
            endpoint.punctuality.note_late(late, any, are_few);
        } else if unknown.len() < self.texts.len() {
            endpoint.punctuality.note_in_time();
        }
        if let Some(mut found) = descriptions {
            let claims = claims.iter().map(|claim| fragment.terms.term(*claim));
            foreseen.described.extend(claims.cloned());
            for (name, own) in found.variables.iter_mut().zip(["s", "p", "o"]) {
                *name = own.to_owned();
            }
            foreseen.descriptions.extend(triples(&found));
        }
        known
    }
}

/// Returns how long it is waited for the solutions before it is asked about the triples of so many patterns.
fn patience(pattern: &GraphPattern, patterns: usize) -> Duration {
    let inner = match pattern {
        GraphPattern::Project { inner, .. } => inner,
        other => other,
    };
    let mut longest = match patterns {
        0 | 1 => Duration::ZERO,
        2 => PATIENCE,
        more => PATIENCE_FOR_EACH * more as u32,
    };
    each(&mut inner.clone(), &mut |part| {
        let own = match part {
            GraphPattern::Path { path, .. } if walks(path) => PATIENCE_WITH_PATHS,
            GraphPattern::Values { .. } | GraphPattern::Project { .. } => PATIENCE,
            _ => Duration::ZERO,
        };
        longest = longest.max(own);
    });
    longest
}

/// Calls a function with a pattern and all within it, without those of conditions.
fn each(pattern: &mut GraphPattern, visit: &mut dyn FnMut(&GraphPattern)) {
    visit(pattern);
    parts(pattern, &mut |part| {
        if let Part::Pattern(inner) = part {
            each(inner, visit);
        }
    });
}
