//! Pages from an engine: the same as from the store, but for the order in which an engine gives what nothing orders.

use super::engine::Engine;
use super::published;
use crate::sealed::Sealed;
use crate::serve::running::Running;
use regex::Regex;
use std::sync::LazyLock;

/// The pieces of a page, each tag with the text behind it, in an order of their own.
fn pieces(text: &str) -> Vec<String> {
    static PIECE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r#"(?s)<[^<]*|\{[^{}]*|[^<{\n]+"#).unwrap());
    static LAST: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"[\s,;.\]}]+$").unwrap());
    let mut pieces: Vec<String> = PIECE
        .find_iter(text)
        .map(|piece| LAST.replace(piece.as_str(), "").trim().to_owned())
        .filter(|piece| !piece.is_empty())
        .collect();
    pieces.sort();
    pieces
}

#[test]
fn pages_say_the_same_whether_the_data_are_here_or_in_an_engine() {
    let engine = Engine::start(published());
    let sealed = Sealed::new();
    let here = Running::start(&sealed, &["--quiet"]);
    let there = Running::start(&sealed, &["--quiet", "--endpoint", &engine.address]);
    let class = "https%3A%2F%2Fw3id.org%2Fsynergraph%2Fns%23Catalyst";
    let label = "http%3A%2F%2Fwww.w3.org%2F2000%2F01%2Frdf-schema%23label";
    let kinds = Regex::new(r#"<span class="note">[^<]*"#).unwrap();
    for path in [
        "/",
        "/questions",
        "/ask",
        "/search?q=Su+2025",
        "/search?q=tandem+catalyst",
        "/search?q=nothing+of+the+kind",
        "/terms.json?q=dual",
        "/terms.json?q=sg:Dual",
        "/terms.json?q=nitr",
        "/api/openapi.json",
        "/.well-known/void",
        "/.well-known/sparql-examples",
        "/pictures",
        "/pictures/reaction-network",
        "/falls?work=%5B81%5D",
        "/falls?work=%5B86%5D",
        "/falls?work=%5B98765%5D",
        "/falls",
        "/sparql",
        "/static/style.css",
        "/robots.txt",
        "/health",
        "/system/ru1au6",
        "/system/ru1au6.html",
        "/system/ipn-cuco-dacs.html",
        "/system/ipn-cuco-dacs.nt",
        "/claim/su2025-nitrate-at-cu.html",
        "/claim/su2025-nitrate-at-cu.nt",
        "/species/nitrate.html",
        "/species/nitrite.html",
        "/element/Cu.html",
        "/ns/Catalyst.html",
        "/ns/catalyses.html",
        "/work/su-2025-inter-site-distance.html",
        "/claim/unobtainium.html",
        "/nothing",
        &format!("/resource?iri={class}"),
        &format!("/resource?iri={label}"),
        "/resource?iri=http%3A%2F%2Fexample.org%2Fnothing",
        "/resource?iri=",
        "/questions/by-metal",
        "/questions/dual-site-pairs",
        "/questions/single-source",
        "/questions/performance",
        "/questions/timeline",
        "/questions/no-such-question",
        "/api/by-metal?format=csv",
        "/api/timeline?format=csv",
        "/api/no-such-question",
    ] {
        let (here, there) = (here.get(path), there.get(path));
        assert_eq!(there.status, here.status, "{path}");
        // One of several kinds stands behind what a search finds; which, depends on the order of the data.
        let text = |body: &[u8]| {
            let text = String::from_utf8_lossy(body).into_owned();
            match path.starts_with("/search?") {
                true => kinds.replace_all(&text, "<span>").into_owned(),
                false => text,
            }
        };
        let (here, there) = (pieces(&text(&here.body)), pieces(&text(&there.body)));
        let lacks: Vec<&String> = here.iter().filter(|one| !there.contains(one)).collect();
        let has: Vec<&String> = there.iter().filter(|one| !here.contains(one)).collect();
        assert!(
            lacks.is_empty() && has.is_empty() && here.len() == there.len(),
            "{path}: {} and {} pieces; lacks {:#?}, has {:#?}",
            here.len(),
            there.len(),
            &lacks[..lacks.len().min(5)],
            &has[..has.len().min(5)]
        );
    }
}
