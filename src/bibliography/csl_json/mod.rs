//! CSL-JSON, the input of citation processors.

mod read;
mod write;

pub use read::read_csl_json;
pub use write::{csl_json, write_csl_json};
