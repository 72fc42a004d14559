//! `resolve`, over real sockets, against a stand-in on this machine.

mod faults;
mod properties;
mod stand_in;

use crate::sealed::{Sealed, Seen};
use serde_json::{Value, json};
use stand_in::{Answer, StandIn, list, single, work};

/// Synthetic works, one for each way in which a search can end.
pub(crate) const WORKS: &str = r#"# Synthetic works, for tests.
@prefix biro: <http://purl.org/spar/biro/> .
@prefix bibo: <http://purl.org/ontology/bibo/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix fabio: <http://purl.org/spar/fabio/> .
@prefix prism: <http://prismstandard.org/namespaces/basic/2.0/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix ref: <https://w3id.org/synergraph/paper/synthetic/ref/> .
@prefix sg: <https://w3id.org/synergraph/ns#> .
@prefix work: <https://w3id.org/synergraph/work/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"#;

/// An entry of the synthetic bibliography.
pub(crate) fn entry(
    number: u32,
    name: &str,
    title: &str,
    year: i32,
    volume: &str,
    page: &str,
    more: &str,
) -> String {
    let family = name.split('-').next().unwrap();
    let family = family[..1].to_uppercase() + &family[1..];
    format!(
        r#"
ref:{number} a biro:BibliographicReference ; sg:number {number} ; biro:references work:{name} .
work:{name} a fabio:JournalArticle ;
    rdfs:label "{family} {year}" ;
    dcterms:title "{title}" ;
    sg:authors ( "{family}, J." ) ;
    sg:firstAuthor "{family}, J." ;
    sg:journal "J. Synth. Rec." ;
    fabio:hasPublicationYear "{year}"^^xsd:gYear ;
    bibo:volume "{volume}" ;
    bibo:pages "{page}"{more} .
"#
    )
}

/// A folder with the ontology, the checks and a bibliography.
pub(crate) fn folder(entries: &[String]) -> Sealed {
    let sealed = Sealed::new();
    sealed.copy("ontology").copy("queries");
    sealed.write(
        "claims/bibliography.ttl",
        format!("{WORKS}{}", entries.concat()),
    );
    sealed
}

/// What a user sees, with the port of the stand-in made the same for each run.
pub(crate) fn run(sealed: &Sealed, stand_in: &StandIn, more: &[&str]) -> Seen {
    let mut arguments = stand_in.arguments();
    arguments.extend(more.iter().map(|argument| (*argument).to_owned()));
    if !more.contains(&"--today") {
        arguments.extend(["--today", "2026-11-22"].map(str::to_owned));
    }
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let mut seen = sealed.run(&arguments);
    let here = stand_in.address.trim_start_matches("http://");
    for text in [&mut seen.stdout, &mut seen.stderr] {
        *text = text.replace(here, "[HERE]");
    }
    seen
}

pub(crate) fn resolved(sealed: &Sealed, stand_in: &StandIn) -> String {
    let text = std::fs::read_to_string(sealed.path().join("claims/resolved.ttl")).unwrap();
    text.replace(stand_in.address.trim_start_matches("http://"), "[HERE]")
}

const TITLE_OF_ROE: &str = "Reduction of NO3- on nickel that nobody made";

fn works() -> Vec<String> {
    vec![
        entry(
            1,
            "roe-2020",
            TITLE_OF_ROE,
            2020,
            "7",
            "100-110",
            " ;\n    prism:doi \"10.5555/nickel.2020\"",
        ),
        entry(
            2,
            "poe-2021",
            "Cobalt pairs in an invented mirror",
            2021,
            "8",
            "e2101",
            " ;\n    sg:candidateDoi \"10.5555/cobalt.2021\" ;\n    sg:candidateReason \"Worked out for a test.\"@en",
        ),
        entry(
            3,
            "doe-2019",
            "Copper clusters of no laboratory",
            2019,
            "3",
            "55-60",
            "",
        ),
        entry(
            4,
            "moe-2018",
            "Two records of one silver sheet",
            2018,
            "9",
            "1-9",
            "",
        ),
        entry(
            5,
            "loe-2017",
            "A paper that no service has heard of",
            2017,
            "1",
            "1",
            "",
        ),
        entry(
            6,
            "noe-2016",
            "Iron that was cited by the wrong name",
            2016,
            "5",
            "50-59",
            " ;\n    prism:doi \"10.5555/wrong.2016\"",
        ),
        entry(
            7,
            "joe-2022",
            "Gold that was taken back",
            2022,
            "2",
            "20-29",
            " ;\n    prism:doi \"10.5555/gold.2022\"",
        ),
        entry(
            8,
            "koe-2015",
            "A dataset of made-up palladium",
            2015,
            "1",
            "1",
            " ;\n    prism:doi \"10.5555/data.2015\"",
        ),
        entry(
            9,
            "hoe-2014",
            "Zinc known to the resolver alone",
            2014,
            "4",
            "44-48",
            " ;\n    prism:doi \"10.5555/zinc.2014\"",
        ),
    ]
}

