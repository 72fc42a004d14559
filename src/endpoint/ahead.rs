//! Who states the triples of a pattern, asked while the engine still writes the solutions of the pattern itself.
//!
//! The question is the pattern joined to `GRAPH ?g { triple }`, so nothing has to be known of the solutions. Its answers
//! are texts; which terms these are is seen from the solutions. A triple that is not found here is asked about by name.

use super::batches::{BATCH, at_once};
use super::form::Content;
use super::fragment::Fragment;
use super::lookup::{Triple, text_of, triples};
use super::terms::{Numbers, Terms};
use super::text::{Text, in_merged, written};
use super::ways::ways;
use super::{Endpoint, EndpointError};
use crate::lineage::{EvaluationError, Found, plan::variables_of};
use crate::vocabulary::published::{self, Layout};
use oxigraph::model::{NamedNode, NamedNodeRef, Term, Variable};
use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;
use spargebra::algebra::GraphPattern;
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};
use xxhash_rust::xxh3::xxh3_128;

/// Triple patterns about which is asked at most; each is one more evaluation.
const MOST: usize = 8;

/// How long it is waited for the solutions: where few come at once, asking about their triples by name costs less.
const PATIENCE: Duration = Duration::from_millis(4);
/// How long it is waited for answers when the solutions have come, and how many times as long as these took in addition:
/// an engine may have no good way to join the pattern with the graphs, and then asking by name is better.
const GRACE: Duration = Duration::from_millis(250);
const TIMES: u32 = 4;
/// Triples that are few.
const FEW: usize = 2 * BATCH;

/// Questions under way about the triples of a pattern.
#[derive(Debug)]
pub(super) struct Ahead {
    triples: Vec<(TriplePattern, Vec<Variable>)>,
    /// Answers as they come, each with the place of its question.
    answers: Receiver<(usize, Option<Found>)>,
    /// Tells that nothing need be asked.
    enough: Sender<()>,
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

impl Ahead {
    /// Begins to ask about the triples of a pattern; none where nothing could be asked.
    pub(super) fn start(
        endpoint: &Arc<Endpoint>,
        pattern: &GraphPattern,
        base: Option<&str>,
    ) -> Option<Self> {
        let ways = ways(pattern, true);
        if ways.is_empty() || ways.len() > MOST || endpoint.ahead_is_late.load(Ordering::Relaxed) {
            return None;
        }
        let texts = texts(&ways, base, &endpoint.publication.layout).ok()?;
        let endpoint = Arc::clone(endpoint);
        let (enough, is_enough) = channel();
        let (answer, answers) = channel();
        std::thread::spawn(move || {
            if is_enough.recv_timeout(PATIENCE) != Err(RecvTimeoutError::Timeout) {
                return;
            }
            let jobs: Vec<_> = texts
                .iter()
                .enumerate()
                .map(|(at, text)| {
                    let (answer, endpoint) = (answer.clone(), &endpoint);
                    move || {
                        // What is refused here is asked about in another way; and perhaps nobody waits any more.
                        let _ = answer.send((at, endpoint.select(text).ok()));
                        Ok::<_, EndpointError>(())
                    }
                })
                .collect();
            let _ = at_once(&jobs);
        });
        let triples = ways.into_iter().map(|(_, triple)| {
            let variables = variables_of_triple(&triple);
            (triple, variables)
        });
        Some(Self {
            triples: triples.collect(),
            answers,
            enough,
            started: Instant::now(),
            solved: None,
        })
    }

    /// Tells that the solutions have come, and how many.
    pub(super) fn solved(&mut self, solutions: usize) {
        let are_few = solutions * self.triples.len() <= FEW;
        self.solved.get_or_insert_with(|| (Instant::now(), are_few));
        if are_few {
            // It may be over.
            let _ = self.enough.send(());
        }
    }

    /// Says whether the solutions have come, and are so many that it is waited for the answers.
    pub(super) fn is_awaited(&self) -> bool {
        matches!(self.solved, Some((_, false)))
    }

