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

const SYSTEMS: &str = "# A synthetic paper about invented alloys for nitrate

https://doi.org/10.5555/made-up.2026.8

## 1. Results

NiZn-NC reached a Faradaic efficiency of 91% for NH<sub>3</sub> from nitrate [1]. The CuPd alloy gave a Faradaic efficiency of 78% for \
NH<sub>3</sub> [2]. A yield rate of 5.2 mg h<sup>−1</sup> cm<sup>−2</sup> was reported for it [2]. The Faradaic efficiency was 83% over \
CoNi-MOF and 71% over bare Co-MOF [3]. Pd sites may supply *H, and Cu sites adsorb nitrate [2]. Nitrate stood at 0.1 M.

## References

1. Doe, J.; Roe, R. Two Salts in One Pore. *J. Catal.* **2025**, *440*, 12–19.
2. Poe, P. Palladium and Copper. *ACS Catal.* **2025**, *15*, 101–109.
3. Zoe, Z. Cobalt with Nickel. *ACS Catal.* **2024**, *14*, 201–209.
";

#[test]
fn a_system_that_nobody_knows_is_proposed_as_a_system_of_its_own() {
    let sealed = sealed();
    sealed.write("paper.md", SYSTEMS);
    let drafted = sealed.run(&DRAFT);
    assert_eq!(
        drafted.stderr,
        "paper:made-up.2026.8: 7 candidates; 0 stated already; 0 numbers without a system.\n"
    );
    for (system, label, said) in [
        ("nizn-nc", "NiZn-NC", "value 91"),
        ("cupd-alloy", "CuPd alloy", "value 78"),
        ("cupd-alloy", "CuPd alloy", "value 5.2"),
        ("coni-mof", "CoNi-MOF", "value 83"),
        ("co-mof", "Co-MOF", "value 71"),
        ("cupd-alloy", "CuPd alloy", "species sp:ads-h"),
        ("cupd-alloy", "CuPd alloy", "species sp:nitrate"),
    ] {
        let named = format!("system:{system} a sg:Catalyst ;\n        rdfs:label \"{label}\" .");
        assert!(drafted.stdout.contains(&named), "{label}\n{drafted}");
        let claim = drafted
            .stdout
            .split("\n}\n")
            .find(|claim| claim.contains(&format!("sg:{said} ;")))
            .unwrap_or_else(|| panic!("{said}\n{drafted}"));
        let of = [
            format!("sg:of system:{system} ;"),
            format!("sg:in system:{system} ;"),
        ];
        assert!(of.iter().any(|of| claim.contains(of)), "{said}: {claim}");
    }

    // With a person's sentences it passes, and every place is found in the same copy.
    let mut edited = drafted.stdout;
    for number in 0..7 {
        let statement =
            format!("sg:statement \"The sentence of a person, of number {number}.\"@en");
        edited = edited.replacen("sg:statement \"\"@en", &statement, 1);
    }
    sealed.write("kb/claims/made-up.trig", edited);
    let seen = sealed.run(&["check", "--kb", "kb"]);
    assert_eq!(seen.status, 0, "{seen}");
    let seen = sealed.run(&["verify", "--source", "paper.md", "--kb", "kb"]);
    assert!(
        seen.stdout.starts_with("7 anchored claims: 7 found,"),
        "{seen}"
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