fn answers(target: &str, _: usize) -> Answer {
    let silver = |doi: &str| {
        work(
            doi,
            "Two records of one silver sheet",
            "Moe",
            2018,
            "9",
            "1-9",
        )
    };
    let doe = || {
        work(
            "10.5555/copper.2019",
            "Copper clusters of no laboratory",
            "Doe",
            2019,
            "3",
            "55-60",
        )
    };
    let noe = || {
        work(
            "10.5555/iron.2016",
            "Iron that was cited by the wrong name",
            "Noe",
            2016,
            "5",
            "50-59",
        )
    };
    let of_other_words = || {
        work(
            "10.5555/lead.1999",
            "Lead and its uses in bookbinding",
            "Zoe",
            1999,
            "2",
            "3",
        )
    };
    match target.split_once('?').unwrap_or((target, "")) {
        // The DOI comes in upper case, the title with markup and a line break.
        ("/crossref/works/10.5555%2Fnickel.2020", _) => Answer::json(&single(&work(
            "10.5555/NICKEL.2020",
            "Reduction of NO<sub>3</sub><sup>-</sup>\n      on <i>nickel</i> that nobody made",
            "Roe",
            2020,
            "7",
            "100-110",
        ))),
        ("/crossref/works/10.5555%2Fcobalt.2021", _) => {
            let mut work = work(
                "10.5555/cobalt.2021",
                "Cobalt pairs in an invented mirror",
                "Poe",
                2021,
                "8",
                "",
            );
            work["article-number"] = json!("e2101");
            work["issued"] = json!({ "date-parts": [[null]] });
            work["published-online"] = json!({ "date-parts": [[2020, 12]] });
            Answer::json(&single(&work))
        }
        ("/crossref/works/10.5555%2Fwrong.2016", _) => Answer::json(&single(&work(
            "10.5555/wrong.2016",
            "On the colour of old paper",
            "Stranger",
            2011,
            "12",
            "7-8",
        ))),
        ("/crossref/works/10.5555%2Firon.2016", _) => Answer::json(&single(&noe())),
        ("/crossref/works/10.5555%2Fcopper.2019", _) => Answer::json(&single(&doe())),
        ("/crossref/works/10.5555%2Fgold.2022", _) => {
            let mut work = work(
                "10.5555/gold.2022",
                "RETRACTED: Gold that was taken back",
                "Joe",
                2022,
                "2",
                "20-29",
            );
            let retraction = |source: &str| {
                json!({
                    "DOI": "10.5555/Gold.2022.Notice", "type": "retraction", "label": "Retraction", "source": source,
                    "updated": { "date-parts": [[2025, 3, 1]], "timestamp": 1_740_787_200_000_i64 },
                })
            };
            work["updated-by"] = json!([
                retraction("publisher"),
                retraction("retraction-watch"),
                { "DOI": "10.5555/gold.2022", "type": "new_version", "label": "New version" },
            ]);
            Answer::json(&single(&work)).gzipped()
        }
        ("/crossref/works", query) if query.contains("Copper") => {
            Answer::json(&list(&[of_other_words(), doe()]))
        }
        ("/crossref/works", query) if query.contains("silver") => Answer::json(&list(&[
            silver("10.5555/silver.a"),
            silver("10.5555/silver.b"),
            of_other_words(),
        ])),
        ("/crossref/works", query) if query.contains("Iron") => {
            let mut note = work(
                "10.5555/iron.note",
                "Correction to: Iron that was cited by the wrong name",
                "Noe",
                2016,
                "5",
                "50-59",
            );
            note["update-to"] = json!([{ "DOI": "10.5555/iron.2016", "type": "correction" }]);
            Answer::json(&list(&[note, noe()]))
        }
        ("/crossref/works", _) => Answer::json(&list(&[of_other_words()])),
        ("/datacite/dois/10.5555%2Fdata.2015", _) => Answer::json(&json!({ "data": {
            "id": "10.5555/data.2015", "type": "dois",
            "attributes": {
                "doi": "10.5555/data.2015",
                "creators": [{ "name": "Koe, Jane", "nameType": "Personal", "givenName": "Jane", "familyName": "Koe" }],
                "titles": [{ "title": "A dataset of made-up palladium" }],
                "publisher": { "name": "Synthetic Repository" },
                "publicationYear": 2015, "types": { "resourceTypeGeneral": "Dataset" },
            },
        } })),
        ("/datacite/dois", _) => {
            Answer::json(&json!({ "data": [], "meta": { "total": 0, "totalPages": 0 } }))
        }
        ("/doi/10.5555/zinc.2014", _) => {
            Answer::text(302, "").with("location", "/crossref/transform/zinc")
        }
        ("/crossref/transform/zinc", _) => Answer::json(&json!({
            "DOI": "10.5555/ZINC.2014", "type": "journal-article", "title": "Zinc known to the resolver alone",
            "container-title": "Journal of Synthetic Records", "author": [{ "family": "Hoe", "given": "J." }],
            "issued": { "date-parts": [["2014"]] }, "volume": "4", "page": "44-48",
        })),
        _ => Answer::not_found(),
    }
}