    /// Waits for the answers, though not for long, and adds what they say of the triples of some solutions to a fragment.
    ///
    /// Returns the triples of which is known who states them, and whether all answers came in time.
    pub(super) fn collect(
        self,
        solutions: &Found,
        layout: &Layout,
        fragment: &mut Fragment,
        foreseen: &mut Foreseen,
    ) -> (Vec<Numbers>, bool) {
        let (solved, are_few) = self.solved.unwrap_or_else(|| (Instant::now(), false));
        let until = match are_few {
            true => solved,
            false => solved + GRACE + TIMES * (solved - self.started),
        };
        let mut answers: Vec<Option<Found>> = Vec::new();
        answers.resize_with(self.triples.len() + 1, || None);
        let mut cells = Cells::of(solutions, layout, &mut fragment.terms);
        let in_time = loop {
            let left = until.saturating_duration_since(Instant::now());
            match self.answers.recv_timeout(left) {
                Ok((at, answer)) => answers[at] = answer,
                Err(stopped) => break are_few || stopped == RecvTimeoutError::Disconnected,
            }
        };
        let descriptions = answers.pop().flatten();
        let mut known = Vec::new();
        let mut claims: FxHashSet<u32> = FxHashSet::default();
        for ((pattern, variables), answer) in self.triples.iter().zip(answers) {
            let Some(answer) = answer else { continue };
            let mut graphs = by_text(&answer, variables, layout, &mut fragment.terms);
            for (key, triple) in cells.instances(pattern, variables, &mut fragment.terms) {
                let (Some(triple), Some(graphs)) = (triple, graphs.remove(&key)) else {
                    continue;
                };
                if descriptions.is_some() {
                    claims.extend(&graphs);
                }
                fragment.add_whole(triple, &graphs);
                known.push(triple);
            }
        }
        if let Some(mut found) = descriptions {
            let claims = claims.iter().map(|claim| fragment.terms.term(*claim));
            foreseen.described.extend(claims.cloned());
            for (name, own) in found.variables.iter_mut().zip(["s", "p", "o"]) {
                *name = own.to_owned();
            }
            foreseen.descriptions.extend(triples(&found));
        }
        (known, in_time)
    }
}

/// Returns the question about each triple pattern, and the one about what the claims say of themselves.
fn texts(
    ways: &[(GraphPattern, TriplePattern)],
    base: Option<&str>,
    layout: &Layout,
) -> Result<Vec<Text>, EvaluationError> {
    let graph = Variable::new_unchecked("·graph");
    let [kind, property, value] = ["·kind", "·property", "·value"].map(Variable::new_unchecked);
    let both = |left, right| GraphPattern::Join {
        left: Box::new(left),
        right: Box::new(right),
    };
    let within = |name: NamedNodePattern, triple: TriplePattern| GraphPattern::Graph {
        name,
        inner: Box::new(GraphPattern::Bgp {
            patterns: vec![triple],
        }),
    };
    let about_graph = |property: NamedNodePattern, value: TermPattern| TriplePattern {
        subject: graph.clone().into(),
        predicate: property,
        object: value,
    };
    let of = |list: NamedNodeRef<'_>| list.into_owned();
    let listed = |kind: TermPattern| {
        let holds: NamedNode = of(published::HOLDS);
        within(layout.graphs().into(), about_graph(holds.into(), kind))
    };
    let distinct = |inner: GraphPattern, variables: Vec<Variable>| GraphPattern::Distinct {
        inner: Box::new(GraphPattern::Project {
            inner: Box::new(inner),
            variables,
        }),
    };
    let mut all = Vec::with_capacity(ways.len() + 1);
    let mut any: Option<GraphPattern> = None;
    for (pattern, triple) in ways {
        let held = both(
            in_merged(pattern.clone(), layout)?,
            within(graph.clone().into(), triple.clone()),
        );
        let mut seen = variables_of_triple(triple);
        seen.push(graph.clone());
        let question = distinct(both(held.clone(), listed(kind.clone().into())), seen);
        all.push(Text {
            content: Content::Texts,
            ..written(question, base, false)
        });
        any = Some(match any {
            None => held,
            Some(others) => GraphPattern::Union {
                left: Box::new(others),
                right: Box::new(held),
            },
        });
    }
    let described = both(
        both(any.unwrap_or_default(), listed(of(published::CLAIM).into())),
        within(
            layout.merged().into(),
            about_graph(property.clone().into(), value.clone().into()),
        ),
    );
    let question = distinct(described, vec![graph.clone(), property, value]);
    all.push(written(question, base, false));
    Ok(all)
}

fn variables_of_triple(triple: &TriplePattern) -> Vec<Variable> {
    variables_of(&GraphPattern::Bgp {
        patterns: vec![triple.clone()],
    })
}

/// Graphs, by a hash of the texts of what they hold.
type Holders = FxHashMap<u128, SmallVec<[u32; 2]>>;

/// Returns the last column of an answer by a hash of the texts of the others.
fn by_text(answer: &Found, variables: &[Variable], layout: &Layout, terms: &mut Terms) -> Holders {
    let mut found = Holders::default();
    let position = |name: &str| answer.variables.iter().position(|known| known == name);
    let columns: Vec<Option<usize>> = variables.iter().map(|one| position(one.as_str())).collect();
    let graph = position("·graph");
    let mut key = Vec::with_capacity(variables.len());
    for row in &answer.rows {
        key.clear();
        key.extend(columns.iter().map(|column| {
            let term = column.and_then(|column| row.get(column)?.as_ref());
            term.map_or(0, |term| text_hash(term, layout))
        }));
        if let Some(graph) = graph.and_then(|graph| row.get(graph)?.as_ref()) {
            found
                .entry(xxh3_128(bytemuck::cast_slice(&key)))
                .or_default()
                .push(terms.number(graph));
        }
    }
    found
}

/// The values of solutions in numbers, with a hash of the text of each.
struct Cells<'a> {
    names: &'a [String],
    values: Vec<Option<u32>>,
    /// By the numbers of the terms.
    hashes: FxHashMap<u32, u128>,
}

