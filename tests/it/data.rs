//! The curated files of this repository.

use crate::sealed::say;
use crate::sealed::{files_below, repository, review};
use oxigraph::model::{GraphName, Term};
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;
use std::sync::LazyLock;
use synergraph::anchor::Verdict;
use synergraph::check::verify;
use synergraph::claim::{Files, KnowledgeBase, compile, read_quads};
use synergraph::paper::{is_digest, read_markdown};
use synergraph::source::Source;
use synergraph::store::ClaimId;
use synergraph::work::{Citations, ClaimRecord};

static BUILT_IN: LazyLock<KnowledgeBase> = LazyLock::new(|| compile(&Files::built_in()).0);

fn claims() -> Vec<ClaimRecord> {
    let citations = Citations::new(&BUILT_IN.store);
    (0..BUILT_IN.store.claim_count() as ClaimId)
        .map(|claim| citations.claim(claim))
        .collect()
}

fn name(claim: &ClaimRecord) -> String {
    BUILT_IN.prefixes.show(BUILT_IN.store.term(claim.name))
}

/// The file of each claim, by its name in full.
fn files_of_claims() -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for source in Files::built_in().rdf() {
        let (quads, _) = read_quads(source, None);
        for quad in quads {
            if let GraphName::NamedNode(graph) = quad.graph_name {
                files.insert(
                    BUILT_IN.prefixes.compact(graph.as_str()),
                    source.name.clone(),
                );
            }
        }
    }
    files
}

#[test]
fn every_claim_has_its_place_and_the_digest_of_its_sentence() {
    for claim in claims() {
        assert!(claim.locator.is_some(), "{} has no locator", name(&claim));
        let digest = claim.digest.as_deref().unwrap_or_default();
        assert!(
            is_digest(digest),
            "{} has the digest {digest:?}",
            name(&claim)
        );
    }
}

#[test]
fn every_claim_stands_in_the_file_of_the_first_reference_that_it_cites() {
    let citations = Citations::new(&BUILT_IN.store);
    let files = files_of_claims();
    for claim in claims() {
        let file = &files[&name(&claim)];
        let start = file
            .strip_prefix("claims/")
            .unwrap()
            .split('-')
            .next()
            .unwrap();
        let first = claim
            .references
            .iter()
            .filter_map(|reference| citations.reference(*reference).number?.parse::<u32>().ok())
            .min();
        let expected = first.map_or_else(|| "review".to_owned(), |number| format!("{number:03}"));
        assert_eq!(start, expected, "{} stands in {file}", name(&claim));
    }
}

#[test]
fn every_claim_is_named_for_the_first_author_and_year_of_its_file() {
    for (claim, file) in files_of_claims() {
        let stem = file
            .strip_prefix("claims/")
            .unwrap()
            .strip_suffix(".trig")
            .unwrap();
        let start = match stem.strip_prefix("review-") {
            Some(_) => "claim:review-".to_owned(),
            None => {
                let (author, year) = stem.split_once('-').unwrap().1.rsplit_once('-').unwrap();
                format!("claim:{author}{year}-")
            }
        };
        assert!(claim.starts_with(&start), "{claim} stands in {file}");
    }
}

#[test]
fn every_claim_stands_in_its_file_in_the_order_of_the_paper() {
    let mut last: BTreeMap<String, (_, String)> = BTreeMap::new();
    let places: BTreeMap<String, String> = claims()
        .iter()
        .map(|claim| (name(claim), claim.locator.clone().unwrap_or_default()))
        .collect();
    for source in Files::built_in().rdf() {
        for line in source.text.lines() {
            let Some(claim) = line
                .strip_suffix(" {")
                .filter(|name| places.contains_key(*name))
            else {
                continue;
            };
            let key = synergraph::trace::place_key(Some(&places[claim]));
            if let Some((before, earlier)) = last.get(&source.name) {
                assert!(
                    before <= &key,
                    "{}: {claim} stands behind {earlier}",
                    source.name
                );
            }
            last.insert(source.name.clone(), (key, claim.to_owned()));
        }
    }
    assert!(last.len() > 50, "most files were passed over");
}

#[test]
fn every_sentence_and_every_marker_is_found_in_the_review() {
    let Some(path) = review() else { return };
    let (paper, problems) = read_markdown(&Source::read(&path).unwrap());
    assert_eq!(problems, []);
    let report = verify(&BUILT_IN, &Files::built_in(), &paper);
    assert_eq!(report.diagnostics, []);
    assert_eq!(report.claims.len(), BUILT_IN.store.claim_count());
    for found in &report.claims {
        assert_eq!(found.in_copy.verdict, Verdict::Found, "{found:?}");
    }
}

#[test]
fn every_reference_of_the_review_is_in_the_bibliography() {
    let Some(path) = review() else { return };
    let (paper, _) = read_markdown(&Source::read(&path).unwrap());
    let printed: BTreeSet<String> = paper
        .references
        .iter()
        .map(|entry| entry.id.clone())
        .collect();
    let citations = Citations::new(&BUILT_IN.store);
    let ours: BTreeSet<String> = (1..=paper.references.len())
        .filter_map(|number| {
            let iri = format!("https://w3id.org/synergraph/paper/echem.2026.100004/ref/{number}");
            let node = oxigraph::model::NamedNode::new(iri).unwrap();
            citations
                .reference(BUILT_IN.store.id(&Term::NamedNode(node))?)
                .number
        })
        .collect();
    assert_eq!(ours, printed);
    assert_eq!(ours.len(), 93);
}

#[test]
fn nothing_here_shares_twelve_words_in_a_row_with_the_review() {
    let script = repository().join("../shared/tools/quotes.py");
    if review().is_none() || !script.is_file() {
        say(&format!(
            "SKIPPED, NOTHING TESTED: {} is not there",
            script.display()
        ));
        return;
    }
    let output = Command::new("python3")
        .arg(&script)
        .current_dir(repository())
        .output();
    let Ok(output) = output else {
        say("SKIPPED, NOTHING TESTED: there is no python3");
        return;
    };
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "");
}

#[test]
fn code_and_data_have_their_licences() {
    let text = |name: &str| {
        std::fs::read_to_string(repository().join(name)).unwrap_or_else(|_| panic!("no {name}"))
    };
    assert!(text("LICENSE-MIT").contains("Permission is hereby granted"));
    assert!(text("LICENSE-APACHE").contains("Apache License"));
    assert!(text("CITATION.cff").contains("cff-version"));
    for (path, content) in ["claims", "ontology"]
        .iter()
        .flat_map(|folder| files_below(&repository().join(folder)))
        .filter(|(path, _)| path.extension().is_some_and(|e| e == "ttl" || e == "trig"))
    {
        let content = String::from_utf8(content).unwrap();
        let head: String = content.lines().take(6).collect();
        assert!(
            head.contains("CC BY 4.0"),
            "{} names no licence",
            path.display()
        );
    }
}

#[test]
fn text_files_end_in_a_line_and_hold_no_tabs_or_trailing_spaces() {
    for (path, content) in ["claims", "ontology", "queries", "docs"]
        .iter()
        .flat_map(|folder| files_below(&repository().join(folder)))
    {
        let text = String::from_utf8(content).unwrap();
        assert!(
            text.ends_with('\n') && !text.ends_with("\n\n"),
            "{}",
            path.display()
        );
        for (number, line) in text.lines().enumerate() {
            assert!(
                !line.ends_with(' ') && !line.contains('\t'),
                "{}:{}",
                path.display(),
                number + 1
            );
        }
    }
}
