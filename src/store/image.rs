//! The bytes of a store: one layout, in memory or in a file.
//!
//! An image is a header, a table of sections, the sections, and a table of checksums of its pages. Every number is
//! little-endian. The header's own checksum covers the header, the table of sections and the table of checksums, so an
//! image is opened in constant time; a page is checked when it is first read, and a page that does not fit its checksum
//! marks the image as damaged.

use super::mapping::map;
use memmap2::Mmap;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use xxhash_rust::xxh3::xxh3_64;

/// First bytes of every store file.
pub(super) const MAGIC: [u8; 8] = *b"synergra";
/// Version of the layout; a program reads its own and refuses others by name.
pub(super) const VERSION: u32 = 2;
const HEADER: usize = 64;
const PAGE: usize = 1 << 16;
const ALIGNMENT: usize = 64;

/// The parts of an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
pub(super) enum Section {
    /// Where the text of each term starts: `u64`, one more than there are terms.
    TermStarts,
    /// The texts of the terms, one after the other.
    TermText,
    /// A hash table of terms: `u32`, the number of the term plus one, 0 where empty.
    TermIndex,
    /// Where the statements of each subject start: `u32`, one more than there are terms.
    SubjectStarts,
    /// Predicate and object of each statement: `[u32; 2]`.
    Spo,
    /// The predicates, sorted: `u32`.
    Predicates,
    /// Where the rows of each predicate start: `u32`, one more than there are predicates.
    PredicateStarts,
    /// Object and subject, by predicate: `[u32; 2]`.
    Pos,
    /// Where the rows of each object start: `u32`, one more than there are terms.
    ObjectStarts,
    /// Predicate and subject, by object: `[u32; 2]`.
    Ops,
    /// Where the claims of each statement start: `u32`, one more than there are statements.
    ClaimStarts,
    /// Claims, by statement: `u32`.
    Claims,
    /// The names of the claims: `u32`, terms in the order of their text.
    ClaimNames,
    /// Where the statements of each claim start: `u32`, one more than there are claims.
    StatementStarts,
    /// Statements, by claim: `u32`.
    Statements,
    /// Statements outside any claim with the file that holds them, sorted: `[u32; 2]`.
    Background,
    /// The names of the files, each ended by a line feed.
    SourceNames,
    /// Short names for IRIs, as Turtle declares them.
    Prefixes,
    /// The names of the rules, each ended by a line feed.
    RuleNames,
    /// Statement, rule and start of the premises of each derivation, by statement: `[u32; 3]`.
    Derivations,
    /// The premises of all derivations: `u32`, statements.
    Premises,
}

/// How many sections there are.
pub(super) const SECTIONS: usize = 21;

/// A store file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// It cannot be read or written.
    #[error("cannot {what} {}: {reason}", path.display())]
    Io {
        /// What was tried.
        what: &'static str,
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        reason: String,
    },
    /// It is no store file.
    #[error("{} is no store file of synergraph", .0.display())]
    Foreign(PathBuf),
    /// It was written by a program with another layout.
    #[error("{} has store format {found}, and this program reads format {VERSION}", path.display())]
    Version {
        /// The file.
        path: PathBuf,
        /// The version of its layout.
        found: u32,
    },
    /// It is shorter than its header says.
    #[error("{} is cut off: {found} of {expected} bytes are there", path.display())]
    Truncated {
        /// The file.
        path: PathBuf,
        /// How long it should be.
        expected: u64,
        /// How long it is.
        found: u64,
    },
    /// Some of its bytes are not those that were written.
    #[error("{} is damaged: {place}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Where.
        place: String,
    },
}

/// The bytes of a store, checked as they are read.
#[derive(Debug)]
pub(super) struct Image {
    bytes: Bytes,
    sections: [Range<usize>; SECTIONS],
    /// Where the checksums of the pages stand.
    checksums: Range<usize>,
    /// A bit for each page that was checked.
    checked: Vec<AtomicU64>,
    damaged: AtomicBool,
}

#[derive(Debug)]
enum Bytes {
    /// In whole words, so that numbers are aligned.
    Owned(Vec<u64>),
    Mapped(Mmap),
}

impl Default for Image {
    fn default() -> Self {
        Self::of_sections(std::array::from_fn(|_| Vec::new()))
    }
}

