//! Entities by their IRIs: what an IRI is called here, and the same thing as data.

use super::negotiation::{Accept, Offer};
use super::page::{self, Links};
use super::protocol::{GRAPHS, not_acceptable, with_charset};
use super::reply::Reply;
use super::site::Site;
use crate::nanopublication::{Publisher, nanopublication as nanopublication_of};
use crate::query::{Format, write_graph};
use crate::store::{ClaimId, StatementId, Store, TermId};
use oxigraph::io::{JsonLdProfileSet, RdfFormat};
use oxigraph::model::{GraphName, NamedNodeRef, Quad, TermRef};
use percent_encoding::percent_decode_str;

/// What the end of a path asks for.
const ENDINGS: &[(&str, &str, Option<RdfFormat>)] = &[
    (".html", "text/html", None),
    (".ttl", "text/turtle", Some(RdfFormat::Turtle)),
    (".trig", "application/trig", Some(RdfFormat::TriG)),
    (".nt", "application/n-triples", Some(RdfFormat::NTriples)),
    (".nq", "application/n-quads", Some(RdfFormat::NQuads)),
    (".rdf", "application/rdf+xml", Some(RdfFormat::RdfXml)),
    (
        ".jsonld",
        "application/ld+json",
        Some(RdfFormat::JsonLd {
            profile: JsonLdProfileSet::empty(),
        }),
    ),
];

/// What stands behind the address of a claim as a nanopublication.
pub(super) const NANOPUBLICATION: &str = ".nanopub.trig";

/// Statements of one entity that are given as data.
const MOST: usize = 100_000;

/// Answers for a path that is an entity's, or its page or data.
pub(super) fn answer_path(site: &Site, path: &str, accept: &Accept) -> Reply {
    let name = percent_decode_str(path.trim_start_matches('/')).decode_utf8_lossy();
    if let Some(thing) = thing_called(site, &name) {
        return elsewhere(site, thing, accept);
    }
    if let Some(name) = name.strip_suffix(NANOPUBLICATION)
        && let Some(thing) = thing_called(site, name)
        && let Some(reply) = nanopublication(site, thing)
    {
        return reply;
    }
    for (ending, media_type, format) in ENDINGS {
        if let Some(name) = name.strip_suffix(ending)
            && let Some(thing) = thing_called(site, name)
        {
            return match format {
                None => page::of_thing(&Links::served(site), thing),
                Some(format) => data(site, thing, *format, media_type),
            };
        }
    }
    page::not_found(&Links::served(site), path)
}

impl Site {
    /// Returns the IRIs of the entities that a path may be about.
    pub(super) fn iris_of(&self, path: &str) -> Vec<String> {
        let name = percent_decode_str(path.trim_start_matches('/')).decode_utf8_lossy();
        let ending = ENDINGS
            .iter()
            .find_map(|(ending, ..)| name.strip_suffix(ending));
        let names = [Some(&*name), ending, name.strip_suffix(NANOPUBLICATION)];
        let names = names.into_iter().flatten().filter(|name| {
            let first = name.split('/').next().unwrap_or_default();
            !name.is_empty() && !NO_ENTITIES.contains(&first)
        });
        names
            .flat_map(|name| {
                let word = name.strip_prefix("ns/");
                let word = word.map(|word| format!("{}ns#{word}", self.base));
                [Some(format!("{}{name}", self.base)), word]
            })
            .flatten()
            .collect()
    }
}

/// Starts of paths that are about no entity.
const NO_ENTITIES: &[&str] = &[
    "sparql",
    "query",
    "questions",
    "pictures",
    "ask",
    "api",
    "static",
    "openapi.json",
    ".well-known",
    "favicon.ico",
    "robots.txt",
];

/// Answers for an entity given by its IRI, wherever that begins.
pub(super) fn answer_iri(site: &Site, iri: &str, accept: &Accept) -> Reply {
    let store = &site.knowledge.store;
    let node = NamedNodeRef::new(iri).ok();
    let Some(thing) = node.and_then(|node| store.id(node)) else {
        return page::not_found(&Links::served(site), iri);
    };
    if iri.strip_prefix(&site.base).is_some_and(is_plain) {
        return elsewhere(site, thing, accept);
    }
    let offers = offers();
    match accept.choose(&offers) {
        None => not_acceptable(&offers),
        Some((_, None)) => page::of_thing(&Links::served(site), thing).with("vary", "accept"),
        Some((media_type, Some(format))) => {
            data(site, thing, format, media_type).with("vary", "accept")
        }
    }
}

/// Returns the address of a thing on this site, relative to its root.
pub(super) fn address(site: &Site, thing: TermId) -> Option<String> {
    let TermRef::NamedNode(node) = site.knowledge.store.term(thing) else {
        return None;
    };
    Some(address_of(site, node.as_str()))
}

