//! Numbers that share a unit: ranges (`−0.2 to −0.6 V`), lists (`94 and 97 %`), uncertainties (`97 ± 1 %`).

use super::number::{Number, number};
use super::text::{Text, is_dash};
use super::unit::{Unit, unit};

/// A number or a range, with its uncertainty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    pub(super) number: Number,
    /// The other end of a range.
    pub(super) to: Option<Number>,
    pub(super) uncertainty: Option<String>,
    pub(super) end: usize,
    /// Its own unit, where each number has one.
    pub(super) unit: Option<Unit>,
}

/// Numbers and the unit of the last of them; without a unit, a single number.
#[derive(Debug)]
pub(super) struct Series {
    pub(super) items: Vec<Item>,
    pub(super) unit: Unit,
    pub(super) end: usize,
}

/// Longest list of numbers that share a unit.
const LONGEST: usize = 12;

impl Item {
    /// Returns the value, and the ends of a range, the lower first.
    pub(super) fn value(&self) -> (String, Option<(String, String)>) {
        match &self.to {
            None => (self.number.value.clone(), None),
            Some(to) => {
                let (low, high) = (self.number.value.clone(), to.value.clone());
                let number = |text: &str| text.parse::<f64>().unwrap_or_default();
                let between = if low.contains('-') || high.contains('-') {
                    " to "
                } else {
                    "-"
                };
                let printed = format!("{low}{between}{high}");
                let reversed = number(&low) > number(&high);
                (
                    printed,
                    Some(if reversed { (high, low) } else { (low, high) }),
                )
            }
        }
    }
}

/// Reads the numbers that begin here, and their unit.
pub(super) fn series(text: &Text, start: usize) -> Option<Series> {
    let mut items = vec![item(text, start)?];
    let mut joined_last = false;
    loop {
        let last = items.last()?;
        if let Some(unit) = unit_of(text, last) {
            return Some(with_unit(text, items, unit, joined_last));
        }
        let Some((next, kind)) = connector(text, last.end) else {
            break;
        };
        if items.len() > LONGEST {
            break;
        }
        let Some(mut following) = item(text, next) else {
            break;
        };
        match kind {
            Connector::Range => {
                let low = items.pop()?;
                if low.to.is_some() || low.uncertainty.is_some() {
                    items.push(low);
                    break;
                }
                // 10−3 M, a power that came out flat: no range falls to a single digit like this.
                let power = following.number.value.as_str();
                if low.number.value == "10"
                    && low.number.bare
                    && power.len() == 1
                    && text.at(low.end) != '~'
                    && is_dash(text.at(low.end))
                {
                    following.number.value = format!("1e-{power}");
                    following.number.start = low.number.start;
                    items.push(following);
                    continue;
                }
                if is_change(text, low.number.start) {
                    items.push(low);
                    items.push(following);
                    joined_last = true;
                    continue;
                }
                following.to = Some(following.number);
                following.number = low.number;
                items.push(following);
            }
            Connector::Comma => items.push(following),
            Connector::And => {
                joined_last = true;
                items.push(following);
            }
        }
    }
    // Nothing at the end has a unit: the first number stands alone.
    items.truncate(1);
    let end = items[0].end;
    Some(Series {
        items,
        unit: Unit::default(),
        end,
    })
}

/// Gives a unit to the numbers before it that share it.
fn with_unit(text: &Text, mut items: Vec<Item>, unit: Unit, joined: bool) -> Series {
    // "In 2019, 5 mg": a comma alone joins nothing.
    if !joined && items.len() > 1 {
        items.drain(..items.len() - 1);
    }
    // "2019 and 97 %": a year is no percentage.
    let is_year = |item: &Item| {
        item.number.bare
            && item.number.value.len() == 4
            && (item.number.value.starts_with("19") || item.number.value.starts_with("20"))
    };
    if items.len() > 1 && items.iter().any(is_year) && !items.iter().all(is_year) {
        items.drain(..items.len() - 1);
    }
    let mut end = unit.end;
    if let Some(last) = items.last_mut() {
        last.end = end;
        // 97.3% ± 0.5%
        if last.uncertainty.is_none()
            && let Some((after, uncertainty)) = uncertainty(text, end)
        {
            end = unit_after(text, after, &unit);
            last.uncertainty = Some(uncertainty);
        }
        // −0.2 V to −0.6 V
        if last.to.is_none()
            && items.len() == 1
            && let Some((next, Connector::Range)) = connector(text, end)
            && let Some(high) = items.first().and_then(|_| item(text, next))
            && let Some(other) = unit_of(text, &high)
            && other.parts == unit.parts
        {
            let low = &mut items[0];
            if is_change(text, low.number.start) {
                let mut high = high;
                low.unit = Some(unit);
                high.end = other.end;
                high.unit = Some(other.clone());
                items.push(high);
                return Series {
                    end: other.end,
                    items,
                    unit: other,
                };
            }
            if high.to.is_none() {
                low.to = Some(high.number);
                low.uncertainty = low.uncertainty.take().or(high.uncertainty);
                low.end = other.end;
                let electrode = other.electrode.or(unit.electrode);
                let unit = if other.electrode.is_some() {
                    other.clone()
                } else {
                    unit
                };
                return Series {
                    end: other.end,
                    items,
                    unit: Unit { electrode, ..unit },
                };
            }
        }
    }
    Series { items, unit, end }
}

