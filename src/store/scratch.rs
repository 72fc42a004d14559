//! Where a build keeps what does not fit into memory: files without names, in the folder of its output.

use rayon::prelude::*;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::PathBuf;
use tempfile::SpooledTempFile;

/// How much of its data a build holds in memory, and where the rest goes.
///
/// A file without a name is gone when the process ends, however it ends.
#[derive(Debug, Clone)]
pub(super) struct Scratch {
    folder: PathBuf,
    memory: usize,
}

/// Bytes that are written once, then read once from the start: in memory while they are few.
#[derive(Debug)]
pub(super) struct Spool(BufWriter<SpooledTempFile>);

/// Bytes of a buffer over a file.
const BUFFER: usize = 1 << 16;

impl Scratch {
    /// Keeps everything in memory.
    pub(super) fn unlimited() -> Self {
        Self {
            folder: PathBuf::new(),
            memory: usize::MAX,
        }
    }

    /// Keeps about so many bytes in memory, and the rest in files in a folder.
    pub(super) fn bounded(folder: PathBuf, memory: usize) -> Self {
        Self { folder, memory }
    }

    /// Returns how many bytes a part of a build may hold in memory that gets one share of so many.
    pub(super) fn share(&self, of: usize) -> usize {
        (self.memory / of).max(1)
    }

    /// Returns a new file without a name.
    pub(super) fn file(&self) -> io::Result<File> {
        tempfile::tempfile_in(&self.folder)
    }

    /// Returns an empty spool.
    pub(super) fn spool(&self) -> Spool {
        let memory = self.share(32);
        // Small blocks where little memory is to be had, so that tests with next to none reach the disk.
        let buffer = BUFFER.min(memory);
        let file = tempfile::spooled_tempfile_in(memory, &self.folder);
        Spool(BufWriter::with_capacity(buffer, file))
    }
}

impl Spool {
    /// Returns what was written, from the start.
    pub(super) fn read(self) -> io::Result<BufReader<SpooledTempFile>> {
        let mut file = self
            .0
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?;
        file.seek(SeekFrom::Start(0))?;
        Ok(BufReader::with_capacity(BUFFER, file))
    }
}

impl Write for Spool {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.write_all(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Something that is kept in a file as bytes.
pub(super) trait Row: Sized {
    /// Writes it.
    fn put(&self, out: &mut impl Write) -> io::Result<()>;
    /// Reads the next one; `None` at the end.
    fn take(input: &mut impl Read) -> io::Result<Option<Self>>;
    /// Returns about how many bytes it takes in memory.
    fn weight(&self) -> usize;
    /// Sorts rows of a kind.
    fn sort(rows: &mut [Self]);
}

/// Rows below which threads take longer to wake than one takes to sort.
const FEW: usize = 1 << 15;

/// Sorts rows by a key that is compared faster than they are.
fn sort_by_key<T: Send, K: Ord>(rows: &mut [T], key: impl Fn(&T) -> K + Sync) {
    if rows.len() < FEW {
        rows.sort_unstable_by_key(key);
    } else {
        rows.par_sort_unstable_by_key(key);
    }
}

/// A number of rows that are arrays.
pub(super) trait Number: bytemuck::Pod {
    /// Sorts rows of a few numbers.
    fn sort<const N: usize>(rows: &mut [[Self; N]]);
}

impl Number for u32 {
    fn sort<const N: usize>(rows: &mut [[Self; N]]) {
        const { assert!(N <= 4, "the key of more would not fit") };
        sort_by_key(rows, |row| {
            row.iter()
                .fold(0_u128, |key, number| key << 32 | u128::from(*number))
        });
    }
}

impl Number for u64 {
    fn sort<const N: usize>(rows: &mut [[Self; N]]) {
        const { assert!(N <= 3, "the key of more would not fit") };
        let number = |row: &[Self; N], at: usize| row.get(at).copied().unwrap_or(0);
        sort_by_key(rows, |row| {
            let start = u128::from(number(row, 0)) << 64 | u128::from(number(row, 1));
            (start, number(row, 2))
        });
    }
}

impl<T: Number, const N: usize> Row for [T; N] {
    fn put(&self, out: &mut impl Write) -> io::Result<()> {
        out.write_all(bytemuck::cast_slice(self))
    }

    fn take(input: &mut impl Read) -> io::Result<Option<Self>> {
        let mut row = [T::zeroed(); N];
        Ok(fill(input, bytemuck::cast_slice_mut(&mut row))?.then_some(row))
    }

    fn weight(&self) -> usize {
        size_of::<Self>()
    }

    fn sort(rows: &mut [Self]) {
        T::sort(rows);
    }
}

/// A text with a number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Named {
    pub(super) text: Vec<u8>,
    pub(super) number: u32,
}

impl Row for Named {
    fn put(&self, out: &mut impl Write) -> io::Result<()> {
        out.write_all(bytemuck::bytes_of(&[self.number, self.text.len() as u32]))?;
        out.write_all(&self.text)
    }

    fn take(input: &mut impl Read) -> io::Result<Option<Self>> {
        let Some([number, length]) = <[u32; 2]>::take(input)? else {
            return Ok(None);
        };
        let mut text = vec![0; length as usize];
        input.read_exact(&mut text)?;
        Ok(Some(Self { text, number }))
    }

    fn weight(&self) -> usize {
        size_of::<Self>() + self.text.capacity() + 16
    }

    fn sort(rows: &mut [Self]) {
        rows.par_sort_unstable();
    }
}

/// Fills a buffer; `false` where nothing is left.
fn fill(input: &mut impl Read, bytes: &mut [u8]) -> io::Result<bool> {
    let mut at = 0;
    while at < bytes.len() {
        match input.read(&mut bytes[at..]) {
            Ok(0) if at == 0 => return Ok(false),
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(count) => at += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(true)
}
