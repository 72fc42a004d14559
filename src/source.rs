//! A text and where it came from.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// A text with its name, to which places in diagnostics refer.
#[derive(Debug)]
pub struct Source {
    /// File name or another name a person recognises, such as `query`.
    pub name: String,
    /// The whole text.
    pub text: String,
    /// Line and column, from 1, of the character at each multiple of [`STEP`] bytes: many places in a long text are asked for.
    steps: OnceLock<Vec<(usize, usize)>>,
}

/// How many bytes lie between places whose line and column are kept.
const STEP: usize = 4096;

impl PartialEq for Source {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.text == other.text
    }
}

impl Eq for Source {}

/// A stretch of a [`Source`], in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The text it lies in.
    pub source: Arc<Source>,
    /// Byte offsets, start inclusive, end exclusive, both on character boundaries.
    pub span: Range<usize>,
}

/// A file that could not be read as text.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The file is missing, is a directory, or may not be read.
    #[error("cannot read {}: {reason}", path.display())]
    Unreadable {
        /// The file that was asked for.
        path: PathBuf,
        /// What the operating system said, in words.
        reason: String,
    },
    /// The bytes are of a format that is no text.
    #[error("{} is {what}, not a text", path.display())]
    NotText {
        /// The file that was asked for.
        path: PathBuf,
        /// What it is, such as `a PDF`.
        what: &'static str,
        /// What turns it into a text.
        hint: &'static str,
    },
    /// The bytes are no UTF-8.
    #[error("{} is not UTF-8: byte {offset} (line {line}) starts no character", path.display())]
    NotUtf8 {
        /// The file that was asked for.
        path: PathBuf,
        /// Offset of the first byte that is not UTF-8.
        offset: usize,
        /// Its line, counted from 1.
        line: usize,
    },
}

impl Source {
    /// Returns a source of the given name and text.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Arc<Self> {
        Arc::new(Self {
            name: name.into(),
            text: text.into(),
            steps: OnceLock::new(),
        })
    }

    /// Reads a file as UTF-8, without a byte order mark, or as what it says that it is.
    ///
    /// # Errors
    /// Where the file cannot be read, or is not UTF-8.
    pub fn read(path: &Path) -> Result<Arc<Self>, ReadError> {
        let unreadable = |reason: String| ReadError::Unreadable {
            path: path.to_owned(),
            reason,
        };
        if path.is_dir() {
            return Err(unreadable("it is a directory".into()));
        }
        let bytes = std::fs::read(path).map_err(|error| unreadable(reason(&error)))?;
        Self::decode(path, bytes)
    }

    /// Reads bytes as UTF-8, or as what a byte order mark or an XML declaration says.
    ///
    /// # Errors
    /// Where the bytes are no text, or not in that encoding.
    pub fn decode(path: &Path, bytes: Vec<u8>) -> Result<Arc<Self>, ReadError> {
        if let Some((what, hint)) = binary(&bytes) {
            let path = path.to_owned();
            return Err(ReadError::NotText { path, what, hint });
        }
        let name = path.display().to_string();
        let declared = encoding_rs::Encoding::for_bom(&bytes).map(|(encoding, _)| encoding);
        let declared = declared.or_else(|| unmarked_utf16(&bytes));
        if let Some(encoding) = declared.or_else(|| declared_encoding(&bytes))
            && encoding != encoding_rs::UTF_8
        {
            let (text, _, _) = encoding.decode(&bytes);
            return Ok(Self::new(name, with_line_ends(text.into_owned())));
        }
        let text = String::from_utf8(bytes).map_err(|error| {
            let offset = error.utf8_error().valid_up_to();
            if error.as_bytes().contains(&0) {
                return ReadError::NotText {
                    path: path.to_owned(),
                    what: "binary data",
                    hint: "name a file of text",
                };
            }
            let line = 1 + error.as_bytes()[..offset]
                .iter()
                .filter(|byte| **byte == b'\n')
                .count();
            ReadError::NotUtf8 {
                path: path.to_owned(),
                offset,
                line,
            }
        })?;
        let text = match text.strip_prefix('\u{feff}') {
            Some(rest) => rest.to_owned(),
            None => text,
        };
        Ok(Self::new(name, with_line_ends(text)))
    }

    /// Returns the line and column of a byte offset, both from 1, columns in code points.
    pub fn line_and_column(&self, offset: usize) -> (usize, usize) {
        let offset = self.boundary(offset);
        let steps = self.steps.get_or_init(|| {
            let mut steps = vec![(1, 1)];
            let (mut at, mut place) = (0, (1, 1));
            while steps.len() * STEP <= self.text.len() {
                let next = self.boundary(steps.len() * STEP);
                place = advanced(place, &self.text[at..next]);
                steps.push(place);
                at = next;
            }
            steps
        });
        let step = (offset / STEP).min(steps.len() - 1);
        let start = self.boundary(step * STEP);
        advanced(steps[step], &self.text[start..offset])
    }

    /// Returns the last character boundary that is not behind an offset.
    fn boundary(&self, offset: usize) -> usize {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        offset
    }

    /// Returns a place in this source, moved onto character boundaries inside the text.
    pub fn place(self: &Arc<Self>, span: Range<usize>) -> Place {
        let start = self.boundary(span.start);
        Place {
            source: Arc::clone(self),
            span: start..self.boundary(span.end).max(start),
        }
    }
}

