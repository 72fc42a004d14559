//! The commands: each parses its arguments and calls one function.

mod audit;
mod build;
mod check;
mod compare;
mod explain;
mod draft;
mod endpoint;
mod export;
mod import;
mod knowledge;
mod publish;
mod query;
mod questions;
mod read;
mod resolve;
mod report;
mod serve;
mod trace;
mod ui;
mod verify;
mod withdrawn;

pub use ui::Outcome;

use clap::{Parser, Subcommand};
use ui::Ui;

/// Ask a knowledge graph, and see the references that each answer rests on
#[derive(Debug, Parser)]
#[command(
    name = "synergraph",
    version,
    max_term_width = 100,
    propagate_version = false
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Query(query::QueryArguments),
    Questions(questions::QuestionsArguments),
    Trace(trace::TraceArguments),
    Check(check::CheckArguments),
    Build(build::BuildArguments),
    Read(read::ReadArguments),
    Audit(audit::AuditArguments),
    Draft(draft::DraftArguments),
    Verify(verify::VerifyArguments),
    Resolve(resolve::ResolveArguments),
    Export(export::ExportArguments),
    Compare(compare::CompareArguments),
    Report(report::ReportArguments),
    Publish(publish::PublishArguments),
    Import(import::ImportArguments),
    Serve(serve::ServeArguments),
    Explain(explain::ExplainArguments),
}

/// Runs the program with the arguments of the process.
pub fn run() -> Outcome {
    let ui = Ui::new();
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are answers; a broken pipe behind them is fine.
            let _ = error.print();
            return if error.use_stderr() {
                Outcome::Failed
            } else {
                Outcome::Clean
            };
        }
    };
    let outcome = match arguments.command {
        Command::Query(arguments) => query::run(&arguments, &ui),
        Command::Questions(arguments) => questions::run(&arguments, &ui),
        Command::Trace(arguments) => trace::run(&arguments, &ui),
        Command::Check(arguments) => check::run(&arguments, &ui),
        Command::Build(arguments) => build::run(&arguments, &ui),
        Command::Read(arguments) => read::run(&arguments, &ui),
        Command::Audit(arguments) => audit::run(&arguments, &ui),
        Command::Draft(arguments) => draft::run(&arguments, &ui),
        Command::Verify(arguments) => verify::run(&arguments, &ui),
        Command::Resolve(arguments) => resolve::run(&arguments, &ui),
        Command::Export(arguments) => export::run(&arguments, &ui),
        Command::Compare(arguments) => compare::run(&arguments, &ui),
        Command::Report(arguments) => report::run(&arguments, &ui),
        Command::Publish(arguments) => publish::run(&arguments, &ui),
        Command::Import(arguments) => import::run(&arguments, &ui),
        Command::Serve(arguments) => serve::run(&arguments, &ui),
        Command::Explain(arguments) => explain::run(&arguments, &ui),
    };
    outcome.unwrap_or_else(|failure| {
        ui.failure(&failure);
        Outcome::Failed
    })
}
