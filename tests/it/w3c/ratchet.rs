//! The lists of what passes and what cannot, which hold in both directions.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

/// Set to anything, this environment variable rewrites the lists.
pub(crate) const REWRITE: &str = "SYNERGRAPH_W3C_REWRITE";
/// The reason that rewriting gives to a new exclusion; the test fails while it stands.
const UNEXPLAINED: &str = "TODO: say why";

/// Compares what happened with the lists in a directory, or rewrites them.
///
/// # Panics
/// Where the lists do not say what happened.
pub(crate) fn check(
    directory: &Path,
    passes: &BTreeSet<String>,
    failures: &BTreeMap<String, String>,
) {
    let read = |file: &str| {
        let text = std::fs::read_to_string(directory.join(file)).unwrap_or_default();
        text.lines().map(str::to_owned).collect::<Vec<_>>()
    };
    let listed = read("passing.txt");
    let excluded: BTreeMap<String, String> = read("excluded.txt")
        .iter()
        .filter_map(|line| line.split_once(": "))
        .map(|(name, reason)| (name.to_owned(), reason.to_owned()))
        .collect();
    if std::env::var_os(REWRITE).is_some() {
        let passing: String = passes.iter().map(|name| format!("{name}\n")).collect();
        let mut reasons = String::new();
        for name in failures.keys() {
            let reason = excluded.get(name).map_or(UNEXPLAINED, String::as_str);
            writeln!(reasons, "{name}: {reason}").unwrap();
        }
        std::fs::write(directory.join("passing.txt"), passing).unwrap();
        std::fs::write(directory.join("excluded.txt"), reasons).unwrap();
        return;
    }
    let mut wrong = String::new();
    for (name, reason) in failures {
        if listed.contains(name) {
            writeln!(wrong, "{name} is listed as passing and fails: {reason}").unwrap();
        } else if !excluded.contains_key(name) {
            writeln!(wrong, "{name} fails and is in neither list: {reason}").unwrap();
        }
    }
    for name in passes {
        if excluded.contains_key(name) {
            writeln!(wrong, "{name} is excluded and passes").unwrap();
        } else if !listed.contains(name) {
            writeln!(wrong, "{name} passes and is in neither list").unwrap();
        }
    }
    for name in listed.iter().chain(excluded.keys()) {
        if !passes.contains(name) && !failures.contains_key(name) {
            writeln!(wrong, "{name} is listed, and there is no such test").unwrap();
        }
    }
    if !listed.is_sorted() {
        writeln!(wrong, "passing.txt is not sorted").unwrap();
    }
    for (name, reason) in &excluded {
        if reason == UNEXPLAINED {
            writeln!(wrong, "{name} is excluded without a reason").unwrap();
        }
    }
    assert!(
        wrong.is_empty(),
        "{wrong}\nOnce this is meant, `{REWRITE}=1 cargo test w3c` rewrites tests/w3c/*.txt; say the reasons there."
    );
}
