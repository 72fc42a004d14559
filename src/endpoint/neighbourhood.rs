//! What stands around given nodes: along paths, about claims, in graphs.

use super::lookup::{Triple, at_once, columns, number_of, text_of, triples};
use super::{Endpoint, EndpointError};
use crate::vocabulary::{self, published, sg};
use oxigraph::model::{NamedNode, Term};
use rustc_hash::{FxHashMap, FxHashSet};
use spargebra::algebra::PropertyPathExpression as Path;

/// Returns the patterns that lead from a claim to all that is shown with it: itself, references, works, notices, authors.
pub(super) fn of_claims() -> Vec<String> {
    let (cites, references) = (vocabulary::CITES_AS_EVIDENCE, vocabulary::REFERENCES);
    let (paper, updates, authors) = (sg::IN_PAPER, sg::UPDATES, sg::AUTHORS);
    let rest = vocabulary::REST;
    let to_work = [
        format!("?node {cites} ?work ."),
        format!("?node {cites} ?entry . ?entry {references} ?work ."),
        format!("?node {paper} ?work ."),
    ];
    let any_work = to_work
        .iter()
        .map(|pattern| format!("{{ {pattern} }}"))
        .collect::<Vec<_>>()
        .join(" UNION ");
    let mut patterns = vec![String::new()];
    patterns.extend(to_work.iter().map(|pattern| pattern.replace("?work", "?s")));
    patterns.push(format!("{any_work} ?s {references} ?work ."));
    patterns.push(format!("{any_work} ?s {updates} ?work ."));
    patterns.push(format!(
        "{any_work} ?work {authors} ?list . ?list {rest}* ?s ."
    ));
    for kind in [sg::WORDING, sg::EVIDENCE] {
        patterns.push(format!("?node {kind} ?s ."));
    }
    patterns
}

/// Returns the files of background triples, by their graphs.
pub(super) fn sources(
    endpoint: &Endpoint,
) -> Result<FxHashMap<Term, (u64, String)>, EndpointError> {
    let graphs = endpoint.publication.layout.graphs();
    let (name, position) = (published::SOURCE_NAME, published::POSITION);
    let found = endpoint.of_graphs(format!(
        "SELECT ?s ?p ?o WHERE {{ GRAPH {graphs} {{ ?s {name} ?p ; {position} ?o }} }}"
    ))?;
    let rows = triples(&found).into_iter();
    Ok(rows
        .filter_map(|[graph, name, position]| {
            let position = number_of(&position)? as u64;
            Some((graph, (position, text_of(&name).to_owned())))
        })
        .collect())
}

/// Returns the graphs of all claims and sources.
pub(super) fn all_graphs(endpoint: &Endpoint) -> Result<Vec<Term>, EndpointError> {
    let (list, holds) = (endpoint.publication.layout.graphs(), published::HOLDS);
    let found = endpoint.of_graphs(format!(
        "SELECT ?g WHERE {{ GRAPH {list} {{ ?g {holds} ?kind }} }}"
    ))?;
    let [graph] = columns(&found, ["g"]);
    let graphs = found.rows.iter().filter_map(|row| row.get(graph?)?.clone());
    Ok(graphs.collect())
}

/// Returns all that some graphs hold.
pub(super) fn graphs(
    endpoint: &Endpoint,
    names: &[Term],
) -> Result<Vec<(Term, Triple)>, EndpointError> {
    let (list, holds) = (endpoint.publication.layout.graphs(), published::HOLDS);
    endpoint.in_batches(names, &|batch, _| {
        let values: String = batch
            .iter()
            .map(|name| format!("{} ", endpoint.spelt(name)))
            .collect();
        let found = endpoint.of_graphs(format!(
            "SELECT ?g ?s ?p ?o WHERE {{ VALUES ?g {{ {values}}} GRAPH {list} {{ ?g {holds} ?kind }} GRAPH ?g {{ ?s ?p ?o }} }}"
        ))?;
        let [graph] = columns(&found, ["g"]);
        let names = found.rows.iter().map(|row| row.get(graph?)?.clone());
        let named = names.zip(triples(&found));
        Ok(named.filter_map(|(name, triple)| Some((name?, triple))).collect())
    })
}

/// Returns what a graph says of those subjects whose names have a hash (MD5, in hexadecimal digits) that begins so.
pub(super) fn part_of_graph(
    endpoint: &Endpoint,
    graph: &Term,
    start: &str,
) -> Result<Vec<Triple>, EndpointError> {
    let found = endpoint.of_graphs(format!(
        "SELECT ?s ?p ?o WHERE {{ GRAPH {} {{ ?s ?p ?o . FILTER(STRSTARTS(MD5(STR(?s)), \"{start}\")) }} }}",
        endpoint.spelt(graph)
    ))?;
    Ok(triples(&found))
}

