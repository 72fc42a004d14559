//! Texts among the lines of a PDF: what interrupts them is passed over, and none that says something else is found.

use crate::sealed::{review, say};
use proptest::prelude::*;
use std::path::Path;
use std::process::Command;
use synergraph::anchor::Verdict;
use synergraph::check::verify;
use synergraph::claim::{Files, compile};
use synergraph::paper::{Paper, digest, read_paper, read_sketch, sketch};
use synergraph::source::Source;

use super::rendering::{captions, sections, written};

const SENTENCES: [&str; 5] = [
    "The made-up catalyst Ni3Zn-NC turns NO3- into NH3 at a Faradaic efficiency of 91.4% in an electrolyte that holds 0.1 M KOH and nothing else at all.",
    "Its zinc sites, as nobody has measured, do not bind *NO2 as strongly as those of Co-Nowhere, so that the barrier of the second step is lower by 0.37 eV.",
    "A yield of 4.2 mg h-1 cm-2 was kept for 120 h in a flow cell, while the copper foil beside it lost half of its current within the first day.",
    "Whether the Rh-Imaginary interface or the support supplies the hydrogen remains open, and the authors of this text would be the last to know about it.",
    "Calculations for a surface of nine atoms suggest that *NOH is formed before *N, and that both hydrogenations happen at the same kind of site.",
];

fn read(text: &str) -> Paper {
    read_paper(&Source::new("printed.txt", text)).0
}

/// Says whether lines hold a sentence, told by its digest and its sketch.
fn holds(paper: &Paper, sentence: &str) -> bool {
    let escaped = sentence.replace('*', "\\*");
    let sketch = sketch(&escaped).and_then(|sketch| read_sketch(&sketch));
    let printed = paper.printed().expect("a text without markup");
    printed.find(&digest(&escaped), sketch.as_deref()).is_some()
}

/// Sentences as a column of a page, with what the test puts between its lines.
fn column(sentences: &[&str], between: &dyn Fn(usize) -> Option<&'static str>) -> String {
    let mut lines = vec![String::new()];
    for word in sentences.join(" ").split(' ') {
        if lines.last().unwrap().len() + word.len() > 46 {
            if let Some(foreign) = between(lines.len()) {
                lines.push(foreign.to_owned());
            }
            lines.push(String::new());
        }
        let last = lines.last_mut().unwrap();
        if !last.is_empty() {
            last.push(' ');
        }
        last.push_str(word);
    }
    format!("1. Introduction\n\n{}\n\u{C}", lines.join("\n"))
}

#[test]
fn a_sentence_is_found_across_what_interrupts_it() {
    let foreign = [
        "Figure 3. A picture that nobody has drawn, of things that are not.",
        "7 of 30",
        "MADE-UP LETTERS 2026",
        "Copyright: © 2026 by nobody. All rights are imaginary and reserved.",
    ];
    for at in 2..16 {
        let text = column(&SENTENCES, &|line| (line == at).then(|| foreign[at % 4]));
        let paper = read(&text);
        for sentence in SENTENCES {
            assert!(holds(&paper, sentence), "{at}: {sentence}\n{text}");
        }
    }
}

#[test]
fn a_sentence_is_found_with_its_indices_on_lines_of_their_own() {
    let text = "1. Introduction\n\nNothing of what is\nprinted here was\never measured.\n\
                Nobody has seen that the made-up catalyst NiZn-NC\nturns NO into other things that are not named\n\
                3          −\n\
                here at a Faradaic efficiency of 91.4% in any\nelectrolyte that holds NO and little else. Then\n\
                                                   2\n\
                more is said of it,\nand more, and\nthen it ends.\n\u{C}";
    let paper = read(text);
    let sentence = |anion: &str, oxide: &str| {
        format!(
            "Nobody has seen that the made-up catalyst NiZn-NC turns {anion} into other things that are not named here \
             at a Faradaic efficiency of 91.4% in any electrolyte that holds {oxide} and little else."
        )
    };
    assert!(holds(&paper, &sentence("NO3-", "NO2")));
    assert!(!holds(&paper, &sentence("NO4-", "NO2")));
    assert!(!holds(&paper, &sentence("NO3-", "N2O")));
}

#[test]
fn a_sentence_is_found_without_the_hyphen_that_a_converter_took_away() {
    let text = column(&SENTENCES, &|_| None);
    let text = text
        .replace("Rh-Imaginary", "RhImaginary")
        .replace("Co-Nowhere", "CoNowhere");
    let paper = read(&text);
    for sentence in SENTENCES {
        assert!(holds(&paper, sentence), "{sentence}\n{text}");
    }
}

