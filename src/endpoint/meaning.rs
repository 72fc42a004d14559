//! What a text may mean: a thing by its number, its DOI, its name or its first author, and what stands around it.

use super::lookup::{Triple, triples};
use super::{Endpoint, EndpointError};
use crate::vocabulary::{self, Prefixes, sg};
use oxigraph::model::{Literal, NamedNode, NamedNodeRef, Term};
use rustc_hash::FxHashSet;

/// What stands around the things that a text may mean.
#[derive(Debug, Default)]
pub(super) struct Around {
    /// The things.
    pub(super) nodes: Vec<Term>,
    /// The statements that they stand in.
    pub(super) triples: Vec<Triple>,
    /// Claims that share a work with them.
    pub(super) claims: Vec<Term>,
}

/// Returns what gives a text its meaning, as [`find`](crate::trace::find) looks for it, and what stands around that.
pub(super) fn around(
    endpoint: &Endpoint,
    prefixes: &Prefixes,
    text: &str,
) -> Result<(Vec<Triple>, Around), EndpointError> {
    let text = text.trim();
    let mut found = Vec::new();
    for (properties, condition) in meanings(text) {
        let properties: Vec<String> = properties.iter().map(ToString::to_string).collect();
        let rows = endpoint.of_merged(format!(
            "SELECT ?s ?p ?o WHERE {{ VALUES ?p {{ {} }} ?s ?p ?o . FILTER({condition}) }}",
            properties.join(" ")
        ))?;
        found.extend(triples(&rows));
    }
    let mut nodes: Vec<Term> = found.iter().map(|[subject, ..]| subject.clone()).collect();
    let bare = text.trim_start_matches('<').trim_end_matches('>');
    let mut names = vec![Some(bare.to_owned()), prefixes.expand(bare)];
    if !text.contains(char::is_whitespace) {
        names.extend(
            prefixes
                .iter()
                .map(|(_, start)| Some(format!("{start}{text}"))),
        );
    }
    let names = names.into_iter().flatten();
    nodes.extend(names.filter_map(|name| Some(NamedNode::new(name).ok()?.into())));
    let mut seen = FxHashSet::default();
    nodes.retain(|node: &Term| seen.insert(node.clone()));
    let mut around = Around {
        triples: endpoint.described(&nodes, "")?,
        ..Around::default()
    };
    around
        .triples
        .extend(endpoint.in_batches(&nodes, &|batch, _| {
            let values = endpoint.spelt_all(batch);
            let rows = endpoint.of_merged(format!(
                "SELECT ?s ?p ?o WHERE {{ VALUES ?o {{ {values}}} ?s ?p ?o }}"
            ))?;
            Ok(triples(&rows))
        })?);
    // What is a predicate and nothing else has a name as well.
    if around.triples.is_empty() {
        let values: String = nodes.iter().map(|node| format!("{node} ")).collect();
        let rows = endpoint.of_merged_some(
            format!("SELECT ?s ?p ?o WHERE {{ VALUES ?p {{ {values}}} ?s ?p ?o }} LIMIT 1"),
            1,
        )?;
        found.extend(triples(&rows));
    }
    let (cites, references, paper) = (
        vocabulary::CITES_AS_EVIDENCE,
        vocabulary::REFERENCES,
        sg::IN_PAPER,
    );
    // Claims on a work, whether the node is a claim that cites it, an entry that leads to it, or the work itself.
    let to_work = format!(
        "{{ ?node {cites} ?work }} UNION {{ ?node {cites} ?entry . ?entry {references} ?work }} UNION {{ ?node {references} ?work }} UNION {{ ?x {references} ?node . ?x {references} ?work }} UNION {{ ?x {cites} ?node . ?x {cites} ?work }} UNION {{ ?x {paper} ?node . ?x {paper} ?work }}"
    );
    let of_work = format!(
        "{{ ?s {cites} ?work }} UNION {{ ?other {references} ?work . ?s {cites} ?other }} UNION {{ ?s {paper} ?work }} UNION {{ ?s {references} ?work }}"
    );
    let numbers = endpoint.described(&nodes, &format!("{to_work} {of_work}"))?;
    // That a claim cites something is a statement of the claim itself, and shows that it is one.
    let cites_one = |triple: &&Triple| matches!(&triple[1], Term::NamedNode(node) if node.as_ref() == cites || node.as_ref() == paper);
    let citing: Vec<Triple> = numbers.iter().filter(cites_one).cloned().collect();
    let mut seen = FxHashSet::default();
    around.claims = citing
        .iter()
        .map(|[subject, ..]| subject.clone())
        .filter(|subject| seen.insert(subject.clone()))
        .collect();
    around.triples.extend(citing);
    found.extend(numbers);
    around.nodes = nodes;
    Ok((found, around))
}

