//! Clients, browsers and testers that no one here wrote.

use super::running::Running;
use super::small;
use crate::sealed::{Sealed, node, node_module, python, say};
use std::path::Path;
use std::process::Command;

#[test]
fn clients_of_others_get_the_same_rows() {
    let sealed = Sealed::new();
    let running = Running::start(&sealed, &[]);
    let address = format!("http://{}/", running.address);
    if let Some(said) = python("ask_server.py", &[Path::new(&address)]) {
        insta::assert_snapshot!(said);
    }
    let endpoint = format!("{address}sparql");
    if let Some(said) = node("ask_server.js", &[Path::new(&endpoint)]) {
        assert_eq!(said, "comunica 5 true true true\n");
    }
}

#[test]
fn curl_gets_what_it_asks_for() {
    let Ok(version) = Command::new("curl").arg("--version").output() else {
        say("SKIPPED: there is no curl");
        return;
    };
    assert!(version.status.success());
    let sealed = Sealed::new();
    let running = small(&sealed);
    let address = format!("http://{}", running.address);
    let query =
        "SELECT ?l { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?l } ORDER BY ?l LIMIT 1";
    let curl = |arguments: &[&str]| {
        let output = Command::new("curl")
            .args(["--silent", "--show-error", "--fail"])
            .args(arguments)
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let sparql = format!("{address}/sparql");
    let posted = format!("query={query}");
    let got = [
        curl(&[
            "--get",
            "--data-urlencode",
            &posted,
            "-H",
            "accept: text/csv",
            &sparql,
        ]),
        curl(&[
            "--data-urlencode",
            &posted,
            "-H",
            "accept: text/csv",
            &sparql,
        ]),
        curl(&[
            "--data-binary",
            query,
            "-H",
            "content-type: application/sparql-query",
            "-H",
            "accept: text/csv",
            &sparql,
        ]),
        curl(&[
            "--compressed",
            "--get",
            "--data-urlencode",
            &posted,
            "--data",
            "format=csv",
            &sparql,
        ]),
    ];
    for one in &got {
        assert_eq!(one, "l\r\n\"<b>nitrate</b> & \"\"more\"\"\"\r\n");
    }
    let described = curl(&[
        "-L",
        "-H",
        "accept: text/turtle",
        &format!("{address}/.well-known/void"),
    ]);
    assert!(
        described.contains("http://rdfs.org/ns/void#Dataset"),
        "{described}"
    );
}

/// Requests made from the description of the API, sound ones and others, by a tester of such descriptions.
#[test]
fn no_request_made_from_the_description_breaks_the_server() {
    let sealed = Sealed::new();
    let mut running = Running::start(&sealed, &["--timeout", "5"]);
    let address = format!("http://{}/", running.address);
    let Some(said) = python("try_api.py", &[Path::new(&address), &sealed.path()]) else {
        return;
    };
    assert_eq!(said, "passed\n");
    assert!(running.is_running());
    let log = running.log();
    assert!(
        log.lines().count() > 300,
        "{} requests",
        log.lines().count()
    );
    let broken: Vec<&str> = log
        .lines()
        .filter(|line| line.contains("\"status\":500"))
        .collect();
    assert!(broken.is_empty(), "{broken:#?}");
}

/// Goes through the pages in Chromium; screenshots stay where `SYNERGRAPH_SCREENSHOTS` says.
#[test]
fn a_reviewer_finds_the_way_in_a_browser() {
    if !["/usr/bin/chromium", "/usr/bin/chromedriver"]
        .iter()
        .all(|program| Path::new(program).is_file())
    {
        say(
            "SKIPPED, NO PAGE LOOKED AT: Chromium and its driver are not there; .ci/run installs them",
        );
        return;
    }
    let sealed = Sealed::new();
    let running = Running::start(&sealed, &[]);
    let address = format!("http://{}", running.address);
    let shots = std::env::var_os("SYNERGRAPH_SCREENSHOTS")
        .map_or_else(|| sealed.path(), std::path::PathBuf::from);
    let axe = node_module("axe-core/axe.min.js");
    let mut arguments = vec![Path::new(&address), shots.as_path()];
    match &axe {
        Some(axe) => arguments.push(axe),
        None => say("NOT CHECKED, ACCESSIBILITY: axe-core is not there; .ci/run installs it"),
    }
    let Some(said) = python("browse.py", &arguments) else {
        return;
    };
    let accessible = if axe.is_some() {
        ""
    } else {
        ", accessibility not checked"
    };
    assert_eq!(
        said,
        format!(
            "journeys with scripts\njourneys without scripts\n16 kinds of pages, light and dark{accessible}\nphone and print\n"
        )
    );
}

#[test]
fn every_kind_of_page_is_valid_html() {
    let sealed = Sealed::new();
    let running = Running::start(&sealed, &[]);
    let mut files = Vec::new();
    for (number, path) in PAGES.iter().enumerate() {
        let name = format!("{number}.html");
        sealed.write(&name, running.get(path).body);
        files.push(sealed.path().join(name));
    }
    let files: Vec<&Path> = files.iter().map(std::path::PathBuf::as_path).collect();
    if let Some(said) = node("validate.js", &files) {
        assert_eq!(
            said,
            format!("{} files, 0 findings\n", PAGES.len()),
            "{PAGES:#?}"
        );
    }
}

const PAGES: &[&str] = &[
    "/",
    "/questions",
    "/questions/dual-site-pairs",
    "/questions/performance",
    "/pictures",
    "/pictures/reaction-network",
    "/ask?query=SELECT%20%2A%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D%20LIMIT%205",
    "/ask?query=SELEKT",
    "/search?q=NO3",
    "/system/ipn-cuco-dacs.html",
    "/species/nitrate.html",
    "/claim/su2025-nitrate-at-cu.html",
    "/work/su-2025-atomically-paired.html",
    "/falls?work=https%3A%2F%2Fw3id.org%2Fsynergraph%2Fwork%2Fsu-2025-atomically-paired",
    "/ns/Catalyst.html",
    "/nothing-of-the-kind",
];
