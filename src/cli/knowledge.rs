//! Which knowledge base a command reads.

use super::ui::{Failure, Ui};
use crate::claim::{Files, KnowledgeBase, compile, hint_at_prefixes, open, read_quads};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::paper::{Paper, read_paper};
use crate::query::Catalogue;
use crate::rules::infer;
use crate::source::{ReadError, Source};
use crate::store::{Builder, LoadError, StoreError, TermId, base_of};
use crate::trace::{Thing, find};
use crate::vocabulary::Prefixes;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Which knowledge base is read as files; without `--kb`, the built-in one
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Data")]
pub(super) struct FolderArguments {
    /// Read a knowledge base from a folder with `ontology/`, `claims/` and `queries/`
    #[arg(long, value_name = "DIR")]
    pub(super) kb: Option<PathBuf>,
}

/// Where the data come from; without any of these, the built-in knowledge base
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Data")]
pub(super) struct KnowledgeArguments {
    #[command(flatten)]
    folder: FolderArguments,
    /// Read a store file that `synergraph build` wrote
    #[arg(long, value_name = "FILE", conflicts_with_all = ["kb", "data"])]
    store: Option<PathBuf>,
    /// Read RDF files, each named graph being a claim (can be repeated)
    #[arg(long, value_name = "FILE", num_args = 1.., conflicts_with = "kb")]
    data: Vec<PathBuf>,
}

impl FolderArguments {
    /// Returns the files of the knowledge base.
    pub(super) fn files(&self) -> Result<Files, Failure> {
        match &self.kb {
            Some(folder) => Files::read(folder).map_err(|error| {
                Failure::new(error.to_string())
                    .with_hint("name the folder that holds `ontology/`, `claims/` and `queries/`")
            }),
            None => Ok(Files::built_in()),
        }
    }
}

impl KnowledgeArguments {
    /// Returns the files of the knowledge base.
    pub(super) fn files(&self) -> Result<Files, Failure> {
        self.folder.files()
    }

    /// Returns the store file that is read, if one is.
    pub(super) fn store_path(&self) -> Option<&Path> {
        self.store.as_deref()
    }

    /// Returns the compiled knowledge base, and its questions.
    pub(super) fn load(&self, ui: &Ui) -> Result<(KnowledgeBase, Catalogue), Failure> {
        let files = self.files()?;
        let (catalogue, mut problems) = Catalogue::read(&files);
        let knowledge = if let Some(path) = &self.store {
            open(path).map_err(damaged)?
        } else if self.data.is_empty() {
            let (knowledge, more) = compile(&files);
            problems.extend(more);
            let (knowledge, more) = infer(knowledge, &files);
            problems.extend(more);
            knowledge
        } else {
            self.load_data()?
        };
        if !problems.is_empty() {
            ui.diagnostics(&problems);
            let check = match &self.folder.kb {
                Some(folder) => format!("synergraph check --kb {}", folder.display()),
                None => "synergraph check".to_owned(),
            };
            return Err(Failure::new("the knowledge base cannot be used as it is")
                .with_hint(format!("`{check}` lists everything that is wrong with it")));
        }
        Ok((knowledge, catalogue))
    }

    /// Loads RDF files, and reports what is wrong with all of them at once.
    fn load_data(&self) -> Result<KnowledgeBase, Failure> {
        let mut builder = Builder::default();
        let mut prefixes = Prefixes::default();
        let mut problems = Vec::new();
        for path in &self.data {
            match builder.load_file(path, false, &|_| {}) {
                Ok(_) => {
                    // Only Turtle and its kin declare prefixes; the other forms are not read a second time.
                    let ending = path.extension().and_then(|ending| ending.to_str());
                    if matches!(ending, Some("ttl" | "trig" | "n3"))
                        && let Ok(source) = Source::read(path)
                    {
                        prefixes.learn(&source.text);
                    }
                }
                Err(error) => problems.extend(problems_of(path, &error)),
            }
        }
        if !problems.is_empty() {
            return Err(Failure::of(problems));
        }
        Ok(KnowledgeBase {
            store: builder.build(),
            prefixes,
        })
    }
}

