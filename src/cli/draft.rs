//! `synergraph draft`

use super::knowledge::{FolderArguments, paper};
use super::ui::{Failure, Outcome, Ui, counted};
use crate::claim::compile;
use crate::draft::{draft, write_draft};
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

/// Propose claims from a paper, as TriG for you to edit
///
/// Numbers of systems and roles of sites are put in the knowledge base's words, with place, digest, citations and wording.
/// The statement is left empty, and `check` refuses it until you write one. What claims already state is passed over.
#[derive(Debug, clap::Args)]
pub(super) struct DraftArguments {
    /// The paper: Markdown, JATS, or plain text from a PDF
    file: PathBuf,
    /// The day of curation, such as 2026-11-22; without it, today
    #[arg(long, value_name = "DAY")]
    date: Option<String>,
    #[command(flatten)]
    knowledge: FolderArguments,
}

pub(super) fn run(arguments: &DraftArguments, ui: &Ui) -> Result<Outcome, Failure> {
    let (_, paper) = paper(&arguments.file, "draft", ui)?;
    let files = arguments.knowledge.files()?;
    let (knowledge, problems) = compile(&files);
    if !problems.is_empty() {
        return Err(Failure::of(problems));
    }
    let drafted = draft(&knowledge, &paper);
    let day = arguments.date.clone().unwrap_or_else(today);
    ui.answer(|out| write_draft(out, &drafted, &paper, &day))?;
    ui.note(&format!(
        "{}: {}; {} stated already; {} without a system.",
        drafted.paper,
        counted(drafted.candidates.len(), "candidate"),
        drafted.known,
        counted(drafted.without_system, "number")
    ));
    Ok(Outcome::Clean)
}

/// Returns today's date in UTC, by Howard Hinnant's method (days from civil, the other way round).
fn today() -> String {
    let seconds = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |time| time.as_secs());
    let days = i64::try_from(seconds / 86_400).unwrap_or(0) + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}
