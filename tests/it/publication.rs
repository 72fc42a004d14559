//! Claims as nanopublications, the dataset as catalogues take it, reified claims: as others read them.

#![expect(clippy::unwrap_used, reason = "tests may fail")]

use crate::sealed::{Sealed, python, run};
use oxigraph::io::{RdfFormat, RdfParser, RdfSerializer};
use oxigraph::model::Quad;
use std::fs;
use synergraph::nanopublication::{check_nanopublications, code_of};

fn quads(trig: &str) -> Vec<Quad> {
    RdfParser::from_format(RdfFormat::TriG)
        .for_slice(trig.as_bytes())
        .map(Result::unwrap)
        .collect()
}

#[test]
fn every_claim_becomes_a_nanopublication_whose_name_is_its_digest() {
    let seen = run(&["export", "--format", "nanopub"]);
    assert_eq!(seen.status, 0, "{}", seen.stderr);
    let verdicts = check_nanopublications(&quads(&seen.stdout));
    assert!(verdicts.len() > 500);
    for verdict in verdicts {
        assert_eq!(
            (verdict.faults.as_slice(), verdict.trusty),
            (&[][..], Some(true)),
            "{}",
            verdict.name
        );
    }
}

#[test]
fn one_nanopublication_is_what_it_should_be() {
    let sealed = Sealed::new();
    sealed.copy("ontology").copy("queries");
    sealed.write(
        "claims/081-su-2025.trig",
        fs::read(crate::sealed::repository().join("claims/081-su-2025.trig")).unwrap(),
    );
    sealed.write(
        "claims/bibliography.ttl",
        fs::read(crate::sealed::repository().join("claims/bibliography.ttl")).unwrap(),
    );
    let seen = sealed.run(&[
        "export",
        "--kb",
        ".",
        "--format",
        "nanopub",
        "--claim",
        "claim:su2025-nitrate-at-cu",
        "--curator",
        "https://orcid.org/0000-0002-1825-0097",
    ]);
    insta::assert_snapshot!(seen);
}

