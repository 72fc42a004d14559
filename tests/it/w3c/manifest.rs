//! The manifests of the suites: which tests there are, and of which files.

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::vocab::rdf;
use oxigraph::model::{Graph, NamedNodeRef, NamedOrBlankNodeRef, TermRef};
use std::path::{Path, PathBuf};

const MF: &str = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#";
const QT: &str = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#";

/// An evaluation test.
#[derive(Debug)]
pub(crate) struct Case {
    /// Suite, directory and name of the entry: `sparql11/bind/bind01`.
    pub(crate) name: String,
    /// The query.
    pub(crate) query: PathBuf,
    /// Files of the unnamed graph.
    pub(crate) data: Vec<PathBuf>,
    /// Files of named graphs, each named by the IRI of its file.
    pub(crate) graphs: Vec<PathBuf>,
    /// The expected answer.
    pub(crate) result: PathBuf,
    /// Whether a row may come fewer times than expected, but at least once (REDUCED).
    pub(crate) lax: bool,
}

/// Returns the evaluation tests that a manifest lists, its included manifests first.
///
/// Included manifests that are not there (parts of the suites that are about updates or protocols) are passed over.
pub(crate) fn cases(manifest: &Path, root: &Path) -> Vec<Case> {
    let graph = graph_of(manifest);
    let mut found = Vec::new();
    // Some manifests are named by their file, some by nothing.
    let this = graph
        .subject_for_predicate_object(rdf::TYPE, node(&format!("{MF}Manifest")))
        .unwrap();
    for included in list(&graph, this, &format!("{MF}include")) {
        let included = path_of(included);
        if included.exists() {
            found.extend(cases(&included, root));
        }
    }
    let directory = manifest.parent().unwrap();
    let place = directory.strip_prefix(root).unwrap().display().to_string();
    for entry in list(&graph, this, &format!("{MF}entries")) {
        let TermRef::NamedNode(entry) = entry else {
            panic!("{}: an entry without a name", manifest.display());
        };
        let kind = object(&graph, entry.into(), rdf::TYPE.as_str());
        let evaluation = ["QueryEvaluationTest", "CSVResultFormatTest"]
            .map(|kind| format!("<{MF}{kind}>"))
            .contains(&kind.map(|kind| kind.to_string()).unwrap_or_default());
        if !evaluation {
            continue;
        }
        let action = subject(object(&graph, entry.into(), &format!("{MF}action")).unwrap());
        let files = |property: &str| -> Vec<PathBuf> {
            let mut files: Vec<PathBuf> = objects(&graph, action, &format!("{QT}{property}"))
                .into_iter()
                .map(path_of)
                .collect();
            files.sort();
            files
        };
        let local = entry.as_str().rsplit(['#', '/']).next().unwrap();
        found.push(Case {
            name: format!("{place}/{local}"),
            query: files("query").remove(0),
            data: files("data"),
            graphs: files("graphData"),
            result: path_of(object(&graph, entry.into(), &format!("{MF}result")).unwrap()),
            lax: object(&graph, entry.into(), &format!("{MF}resultCardinality")).is_some(),
        });
    }
    found
}

/// Reads a file of triples; relative IRIs start from the file itself.
pub(crate) fn graph_of(path: &Path) -> Graph {
    let text = std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    RdfParser::from_format(format_of(path))
        .with_base_iri(iri_of(path))
        .unwrap()
        .for_slice(&text)
        .map(|quad| oxigraph::model::Triple::from(quad.unwrap()))
        .collect()
}

/// Returns the format of a file of triples by its ending.
pub(crate) fn format_of(path: &Path) -> RdfFormat {
    let ending = path.extension().and_then(|ending| ending.to_str());
    RdfFormat::from_extension(ending.unwrap_or_default())
        .unwrap_or_else(|| panic!("{}: no RDF format", path.display()))
}

/// Returns the IRI of a file.
pub(crate) fn iri_of(path: &Path) -> String {
    format!("file://{}", path.display().to_string().replace('\\', "/"))
}

/// Returns the file of an IRI.
pub(crate) fn path_of(iri: TermRef<'_>) -> PathBuf {
    match iri {
        TermRef::NamedNode(node) => node.as_str().trim_start_matches("file://").into(),
        other => panic!("{other} names no file"),
    }
}

/// Returns the object of a subject and a property.
pub(crate) fn object<'a>(
    graph: &'a Graph,
    subject: NamedOrBlankNodeRef<'_>,
    property: &str,
) -> Option<TermRef<'a>> {
    graph.object_for_subject_predicate(subject, node(property))
}

/// Returns all objects of a subject and a property.
pub(crate) fn objects<'a>(
    graph: &'a Graph,
    subject: NamedOrBlankNodeRef<'_>,
    property: &str,
) -> Vec<TermRef<'a>> {
    graph
        .objects_for_subject_predicate(subject, node(property))
        .collect()
}

fn node(iri: &str) -> NamedNodeRef<'_> {
    NamedNodeRef::new(iri).unwrap()
}

/// Returns a term as a subject.
pub(crate) fn subject(term: TermRef<'_>) -> NamedOrBlankNodeRef<'_> {
    match term {
        TermRef::NamedNode(node) => node.into(),
        TermRef::BlankNode(node) => node.into(),
        TermRef::Literal(literal) => panic!("{literal} is no subject"),
    }
}

/// Returns the members of the list that is the object of a subject and a property.
fn list<'a>(graph: &'a Graph, of: NamedOrBlankNodeRef<'_>, property: &str) -> Vec<TermRef<'a>> {
    let mut members = Vec::new();
    let mut rest = object(graph, of, property);
    while let Some(node) = rest {
        let node = subject(node);
        members.extend(object(graph, node, rdf::FIRST.as_str()));
        rest = object(graph, node, rdf::REST.as_str()).filter(|rest| *rest != rdf::NIL.into());
    }
    members
}
