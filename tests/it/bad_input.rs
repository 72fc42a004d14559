//! What goes wrong, and what the program says of it: one clear message, exit 2, never a panic.

use crate::sealed::{Sealed, Seen, run, runs};
use insta::assert_snapshot;
use std::io::Read;
use std::process::Stdio;

/// Runs that must fail, in one text.
#[track_caller]
fn failing(sealed: &Sealed, commands: &[&[&str]]) -> String {
    for arguments in commands {
        let Seen { stdout, status, .. } = sealed.run(arguments);
        assert_eq!((stdout.as_str(), status), ("", 2), "{arguments:?}");
    }
    runs(sealed, commands)
}

/// What each SPARQL text is answered with, the command line left out.
#[track_caller]
fn complaints(queries: &[&str]) -> String {
    let mut text = String::new();
    for query in queries {
        let seen = run(&["query", query]);
        assert_eq!((seen.stdout.as_str(), seen.status), ("", 2), "{query}");
        text.push_str(&seen.stderr);
    }
    text
}

#[test]
fn an_unknown_question_is_answered_with_the_nearest_name() {
    assert_snapshot!(failing(
        &Sealed::new(),
        &[
            &["query", "dual-site-pair"],
            &["query", "dual site pairs"],
            &["query", "xyzzy"],
            &["questions", "limitation"],
            &["questions", "xyzzy"],
        ]
    ));
}

#[test]
fn an_unknown_parameter_is_answered_with_the_nearest_name_or_all() {
    assert_snapshot!(failing(
        &Sealed::new(),
        &[
            &["query", "dual-site-pairs", "--set", "activate=nitrate"],
            &["query", "dual-site-pairs", "--set", "x=nitrate"],
            &["query", "disagreements", "--set", "x=nitrate"],
            &["query", "ASK {}", "--set", "x=nitrate"],
        ]
    ));
}

#[test]
fn a_wrong_value_is_answered_with_the_kind_that_is_wanted() {
    assert_snapshot!(failing(
        &Sealed::new(),
        &[
            &["query", "performance", "--set", "minimum=much"],
            &["query", "dual-site-pairs", "--set", "activates=nitrat"],
            &["query", "dual-site-pairs", "--set", "activates=sg:Catalyst"],
            &[
                "query",
                "dual-site-pairs",
                "--set",
                "activates=https://example.org/x"
            ],
            &["query", "dual-site-pairs", "--set", "reading=wide"],
            &["query", "dual-site-pairs", "--set", "reading=strickt"],
            &["query", "by-metal", "--set", "metal=Unobtainium"],
            &["query", "by-metal", "--set", "metal="],
        ]
    ));
}

#[test]
fn a_setting_without_a_value_is_answered_with_how_to_write_one() {
    assert_snapshot!(failing(
        &Sealed::new(),
        &[
            &["query", "dual-site-pairs", "--set", "activates"],
            &["query", "dual-site-pairs", "--set", "=nitrate"],
            &["query", "dual-site-pairs", "--alternatives", "some"],
        ]
    ));
}

#[test]
fn a_required_parameter_without_a_value_is_asked_for() {
    let sealed = Sealed::new();
    sealed.write(
        "mine.rq",
        "#+ summary: Labels of a thing.\nSELECT ?label { ?_thing_iri <http://www.w3.org/2000/01/rdf-schema#label> ?label }\n",
    );
    assert_snapshot!(failing(&sealed, &[&["query", "mine.rq"]]));
}

#[test]
fn an_unknown_format_is_answered_with_the_nearest_name_or_all() {
    assert_snapshot!(failing(
        &Sealed::new(),
        &[
            &["query", "dual-site-pairs", "--format", "jsn"],
            &["query", "dual-site-pairs", "--format", "excel"],
            &["query", "dual-site-pairs", "--format", "turtle"],
            &["query", "dual-site-pairs", "--format", "json", "--explain"],
            &["query", "dual-site-pairs", "--no-cite", "--explain"],
            &["export", "--format", "csv"],
            &["export", "--format", "trik"],
            &["export", "--format", "excel"],
            &["check", "--format", "jsn"],
            &["trace", "81", "--format", "csv"],
        ]
    ));
}

