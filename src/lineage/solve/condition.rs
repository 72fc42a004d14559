//! Expressions over rows: plain comparisons here, the rest by `spareval`.

use super::Stop;
use super::borrowed::{self, Triples};
use super::node::{Compiled, Slots};
use super::rows::{Rows, UNBOUND, Value, Values};
use super::run::Solver;
use oxigraph::model::vocab::xsd;
use oxigraph::model::{LiteralRef, TermRef, Variable};
use rustc_hash::{FxHashMap, FxHashSet};
use spargebra::Query;
use spargebra::algebra::{Expression, GraphPattern};
use std::cell::RefCell;

/// A condition on a row.
pub(super) struct Condition {
    pub(super) test: Option<Test>,
    pub(super) formula: Option<Formula>,
    /// The slots that it looks at.
    pub(super) needs: Slots,
}

/// A condition that needs no more than numbers, and now and then the text of a literal.
pub(super) enum Test {
    Truth(bool),
    Bound(usize),
    Same(Operand, Operand),
    Equal(Operand, Operand),
    /// Whether the first is less, or also where they are equal.
    Less(Operand, Operand, bool),
    Not(Box<Test>),
    And(Box<Test>, Box<Test>),
    Or(Box<Test>, Box<Test>),
    Exists(Box<Compiled>),
}

#[derive(Clone, Copy)]
pub(super) enum Operand {
    Slot(usize),
    Term(Value),
}

/// An expression that gives a value.
pub(super) enum Formula {
    Constant(Value),
    Slot(usize),
    Other {
        expression: Expression,
        /// Whether it is an error where one of them has no value.
        strict: bool,
        /// The variables that it looks at, at most three.
        variables: Vec<(Variable, usize)>,
        known: RefCell<FxHashMap<[Value; 3], Value>>,
    },
}

/// What a test says of a row: yes, no, an error, or that the values need more than it knows.
enum Verdict {
    Known(Option<bool>),
    Unknown,
}

use Verdict::{Known, Unknown};

impl Condition {
    /// Keeps the rows for which it holds.
    pub(super) fn keep(&self, solver: &Solver<'_, '_>, rows: &mut Rows) -> Result<(), Stop> {
        let mut marks = vec![false; rows.len()];
        let mut open = Vec::new();
        for (at, mark) in marks.iter_mut().enumerate() {
            let verdict = match &self.test {
                Some(test) => test.verdict(solver, rows, at)?,
                None => Unknown,
            };
            match verdict {
                Known(truth) => *mark = truth == Some(true),
                Unknown => open.push(at),
            }
        }
        if !open.is_empty() {
            let Some(formula) = &self.formula else {
                return Err(Stop::Unsuited);
            };
            let values = formula.of_rows(solver.values, rows, &open, true)?;
            for (at, value) in open.into_iter().zip(values) {
                let truth = solver.values.cell(value);
                marks[at] = truth.is_some_and(|cell| {
                    matches!(cell.term(solver.values.view.store),
                        TermRef::Literal(literal) if literal.value() == "true")
                });
            }
        }
        if marks.contains(&false) {
            rows.keep(&marks);
        }
        Ok(())
    }
}

impl Formula {
    /// Returns the slots that it looks at.
    pub(super) fn needs(&self) -> Slots {
        match self {
            Self::Constant(_) => 0,
            Self::Slot(slot) => 1 << slot,
            Self::Other { variables, .. } => {
                variables.iter().fold(0, |set, (_, slot)| set | 1 << slot)
            }
        }
    }

    /// Returns the value for each of some rows; as a truth, where that is asked for.
    pub(super) fn of_rows(
        &self,
        values: &Values<'_>,
        rows: &Rows,
        numbers: &[usize],
        truth: bool,
    ) -> Result<Vec<Value>, Stop> {
        let (expression, variables, strict, known) = match self {
            Self::Constant(value) => return Ok(vec![*value; numbers.len()]),
            Self::Slot(slot) if !truth => {
                return Ok(numbers.iter().map(|at| rows.row(*at)[*slot]).collect());
            }
            Self::Slot(_) => return Err(Stop::Unsuited),
            Self::Other {
                expression,
                variables,
                strict,
                known,
            } => (expression, variables, *strict, known),
        };
        let key = |at: usize| {
            let mut key = [0; 3];
            for (place, (_, slot)) in key.iter_mut().zip(variables) {
                *place = rows.row(at)[*slot];
            }
            key
        };
        let mut known = known.borrow_mut();
        let mut new = Triples::new();
        let mut seen = FxHashSet::default();
        for at in numbers {
            let key = key(*at);
            if key.contains(&UNBOUND) {
                if !strict {
                    return Err(Stop::Unsuited);
                }
            } else if !known.contains_key(&key) && seen.insert(key) {
                new.push(key);
            }
        }
        if !new.is_empty() {
            let query = query(expression, variables, truth);
            let found = borrowed::evaluate(values, new.clone(), &query)?;
            if found.len() != new.len() {
                return Err(Stop::Unsuited);
            }
            known.extend(new.into_iter().zip(found.iter().map(|row| row[0])));
        }
        Ok(numbers
            .iter()
            .map(|at| known.get(&key(*at)).copied().unwrap_or(UNBOUND))
            .collect())
    }
}

