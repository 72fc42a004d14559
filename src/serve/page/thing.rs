//! The page of an entity: what it is, what is said of it, and by which claims.

use super::super::picture;
use super::super::protocol::{Call, asked};
use super::super::reply::Reply;
use super::super::resource::{NANOPUBLICATION, address};
use super::super::site::Site;
use super::answer::{count, one_of_tables};
use super::falls::in_short;
use super::links::Links;
use super::schema::described;
use super::tree::{claim_line, statement};
use super::{About, page_about};
use crate::lineage::StatementRef;
use crate::query::{Asked, DatasetOfProtocol, Question};
use crate::store::{DefaultGraph, NamedGraphs, StatementId, TermId, View};
use crate::trace::{Thing, Trace, classify, trace};
use crate::vocabulary;
use crate::work::{ClaimRecord, Flag, Standing};
use maud::{Markup, html};
use oxigraph::model::TermRef;
use rustc_hash::FxHashSet;

/// Statements of one predicate that are shown.
const MOST: usize = 200;

/// Returns the page of a thing.
pub(super) fn page(site: &Site, links: &Links<'_>, id: TermId) -> Reply {
    let knowledge = &site.knowledge;
    let trace = trace(knowledge, classify(&knowledge.store, id));
    let title = match (&trace.work, trace.thing, trace.claims.first()) {
        (Some((work, _)), _, _) => work.label.clone().unwrap_or_else(|| links.label(id)),
        (None, Thing::Claim(_), Some(claim)) => {
            claim.statement.clone().unwrap_or_else(|| links.label(id))
        }
        _ => links.label(id),
    };
    let body = match trace.thing {
        Thing::Claim(_) => claim(links, &trace),
        Thing::Work(_) => work(links, &trace),
        Thing::Entity(_) => entity(site, links, &trace),
    };
    let address = address(site, id).unwrap_or_default();
    let own = address.starts_with("resource?");
    let content = html! {
        article {
            h1 { (title) }
            (types(links, id))
            (body)
            (formats(links, id, &address))
        }
    };
    let endings = match trace.thing {
        Thing::Claim(_) => CLAIM_DATA,
        _ => &CLAIM_DATA[..CLAIM_DATA.len() - 1],
    };
    let about = About {
        data: (!own).then_some((address, endings)),
        schema: described(links, id, &trace),
    };
    page_about(200, links, &title, &about, &content)
}

/// Endings of what a claim can be had as; the last is for claims alone.
const CLAIM_DATA: &[(&str, &str)] = &[
    (".ttl", "text/turtle"),
    (".trig", "application/trig"),
    (".jsonld", "application/ld+json"),
    (NANOPUBLICATION, "application/trig"),
];

fn types(links: &Links<'_>, id: TermId) -> Markup {
    let types = links.citations.objects(id, vocabulary::TYPE);
    html! {
        p.types {
            @for (at, class) in types.iter().enumerate() {
                @if at > 0 { ", " }
                (links.word(*class))
            }
        }
    }
}

fn claim(links: &Links<'_>, trace: &Trace) -> Markup {
    let Some(record) = trace.claims.first() else {
        return html! {};
    };
    let view = view(links);
    html! {
        @for flag in flags_of(links, record) { (links.flag(&flag)) }
        dl.facts {
            @if let Some(paper) = record.paper { dt { "In" } dd { (links.thing(paper)) } }
            @if let Some(locator) = &record.locator { dt { "At" } dd { (locator) } }
            @if let Some(marker) = &record.citation_locator { dt { "Its citation marker at" } dd { (marker) } }
            @if let Some(wording) = record.wording { dt { "Wording" } dd { (links.thing(wording)) } }
            @if let Some(evidence) = record.evidence { dt { "Evidence" } dd { (links.thing(evidence)) } }
            @if let Some(digest) = &record.digest { dt { "Digest of the sentence" } dd { code { (digest) } } }
        }
        h2 { "Rests on" }
        @if record.own { p { "The paper says this for itself, and cites nobody for it." } }
        ul { @for reference in &record.references { li { (reference_line(links, *reference)) } } }
        h2 { "States" }
        ul.tree {
            @for fact in &trace.facts {
                @let [s, p, o] = links.site.knowledge.store.triple(*fact);
                li { span.triple { (links.thing(s)) " " span.predicate { (links.word(p)) } " " (links.thing(o)) } }
            }
        }
        @if !trace.inferred.is_empty() {
            h2 { "What follows by rule" }
            ul.tree {
                @for (one, _) in trace.inferred.iter().take(MOST) {
                    (statement(links, view, StatementRef { statement: *one, claim: None }))
                }
            }
        }
        @if !trace.neighbours.is_empty() {
            h2 { "On the same authority" }
            (claims(links, &trace.neighbours))
        }
    }
}

