//! `synergraph report`

use super::endpoint::{EndpointArguments, ask_there};
use super::knowledge::{KnowledgeArguments, still_sound};
use super::query::{explained, question, setting};
use super::ui::{Failure, Outcome, Ui};
use crate::bibliography::{Style, StyleError};
use crate::claim::{KnowledgeBase, write_whole};
use crate::diagnostic::Code;
use crate::lineage::Options;
use crate::query::{Asked, DefaultChoice, Question, Request, ask, nearest};
use crate::report::{Answered, Report, report, write_html, write_markdown};
use crate::source::Source;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Write questions with their answers, what these rest on, and a formatted bibliography
///
/// The document says what is hedged, absent and retracted, the digest of the knowledge base, and the command that makes
/// it again. Drawings are those that the questions' headers ask for; with `--output` a Markdown report has them as files
/// beside it.
#[derive(Debug, clap::Args)]
pub(super) struct ReportArguments {
    /// Names of questions, or files with SPARQL
    #[arg(value_name = "NAME", required = true)]
    questions: Vec<String>,
    /// Set a parameter of every question that has it (can be repeated)
    #[arg(long, value_name = "NAME=VALUE", value_parser = setting)]
    set: Vec<(String, String)>,
    /// Choose a form: markdown or html; without it, that of the output's ending
    #[arg(long, value_name = "FORMAT", value_parser = ["markdown", "html"])]
    format: Option<String>,
    /// Write to this file, which is replaced whole
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Format the bibliography by this style: a name such as `nature`, or a `.csl` file
    #[arg(long, value_name = "STYLE", default_value = DEFAULT_STYLE)]
    style: String,
    #[command(flatten)]
    knowledge: KnowledgeArguments,
    #[command(flatten)]
    endpoint: EndpointArguments,
}

pub(super) const DEFAULT_STYLE: &str = "american-chemical-society";

pub(super) fn run(arguments: &ReportArguments, ui: &Ui) -> Result<Outcome, Failure> {
    let style = style(&arguments.style)?;
    let there = arguments.endpoint.load(&arguments.knowledge)?;
    let (here, catalogue) = match &there {
        Some((_, catalogue)) => (None, catalogue.clone()),
        None => {
            let (knowledge, catalogue) = arguments.knowledge.load(ui)?;
            (Some(Arc::new(knowledge)), catalogue)
        }
    };
    let mut questions: Vec<Question> = Vec::new();
    for name in &arguments.questions {
        questions.push(question(name, &catalogue)?);
    }
    for (name, _) in &arguments.set {
        if !questions
            .iter()
            .any(|question| question.parameters.iter().any(|known| known.name == *name))
        {
            return Err(Failure::coded(
                Code::UNKNOWN_PARAMETER,
                format!("none of these questions has a parameter `{name}`"),
            ));
        }
    }
    let settings: Vec<_> = questions
        .iter()
        .map(|question| settings_of(question, &arguments.set))
        .collect();
    let requests: Vec<Request<'_>> = questions
        .iter()
        .zip(&settings)
        .map(|(question, settings)| request(question, settings))
        .collect();
    let (knowledge, asked) = match (here, there) {
        (Some(knowledge), _) => {
            let asked: Result<Vec<Asked>, Failure> = requests
                .iter()
                .map(|request| ask(&knowledge, request).map_err(explained))
                .collect();
            (knowledge, asked?)
        }
        (None, Some((endpoint, _))) => ask_there(&endpoint, &requests, ui)?,
        (None, None) => return Ok(Outcome::Clean),
    };
    let answers: Vec<Answered<'_>> = questions
        .iter()
        .zip(asked)
        .map(|(question, asked)| Answered { question, asked })
        .collect();
    still_sound(&knowledge, &arguments.knowledge)?;
    let report = report(&knowledge, &answers, &style, command()).map_err(unformatted)?;
    still_sound(&knowledge, &arguments.knowledge)?;
    let html = match (&arguments.format, &arguments.output) {
        (Some(format), _) => format == "html",
        (None, Some(path)) => path
            .extension()
            .is_some_and(|ending| ending == "html" || ending == "htm"),
        (None, None) => false,
    };
    match &arguments.output {
        Some(path) => write_to(path, &report, html)?,
        None if html => ui.answer(|out| write_html(out, &report))?,
        None => ui.answer(|out| {
            write_markdown(out, &report, &|section, at| {
                report.sections[section].figures[at].svg.clone()
            })
        })?,
    }
    Ok(Outcome::Clean)
}

