//! What falls when works are withdrawn, and what answers say of works that were.

use crate::resolve::{WORKS, entry};
use crate::sealed::{Sealed, runs};
use oxigraph::io::{RdfFormat, RdfSerializer};
use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};
use synergraph::claim::{Files, KnowledgeBase, compile};
use synergraph::lineage::{Options, Results};
use synergraph::query::{Catalogue, DefaultChoice, Request, ask};
use synergraph::rules::infer;
use synergraph::store::{Builder, ClaimId, Store, TermId, Withheld};
use synergraph::work::Citations;

static BUILT_IN: LazyLock<KnowledgeBase> = LazyLock::new(|| {
    let files = Files::built_in();
    let (knowledge, _) = compile(&files);
    infer(knowledge, &files).0
});

/// The knowledge base without some claims, compiled and inferred anew: slow, and obvious.
fn anew(without: &BTreeSet<ClaimId>) -> KnowledgeBase {
    let store = &BUILT_IN.store;
    let mut serializer = RdfSerializer::from_format(RdfFormat::NQuads).for_writer(Vec::new());
    for quad in store.quads() {
        let claim = match &quad.graph_name {
            oxigraph::model::GraphName::NamedNode(node) => {
                store.claim(store.id(node.as_ref()).unwrap())
            }
            _ => None,
        };
        if claim.is_none_or(|claim| !without.contains(&claim)) {
            serializer.serialize_quad(&quad).unwrap();
        }
    }
    let text = serializer.finish().unwrap();
    let mut builder = Builder::default();
    builder.load("all.nq", &text, RdfFormat::NQuads).unwrap();
    let knowledge = KnowledgeBase {
        store: builder.build(),
        prefixes: BUILT_IN.prefixes.clone(),
    };
    infer(knowledge, &Files::built_in()).0
}

/// The triples of a store that have no blank node, as text.
fn triples(store: &Store, keep: impl Fn(u32) -> bool) -> BTreeSet<String> {
    (0..store.statement_count() as u32)
        .filter(|statement| keep(*statement))
        .map(|statement| {
            store
                .triple(statement)
                .map(|id| store.term(id).to_string())
                .join(" ")
        })
        .filter(|triple| !triple.contains("_:"))
        .collect()
}

/// The rows of every named question that needs no value, as text.
fn answers(
    knowledge: &KnowledgeBase,
    without: Option<&Arc<Withheld>>,
    cite: bool,
) -> Vec<(String, Vec<String>)> {
    let (catalogue, _) = Catalogue::read(&Files::built_in());
    let mut answers = Vec::new();
    for question in catalogue.iter() {
        let request = Request {
            question,
            settings: &[],
            default: DefaultChoice::Merged,
            base: None,
            options: Options {
                cite,
                without: without.cloned(),
                ..Options::default()
            },
        };
        let Ok(asked) = ask(knowledge, &request) else {
            continue;
        };
        let Results::Solutions(_, rows) = &asked.answer.results else {
            continue;
        };
        let mut rows: Vec<String> = rows
            .iter()
            .map(|row| {
                let cells = row.values.iter().map(|cell| {
                    cell.as_ref()
                        .map(|cell| cell.term(&knowledge.store).to_string())
                });
                format!("{:?}", cells.collect::<Vec<_>>())
            })
            .collect();
        rows.sort();
        answers.push((question.name.clone(), rows));
    }
    assert!(answers.len() > 20);
    answers
}

/// Works of the review by number.
fn works(numbers: &[u32]) -> Vec<TermId> {
    let store = &BUILT_IN.store;
    let citations = Citations::new(store);
    let name = |number: &u32| {
        let iri = format!("https://w3id.org/synergraph/paper/echem.2026.100004/ref/{number}");
        let node = oxigraph::model::NamedNode::new(iri).unwrap();
        citations.reference(store.id(node.as_ref()).unwrap()).work
    };
    numbers.iter().map(name).collect()
}

#[test]
fn a_view_without_claims_is_the_knowledge_base_compiled_without_them() {
    for numbers in [
        &[81][..],
        &[86, 79],
        &[82, 83, 84, 85, 87, 88, 89, 90],
        &[1, 2, 3],
    ] {
        let citations = Citations::new(&BUILT_IN.store);
        let withdrawal = citations.withdrawal(&works(numbers).into_iter().collect());
        assert!(!withdrawal.falling.is_empty(), "{numbers:?}");
        let withheld = Arc::new(withdrawal.withheld(&citations));
        let anew = anew(&withdrawal.falling.iter().copied().collect());
        assert_eq!(
            triples(&BUILT_IN.store, |statement| !withheld.has(statement)),
            triples(&anew.store, |_| true),
            "{numbers:?}"
        );
        let expected = answers(&anew, None, false);
        assert_eq!(
            answers(&BUILT_IN, Some(&withheld), false),
            expected,
            "{numbers:?}"
        );
        assert_eq!(
            answers(&BUILT_IN, Some(&withheld), true),
            expected,
            "{numbers:?}, cited"
        );
    }
}

