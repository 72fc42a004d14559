//! What falls without a work: claims, statements, inferences, and rows of the named questions.

use super::super::reply::Reply;
use super::links::Links;
use super::tree::claim_line;
use super::{not_found, page};
use crate::store::{StatementId, TermId};
use crate::trace::{FallenAnswer, Thing, classify, falls as what_falls};
use crate::work::ClaimRecord;
use maud::{Markup, html};
use oxigraph::model::NamedNodeRef;
use std::time::Duration;

/// Time in which all questions are asked, with the work and without it.
const TIME: Duration = Duration::from_secs(10);
/// Entries of one list that are shown; further ones are counted.
const MOST: usize = 500;

/// Returns the page on what falls without a work.
pub(in super::super) fn falls(links: &Links<'_>, iri: &str) -> Reply {
    let knowledge = &links.site.knowledge;
    let store = &knowledge.store;
    let work = NamedNodeRef::new(iri)
        .ok()
        .and_then(|node| store.id(node))
        .filter(|id| matches!(classify(store, *id), Thing::Work(_)));
    let Some(work) = work else {
        return not_found(links, iri);
    };
    let time = TIME.min(Duration::from_secs(links.site.bounds.seconds));
    let falls = what_falls(
        knowledge,
        links.site.engine.as_ref(),
        &links.site.questions,
        &[work],
        time,
    );
    let tag = links.tag(work);
    let title = format!("What falls without {tag}");
    let content = html! {
        h1 { "What falls without " (links.thing(work)) }
        p.entry { (links.citations.work(work).full_entry()) }
        (section(falls.claims.len(), "claim falls", "claims fall", &claims(links, &falls.claims)))
        @if !falls.weakened.is_empty() {
            (section(falls.weakened.len(), "claim stands on other works too", "claims stand on other works too",
                &claims(links, &falls.weakened)))
        }
        (section(falls.answers.len(), "question is answered otherwise", "questions are answered otherwise", &html! {
            @for answer in &falls.answers { (answered(links, answer)) }
        }))
        (section(falls.stated.len(), "statement falls", "statements fall", &html! {
            ul.tree { @for one in falls.stated.iter().take(MOST) { li { (triple(links, *one)) } } }
        }))
        (section(falls.inferred.len(), "inferred statement falls", "inferred statements fall", &html! {
            ul.tree {
                @for (one, rule) in falls.inferred.iter().take(MOST) {
                    li { (triple(links, *one)) " " span.note { "by the rule " code { (rule) } } }
                }
            }
        }))
        @if !falls.not_asked.is_empty() {
            h2 { "Questions that were not asked to their end" }
            ul { @for (question, reason) in &falls.not_asked { li { code { (question) } ": " (reason) } } }
        }
    };
    page(200, links, &title, &content)
}

/// Returns how many claims a work bears alone and how many not, and where the rest is told.
pub(super) fn in_short(links: &Links<'_>, work: TermId) -> Markup {
    let withdrawal = links.citations.withdrawal(&[work].into_iter().collect());
    let (falling, weakened) = (withdrawal.falling.len(), withdrawal.weakened.len());
    let iri = links.site.knowledge.store.term(work).to_string();
    let iri = iri.trim_matches(['<', '>']);
    html! {
        h2 #without { "What falls without it" }
        p {
            (count(falling, "claim rests", "claims rest")) " on nothing else"
            @if weakened > 0 { "; " (count(weakened, "claim also rests", "claims also rest")) " on other works, and " @if weakened == 1 { "stands" } @else { "stand" } }
            "."
            @if links.is_served() {
                @let query: String = form_urlencoded::Serializer::new(String::new()).append_pair("work", iri).finish();
                " " a href=(format!("{}falls?{query}", links.root)) { "Statements, inferences and answers that fall with it" }
            }
        }
    }
}

fn count(number: usize, one: &str, several: &str) -> String {
    match number {
        0 => format!("No {one}"),
        1 => format!("1 {one}"),
        number => format!("{number} {several}"),
    }
}

fn section(number: usize, one: &str, several: &str, content: &Markup) -> Markup {
    html! {
        section {
            h2 { (count(number, one, several)) }
            @if number > 0 { (content) }
            @if number > MOST { p.note { "The first " (MOST) " are shown." } }
        }
    }
}

fn claims(links: &Links<'_>, records: &[ClaimRecord]) -> Markup {
    let store = &links.site.knowledge.store;
    html! {
        ul.claims {
            @for record in records.iter().take(MOST) {
                @if let Some(claim) = store.claim(record.name) { li { (claim_line(links, claim)) } }
            }
        }
    }
}

fn triple(links: &Links<'_>, statement: StatementId) -> Markup {
    let [subject, predicate, object] = links.site.knowledge.store.triple(statement);
    html! {
        span.triple { (links.thing(subject)) " " span.predicate { (links.thing(predicate)) } " " (links.thing(object)) }
    }
}

fn answered(links: &Links<'_>, answer: &FallenAnswer) -> Markup {
    let question = links.site.questions.get(&answer.question);
    let summary = question.map_or(&answer.question, |question| &question.header.summary);
    let rows = [("gone", &answer.lost), ("new", &answer.gained)];
    html! {
        h3 { a href=(links.to(&format!("questions/{}", answer.question))) { (summary) } }
        div.wide tabindex="0" { table {
            thead { tr {
                th scope="col" { "row" }
                @for name in &answer.columns { th scope="col" { (name.replace('_', " ")) } }
            } }
            tbody {
                @for (what, rows) in rows {
                    @for row in rows.iter().take(MOST) {
                        tr {
                            td data-label="row" { (what) }
                            @for (name, cell) in answer.columns.iter().zip(row) {
                                td data-label=(name.replace('_', " ")) { (cell.as_deref().unwrap_or_default()) }
                            }
                        }
                    }
                }
            }
        } }
    }
}
