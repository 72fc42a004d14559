//! Runs a plan: rows go through it in batches, in an order that depends on the data and the pattern alone.

use super::Stop;
use super::node::{Group, Member, Minus, Node, Optional, Part, Place, Slots, Table, hash};
use super::rows::{Rows, UNBOUND, Value, Values};
use super::whole;
use crate::store::DefaultGraph;
use spareval::CancellationToken;
use std::rc::Rc;

/// Rows are handed on when there are so many.
const BATCH: usize = 1024;

/// Runs plans.
pub(super) struct Solver<'s, 'a> {
    pub(super) values: &'s Values<'a>,
    pub(super) stop: &'s CancellationToken,
    pub(super) width: usize,
}

/// Takes rows.
pub(super) type Sink<'x> = &'x mut dyn FnMut(&mut Rows) -> Result<(), Stop>;

impl Solver<'_, '_> {
    /// Gives the rows that extend some others, which bind these slots.
    pub(super) fn run(
        &self,
        node: &Node,
        input: &Rows,
        bound: Slots,
        sink: Sink<'_>,
    ) -> Result<(), Stop> {
        match node {
            Node::Group(group) => self.group(group, 0, input, bound, sink),
            Node::Union(branches) => branches
                .iter()
                .try_for_each(|branch| self.run(branch, input, bound, sink)),
            Node::Optional(optional) => self.optional(optional, input, bound, sink),
            Node::Minus(minus) => self.minus(minus, input, bound, sink),
            Node::Lateral(left, right) => {
                let of_left = bound | left.certain;
                self.run(&left.node, input, bound, &mut |rows| {
                    self.run(right, rows, of_left, sink)
                })
            }
            Node::Extend(inner, slot, formula) => self.run(inner, input, bound, &mut |rows| {
                let all: Vec<usize> = (0..rows.len()).collect();
                let values = formula.of_rows(self.values, rows, &all, false)?;
                for (at, value) in values.into_iter().enumerate() {
                    rows.row_mut(at)[*slot] = value;
                }
                sink(rows)
            }),
            Node::Distinct(inner, slots) => whole::distinct(self, inner, slots, input, sink),
            Node::Slice(inner, start, length) => {
                whole::slice(self, inner, (*start, *length), input, sink)
            }
            Node::Order(inner, keys) => whole::order(self, inner, keys, input, sink),
            Node::Grouping(grouping) => whole::group(self, grouping, input, sink),
        }
    }

    /// Returns all rows of a node by itself.
    pub(super) fn all(&self, node: &Node) -> Result<Rows, Stop> {
        let mut all = Rows::new(self.width);
        self.run(node, &Rows::unit(self.width), 0, &mut |rows| {
            all.append(rows);
            Ok(())
        })?;
        Ok(all)
    }

    /// Says whether a node has a row that extends this one.
    pub(super) fn is_matched(&self, node: &Node, rows: &Rows, at: usize) -> Result<bool, Stop> {
        if let Node::Group(group) = node
            && let ([pattern], [], [], []) = (
                &*group.patterns,
                &*group.tables,
                &*group.parts,
                &*group.conditions,
            )
        {
            let mut scratch = Rows::new(self.width);
            return self.matches(pattern, rows.row(at), &mut scratch, &mut |_| Ok(true));
        }
        let mut found = false;
        let row = rows.single(at);
        let bound = (0..self.width)
            .filter(|slot| row.row(0)[*slot] != UNBOUND)
            .fold(0, |set, slot| set | 1 << slot);
        let end = self.run(node, &row, bound, &mut |rows| {
            found |= !rows.is_empty();
            if found { Err(Stop::Enough) } else { Ok(()) }
        });
        match end {
            Err(Stop::Enough) if found => Ok(true),
            other => other.map(|()| found),
        }
    }

    /// Returns the rows of a part by itself.
    pub(super) fn table(&self, part: &Part) -> Result<Rc<Table>, Stop> {
        if let Some(table) = part.table.get() {
            return Ok(Rc::clone(table));
        }
        let rows = self.all(&part.inner.node)?;
        let table = Rc::new(Table::new(rows, part.inner.certain, part.inner.possible));
        Ok(Rc::clone(part.table.get_or_init(|| table)))
    }

    /// Gives the rows behind all steps from this one on.
    fn group(
        &self,
        group: &Group,
        depth: usize,
        input: &Rows,
        bound: Slots,
        sink: Sink<'_>,
    ) -> Result<(), Stop> {
        if self.stop.is_cancelled() {
            return Err(Stop::Cancelled);
        }
        if input.is_empty() {
            return Ok(());
        }
        let Some(step) = self.step(group, depth, input, bound)? else {
            let mut rows = input.clone();
            if group.members() == 0 {
                for condition in &group.conditions {
                    condition.keep(self, &mut rows)?;
                }
            }
            return sink(&mut rows);
        };
        let last = depth + 1 == group.members();
        let behind = step.bound | bound;
        let mut hand_on = |rows: &mut Rows| -> Result<(), Stop> {
            for condition in &step.conditions {
                group.conditions[*condition].keep(self, rows)?;
            }
            if rows.is_empty() {
                Ok(())
            } else if last {
                sink(rows)
            } else {
                self.group(group, depth + 1, rows, behind, sink)
            }
        };
        let mut out = Rows::new(self.width);
        match step.member {
            Member::Pattern(at) => {
                let pattern = &group.patterns[at];
                for row in input.iter() {
                    self.matches(pattern, row, &mut out, &mut |out| {
                        if out.len() >= BATCH {
                            if self.stop.is_cancelled() {
                                return Err(Stop::Cancelled);
                            }
                            hand_on(out)?;
                            out.clear();
                        }
                        Ok(false)
                    })?;
                }
            }
            Member::Part(at) if group.parts[at].inside => {
                let node = &group.parts[at].inner.node;
                return self.run(node, input, bound, &mut hand_on);
            }
            Member::Part(at) => {
                let table = self.table(&group.parts[at])?;
                self.join(&table, input, bound, &mut out, &mut hand_on)?;
            }
            Member::Table(at) => {
                self.join(&group.tables[at], input, bound, &mut out, &mut hand_on)?;
            }
        }
        hand_on(&mut out)
    }

