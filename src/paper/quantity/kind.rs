//! What kind of quantity a number is: by its unit, and by the words around it.

use super::atom::Dimension::{self, *};
use super::text::Text;
use super::unit::Unit;
use regex::Regex;
use std::sync::LazyLock;

/// A word that says what is measured, and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mention {
    start: usize,
    end: usize,
    kind: &'static str,
}

/// What one unit may measure, by the words that say which.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Percentage,
    Voltage,
    PerTime,
}

const KINDS: &[(&str, &str, Class)] = &[
    ("energy_efficiency", "energy-efficiency", Class::Percentage),
    ("faradaic", "faradaic-efficiency", Class::Percentage),
    ("selectivity", "selectivity", Class::Percentage),
    ("conversion", "conversion", Class::Percentage),
    ("removal", "removal", Class::Percentage),
    ("retention", "retention", Class::Percentage),
    ("yield", "yield", Class::Percentage),
    ("purity", "purity", Class::Percentage),
    ("humidity", "relative-humidity", Class::Percentage),
    ("compensation", "ir-compensation", Class::Percentage),
    ("overpotential", "overpotential", Class::Voltage),
    ("cell", "cell-voltage", Class::Voltage),
    ("potential", "potential", Class::Voltage),
    ("tof", "turnover-frequency", Class::PerTime),
    ("rate_constant", "rate-constant", Class::PerTime),
    ("space_velocity", "space-velocity", Class::PerTime),
    ("frequency", "frequency", Class::PerTime),
];

/// Boundaries of words are those of ASCII, with which expressions run several times as fast.
static MENTIONS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?P<energy_efficiency>(?i:energy[- ](?:conversion[- ])?efficienc(?:y|ies))|(?-u:\b)EEs?(?-u:\b))",
        r"|(?P<faradaic>(?i:farada(?:ic|y)(?:[- ](?:current[- ])?(?:efficienc(?:y|ies)|yield|selectivity))?|(?:current|coulombic)[- ]efficienc(?:y|ies))",
        r"|(?-u:\b)FEs?(?:NH3|NH4\+?|NO2[-−]?|N2H4|N2|H2|CO2?|C2H4|C2H5OH|CH4|CH3OH|HCOO[-−]?|HCOOH|C2\+?|urea|total|max)?(?-u:\b)|(?-u:\b)F\.E\.)",
        r"|(?P<selectivity>(?-u:\b)(?i:selectivit(?:y|ies)|selective))",
        r"|(?P<conversion>(?-u:\b)(?i:conversions?)(?-u:\b))",
        r"|(?P<removal>(?-u:\b)(?i:remov(?:al|ed|es|ing))(?-u:\b))",
        r"|(?P<retention>(?-u:\b)(?i:retention|retain(?:ed|s|ing)?|of (?:its|the|their) (?:initial|original))(?-u:\b))",
        r"|(?P<yield>(?-u:\b)(?i:yields?)(?-u:\b))",
        r"|(?P<purity>(?-u:\b)(?i:purity|pure)(?-u:\b))",
        r"|(?P<humidity>(?-u:\b)(?i:humidity)(?-u:\b)|(?-u:\b)RH(?-u:\b))",
        r"|(?P<compensation>(?-u:\b)iR(?-u:\b))",
        r"|(?P<overpotential>(?-u:\b)(?i:over-?potentials?)(?-u:\b)|η)",
        r"|(?P<cell>(?-u:\b)(?i:cell (?:voltage|potential)s?|two-electrode|full[- ]cell)(?-u:\b))",
        r"|(?P<potential>(?-u:\b)(?i:potentials?)(?-u:\b))",
        r"|(?P<tof>(?-u:\b)(?i:turnover[- ]frequenc(?:y|ies)|turn-over frequenc(?:y|ies))(?-u:\b)|(?-u:\b)TOFs?)",
        r"|(?P<rate_constant>(?-u:\b)(?i:rate constants?)(?-u:\b))",
        r"|(?P<space_velocity>(?-u:\b)(?i:space velocit(?:y|ies))(?-u:\b)|(?-u:\b)[GLW]HSV(?-u:\b))",
        r"|(?P<frequency>(?-u:\b)(?i:frequency)(?-u:\b))",
    ))
    .ok()
});

/// Returns the words of a text that say what is measured, in order.
pub(super) fn mentions(text: &Text) -> Vec<Mention> {
    let Some(expression) = MENTIONS.as_ref() else {
        return Vec::new();
    };
    expression
        .captures_iter(&text.plain)
        .filter_map(|found| {
            let (name, kind, _) = KINDS.iter().find(|(name, ..)| found.name(name).is_some())?;
            let found = found.name(name)?;
            Some(Mention {
                start: text.index_of(found.start()),
                end: text.index_of(found.end()),
                kind,
            })
        })
        .collect()
}

