//! Which questions beside others an engine answered too late to be of use, so that they are not asked again.

use super::text::Text;
use rustc_hash::{FxBuildHasher, FxHashMap};
use std::hash::BuildHasher;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How often in a row nothing may have come in time before nothing is asked beside others any more.
const LATE: u32 = 8;
/// For how many such times it counts where much was to be known: these are long.
const LONG: u32 = 4;
/// How often a question may be late: the first time the engine may have had to read what it asks for from a disk.
const TWICE: u32 = 2;
/// Questions that are remembered.
const MOST: usize = 10_000;

/// How an engine kept time.
#[derive(Debug, Default)]
pub(super) struct Punctuality(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    /// How often in a row nothing came in time.
    late: u32,
    /// How often questions were not answered in time, by their hashes.
    slow: FxHashMap<u64, u32>,
}

impl Punctuality {
    /// Returns the places of those questions that may be answered in time; none where none ever is.
    pub(super) fn promising(&self, questions: &[Text]) -> Option<Vec<usize>> {
        let state = self.state();
        if state.late >= LATE {
            return None;
        }
        let places = 0..questions.len();
        let promising: Vec<usize> = places
            .filter(|at| {
                let late = state.slow.get(&hash(&questions[*at]));
                late.is_none_or(|late| *late < TWICE)
            })
            .collect();
        (!promising.is_empty()).then_some(promising)
    }

    /// Takes note that all was answered in time.
    pub(super) fn note_in_time(&self) {
        self.state().late = 0;
    }

    /// Takes note of questions that were not answered in time, and of whether any other was.
    pub(super) fn note_late<'t>(
        &self,
        late: impl Iterator<Item = &'t Text>,
        any: bool,
        are_few: bool,
    ) {
        let mut state = self.state();
        state.late = match (any, are_few) {
            (true, _) => 0,
            (false, true) => state.late + 1,
            (false, false) => state.late + LONG,
        };
        // Of few, names are as good, and it was hardly waited for the answers.
        if are_few {
            return;
        }
        if state.slow.len() > MOST {
            state.slow.clear();
        }
        for question in late {
            *state.slow.entry(hash(question)).or_default() += 1;
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn hash(question: &Text) -> u64 {
    FxBuildHasher.hash_one(&question.query)
}
