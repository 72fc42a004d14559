//! Papers: places, sentences, markers, references, tables, normal form.

#![expect(clippy::unwrap_used, reason = "tests may fail")]

mod accuracy;
mod corpus;
mod jats;
mod jats_corpus;
mod markers;
mod normal_form;
mod printed;
mod quantity;
mod references;
mod rendering;
mod sketch;
mod typeset;
mod unread;

use crate::sealed::say;
use proptest::prelude::*;
use std::path::PathBuf;
use synergraph::paper::{self, Paper, Reference, digest, read_markdown};
use synergraph::source::Source;

fn read(text: &str) -> Paper {
    read_markdown(&Source::new("made-up.md", text)).0
}

/// Locators and texts of the places, without those of the reference list.
fn places(text: &str) -> Vec<(String, String)> {
    read(text)
        .places()
        .filter(|place| !place.locator.starts_with("References"))
        .map(|place| (place.locator, place.text))
        .collect()
}

/// Sentences of a text that is one paragraph.
fn sentences(text: &str) -> Vec<String> {
    read(&format!("## 1. Part\n\n{text}\n\n## 2. Part\n\nEnd."))
        .sentences
        .into_iter()
        .filter(|sentence| sentence.section == "1")
        .map(|sentence| sentence.text)
        .collect()
}

/// Numbers that the markers of a one-paragraph paper point to, and what the markers look like.
fn cited(text: &str) -> Vec<(String, String)> {
    let list: String = (1..=60)
        .map(|n| format!("{n}. Doe, J. A Thing. *Made-Up J.* **2001**, *7*, {n}.\n"))
        .collect();
    read(&format!(
        "## 1. Part\n\n{text}\n\n## 2. Part\n\nEnd.\n\n## References\n\n{list}"
    ))
    .sentences
    .into_iter()
    .flat_map(|sentence| sentence.markers)
    .map(|marker| (marker.text, marker.references.join(" ")))
    .collect()
}

#[track_caller]
fn cites(text: &str, expected: &[(&str, &str)]) {
    let expected: Vec<(String, String)> = expected
        .iter()
        .map(|(text, numbers)| ((*text).into(), (*numbers).into()))
        .collect();
    assert_eq!(cited(text), expected, "in {text:?}");
}

fn reference(raw: &str) -> Reference {
    read(&format!(
        "## 1. Part\n\nText [1].\n\n## References\n\n1. {raw}\n"
    ))
    .references
    .remove(0)
}

#[test]
fn every_place_of_the_review_has_its_locator_and_digest() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let paper = root.join("../shared/paper/echem.2026.100004.md");
    if !paper.is_file() {
        // A test that says nothing when it tests nothing is worse than none.
        say(&format!(
            "SKIPPED, NOTHING TESTED: {} is not there",
            paper.display()
        ));
        return;
    }
    let source = Source::read(&paper).unwrap();
    let (paper, diagnostics) = read_markdown(&source);
    assert_eq!(diagnostics, []);
    let mut found: Vec<String> = paper
        .places()
        .map(|place| format!("{}\t{}", place.locator, digest(&place.text)))
        .collect();
    found.sort();
    let listed =
        std::fs::read_to_string(root.join("tests/papers/echem.2026.100004.places.tsv")).unwrap();
    let mut listed: Vec<&str> = listed.lines().collect();
    listed.sort_unstable();
    assert_eq!(found, listed);
    for reference in &paper.references {
        let fields = [
            &reference.title,
            &reference.journal,
            &reference.year,
            &reference.volume,
            &reference.pages,
        ];
        assert!(fields.iter().all(|field| field.is_some()), "{reference:?}");
        assert!(!reference.authors.is_empty(), "{reference:?}");
    }
}

const WHOLE: &str = "
# A Made-Up Paper on Catalysts

Jane Doe and John Roe \\*

**How To Cite:** Doe, J. *Made-Up J.* 2001. <https://doi.org/10.1000/made.up>

**Abstract:** We made it up. It works.

**Keywords:** made; up

## 1. Beginning

Nothing was known [1]. The second sentence is cut by the

**Copyright:** © 2001 by the authors. Free.

end of a page [2,3].

**Figure 1.** (a) A drawing. (b) Another one [4]. Copyright 2001, Nobody.

#### 1.1. Deeper

Here is NO<sub>3</sub><sup>-</sup>. Then comes \\*H.

1. The first item. It has two.
2. The second item.

**Table 1.** What was measured. In two sentences.

Name\tValue\tRef.
Cu\t5 mg h <sup>-1</sup>\t[5]
\t7\t[6]

## Funding

Nobody paid.

## References

