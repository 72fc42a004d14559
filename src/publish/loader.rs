//! Scripts that have engines load a folder of N-Quads by their own means.

use crate::vocabulary::published::Layout;

/// Each script with its name.
const SCRIPTS: [(&str, &str); 6] = [
    ("load-virtuoso.sh", include_str!("loaders/virtuoso.sh")),
    ("load-qlever.sh", include_str!("loaders/qlever.sh")),
    ("load-jena.sh", include_str!("loaders/jena.sh")),
    ("load-graphdb.sh", include_str!("loaders/graphdb.sh")),
    ("load-neptune.sh", include_str!("loaders/neptune.sh")),
    ("load-oxigraph.sh", include_str!("loaders/oxigraph.sh")),
];

/// Returns all scripts for a dataset, each with its name.
pub(super) fn scripts(layout: &Layout) -> impl Iterator<Item = (&'static str, String)> {
    let base = layout.base();
    SCRIPTS
        .iter()
        .map(move |(name, text)| (*name, text.replace("@BASE@", base.as_str())))
}
