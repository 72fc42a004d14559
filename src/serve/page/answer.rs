//! Rows of an answer with the citations of each, which open to the whole tree.

use super::links::Links;
use super::tree::tree;
use crate::lineage::{Evidence, Results};
use crate::query::Asked;
use crate::store::{Cell, View};
use crate::work::Flags;
use maud::{Markup, html};
use oxigraph::model::TermRef;
use std::cell::RefCell;

/// Rows that a page shows; further ones are for the other forms.
const ROWS: usize = 500;

/// Returns the one answer of a page as a table, whose rows can be pointed to.
pub(super) fn table(links: &Links<'_>, asked: &Asked, caption: &str) -> Markup {
    table_of(links, asked, caption, true)
}

/// Returns one of several answers of a page as a table.
pub(super) fn one_of_tables(links: &Links<'_>, asked: &Asked, caption: &str) -> Markup {
    table_of(links, asked, caption, false)
}

fn table_of(links: &Links<'_>, asked: &Asked, caption: &str, with_ids: bool) -> Markup {
    let view = asked.graphs.view(&links.site.knowledge.store);
    let flags = RefCell::new(Flags::new(view));
    let sources = |evidence: &Evidence| sources(links, view, evidence, &flags);
    match &asked.answer.results {
        Results::Boolean(value, evidence) => html! {
            p.verdict { (if *value { "Yes." } else { "No." }) }
            @if let Some(evidence) = evidence { (sources(evidence)) }
        },
        Results::Graph(triples) => html! {
            div.wide tabindex="0" { table {
                caption { (caption) }
                thead { tr { th scope="col" { "subject" } th scope="col" { "predicate" } th scope="col" { "object" } th scope="col" { "rests on" } } }
                tbody {
                    @for (triple, evidence) in triples.iter().take(ROWS) {
                        tr {
                            td { (node(links, triple.subject.as_ref().into())) }
                            td { (node(links, triple.predicate.as_ref().into())) }
                            td { (node(links, triple.object.as_ref())) }
                            td { @if let Some(evidence) = evidence { (sources(evidence)) } }
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
                div.wide tabindex="0" { table {
                    caption { (caption) }
                    thead { tr {
                        @for at in &shown { th scope="col" { (variables[*at].as_str().replace('_', " ")) } }
                        th scope="col" { "rests on" }
                    } }
                    tbody {
                        @for (number, row) in rows.iter().take(ROWS).enumerate() {
                            tr id=[with_ids.then(|| format!("row-{}", number + 1))] {
                                @for at in &shown {
                                    td data-label=(variables[*at].as_str().replace('_', " ")) { @if let Some(value) = &row.values[*at] { (cell(links, view, value)) } }
                                }
                                td data-label="rests on" { @if let Some(evidence) = &row.evidence { (sources(evidence)) } }
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

/// Returns the references of a row, which open to the tree, and what was published against them since.
fn sources(
    links: &Links<'_>,
    view: View<'_>,
    evidence: &Evidence,
    flags: &RefCell<Flags<'_>>,
) -> Markup {
    let claims = links.citations.claims_of(view, evidence);
    let several = evidence.alternatives.len() as u64 + evidence.more_alternatives;
    let absent = evidence
        .alternatives
        .first()
        .is_some_and(|one| !one.absent().is_empty());
    let flags = flags.borrow_mut().of(evidence);
    html! {
        @for flag in &flags { (links.flag(flag)) }
        span.cites { @if claims.is_empty() { span.background { "background" } } @else { (links.references(&claims)) } }
        details.evidence {
            summary {
                "evidence"
                @if several > 1 { ", " (several) " ways" }
                @if absent { ", and an absence" }
                @if !evidence.is_complete() { " " span.warning { "incomplete" } }
            }
            (tree(links, view, evidence))
        }
    }
}
