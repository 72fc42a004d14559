//! Claims as nanopublications, <https://nanopub.net/guidelines/working_draft/>: one claim, four graphs, a name that is a digest.
//!
//! The assertion holds the claim's facts; the provenance what the claim rests on: paper, place, references, works, wording,
//! evidence; the publication info who curated it, when, and with what.

mod layout;
mod trusty;

pub use layout::{Verdict, check_nanopublications};
pub use trusty::{artefact_code, code_of};

use crate::claim::KnowledgeBase;
use crate::store::{ClaimId, TermId};
use crate::vocabulary::{self, sg};
use crate::work::Citations;
use oxigraph::io::{RdfFormat, RdfSerializer};
use oxigraph::model::vocab::{rdf, xsd};
use oxigraph::model::{
    GraphName, Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, NamedOrBlankNodeRef, Quad, Term,
    TermRef,
};
use std::io::{self, Write};

/// What names of nanopublications begin with.
pub const BASE: &str = "https://w3id.org/synergraph/np/";

/// Stands for the artefact code until that is known; no IRI has a space in it.
const PENDING: &str = "PENDING-ARTEFACT-CODE";

const NP: &str = "http://www.nanopub.org/nschema#";
const PROV: &str = "http://www.w3.org/ns/prov#";
const PAV: &str = "http://purl.org/pav/";
const DCTERMS: &str = "http://purl.org/dc/terms/";
const LICENSE: &str = "https://creativecommons.org/publicdomain/zero/1.0/";
const PROGRAM: &str = "https://w3id.org/synergraph/";

/// How to publish.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Publisher {
    /// IRI of the person who curates, such as an ORCID iD; without one, curation is the program's.
    pub curator: Option<NamedNode>,
}

/// Returns the nanopublication of a claim; nothing, where the claim states no fact that could be published.
pub fn nanopublication(
    knowledge: &KnowledgeBase,
    claim: ClaimId,
    publisher: &Publisher,
) -> Option<Vec<Quad>> {
    let store = &knowledge.store;
    let name = store.claim_term(claim);
    let TermRef::NamedNode(name_node) = store.term(name) else {
        return None;
    };
    let mut draft = Draft {
        this: format!("{BASE}{PENDING}"),
        quads: Vec::new(),
    };
    let mut own = Vec::new();
    for statement in store.statements_of(claim) {
        let triple = store.triple(*statement);
        if triple[0] == name {
            own.push(triple);
        } else if let Some(quad) = store.quad(*statement, draft.graph("assertion")) {
            draft.quads.push(named(quad, &draft.this));
        }
    }
    if draft.quads.is_empty() {
        return None;
    }
    draft.head();
    draft.provenance(knowledge, name_node, &own);
    draft.publication_info(knowledge, name, publisher);
    Some(draft.finished())
}

/// Writes claims as nanopublications, as TriG.
///
/// # Errors
/// Where the output cannot be written.
pub fn write_nanopublications(
    out: &mut dyn Write,
    knowledge: &KnowledgeBase,
    claims: &[ClaimId],
    publisher: &Publisher,
) -> io::Result<()> {
    let mut serializer = RdfSerializer::from_format(RdfFormat::TriG);
    for (name, iri) in knowledge.prefixes.iter() {
        serializer = serializer
            .with_prefix(name, iri)
            .map_err(io::Error::other)?;
    }
    let mut writer = serializer.for_writer(out);
    for claim in claims {
        for quad in nanopublication(knowledge, *claim, publisher).unwrap_or_default() {
            writer.serialize_quad(&quad)?;
        }
    }
    writer.finish()?.flush()
}

/// A nanopublication whose name is not known yet.
struct Draft {
    this: String,
    quads: Vec<Quad>,
}

impl Draft {
    fn node(&self, fragment: &str) -> NamedNode {
        NamedNode::new_unchecked(format!("{}#{fragment}", self.this))
    }

    fn graph(&self, fragment: &str) -> GraphName {
        self.node(fragment).into()
    }

    fn add(
        &mut self,
        graph: &str,
        subject: impl Into<NamedOrBlankNode>,
        predicate: impl Into<NamedNode>,
        object: impl Into<Term>,
    ) {
        let graph = self.graph(graph);
        self.quads
            .push(Quad::new(subject, predicate, object, graph));
    }

    fn head(&mut self) {
        let this = NamedNode::new_unchecked(&self.this);
        let np = |local: &str| NamedNode::new_unchecked(format!("{NP}{local}"));
        self.add("Head", this.clone(), rdf::TYPE, np("Nanopublication"));
        for (property, graph) in [
            ("hasAssertion", "assertion"),
            ("hasProvenance", "provenance"),
            ("hasPublicationInfo", "pubinfo"),
        ] {
            let node = self.node(graph);
            self.add("Head", this.clone(), np(property), node);
        }
    }

