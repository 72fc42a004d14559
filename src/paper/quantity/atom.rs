//! The units that units are made of.

/// What a unit measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dimension {
    Mass,
    Amount,
    Time,
    Length,
    Volume,
    Current,
    Charge,
    Voltage,
    Energy,
    Power,
    Temperature,
    Pressure,
    Resistance,
    Conductance,
    Capacitance,
    Frequency,
    Rotation,
    Percent,
    PercentOfMass,
    PercentOfAtoms,
    /// Amount in a volume.
    Molarity,
    /// Parts in a million.
    Parts,
    Decade,
    Cycle,
    Times,
    Angle,
    Site,
    MagneticFlux,
    Flow,
}

/// A unit with its UCUM code, where UCUM has one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Atom {
    pub(super) ucum: Option<String>,
    pub(super) dimension: Dimension,
    /// Whether it is written out, as `hours`.
    pub(super) word: bool,
}

use Dimension::*;

/// Units that take no prefix here: printed, UCUM, dimension. In order.
const WHOLE: &[(&str, &str, Dimension)] = &[
    ("Ah", "A.h", Charge),
    ("C", "C", Charge),
    ("K", "K", Temperature),
    ("M", "mol.L-1", Molarity),
    ("Torr", "", Pressure),
    ("Wh", "W.h", Energy),
    ("at%", "%", PercentOfAtoms),
    ("atm", "atm", Pressure),
    ("d", "d", Time),
    ("dec", "{decade}", Decade),
    ("h", "h", Time),
    ("kWh", "kW.h", Energy),
    ("mAh", "mA.h", Charge),
    ("min", "min", Time),
    ("mmHg", "mm[Hg]", Pressure),
    ("mol%", "%", Percent),
    ("ppb", "[ppb]", Parts),
    ("ppm", "[ppm]", Parts),
    ("ppt", "[pptr]", Parts),
    ("psi", "[psi]", Pressure),
    ("rpm", "{rotation}.min-1", Rotation),
    ("sccm", "cm3.min-1", Flow),
    ("t", "t", Mass),
    ("vol%", "%", Percent),
    ("wt%", "%", PercentOfMass),
    ("Å", "Ao", Length),
    ("Ω", "Ohm", Resistance),
];

/// Units written out, in the singular.
const WORDS: &[(&str, &str, Dimension)] = &[
    ("hour", "h", Time),
    ("hr", "h", Time),
    ("minute", "min", Time),
    ("min", "min", Time),
    ("second", "s", Time),
    ("sec", "s", Time),
    ("day", "d", Time),
    ("week", "wk", Time),
    ("month", "mo", Time),
    ("year", "a", Time),
    ("yr", "a", Time),
    ("cycle", "{cycle}", Cycle),
    ("time", "1", Times),
    ("fold", "1", Times),
    ("percent", "%", Percent),
    ("volt", "V", Voltage),
    ("millivolt", "mV", Voltage),
    ("ampere", "A", Current),
    ("molar", "mol.L-1", Molarity),
    ("nanometer", "nm", Length),
    ("nanometre", "nm", Length),
    ("micrometer", "um", Length),
    ("micrometre", "um", Length),
    ("micron", "um", Length),
    ("angstrom", "Ao", Length),
    ("ångström", "Ao", Length),
    ("kelvin", "K", Temperature),
    ("decade", "{decade}", Decade),
    ("site", "{site}", Site),
];

/// Units that take a prefix: printed, UCUM, dimension, prefixes.
const PREFIXED: &[(&str, &str, Dimension, &str)] = &[
    ("g", "g", Mass, "apnμumkM"),
    ("mol", "mol", Amount, "pnμumk"),
    ("s", "s", Time, "fpnμum"),
    ("m", "m", Length, "pnμumcdk"),
    ("L", "L", Volume, "pnμumcdk"),
    ("l", "L", Volume, "μumcd"),
    ("A", "A", Current, "pnμumk"),
    ("V", "V", Voltage, "nμumk"),
    ("eV", "eV", Energy, "μmkM"),
    ("J", "J", Energy, "μmkMG"),
    ("cal", "cal", Energy, "k"),
    ("W", "W", Power, "nμumkMG"),
    ("Pa", "Pa", Pressure, "mkMGh"),
    ("bar", "bar", Pressure, "m"),
    ("Hz", "Hz", Frequency, "kMG"),
    ("F", "F", Capacitance, "pnμum"),
    ("S", "S", Conductance, "nμum"),
    ("M", "mol.L-1", Molarity, "npμum"),
    ("C", "C", Charge, "nμum"),
    ("T", "T", MagneticFlux, "m"),
    ("Ω", "Ohm", Resistance, "mkM"),
    ("ohm", "Ohm", Resistance, "mk"),
    ("Ohm", "Ohm", Resistance, "mk"),
];

/// Returns the unit of that name.
pub(super) fn atom(name: &str) -> Option<Atom> {
    let found = |ucum: &str, dimension: Dimension, word: bool| {
        Some(Atom {
            ucum: (!ucum.is_empty()).then(|| ucum.to_owned()),
            dimension,
            word,
        })
    };
    if name.len() > 14 {
        return None;
    }
    if let Some((_, ucum, dimension)) = WHOLE.iter().find(|(printed, ..)| *printed == name) {
        return found(ucum, *dimension, false);
    }
    for (printed, ucum, dimension, prefixes) in PREFIXED {
        let Some(prefix) = name.strip_suffix(printed) else {
            continue;
        };
        let mut letters = prefix.chars();
        match (letters.next(), letters.next()) {
            (None, _) => return found(ucum, *dimension, false),
            (Some(prefix), None) if prefixes.contains(prefix) => {
                let prefix = if prefix == 'μ' { 'u' } else { prefix };
                return found(&format!("{prefix}{ucum}"), *dimension, false);
            }
            _ => {}
        }
    }
    let lower = name.to_lowercase();
    let singular = lower.strip_suffix('s').unwrap_or(&lower);
    WORDS
        .iter()
        .find(|(word, ..)| *word == lower || *word == singular)
        .filter(|(word, ..)| !matches!(*word, "time") || lower == "times")
        .and_then(|(_, ucum, dimension)| found(ucum, *dimension, true))
}

/// What a rate or a current is divided by, beside its unit: `cat` of `gcat`.
const BASES: &[&str] = &[
    "cat",
    "catal",
    "catalyst",
    "catalysts",
    "metal",
    "geo",
    "ecsa",
    "ECSA",
    "bet",
    "BET",
    "real",
    "total",
    "site",
    "active",
    "Ag",
    "Au",
    "Bi",
    "Ce",
    "Co",
    "Cr",
    "Cu",
    "Fe",
    "Ga",
    "In",
    "Ir",
    "Mn",
    "Mo",
    "Ni",
    "Os",
    "Pb",
    "Pd",
    "Pt",
    "Re",
    "Rh",
    "Ru",
    "Sn",
    "Ti",
    "V",
    "W",
    "Zn",
    "Zr",
    "noble",
    "PGM",
    "NH",
    "N",
    "NH3",
    "NH4",
    "NO3",
    "NO2",
];

/// Says whether a word after a unit names what the unit is of.
pub(super) fn is_basis(word: &str) -> bool {
    BASES.contains(&word)
}
