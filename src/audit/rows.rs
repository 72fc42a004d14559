//! Rows of tables that stand for systems.

use super::finding::{Certainty, Evidence, Finding};
use super::reading::Reading;
use super::systems::system_column;
use super::text::{MARK, Text, plain};
use std::collections::BTreeSet;

/// A row that stands for one system.
pub(super) struct System {
    pub(super) name: String,
    pub(super) reference: Option<String>,
    pub(super) table: usize,
    pub(super) row: usize,
}

/// Returns the rows that stand for systems: those with a name or a reference.
pub(super) fn systems(text: &Text<'_>) -> Vec<System> {
    let mut systems = Vec::new();
    for (table, printed) in text.paper.tables.iter().enumerate() {
        let column = system_column(&printed.header.cells);
        for (row, cells) in printed.rows.iter().enumerate() {
            let mut name = column
                .and_then(|column| cells.cells.get(column))
                .map(|cell| {
                    let mut name = plain(cell);
                    if cell.contains(" <su") {
                        name.retain(|c| c != ' ');
                    }
                    name.trim().to_owned()
                });
            if let Some(name) = &mut name {
                name.truncate(name.find(MARK).unwrap_or(name.len()));
            }
            let numbers: BTreeSet<&String> = cells
                .markers
                .iter()
                .flat_map(|marker| &marker.references)
                .collect();
            let reference = match numbers.len() {
                1 => numbers.first().map(|number| (*number).clone()),
                _ => None,
            };
            let name = name.unwrap_or_default();
            if !name.is_empty() {
                systems.push(System {
                    name,
                    reference,
                    table,
                    row,
                });
            }
        }
    }
    systems
}

/// Returns what is found of a row's number and the text's.
pub(super) fn comparison(
    code: &'static crate::diagnostic::Code,
    certainty: Certainty,
    system: &System,
    said: &Reading<'_>,
    printed: &Reading<'_>,
    message: String,
) -> Finding {
    let finding = Finding::new(code, certainty, printed.place.clone(), message)
        .of(system.reference.as_deref())
        .with(Evidence::at(
            said.place.clone(),
            &said.quantity.sentence,
            said.printed(),
        ))
        .with(Evidence::at(
            printed.place.clone(),
            &printed.quantity.sentence,
            printed.printed(),
        ));
    if certainty == Certainty::WorthALook {
        finding.into_note()
    } else {
        finding
    }
}
