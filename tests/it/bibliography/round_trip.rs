//! Records survive being written and read, and no text makes a reader fail.

use proptest::prelude::*;
use std::time::{Duration, Instant};
use synergraph::bibliography::{BibliographyFormat, Date, Day, Kind, Name, Record};
use synergraph::source::Source;

fn read(format: BibliographyFormat, text: &str) -> (Vec<Record>, usize) {
    let (records, problems) = format.read(&Source::new("refs", text));
    (records, problems.len())
}

fn written(format: BibliographyFormat, records: &[Record]) -> String {
    let mut out = Vec::new();
    format.write(&mut out, records).unwrap();
    String::from_utf8(out).unwrap()
}

/// Texts as titles and notes have them, with all that LaTeX, JSON and HTML could trip over.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[A-Za-z]{1,8}",
        2 => "[äöüßøłåéêñçőšžąİıĳæœΑ-Ωα-ωµ]{1,3}",
        1 => Just("NO<sub>3</sub><sup>-</sup>".to_owned()),
        1 => Just("<i>in situ</i>".to_owned()),
        1 => Just("<span class=\"nocase\">Cu–Co</span>".to_owned()),
        1 => r#"[-–—'"`’“”{}$&#%_^~\\<>|=@,;:.!?/()*+°±→≥]{1,3}"#,
        1 => Just("$\\sqrt{2}$".to_owned()),
        1 => Just("\\unknown{x}".to_owned()),
        1 => "[0-9]{1,4}",
    ];
    proptest::collection::vec(piece, 1..8).prop_map(|pieces| pieces.join(" "))
}

fn word() -> impl Strategy<Value = String> {
    "[A-ZÄÖÉŁ][a-zäöüßéñçøł]{1,7}(-[A-Z][a-z]{1,4})?"
}

fn name() -> impl Strategy<Value = Name> {
    let person = (
        word(),
        "[A-H][a-i]{1,5}( [A-Z]\\.)?",
        prop_oneof![Just(""), Just("van der"), Just("de")],
        prop_oneof![Just(""), Just("Jr."), Just("III")],
    )
        .prop_map(|(family, given, particle, suffix)| Name {
            family,
            given,
            particle: particle.to_owned(),
            suffix: suffix.to_owned(),
            ..Name::default()
        });
    let body =
        (word(), word()).prop_map(|(one, two)| Name::whole(format!("{one} and {two} Society")));
    prop_oneof![6 => person, 1 => body, 1 => Just(Name::others())]
}

fn record() -> impl Strategy<Value = Record> {
    let date = (
        1000..2100,
        proptest::option::of(1_u8..=12),
        proptest::option::of(1_u8..=28),
    )
        .prop_map(|(year, month, day)| Date {
            start: Day::new(year, month, day),
            ..Date::default()
        });
    let field = |name: &'static str, value: BoxedStrategy<String>| {
        proptest::option::of(value).prop_map(move |value| (name, value))
    };
    let fields = (
        field("title", text().boxed()),
        field("container-title", text().boxed()),
        field("note", text().boxed()),
        field("page", "[A-Z]?[0-9]{1,4}(-[A-Z]?[0-9]{1,4})?".boxed()),
        field("volume", "[0-9]{1,3}".boxed()),
        field("issue", "[0-9]{1,2}".boxed()),
        field("article-number", "[a-z]?[0-9]{4,6}".boxed()),
        field("DOI", "10\\.[0-9]{4}/[A-Za-z0-9._()-]{1,12}".boxed()),
        field("URL", "https://example\\.org/[a-z_%~#?&=]{1,8}".boxed()),
        field("abstract", text().boxed()),
    );
    let keywords = proptest::collection::vec("[a-z]{2,8}( [a-z]{2,5})?", 0..4);
    (
        proptest::collection::vec(name(), 1..5),
        date,
        fields,
        keywords,
    )
        .prop_map(|(names, date, fields, keywords)| {
            let mut record = Record {
                key: "key".to_owned(),
                kind: Kind::ARTICLE,
                keywords,
                ..Record::default()
            };
            record.names.insert("author".to_owned(), names);
            record.dates.insert("issued".to_owned(), date);
            let (a, b, c, d, e, f, g, h, i, j) = fields;
            for (field, value) in [a, b, c, d, e, f, g, h, i, j] {
                record.set(field, value.unwrap_or_default());
            }
            record
        })
}

