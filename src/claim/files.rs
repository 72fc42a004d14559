//! Where the knowledge base's files are: inside the program, or in a folder.

use crate::diagnostic::{Code, Diagnostic};
use crate::source::{self, Source};
use include_dir::{Dir, include_dir};
use std::path::{Path, PathBuf};
use std::sync::Arc;

static ONTOLOGY: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/ontology");
static CLAIMS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/claims");
static QUERIES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/queries");

/// The files of a knowledge base, by name: `ontology/`, `claims/` and `queries/`.
#[derive(Debug, Clone, Default)]
pub struct Files {
    sources: Vec<Arc<Source>>,
    unreadable: Vec<Diagnostic>,
}

/// A folder that is no knowledge base.
#[derive(Debug, thiserror::Error)]
pub enum FilesError {
    /// There is no such folder.
    #[error("there is no folder {}", .0.display())]
    NoFolder(PathBuf),
    /// It is a file.
    #[error("{} is a file, and a knowledge base is a folder", .0.display())]
    NotAFolder(PathBuf),
    /// It has neither claims nor an ontology.
    #[error("{} is no knowledge base: it has no folder `claims` or `ontology`", .0.display())]
    NotAKnowledgeBase(PathBuf),
    /// A folder could not be listed.
    #[error("cannot list {}: {reason}", path.display())]
    List {
        /// The folder.
        path: PathBuf,
        /// What the operating system said.
        reason: String,
    },
}

impl Files {
    /// Returns the files of the built-in knowledge base.
    pub fn built_in() -> Self {
        let mut sources = Vec::new();
        for (folder, dir) in [
            ("ontology", &ONTOLOGY),
            ("claims", &CLAIMS),
            ("queries", &QUERIES),
        ] {
            collect(folder, dir, &mut sources);
        }
        sources.sort_by(|a, b| a.name.cmp(&b.name));
        Self {
            sources,
            unreadable: Vec::new(),
        }
    }

    /// Reads the files of a knowledge base in a folder; those that are no text are left out, see [`Files::unreadable`].
    ///
    /// # Errors
    /// Where the folder is none, or cannot be listed.
    pub fn read(folder: &Path) -> Result<Self, FilesError> {
        if !folder.is_dir() {
            return Err(if folder.exists() {
                FilesError::NotAFolder(folder.to_owned())
            } else {
                FilesError::NoFolder(folder.to_owned())
            });
        }
        let mut files = Self::default();
        let mut found = false;
        for part in ["ontology", "claims", "queries"] {
            let path = folder.join(part);
            if path.is_dir() {
                found |= part != "queries";
                files.read_folder(&path)?;
            }
        }
        if !found {
            return Err(FilesError::NotAKnowledgeBase(folder.to_owned()));
        }
        files.sources.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(files)
    }

    fn read_folder(&mut self, folder: &Path) -> Result<(), FilesError> {
        let list = |error: std::io::Error| FilesError::List {
            path: folder.to_owned(),
            reason: source::reason(&error),
        };
        let mut paths = Vec::new();
        for entry in std::fs::read_dir(folder).map_err(list)? {
            paths.push(entry.map_err(list)?.path());
        }
        paths.sort();
        for path in paths {
            let ending = path.extension().and_then(|ending| ending.to_str());
            if path.is_dir() {
                self.read_folder(&path)?;
            } else if matches!(ending, Some("ttl" | "trig" | "rq"))
                || path.ends_with("claims/sketches.txt")
            {
                match Source::read(&path) {
                    Ok(source) => self.sources.push(source),
                    Err(error) => self
                        .unreadable
                        .push(Diagnostic::new(Code::UNREADABLE_FILE, error.to_string())),
                }
            }
        }
        Ok(())
    }

    /// Returns the files without one of them.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.sources.retain(|source| source.name != name);
        self
    }

    /// Returns what is wrong with the files that could not be read.
    pub fn unreadable(&self) -> &[Diagnostic] {
        &self.unreadable
    }

    /// Returns the Turtle and TriG files.
    pub fn rdf(&self) -> impl Iterator<Item = &Arc<Source>> {
        self.sources
            .iter()
            .filter(|source| source.name.ends_with(".ttl") || source.name.ends_with(".trig"))
    }

    /// Returns the queries of a folder below `queries`, as name and source.
    pub fn queries<'a>(
        &'a self,
        folder: &str,
    ) -> impl Iterator<Item = (&'a str, &'a Arc<Source>)> + use<'a> {
        let folder = format!("queries/{folder}/");
        self.sources.iter().filter_map(move |source| {
            let name = source.name.replace('\\', "/");
            let at = name.rfind(&folder)?;
            let start = source.name.len() - (name.len() - at - folder.len());
            let stem = source.name[start..].strip_suffix(".rq")?;
            Some((stem, source))
        })
    }

    /// Returns all files.
    pub fn sources(&self) -> &[Arc<Source>] {
        &self.sources
    }
}

fn collect(path: &str, dir: &Dir<'_>, sources: &mut Vec<Arc<Source>>) {
    for file in dir.files() {
        if let Some(text) = file.contents_utf8() {
            sources.push(Source::new(
                format!("{path}/{}", file.path().display()),
                text,
            ));
        }
    }
    for folder in dir.dirs() {
        collect(path, folder, sources);
    }
}
