//! What a query may take of the machine and of the network.

use crate::sealed::{Sealed, Seen, run};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};
use std::thread;

#[test]
fn a_product_of_everything_with_everything_does_not_eat_the_machine() {
    let product = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i";
    for query in [
        // Rows that are kept, rows that are sorted, and rows that are only told apart.
        format!("SELECT * {{ {product} }}"),
        format!("SELECT * {{ {product} }} ORDER BY ?a ?i"),
        format!("SELECT DISTINCT ?a ?d ?g {{ {product} }}"),
    ] {
        for citing in [&[][..], &["--no-cite"]] {
            let arguments = [&["query", &query, "--memory", "100"], citing].concat();
            let Seen {
                stdout,
                stderr,
                status,
            } = run(&arguments);
            assert_eq!((stdout.as_str(), status), ("", 2), "{query}\n{stderr}");
            assert!(
                stderr.contains("the query takes more memory than the 100 MB it may")
                    && stderr.contains("`--memory MB` allows more"),
                "{stderr}"
            );
        }
    }
    let enough = run(&["query", "ASK {}", "--memory", "1"]);
    assert_eq!((enough.status, enough.stderr.as_str()), (0, ""));
}

/// A stand-in for an endpoint on this machine: its address, and the requests that it was sent.
fn endpoint(answers: Vec<String>) -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/sparql", listener.local_addr().unwrap());
    let (seen, requests) = channel();
    thread::spawn(move || {
        for answer in answers {
            let (mut stream, _) = listener.accept().unwrap();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let (mut request, mut length) = (String::new(), 0);
            loop {
                let mut line = String::new();
                reader.read_line(&mut line).unwrap();
                if let Some(number) = line.to_lowercase().strip_prefix("content-length:") {
                    length = number.trim().parse().unwrap();
                }
                if line.trim().is_empty() {
                    break;
                }
                request.push_str(&line);
            }
            let mut body = vec![0; length];
            reader.read_exact(&mut body).unwrap();
            request.push_str(&String::from_utf8(body).unwrap());
            let _ = seen.send(request);
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    (address, requests)
}

fn http(status: &str, kind: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
}

const JSON: &str = "application/sparql-results+json";
const DATA: &str = "PREFIX : <http://e/> :c { :a :p :b . :b :p :c . :c :p 5 }";

fn ask(query: &str, more: &[&str]) -> Seen {
    let sealed = Sealed::new();
    sealed.write("data.trig", DATA);
    let arguments = ["query", query, "--data", "data.trig", "--format", "json"];
    sealed.run(&[&arguments, more].concat())
}

#[test]
fn another_endpoint_is_asked_only_where_that_is_allowed() {
    let (address, requests) = endpoint(Vec::new());
    let query = format!("SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}");
    let refused = ask(&query, &[]);
    assert_eq!((refused.stdout.as_str(), refused.status), ("", 2));
    assert!(
        refused
            .stderr
            .contains("(SERVICE), which is not allowed here")
            && refused.stderr.contains("`--allow-service`"),
        "{}",
        refused.stderr
    );
    assert!(requests.try_recv().is_err());
}

#[test]
fn rows_of_another_endpoint_are_joined_and_cite_it() {
    let body = r#"{"head":{"vars":["y","n"]},"results":{"bindings":[
        {"y":{"type":"uri","value":"http://e/b"},"n":{"type":"literal","value":"x"}},
        {"y":{"type":"uri","value":"http://e/elsewhere"},"n":{"type":"literal","value":"z"}}]}}"#;
    let (address, requests) = endpoint(vec![http("200 OK", JSON, body)]);
    let query = format!(
        "SELECT ?x ?n {{ ?x <http://e/p> ?y SERVICE <{address}> {{ ?y <http://e/n> ?n ; <http://e/m> [] }} }}"
    );
    let seen = ask(&query, &["--allow-service"]);
    assert_eq!((seen.stderr.as_str(), seen.status), ("", 0));
    let answer: serde_json::Value = serde_json::from_str(&seen.stdout).unwrap();
    let bindings = answer["results"]["bindings"].as_array().unwrap();
    assert_eq!(bindings.len(), 1, "{answer}");
    assert_eq!(bindings[0]["x"]["value"], "http://e/a");
    assert_eq!(bindings[0]["n"]["value"], "x");
    let alternative = &answer["evidence"][0]["alternatives"][0];
    assert_eq!(alternative["endpoints"], serde_json::json!([address]));
    assert_eq!(alternative["statements"].as_array().unwrap().len(), 1);
    let request = requests.recv().unwrap();
    assert!(request.starts_with("POST /sparql HTTP/1.1"), "{request}");
    assert!(request.contains("application/sparql-query"), "{request}");
    let asked = request.lines().last().unwrap();
    spargebra::SparqlParser::new().parse_query(asked).unwrap();
    // Asked once, whoever needs the answer.
    assert!(requests.try_recv().is_err());
}

#[test]
fn an_endpoint_that_fails_says_how() {
    for (answer, said) in [
        (http("500 Oh no", JSON, ""), "answers with the status 500"),
        (
            http("200 OK", "text/html", "<p>"),
            "in a form that is not read here: `text/html`",
        ),
        (
            http("200 OK", JSON, "{"),
            "answers with what is not a result",
        ),
        (
            http("200 OK", JSON, r#"{"head":{},"boolean":true}"#),
            "answers yes or no",
        ),
        ("nonsense".to_owned(), "cannot be asked"),
    ] {
        let (address, _requests) = endpoint(vec![answer.clone(), answer]);
        let query = format!("SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}");
        let seen = ask(&query, &["--allow-service"]);
        assert_eq!(
            (seen.stdout.as_str(), seen.status),
            ("", 2),
            "{}",
            seen.stderr
        );
        assert!(seen.stderr.contains(said), "{}", seen.stderr);
    }
    let elsewhere = ask(
        "SELECT * { SERVICE <ftp://e/> { ?s ?p ?o } }",
        &["--allow-service"],
    );
    assert!(
        elsewhere.stderr.contains("is not of the web"),
        "{}",
        elsewhere.stderr
    );
    let silent = ask(
        "SELECT * { ?x <http://e/p> 5 SERVICE SILENT <ftp://e/> { ?x ?p ?o } }",
        &["--allow-service"],
    );
    assert_eq!((silent.stderr.as_str(), silent.status), ("", 0));
}

#[test]
fn an_endpoint_has_a_bounded_time_and_a_bounded_answer() {
    use std::time::Duration;
    use synergraph::lineage::Endpoints;
    use synergraph::query::Http;
    let long = format!(
        "{}{}",
        r#"{"head":{"vars":[]},"results":{"bindings":[]}}"#,
        " ".repeat(4096)
    );
    let (address, _requests) = endpoint(vec![http("200 OK", JSON, &long)]);
    let small = Http::bounded(Duration::from_secs(5), 1024).unwrap();
    let error = small.ask(&address, "SELECT * {}").unwrap_err();
    assert!(error.reason.contains("answers with more than"), "{error}");
    // Nobody ever answers here.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/", listener.local_addr().unwrap());
    let short = Http::bounded(Duration::from_millis(100), 1024).unwrap();
    let error = short.ask(&address, "SELECT * {}").unwrap_err();
    assert_eq!(error.reason, "does not answer in time");
}
