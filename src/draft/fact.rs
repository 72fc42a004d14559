//! What a candidate says of the world: a number of a system, or what a site does to a species.

use super::words::{Word, Words};
use std::ops::Range;

/// What a candidate says of the world, in compact names.
#[derive(Debug, Clone, PartialEq)]
pub enum Fact {
    /// A number of a system.
    Measurement {
        /// Compact name of the system.
        system: String,
        /// Quantity.
        quantity: String,
        /// Comparator.
        comparator: String,
        /// The number as printed.
        value: String,
        /// Unit as printed.
        printed_unit: String,
        /// The unit.
        unit: String,
        /// Value and unit in which values are compared.
        normal: Option<(String, String)>,
        /// What a rate is per.
        basis: Option<String>,
        /// The product.
        product: Option<String>,
        /// Text or table.
        in_table: bool,
    },
    /// What a site does to a species.
    Role {
        /// Compact name of the system.
        system: String,
        /// Compact name of the site, and its element.
        site: (String, String),
        /// Label of the site.
        site_label: String,
        /// Action.
        action: String,
        /// Species.
        species: String,
    },
}

/// A system that a place is about.
#[derive(Debug, Clone)]
pub(super) struct System {
    pub(super) name: String,
    pub(super) label: String,
    pub(super) is_new: bool,
}

/// Returns what sites of a sentence do to species: an element's sites, the action next to them, the species after it.
///
/// The system is chosen by the element and all elements of the sentence's sites. What is denied is passed over;
/// sites of which no verb or species is known are noted.
pub(super) fn roles<'a>(
    line: &str,
    system_of: impl Fn(&Word, &[&Word]) -> Option<&'a System>,
    words: &Words,
    unread: &mut Vec<String>,
) -> Vec<(Fact, System)> {
    let actions = words.actions.find(line);
    let species = words.species.find(line);
    let sites: Vec<(usize, usize, &Word)> = words
        .elements
        .find(line)
        .into_iter()
        .filter_map(|(stretch, word)| {
            let rest = line[stretch.end..].trim_start_matches(['-', ' ']);
            let is_site = ["site", "atom", "centre", "center"]
                .iter()
                .any(|noun| rest.starts_with(noun));
            is_site.then_some((stretch.start, stretch.end, word))
        })
        .collect();
    let all: Vec<&Word> = sites.iter().map(|(.., element)| *element).collect();
    let mut roles = Vec::new();
    for (index, (_, end, element)) in sites.iter().enumerate() {
        let until = sites.get(index + 1).map_or(line.len(), |next| next.0);
        let behind = |at: &Range<usize>, from: usize| at.start >= from && at.start < until;
        let act = actions.iter().find(|(at, _)| behind(at, *end));
        let target = act.and_then(|(acts, _)| {
            let mut species = species.iter();
            species.find(|(at, _)| behind(at, acts.end))
        });
        let (Some((_, action)), Some((target_at, target))) = (act, target) else {
            unread.push(format!("{} sites", symbol(element)));
            continue;
        };
        if denial(&line[*end..target_at.start]).is_some() {
            continue;
        }
        let Some(system) = system_of(element, &all) else {
            continue;
        };
        let element_slug = symbol(element).to_lowercase();
        let base = system.name.rsplit(':').next().unwrap_or_default();
        let fact = Fact::Role {
            system: system.name.clone(),
            site: (format!("site:{base}-{element_slug}"), element.name.clone()),
            site_label: format!("{} site of {}", symbol(element), system.label),
            action: action.name.clone(),
            species: target.name.clone(),
        };
        roles.push((fact, system.clone()));
    }
    roles
}

fn symbol(element: &Word) -> &str {
    element.name.rsplit(':').next().unwrap_or_default()
}

/// Returns the word by which a stretch denies something.
pub(super) fn denial(stretch: &str) -> Option<&'static str> {
    const WORDS: [&str; 9] = [
        "not", "never", "cannot", "neither", "nor", "without", "fails", "failed", "unable",
    ];
    let mut words = stretch.split(|c: char| !c.is_alphabetic());
    words.find_map(|word| WORDS.into_iter().find(|denial| *denial == word))
}
