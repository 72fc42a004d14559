//! A new knowledge base in a folder of its own.

use super::files::Files;
use super::whole::{FolderError, write_folder, write_part};
use std::path::Path;

/// Makes a knowledge base of a bibliography: `claims/bibliography.ttl`, with the vocabulary and the checks of the built-in one.
///
/// # Errors
/// Where the folder has something in it, or cannot be written.
pub fn create(folder: &Path, bibliography: &str) -> Result<(), FolderError> {
    write_folder(folder, |beside| fill(beside, bibliography))
}

fn fill(folder: &Path, bibliography: &str) -> Result<(), FolderError> {
    let built_in = Files::built_in();
    let taken = |name: &str| {
        name.starts_with("queries/checks/")
            || matches!(name, "ontology/vocabulary.ttl" | "ontology/concepts.ttl")
    };
    let files = built_in
        .sources()
        .iter()
        .filter(|source| taken(&source.name));
    let files = files.map(|source| (source.name.as_str(), source.text.as_str()));
    for (name, text) in files.chain([("claims/bibliography.ttl", bibliography)]) {
        write_part(&folder.join(name), |out| out.write_all(text.as_bytes()))?;
    }
    Ok(())
}
