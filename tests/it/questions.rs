//! The answers of the named questions, as somebody checked them against the review.

use crate::sealed::{files_below, repository, same_as_file};
use oxigraph::model::TermRef;
use std::collections::BTreeSet;
use std::sync::LazyLock;
use synergraph::claim::{Files, KnowledgeBase, compile};
use synergraph::lineage::{Options, Results, Row};
use synergraph::query::{Catalogue, DefaultChoice, Request, ask};

struct BuiltIn {
    knowledge: KnowledgeBase,
    catalogue: Catalogue,
}

static BUILT_IN: LazyLock<BuiltIn> = LazyLock::new(|| {
    let files = Files::built_in();
    let (knowledge, problems) = compile(&files);
    assert_eq!(problems, []);
    let (catalogue, problems) = Catalogue::read(&files);
    assert_eq!(problems, []);
    BuiltIn {
        knowledge,
        catalogue,
    }
});

/// What each variant of a question sets.
const VARIANTS: [(&str, &str, &str); 3] = [
    ("dual-site-pairs.broad", "reading", "broad"),
    (
        "performance.FaradaicEfficiency",
        "quantity",
        "https://w3id.org/synergraph/ns#FaradaicEfficiency",
    ),
    (
        "performance.PerArea",
        "basis",
        "https://w3id.org/synergraph/ns#PerArea",
    ),
];

/// Answers a question or one of its variants: columns and rows.
fn answer(name: &str) -> (Vec<String>, Vec<Row>) {
    let question = name.split('.').next().unwrap();
    let settings: Vec<(String, String)> = VARIANTS
        .iter()
        .filter(|(variant, ..)| *variant == name)
        .map(|(_, parameter, value)| ((*parameter).to_owned(), (*value).to_owned()))
        .collect();
    let asked = ask(
        &BUILT_IN.knowledge,
        &Request {
            question: BUILT_IN.catalogue.get(question).unwrap(),
            settings: &settings,
            default: DefaultChoice::Merged,
            base: None,
            options: Options::default(),
        },
    )
    .unwrap();
    let Results::Solutions(variables, rows) = asked.answer.results else {
        panic!("{name} is no SELECT");
    };
    let names = variables.iter().map(|v| v.as_str().to_owned()).collect();
    (names, rows)
}

/// The values of a row as plain text, between tabs.
fn plain(row: &Row) -> String {
    let cells: Vec<&str> = row
        .values
        .iter()
        .map(|value| {
            let term = value
                .as_ref()
                .map(|cell| cell.term(&BUILT_IN.knowledge.store));
            match term {
                Some(TermRef::Literal(literal)) => literal.value(),
                Some(TermRef::NamedNode(node)) => node.as_str(),
                Some(TermRef::BlankNode(_)) => panic!("a blank node says nothing to a reader"),
                None => "",
            }
        })
        .collect();
    cells.join("\t")
}

fn questions_and_variants() -> Vec<String> {
    let questions = BUILT_IN.catalogue.iter().map(|q| q.name.clone());
    questions
        .chain(VARIANTS.iter().map(|(name, ..)| (*name).to_owned()))
        .collect()
}

#[test]
fn every_question_gives_the_rows_that_were_checked_against_the_review() {
    for name in questions_and_variants() {
        let (columns, rows) = answer(&name);
        let mut text = columns.join("\t");
        text.push('\n');
        for row in &rows {
            text.push_str(&plain(row));
            text.push('\n');
        }
        same_as_file(&format!("tests/questions/{name}.tsv"), &text);
    }
}

#[test]
fn no_expected_answer_is_without_its_question() {
    let names: BTreeSet<String> = questions_and_variants().into_iter().collect();
    for (path, _) in files_below(&repository().join("tests/questions")) {
        if path.extension().is_some_and(|ending| ending == "tsv") {
            let name = path.file_stem().unwrap().to_str().unwrap();
            assert!(
                names.contains(name),
                "{} answers no question",
                path.display()
            );
        }
    }
}

#[test]
fn every_row_of_every_question_rests_on_claims_or_on_a_file_that_is_named() {
    let store = &BUILT_IN.knowledge.store;
    for name in questions_and_variants() {
        let (_, rows) = answer(&name);
        assert!(!rows.is_empty(), "{name} has no rows");
        for row in &rows {
            let at = format!("{name}: {}", plain(row));
            let evidence = row.evidence.as_ref().unwrap();
            assert!(evidence.is_complete(), "{at}: {:?}", evidence.incomplete);
            assert!(!evidence.alternatives.is_empty(), "{at}: no evidence");
            let mut claims = 0;
            for alternative in &evidence.alternatives {
                assert!(!alternative.statements.is_empty(), "{at}: rests on nothing");
                for one in &alternative.statements {
                    let stated = store.claims_of(one.statement).len();
                    let named = store.sources_of(one.statement).count();
                    assert!(stated + named > 0, "{at}: a statement of nobody");
                    claims += stated;
                }
            }
            assert!(
                claims > 0 || name == "unexplored-pairs",
                "{at}: no claim says so"
            );
        }
    }
}

#[test]
fn questions_about_catalysts_have_a_column_of_that_name() {
    for name in [
        "by-metal",
        "by-scale",
        "by-strategy",
        "comparisons",
        "disagreements",
        "dual-site-pairs",
        "hydrogen-evolution-suppressed",
        "intermediates",
        "limitations",
        "mechanisms",
        "other-reactions",
        "performance",
        "rate-determining-steps",
        "single-source",
        "suggested-only",
        "tandem-catalysts",
        "timeline",
        "water-dissociation",
    ] {
        assert!(answer(name).0.contains(&"catalyst".to_owned()), "{name}");
    }
}

#[test]
fn two_systems_pair_nitrate_activation_with_hydrogen_supply_in_the_strict_reading() {
    let rows: Vec<String> = answer("dual-site-pairs").1.iter().map(plain).collect();
    assert_eq!(
        rows,
        [
            "IPN-CuCo DACs\tCu site of IPN-CuCo DACs\tnitrate\tCo site of IPN-CuCo DACs\tadsorbed H\tstrict",
            "Ru1Au6(TBBT)PPh3\tAu site of Ru1Au6(TBBT)PPh3\tnitrate\tRu site of Ru1Au6(TBBT)PPh3\tadsorbed H\tstrict",
        ]
    );
}

#[test]
fn the_broad_reading_adds_two_systems_and_keeps_the_strict_ones() {
    let rows: Vec<String> = answer("dual-site-pairs.broad")
        .1
        .iter()
        .map(plain)
        .collect();
    for row in answer("dual-site-pairs").1.iter().map(plain) {
        assert!(rows.contains(&row), "{row}");
    }
    let added: BTreeSet<&str> = rows
        .iter()
        .filter(|row| row.ends_with("\tbroad"))
        .map(|row| row.split('\t').next().unwrap())
        .collect();
    assert_eq!(added, BTreeSet::from(["PCN-Cu-DAC", "SnCu-DG"]));
}
