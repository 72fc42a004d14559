//! The named questions as examples of what can be asked, in the vocabulary of SIB's SPARQL editor.
//!
//! <https://github.com/sib-swiss/sparql-examples> describes the form.

use super::description::{Graph, iri};
use super::negotiation::Accept;
use super::page::{Links, choices};
use super::reply::Reply;
use super::site::Site;
use crate::lineage::Lack;
use crate::query::{Question, sparql_of};
use oxigraph::model::vocab::{rdf, rdfs, xsd};
use oxigraph::model::{BlankNode, Literal, NamedNode, NamedOrBlankNode};
use spargebra::{Query, SparqlParser};

const SHACL: &str = "http://www.w3.org/ns/shacl#";
const SCHEMA: &str = "https://schema.org/";
const EXAMPLES: &str = "https://purl.expasy.org/sparql-examples/ontology#";

/// Answers with every question that can be asked as it stands, parameters that it needs set to what there is.
pub(super) fn examples(site: &Site, accept: &Accept) -> Reply {
    let mut graph = Graph::default();
    let shacl = |local: &str| NamedNode::new_unchecked(format!("{SHACL}{local}"));
    let schema = |local: &str| NamedNode::new_unchecked(format!("{SCHEMA}{local}"));
    let prefixes: NamedOrBlankNode = BlankNode::new_unchecked("prefixes").into();
    let links = Links::served(site);
    for question in site.questions.iter() {
        let Some((text, query)) = example(site, &links, question) else {
            continue;
        };
        let local = |name: &str| NamedNode::new_unchecked(format!("{EXAMPLES}{name}"));
        let (class, text_of) = match query {
            Query::Select { .. } => (shacl("SPARQLSelectExecutable"), shacl("select")),
            Query::Ask { .. } => (shacl("SPARQLAskExecutable"), shacl("ask")),
            Query::Construct { .. } => (shacl("SPARQLConstructExecutable"), shacl("construct")),
            Query::Describe { .. } => (local("SPARQLDescribeExecutable"), local("describe")),
        };
        let name = format!(".well-known/sparql-examples/{}", question.name);
        let subject: NamedOrBlankNode = iri(&site.base, &name).into();
        graph.add(&subject, rdf::TYPE.into_owned(), shacl("SPARQLExecutable"));
        graph.add(&subject, rdf::TYPE.into_owned(), class);
        let comment =
            Literal::new_language_tagged_literal_unchecked(&question.header.summary, "en");
        graph.add(&subject, rdfs::COMMENT.into_owned(), comment);
        graph.add(&subject, shacl("prefixes"), prefixes.clone());
        graph.add(&subject, text_of, Literal::new_simple_literal(text));
        graph.add(&subject, schema("target"), iri(&site.base, "sparql"));
        for tag in &question.header.tags {
            graph.add(
                &subject,
                schema("keywords"),
                Literal::new_simple_literal(tag),
            );
        }
    }
    for (name, namespace) in site.knowledge.prefixes.iter() {
        let declaration: NamedOrBlankNode = BlankNode::new_unchecked(format!("p-{name}")).into();
        graph.add(&prefixes, shacl("declare"), declaration.clone());
        let name = Literal::new_simple_literal(name);
        graph.add(&declaration, shacl("prefix"), name);
        let namespace = Literal::new_typed_literal(namespace, xsd::ANY_URI);
        graph.add(&declaration, shacl("namespace"), namespace);
    }
    graph.reply(site, accept)
}

/// Returns a question as SPARQL, where its parameters need nothing that we cannot give.
fn example(site: &Site, links: &Links<'_>, question: &Question) -> Option<(String, Query)> {
    let mut settings = Vec::new();
    for parameter in &question.parameters {
        if let (Some(engine), Some(value), Some(class)) =
            (&site.engine, &parameter.default, &parameter.class)
        {
            engine.lacks(Lack::Entity(value.clone(), Some(class.clone())));
        }
        if parameter.required && parameter.default.is_none() {
            let (value, _) = choices(links, parameter).into_iter().next()?;
            settings.push((parameter.name.clone(), value));
        }
    }
    let text = sparql_of(&site.knowledge, question, &settings).ok()?;
    let query = SparqlParser::new().parse_query(&text).ok()?;
    Some((text, query))
}
