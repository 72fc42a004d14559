//! Publishing to an engine over real sockets, and into a folder.

mod engine;
mod expected;
mod faults;
mod folder;
mod properties;

use crate::sealed::{Sealed, Seen};
use engine::{Engine, Fault, as_spelt, named};
use expected::expected;
use std::collections::BTreeSet;
use std::process::Stdio;

/// Two claims that share a statement, and background in two files; all of it synthetic.
const CLAIMS: &str = r#"
@prefix ex: <https://example.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
ex:c1 { ex:c1 ex:says "one" . ex:a ex:p ex:b ; ex:value 1.50 , "x\ty \"q\" \\ é"@en . }
ex:c2 { ex:c2 ex:says "two" . ex:a ex:p ex:b . ex:d ex:on "2026-01-02"^^xsd:date . }
ex:c3 { ex:c3 ex:says "three" . ex:e ex:p ex:f . }
"#;
const BACKGROUND: &str = r#"
@prefix ex: <https://example.org/> .
ex:p ex:label "property" . ex:a ex:p ex:b . ex:a ex:label "A" .
"#;
const MORE: &str = r#"
@prefix ex: <https://example.org/> .
ex:p ex:label "property" . ex:q ex:label "other property" .
"#;

/// A folder with the small dataset.
fn small() -> Sealed {
    let sealed = Sealed::new();
    sealed
        .write("claims.trig", CLAIMS)
        .write("words.ttl", BACKGROUND)
        .write("more words.ttl", MORE);
    sealed
}

/// Arguments of a command on the small dataset.
fn with_data<'a>(arguments: &[&'a str]) -> Vec<&'a str> {
    let data = ["--data", "claims.trig", "words.ttl", "more words.ttl"];
    arguments.iter().copied().chain(data).collect()
}

/// Publishes the small dataset.
fn publish(sealed: &Sealed, engine: &Engine, more: &[&str]) -> Seen {
    let address = engine.sparql();
    let mut arguments = vec!["publish", &address, "--back-off", "5"];
    arguments.extend(more);
    sealed.run(&with_data(&arguments))
}

/// What another engine holds once the same is published there for the first time.
fn fresh(sealed: &Sealed) -> BTreeSet<String> {
    let engine = Engine::start();
    let seen = publish(sealed, &engine, &[]);
    assert_eq!(seen.status, 0, "{seen}");
    engine.published()
}

#[test]
fn what_is_published_is_what_the_layout_says_quad_by_quad() {
    let (sealed, engine) = (small(), Engine::start());
    let seen = publish(&sealed, &engine, &[]);
    insta::assert_snapshot!(seen.to_string());
    let files = [
        ("claims.trig", CLAIMS),
        ("words.ttl", BACKGROUND),
        ("more words.ttl", MORE),
    ];
    let (own, there): (BTreeSet<String>, BTreeSet<String>) =
        engine.published().into_iter().partition(|quad| {
            quad.contains("published#digest> ") && quad.contains("published/publication>")
        });
    assert_eq!(own.len(), 1, "the digest of the store");
    similar(
        &there,
        &as_spelt(&expected(&files, "https://w3id.org/synergraph/published/")),
    );
    // What goes over the wire is spelt as it was written.
    let sent: String = engine
        .changes()
        .into_iter()
        .map(|asked| asked.body)
        .collect();
    assert!(sent.contains("\"1.50\"^^<http://www.w3.org/2001/XMLSchema#decimal>"));
}

/// Compares what is there with what should be, and names what differs.
#[track_caller]
fn similar(there: &BTreeSet<String>, expected: &BTreeSet<String>) {
    let missing: Vec<&String> = expected.difference(there).collect();
    let surplus: Vec<&String> = there.difference(expected).collect();
    assert!(
        missing.is_empty() && surplus.is_empty(),
        "missing: {missing:#?}\nsurplus: {surplus:#?}"
    );
}

