//! Maps files into memory: the only unsafe code of the project.
#![expect(
    unsafe_code,
    reason = "a mapped file is memory that another process could change; see `map`"
)]

use memmap2::{Mmap, UncheckedAdvice};
use std::fs::File;
use std::io;

/// Maps a file for reading.
///
/// A store file is never changed in place: a build writes another file beside it and renames that into its place, so
/// the bytes behind a mapping stay what they were for as long as it lives, also when the file is replaced or deleted.
/// What a mapping holds is read as plain numbers and as text that is checked to be UTF-8, page by page against
/// checksums, so even bytes that someone else did change give an error and no undefined value. Cutting the file short
/// while it is mapped ends the process, as for every program that maps files.
pub(super) fn map(file: &File) -> io::Result<Mmap> {
    // SAFETY: the file is opened for reading only and, by the rule above, not modified while it is mapped; everything
    // read from it is valid for any bit pattern.
    unsafe { Mmap::map(file) }
}

/// Takes the pages of a mapping out of the process; whoever reads them next has them from the file again.
///
/// Where that cannot be done, they stay.
pub(super) fn release(mapped: &Mmap) {
    // SAFETY: the mapping is shared and read-only, and by the rule above the file does not change, so a page that is
    // brought back holds what it held.
    let _ = unsafe { mapped.unchecked_advise(UncheckedAdvice::DontNeed) };
}
