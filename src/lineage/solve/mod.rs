//! Solves patterns over term numbers: rows in batches, joined in an order that the data choose.
//!
//! Triple patterns, joins, OPTIONAL, UNION, MINUS, EXISTS, VALUES, BIND, FILTER, sub-SELECT, GROUP BY, ORDER BY, DISTINCT
//! and LIMIT are done here, on numbers; what an expression, an aggregate or an order means is asked of `spareval`
//! (`borrowed.rs`). A pattern with anything else (GRAPH, a path without end, SERVICE, a function whose value changes from call to
//! call) is left to `spareval` whole. Whoever evaluates a pattern, with citations or without, gets the same rows in the
//! same order.

mod borrowed;
mod combine;
mod compile;
mod condition;
mod expression;
mod grouping;
mod node;
mod order;
mod rows;
mod run;
mod whole;

use super::plan::variables_of;
use super::solutions::{EvaluationError, Evaluator, Table};
use super::value::Value;
use compile::Compiler;
use oxigraph::model::Variable;
use rows::{Rows, UNBOUND, Values};
use run::Solver;
use spargebra::algebra::GraphPattern;

/// Why a run ends before its end.
enum Stop {
    /// No more rows are wanted.
    Enough,
    /// The time allowed is over.
    Cancelled,
    /// A value came up that is left to `spareval`.
    Unsuited,
    /// The evaluator failed.
    Failed(EvaluationError),
}

/// Returns the solutions of a pattern; nothing where it has to be left to `spareval`.
pub(super) fn solve(
    evaluator: &Evaluator<'_>,
    pattern: &GraphPattern,
) -> Option<Result<Table, EvaluationError>> {
    let values = Values::new(evaluator.view);
    let mut compiler = Compiler::new(&values);
    let variables = shown(pattern);
    let slots: Vec<usize> = variables
        .iter()
        .map(|variable| compiler.slot(variable))
        .collect::<Option<_>>()?;
    let plan = compiler.pattern(pattern)?;
    let solver = Solver {
        width: compiler.width,
        values: &values,
        stop: evaluator.stop,
    };
    let mut table = Table::new(variables);
    let end = solver.run(&plan.node, &Rows::unit(solver.width), 0, &mut |found| {
        for row in found.iter() {
            table.push(slots.iter().map(|slot| match row[*slot] {
                UNBOUND => Value::UNBOUND,
                known if values.is_known(known) => Value::from(known),
                made => match values.cell(made) {
                    Some(cell) => evaluator.values.of_cell(cell),
                    None => Value::UNBOUND,
                },
            }));
        }
        evaluator.allow(&table).map_err(Stop::Failed)
    });
    table.stopped = match end {
        Ok(()) | Err(Stop::Enough) => false,
        Err(Stop::Unsuited) => return None,
        Err(Stop::Cancelled) if evaluator.memory.is_exceeded() => {
            return Some(Err(EvaluationError::Memory(evaluator.memory.bytes())));
        }
        Err(Stop::Cancelled) if evaluator.partial => true,
        Err(Stop::Cancelled) => return Some(Err(EvaluationError::Stopped)),
        Err(Stop::Failed(error)) => return Some(Err(error)),
    };
    Some(Ok(table))
}

/// Returns the variables that a pattern projects, or has in scope.
fn shown(pattern: &GraphPattern) -> Vec<Variable> {
    match pattern {
        GraphPattern::Project { variables, .. } => variables.clone(),
        GraphPattern::Distinct { inner } | GraphPattern::Slice { inner, .. } => shown(inner),
        other => variables_of(other),
    }
}
