//! The `synergraph` command.

use std::process::ExitCode;
use synergraph::cli::{Outcome, run};

/// Rows come and go as many small pieces of memory, on several threads.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match run() {
        Outcome::Clean => ExitCode::SUCCESS,
        Outcome::Found => ExitCode::from(1),
        Outcome::Failed => ExitCode::from(2),
    }
}
