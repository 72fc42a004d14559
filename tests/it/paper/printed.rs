//! Texts among the lines of a PDF: what interrupts them is passed over, and none that says something else is found.

use proptest::prelude::*;
use synergraph::paper::{
    Paper, SketchedRow, digest, read_paper, read_row_sketch, read_sketch, sketch, sketch_row,
};
use synergraph::source::Source;

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
    let printed = paper.printed(Vec::new()).expect("a text without markup");
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
fn indices_on_lines_of_their_own_belong_to_their_formulas_in_order() {
    let text = "1. Introduction\n\nNothing of what is\nprinted here was\never measured.\n\
                Nobody has seen that the made-up catalyst turns NO into NO as long as\n\
                \u{20}                                                  −       −\n\
                \u{20}                                                  3       2\n\
                anybody looks, and that NH is what remains of it in any electrolyte at all.\n\
                \u{20}                       3\n\
                Then more is said of it,\nand more, and\nthen it ends.\n\u{C}";
    let paper = read(text);
    let sentence = |from: &str, to: &str, last: &str| {
        format!(
            "Nobody has seen that the made-up catalyst turns {from} into {to} as long as anybody looks, \
             and that {last} is what remains of it in any electrolyte at all."
        )
    };
    assert!(holds(&paper, &sentence("NO3-", "NO2-", "NH3")));
    for (from, to, last) in [
        ("NO2-", "NO3-", "NH3"),
        ("NO3-", "NO3-", "NH3"),
        ("NO3-", "NO2", "NH3"),
        ("NO3", "NO2-", "NH3"),
        ("NO3-", "NO2-", "NH2"),
        ("NO3-", "NO2-", "NH"),
        ("NO3-", "NO", "NH3"),
    ] {
        let other = sentence(from, to, last);
        assert!(!holds(&paper, &other), "{other}");
    }
}

#[test]
fn a_sentence_is_found_that_begins_before_a_table_of_a_page() {
    let lines: Vec<String> = (0..90)
        .map(|row| format!("Made-up system {row}\n{row}.5 mg of nothing in particular"))
        .collect();
    let words: Vec<&str> = SENTENCES[1].split(' ').collect();
    let (head, rest) = words.split_at(3);
    let text = format!(
        "1. Introduction\n\n{}\n{}\n\u{C}{}\n\u{C}{}\n{}\n\u{C}",
        SENTENCES[0],
        head.join(" "),
        lines.join("\n"),
        rest.join(" "),
        SENTENCES[2]
    );
    let paper = read(&text);
    for sentence in &SENTENCES[..3] {
        assert!(holds(&paper, sentence), "{sentence}");
    }
    for other in changed(SENTENCES[1]) {
        assert!(!holds(&paper, &other), "{other}");
    }
}

#[test]
fn a_row_of_a_table_is_found_whose_cells_stand_one_space_apart() {
    let text = "1. Introduction\n\nNothing is said here.\n\n\
        System        Strategy                    FE     Remarks\n\n\
        \u{20}             Sites side by side of each 91.4   Advantages: it has never been\n\
        NiZn-NC       other in space                     seen by anybody [3]\n\n\
        \u{20}             Sites far apart from each  88.2   Advantages: it costs nothing\n\
        CoMn-NC       other                              at all [4]\n\n\
        RhIm-NC       No strategy                 70.1   None\n\u{C}";
    let paper = read(text);
    assert!(holds(
        &paper,
        "NiZn-NC Sites side by side of each other in space 91.4 Advantages: it has never been seen by anybody [3]"
    ));
    assert!(!holds(
        &paper,
        "CoMn-NC Sites side by side of each other in space 91.4 Advantages: it has never been seen by anybody [3]"
    ));
}

const ROWS: [[&str; 4]; 5] = [
    [
        "NiZn-NC",
        "Sites side by side in space",
        "91.4",
        "4.2 mg h-1 cm-2",
    ],
    [
        "CoMn-NC",
        "Sites far apart from each other",
        "88.2",
        "2.4 mg h-1 cm-2",
    ],
    [
        "RhIm-NC",
        "Sites side by side in space",
        "70.1",
        "0.9 mg h-1 cm-2",
    ],
    [
        "Zn4(NoL)4",
        "No strategy that anybody knows",
        "100",
        "7 mg h-1 mg-1",
    ],
    [
        "Nowhere/C",
        "Sites far apart from each other",
        "64",
        "11 mmol h-1 cm-2",
    ],
];

