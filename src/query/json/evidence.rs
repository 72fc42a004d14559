//! The evidence of a row in the shape of the design, written as it is found.
//!
//! An answer may have a million rows, each with many claims: nothing is built in memory that goes out unchanged, and what
//! a claim cites is looked up once.

use crate::lineage::{Alternative, CUT, Evidence, Premise, Proof, Proofs, StatementRef, proofs_of};
use crate::store::{ClaimId, TermId, View};
use crate::work::{Citations, Cited, Flag, Flags, Notice, PROOFS, claims_of_statement};
use oxigraph::model::TermRef;
use rustc_hash::FxHashMap;
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Value, json};
use std::cell::RefCell;

/// What evidence is written with.
pub(super) struct Writer<'a> {
    view: View<'a>,
    flags: RefCell<Flags<'a>>,
    cited: RefCell<Cited<'a>>,
}

/// The evidence of a row.
pub(super) struct Entry<'w, 'a> {
    writer: &'w Writer<'a>,
    evidence: &'w Evidence,
}

impl<'a> Writer<'a> {
    pub(super) fn new(view: View<'a>) -> Self {
        Self {
            view,
            flags: RefCell::new(Flags::new(view)),
            cited: RefCell::new(Cited::new(view)),
        }
    }

    pub(super) fn entry<'w>(&'w self, evidence: &'w Evidence) -> Entry<'w, 'a> {
        Entry {
            writer: self,
            evidence,
        }
    }

    /// Returns the proofs of the statements that only rules give.
    fn proofs(&self, evidence: &Evidence) -> FxHashMap<StatementRef, Proofs> {
        let mut proofs = FxHashMap::default();
        if self.view.has_inferences() {
            let alternatives = evidence.alternatives.iter();
            for statement in alternatives.flat_map(|alternative| &alternative.statements) {
                proofs
                    .entry(*statement)
                    .or_insert_with(|| proofs_of(self.view, *statement, PROOFS));
            }
        }
        proofs
    }

    fn flag(&self, flag: &Flag) -> Value {
        let citations = Citations::new(self.view.store);
        let works = flag.works.iter().map(|work| {
            let work = citations.work(*work);
            let notices: Vec<String> = work.notices.iter().map(Notice::in_words).collect();
            json!({ "work": work.link(), "notices": notices })
        });
        let works: Vec<Value> = works.collect();
        json!({ "standing": flag.standing.name(), "works": works, "stands_without": flag.stands })
    }
}

impl Serialize for Entry<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { writer, evidence } = self;
        let proofs = writer.proofs(evidence);
        let cut = proofs
            .values()
            .any(|found| found.proofs.iter().any(Proof::is_cut));
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("complete", &(evidence.is_complete() && !cut))?;
        map.serialize_entry(
            "alternatives",
            &Listed(|| {
                evidence
                    .alternatives
                    .iter()
                    .map(|alternative| AlternativeEntry {
                        view: writer.view,
                        alternative,
                        proofs: &proofs,
                    })
            }),
        )?;
        map.serialize_entry("more_alternatives", &evidence.more_alternatives)?;
        let works = writer.cited.borrow_mut().works_of(evidence);
        map.serialize_entry("works", &Listed(|| works.iter().map(|link| &**link)))?;
        let flags = writer.flags.borrow_mut().of(evidence);
        if !flags.is_empty() {
            let flagged = || flags.iter().map(|flag| writer.flag(flag));
            map.serialize_entry("flagged", &Listed(flagged))?;
        }
        if !evidence.is_complete() || cut {
            let reasons: Vec<String> = evidence
                .incomplete
                .iter()
                .map(String::as_str)
                .chain(cut.then_some(CUT))
                .map(|reason| format!("citations incomplete: {reason}"))
                .collect();
            map.serialize_entry("incomplete", &reasons)?;
        }
        map.end()
    }
}

/// A list whose items are made while it is written.
struct Listed<F>(F);

impl<F, I> Serialize for Listed<F>
where
    F: Fn() -> I,
    I: Iterator<Item: Serialize>,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0())
    }
}

