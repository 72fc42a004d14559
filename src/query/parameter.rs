//! Parameters of named questions, in BASIL's names, bound as terms and never as text.
//!
//! `?_name` is required, `?__name` optional; a suffix says what kind of value it takes: `_iri`, `_literal`, `_number`,
//! `_integer`, a language tag, or none for a plain literal. See <https://github.com/basilapi/basil/wiki>.

use super::header::Header;
use super::similar::nearest;
use crate::store::{Store, TermId};
use crate::vocabulary::{self, Prefixes};
use crate::work::Citations;
use oxigraph::model::vocab::xsd;
use oxigraph::model::{Literal, NamedNode, NamedNodeRef, Term, TermRef, Variable};
use regex::Regex;
use std::sync::LazyLock;

/// A parameter of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// What a user calls it.
    pub name: String,
    /// Its variable in the query.
    pub variable: Variable,
    /// Which kind of value it takes.
    pub kind: ParameterKind,
    /// Whether the question makes no sense without it.
    pub required: bool,
    /// The value taken where none is given.
    pub default: Option<String>,
    /// The values that alone are allowed; empty where any of the kind will do.
    pub values: Vec<String>,
    /// The class that an IRI must have.
    pub class: Option<String>,
    /// What it does.
    pub description: String,
}

/// Which kind of value a parameter takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ParameterKind {
    /// An entity: an IRI, a prefixed name, or its label.
    Iri,
    /// A text.
    Literal,
    /// A number.
    Number,
    /// A whole number.
    Integer,
    /// A text in this language.
    Language(String),
}

/// A parameter that cannot be bound.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParameterError {
    /// The question has no such parameter.
    #[error("`{question}` has no parameter `{name}`")]
    Unknown {
        /// The question.
        question: String,
        /// What was asked for.
        name: String,
        /// What may have been meant, and what there is.
        hint: String,
    },
    /// The value is of another kind.
    #[error("`{name}` takes {wanted}, and `{value}` is none")]
    Wrong {
        /// The parameter.
        name: String,
        /// The value.
        value: String,
        /// The kind that is wanted.
        wanted: String,
        /// What may have been meant.
        hint: Option<String>,
    },
    /// A required parameter has no value.
    #[error("`{question}` needs a value for `{name}`")]
    Missing {
        /// The question.
        question: String,
        /// The parameter.
        name: String,
    },
}

static VARIABLE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"[?$](__?)([A-Za-z0-9]+)(?:_([A-Za-z0-9-]+))?(?:_([A-Za-z0-9-]+))?\b").ok()
});

/// Returns the parameters that a query's text names, in the order of their first use.
pub(super) fn parameters_of(text: &str, header: &Header) -> Vec<Parameter> {
    let mut parameters: Vec<Parameter> = Vec::new();
    let Some(pattern) = &*VARIABLE else {
        return parameters;
    };
    let body: String = text
        .lines()
        .map(|line| if line.starts_with('#') { "" } else { line })
        .collect::<Vec<_>>()
        .join("\n");
    for found in pattern.captures_iter(&body) {
        let name = found[2].to_owned();
        let kind = match found.get(3).map(|kind| kind.as_str()) {
            None | Some("literal") => ParameterKind::Literal,
            Some("iri") => ParameterKind::Iri,
            Some("number" | "decimal") => ParameterKind::Number,
            Some("integer") => ParameterKind::Integer,
            Some(language) => ParameterKind::Language(language.to_owned()),
        };
        if parameters.iter().any(|known| known.name == name) {
            continue;
        }
        let note = header.parameters.iter().find(|note| note.name == name);
        parameters.push(Parameter {
            variable: Variable::new_unchecked(&found[0][1..]),
            kind,
            required: &found[1] == "_",
            default: header.default_of(&name),
            values: header.values_of(&name),
            class: note.and_then(|note| note.class.clone()),
            description: note
                .map(|note| note.description.clone())
                .unwrap_or_default(),
            name,
        });
    }
    parameters
}

