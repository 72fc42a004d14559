//! Systems that the knowledge base lacks, named by a paper's tables or by its sentences.
//!
//! In a sentence only what looks like the name of a material counts: metals side by side (`CuPd`), a metal with what it stands
//! on (`Pd/C`, `Co-MOF`), or a metal before a noun of materials (`Cu foil`). A curator can mend a name; a number that is given to
//! the wrong system is harder to see.

use super::words::{Lexicon, Word, Words, slug};
use crate::paper::{Paper, Table, plain_text};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// Symbols of the metals that catalysts are made of, of two letters: single ones are as often something else.
const METALS: &[&str] = &[
    "Sc", "Ti", "Cr", "Mn", "Fe", "Co", "Ni", "Cu", "Zn", "Ga", "Zr", "Nb", "Mo", "Ru", "Rh", "Pd",
    "Ag", "Cd", "In", "Sn", "Sb", "La", "Ce", "Hf", "Ta", "Re", "Os", "Ir", "Pt", "Au", "Pb", "Bi",
];

/// Other symbols that stand beside them in formulas.
const OTHERS: &[&str] = &[
    "Li", "Be", "Na", "Mg", "Al", "Si", "Cl", "Ca", "Se", "Br", "Te", "Sr", "Ba", "Cs", "H", "B",
    "C", "N", "O", "F", "P", "S", "K", "V", "I", "W", "Y",
];

/// Nouns of materials.
macro_rules! nouns {
    () => {
        r"(?:alloys?|foils?|foams?|mesh|films?|plates?|wires?|powders?|nano\w+|clusters?|(?:electro|photo)?(?:catalysts?|cathodes?|anodes?|electrodes?)|aerogels?|single[- ]atom catalysts?|dual[- ]atom catalysts?)"
    };
}

static NAME: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"[\p{L}\d(\[][\p{L}\d()\[\]@/.·‐‑–−-]*[\p{L}\d)\]]|[A-Z][a-z]?").ok()
});

static NOUN: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(concat!(r"^ (?P<noun>", nouns!(), r")\b")).ok());

/// What makes a name that of a bond, a site, a reaction, or a word in the place of an adjective.
static NO_SYSTEM: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"^[ -](?:bonds?|bonding|distances?|coordinat\w+|pairs?|peaks?|shells?|interactions?|sites?|atoms?|centers?|centres?|ions?|precursors?|salts?|moiet\w+|interfaces?|ratios?|based|doped|rich|free|containing|modified|decorated|bridged)\b",
    )
    .ok()
});

/// What may stand before a plain formula that is what a sentence is about: nothing, or "On", "With the".
static BEGINS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?:^|[,;] (?:while |whereas |and |but )?)(?i:(?:in contrast,? |by contrast,? |however, )?(?:(?:over|on|with|for|using|at|by) )?(?:(?:the|a|an|bare|pure|pristine|commercial|plain) )*)$",
    )
    .ok()
});

static LIGAND: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\([a-z]{2,5}\)").ok());

fn is_match(expression: &LazyLock<Option<Regex>>, text: &str) -> bool {
    expression
        .as_ref()
        .is_some_and(|expression| expression.is_match(text))
}

