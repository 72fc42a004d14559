//! Reads a document, and knows whether it came to its end.

use super::form::Form;
use std::io::{self, Read};

/// A reader of one document that keeps watch over its length, and over its end: brackets that are closed, or the last tag.
///
/// A parser that has all rows does not miss what should stand behind them.
pub(super) struct Whole<R> {
    inner: R,
    form: Form,
    left: u64,
    /// The last bytes that are no white space.
    tail: [u8; TAG.len()],
    depth: i64,
    in_text: bool,
    escaped: bool,
    begun: bool,
    too_long: bool,
    trouble: Option<bool>,
}

/// How a document of rows ends in XML, whatever its prefix.
const TAG: &[u8] = b"sparql>";

impl<R: Read> Whole<R> {
    /// Reads so many bytes at most.
    pub(super) fn new(inner: R, form: Form, most: u64) -> Self {
        Self {
            inner,
            form,
            left: most,
            tail: [0; TAG.len()],
            depth: 0,
            in_text: false,
            escaped: false,
            begun: false,
            too_long: false,
            trouble: None,
        }
    }

    /// Reads what is left, and says whether the document is there to its end; of CSV it cannot be seen.
    pub(super) fn ends(&mut self) -> bool {
        let mut rest = [0; 4096];
        while let Ok(1..) = self.read(&mut rest) {}
        let ends = match self.form {
            Form::Json => self.begun && self.depth == 0 && !self.in_text,
            Form::Xml => self.tail == TAG,
            Form::Csv => true,
        };
        ends && self.trouble.is_none() && !self.too_long
    }

    /// Says whether there were more bytes than are read.
    pub(super) fn is_too_long(&self) -> bool {
        self.too_long
    }

    /// Says whether nothing came for too long.
    pub(super) fn is_stalled(&self) -> bool {
        self.trouble == Some(true)
    }

    /// Says whether the connection broke.
    pub(super) fn is_broken(&self) -> bool {
        self.trouble == Some(false)
    }

    fn watch(&mut self, bytes: &[u8]) {
        match self.form {
            Form::Json => self.watch_brackets(bytes),
            Form::Xml => self.watch_tail(bytes),
            Form::Csv => {}
        }
    }

    fn watch_tail(&mut self, bytes: &[u8]) {
        let last = bytes
            .iter()
            .rev()
            .filter(|byte| !byte.is_ascii_whitespace());
        let mut last: Vec<u8> = last.take(TAG.len()).copied().collect();
        last.reverse();
        self.tail.rotate_left(last.len());
        let kept = TAG.len() - last.len();
        self.tail[kept..].copy_from_slice(&last);
    }

    fn watch_brackets(&mut self, bytes: &[u8]) {
        for byte in bytes {
            if self.in_text {
                match byte {
                    _ if self.escaped => self.escaped = false,
                    b'\\' => self.escaped = true,
                    b'"' => self.in_text = false,
                    _ => {}
                }
                continue;
            }
            match byte {
                b'"' => self.in_text = true,
                b'{' | b'[' => {
                    self.depth += 1;
                    self.begun = true;
                }
                b'}' | b']' => self.depth -= 1,
                _ => {}
            }
        }
    }
}

impl<R: Read> Read for Whole<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.too_long {
            return Err(io::Error::other("the answer is too long"));
        }
        match self.inner.read(buffer) {
            Ok(count) => {
                let length = count as u64;
                if length > self.left {
                    self.too_long = true;
                    return Err(io::Error::other("the answer is too long"));
                }
                self.left -= length;
                self.watch(&buffer[..count]);
                Ok(count)
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Err(error),
            Err(error) => {
                let inner = error.get_ref();
                let inner = inner.and_then(|inner| inner.downcast_ref::<reqwest::Error>());
                let stalled = error.kind() == io::ErrorKind::TimedOut
                    || inner.is_some_and(reqwest::Error::is_timeout);
                self.trouble = Some(stalled);
                Err(error)
            }
        }
    }
}
