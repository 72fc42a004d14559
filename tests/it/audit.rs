//! Audits of synthetic papers: every code has one that violates it and one that conforms, and none is a false alarm.

mod pairs;
mod synthetic;

use crate::sealed::{Sealed, folders_with_files, node_module, python, repository, review, say};
use insta::assert_snapshot;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use synergraph::audit::{Background, Finding, audit, audit_codes};
use synergraph::claim::{Files, compile};
use synergraph::paper::read_markdown;
use synergraph::source::Source;

/// What the built-in knowledge base knows.
static BACKGROUND: LazyLock<Background> = LazyLock::new(|| {
    let (knowledge, problems) = compile(&Files::built_in());
    assert_eq!(problems, []);
    Background::of(&knowledge)
});

/// What an audit finds in a text.
fn findings(text: &str) -> Vec<Finding> {
    let source = Source::new("paper.md", text);
    let (paper, _) = read_markdown(&source);
    audit(&source, &paper, &BACKGROUND)
}

fn codes(text: &str) -> Vec<String> {
    findings(text)
        .into_iter()
        .map(|finding| finding.code.name.to_string())
        .collect()
}

fn example(code: &str, name: &str) -> String {
    let path = repository().join(format!("tests/audit/{code}/{name}.md"));
    std::fs::read_to_string(&path).unwrap_or_else(|_| panic!("there is no {}", path.display()))
}

/// The codes of findings about papers; those about files of suppressions have tests of their own.
fn paper_codes() -> Vec<&'static str> {
    let codes: Vec<&str> = audit_codes()
        .iter()
        .map(|code| code.name.as_ref())
        .filter(|code| !code.starts_with("suppression-"))
        .collect();
    assert!(codes.len() > 35, "most codes are missing");
    codes
}

#[test]
fn every_code_is_found_in_the_paper_that_violates_it_and_nothing_else_is() {
    for code in paper_codes() {
        let found: BTreeSet<String> = codes(&example(code, "violates")).into_iter().collect();
        assert_eq!(found, BTreeSet::from([code.to_owned()]), "{code}");
    }
}

#[test]
fn nothing_is_found_in_papers_that_conform() {
    for code in paper_codes() {
        let found = findings(&example(code, "conforms"));
        let messages: Vec<String> = found
            .iter()
            .map(|f| format!("{}: {}", f.code.name, f.message))
            .collect();
        assert_eq!(messages, [""; 0], "{code}");
    }
}

/// A paper in which a careful sentence of the text cites 2, with a conclusion and a caption.
fn careful(conclusion: &str, caption: &str) -> Vec<String> {
    let text = format!(
        "# A synthetic paper\n\n## 1. Part\n\nWater is split on nickel, and nobody doubts it [1]. The nickel sites \
         may supply hydrogen to nitrate that copper holds on the carbon support [2]. Figure 1 shows it.\n\n\
         **Figure 1.** {caption}\n\n## 2. Conclusions\n\n{conclusion}\n\n## References\n\n\
         1. Doe, J. Nickel That Splits. *J. Catal.* **2021**, *400*, 12–19.\n2. Roe, R. Copper That Holds. *ACS Catal.* **2022**, *12*, 101–109.\n"
    );
    codes(&text)
        .into_iter()
        .filter(|code| code == "hedge-lost")
        .collect()
}

#[test]
fn a_hedge_of_the_same_citation_is_missed_in_other_words_and_in_captions() {
    let plain = "A made-up figure.";
    let flat = "Nickel sites supply hydrogen to nitrate, which makes pairs fast [2].";
    assert_eq!(careful(flat, plain), ["hedge-lost"]);
    // Without the citation, or with another one, too few words are the same.
    assert_eq!(careful(&flat.replace(" [2]", ""), plain), [""; 0]);
    assert_eq!(careful(&flat.replace("[2]", "[1]"), plain), [""; 0]);
    assert_eq!(
        careful(&flat.replace("supply", "might supply"), plain),
        [""; 0]
    );
    let caption = "Nickel sites supply hydrogen to nitrate held by copper [2].";
    assert_eq!(careful("Pairs matter.", caption), ["hedge-lost"]);
    assert_eq!(
        careful("Pairs matter.", &caption.replace(" [2]", "")),
        [""; 0]
    );
}

