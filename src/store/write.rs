//! Puts a store into a file, whole or not at all.

use super::Store;
use super::image::StoreError;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

impl Store {
    /// Writes the store to a file: beside it first, synced, then renamed into its place.
    ///
    /// Whatever happens, the file is the old store or the new one; readers of the old one go on undisturbed.
    ///
    /// # Errors
    /// Where the folder cannot be written to, or the disk is full; nothing is left behind then.
    pub fn write(&self, path: &Path) -> Result<(), StoreError> {
        let beside = beside(path);
        let written = self
            .write_beside(&beside)
            .and_then(|()| fs::rename(&beside, path));
        match written {
            Ok(()) => {
                // The rename is lasting once the folder is synced; where folders cannot be opened it is so by itself.
                if let Ok(folder) = File::open(folder_of(path)) {
                    let _ = folder.sync_all();
                }
                Ok(())
            }
            Err(error) => {
                let _ = fs::remove_file(&beside);
                Err(StoreError::Io {
                    what: "write",
                    path: path.to_owned(),
                    reason: crate::source::reason(&error),
                })
            }
        }
    }

    fn write_beside(&self, path: &Path) -> io::Result<()> {
        let file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .open(path)?;
        let mut out = BufWriter::with_capacity(1 << 20, file);
        self.image.write(&mut out)?;
        out.flush()?;
        out.get_ref().sync_all()
    }
}

/// Returns the name of the file that is written first; the process number keeps two builds apart.
fn beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.part", std::process::id()));
    path.with_file_name(name)
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}
