//! The evidence of a row, ready to be shown.

pub use super::support::StatementRef;
use super::support::{Part, Support, Written, write_out};
use rustc_hash::FxHashSet;

/// What a row rests on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Evidence {
    /// Why something could not be traced; empty where everything was.
    pub incomplete: Vec<String>,
    /// Derivations, each of which alone supports the row.
    pub alternatives: Vec<Alternative>,
    /// How many further derivations there are.
    pub more_alternatives: u64,
}

/// One derivation: statements that together give the row, and what had to be absent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Alternative {
    /// The statements, in the order of the query's patterns.
    pub statements: Vec<StatementRef>,
    /// Patterns whose absence was relied on, as SPARQL text.
    pub absent: Vec<String>,
    /// Property paths of which one shortest is shown although there are others.
    pub one_of_several: Vec<String>,
    /// Endpoints asked.
    pub endpoints: Vec<String>,
}

impl Evidence {
    /// Says whether everything was traced.
    pub fn is_complete(&self) -> bool {
        self.incomplete.is_empty()
    }

    /// Returns evidence that says only why there is none.
    pub fn untraced(reason: impl Into<String>) -> Self {
        Self {
            incomplete: vec![reason.into()],
            ..Self::default()
        }
    }

    /// Returns the evidence of a row with these derivations, of which at most `limit` are written out.
    pub(super) fn of(supports: &[Support], limit: usize) -> Self {
        if let [one] = supports
            && let Some(statements) = only_statements(one)
            && limit > 0
        {
            return Self {
                alternatives: vec![Alternative {
                    statements,
                    ..Alternative::default()
                }],
                ..Self::default()
            };
        }
        let (written, count) = write_out(supports, limit);
        let mut incomplete = Vec::new();
        let shown = written.len() as u64;
        let alternatives = written
            .into_iter()
            .map(|one| {
                let Written {
                    statements,
                    absent,
                    several,
                    endpoints,
                    untraced,
                } = one;
                for reason in untraced {
                    let reason = reason.to_string();
                    if !incomplete.contains(&reason) {
                        incomplete.push(reason);
                    }
                }
                let mut seen = FxHashSet::default();
                Alternative {
                    statements: statements
                        .into_iter()
                        .filter(|statement| seen.insert(*statement))
                        .collect(),
                    absent: absent.iter().map(ToString::to_string).collect(),
                    one_of_several: several.iter().map(ToString::to_string).collect(),
                    endpoints: endpoints
                        .into_iter()
                        .map(oxigraph::model::NamedNode::into_string)
                        .collect(),
                }
            })
            .collect();
        Self {
            incomplete,
            alternatives,
            more_alternatives: count.saturating_sub(shown),
        }
    }
}

/// Returns the statements of a derivation that is made of nothing else, each once: the plainest case, and the commonest.
fn only_statements(support: &Support) -> Option<Vec<StatementRef>> {
    let mut statements = Vec::with_capacity(support.len());
    for part in support {
        match part {
            Part::Statement(statement) if support.len() <= 16 => {
                if !statements.contains(statement) {
                    statements.push(*statement);
                }
            }
            _ => return None,
        }
    }
    Some(statements)
}
