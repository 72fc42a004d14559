//! The bytes of a store: one layout, in memory or in a file.
//!
//! An image is a header, a table of sections, the sections, and a table of checksums of its pages. Every number is
//! little-endian. The header's own checksum covers the header, the table of sections and the table of checksums, so an
//! image is opened in constant time; a page is checked when it is first read, and a page that does not fit its checksum
//! marks the image as damaged.

use super::layout::{Layout, Pages};
use super::mapping::{map, release};
use memmap2::Mmap;
use std::fs::File;
use std::io::{self, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use xxhash_rust::xxh3::xxh3_64;

/// First bytes of every store file.
pub(super) const MAGIC: [u8; 8] = *b"synergra";
/// Version of the layout; a program reads its own and refuses others by name.
pub(super) const VERSION: u32 = 3;
/// Bytes of the header.
pub(super) const HEADER: usize = 64;
/// Bytes of a page, the unit of checksums.
pub(super) const PAGE: usize = 1 << 16;
/// Sections start at multiples of this.
pub(super) const ALIGNMENT: usize = 64;

/// The parts of an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
pub(super) enum Section {
    /// Where the text of each term starts: `u64`, one more than there are terms.
    TermStarts,
    /// The texts of the terms, one after the other.
    TermText,
    /// A hash table of terms: `u32`, the number of the term plus one, 0 where empty; see `terms.rs`.
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
pub(super) const SECTIONS: usize = Section::ALL.len();

impl Section {
    /// All sections, in the order of the table of sections.
    pub(super) const ALL: [Self; 21] = [
        Self::TermStarts,
        Self::TermText,
        Self::TermIndex,
        Self::SubjectStarts,
        Self::Spo,
        Self::Predicates,
        Self::PredicateStarts,
        Self::Pos,
        Self::ObjectStarts,
        Self::Ops,
        Self::ClaimStarts,
        Self::Claims,
        Self::ClaimNames,
        Self::StatementStarts,
        Self::Statements,
        Self::Background,
        Self::SourceNames,
        Self::Prefixes,
        Self::RuleNames,
        Self::Derivations,
        Self::Premises,
    ];
}

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
        Self::of_words(Vec::new(), std::array::from_fn(|_| 0..0))
    }
}

impl Image {
    /// Returns an image in memory.
    pub(super) fn of_words(words: Vec<u64>, sections: [Range<usize>; SECTIONS]) -> Self {
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
        // The tables and the names before them are read at once, not page by page as they are touched.
        let tail = tables.saturating_sub(PAGE).min(mapped.len());
        // Where the advice is not taken, opening takes longer, and that is all.
        let _ = mapped.advise_range(memmap2::Advice::WillNeed, tail, mapped.len() - tail);
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

    /// Returns where a section starts.
    pub(super) fn start(&self, section: Section) -> usize {
        self.sections[section as usize].start
    }

    /// Lets go of the pages of a mapped file; they are read again where they are asked for.
    pub(super) fn release(&self) {
        if let Bytes::Mapped(mapped) = &self.bytes {
            release(mapped);
        }
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

    /// Writes the image as a body: its sections, in the order in which they stand.
    pub(super) fn write<W: Write>(&self, out: &mut Layout<W>) -> io::Result<()> {
        let mut order: Vec<Section> = Section::ALL.to_vec();
        // An empty one stands where the next one starts.
        order.sort_by_key(|section| {
            let range = &self.sections[*section as usize];
            (range.start, range.end)
        });
        for section in order {
            out.section(section, self.bytes(section, 0..self.length(section)))?;
        }
        Ok(())
    }

    /// Returns a digest of the content: of the file's header where it is mapped.
    pub(super) fn digest(&self) -> String {
        let digest: Vec<u8> = match &self.bytes {
            Bytes::Mapped(mapped) => mapped[40..56].to_vec(),
            Bytes::Owned(_) => {
                let mut layout = Layout::new(Pages::new(io::sink()));
                // Writing to nowhere does not fail.
                match self.write(&mut layout).and_then(|()| layout.into_file()) {
                    Ok((_, header)) => header[40..56].to_vec(),
                    Err(_) => Vec::new(),
                }
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