/// Returns the query that computes an expression for each row.
fn query(expression: &Expression, variables: &[(Variable, usize)], truth: bool) -> Query {
    let places = std::array::from_fn(|at| {
        let own = variables.get(at).map(|(variable, _)| variable.clone());
        own.unwrap_or_else(|| borrowed::place(at))
    });
    let mut expression = expression.clone();
    if truth {
        let literal = |truth: bool| Box::new(Expression::Literal(truth.into()));
        expression = Expression::If(Box::new(expression), literal(true), literal(false));
    }
    let result = Variable::new_unchecked("·result");
    Query::Select {
        dataset: None,
        pattern: GraphPattern::Project {
            inner: Box::new(GraphPattern::Extend {
                inner: Box::new(borrowed::every_row(places)),
                variable: result.clone(),
                expression,
            }),
            variables: vec![result],
        },
        base_iri: None,
    }
}

impl Operand {
    fn value(self, row: &[Value]) -> Value {
        match self {
            Self::Slot(slot) => row[slot],
            Self::Term(value) => value,
        }
    }
}

impl Test {
    /// Returns the slots that it looks at.
    pub(super) fn needs(&self) -> Slots {
        let of = |operand: &Operand| match operand {
            Operand::Slot(slot) => 1 << slot,
            Operand::Term(_) => 0,
        };
        match self {
            Self::Truth(_) => 0,
            Self::Bound(slot) => 1 << slot,
            Self::Same(a, b) | Self::Equal(a, b) | Self::Less(a, b, _) => of(a) | of(b),
            Self::Not(inner) => inner.needs(),
            Self::And(a, b) | Self::Or(a, b) => a.needs() | b.needs(),
            Self::Exists(inner) => inner.possible | inner.open,
        }
    }

    fn verdict(&self, solver: &Solver<'_, '_>, rows: &Rows, at: usize) -> Result<Verdict, Stop> {
        let row = rows.row(at);
        Ok(match self {
            Self::Truth(truth) => Known(Some(*truth)),
            Self::Bound(slot) => Known(Some(row[*slot] != UNBOUND)),
            Self::Same(a, b) => match (a.value(row), b.value(row)) {
                (UNBOUND, _) | (_, UNBOUND) => Known(None),
                (a, b) => Known(Some(a == b)),
            },
            Self::Equal(a, b) => equal(solver.values, a.value(row), b.value(row)),
            Self::Less(a, b, or_equal) => {
                match (
                    integer(solver.values, a.value(row)),
                    integer(solver.values, b.value(row)),
                ) {
                    (Some(a), Some(b)) => Known(Some(a < b || (*or_equal && a == b))),
                    _ if a.value(row) == UNBOUND || b.value(row) == UNBOUND => Known(None),
                    _ => Unknown,
                }
            }
            Self::Not(inner) => match inner.verdict(solver, rows, at)? {
                Known(truth) => Known(truth.map(|truth| !truth)),
                Unknown => Unknown,
            },
            Self::And(a, b) => match (a.verdict(solver, rows, at)?, b.verdict(solver, rows, at)?) {
                (Known(Some(false)), _) | (_, Known(Some(false))) => Known(Some(false)),
                (Known(Some(true)), Known(Some(true))) => Known(Some(true)),
                (Known(_), Known(_)) => Known(None),
                _ => Unknown,
            },
            Self::Or(a, b) => match (a.verdict(solver, rows, at)?, b.verdict(solver, rows, at)?) {
                (Known(Some(true)), _) | (_, Known(Some(true))) => Known(Some(true)),
                (Known(Some(false)), Known(Some(false))) => Known(Some(false)),
                (Known(_), Known(_)) => Known(None),
                _ => Unknown,
            },
            Self::Exists(inner) => Known(Some(solver.is_matched(&inner.node, rows, at)?)),
        })
    }
}

fn equal(values: &Values<'_>, a: Value, b: Value) -> Verdict {
    let (Some(one), Some(other)) = (values.cell(a), values.cell(b)) else {
        return Known(None);
    };
    let store = values.view.store;
    match (one.term(store), other.term(store)) {
        (TermRef::Literal(one), TermRef::Literal(other)) => {
            match (as_integer(one), as_integer(other)) {
                (Some(one), Some(other)) => Known(Some(one == other)),
                _ if is_text(one) && is_text(other) => Known(Some(a == b)),
                _ => Unknown,
            }
        }
        _ => Known(Some(a == b)),
    }
}

fn is_text(literal: LiteralRef<'_>) -> bool {
    literal.datatype() == xsd::STRING
}

fn integer(values: &Values<'_>, value: Value) -> Option<i64> {
    match values.cell(value)?.term(values.view.store) {
        TermRef::Literal(literal) => as_integer(literal),
        _ => None,
    }
}

/// Returns the number that a literal is, where it is an `xsd:integer` of no more than 18 digits.
pub(super) fn as_integer(literal: LiteralRef<'_>) -> Option<i64> {
    let value = literal.value();
    let digits = value.strip_prefix('-').unwrap_or(value);
    let plain = literal.datatype() == xsd::INTEGER
        && (1..=18).contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit());
    if plain { value.parse().ok() } else { None }
}
