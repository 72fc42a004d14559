//! What the layout of `docs/publish.md` makes of RDF files, said once more: a slow and obvious listing.

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{GraphName, Quad};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

const PUB: &str = "https://w3id.org/synergraph/published#";
const INTEGER: &str = "http://www.w3.org/2001/XMLSchema#integer";

/// Returns all quads but those of ledgers, and but the digest of the store, for files without blank nodes and rules.
pub(crate) fn expected(files: &[(&str, &str)], base: &str) -> BTreeSet<String> {
    let mut claims: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut sources: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
    let mut names: BTreeMap<&str, &str> = BTreeMap::new();
    for (number, (_, text)) in files.iter().enumerate() {
        for quad in RdfParser::from_format(RdfFormat::TriG).for_slice(text.as_bytes()) {
            let Quad {
                subject,
                predicate,
                object,
                graph_name,
            } = quad.unwrap();
            let line = format!("{subject} {predicate} {object}");
            let lines = match graph_name {
                GraphName::DefaultGraph => sources.entry(number).or_default(),
                graph => claims.entry(graph.to_string()).or_default(),
            };
            lines.insert(line);
        }
        for line in text.lines().filter(|line| line.starts_with("@prefix")) {
            let mut words = line.split([' ', '<', '>']).filter(|word| !word.is_empty());
            let (name, iri) = (words.nth(1).unwrap(), words.next().unwrap());
            names.insert(name, iri);
        }
    }
    for (name, iri) in KNOWN {
        names.entry(name).or_insert(iri);
    }
    let mut quads = BTreeSet::new();
    let merged: BTreeSet<&String> = claims.values().chain(sources.values()).flatten().collect();
    for line in &merged {
        quads.insert(format!("{line} <{base}merged> ."));
    }
    let mut listed = 0;
    let mut list = |graph: &str, predicate: &str, object: String| {
        quads.insert(format!(
            "{graph} <{PUB}{predicate}> {object} <{base}graphs> ."
        ));
        listed += 1;
    };
    let source =
        |number: &usize| format!("<{base}source/{}>", files[*number].0.replace(' ', "%20"));
    for (graph, lines) in &claims {
        list(graph, "holds", format!("<{PUB}Claim>"));
        list(graph, "digest", digest(lines));
    }
    for (number, lines) in &sources {
        let graph = source(number);
        list(&graph, "holds", format!("<{PUB}Source>"));
        list(&graph, "digest", digest(lines));
        list(&graph, "sourceName", format!("\"{}\"", files[*number].0));
        list(&graph, "position", format!("\"{number}\"^^<{INTEGER}>"));
    }
    let prefixes: String = names
        .iter()
        .map(|(name, iri)| format!("@prefix {name} <{iri}> .\\n"))
        .collect();
    let is_described = |claim: &&String| {
        let begins = format!("{claim} ");
        merged.iter().any(|line| line.starts_with(&begins))
    };
    let described = claims.keys().filter(is_described).count();
    let number = |number: usize| format!("\"{number}\"^^<{INTEGER}>");
    let type_of = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
    for (predicate, object) in [
        (type_of.to_owned(), format!("<{PUB}Dataset>")),
        (format!("{PUB}state"), format!("<{PUB}Complete>")),
        (format!("{PUB}mergedGraph"), format!("<{base}merged>")),
        (format!("{PUB}formatVersion"), number(1)),
        (format!("{PUB}statements"), number(merged.len())),
        (format!("{PUB}claims"), number(claims.len())),
        (format!("{PUB}sources"), number(sources.len())),
        (format!("{PUB}derivations"), number(0)),
        (format!("{PUB}described"), number(described)),
        (format!("{PUB}listed"), number(listed)),
        (format!("{PUB}prefixes"), format!("\"{prefixes}\"")),
        (format!("{PUB}pieces"), "\"subjects\"".to_owned()),
    ] {
        quads.insert(format!(
            "<{base}> <{predicate}> {object} <{base}publication> ."
        ));
    }
    for (graph, lines) in &claims {
        quads.extend(lines.iter().map(|line| format!("{line} {graph} .")));
    }
    for (number, lines) in &sources {
        let graph = source(number);
        quads.extend(lines.iter().map(|line| format!("{line} {graph} .")));
    }
    quads
}

/// Short names that every dataset has.
const KNOWN: [(&str, &str); 14] = [
    ("rdf:", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs:", "http://www.w3.org/2000/01/rdf-schema#"),
    ("xsd:", "http://www.w3.org/2001/XMLSchema#"),
    ("owl:", "http://www.w3.org/2002/07/owl#"),
    ("skos:", "http://www.w3.org/2004/02/skos/core#"),
    ("dcterms:", "http://purl.org/dc/terms/"),
    ("prov:", "http://www.w3.org/ns/prov#"),
    ("pav:", "http://purl.org/pav/"),
    ("foaf:", "http://xmlns.com/foaf/0.1/"),
    ("cito:", "http://purl.org/spar/cito/"),
    ("biro:", "http://purl.org/spar/biro/"),
    ("fabio:", "http://purl.org/spar/fabio/"),
    ("prism:", "http://prismstandard.org/namespaces/basic/2.0/"),
    ("sg:", "https://w3id.org/synergraph/ns#"),
];

/// Returns the digest of a graph: the sum of the hashes of its lines.
fn digest(lines: &BTreeSet<String>) -> String {
    let sum = lines.iter().fold(0_u128, |sum, line| {
        let hash = hash(&format!("{line} ."));
        sum.wrapping_add(u128::from_str_radix(&hash, 16).unwrap())
    });
    format!("\"{sum:032x}\"")
}

/// Returns the first half of a SHA-256, as hexadecimal digits.
pub(crate) fn hash(text: &str) -> String {
    let hash = Sha256::digest(text.as_bytes());
    hash[..16]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