#[test]
fn an_unknown_thing_is_answered_with_the_nearest_name() {
    assert_snapshot!(failing(
        &Sealed::new(),
        &[
            &["trace", "IPN-CuCo DAC"],
            &["trace", "Sandoval"],
            &["trace", "[94]"],
            &["trace", "10.1000/none"],
            &["trace", "su2025-nitrate-at-cuu"],
            &["trace", "qwertyuiop"],
            &["trace", ""],
        ]
    ));
}

#[test]
fn an_unknown_diagnostic_is_answered_with_the_nearest_name() {
    assert_snapshot!(failing(
        &Sealed::new(),
        &[&["explain", "unknown-trem"], &["explain", "E0308"]]
    ));
}

#[test]
fn an_unknown_command_is_answered_with_the_nearest_one() {
    assert_snapshot!(failing(
        &Sealed::new(),
        &[&["qurey", "x"], &["frobnicate"], &["query"]]
    ));
}

#[test]
fn an_undeclared_prefix_is_named_with_the_declaration_to_add() {
    assert_snapshot!(complaints(&[
        "SELECT ?s { ?s sg:value ?o }",
        "SELECT ?s { ?s syg:value ?o }",
        "SELECT ?s { ?s foo:value ?o }",
        "SELECT ?s { ?s :value ?o }",
        "PREFIX sg: <https://w3id.org/synergraph/ns#>\nSELECT ?s {\n  ?s sg:value \"é sg:x\" ;\n     rdfs:label ?label\n}",
    ]));
}

#[test]
fn a_misspelt_keyword_is_answered_with_the_nearest_one() {
    assert_snapshot!(complaints(&[
        "SELEC ?s { ?s ?p ?o }",
        "SELECT ?s WHERE { ?s ?p ?o FILTRE(?o > 1) }",
        "SELECT ?s WHERE { ?s ?p ?o . FILTER(CONTAIN(?o, \"a\")) }",
        "SELECT ?s WHERE { ?s ?p ?o } ODER BY ?s",
        "SELECT s WHERE { ?s ?p ?o }",
        "SELECT ?s WHERE { ?s label ?o }",
    ]));
}

#[test]
fn a_missing_bracket_or_quotation_mark_is_shown_where_it_was_opened() {
    assert_snapshot!(complaints(&[
        "SELECT ?s { ?s ?p ?o",
        "SELECT ?s { ?s ?p ?o }}",
        "SELECT ?s {\n  ?s ?p ?o .\n  FILTER(?o > 1\n}",
        "SELECT ?s { ?s ?p \"open }\n",
        "SELECT ?s { ?s ?p [ a ?x }",
    ]));
}

#[test]
fn a_word_out_of_place_is_answered_with_what_could_stand_there() {
    assert_snapshot!(complaints(&[
        "SELECT WHERE { ?s ?p ?o }",
        "SELECT ?s, ?o WHERE { ?s ?p ?o }",
        "SELECT ?s WHERE { ?s ?p }",
        "SELECT ?s WHERE { ?s ?p ?o . . ?s ?q ?r }",
        "SELECT ?s WHERE { ?s ?p ?o . FILTER ?o > 2 }",
        "SELECT ?s WHERE { ?s ?p ?o . BIND(?o ?x) }",
        "SELECT ?s WHERE { ?s ?p ?o } ORDER ?s",
        "SELECT ?s WHERE { ?s ?p ?o } LIMIT ?s",
        "SELECT ?s WHERE { ?s ?p ?o } LIMIT",
        "SELECT ?s WHERE { ?s ?p ?o } ?s",
        "WHERE { ?s ?p ?o }",
        "SELECT ?s WHERE { ?s ?p ?o } # and more\n)",
        "@prefix ex: <https://example.org/> . SELECT ?s { ?s ex:p ?o }",
    ]));
}

#[test]
fn a_query_that_means_nothing_is_told_why() {
    assert_snapshot!(complaints(&[
        "SELECT ?s ?o WHERE { ?s ?p ?o } GROUP BY ?s",
        "SELECT * WHERE { ?s ?p ?o } GROUP BY ?s",
        "SELECT ?s WHERE { ?s ?p ?o . BIND(1 AS ?s) }",
        "SELECT ?s WHERE { VALUES (?s ?o) { (1) } }",
        "SELECT ?s WHERE { ?s <relative> ?o }",
        "SELECT ?s WHERE { ?s <https://example.org/a b> ?o }",
    ]));
}