1. Doe, J.; Roe, R. A First Thing. *Made-Up J.* **2001**, *7*, 1–9.
2. Roe, R. A Second Thing. *Made-Up J.* **2002**, *8*,

Made-Up J. 2001, 7

10–19.
3. Poe, E. A Third Thing. *Made-Up J.* **2003**, *9*, e100.
4. Moe, E. A Fourth Thing. *Made-Up J.* **2004**, *10*, 4.
";

#[test]
fn a_paper_is_read_into_places() {
    let expected = [
        ("abstract/1/1", "We made it up."),
        ("abstract/1/2", "It works."),
        ("1/1/1", "Nothing was known [1]."),
        (
            "1/1/2",
            "The second sentence is cut by the end of a page [2,3].",
        ),
        ("Figure 1/1", "(a) A drawing."),
        ("Figure 1/2", "(b) Another one [4]."),
        ("Figure 1/3", "Copyright 2001, Nobody."),
        ("1.1/1/1", "Here is NO<sub>3</sub><sup>-</sup>."),
        ("1.1/1/2", "Then comes \\*H."),
        ("1.1/2/1", "The first item."),
        ("1.1/2/2", "It has two."),
        ("1.1/3/1", "The second item."),
        ("Table 1/caption", "What was measured. In two sentences."),
        ("Table 1/header", "Name Value Ref."),
        ("Table 1/1", "Cu 5 mg h <sup>-1</sup> [5]"),
        ("Table 1/2", " 7 [6]"),
    ];
    let expected: Vec<(String, String)> = expected
        .iter()
        .map(|(l, t)| ((*l).into(), (*t).into()))
        .collect();
    assert_eq!(places(WHOLE), expected);
    let paper = read(WHOLE);
    assert_eq!(paper.title.as_deref(), Some("A Made-Up Paper on Catalysts"));
    assert_eq!(paper.doi.as_deref(), Some("10.1000/made.up"));
    assert_eq!(paper.references.len(), 4);
    assert_eq!(paper.place("Table 1/2").unwrap().references, ["6"]);
    assert_eq!(paper.place("References/3").unwrap().references, ["3"]);
    assert_eq!(paper.place("1/1/2").unwrap().references, ["2", "3"]);
    assert_eq!(paper.place("1/9/9"), None);
}

#[test]
fn json_has_the_shape_that_the_design_gives() {
    let text = "## 1. Part\n\nÉté [1]. Zwei²⁻ [2–4].\n\n## References\n\n1. Doe, J. A Thing. *J. Up* **2001**, *7*, 1.\n";
    let json = serde_json::to_value(read(text)).unwrap();
    let sentence = &json["sentences"][1];
    assert_eq!(sentence["id"], "1/1/2");
    assert_eq!(sentence["section"], "1");
    assert_eq!(sentence["paragraph"], 1);
    assert_eq!(sentence["index"], 2);
    // Code points, not bytes.
    assert_eq!(
        (&sentence["start"], &sentence["end"]),
        (&21.into(), &34.into())
    );
    assert_eq!(sentence["markers"][0]["text"], "[2–4]");
    assert_eq!(sentence["markers"][0]["start"], 28);
    assert_eq!(
        sentence["markers"][0]["references"],
        serde_json::json!(["2", "3", "4"])
    );
    assert_eq!(
        json["sections"][0],
        serde_json::json!({"id": "1", "number": "1", "title": "Part", "level": 1})
    );
    assert_eq!(
        json["references"][0]["authors"],
        serde_json::json!(["Doe, J."])
    );
    assert!(json["tables"].as_array().unwrap().is_empty() && json["quantities"].is_array());
}

