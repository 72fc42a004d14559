#![doc = include_str!("../README.md")]

pub mod source;
pub mod diagnostic;
pub mod vocabulary;
pub mod paper;
pub mod store;
pub mod claim;
pub mod lineage;
pub mod work;
pub mod query;
pub mod rules;
pub mod trace;
pub mod check;
pub mod export;
pub mod serve;
pub mod cli;
