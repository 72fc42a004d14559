//! Engines that fail: each a clear error in one line, and nothing half-printed.

use super::engine::{Asked, Engine, Fault};
use super::published;
use crate::sealed::{Sealed, Seen};
use std::net::TcpListener;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

const QUERY: &str =
    "SELECT ?claim ?p ?o WHERE { ?claim a <https://w3id.org/synergraph/ns#Claim> . ?claim ?p ?o }";

/// Says whether a request is of the query itself, and not of what the program asks besides.
fn is_ours(asked: &Asked) -> bool {
    asked.query.starts_with("SELECT ?claim") && !asked.query.contains("?sg_graph")
}

/// An engine that fails in one way at the query, and what a user sees of it.
fn under(fault: Fault) -> (Engine, Seen) {
    seen_with(move |asked| is_ours(asked).then(|| fault.clone()), &[])
}

fn seen_with(
    faults: impl Fn(&Asked) -> Option<Fault> + Send + Sync + 'static,
    more: &[&str],
) -> (Engine, Seen) {
    let engine = Engine::with_faults(published(), faults);
    let mut arguments = vec!["query", QUERY, "--endpoint", &engine.address];
    arguments.extend(more);
    let mut seen = Sealed::new().run(&arguments);
    seen.stderr = seen.stderr.replace(&engine.address, "http://engine/sparql");
    (engine, seen)
}

/// Nothing on stdout, exit status 2, one line that ends so; a hint may follow.
#[track_caller]
fn fails(seen: &Seen, end: &str) {
    let first = seen.stderr.lines().next().unwrap_or_default();
    assert_eq!(
        first,
        format!("error: the endpoint <http://engine/sparql> {end}")
    );
    assert!(seen.stderr.lines().count() <= 2, "{}", seen.stderr);
    assert_eq!((seen.stdout.as_str(), seen.status), ("", 2));
}

fn html() -> Vec<(&'static str, String)> {
    vec![("content-type", "text/html; charset=utf-8".to_owned())]
}

#[test]
fn an_engine_that_dies_in_the_middle_of_an_answer_is_told() {
    let (engine, seen) = under(Fault::Half(5000));
    fails(&seen, "breaks off: the connection ends before it does");
    let tries = engine.asked().iter().filter(|asked| is_ours(asked)).count();
    assert!((2..=4).contains(&tries), "asked {tries} times");
}

#[test]
fn a_document_that_ends_early_is_no_answer() {
    for bytes in [1, 40, 5000] {
        let (_, seen) = under(Fault::Short(bytes));
        fails(&seen, "breaks off: its answer ends in the middle");
    }
}

#[test]
fn a_document_without_its_last_bracket_is_no_answer() {
    let whole = |text: &str| {
        let headers = vec![("content-type", "application/sparql-results+json".to_owned())];
        Fault::Instead(200, headers, text.to_owned())
    };
    let text = r#"{"head":{"vars":["claim","p","o"]},"results":{"bindings":[]"#;
    for cut in [text.to_owned(), format!("{text}}}")] {
        let (_, seen) = under(whole(&cut));
        fails(&seen, "breaks off: its answer ends in the middle");
    }
}

#[test]
fn an_engine_that_stalls_is_left() {
    let started = Instant::now();
    let fault = Fault::Stall(5000, Duration::from_secs(20));
    let (_, seen) = seen_with(
        move |asked| is_ours(asked).then(|| fault.clone()),
        &["--endpoint-timeout", "1"],
    );
    fails(&seen, "says nothing for 1 s");
    assert!(started.elapsed() < Duration::from_secs(15));
}

#[test]
fn a_page_to_log_in_at_is_no_answer() {
    let page = "<html><title>Log in</title></html>".to_owned();
    let (_, seen) = under(Fault::Instead(200, html(), page));
    fails(
        &seen,
        "sends a web page instead of results, perhaps one to log in at",
    );
}

#[test]
fn an_engine_that_wants_to_know_who_asks_is_told_about_headers() {
    let (_, seen) = under(Fault::Instead(401, html(), "<html>no</html>".to_owned()));
    fails(&seen, "does not let us in (status 401)");
    assert!(seen.stderr.contains("--header"), "{}", seen.stderr);
}

#[test]
fn a_busy_engine_is_asked_again_and_not_for_ever() {
    let busy = |status: u16, wait: &str| {
        Fault::Instead(
            status,
            vec![("retry-after", wait.to_owned())],
            String::new(),
        )
    };
    for status in [429, 503] {
        let (engine, seen) = under(busy(status, "0"));
        fails(&seen, &format!("is too busy to answer (status {status})"));
        let tries = engine.asked().iter().filter(|asked| is_ours(asked)).count();
        assert_eq!(tries, 4);
    }
    let (_, seen) = under(busy(503, "3600"));
    fails(&seen, "asks to wait 3600 s before it is asked again");
}

