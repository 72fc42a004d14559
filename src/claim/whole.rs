//! Files and folders that are there whole or not at all.

use crate::source::reason;
use std::fs::{self, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Why a folder could not be written.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
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

impl FolderError {
    /// Returns the error of a file or folder that could not be written.
    pub fn of(path: &Path, error: &io::Error) -> Self {
        Self::Write {
            path: path.to_owned(),
            reason: reason(error),
        }
    }

    /// Names a file below one folder as if it were below another.
    fn moved(self, from: &Path, to: &Path) -> Self {
        match self {
            Self::Write { path, reason } => Self::Write {
                path: path
                    .strip_prefix(from)
                    .map_or(path.clone(), |name| to.join(name)),
                reason,
            },
            Self::Taken(_) => self,
        }
    }
}

/// Fills a folder beside its place and renames it there; `fill` gets the folder beside.
///
/// The place may be an empty folder. Nothing is left of a folder that could not be filled.
///
/// # Errors
/// Where the place has something in it, or cannot be written; and what `fill` says.
pub fn write_folder<T>(
    folder: &Path,
    fill: impl FnOnce(&Path) -> Result<T, FolderError>,
) -> Result<T, FolderError> {
    let failed = |error: io::Error| FolderError::of(folder, &error);
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let parent = match folder.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    if !parent.is_dir() {
        let reason = format!("there is no folder {}", parent.display());
        return Err(FolderError::Write {
            path: folder.to_owned(),
            reason,
        });
    }
    // A link or a file in its place is not for us to replace.
    let empty = match fs::symlink_metadata(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(failed(error)),
        Ok(data) if data.is_dir() => {
            let mut entries = fs::read_dir(folder).map_err(failed)?;
            Some(entries.next().is_none())
        }
        Ok(_) => Some(false),
    };
    if empty == Some(false) {
        return Err(FolderError::Taken(folder.to_owned()));
    }
    let beside = parent.join(format!(".{name}.{}", std::process::id()));
    let written = fs::create_dir(&beside)
        .map_err(failed)
        .and_then(|()| fill(&beside).map_err(|error| error.moved(&beside, folder)))
        .and_then(|done| {
            if empty == Some(true) {
                fs::remove_dir(folder).map_err(failed)?;
            }
            fs::rename(&beside, folder).map_err(failed).map(|()| done)
        });
    if written.is_err() {
        // What is left of it helps nobody; that it is left matters less than why.
        let _ = fs::remove_dir_all(&beside);
    }
    written
}

/// Writes a file of a folder that [`write_folder`] fills, and the folders above it.
///
/// # Errors
/// Where it cannot be written.
pub fn write_part(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), FolderError> {
    let written = || {
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        let mut out = BufWriter::new(fs::File::create(path)?);
        write(&mut out)?;
        out.flush()
    };
    written().map_err(|error| FolderError::of(path, &error))
}

/// Writes a file beside its place and renames it there, so that there is the whole file or the one before.
///
/// A link stays, and what it leads to is replaced. What is no file, such as a terminal or a pipe, is written to.
/// With `lasting`, it is on the disk when this returns.
///
/// # Errors
/// Where it cannot be written.
pub fn write_whole(path: &Path, content: &[u8], lasting: bool) -> io::Result<()> {
    let path = &fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    if fs::metadata(path).is_ok_and(|data| !data.is_file()) {
        return OpenOptions::new()
            .write(true)
            .open(path)?
            .write_all(content);
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = path.with_file_name(format!(".{name}.{}", std::process::id()));
    let written = fs::File::create(&beside).and_then(|mut file| {
        file.write_all(content)?;
        if lasting {
            file.sync_all()?;
        }
        fs::rename(&beside, path)
    });
    if written.is_err() {
        // Why it failed matters more than whether its remains could be removed.
        let _ = fs::remove_file(&beside);
    }
    written
}