/// Returns where a sentence names systems that are none of the known words, with their names.
pub(super) fn unknown(
    line: &str,
    taken: &[Range<usize>],
    words: &Words,
) -> Vec<(Range<usize>, String)> {
    let mut found = Vec::new();
    for name in NAME
        .as_ref()
        .into_iter()
        .flat_map(|name| name.find_iter(line))
    {
        let bare = trimmed(name.as_str());
        let start = name.start() + name.as_str().find(bare).unwrap_or(0);
        let at = start..start + bare.len();
        let free = |at: &Range<usize>| {
            taken
                .iter()
                .all(|known| known.end <= at.start || at.end <= known.start)
        };
        let behind = &line[at.end..];
        if !free(&at)
            || words.species.get(bare).is_some()
            || is_match(&NO_SYSTEM, behind)
            || behind.starts_with(['+', '⁺'])
            || is_electrode(bare)
        {
            continue;
        }
        let noun = NOUN
            .as_ref()
            .and_then(|noun| noun.captures(behind))
            .and_then(|found| found.name("noun"));
        let label = match (shape(bare), noun) {
            (Some(Shape::Several | Shape::Compound), Some(noun)) if noun.as_str() == "alloy" => {
                format!("{bare} alloy")
            }
            (Some(Shape::Several | Shape::Compound), _) => bare.to_owned(),
            (Some(shape), Some(noun)) if !is_support(line, at.start) => {
                let noun = noun.as_str().trim_end_matches('s');
                let general = noun.ends_with("catalyst") || noun.ends_with("ode");
                if shape == Shape::Formula && general {
                    bare.to_owned()
                } else {
                    format!("{bare} {noun}")
                }
            }
            (Some(Shape::Formula), None) if is_match(&BEGINS, &line[..at.start]) => bare.to_owned(),
            (None, noun)
                if is_coined(bare) && (noun.is_some() || is_match(&BEGINS, &line[..at.start])) =>
            {
                bare.to_owned()
            }
            _ => continue,
        };
        let end = if label.len() > bare.len() {
            (at.start + label.len()).min(line.len())
        } else {
            at.end
        };
        found.push((at.start..end, label));
    }
    found
}

/// Says whether a name is coined: capitals with a number that are no formula, reaction or dose, such as `NMC811`.
fn is_coined(name: &str) -> bool {
    let capitals = name.chars().filter(|c| c.is_uppercase()).count();
    let is_formula = name
        .split(['-', '/', '@'])
        .any(|part| chain(part).is_none_or(|(_, symbols)| symbols > 0));
    let other = ["RR", "ER", "OR", "50"]
        .iter()
        .any(|end| name.ends_with(end));
    capitals >= 2
        && name.starts_with(char::is_uppercase)
        && name.chars().any(|c| c.is_ascii_digit())
        && !is_formula
        && !other
}

/// Says whether a name is that of what something stands on: "CuPd on Ni foam".
fn is_support(line: &str, at: usize) -> bool {
    let before = line[..at].trim_end();
    ["on", "onto", "upon", "a piece of"]
        .iter()
        .any(|word| before.ends_with(&format!(" {word}")))
}

/// Says whether a name is that of a reference electrode.
fn is_electrode(name: &str) -> bool {
    name.starts_with("Ag/Ag") || name.starts_with("Hg/Hg")
}

/// Returns a name without what opens or closes around it.
fn trimmed(name: &str) -> &str {
    let name = name.trim_end_matches(['.', '/', '-', '·']);
    let opens = name.matches(['(', '[']).count();
    let closes = name.matches([')', ']']).count();
    if closes > opens {
        name.trim_end_matches([')', ']'])
    } else if opens > closes {
        name.trim_start_matches(['(', '['])
    } else if name.starts_with('(') && name.ends_with(')') && opens == 1 {
        &name[1..name.len() - 1]
    } else {
        name
    }
}

/// What a name looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// Several metals: `CuPd`, `NiFe-LDH`.
    Several,
    /// A metal and what it stands on or in: `Pd/C`, `Co-MOF`.
    Compound,
    /// A metal with other elements: `RuO2`.
    Formula,
    /// A metal alone.
    Metal,
}

