//! What an answer rests on: from a query to a plan, from its solutions to evidence.
//!
//! [`plan`](plan::plan) turns a query into ordinary SPARQL in which every variable is kept and every branch leaves a
//! tag, and a recipe for reading one solution of it. [`answer`](answer()) runs the plan over a [`View`](crate::store::View) and
//! gives each row of the answer its [`Evidence`]. The answer itself always comes from the query as it was written, put
//! right where the evaluator strays from the standard, so rows and their order are the same with citations or without.

pub mod bind;
mod bound;
pub mod plan;
pub(crate) mod walk;
mod brackets;
mod memory;
mod names;
mod once;
mod answer;
mod absence;
mod engine;
mod evidence;
mod instantiate;
mod dominance;
mod path;
mod predicates;
mod proof;
mod reading;
mod rewrite;
mod service;
mod solutions;
mod solve;
mod support;
mod alternatives;
mod value;
mod volatile;

pub use absence::Absence;
pub use answer::{Answer, Options, Results, Row, Timings, answer};
pub(crate) use bound::always_bound;
pub use brackets::text_of_query;
pub use engine::{Engine, Given, Lack};
pub use evidence::{Alternative, Evidence, StatementRef, Statements};
pub use memory::{Memory, Watch};
pub use predicates::{has_no_match, predicates_of};
pub use proof::{CUT, Premise, Proof, Proofs, proofs_of};
pub use service::{Endpoints, Found, ServiceError};
pub use solutions::{Cells, EvaluationError};
