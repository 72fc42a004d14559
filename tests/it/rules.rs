//! What rules infer, and that every inference can be followed down to claims.

mod oracle;
mod reasoner;

use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use synergraph::claim::{Files, KnowledgeBase, compile, open};
use synergraph::lineage::{Options, Proof, StatementRef, proofs_of};
use synergraph::query::{DefaultChoice, Question, Request, ask, write_explanation, write_json};
use synergraph::rules::{infer, read_rules};
use synergraph::source::Source;
use synergraph::store::{DefaultGraph, NamedGraphs, StatementId, Store, View};

const PREFIXES: &str = "
    @prefix : <http://e/> .
    @prefix owl: <http://www.w3.org/2002/07/owl#> .
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    @prefix sg: <https://w3id.org/synergraph/ns#> .
    @prefix sp: <https://w3id.org/synergraph/species/> .
    @prefix unit: <https://w3id.org/synergraph/unit/> .
    @prefix constant: <https://w3id.org/synergraph/constant/> .
";

/// Returns the files of a knowledge base with the project's own rules and these data.
fn files(folder: &Path, data: &str) -> Files {
    fs::create_dir_all(folder.join("claims")).unwrap();
    fs::create_dir_all(folder.join("queries/rules")).unwrap();
    fs::write(folder.join("claims/data.trig"), format!("{PREFIXES}{data}")).unwrap();
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("queries/rules");
    for file in fs::read_dir(own).unwrap() {
        let path = file.unwrap().path();
        let to = folder.join("queries/rules").join(path.file_name().unwrap());
        fs::copy(path, to).unwrap();
    }
    Files::read(folder).unwrap()
}

/// Returns a knowledge base of these data, with what rules infer.
fn knowledge(data: &str) -> KnowledgeBase {
    let folder = tempfile::tempdir().unwrap();
    let files = files(folder.path(), data);
    let (knowledge, problems) = compile(&files);
    assert!(problems.is_empty(), "{problems:?}");
    let (knowledge, problems) = infer(knowledge, &files);
    assert!(problems.is_empty(), "{problems:?}");
    knowledge
}

fn view(store: &Store) -> View<'_> {
    View {
        store,
        default: &DefaultGraph::Merged,
        named: &NamedGraphs::All,
        without: None,
    }
}

/// Returns a statement as short text.
fn text(knowledge: &KnowledgeBase, statement: StatementId) -> String {
    let triple = knowledge.store.triple(statement);
    let terms = triple.map(|id| knowledge.prefixes.show(knowledge.store.term(id)));
    terms.join(" ").replace("rdf:type", "a")
}

/// Returns what nobody states.
fn inferred(knowledge: &KnowledgeBase) -> BTreeSet<String> {
    (0..knowledge.store.statement_count() as StatementId)
        .filter(|statement| !knowledge.store.is_stated(*statement))
        .map(|statement| text(knowledge, statement))
        .collect()
}

fn find(knowledge: &KnowledgeBase, wanted: &str) -> StatementRef {
    let statement = (0..knowledge.store.statement_count() as StatementId)
        .find(|statement| text(knowledge, *statement) == wanted)
        .unwrap_or_else(|| panic!("{wanted} is not there: {:?}", inferred(knowledge)));
    StatementRef {
        statement,
        claim: None,
    }
}

/// Returns the proofs of a statement as text: rule and premises, those inferred in turn in brackets.
fn proofs(knowledge: &KnowledgeBase, wanted: &str) -> BTreeSet<String> {
    fn show(knowledge: &KnowledgeBase, proof: &Proof) -> String {
        let premises: Vec<String> = proof
            .premises
            .iter()
            .map(|premise| match &premise.proof {
                Some(proof) => format!(
                    "{} [{}]",
                    text(knowledge, premise.statement),
                    show(knowledge, proof)
                ),
                None => {
                    assert!(knowledge.store.is_stated(premise.statement));
                    text(knowledge, premise.statement)
                }
            })
            .collect();
        format!("{}: {}", proof.rule, premises.join(", "))
    }
    let found = proofs_of(view(&knowledge.store), find(knowledge, wanted), 100);
    assert_eq!(found.more, 0);
    let shown: BTreeSet<String> = found
        .proofs
        .iter()
        .map(|proof| show(knowledge, proof))
        .collect();
    assert_eq!(
        shown.len(),
        found.proofs.len(),
        "a derivation is kept twice"
    );
    shown
}

