//! The terms that the program itself relies on, and short names for IRIs.
//!
//! Only the model of claims and citations is known here. What catalysts, sites or any other domain are made of stands
//! in the knowledge base's own `ontology/`.

pub mod published;

use oxigraph::model::{NamedNodeRef, TermRef};
use regex::Regex;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Terms of the claim model, <https://w3id.org/synergraph/ns#>.
pub mod sg {
    use oxigraph::model::NamedNodeRef;
    macro_rules! terms {
        ($($name:ident $local:literal)*) => {
            $(
                #[doc = concat!("`sg:", $local, "`")]
                pub const $name: NamedNodeRef<'_> =
                    NamedNodeRef::new_unchecked(concat!("https://w3id.org/synergraph/ns#", $local));
            )*
        };
    }
    terms! {
        CLAIM "Claim"
        STATEMENT "statement"
        IN_PAPER "inPaper"
        LOCATOR "locator"
        SENTENCE_DIGEST "sentenceDigest"
        CITATION_LOCATOR "citationLocator"
        OWN_STATEMENT "ownStatement"
        WORDING "wording"
        EVIDENCE "evidence"
        NUMBER "number"
        AUTHORS "authors"
        MORE_AUTHORS "moreAuthors"
        FIRST_AUTHOR "firstAuthor"
        JOURNAL "journal"
        CANDIDATE_DOI "candidateDoi"
        CANDIDATE_REASON "candidateReason"
        CSL_JSON "cslJson"
        ASSERTED "Asserted"
        TABULATED "Tabulated"
        UPDATES "updates"
        RETRACTION "Retraction"
        VALUE "value"
        UNIT "unit"
        NORMALISED_VALUE "normalisedValue"
        NORMALISED_UNIT "normalisedUnit"
        FACTOR "factor"
        NORMALISES_TO "normalisesTo"
        ELECTRONS "electrons"
        MOLAR_MASS "molarMass"
        REACTANT "reactant"
        PRODUCT "product"
        REPORTED_BY "reportedBy"
        EXPRESSION_OF_CONCERN "ExpressionOfConcern"
        CORRECTION "Correction"
        REINSTATEMENT "Reinstatement"
        RECORD "Record"
        RECORD_OF "recordOf"
        RECORD_DOI "recordDoi"
        OUTCOME "outcome"
        CONFIRMED "Confirmed"
        AMBIGUOUS "Ambiguous"
        NOT_FOUND "NotFound"
        POSSIBLE_DOI "possibleDoi"
        REFUTED_DOI "refutedDoi"
        AGREEMENT "agreement"
        SERVICE "service"
        ASKED_WITH "askedWith"
    }
}

macro_rules! foreign {
    ($($name:ident $iri:literal)*) => {
        $(
            #[doc = concat!("`<", $iri, ">`")]
            pub const $name: NamedNodeRef<'_> = NamedNodeRef::new_unchecked($iri);
        )*
    };
}
foreign! {
    CITES_AS_EVIDENCE "http://purl.org/spar/cito/citesAsEvidence"
    REFERENCES "http://purl.org/spar/biro/references"
    DOI "http://prismstandard.org/namespaces/basic/2.0/doi"
    TITLE "http://purl.org/dc/terms/title"
    ALTERNATIVE "http://purl.org/dc/terms/alternative"
    YEAR "http://purl.org/spar/fabio/hasPublicationYear"
    VOLUME "http://purl.org/ontology/bibo/volume"
    ISSUE "http://purl.org/ontology/bibo/issue"
    ISSUED "http://purl.org/dc/terms/issued"
    PAGES "http://purl.org/ontology/bibo/pages"
    ARTICLE_NUMBER "http://purl.org/ontology/bibo/locator"
    CURATED_ON "http://purl.org/pav/curatedOn"
    LABEL "http://www.w3.org/2000/01/rdf-schema#label"
    ALT_LABEL "http://www.w3.org/2004/02/skos/core#altLabel"
    HIDDEN_LABEL "http://www.w3.org/2004/02/skos/core#hiddenLabel"
    PREF_LABEL "http://www.w3.org/2004/02/skos/core#prefLabel"
    DEFINITION "http://www.w3.org/2004/02/skos/core#definition"
    NOTATION "http://www.w3.org/2004/02/skos/core#notation"
    TYPE "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
    FIRST "http://www.w3.org/1999/02/22-rdf-syntax-ns#first"
    REST "http://www.w3.org/1999/02/22-rdf-syntax-ns#rest"
    RETRIEVED_ON "http://purl.org/pav/retrievedOn"
    RETRIEVED_FROM "http://purl.org/pav/retrievedFrom"
    RETRACTS "http://purl.org/spar/cito/retracts"
    CORRECTS "http://purl.org/spar/cito/corrects"
    SEE_ALSO "http://www.w3.org/2000/01/rdf-schema#seeAlso"
    SUBJECT "http://www.w3.org/1999/02/22-rdf-syntax-ns#subject"
    PREDICATE "http://www.w3.org/1999/02/22-rdf-syntax-ns#predicate"
    OBJECT "http://www.w3.org/1999/02/22-rdf-syntax-ns#object"
    NIL "http://www.w3.org/1999/02/22-rdf-syntax-ns#nil"
    SUBCLASS "http://www.w3.org/2000/01/rdf-schema#subClassOf"
}

