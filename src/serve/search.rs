//! Search over labels, other names, formulae, statements and titles.
//!
//! Texts are taken apart into words in one spelling, so that `NO3`, `NO₃⁻` and `nitrate` meet: sub- and superscripts become
//! plain digits, signs of charges at the end go, and what has several names is found by each.

use crate::claim::KnowledgeBase;
use crate::store::TermId;
use crate::vocabulary::{self, sg};
use crate::work::Citations;
use oxigraph::model::{NamedNodeRef, TermRef};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;
use std::sync::OnceLock;
use unicode_normalization::UnicodeNormalization;

/// What can be found, made when it is first asked for.
#[derive(Debug, Default)]
pub(super) struct Index(OnceLock<Words>);

/// A thing that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hit {
    /// The thing.
    pub(super) thing: TermId,
    /// What it is called.
    pub(super) label: String,
    /// The text in which the words stand, where that is not the label.
    pub(super) text: Option<String>,
}

#[derive(Debug, Default)]
struct Words {
    /// Word to places in `texts`.
    words: BTreeMap<String, Vec<u32>>,
    texts: Vec<Text>,
}

#[derive(Debug)]
struct Text {
    thing: TermId,
    text: String,
    weight: u32,
}

/// Texts of things, and what it counts for when they are found there.
const FIELDS: &[(NamedNodeRef<'_>, u32)] = &[
    (vocabulary::LABEL, 100),
    (vocabulary::PREF_LABEL, 100),
    (vocabulary::NOTATION, 90),
    (vocabulary::ALT_LABEL, 80),
    (vocabulary::TITLE, 40),
    (sg::FIRST_AUTHOR, 40),
    (vocabulary::DOI, 40),
    (sg::STATEMENT, 20),
];

/// What names of things count for at least.
const NAMES: u32 = 80;

/// Hits that are shown at most.
pub(super) const MOST: usize = 50;

impl Index {
    /// Returns the things whose texts have all the words, the last one perhaps unfinished; best first.
    pub(super) fn find(&self, knowledge: &KnowledgeBase, wanted: &str, most: usize) -> Vec<Hit> {
        let words = self.0.get_or_init(|| Words::of(knowledge));
        words.find(knowledge, wanted, most)
    }
}

impl Index {
    /// Returns everything that has a name, each once.
    pub(super) fn named(&self, knowledge: &KnowledgeBase) -> impl Iterator<Item = TermId> + '_ {
        let words = self.0.get_or_init(|| Words::of(knowledge));
        let mut seen = FxHashSet::default();
        words
            .texts
            .iter()
            .filter(move |text| text.weight >= NAMES && seen.insert(text.thing))
            .map(|text| text.thing)
    }
}

impl Words {
    fn of(knowledge: &KnowledgeBase) -> Self {
        let store = &knowledge.store;
        let mut index = Self::default();
        for (predicate, weight) in FIELDS {
            let Some(predicate) = store.id(*predicate) else {
                continue;
            };
            for statement in store.matching(None, Some(predicate), None) {
                let [thing, _, object] = store.triple(statement);
                let (TermRef::Literal(text), TermRef::NamedNode(_)) =
                    (store.term(object), store.term(thing))
                else {
                    continue;
                };
                let place = index.texts.len() as u32;
                for word in words_of(text.value()) {
                    let places = index.words.entry(word).or_default();
                    if places.last() != Some(&place) {
                        places.push(place);
                    }
                }
                index.texts.push(Text {
                    thing,
                    text: text.value().to_owned(),
                    weight: *weight,
                });
            }
        }
        index
    }

    fn find(&self, knowledge: &KnowledgeBase, wanted: &str, most: usize) -> Vec<Hit> {
        let wanted: Vec<String> = words_of(wanted).take(12).collect();
        if wanted.is_empty() {
            return Vec::new();
        }
        let mut best = FxHashMap::default();
        let named = self.score(&wanted, 0, &mut best);
        // What is asked for by one of its names is also meant where it goes by another.
        let mut asked = vec![wanted];
        for thing in named {
            for text in self.texts.iter().filter(|text| text.thing == thing) {
                let other: Vec<String> = words_of(&text.text).collect();
                if text.weight >= NAMES && asked.len() < 8 && !asked.contains(&other) {
                    self.score(&other, 400, &mut best);
                    asked.push(other);
                }
            }
        }
        let mut found: Vec<(u32, u32, TermId)> = best
            .into_iter()
            .map(|(thing, (score, place))| (score, place, thing))
            .collect();
        found.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        found.truncate(most);
        let citations = Citations::new(&knowledge.store);
        found
            .into_iter()
            .map(|(_, place, thing)| {
                let text = &self.texts[place as usize].text;
                let label = citations
                    .label(thing)
                    .unwrap_or_else(|| knowledge.prefixes.show(knowledge.store.term(thing)));
                Hit {
                    thing,
                    text: (label != *text).then(|| text.clone()),
                    label,
                }
            })
            .collect()
    }

    /// Counts the points of every thing whose texts have all the words; returns those that are called just that.
    fn score(
        &self,
        wanted: &[String],
        handicap: u32,
        best: &mut FxHashMap<TermId, (u32, u32)>,
    ) -> Vec<TermId> {
        // For each text: how many of the words it has, whole or begun.
        let mut points: FxHashMap<u32, (usize, u32)> = FxHashMap::default();
        for (number, word) in wanted.iter().enumerate() {
            let starting = self
                .words
                .range(word.clone()..)
                .take_while(|(known, _)| known.starts_with(word.as_str()));
            for (known, places) in starting {
                let whole = if known == word { 10 } else { 3 };
                for place in places {
                    let entry = points.entry(*place).or_default();
                    if entry.0 == number {
                        *entry = (number + 1, entry.1 + whole);
                    }
                }
            }
        }
        let mut named = Vec::new();
        for (place, (count, sum)) in points {
            if count < wanted.len() {
                continue;
            }
            let text = &self.texts[place as usize];
            let own: Vec<String> = words_of(&text.text).collect();
            let exact = if own == wanted { 1000 } else { 0 };
            if exact > 0 && text.weight >= NAMES {
                named.push(text.thing);
            }
            let short = 60u32.saturating_sub(own.len() as u32);
            let score = (exact + text.weight * 10 + sum * 5 + short).saturating_sub(handicap);
            let known = best.entry(text.thing).or_insert((score, place));
            if (score, std::cmp::Reverse(place)) > (known.0, std::cmp::Reverse(known.1)) {
                *known = (score, place);
            }
        }
        named.sort_unstable();
        named.dedup();
        named
    }
}

/// Returns the words of a text in one spelling.
fn words_of(text: &str) -> impl Iterator<Item = String> {
    let plain: String = text
        .nfkd()
        .filter(|c| !('\u{300}'..='\u{36f}').contains(c))
        .map(|c| match c {
            '\u{2212}' | '\u{2010}'..='\u{2015}' => '-',
            '\u{2217}' => '*',
            c => c,
        })
        .flat_map(char::to_lowercase)
        .collect();
    let words: Vec<String> = plain
        .split(|c: char| !(c.is_alphanumeric() || matches!(c, '*' | '+')))
        .map(|word| word.trim_end_matches('+').to_owned())
        .filter(|word| !word.is_empty())
        .collect();
    words.into_iter()
}
