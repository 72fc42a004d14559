//! From what a user asks to an answer: named questions, parameters, SPARQL text, and the forms an answer takes.

mod ask;
mod dataset;
mod description;
mod endpoint;
mod explanation;
mod format;
mod header;
mod json;
mod parameter;
mod pieces;
mod parse;
mod question;
mod sheet;
mod similar;
mod slip;
mod spelling;
mod stuck;
mod table;
mod tabular;
mod works;

pub use ask::{AskError, Asked, Request, ask, ask_of};
pub use dataset::{DatasetOfProtocol, DefaultChoice, Graphs, graphs_of};
pub use description::describe_questions;
pub use endpoint::Http;
pub use explanation::write_explanation;
pub use format::{Format, UnknownFormat};
pub use header::{ComparisonNote, Header, Plot};
pub use json::write_json;
pub use parameter::{Parameter, ParameterError, ParameterKind};
pub use parse::{parse, parse_with_hints};
pub use question::{Catalogue, Question};
pub use similar::nearest;
pub use table::{Style, wrap, write_table};
pub use tabular::{write_graph, write_results};
pub use works::{cited_records, write_works};
