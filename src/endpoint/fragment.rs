//! What is known here of a dataset elsewhere, as a store of its own.

use super::lookup::{Derived, Triple};
use super::matches::Match;
use super::publication::Publication;
use crate::claim::KnowledgeBase;
use crate::store::{Builder, Inference, Inferences, Store, TermId};
use crate::vocabulary::Prefixes;
use oxigraph::model::{GraphName, NamedOrBlankNode, Quad, Term};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// Statements of a dataset elsewhere, with what is known of them.
#[derive(Debug, Default)]
pub(super) struct Fragment {
    facts: FxHashMap<Triple, Fact>,
    /// Files of background triples by their graphs, with their places among them.
    pub(super) sources: FxHashMap<Term, (u64, String)>,
    /// Derivations by what they conclude.
    derivations: FxHashMap<Triple, BTreeMap<(u64, String), Rule>>,
}

/// What is known of a statement.
#[derive(Debug, Default)]
struct Fact {
    claims: Vec<Term>,
    sources: BTreeSet<(u64, String)>,
    /// Whether it is known who states it; otherwise only that it is there.
    is_whole: bool,
}

#[derive(Debug, Default)]
struct Rule {
    name: String,
    premises: BTreeMap<usize, Triple>,
}

impl Fragment {
    /// Adds a statement that is there, whoever states it.
    pub(super) fn add(&mut self, triple: Triple) {
        self.facts.entry(triple).or_default();
    }

    /// Adds that a claim states something.
    pub(super) fn add_to_claim(&mut self, triple: Triple, claim: Term) {
        let fact = self.facts.entry(triple).or_default();
        if !fact.claims.contains(&claim) {
            fact.claims.push(claim);
        }
    }

    /// Adds what a pattern matched.
    pub(super) fn add_match(&mut self, (triple, claim): Match) {
        match claim {
            None => self.add(triple),
            Some(claim) => self.add_to_claim(triple, claim),
        }
    }

    /// Adds that a file states something outside any claim.
    pub(super) fn add_source(&mut self, triple: Triple, graph: &Term) {
        if let Some(source) = self.sources.get(graph).cloned() {
            self.facts.entry(triple).or_default().sources.insert(source);
        }
    }

    /// Adds what holds some statements; all that holds them is then known.
    pub(super) fn add_holders(&mut self, triples: &[Triple], holders: Vec<(usize, Term)>) {
        for triple in triples {
            self.facts.entry(triple.clone()).or_default().is_whole = true;
        }
        for (at, graph) in holders {
            let Some(triple) = triples.get(at) else {
                continue;
            };
            match self.sources.get(&graph) {
                Some(source) => {
                    let fact = self.facts.entry(triple.clone()).or_default();
                    fact.sources.insert(source.clone());
                }
                None => self.add_to_claim(triple.clone(), graph),
            }
        }
    }

    /// Adds how some statements follow, and the statements that they follow from.
    pub(super) fn add_derivations(&mut self, triples: &[Triple], derived: Vec<Derived>) {
        for one in derived {
            let Some(triple) = triples.get(one.about) else {
                continue;
            };
            let known = self.derivations.entry(triple.clone()).or_default();
            let rule = known.entry((one.position, one.node)).or_default();
            rule.name = one.rule;
            if let Some((place, premise)) = one.premise {
                rule.premises.insert(place, premise.clone());
                self.add(premise);
            }
        }
    }

    /// Says whether somebody states it, as far as is known.
    pub(super) fn is_stated(&self, triple: &Triple) -> bool {
        let fact = self.facts.get(triple);
        fact.is_some_and(|fact| !fact.claims.is_empty() || !fact.sources.is_empty())
    }

    /// Returns the claims that state a statement.
    pub(super) fn claims_of(&self, triple: &Triple) -> &[Term] {
        self.facts.get(triple).map_or(&[], |fact| &fact.claims)
    }

    /// Returns what a statement follows from.
    pub(super) fn premises_of(&self, triple: &Triple) -> Vec<Triple> {
        let derivations = self.derivations.get(triple).into_iter();
        let premises = derivations.flat_map(|rules| rules.values());
        premises
            .flat_map(|rule| rule.premises.values().cloned())
            .collect()
    }

