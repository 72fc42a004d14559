//! Reads solutions by their recipe: from the values of a solution to what it rests on.

mod absence;
mod compile;
mod derivations;
mod groups;
mod matcher;
mod way;
mod witness;

pub(super) use derivations::Derivations;
pub(super) use groups::{Groups, pick};

use super::engine::Lack;
use super::path::Reached;
use super::plan::{Level, Recipe, Witness};
use super::solutions::{Evaluator, Table};
use super::support::{Part, StatementRef, Supports};
use super::value::{Key, Value, Values};
use crate::store::{ClaimId, TermId};
use absence::Absent;
use compile::compile;
use matcher::Matcher;
use oxigraph::model::{NamedNode, Variable};
use rustc_hash::FxHashMap;
use spargebra::algebra::PropertyPathExpression;
use std::cell::{OnceCell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use way::Walk;

/// Solutions, read by a recipe.
pub(super) struct Reader<'a> {
    context: Context<'a>,
    table: Rc<Table>,
    reading: Reading<'a>,
}

/// What every step of the reading needs.
#[derive(Clone)]
pub(super) struct Context<'a> {
    values: &'a Values<'a>,
    evaluator: Evaluator<'a>,
    paths: Rc<RefCell<PathCache>>,
}

type PathCache = FxHashMap<(*const PropertyPathExpression, TermId, Option<ClaimId>), Rc<Reached>>;