#[test]
fn the_library_of_the_network_finds_all_of_them_valid() {
    let sealed = Sealed::new();
    // As N-Quads, since rdflib turns very small decimals of TriG into another spelling, whose digest differs.
    let mut writer = RdfSerializer::from_format(RdfFormat::NQuads).for_writer(Vec::new());
    for quad in quads(&run(&["export", "--format", "nanopub"]).stdout) {
        writer.serialize_quad(&quad).unwrap();
    }
    sealed.write("all.nq", writer.finish().unwrap());
    let Some(said) = python(
        "check_nanopublications.py",
        &[&sealed.path().join("all.nq")],
    ) else {
        return;
    };
    assert!(said.lines().count() > 500, "{said}");
    let wrong: Vec<&str> = said
        .lines()
        .filter(|line| !line.ends_with(" valid trusty"))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn faults_of_nanopublications_that_come_in_are_said() {
    let sealed = Sealed::new();
    let one = r#"@prefix np: <http://www.nanopub.org/nschema#> . @prefix : <http://example.org/np#> . @prefix ex: <http://example.org/> .
:Head { <http://example.org/np> a np:Nanopublication ; np:hasAssertion :a ; np:hasProvenance :p ; np:hasPublicationInfo :i . }
:a { ex:s ex:p ex:o . }
:p { :a ex:from ex:somewhere . }
:i { <http://example.org/np> ex:by ex:somebody . }
"#;
    let trusty = run(&[
        "export",
        "--format",
        "nanopub",
        "--claim",
        "claim:su2025-nitrate-at-cu",
    ])
    .stdout;
    let cases = [
        ("as it should be", one.to_owned()),
        (
            "no assertion named",
            one.replace("np:hasAssertion :a ; ", ""),
        ),
        (
            "an empty provenance",
            one.replace(":p { :a ex:from ex:somewhere . }", ""),
        ),
        (
            "provenance of something else",
            one.replace(":a ex:from", "ex:b ex:from"),
        ),
        (
            "publication info of something else",
            one.replace("{ <http://example.org/np> ex:by", "{ ex:b ex:by"),
        ),
        (
            "two assertions",
            one.replace("np:hasAssertion :a ;", "np:hasAssertion :a, :b ;"),
        ),
        (
            "one graph for two parts",
            one.replace("np:hasProvenance :p ;", "np:hasProvenance :a ;"),
        ),
        (
            "a graph too many",
            format!("{one}\n:more {{ ex:s ex:p ex:o . }}"),
        ),
        ("a triple outside", format!("{one}\nex:s ex:p ex:o .")),
        (
            "changed after it was named",
            trusty.replace("nitrate", "nitrite"),
        ),
        (
            "nothing of the kind",
            "<http://example.org/s> <http://example.org/p> 1 .".to_owned(),
        ),
    ];
    let mut said = String::new();
    for (case, text) in cases {
        sealed.write("in.trig", text);
        let seen = sealed.run(&["check", "--nanopub", "in.trig"]);
        said.push_str(&format!("{case}\n{seen}\n\n"));
    }
    let code = code_of(
        trusty
            .split_whitespace()
            .find(|word| word.contains("/np/RA"))
            .unwrap()
            .trim_matches(['<', '>'])
            .split('#')
            .next()
            .unwrap(),
    );
    let said = code.map_or(said.clone(), |code| said.replace(code, "[CODE]"));
    insta::assert_snapshot!(said);
}

#[test]
fn reified_claims_are_stated_once_and_carry_every_claim() {
    let sealed = Sealed::new();
    sealed.write(
        "data.trig",
        "@prefix ex: <http://example.org/> . ex:one { ex:a ex:b 1 } ex:two { ex:a ex:b 1 . ex:a ex:c \"x\\ny\"@en } ex:a ex:d ex:e .",
    );
    let seen = sealed.run(&["export", "--data", "data.trig", "--format", "reified"]);
    insta::assert_snapshot!(seen);
}

#[test]
fn the_dataset_is_described_and_boxed_for_catalogues() {
    let sealed = Sealed::new();
    let seen = sealed.run(&[
        "export",
        "--format",
        "ro-crate",
        "box",
        "--date",
        "2026-11-22",
    ]);
    assert_eq!((seen.status, seen.stdout.as_str()), (0, ""), "{seen}");
    let metadata: serde_json::Value = serde_json::from_slice(
        &fs::read(sealed.path().join("box/ro-crate-metadata.json")).unwrap(),
    )
    .unwrap();
    assert_eq!(metadata["@graph"][1]["datePublished"], "2026-11-22");
    let again = sealed.run(&[
        "export",
        "--format",
        "ro-crate",
        "box",
        "--date",
        "2026-11-22",
    ]);
    assert_eq!(again.status, 2);
    assert!(
        again.stderr.contains("is there already, and is not empty"),
        "{again}"
    );
    let description = run(&["export", "--format", "void"]);
    let graph: Vec<Quad> = RdfParser::from_format(RdfFormat::Turtle)
        .for_slice(description.stdout.as_bytes())
        .map(Result::unwrap)
        .collect();
    assert!(
        graph
            .iter()
            .any(|quad| quad.predicate.as_str() == "http://rdfs.org/ns/void#triples")
    );
    let Some(said) = python("read_crate.py", &[&sealed.path().join("box")]) else {
        return;
    };
    assert_eq!(
        said.trim(),
        "claims.nq claims.trig description.ttl merged.jsonld merged.ttl"
    );
}

const AWKWARD: &str = r#"
@prefix ex: <http://example.org/> . @prefix other: <http://example.org/other#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix doi: <https://doi.org/> . @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix bare: <http://example.org/bare> .
ex:a a ex:Kind, _:class ; ex:label "plain", "langue"@fr, "true", "5" ; ex:same ex:b ; other:same ex:c ;
  ex:number 5, 05, -0, 12345678901234567890, 1.50, 1e6, true, "1"^^xsd:boolean ; ex:day "2026-11-22"^^xsd:date, "2026-11-23"^^xsd:date ;
  ex:list ("x" "y"@en 3 ex:b) ; ex:nested (("deep") "flat") ; ex:empty () ;
  ex:points <doi:10.1/x>, <urn:isbn:1>, doi:10.1, <https://doi.org//twice>, <http://example.org/>, ex:id, bare:foot ;
  ex:quote "</script>\"\\\n\u0000"@en ; rdf:type "no class" ; <http://example.org/@id> "odd", "odder"^^ex:odd .
_:shared rdf:first 1 ; rdf:rest () . ex:one ex:list _:shared . ex:two ex:list _:shared .
_:more rdf:first 1 ; rdf:rest () ; ex:label "more" . ex:three ex:list _:more .
_:round rdf:first 1 ; rdf:rest _:round .
ex:g { ex:a ex:same ex:b . _:named ex:list ("in" "a graph") . ex:g a ex:Kind . }
_:graph { ex:a ex:same _:graph , _:named . }
"#;

/// Reads JSON-LD with rdflib and pyoxigraph, which must find the graph of the N-Quads.
fn same_graph(sealed: &Sealed, arguments: &[&str]) -> Option<String> {
    let export = |format: &str| {
        let seen = sealed.run(&[&["export", "--format", format], arguments].concat());
        assert_eq!(seen.status, 0, "{seen}");
        seen.stdout
    };
    sealed.write("out.jsonld", export("jsonld"));
    sealed.write("out.nq", export("nquads"));
    let (json, quads) = (
        sealed.path().join("out.jsonld"),
        sealed.path().join("out.nq"),
    );
    python("read_json_ld.py", &[&json, &quads])
}

#[test]
fn compact_json_ld_holds_the_same_graph_to_readers_of_others() {
    let sealed = Sealed::new();
    sealed.write("awkward.trig", AWKWARD.replace("\\u0000", "\\u0001"));
    let data = ["--data", "awkward.trig"];
    if let Some(said) = same_graph(&sealed, &data) {
        assert_eq!(said.trim(), "65");
    }
    insta::assert_snapshot!(sealed.run(&[&["export", "--format", "jsonld"][..], &data].concat()));
    if let Some(said) = same_graph(&sealed, &[]) {
        assert!(said.trim().parse::<usize>().unwrap() > 5000, "{said}");
    }
}