/// Returns where the unit behind an uncertainty ends, if it is repeated.
fn unit_after(text: &Text, at: usize, same: &Unit) -> usize {
    match unit(text, at) {
        Some(again) if again.parts == same.parts => again.end,
        _ => at,
    }
}

/// Returns the unit of a number, also behind a bracket that closes: `(97 ± 1) %`.
fn unit_of(text: &Text, item: &Item) -> Option<Unit> {
    if let Some(unit) = times_sign(text, item.end) {
        return Some(unit);
    }
    let bracketed = text.at(item.end) == ')'
        && text.before(item.number.start) == '('
        && item.uncertainty.is_some();
    let at = item.end + usize::from(bracketed);
    // 100+ h
    let at = at + usize::from(text.at(at) == '+' && !text.is_digit(at + 1));
    unit(text, at)
}

/// Reads `19×`.
fn times_sign(text: &Text, at: usize) -> Option<Unit> {
    let next = text.at(at + 1);
    let ends = next == '\0'
        || matches!(next, ',' | '.' | ';' | ')')
        || next.is_whitespace()
            && !text.is_digit(text.skip_space(at + 1))
            && text.at(text.skip_space(at + 1)) != '(';
    (text.at(at) == '×' && ends).then(|| Unit {
        end: at + 1,
        printed: "×".into(),
        ucum: Some("1".into()),
        parts: vec![(super::Dimension::Times, 1)],
        ..Unit::default()
    })
}

/// Reads a number with its uncertainty.
fn item(text: &Text, start: usize) -> Option<Item> {
    let number = number(text, start)?;
    let mut end = number.end;
    let mut found = None;
    if let Some((after, value)) = uncertainty(text, end) {
        end = after;
        found = Some(value);
    }
    Some(Item {
        number,
        to: None,
        uncertainty: found,
        end,
        unit: None,
    })
}

fn uncertainty(text: &Text, at: usize) -> Option<(usize, String)> {
    let sign = text.skip_space(at);
    let from = match text.at(sign) {
        '±' => sign + 1,
        '+' if text.at(sign + 1) == '/' && is_dash(text.at(sign + 2)) => sign + 3,
        _ => return None,
    };
    let number = number(text, text.skip_space(from))?;
    Some((number.end, number.value))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Connector {
    Range,
    Comma,
    And,
}

/// Returns where the next number of a range or a list may begin.
fn connector(text: &Text, at: usize) -> Option<(usize, Connector)> {
    let space = text.skip_space(at);
    let number_at = |index: usize| {
        let index = text.skip_space(index);
        let digit = index + usize::from(is_dash(text.at(index)) || text.at(index) == '+');
        (text.is_digit(digit) || text.at(digit) == '.' && text.is_digit(digit + 1)).then_some(index)
    };
    match text.at(space) {
        '-' | '−' | '–' | '—' | '~' => {
            return Some((number_at(space + 1)?, Connector::Range));
        }
        '/' | '&' => return Some((number_at(space + 1)?, Connector::And)),
        ',' | ';' => {
            let next = text.skip_space(space + 1);
            if next == space + 1 {
                return None;
            }
            if let Some(end) = text.word(next, "and").or_else(|| text.word(next, "or")) {
                return Some((number_at(end)?, Connector::And));
            }
            return Some((number_at(next)?, Connector::Comma));
        }
        _ => {}
    }
    if space == at {
        return None;
    }
    for (word, kind) in [
        ("to", Connector::Range),
        ("through", Connector::Range),
        ("and", Connector::And),
        ("or", Connector::And),
    ] {
        if let Some(end) = text.word(space, word) {
            let between =
                kind == Connector::And && text.word(space, "and").is_some() && is_between(text, at);
            return Some((
                number_at(end)?,
                if between { Connector::Range } else { kind },
            ));
        }
    }
    None
}

/// Says whether "between" stands before the number that ends here.
fn is_between(text: &Text, end: usize) -> bool {
    let window = text.slice(end.saturating_sub(28)..end).to_lowercase();
    let mut words = window.split_whitespace().rev().take(4);
    words.any(|word| word == "between")
}

/// Says whether a number is what something was before it changed: "rose from 5 to 10".
fn is_change(text: &Text, start: usize) -> bool {
    let at = text.skip_space_back(start);
    let window = text.slice(at.saturating_sub(90)..at).to_lowercase();
    let Some(before) = window.strip_suffix("from") else {
        return false;
    };
    const VERBS: &[&str] = &[
        "increas", "decreas", "improv", "enhanc", "rais", "rose", "risen", "rises", "rising",
        "drop", "fell", "falls", "fallen", "declin", "reduc", "lower", "boost", "grew", "grow",
        "climb", "jump", "shift", "chang", "elevat",
    ];
    before
        .split_whitespace()
        .rev()
        .take(8)
        .any(|word| VERBS.iter().any(|verb| word.starts_with(verb)))
}

/// Reads a range that has no unit of its own.
pub(super) fn range(text: &Text, start: usize) -> Option<Item> {
    let low = item(text, start)?;
    let (next, Connector::Range) = connector(text, low.end)? else {
        return None;
    };
    let high = item(text, next)?;
    (low.uncertainty.is_none()).then_some(Item {
        number: low.number,
        to: Some(high.number),
        ..high
    })
}
