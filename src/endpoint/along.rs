//! The triples along paths from given nodes.

use super::batches::at_once;
use super::lookup::{Triple, columns};
use super::{Endpoint, EndpointError};
use crate::lineage::Found;
use crate::vocabulary::published;
use oxigraph::model::{NamedNode, Term};
use rustc_hash::FxHashMap;
use spargebra::algebra::PropertyPathExpression as Path;

/// A triple with the graphs that hold it, where these are known.
pub(super) type Held = (Triple, Option<Vec<Term>>);

/// Returns the triples that a path from some nodes can go through, in the merged graph or in a claim.
///
/// Of few nodes the graphs that hold these are asked for with them, which takes an engine no longer.
pub(super) fn along(
    endpoint: &Endpoint,
    path: &Path,
    starts: &[Term],
    claim: Option<&Term>,
) -> Result<Vec<Held>, EndpointError> {
    let mut steps = Vec::new();
    steps_of(path, None, false, &mut steps);
    let layout = &endpoint.publication.layout;
    let with_graphs = claim.is_none() && starts.len() <= WALKS;
    let graph = match claim {
        None if with_graphs => format!("GRAPH {} ", layout.merged()),
        None => String::new(),
        Some(claim) => format!("GRAPH {} ", endpoint.spelt(claim)),
    };
    let (graphs, holds) = (layout.graphs(), published::HOLDS);
    let ask = |body: String| {
        let query = format!("SELECT DISTINCT ?s ?p ?o WHERE {{ {body} }}");
        if with_graphs {
            let held = format!("GRAPH ?g {{ ?s ?p ?o }} GRAPH {graphs} {{ ?g {holds} ?kind }}");
            return endpoint.of_graphs(format!(
                "SELECT ?s ?p ?o ?g WHERE {{ {{ {query} }} OPTIONAL {{ {held} }} }}"
            ));
        }
        match claim {
            None => endpoint.of_merged(query),
            Some(_) => endpoint.of_graphs(query),
        }
    };
    let ask = |body: String| Ok(rows(&ask(body)?));
    let given = |batch: &[Term], pattern: &str| {
        let values = endpoint.spelt_all(batch);
        format!("VALUES ?node {{ {values}}} {graph}{{ {pattern} }}")
    };
    let queries: Vec<(String, bool)> = steps
        .iter()
        .map(|step| (step.pattern(), step.is_far()))
        .collect();
    let (literals, nodes): (Vec<Term>, Vec<Term>) = starts
        .iter()
        .cloned()
        .partition(|start| matches!(start, Term::Literal(_)));
    let jobs: Vec<_> = queries
        .iter()
        .map(|(pattern, is_far)| {
            let (ask, given, graph, nodes, literals) = (&ask, &given, &graph, &nodes, &literals);
            move || {
                if !is_far {
                    return endpoint.in_batches(starts, &|batch, _| ask(given(batch, pattern)));
                }
                // Each start in its place: an engine may walk from all nodes that there are where VALUES has the start.
                let mut found = endpoint.in_batches_of(WALKS, nodes, &|batch, _| {
                    let branch = |start| {
                        let start = endpoint.spelt(start);
                        format!("{{ {graph}{{ {} }} }}", pattern.replace("?node", &start))
                    };
                    let branches: Vec<String> = batch.iter().map(branch).collect();
                    ask(branches.join(" UNION "))
                })?;
                found
                    .extend(endpoint.in_batches(literals, &|batch, _| ask(given(batch, pattern)))?);
                Ok(found)
            }
        })
        .collect();
    let mut found: FxHashMap<Triple, Vec<Term>> = FxHashMap::default();
    for (triple, graph) in at_once(&jobs)?.into_iter().flatten() {
        found.entry(triple).or_default().extend(graph);
    }
    let found = found.into_iter();
    Ok(found
        .map(|(triple, graphs)| (triple, with_graphs.then_some(graphs)))
        .collect())
}

