//! Engines that are busy, break off, refuse, or are something else.

use super::engine::Asked;
use super::{Engine, Fault, fresh, publish, similar, small};
use crate::sealed::Sealed;
use std::collections::BTreeSet;
use std::process::Stdio;
use std::time::{Duration, Instant};

/// Publishes once with a fault at the third change, and returns what there is to see.
fn with_fault(
    fault: impl Fn() -> Fault + Send + 'static,
    more: &[&str],
) -> (Sealed, Engine, String) {
    let (sealed, engine) = (small(), Engine::start());
    let mut left = 1;
    engine.fail(move |asked: &Asked| {
        if asked.changes && asked.changes_before == 2 && left > 0 {
            left -= 1;
            return fault();
        }
        Fault::None
    });
    let mut options = vec!["--batch", "5"];
    options.extend(more);
    let seen = publish(&sealed, &engine, &options);
    let text = seen.to_string().replace(&engine.address, "http://engine");
    (sealed, engine, text)
}

#[test]
fn what_may_pass_is_tried_again_and_all_is_there() {
    let busy = |status| move || Fault::Answer(status, Vec::new(), "busy".to_owned());
    let soon = || Fault::Answer(429, vec![("retry-after", "0".to_owned())], String::new());
    let faults: [Box<dyn Fn() -> Fault + Send>; 7] = [
        Box::new(busy(500)),
        Box::new(busy(502)),
        Box::new(busy(503)),
        Box::new(soon),
        Box::new(|| Fault::DropBefore),
        Box::new(|| Fault::DropAfter),
        Box::new(|| Fault::Half),
    ];
    for (number, fault) in faults.into_iter().enumerate() {
        let (sealed, engine, text) = with_fault(fault, &[]);
        assert!(text.ends_with("[exit 0]"), "{number}: {text}");
        similar(&engine.published(), &fresh(&sealed));
    }
}

#[test]
fn an_engine_that_asks_for_time_gets_it() {
    let wait = || Fault::Answer(503, vec![("retry-after", "1".to_owned())], String::new());
    let (_, engine, text) = with_fault(wait, &[]);
    assert!(text.ends_with("[exit 0]"), "{text}");
    let changes = engine.changes();
    let waited = changes[3].at - changes[2].at;
    assert!(waited >= Duration::from_secs(1), "{waited:?}");
    let long = || Fault::Answer(503, vec![("retry-after", "7200".to_owned())], String::new());
    let (_, _, text) = with_fault(long, &[]);
    insta::assert_snapshot!(text);
}

#[test]
fn what_will_not_pass_is_said_in_a_line_and_nothing_counts_as_whole() {
    let page = || {
        let kind = vec![("content-type", "text/html; charset=utf-8".to_owned())];
        Fault::Answer(200, kind, "<html><form>Log in</form></html>".to_owned())
    };
    let elsewhere = || {
        let to = "https://login.example.org/start?secret=abc".to_owned();
        Fault::Answer(302, vec![("location", to)], String::new())
    };
    let kind = || vec![("content-type", "text/plain".to_owned())];
    let mut told = Vec::new();
    for (name, fault) in [
        (
            "unauthorised",
            Box::new(|| Fault::Answer(401, Vec::new(), String::new()))
                as Box<dyn Fn() -> Fault + Send>,
        ),
        (
            "forbidden",
            Box::new(move || Fault::Answer(403, kind(), "read only\nsecond line".to_owned())),
        ),
        (
            "malformed",
            Box::new(move || Fault::Answer(400, kind(), "line 3: no".to_owned())),
        ),
        (
            "too large",
            Box::new(|| Fault::Answer(413, Vec::new(), "<p>too large</p>".to_owned())),
        ),
        ("elsewhere", Box::new(elsewhere)),
    ] {
        let (_, engine, text) =
            with_fault(fault, &["--header", "Authorization: Bearer very-secret"]);
        assert!(!text.contains("secret"), "{text}");
        let publication = engine.graph("https://w3id.org/synergraph/published/publication");
        assert!(
            !publication.iter().any(|line| line.contains("#Complete>")),
            "{name}"
        );
        told.push(format!("# {name}\n{text}"));
    }
    // A page to log in at where rows were asked for, and where a change was sent.
    for (name, changes) in [
        ("a page for a query", false),
        ("a page for every change", true),
    ] {
        let (sealed, engine) = (small(), Engine::start());
        engine.fail(move |asked: &Asked| {
            if asked.changes == changes {
                page()
            } else {
                Fault::None
            }
        });
        let seen = publish(&sealed, &engine, &[]).to_string();
        told.push(format!(
            "# {name}\n{}",
            seen.replace(&engine.address, "http://engine")
        ));
        assert!(engine.quads().is_empty());
    }
    insta::assert_snapshot!(told.join("\n\n"));
}

