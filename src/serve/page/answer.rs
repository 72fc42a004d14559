//! Rows of an answer with the citations of each, which open to the whole tree.

use super::links::Links;
use super::tree::tree;
use crate::lineage::{Evidence, Results};
use crate::query::Asked;
use crate::store::{Cell, View};
use maud::{Markup, html};
use oxigraph::model::TermRef;

/// Rows that a page shows; further ones are for the other forms.
const ROWS: usize = 500;

/// Returns an answer as a table.
pub(super) fn table(links: &Links<'_>, asked: &Asked, caption: &str) -> Markup {
    let view = asked.graphs.view(&links.site.knowledge.store);
    match &asked.answer.results {
        Results::Boolean(value, evidence) => html! {
            p.verdict { (if *value { "Yes." } else { "No." }) }
            @if let Some(evidence) = evidence { (sources(links, view, evidence)) }
        },
        Results::Graph(triples) => html! {
            div.wide { table {
                caption { (caption) }
                thead { tr { th scope="col" { "subject" } th scope="col" { "predicate" } th scope="col" { "object" } th scope="col" { "rests on" } } }
                tbody {
                    @for (triple, evidence) in triples.iter().take(ROWS) {
                        tr {
                            td { (node(links, triple.subject.as_ref().into())) }
                            td { (node(links, triple.predicate.as_ref().into())) }
                            td { (node(links, triple.object.as_ref())) }
                            td { @if let Some(evidence) = evidence { (sources(links, view, evidence)) } }
                        }
                    }
                }
            } }
            (cut(triples.len()))
        },
        Results::Solutions(variables, rows) => {
            // A column that no row fills says nothing.
            let shown: Vec<usize> = (0..variables.len())
                .filter(|at| rows.is_empty() || rows.iter().any(|row| row.values[*at].is_some()))
                .collect();
            html! {
                div.wide { table {
                    caption { (caption) }
                    thead { tr {
                        @for at in &shown { th scope="col" { (variables[*at].as_str().replace('_', " ")) } }
                        th scope="col" { "rests on" }
                    } }
                    tbody {
                        @for (number, row) in rows.iter().take(ROWS).enumerate() {
                            tr id=(format!("row-{}", number + 1)) {
                                @for at in &shown {
                                    td data-label=(variables[*at].as_str().replace('_', " ")) { @if let Some(value) = &row.values[*at] { (cell(links, view, value)) } }
                                }
                                td data-label="rests on" { @if let Some(evidence) = &row.evidence { (sources(links, view, evidence)) } }
                            }
                        }
                    }
                } }
                (cut(rows.len()))
            }
        }
    }
}

/// Returns how many rows there are.
pub(super) fn count(asked: &Asked) -> usize {
    match &asked.answer.results {
        Results::Boolean(..) => 1,
        Results::Graph(triples) => triples.len(),
        Results::Solutions(_, rows) => rows.len(),
    }
}

fn cut(count: usize) -> Markup {
    html! {
        @if count > ROWS { p.note { "The first " (ROWS) " of " (count) " rows; the other forms have all of them." } }
    }
}

fn cell(links: &Links<'_>, view: View<'_>, value: &Cell) -> Markup {
    match value.id() {
        Some(id) => links.thing(id),
        None => node(links, value.term(view.store)),
    }
}

fn node(links: &Links<'_>, term: TermRef<'_>) -> Markup {
    let store = &links.site.knowledge.store;
    match term {
        TermRef::Literal(literal) => html! { (literal.value()) },
        term => match store.id(term) {
            Some(id) => links.thing(id),
            None => html! { (links.site.knowledge.prefixes.show(term)) },
        },
    }
}

/// Returns the references of a row, which open to the tree.
fn sources(links: &Links<'_>, view: View<'_>, evidence: &Evidence) -> Markup {
    let claims = links.citations.claims_of(view, evidence);
    let several = evidence.alternatives.len() as u64 + evidence.more_alternatives;
    let absent = evidence
        .alternatives
        .first()
        .is_some_and(|one| !one.absent().is_empty());
    html! {
        details.evidence {
            summary {
                @if claims.is_empty() { span.background { "background" } } @else { (links.references(&claims)) }
                @if several > 1 { " " span.note { (several) " ways" } }
                @if absent { " " span.note { "and an absence" } }
                @if !evidence.is_complete() { " " span.warning { "incomplete" } }
                span.unseen { " Show what this rests on" }
            }
            (tree(links, view, evidence))
        }
    }
}
