//! Every rule and every diagnostic: what makes it, what does not, and its page.

use crate::sealed::{Sealed, folders_with_files, repository};
use std::collections::BTreeSet;
use synergraph::audit::audit_codes;
use synergraph::check::{check, pages};
use synergraph::claim::Files;
use synergraph::diagnostic::{Diagnostic, all_codes};

fn rules() -> Vec<String> {
    let files = Files::built_in();
    let rules: Vec<String> = files
        .queries("checks")
        .map(|(name, _)| name.to_owned())
        .collect();
    assert!(rules.len() > 50, "most rules are missing");
    rules
}

/// What one rule finds in an example beside the built-in ontology.
fn findings(rule: &str, example: &str) -> Vec<Diagnostic> {
    let sealed = Sealed::new();
    sealed.copy("ontology");
    for (from, to) in [
        (
            format!("queries/checks/{rule}.rq"),
            format!("queries/checks/{rule}.rq"),
        ),
        (
            format!("tests/checks/{rule}/{example}.trig"),
            "claims/example.trig".to_owned(),
        ),
    ] {
        let text = std::fs::read(repository().join(&from));
        sealed.write(&to, text.unwrap_or_else(|_| panic!("there is no {from}")));
    }
    let report = check(&Files::read(&sealed.path()).unwrap());
    let of_rule = |diagnostic: &Diagnostic| diagnostic.code.name == rule;
    for unreadable in [
        "syntax",
        "query-header",
        "sparql-syntax",
        "undeclared-prefix",
    ] {
        assert!(
            !report.diagnostics.iter().any(|d| d.code.name == unreadable),
            "{rule}, {example}: {:?}",
            report.diagnostics
        );
    }
    report.diagnostics.into_iter().filter(of_rule).collect()
}

#[test]
fn every_rule_finds_what_breaks_it_and_says_where() {
    for rule in rules() {
        let found = findings(&rule, "violates");
        assert!(!found.is_empty(), "{rule} finds nothing in its example");
        for diagnostic in found {
            assert!(
                diagnostic.place.is_some(),
                "{rule}: {}",
                diagnostic.headline
            );
            assert!(
                !diagnostic.headline.contains(['{', '}', '\n']),
                "{rule}: {}",
                diagnostic.headline
            );
        }
    }
}

#[test]
fn no_rule_finds_anything_in_what_keeps_it() {
    for rule in rules() {
        assert_eq!(findings(&rule, "conforms"), [], "{rule}");
    }
}

#[test]
fn no_example_is_without_its_rule() {
    let rules: BTreeSet<String> = rules().into_iter().collect();
    for folder in folders_with_files(&repository().join("tests/checks")) {
        assert!(
            rules.contains(folder.as_str()),
            "{folder} belongs to no rule"
        );
    }
}

#[test]
fn the_built_in_knowledge_base_is_clean() {
    assert_eq!(check(&Files::built_in()).diagnostics, []);
}

#[test]
fn every_code_has_a_page_and_every_page_a_code() {
    let codes: BTreeSet<String> = all_codes()
        .iter()
        .chain(audit_codes())
        .map(|code| code.name.to_string())
        .chain(rules())
        .collect();
    let pages: BTreeSet<String> = pages().into_iter().map(|page| page.code).collect();
    let lacking: Vec<&String> = codes.difference(&pages).collect();
    assert!(
        lacking.is_empty(),
        "no page under docs/codes/ for {lacking:?}"
    );
    let idle: Vec<&String> = pages.difference(&codes).collect();
    assert!(idle.is_empty(), "pages of no diagnostic: {idle:?}");
}

#[test]
fn every_page_says_what_why_an_example_and_how_to_mend_it() {
    for page in pages() {
        let headings: Vec<&str> = page
            .text
            .lines()
            .filter(|line| line.starts_with('#'))
            .filter(|line| !line.starts_with("#+"))
            .collect();
        assert_eq!(
            headings,
            [
                &format!("# {}", page.code)[..],
                "## What it finds",
                "## Why it matters",
                "## Example",
                "## How to mend it"
            ],
            "docs/codes/{}.md",
            page.code
        );
        assert!(
            page.text.matches("```").count() >= 4,
            "docs/codes/{}.md",
            page.code
        );
    }
}

const PREFIXES: &str = "@prefix sg: <https://w3id.org/synergraph/ns#> .
@prefix cito: <http://purl.org/spar/cito/> .
@prefix claim: <https://w3id.org/synergraph/claim/> .
@prefix ref: <https://example.org/ref/> .
@prefix unit: <https://w3id.org/synergraph/unit/> .
@prefix measurement: <https://w3id.org/synergraph/measurement/> .