#[test]
fn an_engine_that_stalls_or_dies_ends_the_run_and_the_next_one_goes_on() {
    let (sealed, engine) = (small(), Engine::start());
    engine.fail(|asked: &Asked| match asked.changes_before {
        0 | 1 => Fault::None,
        _ => Fault::DropBefore,
    });
    let dead = publish(&sealed, &engine, &["--batch", "5"]).to_string();
    engine.fail(|asked: &Asked| match asked.changes_before {
        0 | 1 => Fault::None,
        _ => Fault::Late(Duration::from_secs(3)),
    });
    let stalled = publish(&sealed, &engine, &["--batch", "5", "--timeout", "1"]).to_string();
    engine.fail(|_| Fault::None);
    let again = publish(&sealed, &engine, &[]);
    assert_eq!(again.status, 0, "{again}");
    similar(&engine.published(), &fresh(&sealed));
    let text = format!("{dead}\n\n{stalled}").replace(&engine.address, "http://engine");
    insta::assert_snapshot!(text);
}

/// Of two runs at once the one that began first ends, soon and in one line, and what the other sends is whole.
#[test]
fn a_run_that_another_one_overtakes_ends_soon() {
    let (sealed, engine) = (Sealed::new(), Engine::start());
    let quads: String = (0..4000)
        .map(|n| format!("<http://e/s{n}> <http://e/p> \"{n}\" <http://e/c{n}> .\n"))
        .collect();
    sealed.write("many.nq", quads);
    let address = engine.sparql();
    engine.fail(|asked: &Asked| match asked.changes {
        true => Fault::Late(Duration::from_millis(20)),
        false => Fault::None,
    });
    let start = || {
        let mut command = sealed.command();
        command.args(["publish", &address, "--batch", "5", "--data", "many.nq"]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().unwrap()
    };
    let first = start();
    while engine.changes().len() < 20 {
        std::thread::sleep(Duration::from_millis(10));
    }
    let mut second = start();
    let began = Instant::now();
    let output = first.wait_with_output().unwrap();
    assert!(began.elapsed() < Duration::from_secs(20));
    assert!(second.try_wait().unwrap().is_none(), "the other is at work");
    let said = String::from_utf8(output.stderr).unwrap();
    let line = "error: another run publishes to the same place";
    assert_eq!(said.lines().next(), Some(line));
    assert_eq!(
        (output.stdout.as_slice(), output.status.code()),
        (&b""[..], Some(2))
    );
    engine.fail(|_| Fault::None);
    let output = second.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let seen = sealed.run(&["publish", &address, "--data", "many.nq"]);
    assert!(seen.stdout.starts_with("Nothing to do"), "{seen}");
}

#[test]
fn an_engine_that_swallows_changes_is_found_out() {
    let (sealed, engine) = (small(), Engine::start());
    engine.fail(
        |asked: &Asked| match asked.changes && asked.changes_before > 0 {
            true => Fault::Answer(204, Vec::new(), String::new()),
            false => Fault::None,
        },
    );
    let swallowed = publish(&sealed, &engine, &["--batch", "5"]).to_string();
    insta::assert_snapshot!(swallowed);
}

#[test]
fn addresses_that_lead_nowhere_are_named_without_what_is_secret() {
    let sealed = small();
    let run = |address: &str, more: &[&str]| {
        let mut arguments = vec!["publish", address, "--back-off", "5"];
        arguments.extend(more);
        let seen = sealed.run(&super::with_data(&arguments)).to_string();
        assert!(!seen.contains("hunter2"), "{seen}");
        seen
    };
    let engine = Engine::start();
    let wrong = format!("{}/nothing?key=hunter2", engine.address);
    let texts = [
        run("ftp://me:hunter2@example.org/sparql", &[]),
        run("not an address", &[]),
        // Nobody listens at the first port.
        run("http://me:hunter2@127.0.0.1:1/sparql", &[]),
        run(&wrong, &[]),
        run(&engine.sparql(), &["--update", &wrong]),
        run(&engine.sparql(), &["--header", "hunter2"]),
    ];
    let text = texts.join("\n\n").replace(&engine.address, "http://engine");
    insta::assert_snapshot!(text);
}

#[test]
fn updates_are_sent_where_engines_of_its_kind_take_them() {
    // Queries at `/x/query`; what is sent there as an update is refused, as Jena's Fuseki does.
    let (sealed, engine) = (small(), Engine::start());
    let wrong = format!("{}/query", engine.address);
    let seen = sealed.run(&super::with_data(&[
        "publish",
        &wrong,
        "--update",
        &engine.sparql(),
    ]));
    assert_eq!(seen.status, 2, "{seen}");
    let paths: Vec<String> = engine.asked().into_iter().map(|one| one.path).collect();
    assert_eq!(paths, ["/query"]);
}

#[test]
fn every_request_carries_the_headers_that_are_given() {
    let (sealed, engine) = (small(), Engine::start());
    let seen = publish(
        &sealed,
        &engine,
        &[
            "--header",
            "Authorization: Bearer abc",
            "--header",
            "X-Team: two",
        ],
    );
    assert_eq!(seen.status, 0, "{seen}");
    for asked in engine.asked() {
        assert_eq!(asked.headers["authorization"], "Bearer abc");
        assert_eq!(asked.headers["x-team"], "two");
    }
    engine.forget();
    let address = engine.sparql();
    let mut command = sealed.command();
    command
        .args(super::with_data(&["publish", &address]))
        .env("SYNERGRAPH_HEADER", "Authorization: Bearer xyz");
    assert!(command.output().unwrap().status.success());
    assert!(
        engine
            .asked()
            .iter()
            .all(|asked| asked.headers["authorization"] == "Bearer xyz")
    );
}

/// Claims enough for many ledgers.
fn many() -> Sealed {
    let sealed = Sealed::new();
    let quads: String = (0..4000)
        .map(|n| {
            format!(
                "<http://e/s{}> <http://e/p> \"{n}\" <http://e/c{n}> .\n",
                n / 3
            )
        })
        .collect();
    sealed.write("many.nq", quads);
    sealed
}

#[test]
fn several_requests_are_under_way_at_once_and_each_ledger_stays_in_order() {
    let sealed = many();
    let mut held = Vec::new();
    for at_once in ["1", "4"] {
        let engine = Engine::start();
        engine.fail(|asked: &Asked| match asked.changes {
            true => Fault::Late(Duration::from_millis(50)),
            false => Fault::None,
        });
        let address = engine.sparql();
        let arguments = ["publish", &address, "--data", "many.nq", "--batch", "100"];
        let seen = sealed.run(&[&arguments[..], &["--at-once", at_once]].concat());
        assert_eq!(seen.status, 0, "{seen}");
        let changes = engine.changes();
        let together = changes
            .windows(2)
            .filter(|pair| pair[1].at - pair[0].at < Duration::from_millis(40))
            .count();
        match at_once {
            "1" => assert_eq!(together, 0),
            _ => assert!(
                together * 2 > changes.len(),
                "{together} of {}",
                changes.len()
            ),
        }
        // What a ledger is about to change is noted in the request of the change, or before it.
        let (mut noted, mut sealed_by) = (BTreeSet::new(), BTreeSet::new());
        for one in &changes {
            for line in one.body.lines().filter(|line| line.contains("/ledger/")) {
                let ledger = line
                    .split("/ledger/")
                    .nth(1)
                    .and_then(|rest| rest.split('>').next());
                let ledger = ledger.unwrap().to_owned();
                if line.contains("published#touched>") {
                    noted.insert(ledger);
                } else if line.contains("published#entries>") {
                    assert!(noted.contains(&ledger), "{line}");
                    sealed_by.insert(ledger);
                }
            }
        }
        assert_eq!(noted, sealed_by);
        held.push(engine.published());
    }
    assert_eq!(held[0], held[1]);
}

/// As Virtuoso, whose transactions deadlock.
#[test]
fn changes_that_get_into_each_others_way_are_made_one_by_one() {
    let sealed = many();
    let engine = Engine::start();
    let mut last: Option<Instant> = None;
    engine.fail(move |asked: &Asked| {
        if !asked.changes {
            return Fault::None;
        }
        let before = last.replace(asked.at);
        match before.is_some_and(|before| asked.at - before < Duration::from_millis(20)) {
            true => Fault::Answer(500, Vec::new(), "40001: transaction deadlocked".to_owned()),
            false => Fault::Late(Duration::from_millis(30)),
        }
    });
    let address = engine.sparql();
    let arguments = ["publish", &address, "--data", "many.nq", "--batch", "100"];
    let seen = sealed.run(&[&arguments[..], &["--at-once", "4", "--back-off", "5"]].concat());
    assert_eq!(seen.status, 0, "{seen}");
    engine.fail(|_| Fault::None);
    assert!(sealed.run(&arguments).stdout.starts_with("Nothing to do"));
}

#[test]
fn a_run_with_several_requests_under_way_breaks_off_anywhere_and_goes_on() {
    let sealed = many();
    let expected = {
        let engine = Engine::start();
        let seen = sealed.run(&["publish", &engine.sparql(), "--data", "many.nq"]);
        assert_eq!(seen.status, 0, "{seen}");
        engine.published()
    };
    for (after, carried_out) in [(1, true), (3, false), (4, true), (9, false), (20, true)] {
        let engine = Engine::start();
        let address = engine.sparql();
        let run = || {
            let arguments = ["publish", &address, "--data", "many.nq", "--batch", "100"];
            sealed.run(&[&arguments[..], &["--at-once", "4", "--back-off", "1"]].concat())
        };
        engine.fail(move |asked| {
            match (asked.changes && asked.changes_before >= after, carried_out) {
                (false, _) => Fault::None,
                (true, false) => Fault::DropBefore,
                (true, true) => Fault::DropAfter,
            }
        });
        let broken = run();
        assert_eq!((broken.stdout.as_str(), broken.status), ("", 2));
        let lines = broken.stderr.lines().count();
        assert!(
            broken.stderr.starts_with("error: ") && lines <= 2,
            "{broken}"
        );
        engine.fail(|_| Fault::None);
        let seen = run();
        assert_eq!(seen.status, 0, "{seen}");
        assert_eq!(engine.published(), expected, "{after}");
        assert!(run().stdout.starts_with("Nothing to do"));
    }
}
