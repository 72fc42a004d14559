//! Pages for people: readable without scripts, on a phone, in print, and by ear.

mod answer;
mod ask;
mod falls;
mod home;
mod links;
mod schema;
mod thing;
mod tree;

pub(super) use ask::{ask_freely, ask_question, choices, picture, pictures, questions};
pub(super) use falls::falls;
pub(super) use home::{home, search, suggest, terms};

use super::reply::Reply;
use crate::store::TermId;
pub(super) use links::Links;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use serde_json::Value;

/// Returns the page of a thing.
pub(super) fn of_thing(links: &Links<'_>, thing: TermId) -> Reply {
    thing::page(links.site, links, thing)
}

/// Returns the page that says that nothing has this name.
pub(super) fn not_found(links: &Links<'_>, name: &str) -> Reply {
    let site = links.site;
    let near = site
        .index
        .find(&site.knowledge, name.rsplit('/').next().unwrap_or(name), 5);
    let content = html! {
        h1 { "Nothing has this name" }
        p { "There is no page, entity or question called " code { (name) } "." }
        @if !near.is_empty() {
            p { "What may have been meant:" }
            ul { @for hit in near { li { (links.thing(hit.thing)) } } }
        }
    };
    page(404, links, "Nothing has this name", &content)
}

/// What a page is about, for programs.
#[derive(Debug, Default)]
struct About {
    /// Where the thing is, relative to the root, with the endings of its data.
    data: Option<(String, &'static [(&'static str, &'static str)])>,
    /// The thing as schema.org has it.
    schema: Option<Value>,
}

/// Returns a whole page that is about no entity.
fn page(status: u16, links: &Links<'_>, title: &str, content: &Markup) -> Reply {
    page_about(status, links, title, &About::default(), content)
}

/// Returns a whole page.
fn page_about(
    status: u16,
    links: &Links<'_>,
    title: &str,
    about: &About,
    content: &Markup,
) -> Reply {
    let root = &links.root;
    // Nothing in a text can end the element that it stands in.
    let schema = about.schema.as_ref().map(|schema| {
        let text = schema.to_string();
        PreEscaped(
            text.replace('<', "\\u003c")
                .replace('>', "\\u003e")
                .replace('&', "\\u0026"),
        )
    });
    let markup = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " · synergraph" }
                link rel="stylesheet" href=(format!("{root}static/style.css"));
                link rel="icon" type="image/svg+xml" href=(format!("{root}static/icon.svg"));
                @if let Some((address, endings)) = &about.data {
                    @for (ending, media_type) in *endings {
                        link rel="alternate" type=(media_type) href=(format!("{root}{address}{ending}"));
                    }
                }
                @if let Some(schema) = schema { script type="application/ld+json" { (schema) } }
                script src=(format!("{root}static/site.js")) defer {}
            }
            body {
                a.skip href="#content" { "To the content" }
                header {
                    nav aria-label="Site" {
                        a.name href=(links.to("")) { "synergraph" }
                        a href=(links.to("questions")) { "Questions" }
                        @if links.site.has_pictures() { a href=(links.to("pictures")) { "Pictures" } }
                        @if links.is_served() { a href=(format!("{root}ask")) { "Ask in SPARQL" } }
                    }
                    @if links.is_served() {
                        form.search role="search" aria-label="The site" action=(format!("{root}search")) {
                            label.unseen for="find" { "Search" }
                            input #find type="search" name="q" autocomplete="off"
                                placeholder="NO3, Su 2025, tandem" list="found";
                            datalist #found {}
                            button { "Search" }
                        }
                    }
                }
                main #content { (content) }
                footer {
                    p {
                        (links.site.size().0) " claims, data "
                        code title=(links.site.digest) { (&links.site.digest[..links.site.digest.len().min(12)]) }
                        ". Every statement here names the claims that it rests on, and every claim its references."
                    }
                }
            }
        }
    };
    Reply::new(
        status,
        "text/html; charset=utf-8",
        markup.into_string().into_bytes(),
    )
}
