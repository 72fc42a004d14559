//! What a view leaves out: claims, and every statement that nobody states or infers without them.

use super::{ClaimId, Derivation, StatementId, Store, TermId};
use rustc_hash::FxHashSet;

/// Claims that are left out of a view, and what goes with them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Withheld {
    claims: FxHashSet<ClaimId>,
    /// Statements that no claim and no file states without them.
    unstated: FxHashSet<StatementId>,
    /// Statements that nothing gives without them.
    gone: FxHashSet<StatementId>,
    triples: FxHashSet<[TermId; 3]>,
}

impl Withheld {
    /// Returns what goes when these claims are left out of a store.
    ///
    /// A statement goes where no other claim and no file states it, and no derivation is left whose premises all stay. What
    /// rules infer is first taken away as far as a premise leads, and then what can be inferred from the rest is put
    /// back, so that no statement is kept by a proof that needs it. One pass over all derivations for each step from
    /// premise to conclusion; nothing else grows with the store.
    pub fn of(store: &Store, claims: FxHashSet<ClaimId>) -> Self {
        let mut unstated: FxHashSet<StatementId> = FxHashSet::default();
        for claim in &claims {
            for statement in store.statements_of(*claim) {
                let stays = store
                    .claims_of(*statement)
                    .iter()
                    .any(|other| !claims.contains(other))
                    || store.sources_of(*statement).next().is_some();
                if !stays {
                    unstated.insert(*statement);
                }
            }
        }
        let gone = without_proof(store, &unstated);
        let triples = gone
            .iter()
            .map(|statement| store.triple(*statement))
            .collect();
        Self {
            claims,
            unstated,
            gone,
            triples,
        }
    }

    /// Returns the claims that are left out.
    pub fn claims(&self) -> &FxHashSet<ClaimId> {
        &self.claims
    }

    /// Returns the statements that go, in order.
    pub fn statements(&self) -> Vec<StatementId> {
        let mut statements: Vec<StatementId> = self.gone.iter().copied().collect();
        statements.sort_unstable();
        statements
    }

    /// Says whether a claim is left out.
    pub fn has_claim(&self, claim: ClaimId) -> bool {
        self.claims.contains(&claim)
    }

    /// Says whether a statement goes.
    pub fn has(&self, statement: StatementId) -> bool {
        self.gone.contains(&statement)
    }

    /// Says whether a triple goes.
    pub(super) fn has_triple(&self, triple: &[TermId; 3]) -> bool {
        self.triples.contains(triple)
    }

    /// Says whether nobody states a statement any more that somebody did.
    pub(super) fn leaves_unstated(&self, statement: StatementId) -> bool {
        self.unstated.contains(&statement)
    }
}

/// Returns what is no longer given once some statements are not stated any more.
fn without_proof(store: &Store, unstated: &FxHashSet<StatementId>) -> FxHashSet<StatementId> {
    let mut lost = unstated.clone();
    if unstated.is_empty() || store.derivation_count() == 0 {
        return lost;
    }
    let mut reached = Bits::new(store.statement_count());
    lost.iter().for_each(|statement| reached.set(*statement));
    let leads_on = |reached: &Bits, derivation: &Derivation<'_>| {
        derivation
            .premises
            .iter()
            .any(|premise| reached.get(*premise))
    };
    loop {
        let before = lost.len();
        for (statement, derivation) in store.derivations() {
            if !reached.get(statement)
                && leads_on(&reached, &derivation)
                && !store.is_stated(statement)
            {
                reached.set(statement);
                lost.insert(statement);
            }
        }
        if lost.len() == before {
            break;
        }
    }
    loop {
        let back: Vec<StatementId> = lost
            .iter()
            .copied()
            .filter(|statement| {
                let mut derivations = store.derivations_of(*statement);
                derivations.any(|one| one.premises.iter().all(|premise| !lost.contains(premise)))
            })
            .collect();
        if back.is_empty() {
            return lost;
        }
        for statement in back {
            lost.remove(&statement);
        }
    }
}

/// A set of statements as bits.
struct Bits(Vec<u64>);

impl Bits {
    fn new(count: usize) -> Self {
        Self(vec![0; count / 64 + 1])
    }

    fn get(&self, statement: StatementId) -> bool {
        let at = statement as usize;
        self.0
            .get(at / 64)
            .is_some_and(|word| word >> (at % 64) & 1 == 1)
    }

    fn set(&mut self, statement: StatementId) {
        let at = statement as usize;
        if let Some(word) = self.0.get_mut(at / 64) {
            *word |= 1 << (at % 64);
        }
    }
}
