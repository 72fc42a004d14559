//! Records as the bibliography of a knowledge base, in Turtle.

use super::csl_json::csl_json;
use super::key::{readable_key, unique_keys};
use super::name::Name;
use super::record::Record;
use super::text::plain;
use crate::vocabulary::{Prefixes, sg};
use oxigraph::model::Literal;
use serde_json::Value;

/// What of a record has a property of its own in a knowledge base; the rest is kept as CSL-JSON.
const WITH_PROPERTY: [&str; 7] = [
    "title",
    "container-title",
    "volume",
    "issue",
    "page",
    "article-number",
    "DOI",
];

/// Returns records as Turtle, one block a work, in the form of `claims/bibliography.ttl`.
///
/// A work is named by its record's key where that can be a name, else by author, year and title.
pub fn bibliography_turtle(records: &[Record]) -> String {
    let mut records = records.to_vec();
    for record in &mut records {
        if !is_name(&record.key) {
            record.key = readable_key(record);
        }
    }
    unique_keys(&mut records);
    let mut text = String::from("# Works, as a reference manager had them.\n\n");
    text.push_str(&prefixes().turtle());
    for record in &records {
        text.push('\n');
        text.push_str(&block(record));
    }
    text
}

fn prefixes() -> Prefixes {
    let mut prefixes = Prefixes::none();
    prefixes.learn(
        "@prefix bibo: <http://purl.org/ontology/bibo/>\n@prefix dcterms: <http://purl.org/dc/terms/>\n\
         @prefix fabio: <http://purl.org/spar/fabio/>\n@prefix prism: <http://prismstandard.org/namespaces/basic/2.0/>\n\
         @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n@prefix sg: <https://w3id.org/synergraph/ns#>\n\
         @prefix work: <https://w3id.org/synergraph/work/>\n@prefix xsd: <http://www.w3.org/2001/XMLSchema#>\n",
    );
    prefixes
}

fn block(record: &Record) -> String {
    let quoted = |text: &str| Literal::new_simple_literal(text).to_string();
    let mut lines = vec![format!("work:{} a {}", record.key, class(record))];
    let mut put = |property: &str, object: String| lines.push(format!("{property} {object}"));
    put("rdfs:label", quoted(&label(record)));
    if let Some(title) = record.title() {
        put("dcterms:title", quoted(&plain(title)));
    }
    let mut authors = record.authors();
    let more = authors.last().is_some_and(Name::is_others);
    if more {
        authors = &authors[..authors.len() - 1];
    }
    if let Some(first) = authors.first() {
        let all: Vec<String> = authors.iter().map(|name| quoted(&name.sorted())).collect();
        put("sg:authors", format!("( {} )", all.join(" ")));
        if more {
            put("sg:moreAuthors", "true".to_owned());
        }
        put("sg:firstAuthor", quoted(&first.sorted()));
    }
    if let Some(journal) = record.get("container-title") {
        put("sg:journal", quoted(&plain(journal)));
    }
    let issued = record.dates.get("issued").and_then(|date| date.start);
    if let Some(day) = issued.filter(|day| (1..=9999).contains(&day.year)) {
        put(
            "fabio:hasPublicationYear",
            format!("\"{:04}\"^^xsd:gYear", day.year),
        );
        if day.day.is_some() {
            put("dcterms:issued", format!("\"{}\"^^xsd:date", day.text("-")));
        }
    }
    for (field, property) in [
        ("volume", "bibo:volume"),
        ("issue", "bibo:issue"),
        ("page", "bibo:pages"),
        ("article-number", "bibo:locator"),
    ] {
        if let Some(value) = record.get(field) {
            put(property, quoted(&plain(value)));
        }
    }
    if let Some(doi) = record.doi() {
        put("prism:doi", quoted(&doi));
        put(
            "rdfs:seeAlso",
            format!("<https://doi.org/{}>", in_iri(&doi)),
        );
    }
    if let Some(rest) = rest(record) {
        put(
            &format!("sg:{}", local(sg::CSL_JSON.as_str())),
            quoted(&rest),
        );
    }
    format!("{} .\n", lines.join(" ;\n    "))
}

fn local(iri: &str) -> &str {
    iri.rsplit(['#', '/']).next().unwrap_or(iri)
}

/// Returns as CSL-JSON what the properties do not say, or not exactly.
fn rest(record: &Record) -> Option<String> {
    let mut rest = record.clone();
    for field in WITH_PROPERTY {
        let same = match (field, record.get(field)) {
            ("DOI", Some(doi)) => doi.to_lowercase() == doi,
            (_, Some(value)) => plain(value) == value,
            (_, None) => true,
        };
        if same {
            rest.fields.remove(field);
        }
    }
    let again: Vec<Name> = record
        .authors()
        .iter()
        .map(|name| {
            if name.is_others() {
                Name::others()
            } else {
                Name::read(&name.sorted())
            }
        })
        .collect();
    if again == record.authors() {
        rest.names.remove("author");
    }
    let plain_date = record.dates.get("issued").is_none_or(|date| {
        let day = date.start.filter(|day| (1..=9999).contains(&day.year));
        day.is_some_and(|day| day.month.is_none() || day.day.is_some())
            && date.end.is_none()
            && date.season.is_none()
            && !date.circa
    });
    if plain_date {
        rest.dates.remove("issued");
    }
    let Value::Object(mut item) = csl_json(&rest) else {
        return None;
    };
    item.remove("id");
    // By one of these properties a work is known to be one.
    let known = record.doi().is_some() || record.authors().iter().any(|name| !name.is_others());
    if known && class(record) != "fabio:Expression" {
        item.remove("type");
    }
    (!item.is_empty()).then(|| Value::Object(item).to_string())
}

fn class(record: &Record) -> &'static str {
    match record.kind.csl() {
        "article-journal" => "fabio:JournalArticle",
        "paper-conference" => "fabio:ConferencePaper",
        "article" => "fabio:Preprint",
        "dataset" => "fabio:Dataset",
        _ => "fabio:Expression",
    }
}

/// Returns a short name for people: `Kim et al. 2020`.
fn label(record: &Record) -> String {
    let names = record.authors();
    let names = if names.is_empty() {
        record.names.get("editor").map_or(&[][..], Vec::as_slice)
    } else {
        names
    };
    let who = match names {
        [] => plain(record.title().unwrap_or(&record.key)),
        [one] => one.with_particle(),
        [one, other] if !other.is_others() => {
            format!("{} & {}", one.with_particle(), other.with_particle())
        }
        [one, ..] => format!("{} et al.", one.with_particle()),
    };
    let label = match record.year() {
        Some(year) => format!("{who} {year}"),
        None => who,
    };
    label.replace(['‐', '‑', '–'], "-").replace('\u{a0}', " ")
}

/// Says whether a key can name a work as it is.
fn is_name(key: &str) -> bool {
    key.starts_with(|c: char| c.is_ascii_alphabetic())
        && key.ends_with(|c: char| c.is_ascii_alphanumeric())
        && key
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
}

/// Returns a DOI as part of an IRI.
fn in_iri(doi: &str) -> String {
    let mut iri = String::new();
    for c in doi.chars() {
        if c.is_control()
            || c.is_whitespace()
            || matches!(
                c,
                '<' | '>' | '"' | '{' | '}' | '|' | '\\' | '^' | '`' | '%' | '#' | '?'
            )
        {
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                iri.push_str(&format!("%{byte:02X}"));
            }
        } else {
            iri.push(c);
        }
    }
    iri
}