ref:1 sg:number \"1\" .

";

const PAPER: &str = "# A paper\n\n## 1. Introduction\n\nNickel is common [1]. Copper is not.\n\n\
    ## References\n\n1. Doe, J. Nickel. *J. Made Up* **2020**, *1*, 1.\n";

fn claim(locator: &str, digest: &str) -> String {
    format!(
        "claim:nickel {{\n    claim:nickel a sg:Claim ;\n        sg:locator \"{locator}\" ;\n        \
         sg:sentenceDigest \"{digest}\" ;\n        cito:citesAsEvidence ref:1 .\n}}\n"
    )
}

/// A knowledge base of one file of claims, and a paper.
fn with(claims: &str) -> Sealed {
    let sealed = Sealed::new();
    sealed
        .write("paper.md", PAPER)
        .write("kb/claims/a.trig", format!("{PREFIXES}{claims}"));
    sealed
}

/// The same with another paper, in which no claim finds its place.
fn over(paper: &str) -> Sealed {
    let sealed = with(&claim("7/1/1", "n1:00000000000000000000000000000000"));
    sealed.write("paper.md", paper);
    sealed
}

/// Runs that make each code, as (code, input, arguments).
fn cases() -> Vec<(&'static str, Sealed, Vec<&'static str>)> {
    const CHECK: [&str; 3] = ["check", "--kb", "kb"];
    const VERIFY: [&str; 5] = ["verify", "--source", "paper.md", "--kb", "kb"];
    let no_digest = "n1:00000000000000000000000000000000";
    let filled = |locator| {
        let sealed = with(&claim(locator, "n1:"));
        let seen = sealed.run(&[&VERIFY[..], &["--write"]].concat());
        assert_eq!(seen.status, 0, "{seen}");
        sealed
    };
    let measured = "claim:m {\n    measurement:m sg:value 22 ; sg:unit unit:u ; sg:normalisedValue 374.7 .\n}\n\
        unit:u sg:factor 17.031 .\n";
    let rule = with("");
    rule.write(
        "kb/queries/rules/any.rq",
        "#+ summary: Anything.\nSELECT ?s { ?s ?p ?o }\n",
    );
    let question = with("");
    question.write(
        "kb/queries/questions/q.rq",
        "#+ summary: q\n#+ defaults:\n#+   - x: 1\nASK {}\n",
    );
    let foreign = with("");
    foreign.write(
        "kb/claims/resolved.ttl",
        "<https://a.example/a> <https://a.example/b> 1 .\n",
    );
    let unfit = with("");
    unfit.write(
        "kb/claims/works.ttl",
        format!(
            "{PREFIXES}<https://a.example/roe> <http://purl.org/dc/terms/title> \"Nickel that nobody made\" ;\n    \
             <http://prismstandard.org/namespaces/basic/2.0/doi> \"10.5555/nickel\" .\n\
             <https://a.example/record> sg:recordOf <https://a.example/roe> ; sg:recordDoi \"10.5555/nickel\" ;\n    \
             <http://purl.org/dc/terms/title> \"On the colour of old paper\" .\n"
        ),
    );
    let latin = with("");
    latin.write("kb/claims/b.trig", b"\xe9");
    let exported = |name: &str, text: &str| {
        let sealed = with("");
        sealed.write(name, text);
        sealed
    };
    vec![
        (
            "bibtex-syntax",
            exported("refs.bib", "@misc{x, title = {never closed\n"),
            vec!["import", "refs.bib", "--output", "new"],
        ),
        (
            "csl-json-syntax",
            exported(
                "refs.json",
                "[{\"id\": \"x\", \"type\": \"book\"}, {\"id\"}]",
            ),
            vec!["import", "refs.json", "--output", "new"],
        ),
        (
            "csl-style",
            exported("notes.csl", "these are no notes\n"),
            vec!["report", "by-scale", "--style", "notes.csl"],
        ),
        (
            "record-doubtful",
            exported("refs.bib", "@misc{x, year = undefined}\n"),
            vec!["import", "refs.bib", "--output", "new"],
        ),
        (
            "ris-syntax",
            exported("refs.ris", "TY  - BOOK\nTI  - Never ended\n"),
            vec!["import", "refs.ris", "--output", "new"],
        ),
        (
            "digest-differs",
            with(&claim("1/1/1", no_digest)),
            VERIFY.into(),
        ),
        (
            "digest-malformed",
            with(&claim("1/1/1", "n1:")),
            CHECK.into(),
        ),
        ("doi-does-not-fit", unfit, CHECK.into()),
        (
            "resolved-malformed",
            foreign,
            vec!["resolve", "--kb", "kb", "--offline"],
        ),
        (
            "duplicate-claim",
            with(&format!("{0}\n{0}", claim("1/1/1", no_digest))),
            CHECK.into(),
        ),
        ("marker-missing", filled("1/1/2"), VERIFY.into()),
        (
            "marker-not-listed",
            over(
                "# A\n\n## 1. A\n\nNickel is common [1,2].\n\n## References\n\n1. Doe, J. Nickel. *J. Made Up* **2020**, *1*, 1.\n",
            ),
            VERIFY.into(),
        ),
        (
            "reference-list-gap",
            over(
                "# A\n\n## 1. A\n\nNickel is common [1].\n\n## References\n\n1. Doe, J. Nickel. *J. Made Up* **2020**, *1*, 1.\n3. Doe, J. Tin. *J. Made Up* **2020**, *3*, 1.\n",
            ),
            VERIFY.into(),
        ),
        (
            "nanopublication-malformed",
            paper(
                "np.trig",
                "@prefix np: <http://www.nanopub.org/nschema#> . @prefix : <http://example.org/np#> . :Head { :x a np:Nanopublication }",
            ),
            vec!["check", "--nanopub", "np.trig"],
        ),
        ("normalised-value-wrong", with(measured), CHECK.into()),
        (
            "place-not-found",
            with(&claim("7/1/1", no_digest)),
            VERIFY.into(),
        ),
        ("query-header", question, CHECK.into()),
        ("rule-malformed", rule, CHECK.into()),
        ("sparql-syntax", with(""), vec!["query", "SELECT {"]),
        ("syntax", with("claim:a {"), CHECK.into()),
        (
            "undeclared-prefix",
            with(""),
            vec!["query", "ASK { ?s sg:of ?o }"],
        ),
        (
            "unknown-format",
            with(""),
            vec!["query", "dual-site-pairs", "--format", "excel"],
        ),
        (
            "unknown-parameter",
            with(""),
            vec!["query", "dual-site-pairs", "--set", "x=y"],
        ),
        (
            "unknown-question",
            with(""),
            vec!["query", "dual-site-pair"],
        ),
        ("unknown-thing", with(""), vec!["trace", "nobody"]),
        (
            "xml-damaged",
            paper("a.xml", "<article><body><p>It is so.</p>"),
            vec!["read", "a.xml"],
        ),
        (
            "entity-unknown",
            paper(
                "a.xml",
                "<article><body><p>It is &so;.</p></body></article>",
            ),
            vec!["read", "a.xml"],
        ),
        (
            "no-reference-list",
            paper("a.md", "## 1. Part\n\nIt is so.\n"),
            vec!["read", "a.md"],
        ),
        ("no-text", paper("a.md", "\n"), vec!["read", "a.md"]),
        ("unreadable-file", latin, CHECK.into()),
        (
            "wrong-parameter-value",
            with(""),
            vec!["query", "performance", "--set", "minimum=much"],
        ),
    ]
}

