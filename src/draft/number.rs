//! What a number of a paper says: of which quantity, in which unit, per what, of which product.

use super::fact::{Fact, System};
use super::unit::{NewUnit, Units};
use super::words::{Word, Words};
use crate::paper::{Quantity, Row, Table, plain_text};
use regex::Regex;
use rust_decimal::Decimal;
use std::ops::Range;
use std::sync::LazyLock;

/// Why something that a draft looks at became no candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// No system is named with it.
    NoSystem,
    /// The ontology has no quantity for it.
    NoQuantity,
    /// It says under what conditions another number was found.
    Condition,
    /// It is a range.
    Range,
    /// Not a number, but sites of which the ontology has no verb or no species.
    NoRole,
}

/// What stands before a number that says under what conditions something was found.
static AT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?P<verb>\p{L}+ )?\b(?:at|under|after|in|within|above|below)(?: (?:about|around|ca\.|only|an? (?:[a-z]+ ){1,2}of))? ?[~≈<>≥≤]?$").ok()
});

/// What may stand between a quantity's name and its number: "of", "was as high as", "(PCE) of", or the unit in a column's head.
static OF: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^(?:e?s)?(?: ?\([^()]{1,24}\))?(?: ?[=:]| (?:of|was|is|were|are|as|high|low|up|down|to|at|by|only|about|around|nearly|reached|rose|fell|dropped|remained|stayed)\b){0,5} ?\(?[~≈<>≥≤]?\s*$").ok()
});

/// What may stand between a number and its product.
static FOR: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^(?: \([^()]{1,30}\))? (?:for|toward|towards|to|of)(?: (?:the|producing|production of|formation of))? ?$").ok()
});

fn is_match(expression: &LazyLock<Option<Regex>>, text: &str) -> bool {
    expression
        .as_ref()
        .is_some_and(|expression| expression.is_match(text))
}

/// Says whether a number is a condition: of a current, a potential, a temperature or the like behind "at", or a concentration.
pub(super) fn is_condition(quantity: &Quantity, before: &str) -> bool {
    const STATES: [&str; 7] = [
        "remained", "remains", "stays", "stayed", "peaked", "peaks", "stood",
    ];
    match quantity.kind {
        Some("concentration" | "temperature" | "pressure") => true,
        Some(
            "current-density" | "current" | "potential" | "cell-voltage" | "voltage" | "duration",
        ) => AT
            .as_ref()
            .and_then(|at| at.captures(before))
            .is_some_and(|found| {
                let verb = found.name("verb").map_or("", |verb| verb.as_str().trim());
                !STATES.contains(&verb)
            }),
        _ => false,
    }
}

/// Returns the ontology's quantity that a number is of: by what kind it is, else by the name right before it or over its column.
pub(super) fn quantity_of(quantity: &Quantity, before: &str, words: &Words) -> Option<String> {
    if let Some(known) = quantity.kind.and_then(|kind| words.quantities.get(kind)) {
        return Some(known.clone());
    }
    let named = words.quantity_names.find(before);
    let (at, word) = named.last()?;
    is_match(&OF, &before[at.end..]).then(|| word.name.clone())
}

/// Returns the head of the column that a number of a row stands in.
pub(super) fn head(table: &Table, row: &Row, quantity: &Quantity) -> String {
    let mut columns = row.cells.iter().enumerate().filter(|(_, cell)| {
        let cell = plain_text(cell).replace('\u{2212}', "-");
        cell.contains(&quantity.value)
    });
    let found = columns.next().filter(|_| columns.next().is_none());
    let cell = found.and_then(|(column, _)| table.header.cells.get(column));
    cell.map(|cell| plain_text(cell).trim().to_owned())
        .unwrap_or_default()
}

/// Returns what a number says of a system, or why nothing; a unit that the ontology lacks is added to the new ones.
pub(super) fn measurement(
    quantity: &Quantity,
    system: &System,
    kind: &str,
    product: Option<String>,
    in_table: bool,
    (words, units): (&Words, &mut Vec<NewUnit>),
) -> Option<Fact> {
    let value = Decimal::from_str_exact(&quantity.value)
        .or_else(|_| Decimal::from_scientific(&quantity.value))
        .ok()?;
    let basis = basis_of(quantity).filter(|_| {
        matches!(
            quantity.kind,
            Some("yield-rate" | "current-density" | "mass-activity")
        )
    });
    // A yield per time and nothing else is what a whole cell makes.
    let whole = (quantity.kind == Some("yield-rate") && basis.is_none())
        .then(|| words.quantities.get("production-rate"))
        .flatten();
    let countable = !matches!(
        quantity.kind,
        Some("current-density" | "current" | "duration" | "concentration")
    );
    let product = product.filter(|_| countable);
    let (unit, normal) = unit_of(quantity, value, product.as_deref(), &words.units, units)?;
    Some(Fact::Measurement {
        system: system.name.clone(),
        quantity: whole.map_or_else(|| kind.to_owned(), Clone::clone),
        comparator: words.comparators.get(quantity.comparator)?.clone(),
        value: value.to_string(),
        printed_unit: quantity.unit.clone(),
        unit,
        normal,
        basis,
        product,
        in_table,
    })
}

/// Returns the unit, with the value in the unit in which values are compared.
fn unit_of(
    quantity: &Quantity,
    value: Decimal,
    product: Option<&str>,
    known: &Units,
    new: &mut Vec<NewUnit>,
) -> Option<(String, Option<(String, String)>)> {
    let printed = &quantity.unit;
    if printed.is_empty() {
        return None;
    }
    let Some(unit) = known.get(printed, product) else {
        let unit = known.lacking(printed, quantity.ucum.as_deref());
        let name = unit.name.clone();
        add(new, unit);
        let normal = (value.normalize().to_string(), name.clone());
        return Some((name, Some(normal)));
    };
    if !unit.names.contains(printed) {
        let printing = NewUnit {
            name: unit.name.clone(),
            label: None,
            printed: printed.clone(),
            ucum: None,
        };
        add(new, printing);
    }
    let normal = unit.factor.and_then(|factor| value.checked_mul(factor));
    let normal = normal
        .map(|value| value.normalize().to_string())
        .zip(unit.normalises_to.clone());
    Some((unit.name.clone(), normal))
}

fn add(units: &mut Vec<NewUnit>, unit: NewUnit) {
    if !units.contains(&unit) {
        units.push(unit);
    }
}

/// Returns the product that a number is of: the one named right behind it, the only one of the text, or the last one before it.
pub(super) fn product_of(
    line: &str,
    number: Range<usize>,
    all: &[(Range<usize>, &Word)],
) -> Option<String> {
    let behind = all.iter().find(|(at, _)| at.start >= number.end);
    if let Some((at, word)) = behind
        && is_match(&FOR, &line[number.end..at.start])
    {
        return Some(word.name.clone());
    }
    let (_, first) = all.first()?;
    if all.iter().all(|(_, word)| word.name == first.name) {
        return Some(first.name.clone());
    }
    let before = all.iter().rev().find(|(at, _)| at.end <= number.start)?;
    let between = &line[before.0.end..number.start];
    (between.len() < 40 && !between.contains([',', ';'])).then(|| before.1.name.clone())
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
