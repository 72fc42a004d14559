//! Proofs of inferred statements: which rule gave them from what, down to what claims and files state.
//!
//! A store keeps every derivation, also those that lead back to what they derive. A proof never does: the premises of
//! what is proved are proved without it.

use super::StatementRef;
use crate::store::{Derivation, StatementId, View};
use rustc_hash::FxHashMap;

/// How many statements of one proof are unfolded.
const LARGEST: usize = 1000;

/// A rule with what it went by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// The name of the rule.
    pub rule: String,
    /// The premises, in the order of the rule's patterns.
    pub premises: Vec<Premise>,
}

/// A statement that a rule went by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Premise {
    /// The statement.
    pub statement: StatementId,
    /// How it is proved, where nobody states it.
    pub proof: Option<Proof>,
    /// Whether it is inferred as well, by steps that are left out because the proof is too long.
    pub cut: bool,
}

/// The proofs of a statement, one for each derivation that has one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proofs {
    /// Those written out.
    pub proofs: Vec<Proof>,
    /// How many further derivations there are.
    pub more: usize,
}

/// Returns the proofs of a statement, at most `limit` of them written out.
///
/// There are none where the query does not see inferred statements, or means the graph of one claim.
pub fn proofs_of(view: View<'_>, statement: StatementRef, limit: usize) -> Proofs {
    if statement.claim.is_some() || !view.has_inferences() {
        return Proofs::default();
    }
    let goal = statement.statement;
    let derivations: Vec<Derivation<'_>> = view.derivations_of(goal).collect();
    if derivations.is_empty() {
        return Proofs::default();
    }
    let chosen = Chosen::without(view, goal, &derivations);
    let mut found = Proofs::default();
    for derivation in derivations {
        if !chosen.covers(derivation.premises) {
            continue;
        }
        if found.proofs.len() < limit {
            let mut room = LARGEST;
            found.proofs.push(chosen.unfold(derivation, &mut room));
        } else {
            found.more += 1;
        }
    }
    found
}

/// Why the citations of a statement are incomplete whose proof [is cut](Proof::is_cut).
pub const CUT: &str = "a proof of more than 1000 rule steps is cut";

impl Proof {
    /// Says whether steps of it are left out.
    pub fn is_cut(&self) -> bool {
        self.premises
            .iter()
            .any(|premise| premise.cut || premise.proof.as_ref().is_some_and(Self::is_cut))
    }

    /// Calls back with every statement of the proof that somebody states.
    pub fn each_stated(&self, visit: &mut dyn FnMut(StatementId)) {
        for premise in &self.premises {
            match &premise.proof {
                Some(proof) => proof.each_stated(visit),
                None => visit(premise.statement),
            }
        }
    }
}

/// For each statement below a goal the derivation that proves it without the goal, in the fewest steps.
struct Chosen<'a> {
    view: View<'a>,
    derivations: FxHashMap<StatementId, Option<Derivation<'a>>>,
}

impl<'a> Chosen<'a> {
    fn without(view: View<'a>, goal: StatementId, derivations: &[Derivation<'a>]) -> Self {
        let mut chosen = Self {
            view,
            derivations: FxHashMap::default(),
        };
        // All that could be needed; what is stated needs no more.
        let mut open: FxHashMap<StatementId, Vec<Derivation<'a>>> = FxHashMap::default();
        let mut next: Vec<StatementId> = derivations
            .iter()
            .flat_map(|derivation| derivation.premises)
            .copied()
            .collect();
        while let Some(statement) = next.pop() {
            if statement == goal
                || open.contains_key(&statement)
                || chosen.derivations.contains_key(&statement)
            {
                continue;
            }
            if view.is_stated(statement) {
                chosen.derivations.insert(statement, None);
                continue;
            }
            let ways: Vec<Derivation<'a>> = view.derivations_of(statement).collect();
            next.extend(ways.iter().flat_map(|way| way.premises));
            open.insert(statement, ways);
        }
        // Round by round, so that each is proved by what was proved before it.
        while !open.is_empty() {
            let proved: Vec<(StatementId, Derivation<'a>)> = open
                .iter()
                .filter_map(|(statement, ways)| {
                    let way = ways.iter().find(|way| chosen.covers(way.premises))?;
                    Some((*statement, *way))
                })
                .collect();
            if proved.is_empty() {
                break;
            }
            for (statement, way) in proved {
                open.remove(&statement);
                chosen.derivations.insert(statement, Some(way));
            }
        }
        chosen
    }

    fn covers(&self, premises: &[StatementId]) -> bool {
        premises
            .iter()
            .all(|premise| self.derivations.contains_key(premise))
    }

    fn unfold(&self, derivation: Derivation<'_>, room: &mut usize) -> Proof {
        *room = room.saturating_sub(1);
        Proof {
            rule: derivation.rule.to_owned(),
            premises: derivation
                .premises
                .iter()
                .map(|statement| {
                    let way = self.derivations.get(statement).copied().flatten();
                    let way = way.filter(|_| !self.view.is_stated(*statement));
                    let cut = way.is_some() && *room == 0;
                    Premise {
                        statement: *statement,
                        proof: way.filter(|_| !cut).map(|way| self.unfold(way, room)),
                        cut,
                    }
                })
                .collect(),
        }
    }
}