#[test]
fn each_work_is_confirmed_or_said_why_it_is_not() {
    let stand_in = StandIn::start(answers);
    let sealed = folder(&works());
    let before = std::fs::read(sealed.path().join("claims/bibliography.ttl")).unwrap();
    let seen = run(&sealed, &stand_in, &["--mailto", "curator@example.org"]);
    insta::assert_snapshot!(seen.to_string());
    insta::assert_snapshot!(
        "each_work_is_confirmed_or_said_why_it_is_not-file",
        resolved(&sealed, &stand_in)
    );
    let after = std::fs::read(sealed.path().join("claims/bibliography.ttl")).unwrap();
    assert_eq!(before, after, "the bibliography was touched");
    for asked in stand_in.asked() {
        let agent = &asked.headers["user-agent"];
        assert!(agent.contains("mailto:curator@example.org"), "{agent}");
    }
    assert!(
        stand_in.most_at_once() <= 3 + 2,
        "{}",
        stand_in.most_at_once()
    );
}

#[test]
fn what_is_known_is_not_asked_again_until_it_is_stale_or_changed() {
    let stand_in = StandIn::start(answers);
    let sealed = folder(&works());
    let _ = run(&sealed, &stand_in, &[]);
    let first = resolved(&sealed, &stand_in);
    let count = stand_in.asked().len();

    let seen = run(&sealed, &stand_in, &["--format", "json"]);
    let json: Value = serde_json::from_str(&seen.stdout).unwrap();
    assert_eq!(
        (stand_in.asked().len(), json["asked"].as_u64()),
        (count, Some(0))
    );
    assert_eq!(json["written"], Value::Null);
    assert_eq!(resolved(&sealed, &stand_in), first);

    // Another title is another question, and the other works stay known.
    let mut changed = works();
    changed[0] = changed[0].replace("nobody made", "somebody made");
    sealed.write(
        "claims/bibliography.ttl",
        format!("{WORKS}{}", changed.concat()),
    );
    let _ = run(&sealed, &stand_in, &[]);
    assert_eq!(stand_in.asked().len(), count + 1);

    let _ = run(&sealed, &stand_in, &["--today", "2026-12-21"]);
    assert_eq!(stand_in.asked().len(), count + 1, "29 days are not stale");
    let _ = run(&sealed, &stand_in, &["--today", "2026-12-22"]);
    assert_eq!(stand_in.asked().len(), count + 1 + count, "30 days are");
    assert!(resolved(&sealed, &stand_in).contains("2026-12-22"));
}

#[test]
fn offline_asks_nobody_and_tells_what_is_known() {
    let stand_in = StandIn::start(answers);
    let sealed = folder(&works());
    let before = run(&sealed, &stand_in, &["--offline"]);
    let _ = run(&sealed, &stand_in, &["10.5555/gold.2022", "[3]"]);
    let count = stand_in.asked().len();
    let after = run(&sealed, &stand_in, &["--offline"]);
    assert_eq!(stand_in.asked().len(), count);
    insta::assert_snapshot!(format!("{before}\n\n{after}"));
}

#[test]
fn what_resolve_wrote_passes_the_check_of_the_knowledge_base() {
    let stand_in = StandIn::start(answers);
    let sealed = folder(&works());
    let _ = run(&sealed, &stand_in, &[]);
    let seen = sealed.run(&["check", "--kb", "."]);
    insta::assert_snapshot!(seen.to_string());
}
