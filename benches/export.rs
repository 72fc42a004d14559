//! How fast claims leave as linked data, and in how much memory.
//!
//! `cargo bench --bench export -- [CLAIMS...]`, by default 100000 and 1000000. For each number it builds a store file of so many
//! claims, each with eleven quads of which some are stated by other claims too, then exports it in every form to a file beside,
//! each in a process of its own. The last line for each size says what the disk takes: the bytes of the N-Quads, written and synced.

use oxigraph::io::{JsonLdProfileSet, RdfFormat};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::Command;
use std::time::Instant;
use synergraph::claim::KnowledgeBase;
use synergraph::export::{Part, export, export_reified};
use synergraph::store::{Builder, Store};
use synergraph::vocabulary::Prefixes;

/// What a process of its own is asked to do, and with which file.
const TASK: &str = "SYNERGRAPH_BENCH_TASK";
/// Forms by their names; the one without a format is that of reified claims.
const FORMS: [(&str, Option<RdfFormat>, Part); 6] = [
    ("nquads", Some(RdfFormat::NQuads), Part::Claims),
    ("trig", Some(RdfFormat::TriG), Part::Claims),
    (
        "jsonld",
        Some(RdfFormat::JsonLd {
            profile: JsonLdProfileSet::empty(),
        }),
        Part::Claims,
    ),
    ("ntriples", Some(RdfFormat::NTriples), Part::Merged),
    ("turtle", Some(RdfFormat::Turtle), Part::Merged),
    ("reified", None, Part::Merged),
];

fn main() {
    if let Ok(task) = std::env::var(TASK) {
        return child(&task);
    }
    let mut sizes: Vec<u64> = std::env::args()
        .filter_map(|text| text.parse().ok())
        .collect();
    if sizes.is_empty() {
        sizes = vec![100_000, 1_000_000];
    }
    for claims in sizes {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("data.store");
        let text = file.with_extension("nq");
        write_text(claims, &text);
        start_child("build", &file);
        std::fs::remove_file(&text).expect("it was there");
        let mut bytes = 0;
        for (form, ..) in FORMS {
            start_child(form, &file);
            let target = file.with_extension(form);
            if form == "nquads" {
                bytes = std::fs::metadata(&target).expect("it was written").len();
            }
            std::fs::remove_file(target).expect("it was written");
        }
        let (block, mut left, started) = (vec![b' '; 1 << 20], bytes as usize, Instant::now());
        let mut out = File::create(&text).expect("a file");
        while left > 0 {
            let count = left.min(block.len());
            out.write_all(&block[..count]).expect("room on the disk");
            left -= count;
        }
        out.sync_all().expect("room on the disk");
        let took = started.elapsed().as_secs_f64();
        say(&format!(
            "  the disk: {:.0} MB in {took:.2} s",
            bytes as f64 / 1e6
        ));
    }
}

fn child(task: &str) {
    let (task, path) = task.split_once(' ').expect("a task and a file");
    let path = Path::new(path);
    let started = Instant::now();
    if task == "build" {
        let mut builder = Builder::for_file(path, 1 << 30);
        let text = path.with_extension("nq");
        let loaded = builder.load_file(&text, false, &|_| {}).expect("quads");
        builder.write(path, &mut |_, _, _| {}).expect("a store");
        let store = Store::open(path).expect("a store");
        return say(&format!(
            "{} claims, {} quads, {} triples; a store of {:.0} MB",
            store.claim_count(),
            loaded.quads,
            store.statement_count(),
            std::fs::metadata(path).expect("it is there").len() as f64 / 1e6,
        ));
    }
    let (_, format, part) = FORMS
        .iter()
        .find(|(form, ..)| *form == task)
        .expect("a form");
    let knowledge = KnowledgeBase {
        store: Store::open(path).expect("a store"),
        prefixes: Prefixes::default(),
    };
    let target = path.with_extension(task);
    let mut out = BufWriter::with_capacity(1 << 16, File::create(&target).expect("a file"));
    match format {
        Some(format) => export(&mut out, &knowledge, *format, *part),
        None => export_reified(&mut out, &knowledge),
    }
    .and_then(|()| out.flush())
    .and_then(|()| out.get_ref().sync_all())
    .expect("room on the disk");
    let (took, peak) = (started.elapsed().as_secs_f64(), peak());
    let quads = match part {
        Part::Claims => knowledge.store.quads().count(),
        _ => knowledge.store.statement_count(),
    };
    let bytes = std::fs::metadata(&target).expect("it was written").len();
    say(&format!(
        "  {task:<9} {took:>6.2} s, {:>9.0} {} a second, {:>4.0} MB a second, at most {}",
        quads as f64 / took,
        if *part == Part::Claims {
            "quads"
        } else {
            "triples"
        },
        bytes as f64 / took / 1e6,
        peak,
    ));
}

