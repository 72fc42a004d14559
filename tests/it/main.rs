//! Tests of what a user sees, and of what it rests on.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod paper;
mod scope;
mod store;
mod w3c;
