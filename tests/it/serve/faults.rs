//! Load, faults and rude clients.

use super::running::{Got, Running};
use super::{encoded, small};
use crate::sealed::Sealed;
use std::io::{Read, Write};
use std::time::{Duration, Instant};

const ENDLESS: &str =
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n2 ?o }";

#[test]
fn a_query_without_end_is_stopped_and_says_so() {
    let sealed = Sealed::new();
    let running = Running::start(&sealed, &["--timeout", "1"]);
    let started = Instant::now();
    let got = running.get(&format!("/sparql?query={}", encoded(ENDLESS)));
    assert_eq!(got.status, 503, "{}", got.text());
    assert!(got.text().contains("stopped after 1 s"), "{}", got.text());
    assert!(started.elapsed() < Duration::from_secs(20));
}

#[test]
fn pages_are_answered_while_hostile_queries_fill_every_slot() {
    let sealed = Sealed::new();
    let running = Running::start(&sealed, &["--timeout", "5", "--slots", "2", "--queue", "2"]);
    std::thread::scope(|scope| {
        let hostile: Vec<_> = (0..8)
            .map(|number| {
                let path = format!("/sparql?query={}%20%23{number}", encoded(ENDLESS));
                let running = &running;
                scope.spawn(move || running.get(&path))
            })
            .collect();
        std::thread::sleep(Duration::from_millis(300));
        let page = running.get("/system/ipn-cuco-dacs.html");
        assert_eq!(page.status, 200);
        let question = running.get("/api/dual-site-pairs");
        assert_eq!(question.status, 200);
        let replies: Vec<Got> = hostile.into_iter().map(|one| one.join().unwrap()).collect();
        assert!(replies.iter().all(|got| got.status == 503));
        let away: Vec<&Got> = replies
            .iter()
            .filter(|got| got.header("retry-after").is_some())
            .collect();
        assert!(!away.is_empty(), "some found no place");
    });
}

#[test]
fn answers_are_bounded_in_rows_and_bytes() {
    let sealed = Sealed::new();
    let running = Running::start(&sealed, &["--max-rows", "100"]);
    let got = running.get(&format!(
        "/sparql?query={}",
        encoded("SELECT * { ?s ?p ?o }")
    ));
    assert_eq!(got.status, 413, "{}", got.text());
    let running = Running::start(&sealed, &["--max-answer", "0"]);
    let got = running.get(&format!(
        "/sparql?query={}",
        encoded("SELECT * { ?s ?p ?o } LIMIT 10")
    ));
    assert_eq!(got.status, 413, "{}", got.text());
}

#[test]
fn malformed_requests_get_no_500_and_leave_the_server_well() {
    let sealed = Sealed::new();
    let mut running = small(&sealed);
    let long = "a".repeat(200_000);
    let long_path = format!("GET /{long} HTTP/1.1\r\nhost: x\r\n\r\n");
    let long_header = format!("GET / HTTP/1.1\r\nhost: x\r\nx: {long}\r\n\r\n");
    let many_headers = format!("GET / HTTP/1.1\r\n{}\r\n", "x: y\r\n".repeat(5000));
    let big_body = format!(
        "POST /sparql HTTP/1.1\r\nhost: x\r\ncontent-type: application/sparql-query\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{}",
        3 << 20,
        "x".repeat(3 << 20)
    );
    for bytes in [
        b"".as_slice(),
        b"\r\n\r\n",
        b"GET",
        b"GET / HTTP/9.9\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET / HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\ncontent-type: application/sparql-query\r\n\r\nzz\r\n",
        b"POST /sparql HTTP/1.1\r\nhost: x\r\ncontent-type: application/sparql-query\r\ncontent-length: 10\r\n\r\nASK",
        b"GET /sparql?query=%ff%fe HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
        b"GET /%00%ff HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
        b"GET /search?q=%00%F0%9F HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
        b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nhost: x\r\naccept: ;;,,q=,/\r\nconnection: close\r\n\r\n",
        long_path.as_bytes(),
        long_header.as_bytes(),
        many_headers.as_bytes(),
        big_body.as_bytes(),
    ] {
        let reply = running.raw(bytes);
        if let Some(got) = Got::read(&reply, true) {
            assert_ne!(got.status, 500, "{:?}", String::from_utf8_lossy(&bytes[..bytes.len().min(80)]));
        }
    }
    assert!(running.is_running());
    assert_eq!(running.get("/health").text(), "well\n");
    let deep = format!("ASK {}{}", "{".repeat(50_000), "}".repeat(50_000));
    let got = running.send(
        "POST",
        "/sparql",
        &[("content-type", "application/sparql-query")],
        deep.as_bytes(),
    );
    assert_eq!(got.status, 400, "{}", got.text());
    assert!(running.is_running());
}

