//! What goes back to a client.

use axum::body::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;
use xxhash_rust::xxh3::xxh3_64;

/// A reply, before it is put into HTTP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reply {
    /// Status code.
    pub(super) status: u16,
    /// Media type of the body.
    pub(super) media_type: String,
    /// Further headers.
    pub(super) headers: Vec<(&'static str, String)>,
    /// The body, which responses share.
    pub(super) body: Bytes,
}

/// Bytes below which compression does not pay.
const SHORT: usize = 860;

impl Reply {
    /// Returns a reply with a body.
    pub(super) fn new(status: u16, media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            media_type: media_type.to_owned(),
            headers: Vec::new(),
            body: Bytes::from(body.into()),
        }
    }

    /// Returns a reply that says in plain text what is wrong.
    pub(super) fn problem(status: u16, text: impl AsRef<str>) -> Self {
        let text = text.as_ref().trim_end();
        Self::new(
            status,
            "text/plain; charset=utf-8",
            format!("{text}\n").into_bytes(),
        )
    }

    /// Returns a redirection to another place.
    pub(super) fn redirect(status: u16, location: &str) -> Self {
        Self::new(
            status,
            "text/plain; charset=utf-8",
            format!("{location}\n").into_bytes(),
        )
        .with("location", location)
    }

    /// Adds a header.
    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Says whether the same request gets the same reply for as long as the data stay.
    pub(super) fn lasts(&self) -> bool {
        matches!(self.status, 200 | 303 | 308 | 400 | 404 | 406)
    }
}

/// A reply with what can be made of it once and for all.
#[derive(Debug)]
pub(super) struct Kept {
    /// The reply.
    pub(super) reply: Reply,
    /// Its entity tag.
    pub(super) tag: String,
    /// Its body, compressed, where that makes it shorter.
    pub(super) compressed: Option<Bytes>,
}

impl Kept {
    /// Makes the tag, from the digest of the data and the body, and compresses the body.
    pub(super) fn new(reply: Reply, digest: &str) -> Self {
        let tag = format!(
            "\"{}-{:016x}\"",
            &digest[..digest.len().min(12)],
            xxh3_64(&reply.body)
        );
        let compressed = (reply.body.len() >= SHORT)
            .then(|| compress(&reply.body))
            .flatten()
            .filter(|short| short.len() < reply.body.len())
            .map(Bytes::from);
        Self {
            reply,
            tag,
            compressed,
        }
    }

    /// Returns the bytes that it takes.
    pub(super) fn size(&self) -> usize {
        let compressed = self.compressed.as_ref().map_or(0, Bytes::len);
        self.reply.body.len() + compressed + 512
    }
}

fn compress(body: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(body.len() / 4), Compression::fast());
    encoder.write_all(body).ok()?;
    encoder.finish().ok()
}
