//! What is said to be made, and by which current: a rate, a rate for each gram of catalyst, or so much in so long.

use super::reading::{AMOUNT, CURRENT, LENGTH, MASS, Reading, TIME};
use super::text::{Text, plain};

/// What is said to be made, for each second.
pub(super) struct Made<'a, 'b> {
    pub(super) reading: &'b Reading<'a>,
    /// Grams or moles a second, for each square centimetre or in all.
    pub(super) value: f64,
    pub(super) by_mass: bool,
    pub(super) per_area: bool,
    /// A load of catalyst, a duration.
    pub(super) others: Option<&'b Reading<'a>>,
    /// What stands behind an amount, which must say what it is of.
    pub(super) behind: Option<String>,
    /// The true value may be less: not all of it was collected.
    pub(super) is_bound: bool,
}

/// Returns what a group of readings says is made, where that is one thing.
pub(super) fn made<'a, 'b>(text: &Text<'_>, group: &[&'b Reading<'a>]) -> Option<Made<'a, 'b>> {
    if rates(group).next().is_some() {
        let reading = only(rates(group))?;
        let (by_mass, per_area) = rate_of(reading)?;
        return Some(Made {
            reading,
            value: reading.in_base(),
            by_mass,
            per_area,
            others: None,
            behind: None,
            is_bound: false,
        });
    }
    let of_kind = |kind: &'static str| {
        only(
            group
                .iter()
                .copied()
                .filter(move |reading| reading.is(kind)),
        )
        .filter(|reading| reading.quantity.comparator == "=" && reading.value > 0.0)
    };
    // For each gram of catalyst, of which so much lies on the area.
    if let (Some(reading), Some(load)) = (of_kind("yield-rate"), of_kind("mass-loading")) {
        let by_mass = per_catalyst(reading)?;
        let dimensions = load.dimensions?;
        return (dimensions[MASS] == 1 && dimensions[LENGTH] == -2).then(|| Made {
            reading,
            value: reading.in_base() * load.in_base(),
            by_mass,
            per_area: true,
            others: Some(load),
            behind: None,
            is_bound: true,
        });
    }
    // So much in so long.
    let time = of_kind("duration")?;
    let amounts = group.iter().copied().filter(|reading| {
        (reading.is("mass") || reading.is("amount")) && reading.quantity.comparator == "="
    });
    let reading = only(amounts)?;
    let sentence = reading.sentence?;
    let end = text.paper.sentences[sentence].span.bytes.end;
    let rest = text.source.text.get(reading.place.span.end..end)?;
    let behind: String = plain(rest).chars().take(30).collect();
    Some(Made {
        reading,
        value: reading.in_base() / time.in_base(),
        by_mass: reading.is("mass"),
        per_area: false,
        others: Some(time),
        behind: Some(behind),
        is_bound: true,
    })
}

/// Says whether a rate for each gram of catalyst is of mass; nothing of other rates, and of those for each gram of a metal.
fn per_catalyst(reading: &Reading<'_>) -> Option<bool> {
    let dimensions = reading.dimensions?;
    let basis = reading.quantity.basis.as_deref().unwrap_or_default();
    let matter = dimensions[AMOUNT] == 1 && dimensions[MASS] == -1
        || dimensions[AMOUNT] == 0 && dimensions[MASS] == 0;
    (matter
        && dimensions[TIME] == -1
        && dimensions[LENGTH] == 0
        && dimensions[CURRENT] == 0
        && basis.starts_with("cat"))
    .then_some(dimensions[AMOUNT] == 0)
}

/// A current, or a current density with its area.
pub(super) struct Flow<'a, 'b> {
    pub(super) readings: Vec<&'b Reading<'a>>,
    /// Amperes, for each square centimetre or in all.
    pub(super) value: f64,
}

impl Flow<'_, '_> {
    pub(super) fn printed(&self) -> String {
        let printed: Vec<String> = self
            .readings
            .iter()
            .map(|reading| reading.printed())
            .collect();
        printed.join(" on ")
    }
}

/// Returns the current that a group of readings gives, where that is one.
pub(super) fn flow<'a, 'b>(group: &[&'b Reading<'a>], per_area: bool) -> Option<Flow<'a, 'b>> {
    let of_kind = |kind: &'static str| {
        let mut readings = group
            .iter()
            .copied()
            .filter(move |reading| reading.is(kind));
        let first = readings.next();
        (first, readings.next().is_some())
    };
    let is_number = |reading: &&Reading<'_>| {
        !matches!(reading.quantity.comparator, ">" | ">=" | "<" | "<=") && reading.value > 0.0
    };
    let one = |kind| match of_kind(kind) {
        (Some(reading), false) => Some(reading).filter(is_number),
        _ => None,
    };
    if per_area {
        let density = one("current-density")?;
        return Some(Flow {
            readings: vec![density],
            value: density.in_base(),
        });
    }
    if let (Some(_), _) = of_kind("current") {
        let current = one("current")?;
        return Some(Flow {
            readings: vec![current],
            value: current.in_base(),
        });
    }
    let (density, area) = (one("current-density")?, one("area")?);
    let is_area = area
        .dimensions
        .is_some_and(|all| all[LENGTH] == 2 && all.iter().sum::<i8>() == 2);
    is_area.then(|| Flow {
        value: density.in_base() * area.in_base(),
        readings: vec![density, area],
    })
}

/// Returns the rates for an area or in all.
pub(super) fn rates<'a, 'b>(group: &[&'b Reading<'a>]) -> impl Iterator<Item = &'b Reading<'a>> {
    group.iter().copied().filter(|reading| {
        (reading.is("yield-rate") || reading.per.is_some()) && rate_of(reading).is_some()
    })
}

/// Says how a rate is given: mass or amount, per second, and per square centimetre where `true`.
fn rate_of(reading: &Reading<'_>) -> Option<(bool, bool)> {
    let dimensions = reading.dimensions?;
    let (mass, amount) = (dimensions[MASS], dimensions[AMOUNT]);
    let matter = mass == 1 && amount == 0 || mass == 0 && amount == 1;
    (matter
        && dimensions[TIME] == -1
        && dimensions[CURRENT] == 0
        && matches!(dimensions[LENGTH], 0 | -2))
    .then_some((mass == 1, dimensions[LENGTH] == -2))
}

/// Returns the one element of a list that has one.
fn only<T>(mut list: impl Iterator<Item = T>) -> Option<T> {
    let first = list.next()?;
    list.next().is_none().then_some(first)
}
