//! Expressions, aggregates and orders that `spareval` computes, over our rows.
//!
//! Rows of up to three values are handed to it as the quads of a dataset of their own. What it returns is numbers again.

use super::rows::{UNBOUND, Value, Values};
use super::{EvaluationError, Stop};
use oxigraph::model::{BlankNode, Term, Variable};
use spareval::{ExpressionTerm, InternalQuad, QueryEvaluator, QueryResults, QueryableDataset};
use spargebra::Query;
use spargebra::algebra::GraphPattern;
use spargebra::term::{NamedNodePattern, TriplePattern};
use std::convert::Infallible;
use std::rc::Rc;

/// Rows of three values.
pub(super) type Triples = Vec<[Value; 3]>;

/// Returns a variable for a place of the rows; no SPARQL text can spell it.
pub(super) fn place(at: usize) -> Variable {
    Variable::new_unchecked(["·first", "·second", "·third"][at])
}

/// Returns the pattern that every row matches.
pub(super) fn every_row(places: [Variable; 3]) -> GraphPattern {
    let [subject, predicate, object] = places;
    GraphPattern::Bgp {
        patterns: vec![TriplePattern {
            subject: subject.into(),
            predicate: NamedNodePattern::Variable(predicate),
            object: object.into(),
        }],
    }
}

/// Evaluates a projection over rows.
pub(super) fn evaluate(
    values: &Values<'_>,
    rows: Triples,
    query: &Query,
) -> Result<Vec<Vec<Value>>, Stop> {
    let dataset = Dataset {
        values,
        rows: Rc::new(rows),
    };
    let other = |error: spareval::QueryEvaluationError| Stop::Failed(EvaluationError::from(error));
    // The optimizer would conclude from a value's place in a quad what kind of term it is.
    let results = QueryEvaluator::new()
        .without_optimizations()
        .prepare(query)
        .execute(dataset)
        .map_err(other)?;
    let QueryResults::Solutions(solutions) = results else {
        return Err(Stop::Unsuited);
    };
    solutions
        .map(|solution| {
            let solution = solution.map_err(other)?;
            let row = solution.values().iter().map(|value| match value {
                Some(Term::BlankNode(node)) => node
                    .as_ref()
                    .unique_id()
                    .map_or(UNBOUND, |number| number as Value),
                _ => UNBOUND,
            });
            Ok(row.collect())
        })
        .collect()
}

struct Dataset<'v> {
    values: &'v Values<'v>,
    rows: Rc<Triples>,
}

impl<'v> QueryableDataset<'v> for Dataset<'v> {
    type InternalTerm = Value;
    type Error = Infallible;

    fn internal_quads_for_pattern(
        &self,
        subject: Option<&Value>,
        predicate: Option<&Value>,
        object: Option<&Value>,
        _: Option<Option<&Value>>,
    ) -> impl Iterator<Item = Result<InternalQuad<Value>, Infallible>> + use<'v> {
        let rows = Rc::clone(&self.rows);
        let wanted = [subject.copied(), predicate.copied(), object.copied()];
        (0..rows.len())
            .map(move |at| rows[at])
            .filter(move |row| {
                wanted
                    .iter()
                    .zip(row)
                    .all(|(wanted, value)| wanted.is_none_or(|wanted| wanted == *value))
            })
            .map(|[subject, predicate, object]| {
                Ok(InternalQuad {
                    subject,
                    predicate,
                    object,
                    graph_name: None,
                })
            })
    }

    fn internal_named_graphs(&self) -> impl Iterator<Item = Result<Value, Infallible>> + use<'v> {
        std::iter::empty()
    }

    fn contains_internal_graph_name(&self, _: &Value) -> Result<bool, Infallible> {
        Ok(false)
    }

    fn internalize_term(&self, term: Term) -> Result<Value, Infallible> {
        Ok(self.values.of_term(term))
    }

    fn externalize_term(&self, value: Value) -> Result<Term, Infallible> {
        Ok(Term::BlankNode(BlankNode::new_from_unique_id(u128::from(
            value,
        ))))
    }

    fn externalize_expression_term(&self, value: Value) -> Result<ExpressionTerm, Infallible> {
        let term = self.values.term(value);
        Ok(term
            .unwrap_or_else(|| BlankNode::new_from_unique_id(u128::from(value)).into())
            .into())
    }

    fn internalize_expression_term(&self, term: ExpressionTerm) -> Result<Value, Infallible> {
        Ok(self.values.of_term(term.into()))
    }
}