#[test]
fn sentences_end_where_a_reader_ends_them() {
    for expected in [
        &["Doe et al. made a cell.", "It ran for 5.5 h at pH 7."][..],
        &[
            "See Fig. 3 and Eqs. 4–6, i.e. The whole, e.g. Cu, ca. 5 mL vs. RHE.",
            "Done.",
        ],
        &["It is NO<sub>3</sub>RR.", "However, it runs."],
        &[
            "The site is Cu-NO/C.",
            "This site binds \\*H.",
            "These migrate.",
        ],
        &[
            "It was printed in J. Am. Chem. Soc. 2001 by A. B. Doe and C. Roe.",
            "We read it.",
        ],
        &[
            "It was seen before.[12]",
            "It was seen again.<sup>3,4</sup>",
            "And then.$^{5}$",
            "Last.",
        ],
        &["It was seen before. [12]", "It was seen again."],
        &[
            "It was seen in water.12",
            "However, it was not seen in air.3–5",
            "It was 95.12 of them.",
        ],
        &[
            "Did it run?",
            "It did!",
            "“It ran.”",
            "(It ran.)",
            "*It ran.*",
            "So.",
        ],
        &[
            "Such sites (e.g., Cu) are C, N, S, or P [5–7].",
            "They are many.",
        ],
        &["As shown by Doe et al.", "In this work we differ."],
        &[
            "It fell to $5 \\text{ mV}$.",
            "$\\text{NO}_3^-$ rose.",
            "[Ag<sub>3</sub>](BF<sub>4</sub>) rose.",
        ],
        &["(a) A scheme of it.", "(b,c) Two of them.", "(d–f) Rest."],
        &[
            "It runs at 5 mA cm<sup>-2</sup>.",
            "The pH was 7.",
            "pH was kept.",
        ],
        &[
            "It holds No. 5 of them.",
            "No.",
            "It holds vitamin C.",
            "The rest goes.",
        ],
        &[
            "It was kept at 0.3 V.",
            "Doe made the first.",
            "van der Roe made the second.",
        ],
        &["It began at 5 a.m. Mr. Doe saw it.", "St. Moe did not."],
        &[
            "It runs.^2–4^",
            "It stops.<sup>[1](#r1),[7](#r7)</sup>",
            "It is CO2.12",
            "Then it ends.",
        ],
    ] {
        assert_eq!(sentences(&expected.join(" ")), expected);
    }
}

#[test]
fn markers_are_found_however_they_are_set() {
    cites("It runs [8–11].", &[("[8–11]", "8 9 10 11")]);
    cites(
        "It runs [12,13] and [1a,b].",
        &[("[12,13]", "12 13"), ("[1a,b]", "1")],
    );
    cites("It runs <sup>[25]</sup>. So.", &[("<sup>[25]</sup>", "25")]);
    cites("It runs $^{[43]}$ now.", &[("$^{[43]}$", "43")]);
    cites(
        "It runs [\\[10,12\\]](#page-9-0).",
        &[("[\\[10,12\\]](#page-9-0)", "10 12")],
    );
    cites(
        "It runs [[10](#a), [12](#b)].",
        &[("[[10](#a), [12](#b)]", "10 12")],
    );
    cites("It runs [3], [5]–[7].", &[("[3], [5]–[7]", "3 5 6 7")]);
    cites(
        "It runs well<sup>3,5–7</sup> there.",
        &[("<sup>3,5–7</sup>", "3 5 6 7")],
    );
    cites("It runs well.³,⁵ There.", &[("³,⁵", "3 5")]);
    cites("It runs well.^12^ There.", &[("^12^", "12")]);
    cites(
        "It runs in water.12,14 There it stays.",
        &[("12,14", "12 14")],
    );
}

#[test]
fn markers_may_hold_a_note() {
    cites("It runs [see 12].", &[("[see 12]", "12")]);
    cites("It runs [e.g., 3, 5–7].", &[("[e.g., 3, 5–7]", "3 5 6 7")]);
    cites("It runs (see [5, p. 12]).", &[("[5, p. 12]", "5")]);
    cites("It runs [7, Fig. 2].", &[("[7, Fig. 2]", "7")]);
    cites(
        "It runs [9 and references therein].",
        &[("[9 and references therein]", "9")],
    );
    cites("See refs. [3] to [6].", &[("[3] to [6]", "3 4 5 6")]);
    cites("It runs [see below] and [p. 12].", &[]);
}

#[test]
fn brackets_that_cite_nothing_are_no_markers() {
    for text in [
        "It is [Ag<sub>3</sub>Pd(C<sub>6</sub>H<sub>9</sub>)](BPh<sub>4</sub>)<sub>2</sub>.",
        "It is [Kr]4d<sup>10</sup>5s<sup>1</sup>.",
        "It is shown in [Figure 2] and Figure [3](#fig3).",
        "It makes 5 mg h<sup>-1</sup> cm<sup>-2</sup> or 10<sup>5</sup> cm<sup>2</sup>.",
        "It is <sup>15</sup>N or Co<sup>2+</sup> in [2019].",
        "It is [001] and [2]rotaxane.",
        "It runs along [11-20] and [1-10] in the crystal.",
        "It has facets such as [112] and [001].",
        "It takes a[3] or x[1,2] from memory.",
        "It was [10–40] % of the whole, by [3,3]-shift.",
    ] {
        cites(text, &[]);
    }
}