/// Returns what a name looks like; `None` of words, salts and charged metals.
fn shape(name: &str) -> Option<Shape> {
    // Ligands are spelt small: `Ni(cod)2`.
    let name = &LIGAND
        .as_ref()
        .map_or(name.into(), |ligand| ligand.replace_all(name, "(C)"));
    let is_sign = |c: char| matches!(c, '/' | '@' | '-' | '‐' | '‑' | '–' | '−');
    let parts: Vec<&str> = name
        .split(is_sign)
        .filter(|part| !part.is_empty())
        .collect();
    let is_small = |part: &&str| {
        part.split(|c: char| !c.is_lowercase())
            .any(|run| run.chars().count() >= 3)
    };
    let charged = ["(0)", "(I", "(V"]
        .iter()
        .any(|charge| name.contains(charge));
    if parts.iter().any(is_small) || charged {
        return None;
    }
    let mut metals = Vec::new();
    let mut symbols = 0;
    for part in &parts {
        let (mut here, all) = chain(part)?;
        metals.append(&mut here);
        symbols += all;
    }
    metals.sort_unstable();
    metals.dedup();
    // Salts are what systems are made from, or stand in.
    let salt = ["NO3", "SO4", "Cl", "ClO4", "CO3", "OAc"]
        .iter()
        .any(|anion| name.contains(anion));
    // A bond is a row of elements without numbers: `Cu-N`.
    let bond = parts.len() > 1
        && parts.iter().all(|part| {
            let symbol = part.trim_end_matches(|c: char| c.is_ascii_digit());
            METALS.contains(part) || OTHERS.contains(&symbol) && *part != "C"
        })
        && !name.contains(['/', '@']);
    match (metals.len(), parts.len(), symbols) {
        (0, ..) => None,
        _ if bond && metals.len() < 2 => None,
        (2.., ..) => Some(Shape::Several),
        (1, 2.., _) => Some(Shape::Compound),
        // "In films": the word is as frequent as the metal is rare.
        (1, 1, 1) if name.len() == 2 && name != "In" => Some(Shape::Metal),
        (1, 1, 2..) if !salt => Some(Shape::Formula),
        _ => None,
    }
}

/// Returns the metals of a part, and how many symbols it has; a part of capitals that are no elements, such as `LDH`, has none.
///
/// `None` where a part is a word.
fn chain(part: &str) -> Option<(Vec<&str>, usize)> {
    let mut metals = Vec::new();
    let mut symbols = 0;
    let mut at = 0;
    while at < part.len() {
        let rest = &part[at..];
        if let Some(metal) = METALS.iter().find(|metal| rest.starts_with(**metal)) {
            metals.push(*metal);
            symbols += 1;
            at += metal.len();
        } else if let Some(other) = OTHERS.iter().find(|other| {
            rest.starts_with(**other)
                && !rest[other.len()..].starts_with(|c: char| c.is_ascii_lowercase() && c != 'x')
        }) {
            symbols += 1;
            at += other.len();
        } else {
            let c = rest.chars().next()?;
            let plain = c.is_ascii_digit() || matches!(c, '(' | ')' | '[' | ']' | '.' | '·' | 'x');
            if !plain {
                // Letters that are no formula: an acronym, or a word.
                let acronym = part.chars().filter(|c| c.is_uppercase()).count() >= 2;
                return acronym.then(|| (Vec::new(), 0));
            }
            at += c.len_utf8();
        }
    }
    Some((metals, symbols))
}

/// Returns the systems of the knowledge base and those that the paper's tables name.
pub(super) fn words_of_systems(paper: &Paper, words: &Words) -> Lexicon {
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
                add(&mut systems, &label);
            }
        }
    }
    systems
}

/// Adds a system under a local name of its own.
pub(super) fn add(systems: &mut Lexicon, label: &str) {
    let base = format!("system:{}", slug(label));
    let further = (2..).map(|n| format!("{base}-{n}"));
    let free = std::iter::once(base.clone())
        .chain(further)
        .find(|name| !systems.has(name));
    let word = Word {
        name: free.unwrap_or(base),
        label: label.to_owned(),
    };
    // "the CuPd alloy" may be called CuPd later.
    if let Some(short) = label.strip_suffix(" alloy")
        && systems.get(short).is_none()
    {
        systems.add(short, word.clone());
    }
    systems.add(label, word);
}

/// Returns the column that names systems.
pub(super) fn system_column(table: &Table) -> Option<usize> {
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
pub(super) fn label_of(cell: &str) -> String {
    let text = plain_text(cell);
    let text = text.trim();
    if cell.contains(" <su") {
        text.replace(' ', "")
    } else {
        text.to_owned()
    }
}
