//! What came of each work, for people and as JSON.

use crate::query::wrap;
use crate::resolve::{Checked, Known, Match, Outcome, Resolution, Wanted};
use crate::vocabulary::Prefixes;
use crate::work::{Notice, Standing};
use serde_json::{Value, json};
use std::io::{self, Write};

/// What there is to say of one work.
#[derive(Debug, Default)]
pub(super) struct Line {
    /// Its IRI.
    pub(super) work: String,
    label: String,
    outcome: &'static str,
    doi: Option<String>,
    /// Where the record is from, and how far it agrees.
    grounds: Option<(String, String, String)>,
    /// What it was not checked for.
    reason: Option<String>,
    /// DOIs that may be its own, each with its record in a line and the agreement where that is known.
    candidates: Vec<(String, Option<(String, String)>)>,
    /// DOIs that are not its own, each with what it is the DOI of, where that is known.
    pub(super) refuted: Vec<(String, Option<String>)>,
    notices: Vec<Notice>,
    /// When it was asked for, where that was not now.
    on: Option<String>,
    /// Whether it was not asked for, and would be.
    pub(super) is_open: bool,
}

/// What there is to say of a run.
#[derive(Debug)]
pub(super) struct Summary {
    pub(super) asked: usize,
    pub(super) offline: bool,
    pub(super) path: Option<String>,
}

impl Line {
    /// Returns what came of a work now.
    pub(super) fn asked(wanted: &Wanted, checked: &Checked) -> Self {
        let mut line = Self::new(wanted);
        let described = |found: &Match| (found.given.record.line(), found.agreement.to_string());
        match &checked.outcome {
            Outcome::Confirmed(found) => {
                let given = &found.given;
                line.outcome = "confirmed";
                line.doi = Some(given.record.doi.clone());
                line.notices = given.record.notices.clone();
                line.grounds = Some((
                    given.service.name().to_owned(),
                    given.address.clone(),
                    found.agreement.to_string(),
                ));
            }
            Outcome::Ambiguous(found) => {
                line.outcome = "ambiguous";
                line.candidates = found
                    .iter()
                    .map(|one| (one.given.record.doi.clone(), Some(described(one))))
                    .collect();
            }
            Outcome::NotFound => line.outcome = "not found",
            Outcome::NotChecked(trouble) => {
                line.outcome = "not checked";
                line.reason = Some(trouble.to_string());
            }
        }
        line.refuted = checked
            .refuted
            .iter()
            .map(|one| {
                let of = one
                    .of
                    .as_ref()
                    .map(|of| format!("{} ({})", of.given.record.line(), of.agreement));
                (
                    one.doi.clone(),
                    Some(of.unwrap_or_else(|| "no service knows it".to_owned())),
                )
            })
            .collect();
        line
    }

    /// Returns what is known of a work from an earlier run.
    pub(super) fn known(wanted: &Wanted, resolution: &Resolution) -> Self {
        let mut line = Self::new(wanted);
        match &resolution.known {
            Known::Confirmed(seen) => {
                line.outcome = "confirmed";
                line.doi = Some(seen.record.doi.clone());
                line.grounds = Some((
                    seen.service.clone(),
                    seen.address.clone(),
                    seen.agreement.clone(),
                ));
                line.notices = seen.record.notices.clone();
            }
            Known::Ambiguous(dois) => {
                line.outcome = "ambiguous";
                line.candidates = dois.iter().map(|doi| (doi.clone(), None)).collect();
            }
            Known::NotFound => line.outcome = "not found",
        }
        line.refuted = resolution
            .refuted
            .iter()
            .map(|doi| (doi.clone(), None))
            .collect();
        line.on = Some(resolution.on.clone());
        line
    }

    /// Returns what is known of a work that would be asked for.
    pub(super) fn open(wanted: &Wanted, resolution: Option<&Resolution>) -> Self {
        let mut line = match resolution {
            Some(resolution) => Self::known(wanted, resolution),
            None => Self {
                outcome: "not checked",
                reason: Some("offline".to_owned()),
                ..Self::new(wanted)
            },
        };
        line.is_open = true;
        line
    }

    fn new(wanted: &Wanted) -> Self {
        Self {
            work: wanted.work.clone(),
            label: wanted.label.clone(),
            ..Self::default()
        }
    }

    pub(super) fn is_confirmed(&self) -> bool {
        self.outcome == "confirmed"
    }

    pub(super) fn is_unchecked(&self) -> bool {
        self.outcome == "not checked"
    }

    /// Returns where the work stands after its notices.
    pub(super) fn standing(&self) -> Option<Standing> {
        Standing::after(&self.notices)
    }

    /// Says whether a reader of the table should see it.
    fn is_worth_a_line(&self, offline: bool) -> bool {
        let silent = self.is_confirmed() || (offline && self.is_open);
        self.on.is_none() && !(offline && self.is_open)
            || !silent
            || !self.refuted.is_empty()
            || !self.notices.is_empty()
    }
}