/// A paper of one sentence and one caption, which cites two works.
fn short(sentence: &str, caption: &str) -> Vec<String> {
    let text = format!(
        "# A synthetic paper\n\n## 1. Part\n\nNothing is known [1,2]. {sentence} Figure 1 shows it.\n\n\
         **Figure 1.** {caption}\n\n## References\n\n\
         1. Müller, J. Nickel That Splits. *J. Catal.* **2021**, *400*, 12–19.\n2. Roe, R.; Lund, L. Copper That Holds. *ACS Catal.* **2022**, *12*, 101–109.\n"
    );
    codes(&text)
}

#[test]
fn a_name_may_have_its_umlaut_written_out() {
    let plain = "A made-up figure.";
    assert_eq!(short("Mueller et al. [1] split it.", plain), [""; 0]);
    assert_eq!(
        short("Mueller et al. [2] split it.", plain),
        ["author-mismatch"]
    );
}

#[test]
fn a_reaction_is_known_at_a_sentences_beginning() {
    let made = |rate: &str| {
        format!(
            "Nitrate was reduced to ammonia at {rate} mmol h<sup>-1</sup> cm<sup>-2</sup> with an FE of 90% at \
             100 mA cm<sup>-2</sup> [1]."
        )
    };
    let plain = "A made-up figure.";
    assert_eq!(short(&made("0.42"), plain), [""; 0]);
    assert_eq!(short(&made("4.2"), plain), ["faraday-contradicted"]);
}

#[test]
fn an_amount_a_day_is_held_against_a_total_current() {
    let plain = "A made-up figure.";
    // 25 A make 47.7 g of ammonia from nitrate a day.
    for said in [
        "From nitrate, the stack made MASS of ammonia per day at 25 A [1].",
        "At a total current of 25 A, nitrate gave MASS of NH<sub>3</sub> each day [1].",
        "Nitrate was reduced at 25 A. In this way, MASS of NH<sub>3</sub> were collected per day [1].",
    ] {
        assert_eq!(
            short(&said.replace("MASS", "45 g"), plain),
            [""; 0],
            "{said}"
        );
        assert_eq!(
            short(&said.replace("MASS", "0.1 kg"), plain),
            ["faraday-contradicted"],
            "{said}"
        );
    }
    let other = "The stack was cleaned with 100 g of ammonia in water for a day at 25 A, without nitrate [1].";
    assert_eq!(short(other, plain), [""; 0]);
}

#[test]
fn a_share_without_a_kind_of_its_own_is_compared_by_its_header() {
    let paper = |said: &str| {
        codes(&format!(
            "# A synthetic paper about networks\n\n## 1. Part\n\nNothing is known [1]. {said} (Table 1) [2].\n\n**Table 1.** Networks.\n\n\
             | Model | Accuracy (%) | Ref. |\n| --- | --- | --- |\n| NetA | 88.1 | [1] |\n| NetB | 91.6 | [2] |\n\n## References\n\n\
             1. Doe, J. Nets That Read. *J. Made-Up Res.* **2021**, *4*, 12–19.\n2. Roe, R. Nets That See. *J. Made-Up Res.* **2022**, *5*, 101–109.\n"
        ))
    };
    assert_eq!(paper("NetB has an accuracy of 91.6%"), [""; 0]);
    assert_eq!(
        paper("NetB has an accuracy of 96.1%"),
        ["text-contradicts-table"]
    );
    // Another share, and a comparison.
    assert_eq!(paper("NetB has a recall of 96.1%"), [""; 0]);
    assert_eq!(
        paper("NetB has a higher accuracy than the 88.1% of its rival"),
        [""; 0]
    );
}

#[test]
fn times_are_compared_where_something_is_faster() {
    let plain = "A made-up figure.";
    let said = |ratio: &str| {
        format!("Training took 3.0 h on one device and 1.5 h on two, a {ratio} speed-up [1].")
    };
    assert_eq!(short(&said("two-fold"), plain), [""; 0]);
    assert_eq!(short(&said("four-fold"), plain), ["ratio-contradicted"]);
}

