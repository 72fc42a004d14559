//! `synergraph questions`

use super::endpoint::{EndpointArguments, try_there};
use super::knowledge::KnowledgeArguments;
use super::ui::{Failure, Outcome, Ui};
use crate::diagnostic::Code;
use crate::lineage::{Options, Results};
use crate::query::{
    Asked, Catalogue, DefaultChoice, ParameterKind, Question, Request, ask, describe_questions,
};
use serde_json::json;

/// List the named questions, show one in full, or run them all
#[derive(Debug, clap::Args)]
pub(super) struct QuestionsArguments {
    /// Show this question in full
    name: Option<String>,
    /// Run every question with its defaults, and say which gives no row or citations that are incomplete
    #[arg(long, conflicts_with = "name")]
    check: bool,
    /// Choose a form: table or json
    #[arg(long, value_name = "FORMAT", default_value = "table", value_parser = ["table", "json"])]
    format: String,
    #[command(flatten)]
    knowledge: KnowledgeArguments,
    #[command(flatten)]
    endpoint: EndpointArguments,
}

pub(super) fn run(arguments: &QuestionsArguments, ui: &Ui) -> Result<Outcome, Failure> {
    if arguments.check {
        return check(arguments, ui);
    }
    let files = arguments.knowledge.files()?;
    let (catalogue, mut problems) = Catalogue::read(&files);
    problems.extend_from_slice(files.unreadable());
    if !problems.is_empty() {
        return Err(Failure::of(problems));
    }
    let chosen: Vec<&Question> = match &arguments.name {
        Some(name) => match catalogue.get(name) {
            Some(question) => vec![question],
            None => {
                let hint = match catalogue.nearest(name) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "`synergraph questions` lists them all".to_owned(),
                };
                return Err(Failure::coded(
                    Code::UNKNOWN_QUESTION,
                    format!("no question is called `{name}`"),
                )
                .with_hint(hint));
            }
        },
        None => catalogue.iter().collect(),
    };
    if arguments.format == "json" {
        let list: Vec<_> = chosen
            .iter()
            .map(|question| question_json(question))
            .collect();
        ui.answer(|out| writeln!(out, "{:#}", json!({ "questions": list })))?;
    } else {
        let whole = arguments.name.is_some();
        ui.answer(|out| describe_questions(out, &chosen, whole, ui.width))?;
    }
    Ok(Outcome::Clean)
}

/// Answers a request, or says why it cannot be answered; a failure is one of all requests.
type Answering = Box<dyn FnMut(&Request<'_>) -> Result<Option<Result<Asked, String>>, Failure>>;

fn check(arguments: &QuestionsArguments, ui: &Ui) -> Result<Outcome, Failure> {
    let (catalogue, mut answered): (Catalogue, Answering) =
        if let Some((endpoint, catalogue)) = arguments.endpoint.load(&arguments.knowledge)? {
            let there = move |request: &Request<'_>| {
                let (_, mut asked) = try_there(&endpoint, std::slice::from_ref(request))?;
                Ok(asked
                    .pop()
                    .map(|asked| asked.map_err(|error| error.to_string())))
            };
            (catalogue, Box::new(there))
        } else {
            let (knowledge, catalogue) = arguments.knowledge.load(ui)?;
            let here = move |request: &Request<'_>| {
                let asked = ask(&knowledge, request);
                Ok(Some(asked.map_err(|error| error.to_string())))
            };
            (catalogue, Box::new(here))
        };
    let mut lines = Vec::new();
    let mut outcome = Outcome::Clean;
    for question in catalogue.iter() {
        let request = Request {
            question,
            settings: &[],
            default: DefaultChoice::Merged,
            base: None,
            options: Options::default(),
        };
        let Some(asked) = answered(&request)? else {
            continue;
        };
        let (verdict, detail) = match asked {
            Err(error) => ("fails", error),
            Ok(asked) => {
                let Results::Solutions(_, rows) = &asked.answer.results else {
                    continue;
                };
                let incomplete = rows
                    .iter()
                    .filter(|row| row.evidence.as_ref().is_none_or(|e| !e.is_complete()))
                    .count();
                if rows.is_empty() {
                    ("empty", "no rows".to_owned())
                } else if incomplete > 0 {
                    let all = rows.len();
                    (
                        "gaps",
                        format!("citations of {incomplete} of {all} rows incomplete"),
                    )
                } else {
                    ("ok", format!("{} rows", rows.len()))
                }
            }
        };
        if verdict != "ok" {
            outcome = Outcome::Found;
        }
        lines.push(format!("{verdict:<6} {:<32} {detail}", question.name));
    }
    ui.answer(|out| {
        for line in &lines {
            writeln!(out, "{line}")?;
        }
        Ok(())
    })?;
    Ok(outcome)
}

fn question_json(question: &Question) -> serde_json::Value {
    let parameters: Vec<_> = question
        .parameters
        .iter()
        .map(|parameter| {
            let kind = match &parameter.kind {
                ParameterKind::Iri => "iri",
                ParameterKind::Literal => "literal",
                ParameterKind::Number => "number",
                ParameterKind::Integer => "integer",
                ParameterKind::Language(language) => language,
            };
            json!({
                "name": parameter.name,
                "kind": kind,
                "required": parameter.required,
                "default": parameter.default,
                "values": parameter.values,
                "class": parameter.class,
                "description": parameter.description,
            })
        })
        .collect();
    json!({
        "name": question.name,
        "summary": question.header.summary,
        "description": question.header.description,
        "parameters": parameters,
        "tags": question.header.tags,
        "query": question.source.text,
    })
}
