//! What an engine fails at.

use super::wording::shown;
use std::time::Duration;

/// An engine that does not answer, or not with what was asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the endpoint {endpoint} {reason}")]
pub struct EndpointError {
    /// Its address, without what is nobody's business.
    pub endpoint: String,
    /// What happened, as the end of a sentence.
    pub reason: String,
    /// What may help.
    pub hint: Option<String>,
    /// Whether a smaller question may be answered.
    pub(super) too_much: bool,
    /// Whether it understood the request, and refused the query itself.
    pub(super) refused: bool,
    /// Whether the form of the answer was the trouble, and another than JSON was asked for.
    pub(super) of_form: bool,
    /// Whether it says itself that it gave as many rows as it gives at most.
    pub(super) cut: bool,
}

impl EndpointError {
    /// Returns an error about the engine at an address, and no more than that.
    pub(super) fn of(address: &str, reason: impl Into<String>) -> Self {
        Self {
            endpoint: shown(address),
            reason: reason.into(),
            hint: None,
            too_much: false,
            refused: false,
            of_form: false,
            cut: false,
        }
    }
}

/// What went wrong with one attempt.
pub(super) struct Trouble {
    pub(super) error: EndpointError,
    /// Whether the same question may be answered after a while.
    pub(super) may_pass: bool,
    /// Whether the answer was cut off at so few rows that it may be a slip.
    pub(super) is_slip: bool,
    /// How long the engine asks to wait.
    pub(super) wait: Option<Duration>,
}
