//! `synergraph explain`

use super::ui::{Failure, Outcome, Ui};
use crate::check::{Page, pages};
use crate::query::{nearest, wrap};

/// Explain a diagnostic: what it finds, why it matters, how to mend it
#[derive(Debug, clap::Args)]
pub(super) struct ExplainArguments {
    /// Code of the diagnostic, such as `unknown-term`; without one, all are listed
    code: Option<String>,
}

pub(super) fn run(arguments: &ExplainArguments, ui: &Ui) -> Result<Outcome, Failure> {
    let pages = pages();
    let Some(code) = &arguments.code else {
        let longest = pages.iter().map(|page| page.code.len()).max().unwrap_or(0);
        ui.answer(|out| {
            for page in &pages {
                let room = ui.width.saturating_sub(longest as u16 + 2).max(30);
                for (at, line) in wrap(&page.summary, room).iter().enumerate() {
                    let code = if at == 0 { page.code.as_str() } else { "" };
                    writeln!(out, "{code:<longest$}  {}", line.trim_start())?;
                }
            }
            Ok(())
        })?;
        return Ok(Outcome::Clean);
    };
    match pages.iter().find(|page| page.code == *code) {
        Some(Page { text, .. }) => {
            ui.answer(|out| writeln!(out, "{}", text.trim_end()))?;
            Ok(Outcome::Clean)
        }
        None => {
            let failure = Failure::new(format!("no diagnostic is called `{code}`"));
            Err(
                match nearest(code, pages.iter().map(|page| page.code.as_str())) {
                    Some(near) => failure.with_hint(format!("did you mean `{near}`?")),
                    None => failure.with_hint("`synergraph explain` lists them all"),
                },
            )
        }
    }
}
