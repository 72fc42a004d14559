//! Tests of what a user sees, and of what it rests on.

mod paper;
mod scope;
mod w3c;