fn set<const N: usize>(items: [&str; N]) -> BTreeSet<String> {
    items.map(str::to_owned).into()
}

#[test]
fn axioms_of_the_vocabulary_are_rules() {
    let cases: [(&str, &[&str]); 8] = [
        (
            ":A rdfs:subClassOf :B . :B rdfs:subClassOf :C . :c { :x a :A }",
            &[":x a :B", ":x a :C"],
        ),
        (":p rdfs:subPropertyOf :q . :c { :x :p 1 }", &[":x :q 1"]),
        (
            ":p rdfs:domain :A ; rdfs:range :B . :c { :x :p :y . :z :p 1 }",
            &[":x a :A", ":y a :B", ":z a :A"],
        ),
        (
            ":p owl:inverseOf :q . :c { :x :p :y . :z :q :w . :v :p 1 }",
            &[":y :q :x", ":w :p :z"],
        ),
        (
            ":p a owl:SymmetricProperty . :c { :x :p :y }",
            &[":y :p :x"],
        ),
        (
            ":p a owl:TransitiveProperty . :c { :x :p :y . :y :p :z . :z :p :w }",
            &[":x :p :z", ":x :p :w", ":y :p :w"],
        ),
        (
            ":p owl:propertyChainAxiom ( :q :r ) . :c { :x :q :y . :y :r :z }",
            &[":x :p :z"],
        ),
        (
            ":p owl:propertyChainAxiom ( :q :r :q ) . :c { :x :q :y . :y :r :z . :z :q :w }",
            &[":x :p :w"],
        ),
    ];
    for (data, expected) in cases {
        let expected = expected.iter().map(|one| (*one).to_owned()).collect();
        assert_eq!(inferred(&knowledge(data)), expected, "{data}");
    }
}

const PAIR: &str = "
    sp:nitrate a sg:NitrogenOxide .
    :one { :r1 sg:in :s ; sg:playedBy :cu ; sg:action sg:Reduces ; sg:species sp:nitrate ; sg:attribution sg:OneSite . }
    :two { :r2 sg:in :s ; sg:playedBy :co ; sg:action sg:Supplies ; sg:species sp:ads-h ; sg:attribution sg:OneSite . }
    :three { :r3 sg:in :t ; sg:playedBy :fe ; sg:action sg:Reduces ; sg:species sp:nitrate ; sg:attribution sg:OneSite .
             :r4 sg:in :t ; sg:playedBy :fe ; sg:action sg:Supplies ; sg:species sp:ads-h ; sg:attribution sg:OneSite . }
";

#[test]
fn two_sites_cooperate() {
    let knowledge = knowledge(PAIR);
    assert_eq!(
        inferred(&knowledge),
        set([
            ":s sg:followsStrategy sg:CooperationInFunction",
            ":cu sg:cooperatesWith :co",
        ])
    );
}

#[test]
fn roles_have_short_forms_and_steps_chain() {
    let knowledge = knowledge(
        "sg:Reduces sg:shortForm sg:reduces . sg:leadsTo a owl:TransitiveProperty .
         :one { :r sg:playedBy :a, :b ; sg:action sg:Reduces ; sg:species :x . }
         :two { :s1 a sg:Step ; sg:reactant :x ; sg:product :y . }
         :three { :s2 a sg:Step ; sg:reactant :y ; sg:product :z . }",
    );
    assert_eq!(
        inferred(&knowledge),
        set([
            ":a sg:reduces :x",
            ":b sg:reduces :x",
            ":x sg:leadsTo :y",
            ":y sg:leadsTo :z",
            ":x sg:leadsTo :z",
        ])
    );
    assert_eq!(
        proofs(&knowledge, ":x sg:leadsTo :z"),
        set(["transitive: sg:leadsTo a owl:TransitiveProperty, \
             :x sg:leadsTo :y [step-leads-to: :s1 a sg:Step, :s1 sg:reactant :x, :s1 sg:product :y], \
             :y sg:leadsTo :z [step-leads-to: :s2 a sg:Step, :s2 sg:reactant :y, :s2 sg:product :z]"])
    );
}

