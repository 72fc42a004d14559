//! Candidates: a place of the paper, what it cites, how firmly it speaks, and a fact in the knowledge base's words.

use super::Draft;
use super::fact::{Fact, System, is_kind, measurement, roles};
use super::known::Known;
use super::words::{Word, Words, slug};
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
    let mut names = BTreeSet::new();
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
    let mut last: Option<(String, System)> = None;
    for (index, sentence) in paper.sentences.iter().enumerate() {
        if !captions.contains(sentence.section.as_str()) {
            continue;
        }
        let line = plain_text(&sentence.text);
        let paragraph = format!("{}/{}", sentence.section, sentence.paragraph);
        let named: Vec<System> = systems
            .find(&line)
            .into_iter()
            .map(|(_, word)| system(word, words))
            .collect();
        let (system, carried) = match named.first() {
            Some(first) => (Some(first.clone()), false),
            None => match &last {
                Some((at, before)) if *at == paragraph => (Some(before.clone()), true),
                _ => (None, false),
            },
        };
        if let Some(system) = &system {
            last = Some((paragraph, system.clone()));
        }
        let place = place_of(paper, index, sentence, words, &line);
        for quantity in by_place.get(sentence.id.as_str()).into_iter().flatten() {
            let Some(system) = &system else {
                draft.without_system += usize::from(is_kind(quantity, words));
                continue;
            };
            let fact = measurement(quantity, system, &line, words, false);
            let remark = carried.then(|| {
                format!(
                    "{} is named in an earlier sentence of the paragraph",
                    system.label
                )
            });
            propose(draft, known, &mut names, &place, fact, system, remark);
        }
        if let Some(system) = &system {
            for fact in roles(&line, system, words) {
                let remark = carried.then(|| {
                    format!(
                        "{} is named in an earlier sentence of the paragraph",
                        system.label
                    )
                });
                propose(draft, known, &mut names, &place, Some(fact), system, remark);
            }
        }
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

/// Returns the systems of the knowledge base and those that the paper's tables name.
fn words_of_systems(paper: &Paper, words: &Words) -> super::words::Lexicon {
    let mut systems = words.systems.clone();
    for table in &paper.tables {
        let Some(column) = system_column(table) else {
            continue;
        };
        for row in &table.rows {
            let Some(label) = row.cells.get(column).map(|cell| label_of(cell)) else {
                continue;
            };
            if label.chars().filter(|c| c.is_uppercase()).count() > 0
                && label.chars().count() > 2
                && systems.get(&label).is_none()
            {
                let name = format!("system:{}", slug(&label));
                systems.add(
                    &label,
                    Word {
                        name,
                        label: label.clone(),
                    },
                );
            }
        }
    }
    systems
}

/// Returns the column that names systems.
fn system_column(table: &Table) -> Option<usize> {
    const HEADS: [&str; 8] = [
        "catalyst",
        "catalysts",
        "electrocatalyst",
        "electrocatalysts",
        "material",
        "materials",
        "sample",
        "system",
    ];
    table
        .header
        .cells
        .iter()
        .position(|cell| HEADS.contains(&plain_text(cell).trim().to_lowercase().as_str()))
}

/// Returns a name as a cell prints it; converters put spaces before indices.
fn label_of(cell: &str) -> String {
    let text = plain_text(cell);
    let text = text.trim();
    if cell.contains(" <su") {
        text.replace(' ', "")
    } else {
        text.to_owned()
    }
}

fn system(word: &Word, words: &Words) -> System {
    System {
        name: word.name.clone(),
        label: word.label.clone(),
        is_new: words.systems.get(&word.label).is_none(),
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
