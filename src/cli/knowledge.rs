//! Which knowledge base a command reads.

use super::ui::{Failure, Ui};
use crate::claim::{Files, KnowledgeBase, compile, open};
use crate::query::Catalogue;
use crate::source::Source;
use crate::store::{Builder, StoreError};
use crate::vocabulary::Prefixes;
use std::path::PathBuf;

/// Where the data come from; without any of these, the built-in knowledge base
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Data")]
pub(super) struct KnowledgeArguments {
    /// Read a knowledge base from a folder with `ontology/`, `claims/` and `queries/`
    #[arg(long, value_name = "DIR", conflicts_with_all = ["data", "store"])]
    pub(super) kb: Option<PathBuf>,
    /// Read a store file that `synergraph build` wrote
    #[arg(long, value_name = "FILE", conflicts_with = "data")]
    pub(super) store: Option<PathBuf>,
    /// Read RDF files, each named graph being a claim (can be repeated)
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(super) data: Vec<PathBuf>,
}

impl KnowledgeArguments {
    /// Returns the files of the knowledge base.
    pub(super) fn files(&self) -> Result<Files, Failure> {
        match &self.kb {
            Some(folder) => Files::read(folder).map_err(|error| {
                Failure::new(error.to_string()).with_hint(
                    "a knowledge base is a folder with `ontology/`, `claims/` and `queries/`",
                )
            }),
            None => Ok(Files::built_in()),
        }
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
            knowledge
        } else {
            self.load_data()?
        };
        if !problems.is_empty() {
            ui.diagnostics(&problems);
            return Err(Failure::new("the knowledge base cannot be used as it is")
                .with_hint("`synergraph check` lists everything that is wrong with it"));
        }
        Ok((knowledge, catalogue))
    }

    fn load_data(&self) -> Result<KnowledgeBase, Failure> {
        let mut builder = Builder::default();
        let mut prefixes = Prefixes::default();
        for path in &self.data {
            builder.load_file(path, false)?;
            if let Ok(source) = Source::read(path) {
                prefixes.learn(&source.text);
            }
        }
        Ok(KnowledgeBase {
            store: builder.build(),
            prefixes,
        })
    }
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