#[test]
fn a_credit_may_name_two_works_one_behind_the_other() {
    let caption = |year: &str| {
        format!(
            "Two figures. Reproduced with permission from [1], Copyright {year}, Elsevier and from [2], Copyright 2022, \
             American Chemical Society."
        )
    };
    assert_eq!(short("", &caption("2021")), [""; 0]);
    assert_eq!(
        short("", &caption("2017")),
        ["credit-contradicts-reference"]
    );
}

#[test]
fn of_three_names_the_first_is_the_first_author() {
    let plain = "A made-up figure.";
    assert_eq!(short("Müller, Roe and Poe [1] split it.", plain), [""; 0]);
}

#[test]
fn a_group_may_be_named_by_its_possessive() {
    let plain = "A made-up figure.";
    assert_eq!(short("Roe's group split it [2].", plain), [""; 0]);
}

#[test]
fn a_credit_needs_no_notice_of_copyright() {
    for credit in [
        "Reproduced with permission from Ref. 1. Copyright 2021, Elsevier.",
        "© 2021 Elsevier. Reprinted, with permission, from [1].",
        "Adapted from ref. 1 with permission of Elsevier, copyright: 2021.",
        "Reprinted with permission from Müller et al. (ref. 1), © 2021 Elsevier B.V.",
        "Reproduced from reference 1 with permission from Elsevier, copyright 2021.",
        "Reproduced with permission from Elsevier [1] (2021).",
        "Reproduced with permission from Ref. [1], 2021 Elsevier.",
        "Adapted from [1], with permission from Elsevier, 2021.",
    ] {
        let caption = format!("A made-up figure. {credit}");
        assert_eq!(short("", &caption), [""; 0], "{credit}");
        let other = caption.replace("2021", "2017");
        assert_eq!(
            short("", &other),
            ["credit-contradicts-reference"],
            "{other}"
        );
    }
}

#[test]
fn no_example_is_without_its_code() {
    let codes: BTreeSet<&str> = paper_codes().into_iter().collect();
    for folder in folders_with_files(&repository().join("tests/audit")) {
        assert!(
            codes.contains(folder.as_str()),
            "{folder} belongs to no code"
        );
    }
}

#[test]
fn every_finding_stands_where_it_says_and_makes_sense_alone() {
    for code in paper_codes() {
        for finding in findings(&example(code, "violates")) {
            let span = finding.place.span.clone();
            let text = &finding.place.source.text[span.clone()];
            assert!(
                !text.trim().is_empty(),
                "{code} points at nothing: {span:?}"
            );
            assert!(
                !finding.message.contains('\n') && !finding.message.ends_with('.'),
                "{}",
                finding.message
            );
            assert!(
                !finding.message.starts_with(char::is_uppercase) || finding.message.len() > 20,
                "{}",
                finding.message
            );
        }
    }
}

#[test]
fn a_name_is_explained_by_who_it_might_be() {
    let base = example("author-mismatch", "conforms");
    let said = |from: &str, to: &str| {
        let text = base.replace(from, to);
        assert_ne!(text, base);
        let finding = findings(&text)
            .into_iter()
            .find(|f| f.code.name == "author-mismatch")
            .unwrap();
        finding.evidence.last().unwrap().text.clone()
    };
    assert_eq!(
        said("Doe et al. [4]", "Dole et al. [4]"),
        "`Dole` may be a slip for Doe"
    );
    assert_eq!(
        said("Doe et al. [4]", "Jung et al. [4]"),
        "Jung is listed there, not first; the first author is Doe"
    );
    assert_eq!(
        said("Doe et al. [4]", "Keller et al. [4]"),
        "the first author of [5] is Keller"
    );
    assert_eq!(
        said("Doe et al. [4]", "Inman et al. [4]"),
        "Inman is the first author of [14]"
    );
}

#[test]
fn clean_papers_of_all_styles_are_left_alone() {
    for seed in 0..150 {
        let paper = synthetic::paper(seed);
        let found = findings(&paper);
        let messages: Vec<String> = found
            .iter()
            .map(|f| format!("{}: {}", f.code.name, f.message))
            .collect();
        assert_eq!(messages, [""; 0], "seed {seed}\n{paper}");
    }
}