/// Returns properties and conditions on their values by which a text means a thing.
fn meanings(text: &str) -> Vec<(Vec<NamedNodeRef<'static>>, String)> {
    let quoted = |text: &str| Literal::new_simple_literal(text).to_string();
    let mut meanings = Vec::new();
    let number = text.trim_start_matches('[').trim_end_matches(']');
    if !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) {
        meanings.push((vec![sg::NUMBER], format!("STR(?o) = {}", quoted(number))));
    }
    let lower = text.to_lowercase();
    if let Some(at) = lower.find("10.") {
        let doi = lower[at..].trim();
        let condition = format!("LCASE(STR(?o)) = {}", quoted(doi));
        meanings.push((vec![vocabulary::DOI, sg::CANDIDATE_DOI], condition));
    }
    let name = vec![
        vocabulary::LABEL,
        vocabulary::PREF_LABEL,
        vocabulary::ALT_LABEL,
        vocabulary::NOTATION,
        sg::FIRST_AUTHOR,
    ];
    meanings.push((name, format!("LCASE(STR(?o)) = {}", quoted(&lower))));
    let author = lower
        .trim_end_matches("et al.")
        .trim_end_matches("et al")
        .trim();
    if !author.is_empty() {
        let (whole, family) = (quoted(author), quoted(&format!("{author},")));
        let text = "LCASE(STR(?o))";
        let condition = format!("{text} = {whole} || STRSTARTS({text}, {family})");
        meanings.push((vec![sg::FIRST_AUTHOR], condition));
    }
    meanings
}

/// Returns what says which entities a value may mean: those of a class, or all that have a name.
pub(super) fn entities(
    endpoint: &Endpoint,
    value: &str,
    class: Option<&str>,
) -> Result<Vec<Triple>, EndpointError> {
    let is_iri = value.contains("://") || value.starts_with('<');
    let names = [
        vocabulary::LABEL,
        vocabulary::PREF_LABEL,
        vocabulary::NOTATION,
        vocabulary::ALT_LABEL,
    ];
    let (kind, narrower) = (vocabulary::TYPE, vocabulary::SUBCLASS);
    let names = names.map(|name| name.to_string()).join(", ");
    let mut patterns = Vec::new();
    match class {
        None if is_iri => {}
        None => patterns.push(format!(
            "?s {} ?name . ?s ?p ?o . FILTER(?p IN ({names}))",
            vocabulary::LABEL
        )),
        Some(class) => {
            let class = NamedNode::new_unchecked(class);
            let member = format!("?class {narrower}* {class} . ?s {kind} ?class .");
            patterns.push(format!(
                "{member} ?s ?p ?o . FILTER(?p IN ({kind}, {names}))"
            ));
            patterns.push(format!(
                "?s {narrower}* {class} . ?s ?p ?o . FILTER(?p IN ({narrower}, {names}))"
            ));
        }
    }
    let mut found = Vec::new();
    for pattern in patterns {
        let rows = endpoint.of_merged(format!("SELECT DISTINCT ?s ?p ?o WHERE {{ {pattern} }}"))?;
        found.extend(triples(&rows));
    }
    Ok(found)
}
