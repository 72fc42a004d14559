//! Runs rules until nothing new follows.

use super::expression::{evaluate, pass_plainly};
use super::facts::{Fact, Facts};
use super::join::{Place, Plan, Solution};
use super::rule::Rule;
use crate::store::{Inference, Inferences, Store, TermId};
use oxigraph::model::{Term, TermRef};
use rayon::prelude::*;
use rustc_hash::FxHashSet;

/// Returns all that rules infer from a store, with every derivation.
///
/// A round joins what the one before it brought with all that is known, so each solution is found once. What nobody
/// states is inferred only from what was there a round before: nothing supports itself. The derivations of a statement
/// are kept in the order of rounds, so the first one needs nothing that needs the statement.
pub(super) fn run(store: &Store, rules: &[Rule]) -> Inferences {
    let mut facts = Facts::new(store);
    let mut plans: Vec<(u32, Plan)> = Vec::new();
    for (number, rule) in rules.iter().enumerate() {
        for branch in &rule.branches {
            let mut plan = Plan::new(branch, &rule.template, &mut facts.terms);
            plan.unique &= rule.branches.len() == 1;
            plans.push((number as u32, plan));
        }
    }
    let mut seen: FxHashSet<Inference> = FxHashSet::default();
    let mut derivations: Vec<Inference> = Vec::new();
    let mut new: Option<std::ops::Range<usize>> = None;
    loop {
        let work: Vec<(usize, Option<usize>)> = plans
            .iter()
            .enumerate()
            .flat_map(|(at, (_, plan))| match &new {
                None => vec![(at, None)],
                Some(_) => (0..plan.patterns())
                    .map(|first| (at, Some(first)))
                    .collect(),
            })
            .collect();
        let range = new.clone().unwrap_or(0..0);
        let found: Vec<(usize, (bool, Vec<Solution>))> = work
            .into_par_iter()
            .map(|(at, first)| {
                let plan = &plans[at].1;
                let solutions = plan.solutions(&facts, first, range.clone());
                (at, pass_plainly(plan, &facts.terms, solutions))
            })
            .collect();
        let start = derivations.len();
        for (at, (passed, mut solutions)) in found {
            let (rule, plan) = &plans[at];
            if !passed {
                solutions = evaluate(plan, &mut facts, solutions);
            }
            for (row, matched) in solutions {
                for conclusion in &plan.template {
                    let Some(conclusion) = instantiate(&facts, conclusion, &row) else {
                        continue;
                    };
                    if matched.contains(&conclusion) {
                        continue;
                    }
                    let mut inference = Inference {
                        conclusion,
                        rule: *rule,
                        premises: matched.clone(),
                    };
                    if !plan.unique {
                        // The same premises in another order are the same derivation.
                        inference.premises.sort_unstable();
                        if !seen.insert(inference.clone()) {
                            continue;
                        }
                        inference.premises = first_of_each(&matched);
                    }
                    derivations.push(inference);
                }
            }
        }
        let before = facts.added();
        for inference in &derivations[start..] {
            facts.add(inference.conclusion);
        }
        if facts.added() == before {
            break;
        }
        new = Some(before..facts.added());
    }
    finish(store, rules, facts.terms.into_further(), derivations)
}

fn first_of_each(facts: &[Fact]) -> Box<[Fact]> {
    let mut kept: Vec<Fact> = Vec::with_capacity(facts.len());
    for fact in facts {
        if !kept.contains(fact) {
            kept.push(*fact);
        }
    }
    kept.into()
}

fn instantiate(facts: &Facts<'_>, places: &[Place; 3], row: &[Option<TermId>]) -> Option<Fact> {
    let value = |place: Place| match place {
        Place::Term(term) => Some(term),
        Place::Column(column) => row[column],
    };
    let [s, p, o] = places.map(value);
    let fact = [s?, p?, o?];
    let usable = !matches!(facts.terms.get(fact[0]), TermRef::Literal(_))
        && matches!(facts.terms.get(fact[1]), TermRef::NamedNode(_));
    usable.then_some(fact)
}

/// Leaves out the terms that only rules name.
fn finish(
    store: &Store,
    rules: &[Rule],
    further: Vec<Term>,
    mut derivations: Vec<Inference>,
) -> Inferences {
    let first = store.term_count() as TermId;
    let mut numbers: Vec<Option<TermId>> = vec![None; further.len()];
    for term in derivations.iter().flat_map(|one| one.conclusion) {
        if term >= first {
            numbers[(term - first) as usize] = Some(0);
        }
    }
    let mut terms = Vec::new();
    for (number, term) in numbers.iter_mut().zip(further) {
        if number.is_some() {
            *number = Some(first + terms.len() as TermId);
            terms.push(term);
        }
    }
    let renumber = |term: &mut TermId| {
        if *term >= first
            && let Some(number) = numbers[(*term - first) as usize]
        {
            *term = number;
        }
    };
    if !terms.is_empty() {
        for one in &mut derivations {
            one.conclusion.iter_mut().for_each(renumber);
            one.premises.iter_mut().flatten().for_each(renumber);
        }
    }
    Inferences {
        rules: rules.iter().map(|rule| rule.name.clone()).collect(),
        terms,
        derivations,
    }
}
