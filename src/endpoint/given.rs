//! Asks for the matches of a pattern for given values: of a pattern that has them where there is one, or with the values in VALUES.

use super::EndpointError;
use super::batches::BATCH;
use super::lookup::{number_of, number_term};
use super::session::Session;
use super::values::joined;
use crate::lineage::bind::{Bindings, bind};
use crate::lineage::plan::variables_of;
use crate::lineage::{Engine, EvaluationError, Given};
use oxigraph::model::Term;
use rustc_hash::FxHashMap;
use spargebra::algebra::GraphPattern;
use spargebra::term::GroundTerm;

/// Rows of an answer, each with the number of the given row at its end.
type Rows = Vec<Vec<Option<Term>>>;

impl Session {
    /// Returns the matches of a pattern for given values, each with the number of their row.
    ///
    /// # Errors
    /// Where more will be known of the matches first, or the engine does not answer.
    pub(super) fn matches_given(
        &self,
        given: &Given<'_>,
        base: Option<&str>,
    ) -> Result<Result<Rows, EndpointError>, EvaluationError> {
        let (mut found, left) = match self.matches_of_all(given, base) {
            Ok(all) => all,
            // In batches it may be another matter.
            Err(EvaluationError::Refused(_)) => (Vec::new(), (0..given.rows.len()).collect()),
            Err(error) => return Err(error),
        };
        let rows: Rows = left.iter().map(|at| given.rows[*at].clone()).collect();
        let more = self.endpoint.in_batches(&rows, &|batch, start| {
            self.matches_of(given, base, batch, start)
        });
        Ok(more.map(|more| {
            found.extend(more.into_iter().map(|mut row| {
                if let Some(number) = row.last_mut() {
                    let place = number.as_ref().and_then(number_of);
                    *number = place.and_then(|at| left.get(at)).map(|at| number_term(*at));
                }
                row
            }));
            found
        }))
    }

    /// Returns the matches for many values at once, joined to the pattern that has these values, and the rows without any.
    fn matches_of_all(
        &self,
        given: &Given<'_>,
        base: Option<&str>,
    ) -> Result<(Rows, Vec<usize>), EvaluationError> {
        let none = || (Vec::new(), (0..given.rows.len()).collect());
        let Some(pattern) = with_origin(given) else {
            return Ok(none());
        };
        self.announce(&pattern, base);
        let matched = self.solutions_at_once(&pattern, base)?;
        let column = |name: &str| matched.variables.iter().position(|known| known == name);
        let columns = given.seen.iter().map(|name| column(name.as_str()));
        let columns: Vec<Option<usize>> = columns.collect();
        let keys: Option<Vec<usize>> = given
            .names
            .iter()
            .map(|name| column(name.as_str()))
            .collect();
        let Some(keys) = keys else {
            return Ok(none());
        };
        let mut places: FxHashMap<Vec<Option<&Term>>, usize> = FxHashMap::default();
        for (at, row) in given.rows.iter().enumerate() {
            places.insert(row.iter().map(Option::as_ref).collect(), at);
        }
        let mut is_left = vec![true; given.rows.len()];
        let mut found = Vec::with_capacity(matched.rows.len());
        for row in &matched.rows {
            let cell = |at: usize| row.get(at)?.as_ref();
            let key: Vec<Option<&Term>> = keys.iter().map(|at| cell(*at)).collect();
            if let Some(at) = places.get(&key) {
                is_left[*at] = false;
                let values = columns.iter().map(|column| cell((*column)?).cloned());
                found.push(values.chain([Some(number_term(*at))]).collect());
            }
        }
        let left = (0..is_left.len()).filter(|at| is_left[*at]).collect();
        Ok((found, left))
    }

    fn matches_of(
        &self,
        given: &Given<'_>,
        base: Option<&str>,
        batch: &[Vec<Option<Term>>],
        start: usize,
    ) -> Result<Vec<Vec<Option<Term>>>, EndpointError> {
        let layout = &self.endpoint.publication.layout;
        let term =
            |value: &Option<Term>| match value.as_ref().map(|term| layout.named(term.as_ref())) {
                Some(Term::NamedNode(node)) => Some(GroundTerm::NamedNode(node)),
                Some(Term::Literal(literal)) => Some(GroundTerm::Literal(literal)),
                _ => None,
            };
        let mut variables = given.names.to_vec();
        variables.push(given.number.clone());
        let row = |at: usize, values: &[Option<Term>]| -> Vec<Option<GroundTerm>> {
            let number = term(&Some(number_term(start + at)));
            values.iter().map(term).chain([number]).collect()
        };
        let rows = batch.iter().enumerate();
        let all = GraphPattern::Values {
            variables: variables.clone(),
            bindings: rows.clone().map(|(at, values)| row(at, values)).collect(),
        };
        let matched = joined(given.pattern, &all).unwrap_or_else(|| {
            let branches = rows.map(|(at, values)| {
                let bindings: Bindings = given
                    .names
                    .iter()
                    .zip(values)
                    .filter_map(|(name, value)| {
                        Some((name.clone(), layout.named(value.as_ref()?.as_ref())))
                    })
                    .collect();
                GraphPattern::Join {
                    left: Box::new(GraphPattern::Values {
                        variables: variables.clone(),
                        bindings: vec![row(at, values)],
                    }),
                    right: Box::new(bind(given.pattern, &bindings)),
                }
            });
            let both = |left, right| GraphPattern::Union {
                left: Box::new(left),
                right: Box::new(right),
            };
            branches.reduce(both).unwrap_or_default()
        });
        let mut seen = given.seen.to_vec();
        seen.push(given.number.clone());
        let pattern = GraphPattern::Project {
            inner: Box::new(matched),
            variables: seen.clone(),
        };
        let found = self.ask(&pattern, base)?;
        let columns: Vec<Option<usize>> = seen
            .iter()
            .map(|name| {
                found
                    .variables
                    .iter()
                    .position(|known| known == name.as_str())
            })
            .collect();
        let mut rows = Vec::with_capacity(found.rows.len());
        for row in &found.rows {
            let mut row: Vec<Option<Term>> =
                columns.iter().map(|at| row.get((*at)?)?.clone()).collect();
            if let Some(number) = row.last_mut() {
                *number = number.as_ref().and_then(number_of).map(number_term);
            }
            rows.push(row);
        }
        Ok(rows)
    }
}

/// Returns the pattern joined to the one that has the given values, where these are many and that means the same.
fn with_origin(given: &Given<'_>) -> Option<GraphPattern> {
    let is_bound = |row: &Vec<Option<Term>>| row.iter().all(Option::is_some);
    if given.rows.len() <= BATCH || given.names.is_empty() || !given.rows.iter().all(is_bound) {
        return None;
    }
    let inner = match given.origin? {
        GraphPattern::Project { inner, .. } => &**inner,
        other => other,
    };
    let has = variables_of(inner);
    if !given.names.iter().all(|name| has.contains(name)) {
        return None;
    }
    let values = GraphPattern::Distinct {
        inner: Box::new(GraphPattern::Project {
            inner: Box::new(inner.clone()),
            variables: given.names.to_vec(),
        }),
    };
    Some(GraphPattern::Project {
        inner: Box::new(joined(given.pattern, &values)?),
        variables: given.seen.to_vec(),
    })
}