impl Place {
    /// Returns the line and column where it starts, both from 1.
    pub fn line_and_column(&self) -> (usize, usize) {
        self.source.line_and_column(self.span.start)
    }
}

/// Returns the line and column behind a text that begins at a line and column.
fn advanced((line, column): (usize, usize), text: &str) -> (usize, usize) {
    match text.rfind('\n') {
        Some(newline) => (
            line + text.bytes().filter(|byte| *byte == b'\n').count(),
            text[newline + 1..].chars().count() + 1,
        ),
        None => (line, column + text.chars().count()),
    }
}

/// Returns what bytes are that begin like a format which is no text, and what turns it into one.
fn binary(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    const PDF: &str = "`pdftotext FILE.pdf FILE.txt` makes a text of it; a converter to Markdown keeps indices and tables";
    const ZIP: &str = "take the article out of the archive; `pandoc FILE.docx -t markdown -o FILE.md` converts a document";
    const PACKED: &str = "unpack it first";
    const OLD: &str = "save it as .docx, then `pandoc FILE.docx -t markdown -o FILE.md`";
    const RTF: &str = "`pandoc FILE.rtf -t markdown -o FILE.md` converts it";
    const POSTSCRIPT: &str =
        "`ps2pdf FILE.ps`, then `pdftotext FILE.pdf FILE.txt`, make a text of it";
    const IMAGE: &str = "a scanned page needs text recognition first, such as `ocrmypdf`";
    let found = [
        (&b"%PDF"[..], "a PDF", PDF),
        (b"PK\x03\x04", "a zip archive or an office document", ZIP),
        (b"\x1f\x8b", "compressed", PACKED),
        (b"\x28\xb5\x2f\xfd", "compressed", PACKED),
        (b"\xfd7zXZ", "compressed", PACKED),
        (b"{\\rtf", "a document in RTF", RTF),
        (b"%!PS", "PostScript", POSTSCRIPT),
        (b"\xd0\xcf\x11\xe0", "an old office document", OLD),
        (b"\x89PNG", "an image", IMAGE),
        (b"\xff\xd8\xff", "an image", IMAGE),
        (b"GIF8", "an image", IMAGE),
        (b"AT&TFORM", "an image", IMAGE),
        (b"II*\0", "an image", IMAGE),
        (b"MM\0*", "an image", IMAGE),
    ];
    let found = found
        .into_iter()
        .find(|(start, ..)| bytes.starts_with(start));
    found.map(|(_, what, hint)| (what, hint))
}

/// Returns the form of UTF-16 that a text has without saying so: every other byte is zero where most characters are Latin.
fn unmarked_utf16(bytes: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let start = &bytes[..bytes.len().min(4096) & !1];
    let zeros = |parity: usize| {
        let bytes = start.iter().skip(parity).step_by(2);
        bytes.filter(|byte| **byte == 0).count()
    };
    match (zeros(0), zeros(1)) {
        (0, low) if low > start.len() / 4 => Some(encoding_rs::UTF_16LE),
        (high, 0) if high > start.len() / 4 => Some(encoding_rs::UTF_16BE),
        _ => None,
    }
}

/// Returns a text with line feeds where it ends its lines by carriage returns alone; offsets stay.
fn with_line_ends(text: String) -> String {
    if text.contains('\r') && !text.contains('\n') {
        text.replace('\r', "\n")
    } else {
        text
    }
}

/// Returns the encoding that an XML declaration names.
fn declared_encoding(bytes: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let start = &bytes[..bytes.len().min(200)];
    let end = start.iter().position(|byte| *byte == b'>')?;
    let declaration = std::str::from_utf8(&start[..end]).ok()?;
    let declaration = declaration.strip_prefix("<?xml")?;
    let (_, value) = declaration.split_once("encoding")?;
    let value = value.trim_start().strip_prefix('=')?.trim_start();
    let label = value
        .trim_start_matches(['"', '\''])
        .split(['"', '\''])
        .next()?;
    encoding_rs::Encoding::for_label(label.as_bytes())
}

/// Returns the operating system's reason without its number.
pub fn reason(error: &std::io::Error) -> String {
    let text = error.to_string();
    match text.find(" (os error") {
        Some(end) => text[..end].to_lowercase(),
        None => text,
    }
}