#[test]
fn a_row_of_a_table_is_found_cell_by_cell() {
    let text = "1. Introduction\n\nNothing is said here.\n\n\
        System        Strategy                  Yield               Remarks\n\n\
        \u{20}             Sites side by side        \n\
        NiZn-NC                                 4.2 mg h−1 cm−2     Dear but stable [3]\n\
        \u{20}             of each other\n\n\
        CoMn-NC       Nothing special           2.4 mg h−1 cm−2     Cheap [4]\n\u{C}";
    let paper = read(text);
    assert!(holds(
        &paper,
        "NiZn-NC Sites side by side of each other 4.2 mg h-1 cm-2 Dear but stable [3]"
    ));
    assert!(holds(
        &paper,
        "CoMn-NC Nothing special 2.4 mg h-1 cm-2 Cheap [4]"
    ));
    assert!(!holds(
        &paper,
        "CoMn-NC Nothing special 4.2 mg h-1 cm-2 Cheap [4]"
    ));
}

/// What a sentence becomes by changes that make it say something else.
fn changed(sentence: &str) -> Vec<String> {
    [
        ("NO3-", "NO2-"),
        ("NO3-", "NO3"),
        ("NO3-", "NO-"),
        ("NO3", "NO"),
        ("*NO2", "NO2"),
        ("h-1", "h1"),
        ("h-1", "h"),
        ("91.4", "94.1"),
        ("120", "210"),
        ("0.37", "0.73"),
        ("do not", "do"),
        ("is lower", "is not lower"),
        ("Co-", "Cu-"),
        ("Ni3Zn", "NiZn3"),
        ("while", "and"),
        ("first", "second"),
        ("before", "after"),
        ("lost", "gained"),
        ("nine", "ten"),
    ]
    .iter()
    .filter(|(from, _)| sentence.contains(from))
    .map(|(from, to)| sentence.replacen(from, to, 1))
    .collect()
}