#[test]
fn an_empty_query_and_an_update_are_refused() {
    assert_snapshot!(complaints(&[
        "",
        "  \n ",
        "# only a remark\n",
        "DELETE WHERE { ?s ?p ?o }",
        "PREFIX ex: <https://example.org/>\nINSERT DATA { ex:a ex:b ex:c }",
    ]));
}

/// No message may point outside the query or take the program down, wherever the query breaks off.
#[test]
fn a_query_cut_off_anywhere_is_no_panic() {
    let query = "PREFIX sg: <https://w3id.org/synergraph/ns#>\nSELECT ?é (COUNT(*) AS ?n) WHERE {\n  \
        # ü\n  ?é a sg:Catalyst ; sg:metal [ sg:x \"ö\\\"\"@en, 'ß', 1.5e3 ] .\n  \
        FILTER(!BOUND(?é) || ?é IN (<https://example.org/>, true))\n} GROUP BY ?é HAVING (?n > 1) LIMIT 3";
    let sealed = Sealed::new();
    let mut complained = 0;
    for (end, _) in query.char_indices().step_by(3) {
        let seen = sealed.run_with_input(&["query", "-"], &query.as_bytes()[..end]);
        assert!(matches!(seen.status, 0 | 2), "{}\n{seen}", &query[..end]);
        assert!(!seen.stderr.contains("panicked"), "{seen}");
        complained += usize::from(seen.status == 2);
    }
    assert!(complained > 50, "most beginnings of a query are none");
}

#[test]
fn a_header_that_cannot_be_read_is_shown_at_its_line() {
    let sealed = Sealed::new();
    sealed
        .write("yaml.rq", "#+ summary: one\n#+ defaults: [\nASK {}\n")
        .write(
            "unused.rq",
            "#+ summary: one\n#+ defaults:\n#+   - metall: x\nASK { ?s ?p ?_metal }\n",
        );
    assert_snapshot!(failing(
        &sealed,
        &[&["query", "yaml.rq"], &["query", "unused.rq"]]
    ));
}

