//! Units as papers print them: `mg h−1 cm−2`, `mA/cm2`, `V vs. RHE`, `mmol gcat−1 h−1`.

use super::atom::Dimension;
use super::electrode::electrode;
use super::part::{Part, part, sign};
use super::text::{Text, is_dash};

/// A unit that was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Unit {
    pub(super) end: usize,
    /// In plain characters, with exponents as `h-1` and powers written out: `mA cm-2`.
    pub(super) printed: String,
    pub(super) ucum: Option<String>,
    pub(super) parts: Vec<(Dimension, i8)>,
    /// What it is per gram or square centimetre of, as printed: `cat`.
    pub(super) basis: Option<String>,
    pub(super) electrode: Option<&'static str>,
}

impl Unit {
    /// Says whether it is this one thing, to the first power.
    pub(super) fn is(&self, dimension: Dimension) -> bool {
        self.parts == [(dimension, 1)]
    }

    /// Returns the power of a dimension.
    pub(super) fn power(&self, dimension: Dimension) -> i8 {
        let of = |part: &&(Dimension, i8)| part.0 == dimension;
        self.parts
            .iter()
            .filter(of)
            .fold(0, |sum, part| sum.saturating_add(part.1))
    }
}

/// Most units in a unit.
const MOST: usize = 5;

/// Reads the unit that begins here or after white space.
pub(super) fn unit(text: &Text, at: usize) -> Option<Unit> {
    let start = text.skip_space(at);
    if start > at + 3 {
        return None;
    }
    // 5-h, 24-hour, 2-fold
    let hyphen = start == at && is_dash(text.at(at)) && text.at(at + 1).is_alphabetic();
    let start = if hyphen { at + 1 } else { start };
    let first = match sign(text, start) {
        Some(sign) => sign,
        None => {
            part(text, start).filter(|first| stands(text, start, first, start == at, hyphen))?
        }
    };
    let mut unit = Unit {
        end: first.end,
        ..Unit::default()
    };
    let mut parts = vec![first];
    while parts.len() < MOST {
        let Some((next, divided)) = next(text, unit.end, &parts) else {
            break;
        };
        unit.end = next.end;
        parts.push(Part {
            power: if divided { -next.power } else { next.power },
            ..next
        });
    }
    if in_brackets(text, unit.end) && text.at(unit.end) == ')' {
        unit.end += 1;
    }
    if parts.len() == 1 && parts[0].atom.dimension == Dimension::Site {
        return None;
    }
    assemble(&mut unit, &parts);
    if unit.is(Dimension::Voltage) {
        electrode(text, &mut unit, &parts[0]);
    }
    Some(unit)
}

/// Says whether the first unit may stand behind its number as it does.
fn stands(text: &Text, start: usize, first: &Part, glued: bool, hyphen: bool) -> bool {
    let letters = first.end - start;
    let name = text.slice(start..start + 1);
    if hyphen {
        // "10-h test", but not "Cu-20-M".
        return first.atom.word
            || first.atom.dimension == Dimension::Time
            || letters > 1 && !first.explicit;
    }
    if glued && letters == 1 {
        return matches!(name, "h" | "V" | "M" | "K" | "L" | "W" | "Å" | "Ω" | "A");
    }
    if letters == 1 && name == "d" {
        let next = text.skip_space(first.end);
        let orbital = [
            "orbital",
            "orbitals",
            "band",
            "bands",
            "electron",
            "electrons",
            "state",
            "states",
            "shell",
            "metal",
            "metals",
        ];
        return !orbital.iter().any(|word| text.word(next, word).is_some());
    }
    if letters == 1 && name == "C" && text.at(first.end) == '-' {
        return false;
    }
    true
}

/// Reads the next unit of a unit, and says whether it divides.
fn next(text: &Text, at: usize, parts: &[Part]) -> Option<(Part, bool)> {
    let last = parts.last()?;
    let space = text.skip_space(at);
    let per = text.word(space, "per").filter(|_| space > at);
    let divides = text.at(space) == '/' || per.is_some();
    if divides {
        let mut from = text.skip_space(per.unwrap_or(space + 1));
        let opened = text.at(from) == '(';
        from += usize::from(opened);
        let found = part(text, from).filter(|part| part.power > 0)?;
        return Some((found, true));
    }
    let from = match text.at(space) {
        '·' | '*' | '.' | '×' => text.skip_space(space + 1),
        '-' | '−' if parts.len() == 1 && last.atom.dimension == Dimension::Mass => space + 1,
        _ => space,
    };
    // Nitrogen counted alone: mg N L−1, mg-N/L.
    if text.at(from) == 'N'
        && !text.at(from + 1).is_alphanumeric()
        && last.atom.dimension == Dimension::Mass
        && last.basis.is_none()
        && from > at
    {
        let (found, divided) = next_after_formula(text, from + 1)?;
        return Some((found, divided));
    }
    // What is made may stand within its rate: 14 g NH3/day, 5 mg NH3 h−1.
    if matches!(last.atom.dimension, Dimension::Mass | Dimension::Amount)
        && parts.len() == 1
        && last.power == 1
        && from > at
        && let Some(end) = formula_end(text, from)
        && let Some((found, divided)) = next_after_formula(text, end)
        && found.atom.dimension == Dimension::Time
    {
        return Some((found, divided));
    }
    if from == at
        && !last.explicit
        && last.basis.is_none()
        && text.at(at - 1).is_alphabetic()
        && !text.at(at).is_alphabetic()
    {
        return None;
    }
    if text.at(space) == '-' || text.at(space) == '−' {
        return None;
    }
    let divided = in_brackets(text, at);
    let found = part(text, from)?;
    let energy = matches!(last.atom.dimension, Dimension::Current | Dimension::Power)
        && found.atom.dimension == Dimension::Time;
    let divides = divided && found.power > 0;
    let word = found.atom.word && !(found.explicit && (found.power < 0 || divided));
    (energy || (found.explicit || divided) && !word).then_some((found, divides))
}

