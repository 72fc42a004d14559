//! What people look for by words, and what there is of a kind.

use super::lookup::{Triple, columns, number_of, triples};
use super::neighbourhood::labels;
use super::{Endpoint, EndpointError};
use crate::vocabulary::{self, Prefixes, published, sg};
use oxigraph::model::{Literal, NamedNode, NamedNodeRef, Term};
use rustc_hash::FxHashSet;
use std::cmp::Reverse;
use unicode_normalization::UnicodeNormalization;

/// Things that a search fetches at most.
const HITS: usize = 200;
/// Names of one thing by which others are looked for.
const NAMES: usize = 8;
/// Classes that are counted at most.
const CLASSES: usize = 1000;

/// Properties by which a thing has a name.
const CALLED: [NamedNodeRef<'_>; 4] = [
    vocabulary::LABEL,
    vocabulary::PREF_LABEL,
    vocabulary::NOTATION,
    vocabulary::ALT_LABEL,
];

/// Returns names and texts in which the longest of some words stands, with the kinds of what has them.
///
/// What goes by just these words is looked for by its other names as well.
pub(super) fn named_like(endpoint: &Endpoint, words: &str) -> Result<Vec<Triple>, EndpointError> {
    let mut found = with_text(endpoint, words)?;
    let is_name = |[_, predicate, _]: &&Triple| matches!(predicate, Term::NamedNode(node) if CALLED.contains(&node.as_ref()));
    let value = |[_, _, object]: &Triple| match object {
        Term::Literal(literal) => literal.value().to_lowercase(),
        _ => String::new(),
    };
    let wanted = plain(words);
    let mut seen = FxHashSet::default();
    let called: Vec<Term> = found
        .iter()
        .filter(is_name)
        .filter(|triple| plain(&value(triple)) == wanted)
        .map(|[subject, ..]| subject.clone())
        .filter(|subject| seen.insert(subject.clone()))
        .collect();
    if called.is_empty() {
        return Ok(found);
    }
    let names = endpoint.described(&called, "")?;
    let mut others: Vec<String> = names.iter().filter(is_name).map(value).collect();
    others.sort_unstable();
    others.dedup();
    others.retain(|other| *other != words.trim().to_lowercase() && !other.is_empty());
    for other in others.iter().take(NAMES) {
        found.extend(with_text(endpoint, other)?);
    }
    found.extend(names);
    Ok(found)
}

/// Returns a text as a search compares it: `NO₃⁻` as `no3`.
fn plain(text: &str) -> String {
    let letters = text.nfkd().flat_map(char::to_lowercase);
    letters
        .filter(|c| c.is_alphanumeric() || *c == '*')
        .collect()
}

fn with_text(endpoint: &Endpoint, words: &str) -> Result<Vec<Triple>, EndpointError> {
    let longest = words.split_whitespace().max_by_key(|word| word.len());
    let Some(word) = longest else {
        return Ok(Vec::new());
    };
    let word = Literal::new_simple_literal(word.to_lowercase());
    let others = [
        vocabulary::TITLE,
        sg::FIRST_AUTHOR,
        vocabulary::DOI,
        sg::STATEMENT,
    ];
    let properties = one_of(CALLED.iter().chain(&others));
    let merged = endpoint.of_merged_some(
        format!(
            "SELECT ?s ?p ?o WHERE {{ VALUES ?p {{ {properties} }} ?s ?p ?o . FILTER(CONTAINS(LCASE(STR(?o)), {word})) }} LIMIT {HITS}"
        ),
        HITS,
    )?;
    with_kinds(endpoint, triples(&merged))
}

/// Returns names that begin so, and those of things whose IRIs do behind a prefix, with the kinds of what has them.
pub(super) fn beginning(
    endpoint: &Endpoint,
    prefixes: &Prefixes,
    letters: &str,
) -> Result<Vec<Triple>, EndpointError> {
    let lower = letters.to_lowercase();
    let quoted = |text: &str| Literal::new_simple_literal(text).to_string();
    let mut conditions = vec![format!("STRSTARTS(LCASE(STR(?o)), {})", quoted(&lower))];
    conditions.extend(prefixes.iter().filter_map(|(name, start)| {
        let short = format!("{}:", name.to_lowercase());
        // All of the names with a prefix are too many where no letter behind it is known.
        let rest = lower.strip_prefix(&short).unwrap_or(&lower);
        let iri = format!("{}{rest}", start.to_lowercase());
        (!rest.is_empty()).then(|| format!("STRSTARTS(LCASE(STR(?s)), {})", quoted(&iri)))
    }));
    let merged = endpoint.of_merged_some(
        format!(
            "SELECT ?s ?p ?o WHERE {{ VALUES ?p {{ {} }} ?s ?p ?o . FILTER({}) }} LIMIT {HITS}",
            one_of(CALLED.iter()),
            conditions.join(" || ")
        ),
        HITS,
    )?;
    with_kinds(endpoint, triples(&merged))
}

