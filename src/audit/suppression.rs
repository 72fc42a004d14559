//! Findings that a person has looked at and lets stand, with the reason, in a file of their own.

use super::code::{self, audit_codes};
use super::finding::{Certainty, Evidence, Finding};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Source;
use serde::Deserialize;
use std::path::Path;
use std::sync::Arc;
use toml::Spanned;

/// A file of suppressions.
#[derive(Debug, Clone)]
pub struct Suppressions {
    source: Arc<Source>,
    entries: Vec<Spanned<Suppression>>,
}

/// What lets a finding stand: all that it names must fit.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Suppression {
    /// Code of the finding.
    code: String,
    /// Why it may stand.
    #[serde(default)]
    reason: String,
    /// Number of a reference that the finding concerns.
    reference: Option<Number>,
    /// Locator of the finding, or of a piece of its evidence.
    locator: Option<String>,
    /// A part of its message.
    text: Option<String>,
    /// Name of the paper's file, where one file serves several papers.
    paper: Option<String>,
}

/// A number, with quotes or without.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
enum Number {
    Text(String),
    Integer(i64),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    suppress: Vec<Spanned<Suppression>>,
}

/// A finding that was let stand, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppressed {
    /// The finding.
    pub finding: Finding,
    /// The reason in the file.
    pub reason: String,
}

impl Suppressions {
    /// Reads a file of suppressions.
    ///
    /// # Errors
    /// Where it is no TOML, or holds what no suppression has.
    pub fn read(source: &Arc<Source>) -> Result<Self, Box<Diagnostic>> {
        match toml::from_str::<File>(&source.text) {
            Ok(file) => Ok(Self {
                source: Arc::clone(source),
                entries: file.suppress,
            }),
            Err(error) => {
                let message = error
                    .message()
                    .lines()
                    .next()
                    .unwrap_or_default()
                    .to_owned();
                let place = source.place(error.span().unwrap_or(0..0));
                Err(Box::new(
                    Diagnostic::new(Code::SYNTAX, message).at(place).with_hint(
                        "an entry is `[[suppress]]` with `code`, `reason`, and if need be `reference`, `locator`, `text`, `paper`",
                    ),
                ))
            }
        }
    }

    /// Takes out the findings that are let stand, and adds what is wrong with the file itself.
    pub fn apply(&self, findings: &mut Vec<Finding>) -> Vec<Suppressed> {
        let mut suppressed = Vec::new();
        let mut own = Vec::new();
        let paper = findings
            .first()
            .map(|finding| Arc::clone(&finding.place.source));
        for entry in &self.entries {
            let wanted = entry.get_ref();
            let of_paper = |name: &str| {
                paper.as_ref().is_some_and(|paper| {
                    Path::new(&paper.name).file_name() == Path::new(name).file_name()
                })
            };
            if wanted.paper.as_deref().is_some_and(|name| !of_paper(name)) {
                continue;
            }
            let place = self.source.place(entry.span());
            if wanted.reason.trim().is_empty() {
                own.push(Finding::new(
                    &code::SUPPRESSION_WITHOUT_REASON,
                    Certainty::Certain,
                    place.clone(),
                    format!("`{}` is suppressed without a reason", wanted.code),
                ));
            }
            let before = findings.len();
            findings.retain(|finding| {
                let fits = wanted.fits(finding);
                if fits {
                    suppressed.push(Suppressed {
                        finding: finding.clone(),
                        reason: wanted.reason.trim().to_owned(),
                    });
                }
                !fits
            });
            if findings.len() == before {
                let known = audit_codes().iter().any(|code| code.name == wanted.code);
                let mut unused = Finding::new(
                    &code::SUPPRESSION_UNUSED,
                    Certainty::Certain,
                    place,
                    if known {
                        format!("the suppression of `{}` suppresses nothing", wanted.code)
                    } else {
                        format!("no finding is called `{}`", wanted.code)
                    },
                );
                let same = suppressed
                    .iter()
                    .filter(|done| done.finding.code.name == wanted.code)
                    .count();
                if same > 0 {
                    unused = unused.with(Evidence::said(format!(
                        "another entry of the file suppresses {same} of this code"
                    )));
                }
                own.push(unused);
            }
        }
        findings.extend(own);
        suppressed
    }
}

impl Suppression {
    fn fits(&self, finding: &Finding) -> bool {
        let number = self.reference.as_ref().map(|number| match number {
            Number::Text(text) => text.clone(),
            Number::Integer(integer) => integer.to_string(),
        });
        let at = |locator: &String| {
            finding
                .evidence
                .iter()
                .any(|piece| piece.locator.as_ref() == Some(locator))
        };
        finding.code.name == self.code
            && number.is_none_or(|number| finding.references.contains(&number))
            && self.locator.as_ref().is_none_or(at)
            && self
                .text
                .as_ref()
                .is_none_or(|text| finding.message.contains(text))
    }
}