#[test]
fn metals_make_pairs() {
    let knowledge = knowledge(
        "sg:metal owl:propertyChainAxiom ( sg:hasSite sg:metal ) .
         :one { :s sg:scale sg:DualAtom ; sg:metal :Cu ; sg:hasSite :a . :a sg:metal :Co . }
         :two { :t sg:scale sg:DualAtom ; sg:metal :Cu ; sg:hasSite :b, :c . :b sg:metal :Cu . :c sg:metal :Cu . }
         :three { :u sg:scale sg:DualAtom ; sg:metal :Cu . }",
    );
    assert_eq!(
        inferred(&knowledge),
        set([
            ":s sg:metal :Co",
            ":s sg:scale sg:HeterometallicDualAtom",
            ":t sg:scale sg:HomometallicDualAtom",
        ])
    );
    // Two derivations that only swap the metals are one.
    assert_eq!(
        proofs(&knowledge, ":s sg:scale sg:HeterometallicDualAtom").len(),
        1
    );
}

#[test]
fn current_density_and_efficiency_imply_a_yield() {
    let numbers = |efficiency: &str| {
        format!(
            "constant:faraday sg:magnitude 96485.33212 . sp:ammonia sg:molarMass 17.031 .
             :r sg:product sp:ammonia ; sg:electrons 8 .
             :one {{ :s sg:catalyses :r .
               :y sg:quantity sg:YieldRate ; sg:of :s ; sg:normalisedUnit unit:mg-per-h-per-cm2 ;
                 sg:normalisedValue 27.84 ; sg:product sp:ammonia ; sg:condition :c .
               :c sg:currentDensity :j . :j sg:normalisedUnit unit:mA-per-cm2 ; sg:normalisedValue 366 .
               :f sg:quantity sg:FaradaicEfficiency ; sg:of :s ; sg:product sp:ammonia ;
                 sg:normalisedUnit unit:percent ; sg:normalisedValue 80 ; {efficiency} . }}"
        )
    };
    // 0.80 x 366 mA cm-2 x 3600 s x 17.031 g mol-1 / (8 x 96485.33212 C mol-1) = 23.257… mg h-1 cm-2
    let same = knowledge(&numbers("sg:condition :c"));
    assert_eq!(inferred(&same), set([":y sg:impliedYield 23.26"]));
    let other = knowledge(&numbers("sg:condition :d"));
    assert!(inferred(&other).is_empty());
}

#[test]
fn all_derivations_are_kept_and_claims_stay() {
    let knowledge = knowledge(
        ":A rdfs:subClassOf :C . :B rdfs:subClassOf :C . :p rdfs:domain :C .
         :one { :x a :A, :B ; :p 1 } :two { :x a :C }",
    );
    let statement = find(&knowledge, ":x a :C");
    assert_eq!(knowledge.store.claims_of(statement.statement).len(), 1);
    assert_eq!(
        proofs(&knowledge, ":x a :C"),
        set([
            "sub-class: :x a :A, :A rdfs:subClassOf :C",
            "sub-class: :x a :B, :B rdfs:subClassOf :C",
            "domain: :p rdfs:domain :C, :x :p 1",
        ])
    );
}