#[test]
fn references_are_read_in_common_styles() {
    let journal = "Made-Up J. Sci.";
    for (raw, authors, title, journal, numbers) in [
        (
            "Doe, J.A.; van der Roe, R.; et al. A Thing of Note. *Made-Up J. Sci.* **2001**, *7*, 11–19. <https://doi.org/10.1000/x(1)2>.",
            &["Doe, J.A.", "van der Roe, R."][..],
            Some("A Thing of Note"),
            journal,
            ["2001", "7", "", "11–19"],
        ),
        (
            "Doe, J. A.; Roe, R. A Thing of Note. Made-Up J. Sci. 2001, 7 (3), 11–19.",
            &["Doe, J. A.", "Roe, R."],
            Some("A Thing of Note"),
            journal,
            ["2001", "7", "3", "11–19"],
        ),
        (
            "Doe, J. A., Roe, R. & Poe, E. A thing of note. *Made-Up J. Sci.* **7**, 11–19 (2001).",
            &["Doe, J. A.", "Roe, R.", "Poe, E."],
            Some("A thing of note"),
            journal,
            ["2001", "7", "", "11–19"],
        ),
        (
            "Doe JA, Roe R. A thing of note. Made-Up J Sci. 2001;7(3):11-9.",
            &["Doe JA", "Roe R"],
            Some("A thing of note"),
            "Made-Up J Sci",
            ["2001", "7", "3", "11-9"],
        ),
        (
            "Doe, J. A., & Roe, R. (2001). A thing of note. *Made-Up J. Sci.*, *7*(3), 11–19. https://doi.org/10.1000/x",
            &["Doe, J. A.", "Roe, R."],
            Some("A thing of note"),
            journal,
            ["2001", "7", "3", "11–19"],
        ),
        (
            "J. A. Doe and R. Roe, “A thing of note,” *Made-Up J. Sci.*, vol. 7, no. 3, pp. 11–19, Mar. 2001.",
            &["J. A. Doe", "R. Roe"],
            Some("A thing of note"),
            journal,
            ["2001", "7", "3", "11–19"],
        ),
        (
            "J. A. Doe, R. Roe and E. Poe, *Made-Up J. Sci.*, 2001, **7**, 11–19.",
            &["J. A. Doe", "R. Roe", "E. Poe"],
            None,
            journal,
            ["2001", "7", "", "11–19"],
        ),
        (
            "J.A. Doe, R. Roe, A thing of note, Made-Up J. Sci. 7 (2001) 11–19.",
            &["J.A. Doe", "R. Roe"],
            Some("A thing of note"),
            journal,
            ["2001", "7", "", "11–19"],
        ),
        (
            "Doe JA, Roe R (2001) A thing of note. Made-Up J Sci 7:11–19",
            &["Doe JA", "Roe R"],
            Some("A thing of note"),
            "Made-Up J Sci",
            ["2001", "7", "", "11–19"],
        ),
        (
            "Doe, J. A., and R. Roe. “A Thing of Note.” *Made-Up J. Sci.* 7, no. 3 (2001): 11–19.",
            &["Doe, J. A.", "R. Roe"],
            Some("A Thing of Note"),
            journal,
            ["2001", "7", "3", "11–19"],
        ),
        (
            "J. A. Doe, R. Roe, *Made-Up J. Sci.* **2001**, *7*, e2001234.",
            &["J. A. Doe", "R. Roe"],
            None,
            journal,
            ["2001", "7", "", "e2001234"],
        ),
    ] {
        let read = reference(raw);
        assert_eq!(read.authors, authors, "{raw}");
        assert_eq!(read.title.as_deref(), title, "{raw}");
        assert_eq!(read.journal.as_deref(), Some(journal), "{raw}");
        let found = [&read.year, &read.volume, &read.issue, &read.pages]
            .map(|f| f.as_deref().unwrap_or(""));
        assert_eq!(found, numbers, "{raw}");
    }
    assert_eq!(
        reference("Doe, J. A. <https://doi.org/10.1000/x(1)2>.")
            .doi
            .as_deref(),
        Some("10.1000/x(1)2")
    );
    assert_eq!(
        reference("Something (see doi:10.1000/abc).").doi.as_deref(),
        Some("10.1000/abc")
    );
}

