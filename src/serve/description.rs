//! What the endpoint says of itself: SPARQL 1.1 Service Description and VoID.

use super::negotiation::Accept;
use super::protocol::{GRAPHS, not_acceptable, with_charset};
use super::reply::Reply;
use super::site::Site;
use crate::export::{DATASET, describe_dataset};
use crate::query::{Format, write_graph};
use oxigraph::model::vocab::{rdf, xsd};
use oxigraph::model::{BlankNode, GraphName, Literal, NamedNode, NamedOrBlankNode, Quad, Term};

const SD: &str = "http://www.w3.org/ns/sparql-service-description#";
const VOID: &str = "http://rdfs.org/ns/void#";
const FORMATS: &str = "http://www.w3.org/ns/formats/";

/// Answers with the service description, <https://www.w3.org/TR/sparql11-service-description/>.
pub(super) fn service_description(site: &Site, accept: &Accept) -> Reply {
    let mut graph = Graph::default();
    let service: NamedOrBlankNode = BlankNode::new_unchecked("service").into();
    let dataset: NamedOrBlankNode = BlankNode::new_unchecked("dataset").into();
    let merged: NamedOrBlankNode = BlankNode::new_unchecked("merged").into();
    let sd = |local: &str| NamedNode::new_unchecked(format!("{SD}{local}"));
    graph.add(&service, rdf::TYPE.into_owned(), sd("Service"));
    // An IRI reference that resolves against the address that was asked.
    graph.add(&service, sd("endpoint"), iri(&site.base, "sparql"));
    graph.add(&service, sd("supportedLanguage"), sd("SPARQL11Query"));
    for feature in ["UnionDefaultGraph", "EmptyGraphs"] {
        graph.add(&service, sd("feature"), sd(feature));
    }
    for format in [
        "SPARQL_Results_JSON",
        "SPARQL_Results_XML",
        "SPARQL_Results_CSV",
        "SPARQL_Results_TSV",
        "Turtle",
        "N-Triples",
        "N-Quads",
        "TriG",
        "RDF_XML",
        "JSON-LD",
    ] {
        let format = NamedNode::new_unchecked(format!("{FORMATS}{format}"));
        graph.add(&service, sd("resultFormat"), format);
    }
    graph.add(&service, sd("defaultDataset"), dataset.clone());
    graph.add(&dataset, rdf::TYPE.into_owned(), sd("Dataset"));
    graph.add(&dataset, sd("defaultGraph"), merged.clone());
    graph.add(&merged, rdf::TYPE.into_owned(), sd("Graph"));
    let void = |local: &str| NamedNode::new_unchecked(format!("{VOID}{local}"));
    let (claims, statements) = site.size();
    let count = |number: usize| Literal::new_typed_literal(number.to_string(), xsd::INTEGER);
    graph.add(&merged, void("triples"), count(statements));
    graph.add(&dataset, void("documents"), count(claims));
    graph.reply(site, accept)
}

/// Answers with what the dataset is: VoID and DCAT, and where it can be queried.
pub(super) fn dataset_description(site: &Site, accept: &Accept) -> Reply {
    let mut graph = Graph {
        quads: describe_dataset(&site.knowledge, &site.counts(), &[]),
    };
    let dataset: NamedOrBlankNode = NamedNode::new_unchecked(DATASET).into();
    let void = |local: &str| NamedNode::new_unchecked(format!("{VOID}{local}"));
    graph.add(&dataset, void("sparqlEndpoint"), iri(&site.base, "sparql"));
    graph.add(&dataset, void("rootResource"), iri(&site.base, ""));
    graph.reply(site, accept)
}

/// A graph in the making.
#[derive(Debug, Default)]
pub(super) struct Graph {
    quads: Vec<Quad>,
}

impl Graph {
    /// Adds a triple.
    pub(super) fn add(
        &mut self,
        subject: &NamedOrBlankNode,
        predicate: NamedNode,
        object: impl Into<Term>,
    ) {
        self.quads.push(Quad::new(
            subject.clone(),
            predicate,
            object,
            GraphName::DefaultGraph,
        ));
    }

    /// Returns the graph in the form that is accepted; people get Turtle.
    pub(super) fn reply(self, site: &Site, accept: &Accept) -> Reply {
        let Some((media_type, format)) = accept.choose(GRAPHS) else {
            return not_acceptable(GRAPHS);
        };
        let (media_type, format) = match format {
            Format::Graph(format) => (with_charset(media_type), format),
            _ => (
                "text/turtle; charset=utf-8".to_owned(),
                oxigraph::io::RdfFormat::Turtle,
            ),
        };
        let mut out = Vec::new();
        match write_graph(
            &mut out,
            self.quads.into_iter(),
            format,
            &site.knowledge.prefixes,
        ) {
            Ok(()) => Reply::new(200, &media_type, out).with("vary", "accept"),
            Err(error) => Reply::problem(500, error.to_string()),
        }
    }
}

/// Returns an IRI below a base.
pub(super) fn iri(base: &str, rest: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("{base}{rest}"))
}
