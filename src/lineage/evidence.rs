//! The evidence of a row, ready to be shown.

use super::absence::Absence;
use super::alternatives::{PlainSum, write_out};
use super::support::{Notes, Part, Supports, Written, dedup_in_order};
pub use super::support::{StatementRef, Statements};
use oxigraph::model::NamedNode;
use smallvec::SmallVec;
use std::sync::Arc;

/// What a row rests on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Evidence {
    /// Why something could not be traced; empty where everything was.
    pub incomplete: Vec<String>,
    /// Derivations, each of which alone supports the row.
    pub alternatives: SmallVec<[Alternative; 1]>,
    /// How many further derivations there are.
    pub more_alternatives: u64,
}

/// One derivation: statements that together give the row, and what had to be absent.
///
/// Nearly all rows rest on statements alone, and there may be millions of rows; whatever else there is to say of a
/// derivation has a place of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Alternative {
    /// The statements, in the order of the query's patterns.
    pub statements: Statements,
    notes: Option<Box<Notes>>,
}

impl Alternative {
    /// Adds a pattern whose absence it relies on.
    pub(super) fn rely_on(&mut self, absence: Absence) {
        let absent = &mut self.notes.get_or_insert_default().absent;
        if !absent.contains(&absence) {
            absent.push(absence);
        }
    }

    /// Returns the patterns whose absence was relied on.
    pub fn absent(&self) -> &[Absence] {
        self.notes.as_ref().map_or(&[], |notes| &notes.absent)
    }

    /// Returns the property paths of which one shortest is shown although there are others.
    pub fn one_of_several(&self) -> &[Arc<str>] {
        self.notes.as_ref().map_or(&[], |notes| &notes.several)
    }

    /// Returns the endpoints asked.
    pub fn endpoints(&self) -> &[Arc<NamedNode>] {
        self.notes.as_ref().map_or(&[], |notes| &notes.endpoints)
    }
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
            let mut only = Written::default();
            supports.get(0).iter().for_each(|part| only.take(part));
            evidence.push(only);
            return evidence;
        }
        if supports.len() == 1
            && let Some(sum) = PlainSum::of(supports.get(0))
        {
            let products = sum.products().take(limit);
            evidence.alternatives = products
                .map(|statements| Alternative {
                    statements,
                    notes: None,
                })
                .collect();
            evidence.more_alternatives = (sum.len() - evidence.alternatives.len()) as u64;
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
            mut notes,
        } = one;
        dedup_in_order(&mut statements);
        if let Some(found) = &mut notes {
            for reason in found.untraced.drain(..) {
                if !self.incomplete.iter().any(|known| **known == *reason) {
                    self.incomplete.push(reason.to_string());
                }
            }
            if **found == Notes::default() {
                notes = None;
            }
        }
        self.alternatives.push(Alternative { statements, notes });
    }
}
