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
    /// The paper: Markdown, JATS, or plain text from a PDF; `-` reads it from stdin
    file: PathBuf,
    /// Name of the paper, as in `paper:NAME`; without it, the end of its DOI or its title
    #[arg(long, value_name = "NAME", value_parser = local_name)]
    paper: Option<String>,
    /// The day of curation, such as 2026-11-22; without it, today
    #[arg(long, value_name = "DAY", value_parser = day)]
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
    let mut name = arguments.paper.clone();
    if name.is_none() && paper.doi.is_none() && paper.title.is_none() {
        name = arguments
            .file
            .file_stem()
            .map(|stem| local(&stem.to_string_lossy()));
        ui.note(
            "The paper has no DOI and no title that is seen; `--paper NAME` gives it another name.",
        );
    }
    let drafted = draft(&knowledge, &paper, name.as_deref());
    let day = arguments.date.clone().unwrap_or_else(today);
    ui.answer(|out| write_draft(out, &drafted, &paper, &day))?;
    ui.note(&format!(
        "{}: {}; {} stated already; {} passed over{}.",
        drafted.paper,
        counted(drafted.candidates.len(), "candidate"),
        drafted.known,
        drafted.passed_over.len(),
        if drafted.passed_over.is_empty() {
            ""
        } else {
            ", listed at the end"
        }
    ));
    Ok(Outcome::Clean)
}

/// Returns a text as a local name.
fn local(text: &str) -> String {
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() || c == '.' {
            c
        } else {
            '-'
        }
    };
    let name: String = text.to_lowercase().chars().map(plain).collect();
    let name = name.trim_matches(['-', '.']);
    if name.is_empty() { "untitled" } else { name }.to_owned()
}

/// Takes a name that needs no mending.
fn local_name(text: &str) -> Result<String, String> {
    let name = local(text);
    if name == text {
        Ok(name)
    } else {
        Err(format!(
            "small letters, digits, hyphens and dots make a name, such as `{name}`"
        ))
    }
}

/// Takes a day as it is written in `xsd:date`.
fn day(text: &str) -> Result<String, String> {
    let parts: Vec<&str> = text.split('-').collect();
    let number = |part: &str, digits: usize| {
        let is_number = part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| part.parse::<u32>().ok()).flatten()
    };
    let is_day = match parts.as_slice() {
        [year, month, day] => {
            number(year, 4).is_some()
                && number(month, 2).is_some_and(|month| (1..=12).contains(&month))
                && number(day, 2).is_some_and(|day| (1..=31).contains(&day))
        }
        _ => false,
    };
    if is_day {
        Ok(text.to_owned())
    } else {
        Err("a day is written as 2026-11-22".to_owned())
    }
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
