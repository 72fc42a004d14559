//! The same pages as files, for any web host.

use super::page::{self, Links};
use super::resource::{NANOPUBLICATION, address, data, is_described, nanopublication};
use super::route::{ICON, SCRIPT, STYLE};
use super::site::{Bounds, Content, Site};
use crate::claim::{FolderError, write_folder, write_part};
use crate::store::TermId;
use oxigraph::io::{JsonLdProfileSet, RdfFormat};
use oxigraph::model::TermRef;
use std::collections::BTreeMap;
use std::path::Path;

/// Forms of data that lie beside each page.
const FORMS: &[(&str, &str, RdfFormat)] = &[
    ("ttl", "text/turtle", RdfFormat::Turtle),
    ("trig", "application/trig", RdfFormat::TriG),
    ("nt", "application/n-triples", RdfFormat::NTriples),
    ("rdf", "application/rdf+xml", RdfFormat::RdfXml),
    (
        "jsonld",
        "application/ld+json",
        RdfFormat::JsonLd {
            profile: JsonLdProfileSet::empty(),
        },
    ),
];

/// Writes a site into a folder, which appears under its name when it is whole; returns the number of files.
///
/// `progress` hears of the pages that are done, and of all there are.
///
/// # Errors
/// Where the folder is there and not empty, or a file cannot be written.
pub fn write_site(
    content: Content,
    base: &str,
    folder: &Path,
    progress: impl Fn(usize, usize),
) -> Result<usize, FolderError> {
    let site = Site::new(content, base.to_owned(), Bounds::default());
    write_folder(folder, |beside| write_all(&site, beside, &progress))
}

fn write_all(
    site: &Site,
    folder: &Path,
    progress: &dyn Fn(usize, usize),
) -> Result<usize, FolderError> {
    let mut files = 0;
    let mut put = |name: &str, bytes: &[u8]| -> Result<(), FolderError> {
        files += 1;
        write_part(&folder.join(name), |out| out.write_all(bytes))
    };
    put("static/style.css", STYLE.as_bytes())?;
    put("static/site.js", SCRIPT.as_bytes())?;
    put("static/icon.svg", ICON.as_bytes())?;
    let top = Links::fixed(site, 0);
    put("index.html", &page::home(&top).body)?;
    put("questions.html", &page::questions(&top).body)?;
    let below = Links::fixed(site, 1);
    for question in site.questions.iter() {
        let name = format!("questions/{}.html", question.name);
        put(&name, &page::ask_question(&below, question, &[]).body)?;
    }
    if site.has_pictures() {
        put("pictures.html", &page::pictures(&top).body)?;
    }
    for picture in site.drawn() {
        let name = format!("pictures/{}.html", picture.name);
        put(&name, &page::picture(&below, &picture.name).body)?;
    }
    let things = things(site);
    for (done, (name, thing)) in things.iter().enumerate() {
        let links = Links::fixed(site, name.matches('/').count());
        put(
            &format!("{name}.html"),
            &page::of_thing(&links, *thing).body,
        )?;
        for (ending, media_type, format) in FORMS {
            let reply = data(site, *thing, *format, media_type);
            put(&format!("{name}.{ending}"), &reply.body)?;
        }
        if let Some(reply) = nanopublication(site, *thing) {
            put(&format!("{name}{NANOPUBLICATION}"), &reply.body)?;
        }
        progress(done + 1, things.len());
    }
    Ok(files)
}

/// Returns everything that has a page here: what is described, and what that points to, by address.
fn things(site: &Site) -> BTreeMap<String, TermId> {
    let store = &site.knowledge.store;
    let mut things = BTreeMap::new();
    for term in 0..store.term_count() as TermId {
        if let TermRef::NamedNode(node) = store.term(term)
            && node.as_str().starts_with(&site.base)
            && let Some(address) = address(site, term)
            && !address.starts_with("resource?")
            && is_described(store, term)
        {
            things.insert(address, term);
        }
    }
    things
}