#[test]
fn the_clock_of_an_engine_may_be_another() {
    let busy = |date: &'static str, wait: &'static str| {
        let headers = vec![("date", date.to_owned()), ("retry-after", wait.to_owned())];
        Fault::Instead(503, headers, String::new())
    };
    let (now, hour) = (
        "Fri, 01 Jan 2100 00:00:00 GMT",
        "Fri, 01 Jan 2100 01:00:00 GMT",
    );
    let (_, seen) = under(busy(now, hour));
    fails(&seen, "asks to wait 3600 s before it is asked again");
    // A time that is past there asks for nothing, however far it lies ahead of us.
    for (now, past) in [(hour, now), ("nonsense", "Thu, 01 Jan 1970 00:00:00 GMT")] {
        let started = Instant::now();
        let (engine, seen) = under(busy(now, past));
        fails(&seen, "is too busy to answer (status 503)");
        let tries = engine.asked().iter().filter(|asked| is_ours(asked)).count();
        assert_eq!(tries, 4);
        assert!(started.elapsed() < Duration::from_secs(20));
    }
    let odd = Fault::Header("date", "Thu, 01 Jan 1970 00:00:00 GMT".to_owned());
    let (_, seen) = seen_with(move |_| Some(odd.clone()), &[]);
    assert_eq!((seen.stderr.as_str(), seen.status), ("", 0));
}

#[test]
fn a_request_that_is_under_way_is_given_up_when_the_time_is_over() {
    let started = Instant::now();
    for stalls_at in [0, 5000] {
        let fault = Fault::Stall(stalls_at, Duration::from_secs(40));
        let (_, seen) = seen_with(
            move |asked| is_ours(asked).then(|| fault.clone()),
            &["--timeout", "2"],
        );
        fails(&seen, "has not answered when the 2 s were over");
    }
    let busy = Fault::Instead(503, vec![("retry-after", "20".to_owned())], String::new());
    let (_, seen) = seen_with(
        move |asked| is_ours(asked).then(|| busy.clone()),
        &["--timeout", "2"],
    );
    fails(&seen, "has not answered when the 2 s were over");
    assert!(started.elapsed() < Duration::from_secs(30));
}

#[test]
fn a_busy_engine_that_comes_round_answers_as_if_nothing_was() {
    let sound = Engine::start(published());
    let query = format!("{QUERY} LIMIT 5");
    let ask = |address: &str| {
        Sealed::new().run(&["query", &query, "--endpoint", address, "--format", "json"])
    };
    let wanted = ask(&sound.address);
    assert_eq!((wanted.status, wanted.stderr.as_str()), (0, ""));
    let engine = Engine::with_faults(published(), |asked| {
        let headers = vec![("retry-after", "0".to_owned())];
        (asked.number % 3 == 1).then(|| Fault::Instead(503, headers, String::new()))
    });
    assert_eq!(ask(&engine.address), wanted);
}

#[test]
fn what_an_engine_says_of_a_query_is_shown_in_one_line() {
    let headers = vec![("content-type", "text/plain".to_owned())];
    let text = "\n37000: syntax error\nat line 1\n".to_owned();
    let fault = Fault::Instead(400, headers, text);
    let parts = fault.clone();
    let (_, seen) = under(fault);
    // What it refuses is answered here, from what it knows of the triple patterns.
    assert_eq!(
        seen.stderr,
        "the endpoint <http://engine/sparql> refuses the query (status 400): 37000: syntax error; answered here instead, from 6224 triples that its patterns match\n"
    );
    assert_eq!(seen.status, 0);
    assert!(seen.stdout.lines().count() > 1000);
    let (_, seen) = seen_with(
        move |asked| asked.query.contains("ns#Claim>").then(|| parts.clone()),
        &[],
    );
    fails(&seen, "refuses the query (status 400): 37000: syntax error");
}

#[test]
fn answers_that_are_cut_off_in_silence_are_errors() {
    let (_, seen) = seen_with(|_| Some(Fault::Cut(2500)), &[]);
    let end = "cuts answers off: it gives 2500 rows of ";
    let first = seen.stderr.lines().next().unwrap_or_default();
    assert!(first.contains(end), "{}", seen.stderr);
    assert_eq!((seen.stdout.as_str(), seen.status), ("", 2));

    let (_, seen) = seen_with(|_| Some(Fault::Cut(100)), &[]);
    let end = "gives 100 rows where there are";
    assert!(seen.stderr.contains(end), "{}", seen.stderr);
    assert_eq!((seen.stdout.as_str(), seen.status), ("", 2));
}

