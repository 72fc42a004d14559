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
        "paper:made-up.2026.7: 4 candidates; 0 stated already; 0 passed over.\n"
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
        "paper:made-up.2026.7: 0 candidates; 4 stated already; 0 passed over.\n"
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
        "paper:made-up.2026.8: 7 candidates; 0 stated already; 1 passed over, listed at the end.\n"
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

/// Writes a sentence for every claim that lacks one.
fn with_statements(drafted: &str) -> String {
    let mut parts = drafted.split("sg:statement \"\"@en");
    let mut edited = parts.next().unwrap_or_default().to_owned();
    for (number, part) in parts.enumerate() {
        edited +=
            &format!("sg:statement \"A person wrote this sentence, number {number}.\"@en{part}");
    }
    edited
}

/// The claim of a draft that states this.
fn claim<'a>(drafted: &'a str, said: &str) -> &'a str {
    let mut claims = drafted.split("\n}\n");
    claims
        .find(|claim| claim.contains(said))
        .unwrap_or_else(|| panic!("{said}\n{drafted}"))
}

const ELSEWHERE: &str = "# A synthetic paper about another field

https://doi.org/10.5555/made-up.2026.9

## 1. Results

CuNi-NC gave formate at a yield rate of 2.5 mmol h<sup>−1</sup> cm<sup>−2</sup> in 1 M KOH at 300 mA cm<sup>−2</sup> [1]. Its turnover \
frequency was 0.7 s<sup>−1</sup>, and its yield rate 3 mg cm<sup>−2</sup> h<sup>−1</sup> for NH<sub>3</sub> [1]. The Faradaic efficiency of \
CuNi-NC was 57 ± 2% for C<sub>2</sub>H<sub>4</sub> and 12% for CO [2]. CuNi-NC did not reach a Faradaic efficiency of 99% [2]. Ni sites of \
CuNi-NC do not adsorb nitrate [2]. Cu sites of CuNi-NC fancy nitrate [2]. CuNi-NC has an overpotential of 230 mV [3]. A yield rate of \
7–9 mmol h<sup>−1</sup> was seen on CuNi-NC [3]. CuNi-NC makes 4 mmol h<sup>−1</sup> of CO in yield [1].

## References

1. Doe, J.; Roe, R. Two Salts in One Pore. *J. Catal.* **2025**, *440*, 12–19.
2. Su, X.; Li, M.; Wen, Y.; et al. Atomically Paired Cu-Co Dual Sites for Near-Unity Ammonia Selectivity in Nitrate Electroreduction. \
*J. Am. Chem. Soc.* **2025**, *147*, 46471–46482.
3. Zoe, Z. Cobalt with Nickel. *ACS Catal.* **2024**, *14*, 201–209.
";

#[test]
fn a_draft_from_another_field_passes_the_check_once_its_statements_are_written() {
    let sealed = sealed();
    sealed.write("paper.md", ELSEWHERE);
    let drafted = sealed.run(&DRAFT);
    assert_eq!(drafted.status, 0, "{drafted}");
    insta::assert_snapshot!(drafted.stdout);
    sealed.write("kb/claims/made-up.trig", with_statements(&drafted.stdout));
    let seen = sealed.run(&["check", "--kb", "kb"]);
    assert_eq!(seen.status, 0, "{seen}");

    // A word that is added to the ontology is found, and what it needs of the list comes with it.
    let seen = sealed.run(&DRAFT);
    assert!(seen.stderr.contains(": 0 candidates; "), "{seen}");
    assert!(!seen.stdout.contains("\nref:3 "), "{seen}");
    let quantity = "@prefix sg: <https://w3id.org/synergraph/ns#> .\n\
        @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n\
        @prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n\
        sg:Overpotential a skos:Concept, sg:Quantity ; rdfs:label \"overpotential\" ; skos:prefLabel \"overpotential\"@en ;\n\
        skos:definition \"How far a potential is from that of equilibrium.\"@en ; skos:inScheme sg:quantities .\n";
    sealed.write("kb/ontology/more.ttl", quantity);
    let more = sealed.run(&DRAFT);
    assert!(
        claim(&more.stdout, "sg:value 230 ;").contains("sg:quantity sg:Overpotential ;"),
        "{more}"
    );
    assert!(
        more.stdout
            .contains("\nref:3 a biro:BibliographicReference ;"),
        "{more}"
    );
    sealed.write(
        "kb/claims/more.trig",
        with_statements(&more.stdout).replace("sentence, number ", "sentence, numbered "),
    );
    let seen = sealed.run(&["check", "--kb", "kb"]);
    assert_eq!(seen.status, 0, "{seen}");
}