#[test]
fn planted_slips_are_found_in_papers_of_all_styles() {
    for slip in synthetic::SLIPS {
        let mut planted = 0;
        let mut missed = Vec::new();
        for seed in 0..60 {
            let paper = synthetic::paper(seed);
            let Some(spoilt) = (slip.plant)(&paper) else {
                continue;
            };
            assert_ne!(spoilt, paper, "{}", slip.code);
            planted += 1;
            if !codes(&spoilt).iter().any(|code| code == slip.code) {
                missed.push(seed);
            }
        }
        assert!(
            planted >= 8,
            "{}: planted in {planted} papers only",
            slip.code
        );
        assert!(
            missed.len() * 20 <= planted,
            "{}: missed in {missed:?}, {} of {planted}",
            slip.code,
            missed.len()
        );
    }
}

fn sealed(code: &str) -> Sealed {
    let sealed = Sealed::new();
    sealed.write("paper.md", example(code, "violates"));
    sealed
}

#[test]
fn a_finding_is_shown_with_its_place_and_what_was_compared() {
    assert_snapshot!(sealed("author-mismatch").run(&["audit", "paper.md"]));
}

#[test]
fn findings_come_as_json() {
    let seen =
        sealed("credit-contradicts-reference").run(&["audit", "paper.md", "--format", "json"]);
    assert_snapshot!(seen);
    let json: serde_json::Value = serde_json::from_str(&seen.stdout).unwrap();
    assert_eq!(json["findings"][0]["severity"], "warning");
}

#[test]
fn findings_come_as_sarif_for_tools_of_code_review() {
    let seen = sealed("range-reversed").run(&["audit", "paper.md", "--format", "sarif"]);
    assert_snapshot!(seen);
}

#[test]
fn the_sarif_of_every_code_fits_the_schema_of_the_standard_and_code_scanning() {
    let Some(schema) = node_module("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json")
    else {
        say("SKIPPED, NOT VALIDATED: the schema of SARIF is not there; .ci/run installs it");
        return;
    };
    let sealed = Sealed::new();
    let mut files = vec![schema];
    let codes = paper_codes();
    for code in &codes {
        let (paper, log) = (format!("a {code}.md"), format!("{code}.sarif"));
        sealed.write(&paper, example(code, "violates"));
        let arguments = ["audit", &paper, "--format", "sarif", "--fail-on", "never"];
        sealed.write(&log, sealed.run(&arguments).stdout);
        files.push(sealed.path().join(log));
    }
    let files: Vec<&Path> = files.iter().map(PathBuf::as_path).collect();
    if let Some(said) = python("check_sarif.py", &files) {
        let count: usize = said.split(' ').next().unwrap().parse().unwrap();
        assert!(count >= codes.len(), "{said}");
    }
}

#[test]
fn a_finding_keeps_its_fingerprint_when_lines_come_before_it() {
    let prints = |text: &str| {
        let sealed = Sealed::new();
        sealed.write("paper.md", text);
        let seen = sealed.run(&["audit", "paper.md", "--format", "sarif"]);
        let log: serde_json::Value = serde_json::from_str(&seen.stdout).unwrap();
        let results = log["runs"][0]["results"].as_array().unwrap();
        let place = &results[0]["locations"][0]["physicalLocation"]["region"]["startLine"];
        let prints = results
            .iter()
            .map(|result| result["partialFingerprints"].clone());
        (place.as_u64().unwrap(), prints.collect::<Vec<_>>())
    };
    let paper = example("author-mismatch", "violates");
    let (line, before) = prints(&paper);
    let more = paper.replacen(
        "\n\n",
        "\n\nA line of thanks that nobody had asked for.\n\n",
        1,
    );
    let (moved, after) = prints(&more);
    assert_eq!((moved, after), (line + 2, before));
}

#[test]
fn findings_come_as_a_page_that_needs_nothing_else() {
    let seen = sealed("caption-missing").run(&["audit", "paper.md", "--format", "html"]);
    assert_snapshot!(seen);
}

#[test]
fn the_exit_status_follows_the_severity_asked_for() {
    let status = |code: &str, least: &str| {
        sealed(code)
            .run(&["audit", "paper.md", "--fail-on", least])
            .status
    };
    let all = |code| ["note", "warning", "error", "never"].map(|least| status(code, least));
    assert_eq!(all("range-reversed"), [1, 1, 1, 0]);
    assert_eq!(all("author-mismatch"), [1, 1, 0, 0]);
    assert_eq!(all("abbreviation-unused"), [1, 0, 0, 0]);
}

