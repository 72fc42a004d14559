//! Writes an image, section by section, to memory or to a file.

use super::image::{ALIGNMENT, HEADER, Image, MAGIC, PAGE, SECTIONS, Section, VERSION};
use sha2::{Digest, Sha256};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use xxhash_rust::xxh3::xxh3_64;

/// An image being written: sections in any order, each in one go.
#[derive(Debug)]
pub(super) struct Layout<W> {
    out: W,
    length: u64,
    sections: [Range<u64>; SECTIONS],
    open: Option<Section>,
}

impl<W: Write> Layout<W> {
    pub(super) fn new(out: W) -> Self {
        Self {
            out,
            length: 0,
            sections: std::array::from_fn(|_| 0..0),
            open: None,
        }
    }

    /// Begins a section.
    pub(super) fn begin(&mut self, section: Section) -> io::Result<()> {
        self.end()?;
        self.open = Some(section);
        self.sections[section as usize] = self.length..self.length;
        Ok(())
    }

    /// Adds bytes to the section that was begun last.
    pub(super) fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.length += bytes.len() as u64;
        self.out.write_all(bytes)
    }

    /// Writes a whole section.
    pub(super) fn section(&mut self, section: Section, mut bytes: impl Read) -> io::Result<()> {
        self.begin(section)?;
        let mut block = vec![0; PAGE];
        loop {
            match bytes.read(&mut block)? {
                0 => return Ok(()),
                count => self.put(&block[..count])?,
            }
        }
    }

    fn end(&mut self) -> io::Result<()> {
        if let Some(section) = self.open.take() {
            self.sections[section as usize].end = self.length;
        }
        let padding = self.length.next_multiple_of(ALIGNMENT as u64) - self.length;
        self.put(&[0; ALIGNMENT][..padding as usize])
    }
}

impl Layout<Words> {
    /// Returns the image in memory.
    pub(super) fn into_image(mut self) -> io::Result<Image> {
        self.end()?;
        let sections = self
            .sections
            .map(|section| section.start as usize..section.end as usize);
        Ok(Image::of_words(self.out.words, sections))
    }
}

impl<W: Write> Layout<Pages<W>> {
    /// Ends the body of a file with its tables; returns the file, and the header that belongs to its start.
    pub(super) fn into_file(mut self) -> io::Result<(W, [u8; HEADER])> {
        self.end()?;
        let pages = self.out;
        let (mut out, checksums, digest) = pages.finish()?;
        let body = HEADER as u64 + self.length;
        let mut tables = Vec::with_capacity(SECTIONS * 16 + checksums.len() * 8);
        for section in &self.sections {
            tables.extend((HEADER as u64 + section.start).to_le_bytes());
            tables.extend((section.end - section.start).to_le_bytes());
        }
        for checksum in checksums {
            tables.extend(checksum.to_le_bytes());
        }
        out.write_all(&tables)?;
        let mut header = [0_u8; HEADER];
        header[..8].copy_from_slice(&MAGIC);
        header[8..12].copy_from_slice(&VERSION.to_le_bytes());
        header[12..16].copy_from_slice(&(SECTIONS as u32).to_le_bytes());
        header[16..24].copy_from_slice(&(body + tables.len() as u64).to_le_bytes());
        header[24..32].copy_from_slice(&body.to_le_bytes());
        header[32..40].copy_from_slice(&xxh3_64(&tables).to_le_bytes());
        header[40..56].copy_from_slice(&digest);
        let own = xxh3_64(&header[..HEADER - 8]);
        header[HEADER - 8..].copy_from_slice(&own.to_le_bytes());
        Ok((out, header))
    }
}

/// Writes a store file: room for the header, what `write` lays out, the tables, then the header.
pub(super) fn write_file<W: Write + Seek>(
    mut out: W,
    write: impl FnOnce(&mut Layout<Pages<W>>) -> io::Result<()>,
) -> io::Result<W> {
    out.write_all(&[0; HEADER])?;
    let mut layout = Layout::new(Pages::new(out));
    write(&mut layout)?;
    let (mut out, header) = layout.into_file()?;
    out.seek(SeekFrom::Start(0))?;
    out.write_all(&header)?;
    out.flush()?;
    Ok(out)
}

/// Bytes in whole words, so that numbers in them are aligned.
#[derive(Debug, Default)]
pub(super) struct Words {
    words: Vec<u64>,
    length: usize,
}

impl Write for Words {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let end = self.length + bytes.len();
        if end > self.words.len() * 8 {
            self.words.resize(end.div_ceil(8), 0);
        }
        let all: &mut [u8] = bytemuck::cast_slice_mut(&mut self.words);
        all[self.length..end].copy_from_slice(bytes);
        self.length = end;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A body that passes through, page by page: each page gets a checksum, and all of them a digest.
#[derive(Debug)]
pub(super) struct Pages<W> {
    out: W,
    page: Vec<u8>,
    checksums: Vec<u64>,
    digest: Sha256,
}

impl<W: Write> Pages<W> {
    pub(super) fn new(out: W) -> Self {
        Self {
            out,
            page: Vec::with_capacity(PAGE),
            checksums: Vec::new(),
            digest: Sha256::new(),
        }
    }

    fn end_page(&mut self) -> io::Result<()> {
        if self.page.is_empty() {
            return Ok(());
        }
        self.checksums.push(xxh3_64(&self.page));
        self.digest.update(&self.page);
        self.out.write_all(&self.page)?;
        self.page.clear();
        Ok(())
    }

    fn finish(mut self) -> io::Result<(W, Vec<u64>, [u8; 16])> {
        self.end_page()?;
        let mut digest = [0; 16];
        digest.copy_from_slice(&self.digest.finalize()[..16]);
        Ok((self.out, self.checksums, digest))
    }
}

impl<W: Write> Write for Pages<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = bytes.len().min(PAGE - self.page.len());
        self.page.extend_from_slice(&bytes[..count]);
        if self.page.len() == PAGE {
            self.end_page()?;
        }
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