/// Returns the settings that a question has parameters for.
fn settings_of(question: &Question, settings: &[(String, String)]) -> Vec<(String, String)> {
    let known = |name: &str| {
        let mut parameters = question.parameters.iter();
        parameters.any(|parameter| parameter.name == name)
    };
    let own = settings.iter().filter(|(name, _)| known(name));
    own.cloned().collect()
}

fn request<'a>(question: &'a Question, settings: &'a [(String, String)]) -> Request<'a> {
    Request {
        question,
        settings,
        default: DefaultChoice::Merged,
        base: None,
        options: Options::default(),
    }
}

/// Asks a question with the settings that it has parameters for.
pub(super) fn answered(
    knowledge: &KnowledgeBase,
    question: &Question,
    settings: &[(String, String)],
) -> Result<Asked, Failure> {
    let settings = settings_of(question, settings);
    ask(knowledge, &request(question, &settings)).map_err(explained)
}

/// Returns the style of that name, or in that file.
pub(super) fn style(name: &str) -> Result<Style, Failure> {
    let path = Path::new(name);
    if path.extension().is_some() || path.exists() || name.contains('/') {
        return Style::read(&Source::read(path)?).map_err(|problem| Failure::of(vec![*problem]));
    }
    Style::named(name).map_err(|error| {
        let failure = Failure::coded(Code::CSL_STYLE, error.to_string());
        match nearest(name, Style::names().into_iter()) {
            Some(near) => failure.with_hint(format!("did you mean `{near}`?")),
            None => failure.with_hint("name one such as `nature` or `apa`, or a `.csl` file"),
        }
    })
}

pub(super) fn unformatted(error: StyleError) -> Failure {
    Failure::coded(Code::CSL_STYLE, error.to_string()).with_hint("choose another style")
}

/// Writes a document to a file, and the drawings of a Markdown one beside it.
fn write_to(path: &Path, report: &Report, html: bool) -> Result<(), Failure> {
    let failed = |error: std::io::Error| {
        Failure::new(format!(
            "cannot write {}: {}",
            path.display(),
            crate::source::reason(&error)
        ))
    };
    if path.is_dir() {
        return Err(Failure::new(format!(
            "cannot write {}: it is a directory",
            path.display()
        )));
    }
    let mut text = Vec::new();
    if html {
        write_html(&mut text, report).map_err(failed)?;
        return write_whole(path, &text, true).map_err(failed);
    }
    let stem = path
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let name = |section: usize, at: usize| {
        format!(
            "{stem}-{}-{}.svg",
            report.sections[section].name.replace(['/', '\\', ' '], "-"),
            at + 1
        )
    };
    for (number, section) in report.sections.iter().enumerate() {
        for (at, figure) in section.figures.iter().enumerate() {
            let svg = figure.svg.replacen(
                "fill=\"currentColor\"",
                "fill=\"currentColor\" color=\"#111\" style=\"background:#fff\"",
                1,
            );
            write_whole(&path.with_file_name(name(number, at)), svg.as_bytes(), true)
                .map_err(failed)?;
        }
    }
    let drawing = |section: usize, at: usize| {
        format!(
            "![{}]({})",
            report.sections[section].figures[at]
                .title
                .replace(['[', ']'], ""),
            name(section, at)
        )
    };
    write_markdown(&mut text, report, &drawing).map_err(failed)?;
    write_whole(path, &text, true).map_err(failed)
}

/// Returns the command line as it can be typed again.
fn command() -> String {
    let mut words = vec!["synergraph".to_owned()];
    for word in std::env::args_os().skip(1) {
        let word = word.to_string_lossy().into_owned();
        let plain = !word.is_empty()
            && word
                .chars()
                .all(|c| c.is_alphanumeric() || "-_./:=,@+".contains(c));
        words.push(if plain {
            word
        } else {
            format!("'{}'", word.replace('\'', "'\\''"))
        });
    }
    words.join(" ")
}
