//! How long the main question takes: from nothing, and once the knowledge base is there.
//!
//! `cargo bench --bench question`

use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use synergraph::claim::{Files, compile};
use synergraph::lineage::Options;
use synergraph::query::{Catalogue, DefaultChoice, Request, ask};

fn main_question(criterion: &mut Criterion) {
    let files = Files::built_in();
    criterion.bench_function("compile the built-in knowledge base", |bencher| {
        bencher.iter(|| compile(black_box(&files)));
    });

    let (knowledge, _) = compile(&files);
    let (catalogue, _) = Catalogue::read(&files);
    let Some(question) = catalogue.get("dual-site-pairs") else {
        return;
    };
    for (name, cite) in [("plain", false), ("cited", true)] {
        let request = Request {
            question,
            settings: &[],
            default: DefaultChoice::Merged,
            base: None,
            options: Options {
                cite,
                ..Options::default()
            },
        };
        criterion.bench_function(&format!("dual-site-pairs, {name}"), |bencher| {
            bencher.iter(|| ask(&knowledge, black_box(&request)));
        });
    }
}

criterion_group!(benches, main_question);
criterion_main!(benches);