    /// Returns the fragment as a knowledge base, a part of what was published.
    pub(super) fn build(&self, prefixes: &Prefixes, whole: &Publication) -> KnowledgeBase {
        let mut builder = Builder::default();
        builder.keep_blank_names();
        let mut sources: Vec<&(u64, String)> = self.sources.values().collect();
        sources.sort();
        for (_, name) in sources {
            builder.source(name);
        }
        // The order of an engine's answers must not matter.
        let mut facts: Vec<(&Triple, &Fact)> = self.facts.iter().collect();
        facts.sort_by(|(one, _), (other, _)| {
            one.each_ref().map(order).cmp(&other.each_ref().map(order))
        });
        for (triple, fact) in facts {
            for claim in &fact.claims {
                if let Some(quad) = quad(triple, Some(claim)) {
                    builder.add(quad, 0);
                }
            }
            let Some(background) = quad(triple, None) else {
                continue;
            };
            for (_, name) in &fact.sources {
                let source = builder.source(name);
                builder.add(background.clone(), source);
            }
            let only_derived = fact.is_whole && self.derivations.contains_key(triple);
            if fact.claims.is_empty() && fact.sources.is_empty() && !only_derived {
                let source = builder.source("");
                builder.add(background, source);
            }
        }
        builder.keep_prefixes(&prefixes.turtle());
        let store = builder.build();
        let inferences = self.inferences(&store);
        let store = if inferences.derivations.is_empty() {
            store
        } else {
            store.with(&inferences)
        };
        KnowledgeBase {
            store: store.part_of(&whole.digest, whole.claims as usize),
            prefixes: prefixes.clone(),
        }
    }

    /// Returns how statements follow, in numbers of a store and behind them.
    pub(super) fn inferences(&self, store: &Store) -> Inferences {
        let mut inferences = Inferences::default();
        let mut own: FxHashMap<Term, TermId> = FxHashMap::default();
        let mut conclusions: Vec<&Triple> = self.derivations.keys().collect();
        conclusions.sort_by_cached_key(|[s, p, o]| format!("{s} {p} {o}"));
        for conclusion in conclusions {
            for rule in self.derivations[conclusion].values() {
                let mut number = |term: &Term| match store.id(term.as_ref()) {
                    Some(id) => id,
                    None => *own.entry(term.clone()).or_insert_with(|| {
                        inferences.terms.push(term.clone());
                        (store.term_count() + inferences.terms.len() - 1) as TermId
                    }),
                };
                let conclusion = conclusion.each_ref().map(&mut number);
                let premises = rule
                    .premises
                    .values()
                    .map(|premise| premise.each_ref().map(&mut number))
                    .collect();
                let known = inferences.rules.iter().position(|name| *name == rule.name);
                let at = known.unwrap_or_else(|| {
                    inferences.rules.push(rule.name.clone());
                    inferences.rules.len() - 1
                });
                inferences.derivations.push(Inference {
                    conclusion,
                    rule: at as u32,
                    premises,
                });
            }
        }
        inferences
    }
}

/// Returns by what terms are put in order.
fn order(term: &Term) -> (u8, &str, Option<&str>, &str) {
    match term {
        Term::BlankNode(node) => (0, node.as_str(), None, ""),
        Term::NamedNode(node) => (1, node.as_str(), None, ""),
        Term::Literal(literal) => (
            2,
            literal.value(),
            literal.language(),
            literal.datatype().as_str(),
        ),
    }
}

/// Returns a triple as a quad of a claim, or of no graph.
pub(super) fn quad([subject, predicate, object]: &Triple, claim: Option<&Term>) -> Option<Quad> {
    let subject: NamedOrBlankNode = match subject {
        Term::NamedNode(node) => node.clone().into(),
        Term::BlankNode(node) => node.clone().into(),
        Term::Literal(_) => return None,
    };
    let Term::NamedNode(predicate) = predicate else {
        return None;
    };
    let graph = match claim {
        None => GraphName::DefaultGraph,
        Some(Term::NamedNode(node)) => node.clone().into(),
        Some(Term::BlankNode(node)) => node.clone().into(),
        Some(Term::Literal(_)) => return None,
    };
    Some(Quad::new(subject, predicate.clone(), object.clone(), graph))
}
