//! `synergraph compare`

use super::knowledge::{KnowledgeArguments, still_sound};
use super::query::{question, setting};
use super::report::{DEFAULT_STYLE, answered, style, unformatted};
use super::ui::{Failure, Outcome, Ui};
use crate::diagnostic::Code;
use crate::query::nearest;
use crate::report::{TableFormat, compare, write_comparison};

/// Put systems side by side: one row each, one column for each quantity and basis
///
/// Every value has its citations, and a mark where it is hedged, from a table, or retracted. The question's header says
/// what its columns are.
#[derive(Debug, clap::Args)]
pub(super) struct CompareArguments {
    /// Name of a question whose header has `comparison:`
    #[arg(value_name = "NAME", default_value = "performance")]
    question: String,
    /// Set a parameter of the question (can be repeated)
    #[arg(long, value_name = "NAME=VALUE", value_parser = setting)]
    set: Vec<(String, String)>,
    /// Choose a form: csv, markdown, html, latex
    #[arg(long, value_name = "FORMAT", default_value = "markdown")]
    format: String,
    /// Format the bibliography by this style: a name such as `nature`, or a `.csl` file
    #[arg(long, value_name = "STYLE", default_value = DEFAULT_STYLE)]
    style: String,
    #[command(flatten)]
    knowledge: KnowledgeArguments,
}

pub(super) fn run(arguments: &CompareArguments, ui: &Ui) -> Result<Outcome, Failure> {
    let format: TableFormat = arguments.format.parse().map_err(|()| {
        let failure = Failure::coded(
            Code::UNKNOWN_FORMAT,
            format!("no table format is called `{}`", arguments.format),
        );
        match nearest(&arguments.format, TableFormat::NAMES.into_iter()) {
            Some(near) => failure.with_hint(format!("did you mean `{near}`?")),
            None => failure.with_hint(format!("choose one of {}", TableFormat::NAMES.join(", "))),
        }
    })?;
    let style = style(&arguments.style)?;
    let (knowledge, catalogue) = arguments.knowledge.load(ui)?;
    let question = question(&arguments.question, &catalogue)?;
    let unsaid = || {
        Failure::coded(
            Code::QUERY_HEADER,
            format!(
                "the question `{}` does not say how to compare",
                question.name
            ),
        )
        .with_hint("its header needs `comparison:` with `of`, `columns` and `value`")
    };
    let note = question.header.comparison.as_ref().ok_or_else(unsaid)?;
    for (name, _) in &arguments.set {
        if !question.parameters.iter().any(|known| known.name == *name) {
            return Err(Failure::coded(
                Code::UNKNOWN_PARAMETER,
                format!("the question `{}` has no parameter `{name}`", question.name),
            ));
        }
    }
    let asked = answered(&knowledge, &question, &arguments.set)?;
    still_sound(&knowledge, &arguments.knowledge)?;
    let table = compare(&knowledge, &asked, note, &style)
        .map_err(unformatted)?
        .ok_or_else(unsaid)?;
    still_sound(&knowledge, &arguments.knowledge)?;
    ui.answer(|out| write_comparison(out, &table, format))?;
    Ok(Outcome::Clean)
}