#[test]
fn no_evidence_names_a_claim_that_is_left_out() {
    let citations = Citations::new(&BUILT_IN.store);
    let withdrawal = citations.withdrawal(&works(&[81, 86]).into_iter().collect());
    let withheld = Arc::new(withdrawal.withheld(&citations));
    let (catalogue, _) = Catalogue::read(&Files::built_in());
    let mut rows = 0;
    for question in catalogue.iter() {
        let request = Request {
            question,
            settings: &[],
            default: DefaultChoice::Merged,
            base: None,
            options: Options {
                without: Some(Arc::clone(&withheld)),
                ..Options::default()
            },
        };
        let Ok(asked) = ask(&BUILT_IN, &request) else {
            continue;
        };
        let view = asked.graphs.view(&BUILT_IN.store);
        let Results::Solutions(_, found) = &asked.answer.results else {
            continue;
        };
        for row in found {
            let evidence = row.evidence.as_ref().unwrap();
            for claim in citations.claims_of(view, evidence) {
                assert!(!withheld.has_claim(claim), "{}", question.name);
            }
            let statements = evidence.alternatives.iter().flat_map(|one| &one.statements);
            assert!(
                statements
                    .into_iter()
                    .all(|one| !withheld.has(one.statement)),
                "{}",
                question.name
            );
            rows += 1;
        }
    }
    assert!(rows > 200, "{rows}");
}

#[test]
fn a_circle_of_inferences_falls_with_what_it_hung_on() {
    // Two nodes are each other's part by a rule that goes both ways; nothing else holds them.
    let sealed = Sealed::new();
    sealed.write(
        "kb/claims/a.trig",
        "@prefix cito: <http://purl.org/spar/cito/> .\n@prefix e: <https://e.example/> .\n\
         e:c { e:c cito:citesAsEvidence e:w . e:a e:near e:b . }\n\
         e:d { e:d cito:citesAsEvidence e:v . e:x e:near e:y . }\n",
    );
    sealed.write(
        "kb/queries/rules/near.rq",
        "#+ summary: Near is near from both sides, and makes neighbours.\nPREFIX e: <https://e.example/>\n\
         CONSTRUCT { ?b e:beside ?a . ?a e:beside ?b } WHERE { { ?a e:near ?b } UNION { ?b e:beside ?a } }\n",
    );
    insta::assert_snapshot!(runs(
        &sealed,
        &[
            &[
                "query",
                "--kb",
                "kb",
                "PREFIX e: <https://e.example/> SELECT * { ?a e:beside ?b } ORDER BY ?a"
            ],
            &[
                "query",
                "--kb",
                "kb",
                "--without",
                "https://e.example/w",
                "PREFIX e: <https://e.example/> SELECT * { ?a e:beside ?b } ORDER BY ?a"
            ],
            &[
                "trace",
                "https://e.example/w",
                "--falls",
                "--timeout",
                "600",
                "--kb",
                "kb"
            ],
        ],
    ));
}

/// Claims on three works, of which one was retracted and one corrected.
const CLAIMS: &str = r#"
notice:roe-2020 a sg:Retraction ; sg:updates work:roe-2020 ; dcterms:issued "2025-03-01"^^xsd:date ; sg:recordDoi "10.5555/notice" .
notice:poe-2021 a sg:Correction ; sg:updates work:poe-2021 .

claim:roe-nickel {
    claim:roe-nickel a sg:Claim ; sg:statement "Nickel adsorbs nitrate."@en ; sg:locator "1/1/1" ; cito:citesAsEvidence ref:1 .
    site:nickel sg:adsorbs sp:nitrate .
}
claim:roe-copper {
    claim:roe-copper a sg:Claim ; sg:statement "Copper adsorbs nitrate."@en ; sg:locator "1/1/2" ; cito:citesAsEvidence ref:1 .
    site:copper sg:adsorbs sp:nitrate .
}
claim:doe-copper {
    claim:doe-copper a sg:Claim ; sg:statement "Copper adsorbs nitrate as well."@en ; sg:locator "1/1/3" ; cito:citesAsEvidence ref:3 .
    site:copper sg:adsorbs sp:nitrate .
}
claim:both-zinc {
    claim:both-zinc a sg:Claim ; sg:statement "Zinc adsorbs nitrate."@en ; sg:locator "1/1/4" ; cito:citesAsEvidence ref:1, ref:3 .
    site:zinc sg:adsorbs sp:nitrate .
}
claim:poe-cobalt {
    claim:poe-cobalt a sg:Claim ; sg:statement "Cobalt adsorbs nitrate."@en ; sg:locator "1/1/5" ; cito:citesAsEvidence ref:2 .
    site:cobalt sg:adsorbs sp:nitrate .
}
"#;

