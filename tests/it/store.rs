//! The store file: what it holds, what is refused, and what survives a bad day.

use oxigraph::io::RdfFormat;
use oxigraph::model::{
    BlankNode, GraphName, GraphNameRef, Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad,
    Term,
};
use proptest::prelude::*;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};
use synergraph::store::{Builder, Store, StoreError};

const DATA: &str = "\
    <http://e/s> <http://e/p> \"caf\u{e9}\"@fr <http://e/claim1> .\n\
    <http://e/s> <http://e/p> \"caf\u{e9}\"@fr <http://e/claim2> .\n\
    <http://e/s> <http://e/q> \"01\"^^<http://www.w3.org/2001/XMLSchema#integer> <http://e/claim1> .\n\
    _:b <http://e/p> <http://e/s> <http://e/claim2> .\n\
    <http://e/s> <http://e/p> _:b .\n";

fn store_of(text: &str) -> Store {
    let mut builder = Builder::default();
    builder
        .load("test.nq", text.as_bytes(), RdfFormat::NQuads)
        .unwrap();
    builder.build()
}

fn quads_of(store: &Store) -> Vec<String> {
    store.quads().map(|quad| quad.to_string()).collect()
}

fn synergraph(arguments: &[&str], folder: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_synergraph"))
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .output()
        .unwrap()
}

/// Returns a folder with a store `old.store` in it, and the path of that store.
fn folder_with_store() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("old.store");
    store_of(DATA).write(&path).unwrap();
    (folder, path)
}

/// Returns N-Quads of so many different triples, one in three stated twice.
fn many(triples: usize) -> String {
    (0..triples)
        .flat_map(|at| {
            let line = |claim: usize| {
                format!(
                    "<http://e/s{}> <http://e/p{}> \"{at}\" <http://e/claim{claim}> .\n",
                    at / 5,
                    at % 7
                )
            };
            [Some(line(at % 100)), (at % 3 == 0).then(|| line(100))]
        })
        .flatten()
        .collect()
}

#[test]
fn a_store_holds_what_was_put_in_and_the_file_holds_what_the_store_does() {
    let (_folder, path) = folder_with_store();
    let in_memory = store_of(DATA);
    let mapped = Store::open(&path).unwrap();
    assert_eq!(quads_of(&in_memory), quads_of(&mapped));
    assert_eq!(quads_of(&mapped).len(), 5);
    assert_eq!(mapped.statement_count(), 4);
    assert_eq!(mapped.claim_count(), 2);
    assert_eq!(in_memory.digest(), mapped.digest());
    assert!(mapped.check_all());
}

#[test]
fn a_triple_knows_its_claims_and_a_claim_its_triples() {
    let store = store_of(DATA);
    let id = |iri: &str| store.id(NamedNodeRef::new_unchecked(iri)).unwrap();
    let twice: Vec<_> = store
        .matching(Some(id("http://e/s")), Some(id("http://e/p")), None)
        .map(|statement| store.claims_of(statement).len())
        .collect();
    assert_eq!(twice.iter().sum::<usize>(), 2, "{twice:?}");
    let claim = store.claim(id("http://e/claim1")).unwrap();
    let stated: Vec<String> = store
        .statements_of(claim)
        .iter()
        .map(|statement| {
            store
                .quad(*statement, GraphNameRef::DefaultGraph.into_owned())
                .unwrap()
                .to_string()
        })
        .collect();
    assert_eq!(stated.len(), 2, "{stated:?}");
    assert!(store.claim(id("http://e/s")).is_none());
}

#[test]
fn every_pattern_finds_what_a_scan_finds() {
    let text = many(2000);
    let store = store_of(&text);
    let all: Vec<[u32; 3]> = (0..store.statement_count() as u32)
        .map(|statement| store.triple(statement))
        .collect();
    for triple in all.iter().step_by(37) {
        for mask in 0..8_u8 {
            let keep = |position: usize| (mask & (1 << position) != 0).then_some(triple[position]);
            let mut found: Vec<u32> = store.matching(keep(0), keep(1), keep(2)).collect();
            found.sort_unstable();
            let expected: Vec<u32> = (0..all.len() as u32)
                .filter(|statement| {
                    let other = all[*statement as usize];
                    (0..3).all(|position| keep(position).is_none_or(|id| id == other[position]))
                })
                .collect();
            assert_eq!(found, expected, "pattern {mask:03b} of {triple:?}");
        }
    }
}

