//! Files of RDF: their formats, and what can be wrong with them.

use oxigraph::io::RdfFormat;
use std::path::Path;

/// An RDF file that could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The ending of the file's name is that of no RDF format.
    #[error("{path}: no RDF format has this ending; known are .ttl .trig .nt .nq .rdf .jsonld .n3")]
    UnknownFormat {
        /// The file.
        path: String,
    },
    /// The file cannot be read.
    #[error("cannot read {path}: {reason}")]
    Unreadable {
        /// The file.
        path: String,
        /// What the operating system or the decompressor said.
        reason: String,
    },
    /// The text is not well-formed.
    #[error("{path}: {reason}")]
    Syntax {
        /// The file.
        path: String,
        /// What the parser said, with line and column.
        reason: String,
    },
    /// The disk that holds what does not fit into memory cannot be written to.
    #[error("cannot keep what does not fit into memory beside the store: {reason}")]
    Disk {
        /// What the operating system said.
        reason: String,
    },
    /// There are more terms than numbers for them.
    #[error("{path}: the store is full: it holds at most 4 billion terms")]
    Full {
        /// The file.
        path: String,
    },
}

/// Returns the RDF format that a file's ending names, a further ending for compression aside.
///
/// # Errors
/// Where the ending names none.
pub fn format_of_path(path: &Path) -> Result<RdfFormat, LoadError> {
    let name = path
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default();
    let name = name
        .strip_suffix(".gz")
        .or_else(|| name.strip_suffix(".zst"))
        .unwrap_or(name);
    Path::new(name)
        .extension()
        .and_then(|extension| extension.to_str())
        .and_then(|extension| RdfFormat::from_extension(&extension.to_ascii_lowercase()))
        .ok_or_else(|| LoadError::UnknownFormat {
            path: path.display().to_string(),
        })
}

/// Returns the IRI that relative IRIs of a file start from.
pub fn base_of(name: &str) -> String {
    let path = std::path::absolute(name).unwrap_or_else(|_| name.into());
    let path = path.display().to_string().replace('\\', "/");
    format!(
        "file://{}",
        path.replace('%', "%25")
            .replace(' ', "%20")
            .replace('#', "%23")
            .replace('?', "%3F")
    )
}
