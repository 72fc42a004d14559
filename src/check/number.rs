//! Normalised values are the printed ones times the factor of their unit, exactly.

use crate::claim::{Finder, KnowledgeBase};
use crate::diagnostic::{Code, Diagnostic};
use crate::store::TermId;
use crate::vocabulary::sg;
use crate::work::Citations;
use oxigraph::model::{NamedNodeRef, TermRef};
use rust_decimal::Decimal;

/// Reports measurements whose normalised value or unit is not what their unit's conversion gives.
///
/// In exact decimals, which SPARQL's need not be: a value of 10⁻¹⁷ has more places than many engines keep.
pub(super) fn check(knowledge: &KnowledgeBase, finder: &Finder<'_>) -> Vec<Diagnostic> {
    let store = &knowledge.store;
    let citations = Citations::new(store);
    let mut diagnostics = Vec::new();
    let Some(predicate) = id(knowledge, sg::NORMALISED_VALUE) else {
        return diagnostics;
    };
    for statement in store.matching(None, Some(predicate), None) {
        let [measurement, _, normalised] = store.triple(statement);
        let one = |predicate| citations.objects(measurement, predicate).first().copied();
        let (Some(value), Some(unit)) = (one(sg::VALUE), one(sg::UNIT)) else {
            continue;
        };
        let Some(factor) = citations.objects(unit, sg::FACTOR).first().copied() else {
            continue;
        };
        let numbers = [value, factor, normalised].map(|term| decimal(knowledge, term));
        let expected = match numbers {
            [Some(value), Some(factor), _] => value.checked_mul(factor),
            _ => None,
        };
        let Some(expected) = expected else {
            continue;
        };
        if numbers[2] == Some(expected) {
            continue;
        }
        let TermRef::NamedNode(node) = store.term(measurement) else {
            continue;
        };
        let mut diagnostic = Diagnostic::new(
            Code::NORMALISED_VALUE_WRONG,
            format!(
                "the normalised value of `{}` is {}, and {} times {} is {}",
                knowledge.prefixes.compact(node.as_str()),
                knowledge.prefixes.show(store.term(normalised)),
                knowledge.prefixes.show(store.term(value)),
                knowledge.prefixes.show(store.term(factor)),
                expected.normalize()
            ),
        )
        .with_hint(format!(
            "write `sg:normalisedValue {}`",
            expected.normalize()
        ));
        let claim = store.claims_of(statement).first().copied();
        let place = claim.and_then(|claim| match store.term(store.claim_term(claim)) {
            TermRef::NamedNode(claim) => finder.of_term(
                claim.as_str(),
                &knowledge.prefixes.show(store.term(normalised)),
            ),
            _ => None,
        });
        if let Some(place) = place.or_else(|| finder.of_subject(node.as_str())) {
            diagnostic = diagnostic.at(place);
        }
        diagnostics.push(diagnostic);
    }
    diagnostics
}

fn id(knowledge: &KnowledgeBase, node: NamedNodeRef<'_>) -> Option<TermId> {
    knowledge.store.id(node)
}

fn decimal(knowledge: &KnowledgeBase, term: TermId) -> Option<Decimal> {
    match knowledge.store.term(term) {
        TermRef::Literal(literal) => Decimal::from_str_exact(literal.value()).ok(),
        _ => None,
    }
}
