//! What holds for any record, any description and any file.

use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use synergraph::resolve::{
    Known, Record, Resolution, Resolved, Seen, days_between, lower_doi, without_markup,
};
use synergraph::source::Source;
use synergraph::vocabulary::Prefixes;
use synergraph::work::{Description, Notice, NoticeKind, Standing, Verdict, agreement};

fn prefixes() -> Prefixes {
    let mut prefixes = Prefixes::default();
    prefixes.learn("@prefix work: <https://w3id.org/synergraph/work/> .");
    prefixes
}

fn text() -> impl Strategy<Value = String> {
    "[a-zA-Zäß\"\\\\<>&\n\t .:;'(){}#@*+\u{2212}\u{2083}\u{1F600}-]{1,30}"
}

fn notice() -> impl Strategy<Value = Notice> {
    (
        0..4usize,
        proptest::option::of(prop_oneof![
            Just("2025".to_owned()),
            Just("2025-03".to_owned()),
            Just("2025-03-01".to_owned())
        ]),
        proptest::option::of("10\\.5555/[a-z0-9.()-]{1,12}[a-z0-9]"),
        proptest::collection::btree_set("[a-z-]{1,10}", 0..3),
    )
        .prop_map(|(kind, date, doi, reported_by)| Notice {
            kind: NoticeKind::ALL[kind],
            date,
            doi,
            reported_by: reported_by.into_iter().collect(),
        })
}

fn record() -> impl Strategy<Value = Record> {
    (
        "10\\.5555/[a-z0-9.<>()-]{1,12}",
        proptest::option::of(text()),
        proptest::option::of(text()),
        proptest::collection::vec(text(), 0..4),
        proptest::option::of(text()),
        proptest::collection::btree_set(1500..2200i32, 0..3),
        (
            proptest::option::of(text()),
            proptest::option::of(text()),
            proptest::option::of(text()),
            proptest::option::of(text()),
        ),
        proptest::collection::vec(notice(), 0..3),
    )
        .prop_map(
            |(
                doi,
                title,
                long_title,
                authors,
                journal,
                years,
                (volume, issue, pages, article),
                mut notices,
            )| {
                // A file keeps one notice of each kind and DOI, and lists them the gravest first.
                notices.sort();
                let mut seen = BTreeSet::new();
                notices.retain(|notice| seen.insert((notice.kind, notice.doi.clone())));
                Record {
                    doi,
                    title,
                    long_title,
                    authors,
                    journal,
                    years: years.into_iter().collect(),
                    volume,
                    issue,
                    pages,
                    article,
                    notices,
                    ..Record::default()
                }
            },
        )
}

fn known() -> impl Strategy<Value = Known> {
    prop_oneof![
        Just(Known::NotFound),
        proptest::collection::vec("10\\.5555/[a-z0-9]{1,8}", 1..3).prop_map(|mut dois| {
            dois.dedup();
            Known::Ambiguous(dois)
        }),
        (record(), text()).prop_map(|(record, agreement)| {
            Known::Confirmed(Box::new(Seen {
                record,
                service: "Crossref".to_owned(),
                address: "https://api.crossref.org/works/10.5555%2Fa".to_owned(),
                agreement,
            }))
        }),
    ]
}

fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "10\\.[0-9]{0,4}/?[a-zA-Z]{0,4}|<?[a-z&;#]{0,8}>?".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let names = prop_oneof![
            Just("DOI"),
            Just("title"),
            Just("author"),
            Just("issued"),
            Just("date-parts"),
            Just("updated-by"),
            Just("type"),
            Just("updated"),
            Just("attributes"),
            Just("doi"),
            Just("creators"),
            Just("titles"),
            Just("container"),
        ];
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::vec((names, inner), 0..5).prop_map(|members| members
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect::<Value>()),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn the_file_is_read_as_it_was_written(
        known in known(), refuted in proptest::option::of("10\\.5555/[a-z]{1,8}"), asserts in any::<bool>(),
        name in prop_oneof![Just("https://w3id.org/synergraph/work/roe-2020"), Just("https://doi.org/10.5555/a(b)"), Just("https://a.example/x#y")],
    ) {
        let resolution = Resolution {
            work: name.to_owned(),
            asserts_doi: asserts || !matches!(known, Known::Confirmed(_)),
            known,
            refuted: refuted.into_iter().collect(),
            on: "2026-11-22".to_owned(),
            asked_with: "0011223344556677".to_owned(),
        };
        let mut resolved = Resolved::new(&prefixes());
        resolved.put(resolution.clone());
        let text = resolved.turtle();
        let (read, problems) = Resolved::read(&Source::new("resolved.ttl", text.clone()), &prefixes());
        prop_assert!(problems.is_empty(), "{problems:?}\n{text}");
        prop_assert_eq!(read.get(name), Some(&resolution), "{}", text);
        prop_assert_eq!(read.turtle(), text);
    }

    #[test]
    fn no_answer_of_a_service_stops_the_program(json in anything()) {
        let _ = Record::of_crossref(&json);
        let _ = Record::of_datacite(&json);
        let mut work = json!({ "DOI": "10.5555/A" });
        for name in ["title", "author", "issued", "updated-by", "update-to", "volume", "page", "container-title"] {
            work[name] = json.clone();
        }
        let record = Record::of_crossref(&work).unwrap();
        prop_assert_eq!(&record.doi, "10.5555/a");
        let _ = agreement(&record.description(), &Description::default());
        let _ = record.line();
    }

    #[test]
    fn a_work_agrees_with_itself_and_both_ways_alike(one in record(), other in record()) {
        let (one, other) = (one.description(), other.description());
        prop_assert_eq!(agreement(&one, &other), agreement(&other, &one));
        let itself = agreement(&one, &one);
        for (_, _, part) in itself.parts() {
            prop_assert!(part.is_none_or(|part| part == 1.0), "{itself}");
        }
        prop_assert!((0.0..=1.0).contains(&agreement(&one, &other).score()));
    }

    #[test]
    fn markup_is_taken_out_and_nothing_panics(text in "[<>/&;#a-z0-9 xX\n\u{e9}]{0,40}") {
        let plain = without_markup(&text);
        prop_assert!(!plain.contains('\n') && !plain.starts_with(' ') && !plain.contains("  "));
    }
}

fn described(title: &str, author: &str, year: i32, volume: &str, page: &str) -> Description {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Description {
        titles: some(title).into_iter().collect(),
        authors: some(author).into_iter().collect(),
        years: (year > 0).then_some(year).into_iter().collect(),
        volume: some(volume),
        pages: some(page).into_iter().collect(),
    }
}