fn write_text(claims: u64, path: &Path) {
    const NS: &str = "https://w3id.org/synergraph/ns#";
    const CITES: &str = "http://purl.org/spar/cito/citesAsEvidence";
    const TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
    let mut random = 42_u64;
    let mut below = move |bound: u64| {
        random ^= random >> 12;
        random ^= random << 25;
        random ^= random >> 27;
        (random.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 16) % bound
    };
    let mut out = BufWriter::with_capacity(1 << 20, File::create(path).expect("a file"));
    let (e, works, nodes) = ("http://example.org/", claims / 10 + 1, claims + 100);
    let mut line = |arguments: std::fmt::Arguments<'_>| {
        out.write_fmt(arguments).expect("room on the disk");
        out.write_all(b" .\n").expect("room on the disk");
    };
    for work in 0..works {
        line(format_args!(
            "<{e}work/{work}> <http://prismstandard.org/namespaces/basic/2.0/doi> \"10.5555/work.{work}\""
        ));
    }
    for claim in 0..claims {
        let name = format!("<{e}claim/{claim}>");
        let (work, page) = (below(works), below(30));
        line(format_args!("{name} <{TYPE}> <{NS}Claim> {name}"));
        line(format_args!(
            "{name} <{NS}statement> \"Claim {claim} says that this and that \\\"happens\\\" where something else does.\"@en {name}"
        ));
        line(format_args!(
            "{name} <{NS}locator> \"{page}/{}/{}\" {name}",
            claim / 50,
            claim % 50
        ));
        line(format_args!(
            "{name} <{NS}inPaper> <{e}paper/{}> {name}",
            claim / 500
        ));
        line(format_args!("{name} <{CITES}> <{e}work/{work}> {name}"));
        for _ in 0..5 {
            let (a, p, b) = (below(nodes), below(12), below(nodes));
            line(format_args!("<{e}node/{a}> <{e}p{p}> <{e}node/{b}> {name}"));
        }
        // Some are stated time and again.
        line(format_args!(
            "<{e}node/{}> <{TYPE}> <{e}class/{}> {name}",
            below(works),
            below(3)
        ));
    }
}

/// Runs this program for one task, so that its memory is its own.
fn start_child(task: &str, file: &Path) {
    let this = std::env::current_exe().expect("a program");
    let status = Command::new(this)
        .env(TASK, format!("{task} {}", file.display()))
        .status()
        .expect("a process");
    assert!(status.success(), "{task} failed");
}

/// Returns how much memory the process had at most, as the system counts it; pages of the store file that it holds are in it.
fn peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes =
        line.and_then(|rest| rest.trim().strip_suffix("kB")?.trim().parse::<u64>().ok());
    kilobytes.map_or_else(
        || "unknown memory".to_owned(),
        |kilobytes| format!("{} MB resident", kilobytes / 1000),
    )
}

#[expect(clippy::print_stdout, reason = "a benchmark's output is its table")]
fn say(line: &str) {
    println!("{line}");
}
