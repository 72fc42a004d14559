//! A unit within a unit: its letters, its power, and what it is of.

use super::super::markup::Level;
use super::atom::{Atom, Dimension, atom, is_basis};
use super::text::{Text, is_dash};

/// One unit with its power.
pub(super) struct Part {
    pub(super) end: usize,
    pub(super) atom: Atom,
    pub(super) printed: String,
    pub(super) power: i8,
    /// Whether its power was printed.
    pub(super) explicit: bool,
    pub(super) basis: Option<String>,
}

/// Reads what stands for itself: `%`, `°C`, `wt %`.
pub(super) fn sign(text: &Text, start: usize) -> Option<Part> {
    let made = |end: usize, printed: &str, ucum: &str, dimension: Dimension| {
        Some(Part {
            end,
            printed: printed.into(),
            atom: Atom {
                ucum: Some(ucum.into()),
                dimension,
                word: false,
            },
            power: 1,
            explicit: false,
            basis: None,
        })
    };
    match text.at(start) {
        '%' => return made(start + 1, "%", "%", Dimension::Percent),
        '℃' => return made(start + 1, "°C", "Cel", Dimension::Temperature),
        '°' | 'o' | '0' | '◦' if text.at(start) == '°' || text.level(start) == Level::Raised => {
            let next = text.skip_space(start + 1);
            if text.at(next) == 'C' && !text.at(next + 1).is_alphanumeric() {
                return made(next + 1, "°C", "Cel", Dimension::Temperature);
            }
            if text.at(start) == '°' && !text.at(start + 1).is_alphanumeric() {
                return made(start + 1, "°", "deg", Dimension::Angle);
            }
        }
        _ => {}
    }
    for (word, printed, dimension) in [
        ("wt", "wt%", Dimension::PercentOfMass),
        ("at", "at%", Dimension::PercentOfAtoms),
        ("atom", "at%", Dimension::PercentOfAtoms),
        ("mol", "mol%", Dimension::Percent),
        ("vol", "vol%", Dimension::Percent),
    ] {
        let Some(end) = text.word(start, word) else {
            continue;
        };
        let end = if text.at(end) == '.' { end + 1 } else { end };
        let end = text.skip_space(end);
        if text.at(end) == '%' {
            return made(end + 1, printed, "%", dimension);
        }
    }
    let per = text.word(start, "per")?;
    let cent = text.word(text.skip_space(per), "cent")?;
    made(cent, "%", "%", Dimension::Percent)
}

/// Reads a unit with its power and what it is of.
pub(super) fn part(text: &Text, start: usize) -> Option<Part> {
    let mut end = start;
    while text.at(end).is_alphabetic() && text.level(end) == Level::Line && end < start + 16 {
        end += 1;
    }
    if end == start {
        return None;
    }
    let letters = text.slice(start..end);
    if let Some(atom) = atom(letters) {
        return powered(text, start, end, end, atom, None);
    }
    // Flat: gcat-1, mgPd-1; or units without a space: mgh-1, mAcm-2, kJmol-1.
    let boundaries: Vec<usize> = (start + 1..end).rev().collect();
    for cut in boundaries {
        let Some(atom) = atom(text.slice(start..cut)) else {
            continue;
        };
        let rest = text.slice(cut..end);
        if atom.dimension == Dimension::Mass && is_basis(rest) || matches!(rest, "geo" | "ECSA") {
            return powered(text, start, cut, end, atom, Some(rest.to_owned()));
        }
        if atom.dimension == Dimension::Voltage && matches!(rest, "RHE" | "SHE" | "NHE" | "SCE") {
            return powered(text, start, cut, end, atom, Some(rest.to_owned()));
        }
        if super::atom::atom(rest).is_some()
            && exponent(text, end, Dimension::Time).is_some()
            && !atom.word
        {
            return Some(Part {
                end: cut,
                printed: text.slice(start..cut).to_owned(),
                atom,
                power: 1,
                explicit: false,
                basis: None,
            });
        }
    }
    None
}

