//! Property paths, as relations between all nodes of a graph.

use super::{Oracle, Why, nothing, stated};
use oxigraph::model::{NamedNode, Term};
use spargebra::algebra::PropertyPathExpression as Path;

/// Two nodes that a path connects, with all that this rests on.
#[derive(Debug, Clone)]
pub(super) struct Way {
    pub(super) from: Term,
    pub(super) to: Term,
    pub(super) why: Why,
}

/// The terms that a query names as the ends of a path.
type Ends = [Option<Term>; 2];

impl Oracle {
    /// Returns the pairs of nodes that a path connects, as often as it does.
    pub(super) fn relation(&self, path: &Path, graph: Option<&str>, ends: Ends) -> Vec<Way> {
        let [start, end] = ends;
        match path {
            Path::NamedNode(predicate) => self.edges(graph, |p| p == predicate),
            Path::NegatedPropertySet(except) => self.edges(graph, |p| !except.contains(p)),
            Path::Reverse(inner) => {
                let mut ways = self.relation(inner, graph, [end, start]);
                for way in &mut ways {
                    std::mem::swap(&mut way.from, &mut way.to);
                }
                ways
            }
            Path::Sequence(first, second) => {
                let second = self.relation(second, graph, [None, end]);
                let mut ways = Vec::new();
                for start in self.relation(first, graph, [start, None]) {
                    for end in second.iter().filter(|end| end.from == start.to) {
                        ways.push(Way {
                            from: start.from.clone(),
                            to: end.to.clone(),
                            why: self.times(&start.why, &end.why),
                        });
                    }
                }
                ways
            }
            Path::Alternative(left, right) => {
                let mut ways = self.relation(left, graph, [start.clone(), end.clone()]);
                ways.extend(self.relation(right, graph, [start, end]));
                ways
            }
            Path::ZeroOrOne(inner) => {
                let mut ways = self.relation(inner, graph, [start.clone(), end.clone()]);
                ways.extend(self.stays(graph, [start, end]));
                once_each(ways)
            }
            Path::OneOrMore(inner) => once_each(self.closure(inner, graph, [start, end])),
            Path::ZeroOrMore(inner) => {
                let mut ways = self.closure(inner, graph, [start.clone(), end.clone()]);
                ways.extend(self.stays(graph, [start, end]));
                once_each(ways)
            }
        }
    }

    fn edges(&self, graph: Option<&str>, meant: impl Fn(&NamedNode) -> bool) -> Vec<Way> {
        let mut ways = Vec::new();
        for triple in self.of_graph(graph) {
            if matches!(&triple[1], Term::NamedNode(predicate) if meant(predicate)) {
                ways.push(Way {
                    from: triple[0].clone(),
                    to: triple[2].clone(),
                    why: stated(triple, graph),
                });
            }
        }
        ways
    }

    /// Returns every node of the graph, and every term that the query names, with itself, resting on nothing.
    fn stays(&self, graph: Option<&str>, ends: Ends) -> Vec<Way> {
        let nodes = self.of_graph(graph).iter().flat_map(|[s, _, o]| [s, o]);
        nodes
            .chain(ends.iter().flatten())
            .map(|node| Way {
                from: node.clone(),
                to: node.clone(),
                why: nothing(),
            })
            .collect()
    }

    /// Returns what one or more steps connect, by ways that visit no node twice.
    fn closure(&self, path: &Path, graph: Option<&str>, ends: Ends) -> Vec<Way> {
        let mut steps = once_each(self.relation(path, graph, ends));
        if self.shortest {
            for step in &mut steps {
                let fewest = step.why.iter().map(|one| one.statements.len()).min();
                step.why.retain(|one| Some(one.statements.len()) == fewest);
            }
        }
        let mut walks: Vec<(usize, Way)> = Vec::new();
        let mut open: Vec<Vec<&Way>> = steps.iter().map(|step| vec![step]).collect();
        while let Some(walk) = open.pop() {
            let (first, last) = (walk[0], walk[walk.len() - 1]);
            let why = walk
                .iter()
                .fold(nothing(), |why, step| self.times(&why, &step.why));
            walks.push((
                walk.len(),
                Way {
                    from: first.from.clone(),
                    to: last.to.clone(),
                    why,
                },
            ));
            if walks.len() > 2000 {
                self.gave_up.set(true);
                break;
            }
            let been = |node: &Term| walk.iter().any(|step| step.from == *node);
            if !been(&last.to) {
                for step in steps.iter().filter(|step| step.from == last.to) {
                    let stays = step.to == step.from;
                    if !stays && (!been(&step.to) || step.to == first.from) {
                        open.push(walk.iter().copied().chain([step]).collect());
                    }
                }
            }
        }
        let fewest = |from: &Term, to: &Term| {
            let same = walks.iter().filter(|(_, w)| w.from == *from && w.to == *to);
            same.map(|(length, _)| *length).min()
        };
        walks
            .iter()
            .filter(|(length, way)| !self.shortest || Some(*length) == fewest(&way.from, &way.to))
            .map(|(_, way)| way.clone())
            .collect()
    }
}

/// Returns each pair of nodes once, by any of its ways.
///
/// Where a node is connected to itself by nothing, no longer way counts.
fn once_each(ways: Vec<Way>) -> Vec<Way> {
    let mut merged: Vec<Way> = Vec::new();
    for way in ways {
        match merged
            .iter_mut()
            .find(|known| known.from == way.from && known.to == way.to)
        {
            Some(known) => known.why.extend(way.why),
            None => merged.push(way),
        }
    }
    for way in &mut merged {
        if way.why.is_superset(&nothing()) {
            way.why = nothing();
        }
    }
    merged
}
