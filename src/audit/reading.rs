//! Quantities of a paper as numbers that can be compared: value, rounding, dimensions.

use super::pattern::{first, pattern};
use super::text::{Text, plain};
use crate::paper::Quantity;
use crate::source::Place;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

pattern!(
    EACH,
    r"^\s*(?:(?:of|worth of)\s+)?(?:(?:pure|dry|clean|green)\s+)?(?:[\p{L}\d(),+-]{1,24}\s+)?(?:was |were |is )?(?:(?:made|produced|formed|collected|obtained)\s+)?(?:(?:per|each|every|an?)\s+|/\s*)(?P<unit>days?|d|hours?|h|minutes?|min)\b"
);
pattern!(
    DAILY_BEFORE,
    r"(?i)\b(?:daily|day's)\s+(?:\p{L}+\s+){0,3}(?:of|is|was)\s+(?:(?:about|around|nearly|some|ca\.|~)\s*)?$"
);
pattern!(DAILY, r"^[^.;,]{0,30}?\bdaily\b");

/// Powers of gram, mole, second, centimetre and ampere.
pub(super) type Dimensions = [i8; 5];
pub(super) const MASS: usize = 0;
pub(super) const AMOUNT: usize = 1;
pub(super) const TIME: usize = 2;
pub(super) const LENGTH: usize = 3;
pub(super) const CURRENT: usize = 4;

/// A cell of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Cell {
    pub(super) table: usize,
    pub(super) row: usize,
    pub(super) column: usize,
}

/// A quantity that can be compared.
#[derive(Debug, Clone)]
pub(super) struct Reading<'a> {
    pub(super) quantity: &'a Quantity,
    /// Index of the sentence, outside of tables.
    pub(super) sentence: Option<usize>,
    pub(super) cell: Option<Cell>,
    pub(super) value: f64,
    /// Half a unit of the last printed digit.
    pub(super) rounding: f64,
    /// What the value is to be multiplied with to be in grams, moles, seconds, centimetres and amperes.
    pub(super) factor: f64,
    pub(super) dimensions: Option<Dimensions>,
    pub(super) place: Place,
    /// What of time an amount is made in, where words say it behind the unit: "40 g of ammonia per day".
    pub(super) per: Option<&'static str>,
}

/// Returns readings of the text by the sentence that holds them.
pub(super) fn by_sentence<'a, 'b>(
    readings: &'b [Reading<'a>],
) -> BTreeMap<usize, Vec<&'b Reading<'a>>> {
    let mut by_sentence: BTreeMap<usize, Vec<&Reading<'_>>> = BTreeMap::new();
    for reading in readings {
        if let Some(sentence) = reading.sentence {
            by_sentence.entry(sentence).or_default().push(reading);
        }
    }
    by_sentence
}

impl Reading<'_> {
    /// Returns the value in grams, moles, seconds, centimetres and amperes.
    pub(super) fn in_base(&self) -> f64 {
        self.value * self.factor
    }

    pub(super) fn is(&self, kind: &str) -> bool {
        self.quantity.kind == Some(kind)
    }

    /// Returns number and unit as printed.
    pub(super) fn printed(&self) -> String {
        let sign = match self.quantity.comparator {
            "=" => "",
            other => other,
        };
        let unit = &self.quantity.unit;
        let space = if unit == "%" { "" } else { " " };
        let per = self
            .per
            .map_or(String::new(), |time| format!(" per {time}"));
        format!("{sign}{}{space}{unit}{per}", self.quantity.value)
    }

    /// Says whether two printed numbers can be one, the coarser rounding allowed for.
    pub(super) fn agrees(&self, other: &Self) -> bool {
        let (a, b) = (self.in_base(), other.in_base());
        let allowed = (self.rounding * self.factor).max(other.rounding * other.factor);
        (a - b).abs() <= allowed * 1.001 + 1e-12 * a.abs().max(b.abs())
    }
}

/// Returns all single values of the paper; ranges are left out.
pub(super) fn readings<'a>(text: &Text<'a>) -> Vec<Reading<'a>> {
    let sentences: HashMap<&str, usize> = text
        .paper
        .sentences
        .iter()
        .enumerate()
        .map(|(index, sentence)| (sentence.id.as_str(), index))
        .collect();
    let mut rows: HashMap<String, (usize, usize, Vec<Range<usize>>)> = HashMap::new();
    for (table, printed) in text.paper.tables.iter().enumerate() {
        for (row, cells) in printed.rows.iter().enumerate() {
            let locator = format!("{}/{}", printed.id, row + 1);
            rows.insert(locator, (table, row, cell_spans(text, cells)));
        }
    }
    text.paper
        .quantities
        .iter()
        .filter(|quantity| quantity.low.is_none())
        .filter_map(|quantity| {
            let at = quantity.span.bytes.start;
            let cell = rows
                .get(&quantity.sentence)
                .and_then(|(table, row, cells)| {
                    let column = cells
                        .iter()
                        .position(|cell| (cell.start..=cell.end).contains(&at))?;
                    Some(Cell {
                        table: *table,
                        row: *row,
                        column,
                    })
                });
            let sentence = sentences.get(quantity.sentence.as_str()).copied();
            let (mut factor, mut dimensions) = match quantity.ucum.as_deref().and_then(unit) {
                Some((factor, dimensions)) => (factor, Some(dimensions)),
                None => (1.0, None),
            };
            let is_amount = |all: &Dimensions| {
                all.iter().sum::<i8>() == 1 && (all[MASS] == 1 || all[AMOUNT] == 1)
            };
            let per = sentence
                .filter(|_| dimensions.as_ref().is_some_and(is_amount))
                .and_then(|sentence| time_behind(text, sentence, quantity));
            if let (Some((_, seconds)), Some(all)) = (per, &mut dimensions) {
                factor /= seconds;
                all[TIME] -= 1;
            }
            Some(Reading {
                quantity,
                sentence,
                cell,
                value: quantity.value.parse().ok()?,
                rounding: rounding(&quantity.value),
                factor,
                dimensions,
                place: text.at(&quantity.span),
                per: per.map(|(time, _)| time),
            })
        })
        .collect()
}

