//! What a sharp reviewer would flag in a paper.
//!
//! Each file finds one group of things and knows nothing of the others: links and names, the reference list, numbers and
//! physics, words and figures. False alarms cost trust, so each says how sure it is, and leaves alone what the rest of the
//! paper does in the same way.

mod code;
mod finding;
mod pattern;
mod text;
mod people;
mod formula;
mod journals;
mod links;
mod order;
mod mentions;
mod names;
mod references;
mod duplicates;
mod numbering;
mod credits;
mod doi;
mod figures;
mod definitions;
mod abbreviations;
mod pointers;
mod systems;
mod shared;
mod claims;
mod reading;
mod ratios;
mod multiples;
mod shares;
mod columns;
mod rows;
mod tables;
mod making;
mod physics;
mod currents;
mod background;
mod suppression;
mod report;
mod sarif;
mod html;

pub use background::{Background, Reaction};
pub use code::audit_codes;
pub use doi::KnownWork;
pub use finding::{Certainty, Evidence, Finding};
pub use html::write_audit_html;
pub use report::{audit_json, audit_summary, write_audit};
pub use sarif::audit_sarif;
pub use suppression::{Suppressed, Suppressions};

use crate::paper::Paper;
use crate::source::Source;
use std::sync::Arc;
use text::Text;

/// Returns what a sharp reviewer would flag in a paper, by place.
pub fn audit(source: &Arc<Source>, paper: &Paper, background: &Background) -> Vec<Finding> {
    let text = Text::new(source, paper);
    let mut findings = links::find(&text);
    findings.extend(names::find(&text));
    findings.extend(references::find(&text));
    findings.extend(duplicates::duplicates(&text));
    findings.extend(numbering::find(&text));
    findings.extend(credits::find(&text));
    findings.extend(doi::find(&text, &background.works));
    findings.extend(figures::find(&text));
    findings.extend(abbreviations::find(&text));
    findings.extend(pointers::not_mentioned(&text));
    findings.extend(systems::find(&text));
    findings.extend(shared::find(&text));
    findings.extend(claims::find(&text));
    let readings = reading::readings(&text);
    findings.extend(ratios::find(&text, &readings));
    findings.extend(multiples::find(&text));
    findings.extend(shares::find(&text, &readings, background));
    findings.extend(columns::mixed_columns(&text, &readings));
    findings.extend(tables::find(&text, &readings));
    findings.extend(physics::find(&text, &readings, background));
    findings.extend(currents::find(&text, &readings));
    sort_findings(&mut findings);
    findings
}

/// Sorts findings by file and place, then by code and message, each once.
pub fn sort_findings(findings: &mut Vec<Finding>) {
    findings.sort_by(|a, b| {
        let key = |finding: &Finding| {
            let place = &finding.place;
            (place.span.start, place.span.end)
        };
        a.place
            .source
            .name
            .cmp(&b.place.source.name)
            .then_with(|| key(a).cmp(&key(b)))
            .then_with(|| a.code.name.cmp(&b.code.name))
            .then_with(|| a.message.cmp(&b.message))
    });
    findings.dedup_by(|a, b| {
        a.code.name == b.code.name && a.place == b.place && a.message == b.message
    });
}
