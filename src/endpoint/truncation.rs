//! Whether an engine gave all rows of an answer, which it may not do in silence.

use super::form::Content;
use super::text::Text;
use super::{Endpoint, EndpointError};
use oxigraph::model::Term;
use std::sync::PoisonError;
use std::sync::atomic::Ordering;

/// Rows up to which as many others are asked for to see whether an engine gives so many; of more, those of the answer itself are counted.
const MANY: usize = 100_000;

impl Endpoint {
    /// Says whether an answer with so many rows may have been cut off, as far as is known.
    pub(super) fn is_doubtful(&self, text: &Text, rows: usize) -> bool {
        text.limit.is_none_or(|limit| rows < limit) && rows > self.verified.load(Ordering::Relaxed)
    }

    /// Sees to it that an answer with so many rows has all of them, and that none with fewer lacks any.
    ///
    /// An engine that cuts answers off in silence does so after a number of rows.
    pub(super) fn verify(&self, text: &Text, rows: usize) -> Result<(), EndpointError> {
        if self.is_doubtful(text, rows) && !self.gives(rows)? {
            let merged = self.publication.layout.merged();
            let graphs: &[&str] = if text.merged { &[merged.as_str()] } else { &[] };
            let all = self.count(&text.query, graphs)?;
            if all != rows as u64 {
                return Err(self
                    .client
                    .error(format!("cuts answers off: it gives {rows} rows of {all}")));
            }
        }
        self.verified.fetch_max(rows, Ordering::Relaxed);
        Ok(())
    }

    /// Says whether an engine is known to give answers of so many rows, after a look at how many it gives where there are more.
    fn gives(&self, rows: usize) -> Result<bool, EndpointError> {
        let is_known = || rows <= self.verified.load(Ordering::Relaxed);
        if is_known() || rows > MANY {
            return Ok(is_known());
        }
        let _alone = self.probing.lock().unwrap_or_else(PoisonError::into_inner);
        if !is_known() {
            let limit = (rows + 1).next_power_of_two().max(1024);
            let query = format!(
                "SELECT (1 AS ?row) WHERE {{ GRAPH {} {{ ?s ?p ?o }} }} LIMIT {limit}",
                self.publication.layout.merged()
            );
            let found = self.request(&query, &[], Content::Texts)?.len();
            // As many as the answer has may be what it cuts off at.
            self.verified
                .fetch_max(found.saturating_sub(1), Ordering::Relaxed);
        }
        Ok(is_known())
    }

    fn count(&self, query: &str, graphs: &[&str]) -> Result<u64, EndpointError> {
        let (base, query) = match query.strip_prefix("BASE ") {
            Some(rest) => rest.split_once('\n').unwrap_or(("", rest)),
            None => ("", query),
        };
        let base = if base.is_empty() {
            String::new()
        } else {
            format!("BASE {base}\n")
        };
        let query = format!("{base}SELECT (COUNT(*) AS ?rows) WHERE {{ {{ {query} }} }}");
        let found = self.request(&query, graphs, Content::Terms)?.found();
        let number = found.rows.first().and_then(|row| row.first()?.clone());
        match number {
            Some(Term::Literal(number)) => number.value().parse().ok(),
            _ => None,
        }
        .ok_or_else(|| {
            self.client
                .error("answers with no number to a question for one")
        })
    }
}
