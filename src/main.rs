//! The `synergraph` command.

use std::process::ExitCode;
use synergraph::cli::{Outcome, run};

fn main() -> ExitCode {
    match run() {
        Outcome::Clean => ExitCode::SUCCESS,
        Outcome::Found => ExitCode::from(1),
        Outcome::Failed => ExitCode::from(2),
    }
}
