//! Nanopublications that come in: laid out as they should be, and named by their digest?

use super::trusty::{artefact_code, code_of};
use oxigraph::model::vocab::rdf;
use oxigraph::model::{GraphName, GraphNameRef, NamedNode, NamedOrBlankNode, Quad, Term, TermRef};
use std::collections::{BTreeMap, BTreeSet};

const NP: &str = "http://www.nanopub.org/nschema#";
/// Triples that a nanopublication may have, as the network's servers bound it.
const MOST: usize = 1200;

/// What is to be said of one nanopublication.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Its name, or that of its head where it has none.
    pub name: String,
    /// Whether it is one at all; otherwise, what belongs to none.
    pub is_one: bool,
    /// What is wrong with it; empty where nothing is.
    pub faults: Vec<String>,
    /// Whether its name is a digest, and whether that is the digest of its content.
    pub trusty: Option<bool>,
}

/// Checks the nanopublications among some quads, by the rules of the nanopublication guidelines.
///
/// Quads in graphs that belong to none of them are said last.
pub fn check_nanopublications(quads: &[Quad]) -> Vec<Verdict> {
    let mut by_graph: BTreeMap<String, Vec<&Quad>> = BTreeMap::new();
    for quad in quads {
        let graph = match &quad.graph_name {
            GraphName::DefaultGraph => String::new(),
            graph => graph.to_string(),
        };
        by_graph.entry(graph).or_default().push(quad);
    }
    let kind = NamedNode::new_unchecked(format!("{NP}Nanopublication"));
    let mut used: BTreeSet<String> = BTreeSet::new();
    let mut verdicts = Vec::new();
    for (graph, head) in &by_graph {
        let names: BTreeSet<String> = head
            .iter()
            .filter(|quad| {
                let predicate = quad.predicate.as_ref();
                (predicate == rdf::TYPE && quad.object == Term::from(kind.clone()))
                    || PARTS
                        .iter()
                        .any(|(part, _)| predicate.as_str() == format!("{NP}{part}"))
            })
            .map(|quad| name_of(&quad.subject))
            .collect();
        if names.is_empty() {
            continue;
        }
        used.insert(graph.clone());
        verdicts.push(check_one(graph, head, &names, &by_graph, &mut used));
    }
    let left: Vec<&String> = by_graph
        .keys()
        .filter(|graph| !used.contains(*graph))
        .collect();
    if !left.is_empty() {
        let names: Vec<String> = left
            .iter()
            .map(|graph| {
                if graph.is_empty() {
                    "the default graph".to_owned()
                } else {
                    (*graph).clone()
                }
            })
            .collect();
        verdicts.push(Verdict {
            name: names.join(", "),
            is_one: false,
            faults: vec![
                "these triples belong to no nanopublication: no head names their graph".to_owned(),
            ],
            trusty: None,
        });
    }
    verdicts
}

/// Properties of a head, with what they point to in words.
const PARTS: [(&str, &str); 3] = [
    ("hasAssertion", "assertion"),
    ("hasProvenance", "provenance"),
    ("hasPublicationInfo", "publication info"),
];

fn check_one(
    graph: &str,
    head: &[&Quad],
    names: &BTreeSet<String>,
    by_graph: &BTreeMap<String, Vec<&Quad>>,
    used: &mut BTreeSet<String>,
) -> Verdict {
    let mut faults = Vec::new();
    let name = names.iter().next().cloned().unwrap_or_default();
    if names.len() > 1 {
        faults.push("its head describes more than one nanopublication".to_owned());
    }
    if name.starts_with("_:") {
        faults.push("it has a blank node for a name".to_owned());
    }
    if graph.is_empty() {
        faults.push("its head stands in the default graph".to_owned());
    }
    if !head.iter().any(|quad| {
        quad.predicate.as_ref() == rdf::TYPE
            && quad.object == Term::from(NamedNode::new_unchecked(format!("{NP}Nanopublication")))
    }) {
        faults.push("its head does not say that it is a nanopublication".to_owned());
    }
    let mut all: Vec<Quad> = head.iter().map(|quad| (*quad).clone()).collect();
    let mut graphs = vec![graph.to_owned()];
    for (property, words) in PARTS {
        let property = format!("{NP}{property}");
        let pointed: BTreeSet<String> = head
            .iter()
            .filter(|quad| quad.predicate.as_str() == property)
            .map(|quad| quad.object.to_string())
            .collect();
        let Some(part) = pointed.iter().next() else {
            faults.push(format!("its head names no {words}"));
            continue;
        };
        if pointed.len() > 1 {
            faults.push(format!("its head names more than one {words}"));
        }
        used.extend(pointed.iter().cloned());
        let triples = by_graph.get(part).map_or(&[][..], Vec::as_slice);
        if triples.is_empty() {
            faults.push(format!("its {words} is empty"));
        }
        if graphs.contains(part) {
            faults.push(format!("its {words} shares a graph with another part"));
        }
        graphs.push(part.clone());
        all.extend(triples.iter().map(|quad| (*quad).clone()));
        let about = match words {
            "provenance" => head
                .iter()
                .find(|quad| quad.predicate.as_str() == format!("{NP}hasAssertion"))
                .map(|quad| (quad.object.to_string(), "the assertion")),
            "publication info" => Some((format!("<{name}>"), "the nanopublication")),
            _ => None,
        };
        if let Some((thing, called)) = about
            && !triples.is_empty()
            && !triples
                .iter()
                .any(|quad| quad.subject.to_string() == thing || quad.object.to_string() == thing)
        {
            faults.push(format!("its {words} says nothing of {called}"));
        }
    }
    if graphs.iter().any(|one| *one == format!("<{name}>")) {
        faults.push("one of its graphs has the nanopublication's own name".to_owned());
    }
    if all.len() > MOST {
        faults.push(format!(
            "it has {} triples; the network takes at most {MOST}",
            all.len()
        ));
    }
    let trusty = code_of(&name).map(|code| artefact_code(&all, code) == code);
    if trusty == Some(false) {
        faults.push(
            "its name is not the digest of its content: it was changed, or named wrongly"
                .to_owned(),
        );
    }
    if trusty.is_some() && all.iter().any(has_blank_node) {
        faults.push("it has blank nodes, which a digest cannot name".to_owned());
    }
    Verdict {
        name,
        is_one: true,
        faults,
        trusty,
    }
}

fn name_of(node: &NamedOrBlankNode) -> String {
    match node {
        NamedOrBlankNode::NamedNode(node) => node.as_str().to_owned(),
        NamedOrBlankNode::BlankNode(node) => node.to_string(),
    }
}

fn has_blank_node(quad: &Quad) -> bool {
    matches!(quad.subject, NamedOrBlankNode::BlankNode(_))
        || matches!(quad.object.as_ref(), TermRef::BlankNode(_))
        || matches!(quad.graph_name.as_ref(), GraphNameRef::BlankNode(_))
}