#[test]
fn the_built_in_knowledge_base_is_published_as_it_is_exported() {
    let (sealed, engine) = (Sealed::new(), Engine::start());
    let seen = sealed.run(&["publish", &engine.sparql()]);
    assert_eq!(seen.status, 0, "{seen}");
    let lines = |arguments: &[&str]| -> BTreeSet<String> {
        let seen = sealed.run(arguments);
        assert_eq!(seen.status, 0);
        seen.stdout.lines().map(str::to_owned).collect()
    };
    let merged = lines(&["export", "--format", "ntriples", "--inferred"]);
    similar(
        &engine.graph("https://w3id.org/synergraph/published/merged"),
        &as_spelt(&merged),
    );
    let claims = lines(&["export", "--format", "nquads"]);
    let of_claims: BTreeSet<String> = claims
        .iter()
        .filter(|quad| is_of_claim(quad))
        .cloned()
        .collect();
    let base = "<https://w3id.org/synergraph/published/";
    let there = engine.quads();
    let there: BTreeSet<String> = there
        .into_iter()
        .filter(|quad| !quad.rsplit(' ').nth(1).unwrap().starts_with(base))
        .collect();
    similar(&there, &as_spelt(&of_claims));
    let of_sources: BTreeSet<String> = engine
        .quads()
        .into_iter()
        .filter(|quad| quad.contains("/published/source/"))
        .filter(|quad| {
            quad.rsplit(' ')
                .nth(1)
                .unwrap()
                .contains("/published/source/")
        })
        .map(|quad| format!("{} .", quad.rsplitn(3, ' ').nth(2).unwrap()))
        .collect();
    let background: BTreeSet<String> = claims.difference(&of_claims).cloned().collect();
    similar(&of_sources, &as_spelt(&background));
}

/// Says whether a line of N-Quads has a graph.
fn is_of_claim(quad: &str) -> bool {
    let parser = oxigraph::io::RdfParser::from_format(oxigraph::io::RdfFormat::NQuads);
    let quad = parser.for_slice(quad.as_bytes()).next().unwrap().unwrap();
    quad.graph_name != oxigraph::model::GraphName::DefaultGraph
}

#[test]
fn derivations_lead_from_statements_to_statements() {
    let (sealed, engine) = (Sealed::new(), Engine::start());
    let seen = sealed.run(&["publish", &engine.sparql()]);
    assert_eq!(seen.status, 0, "{seen}");
    let base = "https://w3id.org/synergraph/published/";
    let merged = engine.graph(&format!("{base}merged"));
    let mut statements = std::collections::BTreeMap::<String, [String; 3]>::new();
    let mut derivations = std::collections::BTreeMap::<String, Vec<(String, String)>>::new();
    for line in engine.graph(&format!("{base}derivations")) {
        let mut words = line
            .strip_suffix(" .")
            .unwrap()
            .splitn(3, ' ')
            .map(str::to_owned);
        let [node, predicate, object] = [(); 3].map(|()| words.next().unwrap());
        let parts = ["subject>", "predicate>", "object>"];
        match parts
            .iter()
            .position(|part| predicate.ends_with(&format!("ns#{part}")))
        {
            Some(part) => statements.entry(node).or_default()[part] = object,
            None => derivations
                .entry(node)
                .or_default()
                .push((predicate, object)),
        }
    }
    let hash_of = |node: &str| node[node.len() - 33..node.len() - 1].to_owned();
    let hashes: BTreeSet<String> = {
        let seen = sealed.run(&["export", "--format", "ntriples", "--inferred"]);
        let line = |line| format!("{} .", oxigraph::model::Triple::from(named(line)));
        seen.stdout
            .lines()
            .map(|one| expected::hash(&line(one)))
            .collect()
    };
    for (node, terms) in &statements {
        let line = format!("{} .", terms.join(" "));
        assert!(merged.contains(&line), "{line}");
        assert!(hashes.contains(&hash_of(node)), "{node} of {line}");
    }
    let mut concluded = BTreeSet::new();
    for (node, said) in &derivations {
        let of = |name: &str| said.iter().find(|(predicate, _)| predicate.ends_with(name));
        let conclusion = &of("#conclusion>").unwrap().1;
        let mut lines = format!(
            "{}\n{}\n",
            of("#rule>").unwrap().1.trim_matches('"'),
            hash_of(conclusion)
        );
        for number in 1.. {
            let Some((_, premise)) = of(&format!("#_{number}>")) else {
                assert_eq!(said.len(), 4 + number - 1, "{said:?}");
                break;
            };
            assert!(statements.contains_key(premise), "{premise}");
            lines.push_str(&format!("{}\n", hash_of(premise)));
        }
        assert_eq!(
            *node,
            format!("<{base}derivation/{}>", expected::hash(&lines))
        );
        concluded.insert(format!("{} .", statements[conclusion].join(" ")));
    }
    let stated: BTreeSet<String> = {
        let seen = sealed.run(&["export", "--format", "ntriples"]);
        as_spelt(&seen.stdout.lines().map(str::to_owned).collect())
    };
    let inferred: BTreeSet<String> = merged.difference(&stated).cloned().collect();
    assert!(!inferred.is_empty());
    assert!(inferred.is_subset(&concluded));
}

#[test]
fn the_second_time_nothing_is_sent() {
    let (sealed, engine) = (small(), Engine::start());
    assert_eq!(publish(&sealed, &engine, &[]).status, 0);
    let before = engine.quads();
    engine.forget();
    let seen = publish(&sealed, &engine, &[]);
    insta::assert_snapshot!(seen.to_string());
    assert_eq!(engine.changes().len(), 0);
    assert_eq!(engine.asked().len(), 1);
    assert_eq!(engine.quads(), before);
}

