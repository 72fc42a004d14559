//! Groups and their aggregates, and the order of solutions.

use super::{Oracle, Solution, Values, absence, nothing};
use oxigraph::model::{Literal, Term, Variable};
use spargebra::algebra::{AggregateExpression, AggregateFunction, Expression, OrderExpression};
use std::cmp::Ordering;

impl Oracle {
    /// Returns one solution for each group: it rests on every member.
    pub(super) fn grouped(
        &self,
        members: Vec<Solution>,
        keys: &[Variable],
        aggregates: &[(Variable, AggregateExpression)],
        graph: Option<&str>,
    ) -> Vec<Solution> {
        let mut groups: Vec<(Values, Vec<Solution>)> = Vec::new();
        if keys.is_empty() {
            groups.push((Values::new(), Vec::new()));
        }
        for member in members {
            let mut key = member.values.clone();
            key.retain(|name, _| keys.iter().any(|key| key.as_str() == name));
            match groups.iter_mut().find(|(known, _)| *known == key) {
                Some((_, members)) => members.push(member),
                None => groups.push((key, vec![member])),
            }
        }
        let mut solutions = Vec::new();
        for (mut values, members) in groups {
            let why = if members.is_empty() {
                absence("no solution of the grouped pattern".to_owned())
            } else {
                members
                    .iter()
                    .fold(nothing(), |why, member| self.times(&why, &member.why))
            };
            for (variable, aggregate) in aggregates {
                if let Some(value) = self.aggregate(aggregate, &members, graph) {
                    values.insert(variable.as_str().to_owned(), value);
                }
            }
            solutions.push(Solution { values, why });
        }
        solutions
    }

    fn aggregate(
        &self,
        aggregate: &AggregateExpression,
        members: &[Solution],
        graph: Option<&str>,
    ) -> Option<Term> {
        let number = |n: usize| Some(Term::Literal(Literal::from(i64::try_from(n).ok()?)));
        let (name, expression, distinct) = match aggregate {
            AggregateExpression::CountSolutions { distinct: false } => {
                return number(members.len());
            }
            AggregateExpression::CountSolutions { distinct: true } => {
                return number(super::merged(members.to_vec()).len());
            }
            AggregateExpression::FunctionCall {
                name,
                expr,
                distinct,
            } => (name, expr, *distinct),
        };
        let all = members
            .iter()
            .map(|member| self.value(expression, &member.values, graph));
        let mut terms: Vec<Term> = Vec::new();
        for term in all.clone().flatten() {
            if !distinct || !terms.contains(&term) {
                terms.push(term);
            }
        }
        match name {
            AggregateFunction::Count => number(terms.len()),
            AggregateFunction::Min => terms.into_iter().min_by(in_order),
            AggregateFunction::Max => terms.into_iter().max_by(in_order),
            AggregateFunction::Sum => {
                // One member without a number spoils the sum.
                let numbers: Option<Vec<i64>> = all.map(|term| integer(&term?)).collect();
                Some(Term::Literal(numbers?.into_iter().sum::<i64>().into()))
            }
            other => panic!("no test asks this: {other:?}"),
        }
    }

    /// Returns the solutions in order.
    pub(super) fn ordered(
        &self,
        mut solutions: Vec<Solution>,
        by: &[OrderExpression],
        graph: Option<&str>,
    ) -> Vec<Solution> {
        let key = |expression: &Expression, solution: &Solution| {
            self.value(expression, &solution.values, graph)
        };
        solutions.sort_by(|one, other| {
            for order in by {
                let ordering = match order {
                    OrderExpression::Asc(e) => unbound_first(&key(e, one), &key(e, other)),
                    OrderExpression::Desc(e) => unbound_first(&key(e, other), &key(e, one)),
                };
                if ordering != Ordering::Equal {
                    return ordering;
                }
            }
            Ordering::Equal
        });
        solutions
    }
}

fn unbound_first(left: &Option<Term>, right: &Option<Term>) -> Ordering {
    match (left, right) {
        (Some(left), Some(right)) => in_order(left, right),
        (left, right) => left.is_some().cmp(&right.is_some()),
    }
}

/// IRIs stand before literals; numbers by value, everything else by its text.
fn in_order(left: &Term, right: &Term) -> Ordering {
    match (left, right) {
        (Term::Literal(one), Term::Literal(other)) => match (integer(left), integer(right)) {
            (Some(left), Some(right)) => left.cmp(&right),
            _ => one.value().cmp(other.value()),
        },
        _ => {
            let is_literal = |term: &Term| matches!(term, Term::Literal(_));
            is_literal(left)
                .cmp(&is_literal(right))
                .then_with(|| left.to_string().cmp(&right.to_string()))
        }
    }
}

fn integer(term: &Term) -> Option<i64> {
    match term {
        Term::Literal(literal) if literal.datatype().as_str().ends_with("#integer") => {
            literal.value().parse().ok()
        }
        _ => None,
    }
}