/// Returns the flags of a claim: works with notices that it rests on, and whether it rests on others too.
fn flags_of(links: &Links<'_>, record: &ClaimRecord) -> Vec<Flag> {
    let Some(claim) = links.site.knowledge.store.claim(record.name) else {
        return Vec::new();
    };
    let sources = links.citations.sources_of(claim);
    let flagged = |standing| {
        let standings = &links.site.standings;
        let works: Vec<TermId> = sources
            .iter()
            .copied()
            .filter(|work| standings.get(work) == Some(&standing))
            .collect();
        (!works.is_empty()).then_some(Flag {
            standing,
            stands: Some(works.len() < sources.len()),
            works,
        })
    };
    Standing::ALL.into_iter().filter_map(flagged).collect()
}

fn work(links: &Links<'_>, trace: &Trace) -> Markup {
    let Some((work, numbers)) = &trace.work else {
        return html! {};
    };
    html! {
        p.entry {
            @for number in numbers { span.cite { "[" (number) "]" } " " }
            (work.entry())
        }
        @if let Some(standing) = work.standing_in_words() { p.flag { (standing) } }
        @if let Some(doi) = &work.doi {
            p { "DOI: " a rel="external" href=(format!("https://doi.org/{doi}")) { (doi) } }
        } @else if let Some(doi) = &work.candidate_doi {
            p { "DOI, not confirmed: " code { (doi) }
                @if let Some(reason) = &work.candidate_reason { " (" (reason) ")" } }
        } @else {
            p { "No DOI is known." }
        }
        h2 { (claim_count(trace.claims.len())) " on it" }
        (claims(links, &trace.claims))
        (in_short(links, trace.name))
    }
}

fn entity(site: &Site, links: &Links<'_>, trace: &Trace) -> Markup {
    let store = &site.knowledge.store;
    let notation = links.citations.text(trace.name, vocabulary::NOTATION);
    let definition = links.citations.text(trace.name, vocabulary::DEFINITION);
    html! {
        @if notation.is_some() || !trace.other_names.is_empty() {
            p.names {
                @if let Some(notation) = notation { b { (notation) } " " }
                @if !trace.other_names.is_empty() {
                    "also: "
                    @for (at, name) in trace.other_names.iter().enumerate() {
                        @if at > 0 { ", " } (name.trim_matches('"'))
                    }
                }
            }
        }
        @if let Some(definition) = definition { p { (definition) } }
        @for (section, asked) in sections(site, links, trace.name) {
            section {
                h2 #(section.name) { (section.header.summary) }
                @if let Some(kind) = &section.header.picture {
                    (picture::draw(kind, &asked, |id| (links.label(id), links.address(id))))
                }
                (one_of_tables(links, &asked, section.header.description.trim()))
            }
        }
        (facts(links, "What is said of it", outgoing(site, trace.name), true))
        (facts(links, "What is said with it", store.matching(None, None, Some(trace.name)).take(MOST).collect(), false))
        @if !trace.claims.is_empty() {
            section {
                h2 { (claim_count(trace.claims.len())) " of it" }
                (claims(links, &trace.claims))
            }
        }
    }
}

fn outgoing(site: &Site, thing: TermId) -> Vec<StatementId> {
    let store = &site.knowledge.store;
    let known = [
        vocabulary::TYPE,
        vocabulary::LABEL,
        vocabulary::ALT_LABEL,
        vocabulary::PREF_LABEL,
        vocabulary::NOTATION,
        vocabulary::DEFINITION,
    ];
    let known: FxHashSet<TermId> = known.iter().filter_map(|term| store.id(*term)).collect();
    store
        .matching(Some(thing), None, None)
        .filter(|one| !known.contains(&store.triple(*one)[1]))
        .take(MOST)
        .collect()
}

