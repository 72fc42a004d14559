//! What the dataset is, for catalogues: VoID, DCAT and, as JSON-LD, schema.org.

use crate::claim::KnowledgeBase;
use crate::store::{Store, TermId};
use crate::vocabulary;
use oxigraph::model::vocab::{rdf, xsd};
use oxigraph::model::{
    BlankNode, GraphName, Literal, NamedNode, NamedOrBlankNode, Quad, Term, TermRef,
};
use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::{Value, json};

const VOID: &str = "http://rdfs.org/ns/void#";
const DCAT: &str = "http://www.w3.org/ns/dcat#";
const DCTERMS: &str = "http://purl.org/dc/terms/";
const LICENSE: &str = "https://creativecommons.org/publicdomain/zero/1.0/";

/// The IRI of the dataset.
pub const DATASET: &str = "https://w3id.org/synergraph/dataset";
/// What it is called.
pub(super) const TITLE: &str = "synergraph: claims with their citations";
/// What it holds, in a sentence.
pub(super) const DESCRIPTION: &str = "Claims of the literature as RDF, each in a named graph with its place in the paper and the references that it cites.";

/// A file in which the dataset can be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Distribution {
    /// Its address, or its name where it lies beside the description.
    pub address: String,
    /// Its media type.
    pub media_type: String,
    /// Bytes, where it is a file.
    pub bytes: Option<u64>,
}

/// Counts of what is in a store.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// Distinct triples that are stated.
    pub triples: usize,
    /// Claims.
    pub claims: usize,
    /// Distinct subjects, where they were counted.
    pub subjects: Option<usize>,
    /// Distinct objects, where they were counted.
    pub objects: Option<usize>,
    /// Predicates with the triples that have them, most first.
    pub properties: Vec<(String, usize)>,
    /// Classes with the things that have them, most first.
    pub classes: Vec<(String, usize)>,
}

/// Counts what is in a store.
pub fn counts(store: &Store) -> Counts {
    let mut counts = Counts {
        claims: store.claim_count(),
        ..Counts::default()
    };
    let kind = store.id(vocabulary::TYPE);
    let (mut subjects, mut objects) = (FxHashSet::default(), FxHashSet::default());
    let mut properties: FxHashMap<TermId, usize> = FxHashMap::default();
    let mut classes: FxHashMap<TermId, usize> = FxHashMap::default();
    for statement in 0..store.statement_count() as u32 {
        if !store.is_stated(statement) {
            continue;
        }
        let [subject, predicate, object] = store.triple(statement);
        counts.triples += 1;
        subjects.insert(subject);
        objects.insert(object);
        *properties.entry(predicate).or_default() += 1;
        if Some(predicate) == kind {
            *classes.entry(object).or_default() += 1;
        }
    }
    counts.subjects = Some(subjects.len());
    counts.objects = Some(objects.len());
    counts.properties = most_first(store, properties);
    counts.classes = most_first(store, classes);
    counts
}

fn most_first(store: &Store, counted: FxHashMap<TermId, usize>) -> Vec<(String, usize)> {
    let mut list: Vec<(String, usize)> = counted
        .into_iter()
        .filter_map(|(term, count)| match store.term(term) {
            TermRef::NamedNode(node) => Some((node.as_str().to_owned(), count)),
            _ => None,
        })
        .collect();
    list.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    list
}

