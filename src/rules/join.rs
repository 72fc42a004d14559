//! Joins the patterns of a rule over numbers of terms.

use super::facts::{Among, Fact, Facts, Terms, Wanted};
use super::rule::{Branch, Slot, Step};
use crate::store::TermId;
use oxigraph::model::Variable;

/// A place in a pattern: a column of the solution, or a term.
#[derive(Debug, Clone, Copy)]
pub(super) enum Place {
    Column(usize),
    Term(TermId),
}

/// A branch of a rule with its terms as numbers and its variables as columns.
#[derive(Debug)]
pub(super) struct Plan {
    /// The variables, by column: those of patterns and tables, then those of BINDs.
    pub(super) variables: Vec<Variable>,
    patterns: Vec<[Place; 3]>,
    tables: Vec<(Vec<usize>, Vec<Vec<TermId>>)>,
    pub(super) steps: Vec<Step>,
    pub(super) template: Vec<[Place; 3]>,
    /// Whether no two solutions give the same conclusion from the same premises.
    pub(super) unique: bool,
}

/// A solution of the patterns: values by column, and the fact that each pattern matched.
pub(super) type Solution = (Vec<Option<TermId>>, Box<[Fact]>);

#[derive(Debug, Clone, Copy)]
enum Item {
    Pattern(usize),
    Table(usize),
}

impl Plan {
    pub(super) fn new(branch: &Branch, template: &[[Slot; 3]], terms: &mut Terms<'_>) -> Self {
        let mut variables: Vec<Variable> = Vec::new();
        let mut column = |variable: &Variable| {
            let known = variables.iter().position(|known| known == variable);
            known.unwrap_or_else(|| {
                variables.push(variable.clone());
                variables.len() - 1
            })
        };
        let mut places = |slots: &[Slot; 3]| {
            [0, 1, 2].map(|at| match &slots[at] {
                Slot::Variable(variable) => Place::Column(column(variable)),
                Slot::Term(term) => Place::Term(terms.number(term)),
            })
        };
        let patterns: Vec<_> = branch.patterns.iter().map(&mut places).collect();
        let template = template.iter().map(&mut places).collect();
        let tables: Vec<(Vec<usize>, Vec<Vec<TermId>>)> = branch
            .tables
            .iter()
            .map(|(variables, rows)| {
                let columns = variables.iter().map(&mut column).collect();
                let rows = rows
                    .iter()
                    .map(|row| row.iter().map(|term| terms.number(term)).collect())
                    .collect();
                (columns, rows)
            })
            .collect();
        for step in &branch.steps {
            if let Step::Bind(variable, _) = step {
                column(variable);
            }
        }
        let predicates: Vec<TermId> = patterns
            .iter()
            .filter_map(|pattern: &[Place; 3]| match pattern[1] {
                Place::Term(term) => Some(term),
                Place::Column(_) => None,
            })
            .collect();
        // One pattern for each predicate, and at most one for any: each fact has its place.
        let mut different = predicates.clone();
        different.sort_unstable();
        different.dedup();
        let unique = different.len() == predicates.len()
            && predicates.len() + 1 >= patterns.len()
            && tables.is_empty();
        Self {
            unique,
            variables,
            patterns,
            tables,
            steps: branch.steps.clone(),
            template,
        }
    }

    /// Returns how many patterns it has.
    pub(super) fn patterns(&self) -> usize {
        self.patterns.len()
    }

    /// Returns the solutions in which the pattern `first` matches something new, and those before it nothing new.
    ///
    /// Without `first`, those over the store alone. Over all patterns and rounds each solution comes once.
    pub(super) fn solutions(
        &self,
        facts: &Facts<'_>,
        first: Option<usize>,
        new: std::ops::Range<usize>,
    ) -> Vec<Solution> {
        let among: Vec<Among> = (0..self.patterns.len())
            .map(|at| match first {
                None => Among::Before(0),
                Some(first) if at == first => Among::New(new.clone()),
                Some(first) if at < first => Among::Before(new.start),
                Some(_) => Among::Before(new.end),
            })
            .collect();
        let join = Join {
            plan: self,
            facts,
            among,
            order: self.order(facts, first),
        };
        let mut solutions = Vec::new();
        let mut row = vec![None; self.variables.len()];
        let mut matched = vec![[0; 3]; self.patterns.len()];
        join.step(0, &mut row, &mut matched, &mut solutions);
        solutions
    }

