//! Reads a text and knows where it has come to.

use std::cell::Cell;
use std::io::{self, BufRead, Read};

/// Hands bytes on one by one, so that whoever takes them can be asked for the line and column that it has come to.
///
/// The parser of RDF/XML tells no places.
pub(super) struct Placed<'a, R> {
    inner: R,
    line: &'a Cell<u64>,
    column: &'a Cell<u64>,
    is_line_ended: bool,
}

impl<'a, R: BufRead> Placed<'a, R> {
    /// Returns a reader that keeps the line, from 0, and how many columns of it were handed on.
    pub(super) fn new(inner: R, line: &'a Cell<u64>, column: &'a Cell<u64>) -> Self {
        Self {
            inner,
            line,
            column,
            is_line_ended: false,
        }
    }
}

impl<R: BufRead> Read for Placed<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let (Some(byte), Some(place)) =
            (self.inner.fill_buf()?.first().copied(), buffer.first_mut())
        else {
            return Ok(0);
        };
        *place = byte;
        self.inner.consume(1);
        if self.is_line_ended {
            self.line.set(self.line.get() + 1);
            self.column.set(1);
        } else if byte & 0b1100_0000 != 0b1000_0000 {
            // Columns count code points.
            self.column.set(self.column.get() + 1);
        }
        self.is_line_ended = byte == b'\n';
        Ok(1)
    }
}