#[test]
fn a_file_that_is_no_text_is_refused_in_one_line() {
    let sealed = Sealed::new();
    sealed
        .write("latin.rq", b"SELECT ?s { ?s ?p \"caf\xe9\" }")
        .write(
            "latin.ttl",
            b"# one\n# two\n<https://a.example/a> <https://a.example/b> \"caf\xe9\" .\n",
        )
        .write("latin.md", b"# caf\xe9\n")
        .write("plain.csv", "text");
    std::fs::create_dir(sealed.path().join("folder")).unwrap();
    std::fs::create_dir(sealed.path().join("folder.ttl")).unwrap();
    assert_snapshot!(failing(
        &sealed,
        &[
            &["query", "latin.rq"],
            &["query", "missing.rq"],
            &["query", "./folder"],
            &["query", "ASK {}", "--data", "latin.ttl"],
            &["query", "ASK {}", "--data", "missing.ttl"],
            &["query", "ASK {}", "--data", "folder"],
            &["query", "ASK {}", "--data", "folder.ttl"],
            &["query", "ASK {}", "--data", "plain.csv"],
            &[
                "export",
                "--data",
                "missing.ttl",
                "folder",
                "plain.csv",
                "latin.ttl"
            ],
            &["verify", "--source", "latin.md"],
            &["verify", "--source", "missing.md"],
            &["verify", "--source", "folder"],
        ]
    ));
    let seen = sealed.run_with_input(&["query", "-"], b"caf\xe9");
    assert_snapshot!(seen, @r"
    [stderr]
    error[unreadable-file]: standard input is not UTF-8
    [exit 2]
    ");
}

#[test]
fn an_empty_file_is_what_it_is() {
    let sealed = Sealed::new();
    sealed
        .write("empty.rq", "")
        .write("empty.ttl", "")
        .write("empty.md", "")
        .write("empty.jsonld", "")
        .write("empty.rdf", "")
        .write("kb/claims/empty.trig", "")
        .write("kb/queries/questions/empty.rq", "")
        .write("kb/queries/questions/untitled.rq", "SELECT ?s { ?s ?p ?o }");
    assert_snapshot!(runs(
        &sealed,
        &[
            &["query", "empty.rq"],
            &["query", "SELECT ?s { ?s ?p ?o }", "--data", "empty.ttl"],
            &["query", "SELECT ?s { ?s ?p ?o }", "--data", "empty.jsonld"],
            &["query", "SELECT ?s { ?s ?p ?o }", "--data", "empty.rdf"],
            &["verify", "--source", "empty.md"],
            &["check", "--kb", "kb"],
            &["questions", "--kb", "kb"],
        ]
    ));
}

#[test]
fn a_folder_that_is_no_knowledge_base_is_refused() {
    let sealed = Sealed::new();
    std::fs::create_dir(sealed.path().join("folder")).unwrap();
    sealed.write("file", "");
    assert_snapshot!(failing(
        &sealed,
        &[
            &["query", "dual-site-pairs", "--kb", "missing"],
            &["check", "--kb", "folder"],
            &["questions", "--kb", "file"],
            &["trace", "81", "--kb", "folder", "--data", "file"],
            &["check", "--data", "file"],
            &["verify", "--source", "file", "--store", "file"],
        ]
    ));
}

const PREFIXES: &str = "@prefix ex: <https://example.org/> .\n";

/// A knowledge base with several things wrong in several files.
fn broken() -> Sealed {
    let sealed = Sealed::new();
    sealed
        .write(
            "kb/claims/a.trig",
            format!("{PREFIXES}\nex:claim {{\n    ex:a ex:b ex:c ;\n    ex:d nobody:e .\n}}\n\nex:other {{\n    ex:a ex:b \"open .\n}}\n"),
        )
        .write(
            "kb/claims/b.ttl",
            format!("{PREFIXES}ex:a ex:b ex:c\nex:d ex:e ex:f .\n\nex:g ex:h <https://example.org/with space> .\n"),
        )
        .write("kb/claims/c.trig", b"<https://a.example/a> <https://a.example/b> \"caf\xe9\" .\n")
        .write("kb/claims/fine.ttl", format!("{PREFIXES}ex:a ex:b ex:c .\n"))
        .write("kb/queries/questions/q.rq", "#+ summary: q\nSELECT ?s { ?s ?p }\n");
    sealed
}

#[test]
fn all_problems_of_all_files_are_shown_in_one_run() {
    let seen = broken().run(&["check", "--kb", "kb"]);
    assert_eq!(seen.status, 1);
    assert_snapshot!(seen);
}

#[test]
fn all_problems_of_all_files_are_data_in_json() {
    let seen = broken().run(&["check", "--kb", "kb", "--format", "json"]);
    assert_eq!(seen.status, 1);
    assert_snapshot!(seen);
}

#[test]
fn a_broken_knowledge_base_is_not_asked() {
    let sealed = broken();
    for arguments in [
        &["query", "ASK {}", "--kb", "kb"][..],
        &["trace", "81", "--kb", "kb"],
        &["export", "--kb", "kb"],
    ] {
        let seen = sealed.run(arguments);
        assert_eq!((seen.stdout.as_str(), seen.status), ("", 2));
        let last: Vec<&str> = seen.stderr.lines().rev().take(2).collect();
        assert_eq!(
            last,
            [
                "hint: `synergraph check --kb kb` lists everything that is wrong with it",
                "error: the knowledge base cannot be used as it is"
            ]
        );
    }
}

#[test]
fn all_problems_of_all_data_files_are_shown_in_one_run() {
    let sealed = broken();
    assert_snapshot!(failing(
        &sealed,
        &[&[
            "query",
            "ASK {}",
            "--data",
            "kb/claims/a.trig",
            "kb/claims/b.ttl",
            "kb/claims/c.trig"
        ]]
    ));
}

#[test]
fn what_rdf_files_of_other_formats_lack_is_told_with_its_place() {
    let sealed = Sealed::new();
    sealed
        .write("a.nt", "<https://a.example/a> <https://a.example/b> .\n<https://a.example/a> <https://a.example/b> \"x\n")
        .write("a.jsonld", "{\"@id\": 7}\n")
        .write("a.rdf", "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n<a></b>\n");
    assert_snapshot!(failing(
        &sealed,
        &[
            &["query", "ASK {}", "--data", "a.nt"],
            &["query", "ASK {}", "--data", "a.jsonld"],
            &["query", "ASK {}", "--data", "a.rdf"],
        ]
    ));
}

#[test]
fn a_store_file_that_is_none_is_refused() {
    let sealed = Sealed::new();
    sealed
        .write("no.store", "not a store")
        .write("empty.store", "");
    assert_snapshot!(failing(
        &sealed,
        &[
            &["query", "ASK {}", "--store", "no.store"],
            &["query", "ASK {}", "--store", "empty.store"],
            &["query", "ASK {}", "--store", "missing.store"],
            &["build", "missing.ttl", "--output", "x.store"],
            &["build", "--output", "missing/x.store"],
        ]
    ));
}

#[test]
fn a_reader_who_goes_away_is_no_error() {
    let sealed = Sealed::new();
    for arguments in [
        &["export", "--format", "nquads"][..],
        &["query", "performance", "--explain"],
        &[
            "query",
            "SELECT * { ?s ?p ?o }",
            "--format",
            "json",
            "--no-cite",
        ],
        &["explain"],
        &["--help"],
    ] {
        let mut child = sealed
            .command()
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut few = [0; 16];
        let mut stdout = child.stdout.take().unwrap();
        stdout.read_exact(&mut few).unwrap();
        drop(stdout);
        let output = child.wait_with_output().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{arguments:?}");
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
    }
}

#[test]
fn nobody_reading_errors_changes_nothing() {
    let sealed = broken();
    for (arguments, status) in [
        (&["check", "--kb", "kb"][..], 1),
        (&["query", "xyzzy"], 2),
        (&["query", "dual-site-pairs", "--timing"], 0),
        (&["frobnicate"], 2),
    ] {
        let mut child = sealed
            .command()
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stderr.take());
        assert_eq!(child.wait().unwrap().code(), Some(status), "{arguments:?}");
    }
}

