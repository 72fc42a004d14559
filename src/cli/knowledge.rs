//! Which knowledge base a command reads.

use super::ui::{Failure, Ui};
use crate::claim::{Files, KnowledgeBase, compile};
use crate::query::Catalogue;
use crate::store::{Builder, format_of_path};
use crate::vocabulary::Prefixes;
use std::path::PathBuf;

/// Where the data come from; without any of these, the built-in knowledge base
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Data")]
pub(super) struct KnowledgeArguments {
    /// Read a knowledge base from a folder with `ontology/`, `claims/` and `queries/`
    #[arg(long, value_name = "DIR", conflicts_with = "data")]
    pub(super) kb: Option<PathBuf>,
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
        let knowledge = if self.data.is_empty() {
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
            let format = format_of_path(path)?;
            if path.is_dir() {
                return Err(Failure::new(format!(
                    "cannot read {}: it is a directory",
                    path.display()
                )));
            }
            let bytes = std::fs::read(path).map_err(|error| {
                Failure::new(format!(
                    "cannot read {}: {}",
                    path.display(),
                    crate::source::reason(&error)
                ))
            })?;
            if let Ok(text) = std::str::from_utf8(&bytes) {
                prefixes.learn(text);
            }
            builder.load(&path.display().to_string(), &bytes, format)?;
        }
        Ok(KnowledgeBase {
            store: builder.build(),
            prefixes,
        })
    }
}
