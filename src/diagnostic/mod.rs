//! What is wrong with an input, as data: nothing here is thrown, and only `cli` prints it.

mod code;
mod render;

pub use code::{Code, all_codes};
pub use render::{render, to_json};

use crate::source::Place;

/// How much a diagnostic matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Probably wrong.
    Warning,
    /// Wrong.
    Error,
}

/// One thing that is wrong, where, and what may help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which kind of thing is wrong; has a page under `docs/codes/`.
    pub code: Code,
    /// One line that makes sense alone: lower case, no full stop.
    pub headline: String,
    /// Where, if it is anywhere.
    pub place: Option<Place>,
    /// One thing that the reader can do about it.
    pub hint: Option<String>,
}

impl Diagnostic {
    /// Returns a diagnostic without place or hint.
    pub fn new(code: &Code, headline: impl Into<String>) -> Self {
        Self {
            code: code.clone(),
            headline: headline.into(),
            place: None,
            hint: None,
        }
    }

    /// Returns it with a place.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// Returns it with a hint.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl Severity {
    /// Returns the word that people and JSON see.
    pub fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// Sorts diagnostics by file, place and code, for output that does not change from run to run.
pub fn sort(diagnostics: &mut [Diagnostic]) {
    diagnostics.sort_by(|a, b| {
        let key = |d: &Diagnostic| {
            d.place
                .as_ref()
                .map(|place| (place.source.name.clone(), place.span.start))
        };
        key(a)
            .cmp(&key(b))
            .then_with(|| a.code.name.cmp(&b.code.name))
            .then_with(|| a.headline.cmp(&b.headline))
    });
}
