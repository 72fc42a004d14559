//! Reads RDF files into a builder: compressed or not, as they come, one thread parsing while another numbers terms.

use super::build::{Builder, Part};
use super::format::{LoadError, format_of_path};
use super::placed::Placed;
use oxigraph::io::{RdfFormat, RdfParseError, RdfParser};
use rayon::prelude::*;
use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;
use std::sync::mpsc::{SyncSender, sync_channel};

/// What became of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Loaded {
    /// How many quads were read.
    pub quads: u64,
    /// What could not be read, each with its place; more than twenty of them are only counted.
    pub problems: Vec<String>,
    /// How many problems there were.
    pub problem_count: u64,
}

/// Problems of a file that are kept in words.
const SHOWN: usize = 20;
/// Quads that are handed on at once where a text cannot be split.
const QUADS: usize = 1 << 14;

/// What was read of a text: quads, and what was wrong.
#[derive(Default)]
struct Batch {
    parts: Vec<Part>,
    problems: Vec<Problem>,
}

/// Something that cannot be read.
struct Problem {
    /// Line and column, both from 0.
    place: Option<(u64, u64)>,
    message: String,
    /// Whether nothing behind it can be read.
    is_last: bool,
}

/// Tells how many bytes of a file were read.
struct Watched<'a, R> {
    inner: R,
    watch: &'a (dyn Fn(u64) + Sync),
}

impl<R: Read> Read for Watched<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        (self.watch)(count as u64);
        Ok(count)
    }
}

impl Builder {
    /// Adds the quads of a text; triples outside any named graph keep the name of the text as their source.
    ///
    /// Blank nodes are renamed, so that those of two files never meet.
    ///
    /// # Errors
    /// At the first syntax error.
    pub fn load(&mut self, name: &str, text: &[u8], format: RdfFormat) -> Result<(), LoadError> {
        if text.len() > self.block() {
            self.load_stream(name, text, format, false)?;
            return Ok(());
        }
        self.start_text();
        let source = self.source(name);
        for quad in self.parser(name, format).for_slice(text) {
            let quad = quad.map_err(|error| problem_of(&error.into()).error(name))?;
            self.add(quad, source);
        }
        self.check_room(name)
    }

    /// Adds the quads of an RDF file; its ending tells the format, `.gz` or `.zst` behind it that it is compressed.
    ///
    /// With `keep_going`, what cannot be read is passed over and counted. `watch` is told of bytes of the file as they
    /// are read.
    ///
    /// # Errors
    /// Where the file cannot be read, and at the first problem in it without `keep_going`.
    pub fn load_file(
        &mut self,
        path: &Path,
        keep_going: bool,
        watch: &(dyn Fn(u64) + Sync),
    ) -> Result<Loaded, LoadError> {
        let name = path.display().to_string();
        let unreadable = |error: io::Error| LoadError::Unreadable {
            path: name.clone(),
            reason: crate::source::reason(&error),
        };
        // A folder has no ending, but that is not what is wrong with it.
        if path.is_dir() {
            return Err(LoadError::Unreadable {
                path: name,
                reason: "it is a directory".to_owned(),
            });
        }
        let format = format_of_path(path)?;
        let inner = File::open(path).map_err(unreadable)?;
        let data = inner.metadata().map_err(unreadable)?;
        // Nothing is no mistake in any format; a pipe has no length either.
        if data.is_file() && data.len() == 0 {
            return Ok(Loaded::default());
        }
        let file = BufReader::with_capacity(1 << 16, Watched { inner, watch });
        match path.extension().and_then(|ending| ending.to_str()) {
            Some("gz") => {
                let reader = flate2::bufread::MultiGzDecoder::new(file);
                self.load_stream(&name, reader, format, keep_going)
            }
            Some("zst") => {
                let reader = ruzstd::decoding::StreamingDecoder::new(file).map_err(|error| {
                    LoadError::Unreadable {
                        path: name.clone(),
                        reason: error.to_string(),
                    }
                })?;
                self.load_stream(&name, reader, format, keep_going)
            }
            _ => self.load_stream(&name, file, format, keep_going),
        }
    }

    fn load_stream(
        &mut self,
        name: &str,
        reader: impl Read + Send,
        format: RdfFormat,
        keep_going: bool,
    ) -> Result<Loaded, LoadError> {
        let mut loaded = Loaded::default();
        let before = self.quad_count();
        self.start_text();
        let source = self.source(name);
        let parser = self.parser(name, format);
        let block = self.block();
        let mut last_line = None;
        let failure = std::thread::scope(|scope| {
            let (sender, batches) = sync_channel(1);
            scope.spawn(move || match format {
                RdfFormat::NQuads | RdfFormat::NTriples => {
                    read_lines(reader, &parser, block, &sender);
                }
                RdfFormat::RdfXml => read_placed(reader, parser, &sender),
                _ => read_whole(reader, parser, &sender, &|| None),
            });
            for batch in batches {
                for part in batch.parts {
                    self.add_part(part, source);
                }
                for problem in batch.problems {
                    if !keep_going {
                        return Some(problem);
                    }
                    // A line that cannot be read is one problem, however many times the parser stumbles in it.
                    let line = problem.place.map(|(line, _)| line);
                    if line.is_some() && line == last_line {
                        continue;
                    }
                    last_line = line;
                    loaded.problem_count += 1;
                    if loaded.problems.len() < SHOWN {
                        loaded.problems.push(problem.error(name).to_string());
                    }
                }
                if self.check_room(name).is_err() {
                    return None;
                }
            }
            None
        });
        if let Some(problem) = failure {
            return Err(problem.error(name));
        }
        self.check_room(name)?;
        loaded.quads = self.quad_count() - before;
        Ok(loaded)
    }
}