impl Parameter {
    /// Returns the term that a value means.
    ///
    /// An IRI may be given in full, as a prefixed name, by its last part, or by a label, alternative label or notation
    /// in any case.
    ///
    /// # Errors
    /// Where the value is of another kind, or means nothing known.
    pub fn term(
        &self,
        value: &str,
        store: &Store,
        prefixes: &Prefixes,
    ) -> Result<Term, ParameterError> {
        let wrong = |wanted: String, hint: Option<String>| ParameterError::Wrong {
            name: self.name.clone(),
            value: value.to_owned(),
            wanted,
            hint,
        };
        if !self.values.is_empty() && !self.values.iter().any(|known| known == value) {
            let hint = nearest(value, self.values.iter().map(String::as_str))
                .map(|near| format!("did you mean `{near}`?"));
            let wanted = format!("one of {}", self.values.join(", "));
            return Err(wrong(wanted, hint));
        }
        match &self.kind {
            ParameterKind::Literal => Ok(Literal::new_simple_literal(value).into()),
            ParameterKind::Language(language) => {
                Literal::new_language_tagged_literal(value, language)
                    .map(Term::from)
                    .map_err(|_| wrong(format!("a text in language {language}"), None))
            }
            ParameterKind::Integer => value
                .parse::<i64>()
                .map(|number| Literal::from(number).into())
                .map_err(|_| wrong("a whole number".into(), None)),
            ParameterKind::Number => {
                if value.parse::<i64>().is_ok() {
                    Ok(Literal::new_typed_literal(value, xsd::INTEGER).into())
                } else if value.parse::<rust_decimal::Decimal>().is_ok() {
                    Ok(Literal::new_typed_literal(value, xsd::DECIMAL).into())
                } else if value.parse::<f64>().is_ok_and(f64::is_finite) {
                    Ok(Literal::new_typed_literal(value, xsd::DOUBLE).into())
                } else {
                    Err(wrong("a number".into(), None))
                }
            }
            ParameterKind::Iri => self.entity(value, store, prefixes).map_err(|hint| {
                let wanted = match &self.class {
                    Some(class) => with_article(&class_name(class, store)),
                    None => "an IRI or the name of something known".into(),
                };
                wrong(wanted, hint)
            }),
        }
    }

    fn entity(
        &self,
        value: &str,
        store: &Store,
        prefixes: &Prefixes,
    ) -> Result<Term, Option<String>> {
        let bare = value.trim_start_matches('<').trim_end_matches('>');
        let in_full = NamedNode::new(bare)
            .ok()
            .filter(|_| bare.contains("://"))
            .or_else(|| NamedNode::new(prefixes.expand(bare)?).ok());
        let candidates = self.candidates(store);
        if let Some(node) = in_full {
            let term = Term::NamedNode(node);
            let fits =
                self.class.is_none() || store.id(&term).is_some_and(|id| candidates.contains(&id));
            if fits {
                return Ok(term);
            }
            let known = store.id(&term).is_some();
            return Err(Some(if known {
                format!("`{value}` is something else")
            } else {
                "nothing in the knowledge base has this IRI".to_owned()
            }));
        }
        let citations = Citations::new(store);
        let wanted = value.to_lowercase();
        let mut names: Vec<(String, TermId, u8)> = Vec::new();
        for id in candidates {
            let TermRef::NamedNode(node) = store.term(id) else {
                continue;
            };
            let local = node.as_str().rsplit(['/', '#']).next().unwrap_or_default();
            names.push((local.to_owned(), id, 1));
            for (predicate, rank) in [
                (vocabulary::LABEL, 0),
                (vocabulary::PREF_LABEL, 0),
                (vocabulary::NOTATION, 2),
                (vocabulary::ALT_LABEL, 3),
            ] {
                for object in citations.objects(id, predicate) {
                    if let TermRef::Literal(literal) = store.term(object) {
                        names.push((literal.value().to_owned(), id, rank));
                    }
                }
            }
        }
        let best = names
            .iter()
            .filter(|(name, ..)| name.to_lowercase() == wanted)
            // Case decides where it can: `Co` is no `CO`.
            .min_by_key(|(name, id, rank)| (name != value, *rank, *id));
        match best {
            Some((_, id, _)) => Ok(store.term(*id).into_owned()),
            None => Err(nearest(value, names.iter().map(|(name, ..)| name.as_str()))
                .map(|near| format!("did you mean `{near}`?"))),
        }
    }

    /// Returns the entities of the parameter's class, or every subject that has a label.
    fn candidates(&self, store: &Store) -> Vec<TermId> {
        let citations = Citations::new(store);
        match &self.class {
            Some(class) => {
                let mut classes: Vec<TermId> = id_of(class, store).into_iter().collect();
                let mut at = 0;
                while let Some(class) = classes.get(at).copied() {
                    at += 1;
                    for narrower in citations.subjects(vocabulary::SUBCLASS, class) {
                        if !classes.contains(&narrower) {
                            classes.push(narrower);
                        }
                    }
                }
                let mut found: Vec<TermId> = classes
                    .into_iter()
                    .flat_map(|class| citations.subjects(vocabulary::TYPE, class))
                    .collect();
                found.sort_unstable();
                found.dedup();
                found
            }
            None => {
                let Some(label) = id_of(vocabulary::LABEL.as_str(), store) else {
                    return Vec::new();
                };
                store
                    .matching(None, Some(label), None)
                    .map(|statement| store.triple(statement)[0])
                    .collect()
            }
        }
    }
}

fn id_of(iri: &str, store: &Store) -> Option<TermId> {
    store.id(NamedNodeRef::new_unchecked(iri))
}

/// Returns a noun with "a" or "an".
pub(super) fn with_article(noun: &str) -> String {
    let vowel = noun.starts_with(['a', 'e', 'i', 'o', 'A', 'E', 'I', 'O']);
    format!("{} {noun}", if vowel { "an" } else { "a" })
}

fn class_name(class: &str, store: &Store) -> String {
    id_of(class, store)
        .and_then(|id| Citations::new(store).label(id))
        .unwrap_or_else(|| class.rsplit(['/', '#']).next().unwrap_or(class).to_owned())
}