/// The cells of a table as `pdftotext` lists them where it takes columns for columns of text: two blocks of rows, the first number
/// apart from its column, a cell in two parts, two cells on one line.
const LISTED: &str = "1. Introduction\n\nNothing is said here.\n\nSystem\n\nStrategy\n\nNiZn-NC\n\n\
    CoMn-NC\n\nSites side by side\nin space\n\nSites far apart\n88.2\nfrom each other\n\nYield\n\n4.2 mg\nh-1 cm-2\n\n2.4 mg h-1 cm-2\n\n\
    [3]\n\n[4]\n\nRhIm-NC\n\nSites side by side\nin space\nZn4(NoL)4No strategy that\nanybody knows\n\n70.1\n\n0.9 mg h-1 cm-2\n\n\
    100 7 mg h-1 mg-1\n\nNowhere/C\n\nSites far apart from each other\n\n64\n\n-1\n\n11 mmol h cm\n\n-2\n\n[5]\n\nFE (%)\n91.4\n\n\
    It is said that 64 systems have been made.\n\u{C}";

/// Rows of a table as their sketches have them.
fn sketched(rows: &[[&str; 4]]) -> Vec<SketchedRow> {
    let row = |(number, cells): (usize, &[&str; 4])| {
        let cells = cells.map(str::to_owned);
        let sketch = sketch_row(&cells).expect("cells");
        SketchedRow {
            table: "Table 1".to_owned(),
            number,
            digest: digest(&cells.join(" ")),
            cells: read_row_sketch(&sketch).expect("a sketch"),
        }
    };
    rows.iter().enumerate().map(row).collect()
}

/// Returns the numbers of the rows that stand in a text.
fn rows_in(text: &str, rows: &[[&str; 4]]) -> Vec<usize> {
    let rows = sketched(rows);
    let printed = read(text)
        .printed(rows.clone())
        .expect("a text without markup");
    let found = rows
        .iter()
        .filter(|row| printed.find(&row.digest, None).is_some());
    found.map(|row| row.number).collect()
}

#[test]
fn a_row_of_a_table_is_found_whose_cells_are_listed_column_by_column() {
    assert_eq!(rows_in(LISTED, &ROWS), [0, 1, 2, 3, 4]);
    let printed = read(LISTED)
        .printed(sketched(&ROWS))
        .expect("a text without markup");
    let row = printed
        .find(&digest(&ROWS[3].join(" ")), None)
        .expect("a row");
    assert_eq!(row.text, ROWS[3].join(" "));
    assert_eq!(row.line, 35);
}

#[test]
fn no_row_is_found_that_has_a_cell_of_another_or_none() {
    for (column, one, two) in [
        (0, 0, 1),
        (1, 1, 2),
        (2, 1, 3),
        (3, 0, 2),
        (3, 1, 4),
        (2, 2, 3),
    ] {
        let mut rows = ROWS;
        (rows[one][column], rows[two][column]) = (rows[two][column], rows[one][column]);
        let found = rows_in(LISTED, &rows);
        assert!(
            !found.contains(&one) && !found.contains(&two),
            "column {column} of {one} and {two}: {found:?}"
        );
    }
    // A number of the text is no cell, and a sign may not be left out.
    for (row, column, other) in [
        (4, 2, "46"),
        (0, 2, "19.4"),
        (4, 3, "11 mmol h cm"),
        (4, 3, "11 mmol h-1 cm-1"),
        (1, 1, "Sites far apart"),
        (3, 0, "Zn4(NoL)"),
    ] {
        let mut rows = ROWS;
        rows[row][column] = other;
        assert!(!rows_in(LISTED, &rows).contains(&row), "{other}");
    }
    let without = LISTED.replace("\n64\n", "\n");
    assert!(!rows_in(&without, &ROWS).contains(&4));
}

