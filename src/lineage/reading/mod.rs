//! Reads solutions by their recipe: from the values of a solution to what it rests on.

mod compile;
mod way;
mod witness;

use super::path::Reached;
use super::plan::{Level, Witness, variables_of};
use super::solutions::{Cells, EvaluationError, Evaluator, Table};
use super::support::{Part, StatementRef, Support};
use crate::store::{Cell, ClaimId, TermId, View};
use compile::compile;
use oxigraph::model::{TermRef, Variable};
use rustc_hash::FxHashMap;
use spargebra::algebra::{GraphPattern, PropertyPathExpression};
use spargebra::term::NamedNodePattern;
use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

/// A level, evaluated: its solutions, found by their keys and read by its recipe.
pub(super) struct Derivations<'a> {
    context: Context<'a>,
    table: Table,
    by_key: FxHashMap<Cells, Vec<u32>>,
    reading: Reading<'a>,
    every: bool,
    cache: RefCell<FxHashMap<Cells, Rc<Vec<Support>>>>,
}

/// What every step of the reading needs.
#[derive(Clone)]
pub(super) struct Context<'a> {
    pub(super) view: View<'a>,
    evaluator: Evaluator<'a>,
    paths: Rc<RefCell<PathCache>>,
}

type PathCache = FxHashMap<(*const PropertyPathExpression, TermId, Option<ClaimId>), Rc<Reached>>;

