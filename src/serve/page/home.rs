//! The front page, and what a search finds.

use super::super::reply::Reply;
use super::super::search::{Hit, MOST};
use super::super::site::Site;
use super::links::Links;
use super::{About, page, page_about};
use crate::endpoint::Class;
use crate::export::{Counts, schema_org};
use crate::store::TermId;
use crate::vocabulary::{self, sg};
use maud::html;
use oxigraph::model::TermRef;
use rustc_hash::FxHashMap;
use serde_json::json;

/// Classes that the front page names at most.
const CLASSES: usize = 24;

/// Returns the front page.
pub(in super::super) fn home(links: &Links<'_>) -> Reply {
    let site = links.site;
    let content = html! {
        h1 { "Ask, and see what each answer rests on" }
        p.lead {
            "Every row of an answer names the claims that give it, each claim the place in the paper and the works that the paper cites there."
        }
        @if site.questions.iter().next().is_some() {
            section {
                h2 { "Questions" }
                ul.questions {
                    @for question in site.questions.iter() {
                        li { a href=(links.to(&format!("questions/{}", question.name))) { (question.header.summary) } }
                    }
                }
            }
        }
        @if site.has_pictures() {
            section {
                h2 { "Pictures" }
                ul.questions {
                    @for picture in site.drawn() {
                        li { a href=(links.to(&format!("pictures/{}", picture.name))) { (picture.header.summary) } }
                    }
                }
            }
        }
        section {
            h2 { "What there is" }
            ul.classes {
                @for (class, count) in classes(site).into_iter().take(CLASSES) {
                    li { (links.word(class)) " " span.note { (count) } }
                }
            }
        }
        @if links.is_served() { section {
            h2 { "For programs" }
            ul {
                li { a href=(format!("{}sparql", links.root)) { "SPARQL endpoint" } ": the SPARQL 1.1 Protocol, read-only; "
                    code { "citations=true" } " adds what each row rests on" }
                li { a href=(format!("{}api/openapi.json", links.root)) { "The questions as an API" } ", described as OpenAPI" }
                li { a href=(format!("{}.well-known/void", links.root)) { "What the dataset is" } ", as VoID and DCAT" }
                li { a href=(format!("{}.well-known/sparql-examples", links.root)) { "The questions as SPARQL examples" } }
            }
        } }
    };
    let about = About {
        schema: Some(schema_org(&site.knowledge, &measured(site), &[])),
        ..About::default()
    };
    page_about(200, links, "Ask", &about, &content)
}

/// Returns classes with the number of things that have them, most first.
fn classes(site: &Site) -> Vec<(TermId, usize)> {
    let store = &site.knowledge.store;
    let most_first = |mut counts: Vec<(TermId, usize)>| {
        counts.sort_by_cached_key(|(class, count)| {
            (std::cmp::Reverse(*count), store.term(*class).to_string())
        });
        counts
    };
    if let Some(counts) = site.classes.get() {
        let known = |one: &Class| Some((store.id(one.class.as_ref())?, one.count));
        return most_first(counts.iter().filter_map(known).collect());
    }
    let Some(kind) = store.id(vocabulary::TYPE) else {
        return Vec::new();
    };
    let mut counts: FxHashMap<TermId, usize> = FxHashMap::default();
    // A store of any size answers at once: the first million says enough.
    for statement in store.matching(None, Some(kind), None).take(1_000_000) {
        *counts.entry(store.triple(statement)[2]).or_default() += 1;
    }
    most_first(counts.into_iter().collect())
}

/// Returns the counts that a page for search engines shows: more would be too much to ask of an engine for a page.
fn measured(site: &Site) -> Counts {
    let store = &site.knowledge.store;
    let named = |(class, count)| match store.term(class) {
        TermRef::NamedNode(class) => Some((class.as_str().to_owned(), count)),
        _ => None,
    };
    Counts {
        classes: classes(site).into_iter().filter_map(named).collect(),
        ..Counts::default()
    }
}

/// Returns what a search finds, as a page.
pub(in super::super) fn search(links: &Links<'_>, wanted: &str) -> Reply {
    let site = links.site;
    let hits = site.index.find(&site.knowledge, wanted, MOST);
    let content = html! {
        h1 { "Search" }
        form.search role="search" aria-label="Again" action=(format!("{}search", links.root)) {
            label for="again" { "Words, names or formulae" }
            input #again type="search" name="q" value=(wanted);
            button { "Search" }
        }
        @if hits.is_empty() && !wanted.trim().is_empty() {
            p { "Nothing has all of these words. Fewer or other words may find it." }
        }
        ol.hits {
            @for Hit { thing, text, .. } in &hits {
                // A claim is called by what it says.
                @let says = links.citations.text(*thing, sg::STATEMENT);
                li {
                    @match (links.address(*thing), &says) {
                        (Some(address), Some(says)) => a href=(address) { (says) },
                        _ => (links.thing(*thing)),
                    }
                    " " span.note { (kind_of(links, *thing)) }
                    @if let Some(text) = text.as_ref().filter(|text| says.as_ref() != Some(*text)) { br; span.text { (text) } }
                }
            }
        }
        @if hits.len() == MOST { p.note { "These are the first " (MOST) "." } }
    };
    page(200, links, "Search", &content)
}

/// Returns what a search finds as one types, as JSON.
pub(in super::super) fn suggest(links: &Links<'_>, wanted: &str) -> Reply {
    let site = links.site;
    let hits: Vec<_> = site
        .index
        .find(&site.knowledge, wanted, 12)
        .into_iter()
        .map(|hit| {
            json!({
                "label": hit.label,
                "text": hit.text,
                "kind": kind_of(links, hit.thing),
                "address": links.address(hit.thing),
            })
        })
        .collect();
    Reply::new(
        200,
        "application/json",
        json!({ "hits": hits }).to_string().into_bytes(),
    )
}

fn kind_of(links: &Links<'_>, thing: TermId) -> String {
    let types = links.citations.objects(thing, vocabulary::TYPE);
    types
        .first()
        .map_or_else(String::new, |class| links.spoken(*class))
}

/// Returns prefixed names that begin, or whose labels begin, with a text, as JSON; for the editor.
pub(in super::super) fn terms(links: &Links<'_>, begun: &str) -> Reply {
    let site = links.site;
    let store = &site.knowledge.store;
    let wanted = begun.to_lowercase();
    let mut terms: Vec<(String, Option<String>)> = site
        .knowledge
        .prefixes
        .iter()
        .map(|(name, _)| (format!("{name}:"), None))
        .chain(site.index.named(&site.knowledge).map(|thing| {
            let name = site.knowledge.prefixes.show(store.term(thing));
            (name, links.citations.label(thing))
        }))
        .filter(|(name, label)| {
            let local = name.split_once(':').map_or("", |(_, local)| local);
            let begins = |text: &str| text.to_lowercase().starts_with(&wanted);
            !name.starts_with('<')
                && (begins(name) || begins(local) || label.as_deref().is_some_and(begins))
        })
        .take(200)
        .collect();
    terms.sort_by_key(|(name, _)| (!name.to_lowercase().starts_with(&wanted), name.len()));
    terms.truncate(20);
    let terms: Vec<_> = terms
        .into_iter()
        .map(|(name, label)| json!({ "name": name, "label": label }))
        .collect();
    Reply::new(
        200,
        "application/json",
        json!({ "terms": terms }).to_string().into_bytes(),
    )
}
