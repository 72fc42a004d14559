//! Engines that write one form of rows faster than another.

use super::engine::{Asked, Engine, Fault};
use super::{asked_there, json, open, published, request, rows};
use crate::sealed::{Sealed, Seen};
use synergraph::query::Question;
use synergraph::source::Source;

/// What an engine calls itself that writes XML much faster than JSON.
fn quick_at_xml() -> Fault {
    Fault::Header("server", "Virtuoso/07.20.3229 (Linux)".to_owned())
}

const QUERY: &str = "SELECT ?x WHERE { ?x ?y ?z }";

/// What a user sees of one answer to a query in XML, and the forms that were asked for.
fn of_xml(bodies: &'static [&'static str], more: &[&str]) -> (Seen, Vec<String>) {
    let ours = |asked: &Asked| asked.query.starts_with("SELECT ?x");
    let is_xml = |asked: &Asked| asked.headers["accept"].contains("+xml");
    let engine = Engine::with_faults(published(), move |asked| {
        let xml = vec![(
            "content-type",
            "application/sparql-results+xml; charset=UTF-8".to_owned(),
        )];
        match (ours(asked), is_xml(asked)) {
            (true, true) => Some(Fault::Instead(200, xml, bodies.concat())),
            (true, false) => {
                let json = vec![("content-type", "application/sparql-results+json".to_owned())];
                let body = r#"{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"literal","value":"from JSON"}}]}}"#;
                Some(Fault::Instead(200, json, body.to_owned()))
            }
            _ => Some(quick_at_xml()),
        }
    });
    let mut arguments = vec!["query", QUERY, "--no-cite", "--endpoint", &engine.address];
    arguments.extend(more);
    let mut seen = Sealed::new().run(&arguments);
    seen.stderr = seen.stderr.replace(&engine.address, "http://engine/sparql");
    let asked = engine.asked().into_iter().filter(ours);
    let forms = asked.map(|one| one.headers["accept"].split(',').next().unwrap().to_owned());
    (seen, forms.collect())
}

#[test]
fn rows_in_xml_have_the_same_citations_as_rows_in_json() {
    let text = "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX sg: <https://w3id.org/synergraph/ns#>
                SELECT ?claim ?text ?label WHERE { ?claim sg:statement ?text . ?claim sg:wording ?wording .
                OPTIONAL { ?wording rdfs:label ?label } }";
    let source = Source::new("query", text);
    let (question, _) = Question::read("query", &source);
    let plain = Engine::start(published());
    let quick = Engine::with_faults(published(), |_| Some(quick_at_xml()));
    let [plain, quick_answer] = [&plain, &quick].map(|engine| {
        let (knowledge, asked) = asked_there(&open(engine), &request(&question, &[]));
        json(&knowledge, &asked)
    });
    assert!(rows(&plain).len() > 500);
    assert_eq!(rows(&plain), rows(&quick_answer));
    let asked = quick.asked();
    let in_xml = asked
        .iter()
        .filter(|asked| asked.headers["accept"].contains("+xml"));
    assert!(in_xml.count() > 0);
}

#[test]
fn texts_in_xml_keep_their_white_space() {
    let body = &[
        "<?xml version=\"1.0\"?>\n<r:sparql xmlns:r=\"http://www.w3.org/2005/sparql-results#\"><r:head>",
        "<r:variable name=\"x\"/><r:link href=\"x\"/></r:head>\n<r:results distinct=\"false\">\n",
        "<r:result><r:binding name=\"x\"><r:literal> before and behind  </r:literal></r:binding></r:result>",
        "<r:result><r:binding name=\"x\"><r:literal>  </r:literal></r:binding></r:result>",
        "<r:result><r:binding name=\"x\"><r:literal></r:literal></r:binding></r:result>",
        "<r:result><r:binding name=\"x\"><r:literal/></r:binding></r:result>",
        "<r:result>  </r:result>",
        "<r:result><r:binding name=\"x\"><r:literal>two\nlines, a\rreturn &amp; &lt;&#x41;&#66;></r:literal></r:binding></r:result>",
        "<r:result><r:binding name=\"x\"><r:literal xml:lang=\"en\"><![CDATA[<b>]]> behind</r:literal></r:binding></r:result>",
        "<r:result><r:binding name=\"x\"><r:literal datatype=\"http://www.w3.org/2001/XMLSchema#integer\">07</r:literal></r:binding></r:result>",
        "<r:result><r:binding name=\"x\"><r:bnode>b1</r:bnode></r:binding></r:result>",
        "<r:result><!-- no value --><r:binding name=\"x\"><r:uri>https://example.org/?a=1&amp;b=2</r:uri></r:binding></r:result>",
        "</r:results></r:sparql>\n",
    ];
    let (seen, forms) = of_xml(body, &["--format", "json"]);
    assert_eq!((seen.stderr.as_str(), seen.status), ("", 0));
    assert_eq!(forms, ["application/sparql-results+xml"]);
    let answer: serde_json::Value = serde_json::from_str(&seen.stdout).unwrap();
    insta::assert_snapshot!(serde_json::to_string_pretty(&answer["results"]["bindings"]).unwrap());
}

#[test]
fn a_document_in_xml_that_ends_early_is_no_answer() {
    const HEAD: &str = "<sparql><head><variable name=\"x\"/></head><results>";
    const ROW: &str =
        "<result><binding name=\"x\"><uri>https://example.org/a</uri></binding></result>";
    let cuts: [&'static [&'static str]; 5] = [
        &["<spar"],
        &[HEAD],
        &[HEAD, ROW, "<result><binding name=\"x\"><uri>https://exam"],
        &[HEAD, ROW],
        &[HEAD, ROW, "</results>"],
    ];
    for cut in cuts {
        let (seen, _) = of_xml(cut, &[]);
        assert_eq!(
            seen.stderr,
            "error: the endpoint <http://engine/sparql> breaks off: its answer ends in the middle\n",
            "{cut:?}"
        );
        assert_eq!((seen.stdout.as_str(), seen.status), ("", 2));
    }
}

/// No row is lost, and none comes twice.
#[test]
fn what_cannot_be_read_as_xml_is_asked_for_as_json() {
    const HEAD: &str = "<sparql><head><variable name=\"x\"/></head><results>";
    const ROW: &str =
        "<result><binding name=\"x\"><uri>https://example.org/a</uri></binding></result>";
    let wrong: [&'static [&'static str]; 4] = [
        &[
            HEAD,
            ROW,
            "<result><binding name=\"y\"><uri>https://example.org/a</uri></binding></result></results></sparql>",
        ],
        &[
            HEAD,
            ROW,
            "<result><binding name=\"x\"><uri>no address</uri></binding></result></results></sparql>",
        ],
        &[
            HEAD,
            ROW,
            "<result><binding name=\"x\"><literal>&unknown;</literal></binding></result></results></sparql>",
        ],
        &["<sparql><head/><boolean>true</boolean></sparql>"],
    ];
    for body in wrong {
        let (seen, forms) = of_xml(body, &["--format", "csv"]);
        assert_eq!((seen.stderr.as_str(), seen.status), ("", 0), "{body:?}");
        assert_eq!(seen.stdout, "x\r\nfrom JSON\r\n", "{body:?}");
        assert_eq!(
            forms,
            [
                "application/sparql-results+xml",
                "application/sparql-results+json"
            ]
        );
    }
}
