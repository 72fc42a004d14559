//! A paper as RDF: sections and sentences (DoCO), pointers (C4O), references (BiRO), citations (CiTO), quantities.

use super::markup;
use super::{Paper, Quantity};
use crate::source::Source;
use crate::vocabulary::{self, sg};
use oxigraph::io::{RdfFormat, RdfSerializer, WriterQuadSerializer};
use oxigraph::model::vocab::{rdf, xsd};
use oxigraph::model::{Literal, NamedNode, NamedNodeRef, Term, TripleRef};
use sha2::{Digest, Sha256};
use std::io::{self, Write};

macro_rules! terms {
    ($($name:ident $iri:literal)*) => {
        $(const $name: NamedNodeRef<'_> = NamedNodeRef::new_unchecked($iri);)*
    };
}
terms! {
    ARTICLE "http://purl.org/spar/fabio/JournalArticle"
    WORK "http://purl.org/spar/fabio/Expression"
    SECTION "http://purl.org/spar/doco/Section"
    SENTENCE "http://purl.org/spar/doco/Sentence"
    TABLE "http://purl.org/spar/doco/Table"
    POINTER "http://purl.org/spar/c4o/InTextReferencePointer"
    CONTENT "http://purl.org/spar/c4o/hasContent"
    CONTEXT "http://purl.org/spar/c4o/hasContext"
    DENOTES "http://purl.org/spar/c4o/denotes"
    LIST "http://purl.org/spar/biro/ReferenceList"
    REFERENCE "http://purl.org/spar/biro/BibliographicReference"
    CITES "http://purl.org/spar/cito/cites"
    PART_OF "http://purl.org/dc/terms/isPartOf"
    IDENTIFIER "http://purl.org/dc/terms/identifier"
    KIND "http://purl.org/dc/terms/type"
    CITATION "http://purl.org/dc/terms/bibliographicCitation"
    VALUE "http://qudt.org/schema/qudt/QuantityValue"
    NUMERIC "http://qudt.org/schema/qudt/numericValue"
    UCUM "http://qudt.org/schema/qudt/ucumCode"
    UCUM_CODE "http://qudt.org/schema/qudt/UCUMcs"
}

/// Writes a paper as Turtle.
///
/// What has a name of its own gets it: a paper or a work with a DOI is `https://doi.org/…`. All else is named after the
/// paper, and a paper without a DOI after the digest of its text, so that the same text gives the same names.
///
/// # Errors
/// Where `out` cannot be written.
pub fn write_turtle(paper: &Paper, source: &Source, out: impl Write) -> io::Result<()> {
    let mut serializer = RdfSerializer::from_format(RdfFormat::Turtle);
    for (prefix, iri) in [
        ("biro", "http://purl.org/spar/biro/"),
        ("c4o", "http://purl.org/spar/c4o/"),
        ("cito", "http://purl.org/spar/cito/"),
        ("dcterms", "http://purl.org/dc/terms/"),
        ("doco", "http://purl.org/spar/doco/"),
        ("fabio", "http://purl.org/spar/fabio/"),
        ("prism", "http://prismstandard.org/namespaces/basic/2.0/"),
        ("qudt", "http://qudt.org/schema/qudt/"),
        ("sg", "https://w3id.org/synergraph/ns#"),
        ("xsd", "http://www.w3.org/2001/XMLSchema#"),
    ] {
        serializer = serializer
            .with_prefix(prefix, iri)
            .map_err(io::Error::other)?;
    }
    let base = match &paper.doi {
        Some(doi) => doi_iri(doi),
        None => document_iri(&source.text),
    };
    let mut writer = Writer {
        serializer: serializer.for_writer(out),
        base,
    };
    writer.paper(paper)?;
    writer.serializer.finish()?;
    Ok(())
}

struct Writer<W: Write> {
    serializer: WriterQuadSerializer<W>,
    base: String,
}

impl<W: Write> Writer<W> {
    fn paper(&mut self, paper: &Paper) -> io::Result<()> {
        let whole = iri(self.base.clone());
        self.link(&whole, rdf::TYPE, ARTICLE.into_owned())?;
        self.text(&whole, vocabulary::TITLE, paper.title.as_deref())?;
        self.text(
            &whole,
            vocabulary::DOI,
            paper.doi.as_deref().map(str::to_lowercase).as_deref(),
        )?;
        for section in &paper.sections {
            let node = self.part("section", &section.id);
            self.link(&node, rdf::TYPE, SECTION.into_owned())?;
            self.link(&node, PART_OF, whole.clone())?;
            self.text(&node, IDENTIFIER, Some(&section.id))?;
            self.text(&node, vocabulary::TITLE, Some(&section.title))?;
        }
        if !paper.references.is_empty() {
            let list = iri(format!("{}#references", self.base));
            self.link(&list, rdf::TYPE, LIST.into_owned())?;
            self.link(&list, PART_OF, whole.clone())?;
        }
        for reference in &paper.references {
            self.reference(&whole, reference)?;
        }
        for sentence in &paper.sentences {
            let node = self.part("sentence", &sentence.id);
            self.link(&node, rdf::TYPE, SENTENCE.into_owned())?;
            let known = paper
                .sections
                .iter()
                .any(|section| section.id == sentence.section);
            let holder = if known {
                self.part("section", &sentence.section)
            } else {
                whole.clone()
            };
            self.link(&node, PART_OF, holder)?;
            self.place(&node, &sentence.id, &sentence.text)?;
            self.pointers(&node, &sentence.markers, paper)?;
        }
        for table in &paper.tables {
            let node = self.part("table", &table.id);
            self.link(&node, rdf::TYPE, TABLE.into_owned())?;
            self.link(&node, PART_OF, whole.clone())?;
            self.place(&node, &table.id, &table.caption.text)?;
            self.pointers(&node, &table.caption.markers, paper)?;
            for row in [&table.header].into_iter().chain(&table.rows) {
                self.pointers(&node, &row.markers, paper)?;
            }
        }
        for quantity in &paper.quantities {
            self.quantity(quantity)?;
        }
        Ok(())
    }

    fn reference(&mut self, whole: &NamedNode, reference: &super::Reference) -> io::Result<()> {
        let node = self.part("reference", &reference.id);
        self.link(&node, rdf::TYPE, REFERENCE.into_owned())?;
        self.link(&node, PART_OF, iri(format!("{}#references", self.base)))?;
        self.text(&node, IDENTIFIER, Some(&reference.id))?;
        self.text(&node, CITATION, Some(markup::plain(&reference.raw).trim()))?;
        let work = self.work(reference);
        self.link(&node, vocabulary::REFERENCES, work.clone())?;
        self.link(whole, CITES, work.clone())?;
        self.link(&work, rdf::TYPE, WORK.into_owned())?;
        self.text(
            &work,
            vocabulary::DOI,
            reference.doi.as_deref().map(str::to_lowercase).as_deref(),
        )?;
        self.text(&work, vocabulary::TITLE, reference.title.as_deref())?;
        self.text(&work, vocabulary::VOLUME, reference.volume.as_deref())?;
        self.text(&work, vocabulary::PAGES, reference.pages.as_deref())?;
        self.text(&work, sg::JOURNAL, reference.journal.as_deref())?;
        self.text(
            &work,
            sg::FIRST_AUTHOR,
            reference.authors.first().map(String::as_str),
        )?;
        if let Some(year) = reference
            .year
            .as_deref()
            .filter(|year| year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit()))
        {
            self.triple(
                &work,
                vocabulary::YEAR,
                &Literal::new_typed_literal(year, xsd::G_YEAR).into(),
            )?;
        }
        Ok(())
    }

    fn work(&self, reference: &super::Reference) -> NamedNode {
        match &reference.doi {
            Some(doi) => iri(doi_iri(doi)),
            None => self.part("work", &reference.id),
        }
    }

    fn place(&mut self, node: &NamedNode, locator: &str, text: &str) -> io::Result<()> {
        self.text(node, IDENTIFIER, Some(locator))?;
        self.text(node, CONTENT, Some(markup::plain(text).trim()))
    }

    /// Writes a pointer for each reference that a marker names, since a pointer denotes one.
    fn pointers(
        &mut self,
        context: &NamedNode,
        markers: &[super::Marker],
        paper: &Paper,
    ) -> io::Result<()> {
        for marker in markers {
            for id in &marker.references {
                let node = iri(format!(
                    "{}#pointer-{}-{}",
                    self.base,
                    marker.span.start,
                    encoded(id)
                ));
                self.link(&node, rdf::TYPE, POINTER.into_owned())?;
                self.text(&node, CONTENT, Some(markup::plain(&marker.text).trim()))?;
                self.link(&node, CONTEXT, context.clone())?;
                let Some(reference) = reference(paper, id) else {
                    continue;
                };
                self.link(&node, DENOTES, self.part("reference", id))?;
                self.link(context, CITES, self.work(reference))?;
            }
        }
        Ok(())
    }

    fn quantity(&mut self, quantity: &Quantity) -> io::Result<()> {
        let node = iri(format!("{}#quantity-{}", self.base, quantity.span.start));
        self.link(&node, rdf::TYPE, VALUE.into_owned())?;
        let place = match quantity
            .sentence
            .strip_prefix("Table ")
            .and_then(|rest| rest.split_once('/'))
        {
            Some((number, _)) => self.part("table", &format!("Table {number}")),
            None => self.part("sentence", &quantity.sentence),
        };
        self.link(&node, PART_OF, place)?;
        self.text(&node, IDENTIFIER, Some(&quantity.sentence))?;
        let value = match &quantity.low {
            Some(_) => Literal::new_simple_literal(&quantity.value),
            None if quantity.value.contains('e') => {
                Literal::new_typed_literal(&quantity.value, xsd::DOUBLE)
            }
            None => Literal::new_typed_literal(&quantity.value, xsd::DECIMAL),
        };
        self.triple(&node, NUMERIC, &value.into())?;
        self.text(
            &node,
            sg_term("printedUnit").as_ref(),
            Some(quantity.unit.as_str()).filter(|unit| !unit.is_empty()),
        )?;
        if let Some(code) = &quantity.ucum {
            self.triple(
                &node,
                UCUM,
                &Literal::new_typed_literal(code, UCUM_CODE).into(),
            )?;
        }
        self.text(&node, KIND, quantity.kind)?;
        let comparator = match quantity.comparator {
            ">" => "GreaterThan",
            ">=" => "AtLeast",
            "<" => "LessThan",
            "<=" => "AtMost",
            "~" => "CloseTo",
            _ => "Equal",
        };
        self.link(&node, sg_term("comparator").as_ref(), sg_term(comparator))
    }

    /// Returns the name of a part of the paper.
    fn part(&self, kind: &str, id: &str) -> NamedNode {
        iri(format!("{}#{kind}-{}", self.base, encoded(id)))
    }

    fn link(
        &mut self,
        subject: &NamedNode,
        predicate: NamedNodeRef<'_>,
        object: NamedNode,
    ) -> io::Result<()> {
        self.triple(subject, predicate, &object.into())
    }

    fn text(
        &mut self,
        subject: &NamedNode,
        predicate: NamedNodeRef<'_>,
        text: Option<&str>,
    ) -> io::Result<()> {
        match text.filter(|text| !text.is_empty()) {
            Some(text) => self.triple(
                subject,
                predicate,
                &Literal::new_simple_literal(text).into(),
            ),
            None => Ok(()),
        }
    }

    fn triple(
        &mut self,
        subject: &NamedNode,
        predicate: NamedNodeRef<'_>,
        object: &Term,
    ) -> io::Result<()> {
        self.serializer
            .serialize_triple(TripleRef::new(subject, predicate, object))
    }
}