#[test]
fn books_theses_patents_and_organisations_are_read() {
    for (raw, author, title, journal, year, pages) in [
        (
            "Doe, J.; Roe, R. *Handbook of Things: A Start*, 2nd ed.; Made-Up Press: New York, 2001; pp 12–45.",
            "Doe, J.",
            Some("Handbook of Things: A Start"),
            None,
            "2001",
            Some("12–45"),
        ),
        (
            "Doe, J. In *Advances in Things*; Poe, E., Ed.; Made-Up Press: London, 2003; pp 12–45.",
            "Doe, J.",
            None,
            Some("Advances in Things"),
            "2003",
            Some("12–45"),
        ),
        (
            "Doe J. Things in water. In: Poe E, editor. *Handbook of Things*. Berlin: Springer; 2003. p. 12–45.",
            "Doe J",
            Some("Things in water"),
            Some("Handbook of Things"),
            "2003",
            Some("12–45"),
        ),
        (
            "Doe, J. Synthesis of things. Ph.D. Thesis, Made-Up University, 2010.",
            "Doe, J.",
            Some("Synthesis of things"),
            None,
            "2010",
            None,
        ),
        (
            "Doe, J.; Roe, R. Making Ammonia. US Patent 7,123,456 B2, 2010.",
            "Doe, J.",
            Some("Making Ammonia"),
            None,
            "2010",
            None,
        ),
        (
            "World Health Organization. Things in water. Geneva; 2011.",
            "World Health Organization",
            Some("Things in water"),
            None,
            "2011",
            None,
        ),
        (
            "Doe, J. et al. A thing of note. Preprint at https://arxiv.org/abs/2101.00001 (2021).",
            "Doe, J.",
            Some("A thing of note"),
            None,
            "2021",
            None,
        ),
        (
            "(a) Doe, J. *J. Am. Chem. Soc.* **2001**, *123*, 456; (b) Roe, R. *Nature* **2002**, *4*, 5.",
            "Doe, J.",
            None,
            Some("J. Am. Chem. Soc."),
            "2001",
            Some("456"),
        ),
        (
            "Doe, Jane, and John Roe Jr. 2016. “A Thing of Note.” *Made-Up J.* 7 (March): 12–45.",
            "Doe, Jane",
            Some("A Thing of Note"),
            Some("Made-Up J."),
            "2016",
            Some("12–45"),
        ),
        (
            "J. Doe, R. Roe, Z. Phys. Chem., 2006, 28, S7.",
            "J. Doe",
            None,
            Some("Z. Phys. Chem."),
            "2006",
            Some("S7"),
        ),
    ] {
        let read = reference(raw);
        assert_eq!(
            read.authors.first().map(String::as_str),
            Some(author),
            "{raw}"
        );
        assert_eq!(read.title.as_deref(), title, "{raw}");
        assert_eq!(read.journal.as_deref(), journal, "{raw}");
        assert_eq!(read.year.as_deref(), Some(year), "{raw}");
        assert_eq!(read.pages.as_deref(), pages, "{raw}");
    }
}

#[test]
fn what_cannot_be_read_of_a_reference_is_left_out() {
    let read = reference("Private communication with a colleague in 2003 or 2004.");
    assert_eq!(
        (read.authors.len(), read.title, read.journal, read.year),
        (0, None, None, None)
    );
}

#[test]
fn a_reference_list_needs_no_heading() {
    for mark in [
        "[{}] ",
        "{}. ",
        "<sup>{}</sup> ",
        "- <span id=\"p\"></span>[{}] ",
    ] {
        let list: String = (1..=5)
            .map(|n| {
                format!(
                    "{}Doe, J. Thing {n}. *Made-Up J.* **200{n}**, *7*, {n}.\n",
                    mark.replace("{}", &n.to_string())
                )
            })
            .collect();
        let paper = read(&format!(
            "# A Title\n\n## 1. Part\n\nIt is so [1]. It has\n\n1. one\n2. two.\n\n{list}"
        ));
        assert_eq!(paper.references.len(), 5, "{list}");
        assert_eq!(paper.references[4].year.as_deref(), Some("2005"));
    }
}

#[test]
fn entries_without_numbers_are_counted() {
    let paper = read(
        "## Introduction\n\nSo (Doe, 2001).\n\n## References\n\nDoe, J. (2001). A thing. *Made-Up J.*, *7*(1), 1–2.\n\n\
        Roe, R. (2002). A second thing that\ngoes on. *Made-Up J.*, *8*(1), 3–4.\n",
    );
    let read: Vec<_> = paper
        .references
        .iter()
        .map(|r| (r.id.as_str(), r.title.as_deref().unwrap_or("")))
        .collect();
    assert_eq!(
        read,
        [("1", "A thing"), ("2", "A second thing that goes on")]
    );
}

