//! A new knowledge base in a folder of its own.

use super::files::Files;
use crate::source::reason;
use std::io;
use std::path::{Path, PathBuf};

/// A folder in which no knowledge base can be made.
#[derive(Debug, thiserror::Error)]
pub enum CreateError {
    /// Something is there already.
    #[error("{} is there already, and is not empty", .0.display())]
    Taken(PathBuf),
    /// A file could not be written.
    #[error("cannot write {}: {reason}", path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// What the operating system said.
        reason: String,
    },
}

/// Makes a knowledge base of a bibliography: `claims/bibliography.ttl`, with the vocabulary and the checks of the built-in one.
///
/// All is written beside its place and renamed into it, so that there is the whole folder or none.
///
/// # Errors
/// Where the folder has something in it, or cannot be written.
pub fn create(folder: &Path, bibliography: &str) -> Result<(), CreateError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |error: io::Error| CreateError::Write {
            path,
            reason: reason(&error),
        }
    };
    let name = folder
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let parent = match folder.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    if !parent.is_dir() {
        let reason = format!("there is no folder {}", parent.display());
        return Err(CreateError::Write {
            path: folder.to_owned(),
            reason,
        });
    }
    // A link or a file in its place is not for us to replace.
    let empty = match std::fs::symlink_metadata(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(failed(folder)(error)),
        Ok(data) if data.is_dir() => Some(
            std::fs::read_dir(folder)
                .map_err(failed(folder))?
                .next()
                .is_none(),
        ),
        Ok(_) => Some(false),
    };
    if empty == Some(false) {
        return Err(CreateError::Taken(folder.to_owned()));
    }
    let beside = parent.join(format!(".{name}.{}", std::process::id()));
    let written = fill(&beside, bibliography).and_then(|()| {
        if empty == Some(true) {
            std::fs::remove_dir(folder).map_err(failed(folder))?;
        }
        std::fs::rename(&beside, folder).map_err(failed(folder))
    });
    if written.is_err() {
        // What is left of it helps nobody; that it is left matters less than why.
        let _ = std::fs::remove_dir_all(&beside);
    }
    written
}

/// Writes a file beside its place and renames it there, so that there is the whole file or the one before.
///
/// # Errors
/// Where it cannot be written.
pub fn write_whole(path: &Path, content: &[u8]) -> io::Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = path.with_file_name(format!(".{name}.{}", std::process::id()));
    let written = std::fs::File::create(&beside).and_then(|mut file| {
        use std::io::Write;
        file.write_all(content)?;
        file.sync_all()?;
        std::fs::rename(&beside, path)
    });
    if written.is_err() {
        // Why it failed matters more than whether its remains could be removed.
        let _ = std::fs::remove_file(&beside);
    }
    written
}

fn fill(folder: &Path, bibliography: &str) -> Result<(), CreateError> {
    let built_in = Files::built_in();
    let taken = |name: &str| {
        name.starts_with("queries/checks/")
            || matches!(name, "ontology/vocabulary.ttl" | "ontology/concepts.ttl")
    };
    let files = built_in
        .sources()
        .iter()
        .filter(|source| taken(&source.name));
    let files = files.map(|source| (source.name.as_str(), source.text.as_str()));
    for (name, text) in files.chain([("claims/bibliography.ttl", bibliography)]) {
        let path = folder.join(name);
        let parent = path.parent().unwrap_or(folder);
        let written = std::fs::create_dir_all(parent).and_then(|()| {
            use std::io::Write;
            let mut file = std::fs::File::create(&path)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()
        });
        written.map_err(|error| CreateError::Write {
            path: path.clone(),
            reason: reason(&error),
        })?;
    }
    Ok(())
}
