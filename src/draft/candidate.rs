//! Candidates: a place of the paper, what it cites, how firmly it speaks, and a fact in the knowledge base's words.

use super::fact::{Fact, System, denial, roles};
use super::known::Known;
use super::named::{Named, has_metals, stretches, system};
use super::naming::{label_of, system_column, words_of_systems};
use super::number::{Reason, head, is_condition, measurement, product_of, quantity_of};
use super::place::{Cites, Place};
use super::words::{Lexicon, Word, Words, slug};
use super::{Draft, PassedOver};
use crate::paper::{Paper, Quantity, Sentence, Table, digest, plain_text};
use std::collections::{BTreeSet, HashMap};

/// A claim that a curator may make of a place in a paper.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Its name, without prefix.
    pub name: String,
    /// Where it stands.
    pub locator: String,
    /// Digest of what stands there.
    pub digest: String,
    /// Numbers of the references that it cites; none for the paper's own.
    pub references: Vec<String>,
    /// Where their marker stands, if elsewhere.
    pub citation_locator: Option<String>,
    /// How firmly the paper puts it, and the word that says so.
    pub wording: String,
    /// Kind of evidence.
    pub evidence: String,
    /// A system that the knowledge base lacks: compact name and label.
    pub new_system: Option<(String, String)>,
    /// What it says of the world.
    pub fact: Fact,
    /// What a curator should look at.
    pub remarks: Vec<String>,
}

/// What candidates are made with.
struct Drafting<'a> {
    words: &'a Words,
    known: &'a Known,
    /// Names that are taken.
    names: BTreeSet<String>,
    draft: &'a mut Draft,
}

/// Bytes of a sentence. What goes on for longer without a stop is none.
const LONGEST: usize = 8192;
/// Bytes before a number in which words are looked for that belong to it.
const BEFORE: usize = 240;

pub(super) fn candidates(paper: &Paper, words: &Words, known: &Known, draft: &mut Draft) {
    let mut systems = words_of_systems(paper, words);
    let mut drafting = Drafting {
        words,
        known,
        names: known.names.clone(),
        draft,
    };
    let cites = Cites::of(paper);
    let mut by_place: HashMap<&str, Vec<&Quantity>> = HashMap::new();
    for quantity in &paper.quantities {
        by_place
            .entry(&quantity.sentence)
            .or_default()
            .push(quantity);
    }
    let sections: BTreeSet<&str> = paper
        .sections
        .iter()
        .map(|section| section.id.as_str())
        .collect();
    let mut recent: Vec<System> = Vec::new();
    let mut before = (String::new(), 0);
    for (index, sentence) in paper.sentences.iter().enumerate() {
        // Captions say again what the text and the figures say.
        if !sections.contains(sentence.section.as_str()) {
            continue;
        }
        let paragraph = (sentence.section.clone(), sentence.paragraph);
        if paragraph != before {
            recent.clear();
            before = paragraph;
        }
        let line = plain_text(&sentence.text);
        if line.len() > LONGEST {
            continue;
        }
        let named = Named::of(&line, &mut systems, words);
        let place = cites.place(index, &line, words);
        let here = by_place.get(sentence.id.as_str());
        let here = here.map_or(&[][..], Vec::as_slice);
        drafting.numbers(sentence, &line, &named, recent.last(), here, &place);
        drafting.roles(&line, &named, &recent, &place);
        // What a sentence is about stands first in it, and what the next ones go on about comes last here.
        recent.extend(named.all.into_iter().rev().map(|(_, system)| system));
    }
    for table in &paper.tables {
        drafting.rows(table, &systems, &by_place);
    }
}