#[test]
fn of_a_changed_claim_only_what_changed_is_sent() {
    let sealed = Sealed::new();
    // A knowledge base of a hundred claims, so that a part of it is small beside the whole.
    let claims = |changed: &str| -> String {
        let claim = |number: usize| {
            let value = if number == 42 { changed } else { "same" };
            format!(
                "ex:c{number} {{ ex:c{number} ex:says \"{value}\" . ex:a{number} ex:p ex:b{number} , ex:b . }}\n"
            )
        };
        let all: String = (0..100).map(claim).collect();
        format!("@prefix ex: <https://example.org/> .\n{all}")
    };
    sealed
        .write("claims.trig", claims("before"))
        .write("words.ttl", BACKGROUND)
        .write("more words.ttl", MORE);
    let engine = Engine::start();
    assert_eq!(publish(&sealed, &engine, &[]).status, 0);
    let whole: usize = engine.changes().iter().map(|one| one.body.len()).sum();
    sealed.write("claims.trig", claims("after"));
    engine.forget();
    let seen = publish(&sealed, &engine, &[]);
    assert_eq!(seen.status, 0, "{seen}");
    similar(&engine.published(), &fresh(&sealed));
    let changes = engine.changes();
    let bodies: String = changes.iter().map(|one| one.body.as_str()).collect();
    // State, changes, state.
    assert_eq!(changes.len(), 3, "{bodies}");
    assert!(
        bodies.len() * 3 < whole,
        "{} of {whole} bytes",
        bodies.len()
    );
    for number in (0..100).filter(|number| *number != 42) {
        let name = format!("<https://example.org/c{number}>");
        assert!(!bodies.contains(&name), "{name} was sent again");
    }
    assert!(bodies.contains("DROP SILENT GRAPH <https://example.org/c42>"));
    insta::assert_snapshot!(seen.to_string());
}

#[test]
fn a_claim_that_is_gone_is_removed_and_what_others_state_stays() {
    let (sealed, engine) = (small(), Engine::start());
    assert_eq!(publish(&sealed, &engine, &[]).status, 0);
    let without: String = CLAIMS
        .lines()
        .filter(|line| !line.starts_with("ex:c1 "))
        .collect::<Vec<_>>()
        .join("\n");
    sealed.write("claims.trig", without);
    let seen = publish(&sealed, &engine, &[]);
    assert_eq!(seen.status, 0, "{seen}");
    similar(&engine.published(), &fresh(&sealed));
    assert!(engine.graph("https://example.org/c1").is_empty());
    let merged = engine.graph("https://w3id.org/synergraph/published/merged");
    let shared = "<https://example.org/a> <https://example.org/p> <https://example.org/b> .";
    assert!(merged.contains(shared));
    assert!(!merged.iter().any(|line| line.contains("1.50")));
}