pub(crate) fn retracted() -> Sealed {
    let sealed = Sealed::new();
    let prefixes = "@prefix cito: <http://purl.org/spar/cito/> .\n@prefix claim: <https://w3id.org/synergraph/claim/> .\n\
        @prefix notice: <https://w3id.org/synergraph/notice/> .\n@prefix site: <https://w3id.org/synergraph/site/> .\n\
        @prefix sp: <https://w3id.org/synergraph/species/> .\n";
    let entries = [
        entry(
            1,
            "roe-2020",
            "Nickel that nobody made",
            2020,
            "7",
            "100-110",
            " ;\n    prism:doi \"10.5555/nickel.2020\"",
        ),
        entry(
            2,
            "poe-2021",
            "Cobalt that nobody made",
            2021,
            "8",
            "1-2",
            "",
        ),
        entry(
            3,
            "doe-2019",
            "Copper that nobody made",
            2019,
            "3",
            "55-60",
            "",
        ),
    ];
    sealed.write(
        "kb/claims/all.trig",
        format!("{prefixes}{WORKS}{}{CLAIMS}", entries.concat()),
    );
    sealed.write(
        "kb/queries/questions/adsorbing.rq",
        "#+ summary: Which sites adsorb nitrate?\nPREFIX sg: <https://w3id.org/synergraph/ns#>\n\
         PREFIX sp: <https://w3id.org/synergraph/species/>\nSELECT ?site { ?site sg:adsorbs sp:nitrate } ORDER BY ?site\n",
    );
    sealed.write(
        "kb/queries/questions/count.rq",
        "#+ summary: How many sites adsorb nitrate?\nPREFIX sg: <https://w3id.org/synergraph/ns#>\n\
         PREFIX sp: <https://w3id.org/synergraph/species/>\nSELECT (COUNT(?site) AS ?sites) { ?site sg:adsorbs sp:nitrate }\n",
    );
    for check in ["work-retracted", "work-in-doubt", "work-corrected"] {
        let name = format!("queries/checks/{check}.rq");
        let text = std::fs::read(crate::sealed::repository().join(&name)).unwrap();
        sealed.write(&format!("kb/{name}"), text);
    }
    sealed
}

#[test]
fn rows_that_rest_on_a_retracted_or_corrected_work_are_marked() {
    insta::assert_snapshot!(runs(
        &retracted(),
        &[
            &["query", "adsorbing", "--kb", "kb"],
            &["query", "adsorbing", "--kb", "kb", "--explain"],
            &["query", "adsorbing", "--kb", "kb", "--format", "html"],
            &["query", "adsorbing", "--kb", "kb", "--format", "csv"],
            &["query", "count", "--kb", "kb"],
            &["trace", "[1]", "--kb", "kb"],
            &["check", "--kb", "kb"],
        ],
    ));
}

#[test]
fn the_json_says_which_rows_stand_without_a_retracted_work() {
    let seen = retracted().run(&["query", "adsorbing", "--kb", "kb", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&seen.stdout).unwrap();
    let flagged: Vec<String> = json["evidence"]
        .as_array()
        .unwrap()
        .iter()
        .map(|evidence| evidence["flagged"].to_string())
        .collect();
    insta::assert_snapshot!(flagged.join("\n"));
}

#[test]
fn what_falls_is_listed_and_left_out() {
    insta::assert_snapshot!(runs(
        &retracted(),
        &[
            &[
                "trace",
                "10.5555/nickel.2020",
                "--falls",
                "--timeout",
                "600",
                "--kb",
                "kb"
            ],
            &[
                "query",
                "adsorbing",
                "--kb",
                "kb",
                "--without",
                "10.5555/nickel.2020"
            ],
            &[
                "query",
                "count",
                "--kb",
                "kb",
                "--without",
                "[1]",
                "--without",
                "[3]"
            ],
            &[
                "query",
                "adsorbing",
                "--kb",
                "kb",
                "--without",
                "10.5555/unknown"
            ],
            &[
                "query",
                "adsorbing",
                "--kb",
                "kb",
                "--without",
                "claim:roe-nickel"
            ],
            &[
                "query",
                "SELECT ?g { GRAPH ?g { ?site <https://w3id.org/synergraph/ns#adsorbs> ?sp } } ORDER BY ?g",
                "--kb",
                "kb",
                "--without",
                "[1]"
            ],
        ],
    ));
}

#[test]
fn what_falls_with_a_work_of_the_review_is_listed_with_answers() {
    let seen = Sealed::new().run(&["trace", "[81]", "--falls", "--timeout", "600"]);
    insta::assert_snapshot!(seen.to_string());
    let seen = Sealed::new().run(&[
        "trace",
        "[81]",
        "--falls",
        "--timeout",
        "600",
        "--format",
        "json",
    ]);
    let json: serde_json::Value = serde_json::from_str(&seen.stdout).unwrap();
    let names: Vec<&str> = json
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(
        names,
        [
            "works",
            "claims",
            "weakened",
            "statements",
            "inferred",
            "answers",
            "not_asked"
        ]
    );
}