#[test]
fn a_query_that_would_run_for_ever_stops_and_gives_what_it_has() {
    let for_ever = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }";
    let seen = run(&["query", for_ever, "--timeout", "1"]);
    assert_eq!(seen.status, 1);
    assert_eq!(seen.stdout, "No rows.\n");
    assert_eq!(
        seen.stderr,
        "stopped after 1 s: rows may be missing, and citations with them\n"
    );
    let short = run(&["query", "ASK {}", "--timeout", "60"]);
    assert_eq!((short.status, short.stderr.as_str()), (0, ""));
}

#[test]
fn a_paper_in_utf_16_or_with_old_ends_of_lines_is_read() {
    let paper =
        std::fs::read_to_string(crate::sealed::repository().join("tests/papers/made-up.md"))
            .unwrap();
    let sealed = Sealed::new();
    let utf16 =
        |bytes: fn(u16) -> [u8; 2]| -> Vec<u8> { paper.encode_utf16().flat_map(bytes).collect() };
    sealed.write("plain.md", &paper);
    sealed.write("little.md", utf16(u16::to_le_bytes));
    sealed.write("big.md", utf16(u16::to_be_bytes));
    sealed.write("old.md", paper.replace('\n', "\r"));
    let read = |file: &str| sealed.run(&["read", file, "--format", "json"]);
    let plain = read("plain.md");
    for file in ["little.md", "big.md", "old.md"] {
        let seen = read(file);
        assert_eq!(
            (&seen.stdout, seen.status),
            (&plain.stdout, plain.status),
            "{file}"
        );
    }
}

#[test]
fn every_command_that_reads_a_paper_says_why_it_cannot() {
    let sealed = Sealed::new();
    sealed.write("scanned.txt", "\u{c}\u{c}\u{c}");
    sealed.write(
        "page.html",
        "<!DOCTYPE html>\n<html><body><p>A sentence.</p></body></html>\n",
    );
    sealed.write("text.rtf", "{\\rtf1 A sentence.}");
    sealed.write("random.md", b"\xff\x00\x01\x02A sentence.\n");
    let commands: [&[&str]; 8] = [
        &["audit", "scanned.txt"],
        &["draft", "scanned.txt"],
        &["verify", "--source", "page.html"],
        &["trace", "[81]", "--source", "page.html"],
        &["draft", "text.rtf"],
        &["audit", "random.md"],
        &["draft", "plain.md", "--date", "yesterday"],
        &["read", "nosuch.md"],
    ];
    assert_snapshot!(failing(&sealed, &commands));
}
