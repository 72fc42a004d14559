//! Patterns that must not match, by the columns of a table.

use crate::lineage::absence::{Absence, Form};
use crate::lineage::value::{Value, Values};
use oxigraph::model::Variable;
use spargebra::algebra::GraphPattern;
use std::sync::Arc;

/// A pattern that must not match, and the columns whose values it is asked with.
#[derive(Clone)]
pub(super) struct Absent {
    form: Arc<Form>,
    columns: Arc<[usize]>,
}

impl Absent {
    /// Takes a pattern and the columns of its variables.
    pub(super) fn new(pattern: &GraphPattern, columns: &[(Variable, usize)]) -> Self {
        let (variables, columns) = columns.iter().cloned().unzip::<_, _, Vec<_>, Vec<_>>();
        Self {
            form: Arc::new(Form::new(pattern.clone(), variables)),
            columns: columns.into(),
        }
    }

    /// Returns the pattern with the values of a row.
    pub(super) fn of_row(&self, row: &[Value], values: &Values<'_>) -> Absence {
        let filling = self.columns.iter().map(|at| values.cell(row[*at]));
        Absence::new(Arc::clone(&self.form), filling.collect())
    }
}
