//! A level's solutions, and the evidence of the rows that they derive.

use super::{Context, GraphSlot, Groups, Reader, Single, Sure};
use crate::lineage::absence::{Absence, Filling, Form};
use crate::lineage::evidence::{Alternative, Evidence};
use crate::lineage::plan::{Level, with_all_variables};
use crate::lineage::solutions::{EvaluationError, Table};
use crate::lineage::support::{Part, StatementRef, Supports, dedup_in_order};
use crate::lineage::value::Value;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;
use spargebra::algebra::GraphPattern;
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

/// A level, evaluated: its solutions, found by their keys and read by its recipe.
pub(in crate::lineage) struct Derivations<'a> {
    reader: Reader<'a>,
    /// What each solution rests on, where that is triples and absences alone.
    flat: Option<Vec<Sure>>,
    groups: Groups,
    level: &'a Level,
    cache: RefCell<FxHashMap<Option<u32>, Rc<Supports>>>,
}

impl<'a> Derivations<'a> {
    /// Evaluates a level, joined to `only` where just some rows are asked for.
    ///
    /// `members` says that its rows are, each by itself, members of a group of the level above.
    pub(in crate::lineage) fn evaluate(
        context: &Context<'a>,
        level: &'a Level,
        only: Option<GraphPattern>,
        members: bool,
    ) -> Result<Self, EvaluationError> {
        let pattern = match only {
            Some(values) => with_all_variables(GraphPattern::Join {
                left: Box::new(values),
                right: Box::new(level.pattern.clone()),
            }),
            None => {
                let pattern = with_all_variables(level.pattern.clone());
                if level.every {
                    context.evaluator.announce(&pattern);
                }
                context
                    .evaluator
                    .foresee(None, std::slice::from_ref(&pattern));
                pattern
            }
        };
        let table = context.evaluator.select(pattern)?;
        let groups = Groups::new(&table, &table.columns_of(&level.keys));
        Ok(Self::of_table(
            context,
            level,
            Rc::new(table),
            groups,
            members,
        ))
    }

    /// Takes solutions of the level's pattern that were found already.
    pub(in crate::lineage) fn of_table(
        context: &Context<'a>,
        level: &'a Level,
        table: Rc<Table>,
        groups: Groups,
        members: bool,
    ) -> Self {
        let members = level.every || members;
        let reader = Reader::new(context, &level.recipe, table, members);
        Self {
            flat: reader.reading.flat(),
            reader,
            groups,
            level,
            cache: RefCell::default(),
        }
    }

    /// Has an engine asked for the matches of each EXISTS that every solution rests on.
    pub(in crate::lineage) fn ask_for_matches(&self) {
        self.reader.ask_for_matches(&self.reader.reading);
    }

    /// Returns its solutions by their keys.
    pub(in crate::lineage) fn groups(&self) -> &Groups {
        &self.groups
    }

    /// Returns the evidence of a row that these solutions derive, each by itself.
    pub(in crate::lineage) fn evidence(&self, solutions: &[u32], limit: usize) -> Evidence {
        if solutions.is_empty() {
            return Evidence::untraced(
                "the row was not derived again: it depends on chance or order",
            );
        }
        if let Some(flat) = &self.flat
            && (solutions.len() == 1 || self.level.different)
            && let Some(evidence) = self.flat_evidence(flat, solutions, limit)
        {
            return evidence;
        }
        Evidence::of(&self.read(solutions), limit)
    }

    /// Returns the evidence of solutions that rest on triples and absences alone, and on different triples.
    fn flat_evidence(&self, flat: &[Sure], solutions: &[u32], limit: usize) -> Option<Evidence> {
        let engine = self.reader.context.values.engine.is_some();
        let shown = &solutions[..solutions.len().min(limit)];
        let mut alternatives = SmallVec::with_capacity(shown.len());
        for solution in shown {
            let row = self.reader.table.row(*solution as usize);
            let mut alternative = Alternative::default();
            for Sure { what, tag } in flat {
                if tag.is_some_and(|tag| !row[tag].is_bound()) {
                    continue;
                }
                match what {
                    Single::Triple(slots) => match self.reader.statement(slots, row) {
                        Ok(statement) => alternative.statements.push(StatementRef {
                            statement,
                            claim: None,
                        }),
                        // It is read again when the statement is there.
                        Err(_) if engine => self.reader.lack(slots, &GraphSlot::Default, row),
                        Err(_) => return None,
                    },
                    Single::Absent(absent) => {
                        alternative.rely_on(absent.of_row(row, self.reader.context.values));
                    }
                }
            }
            dedup_in_order(&mut alternative.statements);
            alternatives.push(alternative);
        }
        Some(Evidence {
            alternatives,
            more_alternatives: (solutions.len() - shown.len()) as u64,
            ..Evidence::default()
        })
    }

    fn read(&self, solutions: &[u32]) -> Supports {
        let mut supports = Supports::default();
        for solution in solutions {
            supports.add(|parts| self.reader.read(*solution as usize, parts));
        }
        supports
    }

    /// Returns what the rows with this key rest on: any one of the derivations.
    pub(in crate::lineage) fn of_key(&self, key: &[Value]) -> Rc<Supports> {
        let group = self.groups.find(key);
        if let Some(known) = self.cache.borrow().get(&group) {
            return Rc::clone(known);
        }
        let supports = group.map_or_else(Supports::default, |group| {
            self.read(self.groups.members(group))
        });
        let supports = if self.level.every && !supports.is_empty() {
            Supports::of_part(Part::Every(Rc::new(supports)))
        } else if self.level.every && key.is_empty() {
            // A group without members rests on there being none.
            Supports::of_part(Part::Absent(Box::new(Absence::new(
                Arc::new(Form::of_words("no solution of the grouped pattern")),
                Filling::new(),
            ))))
        } else {
            supports
        };
        let supports = Rc::new(supports);
        self.cache.borrow_mut().insert(group, Rc::clone(&supports));
        supports
    }
}