#[test]
fn requests_that_run_are_finished_before_the_end() {
    let sealed = Sealed::new();
    let mut running = Running::start(&sealed, &["--timeout", "2"]);
    let path = format!("/sparql?query={}", encoded(ENDLESS));
    std::thread::scope(|scope| {
        let address = running.address;
        let one = scope.spawn(move || {
            let mut stream = std::net::TcpStream::connect(address).unwrap();
            write!(
                stream,
                "GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"
            )
            .unwrap();
            let mut reply = Vec::new();
            stream.read_to_end(&mut reply).unwrap();
            Got::read(&reply, false).unwrap()
        });
        std::thread::sleep(Duration::from_millis(300));
        running.signal("TERM");
        assert_eq!(one.join().unwrap().status, 503);
    });
    assert_eq!(running.wait(), Some(0));
    // The last line may still be on its way.
    let waited = Instant::now();
    while !running.log().ends_with("stopped\n") {
        assert!(
            waited.elapsed() < Duration::from_secs(10),
            "{}",
            running.log()
        );
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_store_is_replaced_without_a_failed_request() {
    let sealed = Sealed::new();
    sealed.write(
        "one.ttl",
        "<http://example.org/a> <http://example.org/b> 1 .",
    );
    sealed.write(
        "two.ttl",
        "<http://example.org/a> <http://example.org/b> 2 .",
    );
    let build = |file: &str| {
        assert_eq!(
            sealed
                .run(&["build", file, "--output", "served.store"])
                .status,
            0
        )
    };
    build("one.ttl");
    let running = Running::start(&sealed, &["--store", "served.store"]);
    let ask = || {
        running.get(&format!(
            "/sparql?query={}",
            encoded("SELECT ?o { ?s ?p ?o }")
        ))
    };
    let before = ask();
    assert!(before.text().contains("\"1\""), "{}", before.text());
    build("two.ttl");
    let waited = Instant::now();
    loop {
        let got = ask();
        assert_eq!(got.status, 200);
        if got.text().contains("\"2\"") {
            assert_ne!(got.header("etag"), before.header("etag"));
            break;
        }
        assert!(
            waited.elapsed() < Duration::from_secs(30),
            "it was never read again"
        );
        std::thread::sleep(Duration::from_millis(50));
    }
    assert!(
        running
            .get("/metrics")
            .text()
            .contains("synergraph_reloads_total 1")
    );
}

#[test]
fn the_log_has_a_line_for_each_request_and_nothing_of_what_was_asked() {
    let sealed = Sealed::new();
    let running = small(&sealed);
    assert_eq!(
        running.get("/sparql?query=ASK%7B%7D&secret=hush").status,
        200
    );
    let waited = Instant::now();
    while running.log().is_empty() && waited.elapsed() < Duration::from_secs(10) {
        std::thread::sleep(Duration::from_millis(20));
    }
    let log = running.log();
    let line: serde_json::Value = serde_json::from_str(log.lines().next().unwrap()).unwrap();
    assert_eq!(
        (
            line["method"].as_str(),
            line["path"].as_str(),
            line["status"].as_u64()
        ),
        (Some("GET"), Some("/sparql"), Some(200))
    );
    assert!(!log.contains("hush"));
    let metrics = running.get("/metrics");
    assert!(
        metrics
            .text()
            .contains("synergraph_requests_total{class=\"2xx\"} 1"),
        "{}",
        metrics.text()
    );
}

#[test]
fn a_port_that_is_taken_is_said_plainly() {
    let sealed = Sealed::new();
    let running = small(&sealed);
    let port = running.address.port().to_string();
    let seen = sealed.run(&["serve", "--data", "data.trig", "--port", &port]);
    assert_eq!(seen.status, 2);
    assert!(seen.stderr.contains("cannot listen at"), "{seen}");
}
