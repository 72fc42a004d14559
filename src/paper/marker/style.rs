//! How a paper cites, which a sentence alone cannot tell.

use super::{Form, Found, Trust};
use regex::Regex;
use std::cell::Cell;
use std::collections::HashSet;
use std::sync::LazyLock;

/// What is known of a paper's markers.
#[derive(Debug, Default)]
pub(in crate::paper) struct Style {
    /// Highest number of the reference list.
    highest: Option<u32>,
    /// Whether the list's entries have numbers of their own.
    numbered: bool,
    /// Numbers that are cited in each form.
    cited: [HashSet<u32>; 4],
    /// How often a number that is new in a form follows another new one, and how often it is the lower one.
    steps: [(u32, u32); 4],
    /// The last new number of each form.
    last: [u32; 4],
    /// How often the text names an author and a year.
    years: usize,
    /// Highest number that was cited so far.
    reached: Cell<u32>,
}

/// How far ahead of what has been cited a marker may reach where its form leaves doubts.
const AHEAD: u32 = 12;

/// Fewest authors with years that show that a paper cites so.
const FEWEST_YEARS: usize = 5;

/// Fewest new numbers that show whether a list is in the order of its citations; others are in that of the alphabet.
const FEWEST_STEPS: u32 = 10;

impl Style {
    pub(in crate::paper) fn new(highest: Option<u32>, numbered: bool) -> Self {
        Self {
            highest,
            numbered,
            ..Self::default()
        }
    }

    /// Counts the candidates of a text, and the authors with years in it.
    pub(in crate::paper) fn count(&mut self, text: &str, found: &[Found]) {
        static NAMED: LazyLock<Option<Regex>> = LazyLock::new(|| {
            Regex::new(r"\p{Lu}[\p{L}’'-]+(?:,? \*?et al\.?\*?\.?| (?:and|&|&amp;) \p{Lu}[\p{L}’'-]+)?,? \(?(?:19|20)\d\d[a-z]?[);,]").ok()
        });
        if !self.numbered
            && text.contains(')')
            && let Some(named) = NAMED.as_ref()
        {
            self.years += named.find_iter(text).count();
        }
        for marker in found {
            let Some(form) = group(marker.form) else {
                continue;
            };
            if marker.trust > Trust::Next && marker.form != Form::Flattened
                || marker.trust == Trust::Certain
            {
                let listed = |n: &u32| self.highest.is_none_or(|highest| *n <= highest);
                let numbers: Vec<u32> = marker
                    .numbers
                    .iter()
                    .filter_map(|n| n.parse().ok())
                    .filter(listed)
                    .collect();
                if let Some(first) = numbers.first().filter(|n| !self.cited[form].contains(n)) {
                    let (steps, falls) = &mut self.steps[form];
                    *steps += 1;
                    *falls += u32::from(*first < self.last[form]);
                    self.last[form] = *first;
                }
                self.cited[form].extend(numbers);
            }
        }
    }

    /// Returns which form most numbers are cited in.
    fn main(&self) -> usize {
        // Brackets and raised numbers are rarely anything else; those in round brackets and flat ones often are.
        let weights = [10, 9, 8, 6];
        (0..self.cited.len())
            .rev()
            .max_by_key(|form| self.cited[*form].len() * weights[*form])
            .unwrap_or(0)
    }

    /// Says whether a candidate is a marker, in the order of the text.
    pub(in crate::paper) fn accepts(&self, found: &Found) -> bool {
        let holds = self.holds(found);
        if holds {
            let listed = found.numbers.iter().filter_map(|n| n.parse().ok());
            let last = listed
                .filter(|n: &u32| self.highest.is_none_or(|highest| *n <= highest))
                .max();
            self.reached.set(self.reached.get().max(last.unwrap_or(0)));
        }
        holds
    }

    /// Says whether a candidate is a marker, by what has been cited so far.
    pub(in crate::paper) fn holds(&self, found: &Found) -> bool {
        let numbers: Vec<u32> = found
            .numbers
            .iter()
            .filter_map(|n| n.parse().ok())
            .collect();
        let (Some(first), Some(last)) = (numbers.first(), numbers.iter().max()) else {
            return false;
        };
        let listed = self.highest.is_none_or(|highest| *last <= highest);
        let main = self.main();
        if self.names_years(main) {
            return false;
        }
        let share =
            |form: usize, part: usize| self.cited[form].len() * part >= self.cited[main].len();
        let doubted = found.trust == Trust::Doubtful;
        match found.form {
            // A number in brackets that the list lacks is worth a word, not silence, unless it lies far off.
            Form::Bracketed => {
                let near = self
                    .highest
                    .is_none_or(|highest| *last <= highest + (highest / 5).max(10));
                let partly = numbers
                    .iter()
                    .any(|n| *n > 0 && self.highest.is_none_or(|highest| *n <= highest));
                !doubted && (listed || (near || partly) && main == 0) && share(0, 5)
            }
            Form::Linked => listed || main == 0,
            Form::Raised => {
                let allowed = found.trust > Trust::Next
                    || *first <= self.reached.get() + 1 && *last > self.reached.get();
                listed && allowed && !doubted && share(1, 2)
            }
            Form::Named => listed && !doubted,
            Form::Flattened | Form::Enclosed => {
                let form = group(found.form).unwrap_or(0);
                // In the order of the list, new numbers come one after another.
                let next = *first <= self.reached.get() + 1
                    && *last <= self.reached.get() + numbers.len() as u32;
                let plausible = match found.trust {
                    Trust::Doubtful => false,
                    Trust::Next => next && (numbers.len() > 1 || *first > self.reached.get()),
                    // A range may begin where the numbers cited so far end.
                    Trust::Likely => {
                        *last <= self.reached.get().saturating_add(AHEAD)
                            || numbers.len() > 2 && *first <= self.reached.get() + 1
                            || !self.is_ordered(form)
                    }
                    Trust::Certain => true,
                };
                // A few numbers in round brackets are those of equations.
                let usual = form != 3
                    || self.cited[3].len() > 2
                        && self
                            .highest
                            .is_none_or(|highest| self.cited[3].len() * 10 >= highest as usize);
                listed && main == form && usual && plausible
            }
        }
    }

    /// Says whether the list is in the order in which its entries are cited in a form, as far as that can be seen.
    fn is_ordered(&self, form: usize) -> bool {
        let (steps, falls) = self.steps[form];
        steps < FEWEST_STEPS || falls * 3 < steps
    }

    /// Says whether the paper names authors and years, so that the few numbers that look like markers are none.
    fn names_years(&self, main: usize) -> bool {
        let few = |highest: u32| self.cited[main].len() * 10 < highest as usize;
        let years = self.years >= FEWEST_YEARS && self.years > 2 * self.cited[main].len();
        !self.numbered && (self.highest.is_some_and(few) || years)
    }
}

/// Returns the group that is counted together.
fn group(form: Form) -> Option<usize> {
    match form {
        Form::Bracketed | Form::Linked => Some(0),
        Form::Raised => Some(1),
        Form::Flattened => Some(2),
        Form::Enclosed => Some(3),
        Form::Named => None,
    }
}
