//! Questions as text.

use super::parameter::{Parameter, ParameterKind, with_article};
use super::question::Question;
use super::table::wrap;
use std::io::{self, Write};

/// Writes a list of questions, or each in full with its parameters and its SPARQL.
///
/// # Errors
/// Where the output cannot be written.
pub fn describe_questions(
    out: &mut dyn Write,
    questions: &[&Question],
    whole: bool,
    width: u16,
) -> io::Result<()> {
    let longest = questions.iter().map(|q| q.name.len()).max().unwrap_or(0);
    for question in questions {
        if !whole {
            let room = width.saturating_sub(longest as u16 + 2).max(30);
            for (at, line) in wrap(&question.header.summary, room).iter().enumerate() {
                let name = if at == 0 { question.name.as_str() } else { "" };
                let text = format!("{name:<longest$}  {}", line.trim_start());
                writeln!(out, "{}", text.trim_end())?;
            }
            continue;
        }
        writeln!(out, "{}: {}", question.name, question.header.summary)?;
        if !question.header.description.is_empty() {
            writeln!(out)?;
            for line in wrap(&question.header.description, width) {
                writeln!(out, "{}", line.trim_start())?;
            }
        }
        if !question.parameters.is_empty() {
            writeln!(out, "\nParameters (--set NAME=VALUE):")?;
            for parameter in &question.parameters {
                for (at, line) in wrap(&parameter_line(parameter), width - 2)
                    .iter()
                    .enumerate()
                {
                    let lead = if at == 0 { "  " } else { "    " };
                    writeln!(out, "{lead}{}", line.trim_start())?;
                }
            }
        }
        let body: Vec<&str> = question
            .source
            .text
            .lines()
            .skip_while(|line| line.starts_with("#+") || line.trim().is_empty())
            .collect();
        writeln!(out, "\n{}", body.join("\n"))?;
    }
    Ok(())
}

fn parameter_line(parameter: &Parameter) -> String {
    let mut text = parameter.name.clone();
    let kind = match &parameter.kind {
        ParameterKind::Iri => match &parameter.class {
            Some(class) => {
                let name = class.rsplit(['/', '#']).next().unwrap_or(class);
                format!("{}, by name or IRI", with_article(&name.to_lowercase()))
            }
            None => "an entity, by name or IRI".to_owned(),
        },
        ParameterKind::Literal => "a text".to_owned(),
        ParameterKind::Number => "a number".to_owned(),
        ParameterKind::Integer => "a whole number".to_owned(),
        ParameterKind::Language(language) => format!("a text in language {language}"),
    };
    if parameter.values.is_empty() {
        text.push_str(&format!(" ({kind}"));
    } else {
        text.push_str(&format!(" (one of {}", parameter.values.join(", ")));
    }
    match &parameter.default {
        Some(default) => {
            let short = default.rsplit(['/', '#']).next().unwrap_or(default);
            text.push_str(&format!("; default {short})"));
        }
        None if parameter.required => text.push_str("; required)"),
        None => text.push_str("; optional)"),
    }
    if !parameter.description.is_empty() {
        text.push_str(&format!(": {}", parameter.description));
    }
    text
}
