//! The axioms once more, slow and obvious: every rule over every triple until nothing changes.

use proptest::prelude::*;
use std::collections::BTreeSet;

type Triple = (String, String, String);

/// Returns all that the axioms of OWL 2 RL used here infer, what is stated left out.
fn closure(stated: &BTreeSet<Triple>) -> BTreeSet<Triple> {
    let mut all = stated.clone();
    loop {
        let has = |s: &str, p: &str, o: &str| all.contains(&(s.into(), p.into(), o.into()));
        let mut new: BTreeSet<Triple> = BTreeSet::new();
        for (s, p, o) in &all {
            let mut add = |s: &String, p: &String, o: &String| {
                new.insert((s.clone(), p.clone(), o.clone()));
            };
            if has(p, "a", "owl:SymmetricProperty") {
                add(o, p, s);
            }
            for (s2, p2, o2) in &all {
                // prp-dom, prp-rng, prp-spo1, prp-inv1, prp-inv2, cax-sco, prp-trp
                match p2.as_str() {
                    "rdfs:domain" if s2 == p => add(s, &"a".into(), o2),
                    "rdfs:range" if s2 == p => add(o, &"a".into(), o2),
                    "rdfs:subPropertyOf" if s2 == p => add(s, o2, o),
                    "owl:inverseOf" if s2 == p => add(o, o2, s),
                    "rdfs:subClassOf" if p == "a" && s2 == o => add(s, p, o2),
                    _ => (),
                }
                if p2 == "owl:inverseOf" && o2 == p {
                    add(o, s2, s);
                }
                if p2 == p && o == s2 && has(p, "a", "owl:TransitiveProperty") {
                    add(s, p, o2);
                }
            }
        }
        let before = all.len();
        all.extend(new);
        if all.len() == before {
            return all.difference(stated).cloned().collect();
        }
    }
}

fn triples() -> impl Strategy<Value = BTreeSet<Triple>> {
    let one_of =
        |names: &'static [&'static str]| prop::sample::select(names).prop_map(str::to_owned);
    let properties: &[&str] = &[":p", ":q", ":r"];
    let classes: &[&str] = &[":A", ":B", ":C"];
    let things: &[&str] = &[":x", ":y", ":z", ":w"];
    let triple = |s, p, o| (one_of(s), one_of(p), one_of(o));
    prop::collection::btree_set(
        prop_oneof![
            2 => triple(properties, &["rdfs:domain", "rdfs:range"], classes),
            2 => triple(properties, &["rdfs:subPropertyOf", "owl:inverseOf"], properties),
            1 => triple(properties, &["a"], &["owl:SymmetricProperty", "owl:TransitiveProperty"]),
            2 => triple(classes, &["rdfs:subClassOf"], classes),
            2 => triple(things, &["a"], classes),
            6 => triple(things, properties, things),
        ],
        1..16,
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn axioms_infer_what_an_obvious_reasoner_does(stated in triples()) {
        let data: String = stated.iter().map(|(s, p, o)| format!("{s} {p} {o} .\n")).collect();
        let found = super::inferred(&super::knowledge(&data));
        let expected: BTreeSet<String> = closure(&stated)
            .into_iter()
            .map(|(s, p, o)| format!("{s} {p} {o}"))
            .collect();
        prop_assert_eq!(found, expected);
    }
}