#[test]
fn no_sentence_that_says_something_else_is_found_among_lines() {
    let indices = "3\n2\n−\n";
    let whole = column(&SENTENCES, &|line| (line == 7).then_some("8 of 30"))
        .replace("so that", &format!("so\n{indices}that"));
    let paper = read(&whole);
    for (number, sentence) in SENTENCES.iter().enumerate() {
        for other in changed(sentence) {
            assert!(!holds(&paper, &other), "{other}");
            // And the other way round: the claim is right, and the copy is changed.
            let mut sentences = SENTENCES;
            sentences[number] = &other;
            let copy = read(&column(&sentences, &|_| None));
            assert!(!holds(&copy, sentence), "{other}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_lines_are_searched_without_a_panic(text in "[a-cN3−\\*\\[\\] .\\n0-2\u{C}é]{0,300}", at in 0..5_usize) {
        let paper = read(&text);
        if let Some(printed) = paper.printed() {
            let wanted = SENTENCES[at].replace('*', "\\*");
            let sketch = sketch(&wanted).and_then(|sketch| read_sketch(&sketch)).unwrap_or_default();
            for sketch in [Some(&sketch[..]), None] {
                let found = printed.find(&digest(&wanted), sketch);
                prop_assert!(found.is_none());
            }
        }
    }

    #[test]
    fn a_short_text_is_found_where_it_is(words in prop::collection::vec("[A-Z][a-z]{2,7}", 4..9), before in 0..4_usize) {
        let sentence = format!("{}.", words.join(" is "));
        let mut sentences: Vec<&str> = SENTENCES[..before].to_vec();
        sentences.push(&sentence);
        sentences.push(SENTENCES[4]);
        let text = column(&sentences, &|_| None);
        let paper = read(&text);
        let printed = paper.printed().unwrap();
        let found = printed.find(&digest(&sentence), None);
        let found = found.expect("the sentence stands there");
        prop_assert_eq!(digest(&found.text), digest(&sentence));
        prop_assert_eq!(digest(&text[found.span]), digest(&sentence));
    }
}

/// A sentence in LaTeX.
fn latex(markdown: &str) -> String {
    let text = |shown: &str| {
        let mut out = String::new();
        for character in shown.chars() {
            match character {
                '&' | '%' | '#' | '_' | '{' | '}' => out.extend(['\\', character]),
                '$' | '\\' | '^' => {}
                '~' | '∼' => out.push_str("\\ensuremath{\\sim}"),
                '−' => out.push_str("\\ensuremath{-}"),
                '→' => out.push_str("\\ensuremath{\\rightarrow}"),
                '×' => out.push_str("\\ensuremath{\\times}"),
                '·' => out.push_str("\\ensuremath{\\cdot}"),
                '≈' => out.push_str("\\ensuremath{\\approx}"),
                '≥' => out.push_str("\\ensuremath{\\ge}"),
                'μ' | 'µ' => out.push_str("\\ensuremath{\\mu}"),
                'Δ' => out.push_str("\\ensuremath{\\Delta}"),
                'α' => out.push_str("\\ensuremath{\\alpha}"),
                'β' => out.push_str("\\ensuremath{\\beta}"),
                'π' => out.push_str("\\ensuremath{\\pi}"),
                'σ' => out.push_str("\\ensuremath{\\sigma}"),
                '<' => out.push_str("\\ensuremath{<}"),
                '>' => out.push_str("\\ensuremath{>}"),
                '°' => out.push_str("\\ensuremath{^\\circ}"),
                '–' => out.push_str("--"),
                '’' => out.push('\''),
                '‘' => out.push('`'),
                '“' => out.push_str("``"),
                '”' => out.push_str("''"),
                _ => out.push(character),
            }
        }
        out
    };
    written(
        markdown,
        &text,
        ["\\textsuperscript{", "}"],
        ["\\textsubscript{", "}"],
    )
}

/// The paper's text, captions and references in LaTeX, with a running head and page numbers.
fn typeset(paper: &Paper, columns: &str) -> String {
    let mut tex = format!(
        "\\documentclass[10pt,{columns}]{{article}}\\usepackage[utf8]{{inputenc}}\\setcounter{{secnumdepth}}{{0}}\
         \\pagestyle{{myheadings}}\\markright{{Nobody et al. Made-Up Letters 2026}}\\begin{{document}}\\sloppy\n"
    );
    for (number, title, paragraphs) in sections(paper) {
        tex += &format!("\\section{{{number}. {}}}\n", latex(&title));
        for sentences in paragraphs.values() {
            tex += &format!("{}\n\n", latex(&sentences.join(" ")));
        }
    }
    for (name, sentences) in captions(paper) {
        tex += &format!("{name}. {}\n\n", latex(&sentences.join(" ")));
    }
    tex += "\\section{References}\n";
    for reference in &paper.references {
        tex += &format!("{}. {}\n\n", reference.id, latex(&reference.raw));
    }
    tex + "\\end{document}\n"
}

fn run(folder: &Path, program: &str, arguments: &[&str]) -> bool {
    let mut command = Command::new(program);
    command.current_dir(folder).args(arguments);
    command.output().is_ok_and(|output| output.status.success())
}

#[test]
fn claims_are_found_in_what_pdftotext_makes_of_a_typeset_page() {
    let Some(path) = review() else { return };
    let folder = tempfile::tempdir().unwrap();
    let tools = [("pdflatex", "--version"), ("pdftotext", "-v")];
    if let Some((missing, _)) = tools
        .iter()
        .find(|(tool, ask)| !run(folder.path(), tool, &[ask]))
    {
        say(&format!("SKIPPED, NOTHING TESTED: there is no {missing}"));
        return;
    }
    let paper = read_paper(&Source::new(
        "review.md",
        std::fs::read_to_string(path).unwrap(),
    ))
    .0;
    let files = Files::built_in();
    let (knowledge, _) = compile(&files);
    // Two narrow columns of the class `article` leave a space or two between them, and `-layout` draws lines together.
    for (columns, percent) in [("onecolumn", 4), ("twocolumn", 25)] {
        std::fs::write(folder.path().join("page.tex"), typeset(&paper, columns)).unwrap();
        run(
            folder.path(),
            "pdflatex",
            &["-interaction=nonstopmode", "page.tex"],
        );
        for mode in ["-layout", "-raw", "-q"] {
            assert!(run(
                folder.path(),
                "pdftotext",
                &[mode, "page.pdf", "page.txt"]
            ));
            let text = std::fs::read_to_string(folder.path().join("page.txt")).unwrap();
            let copy = read_paper(&Source::new("page.txt", text)).0;
            let report = verify(&knowledge, &files, &copy);
            let claims = report.claims.iter();
            // A table is no sentence, and is not typeset here.
            let claims: Vec<_> = claims
                .filter(|one| !one.locator.starts_with("Table"))
                .collect();
            let lost: Vec<&str> = claims
                .iter()
                .filter(|one| !matches!(one.in_copy.verdict, Verdict::Found | Verdict::Moved))
                .map(|one| one.locator.as_str())
                .collect();
            assert!(
                lost.len() * 100 <= claims.len() * percent,
                "{columns} {mode}: {} of {} are lost: {lost:?}",
                lost.len(),
                claims.len()
            );
        }
    }
}
