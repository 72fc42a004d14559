//! Services that are busy, broken, lost or lying.

use super::stand_in::{Answer, StandIn, list, single, work};
use super::{entry, folder, resolved, run};
use crate::sealed::Sealed;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

fn one() -> Sealed {
    folder(&[entry(
        1,
        "roe-2020",
        "Nickel that nobody made",
        2020,
        "7",
        "100-110",
        " ;\n    prism:doi \"10.5555/nickel.2020\"",
    )])
}

fn sound() -> Answer {
    Answer::json(&single(&work(
        "10.5555/nickel.2020",
        "Nickel that nobody made",
        "Roe",
        2020,
        "7",
        "100-110",
    )))
}

/// The outcome for the one work, with the reason why it was not checked.
fn outcome(sealed: &Sealed, stand_in: &StandIn, more: &[&str]) -> (String, String) {
    let mut arguments = vec!["--format", "json"];
    arguments.extend(more);
    let seen = run(sealed, stand_in, &arguments);
    let json: Value =
        serde_json::from_str(&seen.stdout).unwrap_or_else(|error| panic!("{error}: {seen}"));
    let line = &json["works"][0];
    let text = |name: &str| line[name].as_str().unwrap_or_default().to_owned();
    (text("outcome"), text("reason"))
}

/// What comes of a fault that lasts for so many answers, and how often was asked.
fn after(
    times: usize,
    fault: impl Fn() -> Answer + Send + Sync + 'static,
) -> (String, String, usize) {
    let stand_in = StandIn::start(move |_, before| if before < times { fault() } else { sound() });
    let (outcome, reason) = outcome(&one(), &stand_in, &[]);
    (outcome, reason, stand_in.asked().len())
}

#[test]
fn a_busy_service_is_asked_again() {
    let busy = |status: u16| move || Answer::text(status, "busy");
    for status in [429, 500, 502, 503, 504] {
        let (outcome, reason, asked) = after(2, busy(status));
        assert_eq!(
            (outcome.as_str(), asked),
            ("confirmed", 3),
            "{status}: {reason}"
        );
    }
    let (outcome, reason, asked) = after(100, busy(503));
    assert_eq!((outcome.as_str(), asked), ("not checked", 5));
    assert_eq!(reason, "[HERE] answered with the status 503");
}

#[test]
fn a_service_is_waited_for_as_long_as_it_asks() {
    let started = Instant::now();
    let (outcome, _, asked) = after(1, || {
        Answer::text(429, "slow down").with("retry-after", "1")
    });
    assert_eq!((outcome.as_str(), asked), ("confirmed", 2));
    assert!(started.elapsed() >= Duration::from_secs(1));

    let (outcome, reason, asked) = after(1, || {
        let soon = std::time::SystemTime::now() + Duration::from_secs(2);
        Answer::text(503, "").with("retry-after", &httpdate::fmt_http_date(soon))
    });
    assert_eq!((outcome.as_str(), asked), ("confirmed", 2), "{reason}");

    // A date that is past, and words, are no wait.
    for odd in ["Sun, 06 Nov 1994 08:49:37 GMT", "later", "-5"] {
        let (outcome, _, asked) = after(1, move || Answer::text(429, "").with("retry-after", odd));
        assert_eq!((outcome.as_str(), asked), ("confirmed", 2), "{odd}");
    }

    let (outcome, reason, asked) = after(1, || Answer::text(429, "").with("retry-after", "86400"));
    assert_eq!((outcome.as_str(), asked), ("not checked", 1));
    assert_eq!(
        reason,
        "[HERE] asks to wait 86400 s before it is asked again"
    );
}

#[test]
fn an_answer_that_is_cut_off_is_asked_for_again() {
    let cut_off = || Answer {
        cut_off: Some(20),
        ..sound()
    };
    let (outcome, reason, asked) = after(1, cut_off);
    assert_eq!((outcome.as_str(), asked), ("confirmed", 2), "{reason}");
    let (outcome, reason, asked) = after(100, cut_off);
    assert_eq!((outcome.as_str(), asked), ("not checked", 5));
    assert_eq!(reason, "the answer of [HERE] was cut off");
}

