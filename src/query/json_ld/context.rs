//! The context of a document: which prefixes and words it uses, and what the values of a word are.

use super::lists::{ListSurvey, Lists};
use super::native;
use crate::vocabulary::Prefixes;
use oxigraph::model::vocab::{rdf, xsd};
use oxigraph::model::{GraphNameRef, NamedOrBlankNodeRef, QuadRef, Term, TermRef};
use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// What a plain string means behind a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Coercion {
    /// A string.
    None,
    /// The name of a node.
    Node,
    /// A literal of this datatype.
    Datatype(String),
}

/// What is learnt of quads before they are written.
#[derive(Debug)]
pub(super) struct Survey {
    /// Prefixes and what they stand for, the longest first, with whether they are used.
    prefixes: Vec<(String, String, bool)>,
    /// Schemes of IRIs that no prefix may be called, since the IRIs would be read as prefixed names.
    schemes: FxHashSet<String>,
    predicates: FxHashMap<String, Kinds>,
    classes: FxHashSet<String>,
    lists: ListSurvey,
}

/// How many values of which kind a predicate has.
#[derive(Debug, Default)]
struct Kinds {
    nodes: usize,
    strings: usize,
    datatypes: BTreeMap<String, usize>,
    /// Values that are written the same whatever strings mean.
    others: usize,
}

/// The context of a document, and the lists in it.
#[derive(Debug)]
pub(super) struct Context {
    prefixes: Vec<(String, String)>,
    /// Words by the IRIs that they stand for.
    words: FxHashMap<String, (String, Coercion)>,
    pub(super) lists: Lists,
}

impl Kinds {
    fn count(&mut self, term: TermRef<'_>) {
        match term {
            TermRef::NamedNode(_) | TermRef::BlankNode(_) => self.nodes += 1,
            TermRef::Literal(literal) if literal.language().is_some() => self.others += 1,
            TermRef::Literal(literal) if literal.datatype() == xsd::STRING => self.strings += 1,
            TermRef::Literal(literal) if native(literal).is_some() => self.others += 1,
            TermRef::Literal(literal) => {
                let name = literal.datatype().as_str().to_owned();
                *self.datatypes.entry(name).or_default() += 1;
            }
        }
    }

    fn is_empty(&self) -> bool {
        self.nodes + self.strings + self.others == 0 && self.datatypes.is_empty()
    }

    /// Returns the kind that most values are of.
    fn coercion(&self) -> Coercion {
        let most = self.datatypes.iter().max_by_key(|(_, count)| **count);
        let (datatype, typed) = most.map_or(("", 0), |(name, count)| (name.as_str(), *count));
        if self.nodes > self.strings.max(typed) {
            Coercion::Node
        } else if typed > self.strings {
            Coercion::Datatype(datatype.to_owned())
        } else {
            Coercion::None
        }
    }
}

impl Survey {
    pub(super) fn new(prefixes: &Prefixes) -> Self {
        // Only a prefix that ends so is one to every reader.
        let ends = |iri: &str| iri.ends_with([':', '/', '?', '#', '[', ']', '@']);
        let mut prefixes: Vec<(String, String, bool)> = prefixes
            .iter()
            .filter(|(name, iri)| is_word(name) && ends(iri))
            .map(|(name, iri)| (name.to_owned(), iri.to_owned(), false))
            .collect();
        prefixes.sort_by(|a, b| b.1.len().cmp(&a.1.len()).then_with(|| a.0.cmp(&b.0)));
        Self {
            prefixes,
            schemes: FxHashSet::default(),
            predicates: FxHashMap::default(),
            classes: FxHashSet::default(),
            lists: ListSurvey::default(),
        }
    }

    /// Takes a quad in.
    pub(super) fn see(&mut self, quad: QuadRef<'_>) {
        if let GraphNameRef::NamedNode(graph) = quad.graph_name {
            self.iri(graph.as_str());
        }
        if let NamedOrBlankNodeRef::NamedNode(subject) = quad.subject {
            self.iri(subject.as_str());
        }
        match quad.object {
            TermRef::NamedNode(object) => self.iri(object.as_str()),
            TermRef::Literal(literal) => self.iri(literal.datatype().as_str()),
            TermRef::BlankNode(_) => {}
        }
        let object = quad.object;
        if quad.predicate == rdf::TYPE && !matches!(object, TermRef::Literal(_)) {
            if let TermRef::NamedNode(class) = object
                && !self.classes.contains(class.as_str())
            {
                self.classes.insert(class.as_str().to_owned());
            }
        } else {
            self.iri(quad.predicate.as_str());
            self.kinds(quad.predicate.as_str()).count(object);
        }
        self.lists.see(quad);
    }

    fn kinds(&mut self, predicate: &str) -> &mut Kinds {
        if !self.predicates.contains_key(predicate) {
            self.predicates
                .insert(predicate.to_owned(), Kinds::default());
        }
        self.predicates.entry(predicate.to_owned()).or_default()
    }

    fn iri(&mut self, iri: &str) {
        if let Some((scheme, rest)) = iri.split_once(':')
            && !rest.starts_with("//")
            && !self.schemes.contains(scheme)
        {
            self.schemes.insert(scheme.to_owned());
        }
        let fitting = |(_, start, _): &&mut (String, String, bool)| prefixes_it(start, iri);
        if let Some((_, _, used)) = self.prefixes.iter_mut().find(fitting) {
            *used = true;
        }
    }

