//! Publishing into a folder: N-Quads in shards, and a script for each engine's own loader.

use super::content::{Content, Piece, Shared};
use super::error::PublishError;
use super::ledger::{Deal, lines_of, text_of};
use super::loader::scripts;
use super::sender::entries;
use super::{engine_kind, sender_lines};
use crate::claim::KnowledgeBase;
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
) -> Result<Written, PublishError> {
    if !is_free(folder) {
        return Err(PublishError::Exists(folder.to_owned()));
    }
    let fail = |path: &Path| {
        let path = path.to_owned();
        move |reason| PublishError::Io { path, reason }
    };
    let above = match folder.parent() {
        Some(above) if !above.as_os_str().is_empty() => above,
        _ => Path::new("."),
    };
    let beside = tempfile::Builder::new()
        .prefix(".synergraph-")
        .tempdir_in(above)
        .map_err(fail(above))?;
    let content = Content::new(knowledge, layout);
    let mut writer = Writer {
        folder: beside.path(),
        limit: shards.bytes,
        shard: None,
        written: Written::default(),
        progress,
    };
    writer.data(&content)?;
    let written = writer.written;
    for (name, text) in scripts(layout) {
        let path = beside.path().join(name);
        fs::write(&path, text).map_err(fail(&path))?;
        allow_running(&path).map_err(fail(&path))?;
    }
    allow_reading(beside.path()).map_err(fail(folder))?;
    if folder.is_dir() {
        fs::remove_dir(folder).map_err(fail(folder))?;
    }
    // The folder is no longer removed at the end.
    let whole = beside.keep();
    fs::rename(&whole, folder).map_err(fail(folder))?;
    Ok(written)
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
    fn data(&mut self, content: &Content<'_>) -> Result<(), PublishError> {
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

    fn line(&mut self, graph: &NamedNode, line: &str) -> Result<(), PublishError> {
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
            .map_err(|reason| PublishError::Io {
                path: shard.path.clone(),
                reason,
            })
    }

    fn open(&mut self, name: String) -> Result<(), PublishError> {
        let path = self.folder.join(name);
        let file = File::create(&path).map_err(|reason| PublishError::Io {
            path: path.clone(),
            reason,
        })?;
        self.written.files += 1;
        self.shard = Some(Shard {
            path,
            out: GzEncoder::new(BufWriter::new(file), Compression::fast()),
            bytes: 0,
        });
        Ok(())
    }

    fn close(&mut self) -> Result<(), PublishError> {
        let Some(shard) = self.shard.take() else {
            return Ok(());
        };
        let ended = shard
            .out
            .finish()
            .and_then(|out| out.into_inner().map_err(|error| error.into_error()))
            .and_then(|file| file.sync_all());
        ended.map_err(|reason| PublishError::Io {
            path: shard.path,
            reason,
        })
    }
}

/// Says whether there is nothing in the place of a folder, or one without anything in it.
fn is_free(folder: &Path) -> bool {
    match fs::read_dir(folder) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) => error.kind() == std::io::ErrorKind::NotFound,
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
    // An engine's loader may run as another user.
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
