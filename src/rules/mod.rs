//! Rules: CONSTRUCT queries of `queries/rules/`, run to a fixed point, each inference with all of its derivations.
//!
//! A rule is made of triple patterns, UNION, VALUES, FILTER and BIND, so that more data never take an inference back. Its
//! patterns are joined here, over numbers of terms ([`join`]), each round only with what the round before brought
//! ([`fixpoint`]); filters and expressions that are more than a comparison of terms are evaluated as SPARQL
//! ([`expression`]).

mod expression;
mod facts;
mod fixpoint;
mod join;
mod rule;

pub use rule::Rule;

use crate::claim::{Files, KnowledgeBase};
use crate::diagnostic::Diagnostic;
use crate::vocabulary::Prefixes;
use rayon::prelude::*;

/// Reads the rules among the files of a knowledge base, and says what is wrong with those that are none.
pub fn read_rules(files: &Files, prefixes: &Prefixes) -> (Vec<Rule>, Vec<Diagnostic>) {
    let mut rules = Vec::new();
    let mut diagnostics = Vec::new();
    let sources: Vec<_> = files.queries("rules").collect();
    let read: Vec<_> = sources
        .into_par_iter()
        .map(|(name, source)| Rule::read(name, source, prefixes))
        .collect();
    for rule in read {
        match rule {
            Ok(rule) => rules.push(rule),
            Err(diagnostic) => diagnostics.push(*diagnostic),
        }
    }
    rules.sort_by(|a, b| a.name.cmp(&b.name));
    (rules, diagnostics)
}

/// Returns a knowledge base with all that the rules among its files infer, and what is wrong with the rules.
pub fn infer(knowledge: KnowledgeBase, files: &Files) -> (KnowledgeBase, Vec<Diagnostic>) {
    let (rules, diagnostics) = read_rules(files, &knowledge.prefixes);
    if rules.is_empty() {
        return (knowledge, diagnostics);
    }
    let inferences = fixpoint::run(&knowledge.store, &rules);
    let inferred = KnowledgeBase {
        store: knowledge.store.with(&inferences),
        prefixes: knowledge.prefixes,
    };
    (inferred, diagnostics)
}
