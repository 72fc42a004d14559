//! Filters and expressions of a rule.

use super::facts::{Facts, Terms};
use super::join::{Plan, Solution};
use super::rule::Step;
use crate::store::{Cell, DefaultGraph, NamedGraphs, TermId, View};
use oxigraph::model::{Literal, TermRef, Variable};
use spareval::{QueryEvaluator, QueryResults};
use spargebra::Query;
use spargebra::algebra::{Expression, Function, GraphPattern};
use spargebra::term::GroundTerm;

/// Returns the solutions that pass the steps of a rule where these are plain comparisons of terms, and all of them
/// with `false` where they are more.
pub(super) fn pass_plainly(
    plan: &Plan,
    terms: &Terms<'_>,
    solutions: Vec<Solution>,
) -> (bool, Vec<Solution>) {
    let mut passed = Vec::with_capacity(solutions.len());
    for solution in &solutions {
        let mut holding = true;
        for step in &plan.steps {
            let Step::Filter(filter) = step else {
                return (false, solutions);
            };
            match holds(filter, plan, &solution.0, terms) {
                Some(holds) => holding &= holds,
                None => return (false, solutions),
            }
        }
        passed.push(holding);
    }
    let mut passed = passed.into_iter();
    let mut solutions = solutions;
    solutions.retain(|_| passed.next() == Some(true));
    (true, solutions)
}

/// Says whether a filter of plain comparisons of terms holds; `None` where it is more than that.
fn holds(
    expression: &Expression,
    plan: &Plan,
    row: &[Option<TermId>],
    terms: &Terms<'_>,
) -> Option<bool> {
    let value = |expression: &Expression| -> Option<TermRef<'_>> {
        let Expression::Variable(variable) = expression else {
            return None;
        };
        let column = plan.variables.iter().position(|known| known == variable)?;
        Some(terms.get(row[column]?))
    };
    let both = |a: &Expression, b: &Expression| Some((value(a)?, value(b)?));
    match expression {
        Expression::And(a, b) => Some(holds(a, plan, row, terms)? && holds(b, plan, row, terms)?),
        Expression::Or(a, b) => Some(holds(a, plan, row, terms)? || holds(b, plan, row, terms)?),
        Expression::Not(inner) => Some(!holds(inner, plan, row, terms)?),
        Expression::SameTerm(a, b) => both(a, b).map(|(a, b)| a == b),
        Expression::Equal(a, b) => {
            let (a, b) = both(a, b)?;
            // Literals may be equal in value and different as terms.
            let literal = |term: TermRef<'_>| matches!(term, TermRef::Literal(_));
            (!literal(a) || !literal(b)).then_some(a == b)
        }
        Expression::FunctionCall(function, arguments) => {
            let term = value(arguments.first()?)?;
            match function {
                Function::IsIri => Some(matches!(term, TermRef::NamedNode(_))),
                Function::IsBlank => Some(matches!(term, TermRef::BlankNode(_))),
                Function::IsLiteral => Some(matches!(term, TermRef::Literal(_))),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Evaluates the steps as SPARQL, over the solutions as VALUES; those that pass have the values that these add.
pub(super) fn evaluate(
    plan: &Plan,
    facts: &mut Facts<'_>,
    solutions: Vec<Solution>,
) -> Vec<Solution> {
    // No variable that a query can spell has a space in it.
    let number = Variable::new_unchecked("row number");
    let mut variables = plan.variables.clone();
    for step in &plan.steps {
        if let Step::Bind(variable, _) = step {
            variables.retain(|known| known != variable);
        }
    }
    let columns: Vec<usize> = variables
        .iter()
        .filter_map(|variable| plan.variables.iter().position(|known| known == variable))
        .collect();
    let count = facts.store.term_count();
    let bindings = solutions
        .iter()
        .enumerate()
        .map(|(at, (row, _))| {
            let mut values: Vec<Option<GroundTerm>> = columns
                .iter()
                .map(|column| {
                    let id = row[*column]?;
                    if (id as usize) < count {
                        return Cell::Known(id).in_query();
                    }
                    match facts.terms.get(id) {
                        TermRef::NamedNode(node) => Some(node.into_owned().into()),
                        TermRef::Literal(literal) => Some(literal.into_owned().into()),
                        TermRef::BlankNode(_) => None,
                    }
                })
                .collect();
            values.push(Some(Literal::from(at as u64).into()));
            values
        })
        .collect();
    variables.push(number.clone());
    let mut pattern = GraphPattern::Values {
        variables,
        bindings,
    };
    for step in plan.steps.iter().cloned() {
        let inner = Box::new(pattern);
        pattern = match step {
            Step::Filter(expr) => GraphPattern::Filter { expr, inner },
            Step::Bind(variable, expression) => GraphPattern::Extend {
                inner,
                variable,
                expression,
            },
        };
    }
    let query = Query::Select {
        dataset: None,
        pattern,
        base_iri: None,
    };
    let view = View {
        store: facts.store,
        default: &DefaultGraph::Merged,
        named: &NamedGraphs::All,
        without: None,
    };
    let mut passed = Vec::new();
    let Ok(QueryResults::Solutions(rows)) = QueryEvaluator::new().prepare(&query).execute(view)
    else {
        return passed;
    };
    for found in rows.flatten() {
        let at = found.get(&number).map(|term| view.cell(term));
        let at = at.and_then(|cell| match cell.term(view.store) {
            TermRef::Literal(literal) => literal.value().parse::<usize>().ok(),
            _ => None,
        });
        let Some((row, matched)) = at.and_then(|at| solutions.get(at)) else {
            continue;
        };
        let mut row = row.clone();
        for step in &plan.steps {
            if let Step::Bind(variable, _) = step
                && let Some(column) = plan.variables.iter().position(|known| known == variable)
            {
                row[column] = found.get(variable).map(|term| match view.cell(term) {
                    Cell::Known(id) => id,
                    Cell::Computed(term) => facts.terms.number(&term),
                });
            }
        }
        passed.push((row, matched.clone()));
    }
    passed
}