/// The record as a reader leaves it: one blank between words.
fn settled(mut record: Record) -> Record {
    for value in record.fields.values_mut() {
        *value = value.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    record
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn bibtex_keeps_all_of_a_record(record in record()) {
        let text = written(BibliographyFormat::Bibtex, std::slice::from_ref(&record));
        let (read, problems) = read(BibliographyFormat::Bibtex, &text);
        prop_assert_eq!(problems, 0, "{}", text);
        // Dotless letters alone have a capital that is none.
        prop_assert_eq!(&read[..], &[settled(record)][..], "{}", text);
    }

    #[test]
    fn csl_json_keeps_all_of_a_record(record in record()) {
        let text = written(BibliographyFormat::CslJson, std::slice::from_ref(&record));
        let (read, problems) = read(BibliographyFormat::CslJson, &text);
        prop_assert_eq!(problems, 0, "{}", text);
        prop_assert_eq!(&read[..], &[settled(record)][..], "{}", text);
    }

    /// RIS has no markup of its own for fixed case, so that goes.
    #[test]
    fn ris_keeps_all_of_a_record(record in record()) {
        let text = written(BibliographyFormat::Ris, std::slice::from_ref(&record));
        let (read, problems) = read(BibliographyFormat::Ris, &text);
        prop_assert_eq!(problems, 0, "{}", text);
        let mut kept = settled(record);
        for value in kept.fields.values_mut() {
            *value = value.replace("<span class=\"nocase\">Cu–Co</span>", "Cu–Co");
        }
        prop_assert_eq!(&read[..], &[kept][..], "{}", text);
    }

    #[test]
    fn no_text_makes_a_reader_fail(text in "(@[a-z]{1,7}[{(]|[a-z]{1,5} = |[{}(),\"#=%\\\\$~^_<>&']|TY  - |ER  - |AU  - |\\[|\\]|:|\"[a-z]*\":|[a-zé\n ]){0,60}") {
        for format in [BibliographyFormat::Bibtex, BibliographyFormat::Ris, BibliographyFormat::CslJson] {
            let (records, _) = read(format, &text);
            for other in [BibliographyFormat::Bibtex, BibliographyFormat::Ris, BibliographyFormat::CslJson] {
                // What was read of nonsense can be written, and that is no nonsense.
                let again = written(other, &records);
                let (_, problems) = format_problems(other, &again);
                prop_assert!(problems.is_empty(), "{text:?}\n{again}\n{problems:?}");
            }
        }
    }
}

/// Errors, not doubts, of a text.
fn format_problems(format: BibliographyFormat, text: &str) -> (Vec<Record>, Vec<String>) {
    let (records, problems) = format.read(&Source::new("refs", text));
    let errors = problems
        .into_iter()
        .filter(|problem| problem.code.name != "record-doubtful");
    (records, errors.map(|problem| problem.headline).collect())
}

/// Time grows with the text and no faster, whatever the text: much of each nasty kind in a moment.
#[test]
fn reading_takes_time_in_proportion_to_the_text() {
    let nasty = [
        "@a{",
        "@article{x,\n",
        "@article{x, title = {\n",
        "{",
        "}",
        "a = \"",
        "@comment{",
        "@article{x, a = \"{",
        "\\'{",
        "\\ce{",
        "$\\a{",
        "title = {a},\n",
        "<i>",
        "</i>",
        "and ",
        "\\a",
        "x = y # ",
        "@string{a = b # b}\n",
        "TY  - JOUR\n",
        "[",
        "{\"a\":",
        "\"",
        "(",
        "@article(x, ",
    ];
    for piece in nasty {
        let body = piece.repeat(400_000 / piece.len());
        for text in [
            body.clone(),
            format!("@article{{x, title = {{{body}}}, author = {{{body}}}}}"),
        ] {
            for format in [
                BibliographyFormat::Bibtex,
                BibliographyFormat::Ris,
                BibliographyFormat::CslJson,
            ] {
                let started = Instant::now();
                let _ = read(format, &text);
                let took = started.elapsed();
                assert!(
                    took < Duration::from_secs(10),
                    "{piece:?} {format:?}: {took:?}"
                );
            }
        }
    }
}
