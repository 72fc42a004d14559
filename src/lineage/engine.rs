//! An engine elsewhere that answers patterns in the place of a store.
//!
//! The view's store then holds the *fragment* of its data that is known here. A solution is read over the fragment as it
//! is over a whole store; what the reading does not find there is told to the engine as a [`Lack`]. Whoever runs the
//! query adds that to the fragment and runs it again, until nothing is lacking. So round trips grow with how deep a
//! query is nested, and never with its rows.

use super::service::Found;
use super::solutions::EvaluationError;
use crate::store::StatementId;
use oxigraph::model::{Term, Variable};
use spargebra::algebra::{GraphPattern, PropertyPathExpression};
use std::sync::Arc;

/// Answers patterns from data that are not here.
///
/// Blank nodes in its answers have names that mean the same node in every answer.
pub trait Engine: Send + Sync {
    /// Returns the solutions of a pattern with the variables that it projects, or has in scope.
    ///
    /// # Errors
    /// Where the engine cannot be asked, or not be understood; or where more will be known, and nothing is to be read before.
    fn solutions(
        &self,
        pattern: &GraphPattern,
        base: Option<&str>,
    ) -> Result<Arc<Found>, EvaluationError>;

    /// Returns the solutions of a pattern although more will be known before they are to be read, where they have come.
    fn peek(&self, pattern: &GraphPattern, base: Option<&str>) -> Option<Arc<Found>>;

    /// Asks at once for the solutions of patterns, as far as it can: of one whose rows are shown, and of others.
    fn foresee(&self, shown: Option<&GraphPattern>, others: &[GraphPattern], base: Option<&str>);

    /// Tells that the solutions of a pattern will be asked for, and then who states the triples of all of them.
    fn announce(&self, pattern: &GraphPattern, base: Option<&str>);

    /// Returns the matches of a pattern for given values of some variables.
    ///
    /// # Errors
    /// As for [`Engine::solutions`].
    fn matches(&self, given: &Given<'_>, base: Option<&str>)
    -> Result<Arc<Found>, EvaluationError>;

    /// Says whether the fragment has every triple that matters to a pattern, so that it can be evaluated here; `None` where
    /// nobody asked for that yet.
    ///
    /// # Errors
    /// Where these are too many, as the end of a sentence.
    fn holds(&self, pattern: &GraphPattern) -> Option<Result<(), String>>;

    /// Says whether all that the engine has of where a statement of the fragment comes from is in the fragment.
    fn is_traced(&self, statement: StatementId) -> bool;

    /// Takes note of what the fragment lacks, or may lack.
    fn lacks(&self, lack: Lack);
}

/// A pattern to be evaluated for given values, which stand in it wherever their variables do.
#[derive(Debug)]
pub struct Given<'a> {
    /// The variables that are given.
    pub names: &'a [Variable],
    /// Their values, row by row.
    pub rows: &'a [Vec<Option<Term>>],
    /// The variable that tells the number of the row.
    pub number: &'a Variable,
    /// A pattern whose solutions have these values and no others, where there is one that the engine answered.
    pub origin: Option<&'a GraphPattern>,
    /// The pattern.
    pub pattern: &'a GraphPattern,
    /// What a match has beside the number of its row: the given variables, and those of the pattern.
    pub seen: &'a [Variable],
}

/// What a fragment does not hold.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Lack {
    /// A statement that a solution shows to be there, in this claim where the query named its graph.
    Statement([Term; 3], Option<Term>),
    /// The triples along a path from a node, in the merged graph or in this claim.
    Way(PropertyPathExpression, Term, Option<Term>),
    /// All that is said of a node, and of the blank nodes that it leads to.
    Description(Term),
    /// What people call a node.
    Label(Term),
    /// Who states a statement, how it follows, and what is said of the claims behind it.
    Origin([Term; 3]),
    /// All triples of a named graph.
    Graph(Term),
    /// All triples of no named graph.
    Background,
    /// Every triple that matters to a pattern, which is to be evaluated here.
    Matches(GraphPattern),
    /// So many things of a class at most, with their names.
    Members(String, usize),
    /// What a name may mean, among the entities of a class where one is given.
    Entity(String, Option<String>),
}
