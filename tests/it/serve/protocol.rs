//! The protocol tests of the W3C that concern queries, read from their manifest.

use super::running::{Got, Running};
use crate::sealed::{Sealed, repository, say};
use crate::w3c::manifest::{graph_of, objects, path_of, subject};
use oxigraph::model::{Graph, NamedNodeRef, NamedOrBlankNodeRef, TermRef};
use std::fs;

const MANIFEST: &str = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#";
const HTTP: &str = "http://www.w3.org/2011/http#";
const CONTENT: &str = "http://www.w3.org/2011/content#";
const UPDATES: &str = "http://www.w3.org/2009/sparql/tests/test-update#";

#[test]
fn the_protocol_tests_for_queries_pass() {
    let root = repository()
        .parent()
        .unwrap()
        .join("shared/w3c/sparql11/protocol");
    if !root.exists() {
        say(&format!(
            "\nSKIPPED: THE PROTOCOL TESTS DID NOT RUN: there is no {}\n",
            root.display()
        ));
        return;
    }
    let graph = graph_of(&root.join("manifest.ttl"));
    let kind = format!("{MANIFEST}ProtocolTest");
    let kind = TermRef::NamedNode(NamedNodeRef::new(&kind).unwrap());
    let mut ran = Vec::new();
    let mut wrong = Vec::new();
    let tests: Vec<NamedOrBlankNodeRef<'_>> = graph
        .triples_for_object(kind)
        .map(|triple| triple.subject)
        .collect();
    for test in tests {
        let name = test.to_string();
        let name = name
            .rsplit('#')
            .next()
            .unwrap()
            .trim_end_matches('>')
            .to_owned();
        // Updates are no part of a server that changes nothing; that it refuses them is tested, too.
        let changes = name.starts_with("update");
        let sealed = Sealed::new();
        let running = Running::start(&sealed, &["--data", &data(&sealed, &graph, test)]);
        for action in objects(&graph, test, &format!("{MANIFEST}action")) {
            for list in objects(&graph, subject(action), &format!("{HTTP}requests")) {
                for request in members(&graph, list) {
                    let got = send(&running, &graph, subject(request));
                    let fits = if changes {
                        // The questions behind an update are about what it would have changed.
                        (400..500).contains(&got.status)
                            || got.status == 200 && got.media_type().ends_with("results+json")
                    } else {
                        fits(&graph, subject(request), &got)
                    };
                    if !fits {
                        wrong.push(format!(
                            "{name}: {} {}",
                            got.status,
                            String::from_utf8_lossy(&got.body)
                        ));
                    }
                }
            }
        }
        ran.push(name);
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert_eq!(ran.len(), 34);
}

/// Writes the graphs of a test as one file of N-Quads.
fn data(sealed: &Sealed, graph: &Graph, test: NamedOrBlankNodeRef<'_>) -> String {
    let mut quads = String::new();
    for held in objects(graph, test, &format!("{UPDATES}graphData")) {
        let file = first(graph, subject(held), &format!("{UPDATES}graph")).unwrap();
        let name = text(
            graph,
            subject(held),
            "http://www.w3.org/2000/01/rdf-schema#label",
        )
        .unwrap();
        for line in fs::read_to_string(path_of(file)).unwrap().lines() {
            if let Some(triple) = line.trim().strip_suffix('.') {
                quads.push_str(&format!("{triple} <{name}> .\n"));
            }
        }
    }
    quads.push_str("<http://example.org/> <http://example.org/p> \"something\" .\n");
    sealed.write("data.nq", quads);
    "data.nq".to_owned()
}

fn send(running: &Running, graph: &Graph, request: NamedOrBlankNodeRef<'_>) -> Got {
    let method = text(graph, request, &format!("{HTTP}methodName")).unwrap();
    let path = text(graph, request, &format!("{HTTP}absolutePath")).unwrap();
    let mut headers = Vec::new();
    for list in objects(graph, request, &format!("{HTTP}headers")) {
        for header in members(graph, list) {
            let name = text(graph, subject(header), &format!("{HTTP}fieldName")).unwrap();
            let value = text(graph, subject(header), &format!("{HTTP}fieldValue")).unwrap();
            headers.push((name, value));
        }
    }
    let mut body = Vec::new();
    for content in objects(graph, request, &format!("{HTTP}body")) {
        let chars = text(graph, subject(content), &format!("{CONTENT}chars")).unwrap();
        let encoding = text(
            graph,
            subject(content),
            &format!("{CONTENT}characterEncoding"),
        );
        body = match encoding.as_deref() {
            Some("UTF-16") => chars.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            _ => chars.into_bytes(),
        };
    }
    let headers: Vec<(&str, &str)> = headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    running.send(&method, &path, &headers, &body)
}

fn fits(graph: &Graph, request: NamedOrBlankNodeRef<'_>, got: &Got) -> bool {
    let expected = first(graph, request, &format!("{HTTP}resp")).unwrap();
    let expected = subject(expected);
    let status_fits = objects(graph, expected, &format!("{MANIFEST}expectedStatus"))
        .into_iter()
        .any(|status| {
            let class = got.status / 100;
            status.to_string().contains(&format!("StatusCode{class}xx"))
        });
    let forms: &[&str] =
        match text(graph, expected, &format!("{MANIFEST}expectedFormat")).as_deref() {
            Some("boolean") => &[
                "application/sparql-results+json",
                "application/sparql-results+xml",
            ],
            Some("tabular") => &[
                "application/sparql-results+json",
                "application/sparql-results+xml",
                "text/csv",
                "text/tab-separated-values",
            ],
            Some("RDF") => &[
                "text/turtle",
                "application/rdf+xml",
                "application/n-triples",
            ],
            _ => &[],
        };
    let form_fits = forms.is_empty() || forms.contains(&got.media_type());
    let answer_fits =
        text(graph, expected, &format!("{MANIFEST}expectedBoolean")).is_none_or(|answer| {
            let found: serde_json::Value = serde_json::from_slice(&got.body).unwrap();
            found["boolean"] == (answer == "true")
        });
    status_fits && form_fits && answer_fits
}

fn first<'a>(graph: &'a Graph, of: NamedOrBlankNodeRef<'_>, property: &str) -> Option<TermRef<'a>> {
    objects(graph, of, property).into_iter().next()
}

fn text(graph: &Graph, of: NamedOrBlankNodeRef<'_>, property: &str) -> Option<String> {
    match first(graph, of, property)? {
        TermRef::Literal(literal) => Some(literal.value().to_owned()),
        _ => None,
    }
}

fn members<'a>(graph: &'a Graph, list: TermRef<'a>) -> Vec<TermRef<'a>> {
    const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
    let mut members = Vec::new();
    let mut rest = Some(list);
    while let Some(node @ (TermRef::BlankNode(_) | TermRef::NamedNode(_))) = rest {
        members.extend(first(graph, subject(node), &format!("{RDF}first")));
        rest = first(graph, subject(node), &format!("{RDF}rest"));
    }
    members
}
