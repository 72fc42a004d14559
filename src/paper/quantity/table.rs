//! Quantities in tables, where the unit stands in the header.

use super::context::start;
use super::kind::{Mention, kind, mentions};
use super::series::{range, series};
use super::text::{Text, is_dash};
use super::unit::{Unit, unit};
use super::{Found, Scanner};
use std::ops::Range;

/// The headers of a table's columns.
pub(in crate::paper) struct Columns {
    headers: Vec<Option<Header>>,
}

impl Columns {
    /// Reads the header row.
    pub(in crate::paper) fn new<'a>(cells: impl Iterator<Item = &'a str>) -> Self {
        Self {
            headers: cells.map(Header::read).collect(),
        }
    }

    /// Returns the quantities of a row, each with its column.
    ///
    /// A unit in the first cell counts for the others where their headers have none.
    pub(in crate::paper) fn quantities(
        &self,
        cells: &[&str],
        markers: impl Fn(usize) -> Vec<Range<usize>>,
    ) -> Vec<(usize, Found)> {
        let own = cells.first().and_then(|first| Header::read(first));
        let mut quantities = Vec::new();
        for (column, text) in cells.iter().enumerate() {
            let header = self.headers.get(column).and_then(Option::as_ref);
            let header = header.or(own.as_ref().filter(|_| column > 0));
            let found = cell(text, header, &markers(column));
            quantities.extend(found.into_iter().map(|found| (column, found)));
        }
        quantities
    }
}

/// What the header of a column, or the first cell of a row, says of the numbers below or behind it.
struct Header {
    text: Text,
    unit: Unit,
    mentions: Vec<Mention>,
}

impl Header {
    /// Reads the unit of a header: `Yield rate (mg h−1 cm−2)`, `FE/%`, `j [mA cm−2]`, `Time, h`.
    fn read(header: &str) -> Option<Self> {
        let text = Text::new(header);
        let unit = unit_of_header(&text)?;
        Some(Self {
            mentions: mentions(&text),
            text,
            unit,
        })
    }
}

fn unit_of_header(text: &Text) -> Option<Unit> {
    let whole = |at: usize| {
        let mut unit = unit(text, at)?;
        let end = text.skip_space(unit.end);
        unit.end = end;
        (end == text.len() || matches!(text.at(end), ')' | ']' | ',' | ';' | '/' | '@'))
            .then_some(unit)
    };
    for at in 0..text.len() {
        if matches!(text.at(at), '(' | '[')
            && let Some(unit) = whole(at + 1)
        {
            return Some(unit);
        }
    }
    for at in (0..text.len()).rev() {
        if matches!(text.at(at), '/' | ',' | ':')
            && let Some(unit) = whole(at + 1)
        {
            return Some(unit);
        }
    }
    if text.before(text.len()) == '%' {
        return unit(text, text.len() - 1);
    }
    None
}

/// Returns the quantities of a cell.
fn cell(cell: &str, header: Option<&Header>, markers: &[Range<usize>]) -> Vec<Found> {
    let mut found = super::quantities(cell, markers);
    let (Some(header), Some(first)) = (header, first_number(cell, markers)) else {
        return found;
    };
    // The kind of a number with a unit may still be the header's: "97.3%" under "FE".
    if let Some(own) = found
        .iter_mut()
        .find(|own| own.stretch.contains(&first.stretch.start))
    {
        if own.ucum == header.unit.ucum {
            own.kind = header.kind();
        }
        return found;
    }
    found.push(Found {
        kind: header.kind(),
        unit: header.unit.printed.clone(),
        ucum: header.unit.ucum.clone(),
        basis: header.unit.basis.clone(),
        electrode: header.unit.electrode,
        ..first
    });
    found.sort_by_key(|quantity| quantity.stretch.start);
    found
}

impl Header {
    fn kind(&self) -> Option<&'static str> {
        let end = self.text.len();
        kind(&self.text, end, end, &self.unit, &self.mentions)
    }
}

/// Returns the number that a cell begins with, after signs such as `>` and `~`, without a unit.
fn first_number(cell: &str, markers: &[Range<usize>]) -> Option<Found> {
    let text = Text::new(cell);
    let mut at = 0;
    while matches!(text.at(at), '>' | '<' | '~' | '≈' | '≥' | '≤' | '=' | '(')
        || text.at(at).is_whitespace()
    {
        at += 1;
    }
    let digit = at + usize::from(is_dash(text.at(at)) || text.at(at) == '+');
    let digit = text.skip_space(digit);
    if !(text.is_digit(digit) || text.at(digit) == '.') || start(&text, digit).is_none() {
        return None;
    }
    let offset = text.offset(digit);
    if markers.iter().any(|marker| marker.contains(&offset)) {
        return None;
    }
    let series = series(&text, at)?;
    let item = series.items.first()?;
    // "3D carbon" and "5-fold" are no numbers of the column.
    let next = text.at(item.end);
    if series.unit.parts.is_empty()
        && (next.is_alphabetic() && text.level(item.end) == super::super::markup::Level::Line
            || next == '-')
    {
        return None;
    }
    let scanner = &mut Scanner {
        source: cell,
        text: &text,
        mentions: std::cell::OnceCell::new(),
        found: Vec::new(),
    };
    let ranged = range(&text, at).unwrap_or_else(|| item.clone());
    scanner.push(
        &ranged,
        ranged.number.start..ranged.end,
        &Unit::default(),
        None,
    );
    scanner.found.pop()
}
