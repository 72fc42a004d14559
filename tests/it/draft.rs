//! From a paper to an answer: what `draft` proposes, what `check` refuses, what `query` then says.

use crate::sealed::{Sealed, repository, review};

const DRAFT: [&str; 6] = ["draft", "paper.md", "--kb", "kb", "--date", "2026-11-22"];

/// A copy of the knowledge base, and a synthetic paper.
fn sealed() -> Sealed {
    let sealed = Sealed::new();
    for folder in ["ontology", "claims", "queries"] {
        for (path, content) in crate::sealed::files_below(&repository().join(folder)) {
            let name = path
                .strip_prefix(repository())
                .unwrap()
                .to_str()
                .unwrap()
                .to_owned();
            sealed.write(&format!("kb/{name}"), content);
        }
    }
    let paper = std::fs::read(repository().join("tests/papers/made-up.md")).unwrap();
    sealed.write("paper.md", paper);
    sealed
}

#[test]
fn a_draft_has_numbers_and_roles_in_the_words_of_the_knowledge_base() {
    let seen = sealed().run(&DRAFT);
    assert_eq!(seen.status, 0, "{seen}");
    assert_eq!(
        seen.stderr,
        "paper:made-up.2026.7: 4 candidates; 0 stated already; 0 numbers without a system.\n"
    );
    for said in [
        "sg:quantity sg:FaradaicEfficiency ;\n        sg:comparator sg:GreaterThan ;\n        sg:value 91 ;",
        "sg:quantity sg:YieldRate ;\n        sg:comparator sg:Equal ;\n        sg:value 4.2 ;",
        "sg:unit unit:mg-per-h-per-cm2 ;\n        sg:normalisedValue 4.2 ;",
        "sg:basis sg:PerArea ;",
        "sg:action sg:Adsorbs ;\n        sg:species sp:nitrate ;",
        "sg:wording sg:Suggested ;",
        "cito:citesAsEvidence ref:2 ;\n        sg:citationLocator \"1/1/3\" ;",
        "sg:locator \"Table 1/1\" ;",
        "system:nizn-nc a sg:Catalyst ;\n        rdfs:label \"NiZn-NC\" .",
        "sg:firstAuthor \"Doe, J.\" ;",
    ] {
        assert!(seen.stdout.contains(said), "{said}\n{seen}");
    }
}

#[test]
fn nothing_gets_in_without_a_sentence_of_a_persons_own() {
    let sealed = sealed();
    let drafted = sealed.run(&DRAFT).stdout;
    sealed.write("kb/claims/made-up.trig", &drafted);
    let seen = sealed.run(&["check", "--kb", "kb"]);
    assert_eq!(seen.status, 1);
    assert_eq!(
        seen.stderr.matches("[claim-without-statement]").count(),
        4,
        "{seen}"
    );

    let mut edited = drafted;
    for (number, place) in ["first", "second", "third", "fourth"].iter().enumerate() {
        let statement =
            format!("sg:statement \"The {place} of {number} sentences of a person.\"@en");
        edited = edited.replacen("sg:statement \"\"@en", &statement, 1);
    }
    sealed.write("kb/claims/made-up.trig", edited);
    let seen = sealed.run(&["check", "--kb", "kb"]);
    assert_eq!(seen.status, 0, "{seen}");

    let answer = sealed.run(&[
        "query",
        "performance",
        "--kb",
        "kb",
        "--set",
        "minimum=91",
        "--format",
        "csv",
    ]);
    assert!(answer.stdout.contains("NiZn-NC"), "{answer}");

    let again = sealed.run(&DRAFT);
    assert_eq!(
        again.stderr,
        "paper:made-up.2026.7: 0 candidates; 4 stated already; 0 numbers without a system.\n"
    );
}

/// What the curators found in the review is not proposed to them again.
#[test]
fn what_the_knowledge_base_has_is_not_proposed_twice() {
    let Some(review) = review() else { return };
    let sealed = Sealed::new();
    sealed.write("review.md", std::fs::read(review).unwrap());
    let seen = sealed.run(&["draft", "review.md", "--date", "2026-11-22"]);
    let claims = seen.stdout.matches("a sg:Claim ;").count();
    assert!(claims <= 2, "{seen}");
    assert!(seen.stderr.contains(" stated already"), "{seen}");
}