impl Image {
    /// Returns an image in memory.
    pub(super) fn of_sections(parts: [Vec<u8>; SECTIONS]) -> Self {
        let mut sections = std::array::from_fn(|_| 0..0);
        let length: usize = parts.iter().map(|part| aligned(part.len())).sum();
        let mut words = vec![0_u64; length.div_ceil(8)];
        let bytes: &mut [u8] = bytemuck::cast_slice_mut(&mut words);
        let mut at = 0;
        for (section, part) in parts.into_iter().enumerate() {
            bytes[at..at + part.len()].copy_from_slice(&part);
            sections[section] = at..at + part.len();
            at = aligned(at + part.len());
        }
        Self {
            bytes: Bytes::Owned(words),
            sections,
            checksums: 0..0,
            checked: Vec::new(),
            damaged: AtomicBool::new(false),
        }
    }

    /// Opens an image in a file, in constant time.
    pub(super) fn open(path: &Path) -> Result<Self, StoreError> {
        let io = |error: io::Error| StoreError::Io {
            what: "open",
            path: path.to_owned(),
            reason: crate::source::reason(&error),
        };
        if path.is_dir() {
            return Err(StoreError::Io {
                what: "open",
                path: path.to_owned(),
                reason: "it is a directory".to_owned(),
            });
        }
        let file = File::open(path).map_err(io)?;
        let found = file.metadata().map_err(io)?.len();
        let foreign = || StoreError::Foreign(path.to_owned());
        if found < HEADER as u64 {
            return Err(foreign());
        }
        let mapped = map(&file).map_err(io)?;
        let header: &[u8] = &mapped[..HEADER];
        if header[..8] != MAGIC {
            return Err(foreign());
        }
        let version = u32_at(header, 8);
        if version != VERSION {
            return Err(StoreError::Version {
                path: path.to_owned(),
                found: version,
            });
        }
        let expected = u64_at(header, 16);
        if expected != found {
            return Err(if expected > found {
                StoreError::Truncated {
                    path: path.to_owned(),
                    expected,
                    found,
                }
            } else {
                damaged(path, "it is longer than its header says")
            });
        }
        let tables = usize::try_from(u64_at(header, 24)).unwrap_or(usize::MAX);
        let count = u32_at(header, 12) as usize;
        let tables_length = found.saturating_sub(tables as u64);
        if count != SECTIONS
            || tables < HEADER
            || tables_length < (SECTIONS * 16) as u64
            || xxh3_64(&mapped[tables..]) != u64_at(header, 32)
            || xxh3_64(&header[..HEADER - 8]) != u64_at(header, HEADER - 8)
        {
            return Err(damaged(path, "its header"));
        }
        let mut sections = std::array::from_fn(|_| 0..0);
        for (number, section) in sections.iter_mut().enumerate() {
            let at = tables + number * 16;
            let start = u64_at(&mapped, at);
            let end = start.saturating_add(u64_at(&mapped, at + 8));
            if end > tables as u64 || !start.is_multiple_of(ALIGNMENT as u64) {
                return Err(damaged(path, "its table of sections"));
            }
            *section = start as usize..end as usize;
        }
        let checksums = tables + SECTIONS * 16..mapped.len();
        let pages = (tables - HEADER).div_ceil(PAGE);
        if checksums.len() != pages * 8 {
            return Err(damaged(path, "its table of checksums"));
        }
        Ok(Self {
            bytes: Bytes::Mapped(mapped),
            sections,
            checksums,
            checked: (0..pages.div_ceil(64)).map(|_| AtomicU64::new(0)).collect(),
            damaged: AtomicBool::new(false),
        })
    }

    /// Returns how many bytes a section has.
    pub(super) fn length(&self, section: Section) -> usize {
        self.sections[section as usize].len()
    }

    /// Returns how many bytes all sections have.
    pub(super) fn size(&self) -> usize {
        self.sections.iter().map(Range::len).sum()
    }

    /// Returns bytes of a section; nothing where they lie outside it.
    pub(super) fn bytes(&self, section: Section, range: Range<usize>) -> &[u8] {
        let whole = &self.sections[section as usize];
        let (start, end) = (whole.start + range.start, whole.start + range.end);
        if range.start > range.end || end > whole.end {
            self.damaged.store(true, Ordering::Relaxed);
            return &[];
        }
        self.check(start..end);
        &self.all()[start..end]
    }

    /// Returns numbers of a section, by their positions.
    pub(super) fn rows<T: bytemuck::Pod>(&self, section: Section, range: Range<usize>) -> &[T] {
        let size = size_of::<T>();
        let bytes = self.bytes(section, range.start * size..range.end * size);
        bytemuck::try_cast_slice(bytes).unwrap_or_default()
    }

