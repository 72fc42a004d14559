//! What the commands answer, whole.

use crate::sealed::{Sealed, Seen, run, runs};
use insta::assert_snapshot;
use regex::Regex;

const PAIRS: &str = "dual-site-pairs";

const AD_HOC: &str = "PREFIX sg: <https://w3id.org/synergraph/ns#>
PREFIX element: <https://w3id.org/synergraph/element/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?catalyst { ?system a sg:Catalyst ; sg:metal element:Au, element:Cu ; rdfs:label ?catalyst }
ORDER BY ?catalyst";

#[test]
fn the_main_question_is_answered_as_a_table_with_its_references() {
    assert_snapshot!(run(&["query", PAIRS]));
}

#[test]
fn without_citations_the_table_has_only_the_columns_of_the_question() {
    assert_snapshot!(run(&["query", PAIRS, "--no-cite"]));
}

#[test]
fn a_parameter_widens_the_reading() {
    assert_snapshot!(run(&["query", PAIRS, "--set", "reading=broad"]));
}

#[test]
fn a_parameter_takes_a_name_a_prefixed_name_or_an_iri() {
    let by = |value: &str| {
        let setting = format!("activates={value}");
        run(&["query", PAIRS, "--no-cite", "--set", &setting]).stdout
    };
    let named = by("nitrate");
    assert_eq!(named, by("NO3-"));
    assert_eq!(named, by("sp:nitrate"));
    assert_eq!(named, by("https://w3id.org/synergraph/species/nitrate"));
    assert_eq!(named, by("<https://w3id.org/synergraph/species/nitrate>"));
    assert_ne!(named, by("nitrite"));
}

#[test]
fn every_form_for_programs_holds_the_same_rows() {
    assert_snapshot!(runs(
        &Sealed::new(),
        &[
            &["query", PAIRS, "--format", "csv"],
            &["query", PAIRS, "--format", "tsv"],
            &["query", PAIRS, "--format", "tsv", "--no-cite"],
            &["query", PAIRS, "--format", "xml"],
        ]
    ));
}

#[test]
fn a_table_can_be_markdown_or_html() {
    assert_snapshot!(runs(
        &Sealed::new(),
        &[
            &["query", PAIRS, "--format", "markdown"],
            &["query", PAIRS, "--format", "html"],
        ]
    ));
}

