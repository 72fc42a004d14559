//! What is written, read by tools that are not ours.

use crate::sealed::{Sealed, python};
use serde_json::Value;
use std::collections::BTreeMap;

const FACTS: &str = "PREFIX dcterms: <http://purl.org/dc/terms/> PREFIX fabio: <http://purl.org/spar/fabio/> \
    PREFIX bibo: <http://purl.org/ontology/bibo/> PREFIX prism: <http://prismstandard.org/namespaces/basic/2.0/> \
    PREFIX sg: <https://w3id.org/synergraph/ns#> PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> \
    SELECT ?work ?title ?journal ?year ?volume ?pages ?doi ?first (COUNT(?item) AS ?names) WHERE { \
      ?work sg:firstAuthor ?first ; dcterms:title ?title ; fabio:hasPublicationYear ?year ; sg:authors/rdf:rest*/rdf:first ?item . \
      OPTIONAL { ?work sg:journal ?journal } OPTIONAL { ?work bibo:volume ?volume } \
      OPTIONAL { ?work bibo:pages|bibo:locator ?pages } OPTIONAL { ?work prism:doi ?doi } \
    } GROUP BY ?work ?title ?journal ?year ?volume ?pages ?doi ?first";

/// What the triples say of each work, by its name.
fn facts(sealed: &Sealed) -> BTreeMap<String, BTreeMap<String, String>> {
    let answer = sealed.run(&["query", FACTS, "--no-cite", "--format", "json"]);
    let answer: Value = serde_json::from_str(&answer.stdout).unwrap();
    let rows = answer["results"]["bindings"].as_array().unwrap();
    rows.iter()
        .map(|row| {
            let row: BTreeMap<String, String> = row
                .as_object()
                .unwrap()
                .iter()
                .map(|(name, cell)| (name.clone(), cell["value"].as_str().unwrap().to_owned()))
                .collect();
            (row["work"].rsplit('/').next().unwrap().to_owned(), row)
        })
        .collect()
}

#[test]
fn others_read_in_every_format_what_the_triples_say() {
    let sealed = Sealed::new();
    let facts = facts(&sealed);
    assert!(facts.len() > 90, "{}", facts.len());
    for (format, file) in [
        ("bibtex", "all.bib"),
        ("ris", "all.ris"),
        ("csl-json", "all.json"),
    ] {
        sealed.write(file, sealed.run(&["export", "--format", format]).stdout);
        let Some(seen) = python("read_bibliography.py", &[&sealed.path().join(file)]) else {
            return;
        };
        let seen: Vec<Value> = serde_json::from_str(&seen).unwrap();
        assert_eq!(seen.len(), facts.len(), "{format}");
        for record in seen {
            let facts = &facts[record["key"].as_str().unwrap()];
            for member in ["title", "journal", "year", "volume", "pages", "doi"] {
                let said = record[member].as_str().unwrap_or_default();
                let known = facts.get(member).map_or("", String::as_str);
                assert_eq!(said, known, "{format}: {member} of {}", record["key"]);
            }
            let names = record["names"].as_array().unwrap();
            assert_eq!(
                names.len().to_string(),
                facts["names"],
                "{format}: {}",
                record["key"]
            );
            let particle = names[0]["particle"].as_str().unwrap_or_default();
            let family = names[0]["family"].as_str().unwrap();
            let family = [particle, family].join(" ");
            assert_eq!(
                family.trim(),
                facts["first"].split(',').next().unwrap(),
                "{format}: {}",
                record["key"]
            );
        }
    }
}

/// Names in all their forms, as `pybtex` takes them apart.
#[test]
fn names_are_taken_apart_as_bibtex_does() {
    let sealed = Sealed::new();
    let names = "Jan van der Berg and van der Berg, Jan and Smith, Jr., John and M{\\\"u}ller, J{\\\"o}rg \
        and {\\'E}mile Zola and Plato and de la Torre, Ana Mar{\\'\\i}a and Charles Louis Xavier Joseph de la Vall{\\'e}e Poussin \
        and Erd{\\H o}s, P. and {\\L}ukasiewicz, J. and Brinch Hansen, Per and {\\OE}rsted, H. C. and Ng, A.";
    sealed.write(
        "names.bib",
        format!("@misc{{x, author = {{{names}}}, title = {{T}}}}"),
    );
    let Some(seen) = python("read_bibliography.py", &[&sealed.path().join("names.bib")]) else {
        return;
    };
    let seen: Vec<Value> = serde_json::from_str(&seen).unwrap();
    let source = synergraph::source::Source::new(
        "names.bib",
        std::fs::read_to_string(sealed.path().join("names.bib")).unwrap(),
    );
    let (records, problems) = synergraph::bibliography::read_bibtex(&source);
    assert_eq!(problems, []);
    let ours: Vec<Value> = records[0]
        .authors()
        .iter()
        .map(|name| serde_json::json!({"family": name.family, "given": name.given, "particle": name.particle, "suffix": name.suffix}))
        .collect();
    assert_eq!(Value::from(ours), seen[0]["names"]);
}
