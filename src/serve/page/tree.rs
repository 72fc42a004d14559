//! What a row rests on, as a tree that opens: alternative, statement, claim, reference, place.

use super::links::Links;
use crate::lineage::{Evidence, Proofs, StatementRef, proofs_of};
use crate::store::{ClaimId, View};
use crate::work::claims_of_statement;
use maud::{Markup, html};

/// Claims of one statement that are drawn; further ones are counted.
const CLAIMS: usize = 12;
/// Derivations of one statement that are drawn; further ones are counted.
const DERIVATIONS: usize = 3;
/// Rules above each other that are drawn.
const DEPTH: usize = 24;

/// Returns the tree of a row.
pub(super) fn tree(links: &Links<'_>, view: View<'_>, evidence: &Evidence) -> Markup {
    let store = view.store;
    html! {
        @for reason in &evidence.incomplete { p.warning { "Citations incomplete: " (reason) } }
        ul.tree {
            @for (at, alternative) in evidence.alternatives.iter().enumerate() {
                li {
                    @if evidence.alternatives.len() > 1 { span.alternative { "Alternative " (at + 1) } }
                    ul {
                        @for one in &alternative.statements { (statement(links, view, *one)) }
                        @for pattern in alternative.absent() {
                            li { "and nothing among " (view.claim_count()) " claims matches " code { (pattern.text(store)) } }
                        }
                        @for path in alternative.one_of_several() { li { "one of several paths by " code { (path) } } }
                        @for endpoint in alternative.endpoints() { li { "as answered by " code { (endpoint.as_str()) } } }
                    }
                }
            }
            @if evidence.more_alternatives > 0 { li { (evidence.more_alternatives) " more alternatives" } }
        }
    }
}

/// Returns a statement with the claims that state it, or the rule that infers it.
pub(super) fn statement(links: &Links<'_>, view: View<'_>, one: StatementRef) -> Markup {
    if view.store.is_stated(one.statement) {
        return stated(links, view, one);
    }
    inferred(links, view, one, &proofs_of(view, one, DERIVATIONS), 0)
}

fn triple(links: &Links<'_>, view: View<'_>, one: StatementRef) -> Markup {
    let [subject, predicate, object] = view.store.triple(one.statement);
    html! {
        span.triple { (links.thing(subject)) " " span.predicate { (links.word(predicate)) } " " (links.thing(object)) }
    }
}

fn stated(links: &Links<'_>, view: View<'_>, one: StatementRef) -> Markup {
    let claims = claims_of_statement(view, one);
    html! {
        li {
            (triple(links, view, one))
            ul {
                @for claim in claims.iter().take(CLAIMS) { li { (claim_line(links, *claim)) } }
                @if claims.len() > CLAIMS { li { "and " (claims.len() - CLAIMS) " more claims" } }
                @if claims.is_empty() {
                    @for file in view.store.sources_of(one.statement) { li { "background: " code { (file) } } }
                }
            }
        }
    }
}

fn inferred(
    links: &Links<'_>,
    view: View<'_>,
    one: StatementRef,
    found: &Proofs,
    depth: usize,
) -> Markup {
    html! {
        li {
            (triple(links, view, one))
            ul {
                @for proof in &found.proofs {
                    li {
                        "inferred by the rule " code { (proof.rule) }
                        @if depth >= DEPTH { " (its premises are left out here)" } @else {
                            ul {
                                @for premise in &proof.premises {
                                    @let below = StatementRef { statement: premise.statement, claim: None };
                                    @match &premise.proof {
                                        Some(proof) => {
                                            @let only = Proofs { proofs: vec![proof.clone()], more: 0 };
                                            (inferred(links, view, below, &only, depth + 1))
                                        }
                                        None => (stated(links, view, below)),
                                    }
                                }
                            }
                        }
                    }
                }
                @if found.more > 0 { li { "and " (found.more) " more derivations" } }
            }
        }
    }
}

/// Returns a claim in one line: what it says, where, on whose authority.
pub(super) fn claim_line(links: &Links<'_>, claim: ClaimId) -> Markup {
    let record = links.citations.claim(claim);
    let said = record.statement.clone();
    let wording = record.wording.map(|wording| links.label(wording));
    html! {
        @match (links.address(record.name), &said) {
            (Some(address), Some(said)) => a href=(address) { (said) },
            _ => (links.thing(record.name)),
        }
        @if let Some(locator) = &record.locator { " " span.place { "at " (locator) } }
        @if let Some(wording) = wording.filter(|word| word != "asserted") { " " span.wording { (wording) } }
        " " (links.references(&[claim]))
    }
}