/// Reads the power of a unit, and what is lowered behind it.
fn powered(
    text: &Text,
    start: usize,
    letters: usize,
    end: usize,
    atom: Atom,
    mut basis: Option<String>,
) -> Option<Part> {
    let mut at = end;
    let mut power = None;
    for _ in 0..3 {
        // Converters leave a space before what is raised or lowered: `h <sup>-1</sup>`.
        let spaced = text.skip_space(at);
        if text.level(spaced) != Level::Line && spaced <= at + 2 {
            at = spaced;
        }
        if text.level(at) == Level::Lowered && at < text.len() {
            let from = at;
            while text.level(at) == Level::Lowered && at < text.len() && at < from + 16 {
                at += 1;
            }
            let lowered = text.slice(from..at).trim();
            // K2SO4 after a concentration is no kelvin.
            if basis.is_some() || !lowered.starts_with(char::is_alphabetic) {
                return None;
            }
            basis = Some(lowered.to_owned());
        } else if power.is_none()
            && let Some((end, value)) = exponent(text, at, atom.dimension)
        {
            power = Some(value);
            at = end;
        } else {
            break;
        }
    }
    if power.is_none() && basis.is_none() && atom.dimension == Dimension::Mass {
        // g cat−1, g_cat−1, mg-cat−1
        let from = at
            + usize::from(text.at(at).is_whitespace() || text.at(at) == '-' || text.at(at) == '_');
        let mut word = from;
        while text.at(word).is_alphabetic() && text.level(word) == Level::Line && word < from + 10 {
            word += 1;
        }
        if from > at
            && is_basis(text.slice(from..word))
            && let Some((end, value)) = exponent(text, word, Dimension::Mass)
        {
            basis = Some(text.slice(from..word).to_owned());
            power = Some(value);
            at = end;
        }
    }
    // mg−1cat, cm−2geo
    if basis.is_none()
        && power.is_some()
        && matches!(atom.dimension, Dimension::Mass | Dimension::Length)
    {
        let mut word = at;
        while text.at(word).is_alphabetic() && text.level(word) == Level::Line && word < at + 10 {
            word += 1;
        }
        if is_basis(text.slice(at..word)) && !text.at(word).is_alphanumeric() {
            basis = Some(text.slice(at..word).to_owned());
            at = word;
        }
    }
    let after = text.at(at);
    if after.is_alphanumeric() && (power.is_none() || text.level(at) == Level::Lowered) {
        return None;
    }
    // mgcat.−1: the stop is the abbreviation's.
    if after == '.'
        && power.is_none()
        && basis.is_some()
        && atom.dimension == Dimension::Mass
        && let Some((end, value)) = exponent(text, at + 1, Dimension::Mass)
    {
        power = Some(value);
        at = end;
    }
    Some(Part {
        end: at,
        printed: text.slice(start..letters).to_owned(),
        power: power.unwrap_or(1),
        explicit: power.is_some(),
        atom,
        basis,
    })
}

/// Reads a power: raised, behind `^`, flat behind a sign, or flat behind a length.
fn exponent(text: &Text, at: usize, dimension: Dimension) -> Option<(usize, i8)> {
    let digit = |index: usize| {
        text.at(index)
            .to_digit(10)
            .and_then(|digit| i8::try_from(digit).ok())
    };
    let raised = text.level(at) == Level::Raised;
    let mut from = at;
    if !raised && text.at(from) == '^' {
        from += 1;
    }
    let spaced = text.skip_space(from);
    let takes_space = !matches!(
        dimension,
        Dimension::Voltage | Dimension::Percent | Dimension::Molarity | Dimension::Temperature
    );
    if text.at(spaced) == '−' && takes_space && spaced <= from + 1 {
        from = spaced;
    }
    let negative = is_dash(text.at(from)) && text.at(from) != '—';
    let from = from + usize::from(negative || raised && text.at(from) == '+');
    let value = digit(from).filter(|value| (1..=4).contains(value))?;
    let end = from + 1;
    let same_level = text.level(end) == text.level(from);
    let goes_on = same_level
        && (text.at(end).is_ascii_digit()
            || text.at(end) == '.' && text.at(end + 1).is_ascii_digit());
    let flat = !raised && !negative && text.at(at) != '^';
    if goes_on
        || flat
            && (dimension != Dimension::Length
                || text.at(end).is_alphanumeric()
                || !matches!(value, 2 | 3))
        || raised && text.level(from) != Level::Raised
    {
        return None;
    }
    Some((end, if negative { -value } else { value }))
}
