//! What an audit finds.

use crate::diagnostic::{Code, Severity};
use crate::source::Place;

/// How sure a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Certainty {
    /// There may be a good reason for it.
    WorthALook,
    /// Almost always a slip.
    Likely,
    /// It cannot be right as it stands.
    Certain,
}

/// Something that a sharp reviewer would flag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Which kind of thing; has a page under `docs/codes/`.
    pub code: &'static Code,
    /// How much it matters.
    pub severity: Severity,
    /// How sure it is.
    pub certainty: Certainty,
    /// One line that makes sense alone: lower case, no full stop.
    pub message: String,
    /// Where it stands in the paper.
    pub place: Place,
    /// Numbers of the references that it concerns.
    pub references: Vec<String>,
    /// What was compared.
    pub evidence: Vec<Evidence>,
}

/// One of the things that were compared, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// What stands there, or what follows from it.
    pub text: String,
    /// Locator of the place, where it has one.
    pub locator: Option<String>,
    /// The place, where it has one.
    pub place: Option<Place>,
}

impl Certainty {
    /// Returns the words that people and programs see.
    pub fn name(self) -> &'static str {
        match self {
            Self::Certain => "certain",
            Self::Likely => "likely",
            Self::WorthALook => "worth a look",
        }
    }
}

impl Finding {
    /// Returns a finding as severe as its code, without references and evidence.
    pub(super) fn new(
        code: &'static Code,
        certainty: Certainty,
        place: Place,
        message: impl Into<String>,
    ) -> Self {
        Self {
            code,
            severity: code.severity,
            certainty,
            message: message.into(),
            place,
            references: Vec::new(),
            evidence: Vec::new(),
        }
    }

    /// Returns it as a note, whatever its code says.
    pub(super) fn into_note(mut self) -> Self {
        self.severity = Severity::Note;
        self
    }

    /// Returns it with the references that it concerns.
    pub(super) fn of<'a>(mut self, references: impl IntoIterator<Item = &'a str>) -> Self {
        for reference in references {
            if !self.references.iter().any(|known| known == reference) {
                self.references.push(reference.to_owned());
            }
        }
        self
    }

    /// Returns it with one more thing that was compared.
    pub(super) fn with(mut self, evidence: Evidence) -> Self {
        self.evidence.push(evidence);
        self
    }
}

impl Evidence {
    /// Returns what follows from elsewhere.
    pub(super) fn said(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            locator: None,
            place: None,
        }
    }

    /// Returns what stands at a place.
    pub(super) fn at(place: Place, locator: &str, text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            locator: Some(locator.to_owned()),
            place: Some(place),
        }
    }
}