#[test]
fn raised_numbers_cite_only_where_the_paper_cites_so() {
    let list: String = (1..=30)
        .map(|n| format!("{n}. Doe, J. A Thing. *Made-Up J.* **2001**, *7*, {n}.\n"))
        .collect();
    let numbers = |text: &str| -> Vec<String> {
        read(&format!(
            "## 1. Part\n\n{text}\n\n## 2. Part\n\nEnd.\n\n## References\n\n{list}"
        ))
        .sentences
        .iter()
        .flat_map(|sentence| &sentence.markers)
        .map(|marker| marker.references.join(" "))
        .collect()
    };
    let raised = "It runs<sup>1</sup> in water,<sup>2,3</sup> on CO<sub>2</sub>,<sup>4–6</sup> or NH<sub>3</sub><sup>7</sup> \
        at 5 cm<sup>2</sup> with 10<sup>5</sup> or d<sup>10</sup> and more<sup>99</sup>.";
    assert_eq!(numbers(raised), ["1", "2 3", "4 5 6", "7"]);
    let bracketed = "It runs [1] in water [2,3] on the day<sup>2</sup> or well<sup>4</sup> [4–6].";
    assert_eq!(numbers(bracketed), ["1", "2 3", "4 5 6"]);
}

#[test]
fn plain_text_of_a_pdf_is_read() {
    let text = "A Made-Up Paper\n\nJane Doe\n\nAbstract\nIt is about noth-\ning much. It ends.\n\n1. Introduction\n\
        The first line of\nthe text goes on [1].\n\n2 of 9\n\n\u{c}2. Results\n\nNO3− was seen.\n\nReferences\n\
        1. Doe, J. A Thing. Made-Up J. 2001, 7, 1.\n2. Roe, R. A Second\nThing. Made-Up J. 2002, 8, 2.\n";
    let expected = [
        ("abstract/1/1", "It is about noth-ing much."),
        ("abstract/1/2", "It ends."),
        ("1/1/1", "The first line of the text goes on [1]."),
        ("2/1/1", "NO3− was seen."),
    ];
    let expected: Vec<(String, String)> = expected
        .iter()
        .map(|(l, t)| ((*l).into(), (*t).into()))
        .collect();
    assert_eq!(places(text), expected);
    assert_eq!(
        digest(&places(text)[0].1),
        digest("It is about nothing much.")
    );
    assert_eq!(
        read(text).references[1].title.as_deref(),
        Some("A Second Thing")
    );
}

#[test]
fn the_examples_of_the_specification_hold() {
    let docs = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/anchors.md");
    let docs = std::fs::read_to_string(docs).unwrap();
    let examples = docs.split("| text | normal form |").nth(1).unwrap();
    let rows: Vec<&str> = examples
        .lines()
        .filter(|line| line.starts_with("| `"))
        .collect();
    let mut tested = 0;
    for row in rows.iter().take_while(|row| !row.contains("U+")) {
        let (text, form) = row
            .trim_start_matches("| `")
            .trim_end_matches("` |")
            .split_once("` | `")
            .unwrap();
        assert_eq!(paper::normal_form(&text.replace('⏎', "\n")), form, "{row}");
        tested += 1;
    }
    assert!(tested > 10);
    assert!(docs.contains(&digest("Oxide SO42- is reduced.")));
}

#[test]
fn tables_of_pipes_and_html_are_read() {
    let text = "## 1. A\n\nText.\n\nTable 2: Things\n\n| A | B |\n|---|---|\n| x | y [1] |\n\n## 2. B\n\n\
        <table><tr><th>A</th><th>B</th></tr>\n<tr><td>x</td><td>y</td></tr></table>\n";
    let paper = read(text);
    assert_eq!(paper.tables[0].id, "Table 2");
    assert_eq!(paper.tables[0].header.cells, ["A", "B"]);
    assert_eq!(paper.tables[0].rows[0].cells, ["x", "y [1]"]);
    assert_eq!(paper.place("Table 2/1").unwrap().references, ["1"]);
    assert_eq!(
        paper.tables.last().unwrap().rows.last().unwrap().cells,
        ["x", "y"]
    );
}

#[test]
fn merged_cells_of_a_table_are_empty_where_they_go_on() {
    let text = "## 1. A\n\nText.\n\nTable 2: Things\n\n<table>\n<tr><th rowspan=\"2\">A</th><th colspan=\"2\">B</th></tr>\n\
        <tr><th>x</th><th>y</th></tr>\n<tr><td rowspan='3'>p</td><td>1</td><td>2</td></tr>\n<tr><td>3</td><td>4</td></tr>\n\
        <tr><td colspan=2>5</td></tr>\n</table>\n";
    let table = &read(text).tables[0];
    let rows: Vec<Vec<&str>> = table
        .rows
        .iter()
        .map(|row| row.cells.iter().map(String::as_str).collect())
        .collect();
    assert_eq!(table.header.cells, ["A", "B", ""]);
    assert_eq!(
        rows,
        [
            ["", "x", "y"],
            ["p", "1", "2"],
            ["", "3", "4"],
            ["", "5", ""]
        ]
    );
}

