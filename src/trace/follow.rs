//! What follows from a claim by rule.

use crate::store::{StatementId, Store};
use rustc_hash::FxHashSet;

/// Returns what nobody states and rules infer from some statements, directly or by what they infer in turn.
pub(super) fn inferred_from(store: &Store, facts: &[StatementId]) -> Vec<(StatementId, String)> {
    let mut reached: FxHashSet<StatementId> = facts.iter().copied().collect();
    let mut inferred = Vec::new();
    loop {
        let before = inferred.len();
        for (statement, derivation) in store.derivations() {
            if !store.is_stated(statement)
                && !reached.contains(&statement)
                && derivation.premises.iter().any(|one| reached.contains(one))
            {
                reached.insert(statement);
                inferred.push((statement, derivation.rule.to_owned()));
            }
        }
        if inferred.len() == before {
            inferred.sort_unstable();
            return inferred;
        }
    }
}