#[test]
fn nothing_supports_itself() {
    // A circle of a transitive and symmetric property: everything follows from everything.
    let knowledge = knowledge(
        ":p a owl:TransitiveProperty, owl:SymmetricProperty . :one { :x :p :y } :two { :y :p :z } :three { :z :p :x }",
    );
    let all = inferred(&knowledge);
    assert_eq!(all.len(), 6, "{all:?}");
    for statement in &all {
        for proof in proofs(&knowledge, statement) {
            assert!(
                !proof.contains(&format!(" {statement}")),
                "{statement} by {proof}"
            );
        }
    }
    // What only a circle would give is not there at all.
    let empty = self::knowledge(
        ":p owl:inverseOf :q . :A rdfs:subClassOf :B . :B rdfs:subClassOf :A . :one { :x :other :y }",
    );
    assert!(inferred(&empty).is_empty());
    let circle = self::knowledge(
        ":A rdfs:subClassOf :B . :B rdfs:subClassOf :A . :one { :x a :A } :two { :y a :B }",
    );
    assert_eq!(inferred(&circle), set([":x a :B", ":y a :A"]));
    assert_eq!(
        proofs(&circle, ":x a :A").len(),
        0,
        "by :x a :B, which rests on it"
    );
}

#[test]
fn stores_keep_derivations() {
    let before = knowledge(PAIR);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.store");
    before.store.write(&path).unwrap();
    let after = open(&path).unwrap();
    assert!(after.store.check_all());
    let all = |knowledge: &KnowledgeBase| -> Vec<(StatementId, String, Vec<StatementId>)> {
        knowledge
            .store
            .derivations()
            .map(|(statement, one)| (statement, one.rule.to_owned(), one.premises.to_vec()))
            .collect()
    };
    assert_eq!(all(&before).len(), 2);
    assert_eq!(all(&before), all(&after));
    assert_eq!(inferred(&before), inferred(&after));
    assert_eq!(before.store.digest(), after.store.digest());
}

/// Answers a query, and writes it as JSON and as a tree.
fn answers(knowledge: &KnowledgeBase, query: &str) -> (Value, String) {
    let source = Source::new(
        "query",
        format!("PREFIX : <http://e/> PREFIX sg: <https://w3id.org/synergraph/ns#> {query}"),
    );
    let (question, _) = Question::read("query", &source);
    let request = Request {
        question: &question,
        settings: &[],
        default: DefaultChoice::Merged,
        base: None,
        options: Options::default(),
    };
    let asked = ask(knowledge, &request).unwrap();
    let view = asked.graphs.view(&knowledge.store);
    let (mut json, mut tree) = (Vec::new(), Vec::new());
    write_json(&mut json, &asked.answer.results, view).unwrap();
    write_explanation(&mut tree, knowledge, &asked.answer.results, view, 100).unwrap();
    (
        serde_json::from_slice(&json).unwrap(),
        String::from_utf8(tree).unwrap(),
    )
}

