//! The server, over real sockets: what clients get, and what rude ones do not break.

#![expect(clippy::unwrap_used, reason = "tests may fail")]

mod clients;
mod faults;
mod pages;
mod protocol;
mod retractions;
mod running;

use crate::sealed::Sealed;
use running::Running;

const DATA: &str = r#"
@prefix ex: <http://example.org/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
ex:one { ex:copper rdfs:label "copper" ; ex:likes ex:nitrate . }
ex:two { ex:copper ex:likes ex:nitrate . ex:nitrate rdfs:label "<b>nitrate</b> & \"more\"" . }
"#;

/// A server over two small claims.
fn small(sealed: &Sealed) -> Running {
    sealed.write("data.trig", DATA);
    Running::start(sealed, &["--data", "data.trig"])
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[test]
fn every_result_format_is_negotiated() {
    let sealed = Sealed::new();
    let running = small(&sealed);
    let select = format!(
        "/sparql?query={}",
        encoded("SELECT ?l { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?l } ORDER BY ?l")
    );
    let construct = format!(
        "/query?query={}",
        encoded("CONSTRUCT WHERE { ?s <http://example.org/likes> ?o }")
    );
    let mut seen = String::new();
    for (path, accept) in [
        (&select, ""),
        (&select, "*/*"),
        (&select, "application/sparql-results+json"),
        (&select, "application/sparql-results+xml, */*;q=0.1"),
        (&select, "text/csv"),
        (&select, "text/tab-separated-values;q=0.9, text/csv;q=0.2"),
        (&select, "application/sparql-results+json; citations=true"),
        (&select, "text/turtle"),
        (&construct, ""),
        (&construct, "application/n-triples"),
        (&construct, "application/ld+json"),
        (&construct, "application/rdf+xml;q=0.5, text/turtle;q=0.4"),
        (&construct, "image/png"),
    ] {
        let headers: &[(&str, &str)] = if accept.is_empty() {
            &[]
        } else {
            &[("accept", accept)]
        };
        let got = running.get_with(path, headers);
        let head = path.split('?').next().unwrap();
        seen.push_str(&format!(
            "{head} [{accept}]\n{} {}\n{}\n",
            got.status,
            got.header("content-type").unwrap(),
            got.text()
        ));
    }
    insta::assert_snapshot!(seen);
}

#[test]
fn citations_come_with_the_rows_where_they_are_asked_for() {
    let sealed = Sealed::new();
    let running = small(&sealed);
    let query = encoded("SELECT ?s { ?s <http://example.org/likes> ?o }");
    let plain = running.get(&format!("/sparql?query={query}"));
    let cited = running.get(&format!("/sparql?query={query}&citations=true"));
    let plain: serde_json::Value = serde_json::from_slice(&plain.body).unwrap();
    let cited: serde_json::Value = serde_json::from_slice(&cited.body).unwrap();
    assert_eq!(plain["results"], cited["results"]);
    assert!(plain.get("evidence").is_none());
    let claims = &cited["evidence"][0]["alternatives"][0]["statements"][0]["claims"];
    assert_eq!(claims.as_array().unwrap().len(), 2, "{cited:#}");
}

#[test]
fn an_unchanged_reply_is_not_sent_again() {
    let sealed = Sealed::new();
    let running = small(&sealed);
    let first = running.get("/sparql?query=ASK%7B%7D");
    let tag = first.header("etag").unwrap().to_owned();
    let again = running.get_with("/sparql?query=ASK%7B%7D", &[("if-none-match", &tag)]);
    assert_eq!((again.status, again.body.len()), (304, 0));
    let other = running.get_with("/sparql?query=ASK%7B%7D", &[("if-none-match", "\"other\"")]);
    assert_eq!(other.status, 200);
    let head = running.send("HEAD", "/sparql?query=ASK%7B%7D", &[], b"");
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(
        head.header("content-length"),
        first.header("content-length")
    );
}

#[test]
fn long_replies_are_compressed_for_those_who_can_read_it() {
    let sealed = Sealed::new();
    let running = small(&sealed);
    let plain = running.get("/ask");
    let short = running.get_with("/ask", &[("accept-encoding", "gzip, br")]);
    assert_eq!(short.header("content-encoding"), Some("gzip"));
    assert!(short.body.len() < plain.body.len());
    let mut text = Vec::new();
    std::io::Read::read_to_end(
        &mut flate2::read::GzDecoder::new(short.body.as_slice()),
        &mut text,
    )
    .unwrap();
    assert_eq!(text, plain.body);
    let refused = running.get_with("/ask", &[("accept-encoding", "gzip;q=0")]);
    assert_eq!(refused.header("content-encoding"), None);
}

#[test]
fn pages_of_other_sites_may_ask() {
    let sealed = Sealed::new();
    let running = small(&sealed);
    let asked = [
        ("origin", "https://example.org"),
        ("access-control-request-method", "POST"),
        ("access-control-request-headers", "content-type"),
    ];
    let got = running.send("OPTIONS", "/sparql", &asked, b"");
    assert!(got.status < 300);
    assert_eq!(got.header("access-control-allow-origin"), Some("*"));
    assert!(
        got.header("access-control-allow-methods")
            .unwrap()
            .contains("POST")
    );
    let got = running.get_with(
        "/sparql?query=ASK%7B%7D",
        &[("origin", "https://example.org")],
    );
    assert_eq!(got.header("access-control-allow-origin"), Some("*"));
}

#[test]
fn nothing_can_be_changed() {
    let sealed = Sealed::new();
    let running = small(&sealed);
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let update = [("content-type", "application/sparql-update")];
    let query = [("content-type", "application/sparql-query")];
    for (method, path, headers, body, status) in [
        ("POST", "/sparql", &form, "update=CLEAR+ALL", 403),
        ("POST", "/update", &update, "CLEAR ALL", 405),
        ("POST", "/sparql", &update, "CLEAR ALL", 403),
        ("POST", "/sparql", &query, "LOAD <file:///etc/passwd>", 400),
        (
            "POST",
            "/sparql",
            &query,
            "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
            400,
        ),
        ("PUT", "/claim/x", &query, "", 405),
        ("DELETE", "/", &query, "", 405),
        ("PATCH", "/sparql", &query, "", 405),
    ] {
        let got = running.send(method, path, headers, body.as_bytes());
        assert_eq!(got.status, status, "{method} {path} {body}: {}", got.text());
    }
    let from = running.get(&format!(
        "/sparql?query={}",
        encoded("SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }")
    ));
    assert!(from.text().contains("\"bindings\":[\n]"), "{}", from.text());
}

#[test]
fn named_questions_are_an_api_that_is_described() {
    let sealed = Sealed::new();
    let running = Running::start(&sealed, &[]);
    let got = running.get_with(
        "/api/dual-site-pairs?activates=nitrate",
        &[("accept", "text/csv")],
    );
    assert_eq!(got.status, 200);
    assert_eq!(got.text().lines().count(), 3, "{}", got.text());
    for (path, status) in [
        ("/api/dual-site-pair", 404),
        ("/api/dual-site-pairs?activates=unobtainium", 400),
        ("/api/dual-site-pairs?nonsense=1", 400),
        ("/api/dual-site-pairs?format=pdf", 400),
        ("/api/dual-site-pairs?citations=perhaps", 400),
    ] {
        let got = running.get(path);
        assert_eq!(got.status, status, "{path}: {}", got.text());
    }
    let described: serde_json::Value =
        serde_json::from_slice(&running.get("/api/openapi.json").body).unwrap();
    let of_question = &described["paths"]["/api/dual-site-pairs"]["get"]["parameters"];
    assert_eq!(of_question[0]["name"], "activates");
}