#[test]
fn a_known_system_is_not_what_a_longer_name_names() {
    let sealed = sealed();
    sealed.write("paper.md", ELSEWHERE);
    let drafted = sealed.run(&DRAFT);
    assert!(!drafted.stdout.contains("system:cuni-tandem"), "{drafted}");
    assert!(
        drafted.stdout.contains("rdfs:label \"CuNi-NC\" ."),
        "{drafted}"
    );
}

#[test]
fn what_a_paper_cites_by_name_and_year_is_cited() {
    let sealed = sealed();
    sealed.write(
        "paper.md",
        "# A synthetic paper that cites by names\n\n## 1. Results\n\nCuNi-NC reached a Faradaic efficiency of 91% for NH3 \
         (Doe and Roe, 2021). It gave a selectivity of 88%. Poe et al. (2020) found a Faradaic efficiency of 81% on CuPd-NC.\n\n\
         ## References\n\nDoe, J., & Roe, R. (2021). Two salts in one pore. Journal of Catalysis, 440, 12–19.\n\n\
         Poe, P., Toe, T., & Zoe, Z. (2020). Palladium and copper. ACS Catalysis, 15, 101–109.\n",
    );
    let drafted = sealed.run(&DRAFT);
    for (said, cited) in [
        ("sg:value 91 ;", "cito:citesAsEvidence ref:1 ;"),
        (
            "sg:value 88 ;",
            "cito:citesAsEvidence ref:1 ;\n        sg:citationLocator \"1/1/1\" ;",
        ),
        ("sg:value 81 ;", "cito:citesAsEvidence ref:2 ;"),
    ] {
        assert!(
            claim(&drafted.stdout, said).contains(cited),
            "{said}\n{drafted}"
        );
    }
}

#[test]
fn a_paper_without_doi_and_title_is_called_by_its_file_or_as_one_says() {
    let sealed = sealed();
    sealed.write(
        "paper.md",
        "## 1. Results\n\nCuNi-NC reached a Faradaic efficiency of 91%.\n",
    );
    let drafted = sealed.run(&DRAFT);
    assert!(
        drafted.stderr.contains("paper:paper: 1 candidate"),
        "{drafted}"
    );
    let arguments = [&DRAFT[..], &["--paper", "made-up.10"][..]].concat();
    let drafted = sealed.run(&arguments);
    assert!(
        drafted.stdout.contains("sg:inPaper paper:made-up.10 ;"),
        "{drafted}"
    );
    let arguments = [&DRAFT[..], &["--paper", "Made Up"][..]].concat();
    let drafted = sealed.run(&arguments);
    assert_eq!(drafted.status, 2, "{drafted}");
    assert!(drafted.stderr.contains("`made-up`"), "{drafted}");
}

#[test]
fn a_megabyte_of_numbers_without_a_stop_is_drafted_in_no_time() {
    let sealed = sealed();
    sealed.write(
        "paper.md",
        format!(
            "# A synthetic text\n\n{}\n",
            "word CuNi-NC 5 % [1] ".repeat(50_000)
        ),
    );
    let start = std::time::Instant::now();
    let drafted = sealed.run(&DRAFT);
    assert!(start.elapsed().as_secs() < 30, "{:?}", start.elapsed());
    assert_eq!(drafted.status, 0, "{}", drafted.stderr);
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