#[test]
fn a_suppression_lets_a_finding_stand_with_its_reason() {
    let sealed = sealed("author-mismatch");
    let file = "[[suppress]]\ncode = \"author-mismatch\"\nreference = 4\nreason = \"Dole is Doe's name by marriage\"\n";
    sealed.write("audit.toml", file).write("other.toml", "");
    assert_eq!(sealed.run(&["audit", "paper.md"]).status, 0);
    assert_eq!(
        sealed
            .run(&["audit", "paper.md", "--suppress", "other.toml"])
            .status,
        1
    );
    assert_snapshot!(sealed.run(&["audit", "paper.md", "--format", "json"]));
}

#[test]
fn a_suppression_without_reason_or_without_effect_is_a_finding() {
    let sealed = sealed("author-mismatch");
    sealed.write(
        "audit.toml",
        "[[suppress]]\ncode = \"author-mismatch\"\n\n[[suppress]]\ncode = \"range-reversed\"\nreason = \"none\"\n\n\
         [[suppress]]\ncode = \"no-such-code\"\nreason = \"none\"\n\n\
         [[suppress]]\ncode = \"range-reversed\"\nreason = \"of another paper\"\npaper = \"other.md\"\n",
    );
    assert_snapshot!(sealed.run(&["audit", "paper.md"]));
    sealed.write(
        "audit.toml",
        "[[suppress]]\ncode = \"author-mismatch\"\nbecause = \"x\"\n",
    );
    assert_snapshot!(sealed.run(&["audit", "paper.md"]));
}

#[test]
fn a_paper_without_references_is_audited_as_far_as_it_goes() {
    let sealed = Sealed::new();
    sealed.write(
        "paper.md",
        "# Title\n\n## 1. One\n\nNickel is common [1]. See Figure 2.\n",
    );
    assert_snapshot!(sealed.run(&["audit", "paper.md"]));
    sealed.write("empty.md", "\n");
    assert_eq!(sealed.run(&["audit", "empty.md"]).status, 2);
}

/// What the review is known to get wrong is found, each at its reference.
#[test]
fn the_slips_of_the_review_are_found() {
    let Some(path) = review() else {
        crate::sealed::say("SKIPPED: the audit of the review needs the review");
        return;
    };
    let text = std::fs::read_to_string(path).unwrap();
    let found: BTreeSet<(String, String)> = findings(&text)
        .into_iter()
        .map(|finding| {
            let reference = finding.references.first().cloned().unwrap_or_default();
            (finding.code.name.to_string(), reference)
        })
        .collect();
    for (code, reference) in [
        ("author-mismatch", "6"),
        ("author-mismatch", "85"),
        ("article-number-length", "85"),
        ("abbreviation-ambiguous", ""),
        ("credit-contradicts-reference", "83"),
        ("credit-contradicts-reference", "91"),
        ("mention-missing", ""),
        ("reference-punctuation", "4"),
        ("reference-punctuation", "51"),
        ("caption-missing", ""),
        ("comparator-lost", "18"),
        ("units-not-comparable", ""),
    ] {
        assert!(
            found.contains(&(code.to_owned(), reference.to_owned())),
            "{code} [{reference}]: {found:?}"
        );
    }
}

/// Time grows with the length of a paper, whatever stands in it.
#[test]
fn hostile_papers_are_audited_in_bounded_time() {
    let list = "\n## References\n\n1. Doe, J. Copper. *Made Up* **2020**, *1*, 1–2.\n";
    for piece in [
        "Doe et al. ",
        "(ABC) ",
        "Figure 1a, ",
        "[1] ",
        "A-B1 ",
        "(a) ",
        "metal interface (MI) is. ",
    ] {
        let text = format!("# T\n\n## 1. One\n\n{}\n{list}", piece.repeat(20_000));
        let before = std::time::Instant::now();
        let _ = findings(&text);
        assert!(
            before.elapsed().as_secs() < 30,
            "{piece}: {:?}",
            before.elapsed()
        );
    }
}