#[test]
fn json_is_that_of_sparql_with_the_evidence_beside_it() {
    let seen = run(&["query", PAIRS, "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&seen.stdout).unwrap();
    let rows = json["results"]["bindings"].as_array().unwrap();
    let evidence = json["evidence"].as_array().unwrap();
    assert_eq!(rows.len(), evidence.len());
    assert_snapshot!(first_alternative(&json));
}

/// The answer without evidence, and the first statements of the first row's evidence.
fn first_alternative(json: &serde_json::Value) -> String {
    let mut first = json["evidence"][0].clone();
    let statements = first["alternatives"][0]["statements"]
        .as_array_mut()
        .unwrap();
    statements.truncate(2);
    format!(
        "{:#}\n{:#}\n{first:#}",
        json["head"], json["results"]["bindings"][0]
    )
}

#[test]
fn json_without_citations_is_that_of_sparql_alone() {
    let seen = run(&["query", PAIRS, "--format", "json", "--no-cite"]);
    let json: serde_json::Value = serde_json::from_str(&seen.stdout).unwrap();
    let members: Vec<&String> = json.as_object().unwrap().keys().collect();
    assert_eq!(members, ["head", "results"]);
}

#[test]
fn an_explanation_draws_the_whole_tree() {
    assert_snapshot!(run(&[
        "query",
        "hydrogen-evolution-suppressed",
        "--explain"
    ]));
}

#[test]
fn timing_is_told_on_stderr_and_changes_no_answer() {
    let with = run(&["query", PAIRS, "--timing"]);
    assert_eq!(with.stdout, run(&["query", PAIRS]).stdout);
    let number = Regex::new(r"\d+\.\d{3}").unwrap();
    assert_snapshot!(Seen {
        stdout: String::new(),
        stderr: number.replace_all(&with.stderr, "[MS]").into_owned(),
        status: with.status,
    }, @r"
    [stderr]
    parsing: [MS]
    planning: [MS]
    evaluating: [MS]
    citing: [MS]
    writing: [MS]
    [exit 0]
    ");
}

#[test]
fn sparql_comes_as_an_argument_from_a_file_or_from_standard_input() {
    let sealed = Sealed::new();
    sealed.write("mine.rq", AD_HOC);
    let as_argument = sealed.run(&["query", AD_HOC]);
    assert_eq!(as_argument, sealed.run(&["query", "mine.rq"]));
    assert_eq!(
        as_argument,
        sealed.run_with_input(&["query", "-"], AD_HOC.as_bytes())
    );
    assert_snapshot!(as_argument);
}

#[test]
fn a_file_with_a_header_takes_parameters_as_a_named_question_does() {
    let sealed = Sealed::new();
    sealed.write(
        "mine.rq",
        "#+ summary: Catalysts with a metal.\n#+ defaults:\n#+   - metal: https://w3id.org/synergraph/element/Sn\n\
         #+ parameters:\n#+   - name: metal\n#+     class: https://w3id.org/synergraph/ns#Element\n\
         PREFIX sg: <https://w3id.org/synergraph/ns#>\n\
         PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n\
         SELECT DISTINCT ?catalyst { ?system sg:metal ?_metal_iri ; a sg:Catalyst ; rdfs:label ?catalyst }\n\
         ORDER BY ?catalyst\n",
    );
    assert_snapshot!(runs(
        &sealed,
        &[
            &["query", "mine.rq", "--format", "csv", "--no-cite"],
            &[
                "query",
                "mine.rq",
                "--format",
                "csv",
                "--no-cite",
                "--set",
                "metal=palladium"
            ],
        ]
    ));
}

const CONSTRUCT: &str = "PREFIX sg: <https://w3id.org/synergraph/ns#>
PREFIX system: <https://w3id.org/synergraph/system/>
PREFIX ex: <https://example.org/>
CONSTRUCT { system:ipn-cuco-dacs ex:contains ?metal } { system:ipn-cuco-dacs sg:metal ?metal }";

#[test]
fn a_constructed_graph_comes_in_rdf_formats_and_as_a_table() {
    assert_snapshot!(runs(
        &Sealed::new(),
        &[
            &["query", CONSTRUCT],
            &["query", CONSTRUCT, "--format", "ntriples"],
        ]
    ));
}

#[test]
fn a_constructed_graph_in_turtle_is_spelt_short() {
    let seen = run(&["query", CONSTRUCT, "--format", "turtle"]);
    let body: Vec<&str> = seen
        .stdout
        .lines()
        .filter(|line| !line.starts_with("@prefix"))
        .collect();
    assert_snapshot!(body.join("\n"));
    assert_eq!(seen.status, 0);
}

#[test]
fn a_constructed_graph_in_json_has_evidence() {
    assert_snapshot!(run(&["query", CONSTRUCT, "--format", "json"]));
}

#[test]
fn yes_or_no_comes_with_a_witness() {
    let ask = "PREFIX sg: <https://w3id.org/synergraph/ns#>
        PREFIX system: <https://w3id.org/synergraph/system/>
        ASK { system:ipn-cuco-dacs sg:mechanism sg:Tandem }";
    assert_snapshot!(runs(
        &Sealed::new(),
        &[
            &["query", ask],
            &["query", ask, "--no-cite"],
            &["query", ask, "--format", "json"],
            &["query", ask, "--format", "csv"],
            &["query", ask, "--format", "xml"],
            &["query", &ask.replace("Tandem", "Confinement")],
        ]
    ));
}

#[test]
fn a_description_holds_the_triples_about_a_thing() {
    let describe = "DESCRIBE <https://w3id.org/synergraph/role/ipn-cuco-dacs-cu-nitrate>";
    assert_snapshot!(run(&["query", describe]));
}

#[test]
fn an_answer_without_rows_says_so() {
    let nothing = "SELECT ?s { ?s <https://example.org/none> ?o }";
    assert_snapshot!(runs(
        &Sealed::new(),
        &[
            &["query", nothing],
            &["query", nothing, "--explain"],
            &["query", nothing, "--format", "csv"],
            &["query", nothing, "--format", "json"],
            &["query", nothing, "--format", "markdown"],
        ]
    ));
}

#[test]
fn rdf_files_can_be_asked_instead_of_the_knowledge_base() {
    let sealed = Sealed::new();
    sealed
        .write(
            "a.trig",
            "@prefix ex: <https://example.org/> .\nex:claim { ex:a ex:likes ex:b . }\n",
        )
        .write(
            "b.nt",
            "<https://example.org/b> <https://example.org/likes> <https://example.org/c> .\n",
        );
    let query =
        "PREFIX ex: <https://example.org/> SELECT ?who ?whom { ?who ex:likes ?whom } ORDER BY ?who";
    assert_snapshot!(runs(
        &sealed,
        &[
            &["query", query, "--data", "a.trig", "b.nt", "--explain"],
            &[
                "query",
                query,
                "--data",
                "a.trig",
                "--data",
                "b.nt",
                "--default-graph",
                "unnamed"
            ],
        ]
    ));
}

#[test]
fn questions_are_listed_with_their_summaries() {
    assert_snapshot!(run(&["questions"]));
}

#[test]
fn a_question_is_shown_in_full() {
    assert_snapshot!(run(&["questions", PAIRS]));
}

#[test]
fn a_question_is_shown_in_json() {
    assert_snapshot!(run(&["questions", "by-metal", "--format", "json"]));
}

#[test]
fn every_question_has_rows_and_complete_citations() {
    assert_snapshot!(run(&["questions", "--check"]));
}

#[test]
fn a_claim_is_traced_to_its_reference_and_to_others_on_the_same_authority() {
    assert_snapshot!(run(&["trace", "claim:jang2024-site-separation"]));
}

#[test]
fn a_catalyst_is_traced_to_the_claims_about_it() {
    assert_snapshot!(run(&["trace", "Cu-Ni@S-1"]));
}

#[test]
fn a_site_is_traced_to_the_claims_about_it() {
    assert_snapshot!(run(&["trace", "Cu site of IPN-CuCo DACs"]));
}

#[test]
fn a_work_is_traced_by_number_doi_or_first_author() {
    let by_number = run(&["trace", "[65]"]);
    for other in [
        "65",
        "10.1038/s41929-023-01090-4",
        "https://doi.org/10.1038/s41929-023-01090-4",
        "doi:10.1038/S41929-023-01090-4",
        "Sandoval-Diaz",
        "sandoval-diaz et al.",
        "Sandoval-Diaz, L.",
        "ref:65",
    ] {
        assert_eq!(by_number, run(&["trace", other]), "{other}");
    }
    assert_snapshot!(by_number);
}

#[test]
fn a_work_whose_doi_is_a_candidate_is_found_by_it() {
    let by_candidate = run(&["trace", "10.1002/anie.202516398"]);
    assert_eq!(by_candidate, run(&["trace", "[86]"]));
    assert!(
        by_candidate.stdout.contains("DOI not confirmed"),
        "{by_candidate}"
    );
}

#[test]
fn a_thing_is_found_by_its_other_name_in_any_case() {
    let by_label = run(&["trace", "IPN-CuCo DACs"]);
    assert_eq!(
        by_label,
        run(&["trace", "CuCo interpenetrating polymer network"])
    );
    assert_eq!(by_label, run(&["trace", "ipn-cuco dacs"]));
    assert_eq!(by_label, run(&["trace", "system:ipn-cuco-dacs"]));
    assert_eq!(
        by_label,
        run(&[
            "trace",
            "<https://w3id.org/synergraph/system/ipn-cuco-dacs>"
        ])
    );
    assert_eq!(by_label.status, 0);
}

#[test]
fn several_works_of_one_author_are_all_traced() {
    let seen = run(&["trace", "Xu"]);
    let works: Vec<&str> = seen
        .stdout
        .lines()
        .filter(|line| line.starts_with('['))
        .collect();
    assert_snapshot!(works.join("\n"));
}

#[test]
fn the_review_itself_is_traced_to_what_it_says_on_its_own_authority() {
    let seen = run(&["trace", "10.53941/echem.2026.100004"]);
    let head: Vec<&str> = seen.stdout.lines().take(8).collect();
    assert_snapshot!(head.join("\n"));
}

#[test]
fn a_trace_can_be_json() {
    assert_snapshot!(run(&[
        "trace",
        "claim:jang2024-site-separation",
        "--format",
        "json"
    ]));
}

#[test]
fn the_built_in_knowledge_base_has_nothing_wrong() {
    let seen = run(&["check"]);
    let number = Regex::new(r"\d+").unwrap();
    assert_snapshot!(
        number.replace_all(&seen.to_string(), "N"),
        @r"
    Checked N claims in N files with N rules: nothing is wrong.
    [exit N]
    "
    );
    assert_eq!(seen.status, 0);
    assert_snapshot!(run(&["check", "--format", "json"]), @r#"
    {
      "findings": []
    }
    [exit 0]
    "#);
}

#[test]
fn every_diagnostic_has_a_line_in_the_list() {
    assert_snapshot!(run(&["explain"]));
}

#[test]
fn a_diagnostic_is_explained() {
    assert_snapshot!(run(&["explain", "claim-without-anchor"]));
}

#[test]
fn an_export_is_the_same_twice_in_every_format() {
    for format in ["turtle", "trig", "ntriples", "nquads", "rdfxml", "jsonld"] {
        for merged in [
            &["export", "--format", format, "--merged"][..],
            &["export", "--format", format],
        ] {
            let first = run(merged);
            assert_eq!(first.status, 0, "{format}: {}", first.stderr);
            assert!(first.stdout.ends_with('\n'), "{format} ends in no line");
            assert!(first == run(merged), "{format} differs from run to run");
        }
    }
}

#[test]
fn an_export_keeps_claims_apart_where_the_format_can() {
    let lines = |arguments: &[&str]| {
        let seen = run(arguments);
        let mut lines: Vec<String> = seen.stdout.lines().map(str::to_owned).collect();
        let count = lines.len();
        lines.sort();
        lines.dedup();
        assert_eq!(count, lines.len(), "{arguments:?} writes a line twice");
        lines
    };
    let merged = lines(&["export", "--format", "ntriples"]);
    assert_eq!(merged, lines(&["export", "--format", "nquads", "--merged"]));
    let quads = lines(&["export", "--format", "nquads"]);
    assert!(
        quads.len() > merged.len(),
        "a triple of two claims is two quads"
    );
    let graph = "<https://w3id.org/synergraph/claim/su2025-nitrate-at-cu> .";
    assert!(quads.iter().any(|quad| quad.ends_with(graph)));
}

/// What one format holds, read back and written as sorted N-Quads.
#[test]
fn every_export_reads_back_to_the_same_graph() {
    let sealed = Sealed::new();
    for (format, ending, plain) in [
        ("trig", "trig", "nquads"),
        ("jsonld", "jsonld", "nquads"),
        ("turtle", "ttl", "ntriples"),
        ("rdfxml", "rdf", "ntriples"),
    ] {
        let file = format!("all.{ending}");
        sealed.write(&file, sealed.run(&["export", "--format", format]).stdout);
        let back = sealed.run(&["export", "--format", plain, "--data", &file]);
        let straight = sealed.run(&["export", "--format", plain]);
        assert_eq!(back.status, 0, "{format}: {}", back.stderr);
        assert!(
            without_blank_names(&back.stdout) == without_blank_names(&straight.stdout),
            "{format} holds another graph"
        );
    }
}

fn without_blank_names(lines: &str) -> Vec<String> {
    let blank = Regex::new(r"_:\w+").unwrap();
    let mut lines: Vec<String> = lines
        .lines()
        .map(|line| blank.replace_all(line, "_:b").into_owned())
        .collect();
    lines.sort();
    lines
}

const PAPER: &str = "# A paper\n\n## 1. Introduction\n\nNickel is common [1]. Copper is not.\n\n\
    ## References\n\n1. Doe, J. Nickel. *J. Made Up* **2020**, *1*, 1.\n";

/// A knowledge base of one claim about the paper above.
fn one_claim(locator: &str, digest: &str) -> Sealed {
    let sealed = Sealed::new();
    sealed.write("paper.md", PAPER).write(
        "kb/claims/001-doe-2020.trig",
        format!(
            "@prefix sg: <https://w3id.org/synergraph/ns#> .\n@prefix cito: <http://purl.org/spar/cito/> .\n\
             @prefix claim: <https://w3id.org/synergraph/claim/> .\n@prefix ref: <https://example.org/ref/> .\n\n\
             ref:1 sg:number \"1\" .\n\n\
             claim:nickel {{\n    claim:nickel a sg:Claim ;\n        sg:locator \"{locator}\" ;\n        \
             sg:sentenceDigest \"{digest}\" ;\n        cito:citesAsEvidence ref:1 .\n}}\n"
        ),
    );
    sealed
}

#[test]
fn digests_are_filled_in_and_then_found() {
    let sealed = one_claim("1/1/1", "n1:");
    let verify = ["verify", "--source", "paper.md", "--kb", "kb"];
    let write: Vec<&str> = verify.iter().copied().chain(["--write"]).collect();
    assert_snapshot!(runs(&sealed, &[&verify, &write, &verify, &write]));
}

#[test]
fn a_sentence_that_went_elsewhere_is_said_to_have_moved() {
    let sealed = one_claim("1/1/1", "n1:");
    let verify = ["verify", "--source", "paper.md", "--kb", "kb"];
    assert_eq!(sealed.run(&[&verify[..], &["--write"]].concat()).status, 0);
    sealed.write(
        "paper.md",
        PAPER.replace("Nickel is common", "Iron is cheap. Nickel is common"),
    );
    assert_snapshot!(runs(&sealed, &[&verify]));
}

/// Long enough for a sketch.
const LONG: &str = "# Made-up nitrate\n\n## 1. Introduction\n\nNothing is said here. In alkaline water the made-up alloy reduces NO<sub>3</sub><sup>−</sup> to \
    ammonia with a Faradaic efficiency of 97% at −0.4 V, and it keeps this for 120 h without any loss of copper from its \
    surface [1]. Short it is.\n\nAnother paragraph speaks of the support, which is carbon paper that was washed in acid, rinsed \
    with water and dried in air for a night before the metal salts were put on it with a brush.\n\n\
    ## References\n\n1. Doe, J. Nickel. *J. Made Up* **2020**, *1*, 1.\n";

/// A copy of the paper above, in which a text stands for another.
fn copy_with(changes: &[(&str, &str)]) -> Sealed {
    let sealed = one_claim("1/1/2", "n1:");
    sealed.write("paper.md", LONG);
    let verify = ["verify", "--source", "paper.md", "--kb", "kb"];
    let seen = sealed.run(&[&verify[..], &["--write"]].concat());
    assert_eq!(
        seen.stdout,
        "Wrote 1 digest in 1 file, 1 sketch in kb/claims/sketches.txt.\n"
    );
    let mut copy = LONG.to_owned();
    for (from, to) in changes {
        assert!(copy.contains(from));
        copy = copy.replace(from, to);
    }
    sealed.write("paper.md", copy);
    sealed
}

#[test]
fn a_lost_sign_is_named_by_what_the_digest_says() {
    let verify = ["verify", "--source", "paper.md", "--kb", "kb"];
    let json: Vec<&str> = [&verify[..], &["--format", "json"]].concat();
    let sealed = copy_with(&[("<sup>−</sup>", "")]);
    assert_snapshot!(runs(&sealed, &[&verify, &json]));
}

#[test]
fn the_nearest_text_is_shown_with_what_differs() {
    let verify = ["verify", "--source", "paper.md", "--kb", "kb"];
    let sealed = copy_with(&[
        ("97%", "79 or 80%"),
        ("without any loss", "with a slow loss"),
    ]);
    assert_snapshot!(runs(&sealed, &[&verify]));
    // The sentence has changed, and stands in another paragraph.
    let sealed = copy_with(&[
        (
            "Nothing is said here.",
            "Nothing is said here.\n\nNothing more, either.",
        ),
        ("97%", "79%"),
        ("In alkaline", "It ends there. Now here. In alkaline"),
    ]);
    assert_snapshot!(runs(&sealed, &[&verify]));
    // Nothing of it is left.
    let sealed = copy_with(&[]);
    sealed.write("paper.md", PAPER);
    assert_snapshot!(runs(&sealed, &[&verify]));
}

#[test]
fn a_short_text_has_no_sketch_and_what_stands_there_is_shown() {
    let sealed = one_claim("1/1/1", "n1:");
    let verify = ["verify", "--source", "paper.md", "--kb", "kb"];
    let seen = sealed.run(&[&verify[..], &["--write"]].concat());
    assert_eq!(seen.stdout, "Wrote 1 digest in 1 file.\n");
    sealed.write("paper.md", PAPER.replace("Nickel is", "Nickel was"));
    assert_snapshot!(runs(&sealed, &[&verify]));
}

#[test]
fn a_word_or_number_of_a_short_text_is_named_by_what_the_digest_says() {
    let text = "# Made-up nitrate\n\n## 1. Part\n\nOn CuNi, nitrate may bind more strongly than 120 other ions do.\n\nWater is bound by zinc.\n";
    let sealed = one_claim("1/1/1", "n1:");
    sealed.write("paper.md", text);
    let verify = ["verify", "--source", "paper.md", "--kb", "kb"];
    let seen = sealed.run(&[&verify[..], &["--write"]].concat());
    assert_eq!(seen.status, 0, "{seen}");
    for (from, to, marked, said) in [
        (
            "CuNi",
            "CuZn",
            "⟦CuZn,⟧",
            "`CuZn,` here, `CuNi,` in the claim's sentence",
        ),
        (
            "120",
            "385",
            "⟦385⟧",
            "`385` here, `120` in the claim's sentence",
        ),
        (
            "more",
            "less",
            "⟦less⟧",
            "`less` here, `more` in the claim's sentence",
        ),
        (
            "may bind",
            "bind",
            "⟦bind⟧",
            "`bind` here, `may bind` in the claim's sentence",
        ),
        (
            "do",
            "do not",
            "⟦not⟧",
            "`do not.` here, `do.` in the claim's sentence",
        ),
    ] {
        let copy = text
            .replacen(from, to, 1)
            .replace("Water is bound", "Nickel may be bound");
        sealed.write("paper.md", copy);
        let seen = sealed.run(&verify);
        assert_eq!(seen.status, 1, "{to}: {seen}");
        assert!(seen.stdout.contains("1 text differs"), "{to}: {seen}");
        assert!(seen.stdout.contains(marked), "{to}: {seen}");
        assert!(seen.stdout.contains(said), "{to}: {seen}");
    }
}

#[test]
fn a_trace_shows_what_stands_in_the_readers_copy() {
    let trace = [
        "trace",
        "claim:nickel",
        "--source",
        "paper.md",
        "--kb",
        "kb",
    ];
    let json: Vec<&str> = [&trace[..], &["--format", "json"]].concat();
    let work = ["trace", "[1]", "--source", "paper.md", "--kb", "kb"];
    assert_snapshot!(runs(&copy_with(&[]), &[&trace, &json, &work]));
    assert_snapshot!(runs(&copy_with(&[("97%", "79%")]), &[&trace]));
    let moved = copy_with(&[("Nothing is said here.", "Nothing is said here. Or there.")]);
    assert_snapshot!(runs(&moved, &[&trace]));
    let gone = copy_with(&[]);
    gone.write(
        "paper.md",
        "# Made-up nitrate\n\n## 1. Other\n\nIt is another text [1].\n\n## 2. More\n\nIt ends.\n",
    );
    assert_snapshot!(runs(&gone, &[&trace]));
    let unreadable = [&trace[..2], &["--source", "missing.md", "--kb", "kb"]].concat();
    assert_snapshot!(runs(&gone, &[&unreadable]));
}

#[test]
fn claims_about_another_paper_than_the_copy_are_counted_apart() {
    let sealed = one_claim("1/1/1", "n1:");
    let more = |name: &str, paper: &str, locator: &str| {
        format!(
            "@prefix sg: <https://w3id.org/synergraph/ns#> .\n@prefix claim: <https://w3id.org/synergraph/claim/> .\n\
             claim:{name} {{\n    claim:{name} a sg:Claim ;\n        sg:inPaper <https://example.org/{name}> ;\n        \
             sg:locator \"{locator}\" ;\n        sg:sentenceDigest \"n1:\" .\n}}\n\
             <https://example.org/{name}> <http://purl.org/dc/terms/title> \"{paper}\" .\n"
        )
    };
    sealed
        .write("kb/claims/002-here.trig", more("here", "A paper", "1/1/2"))
        .write(
            "kb/claims/003-there.trig",
            more("there", "Another paper", "7/1/1"),
        );
    let verify = ["verify", "--source", "paper.md", "--kb", "kb"];
    let write: Vec<&str> = [&verify[..], &["--write"]].concat();
    let json: Vec<&str> = [&verify[..], &["--format", "json"]].concat();
    assert_snapshot!(runs(&sealed, &[&write, &verify, &json]));
    // Its place is in this copy, too, and its digest is not touched.
    sealed.write(
        "kb/claims/003-there.trig",
        more("there", "Another paper", "1/1/2"),
    );
    assert_snapshot!(runs(&sealed, &[&write, &verify]));
    // A copy of no paper that is known: all are looked for.
    sealed.write("paper.md", "# Unknown\n\n## 1. Part\n\nSomething else.\n");
    assert_snapshot!(runs(&sealed, &[&verify]));
}

#[test]
fn a_marker_that_is_not_there_is_missed() {
    let sealed = one_claim("1/1/2", "n1:");
    let verify = ["verify", "--source", "paper.md", "--kb", "kb"];
    assert_eq!(sealed.run(&[&verify[..], &["--write"]].concat()).status, 0);
    assert_snapshot!(runs(
        &sealed,
        &[&verify, &[&verify[..], &["--format", "json"]].concat()]
    ));
}

#[test]
fn the_version_is_told() {
    assert_snapshot!(run(&["--version"]), @r"
    synergraph 0.1.0
    [exit 0]
    ");
}

#[test]
fn a_narrow_terminal_gets_narrow_tables() {
    let sealed = Sealed::new();
    let output = sealed
        .command()
        .env("COLUMNS", "60")
        .args(["query", PAIRS])
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    for line in text.lines() {
        assert!(line.chars().count() <= 60, "{line}");
    }
    assert_snapshot!(text);
}

#[test]
fn a_cell_of_any_length_is_shown() {
    let sealed = Sealed::new();
    let long = "word ".repeat(20_000);
    let line = format!("<http://e/a> <http://e/b> \"{long}\" <http://e/c> .\n");
    sealed.write("long.nq", line);
    for (query, more) in [
        ("SELECT ?o { ?s ?p ?o }", &[][..]),
        ("SELECT * { ?s ?p ?o }", &["--no-cite"]),
    ] {
        let arguments = [&["query", query, "--data", "long.nq"], more].concat();
        let seen = sealed.run(&arguments);
        assert_eq!(seen.status, 0, "{}", seen.stderr);
        assert_eq!(seen.stdout.matches("word").count(), 20_000);
    }
}
