//! The words of a knowledge base, and where they stand in a text.

use super::unit::{Unit, Units};
use crate::claim::KnowledgeBase;
use crate::store::TermId;
use crate::vocabulary::{self, sg};
use crate::work::Citations;
use oxigraph::model::{NamedNodeRef, TermRef};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// A term of the knowledge base.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Word {
    /// Its compact name, such as `sp:nitrate`.
    pub(super) name: String,
    /// Its label.
    pub(super) label: String,
}

/// Terms of one kind, by the words for them.
#[derive(Debug, Clone, Default)]
pub(super) struct Lexicon {
    /// Longest words first.
    entries: Vec<(String, Word)>,
}

/// Everything that a draft is written in.
#[derive(Debug)]
pub(super) struct Words {
    pub(super) systems: Lexicon,
    pub(super) species: Lexicon,
    pub(super) actions: Lexicon,
    pub(super) elements: Lexicon,
    pub(super) wordings: Lexicon,
    pub(super) evidence: Lexicon,
    /// Quantities by the slug of their label: `faradaic-efficiency`.
    pub(super) quantities: BTreeMap<String, String>,
    /// The same by their words, as they stand in a text.
    pub(super) quantity_names: Lexicon,
    /// Comparators by their sign.
    pub(super) comparators: BTreeMap<String, String>,
    pub(super) units: Units,
    /// Reactants of reactions that make each product: product, words for the reaction.
    pub(super) products: Lexicon,
}

impl Words {
    pub(super) fn of(knowledge: &KnowledgeBase) -> Self {
        let reader = Reader {
            knowledge,
            citations: Citations::new(&knowledge.store),
        };
        let own = |name: &str| format!("https://w3id.org/synergraph/ns#{name}");
        let lexicon = |class: &str| reader.lexicon(&own(class));
        let mut quantities = BTreeMap::new();
        for term in reader.instances(&own("Quantity")) {
            for label in reader.names(term) {
                quantities.insert(slug(&label), reader.compact(term));
            }
        }
        let mut comparators = BTreeMap::new();
        for term in reader.instances(&own("Comparator")) {
            if let Some(sign) = reader.citations.text(term, vocabulary::NOTATION) {
                comparators.insert(sign, reader.compact(term));
            }
        }
        let units = reader.instances(&own("Unit")).into_iter().map(|term| {
            let text = |property| reader.citations.text(term, property);
            let one = |property: NamedNodeRef<'_>| {
                let found = reader.citations.objects(term, property);
                found.first().map(|object| reader.compact(*object))
            };
            Unit {
                name: reader.compact(term),
                factor: text(sg::FACTOR).and_then(|factor| Decimal::from_str_exact(&factor).ok()),
                normalises_to: one(sg::NORMALISES_TO),
                assumes: one(NamedNodeRef::new_unchecked(&own("factorAssumes"))),
                names: reader.names(term),
            }
        });
        let units = Units::new(units.collect());
        Self {
            systems: lexicon("Catalyst"),
            species: lexicon("Species"),
            actions: lexicon("Action"),
            elements: lexicon("Element"),
            wordings: lexicon("Wording"),
            evidence: lexicon("Evidence"),
            products: reader.products(),
            quantity_names: lexicon("Quantity"),
            quantities,
            comparators,
            units,
        }
    }
}

/// Returns a text in lower case, with one hyphen for all but letters and digits.
pub(super) fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for character in text.chars().flat_map(char::to_lowercase) {
        if character.is_ascii_alphanumeric() {
            slug.push(character);
        } else if !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
    }
    slug.trim_end_matches('-').to_owned()
}

struct Reader<'a> {
    knowledge: &'a KnowledgeBase,
    citations: Citations<'a>,
}