#[test]
fn tables_of_latex_are_read_and_stay_out_of_the_list() {
    let text = "## 1. A\n\nIt runs [1].\n\n## References\n\n* [1] J. Doe. A thing of note for\n\n\
        \\begin{table}\n\\begin{tabular}{|l|c|} \\hline\n**A** & **B** \\\\ \\hline x [1] & 7 \\\\ \\hline \\end{tabular}\n\\end{table}\n\
        Table 4: Things\n\nothers. *Made-Up J.*, 7:12, 2001.\n* [2] R. Roe. Another thing. *Made-Up J.*, 8:13, 2002.\n";
    let paper = read(text);
    assert_eq!(paper.references.len(), 2);
    assert_eq!(
        paper.references[0].title.as_deref(),
        Some("A thing of note for others")
    );
    assert_eq!(paper.references[0].volume.as_deref(), Some("7"));
}

#[test]
fn entries_and_markers_may_be_footnotes_and_need_no_space() {
    for (mark, marker) in [
        ("[^{}]: ", "[^1]"),
        ("[{}]", "[1]"),
        ("({}) ", "[1]"),
        ("<sup>{}</sup>", "<sup>1</sup>"),
        ("**{}.** ", "[1]"),
        ("$^{{}}$ ", "$^{1}$"),
    ] {
        let list: String = (1..4)
            .map(|n| {
                mark.replace("{}", &n.to_string())
                    + "Doe, J. A Thing. *Made-Up J.* **2001**, *7*, 1.\n"
            })
            .collect();
        let paper = read(&format!(
            "## 1. Part\n\nIt runs well{marker}. So.\n\n## References\n\n{list}"
        ));
        assert_eq!(paper.references.len(), 3, "{mark}");
        assert_eq!(paper.references[0].authors, ["Doe, J."], "{mark}");
        assert_eq!(paper.sentences[0].markers.len(), 1, "{mark}");
    }
}

#[test]
fn a_column_of_references_cites_with_bare_numbers() {
    let text = "## 1. A\n\nIt runs.<sup>1</sup> It goes.<sup>2</sup>\n\nTable 2: Things\n\n| A | Ref. |\n|---|---|\n| 7 | 2 |\n\n\
        ## References\n\n1. Doe, J. A Thing. *J. Up* **2001**, *7*, 1.\n2. Roe, J. A Thing. *J. Up* **2001**, *8*, 1.\n";
    let paper = read(text);
    let markers = &paper.tables[0].rows[0].markers;
    assert_eq!(markers.len(), 1);
    assert_eq!(markers[0].references, ["2"]);
}

/// Bits of text that have broken readers of text.
fn nasty() -> impl Strategy<Value = String> {
    let bits = [
        "[",
        "]",
        "](#a)",
        "](http://b)",
        "\\[",
        "\\",
        "$",
        "$$",
        "^{",
        "_{",
        "}",
        "{",
        "\\text{",
        "\\frac{",
        "<sub>",
        "</sub>",
        "<sup>",
        "</sup>",
        "<",
        ">",
        "<!--",
        "-->",
        "&",
        "&#x41;",
        "&amp;",
        "*",
        "**",
        "***",
        "_",
        "~",
        "^",
        "12",
        "8–16",
        ",",
        ".",
        ". ",
        ".\n",
        "\n",
        "\n\n",
        "\t",
        "|",
        "|-",
        "# ",
        "## 1. ",
        "## References\n",
        "1. ",
        "[1] ",
        "- ",
        "**Figure 1.** ",
        "Table 1. ",
        "**Abstract:** ",
        "et al. ",
        "Fig. ",
        "A. ",
        "J. ",
        "é",
        "²",
        "⁻",
        "→",
        "ﬁ",
        "\u{ad}",
        "\u{301}",
        "\r\n",
        "\u{c}",
        "𝑥",
        "“",
        "”",
        "<table>",
        "<tr><td>",
        "</table>",
        "10.1000/x",
        "2001",
        "(",
        ")",
        "Doe, J.; ",
        "NO",
        "\u{0}",
        "![",
        "---",
        "===",
        "> ",
    ];
    proptest::collection::vec(proptest::sample::select(bits.to_vec()), 0..60)
        .prop_map(|bits| bits.concat())
}

