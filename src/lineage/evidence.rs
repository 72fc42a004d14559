//! The evidence of a row, ready to be shown.

pub use super::support::StatementRef;
use super::support::{Part, Supports, Written, dedup_in_order, write_out};

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
    pub(super) fn of(supports: &Supports, limit: usize) -> Self {
        let mut evidence = Self::default();
        if limit > 0 && supports.len() == 1 && !supports.get(0).iter().any(Part::is_compound) {
            evidence.alternatives.reserve_exact(1);
            let mut only = Written::default();
            supports.get(0).iter().for_each(|part| only.take(part));
            evidence.push(only);
            return evidence;
        }
        let (written, count) = write_out(supports, limit);
        evidence.more_alternatives = count.saturating_sub(written.len() as u64);
        evidence.alternatives.reserve_exact(written.len());
        written.into_iter().for_each(|one| evidence.push(one));
        evidence
    }

    fn push(&mut self, one: Written) {
        let Written {
            mut statements,
            absent,
            several,
            endpoints,
            untraced,
        } = one;
        for reason in untraced {
            let reason = reason.to_string();
            if !self.incomplete.contains(&reason) {
                self.incomplete.push(reason);
            }
        }
        dedup_in_order(&mut statements);
        self.alternatives.push(Alternative {
            statements,
            absent: absent.iter().map(ToString::to_string).collect(),
            one_of_several: several.iter().map(ToString::to_string).collect(),
            endpoints: endpoints
                .iter()
                .map(|name| name.as_str().to_owned())
                .collect(),
        });
    }
}