/// A recipe whose variables are columns of a table.
enum Reading<'a> {
    Nothing,
    All(Vec<Reading<'a>>),
    Triple([Slot; 3], GraphSlot),
    Path(Walk<'a>),
    /// By the value of a column, one of two.
    Choice(usize, [Value; 2], Box<[Reading<'a>; 2]>),
    Optional(usize, Box<Reading<'a>>),
    /// Of those whose column has this value.
    Either(Value, Vec<(usize, Reading<'a>)>),
    Rows {
        level: &'a Level,
        columns: Vec<Option<usize>>,
        /// Whether equal rows of it are members of one group, which rests on them all.
        members: bool,
        derivations: OnceCell<Result<Box<Derivations<'a>>, Arc<str>>>,
    },
    Exists {
        witness: &'a Witness,
        names: Vec<Variable>,
        columns: Vec<Option<usize>>,
        absence: Absent,
        /// Finds matches one by one, where the pattern is simple enough.
        matcher: Option<Matcher>,
        found: RefCell<Matches>,
        /// All matches, where they are found at once.
        matches: OnceCell<Result<Matches, Arc<str>>>,
    },
    Absent(Absent),
    Endpoint(Arc<NamedNode>),
    /// It cannot be told.
    Lost(Arc<str>),
}

/// Matches of an EXISTS for each combination of the values around it.
type Matches = FxHashMap<Key, Rc<Supports>>;

/// A position of a pattern: a column, or a constant that the store may not have.
#[derive(Clone, Copy)]
enum Slot {
    Column(usize),
    Constant(Value),
    Unknown,
}

/// What a solution rests on where its tag is bound, or it has none.
struct Sure {
    what: Single,
    tag: Option<usize>,
}

/// A recipe that makes one thing of a solution.
enum Single {
    /// A triple of the default graph.
    Triple([Slot; 3]),
    Absent(Absent),
}

enum GraphSlot {
    Default,
    Named(Slot),
}

impl<'a> Context<'a> {
    pub(super) fn new(evaluator: Evaluator<'a>) -> Self {
        Self {
            values: evaluator.values,
            evaluator,
            paths: Rc::default(),
        }
    }
}

impl<'a> Reader<'a> {
    fn new(
        context: &Context<'a>,
        recipe: &'a Recipe,
        table: impl Into<Rc<Table>>,
        members: bool,
    ) -> Self {
        let table = table.into();
        Self {
            context: context.clone(),
            reading: compile(recipe, &table.columns(), context.values, members),
            table,
        }
    }

    /// Adds what a solution rests on.
    fn read(&self, number: usize, parts: &mut Vec<Part>) {
        self.read_by(&self.reading, self.table.row(number), parts);
    }

    fn read_by(&self, reading: &Reading<'a>, row: &[Value], parts: &mut Vec<Part>) {
        match reading {
            Reading::Nothing => (),
            Reading::All(readings) => {
                for reading in readings {
                    self.read_by(reading, row, parts);
                }
            }
            Reading::Triple(slots, graph) => parts.push(self.triple(slots, graph, row)),
            Reading::Path(walk) => self.path(walk, row, parts),
            Reading::Choice(tag, which, sides) => {
                match which.iter().position(|value| *value == row[*tag]) {
                    Some(side) => self.read_by(&sides[side], row, parts),
                    None => parts.push(Part::Untraced("a branch of a UNION left no tag".into())),
                }
            }
            Reading::Optional(tag, inner) => {
                if row[*tag].is_bound() {
                    self.read_by(inner, row, parts);
                }
            }
            Reading::Either(holds, sides) => {
                let mut reasons = Supports::default();
                for (tag, reading) in sides {
                    if row[*tag] == *holds {
                        reasons.add(|parts| self.read_by(reading, row, parts));
                        if reasons.get(reasons.len() - 1).iter().all(Part::is_nothing) {
                            // It holds by the values alone, so no other side is evidence.
                            return;
                        }
                    }
                }
                match reasons.len() {
                    1 => parts.extend_from_slice(reasons.get(0)),
                    _ => parts.push(Part::Any(Rc::new(reasons))),
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
                parts.push(match derivations {
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
                    Err(reason) => Part::Untraced(Arc::clone(reason)),
                });
            }
            Reading::Exists { absence, .. } => parts.push(match self.matches(reading, row) {
                Ok(Some(found)) if !found.is_empty() => Part::Any(found),
                Ok(_) => Part::Absent(Box::new(absence.of_row(row, self.context.values))),
                Err(reason) => Part::Untraced(reason),
            }),
            Reading::Absent(absence) => {
                parts.push(Part::Absent(Box::new(
                    absence.of_row(row, self.context.values),
                )));
            }
            Reading::Endpoint(name) => parts.push(Part::Endpoint(Arc::clone(name))),
            Reading::Lost(reason) => parts.push(Part::Untraced(Arc::clone(reason))),
        }
    }

    /// Asks for all matches of each EXISTS of a recipe, whatever comes of it.
    fn ask_for_matches(&self, reading: &Reading<'a>) {
        match reading {
            Reading::All(parts) => parts.iter().for_each(|part| self.ask_for_matches(part)),
            Reading::Exists {
                witness,
                names,
                columns,
                matcher: None,
                ..
            } => {
                // What it fails at is met again by whoever reads.
                let _ = self.find_matches(witness, names, columns);
            }
            _ => {}
        }
    }

    /// Returns the matches of an EXISTS for the values of a row.
    fn matches(
        &self,
        reading: &Reading<'a>,
        row: &[Value],
    ) -> Result<Option<Rc<Supports>>, Arc<str>> {
        let Reading::Exists {
            witness,
            names,
            columns,
            matcher,
            found,
            matches,
            ..
        } = reading
        else {
            return Ok(None);
        };
        let key = pick(row, columns);
        if let Some(matcher) = matcher {
            let mut found = found.borrow_mut();
            let known = found
                .entry(key)
                .or_insert_with_key(|key| Rc::new(matcher.matches(key, self.context.values)));
            return Ok(Some(Rc::clone(known)));
        }
        let matches = matches.get_or_init(|| {
            self.find_matches(witness, names, columns)
                .map_err(|error| error.to_string().into())
        });
        match matches {
            Ok(matches) => Ok(matches.get(&key).cloned()),
            Err(reason) => Err(Arc::clone(reason)),
        }
    }

    fn triple(&self, slots: &[Slot; 3], graph: &GraphSlot, row: &[Value]) -> Part {
        let found = self.statement(slots, row).and_then(|statement| {
            let claim = self.claim(graph, row)?;
            Ok(StatementRef { statement, claim })
        });
        match found {
            Ok(statement) => Part::Statement(statement),
            Err(reason) => {
                self.lack(slots, graph, row);
                Part::Untraced(reason.into())
            }
        }
    }

    /// Tells an engine, where there is one, that a statement is not among those known here.
    fn lack(&self, slots: &[Slot; 3], graph: &GraphSlot, row: &[Value]) {
        let values = self.context.values;
        let Some(engine) = values.engine else { return };
        let term = |slot: &Slot| values.term(slot.value(row));
        if let [Some(subject), Some(predicate), Some(object)] = slots.each_ref().map(term) {
            let claim = match graph {
                GraphSlot::Default => None,
                GraphSlot::Named(slot) => term(slot),
            };
            engine.lacks(Lack::Statement([subject, predicate, object], claim));
        }
    }

    /// Returns the statement that a triple pattern became.
    fn statement(&self, slots: &[Slot; 3], row: &[Value]) -> Result<u32, &'static str> {
        let values = self.context.values;
        let [Some(subject), Some(predicate), Some(object)] = slots.map(|slot| slot.id(row, values))
        else {
            return Err("a variable of a triple pattern is not bound");
        };
        let found = values.view.store.statement(subject, predicate, object);
        found.ok_or("a matched triple was not found again")
    }

    fn claim(&self, graph: &GraphSlot, row: &[Value]) -> Result<Option<ClaimId>, &'static str> {
        match graph {
            GraphSlot::Default => Ok(None),
            GraphSlot::Named(slot) => {
                let values = self.context.values;
                let name = slot
                    .id(row, values)
                    .ok_or("the variable of a GRAPH pattern is not bound")?;
                match values.view.named_claim(name) {
                    Some(claim) => Ok(Some(claim)),
                    None => Err("a matched graph was not found again"),
                }
            }
        }
    }
}

impl Reading<'_> {
    /// Returns the single things that it is made of, where it is made of nothing else.
    fn flat(&self) -> Option<Vec<Sure>> {
        let mut flat = Vec::new();
        self.flatten(None, &mut flat).then_some(flat)
    }

    /// Adds what it is made of; `false` where not all of that is single.
    fn flatten(&self, tag: Option<usize>, flat: &mut Vec<Sure>) -> bool {
        let mut add = |what| flat.push(Sure { what, tag });
        match self {
            Self::Nothing => true,
            Self::Triple(slots, GraphSlot::Default) => {
                add(Single::Triple(*slots));
                true
            }
            Self::Absent(absent) => {
                add(Single::Absent(absent.clone()));
                true
            }
            Self::All(parts) => parts.iter().all(|part| part.flatten(tag, flat)),
            // A tag further in is bound only where this one is.
            Self::Optional(tag, inner) => inner.flatten(Some(*tag), flat),
            _ => false,
        }
    }
}