struct AlternativeEntry<'w> {
    view: View<'w>,
    alternative: &'w Alternative,
    proofs: &'w FxHashMap<StatementRef, Proofs>,
}

impl Serialize for AlternativeEntry<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self {
            view,
            alternative,
            proofs,
        } = *self;
        let mut map = serializer.serialize_map(None)?;
        let statements = || {
            alternative
                .statements
                .iter()
                .map(|statement| StatementEntry {
                    view,
                    statement: *statement,
                    proofs: proofs.get(statement),
                    premise: None,
                })
        };
        map.serialize_entry("statements", &Listed(statements))?;
        let absent = || {
            let patterns = alternative.absent().iter();
            patterns.map(|pattern| pattern.text(view.store))
        };
        map.serialize_entry("absent", &Listed(absent))?;
        if !alternative.one_of_several().is_empty() {
            let paths = || alternative.one_of_several().iter().map(|path| &**path);
            map.serialize_entry("one_of_several", &Listed(paths))?;
        }
        if !alternative.endpoints().is_empty() {
            let names = || alternative.endpoints().iter().map(|name| name.as_str());
            map.serialize_entry("endpoints", &Listed(names))?;
        }
        map.end()
    }
}

/// A statement with the claims that state it, and its proofs where rules infer it.
struct StatementEntry<'w> {
    view: View<'w>,
    statement: StatementRef,
    /// Of a statement that a row rests on.
    proofs: Option<&'w Proofs>,
    /// Of one that a proof rests on.
    premise: Option<&'w Premise>,
}

impl Serialize for StatementEntry<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let view = self.view;
        let store = view.store;
        let proof = match self.premise {
            Some(premise) => premise.proof.as_ref(),
            None => self.proofs.and_then(|found| found.proofs.first()),
        };
        let triple = store.triple(self.statement.statement);
        let claims = claims_of_statement(view, self.statement);
        let source = if claims.is_empty() {
            store.sources_of(self.statement.statement).next()
        } else {
            None
        };
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("triple", &triple.map(|id| Term(store.term(id))))?;
        let names = || claims.iter().map(|claim| ClaimName(view, *claim));
        map.serialize_entry("claims", &Listed(names))?;
        map.serialize_entry("rule", &proof.map(|proof| proof.rule.as_str()))?;
        map.serialize_entry("source", &source)?;
        if let Some(proof) = proof {
            let premises = || premises(view, proof);
            map.serialize_entry("premises", &Listed(premises))?;
        }
        if let Some(found) = self.proofs.filter(|found| found.proofs.len() > 1) {
            let list = || found.proofs.iter().map(|proof| ProofEntry { view, proof });
            map.serialize_entry("derivations", &Listed(list))?;
            if found.more > 0 {
                map.serialize_entry("more_derivations", &found.more)?;
            }
        }
        if self.premise.is_some_and(|premise| premise.cut) {
            map.serialize_entry("cut", &true)?;
        }
        map.end()
    }
}

struct ProofEntry<'w> {
    view: View<'w>,
    proof: &'w Proof,
}

impl Serialize for ProofEntry<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("rule", &self.proof.rule)?;
        let premises = || premises(self.view, self.proof);
        map.serialize_entry("premises", &Listed(premises))?;
        map.end()
    }
}

fn premises<'w>(view: View<'w>, proof: &'w Proof) -> impl Iterator<Item = StatementEntry<'w>> {
    proof.premises.iter().map(move |premise| StatementEntry {
        view,
        statement: StatementRef {
            statement: premise.statement,
            claim: None,
        },
        proofs: None,
        premise: Some(premise),
    })
}

/// A term as N-Triples.
struct Term<'t>(TermRef<'t>);

impl Serialize for Term<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

struct ClaimName<'w>(View<'w>, ClaimId);

impl Serialize for ClaimName<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let store = self.0.store;
        let id: TermId = store.claim_term(self.1);
        match store.term(id) {
            TermRef::NamedNode(node) => serializer.serialize_str(node.as_str()),
            other => serializer.collect_str(&other),
        }
    }
}