impl Reader<'_> {
    fn compact(&self, term: TermId) -> String {
        let store = &self.knowledge.store;
        self.knowledge.prefixes.show(store.term(term))
    }

    fn instances(&self, class: &str) -> BTreeSet<TermId> {
        let store = &self.knowledge.store;
        let class = store.id(NamedNodeRef::new_unchecked(class));
        class
            .map(|class| {
                self.citations
                    .subjects(vocabulary::TYPE, class)
                    .into_iter()
                    .collect()
            })
            .unwrap_or_default()
    }

    fn names(&self, term: TermId) -> Vec<String> {
        let properties = [
            vocabulary::LABEL,
            vocabulary::PREF_LABEL,
            vocabulary::ALT_LABEL,
            vocabulary::HIDDEN_LABEL,
            vocabulary::NOTATION,
        ];
        let mut names = Vec::new();
        for property in properties {
            for object in self.citations.objects(term, property) {
                if let TermRef::Literal(literal) = self.knowledge.store.term(object) {
                    names.push(literal.value().to_owned());
                }
            }
        }
        names
    }

    fn lexicon(&self, class: &str) -> Lexicon {
        let mut entries = Vec::new();
        for term in self.instances(class) {
            entries.extend(self.entries(term));
        }
        Lexicon::new(entries)
    }

    fn entries(&self, term: TermId) -> Vec<(String, Word)> {
        let word = Word {
            name: self.compact(term),
            label: self.citations.label(term).unwrap_or_default(),
        };
        self.names(term)
            .into_iter()
            .map(|name| (name, word.clone()))
            .collect()
    }

    /// Returns the products of reactions whose electrons are known, by their own words.
    fn products(&self) -> Lexicon {
        let store = &self.knowledge.store;
        let mut entries = Vec::new();
        let reactions: BTreeSet<TermId> = store
            .id(sg::ELECTRONS)
            .into_iter()
            .flat_map(|electrons| store.matching(None, Some(electrons), None))
            .map(|statement| store.triple(statement)[0])
            .collect();
        for reaction in reactions {
            for product in self.citations.objects(reaction, sg::PRODUCT) {
                entries.extend(self.entries(product));
            }
        }
        Lexicon::new(entries)
    }
}

impl Lexicon {
    fn new(mut entries: Vec<(String, Word)>) -> Self {
        entries
            .retain(|(name, _)| name.chars().count() > 1 || name.starts_with(char::is_uppercase));
        entries.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.cmp(b)));
        entries.dedup();
        Self { entries }
    }

    /// Adds a word for a term.
    pub(super) fn add(&mut self, name: &str, word: Word) {
        let mut entries = std::mem::take(&mut self.entries);
        entries.push((name.to_owned(), word));
        *self = Self::new(entries);
    }

    /// Says whether a term has that compact name.
    pub(super) fn has(&self, compact: &str) -> bool {
        self.entries.iter().any(|(_, word)| word.name == compact)
    }

    /// Returns the term of exactly that name.
    pub(super) fn get(&self, name: &str) -> Option<&Word> {
        self.entries
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, word)| word)
    }

    /// Returns every word that stands in a text, the longest where several do, in order.
    ///
    /// Words in small letters count in any case, formulas and names only as they are written.
    pub(super) fn find(&self, text: &str) -> Vec<(Range<usize>, &Word)> {
        let lower = text.to_lowercase();
        let same_length = lower.len() == text.len();
        // What is taken, by where it begins.
        let mut found: BTreeMap<usize, (usize, &Word)> = BTreeMap::new();
        for (name, word) in &self.entries {
            let plain = name
                .chars()
                .all(|c| !c.is_uppercase() && !c.is_ascii_digit());
            let haystack = if plain && same_length { &lower } else { text };
            for (at, _) in haystack.match_indices(name.as_str()) {
                let stretch = at..at + name.len();
                let before = found.range(..stretch.end).next_back();
                let free = before.is_none_or(|(_, (end, _))| *end <= stretch.start);
                if free && stands_alone(text, &stretch) {
                    found.insert(stretch.start, (stretch.end, word));
                }
            }
        }
        let found = found.into_iter();
        found
            .map(|(start, (end, word))| (start..end, word))
            .collect()
    }
}

/// Says whether a stretch is a word of its own, not a part of a longer name or formula.
fn stands_alone(text: &str, stretch: &Range<usize>) -> bool {
    let before = text[..stretch.start].chars().next_back();
    let after = text[stretch.end..].chars().next();
    let inside = &text[stretch.clone()];
    let joins = |c: char| c.is_alphanumeric() || matches!(c, '@' | '/' | '*');
    before.is_none_or(|c| !(joins(c) || c == '-' && inside.starts_with(char::is_uppercase)))
        && after.is_none_or(|c| {
            !(c.is_alphanumeric()
                || matches!(c, '@' | '/')
                || matches!(c, '-' | '+') && inside.ends_with(|c: char| c.is_ascii_digit()))
        })
}