/// Returns the address of an IRI on this site, relative to its root.
pub(super) fn address_of(site: &Site, iri: &str) -> String {
    match iri.strip_prefix(&site.base) {
        Some(rest) if is_plain(rest) => rest.to_owned(),
        // A word of the vocabulary has a page of its own, although its IRI ends in a fragment.
        Some(rest) if rest.starts_with("ns#") && is_plain(&rest[3..]) => {
            format!("ns/{}", &rest[3..])
        }
        _ => {
            let iri: String = form_urlencoded::byte_serialize(iri.as_bytes()).collect();
            format!("resource?iri={iri}")
        }
    }
}

/// Says whether the rest of an IRI can stand in a path as it is.
fn is_plain(rest: &str) -> bool {
    !rest.is_empty()
        && rest.split('/').all(|part| !matches!(part, "" | "." | ".."))
        && rest
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-._~/+,:@!$'()*".contains(c))
        && rest != "resource"
}

fn thing_called(site: &Site, name: &str) -> Option<TermId> {
    let store = &site.knowledge.store;
    let find = |iri: String| {
        let node = NamedNodeRef::new(&iri).ok()?;
        let thing = store.id(node)?;
        is_described(store, thing).then_some(thing)
    };
    if name.is_empty() {
        return None;
    }
    find(format!("{}{name}", site.base)).or_else(|| {
        let word = name.strip_prefix("ns/")?;
        find(format!("{}ns#{word}", site.base))
    })
}

/// Says whether anything is said of a thing.
pub(super) fn is_described(store: &Store, thing: TermId) -> bool {
    store.matching(Some(thing), None, None).next().is_some()
        || store.matching(None, None, Some(thing)).next().is_some()
}

fn offers() -> Vec<Offer<Option<RdfFormat>>> {
    let graphs = GRAPHS
        .iter()
        .filter_map(|(media_type, format)| match format {
            Format::Graph(format) => Some((*media_type, Some(*format))),
            _ => None,
        });
    [("text/html", None), ("application/xhtml+xml", None)]
        .into_iter()
        .chain(graphs)
        .collect()
}

/// Sends a client from a thing to a document about it, <https://www.w3.org/TR/cooluris/#r303gendocument>.
fn elsewhere(site: &Site, thing: TermId, accept: &Accept) -> Reply {
    let offers = offers();
    let Some((_, format)) = accept.choose(&offers) else {
        return not_acceptable(&offers);
    };
    let address = address(site, thing).unwrap_or_default();
    let ending = ENDINGS
        .iter()
        .find(|(_, _, known)| *known == format)
        .map_or(".html", |(ending, _, _)| *ending);
    Reply::redirect(303, &format!("/{address}{ending}")).with("vary", "accept")
}

/// Returns a claim as a nanopublication; nothing, where a thing is no claim or states nothing that could be published.
pub(super) fn nanopublication(site: &Site, thing: TermId) -> Option<Reply> {
    let knowledge = &site.knowledge;
    let claim = knowledge.store.claim(thing)?;
    let quads = nanopublication_of(knowledge, claim, &Publisher::default())?;
    let mut out = Vec::new();
    let quads = quads.into_iter();
    Some(
        match write_graph(&mut out, quads, RdfFormat::TriG, &knowledge.prefixes) {
            Ok(()) => Reply::new(200, "application/trig", out),
            Err(error) => Reply::problem(500, error.to_string()),
        },
    )
}

/// Returns what is said of a thing and what says something of it, as data.
///
/// In TriG and N-Quads each triple stands in the graphs of the claims that state it.
pub(super) fn data(site: &Site, thing: TermId, format: RdfFormat, media_type: &str) -> Reply {
    let store = &site.knowledge.store;
    let mut statements: Vec<StatementId> = match store.claim(thing) {
        Some(claim) => store.statements_of(claim).to_vec(),
        None => Vec::new(),
    };
    statements.extend(store.matching(Some(thing), None, None).take(MOST));
    statements.extend(store.matching(None, None, Some(thing)).take(MOST));
    statements.sort_unstable();
    statements.dedup();
    let with_graphs = matches!(format, RdfFormat::TriG | RdfFormat::NQuads);
    let mut quads: Vec<Quad> = Vec::new();
    for statement in statements {
        let claims = store.claims_of(statement);
        if with_graphs && !claims.is_empty() {
            let graphs = claims.iter().map(|claim: &ClaimId| store.graph_of(*claim));
            quads.extend(graphs.filter_map(|graph| store.quad(statement, graph)));
        } else {
            quads.extend(store.quad(statement, GraphName::DefaultGraph));
        }
    }
    quads.sort_by_cached_key(|quad| (quad.graph_name.to_string(), quad.to_string()));
    let mut out = Vec::new();
    match write_graph(
        &mut out,
        quads.into_iter(),
        format,
        &site.knowledge.prefixes,
    ) {
        Ok(()) => Reply::new(200, &with_charset(media_type), out),
        Err(error) => Reply::problem(500, error.to_string()),
    }
}
