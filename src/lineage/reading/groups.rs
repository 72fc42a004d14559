//! Solutions by the values that a row shows of them.

use crate::lineage::solutions::Table;
use crate::lineage::value::{Key, Value};
use rustc_hash::FxHashMap;

/// Solutions with equal keys, in groups numbered as they first come.
#[derive(Default)]
pub(in crate::lineage) struct Groups {
    by_key: FxHashMap<Key, u32>,
    /// The group of each solution.
    of: Vec<u32>,
    /// Where each group starts among the members.
    starts: Vec<u32>,
    members: Vec<u32>,
}

impl Groups {
    /// Groups the solutions of a table by some of its columns.
    pub(in crate::lineage) fn new(table: &Table, columns: &[Option<usize>]) -> Self {
        let mut by_key: FxHashMap<Key, u32> = FxHashMap::default();
        let mut of = Vec::with_capacity(table.len());
        let mut starts = vec![0];
        for row in table.rows() {
            let next = starts.len() as u32 - 1;
            let group = *by_key.entry(pick(row, columns)).or_insert_with(|| {
                starts.push(0);
                next
            });
            starts[group as usize + 1] += 1;
            of.push(group);
        }
        for group in 1..starts.len() {
            starts[group] += starts[group - 1];
        }
        let mut members = vec![0; of.len()];
        let mut filled = starts.clone();
        for (number, group) in of.iter().enumerate() {
            let at = &mut filled[*group as usize];
            members[*at as usize] = number as u32;
            *at += 1;
        }
        Self {
            by_key,
            of,
            starts,
            members,
        }
    }

    /// Returns the group with these values.
    pub(in crate::lineage) fn find(&self, key: &[Value]) -> Option<u32> {
        self.by_key.get(key).copied()
    }

    /// Returns the group of each solution.
    pub(in crate::lineage) fn of_solutions(&self) -> &[u32] {
        &self.of
    }

    /// Returns the solutions of a group.
    pub(in crate::lineage) fn members(&self, group: u32) -> &[u32] {
        let at = group as usize;
        &self.members[self.starts[at] as usize..self.starts[at + 1] as usize]
    }
}

/// Returns some columns of a solution.
pub(in crate::lineage) fn pick(row: &[Value], columns: &[Option<usize>]) -> Key {
    columns
        .iter()
        .map(|at| at.map_or(Value::UNBOUND, |at| row[at]))
        .collect()
}
