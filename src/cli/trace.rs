//! `synergraph trace`

use super::endpoint::{EndpointArguments, remark, unanswered};
use super::knowledge::{KnowledgeArguments, paper, still_sound, works};
use super::ui::{Failure, Outcome, Ui};
use crate::anchor::Anchors;
use crate::claim::KnowledgeBase;
use crate::diagnostic::Code;
use crate::endpoint::Reading;
use crate::trace::{Falls, falls, falls_json, find, trace, trace_json, write_falls, write_trace};
use serde_json::json;
use std::path::PathBuf;
use std::time::Duration;

/// Show what a claim rests on, and what rests on a work
///
/// The thing is a claim, a catalyst, a site or anything else with a name; a work by its number (`[81]`), its DOI, or its
/// first author.
#[derive(Debug, clap::Args)]
pub(super) struct TraceArguments {
    /// Claim, catalyst, site, `[81]`, DOI, or first author
    #[arg(value_name = "THING")]
    thing: String,
    /// Choose a form: table or json
    #[arg(long, value_name = "FORMAT", default_value = "table", value_parser = ["table", "json"])]
    format: String,
    /// List what falls if this work is withdrawn: claims, statements, inferences, rows of named questions
    #[arg(long)]
    falls: bool,
    /// Give the named questions that `--falls` asks so many seconds together; those that take longer are named
    #[arg(long, value_name = "SECONDS", default_value = "0.5", value_parser = seconds, requires = "falls")]
    timeout: Duration,
    /// Show what stands at each claim's place in your copy of the paper: Markdown, JATS, or plain text from a PDF
    #[arg(long, value_name = "FILE", conflicts_with = "falls")]
    source: Option<PathBuf>,
    #[command(flatten)]
    knowledge: KnowledgeArguments,
    #[command(flatten)]
    endpoint: EndpointArguments,
}

pub(super) fn run(arguments: &TraceArguments, ui: &Ui) -> Result<Outcome, Failure> {
    if arguments.falls {
        return run_falls(arguments, ui);
    }
    if let Some(endpoint) = arguments.endpoint.open()? {
        let mut reading = Reading::new(&endpoint);
        reading.look_around(&arguments.thing).map_err(unanswered)?;
        let (knowledge, ()) = reading.settle(|_, _| ()).map_err(unanswered)?;
        return show(arguments, &knowledge, ui);
    }
    let (knowledge, _) = arguments.knowledge.load(ui)?;
    show(arguments, &knowledge, ui)
}

/// Shows what falls with a work.
fn run_falls(arguments: &TraceArguments, ui: &Ui) -> Result<Outcome, Failure> {
    let thing = &arguments.thing;
    if let Some((endpoint, catalogue)) = arguments.endpoint.load(&arguments.knowledge)? {
        let mut reading = Reading::new(&endpoint);
        let withdrawn = reading.withdraw(std::slice::from_ref(thing));
        withdrawn.map_err(unanswered)?;
        let settled = reading.settle(|knowledge, engine| {
            let works = works(knowledge, thing)?;
            let time = arguments.timeout;
            let falls = falls(knowledge, Some(engine), &catalogue, &works, time);
            Ok::<_, Failure>(falls)
        });
        let (knowledge, falls) = settled.map_err(unanswered)?;
        let falls = falls?;
        remark(&endpoint, ui);
        return show_falls(arguments, &knowledge, &falls, ui);
    }
    let (knowledge, catalogue) = arguments.knowledge.load(ui)?;
    let works = works(&knowledge, thing)?;
    let falls = falls(&knowledge, None, &catalogue, &works, arguments.timeout);
    show_falls(arguments, &knowledge, &falls, ui)
}

fn show_falls(
    arguments: &TraceArguments,
    knowledge: &KnowledgeBase,
    falls: &Falls,
    ui: &Ui,
) -> Result<Outcome, Failure> {
    still_sound(knowledge, &arguments.knowledge)?;
    if arguments.format == "json" {
        ui.answer(|out| writeln!(out, "{:#}", falls_json(knowledge, falls)))?;
    } else {
        ui.answer(|out| write_falls(out, knowledge, falls, ui.width))?;
    }
    still_sound(knowledge, &arguments.knowledge)?;
    Ok(Outcome::Clean)
}

/// Shows what is known about a thing.
fn show(
    arguments: &TraceArguments,
    knowledge: &KnowledgeBase,
    ui: &Ui,
) -> Result<Outcome, Failure> {
    let things = find(knowledge, &arguments.thing).map_err(|unknown| {
        let failure = Failure::coded(Code::UNKNOWN_THING, unknown.to_string());
        match unknown.near {
            Some(near) => failure.with_hint(format!("did you mean `{near}`?")),
            None => failure.with_hint(
                "name a claim, a catalyst or a site, a work's number, DOI or first author",
            ),
        }
    })?;
    let paper = match &arguments.source {
        Some(file) => Some(paper(file, "trace --source", ui)?.1),
        None => None,
    };
    let files = arguments.knowledge.files()?;
    let anchors = paper
        .as_ref()
        .map(|paper| Anchors::new(knowledge, &files, paper));
    let traces: Vec<_> = things
        .into_iter()
        .map(|thing| trace(knowledge, thing))
        .collect();
    still_sound(knowledge, &arguments.knowledge)?;
    if arguments.format == "json" {
        let list: Vec<_> = traces
            .iter()
            .map(|one| trace_json(knowledge, one, anchors.as_ref()))
            .collect();
        ui.answer(|out| writeln!(out, "{:#}", json!({ "things": list })))?;
    } else {
        ui.answer(|out| {
            for (number, one) in traces.iter().enumerate() {
                if number > 0 {
                    writeln!(out)?;
                }
                write_trace(out, knowledge, one, anchors.as_ref(), ui.width)?;
            }
            Ok(())
        })?;
    }
    // What is printed of a claim is read while it is printed.
    still_sound(knowledge, &arguments.knowledge)?;
    Ok(Outcome::Clean)
}

/// Reads a number of seconds.
fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse::<f64>().ok().filter(|seconds| *seconds > 0.0);
    seconds
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .ok_or_else(|| "it is no number of seconds".to_owned())
}