fn reference<'a>(paper: &'a Paper, id: &str) -> Option<&'a super::Reference> {
    // References mostly stand where their number says.
    let guess = id
        .parse::<usize>()
        .ok()
        .and_then(|number| paper.references.get(number.checked_sub(1)?));
    guess
        .filter(|reference| reference.id == id)
        .or_else(|| paper.references.iter().find(|reference| reference.id == id))
}

fn sg_term(local: &str) -> NamedNode {
    iri(format!("https://w3id.org/synergraph/ns#{local}"))
}

fn doi_iri(doi: &str) -> String {
    format!("https://doi.org/{}", encoded(&doi.to_lowercase()))
}

fn document_iri(text: &str) -> String {
    let digest: String = Sha256::digest(text.as_bytes())
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("https://w3id.org/synergraph/document/{digest}")
}

/// Returns a text with all that an IRI may not hold in per cent.
fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z'
            | b'A'..=b'Z'
            | b'0'..=b'9'
            | b'-'
            | b'.'
            | b'_'
            | b'~'
            | b'/'
            | b'('
            | b')'
            | b':'
            | b';' => encoded.push(char::from(byte)),
            b' ' => encoded.push('_'),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

fn iri(text: String) -> NamedNode {
    NamedNode::new_unchecked(text)
}
