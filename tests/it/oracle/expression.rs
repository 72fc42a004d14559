//! Expressions: their values, and why a condition holds.

use super::{Oracle, Solution, Values, Why, absence, nothing, printed};
use oxigraph::model::{Dataset, Term, Variable};
use spareval::{QueryEvaluator, QueryResults};
use spargebra::Query;
use spargebra::algebra::{Expression, GraphPattern};
use spargebra::term::GroundTerm;

impl Oracle {
    /// Returns the solutions for which a condition holds, with what makes it hold.
    pub(super) fn filter(
        &self,
        solutions: Vec<Solution>,
        condition: &Expression,
        graph: Option<&str>,
    ) -> Vec<Solution> {
        let mut kept = Vec::new();
        for mut solution in solutions {
            if let Some(reasons) = self.reasons(condition, &solution.values, graph, true) {
                solution.why = self.times(&solution.why, &reasons);
                kept.push(solution);
            }
        }
        kept
    }

    /// Returns why a condition is true (or false, as wanted); `None` where it is not.
    fn reasons(
        &self,
        condition: &Expression,
        values: &Values,
        graph: Option<&str>,
        wanted: bool,
    ) -> Option<Why> {
        let of = |part: &Expression| self.reasons(part, values, graph, wanted);
        match condition {
            Expression::Exists(pattern) => {
                let matches = self.solve(pattern, graph, values);
                match (wanted, matches.is_empty()) {
                    (true, false) => Some(matches.into_iter().flat_map(|m| m.why).collect()),
                    (false, true) => Some(absence(printed(pattern, values, graph))),
                    _ => None,
                }
            }
            Expression::Not(inner) => self.reasons(inner, values, graph, !wanted),
            // One of two will do.
            Expression::Or(left, right) if wanted => either(of(left), of(right)),
            Expression::And(left, right) if !wanted => either(of(left), of(right)),
            // Both are needed.
            Expression::Or(left, right) | Expression::And(left, right) => {
                Some(self.times(&of(left)?, &of(right)?))
            }
            other => {
                let holds = self.truth(other, values, graph) == Some(wanted);
                holds.then(|| self.all_exists(other, values, graph))
            }
        }
    }

    /// Returns what every EXISTS in an expression rests on, matched or not.
    pub(super) fn all_exists(
        &self,
        expression: &Expression,
        values: &Values,
        graph: Option<&str>,
    ) -> Why {
        let mut why = nothing();
        for pattern in exists_in(expression) {
            let one = Expression::Exists(Box::new(pattern.clone()));
            let reasons = [true, false]
                .into_iter()
                .find_map(|wanted| self.reasons(&one, values, graph, wanted));
            why = self.times(&why, &reasons.unwrap_or_default());
        }
        why
    }

    /// Returns the value of an expression; `None` is an error.
    pub(super) fn value(
        &self,
        expression: &Expression,
        values: &Values,
        graph: Option<&str>,
    ) -> Option<Term> {
        match expression {
            Expression::Exists(_)
            | Expression::Not(_)
            | Expression::And(_, _)
            | Expression::Or(_, _) => {
                let truth = self.truth(expression, values, graph)?;
                Some(Term::Literal(truth.into()))
            }
            Expression::If(condition, yes, no) => {
                let chosen = if self.truth(condition, values, graph)? {
                    yes
                } else {
                    no
                };
                self.value(chosen, values, graph)
            }
            _ => ground(expression, values),
        }
    }

    /// Returns the effective boolean value, in the three-valued logic of SPARQL.
    fn truth(&self, expression: &Expression, values: &Values, graph: Option<&str>) -> Option<bool> {
        let of = |part: &Expression| self.truth(part, values, graph);
        match expression {
            Expression::Exists(pattern) => Some(!self.solve(pattern, graph, values).is_empty()),
            Expression::Not(inner) => of(inner).map(|truth| !truth),
            Expression::And(left, right) => match (of(left), of(right)) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (Some(true), Some(true)) => Some(true),
                _ => None,
            },
            Expression::Or(left, right) => match (of(left), of(right)) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                (Some(false), Some(false)) => Some(false),
                _ => None,
            },
            other => {
                let as_boolean = Expression::If(
                    Box::new(other.clone()),
                    Box::new(Expression::Literal(true.into())),
                    Box::new(Expression::Literal(false.into())),
                );
                match ground(&as_boolean, values)? {
                    Term::Literal(literal) => Some(literal.value() == "true"),
                    _ => None,
                }
            }
        }
    }
}

/// Returns the reasons of one or the other; what rests on nothing in the data needs no other reason.
fn either(left: Option<Why>, right: Option<Why>) -> Option<Why> {
    match (left, right) {
        (Some(left), Some(right)) if left != nothing() && right != nothing() => {
            Some(left.union(&right).cloned().collect())
        }
        (Some(_), Some(_)) => Some(nothing()),
        (one, other) => one.or(other),
    }
}

/// Returns the patterns of every EXISTS in an expression, of the kinds that the tests write.
pub(crate) fn exists_in(expression: &Expression) -> Vec<&GraphPattern> {
    let parts = match expression {
        Expression::Exists(pattern) => return vec![pattern],
        Expression::Not(one) => vec![one],
        Expression::And(one, other)
        | Expression::Or(one, other)
        | Expression::Equal(one, other) => {
            vec![one, other]
        }
        Expression::If(one, two, three) => vec![one, two, three],
        _ => Vec::new(),
    };
    parts.into_iter().flat_map(|part| exists_in(part)).collect()
}

/// Returns the value of an expression that asks nothing of the data: an empty store answers for it.
fn ground(expression: &Expression, values: &Values) -> Option<Term> {
    let result = Variable::new_unchecked("result");
    let row = values.values().map(|term| match term {
        Term::NamedNode(node) => Some(GroundTerm::NamedNode(node.clone())),
        Term::Literal(literal) => Some(GroundTerm::Literal(literal.clone())),
        _ => None,
    });
    let given = GraphPattern::Values {
        variables: values.keys().map(Variable::new_unchecked).collect(),
        bindings: vec![row.collect()],
    };
    let query = Query::Select {
        dataset: None,
        pattern: GraphPattern::Project {
            inner: Box::new(GraphPattern::Extend {
                inner: Box::new(given),
                variable: result.clone(),
                expression: expression.clone(),
            }),
            variables: vec![result.clone()],
        },
        base_iri: None,
    };
    let empty = Dataset::new();
    let evaluator = QueryEvaluator::new();
    match evaluator.prepare(&query).execute(&empty).ok()? {
        QueryResults::Solutions(mut solutions) => {
            let solution = solutions.next()?.ok()?;
            solution.get(&result).cloned()
        }
        _ => None,
    }
}