/// Returns what is known of the names and kinds of what some triples are about, with these.
fn with_kinds(endpoint: &Endpoint, mut found: Vec<Triple>) -> Result<Vec<Triple>, EndpointError> {
    let mut seen = FxHashSet::default();
    let nodes = found.iter().map(|[subject, ..]| subject.clone());
    let nodes: Vec<Term> = nodes.filter(|node| seen.insert(node.clone())).collect();
    found.extend(labels(endpoint, &nodes)?);
    let kind = vocabulary::TYPE;
    found.extend(endpoint.in_batches(&nodes, &|batch, _| {
        let values = endpoint.spelt_all(batch);
        let rows = endpoint.of_merged(format!(
            "SELECT ?s ?p ?o WHERE {{ VALUES ?s {{ {values}}} VALUES ?p {{ {kind} }} ?s ?p ?o }}"
        ))?;
        Ok(triples(&rows))
    })?);
    Ok(found)
}

/// Returns so many things of a class at most, with what they are called.
pub(super) fn members(
    endpoint: &Endpoint,
    class: &str,
    most: usize,
) -> Result<Vec<Triple>, EndpointError> {
    let (kind, class) = (vocabulary::TYPE, NamedNode::new_unchecked(class));
    let found = endpoint.of_merged_some(
        format!("SELECT ?s ?p ?o WHERE {{ VALUES ?p {{ {kind} }} VALUES ?o {{ {class} }} ?s ?p ?o }} LIMIT {most}"),
        most,
    )?;
    let mut found = triples(&found);
    let nodes: Vec<Term> = found.iter().map(|[subject, ..]| subject.clone()).collect();
    found.extend(labels(endpoint, &nodes)?);
    Ok(found)
}

impl Endpoint {
    /// Returns the classes that most things have, inferred ones included.
    ///
    /// # Errors
    /// Where the engine does not answer.
    pub fn classes(&self) -> Result<Vec<Class>, EndpointError> {
        let kind = vocabulary::TYPE;
        let found = self.of_merged_some(
            format!("SELECT ?class (COUNT(*) AS ?count) (SAMPLE(?s) AS ?one) WHERE {{ ?s {kind} ?class }} GROUP BY ?class ORDER BY DESC(?count) LIMIT {CLASSES}"),
            CLASSES,
        )?;
        let columns = columns(&found, ["class", "count", "one"]);
        let rows = found.rows.iter().filter_map(|row| {
            let [class, count, one] = columns.map(|at| row.get(at?)?.clone());
            Some(Class {
                class: class?,
                count: number_of(&count?)?,
                one: one?,
            })
        });
        let mut classes: Vec<Class> = rows.collect();
        classes.sort_by_cached_key(|one| (Reverse(one.count), one.class.to_string()));
        Ok(classes)
    }

    /// Returns how many subjects and objects there are, and how often each predicate and each class is, of what is stated.
    ///
    /// # Errors
    /// Where the engine does not answer.
    pub fn stated(&self) -> Result<Stated, EndpointError> {
        let graphs = self.publication.layout.graphs();
        let (holds, kind) = (published::HOLDS, vocabulary::TYPE);
        let all = format!(
            "{{ SELECT DISTINCT ?s ?p ?o WHERE {{ GRAPH {graphs} {{ ?g {holds} ?kind }} GRAPH ?g {{ ?s ?p ?o }} }} }}"
        );
        let ask = |query: String| self.of_graphs(query);
        let counted = |name: &str, pattern: &str| -> Result<Vec<(String, usize)>, EndpointError> {
            let found = ask(format!(
                "SELECT ?{name} (COUNT(*) AS ?count) WHERE {{ {pattern} }} GROUP BY ?{name}"
            ))?;
            let columns = columns(&found, [name, "count"]);
            let rows = found.rows.iter().filter_map(|row| {
                let [one, count] = columns.map(|at| row.get(at?)?.clone());
                match one? {
                    Term::NamedNode(node) => Some((node.into_string(), number_of(&count?)?)),
                    _ => None,
                }
            });
            let mut rows: Vec<(String, usize)> = rows.collect();
            rows.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            Ok(rows)
        };
        let distinct = |name: &str| -> Result<usize, EndpointError> {
            let found = ask(format!(
                "SELECT (COUNT(DISTINCT ?{name}) AS ?count) WHERE {{ GRAPH {graphs} {{ ?g {holds} ?kind }} GRAPH ?g {{ ?s ?p ?o }} }}"
            ))?;
            let number = found.rows.first().and_then(|row| row.first()?.as_ref());
            number.and_then(number_of).ok_or_else(|| {
                self.client
                    .error("answers with no number to a question for one")
            })
        };
        Ok(Stated {
            subjects: distinct("s")?,
            objects: distinct("o")?,
            properties: counted("p", &all)?,
            classes: counted("o", &format!("{all} FILTER(?p = {kind})"))?,
        })
    }
}

/// A class, and what has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Class {
    /// The class.
    pub class: Term,
    /// How many things have it.
    pub count: usize,
    /// One of them.
    pub one: Term,
}

/// What is stated in a dataset, counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    /// Distinct subjects.
    pub subjects: usize,
    /// Distinct objects.
    pub objects: usize,
    /// Predicates with the triples that have them, most first.
    pub properties: Vec<(String, usize)>,
    /// Classes with the things that have them, most first.
    pub classes: Vec<(String, usize)>,
}

fn one_of<'a>(properties: impl Iterator<Item = &'a NamedNodeRef<'a>>) -> String {
    let names: Vec<String> = properties.map(ToString::to_string).collect();
    names.join(" ")
}
