//! The axioms held against reasoners of others: `reasonable`, an OWL 2 RL reasoner written in Rust, by its package for
//! Python, and `owlrl`, which is slow and also knows property chains. `.ci/run` installs them; where they are not there, the
//! tests say that they were skipped.

use crate::sealed::{Sealed, repository, say};
use serde_json::Value;
use std::path::PathBuf;
use std::process::Command;

/// The rules that are axioms of OWL.
const AXIOMS: &[&str] = &[
    "chain-of-three",
    "chain-of-two",
    "domain",
    "inverse",
    "range",
    "sub-class",
    "sub-property",
    "symmetric",
    "transitive",
];

/// Says whether a triple is of a kind that our axioms are about. Reasoners infer besides that everything is a thing and
/// the same as itself, and what follows about the vocabulary.
fn is_meant(triple: &str) -> bool {
    let mut words = triple.split(' ').skip(1);
    let (property, object) = (words.next().unwrap(), words.next().unwrap());
    let is_of_owl = |iri: &str| iri.starts_with("<http://www.w3.org/") && !iri.contains("/skos/");
    match property {
        "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>" => !is_of_owl(object),
        _ => !is_of_owl(property),
    }
}

/// Returns a Python that has the reasoner.
fn python() -> Option<PathBuf> {
    let cache = std::env::var_os("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cache")));
    let installed = cache.map(|cache| cache.join("synergraph/reasoner/bin/python"));
    let found = installed
        .into_iter()
        .chain([PathBuf::from("python3")])
        .find(|python| {
            Command::new(python)
                .args(["-c", "import rdflib, reasonable, owlrl"])
                .output()
                .is_ok_and(|output| output.status.success())
        });
    if found.is_none() {
        say(
            "SKIPPED, NOTHING TESTED: there is no Python with reasonable and owlrl; .ci/run installs them",
        );
    }
    found
}

/// Returns what only we and what only the reasoner infers, what our axioms are not about left out, and how many both do.
fn compare(python: &PathBuf, sealed: &Sealed, reasoner: &str) -> (Vec<String>, Vec<String>, u64) {
    for name in AXIOMS {
        let rule = format!("queries/rules/{name}.rq");
        sealed.write(&rule, std::fs::read(repository().join(&rule)).unwrap());
    }
    let export = |more: &[&str]| {
        let common = ["export", "--kb", ".", "--merged", "--format", "ntriples"];
        let seen = sealed.run(&[&common[..], more].concat());
        assert_eq!(seen.status, 0, "{seen:?}");
        seen.stdout
    };
    sealed.write("stated.nt", export(&[]));
    sealed.write("inferred.nt", export(&["--inferred"]));
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/rules/reasoner.py");
    let output = Command::new(python)
        .args([script, "stated.nt", "inferred.nt", reasoner])
        .current_dir(sealed.path())
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    let list = |name: &str| -> Vec<String> {
        let lines = found[name].as_array().unwrap().iter();
        lines
            .map(|line| line.as_str().unwrap().to_owned())
            .collect()
    };
    let mut theirs = list("only theirs");
    theirs.retain(|line| is_meant(line));
    (list("only ours"), theirs, found["both"].as_u64().unwrap())
}

#[test]
fn each_kind_of_axiom_infers_what_another_reasoner_does() {
    let Some(python) = python() else { return };
    // Data for one kind of axiom, how many triples follow, and whether `reasonable` knows the kind.
    let kinds = [
        (":p rdfs:domain :A . :x :p :y .", 1, true),
        (":p rdfs:range :A . :x :p :y .", 1, true),
        (":A rdfs:subClassOf :B . :B rdfs:subClassOf :C . :x a :A .", 2, true),
        (":p rdfs:subPropertyOf :q . :q rdfs:subPropertyOf :r . :x :p :y .", 2, true),
        (":p owl:inverseOf :q . :x :p :y . :z :q :w .", 2, true),
        (":p a owl:SymmetricProperty . :x :p :y .", 1, true),
        (":p a owl:TransitiveProperty . :x :p :y . :y :p :z . :z :p :w .", 3, true),
        (":p owl:propertyChainAxiom ( :q :r ) . :x :q :y . :y :r :z .", 1, false),
        (":p owl:propertyChainAxiom ( :q :r :q ) . :x :q :y . :y :r :z . :z :q :w .", 1, false),
        (
            ":p rdfs:subPropertyOf :q . :q a owl:TransitiveProperty ; rdfs:domain :A . :A rdfs:subClassOf :B .
             :r owl:inverseOf :q . :x :p :y . :z :r :y .",
            9,
            true,
        ),
    ];
    for (data, count, is_known) in kinds {
        let sealed = Sealed::new();
        sealed.write("claims/data.trig", format!("{}{data}", super::PREFIXES));
        for reasoner in ["owlrl", "reasonable"]
            .iter()
            .take(1 + usize::from(is_known))
        {
            let (ours, theirs, both) = compare(&python, &sealed, reasoner);
            assert_eq!(ours, [""; 0], "{reasoner}, {data}");
            assert_eq!(theirs, [""; 0], "{reasoner}, {data}");
            assert_eq!(both, count, "{reasoner}, {data}");
        }
    }
}

#[test]
fn the_axioms_of_the_vocabulary_infer_from_the_knowledge_base_what_another_reasoner_does() {
    let Some(python) = python() else { return };
    let sealed = Sealed::new();
    sealed.copy("ontology").copy("claims");
    let (ours, theirs, both) = compare(&python, &sealed, "reasonable");
    assert_eq!(ours, [""; 0]);
    assert_eq!(theirs, [""; 0]);
    assert!(both > 1000, "{both}");
}