#[test]
fn parallel_reading_gives_the_store_that_sequential_reading_gives() {
    // Long enough to be split.
    let text = many(60_000);
    assert!(text.len() > 4 << 20);
    let parallel = store_of(&text);
    let mut builder = Builder::default();
    for quad in oxigraph::io::RdfParser::from_format(RdfFormat::NQuads).for_slice(text.as_bytes()) {
        let source = builder.source("test.nq");
        builder.add(quad.unwrap(), source);
    }
    let sequential = builder.build();
    let sorted = |store: &Store| {
        let mut quads = quads_of(store);
        quads.sort();
        quads
    };
    assert_eq!(sorted(&parallel), sorted(&sequential));
}

#[test]
fn a_file_that_is_cut_off_is_refused_at_every_length() {
    let (folder, path) = folder_with_store();
    let whole = fs::read(&path).unwrap();
    let cut = folder.path().join("cut.store");
    for length in (0..whole.len()).step_by(61) {
        fs::write(&cut, &whole[..length]).unwrap();
        let error = Store::open(&cut).unwrap_err();
        assert!(
            matches!(error, StoreError::Truncated { .. } | StoreError::Foreign(_)),
            "{length}: {error}"
        );
    }
}

#[test]
fn a_flipped_bit_is_noticed_wherever_it_is() {
    let (folder, path) = folder_with_store();
    let whole = fs::read(&path).unwrap();
    let flipped = folder.path().join("flipped.store");
    let expected = quads_of(&Store::open(&path).unwrap());
    for at in (0..whole.len()).step_by(13) {
        let mut bytes = whole.clone();
        bytes[at] ^= 1 << (at % 8);
        fs::write(&flipped, &bytes).unwrap();
        let sound = match Store::open(&flipped) {
            Err(_) => false,
            Ok(store) => {
                let quads = quads_of(&store);
                assert!(
                    store.is_damaged() || quads == expected,
                    "byte {at}: a wrong answer and no word of it"
                );
                store.check_all()
            }
        };
        assert!(
            !sound,
            "byte {at} was flipped, and the file is said to be sound"
        );
    }
}

#[test]
fn a_damaged_store_gives_an_error_and_no_rows() {
    let (folder, path) = folder_with_store();
    let mut bytes = fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x40;
    fs::write(&path, bytes).unwrap();
    let output = synergraph(
        &["query", "SELECT * { ?s ?p ?o }", "--store", "old.store"],
        folder.path(),
    );
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("old.store is damaged"), "{said}");
    assert!(said.contains("synergraph build"), "{said}");
}

#[test]
fn every_command_says_so_where_a_page_that_it_reads_is_damaged() {
    let folder = tempfile::tempdir().unwrap();
    let built = synergraph(&["build", "--output", "kb.store"], folder.path());
    assert!(built.status.success(), "{built:?}");
    let whole = fs::read(folder.path().join("kb.store")).unwrap();
    let commands: [&[&str]; 3] = [
        &["query", "dual-site-pairs", "--explain"],
        &["trace", "[81]"],
        &["export", "--format", "nquads"],
    ];
    let run = |command: &[&str]| {
        let arguments = [command, &["--store", "kb.store"]].concat();
        synergraph(&arguments, folder.path())
    };
    let sound: Vec<Output> = commands.iter().map(|command| run(command)).collect();
    let mut damaged = 0;
    for page in 0..whole.len() >> 16 {
        let mut bytes = whole.clone();
        bytes[(page << 16) + 5000] ^= 0x20;
        fs::write(folder.path().join("kb.store"), &bytes).unwrap();
        for (command, expected) in commands.iter().zip(&sound) {
            let seen = run(command);
            if seen.status.code() == Some(2) {
                damaged += 1;
            } else {
                assert!(seen.status.success(), "{command:?}: {seen:?}");
                assert!(
                    seen.stdout == expected.stdout,
                    "{command:?}, page {page}: another answer, and no word of the damage"
                );
            }
        }
    }
    assert!(damaged > 0);
}

