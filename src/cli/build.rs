//! `synergraph build`

use super::knowledge::{FolderArguments, problems_of};
use super::ui::{Failure, Outcome, Ui};
use crate::claim::compile;
use crate::rules::infer;
use crate::store::{Builder, LoadError, Stage, Store};
use crate::vocabulary::Prefixes;
use bytesize::ByteSize;
use std::path::{Path, PathBuf};

/// Compile a knowledge base, or any RDF files, to a store file
///
/// The store is written beside its place and renamed into it, so that readers see the old store or the new one. Files
/// may be compressed (`.gz`, `.zst`).
#[derive(Debug, clap::Args)]
pub(super) struct BuildArguments {
    /// RDF files, each named graph being a claim; without any, the knowledge base
    #[arg(value_name = "FILE", conflicts_with = "kb")]
    files: Vec<PathBuf>,
    /// Write the store to this file
    #[arg(long, short, value_name = "STORE")]
    output: PathBuf,
    /// Pass over what cannot be read, and count it
    #[arg(long)]
    keep_going: bool,
    /// Hold about this much in memory, such as `512MiB`, and the rest beside the store; without it, a quarter of what
    /// the machine has, and at most 2 GiB
    #[arg(long, value_name = "SIZE")]
    memory: Option<ByteSize>,
    #[command(flatten)]
    knowledge: FolderArguments,
}

/// Bytes that a build holds in memory where it is not known how many there are.
const DEFAULT_MEMORY: u64 = 512 << 20;

pub(super) fn run(arguments: &BuildArguments, ui: &Ui) -> Result<Outcome, Failure> {
    check_output(&arguments.output)?;
    let mut lost = 0;
    let store = if arguments.files.is_empty() {
        let files = arguments.knowledge.files()?;
        let (knowledge, mut problems) = compile(&files);
        let (knowledge, more) = infer(knowledge, &files);
        problems.extend(more);
        ui.diagnostics(&problems);
        if !problems.is_empty() && !arguments.keep_going {
            return Err(
                Failure::new("the knowledge base cannot be compiled as it is")
                    .with_hint("mend it, or pass over what is wrong with `--keep-going`"),
            );
        }
        lost += problems.len() as u64;
        knowledge.store.write(&arguments.output)?;
        knowledge.store
    } else {
        let builder = load(arguments, ui, &mut lost)?;
        write(builder, arguments, ui)?;
        Store::open(&arguments.output)?
    };
    report(arguments, ui, &store, lost)?;
    Ok(if lost == 0 {
        Outcome::Clean
    } else {
        Outcome::Found
    })
}

/// Reads all files, and counts what was passed over.
fn load(arguments: &BuildArguments, ui: &Ui, lost: &mut u64) -> Result<Builder, Failure> {
    let length = |path: &PathBuf| std::fs::metadata(path).map_or(0, |data| data.len());
    let progress = ui.progress("reading", arguments.files.iter().map(length).sum());
    let memory = arguments.memory.map_or_else(default_memory, |size| size.0);
    let memory = usize::try_from(memory).unwrap_or(usize::MAX);
    let mut builder = Builder::for_file(&arguments.output, memory);
    let mut prefixes = Prefixes::default();
    for path in &arguments.files {
        prefixes.learn(&start_of(path));
        let loaded = builder
            .load_file(path, arguments.keep_going, &|bytes| progress.inc(bytes))
            .map_err(|error| match error {
                LoadError::Disk { .. } | LoadError::Full { .. } => {
                    Failure::new(error.to_string()).with_hint(
                        "make room in the folder of the store, or give the build more memory with `--memory`",
                    )
                }
                LoadError::Syntax { .. } if !arguments.keep_going => {
                    Failure::of(problems_of(path, &error))
                        .with_hint("`--keep-going` builds the rest and counts the loss")
                }
                _ => Failure::of(problems_of(path, &error)),
            })?;
        for problem in &loaded.problems {
            ui.note(problem);
        }
        *lost += loaded.problem_count;
    }
    progress.finish_and_clear();
    builder.keep_prefixes(&prefixes.turtle());
    Ok(builder)
}

fn write(builder: Builder, arguments: &BuildArguments, ui: &Ui) -> Result<(), Failure> {
    let progress = ui.progress("sorting", builder.quad_count());
    builder.write(&arguments.output, &mut |stage, done, all| {
        progress.set_message(match stage {
            Stage::Sorting => "sorting",
            Stage::Writing => "writing",
        });
        progress.set_length(all);
        progress.set_position(done);
    })?;
    progress.finish_and_clear();
    Ok(())
}

/// Returns how many bytes a build holds in memory unless it is told: a quarter of what there is, within bounds.
fn default_memory() -> u64 {
    let number = |text: &str| text.trim().parse::<u64>().ok();
    let machine = std::fs::read_to_string("/proc/meminfo")
        .ok()
        .and_then(|text| {
            let line = text
                .lines()
                .find_map(|line| line.strip_prefix("MemTotal:"))?;
            number(line.trim().strip_suffix("kB")?).map(|kilobytes| kilobytes * 1024)
        });
    // What a container may use; the word `max` is no number.
    let container = std::fs::read_to_string("/sys/fs/cgroup/memory.max")
        .ok()
        .and_then(|text| number(&text));
    let all = machine.into_iter().chain(container).min();
    (all.unwrap_or(DEFAULT_MEMORY * 4) / 4).clamp(64 << 20, 2 << 30)
}

fn report(arguments: &BuildArguments, ui: &Ui, store: &Store, lost: u64) -> Result<(), Failure> {
    let size = std::fs::metadata(&arguments.output).map_or(0, |data| data.len());
    ui.answer(|out| {
        writeln!(
            out,
            "Wrote {}: {} statements of {} claims, {} terms, {size} bytes, digest {}.",
            arguments.output.display(),
            store.statement_count(),
            store.claim_count(),
            store.term_count(),
            store.digest()
        )?;
        if lost > 0 {
            writeln!(out, "{lost} problems were passed over.")?;
        }
        Ok(())
    })
}

/// Says early what would fail late: a folder in the place of the store, or none to hold it.
fn check_output(path: &Path) -> Result<(), Failure> {
    if path.is_dir() {
        return Err(Failure::new(format!(
            "cannot write {}: it is a directory",
            path.display()
        )));
    }
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() && !folder.is_dir() => {
            Err(Failure::new(format!(
                "cannot write {}: there is no folder {}",
                path.display(),
                folder.display()
            )))
        }
        _ => Ok(()),
    }
}

/// Returns the beginning of a text file, where prefixes are declared.
fn start_of(path: &Path) -> String {
    use std::io::Read;
    let mut start = Vec::new();
    if let Ok(file) = std::fs::File::open(path) {
        // What cannot be read here is reported when the file is loaded.
        let _ = file.take(1 << 16).read_to_end(&mut start);
    }
    String::from_utf8_lossy(&start).into_owned()
}