#[test]
fn a_slow_service_is_not_waited_for_for_ever() {
    let stand_in = StandIn::start(|_, before| Answer {
        delay: Duration::from_millis(if before == 0 { 1600 } else { 0 }),
        ..sound()
    });
    let (outcome, reason) = outcome(&one(), &stand_in, &["--timeout", "1"]);
    assert_eq!(
        (outcome.as_str(), stand_in.asked().len()),
        ("confirmed", 2),
        "{reason}"
    );
}

#[test]
fn an_answer_that_is_no_record_is_said_to_be_none() {
    let html = "<!DOCTYPE html><html><title>Sign in</title></html>";
    let cases: Vec<(Answer, &str)> = vec![
        (
            Answer::text(200, html),
            "a page of HTML and no record (perhaps the network asks for a login)",
        ),
        (Answer::text(200, "certainly"), "no JSON"),
        (Answer::text(200, "{\"status\":"), "no JSON"),
        (Answer::text(200, ""), "empty"),
        (Answer::text(200, "[]"), "JSON, but no record of a work"),
        (
            Answer::json(&json!({ "status": "ok" })),
            "JSON, but no record of a work",
        ),
        (
            Answer::json(&single(&json!({}))),
            "JSON, but no record with a DOI",
        ),
        (
            Answer::json(&single(&json!({ "DOI": 7, "title": [[]] }))),
            "JSON, but no record with a DOI",
        ),
        (
            Answer::json(&single(&work(
                "10.5555/other",
                "Nickel that nobody made",
                "Roe",
                2020,
                "7",
                "100",
            ))),
            "the record of another DOI, 10.5555/other",
        ),
    ];
    for (answer, what) in cases {
        let (outcome, reason, asked) = after(100, move || answer.clone());
        assert_eq!((outcome.as_str(), asked), ("not checked", 1));
        assert_eq!(reason, format!("the answer of [HERE] is {what}"));
    }
}

#[test]
fn a_body_without_end_is_not_read_to_its_end() {
    let long = || Answer::text(200, &" ".repeat(17 << 20));
    let (outcome, reason, asked) = after(100, long);
    assert_eq!((outcome.as_str(), asked), ("not checked", 1));
    assert_eq!(reason, "the answer of [HERE] is longer than 16 MB");
    // Little on the wire, much behind it.
    let (outcome, reason, _) = after(100, move || long().gzipped());
    assert_eq!(outcome, "not checked");
    assert_eq!(reason, "the answer of [HERE] is longer than 16 MB");
}

#[test]
fn redirects_end_and_never_lead_out_of_what_is_encrypted() {
    let to = |location: &'static str| move || Answer::text(302, "").with("location", location);
    let (outcome, reason, asked) = after(100, to("/crossref/again"));
    assert_eq!((outcome.as_str(), asked), ("not checked", 6));
    assert_eq!(reason, "[HERE] redirects more than 5 times");
    let (_, reason, asked) = after(100, to("http://example.org/works"));
    assert_eq!(reason, "[HERE] redirects to an address without encryption");
    assert_eq!(asked, 1);
    let (_, reason, _) = after(100, || Answer::text(302, ""));
    assert_eq!(reason, "[HERE] redirects to no address");
}

#[test]
fn records_with_little_in_them_are_read() {
    // No author, no year, no volume: the title alone does not do.
    let bare = || {
        let record = json!({ "DOI": "10.5555/NICKEL.2020", "title": ["Nickel that <i>nobody</i> made"],
            "issued": { "date-parts": [[null]] }, "author": null, "volume": 7 });
        Answer::json(&single(&record))
    };
    let stand_in = StandIn::start(move |target, _| match target.contains("nickel.2020") {
        true => bare(),
        false => Answer::json(&list(&[])),
    });
    let (outcome, _) = outcome(&one(), &stand_in, &[]);
    assert_eq!(outcome, "ambiguous");
}

