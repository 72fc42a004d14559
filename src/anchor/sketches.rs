//! The file of sketches: which sketch belongs to which digest.

use crate::claim::{Files, KnowledgeBase};
use crate::paper::{CellSketch, SketchedRow, is_digest, read_row_sketch, read_sketch};
use crate::store::{ClaimId, TermId};
use crate::work::Citations;
use std::collections::BTreeMap;

/// Name of the file in a knowledge base.
pub const SKETCHES: &str = "claims/sketches.txt";

/// What stands above the sketches.
const HEAD: &str = "\
# Sketches of the anchored texts, by their digests: by them `verify` finds what comes nearest to a text that is not there.
# Those of tables' rows tell their cells, which a PDF's text may list apart.
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
                let Some((digest, written)) = line.split_once(' ') else {
                    continue;
                };
                let known =
                    |word: &str| read_sketch(word).is_some() || read_row_sketch(word).is_some();
                if is_digest(digest) && written.split(' ').all(known) {
                    sketches.insert(digest, written);
                }
            }
        }
        sketches
    }

    /// Returns the symbols of the sketch of a digest.
    pub fn get(&self, digest: &str) -> Option<Vec<u8>> {
        self.written(digest)?.split(' ').find_map(read_sketch)
    }

    /// Returns what the sketch of a digest keeps of the cells of a row.
    fn row(&self, digest: &str) -> Option<Vec<CellSketch>> {
        self.written(digest)?.split(' ').find_map(read_row_sketch)
    }

    /// Returns the rows of tables to which claims of a paper, or of any, are anchored, as far as they have sketches.
    pub fn rows(&self, knowledge: &KnowledgeBase, paper: Option<TermId>) -> Vec<SketchedRow> {
        let citations = Citations::new(&knowledge.store);
        let row = |claim| {
            let record = citations.claim(claim);
            if paper.is_some() && record.paper != paper {
                return None;
            }
            let digest = record.digest?;
            let (table, number) = record.locator.as_ref()?.rsplit_once('/')?;
            Some(SketchedRow {
                table: table.to_owned(),
                // The header stands above the first row.
                number: match number {
                    "header" => 0,
                    number => number.parse().ok()?,
                },
                cells: self.row(&digest)?,
                digest,
            })
        };
        let claims = 0..knowledge.store.claim_count() as ClaimId;
        claims.filter_map(row).collect()
    }

    /// Returns the sketches of a digest as they are written, a space between two.
    pub fn written(&self, digest: &str) -> Option<&str> {
        self.by_digest.get(digest).map(String::as_str)
    }

    /// Adds the sketches of a digest.
    pub fn insert(&mut self, digest: &str, sketch: &str) {
        self.by_digest.insert(digest.to_owned(), sketch.to_owned());
    }

    /// Returns of how many digests there are.
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
