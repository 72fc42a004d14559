//! What pages are about, for search engines: schema.org as JSON-LD.
//!
//! It stands in the page as a data block, <https://html.spec.whatwg.org/multipage/scripting.html#data-block>, which is no script
//! to the content security policy.

use super::links::Links;
use crate::store::TermId;
use crate::trace::{Thing, Trace};
use crate::vocabulary;
use crate::work::Work;
use oxigraph::model::TermRef;
use serde_json::{Map, Value, json};

/// Returns what a page about a thing is about.
pub(super) fn described(links: &Links<'_>, id: TermId, trace: &Trace) -> Option<Value> {
    let TermRef::NamedNode(node) = links.site.knowledge.store.term(id) else {
        return None;
    };
    let mut about = match (trace.thing, &trace.work) {
        (Thing::Work(_), Some((work, _))) => article(work),
        (Thing::Claim(_), _) => claim(links, trace),
        _ => term(links, id, trace),
    };
    about.insert("@id".to_owned(), json!(node.as_str()));
    let mut whole = Map::new();
    whole.insert("@context".to_owned(), json!("https://schema.org/"));
    whole.extend(about);
    Some(Value::Object(whole))
}

fn article(work: &Work) -> Map<String, Value> {
    let mut about = Map::new();
    let mut put = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            about.insert(name.to_owned(), value);
        }
    };
    put("@type", Some(json!("ScholarlyArticle")));
    put(
        "name",
        work.title
            .as_ref()
            .or(work.label.as_ref())
            .map(|title| json!(title)),
    );
    let authors: Vec<Value> = work
        .authors
        .iter()
        .map(|name| json!({ "@type": "Person", "name": name }))
        .collect();
    put(
        "author",
        (!authors.is_empty()).then_some(Value::Array(authors)),
    );
    put("datePublished", work.year.as_ref().map(|year| json!(year)));
    let journal = |name: &String| json!({ "@type": "Periodical", "name": name });
    put("isPartOf", work.journal.as_ref().map(journal));
    put("pagination", work.pages.as_ref().map(|pages| json!(pages)));
    put(
        "sameAs",
        work.doi
            .as_ref()
            .map(|doi| json!(format!("https://doi.org/{doi}"))),
    );
    put(
        "creativeWorkStatus",
        work.standing().map(|standing| json!(standing.name())),
    );
    about
}

fn claim(links: &Links<'_>, trace: &Trace) -> Map<String, Value> {
    let mut about = Map::new();
    about.insert("@type".to_owned(), json!("Claim"));
    let Some(record) = trace.claims.first() else {
        return about;
    };
    if let Some(statement) = &record.statement {
        about.insert("text".to_owned(), json!(statement));
    }
    let cited = |work: TermId| {
        let work = links.citations.work(work);
        let mut cited = article(&work);
        cited.insert("@id".to_owned(), json!(work.iri));
        Value::Object(cited)
    };
    if let Some(paper) = record.paper {
        about.insert("appearance".to_owned(), cited(paper));
    }
    let works: Vec<Value> = record
        .references
        .iter()
        .map(|one| cited(links.citations.reference(*one).work))
        .collect();
    if !works.is_empty() {
        about.insert("citation".to_owned(), Value::Array(works));
    }
    about
}

fn term(links: &Links<'_>, id: TermId, trace: &Trace) -> Map<String, Value> {
    let mut about = Map::new();
    about.insert("@type".to_owned(), json!("DefinedTerm"));
    about.insert("name".to_owned(), json!(links.label(id)));
    for (name, predicate) in [
        ("termCode", vocabulary::NOTATION),
        ("description", vocabulary::DEFINITION),
    ] {
        if let Some(text) = links.citations.text(id, predicate) {
            about.insert(name.to_owned(), json!(text));
        }
    }
    let others: Vec<&str> = trace
        .other_names
        .iter()
        .map(|name| name.trim_matches('"'))
        .collect();
    if !others.is_empty() {
        about.insert("alternateName".to_owned(), json!(others));
    }
    about
}
