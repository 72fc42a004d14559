//! Which triples a property path went through.
//!
//! A path is followed from its start over term numbers. For `*` and `+` the search is breadth-first, so the first way
//! that reaches a node is a shortest one; that others exist is noted, not enumerated, since there may be exponentially
//! many.

use super::support::StatementRef;
use crate::store::{ClaimId, TermId, View};
use oxigraph::model::{NamedNode, Term};
use rustc_hash::{FxHashMap, FxHashSet};
use spargebra::algebra::PropertyPathExpression as Path;
use std::collections::VecDeque;
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
                // The empty way needs nothing, so no other way to the same node is evidence.
                reached.insert(from, vec![Way::default()]);
                reached
            }
            Path::ZeroOrMore(inner) => {
                let mut reached = self.closure(inner, from, backwards);
                reached.insert(from, vec![Way::default()]);
                reached
            }
            Path::OneOrMore(inner) => self.closure(inner, from, backwards),
        }
    }

    /// Returns a shortest way to every node that one or more repetitions reach.
    fn closure(&self, path: &Path, from: TermId, backwards: bool) -> Reached {
        let mut reached = Reached::default();
        let mut expanded = FxHashSet::default();
        let mut queue = VecDeque::from([(from, Way::default())]);
        expanded.insert(from);
        while let Some((node, so_far)) = queue.pop_front() {
            let mut next: Vec<_> = self.reach(path, node, backwards).into_iter().collect();
            next.sort_unstable_by_key(|(end, _)| *end);
            for (end, ways) in next {
                let several = ways.len() > 1;
                let Some(way) = ways.into_iter().min_by_key(|way| way.statements.len()) else {
                    continue;
                };
                let mut whole = if backwards {
                    way.then(&so_far)
                } else {
                    so_far.then(&way)
                };
                match reached.get_mut(&end) {
                    Some(known) => known
                        .iter_mut()
                        .for_each(|known| known.one_of_several = true),
                    None => {
                        whole.one_of_several |= several;
                        reached.insert(end, vec![whole.clone()]);
                    }
                }
                if expanded.insert(end) {
                    queue.push_back((end, whole));
                }
            }
        }
        reached
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
    if ways.contains(&way) {
        return;
    }
    if ways.len() < WAYS {
        ways.push(way);
    } else if let Some(last) = ways.last_mut() {
        last.one_of_several = true;
    }
}