/// Returns the kind of the quantity that stands here.
pub(super) fn kind(
    text: &Text,
    start: usize,
    end: usize,
    unit: &Unit,
    mentions: &[Mention],
) -> Option<&'static str> {
    let class = match unit.parts.as_slice() {
        [(Percent, 1)] => Class::Percentage,
        [(Voltage, 1)] => Class::Voltage,
        [(Time, -1)] | [(Cycle, 1), (Time, -1)] => Class::PerTime,
        _ => return of_unit(unit),
    };
    let word = nearest(text, start, end, class, mentions);
    match class {
        Class::Percentage => Some(word.unwrap_or("percentage")),
        Class::Voltage if unit.electrode.is_some() => Some("potential"),
        Class::Voltage => Some(word.unwrap_or_else(|| {
            if super::text::is_dash(text.at(start)) {
                "potential"
            } else {
                "voltage"
            }
        })),
        Class::PerTime => word.filter(|word| *word != "frequency").or(Some("rate")),
    }
}

/// Characters around a number in which words are looked for.
const BEFORE: usize = 200;
const AFTER: usize = 48;

/// Returns the kind of the nearest fitting word: one right behind, or else the last one before, or else one behind.
fn nearest(
    text: &Text,
    start: usize,
    end: usize,
    class: Class,
    mentions: &[Mention],
) -> Option<&'static str> {
    let fits = |mention: &&Mention| {
        KINDS
            .iter()
            .any(|(_, kind, of)| *kind == mention.kind && *of == class)
    };
    let first_after = mentions.partition_point(|mention| mention.start < end);
    let after = mentions[first_after..]
        .iter()
        .take(6)
        .find(fits)
        .filter(|mention| mention.start < end + AFTER);
    let before = mentions[..first_after]
        .iter()
        .rev()
        .take(12)
        .find(fits)
        .filter(|mention| mention.end + BEFORE > start && mention.end <= start);
    if class == Class::Percentage && is_change(text, start) {
        return None;
    }
    if let Some(after) = after
        && is_joined(text.slice(end..after.start))
        && !before.is_some_and(|before| binds(text.slice(before.end..start)))
    {
        return Some(after.kind);
    }
    if let Some(before) = before {
        return Some(before.kind);
    }
    after
        .filter(|after| !text.slice(end..after.start).contains([',', ';', ':', '%']))
        .map(|after| after.kind)
}

/// Says whether what lies between a number and a word behind it joins them: "97% NH3 selectivity", "97% of the FE".
fn is_joined(between: &str) -> bool {
    let words = between.split_whitespace().take(5).count();
    let breaks = [
        "and", "at", "with", "while", "after", "in", "under", "but", "versus", "by", "to", "than",
        "as", "or",
    ];
    words < 5
        && !between.contains([',', ';', ':', '.', '%', '='])
        && !between
            .split_whitespace()
            .any(|word| breaks.contains(&word))
}

/// Says whether what lies between a word and a number behind it joins them: "FE of 97%", "FE (97%)", "FE reached 97%".
fn binds(between: &str) -> bool {
    let words: Vec<&str> = between.split_whitespace().take(7).collect();
    words.len() < 7
        && !between.contains([',', ';', '%'])
        && (words.is_empty()
            || words.iter().any(|word| {
                matches!(
                    *word,
                    "of" | "="
                        | "reached"
                        | "reaches"
                        | "reaching"
                        | "is"
                        | "was"
                        | "are"
                        | "were"
                        | "at"
                        | "to"
                        | ">"
                        | "~"
                        | "("
                        | "exceeds"
                        | "exceeding"
                )
            })
            || between
                .trim_start()
                .starts_with(['(', '=', '>', '≈', '~', ':']))
}

/// Says whether a number is a difference: "by 20%".
fn is_change(text: &Text, start: usize) -> bool {
    let at = text.skip_space_back(start);
    let window = text.slice(at.saturating_sub(24)..at).to_lowercase();
    window
        .split_whitespace()
        .rev()
        .take(3)
        .any(|word| word == "by")
}

