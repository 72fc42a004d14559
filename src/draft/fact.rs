//! What a candidate says of the world: a number of a system, or what a site does to a species.

use super::words::{Unit, Word, Words, plain_unit};
use crate::paper::Quantity;
use rust_decimal::Decimal;

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
        /// The unit, where the ontology has it, with the normalised value and unit.
        unit: Option<(String, Option<(String, String)>)>,
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

/// Says whether the ontology has a quantity's kind.
pub(super) fn is_kind(quantity: &Quantity, words: &Words) -> bool {
    quantity
        .kind
        .is_some_and(|kind| words.quantities.contains_key(kind))
}

pub(super) fn measurement(
    quantity: &Quantity,
    system: &System,
    context: &str,
    words: &Words,
    in_table: bool,
) -> Option<Fact> {
    let kind = quantity.kind?;
    if quantity.low.is_some() {
        return None;
    }
    let value = Decimal::from_str_exact(&quantity.value)
        .or_else(|_| Decimal::from_scientific(&quantity.value))
        .ok()?;
    let printed = quantity.unit.clone();
    let unit = words.units.get(&plain_unit(&printed)).map(
        |Unit {
             name,
             factor,
             normalises_to,
         }| {
            let normal = factor
                .and_then(|factor| value.checked_mul(factor))
                .zip(normalises_to.clone());
            (
                name.clone(),
                normal.map(|(value, unit)| (value.normalize().to_string(), unit)),
            )
        },
    );
    let rate = matches!(kind, "yield-rate" | "current-density" | "mass-activity");
    let basis = rate.then(|| basis_of(quantity)).flatten();
    let product = words
        .products
        .find(context)
        .last()
        .map(|(_, word)| word.name.clone());
    Some(Fact::Measurement {
        system: system.name.clone(),
        quantity: words.quantities.get(kind)?.clone(),
        comparator: words.comparators.get(quantity.comparator)?.clone(),
        value: value.to_string(),
        printed_unit: printed,
        unit,
        basis,
        product: product.filter(|_| {
            !matches!(
                kind,
                "current-density" | "current" | "duration" | "concentration"
            )
        }),
        in_table,
    })
}

/// Returns what a rate is per, as its unit says.
fn basis_of(quantity: &Quantity) -> Option<String> {
    let code = quantity.ucum.as_deref()?;
    let per = |unit: &str| code.split('.').any(|term| term == unit);
    let basis = if per("cm-2") || per("m-2") {
        "sg:PerArea"
    } else if per("cm-3") || per("L-1") {
        "sg:PerVolume"
    } else if code.split('.').any(|term| term.ends_with("g-1")) {
        match quantity.basis.as_deref() {
            Some(what) if what.to_lowercase().starts_with("cat") => "sg:PerCatalystMass",
            Some(_) => "sg:PerMetalMass",
            None => "sg:PerMass",
        }
    } else {
        return None;
    };
    Some(basis.to_owned())
}

/// Returns what sites of a sentence do to species: an element's sites, the action next to them, the species after it.
///
/// The system is chosen by the element and all elements of the sentence's sites.
pub(super) fn roles<'a>(
    line: &str,
    system_of: impl Fn(&Word, &[&Word]) -> Option<&'a System>,
    words: &Words,
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
        let Some((acts, action)) = actions
            .iter()
            .find(|(at, _)| at.start >= *end && at.start < until)
        else {
            continue;
        };
        let Some((_, target)) = species
            .iter()
            .find(|(at, _)| at.start >= acts.end && at.start < until)
        else {
            continue;
        };
        let Some(system) = system_of(element, &all) else {
            continue;
        };
        let element_slug = element
            .name
            .rsplit(':')
            .next()
            .unwrap_or_default()
            .to_lowercase();
        let base = system.name.rsplit(':').next().unwrap_or_default();
        let fact = Fact::Role {
            system: system.name.clone(),
            site: (format!("site:{base}-{element_slug}"), element.name.clone()),
            site_label: format!(
                "{} site of {}",
                element.name.rsplit(':').next().unwrap_or_default(),
                system.label
            ),
            action: action.name.clone(),
            species: target.name.clone(),
        };
        roles.push((fact, system.clone()));
    }
    roles
}
