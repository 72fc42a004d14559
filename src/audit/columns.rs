//! Columns of tables whose numbers cannot be compared with one another.

use super::code;
use super::finding::{Certainty, Evidence, Finding};
use super::reading::{AMOUNT, Cell, LENGTH, MASS, Reading};
use super::text::{Text, plain};
use std::collections::BTreeMap;

/// What a rate is divided by, in words.
fn basis(reading: &Reading<'_>) -> Option<String> {
    let dimensions = reading.dimensions;
    let unit = reading.quantity.unit.to_lowercase();
    let per_matter = dimensions.is_some_and(|d| {
        d[MASS] == 0
            && d[AMOUNT] == 1
            && (unit.contains("g-1") || unit.contains("/mg") || unit.contains("/g"))
    });
    if unit.contains("site") {
        return Some("per site".to_owned());
    }
    let dimensions = dimensions?;
    match dimensions[LENGTH] {
        -2 => Some("per area".to_owned()),
        -3 => Some("per volume".to_owned()),
        _ if per_matter
            || dimensions[MASS] < 0
            || dimensions[MASS] == 0 && dimensions[AMOUNT] == 0 =>
        {
            Some(match reading.quantity.basis.as_deref() {
                Some(what) if !what.to_lowercase().starts_with("cat") => {
                    format!("per mass of {what}")
                }
                _ => "per mass".to_owned(),
            })
        }
        _ => Some("whole".to_owned()),
    }
}

/// Finds columns of rates whose cells are on different bases.
pub(super) fn mixed_columns(text: &Text<'_>, readings: &[Reading<'_>]) -> Vec<Finding> {
    let mut columns: BTreeMap<(usize, usize), BTreeMap<String, Vec<&Reading<'_>>>> =
        BTreeMap::new();
    for reading in readings {
        let Some(Cell { table, column, .. }) = reading.cell else {
            continue;
        };
        if reading.is("yield-rate") || reading.is("current-density") || reading.is("mass-activity")
        {
            let bases = columns.entry((table, column)).or_default();
            let basis = if reading.is("yield-rate") {
                basis(reading)
            } else {
                Some(if reading.is("current-density") {
                    "per area".to_owned()
                } else {
                    "per mass".to_owned()
                })
            };
            if let Some(basis) = basis {
                bases.entry(basis).or_default().push(reading);
            }
        }
    }
    let mut findings = Vec::new();
    for ((table, column), bases) in columns {
        if bases.len() < 2 {
            continue;
        }
        let mut by_count: Vec<(&String, &Vec<&Reading<'_>>)> = bases.iter().collect();
        by_count.sort_by_key(|(name, list)| (std::cmp::Reverse(list.len()), (*name).clone()));
        let Some((_, odd)) = by_count.last() else {
            continue;
        };
        let Some(first) = odd.first() else { continue };
        let names: Vec<String> = by_count
            .iter()
            .map(|(name, list)| format!("{name} ({})", list.len()))
            .collect();
        let printed = &text.paper.tables[table];
        let header = printed
            .header
            .cells
            .get(column)
            .map(|cell| plain(cell))
            .unwrap_or_default();
        let mut finding = Finding::new(
            &code::UNITS_NOT_COMPARABLE,
            Certainty::Likely,
            first.place.clone(),
            format!(
                "the column `{}` of {} mixes rates that cannot be compared: {}",
                header.trim(),
                printed.id,
                names.join(", ")
            ),
        );
        for (name, list) in by_count {
            if let Some(one) = list.first() {
                finding = finding.with(Evidence::at(
                    one.place.clone(),
                    &one.quantity.sentence,
                    format!("{name}: {}", one.printed()),
                ));
            }
        }
        findings.push(finding);
    }
    findings
}