#[test]
fn without_a_network_everything_is_said_once_and_nothing_is_written() {
    // A port that was free a moment ago, and that nobody listens at.
    let here = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .to_string();
    let sealed = folder(&[
        entry(
            1,
            "roe-2020",
            "Nickel that nobody made",
            2020,
            "7",
            "100-110",
            "",
        ),
        entry(
            2,
            "poe-2021",
            "Cobalt that nobody made",
            2021,
            "8",
            "1-2",
            "",
        ),
    ]);
    let address = format!("http://{here}");
    let seen = sealed.run(&[
        "resolve",
        "--kb",
        ".",
        "--service",
        &address,
        "--back-off",
        "1",
    ]);
    assert_eq!(seen.status, 1, "{seen}");
    assert!(seen.stdout.contains("not checked"), "{seen}");
    assert!(seen.stdout.contains("2 works: 2 not checked"), "{seen}");
    assert!(!sealed.path().join("claims/resolved.ttl").exists());
}

#[test]
fn a_service_that_fails_again_and_again_is_given_up() {
    let stand_in = StandIn::start(|_, _| Answer::text(200, "certainly"));
    let entries: Vec<String> = (1..=12)
        .map(|number| {
            entry(
                number,
                &format!("roe-{number}"),
                "Nickel that nobody made",
                2020,
                "7",
                "100-110",
                "",
            )
        })
        .collect();
    let seen = run(&folder(&entries), &stand_in, &[]);
    assert!(seen.stdout.contains("was not asked any more"), "{seen}");
    assert!(stand_in.asked().len() < 8, "{}", stand_in.asked().len());
}

#[test]
fn the_limits_that_a_service_names_are_kept() {
    let stand_in = StandIn::start(|target, _| {
        let answer = match target.contains("/works/") {
            true => Answer::not_found(),
            false => Answer::json(&list(&[])),
        };
        answer
            .with("x-rate-limit-limit", "20")
            .with("x-rate-limit-interval", "1s")
            .with("x-concurrency-limit", "1")
    });
    let entries: Vec<String> = (1..=8)
        .map(|number| {
            entry(
                number,
                &format!("roe-{number}"),
                &format!("Nickel, part {number}"),
                2020,
                "7",
                "100",
                "",
            )
        })
        .collect();
    let _ = run(&folder(&entries), &stand_in, &[]);
    let mut crossref: Vec<Instant> = stand_in
        .asked()
        .iter()
        .filter(|asked| asked.target.starts_with("/crossref"))
        .map(|asked| asked.at)
        .collect();
    crossref.sort();
    assert_eq!(crossref.len(), 8);
    // Twenty a second are fifty milliseconds apart. The second request waits for the answer to the first, which tells the
    // limits, so that six such stretches lie between the first and the last; a slow machine may see some of them shortened.
    let whole = crossref[7] - crossref[0];
    assert!(whole >= Duration::from_millis(200), "{whole:?}");
}

#[test]
fn no_token_and_no_name_of_the_one_who_asks_is_shown_or_kept() {
    let stand_in = StandIn::start(|target, _| match target.contains("works/") {
        true => sound(),
        false => Answer::not_found(),
    });
    let sealed = one();
    let mut arguments = stand_in.arguments();
    arguments.extend(["--mailto".to_owned(), "secret@example.org".to_owned()]);
    let output = sealed
        .command()
        .args(&arguments)
        .env("CROSSREF_PLUS_API_TOKEN", "tok-secret")
        .output()
        .unwrap();
    let shown = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(output.status.success(), "{shown}");
    assert!(!shown.contains("secret"), "{shown}");
    assert!(!resolved(&sealed, &stand_in).contains("secret"));
    let asked = &stand_in.asked()[0];
    assert_eq!(
        asked.headers["crossref-plus-api-token"],
        "Bearer tok-secret"
    );
    assert!(
        asked.target.contains("mailto=secret%40example.org"),
        "{}",
        asked.target
    );
}

