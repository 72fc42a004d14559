//! Publishing into a folder: N-Quads in shards, and a script for each engine's own loader.

use super::content::{Content, Piece, Shared};
use super::ledger::{Deal, lines_of, text_of};
use super::loader::scripts;
use super::sender::entries;
use super::{engine_kind, sender_lines};
use crate::claim::{FolderError, KnowledgeBase, write_folder, write_part};
use crate::vocabulary::published::{self, Layout};
use flate2::Compression;
use flate2::write::GzEncoder;
use oxigraph::model::NamedNode;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// How a folder is cut into files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shards {
    /// Bytes of the text of one file, before it is compressed; one line more at most.
    pub bytes: u64,
}

/// What was written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Written {
    /// Files of N-Quads.
    pub files: usize,
    /// Quads in them.
    pub quads: u64,
    /// Bytes of their text.
    pub bytes: u64,
}

/// Writes a knowledge base into a folder as it would be published, with scripts that load it.
///
/// The folder appears once it is whole. Of the data, only what is known of each piece is in memory, 24 bytes, and one
/// ledger at a time. `progress` is told how many quads were written.
///
/// # Errors
/// Where the folder is there and not empty, or cannot be written.
pub fn publish_to_folder(
    knowledge: &KnowledgeBase,
    layout: &Layout,
    folder: &Path,
    shards: Shards,
    progress: &mut dyn FnMut(u64),
) -> Result<Written, FolderError> {
    write_folder(folder, |beside| {
        let content = Content::new(knowledge, layout);
        let mut writer = Writer {
            folder: beside,
            limit: shards.bytes,
            shard: None,
            written: Written::default(),
            progress,
        };
        writer.data(&content)?;
        for (name, text) in scripts(layout) {
            let path = beside.join(name);
            write_part(&path, |out| out.write_all(text.as_bytes()))?;
            allow_running(&path).map_err(|error| FolderError::of(&path, &error))?;
        }
        // An engine's loader may run as another user.
        allow_reading(beside).map_err(|error| FolderError::of(beside, &error))?;
        Ok(writer.written)
    })
}

/// Writes lines into shards.
struct Writer<'w> {
    folder: &'w Path,
    limit: u64,
    shard: Option<Shard>,
    written: Written,
    progress: &'w mut dyn FnMut(u64),
}

struct Shard {
    path: PathBuf,
    out: GzEncoder<BufWriter<File>>,
    bytes: u64,
}

/// Quads after which progress is told.
const STEP: u64 = 1 << 14;

impl Writer<'_> {
    fn data(&mut self, content: &Content<'_>) -> Result<(), FolderError> {
        let layout = content.layout;
        let mut pieces = Vec::new();
        content.pieces(true, |piece| match piece {
            Piece::Graph(Shared::Graphs) => pieces.insert(0, piece),
            piece => pieces.push(piece),
        });
        for piece in pieces {
            let graph = content.key(piece).graph;
            content.lines(piece, &mut |line| self.line(&graph, line))?;
        }
        let deal = Deal::new(content, false, None);
        for number in 0..deal.ledgers {
            let graph = layout.ledger(number);
            let text = text_of(&entries(content, &deal, number), layout);
            for line in lines_of(&graph, &text) {
                self.line(&graph, &line)?;
            }
        }
        self.close()?;
        // The description stands in a file of its own, which is loaded last.
        self.limit = u64::MAX;
        self.open("publication.nq.gz".to_owned())?;
        let publication = layout.publication();
        let mut lines = content.description(published::COMPLETE);
        lines.extend(sender_lines(content, &deal, engine_kind(false)));
        for line in lines {
            self.line(&publication, &line)?;
        }
        self.close()
    }

    fn line(&mut self, graph: &NamedNode, line: &str) -> Result<(), FolderError> {
        if self
            .shard
            .as_ref()
            .is_some_and(|shard| shard.bytes >= self.limit)
        {
            self.close()?;
        }
        if self.shard.is_none() {
            self.open(format!("data-{:05}.nq.gz", self.written.files + 1))?;
        }
        let Some(shard) = &mut self.shard else {
            return Ok(());
        };
        let triple = line.strip_suffix('.').unwrap_or(line);
        let quad = format!("{triple}{graph} .\n");
        shard.bytes += quad.len() as u64;
        self.written.quads += 1;
        self.written.bytes += quad.len() as u64;
        if self.written.quads.is_multiple_of(STEP) {
            (self.progress)(self.written.quads);
        }
        shard
            .out
            .write_all(quad.as_bytes())
            .map_err(|error| FolderError::of(&shard.path, &error))
    }

    fn open(&mut self, name: String) -> Result<(), FolderError> {
        let path = self.folder.join(name);
        let file = File::create(&path).map_err(|error| FolderError::of(&path, &error))?;
        self.written.files += 1;
        self.shard = Some(Shard {
            path,
            out: GzEncoder::new(BufWriter::new(file), Compression::fast()),
            bytes: 0,
        });
        Ok(())
    }

    fn close(&mut self) -> Result<(), FolderError> {
        let Some(shard) = self.shard.take() else {
            return Ok(());
        };
        let ended = shard
            .out
            .finish()
            .and_then(|out| out.into_inner().map_err(|error| error.into_error()))
            .and_then(|file| file.sync_all());
        ended.map_err(|error| FolderError::of(&shard.path, &error))
    }
}

#[cfg(unix)]
fn allow_running(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755))
}

#[cfg(unix)]
fn allow_reading(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn allow_running(_: &Path) -> std::io::Result<()> {
    Ok(())
}

#[cfg(not(unix))]
fn allow_reading(_: &Path) -> std::io::Result<()> {
    Ok(())
}