#[test]
fn files_of_others_and_of_other_versions_are_refused_by_name() {
    let (folder, path) = folder_with_store();
    let mut bytes = fs::read(&path).unwrap();
    bytes[8] = bytes[8].wrapping_add(1);
    fs::write(folder.path().join("newer.store"), &bytes).unwrap();
    fs::write(
        folder.path().join("foreign.store"),
        "not a store\n".repeat(20),
    )
    .unwrap();
    fs::write(folder.path().join("empty.store"), "").unwrap();
    for (name, said) in [
        ("newer.store", "has store format"),
        ("foreign.store", "is no store file of synergraph"),
        ("empty.store", "is no store file of synergraph"),
        ("missing.store", "cannot open missing.store"),
    ] {
        let output = synergraph(&["query", "ASK {}", "--store", name], folder.path());
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{name}: {error}");
        assert!(
            error.contains(name) && error.contains(said),
            "{name}: {error}"
        );
    }
}

#[test]
fn a_build_that_is_killed_leaves_the_old_store_in_use() {
    let (folder, path) = folder_with_store();
    fs::write(folder.path().join("new.nq"), many(40_000)).unwrap();
    let before = fs::read(&path).unwrap();
    for (turn, delay) in (0..20).map(|turn| (turn, turn * 10)) {
        // Every other build has so little memory that it keeps most in files.
        let memory = if turn % 2 == 0 { "1GiB" } else { "200KiB" };
        let mut build = Command::new(env!("CARGO_BIN_EXE_synergraph"))
            .args([
                "build",
                "new.nq",
                "--output",
                "old.store",
                "--memory",
                memory,
            ])
            .current_dir(folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(delay));
        build.kill().unwrap();
        let ended = build.wait().unwrap();
        let now = fs::read(&path).unwrap();
        let store = Store::open(&path).unwrap();
        assert!(store.check_all(), "after {delay} ms");
        if now != before {
            assert!(ended.success() || store.statement_count() == 40_000);
            fs::write(&path, &before).unwrap();
        }
        // At most the file beside the store is left, and the next build removes it.
        let left = names_in(folder.path());
        assert!(left.len() <= 3, "{left:?}");
    }
    let output = synergraph(&["build", "new.nq", "--output", "old.store"], folder.path());
    assert!(output.status.success(), "{output:?}");
    assert_eq!(names_in(folder.path()), ["new.nq", "old.store"]);
}

/// Returns what `build` says where no file may have more kilobytes than these: the write fails in the middle.
fn build_on_a_full_disk(folder: &Path, kilobytes: u32, more: &str) -> String {
    let script = format!(
        "trap '' XFSZ; ulimit -f {kilobytes}; exec '{}' build new.nq --output old.store {more}",
        env!("CARGO_BIN_EXE_synergraph")
    );
    let output = Command::new("bash")
        .args(["-c", &script])
        .current_dir(folder)
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    said
}

#[test]
fn a_full_disk_is_an_error_and_no_damage() {
    let (folder, path) = folder_with_store();
    fs::write(folder.path().join("new.nq"), many(20_000)).unwrap();
    let before = fs::read(&path).unwrap();
    let said = build_on_a_full_disk(folder.path(), 64, "");
    assert!(said.contains("cannot write old.store"), "{said}");
    assert_eq!(fs::read(&path).unwrap(), before);
    assert_eq!(names_in(folder.path()), ["new.nq", "old.store"]);
}

#[test]
fn a_full_disk_is_an_error_also_where_it_is_to_hold_what_does_not_fit_into_memory() {
    let (folder, path) = folder_with_store();
    fs::write(folder.path().join("new.nq"), many(60_000)).unwrap();
    let before = fs::read(&path).unwrap();
    for kilobytes in [1, 16, 256, 1024] {
        let said = build_on_a_full_disk(folder.path(), kilobytes, "--memory 100KiB");
        assert!(said.contains("file too large"), "{said}");
        assert_eq!(fs::read(&path).unwrap(), before);
        assert_eq!(names_in(folder.path()), ["new.nq", "old.store"]);
    }
}

#[test]
fn a_store_is_the_same_however_little_memory_its_build_has() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.nq"), many(60_000)).unwrap();
    fs::write(
        folder.path().join("b.ttl"),
        "_:b <http://e/p> _:c , 1 , \"x\"@en .",
    )
    .unwrap();
    fs::write(folder.path().join("c.trig"), "_:g { _:b <http://e/p> _:c }").unwrap();
    let build = |memory: &str| {
        let output = synergraph(
            &[
                "build", "a.nq", "b.ttl", "c.trig", "--output", "x.store", "--memory", memory,
            ],
            folder.path(),
        );
        assert!(output.status.success(), "{output:?}");
        assert_eq!(
            names_in(folder.path()),
            ["a.nq", "b.ttl", "c.trig", "x.store"]
        );
        fs::read(folder.path().join("x.store")).unwrap()
    };
    let whole = build("2GiB");
    for memory in ["1MiB", "50KiB"] {
        assert!(build(memory) == whole, "another file with {memory}");
    }
}

