//! Puts a store into a file, whole or not at all.

use super::Store;
use super::image::StoreError;
use super::layout::{Layout, Pages, write_file};
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

impl Store {
    /// Writes the store to a file: beside it first, synced, then renamed into its place.
    ///
    /// Whatever happens, the file is the old store or the new one; readers of the old one go on undisturbed.
    ///
    /// # Errors
    /// Where the folder cannot be written to, or the disk is full; nothing is left behind then.
    pub fn write(&self, path: &Path) -> Result<(), StoreError> {
        write_beside(path, |layout| self.image.write(layout))
    }
}

/// Writes a store file beside its place, and puts it there once it is whole.
pub(super) fn write_beside(
    path: &Path,
    write: impl FnOnce(&mut Layout<Pages<BufWriter<File>>>) -> io::Result<()>,
) -> Result<(), StoreError> {
    remove_abandoned(path);
    let beside = beside(path);
    let written = create(&beside)
        .and_then(|file| {
            let out = write_file(BufWriter::with_capacity(1 << 20, file), write)?;
            out.get_ref().sync_all()
        })
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

/// Creates the file that is written first, locked for as long as it is open.
fn create(path: &Path) -> io::Result<File> {
    loop {
        let file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .open(path)?;
        // Where files cannot be locked, what a killed build left stays.
        let _ = file.try_lock();
        // Another build may have taken it for an abandoned one just before it was locked.
        if path.exists() {
            return Ok(file);
        }
    }
}

/// Removes what builds of this store left that were killed: files that no process has locked.
fn remove_abandoned(path: &Path) {
    let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
        return;
    };
    let Ok(entries) = fs::read_dir(folder_of(path)) else {
        return;
    };
    for entry in entries.flatten() {
        let entry_name = entry.file_name();
        let number = entry_name
            .to_str()
            .and_then(|entry| entry.strip_prefix(name)?.strip_prefix('.'))
            .and_then(|rest| rest.strip_suffix(".part"));
        let is_number = |c: char| c.is_ascii_digit() || c == '-';
        if !number.is_some_and(|number| number.chars().all(is_number)) {
            continue;
        }
        let abandoned = File::open(entry.path())
            .is_ok_and(|file| !matches!(file.try_lock(), Err(TryLockError::WouldBlock)));
        if abandoned {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Returns the name of the file that is written first; process and count keep two builds apart.
fn beside(path: &Path) -> PathBuf {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}-{count}.part", std::process::id()));
    path.with_file_name(name)
}

/// Returns the folder of a file.
pub(super) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}