impl<'a> Cells<'a> {
    fn of(solutions: &'a Found, layout: &Layout, terms: &mut Terms) -> Self {
        let mut hashes = FxHashMap::default();
        let width = solutions.variables.len();
        let mut values = Vec::with_capacity(solutions.rows.len() * width);
        for row in &solutions.rows {
            values.extend((0..width).map(|column| {
                let term = row.get(column)?.as_ref()?;
                let number = terms.number(term);
                let hash = || text_hash(term, layout);
                hashes.entry(number).or_insert_with(hash);
                Some(number)
            }));
        }
        Self {
            names: &solutions.variables,
            values,
            hashes,
        }
    }

    /// Returns the triples that a triple pattern becomes in the solutions, by a hash of the texts of its variables.
    ///
    /// None where two triples have the same texts.
    fn instances(
        &mut self,
        pattern: &TriplePattern,
        variables: &[Variable],
        terms: &mut Terms,
    ) -> FxHashMap<u128, Option<Numbers>> {
        let mut found: FxHashMap<u128, Option<Numbers>> = FxHashMap::default();
        let position = |variable: &Variable| {
            let mut names = self.names.iter();
            names.position(|known| known == variable.as_str())
        };
        let columns: Option<Vec<usize>> = variables.iter().map(position).collect();
        let predicate: TermPattern = match &pattern.predicate {
            NamedNodePattern::NamedNode(node) => node.clone().into(),
            NamedNodePattern::Variable(variable) => variable.clone().into(),
        };
        let mut slot = |slot: &TermPattern| match slot {
            // The place of a column, or a term.
            TermPattern::NamedNode(node) => Some(Err(terms.number(&Term::from(node.clone())))),
            TermPattern::Literal(literal) => Some(Err(terms.number(&Term::from(literal.clone())))),
            TermPattern::Variable(variable) => position(variable).map(Ok),
            TermPattern::BlankNode(_) => None,
        };
        let slots = [&pattern.subject, &predicate, &pattern.object].map(&mut slot);
        let (Some(columns), [Some(subject), Some(predicate), Some(object)]) = (columns, slots)
        else {
            return found;
        };
        let slots = [subject, predicate, object];
        let mut key = Vec::with_capacity(columns.len());
        for row in self.values.chunks_exact(self.names.len().max(1)) {
            key.clear();
            let bound = columns.iter().map_while(|column| row[*column]);
            key.extend(bound.filter_map(|number| self.hashes.get(&number).copied()));
            if key.len() < columns.len() {
                continue;
            }
            let of_row = slots.map(|slot| match slot {
                Ok(column) => row[column],
                Err(number) => Some(number),
            });
            let [Some(s), Some(p), Some(o)] = of_row else {
                continue;
            };
            found
                .entry(xxh3_128(bytemuck::cast_slice(&key)))
                .and_modify(|known| {
                    if *known != Some([s, p, o]) {
                        *known = None;
                    }
                })
                .or_insert(Some([s, p, o]));
        }
        found
    }
}

fn text_hash(term: &Term, layout: &Layout) -> u128 {
    match term {
        Term::BlankNode(_) => xxh3_128(text_of(&layout.named(term.as_ref())).as_bytes()),
        _ => xxh3_128(text_of(term).as_bytes()),
    }
}