fn paper(name: &str, text: &str) -> Sealed {
    let sealed = Sealed::new();
    sealed.write(name, text);
    sealed
}

#[test]
fn every_code_made_in_rust_has_a_case_that_makes_it() {
    let cases = cases();
    let covered: BTreeSet<&str> = cases.iter().map(|(code, ..)| *code).collect();
    let all: BTreeSet<&str> = all_codes().iter().map(|code| code.name.as_ref()).collect();
    assert_eq!(covered, all);
    for (code, sealed, arguments) in cases {
        let seen = sealed.run(&arguments);
        assert!(seen.stderr.contains(&format!("[{code}]")), "{code}: {seen}");
        assert_ne!(seen.status, 0, "{code}");
    }
}

#[test]
fn severity_decides_whether_a_finding_fails_a_check() {
    let sealed = with(&claim("1/1/1", "n1:"));
    let status = |least: &str| {
        sealed
            .run(&["check", "--kb", "kb", "--fail-on", least])
            .status
    };
    assert_eq!(
        [status("note"), status("warning"), status("error")],
        [1, 1, 1]
    );
    let clean = Sealed::new();
    clean.write(
        "kb/claims/a.ttl",
        "<https://a.example/a> <https://a.example/b> <https://a.example/c> .\n",
    );
    clean.write(
        "kb/queries/checks/any.rq",
        "#+ summary: Anything.\n#+ level: warning\n#+ message: \"`{subject}` is there\"\n\
         SELECT ?subject { ?subject ?p ?o }\n",
    );
    let status = |least: &str| {
        clean
            .run(&["check", "--kb", "kb", "--fail-on", least])
            .status
    };
    assert_eq!(
        [status("note"), status("warning"), status("error")],
        [1, 1, 0]
    );
}