    /// Appends the matches of a pattern to `out`, each as an extension of the row; ends early where `each` says so.
    fn matches(
        &self,
        pattern: &[Place; 3],
        row: &[Value],
        out: &mut Rows,
        each: &mut dyn FnMut(&mut Rows) -> Result<bool, Stop>,
    ) -> Result<bool, Stop> {
        let view = self.values.view;
        let wanted = pattern.map(|place| match place {
            Place::Term(term) => Some(term),
            Place::Slot(slot) => (row[slot] != UNBOUND).then_some(row[slot]),
        });
        let everything = *view.default == DefaultGraph::Merged && view.without.is_none();
        let mut take = |triple: [Value; 3], out: &mut Rows| -> Result<bool, Stop> {
            if !everything && !view.has_triple(triple) {
                return Ok(false);
            }
            let new = out.push(row);
            let mut agrees = true;
            for (place, value) in pattern.iter().zip(triple) {
                if let Place::Slot(slot) = place {
                    // The same variable may stand in two places.
                    agrees &= new[*slot] == UNBOUND || new[*slot] == value;
                    new[*slot] = value;
                }
            }
            if !agrees {
                out.pop();
                return Ok(false);
            }
            each(out)
        };
        let mut matches = view.store.triples(wanted[0], wanted[1], wanted[2]);
        loop {
            let piece = matches.piece(4 * BATCH);
            if piece.is_empty() {
                break;
            }
            for pair in piece {
                if take(matches.triple(*pair), out)? {
                    return Ok(true);
                }
            }
        }
        for triple in matches {
            if take(triple, out)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Appends the rows of a table that agree with each row.
    fn join(
        &self,
        table: &Table,
        input: &Rows,
        bound: Slots,
        out: &mut Rows,
        hand_on: Sink<'_>,
    ) -> Result<(), Stop> {
        let (keys, index) = table.index(bound);
        for row in input.iter() {
            for at in index.get(&hash(row, keys)).map_or(&[][..], Vec::as_slice) {
                if !table.merge(*at, out.push(row)) {
                    out.pop();
                }
                if out.len() >= BATCH {
                    if self.stop.is_cancelled() {
                        return Err(Stop::Cancelled);
                    }
                    hand_on(out)?;
                    out.clear();
                }
            }
        }
        Ok(())
    }

    fn optional(
        &self,
        optional: &Optional,
        input: &Rows,
        bound: Slots,
        sink: Sink<'_>,
    ) -> Result<(), Stop> {
        let of_left = bound | optional.of_left;
        let number = optional.number;
        self.run(&optional.left, input, bound, &mut |left| {
            let around: Vec<Value> = left.iter().map(|row| row[number]).collect();
            for at in 0..left.len() {
                left.row_mut(at)[number] = at as Value;
            }
            let mut next = 0;
            let mut alone = Rows::new(self.width);
            let mut take = |rows: &mut Rows| -> Result<(), Stop> {
                for condition in &optional.conditions {
                    condition.keep(self, rows)?;
                }
                let mut merged = Rows::new(self.width);
                for row in rows.iter() {
                    let at = row[number] as usize;
                    while next < at {
                        merged.push(left.row(next))[number] = around[next];
                        next += 1;
                    }
                    next = at + 1;
                    merged.push(row)[number] = around[at];
                }
                if merged.is_empty() {
                    Ok(())
                } else {
                    sink(&mut merged)
                }
            };
            let right = &optional.right;
            if !right.inside {
                let table = self.table(right)?;
                let mut out = Rows::new(self.width);
                self.join(&table, left, of_left, &mut out, &mut take)?;
                take(&mut out)?;
            } else if right.inner.ordered {
                self.run(&right.inner.node, left, of_left, &mut take)?;
            } else {
                for at in 0..left.len() {
                    self.run(&right.inner.node, &left.single(at), of_left, &mut take)?;
                }
            }
            for (at, value) in around.iter().enumerate().skip(next) {
                alone.push(left.row(at))[number] = *value;
            }
            if alone.is_empty() {
                Ok(())
            } else {
                sink(&mut alone)
            }
        })
    }

    fn minus(&self, minus: &Minus, input: &Rows, bound: Slots, sink: Sink<'_>) -> Result<(), Stop> {
        let of_left = bound | minus.of_left;
        let right = &minus.right;
        self.run(&minus.left, input, bound, &mut |rows| {
            let mut marks = Vec::with_capacity(rows.len());
            if right.inside {
                for at in 0..rows.len() {
                    marks.push(!self.is_matched(&right.inner.node, rows, at)?);
                }
            } else {
                let table = self.table(right)?;
                let (keys, index) = table.index(of_left);
                let mut scratch = Rows::new(self.width);
                for row in rows.iter() {
                    let found = index.get(&hash(row, keys)).map_or(&[][..], Vec::as_slice);
                    marks.push(!found.iter().any(|at| {
                        scratch.clear();
                        table.merge(*at, scratch.push(row))
                    }));
                }
            }
            rows.keep(&marks);
            if rows.is_empty() { Ok(()) } else { sink(rows) }
        })
    }
}