/// Gives each percentage of a list its own kind: "an efficiency and a selectivity of 94% and 97%, respectively".
pub(super) fn respectively(text: &Text, mentions: &[Mention], found: &mut [super::Found]) {
    if !text.plain.contains("respectively") {
        return;
    }
    let is_percentage = |kind: &str| {
        KINDS
            .iter()
            .any(|(_, name, class)| *name == kind && *class == Class::Percentage)
    };
    let mut run = 0;
    while run < found.len() {
        let length = found[run..]
            .iter()
            .take_while(|quantity| quantity.unit == "%")
            .count();
        let start = found[run].stretch.start;
        let before = mentions.partition_point(|mention| text.offset(mention.start) < start);
        let mut before: Vec<&'static str> = mentions[..before]
            .iter()
            .rev()
            .take(2 * length + 6)
            .map(|mention| mention.kind)
            .filter(|kind| is_percentage(kind))
            .take(length)
            .collect();
        before.reverse();
        if length > 1 && before.len() == length && before.windows(2).all(|pair| pair[0] != pair[1])
        {
            for (quantity, kind) in found[run..run + length].iter_mut().zip(before) {
                quantity.kind = Some(kind);
            }
        }
        run += length.max(1);
    }
}

/// Says whether "over" and "under" before this unit name a condition: "under 1 atm", "under −0.4 V".
pub(super) fn is_condition(unit: &Unit) -> bool {
    unit.is(Voltage) || unit.is(Pressure) || unit.power(Power) == 1 || unit.is(MagneticFlux)
}

/// Returns the kind that a unit alone tells.
fn of_unit(unit: &Unit) -> Option<&'static str> {
    let is = |parts: &[(Dimension, i8)]| {
        unit.parts.len() == parts.len() && parts.iter().all(|part| unit.parts.contains(part))
    };
    let first = unit.parts.first().map(|part| part.0)?;
    if unit.parts.len() == 1 && unit.parts[0].1 == 1 {
        return Some(match first {
            Time => "duration",
            Length => "length",
            Mass => "mass",
            Amount => "amount",
            Volume => "volume",
            Current => "current",
            Charge => "charge",
            Temperature => "temperature",
            Pressure => "pressure",
            Energy => "energy",
            Power => "power",
            Resistance => "resistance",
            Conductance => "conductance",
            Capacitance => "capacitance",
            Frequency => "frequency",
            Rotation => "rotation-speed",
            PercentOfMass => "mass-fraction",
            PercentOfAtoms => "atomic-fraction",
            Molarity | Parts => "concentration",
            Cycle => "cycles",
            Times => "ratio",
            Angle => "angle",
            MagneticFlux => "magnetic-flux-density",
            Flow => "flow-rate",
            Percent | Voltage | Decade | Site => return None,
        });
    }
    let per_time = unit.power(Time) == -1;
    let of_matter = unit
        .parts
        .iter()
        .any(|part| matches!(part, (Mass | Amount, 1)));
    if per_time && of_matter {
        return Some("yield-rate");
    }
    Some(if unit.power(Current) == 1 && unit.power(Length) == -2 {
        "current-density"
    } else if unit.power(Current) == 1 && unit.power(Mass) == -1 {
        "mass-activity"
    } else if is(&[(Voltage, 1), (Decade, -1)]) {
        "tafel-slope"
    } else if is(&[(Voltage, 1), (Time, -1)]) {
        "scan-rate"
    } else if is(&[(Mass, 1), (Length, -2)]) {
        "mass-loading"
    } else if is(&[(Mass, 1), (Length, -3)]) {
        "density"
    } else if of_matter && (unit.power(Volume) == -1 || unit.power(Length) == -3) {
        "concentration"
    } else if unit.power(Volume) == 1 && per_time || is(&[(Length, 3), (Time, -1)]) {
        "flow-rate"
    } else if unit.power(Energy) == 1
        || is(&[(Power, 1), (Time, 1)])
        || is(&[(Power, 1), (Time, 1), (Mass, -1)])
    {
        "energy"
    } else if is(&[(Temperature, 1), (Time, -1)]) {
        "heating-rate"
    } else if unit.power(Power) == 1 && unit.power(Length) == -2 {
        "power-density"
    } else if is(&[(Conductance, 1), (Length, -1)]) {
        "conductivity"
    } else if is(&[(Length, 2), (Mass, -1)]) {
        "specific-surface-area"
    } else if is(&[(Length, -1)]) {
        "wavenumber"
    } else if is(&[(Length, 2)]) {
        "area"
    } else if is(&[(Length, 3)]) {
        "volume"
    } else if unit.power(Capacitance) == 1 {
        "capacitance"
    } else if is(&[(Resistance, 1), (Length, 2)]) {
        "resistance"
    } else if unit.power(Charge) == 1 && unit.power(Length) == -2 {
        "charge-density"
    } else if is(&[(Current, 1), (Time, 1)]) {
        "charge"
    } else if is(&[(Current, 1), (Time, 1), (Mass, -1)]) || is(&[(Charge, 1), (Mass, -1)]) {
        "specific-capacity"
    } else if unit.power(Molarity) == -1 && per_time {
        "rate-constant"
    } else {
        return None;
    })
}
