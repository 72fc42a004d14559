//! Tests of what a user sees, and of what it rests on.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod sealed;

mod audit;
mod bad_input;
mod bibliography;
mod checks;
mod cli;
mod data;
mod docs;
mod draft;
mod engines;
mod endpoint;
mod export;
mod instructions;
mod lineage;
mod limits;
mod oracle;
mod paper;
mod publication;
mod publish;
mod questions;
mod readers;
mod resolve;
mod report;
mod rules;
mod scope;
mod serve;
mod store;
mod tidy;
mod w3c;
mod withdrawal;