#[test]
fn addresses_that_are_not_asked_are_refused_before_anything_is_sent() {
    let sealed = one();
    let mut text = String::new();
    for address in [
        "http://api.crossref.org",
        "https://user:word@api.crossref.org",
        "crossref",
        "doi=ftp://doi.org",
    ] {
        let seen = sealed.run(&["resolve", "--kb", ".", "--service", address]);
        text.push_str(&format!("{address}\n{seen}\n\n"));
    }
    insta::assert_snapshot!(text);
}

#[test]
fn a_file_that_is_damaged_is_told_with_its_line_and_left_as_it_is() {
    let stand_in = StandIn::start(|_, _| sound());
    let sealed = one();
    let _ = run(&sealed, &stand_in, &[]);
    let path = sealed.path().join("claims/resolved.ttl");
    let whole = std::fs::read_to_string(&path).unwrap();
    let broken = [
        whole.replace("sg:Confirmed ;", "sg:Confirmed"),
        whole.replace("sg:Confirmed", "sg:Guessed"),
        whole.replace("\"10.5555/nickel.2020\"", "\"nickel\""),
        whole.replace("2026-11-22", "2026-02-30"),
        format!("{whole}\nwork:roe-2020 rdfs:comment \"mine\" .\n"),
    ];
    let mut text = String::new();
    for broken in broken {
        sealed.write("claims/resolved.ttl", &broken);
        text.push_str(&format!("{}\n\n", run(&sealed, &stand_in, &[])));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), broken);
    }
    insta::assert_snapshot!(text);
}

#[test]
fn the_built_in_knowledge_base_is_not_written_to() {
    let stand_in = StandIn::start(|_, _| Answer::not_found());
    let arguments = stand_in.arguments();
    let arguments: Vec<&str> = arguments
        .iter()
        .map(String::as_str)
        .filter(|one| !matches!(*one, "--kb" | "."))
        .collect();
    let seen = Sealed::new().run(&arguments);
    insta::assert_snapshot!(seen.to_string());
    assert!(stand_in.asked().is_empty());
}

#[test]
fn what_was_confirmed_is_kept_when_the_program_is_ended() {
    // The second work is never answered.
    let stand_in = StandIn::start(|target, _| match target.contains("nickel.2020") {
        true => sound(),
        false => Answer {
            delay: Duration::from_secs(20),
            ..Answer::not_found()
        },
    });
    let sealed = folder(&[
        entry(
            1,
            "roe-2020",
            "Nickel that nobody made",
            2020,
            "7",
            "100-110",
            " ;\n    prism:doi \"10.5555/nickel.2020\"",
        ),
        entry(
            2,
            "zoe-2021",
            "Cobalt that nobody made",
            2021,
            "8",
            "1-2",
            " ;\n    prism:doi \"10.5555/cobalt.2021\"",
        ),
    ]);
    let mut child = sealed
        .command()
        .args(stand_in.arguments())
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let path = sealed.path().join("claims/resolved.ttl");
    let started = Instant::now();
    while !path.exists() && started.elapsed() < Duration::from_secs(15) {
        std::thread::sleep(Duration::from_millis(20));
    }
    child.kill().unwrap();
    let _ = child.wait();
    let text = resolved(&sealed, &stand_in);
    assert!(
        text.contains("10.5555/nickel.2020") && text.trim_end().ends_with('.'),
        "{text}"
    );
    let left: Vec<_> = std::fs::read_dir(sealed.path().join("claims"))
        .unwrap()
        .collect();
    assert!(left.len() <= 3, "{left:?}");
}