    /// Returns one number of a section; zero where it has none.
    pub(super) fn row<T: bytemuck::Pod>(&self, section: Section, at: usize) -> T {
        self.rows::<T>(section, at..at + 1)
            .first()
            .copied()
            .unwrap_or_else(T::zeroed)
    }

    /// Returns how many numbers a section has.
    pub(super) fn count<T>(&self, section: Section) -> usize {
        self.length(section) / size_of::<T>()
    }

    /// Says whether some page that was read did not fit its checksum.
    pub(super) fn is_damaged(&self) -> bool {
        self.damaged.load(Ordering::Relaxed)
    }

    /// Checks every page.
    pub(super) fn check_all(&self) -> bool {
        self.check(0..self.checked.len() * 64 * PAGE);
        !self.is_damaged()
    }

    fn all(&self) -> &[u8] {
        match &self.bytes {
            Bytes::Owned(words) => bytemuck::cast_slice(words),
            Bytes::Mapped(mapped) => mapped,
        }
    }

    #[inline]
    fn check(&self, range: Range<usize>) {
        if self.checked.is_empty() || range.is_empty() {
            return;
        }
        let page_of = |at: usize| at.saturating_sub(HEADER) / PAGE;
        for page in page_of(range.start)..=page_of(range.end - 1) {
            let (word, bit) = (page / 64, 1_u64 << (page % 64));
            let Some(word) = self.checked.get(word) else {
                return;
            };
            if word.load(Ordering::Relaxed) & bit == 0 {
                self.check_page(page);
                word.fetch_or(bit, Ordering::Relaxed);
            }
        }
    }

    #[cold]
    fn check_page(&self, page: usize) {
        let bytes = self.all();
        let tables = self.checksums.start - SECTIONS * 16;
        let start = HEADER + page * PAGE;
        if start >= tables {
            return;
        }
        let end = (start + PAGE).min(tables);
        if xxh3_64(&bytes[start..end]) != u64_at(bytes, self.checksums.start + page * 8) {
            self.damaged.store(true, Ordering::Relaxed);
        }
    }

    /// Writes the image as the content of a file.
    pub(super) fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let bytes = self.all();
        let mut body = Vec::with_capacity(bytes.len() + SECTIONS * ALIGNMENT);
        let mut tables = Vec::with_capacity(SECTIONS * 16);
        for section in &self.sections {
            body.resize(aligned(body.len()), 0);
            tables.extend(((HEADER + body.len()) as u64).to_le_bytes());
            tables.extend((section.len() as u64).to_le_bytes());
            body.extend_from_slice(&bytes[section.clone()]);
        }
        body.resize(aligned(body.len()), 0);
        for page in body.chunks(PAGE) {
            tables.extend(xxh3_64(page).to_le_bytes());
        }
        let mut header = [0_u8; HEADER];
        header[..8].copy_from_slice(&MAGIC);
        header[8..12].copy_from_slice(&VERSION.to_le_bytes());
        header[12..16].copy_from_slice(&(SECTIONS as u32).to_le_bytes());
        let length = HEADER + body.len() + tables.len();
        header[16..24].copy_from_slice(&(length as u64).to_le_bytes());
        header[24..32].copy_from_slice(&((HEADER + body.len()) as u64).to_le_bytes());
        header[32..40].copy_from_slice(&xxh3_64(&tables).to_le_bytes());
        header[40..56].copy_from_slice(&Sha256::digest(&body)[..16]);
        let own = xxh3_64(&header[..HEADER - 8]);
        header[HEADER - 8..].copy_from_slice(&own.to_le_bytes());
        out.write_all(&header)?;
        out.write_all(&body)?;
        out.write_all(&tables)
    }

    /// Returns a digest of the content: of the file's header where it is mapped.
    pub(super) fn digest(&self) -> String {
        let digest: Vec<u8> = match &self.bytes {
            Bytes::Mapped(mapped) => mapped[40..56].to_vec(),
            Bytes::Owned(_) => {
                let mut image = Vec::new();
                // Writing to memory does not fail.
                let _ = self.write(&mut image);
                image.get(40..56).unwrap_or_default().to_vec()
            }
        };
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

fn damaged(path: &Path, place: &str) -> StoreError {
    StoreError::Damaged {
        path: path.to_owned(),
        place: place.to_owned(),
    }
}

fn aligned(length: usize) -> usize {
    length.next_multiple_of(ALIGNMENT)
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    let mut four = [0; 4];
    four.copy_from_slice(&bytes[at..at + 4]);
    u32::from_le_bytes(four)
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    let mut eight = [0; 8];
    eight.copy_from_slice(&bytes[at..at + 8]);
    u64::from_le_bytes(eight)
}