/// Returns the works that a text means: a number, a DOI, a name, or a first author.
///
/// # Errors
/// Where it means nothing, or something that is no work.
pub(super) fn works(knowledge: &KnowledgeBase, text: &str) -> Result<Vec<TermId>, Failure> {
    let things = find(knowledge, text).map_err(|unknown| {
        let failure = Failure::coded(Code::UNKNOWN_THING, unknown.to_string());
        match unknown.near {
            Some(near) => failure.with_hint(format!("did you mean `{near}`?")),
            None => failure.with_hint("name a work by its number, its DOI or its first author"),
        }
    })?;
    let works: Vec<TermId> = things
        .into_iter()
        .filter_map(|thing| match thing {
            Thing::Work(work) => Some(work),
            Thing::Claim(_) | Thing::Entity(_) => None,
        })
        .collect();
    if works.is_empty() {
        return Err(
            Failure::coded(Code::UNKNOWN_THING, format!("`{text}` is no work"))
                .with_hint("name a work by its number, its DOI or its first author"),
        );
    }
    Ok(works)
}

/// Returns the text of a file, or of stdin where its name is `-`.
pub(super) fn source(file: &Path) -> Result<Arc<Source>, Failure> {
    if file != Path::new("-") {
        return Ok(Source::read(file)?);
    }
    let mut bytes = Vec::new();
    io::stdin()
        .lock()
        .read_to_end(&mut bytes)
        .map_err(|error| {
            let reason = crate::source::reason(&error);
            Failure::coded(
                Code::UNREADABLE_FILE,
                format!("cannot read stdin: {reason}"),
            )
        })?;
    Ok(Source::decode(Path::new("stdin"), bytes)?)
}

/// Reads a paper for a command that needs text, and shows what could not be read of it.
pub(super) fn paper(file: &Path, command: &str, ui: &Ui) -> Result<(Arc<Source>, Paper), Failure> {
    let source = source(file)?;
    let (paper, problems) = read_paper(&source);
    if paper.places().next().is_none() {
        let says_why = |problem: &Diagnostic| problem.code.severity == Severity::Error;
        if problems.iter().any(says_why) {
            return Err(Failure::of(problems));
        }
        ui.diagnostics(&problems);
        return Err(Failure::coded(
            Code::UNREADABLE_FILE,
            format!("{} has no sentence, table or reference", source.name),
        )
        .with_hint(format!(
            "`{command}` wants a paper as Markdown, JATS, or the text of a PDF"
        )));
    }
    ui.diagnostics(&problems);
    Ok((source, paper))
}

/// Bytes of a file that is read once more to find all that is wrong with it.
const SHORT: u64 = 1 << 24;

/// Returns all that is wrong with an RDF file, each with its line where the file is a text.
pub(super) fn problems_of(path: &Path, error: &LoadError) -> Vec<Diagnostic> {
    let one = |code, text: String| vec![Diagnostic::new(code, text)];
    if !matches!(error, LoadError::Syntax { .. }) {
        return one(Code::UNREADABLE_FILE, error.to_string());
    }
    let ending = path.extension().and_then(|ending| ending.to_str());
    let short = std::fs::metadata(path).is_ok_and(|data| data.len() <= SHORT);
    if short && !matches!(ending, Some("gz" | "zst" | "rdf")) {
        match Source::read(path) {
            Ok(source) => {
                let (_, mut problems) = read_quads(&source, Some(&base_of(&source.name)));
                hint_at_prefixes(&mut problems, &Prefixes::default());
                if !problems.is_empty() {
                    return problems;
                }
            }
            Err(error @ (ReadError::NotUtf8 { .. } | ReadError::NotText { .. })) => {
                return one(Code::UNREADABLE_FILE, error.to_string());
            }
            Err(ReadError::Unreadable { .. }) => {}
        }
    }
    one(Code::SYNTAX, error.to_string())
}

/// Returns what stops the use of a store file, and what to do.
fn damaged(error: StoreError) -> Failure {
    let failure = Failure::new(error.to_string());
    match error {
        StoreError::Io { .. } => failure,
        StoreError::Foreign(_) => {
            failure.with_hint("`synergraph build` makes one; RDF files are read with `--data`")
        }
        StoreError::Version { .. } | StoreError::Truncated { .. } | StoreError::Damaged { .. } => {
            failure.with_hint("build it again with `synergraph build`")
        }
    }
}

/// Fails where a store file turned out to be damaged while it was read.
pub(super) fn still_sound(
    knowledge: &KnowledgeBase,
    arguments: &KnowledgeArguments,
) -> Result<(), Failure> {
    match &arguments.store {
        Some(path) if knowledge.store.is_damaged() => Err(damaged(StoreError::Damaged {
            path: path.clone(),
            place: "a page does not fit its checksum".to_owned(),
        })),
        _ => Ok(()),
    }
}
