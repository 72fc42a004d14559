//! What is known here of a dataset elsewhere, as a store of its own.

use super::lookup::{Derived, Triple};
use super::matches::Match;
use super::publication::Publication;
use super::terms::{Numbers, Terms};
use crate::claim::KnowledgeBase;
use crate::store::{Builder, Inference, Inferences, StatementId, Store, TermId};
use crate::vocabulary::Prefixes;
use oxigraph::model::{GraphName, NamedOrBlankNode, Quad, Term};
use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;
use std::collections::{BTreeMap, BTreeSet};

/// Statements of a dataset elsewhere, with what is known of them.
#[derive(Debug, Default)]
pub(super) struct Fragment {
    pub(super) terms: Terms,
    facts: FxHashMap<Numbers, Fact>,
    /// Files of background triples by their graphs, with their places among them.
    pub(super) sources: FxHashMap<Term, (u64, String)>,
    /// Derivations by what they conclude.
    derivations: FxHashMap<Triple, BTreeMap<(u64, String), Rule>>,
}

/// What is known of a statement.
#[derive(Debug, Default)]
struct Fact {
    claims: SmallVec<[u32; 2]>,
    sources: BTreeSet<(u64, String)>,
    /// Whether it is known who states it; otherwise only that it is there.
    is_whole: bool,
    /// Whether all is known of where it comes from, as far as the engine has it.
    is_traced: bool,
}

#[derive(Debug, Default)]
struct Rule {
    name: String,
    premises: BTreeMap<usize, Triple>,
}

impl Fragment {
    /// Adds a statement that is there, whoever states it.
    pub(super) fn add(&mut self, triple: &Triple) {
        let triple = self.terms.triple(triple);
        self.facts.entry(triple).or_default();
    }

    /// Adds that a claim states something.
    pub(super) fn add_to_claim(&mut self, triple: &Triple, claim: &Term) {
        let (triple, claim) = (self.terms.triple(triple), self.terms.number(claim));
        self.facts.entry(triple).or_default().add_claim(claim);
    }

    /// Adds what a pattern matched.
    pub(super) fn add_match(&mut self, (triple, claim): &Match) {
        match claim {
            None => self.add(triple),
            Some(claim) => self.add_to_claim(triple, claim),
        }
    }

    /// Adds that a file states something outside any claim.
    pub(super) fn add_source(&mut self, triple: &Triple, graph: &Term) {
        if let Some(source) = self.sources.get(graph).cloned() {
            let triple = self.terms.triple(triple);
            self.facts.entry(triple).or_default().sources.insert(source);
        }
    }

    /// Adds the graphs that hold a statement, all of them.
    pub(super) fn add_whole(&mut self, triple: Numbers, graphs: &[u32]) {
        let fact = self.facts.entry(triple).or_default();
        fact.is_whole = true;
        for graph in graphs {
            match self.sources.get(self.terms.term(*graph)) {
                Some(source) => {
                    fact.sources.insert(source.clone());
                }
                None => fact.add_claim(*graph),
            }
        }
    }

    /// Takes note that of some statements all is asked.
    pub(super) fn set_traced(&mut self, triples: &[Numbers]) {
        for triple in triples {
            self.facts.entry(*triple).or_default().is_traced = true;
        }
    }

    /// Says whether all graphs that hold a statement are known.
    pub(super) fn is_whole(&self, triple: &Numbers) -> bool {
        self.facts.get(triple).is_some_and(|fact| fact.is_whole)
    }

    /// Says whether all was asked of a statement.
    pub(super) fn is_traced(&self, triple: &Triple) -> bool {
        let fact = |triple| self.facts.get(&triple);
        let fact = self.terms.known_triple(triple).and_then(fact);
        fact.is_some_and(|fact| fact.is_traced)
    }