/// Short names for the starts of IRIs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prefixes {
    names: BTreeMap<String, String>,
}

impl Default for Prefixes {
    fn default() -> Self {
        let known = [
            ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
            ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
            ("xsd", "http://www.w3.org/2001/XMLSchema#"),
            ("owl", "http://www.w3.org/2002/07/owl#"),
            ("skos", "http://www.w3.org/2004/02/skos/core#"),
            ("dcterms", "http://purl.org/dc/terms/"),
            ("prov", "http://www.w3.org/ns/prov#"),
            ("pav", "http://purl.org/pav/"),
            ("foaf", "http://xmlns.com/foaf/0.1/"),
            ("cito", "http://purl.org/spar/cito/"),
            ("biro", "http://purl.org/spar/biro/"),
            ("fabio", "http://purl.org/spar/fabio/"),
            ("prism", "http://prismstandard.org/namespaces/basic/2.0/"),
            ("sg", "https://w3id.org/synergraph/ns#"),
        ];
        Self {
            names: known
                .into_iter()
                .map(|(name, iri)| (name.to_owned(), iri.to_owned()))
                .collect(),
        }
    }
}

static DECLARATION: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)^\s*@?prefix\s+([A-Za-z][\w.-]*)?:\s*<([^<>\s]*)>").ok());

impl Prefixes {
    /// Returns no prefixes, not even those that every knowledge base has.
    pub fn none() -> Self {
        Self {
            names: BTreeMap::new(),
        }
    }

    /// Adds other prefixes; what is known already stays.
    pub fn take(&mut self, other: Self) {
        for (name, iri) in other.names {
            self.names.entry(name).or_insert(iri);
        }
    }

    /// Adds the prefixes that a Turtle, TriG or SPARQL text declares; what is known already stays.
    pub fn learn(&mut self, text: &str) {
        let Some(declaration) = &*DECLARATION else {
            return;
        };
        let mut rest = text;
        while !rest.is_empty() {
            // Few lines declare anything, and an expression tried on all of them takes longer than parsing them.
            let word = rest.trim_start().trim_start_matches('@').as_bytes();
            if word.len() >= 6
                && word[..6].eq_ignore_ascii_case(b"prefix")
                && let Some(found) = declaration.captures(rest)
            {
                let name = found.get(1).map_or("", |name| name.as_str());
                self.names
                    .entry(name.to_owned())
                    .or_insert_with(|| found[2].to_owned());
            }
            rest = rest.split_once('\n').map_or("", |(_, rest)| rest);
        }
    }

    /// Returns the declarations as Turtle.
    pub fn turtle(&self) -> String {
        self.iter()
            .map(|(name, iri)| format!("@prefix {name}: <{iri}> .\n"))
            .collect()
    }

    /// Returns the IRI that a prefix stands for.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.names.get(name).map(String::as_str)
    }

    /// Returns all prefixes with what they stand for, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.names
            .iter()
            .map(|(name, iri)| (name.as_str(), iri.as_str()))
    }

    /// Returns the IRI of a prefixed name, where the prefix is known.
    pub fn expand(&self, name: &str) -> Option<String> {
        let (prefix, local) = name.split_once(':')?;
        Some(format!("{}{local}", self.get(prefix)?))
    }

    /// Returns an IRI as a prefixed name by the longest start that is known, or in angle brackets.
    pub fn compact(&self, iri: &str) -> String {
        let best = self
            .names
            .iter()
            .filter(|(_, start)| !start.is_empty() && iri.starts_with(start.as_str()))
            .max_by_key(|(_, start)| start.len());
        match best {
            Some((name, start)) if is_local_name(&iri[start.len()..]) => {
                format!("{name}:{}", &iri[start.len()..])
            }
            _ => format!("<{iri}>"),
        }
    }

    /// Returns a term as people read it: IRIs short, plain literals without quotes.
    pub fn show<'t>(&self, term: impl Into<TermRef<'t>>) -> String {
        match term.into() {
            TermRef::NamedNode(node) => self.compact(node.as_str()),
            TermRef::BlankNode(node) => node.to_string(),
            TermRef::Literal(literal) => literal.value().to_owned(),
        }
    }
}

/// Says whether a text can follow a prefix without escapes.
fn is_local_name(text: &str) -> bool {
    !text.ends_with('.')
        && text
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))
}
