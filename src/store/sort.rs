//! Sorts rows, more of them than fit into memory: sorted runs go to files, and are merged as they are read.

use super::scratch::{Row, Scratch};
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Seek, SeekFrom, Write};

/// Runs that are merged at once: a bound on open files and on buffers.
const FAN: usize = 16;

/// Takes rows in any order.
#[derive(Debug)]
pub(super) struct Sorter<T> {
    rows: Vec<T>,
    weight: usize,
    limit: usize,
    scratch: Scratch,
    /// Runs on disk; a run of a level was merged from runs of the level below.
    levels: Vec<Vec<File>>,
}

/// Rows in order, each once.
#[derive(Debug)]
pub(super) enum Sorted<T> {
    /// All of them are in memory.
    Memory(std::vec::IntoIter<T>),
    /// They are in files.
    Disk(Merge<T>),
}

/// Merges sorted runs.
#[derive(Debug)]
pub(super) struct Merge<T> {
    runs: Vec<BufReader<File>>,
    heads: BinaryHeap<std::cmp::Reverse<(T, usize)>>,
    last: Option<T>,
}

impl<T: Row + Ord + Send + Clone> Sorter<T> {
    /// Returns a sorter that holds at most a share of the memory of a build, one of so many.
    pub(super) fn new(scratch: &Scratch, shares: usize) -> Self {
        Self::of(Vec::new(), scratch, shares)
    }

    /// Returns a sorter that has these rows already.
    pub(super) fn of(rows: Vec<T>, scratch: &Scratch, shares: usize) -> Self {
        Self {
            weight: rows.iter().map(Row::weight).sum(),
            rows,
            limit: scratch.share(shares),
            scratch: scratch.clone(),
            levels: Vec::new(),
        }
    }

    /// Adds a row.
    pub(super) fn push(&mut self, row: T) -> io::Result<()> {
        if self.weight >= self.limit {
            self.spill()?;
        }
        self.weight += row.weight();
        self.rows.push(row);
        Ok(())
    }

    /// Returns all rows in order.
    pub(super) fn finish(mut self) -> io::Result<Sorted<T>> {
        if self.levels.is_empty() {
            sort(&mut self.rows);
            return Ok(Sorted::Memory(self.rows.into_iter()));
        }
        self.spill()?;
        self.rows = Vec::new();
        let runs = self.levels.into_iter().flatten().collect();
        Ok(Sorted::Disk(Merge::new(runs)?))
    }

    fn spill(&mut self) -> io::Result<()> {
        if self.rows.is_empty() {
            return Ok(());
        }
        sort(&mut self.rows);
        let mut out = BufWriter::with_capacity(1 << 18, self.scratch.file()?);
        for row in &self.rows {
            row.put(&mut out)?;
        }
        let run = out.into_inner().map_err(io::IntoInnerError::into_error)?;
        self.rows.clear();
        self.weight = 0;
        self.keep(run, 0)
    }

    fn keep(&mut self, run: File, level: usize) -> io::Result<()> {
        if self.levels.len() == level {
            self.levels.push(Vec::new());
        }
        self.levels[level].push(run);
        if self.levels[level].len() < FAN {
            return Ok(());
        }
        let mut merge = Merge::<T>::new(std::mem::take(&mut self.levels[level]))?;
        let mut out = BufWriter::with_capacity(1 << 18, self.scratch.file()?);
        while let Some(row) = merge.next()? {
            row.put(&mut out)?;
        }
        out.flush()?;
        let run = out.into_inner().map_err(io::IntoInnerError::into_error)?;
        self.keep(run, level + 1)
    }
}

impl<T: Row + Ord + Clone> Sorted<T> {
    /// Returns the next row; `None` at the end.
    pub(super) fn next(&mut self) -> io::Result<Option<T>> {
        match self {
            Self::Memory(rows) => Ok(rows.next()),
            Self::Disk(merge) => merge.next(),
        }
    }
}

impl<T: Row + Ord + Clone> Merge<T> {
    fn new(files: Vec<File>) -> io::Result<Self> {
        let mut runs = Vec::with_capacity(files.len());
        let mut heads = BinaryHeap::with_capacity(files.len());
        for mut file in files {
            file.seek(SeekFrom::Start(0))?;
            let mut run = BufReader::with_capacity(1 << 16, file);
            if let Some(row) = T::take(&mut run)? {
                heads.push(std::cmp::Reverse((row, runs.len())));
                runs.push(run);
            }
        }
        Ok(Self {
            runs,
            heads,
            last: None,
        })
    }

    fn next(&mut self) -> io::Result<Option<T>> {
        loop {
            let Some(mut head) = self.heads.peek_mut() else {
                return Ok(None);
            };
            let run = head.0.1;
            let row = match T::take(&mut self.runs[run])? {
                Some(next) => std::mem::replace(&mut head.0.0, next),
                None => PeekMut::pop(head).0.0,
            };
            if self.last.as_ref() != Some(&row) {
                self.last = Some(row.clone());
                return Ok(Some(row));
            }
        }
    }
}

fn sort<T: Row + PartialEq>(rows: &mut Vec<T>) {
    T::sort(rows);
    rows.dedup();
}