    /// Adds how some statements follow, and the statements that they follow from.
    pub(super) fn add_derivations(&mut self, triples: &[Triple], derived: Vec<Derived>) {
        for one in derived {
            let Some(triple) = triples.get(one.about) else {
                continue;
            };
            if let Some((_, premise)) = &one.premise {
                self.add(premise);
            }
            let known = self.derivations.entry(triple.clone()).or_default();
            let rule = known.entry((one.position, one.node)).or_default();
            rule.name = one.rule;
            if let Some((place, premise)) = one.premise {
                rule.premises.insert(place, premise);
            }
        }
    }

    /// Says whether somebody states it, as far as is known.
    pub(super) fn is_stated(&self, triple: &Numbers) -> bool {
        let fact = self.facts.get(triple);
        fact.is_some_and(|fact| !fact.claims.is_empty() || !fact.sources.is_empty())
    }

    /// Returns the claims that state a statement.
    pub(super) fn claims_of(&self, triple: &Numbers) -> &[u32] {
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

    /// Returns the fragment as a knowledge base, a part of what was published, with the statements of which all was asked.
    pub(super) fn build(
        &self,
        prefixes: &Prefixes,
        whole: &Publication,
    ) -> (KnowledgeBase, FxHashSet<StatementId>) {
        let mut builder = Builder::default();
        builder.keep_blank_names();
        let mut sources: Vec<&(u64, String)> = self.sources.values().collect();
        sources.sort();
        for (_, name) in sources {
            builder.source(name);
        }
        // The order of an engine's answers must not matter.
        let ranks = self.terms.ranks();
        let mut facts: Vec<(&Numbers, &Fact)> = self.facts.iter().collect();
        facts.sort_unstable_by_key(|(triple, _)| triple.map(|term| ranks[term as usize]));
        let mut own: Vec<Option<TermId>> = vec![None; ranks.len()];
        let mut claims: SmallVec<[u32; 2]> = SmallVec::new();
        for (triple, fact) in &facts {
            let [s, p, _] = triple.map(|number| self.terms.term(number));
            if matches!(s, Term::Literal(_)) || !matches!(p, Term::NamedNode(_)) {
                continue;
            }
            let mut number = |builder: &mut Builder, term: u32| {
                *own[term as usize].get_or_insert_with(|| builder.number_of(self.terms.term(term)))
            };
            claims.clone_from(&fact.claims);
            claims.retain(|claim| !matches!(self.terms.term(*claim), Term::Literal(_)));
            claims.sort_unstable_by_key(|claim| ranks[*claim as usize]);
            for claim in &claims {
                let claim = number(&mut builder, *claim);
                let triple = triple.map(|term| number(&mut builder, term));
                builder.add_numbered(triple, Ok(claim));
            }
            let only_derived = fact.is_whole
                && !self.derivations.is_empty()
                && self.derivations.contains_key(&self.terms.of_triple(triple));
            let names = fact.sources.iter().map(|(_, name)| name.as_str());
            let is_bare = fact.claims.is_empty() && fact.sources.is_empty() && !only_derived;
            for name in names.chain(is_bare.then_some("")) {
                let source = builder.source(name);
                let triple = triple.map(|term| number(&mut builder, term));
                builder.add_numbered(triple, Err(source));
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
        let traced = facts.iter().filter(|(_, fact)| fact.is_traced);
        // The numbers of terms in the order in which they came are those of the store.
        let traced = traced.filter_map(|(triple, _)| {
            let [s, p, o] = triple.map(|number| own[number as usize]);
            store.statement(s?, p?, o?)
        });
        let traced = traced.collect();
        let knowledge = KnowledgeBase {
            store: store.part_of(&whole.digest, whole.claims as usize),
            prefixes: prefixes.clone(),
        };
        (knowledge, traced)
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

impl Fact {
    fn add_claim(&mut self, claim: u32) {
        if !self.claims.contains(&claim) {
            self.claims.push(claim);
        }
    }
}

/// Returns a triple as a quad of a claim, or of no graph.
pub(super) fn quad([subject, predicate, object]: [&Term; 3], claim: Option<&Term>) -> Option<Quad> {
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
