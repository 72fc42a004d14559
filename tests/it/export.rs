//! Quads in the order of their texts: the same whatever the memory, and the same as sorting all lines.

use crate::sealed::Sealed;
use oxigraph::model::{BlankNode, GraphName, Literal, NamedNode, NamedOrBlankNode, Quad, Term};
use proptest::prelude::*;
use synergraph::store::{Builder, ClaimId, Inference, Inferences, Listing, Store};

fn store_of(quads: &[Quad]) -> Store {
    let mut builder = Builder::default();
    let source = builder.source("test.nq");
    for quad in quads {
        builder.add(quad.clone(), source);
    }
    builder.build()
}

/// The lines of a listing, written one by one.
fn listed(store: &Store, listing: Listing, memory: usize) -> Vec<String> {
    let mut lines = Vec::new();
    store
        .quads_in_order(listing, memory, &mut |quad| {
            let texts = [
                Some(quad.subject),
                Some(quad.predicate),
                Some(quad.object),
                quad.claim,
            ];
            let line: Vec<&str> = texts
                .iter()
                .flatten()
                .map(|one| {
                    let text = std::str::from_utf8(one.text).unwrap();
                    assert_eq!(one.term.to_string(), text);
                    text
                })
                .collect();
            assert_eq!(quad.quad().unwrap().to_string(), line.join(" "));
            lines.push(line.join(" "));
            Ok(())
        })
        .unwrap();
    lines
}

/// The same lines: all that there are, sorted.
fn sorted(store: &Store, listing: Listing) -> Vec<String> {
    let text = |term: u32| store.term(term).to_string();
    let mut rows: Vec<Vec<String>> = Vec::new();
    for statement in 0..store.statement_count() as u32 {
        let triple = store.triple(statement).map(text).to_vec();
        let with = |graph: &str| [vec![graph.to_owned()], triple.clone()].concat();
        let claims = store.claims_of(statement).iter();
        let claims = claims.map(|claim: &ClaimId| text(store.claim_term(*claim)));
        let background = store.sources_of(statement).next().is_some();
        match listing {
            Listing::Claims => {
                rows.extend(claims.map(|claim| with(&claim)));
                if background {
                    // Behind all others.
                    rows.push(with("~"));
                }
            }
            Listing::Merged if !store.is_stated(statement) => {}
            Listing::Merged | Listing::MergedInferred => rows.push(triple.clone()),
            Listing::Stating if !store.is_stated(statement) => {}
            Listing::Stating => {
                let alone = [triple.clone(), vec![String::new()]].concat();
                rows.push(alone);
                rows.extend(claims.map(|claim| [triple.clone(), vec![claim]].concat()));
            }
        }
    }
    rows.sort();
    rows.into_iter()
        .map(|mut row| {
            if listing == Listing::Claims {
                row.rotate_left(1);
            }
            row.retain(|text| !text.is_empty() && text != "~");
            row.join(" ")
        })
        .collect()
}

const LISTINGS: [Listing; 4] = [
    Listing::Claims,
    Listing::Merged,
    Listing::MergedInferred,
    Listing::Stating,
];

/// A quad of a small world, whose texts are prefixes of each other, or need escapes.
fn quad() -> impl Strategy<Value = Quad> {
    let node = prop_oneof![
        (0..12_u8).prop_map(|at| NamedOrBlankNode::from(iri(at))),
        (0..3_u8).prop_map(|at| BlankNode::new_unchecked(format!("b{at}")).into()),
    ];
    let literal = ("[a\n\"\u{e9} ]{0,3}", 0..3_u8).prop_map(|(text, kind)| match kind {
        0 => Literal::new_simple_literal(text),
        1 => Literal::new_language_tagged_literal_unchecked(text, "en"),
        _ => Literal::new_typed_literal(text, iri(1)),
    });
    let long = (0..3_usize).prop_map(|at| Literal::new_simple_literal("long ".repeat(at * 100)));
    let object = prop_oneof![
        node.clone().prop_map(Term::from),
        literal.prop_map(Term::from),
        long.prop_map(Term::from),
    ];
    let graph = prop_oneof![
        Just(GraphName::DefaultGraph),
        node.clone().prop_map(GraphName::from),
    ];
    (node, 0..3_u8, object, graph)
        .prop_map(|(subject, p, object, graph)| Quad::new(subject, iri(p), object, graph))
}

fn iri(at: u8) -> NamedNode {
    // One is the start of the next.
    NamedNode::new_unchecked(format!("http://e/{}", "x/".repeat(usize::from(at))))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn however_little_memory_there_is_a_listing_is_all_lines_sorted(
        quads in prop::collection::vec(quad(), 0..120),
        inferred in prop::collection::vec(any::<[prop::sample::Index; 3]>(), 0..4),
        memory in prop_oneof![Just(1_usize), 1_000..20_000_usize, Just(1 << 26)],
    ) {
        let stated = store_of(&quads);
        let derivation = |[s, p, o]: &[prop::sample::Index; 3]| {
            let triple = |at: &prop::sample::Index| {
                stated.triple(at.index(stated.statement_count()) as u32)
            };
            Inference {
                conclusion: [triple(s)[0], triple(p)[1], triple(o)[2]],
                rule: 0,
                premises: Box::new([triple(s)]),
            }
        };
        let inferences = Inferences {
            rules: vec!["rule".to_owned()],
            terms: Vec::new(),
            derivations: inferred.iter().filter(|_| !quads.is_empty()).map(derivation).collect(),
        };
        let store = stated.with(&inferences);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.store");
        store.write(&path).unwrap();
        let mapped = Store::open(&path).unwrap();
        for listing in LISTINGS {
            let expected = sorted(&store, listing);
            prop_assert_eq!(&listed(&store, listing, memory), &expected, "{:?}", listing);
            prop_assert_eq!(&listed(&mapped, listing, memory), &expected, "{:?}, mapped", listing);
        }
        prop_assert!(!mapped.is_damaged());
    }
}

#[test]
fn a_store_file_exports_the_bytes_that_its_files_do() {
    let sealed = Sealed::new();
    let build = sealed.run(&["build", "--output", "kb.store"]);
    assert_eq!(build.status, 0, "{build}");
    for form in [
        "nquads", "trig", "jsonld", "turtle", "ntriples", "rdfxml", "reified",
    ] {
        let straight = sealed.run(&["export", "--format", form]);
        let stored = sealed.run(&["export", "--format", form, "--store", "kb.store"]);
        assert_eq!(
            (straight.status, stored.status),
            (0, 0),
            "{straight} {stored}"
        );
        assert!(straight.stdout == stored.stdout, "{form}");
    }
}

#[test]
fn a_listing_ends_where_its_reader_fails() {
    let store = store_of(&[Quad::new(iri(0), iri(1), iri(2), iri(3))]);
    let said = store.quads_in_order(Listing::Merged, 1, &mut |_| {
        Err(std::io::ErrorKind::StorageFull.into())
    });
    assert_eq!(said.unwrap_err().kind(), std::io::ErrorKind::StorageFull);
}