/// A recipe whose variables are columns of a table.
enum Reading<'a> {
    Nothing,
    All(Vec<Reading<'a>>),
    Triple([Slot; 3], GraphSlot),
    Path(Slot, &'a PropertyPathExpression, Slot, GraphSlot),
    Choice(usize, Box<Reading<'a>>, Box<Reading<'a>>),
    Optional(usize, Box<Reading<'a>>),
    Either(Vec<(usize, Reading<'a>)>),
    Rows {
        level: &'a Level,
        columns: Vec<Option<usize>>,
        /// Whether equal rows of it are members of one group, which rests on them all.
        members: bool,
        derivations: OnceCell<Result<Box<Derivations<'a>>, Rc<str>>>,
    },
    Exists {
        witness: &'a Witness,
        columns: Vec<(Variable, usize)>,
        matches: OnceCell<Result<Matches, Rc<str>>>,
    },
    Absent(&'a GraphPattern, Vec<(Variable, usize)>),
    Service(&'a NamedNodePattern),
    /// A tag that the table lacks: the branch cannot be told.
    Lost(&'static str),
}

/// Matches of an EXISTS for each combination of the values around it.
type Matches = FxHashMap<Cells, Rc<Vec<Support>>>;

/// A position of a pattern: a column, or a constant that the store may not have.
#[derive(Clone)]
enum Slot {
    Column(usize),
    Constant(Cell),
    Unknown,
}

enum GraphSlot {
    Default,
    Named(Slot),
}

impl<'a> Context<'a> {
    pub(super) fn new(evaluator: Evaluator<'a>) -> Self {
        Self {
            view: evaluator.view,
            evaluator,
            paths: Rc::default(),
        }
    }
}

/// Reads solutions of a level's pattern, each by itself, and gives them back with what each rests on.
pub(super) fn read_rows<'a>(
    context: &Context<'a>,
    level: &'a Level,
    table: Table,
) -> (Table, Vec<Support>) {
    let derivations = Derivations {
        context: context.clone(),
        by_key: FxHashMap::default(),
        reading: compile(&level.recipe, &table.columns(), context.view, level.every),
        every: level.every,
        cache: RefCell::default(),
        table,
    };
    let supports = (0..derivations.table.rows.len())
        .map(|number| derivations.read(number))
        .collect();
    (derivations.table, supports)
}

impl<'a> Derivations<'a> {
    /// Evaluates a level, joined to `only` where just some rows are asked for.
    ///
    /// `members` says that its rows are, each by itself, members of a group of the level above.
    pub(super) fn evaluate(
        context: &Context<'a>,
        level: &'a Level,
        only: Option<GraphPattern>,
        members: bool,
    ) -> Result<Self, EvaluationError> {
        let pattern = match only {
            Some(values) => GraphPattern::Join {
                left: Box::new(values),
                right: Box::new(level.pattern.clone()),
            },
            None => level.pattern.clone(),
        };
        let pattern = with_all_variables(pattern);
        let table = context.evaluator.select(pattern)?;
        Ok(Self::of_table(context, level, table, members))
    }

    /// Takes solutions of the level's pattern that were found already.
    fn of_table(context: &Context<'a>, level: &'a Level, table: Table, members: bool) -> Self {
        let columns = table.columns();
        let key_columns: Vec<Option<usize>> = level
            .keys
            .iter()
            .map(|variable| columns.get(variable).copied())
            .collect();
        let mut by_key: FxHashMap<Cells, Vec<u32>> = FxHashMap::default();
        for (number, row) in table.rows.iter().enumerate() {
            let key = pick(row, &key_columns);
            by_key.entry(key).or_default().push(number as u32);
        }
        let reading = compile(
            &level.recipe,
            &columns,
            context.view,
            level.every || members,
        );
        Self {
            context: context.clone(),
            table,
            by_key,
            reading,
            every: level.every,
            cache: RefCell::default(),
        }
    }

    /// Returns what the rows with this key rest on: any one of the derivations.
    pub(super) fn of_key(&self, key: &Cells) -> Rc<Vec<Support>> {
        if let Some(known) = self.cache.borrow().get(key) {
            return Rc::clone(known);
        }
        let numbers = self.by_key.get(key).map_or(&[][..], Vec::as_slice);
        let supports: Vec<Support> = numbers
            .iter()
            .map(|number| self.read(*number as usize))
            .collect();
        let supports = if self.every && !supports.is_empty() {
            vec![vec![Part::Every(Rc::new(supports))]]
        } else if self.every && key.is_empty() {
            // A group without members rests on there being none.
            vec![vec![Part::Absent(
                "no solution of the grouped pattern".into(),
            )]]
        } else {
            supports
        };
        let supports = Rc::new(supports);
        self.cache
            .borrow_mut()
            .insert(key.clone(), Rc::clone(&supports));
        supports
    }

    fn read(&self, number: usize) -> Support {
        let mut support = Support::new();
        self.read_into(&self.reading, &self.table.rows[number], &mut support);
        support
    }

    fn read_into(&self, reading: &Reading<'a>, row: &Cells, support: &mut Support) {
        match reading {
            Reading::Nothing => (),
            Reading::All(readings) => {
                for reading in readings {
                    self.read_into(reading, row, support);
                }
            }
            Reading::Triple(slots, graph) => support.push(self.triple(slots, graph, row)),
            Reading::Path(subject, path, object, graph) => {
                self.path(subject, path, object, graph, row, support);
            }
            Reading::Choice(tag, first, second) => match self.tag(*tag, row) {
                Some(0) => self.read_into(first, row, support),
                Some(_) => self.read_into(second, row, support),
                None => support.push(Part::Untraced("a branch of a UNION left no tag".into())),
            },
            Reading::Optional(tag, inner) => {
                if row[*tag].is_some() {
                    self.read_into(inner, row, support);
                }
            }
            Reading::Either(sides) => {
                let mut reasons = Vec::new();
                for (tag, reading) in sides {
                    if self.is_true(*tag, row) {
                        let mut reason = Support::new();
                        self.read_into(reading, row, &mut reason);
                        if reason.iter().all(Part::is_nothing) {
                            // It holds by the values alone, so no other side is evidence.
                            return;
                        }
                        reasons.push(reason);
                    }
                }
                match reasons.len() {
                    1 => support.append(&mut reasons[0]),
                    _ => support.push(Part::Any(Rc::new(reasons))),
                }
            }
            Reading::Rows {
                level,
                columns,
                members,
                derivations,
            } => {
                let derivations = derivations.get_or_init(|| {
                    Derivations::evaluate(&self.context, level, None, *members)
                        .map(Box::new)
                        .map_err(|error| error.to_string().into())
                });
                support.push(match derivations {
                    Ok(derivations) => {
                        let found = derivations.of_key(&pick(row, columns));
                        if found.is_empty() {
                            Part::Untraced("a row of a subquery was not derived again".into())
                        } else if *members {
                            Part::Every(found)
                        } else {
                            Part::Any(found)
                        }
                    }
                    Err(reason) => Part::Untraced(Rc::clone(reason)),
                });
            }
            Reading::Exists {
                witness,
                columns,
                matches,
            } => {
                let matches = matches.get_or_init(|| {
                    self.find_matches(witness, columns)
                        .map_err(|error| error.to_string().into())
                });
                match matches {
                    Ok(matches) => {
                        let values: Cells =
                            columns.iter().map(|(_, at)| row[*at].clone()).collect();
                        match matches.get(&values) {
                            Some(found) if !found.is_empty() => {
                                support.push(Part::Any(Rc::clone(found)));
                            }
                            _ => support.push(Part::Absent(self.bound(
                                &witness.written,
                                columns,
                                row,
                            ))),
                        }
                    }
                    Err(reason) => support.push(Part::Untraced(Rc::clone(reason))),
                }
            }
            Reading::Absent(pattern, columns) => {
                support.push(Part::Absent(self.bound(pattern, columns, row)));
            }
            Reading::Service(name) => support.push(match name {
                NamedNodePattern::NamedNode(node) => Part::Endpoint(node.clone()),
                NamedNodePattern::Variable(_) => {
                    Part::Untraced("the endpoint of a SERVICE is a variable".into())
                }
            }),
            Reading::Lost(reason) => support.push(Part::Untraced((*reason).into())),
        }
    }

    fn tag(&self, column: usize, row: &Cells) -> Option<u8> {
        match row[column].as_ref()?.term(self.context.view.store) {
            TermRef::Literal(literal) => literal.value().parse().ok(),
            _ => None,
        }
    }

    fn is_true(&self, column: usize, row: &Cells) -> bool {
        let value = row[column].as_ref();
        value.is_some_and(|cell| match cell.term(self.context.view.store) {
            TermRef::Literal(literal) => literal.value() == "true",
            _ => false,
        })
    }

    fn triple(&self, slots: &[Slot; 3], graph: &GraphSlot, row: &Cells) -> Part {
        let view = self.context.view;
        let [Some(subject), Some(predicate), Some(object)] =
            [&slots[0], &slots[1], &slots[2]].map(|slot| slot.id(row))
        else {
            return Part::Untraced("a variable of a triple pattern is not bound".into());
        };
        let Some(statement) = view.store.statement(subject, predicate, object) else {
            return Part::Untraced("a matched triple was not found again".into());
        };
        match self.claim(graph, row) {
            Ok(claim) => Part::Statement(StatementRef { statement, claim }),
            Err(reason) => Part::Untraced(reason.into()),
        }
    }

    fn claim(&self, graph: &GraphSlot, row: &Cells) -> Result<Option<ClaimId>, &'static str> {
        match graph {
            GraphSlot::Default => Ok(None),
            GraphSlot::Named(slot) => {
                let name = slot
                    .id(row)
                    .ok_or("the variable of a GRAPH pattern is not bound")?;
                match self.context.view.named_claim(name) {
                    Some(claim) => Ok(Some(claim)),
                    None => Err("a matched graph was not found again"),
                }
            }
        }
    }
}

/// Returns the pattern with every variable that it may bind projected, tags included.
fn with_all_variables(pattern: GraphPattern) -> GraphPattern {
    GraphPattern::Project {
        variables: variables_of(&pattern),
        inner: Box::new(pattern),
    }
}

pub(super) fn pick(row: &Cells, columns: &[Option<usize>]) -> Cells {
    columns
        .iter()
        .map(|at| at.and_then(|at| row[at].clone()))
        .collect()
}