/// Returns the time in which an amount is made and its seconds, where words say it: "40 g of ammonia per day".
fn time_behind(
    text: &Text<'_>,
    sentence: usize,
    quantity: &Quantity,
) -> Option<(&'static str, f64)> {
    let whole = text.paper.sentences[sentence].span.bytes.clone();
    let behind = quantity.span.bytes.end;
    let rest = plain(text.source.text.get(behind..whole.end.max(behind))?);
    if let Some(found) = first(&EACH, &rest) {
        return match found.name("unit")?.as_str() {
            "d" | "day" | "days" => Some(("day", 86_400.0)),
            "h" | "hour" | "hours" => Some(("hour", 3_600.0)),
            _ => Some(("minute", 60.0)),
        };
    }
    let before = text
        .source
        .text
        .get(whole.start..quantity.span.bytes.start)
        .unwrap_or_default();
    let daily = first(&DAILY, &rest).is_some() || first(&DAILY_BEFORE, before).is_some();
    daily.then_some(("day", 86_400.0))
}

/// Returns where the cells of a row stand.
fn cell_spans(text: &Text<'_>, row: &crate::paper::Row) -> Vec<Range<usize>> {
    let span = row.span.bytes.clone();
    let printed = text.source.text.get(span.clone()).unwrap_or_default();
    let mut at = 0;
    row.cells
        .iter()
        .map(|cell| match printed[at..].find(cell.as_str()) {
            Some(found) if !cell.is_empty() => {
                let start = at + found;
                at = start + cell.len();
                span.start + start..span.start + at
            }
            _ => usize::MAX..usize::MAX,
        })
        .collect()
}

/// Returns half a unit of the last digit.
pub(super) fn rounding(value: &str) -> f64 {
    let (digits, exponent) = match value.split_once('e') {
        Some((digits, exponent)) => (digits, exponent.parse::<i32>().unwrap_or(0)),
        None => (value, 0),
    };
    let decimals = digits
        .split_once('.')
        .map_or(0, |(_, decimals)| decimals.len());
    0.5 * 10f64.powi(exponent - i32::try_from(decimals).unwrap_or(0))
}

/// Returns factor and dimensions of a UCUM code, where it is made of these units alone.
fn unit(code: &str) -> Option<(f64, Dimensions)> {
    let mut factor = 1.0;
    let mut dimensions = [0; 5];
    for (index, part) in code.split('/').enumerate() {
        for term in part.split('.').filter(|term| !term.is_empty()) {
            let letters =
                term.trim_end_matches(|c: char| c.is_ascii_digit() || c == '-' || c == '+');
            let power: i8 = match &term[letters.len()..] {
                "" => 1,
                digits => digits.parse().ok()?,
            };
            let power = if index == 0 { power } else { -power };
            let (size, dimension, own) = atom(letters)?;
            factor *= f64::powi(size, i32::from(power));
            if let Some(dimension) = dimension {
                dimensions[dimension] += power * own;
            }
        }
    }
    Some((factor, dimensions))
}

/// Returns size, dimension and its power of one unit with its prefix.
fn atom(letters: &str) -> Option<(f64, Option<usize>, i8)> {
    let whole = match letters {
        "%" => Some((1.0, None, 1)),
        "1" | "" => Some((1.0, None, 1)),
        "g" => Some((1.0, Some(MASS), 1)),
        "mol" => Some((1.0, Some(AMOUNT), 1)),
        "s" => Some((1.0, Some(TIME), 1)),
        "min" => Some((60.0, Some(TIME), 1)),
        "h" => Some((3600.0, Some(TIME), 1)),
        "d" => Some((86400.0, Some(TIME), 1)),
        "m" => Some((100.0, Some(LENGTH), 1)),
        "L" => Some((1000.0, Some(LENGTH), 3)),
        "A" => Some((1.0, Some(CURRENT), 1)),
        _ => None,
    };
    whole.or_else(|| {
        let prefix = letters.chars().next()?;
        let size = match prefix {
            'f' => 1e-15,
            'p' => 1e-12,
            'n' => 1e-9,
            'u' => 1e-6,
            'm' => 1e-3,
            'c' => 1e-2,
            'd' => 1e-1,
            'k' => 1e3,
            'M' => 1e6,
            _ => return None,
        };
        let rest = &letters[prefix.len_utf8()..];
        if rest.is_empty() || matches!(rest, "min" | "h" | "d" | "%") {
            return None;
        }
        let (base, dimension, power) = atom(rest)?;
        dimension.map(|dimension| (base * size, Some(dimension), power))
    })
}
