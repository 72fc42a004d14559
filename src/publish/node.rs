//! Statements and derivations as nodes: how inferred statements follow.

use super::content::{Content, triple};
use crate::store::{Derivation, StatementId};
use crate::vocabulary::{self, published};
use oxigraph::model::{Literal, NamedNode};

/// Start of the properties that number premises.
const MEMBER: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#_";

impl<'a> Content<'a> {
    /// Calls back for the lines of the node of a statement.
    pub(super) fn statement_node<E>(
        &self,
        statement: StatementId,
        each: &mut dyn FnMut(&str) -> Result<(), E>,
    ) -> Result<(), E> {
        let node = self.layout.statement(&self.line(statement));
        let terms = self.store.triple(statement);
        let predicates = [
            vocabulary::SUBJECT,
            vocabulary::PREDICATE,
            vocabulary::OBJECT,
        ];
        predicates
            .into_iter()
            .zip(terms)
            .try_for_each(|(predicate, term)| {
                let term = self.layout.named(self.store.term(term));
                each(&triple(&node, predicate, &term))
            })
    }

    /// Returns the node of a derivation, the nodes of its conclusion and premises, and its rule.
    pub(super) fn derivation(
        &self,
        of: StatementId,
        position: u32,
    ) -> (NamedNode, Vec<NamedNode>, &'a str) {
        let found: Option<Derivation<'a>> = self.store.derivations_of(of).nth(position as usize);
        let (rule, premises) = found.map_or(("", [].as_slice()), |one| (one.rule, one.premises));
        let nodes: Vec<NamedNode> = [&of]
            .into_iter()
            .chain(premises)
            .map(|part| self.layout.statement(&self.line(*part)))
            .collect();
        (self.layout.derivation(rule, &nodes), nodes, rule)
    }

    /// Calls back for the lines of the node of a derivation.
    pub(super) fn derivation_node<E>(
        &self,
        of: StatementId,
        position: u32,
        each: &mut dyn FnMut(&str) -> Result<(), E>,
    ) -> Result<(), E> {
        let (node, nodes, rule) = self.derivation(of, position);
        each(&triple(&node, vocabulary::TYPE, published::DERIVATION))?;
        let rule = Literal::new_simple_literal(rule);
        each(&triple(&node, published::RULE, &rule))?;
        let place = Literal::from(i64::from(position));
        each(&triple(&node, published::POSITION, &place))?;
        for (number, part) in nodes.iter().enumerate() {
            if number == 0 {
                each(&triple(&node, published::CONCLUSION, part))?;
            } else {
                let member = NamedNode::new_unchecked(format!("{MEMBER}{number}"));
                each(&triple(&node, member.as_ref(), part))?;
            }
        }
        Ok(())
    }
}