/// Returns statements below their predicates, each with its references.
fn facts(links: &Links<'_>, title: &str, statements: Vec<StatementId>, out: bool) -> Markup {
    let store = &links.site.knowledge.store;
    let mut by_predicate: Vec<(TermId, Vec<StatementId>)> = Vec::new();
    for statement in statements {
        let [subject, predicate, _] = store.triple(statement);
        // What a claim says of itself stands on its own page.
        if !out && store.claim(subject).is_some() {
            continue;
        }
        match by_predicate
            .iter_mut()
            .find(|(known, _)| *known == predicate)
        {
            Some((_, list)) => list.push(statement),
            None => by_predicate.push((predicate, vec![statement])),
        }
    }
    html! {
        @if !by_predicate.is_empty() {
            section {
                h2 { (title) }
                dl.facts {
                    @for (predicate, list) in by_predicate {
                        dt { @if !out { span.unseen { "what points here by " } span.note aria-hidden="true" { "← " } } (links.word(predicate)) }
                        dd { ul.plain {
                            @for one in list {
                                @let [subject, _, object] = store.triple(one);
                                li {
                                    (links.thing(if out { object } else { subject }))
                                    " " (links.references(store.claims_of(one)))
                                    @if !store.is_stated(one) { " " span.note { "inferred" } }
                                }
                            }
                        } }
                    }
                }
            }
        }
    }
}

/// Returns the sections that pages of a thing's classes have, with their answers, without those that have none.
fn sections<'s>(site: &'s Site, links: &Links<'_>, thing: TermId) -> Vec<(&'s Question, Asked)> {
    let store = &site.knowledge.store;
    let TermRef::NamedNode(node) = store.term(thing) else {
        return Vec::new();
    };
    let classes: Vec<String> = links
        .citations
        .objects(thing, vocabulary::TYPE)
        .into_iter()
        .filter_map(|class| match store.term(class) {
            TermRef::NamedNode(class) => Some(class.as_str().to_owned()),
            _ => None,
        })
        .collect();
    let mut fitting: Vec<&Question> = site
        .sections
        .iter()
        .filter(|section| {
            section.header.class.as_deref().is_some_and(|class| {
                class == ANYTHING || classes.iter().any(|known| known == class)
            })
        })
        .collect();
    fitting.sort_by_key(|section| section.header.order);
    fitting
        .into_iter()
        .filter_map(|section| {
            let settings = [("entity".to_owned(), node.as_str().to_owned())];
            let call = Call::default();
            let dataset = DatasetOfProtocol::default();
            let asked = asked(site, section, &settings, &dataset, &call, true).ok()?;
            (count(&asked) > 0).then_some((section, asked))
        })
        .collect()
}

const ANYTHING: &str = "http://www.w3.org/2000/01/rdf-schema#Resource";

fn claims(links: &Links<'_>, records: &[ClaimRecord]) -> Markup {
    let store = &links.site.knowledge.store;
    html! {
        ul.claims {
            @for record in records {
                @if let Some(claim) = store.claim(record.name) { li { (claim_line(links, claim)) } }
            }
        }
    }
}

fn reference_line(links: &Links<'_>, reference: TermId) -> Markup {
    let record = links.citations.reference(reference);
    let work = links.citations.work(record.work);
    html! {
        @if let Some(number) = record.number { span.cite { "[" (number) "]" } " " }
        @match links.address(record.work) {
            Some(address) => a href=(address) { (work.entry()) },
            None => (work.entry()),
        }
        " " span.doi { (work.doi_in_words()) }
        @if let Some(standing) = work.standing_in_words() { " " span.warning { (standing) } }
    }
}

fn formats(links: &Links<'_>, id: TermId, address: &str) -> Markup {
    let store = &links.site.knowledge.store;
    let root = &links.root;
    html! {
        section.formats {
            h2 { "As data" }
            p { "IRI: " code { (store.term(id)) } }
            @if !address.starts_with("resource?") {
                p {
                    @for (at, (ending, name)) in [
                        (".ttl", "Turtle"), (".trig", "TriG, with the claims as graphs"), (".jsonld", "JSON-LD"),
                        (".nt", "N-Triples"), (".rdf", "RDF/XML"),
                    ].iter().enumerate() {
                        @if at > 0 { " · " }
                        a href=(format!("{root}{address}{ending}")) { (name) }
                    }
                    @if store.claim(id).is_some() {
                        " · " a href=(format!("{root}{address}{NANOPUBLICATION}")) { "nanopublication" }
                    }
                }
            }
        }
    }
}

fn claim_count(count: usize) -> String {
    match count {
        0 => "No claim".to_owned(),
        1 => "1 claim".to_owned(),
        count => format!("{count} claims"),
    }
}

fn view<'a>(links: &Links<'a>) -> View<'a> {
    View {
        store: &links.site.knowledge.store,
        default: &DefaultGraph::Merged,
        named: &NamedGraphs::All,
        without: None,
    }
}