/// Writes what came of each work for people: all that was asked now, and of what was known what needs a look.
///
/// # Errors
/// Where the output cannot be written.
pub(super) fn show_table(
    out: &mut dyn Write,
    lines: &[Line],
    summary: &Summary,
    prefixes: &Prefixes,
    width: u16,
) -> io::Result<()> {
    let mut put = |indent: &str, text: &str| -> io::Result<()> {
        let room = width.saturating_sub(indent.len() as u16);
        for line in wrap(text, room) {
            writeln!(out, "{indent}{line}")?;
        }
        Ok(())
    };
    let mut shown = 0;
    for line in lines
        .iter()
        .filter(|line| line.is_worth_a_line(summary.offline))
    {
        shown += 1;
        put(
            "",
            &format!("{} ({})", line.label, prefixes.compact(&line.work)),
        )?;
        let mut headline = line.outcome.to_owned();
        if let Some(doi) = &line.doi {
            headline.push_str(&format!(": https://doi.org/{doi}"));
        }
        if let Some(reason) = &line.reason {
            headline.push_str(&format!(": {reason}"));
        }
        if let Some(on) = &line.on {
            headline.push_str(&format!(" (asked on {on})"));
        }
        put("  ", &headline)?;
        if let Some((service, _, agreement)) = &line.grounds {
            put("  ", &format!("{service}, {agreement}"))?;
        }
        for (doi, described) in &line.candidates {
            match described {
                Some((record, agreement)) => {
                    put("    ", &format!("https://doi.org/{doi}"))?;
                    put("      ", record)?;
                    put("      ", agreement)?;
                }
                None => put("    ", &format!("https://doi.org/{doi}"))?,
            }
        }
        for (doi, of) in &line.refuted {
            match of {
                Some(of) => put("  ", &format!("! {doi} is not its DOI: {of}"))?,
                None => put("  ", &format!("! {doi} is not its DOI"))?,
            }
        }
        for notice in &line.notices {
            put("  ", &format!("! {}", notice.in_words()))?;
        }
    }
    if shown > 0 {
        writeln!(out)?;
    }
    writeln!(out, "{}", counts(lines, summary))?;
    let is_new = |line: &Line| line.on.is_none() && !line.is_unchecked();
    if let Some(path) = &summary.path
        && summary.asked > 0
        && lines.iter().any(is_new)
    {
        writeln!(out, "Wrote {path}.")?;
    }
    Ok(())
}

fn counts(lines: &[Line], summary: &Summary) -> String {
    let count = |outcome: &str| lines.iter().filter(|line| line.outcome == outcome).count();
    let mut parts: Vec<String> = ["confirmed", "ambiguous", "not found", "not checked"]
        .iter()
        .filter(|outcome| count(outcome) > 0)
        .map(|outcome| format!("{} {outcome}", count(outcome)))
        .collect();
    for standing in [Standing::Retracted, Standing::Doubted, Standing::Corrected] {
        let of_standing = lines
            .iter()
            .filter(|line| line.standing() == Some(standing))
            .count();
        if of_standing > 0 {
            parts.push(format!("{of_standing} {}", standing.name()));
        }
    }
    let total = match lines.len() {
        1 => "1 work".to_owned(),
        count => format!("{count} works"),
    };
    let open = lines.iter().filter(|line| line.is_open).count();
    let asked = if summary.offline {
        format!("nobody was asked, {open} would be")
    } else {
        format!("{} asked for now", summary.asked)
    };
    if parts.is_empty() {
        return format!("{total}; {asked}.");
    }
    format!("{total}: {}; {asked}.", parts.join(", "))
}

/// Writes what came of each work as JSON.
///
/// # Errors
/// Where the output cannot be written.
pub(super) fn show_json(out: &mut dyn Write, lines: &[Line], summary: &Summary) -> io::Result<()> {
    let works: Vec<Value> = lines.iter().map(line_json).collect();
    let written = summary.asked > 0
        && lines
            .iter()
            .any(|line| line.on.is_none() && !line.is_unchecked());
    let whole = json!({
        "works": works,
        "asked": summary.asked,
        "offline": summary.offline,
        "written": summary.path.as_ref().filter(|_| written),
    });
    writeln!(out, "{whole:#}")
}

fn line_json(line: &Line) -> Value {
    let candidates: Vec<Value> = line
        .candidates
        .iter()
        .map(|(doi, described)| {
            json!({
                "doi": doi,
                "record": described.as_ref().map(|(record, _)| record),
                "agreement": described.as_ref().map(|(_, agreement)| agreement),
            })
        })
        .collect();
    let refuted: Vec<Value> = line
        .refuted
        .iter()
        .map(|(doi, of)| json!({ "doi": doi, "of": of }))
        .collect();
    let notices: Vec<Value> = line
        .notices
        .iter()
        .map(|notice| {
            json!({
                "kind": notice.kind.name(),
                "date": notice.date,
                "doi": notice.doi,
                "reported_by": notice.reported_by,
            })
        })
        .collect();
    json!({
        "work": line.work,
        "label": line.label,
        "outcome": line.outcome,
        "doi": line.doi,
        "service": line.grounds.as_ref().map(|(service, _, _)| service),
        "address": line.grounds.as_ref().map(|(_, address, _)| address),
        "agreement": line.grounds.as_ref().map(|(_, _, agreement)| agreement),
        "reason": line.reason,
        "candidates": candidates,
        "refuted": refuted,
        "standing": line.standing().map(Standing::name),
        "notices": notices,
        "on": line.on,
        "would_be_asked": line.is_open,
    })
}