#[test]
fn what_a_killed_build_left_is_removed_by_the_next_one_and_what_a_running_one_needs_is_not() {
    let (folder, path) = folder_with_store();
    fs::write(folder.path().join("new.nq"), DATA).unwrap();
    let left = folder.path().join("old.store.12345-0.part");
    let needed = folder.path().join("old.store.12346-0.part");
    let of_others = folder.path().join("old.store.notes.part");
    for file in [&left, &needed, &of_others] {
        fs::write(file, "something").unwrap();
    }
    let running = fs::File::open(&needed).unwrap();
    running.lock().unwrap();
    let output = synergraph(&["build", "new.nq", "--output", "old.store"], folder.path());
    assert!(output.status.success(), "{output:?}");
    assert!(!left.exists() && needed.exists() && of_others.exists());
    assert!(Store::open(&path).unwrap().check_all());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    /// Blank nodes, claims, background and terms that come again, in memory of every size.
    #[test]
    fn external_sorting_gives_the_bytes_that_sorting_in_memory_gives(
        quads in prop::collection::vec((0..9_u8, 0..4_u8, 0..12_u8, 0..9_u8, 0..3_u8), 0..120),
        memory in 1..9000_usize,
    ) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.store");
        let fill = |mut builder: Builder| {
            let mut last = 0;
            for (s, p, o, g, text) in &quads {
                if *text != last {
                    last = *text;
                    builder.start_text();
                }
                let source = builder.source(&format!("text {text}"));
                builder.add(quad(*s, *p, *o, *g), source);
            }
            builder.keep_prefixes("@prefix e: <http://e/> .\n");
            builder
        };
        let in_memory = fill(Builder::default()).build();
        in_memory.write(&path).unwrap();
        let expected = fs::read(&path).unwrap();
        fill(Builder::for_file(&path, memory)).write(&path, &mut |_, _, _| {}).unwrap();
        let found = fs::read(&path).unwrap();
        prop_assert!(found == expected, "{} bytes for {}", found.len(), expected.len());
        let opened = Store::open(&path).unwrap();
        prop_assert!(opened.check_all());
        prop_assert_eq!(opened.digest(), in_memory.digest());
        for id in 0..opened.term_count() as u32 {
            prop_assert_eq!(opened.id(opened.term(id)), Some(id));
        }
        prop_assert_eq!(names_in(folder.path()), ["x.store"]);
    }
}

/// Returns a quad of a small world; some of its nodes are blank, some of its graphs too or none.
fn quad(s: u8, p: u8, o: u8, g: u8) -> Quad {
    let iri = |kind: &str, number: u8| NamedNode::new_unchecked(format!("http://e/{kind}{number}"));
    let blank = |number: u8| BlankNode::new_unchecked(format!("n{number}"));
    let subject: NamedOrBlankNode = if s < 6 {
        iri("s", s).into()
    } else {
        blank(s).into()
    };
    let object: Term = match o {
        0..4 => iri("s", o).into(),
        4..8 => blank(o).into(),
        _ => Literal::new_simple_literal("x".repeat(usize::from(o))).into(),
    };
    let graph = match g {
        0..3 => GraphName::DefaultGraph,
        3..6 => iri("claim", g).into(),
        6 => iri("claim", 10).into(),
        _ => blank(g).into(),
    };
    Quad::new(subject, iri("p", p), object, graph)
}

/// Returns the names of the files in a folder, sorted.
fn names_in(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn readers_go_on_while_the_store_is_replaced() {
    let (_folder, path) = folder_with_store();
    let small = quads_of(&store_of(DATA)).len();
    let large = store_of(&many(500));
    let large_count = quads_of(&large).len();
    let until = Instant::now() + Duration::from_millis(400);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while Instant::now() < until {
                    let store = Store::open(&path).unwrap();
                    let count = quads_of(&store).len();
                    assert!(count == small || count == large_count, "{count}");
                    assert!(!store.is_damaged());
                }
            });
        }
        let mut turn = false;
        while Instant::now() < until {
            turn = !turn;
            if turn {
                large.write(&path).unwrap();
            } else {
                store_of(DATA).write(&path).unwrap();
            }
        }
    });
}