    /// Returns the context that fits what was seen.
    pub(super) fn context(mut self) -> Context {
        let lists = std::mem::take(&mut self.lists).lists();
        for list in lists.iter() {
            let kinds = self.kinds(&list.predicate);
            kinds.nodes = kinds.nodes.saturating_sub(1);
            list.items
                .iter()
                .map(Term::as_ref)
                .for_each(|item| kinds.count(item));
            for (predicate, count) in [(rdf::FIRST, None), (rdf::REST, Some(list.items.len()))] {
                let kinds = self.kinds(predicate.as_str());
                match count {
                    Some(count) => kinds.nodes = kinds.nodes.saturating_sub(count),
                    None => list
                        .items
                        .iter()
                        .for_each(|item| kinds.forget(item.as_ref())),
                }
            }
        }
        let prefixes: Vec<(String, String)> = self
            .prefixes
            .into_iter()
            .filter(|(name, _, used)| *used && !self.schemes.contains(name))
            .map(|(name, iri, _)| (name, iri))
            .collect();
        // A word that two things share is nobody's.
        let mut named: BTreeMap<String, BTreeSet<&String>> = BTreeMap::new();
        let used = self
            .predicates
            .iter()
            .filter(|(_, kinds)| !kinds.is_empty());
        for iri in used.map(|(iri, _)| iri).chain(&self.classes) {
            let start = iri.rfind(['#', '/']).map_or(0, |at| at + 1);
            named
                .entry(iri[start..].to_owned())
                .or_default()
                .insert(iri);
        }
        let free = |word: &str| {
            is_word(word)
                && !self.schemes.contains(word)
                && prefixes.iter().all(|(name, _)| name != word)
        };
        let words: FxHashMap<String, (String, Coercion)> = named
            .iter()
            .filter(|(word, iris)| iris.len() == 1 && free(word))
            .filter_map(|(word, iris)| {
                let iri = iris.first()?.as_str();
                let kinds = self.predicates.get(iri);
                let coercion = kinds.map_or(Coercion::None, Kinds::coercion);
                Some((iri.to_owned(), (word.clone(), coercion)))
            })
            .collect();
        Context {
            prefixes,
            words,
            lists,
        }
    }
}

impl Kinds {
    fn forget(&mut self, term: TermRef<'_>) {
        let mut one = Self::default();
        one.count(term);
        self.nodes = self.nodes.saturating_sub(one.nodes);
        self.strings = self.strings.saturating_sub(one.strings);
        self.others = self.others.saturating_sub(one.others);
        for name in one.datatypes.keys() {
            if let Some(count) = self.datatypes.get_mut(name) {
                *count -= 1;
                if *count == 0 {
                    self.datatypes.remove(name);
                }
            }
        }
    }
}

impl Context {
    /// Returns it as JSON: prefixes, then words, by name.
    pub(super) fn json(&self) -> Value {
        let mut json = Map::new();
        let mut prefixes: Vec<&(String, String)> = self.prefixes.iter().collect();
        prefixes.sort();
        for (name, iri) in prefixes {
            json.insert(name.clone(), json!(iri));
        }
        let words: BTreeMap<&String, (&String, &Coercion)> = self
            .words
            .iter()
            .map(|(iri, (word, coercion))| (word, (iri, coercion)))
            .collect();
        for (word, (iri, coercion)) in words {
            let iri = self.short(iri);
            let value = match coercion {
                Coercion::None => json!(iri),
                Coercion::Node => json!({ "@id": iri, "@type": "@id" }),
                Coercion::Datatype(datatype) => {
                    json!({ "@id": iri, "@type": self.short(datatype) })
                }
            };
            json.insert(word.clone(), value);
        }
        Value::Object(json)
    }

    /// Returns a node as `@id` has it.
    pub(super) fn node(&self, node: NamedOrBlankNodeRef<'_>) -> String {
        match node {
            NamedOrBlankNodeRef::NamedNode(node) => self.short(node.as_str()),
            NamedOrBlankNodeRef::BlankNode(node) => node.to_string(),
        }
    }

    /// Returns a class or datatype as `@type` has it.
    pub(super) fn word(&self, node: NamedOrBlankNodeRef<'_>) -> String {
        match node {
            NamedOrBlankNodeRef::NamedNode(node) => match self.words.get(node.as_str()) {
                Some((word, _)) => word.clone(),
                None => self.short(node.as_str()),
            },
            NamedOrBlankNodeRef::BlankNode(node) => node.to_string(),
        }
    }

    /// Returns the key of a predicate, and what plain strings mean behind it.
    pub(super) fn key(&self, predicate: &str) -> (String, &Coercion) {
        match self.words.get(predicate) {
            Some((word, coercion)) => (word.clone(), coercion),
            None => (self.short(predicate), &Coercion::None),
        }
    }

    fn short(&self, iri: &str) -> String {
        let fitting = self
            .prefixes
            .iter()
            .find(|(_, start)| prefixes_it(start, iri));
        match fitting {
            Some((name, start)) => format!("{name}:{}", &iri[start.len()..]),
            None => iri.to_owned(),
        }
    }
}

/// Says whether an IRI can be written with a prefix for its start.
fn prefixes_it(start: &str, iri: &str) -> bool {
    iri.strip_prefix(start)
        .is_some_and(|rest| !rest.is_empty() && !rest.starts_with("//"))
}

/// Says whether a name is a word to every reader: no keyword, nothing with a colon, nothing empty.
fn is_word(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
}