    /// Returns an order that begins with a pattern, or with the rarest one, and stays connected where it can.
    fn order(&self, facts: &Facts<'_>, first: Option<usize>) -> Vec<Item> {
        let mut bound = vec![false; self.variables.len()];
        let mut left: Vec<Item> = (0..self.patterns.len())
            .map(Item::Pattern)
            .chain((0..self.tables.len()).map(Item::Table))
            .collect();
        let mut order = Vec::new();
        while !left.is_empty() {
            let best = left
                .iter()
                .enumerate()
                .min_by_key(|(_, item)| match (item, first) {
                    (Item::Pattern(at), Some(first)) if *at == first => 0,
                    _ => self.cost(facts, **item, &bound) + 1,
                })
                .map_or(0, |(at, _)| at);
            let item = left.remove(best);
            self.columns_of(item, |column| bound[column] = true);
            order.push(item);
        }
        order
    }

    fn columns_of(&self, item: Item, mut visit: impl FnMut(usize)) {
        match item {
            Item::Pattern(at) => {
                for place in self.patterns[at] {
                    if let Place::Column(column) = place {
                        visit(column);
                    }
                }
            }
            Item::Table(at) => self.tables[at].0.iter().copied().for_each(visit),
        }
    }

    /// Returns about how many ways a part has to go on, where some columns have values.
    fn cost(&self, facts: &Facts<'_>, item: Item, bound: &[bool]) -> usize {
        let (at, pattern) = match item {
            Item::Table(at) => {
                let (columns, rows) = &self.tables[at];
                let all = columns.iter().all(|column| bound[*column]);
                return if all { 0 } else { rows.len() * 4 };
            }
            Item::Pattern(at) => (at, self.patterns[at]),
        };
        let constants = pattern.map(|place| match place {
            Place::Term(term) => Some(term),
            Place::Column(_) => None,
        });
        let known = |at: usize| match pattern[at] {
            Place::Term(_) => true,
            Place::Column(column) => bound[column],
        };
        let matches = facts.estimate(constants);
        let linked = self.patterns[at]
            .iter()
            .any(|place| matches!(place, Place::Column(column) if bound[*column]));
        match (known(0), known(1), known(2)) {
            (true, true, true) => 0,
            (true, _, _) if linked => matches.min(3),
            (_, true, true) if linked => matches.min(20),
            (_, _, true) if linked => matches.min(50),
            (_, true, _) if linked => matches.min(300),
            _ => matches,
        }
    }
}

struct Join<'a> {
    plan: &'a Plan,
    facts: &'a Facts<'a>,
    among: Vec<Among>,
    order: Vec<Item>,
}

impl Join<'_> {
    fn step(
        &self,
        depth: usize,
        row: &mut Vec<Option<TermId>>,
        matched: &mut Vec<Fact>,
        solutions: &mut Vec<Solution>,
    ) {
        let Some(item) = self.order.get(depth) else {
            solutions.push((row.clone(), matched.clone().into_boxed_slice()));
            return;
        };
        match *item {
            Item::Table(at) => {
                let (columns, rows) = &self.plan.tables[at];
                for values in rows {
                    let pairs = || columns.iter().copied().zip(values.iter().copied());
                    if let Some(set) = bind(row, pairs()) {
                        self.step(depth + 1, row, matched, solutions);
                        set.into_iter().for_each(|column| row[column] = None);
                    }
                }
            }
            Item::Pattern(at) => {
                let places = self.plan.patterns[at];
                let wanted: Wanted = places.map(|place| match place {
                    Place::Term(term) => Some(term),
                    Place::Column(column) => row[column],
                });
                self.facts.each(wanted, &self.among[at], &mut |fact| {
                    let pairs =
                        places
                            .into_iter()
                            .zip(fact)
                            .filter_map(|(place, term)| match place {
                                Place::Column(column) => Some((column, term)),
                                Place::Term(_) => None,
                            });
                    if let Some(set) = bind(row, pairs) {
                        matched[at] = fact;
                        self.step(depth + 1, row, matched, solutions);
                        set.into_iter().for_each(|column| row[column] = None);
                    }
                });
            }
        }
    }
}

/// Sets columns of a row, and returns those that had no value; nothing where one has another value.
fn bind(
    row: &mut [Option<TermId>],
    pairs: impl Iterator<Item = (usize, TermId)>,
) -> Option<Vec<usize>> {
    let mut set = Vec::new();
    for (column, term) in pairs {
        match row[column] {
            None => {
                row[column] = Some(term);
                set.push(column);
            }
            Some(known) if known == term => (),
            Some(_) => {
                set.into_iter().for_each(|column| row[column] = None);
                return None;
            }
        }
    }
    Some(set)
}