#[test]
fn a_row_shows_rule_premises_and_claims() {
    let knowledge = knowledge(
        "@prefix cito: <http://purl.org/spar/cito/> .
         :p a owl:SymmetricProperty . :q rdfs:subPropertyOf :p .
         :one { :x :q :y . :one cito:citesAsEvidence :work }",
    );
    let (json, tree) = answers(&knowledge, "SELECT ?v { :y :p ?v }");
    let entry = &json["evidence"][0];
    assert_eq!(entry["works"], json!(["http://e/work"]));
    let mut statement = entry["alternatives"][0]["statements"][0].clone();
    for source in ["/premises/0/source", "/premises/1/premises/1/source"] {
        let source = statement.pointer_mut(source).unwrap();
        assert!(source.as_str().unwrap().ends_with("data.trig"));
        *source = "data.trig".into();
    }
    let symmetric = "<http://www.w3.org/2002/07/owl#SymmetricProperty>";
    let narrower = "<http://www.w3.org/2000/01/rdf-schema#subPropertyOf>";
    let a = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>";
    assert_eq!(
        statement,
        json!({
            "triple": ["<http://e/y>", "<http://e/p>", "<http://e/x>"],
            "claims": [], "rule": "symmetric", "source": null,
            "premises": [
                { "triple": ["<http://e/p>", a, symmetric], "claims": [], "rule": null, "source": "data.trig" },
                { "triple": ["<http://e/x>", "<http://e/p>", "<http://e/y>"],
                  "claims": [], "rule": "sub-property", "source": null,
                  "premises": [
                    { "triple": ["<http://e/x>", "<http://e/q>", "<http://e/y>"],
                      "claims": ["http://e/one"], "rule": null, "source": null },
                    { "triple": ["<http://e/q>", narrower, "<http://e/p>"],
                      "claims": [], "rule": null, "source": "data.trig" },
                  ] },
            ],
        })
    );
    let lines: Vec<&str> = tree
        .lines()
        .map(|line| line.split_once(": /").map_or(line, |(line, _)| line))
        .filter(|line| !line.contains("data.trig"))
        .collect();
    insta::assert_snapshot!(lines.join("\n"), @r"
    row 1: v = :x
    └─ alternative 1
       └─ :y :p :x
          └─ inferred by the rule symmetric
             ├─ :p rdf:type owl:SymmetricProperty
             │  └─ background
             └─ :x :p :y
                └─ inferred by the rule sub-property
                   ├─ :x :q :y
                   │  └─ :one
                   │     http://e/work DOI not known
                   └─ :q rdfs:subPropertyOf :p
                      └─ background
    ");
}

#[test]
fn inferences_are_of_the_merged_graph_alone() {
    let knowledge = knowledge(":p a owl:SymmetricProperty . :one { :x :p :y }");
    let rows = |query: &str| {
        answers(&knowledge, query).0["results"]["bindings"]
            .as_array()
            .unwrap()
            .len()
    };
    assert_eq!(rows("SELECT ?v { :y :p ?v }"), 1);
    assert_eq!(rows("SELECT ?v { GRAPH ?g { :y :p ?v } }"), 0);
    assert_eq!(rows("SELECT ?v FROM :one { :y :p ?v }"), 0);
}

#[test]
fn a_rule_that_is_none_is_reported() {
    let folder = tempfile::tempdir().unwrap();
    let files_of = |body: &str| {
        files(folder.path(), ":one { :x :p :y }");
        let path = folder.path().join("queries/rules/wrong.rq");
        fs::write(
            path,
            format!("#+ summary: wrong\nPREFIX : <http://e/>\n{body}\n"),
        )
        .unwrap();
        Files::read(folder.path()).unwrap()
    };
    for body in [
        "SELECT * { ?s :p ?o }",
        "CONSTRUCT { ?s :q ?o } { ?s :p ?o OPTIONAL { ?o :r ?t } }",
        "CONSTRUCT { ?s :q ?o } { ?s :p ?o FILTER NOT EXISTS { ?o :r ?t } }",
        "CONSTRUCT { ?s :q ?o } { ?s :p+ ?o }",
        "CONSTRUCT { ?s :q [] } { ?s :p ?o }",
        "CONSTRUCT { ?s :q ?o } {",
    ] {
        let files = files_of(body);
        let (base, _) = compile(&files);
        let (_, problems) = read_rules(&files, &base.prefixes);
        assert_eq!(problems.len(), 1, "{body}");
        assert!(!synergraph::check::check(&files).diagnostics.is_empty());
    }
}

#[test]
fn the_knowledge_base_is_at_a_fixed_point() {
    let files = Files::built_in();
    let (base, _) = compile(&files);
    let (knowledge, problems) = infer(base, &files);
    assert!(problems.is_empty());
    let (count, derivations) = (
        knowledge.store.statement_count(),
        knowledge.store.derivation_count(),
    );
    for (statement, derivation) in knowledge.store.derivations() {
        assert!(!derivation.premises.contains(&statement));
    }
    // Every inference has a proof that ends in what is stated.
    for statement in 0..count as StatementId {
        if !knowledge.store.is_stated(statement) {
            let statement = StatementRef {
                statement,
                claim: None,
            };
            assert!(
                !proofs_of(view(&knowledge.store), statement, 1)
                    .proofs
                    .is_empty()
            );
        }
    }
    let (again, _) = infer(knowledge, &files);
    assert_eq!(again.store.statement_count(), count);
    assert_eq!(again.store.derivation_count(), derivations);
}