/// Returns the triples of rows, each with a graph where there is one.
fn rows(found: &Found) -> Vec<(Triple, Option<Term>)> {
    let [s, p, o, g] = columns(found, ["s", "p", "o", "g"]);
    let of_row = |row: &Vec<Option<Term>>| {
        let [s, p, o] = [s, p, o].map(|at| row.get(at?)?.clone());
        Some(([s?, p?, o?], g.and_then(|at| row.get(at)?.clone())))
    };
    found.rows.iter().filter_map(of_row).collect()
}

/// Starts from which an engine walks with one request.
const WALKS: usize = 20;

/// One triple of a path, and how it is reached from the start.
struct Step<'a> {
    before: Option<Path>,
    backwards: bool,
    /// The predicate; where there is none, all but some.
    predicate: Option<&'a NamedNode>,
    except: &'a [NamedNode],
}

impl Step<'_> {
    /// Says whether any number of steps may lead there.
    fn is_far(&self) -> bool {
        self.before.as_ref().is_some_and(walks)
    }

    fn pattern(&self) -> String {
        let (near, far) = if self.backwards {
            ("?o", "?s")
        } else {
            ("?s", "?o")
        };
        let start = if self.before.is_some() { near } else { "?node" };
        let reach = match &self.before {
            Some(before) => format!("?node {before} {near} . "),
            None => String::new(),
        };
        let (s, o) = if self.backwards {
            (far, start)
        } else {
            (start, far)
        };
        let predicate = match self.predicate {
            Some(predicate) => format!("{s} ?p {o} . FILTER(?p = {predicate})"),
            None => {
                let except: Vec<String> = self.except.iter().map(ToString::to_string).collect();
                format!("{s} ?p {o} . FILTER(?p NOT IN ({}))", except.join(", "))
            }
        };
        let near = if self.before.is_some() {
            String::new()
        } else {
            format!(" BIND(?node AS {near})")
        };
        format!("{reach}{predicate}{near}")
    }
}

fn steps_of<'a>(path: &'a Path, before: Option<Path>, backwards: bool, steps: &mut Vec<Step<'a>>) {
    let turned = |path: &Path| match backwards {
        true => Path::Reverse(Box::new(path.clone())),
        false => path.clone(),
    };
    let behind = |before: &Option<Path>, path: Path| {
        Some(match before {
            Some(before) => Path::Sequence(Box::new(before.clone()), Box::new(path)),
            None => path,
        })
    };
    match path {
        Path::NamedNode(predicate) => steps.push(Step {
            before,
            backwards,
            predicate: Some(predicate),
            except: &[],
        }),
        Path::NegatedPropertySet(except) => steps.push(Step {
            before,
            backwards,
            predicate: None,
            except,
        }),
        Path::Reverse(inner) => steps_of(inner, before, !backwards, steps),
        Path::Sequence(first, second) => {
            let (first, second) = if backwards {
                (second, first)
            } else {
                (first, second)
            };
            steps_of(first, before.clone(), backwards, steps);
            steps_of(second, behind(&before, turned(first)), backwards, steps);
        }
        Path::Alternative(left, right) => {
            steps_of(left, before.clone(), backwards, steps);
            steps_of(right, before, backwards, steps);
        }
        Path::ZeroOrOne(inner) => steps_of(inner, before, backwards, steps),
        Path::ZeroOrMore(inner) | Path::OneOrMore(inner) => {
            let again = Path::ZeroOrMore(Box::new(turned(inner)));
            steps_of(inner, behind(&before, again), backwards, steps);
        }
    }
}

/// Says whether a path may be of any length.
pub(super) fn walks(path: &Path) -> bool {
    match path {
        Path::NamedNode(_) | Path::NegatedPropertySet(_) => false,
        Path::ZeroOrMore(_) | Path::OneOrMore(_) => true,
        Path::Reverse(inner) | Path::ZeroOrOne(inner) => walks(inner),
        Path::Sequence(one, other) | Path::Alternative(one, other) => walks(one) || walks(other),
    }
}
