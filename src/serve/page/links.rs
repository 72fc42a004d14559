//! Links from one page to another, on a server and in a folder of files.

use super::super::resource::address_of;
use super::super::site::Site;
use crate::lineage::Lack;
use crate::store::{ClaimId, TermId};
use crate::vocabulary;
use crate::work::{Citations, Flag, Standing};
use maud::{Markup, html};
use oxigraph::model::TermRef;

/// Where links lead from a page.
pub(in super::super) struct Links<'a> {
    /// What is shown.
    pub(in super::super) site: &'a Site,
    /// What stands before the address of a page: `/` on a server, `../` in files.
    pub(super) root: String,
    served: bool,
    /// Reads labels and references.
    pub(super) citations: Citations<'a>,
}

impl<'a> Links<'a> {
    /// Returns links of pages that a server makes.
    pub(in super::super) fn served(site: &'a Site) -> Self {
        Self {
            site,
            root: "/".to_owned(),
            served: true,
            citations: Citations::new(&site.knowledge.store),
        }
    }

    /// Returns links between files of a folder, `depth` folders below its top.
    pub(in super::super) fn fixed(site: &'a Site, depth: usize) -> Self {
        Self {
            root: "../".repeat(depth),
            served: false,
            ..Self::served(site)
        }
    }

    /// Says whether a server makes the pages, so that forms work.
    pub(super) fn is_served(&self) -> bool {
        self.served
    }

    /// Returns the address of a page of the site that is about no entity.
    pub(super) fn to(&self, name: &str) -> String {
        match (self.served, name) {
            (true, _) => format!("{}{name}", self.root),
            (false, "") => format!("{}index.html", self.root),
            (false, _) => format!("{}{name}.html", self.root),
        }
    }

    /// Returns the address of the page of an entity; of what has none here, its own IRI.
    pub(super) fn address(&self, thing: TermId) -> Option<String> {
        let TermRef::NamedNode(node) = self.site.knowledge.store.term(thing) else {
            return None;
        };
        let address = address_of(self.site, node.as_str());
        Some(match (address.starts_with("resource?"), self.served) {
            (false, _) => format!("{}{address}.html", self.root),
            (true, true) => format!("{}{address}", self.root),
            (true, false) => node.as_str().to_owned(),
        })
    }

    /// Returns a thing's label as a link to its page.
    pub(super) fn thing(&self, thing: TermId) -> Markup {
        let label = self.label(thing);
        match self.address(thing) {
            Some(address) => html! { a href=(address) { (label) } },
            None => html! { (label) },
        }
    }

    /// Returns a predicate or class as a link; one without a label by the words that its name is made of.
    pub(super) fn word(&self, term: TermId) -> Markup {
        let (name, spoken) = (self.label(term), self.spoken(term));
        match self.address(term) {
            Some(address) => {
                html! { a href=(address) title=[(name != spoken).then_some(&name)] { (spoken) } }
            }
            None => html! { (spoken) },
        }
    }

    /// Returns what people call a predicate or class: `fabio:JournalArticle` is a journal article.
    pub(super) fn spoken(&self, term: TermId) -> String {
        let name = self.label(term);
        let local = match name.split_once(':') {
            Some((prefix, local)) if !prefix.contains(char::is_whitespace) => local,
            _ => return name,
        };
        if local.is_empty() || !local.chars().all(|c| c.is_ascii_alphabetic()) {
            return name;
        }
        let mut words = String::new();
        let mut before = 'A';
        for c in local.chars() {
            if c.is_ascii_uppercase() && before.is_ascii_lowercase() {
                words.push(' ');
            }
            words.push(c.to_ascii_lowercase());
            before = c;
        }
        words
    }

    /// Returns what people call a thing.
    pub(super) fn label(&self, thing: TermId) -> String {
        let store = &self.site.knowledge.store;
        if let TermRef::Literal(literal) = store.term(thing) {
            return literal.value().to_owned();
        }
        let label = self.citations.label(thing);
        if let (None, Some(engine)) = (&label, &self.site.engine) {
            engine.lacks(Lack::Label(store.term(thing).into_owned()));
        }
        label.unwrap_or_else(|| self.site.knowledge.prefixes.show(store.term(thing)))
    }

    /// Returns the number of a work in reference lists, `[81]`, or what it is called.
    pub(super) fn tag(&self, work: TermId) -> String {
        let references = self.citations.subjects(vocabulary::REFERENCES, work);
        let numbers = references
            .into_iter()
            .filter_map(|reference| self.citations.reference(reference).number);
        match numbers.min() {
            Some(number) => format!("[{number}]"),
            None => self.label(work),
        }
    }

    /// Returns that a row or a claim rests on works with notices, and whether it stands without them.
    pub(super) fn flag(&self, flag: &Flag) -> Markup {
        let names: Vec<String> = flag.works.iter().map(|work| self.tag(*work)).collect();
        html! { p.flag { (flag.in_words(&names)) } }
    }

    /// Returns the references of claims as links, each once.
    pub(super) fn references(&self, claims: &[ClaimId]) -> Markup {
        let mut seen: Vec<(String, String, String, Option<Standing>)> = Vec::new();
        for claim in claims {
            let record = self.citations.claim(*claim);
            let mut put = |tag: String, id: TermId, title: String| {
                if let Some(address) = self.address(id)
                    && seen.iter().all(|(known, ..)| *known != tag)
                {
                    let standing = self.site.standings.get(&id).copied();
                    seen.push((tag, address, title, standing));
                }
            };
            for reference in &record.references {
                let reference = self.citations.reference(*reference);
                let work = self.citations.work(reference.work);
                let tag = match &reference.number {
                    Some(number) => format!("[{number}]"),
                    None => self.label(reference.work),
                };
                put(tag, reference.work, work.entry());
            }
            if record.own
                && let Some(paper) = record.paper
            {
                put(
                    "[review]".to_owned(),
                    paper,
                    self.citations.work(paper).entry(),
                );
            }
            if record.references.is_empty() && !record.own {
                put(self.label(record.name), record.name, String::new());
            }
        }
        html! {
            @for (at, (tag, address, title, standing)) in seen.iter().enumerate() {
                @if at > 0 { " " }
                a.cite href=(address) title=[(!title.is_empty()).then_some(title)] { (tag) }
                @if let Some(standing) = standing { " " span.warning { (standing.name()) } }
            }
        }
    }
}
