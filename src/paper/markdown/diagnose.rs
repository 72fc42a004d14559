//! What of a reference list could not be read.

use super::super::Paper;
use super::list::List;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Source;
use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

/// Returns what is amiss with the reference list of a paper as it was read: gaps in it, markers that lead nowhere.
pub(super) fn diagnose(source: &Arc<Source>, paper: &Paper, list: &ListShape) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for broken in &list.gaps {
        let headline = match broken.missing.len() {
            1 => format!(
                "entry {} of the reference list was not found",
                broken.missing.start
            ),
            _ => format!(
                "entries {} to {} of the reference list were not found",
                broken.missing.start,
                broken.missing.end - 1
            ),
        };
        diagnostics.push(
            Diagnostic::new(Code::REFERENCE_LIST_GAP, headline).at(source.place(broken.at.clone())),
        );
    }
    let known: HashSet<&str> = paper
        .references
        .iter()
        .map(|reference| reference.id.as_str())
        .collect();
    // Without a list there is nothing to compare with, and that is said elsewhere.
    if known.is_empty() {
        return diagnostics;
    }
    let markers = paper
        .sentences
        .iter()
        .flat_map(|sentence| &sentence.markers);
    for marker in markers {
        let lacking: Vec<&str> = marker
            .references
            .iter()
            .map(String::as_str)
            .filter(|id| !known.contains(id))
            .collect();
        if !lacking.is_empty() {
            let headline = format!("the reference list has no entry {}", lacking.join(", "));
            diagnostics.push(
                Diagnostic::new(Code::MARKER_NOT_LISTED, headline)
                    .at(source.place(marker.span.bytes.clone())),
            );
        }
    }
    diagnostics
}

/// What the numbers of a reference list tell of it.
#[derive(Default)]
pub(super) struct ListShape {
    gaps: Vec<Gap>,
}

/// Numbers that no entry has, and the entry after them.
struct Gap {
    missing: Range<u32>,
    at: Range<usize>,
}

impl ListShape {
    pub(super) fn of(list: &List) -> Self {
        let mut gaps = Vec::new();
        let mut next = 1;
        for (number, passage) in &list.entries {
            if *number > next {
                let first = passage
                    .text
                    .char_indices()
                    .nth(40)
                    .map_or(passage.text.len(), |(at, _)| at);
                gaps.push(Gap {
                    missing: next..*number,
                    at: passage.in_source(&(0..first)),
                });
            }
            next = number.saturating_add(1);
        }
        Self { gaps }
    }
}