impl Drafting<'_> {
    /// Proposes the numbers of a sentence.
    fn numbers(
        &mut self,
        sentence: &Sentence,
        line: &str,
        named: &Named,
        recent: Option<&System>,
        quantities: &[&Quantity],
        place: &Place,
    ) {
        if quantities.is_empty() {
            return;
        }
        let products = self.words.products.find(line);
        let stretches = stretches(quantities, sentence, line);
        for (order, (quantity, at)) in quantities.iter().zip(stretches).enumerate() {
            let start = (at.start.saturating_sub(BEFORE)..).find(|at| line.is_char_boundary(*at));
            let before = &line[start.unwrap_or(at.start)..at.start];
            let owner = named.owner(line, at.clone(), quantities, order);
            let kind = quantity_of(quantity, before, self.words);
            let (system, kind) = match (owner.or(recent), kind) {
                _ if is_condition(quantity, before) => {
                    self.pass_over(place, quantity, Reason::Condition);
                    continue;
                }
                (_, None) => {
                    self.pass_over(place, quantity, Reason::NoQuantity);
                    continue;
                }
                (None, Some(_)) => {
                    self.pass_over(place, quantity, Reason::NoSystem);
                    continue;
                }
                (Some(system), Some(kind)) => (system, kind),
            };
            let mut remarks: Vec<String> = named.remark(system).into_iter().collect();
            if let Some(word) = denial(before) {
                remarks.push(format!("`{word}` may deny it"));
            }
            let product = product_of(line, at, &products);
            self.number(place, quantity, system, &kind, product, remarks, false);
        }
    }

    /// Proposes what sites of a sentence do.
    fn roles(&mut self, line: &str, named: &Named, recent: &[System], place: &Place) {
        let of_site = |element: &Word, all: &[&Word]| match named.first() {
            Some(first) => named
                .with_metals(all)
                .or(named.with_metals(&[element]))
                .or(Some(first)),
            None => {
                let earlier =
                    |metals: &[&Word]| recent.iter().rev().find(|one| has_metals(one, metals));
                earlier(all).or(earlier(&[element])).or(recent.last())
            }
        };
        let mut unread = Vec::new();
        let roles = roles(line, of_site, self.words, &mut unread);
        self.draft
            .passed_over
            .extend(unread.into_iter().map(|sites| PassedOver {
                reason: Reason::NoRole,
                locator: place.locator.clone(),
                printed: sites,
                kind: None,
            }));
        for (fact, system) in roles {
            let remarks = named.remark(&system).into_iter().collect();
            self.propose(place, fact, &system, remarks);
        }
    }

    /// Proposes the numbers of a table's rows.
    fn rows(&mut self, table: &Table, systems: &Lexicon, by_place: &HashMap<&str, Vec<&Quantity>>) {
        let column = system_column(table);
        for (index, row) in table.rows.iter().enumerate() {
            let mut seen = BTreeSet::new();
            let numbers = row.markers.iter().flat_map(|marker| &marker.references);
            let place = Place {
                locator: format!("{}/{}", table.id, index + 1),
                digest: digest(&row.cells.join(" ")),
                references: numbers
                    .filter(|number| seen.insert((*number).clone()))
                    .cloned()
                    .collect(),
                citation_locator: None,
                wording: "sg:Asserted".to_owned(),
                evidence: "sg:Tabulated".to_owned(),
                remarks: Vec::new(),
            };
            let cell = column.and_then(|column| row.cells.get(column));
            let word = cell.and_then(|cell| systems.get(&label_of(cell)));
            let system = word.map(|word| system(word, self.words));
            for quantity in by_place.get(place.locator.as_str()).into_iter().flatten() {
                let head = head(table, row, quantity);
                let Some(kind) = quantity_of(quantity, &head, self.words) else {
                    self.pass_over(&place, quantity, Reason::NoQuantity);
                    continue;
                };
                if matches!(quantity.kind, Some("concentration" | "temperature")) {
                    self.pass_over(&place, quantity, Reason::Condition);
                    continue;
                }
                let Some(system) = &system else {
                    self.pass_over(&place, quantity, Reason::NoSystem);
                    continue;
                };
                let text = format!("{} {head}", plain_text(&table.caption.text));
                let product = [head, text].iter().find_map(|text| {
                    let end = text.len();
                    product_of(text, end..end, &self.words.products.find(text))
                });
                self.number(&place, quantity, system, &kind, product, Vec::new(), true);
            }
        }
    }

    #[expect(clippy::too_many_arguments, reason = "each is a part of one claim")]
    fn number(
        &mut self,
        place: &Place,
        quantity: &Quantity,
        system: &System,
        kind: &str,
        product: Option<String>,
        mut remarks: Vec<String>,
        in_table: bool,
    ) {
        if quantity.low.is_some() {
            return self.pass_over(place, quantity, Reason::Range);
        }
        if let Some(uncertainty) = &quantity.uncertainty {
            remarks.push(format!("it is printed with ± {uncertainty}"));
        }
        let mut units = self.draft.units.clone();
        let fact = measurement(
            quantity,
            system,
            kind,
            product,
            in_table,
            (self.words, &mut units),
        );
        let Some(fact) = fact else {
            return self.pass_over(place, quantity, Reason::NoQuantity);
        };
        if self.propose(place, fact, system, remarks) {
            self.draft.units = units;
        }
    }

    /// Notes a number that becomes no candidate, unless a claim at its place has it.
    fn pass_over(&mut self, place: &Place, quantity: &Quantity, reason: Reason) {
        let value = [("sg:value", quantity.value.as_str())];
        if !self.known.states(&place.locator, &place.digest, &value) {
            self.draft.passed_over.push(PassedOver {
                reason,
                locator: place.locator.clone(),
                printed: format!("{} {}", quantity.value, quantity.unit)
                    .trim()
                    .to_owned(),
                kind: quantity.kind,
            });
        }
    }

    /// Adds a candidate, and says so, unless a claim at its place states it.
    fn propose(
        &mut self,
        place: &Place,
        fact: Fact,
        system: &System,
        remarks: Vec<String>,
    ) -> bool {
        let known = self.known;
        let states = |facts: &[(&str, &str)]| known.states(&place.locator, &place.digest, facts);
        let stated = match &fact {
            // A curator may have called the quantity by a narrower name.
            Fact::Measurement {
                system,
                quantity,
                value,
                ..
            } => {
                states(&[("sg:quantity", quantity), ("sg:value", value)])
                    || states(&[("sg:of", system), ("sg:value", value)])
            }
            Fact::Role {
                action, species, ..
            } => states(&[("sg:action", action), ("sg:species", species)]),
        };
        if stated {
            self.draft.known += 1;
            return false;
        }
        let what = match &fact {
            Fact::Measurement { quantity, .. } => hyphenated(quantity),
            Fact::Role { site, action, .. } => format!(
                "{}-{}",
                site.0.rsplit('-').next().unwrap_or_default(),
                slug(action.rsplit(':').next().unwrap_or_default())
            ),
        };
        let base = format!("draft-{}-{what}", slug(&place.locator));
        let further = (2..).map(|n| format!("{base}-{n}"));
        let name = std::iter::once(base.clone())
            .chain(further)
            .find(|name| !self.names.contains(name))
            .unwrap_or(base);
        self.names.insert(name.clone());
        self.draft.candidates.push(Candidate {
            name,
            locator: place.locator.clone(),
            digest: place.digest.clone(),
            references: place.references.clone(),
            citation_locator: place.citation_locator.clone(),
            wording: place.wording.clone(),
            evidence: place.evidence.clone(),
            new_system: system
                .is_new
                .then(|| (system.name.clone(), system.label.clone())),
            fact,
            remarks: place.remarks.iter().cloned().chain(remarks).collect(),
        });
        true
    }
}

/// Returns the local name of a concept in small letters: `faradaic-efficiency` of `sg:FaradaicEfficiency`.
fn hyphenated(concept: &str) -> String {
    let mut name = String::new();
    for character in concept.rsplit(':').next().unwrap_or_default().chars() {
        if character.is_uppercase() && !name.is_empty() {
            name.push('-');
        }
        name.extend(character.to_lowercase());
    }
    name
}