/// Returns all that is said of nodes, and of the blank nodes that this leads to.
pub(super) fn described(
    endpoint: &Endpoint,
    mut nodes: Vec<Term>,
) -> Result<Vec<Triple>, EndpointError> {
    let mut all = Vec::new();
    let mut seen: FxHashSet<Term> = nodes.iter().cloned().collect();
    nodes.retain(|node| !matches!(node, Term::Literal(_)));
    while !nodes.is_empty() {
        let found = endpoint.described(&nodes, "")?;
        nodes = found
            .iter()
            .map(|[_, _, object]| object)
            .filter(|object| matches!(object, Term::BlankNode(_)) && seen.insert((*object).clone()))
            .cloned()
            .collect();
        all.extend(found);
    }
    Ok(all)
}

/// Returns what people call some nodes.
pub(super) fn labels(endpoint: &Endpoint, nodes: &[Term]) -> Result<Vec<Triple>, EndpointError> {
    let names = [vocabulary::LABEL, vocabulary::PREF_LABEL];
    let names = names.map(|name| name.to_string()).join(" ");
    endpoint.in_batches(nodes, &|batch, _| {
        let values: String = batch
            .iter()
            .map(|node| format!("{} ", endpoint.spelt(node)))
            .collect();
        let found = endpoint.of_merged(format!(
            "SELECT ?s ?p ?o WHERE {{ VALUES ?s {{ {values}}} VALUES ?p {{ {names} }} ?s ?p ?o }}"
        ))?;
        Ok(triples(&found))
    })
}

/// Returns the triples that a path from some nodes can go through, in the merged graph or in a claim.
pub(super) fn along(
    endpoint: &Endpoint,
    path: &Path,
    starts: &[Term],
    claim: Option<&Term>,
) -> Result<Vec<Triple>, EndpointError> {
    let mut steps = Vec::new();
    steps_of(path, None, false, &mut steps);
    let queries: Vec<String> = steps.iter().map(Step::pattern).collect();
    let jobs: Vec<_> = queries
        .iter()
        .map(|pattern| {
            move || {
                endpoint.in_batches(starts, &|batch, _| {
                    let values: String = batch
                        .iter()
                        .map(|start| format!("{} ", endpoint.spelt(start)))
                        .collect();
                    let found = match claim {
                        None => endpoint.of_merged(format!(
                            "SELECT DISTINCT ?s ?p ?o WHERE {{ VALUES ?node {{ {values}}} {pattern} }}"
                        )),
                        Some(claim) => endpoint.of_graphs(format!(
                            "SELECT DISTINCT ?s ?p ?o WHERE {{ VALUES ?node {{ {values}}} GRAPH {} {{ {pattern} }} }}",
                            endpoint.spelt(claim)
                        )),
                    }?;
                    Ok(triples(&found))
                })
            }
        })
        .collect();
    Ok(at_once(&jobs)?.into_iter().flatten().collect())
}

/// One triple of a path, and how it is reached from the start.
struct Step<'a> {
    before: Option<Path>,
    backwards: bool,
    /// The predicate; where there is none, all but some.
    predicate: Option<&'a NamedNode>,
    except: &'a [NamedNode],
}

impl Step<'_> {
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

/// Returns those of some nodes that are claims.
pub(super) fn claims_among(
    endpoint: &Endpoint,
    nodes: &[Term],
) -> Result<Vec<Term>, EndpointError> {
    let (list, holds, claim) = (
        endpoint.publication.layout.graphs(),
        published::HOLDS,
        published::CLAIM,
    );
    endpoint.in_batches(nodes, &|batch, _| {
        let values: String = batch
            .iter()
            .map(|node| format!("{} ", endpoint.spelt(node)))
            .collect();
        let found = endpoint.of_graphs(format!(
            "SELECT ?g WHERE {{ VALUES ?g {{ {values}}} GRAPH {list} {{ ?g {holds} {claim} }} }}"
        ))?;
        let [graph] = columns(&found, ["g"]);
        let graphs = found.rows.iter().filter_map(|row| row.get(graph?)?.clone());
        Ok(graphs.collect())
    })
}

/// Returns what rules infer from some statements, directly or by what they infer in turn.
pub(super) fn inferred_from(
    endpoint: &Endpoint,
    statements: &[Triple],
) -> Result<Vec<Triple>, EndpointError> {
    let mut all = Vec::new();
    let mut seen: FxHashSet<Triple> = statements.iter().cloned().collect();
    let mut next = statements.to_vec();
    while !next.is_empty() && endpoint.publication.derivations > 0 {
        next = endpoint.conclusions(&next)?;
        next.retain(|triple| seen.insert(triple.clone()));
        all.extend(next.iter().cloned());
    }
    Ok(all)
}
