//! The only place that prints.

use crate::claim::FolderError;
use crate::diagnostic::{Code, Diagnostic, render};
use crate::query::UnknownFormat;
use crate::source::ReadError;
use crate::store::StoreError;
use indicatif::ProgressBar;
use std::io::{self, BufWriter, IsTerminal, Write};

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// All is well.
    Clean,
    /// Something was found.
    Found,
    /// It could not run.
    Failed,
}

/// What stops a command: headline, and a hint.
#[derive(Debug)]
pub(super) struct Failure {
    code: Option<&'static Code>,
    headline: String,
    hint: Option<String>,
    diagnostics: Vec<Diagnostic>,
}

/// The terminal, as far as output depends on it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ui {
    /// Columns of the terminal, or of what stands in for one.
    pub(super) width: u16,
    /// Whether stdout may have colours.
    pub(super) colour: bool,
    colour_of_errors: bool,
}

/// Columns where output goes to no terminal.
const PAGE: u16 = 100;

impl Ui {
    pub(super) fn new() -> Self {
        let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
            || std::env::var_os("TERM").is_some_and(|value| value == "dumb");
        let columns = std::env::var("COLUMNS")
            .ok()
            .and_then(|columns| columns.parse().ok());
        let measured = terminal_size::terminal_size().map(|(width, _)| width.0);
        Self {
            width: columns.or(measured).unwrap_or(PAGE).max(40),
            colour: !plain && io::stdout().is_terminal(),
            colour_of_errors: !plain && io::stderr().is_terminal(),
        }
    }

    /// Writes an answer to stdout; a reader who has gone away is no error.
    pub(super) fn answer(
        &self,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Failure> {
        let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
        match write(&mut out).and_then(|()| out.flush()) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::new(format!(
                "cannot write the answer: {}",
                crate::source::reason(&error)
            ))),
            _ => Ok(()),
        }
    }

    /// Returns a progress bar of so many steps, or of an unknown number where they are 0; hidden off a terminal.
    pub(super) fn progress(&self, what: &'static str, steps: u64) -> ProgressBar {
        if !io::stderr().is_terminal() {
            return ProgressBar::hidden();
        }
        let bar = if steps == 0 {
            ProgressBar::new_spinner()
        } else {
            ProgressBar::new(steps)
        };
        bar.set_message(what);
        bar.enable_steady_tick(std::time::Duration::from_millis(120));
        bar
    }

    /// Writes one line to stderr; where nobody reads, nothing is lost.
    pub(super) fn note(&self, line: &str) {
        let _ = writeln!(io::stderr().lock(), "{line}");
    }

    /// Writes diagnostics to stderr.
    pub(super) fn diagnostics(&self, diagnostics: &[Diagnostic]) {
        for diagnostic in diagnostics {
            let text = render(diagnostic, self.colour_of_errors, usize::from(self.width));
            self.note(&format!("{text}\n"));
        }
    }

    /// Writes why a command could not run.
    pub(super) fn failure(&self, failure: &Failure) {
        self.diagnostics(&failure.diagnostics);
        let (red, cyan, end) = if self.colour_of_errors {
            ("\u{1b}[1;31m", "\u{1b}[36m", "\u{1b}[0m")
        } else {
            ("", "", "")
        };
        if !failure.headline.is_empty() {
            let code = failure
                .code
                .map_or_else(String::new, |code| format!("[{}]", code.name));
            self.note(&format!("{red}error{code}:{end} {}", failure.headline));
        }
        if let Some(hint) = &failure.hint {
            self.note(&format!("{cyan}hint:{end} {hint}"));
        }
    }
}

/// Returns a number with its noun, in the plural where it is not one.
pub(super) fn counted(count: usize, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{plural}")
}

impl Failure {
    pub(super) fn new(headline: impl Into<String>) -> Self {
        Self {
            code: None,
            headline: headline.into(),
            hint: None,
            diagnostics: Vec::new(),
        }
    }

    /// Returns a failure that has a page under `docs/codes/`.
    pub(super) fn coded(code: &'static Code, headline: impl Into<String>) -> Self {
        Self {
            code: Some(code),
            ..Self::new(headline)
        }
    }

    pub(super) fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Returns a failure that diagnostics say in full.
    pub(super) fn of(diagnostics: Vec<Diagnostic>) -> Self {
        Self {
            diagnostics,
            ..Self::new("")
        }
    }
}

impl From<UnknownFormat> for Failure {
    fn from(error: UnknownFormat) -> Self {
        Self::coded(Code::UNKNOWN_FORMAT, error.to_string()).with_hint(error.hint)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::new(error.to_string())
    }
}

impl From<ReadError> for Failure {
    fn from(error: ReadError) -> Self {
        let failure = Self::coded(Code::UNREADABLE_FILE, error.to_string());
        match error {
            ReadError::NotText { hint, .. } => failure.with_hint(hint),
            ReadError::NotUtf8 { .. } => failure.with_hint(
                "a text of older programs becomes UTF-8 by `iconv -f WINDOWS-1252 -t UTF-8 FILE > NEW`",
            ),
            ReadError::Unreadable { .. } => failure,
        }
    }
}

impl From<FolderError> for Failure {
    fn from(error: FolderError) -> Self {
        let failure = Self::new(error.to_string());
        match error {
            FolderError::Taken(_) => {
                failure.with_hint("name a folder that is not there yet, or an empty one")
            }
            FolderError::Write { .. } => failure,
        }
    }
}
