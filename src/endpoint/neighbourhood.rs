//! What stands around given nodes: along paths, about claims, in graphs.

use super::batches::at_once;
use super::lookup::{Triple, columns, number_of, text_of, triples};
use super::{Endpoint, EndpointError};
use crate::vocabulary::{self, published, sg};
use oxigraph::model::{NamedNodeRef, Term};
use rustc_hash::{FxHashMap, FxHashSet};

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
