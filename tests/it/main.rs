//! Tests of what a user sees, and of what it rests on.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod sealed;

mod bad_input;
mod checks;
mod cli;
mod data;
mod docs;
mod lineage;
mod oracle;
mod paper;
mod questions;
mod rules;
mod scope;
mod serve;
mod store;
mod tidy;
mod w3c;
