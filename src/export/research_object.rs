//! The dataset as a research object: an RO-Crate folder, <https://www.researchobject.org/ro-crate/specification/1.1/>.

use super::description::{DATASET, DESCRIPTION, Distribution, TITLE, counts, describe_dataset};
use super::{Part, export};
use crate::claim::KnowledgeBase;
use crate::query::write_graph;
use oxigraph::io::{JsonLdProfileSet, RdfFormat};
use serde_json::json;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Why a folder could not be written.
#[derive(Debug, thiserror::Error)]
pub enum CrateError {
    /// It is there, and not empty.
    #[error("{} exists and is not empty", .0.display())]
    Exists(PathBuf),
    /// A file could not be written.
    #[error("cannot write {}: {}", path.display(), crate::source::reason(error))]
    Io {
        /// The file.
        path: PathBuf,
        /// What happened.
        error: io::Error,
    },
}

/// Files of the data: name, media type, form, which graphs.
const FILES: &[(&str, &str, RdfFormat, Part)] = &[
    (
        "claims.trig",
        "application/trig",
        RdfFormat::TriG,
        Part::Claims,
    ),
    (
        "claims.nq",
        "application/n-quads",
        RdfFormat::NQuads,
        Part::Claims,
    ),
    ("merged.ttl", "text/turtle", RdfFormat::Turtle, Part::Merged),
    (
        "merged.jsonld",
        "application/ld+json",
        RdfFormat::JsonLd {
            profile: JsonLdProfileSet::empty(),
        },
        Part::Merged,
    ),
];

/// Writes the data with their description into a folder, which appears under its name when it is whole.
///
/// `date` is the day of publication, as `2026-11-22`.
///
/// # Errors
/// Where the folder is there and not empty, or a file cannot be written.
pub fn export_crate(
    folder: &Path,
    knowledge: &KnowledgeBase,
    date: &str,
) -> Result<(), CrateError> {
    let in_use = fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
    if in_use || folder.is_file() {
        return Err(CrateError::Exists(folder.to_owned()));
    }
    let name = folder
        .file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let beside = folder.with_file_name(format!(".{name}.unfinished"));
    let _ = fs::remove_dir_all(&beside);
    let written = write_into(&beside, knowledge, date).and_then(|()| {
        let _ = fs::remove_dir(folder);
        fs::rename(&beside, folder).map_err(|error| failed(folder, error))
    });
    if written.is_err() {
        let _ = fs::remove_dir_all(&beside);
    }
    written
}

fn failed(path: &Path, error: io::Error) -> CrateError {
    CrateError::Io {
        path: path.to_owned(),
        error,
    }
}

fn write_into(folder: &Path, knowledge: &KnowledgeBase, date: &str) -> Result<(), CrateError> {
    fs::create_dir_all(folder).map_err(|error| failed(folder, error))?;
    let mut distributions = Vec::new();
    for (name, media_type, format, part) in FILES {
        let path = folder.join(name);
        write_file(&path, |out| export(out, knowledge, *format, *part))?;
        distributions.push(Distribution {
            address: (*name).to_owned(),
            media_type: (*media_type).to_owned(),
            bytes: fs::metadata(&path).ok().map(|data| data.len()),
        });
    }
    let quads = describe_dataset(knowledge, &distributions);
    write_file(&folder.join("description.ttl"), |out| {
        write_graph(
            out,
            quads.into_iter(),
            RdfFormat::Turtle,
            &knowledge.prefixes,
        )
    })?;
    let metadata = metadata(knowledge, &distributions, date);
    write_file(&folder.join("ro-crate-metadata.json"), |out| {
        writeln!(out, "{metadata:#}")
    })
}

fn write_file(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), CrateError> {
    let file = File::create(path).map_err(|error| failed(path, error))?;
    let mut out = BufWriter::new(file);
    write(&mut out)
        .and_then(|()| out.flush())
        .map_err(|error| failed(path, error))
}

fn metadata(knowledge: &KnowledgeBase, files: &[Distribution], date: &str) -> serde_json::Value {
    let counts = counts(&knowledge.store);
    let mut graph = vec![
        json!({
            "@id": "ro-crate-metadata.json",
            "@type": "CreativeWork",
            "conformsTo": { "@id": "https://w3id.org/ro/crate/1.1" },
            "about": { "@id": "./" },
        }),
        json!({
            "@id": "./",
            "@type": "Dataset",
            "name": TITLE,
            "description": format!("{DESCRIPTION} {} claims, {} triples.", counts.claims, counts.triples),
            "datePublished": date,
            "license": { "@id": "https://creativecommons.org/publicdomain/zero/1.0/" },
            "identifier": knowledge.store.digest(),
            "sameAs": { "@id": DATASET },
            "hasPart": files.iter().map(|file| json!({ "@id": file.address }))
                .chain([json!({ "@id": "description.ttl" })]).collect::<Vec<_>>(),
        }),
        json!({
            "@id": "https://creativecommons.org/publicdomain/zero/1.0/",
            "@type": "CreativeWork",
            "name": "CC0 1.0 Universal",
        }),
        json!({
            "@id": "description.ttl",
            "@type": "File",
            "name": "What the dataset is, as VoID and DCAT",
            "encodingFormat": "text/turtle",
        }),
    ];
    for file in files {
        graph.push(json!({
            "@id": file.address,
            "@type": "File",
            "name": file.address,
            "encodingFormat": file.media_type,
            "contentSize": file.bytes.map(|bytes| bytes.to_string()),
        }));
    }
    json!({ "@context": "https://w3id.org/ro/crate/1.1/context", "@graph": graph })
}
