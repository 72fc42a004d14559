//! Numbers with units: value, comparator, uncertainty, range, unit, and what kind of quantity it is.
//!
//! A number counts where a unit follows it, or where words before it say what it is a number of (pH, turnovers, a
//! factor). Numbers that are part of a name, a formula, a citation, a date or a figure's number have neither.

mod atom;
mod comparator;
mod context;
mod electrode;
mod kind;
mod number;
mod part;
mod ratio;
mod series;
mod table;
mod text;
mod unit;

pub(super) use table::Columns;

use super::{Quantity, Span};
use atom::Dimension;
use comparator::comparator;
use context::{after_digits, names_its_number, said_before, start};
use kind::{Mention, kind, mentions};
use ratio::{grows, is_ratio, names_ratio, word_ratios};
use series::{Item, Series, series};
use std::cell::OnceCell;
use std::ops::Range;
use text::Text;
use unit::Unit;

/// A quantity in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// Number and unit, in the text with its markup.
    pub(super) stretch: Range<usize>,
    pub(super) value: String,
    pub(super) bounds: Option<(String, String)>,
    pub(super) uncertainty: Option<String>,
    pub(super) comparator: &'static str,
    pub(super) unit: String,
    pub(super) ucum: Option<String>,
    pub(super) kind: Option<&'static str>,
    pub(super) basis: Option<String>,
    pub(super) electrode: Option<&'static str>,
}

/// Returns the quantities of a text, but for numbers in these stretches, which are citation markers in order.
pub(super) fn quantities(text: &str, markers: &[Range<usize>]) -> Vec<Found> {
    // Most sentences hold no number, and a look at the bytes is cheap.
    if !text.bytes().any(|byte| byte.is_ascii_digit()) {
        // Markup may stand within a word, but where there is none the words are seen as they are.
        let marked = text.bytes().any(|byte| b"<*$\\&_^{}~[".contains(&byte));
        return if marked || names_ratio(text) {
            word_ratios(&Text::new(text))
        } else {
            Vec::new()
        };
    }
    let (source, text) = (text, Text::new(text));
    let mut scanner = Scanner {
        source,
        mentions: OnceCell::new(),
        text: &text,
        found: Vec::new(),
    };
    scanner.scan(markers);
    let Scanner {
        mentions: known,
        mut found,
        ..
    } = scanner;
    if !found.is_empty() {
        let known = known.get_or_init(|| mentions(&text));
        kind::respectively(&text, known, &mut found);
    }
    found.extend(word_ratios(&text));
    found.sort_by_key(|quantity| quantity.stretch.start);
    found
}

impl Found {
    /// Returns it as it is handed out, with its place.
    pub(super) fn named(self, locator: &str, span: Span) -> Quantity {
        let (low, high) = self.bounds.unzip();
        Quantity {
            sentence: locator.to_owned(),
            value: self.value,
            comparator: self.comparator,
            unit: self.unit,
            ucum: self.ucum,
            kind: self.kind,
            low,
            high,
            uncertainty: self.uncertainty,
            basis: self.basis,
            reference_electrode: self.electrode,
            span,
        }
    }
}

struct Scanner<'a> {
    source: &'a str,
    text: &'a Text,
    /// Words that say what is measured, where they were needed.
    mentions: OnceCell<Vec<Mention>>,
    found: Vec<Found>,
}

impl Scanner<'_> {
    fn scan(&mut self, markers: &[Range<usize>]) {
        let text = self.text;
        let mut markers = markers.iter().peekable();
        let mut at = 0;
        while at < text.len() {
            let offset = text.offset(at);
            while markers.next_if(|marker| marker.end <= offset).is_some() {}
            let cited = markers.peek().is_some_and(|marker| marker.start <= offset);
            let begins = text.is_digit(at) || text.at(at) == '.' && text.is_digit(at + 1);
            if cited || !begins {
                at += 1;
                continue;
            }
            at = self.number(at).unwrap_or_else(|| after_digits(text, at));
        }
    }

    /// Reads the numbers that begin with the digit here, and returns where they end.
    fn number(&mut self, digit: usize) -> Option<usize> {
        let start = start(self.text, digit)?;
        let series = series(self.text, start)?;
        let end = series.end;
        if series.unit.parts.is_empty() {
            self.unitless(&series.items[0]);
            return Some(series.items[0].number.end.max(digit + 1));
        }
        if !self.counts(&series) {
            return Some(end);
        }
        self.push_all(&series);
        Some(end)
    }

    /// Says whether a unit makes these numbers quantities.
    fn counts(&self, series: &Series) -> bool {
        let first = &series.items[0].number;
        let named = names_its_number(self.text, first.start);
        if series.unit.is(Dimension::Times) {
            return first.value.contains('.')
                || is_ratio(self.text, series.end, &series.unit)
                || grows(self.text, first.start);
        }
        let short = series.unit.printed.chars().count() <= 2 && !series.unit.is(Dimension::Percent);
        !(named && short)
    }

    fn push_all(&mut self, series: &Series) {
        let count = series.items.len();
        let first_index = self.found.len();
        for (index, item) in series.items.iter().enumerate() {
            let end = if index + 1 == count {
                series.end
            } else {
                item.end
            };
            let unit = item.unit.as_ref().unwrap_or(&series.unit);
            let start = item.number.start;
            let mentions = self.mentions.get_or_init(|| mentions(self.text));
            let kind = kind(self.text, start, series.end, unit, mentions);
            self.push(item, start..end, unit, kind);
        }
        if count > 1 {
            // Of a list with one unit, what is said of the first is said of all.
            let (comparator, kind) = (
                self.found[first_index].comparator,
                self.found[first_index].kind,
            );
            for other in &mut self.found[first_index + 1..] {
                if other.comparator == "=" {
                    other.comparator = comparator;
                }
                other.kind = kind;
            }
        }
    }

    fn push(
        &mut self,
        item: &Item,
        stretch: Range<usize>,
        unit: &Unit,
        kind: Option<&'static str>,
    ) {
        let (value, bounds) = item.value();
        self.found.push(Found {
            comparator: comparator(self.text, stretch.start, stretch.end, unit),
            stretch: closed(self.source, self.text.in_markup(&stretch)),
            value,
            bounds,
            uncertainty: item.uncertainty.clone(),
            unit: unit.printed.clone(),
            ucum: unit.ucum.clone(),
            kind,
            basis: unit.basis.clone(),
            electrode: unit.electrode,
        });
    }

    /// Reads a number without a unit, where the words before it say what it is.
    fn unitless(&mut self, item: &Item) {
        let text = self.text;
        let start = item.number.start;
        let at = text.skip_space_back(start);
        let window = text.slice(at.saturating_sub(44)..at);
        let Some((kind, printed, code)) = said_before(window) else {
            return;
        };
        let unit = Unit {
            printed: printed.to_owned(),
            ucum: Some(code.to_owned()),
            ..Unit::default()
        };
        self.push(item, start..item.end, &unit, Some(kind));
    }
}
/// Returns a stretch with the marks that close what was raised or set in it.
fn closed(source: &str, stretch: Range<usize>) -> Range<usize> {
    let mut end = stretch.end;
    loop {
        let rest = &source[end..];
        let length = match rest.strip_prefix("</") {
            Some(tag) => tag
                .bytes()
                .take(16)
                .position(|byte| byte == b'>')
                .map_or(0, |at| at + 3),
            None => usize::from(rest.starts_with('}')),
        };
        if length == 0 {
            return stretch.start..end;
        }
        end += length;
    }
}