/// Parses a text as [`read_whole`] does, and finds the places that the parser does not tell.
fn read_placed(reader: impl Read, parser: RdfParser, sender: &SyncSender<Batch>) {
    let (line, column) = (Cell::new(0), Cell::new(0));
    let placed = Placed::new(BufReader::with_capacity(1 << 16, reader), &line, &column);
    let place = || Some((line.get(), column.get().saturating_sub(1)));
    read_whole(placed, parser, sender, &place);
}

/// Parses a text from its start to its end; `place` tells where it has come to. Stops where nobody wants more.
fn read_whole(
    reader: impl Read,
    parser: RdfParser,
    sender: &SyncSender<Batch>,
    place: &dyn Fn() -> Option<(u64, u64)>,
) {
    let mut part = Part::default();
    let mut problems = Vec::new();
    for quad in parser.for_reader(reader) {
        match quad {
            Ok(quad) => part.add(&quad),
            Err(error) => {
                let problem = problem_of(&error);
                problems.push(Problem {
                    place: problem.place.or_else(place),
                    ..problem
                });
            }
        }
        let is_last = problems.last().is_some_and(|problem| problem.is_last);
        if part.quad_count() >= QUADS || !problems.is_empty() {
            let batch = Batch {
                parts: vec![std::mem::take(&mut part)],
                problems: std::mem::take(&mut problems),
            };
            if sender.send(batch).is_err() || is_last {
                return;
            }
        }
    }
    // Nobody is there to take it where the build has failed.
    let _ = sender.send(Batch {
        parts: vec![part],
        problems,
    });
}

/// Parses a text of lines, several blocks of it at once. Stops where nobody wants more.
fn read_lines(
    mut reader: impl Read,
    parser: &RdfParser,
    length: usize,
    sender: &SyncSender<Batch>,
) {
    let mut rest = Vec::new();
    let mut lines = 0;
    let mut ended = false;
    while !ended {
        let mut blocks = Vec::new();
        let mut failure = None;
        while !ended && blocks.len() < rayon::current_num_threads() * 2 {
            match next_block(&mut reader, &mut rest, length) {
                Ok(Some(block)) => blocks.push(block),
                Ok(None) => ended = true,
                Err(error) => {
                    ended = true;
                    failure = Some(problem_of(&error.into()));
                }
            }
        }
        let read: Vec<(Part, Vec<Problem>, u64)> = blocks
            .par_iter()
            .map(|block| {
                let mut part = Part::default();
                let mut problems = Vec::new();
                for quad in parser.clone().for_slice(block) {
                    match quad {
                        Ok(quad) => part.add(&quad),
                        Err(error) => problems.push(problem_of(&error.into())),
                    }
                }
                (part, problems, line_count(block))
            })
            .collect();
        let mut batch = Batch::default();
        for (part, problems, count) in read {
            batch.parts.push(part);
            batch
                .problems
                .extend(problems.into_iter().map(|problem| Problem {
                    place: problem.place.map(|(line, column)| (line + lines, column)),
                    ..problem
                }));
            lines += count;
        }
        batch.problems.extend(failure);
        if sender.send(batch).is_err() {
            return;
        }
    }
}

/// Returns the next lines of a text, about so many bytes of them; `rest` holds what was read beyond them.
fn next_block(
    reader: &mut impl Read,
    rest: &mut Vec<u8>,
    length: usize,
) -> io::Result<Option<Vec<u8>>> {
    let mut block = std::mem::take(rest);
    block.reserve(length.saturating_sub(block.len()));
    loop {
        let before = block.len();
        let wanted = length.saturating_sub(before).max(1 << 12) as u64;
        let count = reader.by_ref().take(wanted).read_to_end(&mut block)?;
        if count == 0 {
            return Ok((!block.is_empty()).then_some(block));
        }
        if block.len() < length {
            continue;
        }
        let end = last_of(b'\n', &block).or_else(|| last_of(b'\r', &block));
        if let Some(end) = end {
            *rest = block.split_off(end + 1);
            return Ok(Some(block));
        }
    }
}

fn last_of(byte: u8, block: &[u8]) -> Option<usize> {
    block.iter().rposition(|one| *one == byte)
}

/// Returns how many lines end in a block.
fn line_count(block: &[u8]) -> u64 {
    let feeds = block.iter().filter(|byte| **byte == b'\n').count();
    let returns = block.iter().filter(|byte| **byte == b'\r').count();
    let both = if returns == 0 {
        0
    } else {
        block.windows(2).filter(|pair| pair == b"\r\n").count()
    };
    (feeds + returns - both) as u64
}

fn problem_of(error: &RdfParseError) -> Problem {
    let place = match error {
        RdfParseError::Syntax(error) => error
            .location()
            .map(|location| (location.start.line, location.start.column)),
        RdfParseError::Io(_) => None,
    };
    let text = match error {
        RdfParseError::Io(error) => crate::source::reason(error),
        RdfParseError::Syntax(error) => error.to_string(),
    };
    let message = match text.split_once(": ") {
        Some((start, message)) if place.is_some() && start.starts_with("Parser error") => {
            message.to_owned()
        }
        _ => text,
    };
    Problem {
        place,
        message,
        is_last: matches!(error, RdfParseError::Io(_)),
    }
}

impl Problem {
    fn error(self, name: &str) -> LoadError {
        LoadError::Syntax {
            path: name.to_owned(),
            reason: match self.place {
                Some((line, column)) => {
                    format!("line {}, column {}: {}", line + 1, column + 1, self.message)
                }
                None => self.message,
            },
        }
    }
}
