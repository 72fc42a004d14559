//! A store laid out as `docs/publish.md` says, without the code that publishes.

use oxigraph::model::{GraphName, Literal, NamedNode, Quad, Term, TermRef};
use oxigraph::store::Store as Engine;
use synergraph::claim::KnowledgeBase;
use synergraph::store::{ClaimId, StatementId, Store};

const BASE: &str = "https://w3id.org/synergraph/published/";
const PUB: &str = "https://w3id.org/synergraph/published#";
const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

/// Returns an engine's store with what is published of a knowledge base.
pub(crate) fn laid_out(knowledge: &KnowledgeBase) -> Engine {
    let store = &knowledge.store;
    let engine = Engine::new().unwrap();
    let iri = |text: String| NamedNode::new(text).unwrap();
    let own = |name: &str| iri(format!("{BASE}{name}"));
    let of_pub = |name: &str| iri(format!("{PUB}{name}"));
    let put = |subject: &Term, predicate: NamedNode, object: Term, graph: &NamedNode| {
        let Term::NamedNode(subject) = subject else {
            panic!("{subject} is published without a name")
        };
        let graph = GraphName::from(graph.clone());
        engine
            .insert(&Quad::new(subject.clone(), predicate, object, graph))
            .unwrap();
    };
    let number = |number: usize| Term::from(Literal::from(number as i64));
    let text = |text: &str| Term::from(Literal::from(text));
    let put_statement = |statement: StatementId, graph: &NamedNode| {
        let [s, p, o] = terms(store, statement);
        let Term::NamedNode(p) = p else {
            unreachable!()
        };
        put(&s, p, o, graph);
    };
    let graphs = own("graphs");
    let merged = own("merged");
    for statement in 0..store.statement_count() as StatementId {
        put_statement(statement, &merged);
    }
    let mut sources: Vec<String> = Vec::new();
    for claim in 0..store.claim_count() as ClaimId {
        let Term::NamedNode(graph) = named(store.term(store.claim_term(claim))) else {
            unreachable!()
        };
        for statement in store.statements_of(claim) {
            put_statement(*statement, &graph);
        }
        put(
            &graph.into(),
            of_pub("holds"),
            of_pub("Claim").into(),
            &graphs,
        );
    }
    for statement in 0..store.statement_count() as StatementId {
        for source in store.sources_of(statement) {
            if !sources.iter().any(|known| known == source) {
                sources.push(source.to_owned());
            }
        }
    }
    // The order of the files is that in which they stand at one statement.
    sources.sort();
    for (position, source) in sources.iter().enumerate() {
        let name: String = source
            .bytes()
            .map(|byte| match byte {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                    char::from(byte).to_string()
                }
                other => format!("%{other:02X}"),
            })
            .collect();
        let graph = own(&format!("source/{name}"));
        for statement in 0..store.statement_count() as StatementId {
            if store.sources_of(statement).any(|of| of == source) {
                put_statement(statement, &graph);
            }
        }
        let graph: Term = graph.into();
        put(&graph, of_pub("holds"), of_pub("Source").into(), &graphs);
        put(&graph, of_pub("sourceName"), text(source), &graphs);
        put(&graph, of_pub("position"), number(position), &graphs);
    }
    let derivations = own("derivations");
    let node_of = |statement: StatementId| own(&format!("statement/{statement}"));
    for statement in 0..store.statement_count() as StatementId {
        for (position, derivation) in store.derivations_of(statement).enumerate() {
            let node: Term = own(&format!("derivation/{statement}-{position}")).into();
            let say = |predicate, object| put(&node, predicate, object, &derivations);
            say(of_pub("rule"), text(derivation.rule));
            say(of_pub("position"), number(position));
            say(of_pub("conclusion"), node_of(statement).into());
            for (place, premise) in derivation.premises.iter().enumerate() {
                let member = iri(format!("{RDF}_{}", place + 1));
                say(member, node_of(*premise).into());
            }
            for one in derivation.premises.iter().chain([&statement]) {
                let [s, p, o] = terms(store, *one);
                let node: Term = node_of(*one).into();
                for (name, term) in [("subject", s), ("predicate", p), ("object", o)] {
                    put(&node, iri(format!("{RDF}{name}")), term, &derivations);
                }
            }
        }
    }
    let publication = own("publication");
    let dataset: Term = own("").into();
    let say = |name: &str, value: Term| put(&dataset, of_pub(name), value, &publication);
    say("formatVersion", number(1));
    say("state", of_pub("Complete").into());
    say("digest", text(&store.digest()));
    say("mergedGraph", merged.into());
    say("statements", number(store.statement_count()));
    say("claims", number(store.claim_count()));
    say("sources", number(sources.len()));
    say("derivations", number(store.derivation_count()));
    say("prefixes", text(&knowledge.prefixes.turtle()));
    put(
        &dataset,
        iri(format!("{RDF}type")),
        of_pub("Dataset").into(),
        &publication,
    );
    engine
}

fn terms(store: &Store, statement: StatementId) -> [Term; 3] {
    store.triple(statement).map(|id| named(store.term(id)))
}

fn named(term: TermRef<'_>) -> Term {
    match term {
        TermRef::BlankNode(node) => {
            let name = format!("{BASE}genid/{}", node.as_str());
            NamedNode::new(name).unwrap().into()
        }
        other => other.into_owned(),
    }
}