#[test]
fn a_run_that_is_killed_goes_on_where_it_ended() {
    let sealed = Sealed::new();
    let engine = Engine::start();
    let publish = || {
        let mut command = sealed.command();
        command.args(["publish", &engine.sparql(), "--batch", "200"]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    };
    engine.fail(|_| Fault::Late(std::time::Duration::from_millis(20)));
    let mut child = publish().spawn().unwrap();
    while engine.changes().len() < 20 {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    // Whoever asks now is told that it is unfinished.
    let publication = engine.graph("https://w3id.org/synergraph/published/publication");
    let state = "<https://w3id.org/synergraph/published#state> <https://w3id.org/synergraph/published#Loading>";
    assert!(
        publication.iter().any(|line| line.contains(state)),
        "{publication:?}"
    );
    engine.fail(|_| Fault::None);
    let first: usize = {
        let other = Engine::start();
        let seen = sealed.run(&["publish", &other.sparql(), "--batch", "200"]);
        assert_eq!(seen.status, 0, "{seen}");
        let output = publish().output().unwrap();
        assert!(output.status.success(), "{output:?}");
        similar(&engine.published(), &other.published());
        other.changes().len()
    };
    let resumed = engine.changes().len();
    assert!(
        resumed + 10 < first,
        "{resumed} requests after the kill, {first} without"
    );
}

#[test]
fn something_else_in_its_place_is_left_alone_unless_told_otherwise() {
    let (sealed, engine) = (small(), Engine::start());
    engine.load(
        "<https://example.org/s> <https://example.org/p> \"mine\" <https://example.org/c2> .\n",
    );
    engine.load(
        "<https://example.org/s> <https://example.org/p> \"mine\" <https://example.org/other> .\n",
    );
    let refused = publish(&sealed, &engine, &[]);
    assert_eq!(engine.changes().len(), 0);
    let allowed = publish(&sealed, &engine, &["--overwrite"]);
    assert_eq!(allowed.status, 0, "{allowed}");
    let mut there = engine.published();
    assert!(there.remove(
        "<https://example.org/s> <https://example.org/p> \"mine\" <https://example.org/other> ."
    ));
    similar(&there, &fresh(&sealed));
    insta::assert_snapshot!(format!("{refused}\n\n{allowed}"));
}

#[test]
fn overwriting_removes_what_was_published_before() {
    let (sealed, engine) = (small(), Engine::start());
    assert_eq!(publish(&sealed, &engine, &[]).status, 0);
    let seen = sealed.run(&[
        "publish",
        &engine.sparql(),
        "--overwrite",
        "--data",
        "more words.ttl",
    ]);
    assert_eq!(seen.status, 0, "{seen}");
    assert!(
        !engine
            .quads()
            .iter()
            .any(|quad| quad.contains("example.org/c1"))
    );
}

#[test]
fn blank_nodes_have_one_name_wherever_they_stand() {
    let (sealed, engine) = (Sealed::new(), Engine::start());
    sealed.write("d.trig", "@prefix ex: <https://example.org/> . ex:c { ex:a ex:p _:x . _:x ex:q _:y } _:g { _:x ex:in _:g }");
    let seen = sealed.run(&["publish", &engine.sparql(), "--data", "d.trig"]);
    assert_eq!(seen.status, 0, "{seen}");
    let quads = engine.published();
    assert!(!quads.iter().any(|quad| quad.contains("_:")), "{quads:#?}");
    let node = |quad: &String| {
        quad.split(' ')
            .find(|word| word.contains("/genid/"))
            .unwrap()
            .to_owned()
    };
    let of = |part: &str| -> BTreeSet<String> {
        quads
            .iter()
            .filter(|quad| quad.contains(part) && !quad.contains("#holds"))
            .map(node)
            .collect()
    };
    assert_eq!(of("org/q>"), of("org/in>"));
    assert_eq!(of("org/q>").len(), 1);
}

#[test]
fn by_the_graph_store_protocol_the_same_graphs_are_there() {
    let (sealed, engine) = (small(), Engine::start());
    let address = engine.data();
    let publish = |more: &[&str]| {
        let mut arguments = vec!["publish", &address, "--protocol", "graph-store"];
        arguments.extend(more);
        sealed.run(&with_data(&arguments))
    };
    let without_kind = |quads: BTreeSet<String>| -> BTreeSet<String> {
        quads
            .into_iter()
            .filter(|quad| !quad.contains("published#pieces>"))
            .collect()
    };
    let first = publish(&[]);
    assert_eq!(first.status, 0, "{first}");
    similar(
        &without_kind(engine.published()),
        &without_kind(fresh(&sealed)),
    );
    engine.forget();
    let again = publish(&[]);
    assert_eq!(engine.changes().len(), 0, "{again}");
    sealed.write("claims.trig", CLAIMS.replace("\"two\"", "\"zwei\""));
    let changed = publish(&["--batch", "3"]);
    assert_eq!(changed.status, 0, "{changed}");
    similar(
        &without_kind(engine.published()),
        &without_kind(fresh(&sealed)),
    );
    let graphs: Vec<String> = engine.changes().into_iter().map(|one| one.path).collect();
    assert!(
        !graphs
            .iter()
            .any(|path| path.contains("example.org%2Fc1") || path.contains("%2Fsource%2F")),
        "{graphs:?}"
    );
    let crossed = sealed.run(&with_data(&["publish", &engine.sparql()]));
    assert_eq!(crossed.status, 2);
    insta::assert_snapshot!(format!("{first}\n\n{again}\n\n{changed}\n\n{crossed}"));
}

#[test]
fn a_base_and_a_merged_graph_of_ones_own_are_kept_to() {
    let (sealed, engine) = (small(), Engine::start());
    let options = [
        "--base",
        "https://example.org/mine#",
        "--merged",
        "https://example.org/all",
    ];
    assert_eq!(publish(&sealed, &engine, &options).status, 0);
    let foreign = engine
        .quads()
        .into_iter()
        .find(|quad| quad.contains("synergraph/published/"));
    assert_eq!(foreign, None);
    assert!(!engine.graph("https://example.org/all").is_empty());
    let other = publish(&sealed, &engine, &options[..2]);
    let bad = publish(&sealed, &engine, &["--base", "https://example.org/mine"]);
    insta::assert_snapshot!(format!("{other}\n\n{bad}"));
}