#[test]
fn compressed_files_are_read_as_they_are() {
    use std::io::Write;
    let folder = tempfile::tempdir().unwrap();
    let mut gz = flate2::write::GzEncoder::new(
        fs::File::create(folder.path().join("data.nq.gz")).unwrap(),
        flate2::Compression::fast(),
    );
    gz.write_all(DATA.as_bytes()).unwrap();
    gz.finish().unwrap();
    let output = synergraph(
        &["build", "data.nq.gz", "--output", "x.store"],
        folder.path(),
    );
    assert!(output.status.success(), "{output:?}");
    let store = Store::open(&folder.path().join("x.store")).unwrap();
    assert_eq!(store.statement_count(), 4);
}

#[test]
fn a_corrupt_file_names_its_place_and_keep_going_counts_the_loss() {
    let folder = tempfile::tempdir().unwrap();
    let text = format!("{DATA}<http://e/s> oops .\n<http://e/s> <http://e/p> <http://e/o> .\n");
    fs::write(folder.path().join("bad.nq"), text).unwrap();
    let output = synergraph(&["build", "bad.nq", "--output", "x.store"], folder.path());
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("bad.nq:6:"), "{said}");
    assert!(!folder.path().join("x.store").exists());
    let output = synergraph(
        &["build", "bad.nq", "--output", "x.store", "--keep-going"],
        folder.path(),
    );
    assert_eq!(output.status.code(), Some(1));
    let store = Store::open(&folder.path().join("x.store")).unwrap();
    assert_eq!(store.statement_count(), 5);
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("passed over"), "{said}");
}

#[test]
fn a_long_file_names_the_line_and_column_of_what_is_wrong_compressed_or_not() {
    use std::io::Write;
    let folder = tempfile::tempdir().unwrap();
    let lines = many(220_000);
    let count = lines.lines().count();
    let middle: usize = lines.lines().take(150_000).map(|line| line.len() + 1).sum();
    let text = format!(
        "{}<http://e/s> oops .\n{}<http://e/s> <http://e/p> 'x' .\n",
        &lines[..middle],
        &lines[middle..]
    );
    assert!(text.len() > 16 << 20, "{}", text.len());
    fs::write(folder.path().join("bad.nq"), &text).unwrap();
    let mut gz = flate2::write::GzEncoder::new(
        fs::File::create(folder.path().join("bad.nq.gz")).unwrap(),
        flate2::Compression::fast(),
    );
    gz.write_all(text.as_bytes()).unwrap();
    gz.finish().unwrap();
    for name in ["bad.nq", "bad.nq.gz"] {
        let output = synergraph(&["build", name, "--output", "x.store"], folder.path());
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{said}");
        let place = format!("{name}: line 150001, column 14");
        assert!(said.contains(&place), "{said}");
        assert!(!folder.path().join("x.store").exists());
        let output = synergraph(
            &["build", name, "--output", "x.store", "--keep-going"],
            folder.path(),
        );
        assert_eq!(output.status.code(), Some(1));
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains(&place), "{said}");
        let last = format!("{name}: line {}, column 27", count + 2);
        assert!(said.contains(&last), "{said}");
        let said = String::from_utf8(output.stdout).unwrap();
        assert!(said.contains("2 problems were passed over"), "{said}");
        let store = Store::open(&folder.path().join("x.store")).unwrap();
        assert_eq!(store.statement_count(), 220_000);
        fs::remove_file(folder.path().join("x.store")).unwrap();
    }
}

#[test]
fn rdf_xml_names_line_and_column_too() {
    let folder = tempfile::tempdir().unwrap();
    let text = "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns:e=\"http://e/\">\n\
                <rdf:Description rdf:about=\"http://e/s\">\n <e:p>\u{e9}</e:q>\n</rdf:Description></rdf:RDF>\n";
    fs::write(folder.path().join("bad.rdf"), text).unwrap();
    let output = synergraph(&["build", "bad.rdf", "--output", "x.store"], folder.path());
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("bad.rdf: line 3, column 13: "), "{said}");
}

#[test]
fn the_same_files_give_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["a.store", "b.store"] {
        let output = synergraph(&["build", "--output", name], folder.path());
        assert!(output.status.success(), "{output:?}");
    }
    let read = |name: &str| fs::read(folder.path().join(name)).unwrap();
    assert!(read("a.store") == read("b.store"));
}