#[test]
fn a_row_of_a_table_has_a_sketch_of_its_cells() {
    let row = |cells: &[&str]| {
        let cells: Vec<String> = cells.iter().map(|cell| (*cell).to_owned()).collect();
        sketch_row(&cells)
    };
    let plain = row(&["", "Co-N4S1", "88.8", "[72]"]).expect("cells");
    assert_eq!(
        Some(&plain),
        row(&["", "Co-N<sub>4</sub> S<sub>1</sub>", "88.8", ""]).as_ref()
    );
    let cells = read_row_sketch(&plain).expect("a sketch");
    assert_eq!(
        cells.iter().map(Option::is_some).collect::<Vec<_>>(),
        [false, true, true, false]
    );
    assert_eq!(row(&["alone", ""]), None);
    for bad in [
        "c1:",
        "c1:.12",
        "c1:.zzzzzz",
        "s1:0123",
        "c2:.123456.123456",
    ] {
        assert_eq!(read_row_sketch(bad), None, "{bad}");
    }
}

#[test]
fn a_sign_that_a_converter_took_for_a_hyphen_does_not_come_back() {
    let page = |line: &str| {
        let other = "Nothing in this made-up column is as wide as what is joined\n".repeat(6);
        read(&format!(
            "1. Introduction\n\n{other}ends.\n{line}\nas long as it lasts.\n{other}\u{C}"
        ))
    };
    let joined = "In all that nobody ever read of it the salts turned NO3 to NH3 as soon as anybody cared to look at Rh-ImNC";
    let sentence = format!("{joined} as long as it lasts.");
    assert!(holds(&page(joined), &sentence));
    for (from, to) in [("NO3", "NO3-"), ("NH3", "NH3-"), ("Rh-", "Rh")] {
        assert!(!holds(&page(joined), &sentence.replace(from, to)), "{to}");
    }
    assert!(holds(&page(&joined.replace("Rh-", "Rh")), &sentence));
}

#[test]
fn a_row_of_a_table_is_found_whose_words_stand_far_apart() {
    let text = "1. Introduction\n\nNothing is said here.\n\n\
        System     Strategy         FE     Yield                Remarks\n\n\
        \u{20}          Side        by   91.4   4.2     mg       h-  Never seen by\n\
        NiZn-NC    side                    1                    anybody\n\
        \u{20}                                  cm-2\n\n\
        \u{20}          Far      apart   88.2   2.4 mg h-1 cm-2      Cheap\n\
        CoMn-NC    always\n\u{C}";
    let paper = read(text);
    let row = "NiZn-NC Side by side 91.4 4.2 mg h-1 cm-2 Never seen by anybody";
    assert!(holds(&paper, row));
    for (from, to) in [
        ("91.4", "88.2"),
        ("4.2", "2.4"),
        ("h-1", "h1"),
        ("NiZn", "CoMn"),
        ("anybody", ""),
    ] {
        assert!(!holds(&paper, &row.replace(from, to)), "{from} {to}");
    }
}

#[test]
fn a_sentence_is_found_in_columns_below_what_stands_across_the_page() {
    let across = "What stands here goes across the whole page and has no gap of any kind, so that nobody sees columns in it.\n";
    let columns = [&SENTENCES[..2], &SENTENCES[2..4]].map(|part| column(part, &|_| None));
    let [left, mut right] = columns.each_ref().map(|column| column.lines().skip(2));
    let mut text = format!("1. Introduction\n\n{}", across.repeat(30));
    for line in left {
        let line = line.trim();
        text += &format!("{line:<70}{}\n", right.next().unwrap_or_default().trim());
    }
    let paper = read(&format!("{text}\u{C}"));
    assert!(holds(&paper, SENTENCES[1]), "{text}");
    for other in changed(SENTENCES[1]) {
        assert!(!holds(&paper, &other), "{other}");
    }
}

#[test]
fn a_citation_marker_at_the_edge_of_a_page_ends_its_sentence() {
    let text = "1. Introduction\n\nSites of its own are what a made-up catalyst relies on\n\u{C}[12–15].\nMore of it is said \
                on this page, and nothing\n\u{C}[16,17].\nThen it ends.\n\u{C}";
    let paper = read(text);
    assert!(holds(
        &paper,
        "Sites of its own are what a made-up catalyst relies on [12–15]."
    ));
    assert!(holds(
        &paper,
        "More of it is said on this page, and nothing [16,17]."
    ));
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
        if let Some(printed) = paper.printed(Vec::new()) {
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
        let printed = paper.printed(Vec::new()).unwrap();
        let found = printed.find(&digest(&sentence), None);
        let found = found.expect("the sentence stands there");
        prop_assert_eq!(digest(&found.text), digest(&sentence));
        prop_assert_eq!(digest(&text[found.span]), digest(&sentence));
    }
}
