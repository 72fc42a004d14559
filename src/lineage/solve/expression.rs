//! From expressions to conditions and formulas.

use super::compile::Compiler;
use super::condition::{Condition, Formula, Operand, Test};
use crate::lineage::walk::for_parts;
use oxigraph::model::Variable;
use spargebra::algebra::{Expression, Function};

impl Compiler<'_, '_> {
    /// Returns the conditions that a filter on some rows is made of.
    pub(super) fn conditions(&mut self, expression: &Expression) -> Option<Vec<Condition>> {
        if let Expression::And(left, right) = expression {
            let mut conditions = self.conditions(left)?;
            conditions.extend(self.conditions(right)?);
            return Some(conditions);
        }
        let test = self.test(expression);
        let formula = self.other(expression);
        let needs = match (&test, &formula) {
            (None, None) => return None,
            (test, formula) => {
                test.as_ref().map_or(0, Test::needs) | formula.as_ref().map_or(0, Formula::needs)
            }
        };
        Some(vec![Condition {
            test,
            formula,
            needs,
        }])
    }

    /// Returns an expression as a formula over some rows.
    pub(super) fn formula(&mut self, expression: &Expression) -> Option<Formula> {
        match expression {
            Expression::Variable(variable) => Some(Formula::Slot(self.slot(variable)?)),
            Expression::NamedNode(_) | Expression::Literal(_) => match self.operand(expression)? {
                Operand::Term(value) => Some(Formula::Constant(value)),
                Operand::Slot(slot) => Some(Formula::Slot(slot)),
            },
            _ => self.other(expression),
        }
    }

    /// Returns a formula that is left to `spareval`: of up to three variables.
    fn other(&mut self, expression: &Expression) -> Option<Formula> {
        let mut names = Vec::new();
        if !is_steady(expression, &mut names) || names.len() > 3 {
            return None;
        }
        let variables = names
            .into_iter()
            .map(|variable| {
                let slot = self.slot(&variable)?;
                Some((variable, slot))
            })
            .collect::<Option<_>>()?;
        Some(Formula::Other {
            strict: is_strict(expression),
            expression: expression.clone(),
            variables,
            known: Default::default(),
        })
    }

    fn test(&mut self, expression: &Expression) -> Option<Test> {
        Some(match expression {
            Expression::Bound(variable) => Test::Bound(self.slot(variable)?),
            Expression::SameTerm(a, b) => Test::Same(self.operand(a)?, self.operand(b)?),
            Expression::Equal(a, b) => Test::Equal(self.operand(a)?, self.operand(b)?),
            Expression::Less(a, b) => Test::Less(self.operand(a)?, self.operand(b)?, false),
            Expression::LessOrEqual(a, b) => Test::Less(self.operand(a)?, self.operand(b)?, true),
            Expression::Greater(a, b) => Test::Less(self.operand(b)?, self.operand(a)?, false),
            Expression::GreaterOrEqual(a, b) => {
                Test::Less(self.operand(b)?, self.operand(a)?, true)
            }
            Expression::Not(inner) => Test::Not(Box::new(self.test(inner)?)),
            Expression::And(a, b) => Test::And(Box::new(self.test(a)?), Box::new(self.test(b)?)),
            Expression::Or(a, b) => Test::Or(Box::new(self.test(a)?), Box::new(self.test(b)?)),
            Expression::In(value, list) => {
                let value = self.operand(value)?;
                let mut any = Test::Truth(false);
                for one in list.iter().rev() {
                    let equal = Test::Equal(value, self.operand(one)?);
                    any = Test::Or(Box::new(equal), Box::new(any));
                }
                any
            }
            Expression::Exists(pattern) => {
                let inner = self.pattern(pattern)?;
                if !inner.plain {
                    return None;
                }
                Test::Exists(Box::new(inner))
            }
            _ => return None,
        })
    }

    fn operand(&mut self, expression: &Expression) -> Option<Operand> {
        Some(match expression {
            Expression::Variable(variable) => Operand::Slot(self.slot(variable)?),
            Expression::NamedNode(node) => Operand::Term(self.values.of_term(node.clone().into())),
            Expression::Literal(literal) => {
                Operand::Term(self.values.of_term(literal.clone().into()))
            }
            _ => return None,
        })
    }
}

/// Says whether an expression is an error where one of its variables has no value.
fn is_strict(expression: &Expression) -> bool {
    use Expression as E;
    match expression {
        E::NamedNode(_) | E::Literal(_) | E::Variable(_) => true,
        E::Or(..)
        | E::And(..)
        | E::Not(_)
        | E::Bound(_)
        | E::Exists(_)
        | E::If(..)
        | E::In(..)
        | E::Coalesce(_) => false,
        _ => {
            let mut strict = true;
            for_parts(expression, &mut |part| strict &= is_strict(part));
            strict
        }
    }
}

/// Says whether an expression has the same value whenever it is evaluated, and needs nothing but its variables.
fn is_steady(expression: &Expression, variables: &mut Vec<Variable>) -> bool {
    match expression {
        Expression::Exists(_)
        | Expression::FunctionCall(
            Function::Rand
            | Function::Now
            | Function::Uuid
            | Function::StrUuid
            | Function::BNode
            | Function::Iri
            | Function::Custom(_),
            _,
        ) => return false,
        Expression::Variable(variable) | Expression::Bound(variable)
            if !variables.contains(variable) =>
        {
            variables.push(variable.clone());
        }
        _ => (),
    }
    let mut steady = true;
    for_parts(expression, &mut |part| {
        steady = steady && is_steady(part, variables);
    });
    steady
}
