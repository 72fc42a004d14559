//! Pages and data of entities.

use super::running::Running;
use super::{encoded, small};
use crate::sealed::Sealed;

#[test]
fn an_entity_leads_to_a_document_about_it() {
    let sealed = Sealed::new();
    let running = Running::start(&sealed, &[]);
    for (accept, location) in [
        ("", "/system/ipn-cuco-dacs.html"),
        (
            "text/html,application/xhtml+xml,*/*;q=0.8",
            "/system/ipn-cuco-dacs.html",
        ),
        ("text/turtle", "/system/ipn-cuco-dacs.ttl"),
        ("application/ld+json", "/system/ipn-cuco-dacs.jsonld"),
        ("application/trig", "/system/ipn-cuco-dacs.trig"),
    ] {
        let headers: &[(&str, &str)] = if accept.is_empty() {
            &[]
        } else {
            &[("accept", accept)]
        };
        let got = running.get_with("/system/ipn-cuco-dacs", headers);
        assert_eq!(
            (got.status, got.header("location")),
            (303, Some(location)),
            "{accept}"
        );
        let document = running.get(location);
        assert_eq!(document.status, 200);
        assert!(document.text().contains("ipn-cuco-dacs"), "{location}");
    }
    assert_eq!(running.get("/system/unheard-of").status, 404);
    // Words of the vocabulary end in a fragment, which no server sees.
    assert!(
        running
            .get("/ns/Catalyst.html")
            .text()
            .contains("IPN-CuCo DACs")
    );
}

#[test]
fn a_reviewer_goes_from_a_row_to_its_work_and_back_by_other_claims() {
    let sealed = Sealed::new();
    let running = Running::start(&sealed, &[]);
    let question = running
        .get("/questions/dual-site-pairs?activates=https://w3id.org/synergraph/species/nitrate");
    assert_eq!(question.status, 200);
    let work = link_after(question.text(), "IPN-CuCo DACs", "[81]");
    let work = running.get(&work);
    assert!(work.text().contains("Su"), "the page of the work");
    let claim = link_after(work.text(), " on it</h2>", "");
    let claim = running.get(&claim);
    assert!(claim.text().contains("Rests on"));
    let system = running.get("/system/ipn-cuco-dacs.html");
    for part in [
        "What its sites do",
        "Numbers",
        "Controls",
        "374.682",
        "PN-CuCo",
        "<svg",
    ] {
        assert!(system.text().contains(part), "{part}");
    }
}

/// Returns the address of the first link behind a text whose own text contains another.
fn link_after(page: &str, behind: &str, text: &str) -> String {
    let rest = page.split_once(behind).map_or(page, |(_, rest)| rest);
    rest.split("<a ")
        .skip(1)
        .find_map(|link| {
            let (tag, shown) = link.split_once('>')?;
            let shown = shown.split("</a>").next()?;
            let address = tag.split_once("href=\"")?.1.split('"').next()?;
            shown.contains(text).then(|| address.to_owned())
        })
        .unwrap_or_else(|| panic!("no link {text} behind {behind}"))
}

#[test]
fn names_and_formulae_of_one_thing_meet_in_the_search() {
    let sealed = Sealed::new();
    let running = Running::start(&sealed, &[]);
    for text in ["NO3", "NO3-", "NO₃⁻", "nitrate", "Nitrate"] {
        let got = running.get(&format!("/search.json?q={}", encoded(text)));
        let found: serde_json::Value = serde_json::from_slice(&got.body).unwrap();
        let labels: Vec<&str> = found["hits"]
            .as_array()
            .unwrap()
            .iter()
            .map(|hit| hit["label"].as_str().unwrap())
            .collect();
        assert!(
            labels.iter().take(3).any(|label| *label == "nitrate"),
            "{text}: {labels:?}"
        );
    }
    let terms = running.get("/terms.json?q=dual");
    assert!(terms.text().contains("sg:DualAtom"), "{}", terms.text());
}

#[test]
fn what_claims_say_is_shown_and_not_run() {
    let sealed = Sealed::new();
    let running = small(&sealed);
    let hostile = "<script>alert(1)</script>\"'>";
    let nitrate = running.get(&format!(
        "/resource?iri={}",
        encoded("http://example.org/nitrate")
    ));
    assert!(
        nitrate.text().contains("&lt;b&gt;nitrate&lt;/b&gt; &amp;"),
        "{}",
        nitrate.text()
    );
    assert!(!nitrate.text().contains("<b>nitrate"));
    for path in [
        format!("/search?q={}", encoded(hostile)),
        format!("/ask?query={}", encoded(hostile)),
        format!("/resource?iri={}", encoded(hostile)),
        format!("/{}", encoded(hostile)),
        format!("/questions/{}", encoded(hostile)),
    ] {
        let got = running.get(&path);
        assert!(!got.text().contains("<script>alert"), "{path}");
        let policy = got.header("content-security-policy").unwrap();
        assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"));
    }
}

#[test]
fn no_path_leads_to_a_file() {
    let sealed = Sealed::new();
    sealed.write("secret.txt", "secret");
    let running = small(&sealed);
    for path in [
        "/secret.txt",
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/static/../../secret.txt",
        "/static/site.js/../x",
        "//etc/passwd",
    ] {
        let got = running.get(path);
        assert_ne!(got.status, 200, "{path}");
        assert!(!got.text().contains("secret\n"));
    }
}
