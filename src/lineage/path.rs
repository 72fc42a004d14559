//! Which triples a property path went through.
//!
//! A path is followed from its start over term numbers. For `*` and `+` the search is breadth-first, so the first way
//! that reaches a node is a shortest one; that others exist is noted, not enumerated, since there may be exponentially
//! many.

use super::dominance::Step;
use super::support::StatementRef;
use crate::store::{ClaimId, TermId, View};
use oxigraph::model::{NamedNode, Term};
use rustc_hash::FxHashMap;
use spargebra::algebra::PropertyPathExpression as Path;
use std::rc::Rc;

/// One way along a path.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(super) struct Way {
    pub(super) statements: Vec<StatementRef>,
    /// Whether a closure on it was cut to one of several ways.
    pub(super) one_of_several: bool,
}

/// The ends that a path reaches, with the ways to each.
pub(super) type Reached = FxHashMap<TermId, Vec<Way>>;

/// Where a path is followed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Terrain<'a> {
    pub(super) view: View<'a>,
    /// The named graph that it stays in, or the default graph.
    pub(super) claim: Option<ClaimId>,
}

/// Ways kept for one end; further ones are dropped and marked.
const WAYS: usize = 64;

impl Terrain<'_> {
    /// Returns all ends that the path reaches from a node, forwards or backwards.
    pub(super) fn follow(&self, path: &Path, from: TermId, backwards: bool) -> Rc<Reached> {
        Rc::new(self.reach(path, from, backwards))
    }

    fn reach(&self, path: &Path, from: TermId, backwards: bool) -> Reached {
        match path {
            Path::NamedNode(predicate) => self.edges(from, backwards, Some(predicate), &[]),
            Path::NegatedPropertySet(except) => self.edges(from, backwards, None, except),
            Path::Reverse(inner) => self.reach(inner, from, !backwards),
            Path::Sequence(first, second) => {
                let (first, second) = if backwards {
                    (second, first)
                } else {
                    (first, second)
                };
                let mut reached = Reached::default();
                for (middle, starts) in self.reach(first, from, backwards) {
                    for (end, ways) in self.reach(second, middle, backwards) {
                        for start in &starts {
                            for way in &ways {
                                let (start, way) = if backwards {
                                    (way, start)
                                } else {
                                    (start, way)
                                };
                                add(&mut reached, end, start.then(way));
                            }
                        }
                    }
                }
                reached
            }
            Path::Alternative(left, right) => {
                let mut reached = self.reach(left, from, backwards);
                for (end, ways) in self.reach(right, from, backwards) {
                    for way in ways {
                        add(&mut reached, end, way);
                    }
                }
                reached
            }
            Path::ZeroOrOne(inner) => {
                let mut reached = self.reach(inner, from, backwards);
                add(&mut reached, from, Way::default());
                reached
            }
            Path::ZeroOrMore(inner) => {
                let mut reached = self.closure(inner, from, backwards);
                add(&mut reached, from, Way::default());
                reached
            }
            Path::OneOrMore(inner) => self.closure(inner, from, backwards),
        }
    }

    /// Returns a shortest way to every node that one or more repetitions reach.
    ///
    /// It is marked where the node is also reached by another way that visits no node twice.
    fn closure(&self, path: &Path, from: TermId, backwards: bool) -> Reached {
        // The start, then the nodes in the order in which they are reached; where the start is reached again, that is
        // one more entry, which leads nowhere.
        let mut nodes = vec![from];
        let mut ways = vec![Way::default()];
        let mut steps = vec![Vec::new()];
        let mut numbers: FxHashMap<TermId, usize> = FxHashMap::default();
        let mut at = 0;
        while at < nodes.len() {
            if at > 0 && nodes[at] == from {
                at += 1;
                continue;
            }
            let mut next: Vec<_> = self.reach(path, nodes[at], backwards).into_iter().collect();
            next.sort_unstable_by_key(|(end, _)| *end);
            for (end, choices) in next {
                let several = choices.len() > 1;
                let Some(way) = choices.into_iter().min_by_key(|way| way.statements.len()) else {
                    continue;
                };
                let number = *numbers.entry(end).or_insert_with(|| {
                    nodes.push(end);
                    ways.push(if backwards {
                        way.then(&ways[at])
                    } else {
                        ways[at].then(&way)
                    });
                    steps.push(Vec::new());
                    nodes.len() - 1
                });
                steps[number].push(Step { from: at, several });
            }
            at += 1;
        }
        let several = super::dominance::several(&steps);
        let found = nodes.into_iter().zip(ways).zip(several).skip(1);
        found
            .map(|((node, mut way), several)| {
                way.one_of_several |= several;
                (node, vec![way])
            })
            .collect()
    }

    fn edges(
        &self,
        from: TermId,
        backwards: bool,
        predicate: Option<&NamedNode>,
        except: &[NamedNode],
    ) -> Reached {
        let store = self.view.store;
        let mut reached = Reached::default();
        let id = |node: &NamedNode| store.id(&Term::NamedNode(node.clone()));
        let predicate = match predicate {
            Some(node) => match id(node) {
                Some(id) => Some(id),
                None => return reached,
            },
            None => None,
        };
        let except: Vec<TermId> = except.iter().filter_map(id).collect();
        let (subject, object) = if backwards {
            (None, Some(from))
        } else {
            (Some(from), None)
        };
        for statement in store.matching(subject, predicate, object) {
            let triple = store.triple(statement);
            let stated = match self.claim {
                Some(claim) => store.claims_of(statement).binary_search(&claim).is_ok(),
                None => self.view.has_by_default(statement),
            };
            if stated && !except.contains(&triple[1]) {
                let end = if backwards { triple[0] } else { triple[2] };
                let way = Way {
                    statements: vec![StatementRef {
                        statement,
                        claim: self.claim,
                    }],
                    one_of_several: false,
                };
                add(&mut reached, end, way);
            }
        }
        reached
    }
}

impl Way {
    fn is_empty(&self) -> bool {
        self.statements.is_empty()
    }

    fn then(&self, next: &Self) -> Self {
        let mut statements = self.statements.clone();
        for statement in &next.statements {
            if !statements.contains(statement) {
                statements.push(*statement);
            }
        }
        Self {
            statements,
            one_of_several: self.one_of_several || next.one_of_several,
        }
    }
}

/// Says whether a path can be walked without taking a step.
pub(super) fn may_be_empty(path: &Path) -> bool {
    match path {
        Path::NamedNode(_) | Path::NegatedPropertySet(_) => false,
        Path::Reverse(inner) | Path::OneOrMore(inner) => may_be_empty(inner),
        Path::Sequence(first, second) => may_be_empty(first) && may_be_empty(second),
        Path::Alternative(left, right) => may_be_empty(left) || may_be_empty(right),
        Path::ZeroOrOne(_) | Path::ZeroOrMore(_) => true,
    }
}

fn add(reached: &mut Reached, end: TermId, way: Way) {
    let ways = reached.entry(end).or_default();
    if ways.contains(&way) || ways.first().is_some_and(Way::is_empty) {
        return;
    }
    if way.is_empty() {
        // It needs nothing, so no other way to the same node is evidence.
        ways.clear();
    }
    if ways.len() < WAYS {
        ways.push(way);
    } else if let Some(last) = ways.last_mut() {
        last.one_of_several = true;
    }
}
