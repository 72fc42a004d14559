//! What stands around given nodes: along paths, about claims, in graphs.

use super::batches::at_once;
use super::lookup::{Triple, columns, number_of, text_of, triples};
use super::{Endpoint, EndpointError};
use crate::vocabulary::{self, published, sg};
use oxigraph::model::{NamedNode, NamedNodeRef, Term};
use rustc_hash::{FxHashMap, FxHashSet};
use spargebra::algebra::PropertyPathExpression as Path;

/// Returns what is said of all that claims name: references, works, notices, authors, wording, evidence.
///
/// Given are the triples that the claims say of themselves.
pub(super) fn around_claims(
    endpoint: &Endpoint,
    own: &[Triple],
) -> Result<Vec<Triple>, EndpointError> {
    let (cites, references) = (vocabulary::CITES_AS_EVIDENCE, vocabulary::REFERENCES);
    let named = [cites, sg::IN_PAPER, sg::WORDING, sg::EVIDENCE];
    let mut nodes = objects_of(own, &named);
    let mut works = objects_of(own, &named[..2]);
    let mut all = endpoint.described(&nodes, "")?;
    // What a claim cites is a work, or an entry that leads to one.
    let cited: FxHashSet<Term> = objects_of(own, &named[..1]).into_iter().collect();
    let entries = all.iter().filter(|[entry, ..]| cited.contains(entry));
    let entries: Vec<Triple> = entries.cloned().collect();
    let led_to = objects_of(&entries, &[references]);
    works.extend(
        led_to
            .iter()
            .filter(|work| !works.contains(work))
            .cloned()
            .collect::<Vec<_>>(),
    );
    let known: FxHashSet<&Term> = nodes.iter().collect();
    let more: Vec<Term> = led_to
        .into_iter()
        .filter(|work| !known.contains(work))
        .collect();
    nodes = more;
    let (updates, authors, rest) = (sg::UPDATES, sg::AUTHORS, vocabulary::REST);
    let patterns = [
        (&nodes, String::new()),
        (&works, format!("?s {references} ?node .")),
        (&works, format!("?s {updates} ?node .")),
        (
            &works,
            format!("?node {authors} ?list . ?list {rest}* ?s ."),
        ),
    ];
    let jobs: Vec<_> = patterns
        .iter()
        .map(|(nodes, pattern)| move || endpoint.described(nodes, pattern))
        .collect();
    all.extend(at_once(&jobs)?.into_iter().flatten());
    Ok(all)
}

/// Returns the nodes that some triples name by one of some predicates, each once.
fn objects_of(triples: &[Triple], predicates: &[NamedNodeRef<'_>]) -> Vec<Term> {
    let mut seen = FxHashSet::default();
    let objects = triples.iter().filter(|[_, predicate, object]| {
        let named =
            matches!(predicate, Term::NamedNode(node) if predicates.contains(&node.as_ref()));
        named && !matches!(object, Term::Literal(_))
    });
    objects
        .map(|[_, _, object]| object)
        .filter(|object| seen.insert(*object))
        .cloned()
        .collect()
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
        let values = endpoint.spelt_all(batch);
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
        let values = endpoint.spelt_all(batch);
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
    let graph = match claim {
        None => String::new(),
        Some(claim) => format!("GRAPH {} ", endpoint.spelt(claim)),
    };
    let ask = |body: String| {
        let query = format!("SELECT DISTINCT ?s ?p ?o WHERE {{ {body} }}");
        let found = match claim {
            None => endpoint.of_merged(query),
            Some(_) => endpoint.of_graphs(query),
        }?;
        Ok(triples(&found))
    };
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
    Ok(at_once(&jobs)?.into_iter().flatten().collect())
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
        fn walks(path: &Path) -> bool {
            match path {
                Path::NamedNode(_) | Path::NegatedPropertySet(_) => false,
                Path::ZeroOrMore(_) | Path::OneOrMore(_) => true,
                Path::Reverse(inner) | Path::ZeroOrOne(inner) => walks(inner),
                Path::Sequence(one, other) | Path::Alternative(one, other) => {
                    walks(one) || walks(other)
                }
            }
        }
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
        let values = endpoint.spelt_all(batch);
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
