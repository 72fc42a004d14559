//! The file of sketches: which sketch belongs to which digest.

use crate::claim::Files;
use crate::paper::{is_digest, read_sketch};
use std::collections::BTreeMap;

/// Name of the file in a knowledge base.
pub const SKETCHES: &str = "claims/sketches.txt";

/// What stands above the sketches.
const HEAD: &str = "\
# Sketches of the anchored texts, by their digests: by them `verify` finds what comes nearest to a text that is not there.
# Data: CC BY 4.0. `synergraph verify --write` makes this file; docs/anchors.md says what a sketch tells, and what not.
";

/// Sketches by digest.
///
/// A sketch belongs to a text, and a text may be the anchor of many claims, so that sketches stand in a file of their own
/// and are no triples.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sketches {
    by_digest: BTreeMap<String, String>,
}

impl Sketches {
    /// Reads the sketches of a knowledge base; a line that holds no digest and sketch is passed over.
    pub fn of(files: &Files) -> Self {
        let mut sketches = Self::default();
        for source in files.sources() {
            if !source.name.replace('\\', "/").ends_with(SKETCHES) {
                continue;
            }
            for line in source.text.lines() {
                if let Some((digest, sketch)) = line.split_once(' ')
                    && is_digest(digest)
                    && read_sketch(sketch).is_some()
                {
                    sketches.insert(digest, sketch);
                }
            }
        }
        sketches
    }

    /// Returns the symbols of the sketch of a digest.
    pub fn get(&self, digest: &str) -> Option<Vec<u8>> {
        read_sketch(self.by_digest.get(digest)?)
    }

    /// Returns the sketch of a digest as it is written.
    pub fn written(&self, digest: &str) -> Option<&str> {
        self.by_digest.get(digest).map(String::as_str)
    }

    /// Adds the sketch of a digest.
    pub fn insert(&mut self, digest: &str, sketch: &str) {
        self.by_digest.insert(digest.to_owned(), sketch.to_owned());
    }

    /// Returns how many there are.
    pub fn len(&self) -> usize {
        self.by_digest.len()
    }

    /// Says whether there is none.
    pub fn is_empty(&self) -> bool {
        self.by_digest.is_empty()
    }

    /// Returns the file, sorted by digest.
    pub fn file(&self) -> String {
        let lines = self.by_digest.iter();
        let lines = lines.map(|(digest, sketch)| format!("{digest} {sketch}\n"));
        HEAD.to_owned() + &lines.collect::<String>()
    }
}
