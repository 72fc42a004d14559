//! What it takes to find out what falls with a work, and to answer without it.
//!
//! `cargo bench --bench withdrawal -- [TRIPLES] [FILE]`, by default a million, and written to no file. Claims of six facts cite
//! one of 20,000 works, every tenth two; one work is cited by every 250th claim. A rule reads every twelfth fact the other way.

use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};
use synergraph::claim::{Files, KnowledgeBase};
use synergraph::lineage::Options;
use synergraph::query::{Catalogue, DefaultChoice, Question, Request, ask};
use synergraph::rules::infer;
use synergraph::source::Source;
use synergraph::store::{Builder, TermId};
use synergraph::trace::{Thing, falls, find};
use synergraph::vocabulary::Prefixes;
use synergraph::work::Citations;

const WORKS: u64 = 20_000;
const RULE: &str = "#+ summary: The other way round.\nPREFIX e: <http://example.org/>\n\
    CONSTRUCT { ?b e:back ?a } WHERE { ?a e:p0 ?b }\n";
const QUERIES: [&str; 3] = [
    "SELECT ?b { <http://example.org/node7> ?p ?b }",
    "SELECT ?a ?c { ?a <http://example.org/p3> ?b . ?b <http://example.org/p4> ?c } LIMIT 1000",
    "SELECT (COUNT(*) AS ?n) { ?a <http://example.org/p5> ?b }",
];

fn main() {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|one| !one.starts_with("--"))
        .collect();
    let triples: u64 = arguments
        .first()
        .and_then(|text| text.parse().ok())
        .unwrap_or(1_000_000);
    let text = generate(triples / 8);
    if let Some(path) = arguments.get(1) {
        std::fs::write(path, &text).expect("the file is written");
    }
    let mut builder = Builder::default();
    builder
        .load("bench.nq", text.as_bytes(), oxigraph::io::RdfFormat::NQuads)
        .expect("it loads");
    drop(text);
    let knowledge = KnowledgeBase {
        store: builder.build(),
        prefixes: Prefixes::default(),
    };
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir_all(folder.path().join("queries/rules")).expect("a folder");
    std::fs::create_dir_all(folder.path().join("claims")).expect("a folder");
    std::fs::write(folder.path().join("queries/rules/back.rq"), RULE).expect("a rule");
    let files = Files::read(folder.path()).expect("files");
    let (knowledge, problems) = infer(knowledge, &files);
    assert!(problems.is_empty(), "{problems:?}");
    let store = &knowledge.store;
    say(&format!(
        "{} statements, {} claims, {} derivations",
        store.statement_count(),
        store.claim_count(),
        store.derivation_count()
    ));
    let (catalogue, _) = Catalogue::read(&Files::built_in());
    for doi in ["10.5555/work.0", "10.5555/work.77"] {
        let started = Instant::now();
        let works: Vec<TermId> = find(&knowledge, doi)
            .expect("a work")
            .into_iter()
            .filter_map(|thing| match thing {
                Thing::Work(work) => Some(work),
                _ => None,
            })
            .collect();
        let citations = Citations::new(store);
        let withdrawal = citations.withdrawal(&works.iter().copied().collect());
        let withheld = Arc::new(withdrawal.withheld(&citations));
        say(&format!(
            "{doi}: {} claims fall, {} stand, {} statements go: {:.0} ms",
            withdrawal.falling.len(),
            withdrawal.weakened.len(),
            withheld.statements().len(),
            started.elapsed().as_secs_f64() * 1000.0
        ));
        for query in QUERIES {
            let (question, _) = Question::read("query", &Source::new("query", query));
            let time = |without| {
                let started = Instant::now();
                let request = Request {
                    question: &question,
                    settings: &[],
                    default: DefaultChoice::Merged,
                    base: None,
                    options: Options {
                        without,
                        ..Options::default()
                    },
                };
                ask(&knowledge, &request).expect("an answer");
                started.elapsed().as_secs_f64() * 1000.0
            };
            say(&format!(
                "  with {:.0} ms, without {:.0} ms: {query}",
                time(None),
                time(Some(Arc::clone(&withheld)))
            ));
        }
        let started = Instant::now();
        let falls = falls(
            &knowledge,
            None,
            &catalogue,
            &works,
            Duration::from_millis(500),
        );
        say(&format!(
            "  falls: {} inferred, {} questions, {} not asked to their end: {:.0} ms",
            falls.inferred.len(),
            falls.answers.len(),
            falls.not_asked.len(),
            started.elapsed().as_secs_f64() * 1000.0
        ));
    }
}

fn generate(claims: u64) -> String {
    const CITES: &str = "<http://purl.org/spar/cito/citesAsEvidence>";
    let mut random = 42_u64;
    let mut below = move |bound: u64| {
        random ^= random >> 12;
        random ^= random << 25;
        random ^= random >> 27;
        (random.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 16) % bound
    };
    let e = "http://example.org/";
    let mut text = String::with_capacity(claims as usize * 800);
    let nodes = (claims / 2).max(100);
    let mut line =
        |arguments: std::fmt::Arguments<'_>| writeln!(text, "{arguments}").expect("memory");
    for work in 0..WORKS {
        line(format_args!(
            "<{e}ref{work}> <http://purl.org/spar/biro/references> <{e}work{work}> ."
        ));
        line(format_args!(
            "<{e}work{work}> <http://prismstandard.org/namespaces/basic/2.0/doi> \"10.5555/work.{work}\" ."
        ));
    }
    for claim in 0..claims {
        let name = format!("<{e}claim{claim}>");
        let cited = if claim % 250 == 0 { 0 } else { below(WORKS) };
        line(format_args!("{name} {CITES} <{e}ref{cited}> {name} ."));
        if claim % 10 == 0 {
            line(format_args!(
                "{name} {CITES} <{e}ref{}> {name} .",
                below(WORKS)
            ));
        }
        line(format_args!(
            "{name} <https://w3id.org/synergraph/ns#locator> \"1/{}/{}\" {name} .",
            claim / 50,
            claim % 50
        ));
        for _ in 0..6 {
            let (a, p, b) = (below(nodes), below(12), below(nodes));
            line(format_args!("<{e}node{a}> <{e}p{p}> <{e}node{b}> {name} ."));
        }
    }
    text
}

fn say(line: &str) {
    // Where nobody listens, nothing is lost.
    let _ = writeln!(std::io::stdout(), "{line}");
}
