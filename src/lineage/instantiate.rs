//! Makes the triples of CONSTRUCT and DESCRIBE, each with its evidence.

use super::answer::Solutions;
use super::engine::Lack;
use super::evidence::Evidence;
use super::solutions::Table;
use super::support::{Part, StatementRef, Supports};
use super::value::{Value, Values};
use crate::store::TermId;
use oxigraph::model::{BlankNode, GraphName, NamedOrBlankNode, Term, TermRef, Triple, Variable};
use rustc_hash::{FxHashMap, FxHashSet};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};

/// Returns the triples that a template makes of solutions, each once, in the order they are first made.
pub(super) fn construct(
    values: &Values<'_>,
    template: &[TriplePattern],
    solutions: &Solutions<'_>,
    alternatives: usize,
) -> Vec<(Triple, Option<Evidence>)> {
    let shown = solutions.variables.iter().zip(&solutions.shown);
    let columns: FxHashMap<Variable, usize> = shown
        .filter_map(|(variable, at)| Some((variable.clone(), (*at)?)))
        .collect();
    let mut triples: Vec<(Triple, Vec<u32>)> = Vec::new();
    let mut numbers: FxHashMap<Triple, usize> = FxHashMap::default();
    for at in 0..solutions.len() {
        // A blank node of the template is another one in every solution.
        let mut blanks: FxHashMap<BlankNode, BlankNode> = FxHashMap::default();
        for pattern in template {
            let row = solutions.row(at);
            let Some(triple) = instantiate(values, pattern, row, &columns, &mut blanks) else {
                continue;
            };
            let number = *numbers.entry(triple.clone()).or_insert_with(|| {
                triples.push((triple, Vec::new()));
                triples.len() - 1
            });
            let rows = &mut triples[number].1;
            if rows.last() != Some(&(at as u32)) {
                rows.push(at as u32);
            }
        }
    }
    triples
        .into_iter()
        .map(|(triple, rows)| (triple, solutions.evidence_of(&rows, alternatives)))
        .collect()
}

/// Returns the triples that describe the terms of a table: those they are the subject of, and of blank nodes in turn.
pub(super) fn describe(
    values: &Values<'_>,
    resources: &Table,
    cite: bool,
) -> Vec<(Triple, Option<Evidence>)> {
    let view = values.view;
    let mut described: FxHashSet<TermId> = FxHashSet::default();
    let mut triples = Vec::new();
    for row in resources.rows() {
        if let Some(engine) = values.engine {
            let terms = row.iter().filter_map(|value| values.term(*value));
            terms.for_each(|term| engine.lacks(Lack::Description(term)));
        }
        let mut open: Vec<TermId> = row.iter().filter_map(|value| values.id(*value)).collect();
        open.reverse();
        while let Some(subject) = open.pop() {
            if !described.insert(subject) {
                continue;
            }
            for statement in view.store.matching(Some(subject), None, None) {
                if !view.has_by_default(statement) {
                    continue;
                }
                let object = view.store.triple(statement)[2];
                if matches!(view.store.term(object), TermRef::BlankNode(_)) {
                    open.push(object);
                }
                if let Some(quad) = view.store.quad(statement, GraphName::DefaultGraph) {
                    let itself = Part::Statement(StatementRef {
                        statement,
                        claim: None,
                    });
                    let evidence = cite.then(|| Evidence::of(&Supports::of_part(itself), 1));
                    triples.push((quad.into(), evidence));
                }
            }
        }
    }
    triples
}

fn instantiate(
    values: &Values<'_>,
    pattern: &TriplePattern,
    row: &[Value],
    columns: &FxHashMap<Variable, usize>,
    blanks: &mut FxHashMap<BlankNode, BlankNode>,
) -> Option<Triple> {
    let value = |variable: &Variable| {
        let cell = values.cell(row[*columns.get(variable)?])?;
        Some(cell.term(values.view.store).into_owned())
    };
    let mut term = |pattern: &TermPattern| match pattern {
        TermPattern::NamedNode(node) => Some(node.clone().into()),
        TermPattern::Literal(literal) => Some(literal.clone().into()),
        TermPattern::Variable(variable) => value(variable),
        TermPattern::BlankNode(node) => {
            Some(blanks.entry(node.clone()).or_default().clone().into())
        }
    };
    let subject: NamedOrBlankNode = match term(&pattern.subject)? {
        Term::NamedNode(node) => node.into(),
        Term::BlankNode(node) => node.into(),
        Term::Literal(_) => return None,
    };
    let predicate = match &pattern.predicate {
        NamedNodePattern::NamedNode(node) => node.clone(),
        NamedNodePattern::Variable(variable) => match value(variable)? {
            Term::NamedNode(node) => node,
            _ => return None,
        },
    };
    Some(Triple::new(subject, predicate, term(&pattern.object)?))
}