/// Returns where a formula of hydrogen and other elements ends that stands here: `NH3`, `H2O2`.
fn formula_end(text: &Text, at: usize) -> Option<usize> {
    let mut end = at;
    while end < at + 8 && text.at(end).is_ascii_alphanumeric() {
        end += 1;
    }
    let formula = text.slice(at..end);
    let capitals = formula.bytes().filter(u8::is_ascii_uppercase).count();
    let digits = formula.bytes().filter(u8::is_ascii_digit).count();
    (formula.starts_with(|c: char| c.is_ascii_uppercase()) && capitals > 0 && digits > 0)
        .then_some(end)
}

fn next_after_formula(text: &Text, at: usize) -> Option<(Part, bool)> {
    let space = text.skip_space(at);
    let per = text.word(space, "per").filter(|_| space > at);
    let divides = text.at(space) == '/' || per.is_some();
    let found = part(
        text,
        match per {
            Some(end) => text.skip_space(end),
            None if divides => text.skip_space(space + 1),
            None => space,
        },
    )?;
    (divides || found.explicit && found.power < 0).then_some((found, divides))
}

/// Says whether a bracket behind a stroke is still open here: `mg/(h cm2)`.
fn in_brackets(text: &Text, at: usize) -> bool {
    let mut index = at;
    for _ in 0..24 {
        match (text.before(index), text.before(index.saturating_sub(1))) {
            ('(', '/') => return true,
            ('(' | ')' | ',' | ';' | '\0', _) => return false,
            _ => index = index.saturating_sub(1),
        }
    }
    false
}

/// Puts the printed form and the UCUM code together.
fn assemble(unit: &mut Unit, parts: &[Part]) {
    let mut printed: Vec<String> = Vec::new();
    let mut codes: Option<Vec<String>> = Some(Vec::new());
    let mut annotations = String::new();
    for part in parts {
        let basis = part.basis.as_deref().unwrap_or_default();
        let shown = if part.atom.dimension == Dimension::Voltage {
            ""
        } else {
            basis
        };
        printed.push(match part.power {
            1 => format!("{}{shown}", part.printed),
            power => format!("{}{shown}{power}", part.printed),
        });
        unit.parts.push((part.atom.dimension, part.power));
        if let Some(basis) = part
            .basis
            .as_ref()
            .filter(|_| part.atom.dimension != Dimension::Voltage)
        {
            unit.basis = Some(basis.clone());
        }
        let Some(code) = part.atom.ucum.as_deref() else {
            codes = None;
            continue;
        };
        // Degrees that are multiplied by something are differences.
        let code = if code == "Cel" && parts.len() > 1 {
            "K"
        } else {
            code
        };
        match (code.starts_with('{') && !code.contains('.'), part.power) {
            (true, power) if power < 0 => annotations.push_str(&format!("/{code}")),
            _ => {
                if let Some(codes) = &mut codes {
                    codes.extend(code.split('.').map(|factor| raised_to(factor, part.power)));
                }
            }
        }
    }
    unit.printed = printed.join(" ");
    unit.ucum = codes.map(|codes| {
        let product = codes.join(".");
        let one = if product.is_empty() && !annotations.is_empty() {
            "1"
        } else {
            ""
        };
        format!("{one}{product}{annotations}")
    });
}

/// Returns a factor of a UCUM code to a power.
fn raised_to(factor: &str, power: i8) -> String {
    let (base, own) = match factor.find(|c: char| c == '-' || c.is_ascii_digit()) {
        Some(at) if !factor.ends_with(['}', ']']) => {
            (&factor[..at], factor[at..].parse::<i8>().unwrap_or(1))
        }
        _ => (factor, 1),
    };
    match (base, own.saturating_mul(power)) {
        ("", _) => factor.to_owned(),
        (base, 1) => base.to_owned(),
        (base, power) => format!("{base}{power}"),
    }
}
