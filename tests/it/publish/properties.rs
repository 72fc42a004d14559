//! Whatever was published before, and wherever a run ended: in the end the engine holds what a new one would.

use super::Fault;
use super::engine::Engine;
use oxigraph::io::RdfFormat;
use proptest::collection::vec;
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::time::Duration;
use synergraph::claim::KnowledgeBase;
use synergraph::endpoint::Credentials;
use synergraph::publish::{Access, Protocol, PublishError, Target, publish};
use synergraph::resolve::Patience;
use synergraph::store::Builder;
use synergraph::vocabulary::Prefixes;
use synergraph::vocabulary::published::{DEFAULT_BASE, Layout};

/// A quad of a few terms, in one of a few claims or outside.
fn quad() -> impl Strategy<Value = String> {
    let object = prop_oneof![
        (0..4_u8).prop_map(|n| format!("<https://example.org/n{n}>")),
        (0..3_u8).prop_map(|n| format!("_:b{n}")),
        (0..3_u8).prop_map(|n| format!("\"{n}\\n\\\"\\\\\"@en")),
        (0..3_u8).prop_map(|n| format!("\"{n}.0\"^^<http://www.w3.org/2001/XMLSchema#decimal>")),
    ];
    let subject = prop_oneof![
        (0..4_u8).prop_map(|n| format!("<https://example.org/n{n}>")),
        (0..3_u8).prop_map(|n| format!("_:b{n}")),
    ];
    let graph = prop_oneof![
        3 => (0..4_u8).prop_map(|n| format!("<https://example.org/c{n}>")),
        1 => Just("_:b0".to_owned()),
        1 => Just(String::new()),
    ];
    (subject, 0..3_u8, object, graph)
        .prop_map(|(s, p, o, g)| format!("{s} <https://example.org/p{p}> {o} {g} .\n"))
}

fn knowledge(quads: &[String]) -> KnowledgeBase {
    let mut builder = Builder::default();
    builder
        .load("d.nq", quads.concat().as_bytes(), RdfFormat::NQuads)
        .unwrap();
    KnowledgeBase {
        store: builder.build(),
        prefixes: Prefixes::default(),
    }
}

fn send(
    engine: &Engine,
    quads: &[String],
    protocol: Protocol,
    batch: usize,
) -> Result<(), PublishError> {
    let target = Target {
        address: match protocol {
            Protocol::Update => engine.sparql(),
            Protocol::GraphStore => engine.data(),
        },
        update: None,
        protocol,
        batch: Some(batch),
        at_once: 2,
        access: Access {
            credentials: Credentials::default(),
            patience: Patience {
                attempts: 1,
                first: Duration::from_millis(1),
                ..Patience::default()
            },
        },
        overwrites: false,
    };
    let layout = Layout::new(DEFAULT_BASE, None).unwrap();
    publish(&knowledge(quads), &layout, &target, &mut |_, _| {}).map(|_| ())
}

/// What an engine holds; the protocols need not remember the same.
fn held(engine: &Engine) -> BTreeSet<String> {
    let mut quads = engine.published();
    quads.retain(|quad| !quad.contains("published#pieces>"));
    quads
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn an_engine_holds_what_a_new_one_would(
        versions in vec((vec(quad(), 0..24), proptest::option::of((0..8_usize, any::<bool>()))), 1..4),
        last in vec(quad(), 0..24),
        protocol in prop_oneof![Just(Protocol::Update), Just(Protocol::GraphStore)],
        batch in 1..12_usize,
    ) {
        let engine = Engine::start();
        for (quads, breaks) in &versions {
            if let Some((after, carried_out)) = *breaks {
                // The run ends at that change, which was carried out or not.
                engine.fail(move |asked| match (asked.changes && asked.changes_before >= after, carried_out) {
                    (false, _) => Fault::None,
                    (true, false) => Fault::DropBefore,
                    (true, true) => Fault::DropAfter,
                });
            } else {
                engine.fail(|_| Fault::None);
            }
            let sent = send(&engine, quads, protocol, batch);
            prop_assert!(breaks.is_some() || sent.is_ok(), "{sent:?}");
        }
        engine.fail(|_| Fault::None);
        send(&engine, &last, protocol, batch).unwrap();
        let other = Engine::start();
        send(&other, &last, Protocol::Update, 1000).unwrap();
        prop_assert_eq!(held(&engine), held(&other));
    }
}