/// Returns the description of the dataset as VoID and DCAT; `counts` are those of its store.
pub fn describe_dataset(
    knowledge: &KnowledgeBase,
    counts: &Counts,
    distributions: &[Distribution],
) -> Vec<Quad> {
    let mut quads = Vec::new();
    let mut add = |subject: &NamedOrBlankNode, predicate: String, object: Term| {
        quads.push(Quad::new(
            subject.clone(),
            NamedNode::new_unchecked(predicate),
            object,
            GraphName::DefaultGraph,
        ));
    };
    let void = |local: &str| format!("{VOID}{local}");
    let dcat = |local: &str| format!("{DCAT}{local}");
    let dcterms = |local: &str| format!("{DCTERMS}{local}");
    let node = |iri: &str| Term::from(NamedNode::new_unchecked(iri));
    let number =
        |count: usize| Term::from(Literal::new_typed_literal(count.to_string(), xsd::INTEGER));
    let english =
        |text: &str| Term::from(Literal::new_language_tagged_literal_unchecked(text, "en"));
    let kind = rdf::TYPE.as_str().to_owned();
    let dataset: NamedOrBlankNode = NamedNode::new_unchecked(DATASET).into();
    for class in [void("Dataset"), dcat("Dataset")] {
        add(&dataset, kind.clone(), node(&class));
    }
    add(&dataset, dcterms("title"), english(TITLE));
    add(&dataset, dcterms("description"), english(DESCRIPTION));
    add(&dataset, dcterms("license"), node(LICENSE));
    add(
        &dataset,
        dcterms("identifier"),
        Literal::new_simple_literal(knowledge.store.digest()).into(),
    );
    add(&dataset, void("triples"), number(counts.triples));
    add(&dataset, void("documents"), number(counts.claims));
    if let (Some(subjects), Some(objects)) = (counts.subjects, counts.objects) {
        add(&dataset, void("distinctSubjects"), number(subjects));
        add(&dataset, void("distinctObjects"), number(objects));
        add(
            &dataset,
            void("properties"),
            number(counts.properties.len()),
        );
        add(&dataset, void("classes"), number(counts.classes.len()));
    }
    add(
        &dataset,
        void("uriSpace"),
        Literal::new_simple_literal("https://w3id.org/synergraph/").into(),
    );
    for (at, (class, count)) in counts.classes.iter().enumerate() {
        let part: NamedOrBlankNode = BlankNode::new_unchecked(format!("class{at}")).into();
        add(&dataset, void("classPartition"), part.clone().into());
        add(&part, void("class"), node(class));
        add(&part, void("entities"), number(*count));
    }
    for (at, (property, count)) in counts.properties.iter().enumerate() {
        let part: NamedOrBlankNode = BlankNode::new_unchecked(format!("property{at}")).into();
        add(&dataset, void("propertyPartition"), part.clone().into());
        add(&part, void("property"), node(property));
        add(&part, void("triples"), number(*count));
    }
    let vocabularies: FxHashSet<&str> = counts
        .properties
        .iter()
        .filter_map(|(iri, _)| iri.rfind(['#', '/']).map(|at| &iri[..=at]))
        .collect();
    let mut vocabularies: Vec<&str> = vocabularies.into_iter().collect();
    vocabularies.sort_unstable();
    for vocabulary in vocabularies {
        add(&dataset, void("vocabulary"), node(vocabulary));
    }
    for (at, file) in distributions.iter().enumerate() {
        let part: NamedOrBlankNode = BlankNode::new_unchecked(format!("file{at}")).into();
        add(&dataset, dcat("distribution"), part.clone().into());
        add(&part, kind.clone(), node(&dcat("Distribution")));
        let media_type = format!(
            "https://www.iana.org/assignments/media-types/{}",
            file.media_type
        );
        add(&part, dcat("mediaType"), node(&media_type));
        if let Ok(address) = NamedNode::new(&file.address) {
            add(&part, dcat("downloadURL"), address.clone().into());
            add(&dataset, void("dataDump"), address.into());
        } else {
            add(
                &part,
                dcterms("title"),
                Literal::new_simple_literal(&file.address).into(),
            );
        }
        if let Some(bytes) = file.bytes {
            let bytes = Literal::new_typed_literal(bytes.to_string(), xsd::NON_NEGATIVE_INTEGER);
            add(&part, dcat("byteSize"), bytes.into());
        }
    }
    quads
}

/// Returns the description as schema.org, for search engines of datasets.
pub fn schema_org(
    knowledge: &KnowledgeBase,
    counts: &Counts,
    distributions: &[Distribution],
) -> Value {
    json!({
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": DATASET,
        "name": TITLE,
        "description": DESCRIPTION,
        "license": LICENSE,
        "identifier": knowledge.store.digest(),
        "variableMeasured": counts.classes.iter().take(20).map(|(class, _)| class).collect::<Vec<_>>(),
        "distribution": distributions.iter().map(|file| json!({
            "@type": "DataDownload",
            "contentUrl": file.address,
            "encodingFormat": file.media_type,
            "contentSize": file.bytes.map(|bytes| format!("{bytes} B")),
        })).collect::<Vec<_>>(),
    })
}
