//! The dataset as a research object: an RO-Crate folder, <https://www.researchobject.org/ro-crate/specification/1.1/>.

use super::description::{
    Counts, DATASET, DESCRIPTION, Distribution, TITLE, counts, describe_dataset,
};
use super::{Part, export};
use crate::claim::{FolderError, KnowledgeBase, write_folder, write_part};
use crate::query::write_graph;
use oxigraph::io::{JsonLdProfileSet, RdfFormat};
use serde_json::json;
use std::fs;
use std::path::Path;

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
) -> Result<(), FolderError> {
    write_folder(folder, |beside| write_into(beside, knowledge, date))
}

fn write_into(folder: &Path, knowledge: &KnowledgeBase, date: &str) -> Result<(), FolderError> {
    let mut distributions = Vec::new();
    for (name, media_type, format, part) in FILES {
        let path = folder.join(name);
        write_part(&path, |out| export(out, knowledge, *format, *part))?;
        distributions.push(Distribution {
            address: (*name).to_owned(),
            media_type: (*media_type).to_owned(),
            bytes: fs::metadata(&path).ok().map(|data| data.len()),
        });
    }
    let counts = counts(&knowledge.store);
    let quads = describe_dataset(knowledge, &counts, &distributions);
    write_part(&folder.join("description.ttl"), |out| {
        write_graph(
            out,
            quads.into_iter(),
            RdfFormat::Turtle,
            &knowledge.prefixes,
        )
    })?;
    let metadata = metadata(knowledge, &counts, &distributions, date);
    write_part(&folder.join("ro-crate-metadata.json"), |out| {
        writeln!(out, "{metadata:#}")
    })
}

fn metadata(
    knowledge: &KnowledgeBase,
    counts: &Counts,
    files: &[Distribution],
    date: &str,
) -> serde_json::Value {
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