#[test]
fn what_makes_two_records_one_work() {
    let bibliography = described(
        "Copper pairs for NO3- reduction, part I",
        "van Deelen, T.W.",
        2019,
        "2",
        "955-970",
    );
    let cases = [
        (
            described(
                "Copper Pairs for NO<sub>3</sub><sup>\u{2212}</sup> Reduction, Part I",
                "Deelen, T.",
                2019,
                "02",
                "955",
            ),
            Verdict::Same,
        ),
        (
            described(
                "Copper pairs for NO3- reduction, part I",
                "Van Deelen",
                2018,
                "",
                "",
            ),
            Verdict::Same,
        ),
        (
            described(
                "Copper pairs for NO3- reduction, part I",
                "Van Deelen",
                2019,
                "2",
                "1",
            ),
            Verdict::Same,
        ),
        // The same volume, another page and another title by one letter: the second part.
        (
            described(
                "Copper pairs for NO3- reduction, part II",
                "Van Deelen",
                2019,
                "2",
                "971",
            ),
            Verdict::Doubtful,
        ),
        (
            described(
                "Copper pairs for NO3- reduction, part I",
                "Van Deelen",
                2019,
                "3",
                "1",
            ),
            Verdict::Doubtful,
        ),
        (
            described(
                "Copper pairs for NO3- reduction, part I",
                "Nobody",
                2019,
                "2",
                "955",
            ),
            Verdict::Doubtful,
        ),
        (
            described(
                "Copper pairs for NO3- reduction, part I",
                "Van Deelen",
                2012,
                "2",
                "955",
            ),
            Verdict::Doubtful,
        ),
        (
            described(
                "Correction to: Copper pairs for NO3- reduction, part I",
                "Van Deelen",
                2019,
                "2",
                "955",
            ),
            Verdict::Different,
        ),
        (
            described(
                "Comment on “Copper pairs for NO3- reduction, part I”",
                "Van Deelen",
                2019,
                "2",
                "955",
            ),
            Verdict::Different,
        ),
        (
            described("Bookbinding with lead", "Van Deelen", 2019, "2", "955"),
            Verdict::Different,
        ),
        (described("", "Van Deelen", 2019, "2", "955"), Verdict::Same),
        (
            described("", "Van Deelen", 2019, "2", ""),
            Verdict::Doubtful,
        ),
        (
            described("Copper pairs for NO3- reduction, part I", "", 0, "", ""),
            Verdict::Doubtful,
        ),
        (Description::default(), Verdict::Different),
    ];
    for (record, expected) in cases {
        let found = agreement(&bibliography, &record);
        assert_eq!(found.verdict(), expected, "{record:?}: {found}");
    }
}

#[test]
fn a_reinstatement_takes_back_what_came_before_it() {
    let notice = |kind, date: &str| Notice {
        kind,
        date: (!date.is_empty()).then(|| date.to_owned()),
        doi: None,
        reported_by: Vec::new(),
    };
    use NoticeKind::{Correction, ExpressionOfConcern, Reinstatement, Retraction};
    let cases = [
        (vec![], None),
        (vec![notice(Correction, "")], Some(Standing::Corrected)),
        (
            vec![notice(Correction, ""), notice(ExpressionOfConcern, "")],
            Some(Standing::Doubted),
        ),
        (
            vec![notice(Correction, ""), notice(Retraction, "")],
            Some(Standing::Retracted),
        ),
        (
            vec![notice(Retraction, "2024"), notice(Reinstatement, "2025")],
            None,
        ),
        (
            vec![notice(Retraction, "2026"), notice(Reinstatement, "2025")],
            Some(Standing::Retracted),
        ),
        (
            vec![notice(Retraction, "2024"), notice(Reinstatement, "")],
            Some(Standing::Retracted),
        ),
    ];
    for (notices, expected) in cases {
        assert_eq!(Standing::after(&notices), expected, "{notices:?}");
    }
}

#[test]
fn dois_and_days_are_read_as_they_are_written() {
    for (text, doi) in [
        ("10.5555/ABC", Some("10.5555/abc")),
        (" https://doi.org/10.5555/a ", Some("10.5555/a")),
        ("http://dx.doi.org/10.5555/a", Some("10.5555/a")),
        ("doi: 10.5555/a", Some("10.5555/a")),
        ("10.5555/", None),
        ("10./a", None),
        ("11.5555/a", None),
        ("10.5555/a b", None),
    ] {
        assert_eq!(lower_doi(text).as_deref(), doi, "{text}");
    }
    assert_eq!(days_between("2024-02-28", "2024-03-01"), Some(2));
    assert_eq!(days_between("2023-02-28", "2023-03-01"), Some(1));
    assert_eq!(days_between("1999-12-31", "2000-01-01"), Some(1));
    assert_eq!(days_between("2026-11-22", "2026-11-01"), Some(-21));
    for none in [
        "2023-02-29",
        "2023-13-01",
        "23-1-1",
        "2023-01-1",
        "",
        "2023-01-01T",
    ] {
        assert_eq!(days_between(none, "2026-11-22"), None, "{none}");
    }
}