    fn provenance(
        &mut self,
        knowledge: &KnowledgeBase,
        name: NamedNodeRef<'_>,
        own: &[[TermId; 3]],
    ) {
        let store = &knowledge.store;
        let citations = Citations::new(store);
        let assertion = self.node("assertion");
        let prov = |local: &str| NamedNode::new_unchecked(format!("{PROV}{local}"));
        self.add(
            "provenance",
            assertion.clone(),
            prov("wasDerivedFrom"),
            name.into_owned(),
        );
        for [_, predicate, object] in own {
            let (TermRef::NamedNode(predicate), object) = (store.term(*predicate), *object) else {
                continue;
            };
            // When and by whom it was curated is publication info.
            if predicate.as_str().starts_with(PAV) {
                continue;
            }
            let value = store.term(object).into_owned();
            if predicate == vocabulary::CITES_AS_EVIDENCE {
                let work = citations.reference(object).work;
                let source = match citations.work(work).doi {
                    Some(doi) => NamedNode::new(format!("https://doi.org/{doi}")).ok(),
                    None => None,
                };
                let source = source.map_or_else(|| store.term(work).into_owned(), Term::from);
                self.add(
                    "provenance",
                    assertion.clone(),
                    prov("hadPrimarySource"),
                    source,
                );
            } else if predicate == sg::IN_PAPER {
                self.add(
                    "provenance",
                    assertion.clone(),
                    prov("wasDerivedFrom"),
                    value.clone(),
                );
            }
            self.add(
                "provenance",
                name.into_owned(),
                predicate.into_owned(),
                value,
            );
        }
    }

    fn publication_info(&mut self, knowledge: &KnowledgeBase, name: TermId, publisher: &Publisher) {
        let store = &knowledge.store;
        let citations = Citations::new(store);
        let this = NamedNode::new_unchecked(&self.this);
        let pav = |local: &str| NamedNode::new_unchecked(format!("{PAV}{local}"));
        let dcterms = |local: &str| NamedNode::new_unchecked(format!("{DCTERMS}{local}"));
        let program = NamedNode::new_unchecked(PROGRAM);
        let curator = publisher.curator.clone().unwrap_or_else(|| program.clone());
        self.add("pubinfo", this.clone(), pav("curatedBy"), curator.clone());
        self.add("pubinfo", this.clone(), dcterms("creator"), curator);
        self.add("pubinfo", this.clone(), pav("createdWith"), program);
        self.add(
            "pubinfo",
            this.clone(),
            dcterms("license"),
            NamedNode::new_unchecked(LICENSE),
        );
        let curated = pav("curatedOn");
        for date in citations.objects(name, curated.as_ref()) {
            let date = store.term(date).into_owned();
            self.add("pubinfo", this.clone(), curated.clone(), date.clone());
            // A nanopublication is dated to the second; a day begins at midnight.
            if let Term::Literal(day) = date
                && day.datatype() == xsd::DATE
            {
                let at = Literal::new_typed_literal(
                    format!("{}T00:00:00Z", day.value()),
                    xsd::DATE_TIME,
                );
                self.add("pubinfo", this.clone(), dcterms("created"), at);
            }
        }
        if let Some(statement) = citations.text(name, sg::STATEMENT) {
            let label = Literal::new_simple_literal(statement);
            let property = vocabulary::LABEL.into_owned();
            self.add("pubinfo", this, property, label);
        }
    }

    /// Puts the artefact code in the place of what stood for it.
    fn finished(self) -> Vec<Quad> {
        let code = artefact_code(&self.quads, PENDING);
        self.quads
            .into_iter()
            .map(|quad| with_code(quad, &code))
            .collect()
    }
}

fn with_code(quad: Quad, code: &str) -> Quad {
    let node = |node: NamedNode| {
        if node.as_str().contains(PENDING) {
            NamedNode::new_unchecked(node.as_str().replace(PENDING, code))
        } else {
            node
        }
    };
    Quad {
        subject: match quad.subject {
            NamedOrBlankNode::NamedNode(name) => node(name).into(),
            other @ NamedOrBlankNode::BlankNode(_) => other,
        },
        predicate: node(quad.predicate),
        object: match quad.object {
            Term::NamedNode(name) => node(name).into(),
            other => other,
        },
        graph_name: match quad.graph_name {
            GraphName::NamedNode(name) => node(name).into(),
            other => other,
        },
    }
}

/// Gives blank nodes names below the nanopublication, since a digest needs names.
fn named(quad: Quad, this: &str) -> Quad {
    let name = |id: &str| NamedNode::new_unchecked(format!("{this}#_{id}"));
    Quad {
        subject: match quad.subject.as_ref() {
            NamedOrBlankNodeRef::BlankNode(node) => name(node.as_str()).into(),
            NamedOrBlankNodeRef::NamedNode(_) => quad.subject,
        },
        object: match quad.object.as_ref() {
            TermRef::BlankNode(node) => name(node.as_str()).into(),
            _ => quad.object,
        },
        ..quad
    }
}