/// Everything lies inside the text, on character boundaries, and markers lie in their sentences.
fn is_sound(text: &str) {
    let paper = read(text);
    let points = text.chars().count();
    for place in paper.places() {
        assert!(
            text.get(place.span.clone()).is_some(),
            "{:?} of {text:?}",
            place.span
        );
        let _ = digest(&place.text);
    }
    for sentence in &paper.sentences {
        assert!(sentence.span.start <= sentence.span.end && sentence.span.end <= points);
        assert!(!sentence.text.trim().is_empty());
        for marker in &sentence.markers {
            assert!(
                sentence.span.bytes.start <= marker.span.bytes.start,
                "{text:?}"
            );
            assert!(marker.span.bytes.end <= sentence.span.bytes.end, "{text:?}");
            assert!(text.get(marker.span.bytes.clone()).is_some());
        }
    }
    assert!(serde_json::to_string(&paper).is_ok());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_text_is_read_soundly(text in any::<String>()) {
        is_sound(&text);
    }

    #[test]
    fn nasty_texts_are_read_soundly(text in nasty()) {
        is_sound(&text);
        is_sound(&format!("## 1. A\n\n{text}\n\n## References\n\n{text}"));
    }

    #[test]
    fn normal_forms_hold_no_white_space(text in nasty()) {
        prop_assert!(!paper::normal_form(&text).contains(char::is_whitespace));
    }
}

#[test]
fn the_second_line_of_a_heading_begins_no_paragraph() {
    let text = |second: &str| {
        format!(
            "1. Introduction\n\nNothing is new here, and what follows is long enough to fill\nlines of one width, as a \
             column of a printed page has it.\n\n2. Ligand-Protected Made-Up\n{second}\n\nClusters that nobody made are the \
             matter of this section.\nThey are few.\n\u{c}"
        )
    };
    let titled = places(&text("Metal Clusters"));
    assert_eq!(
        titled[titled.len() - 2].1,
        "Clusters that nobody made are the matter of this section."
    );
    // What reads on below is no heading.
    let plain = places(&text("Metal clusters are no"));
    assert!(
        plain
            .iter()
            .any(|(_, text)| text.starts_with("Metal clusters")),
        "{plain:?}"
    );
}

/// Four times the bytes may take four times the time, and a bit more where a cache gets too small; not sixteen times.
///
/// What counts is the time that the thread had a processor, where the system tells it, and the shortest of a few.
#[track_caller]
fn takes_linear_time(what: &str, read: impl Fn(usize)) {
    const BYTES: usize = 80_000;
    let begun = std::time::Instant::now();
    let now = || {
        let spent = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
        let spent = spent.and_then(|spent| spent.split(' ').next()?.parse().ok());
        spent.map_or_else(|| begun.elapsed(), std::time::Duration::from_nanos)
    };
    let time = |bytes: usize| {
        let start = now();
        read(bytes);
        now().saturating_sub(start)
    };
    let (mut little, mut much) = (std::time::Duration::MAX, std::time::Duration::MAX);
    for _ in 0..8 {
        little = little.min(time(BYTES));
        much = much.min(time(4 * BYTES));
        if much < 8 * little || much.as_millis() < 40 {
            return;
        }
    }
    panic!("{what:?}: {little:?}, and {much:?} for four times as much");
}

#[test]
fn what_takes_quadratic_time_is_told_from_what_takes_linear_time() {
    let slow = std::panic::catch_unwind(|| {
        takes_linear_time("slow", |bytes| {
            let steps = (bytes / 20) as u64;
            let sum: u64 = (0..steps)
                .flat_map(|a| (0..steps).map(move |b| a ^ b))
                .sum();
            std::hint::black_box(sum);
        });
    });
    assert!(slow.is_err());
}

#[test]
fn hostile_texts_take_linear_time() {
    let bits = [
        "[",
        "]",
        "](#",
        "[1,",
        "\\[",
        "<sub>",
        "<sup>",
        "<",
        "<!--",
        "*",
        "**a",
        "$",
        "$^",
        "\\(",
        "\\text{",
        "{",
        "&",
        "~",
        "^",
        ".",
        ". ",
        ".[",
        ". <",
        ". (",
        "![",
        "a.1",
        "1,",
        "(",
        "word ",
        "A. ",
        "<table>\n",
        "|\n",
        "a\tb\tc\n",
        "# a\n",
        "\t",
        "1\n\n",
        "- a\n",
        "![](",
        "`",
        "\"",
        ".\"",
        ". \"",
        "-",
        "e.g. ",
        "[12](#a)",
        "²",
        "\u{301}",
    ];
    for bit in bits {
        takes_linear_time(bit, |bytes| {
            let text = bit.repeat(bytes / bit.len());
            drop(read(&format!("## 1. A\n\n{text}")));
            let _ = paper::normal_form(&text);
        });
    }
}
