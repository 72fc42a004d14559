//! Where the knowledge base's files are: inside the program, or in a folder.

use crate::source::{ReadError, Source};
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
}

/// A folder that is no knowledge base.
#[derive(Debug, thiserror::Error)]
pub enum FilesError {
    /// There is no such folder.
    #[error("there is no folder {}", .0.display())]
    NoFolder(PathBuf),
    /// It has neither claims nor an ontology.
    #[error("{} is no knowledge base: it has no folder `claims` or `ontology`", .0.display())]
    NotAKnowledgeBase(PathBuf),
    /// A file in it could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
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
        Self { sources }
    }

    /// Reads the files of a knowledge base in a folder.
    ///
    /// # Errors
    /// Where the folder is none, or a file cannot be read.
    pub fn read(folder: &Path) -> Result<Self, FilesError> {
        if !folder.is_dir() {
            return Err(FilesError::NoFolder(folder.to_owned()));
        }
        let mut sources = Vec::new();
        let mut found = false;
        for part in ["ontology", "claims", "queries"] {
            let path = folder.join(part);
            if path.is_dir() {
                found |= part != "queries";
                read_folder(&path, &mut sources)?;
            }
        }
        if !found {
            return Err(FilesError::NotAKnowledgeBase(folder.to_owned()));
        }
        sources.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(Self { sources })
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

fn read_folder(folder: &Path, sources: &mut Vec<Arc<Source>>) -> Result<(), FilesError> {
    let list = |error: std::io::Error| FilesError::List {
        path: folder.to_owned(),
        reason: crate::source::reason(&error),
    };
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(list)? {
        paths.push(entry.map_err(list)?.path());
    }
    paths.sort();
    for path in paths {
        let ending = path.extension().and_then(|ending| ending.to_str());
        if path.is_dir() {
            read_folder(&path, sources)?;
        } else if matches!(ending, Some("ttl" | "trig" | "rq")) {
            sources.push(Source::read(&path)?);
        }
    }
    Ok(())
}
