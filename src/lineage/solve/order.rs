//! In which order the members of a group are joined: by what the data say.
//!
//! The first member is the one with the fewest rows, by the exact counts that the store's orders give. Each further
//! one is that which makes the fewest rows of those found so far, counted for a few of them.

use super::Stop;
use super::node::{Group, Member, Node, Place, Slots, Step, hash};
use super::rows::{Rows, UNBOUND, Value};
use super::run::Solver;
use std::rc::Rc;

/// How many rows are looked at to choose the next member.
const SAMPLE: usize = 16;
/// What a row of an unconnected member counts for, beside one of a connected member.
const APART: f64 = 1e9;

impl Group {
    /// Returns how many members it has.
    pub(super) fn members(&self) -> usize {
        self.patterns.len() + self.tables.len() + self.parts.len()
    }

    fn each(&self) -> impl Iterator<Item = Member> {
        let tables = (0..self.tables.len()).map(Member::Table);
        let patterns = (0..self.patterns.len()).map(Member::Pattern);
        tables
            .chain(patterns)
            .chain((0..self.parts.len()).map(Member::Part))
    }

    fn possible(&self, member: Member) -> Slots {
        match member {
            Member::Pattern(at) => slots_of(&self.patterns[at]),
            Member::Table(at) => self.tables[at].possible,
            Member::Part(at) => self.parts[at].inner.possible,
        }
    }

    fn certain(&self, member: Member) -> Slots {
        match member {
            Member::Pattern(at) => slots_of(&self.patterns[at]),
            Member::Table(at) => self.tables[at].certain,
            Member::Part(at) => self.parts[at].inner.certain,
        }
    }
}

fn slots_of(pattern: &[Place; 3]) -> Slots {
    pattern.iter().fold(0, |set, place| match place {
        Place::Slot(slot) => set | 1 << slot,
        Place::Term(_) => set,
    })
}

impl Solver<'_, '_> {
    /// Returns the step of that number; it is chosen when rows first come to it.
    pub(super) fn step(
        &self,
        group: &Group,
        depth: usize,
        input: &Rows,
        bound: Slots,
    ) -> Result<Option<Rc<Step>>, Stop> {
        if let Some(step) = group.steps.borrow().get(depth) {
            return Ok(Some(Rc::clone(step)));
        }
        let taken: Vec<Rc<Step>> = group.steps.borrow().clone();
        let left: Vec<Member> = group
            .each()
            .filter(|member| !taken.iter().any(|step| step.member == *member))
            .collect();
        let member = match &*left {
            [] => return Ok(None),
            [only] => *only,
            _ => {
                let mut best = (f64::INFINITY, left[0]);
                for member in left {
                    let cost = self.cost(group, member, input, bound)?;
                    if cost < best.0 {
                        best = (cost, member);
                    }
                }
                best.1
            }
        };
        let before = taken.last().map_or(0, |step| step.bound);
        let behind = before | group.certain(member);
        let all: Slots = group.each().fold(0, |set, of| set | group.possible(of));
        let is_last = taken.len() + 1 == group.members();
        let conditions = (0..group.conditions.len())
            .filter(|at| !taken.iter().any(|step| step.conditions.contains(at)))
            .filter(|at| is_last || group.conditions[*at].needs & all & !behind == 0)
            .collect();
        let step = Rc::new(Step {
            member,
            conditions,
            bound: behind,
        });
        group.steps.borrow_mut().push(Rc::clone(&step));
        Ok(Some(step))
    }

    /// Returns about how many rows a member makes of one.
    fn cost(&self, group: &Group, member: Member, input: &Rows, bound: Slots) -> Result<f64, Stop> {
        let possible = group.possible(member);
        let connected = possible & bound != 0;
        let sample = || {
            let step = input.len().div_ceil(SAMPLE).max(1);
            (0..input.len()).step_by(step).map(|at| input.row(at))
        };
        let mean = |sum: usize| sum as f64 / sample().count().max(1) as f64;
        let size = match member {
            Member::Pattern(at) if connected => {
                return Ok(mean(
                    sample()
                        .map(|row| self.count(&group.patterns[at], row))
                        .sum(),
                ));
            }
            Member::Table(at) if connected => {
                let (keys, index) = group.tables[at].index(bound);
                let found = |row| index.get(&hash(row, keys)).map_or(0, Vec::len);
                return Ok(mean(sample().map(found).sum()));
            }
            Member::Part(at) if connected => {
                // Behind whatever makes fewer rows, and before what makes many.
                return Ok(self.size(&group.parts[at].inner.node).min(8.0));
            }
            Member::Pattern(at) => self.count(&group.patterns[at], &[]) as f64,
            Member::Table(at) => group.tables[at].rows.len() as f64,
            Member::Part(at) => self.size(&group.parts[at].inner.node),
        };
        let is_first = bound == 0;
        Ok(if is_first || possible == 0 {
            size
        } else {
            size * APART
        })
    }

    /// Returns how many triples match a pattern, with the values of a row in place.
    fn count(&self, pattern: &[Place; 3], row: &[Value]) -> usize {
        let [subject, predicate, object] = pattern.map(|place| match place {
            Place::Term(term) => Some(term),
            Place::Slot(slot) => row.get(slot).copied().filter(|value| *value != UNBOUND),
        });
        self.values
            .view
            .store
            .triples(subject, predicate, object)
            .rows()
    }

    /// Returns about how many rows a node has by itself.
    fn size(&self, node: &Node) -> f64 {
        match node {
            Node::Group(group) => group
                .each()
                .map(|member| match member {
                    Member::Pattern(at) => self.count(&group.patterns[at], &[]) as f64,
                    Member::Table(at) => group.tables[at].rows.len() as f64,
                    Member::Part(at) => self.size(&group.parts[at].inner.node),
                })
                .fold(f64::INFINITY, f64::min)
                .min(1e12),
            Node::Union(branches) => branches.iter().map(|branch| self.size(branch)).sum(),
            Node::Optional(optional) => self.size(&optional.left),
            Node::Minus(minus) => self.size(&minus.left),
            Node::Lateral(left, _) => self.size(&left.node),
            Node::Extend(inner, ..)
            | Node::Distinct(inner, _)
            | Node::Slice(inner, ..)
            | Node::Order(inner, _) => self.size(inner),
            Node::Grouping(grouping) => self.size(&grouping.inner),
        }
    }
}
