//! An engine that takes long for what others do in an instant: asked a part of the queries.

use super::answers::{Suite, check};
use super::rdflib::Rdflib;
use std::collections::BTreeSet;

#[test]
fn rdflib_gives_the_same_answers_to_a_sample_of_queries_of_the_w3c() {
    let Some(suite) = Suite::sample(8) else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let files = suite.write(folder.path());
    let texts = files
        .iter()
        .map(|file| std::fs::read_to_string(file).unwrap());
    let file = folder.path().join("all.nq");
    std::fs::write(&file, texts.collect::<String>()).unwrap();
    let Some(rdflib) = Rdflib::start(&file) else {
        return;
    };
    check("rdflib-w3c", &suite.ask(&rdflib.sparql(), &BTreeSet::new()));
}
