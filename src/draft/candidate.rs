//! Candidates: a place of the paper, what it cites, how firmly it speaks, and a fact in the knowledge base's words.

use super::Draft;
use super::fact::{Fact, System, is_kind, measurement, roles};
use super::known::Known;
use super::named::{Named, has_metals, stretch, system};
use super::naming::{label_of, system_column, words_of_systems};
use super::words::{Word, Words, plain_unit, slug};
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

pub(super) fn candidates(paper: &Paper, words: &Words, known: &Known, draft: &mut Draft) {
    let mut systems = words_of_systems(paper, words);
    let mut names = known.names.clone();
    let mut by_place: HashMap<&str, Vec<&Quantity>> = HashMap::new();
    for quantity in &paper.quantities {
        by_place
            .entry(&quantity.sentence)
            .or_default()
            .push(quantity);
    }
    let captions: BTreeSet<&str> = paper
        .sections
        .iter()
        .map(|section| section.id.as_str())
        .collect();
    let mut recent: Vec<System> = Vec::new();
    let mut before = String::new();
    for (index, sentence) in paper.sentences.iter().enumerate() {
        if !captions.contains(sentence.section.as_str()) {
            continue;
        }
        let line = plain_text(&sentence.text);
        let paragraph = format!("{}/{}", sentence.section, sentence.paragraph);
        if paragraph != before {
            recent.clear();
            before = paragraph;
        }
        let named = Named::of(&line, &mut systems, words);
        let place = place_of(paper, index, sentence, words, &line);
        let here = by_place.get(sentence.id.as_str());
        let quantities = here.map_or(&[][..], Vec::as_slice);
        for (order, quantity) in quantities.iter().enumerate() {
            let stretch = stretch(quantity, sentence, &line);
            let owner = named.owner(&line, stretch, quantities, order);
            let condition = matches!(quantity.kind, Some("concentration" | "temperature"));
            let has_unit = words.units.contains_key(&plain_unit(&quantity.unit));
            if condition && (owner.is_none() || !has_unit) {
                continue;
            }
            let Some(system) = owner.or(recent.last()) else {
                draft.without_system += usize::from(is_kind(quantity, words));
                continue;
            };
            let fact = measurement(quantity, system, &line, words, false);
            let remark = named.remark(system);
            propose(draft, known, &mut names, &place, fact, system, remark);
        }
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
        for (fact, system) in roles(&line, of_site, words) {
            let remark = named.remark(&system);
            propose(
                draft,
                known,
                &mut names,
                &place,
                Some(fact),
                &system,
                remark,
            );
        }
        // What a sentence is about stands first in it, and what the next ones go on about comes last here.
        recent.extend(named.all.into_iter().rev().map(|(_, system)| system));
    }
    for table in &paper.tables {
        rows(
            table,
            words,
            known,
            &mut systems,
            &by_place,
            &mut names,
            draft,
        );
    }
}

/// Where a candidate stands, and what is read off there.
struct Place {
    locator: String,
    digest: String,
    references: Vec<String>,
    citation_locator: Option<String>,
    wording: String,
    evidence: String,
    remarks: Vec<String>,
}

fn place_of(paper: &Paper, index: usize, sentence: &Sentence, words: &Words, line: &str) -> Place {
    let numbers = |sentence: &Sentence| -> Vec<String> {
        let mut seen = BTreeSet::new();
        let all = sentence
            .markers
            .iter()
            .flat_map(|marker| &marker.references);
        all.filter(|number| seen.insert((*number).clone()))
            .cloned()
            .collect()
    };
    let mut references = numbers(sentence);
    let mut citation_locator = None;
    if references.is_empty() {
        // The nearest marker of the paragraph: first those before, as papers cite once and go on.
        let same = |other: &&Sentence| {
            other.section == sentence.section && other.paragraph == sentence.paragraph
        };
        let before = paper.sentences[..index]
            .iter()
            .rev()
            .take_while(same)
            .find(|other| !other.markers.is_empty());
        let after = paper.sentences[index + 1..]
            .iter()
            .take_while(same)
            .find(|other| !other.markers.is_empty());
        if let Some(other) = before.or(after) {
            references = numbers(other);
            citation_locator = Some(other.id.clone());
        }
    }
    let wording = words
        .wordings
        .find(line)
        .into_iter()
        .find(|(_, word)| word.name != "sg:Asserted");
    let evidence = words
        .evidence
        .find(line)
        .into_iter()
        .next()
        .map(|(_, word)| word.name.clone());
    let mut remarks = Vec::new();
    if let Some((stretch, word)) = &wording {
        remarks.push(format!(
            "`{}` makes it {}",
            &line[stretch.clone()],
            word.name
        ));
    }
    Place {
        locator: sentence.id.clone(),
        digest: digest(&sentence.text),
        evidence: evidence.unwrap_or_else(|| {
            if references.is_empty() {
                "sg:Review"
            } else {
                "sg:Experimental"
            }
            .to_owned()
        }),
        references,
        citation_locator,
        wording: wording.map_or_else(|| "sg:Asserted".to_owned(), |(_, word)| word.name.clone()),
        remarks,
    }
}

fn rows(
    table: &Table,
    words: &Words,
    known: &Known,
    systems: &mut super::words::Lexicon,
    by_place: &HashMap<&str, Vec<&Quantity>>,
    names: &mut BTreeSet<String>,
    draft: &mut Draft,
) {
    let Some(column) = system_column(table) else {
        return;
    };
    for (index, row) in table.rows.iter().enumerate() {
        let locator = format!("{}/{}", table.id, index + 1);
        let label = row
            .cells
            .get(column)
            .map(|cell| label_of(cell))
            .unwrap_or_default();
        let Some(system) = systems.get(&label).map(|word| system(word, words)) else {
            continue;
        };
        let context = format!(
            "{} {}",
            plain_text(&table.caption.text),
            table
                .header
                .cells
                .iter()
                .map(|cell| plain_text(cell))
                .collect::<Vec<_>>()
                .join(" ")
        );
        let mut seen = BTreeSet::new();
        let place = Place {
            digest: digest(&row.cells.join(" ")),
            references: row
                .markers
                .iter()
                .flat_map(|marker| &marker.references)
                .filter(|number| seen.insert((*number).clone()))
                .cloned()
                .collect(),
            citation_locator: None,
            wording: "sg:Asserted".to_owned(),
            evidence: "sg:Tabulated".to_owned(),
            remarks: Vec::new(),
            locator: locator.clone(),
        };
        for quantity in by_place.get(locator.as_str()).into_iter().flatten() {
            let fact = measurement(quantity, &system, &context, words, true);
            propose(draft, known, names, &place, fact, &system, None);
        }
    }
}

/// Adds a candidate, unless a claim at its place states it.
fn propose(
    draft: &mut Draft,
    known: &Known,
    names: &mut BTreeSet<String>,
    place: &Place,
    fact: Option<Fact>,
    system: &System,
    remark: Option<String>,
) {
    let Some(fact) = fact else { return };
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
        draft.known += 1;
        return;
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
    let name = (1..)
        .map(|n| {
            if n == 1 {
                base.clone()
            } else {
                format!("{base}-{n}")
            }
        })
        .find(|name| !names.contains(name))
        .unwrap_or(base);
    names.insert(name.clone());
    draft.candidates.push(Candidate {
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
        remarks: place.remarks.iter().cloned().chain(remark).collect(),
    });
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
