//! The evaluation tests of the W3C for SPARQL 1.0 and 1.1, with citations and without.
//!
//! The suites are not part of this repository; where they are not beside it, the run says so and ends. What passes is
//! listed in `tests/w3c/passing.txt`, what cannot in `tests/w3c/excluded.txt` with the reason: a listed test that
//! fails is an error, and so is one that passes and is not listed.

#![expect(clippy::unwrap_used, reason = "tests may fail")]

use crate::sealed::say;
mod compare;
mod expected;
pub(crate) mod manifest;
mod ratchet;
pub(crate) mod run;
mod sufficiency;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

#[test]
fn the_evaluation_tests_pass_as_listed() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = here.parent().unwrap().join("shared/w3c");
    if !root.exists() {
        let root = root.display();
        say(&format!(
            "\nSKIPPED: THE SPARQL TESTS OF THE W3C DID NOT RUN: there is no {root}\n"
        ));
        return;
    }
    let cases = [
        "sparql10/manifest-evaluation.ttl",
        "sparql11/manifest-sparql11-query.ttl",
        "sparql11/manifest-sparql11-results.ttl",
    ]
    .iter()
    .flat_map(|manifest| manifest::cases(&root.join(manifest), &root));

    let mut passes = BTreeSet::new();
    let mut failures = BTreeMap::new();
    let mut rows = 0;
    for case in cases {
        let outcome = std::panic::catch_unwind(|| run::run(&case));
        match outcome.unwrap_or_else(|_| Err("it panics".to_owned())) {
            Ok(number) => {
                rows += number;
                passes.insert(case.name);
            }
            Err(reason) => {
                failures.insert(case.name, reason);
            }
        }
    }
    let (passed, failed) = (passes.len(), failures.len());
    say(&format!(
        "{passed} tests of the W3C pass, {failed} fail; {rows} rows, all with citations"
    ));
    ratchet::check(&here.join("tests/w3c"), &passes, &failures);
}