#[test]
fn an_engine_that_says_that_it_cuts_off_is_believed() {
    let (_, seen) = under(Fault::Header("X-SPARQL-MaxRows", "100".to_owned()));
    let end = "> cuts answers off after ";
    assert!(seen.stderr.contains(end), "{}", seen.stderr);
    assert_eq!((seen.stdout.as_str(), seen.status), ("", 2));
    // Twice it may be a slip.
    let met = AtomicUsize::new(0);
    let (_, seen) = seen_with(
        move |asked| {
            let slips = is_ours(asked) && met.fetch_add(1, Ordering::Relaxed) < 2;
            slips.then(|| Fault::Header("X-SPARQL-MaxRows", "4".to_owned()))
        },
        &[],
    );
    assert_eq!((seen.stderr.as_str(), seen.status), ("", 0));
    let (_, seen) = seen_with(
        |asked| is_ours(asked).then(|| Fault::Header("X-SQL-State", "S1TAT".to_owned())),
        &[],
    );
    fails(&seen, "stops at its time limit and answers in part");
}

#[test]
fn what_is_too_much_for_one_answer_beside_the_rows_is_asked_for_in_parts() {
    let query = "SELECT ?s ?p ?o { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?o ; ?p ?o }";
    let ask = |engine: &Engine| {
        let arguments = [
            "query",
            query,
            "--endpoint",
            &engine.address,
            "--format",
            "csv",
        ];
        let seen = Sealed::new().run(&arguments);
        assert_eq!((seen.status, seen.stderr.as_str()), (0, ""), "{seen}");
        let mut lines: Vec<String> = seen.stdout.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    let in_parts = |asked: &Asked| asked.query.contains("MD5(");
    let limited = Engine::with_faults(published(), move |asked| {
        let beside = asked.query.contains("?sg_graph") && !in_parts(asked);
        beside.then(|| Fault::Header("X-SPARQL-MaxRows", "1".to_owned()))
    });
    assert_eq!(ask(&limited), ask(&Engine::start(published())));
    assert!(limited.asked().iter().any(in_parts));
}

#[test]
fn redirects_are_followed_but_not_for_ever() {
    let to = |address: String| Fault::Instead(307, vec![("location", address)], String::new());
    let (_, seen) = under(to("/sparql".to_owned()));
    fails(&seen, "sends elsewhere more than 5 times");
    let (_, seen) = under(to("ftp://elsewhere/".to_owned()));
    fails(&seen, "sends elsewhere, but to no address");
    let sound = Engine::start(published());
    let address = sound.address.clone();
    let (_, seen) = seen_with(
        move |_| Some(to(address.clone())),
        &["--format", "csv", "--no-cite"],
    );
    assert_eq!((seen.status, seen.stderr.as_str()), (0, ""));
    assert!(seen.stdout.lines().count() > 1000);
}

#[test]
fn credentials_go_to_the_engine_and_are_shown_nowhere() {
    let secret = "Bearer c0ffee-c0ffee";
    let engine = Engine::with_faults(published(), |asked| {
        let sent = asked.headers.get("authorization").cloned();
        let headers = vec![("content-type", "text/plain".to_owned())];
        is_ours(asked).then(|| Fault::Instead(505, headers, format!("you sent {sent:?}")))
    });
    let run = |arguments: &[&str], variables: &[(&str, &str)]| {
        let sealed = Sealed::new();
        sealed.write(
            "netrc",
            "machine 127.0.0.1 login ada password c0ffee-c0ffee\n",
        );
        let mut command = sealed.command();
        command.args(["query", QUERY]).args(arguments);
        variables.iter().for_each(|(name, value)| {
            command.env(name, value);
        });
        let output = command.output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert!(output.stdout.is_empty());
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert!(!stderr.contains("c0ffee"), "{stderr}");
        assert!(stderr.contains("you sent"), "{stderr}");
        engine
            .asked()
            .last()
            .unwrap()
            .headers
            .get("authorization")
            .cloned()
    };
    let address = engine.address.as_str();
    let header = format!("Authorization: {secret}");
    let by_header = run(&["--endpoint", address, "--header", &header], &[]);
    assert_eq!(by_header.as_deref(), Some(secret));
    let by_variable = run(&["--endpoint", address], &[("SYNERGRAPH_HEADER", &header)]);
    assert_eq!(by_variable.as_deref(), Some(secret));
    let basic = Some("Basic YWRhOmMwZmZlZS1jMGZmZWU=");
    let by_file = run(&["--endpoint", address], &[("NETRC", "netrc")]);
    assert_eq!(by_file.as_deref(), basic);
    let named = address.replace("http://", "http://ada:c0ffee-c0ffee@");
    let by_address = run(&["--endpoint", &named], &[]);
    assert_eq!(by_address.as_deref(), basic);
}

/// Another port of this machine is another host as far as secrets go.
#[test]
fn credentials_are_not_sent_on_to_another_host() {
    let sound = Engine::start(published());
    let address = sound.address.clone();
    let to = move |_: &Asked| {
        let headers = vec![("location", address.clone())];
        Some(Fault::Instead(307, headers, String::new()))
    };
    let (engine, seen) = seen_with(
        to,
        &[
            "--header",
            "Authorization: Bearer s3cr3t",
            "--header",
            "X-Key: s3cr3t",
        ],
    );
    assert_eq!((seen.stderr.as_str(), seen.status), ("", 0));
    let knows = |asked: &Asked| asked.headers.values().any(|value| value.contains("s3cr3t"));
    assert!(engine.asked().iter().all(knows));
    assert!(sound.asked().len() > 5 && !sound.asked().iter().any(knows));
}

#[test]
fn a_header_that_is_none_is_refused_without_being_repeated() {
    let seen = Sealed::new().run(&[
        "query",
        QUERY,
        "--endpoint",
        "http://127.0.0.1:1/",
        "--header",
        "s3cr3t",
    ]);
    assert_eq!(seen.status, 2);
    assert_eq!(
        seen.stderr.lines().next(),
        Some("error: --header: a header is written as `Name: value`")
    );
    assert!(!seen.stderr.contains("s3cr3t"), "{}", seen.stderr);
}

#[test]
fn credentials_are_not_sent_in_the_open() {
    let seen = Sealed::new().run(&[
        "query",
        QUERY,
        "--endpoint",
        "http://engine.example/sparql",
        "--header",
        "Authorization: Bearer s3cr3t",
    ]);
    assert_eq!(
        seen.stderr.lines().next(),
        Some(
            "error: the endpoint <http://engine.example/sparql> has no encryption (https), and credentials are not sent in the open"
        )
    );
    assert_eq!((seen.stdout.as_str(), seen.status), ("", 2));
}

#[test]
fn an_engine_that_is_not_there_is_told_at_once() {
    let address = {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        format!("http://{}/sparql", listener.local_addr().unwrap())
    };
    let started = Instant::now();
    let seen = Sealed::new().run(&["query", QUERY, "--endpoint", &address]);
    assert!(
        seen.stderr.contains("> cannot be reached: "),
        "{}",
        seen.stderr
    );
    assert_eq!((seen.stdout.as_str(), seen.status), ("", 2));
    assert!(started.elapsed() < Duration::from_secs(10));
}

#[test]
fn an_engine_without_encryption_where_it_is_promised_is_told() {
    let engine = Engine::start(published());
    let address = engine.address.replace("http://", "https://");
    let seen = Sealed::new().run(&["query", QUERY, "--endpoint", &address]);
    assert!(
        seen.stderr.contains("> cannot be reached: "),
        "{}",
        seen.stderr
    );
    assert_eq!((seen.stdout.as_str(), seen.status), ("", 2));
}

#[test]
fn an_engine_without_a_published_dataset_is_told() {
    let engine = Engine::start(oxigraph::store::Store::new().unwrap());
    let mut seen = Sealed::new().run(&["query", QUERY, "--endpoint", &engine.address]);
    seen.stderr = seen.stderr.replace(&engine.address, "http://engine/sparql");
    fails(&seen, "has no dataset that synergraph published");
}

#[test]
fn a_dataset_that_is_being_published_is_not_answered_from() {
    let store = oxigraph::store::Store::new().unwrap();
    for quad in published().iter() {
        let mut quad = quad.unwrap();
        if quad.object.to_string().ends_with("#Complete>") {
            let loading = "https://w3id.org/synergraph/published#Loading";
            quad.object = oxigraph::model::NamedNode::new(loading).unwrap().into();
        }
        store.insert(&quad).unwrap();
    }
    let engine = Engine::start(store);
    let mut seen = Sealed::new().run(&["query", QUERY, "--endpoint", &engine.address]);
    seen.stderr = seen.stderr.replace(&engine.address, "http://engine/sparql");
    fails(
        &seen,
        "has the dataset <https://w3id.org/synergraph/published/> in part only: it is being published, or was not to the end",
    );
}
