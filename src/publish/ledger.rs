//! What the engine is known to hold: for each piece its digest, kept in the engine itself.
//!
//! Pieces are dealt out to ledgers by a hash of where they stand. A ledger is a graph of its own with a few triples: all
//! its entries in one compressed literal, a digest of them, and, while they are being changed, which of them may not be as
//! they say. A triple for each piece would be a third of what is published.

use super::content::{Content, Key, Piece, triple};
use super::engine::Said;
use crate::vocabulary::published::{self, Layout};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use oxigraph::model::{Literal, NamedNode, Term};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::io::{Read, Write};
use xxhash_rust::xxh3::xxh3_64;

/// Pieces of a ledger, about.
const PIECES: usize = 64;
/// Ledgers are never more than this, so that a reader of all of them needs few requests.
const MOST: usize = 1 << 16;
/// Bytes of entries that are read back; more is no ledger of ours.
const LONGEST: u64 = 1 << 30;

/// What stands where, and with which digest; none where it may be anything.
pub(super) type Entries = BTreeMap<Key, Option<u64>>;

/// A ledger as the engine has it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Kept {
    /// The literal with all entries.
    pub(super) entries: Option<String>,
    /// Literals that name pieces which were about to be changed.
    pub(super) touched: Vec<String>,
    /// The digest of the entries, where no change is under way.
    pub(super) digest: Option<String>,
}

/// The pieces of a publication, each with its ledger.
#[derive(Debug)]
pub(super) struct Deal {
    /// How many ledgers there are.
    pub(super) ledgers: u32,
    /// Pieces by ledger.
    pieces: Vec<(u32, Piece)>,
}

impl Deal {
    /// Deals all pieces out, to so many ledgers, or to as many as suit their number.
    pub(super) fn new(content: &Content<'_>, whole_graphs: bool, ledgers: Option<u32>) -> Self {
        let mut pieces = Vec::new();
        content.pieces(whole_graphs, |piece| pieces.push((0, piece)));
        let suited = (pieces.len() / PIECES).next_power_of_two().min(MOST);
        let ledgers = ledgers.unwrap_or(suited as u32).max(1);
        pieces.par_iter_mut().for_each(|(ledger, piece)| {
            let key = content.key(*piece);
            *ledger = (xxh3_64(key.text(content.layout).as_bytes()) % u64::from(ledgers)) as u32;
        });
        pieces.par_sort_unstable();
        Self { ledgers, pieces }
    }

    /// Returns how many pieces there are.
    pub(super) fn len(&self) -> usize {
        self.pieces.len()
    }

    /// Returns the pieces of a ledger.
    pub(super) fn pieces_of(&self, ledger: u32) -> &[(u32, Piece)] {
        let start = self.pieces.partition_point(|(of, _)| *of < ledger);
        let end = self.pieces.partition_point(|(of, _)| *of <= ledger);
        &self.pieces[start..end]
    }
}

impl Kept {
    /// Takes in what a ledger says of itself.
    pub(super) fn add(&mut self, (predicate, object): Said) {
        let Term::Literal(object) = object else {
            return;
        };
        let text = object.value().to_owned();
        if predicate == published::ENTRIES {
            self.entries = Some(text);
        } else if predicate == published::TOUCHED {
            self.touched.push(text);
        } else if predicate == published::DIGEST {
            self.digest = Some(text);
        }
    }

    /// Returns the entries, those being uncertain that were about to be changed; none where there is no ledger.
    ///
    /// What cannot be read counts as not being there.
    pub(super) fn read(&self, layout: &Layout) -> Entries {
        let mut entries = Entries::new();
        if let Some(text) = self.entries.as_deref().and_then(unpack) {
            for line in text.lines() {
                if let Some((key, digest)) = line.rsplit_once('\t')
                    && let Some(key) = Key::read(key, layout)
                {
                    entries.insert(key, u64::from_str_radix(digest, 16).ok());
                }
            }
        }
        for line in self
            .touched
            .iter()
            .filter_map(|text| unpack(text))
            .collect::<String>()
            .lines()
        {
            if let Some(key) = Key::read(line, layout) {
                entries.insert(key, None);
            }
        }
        entries
    }
}

impl Key {
    /// Returns it as a line: the graph and the subject, behind the base where they stand below it.
    pub(super) fn text(&self, layout: &Layout) -> String {
        let base = layout.base();
        let short = |iri: &str| match iri.strip_prefix(base.as_str()) {
            Some(rest) => format!("~{rest}"),
            None => iri.to_owned(),
        };
        let subject = self.subject.as_ref().map(|subject| short(subject.as_str()));
        format!(
            "{}\t{}",
            short(self.graph.as_str()),
            subject.unwrap_or_default()
        )
    }

    fn read(line: &str, layout: &Layout) -> Option<Self> {
        let whole = |text: &str| match text.strip_prefix('~') {
            Some(rest) => NamedNode::new(format!("{}{rest}", layout.base().as_str())).ok(),
            None => NamedNode::new(text).ok(),
        };
        let (graph, subject) = line.split_once('\t')?;
        let subject = match subject {
            "" => None,
            subject => Some(whole(subject)?),
        };
        Some(Self {
            graph: whole(graph)?,
            subject,
        })
    }
}

/// Returns entries as text, in order.
pub(super) fn text_of(entries: &Entries, layout: &Layout) -> String {
    let mut text = String::new();
    for (key, digest) in entries {
        text.push_str(&key.text(layout));
        match digest {
            Some(digest) => text.push_str(&format!("\t{digest:016x}\n")),
            None => text.push_str("\t?\n"),
        }
    }
    text
}

/// Returns the lines of a ledger with these entries.
pub(super) fn lines_of(graph: &NamedNode, text: &str) -> [String; 2] {
    let literal = |text: String| Literal::new_simple_literal(text);
    [
        triple(graph, published::ENTRIES, &literal(pack(text))),
        triple(
            graph,
            published::DIGEST,
            &literal(published::hash(text.as_bytes())),
        ),
    ]
}

/// Returns the lines of a ledger that is about to be changed, but for its digest.
pub(super) fn lines_of_kept(graph: &NamedNode, kept: &Kept) -> Vec<String> {
    let line =
        |predicate, text: &String| triple(graph, predicate, &Literal::new_simple_literal(text));
    let entries = kept
        .entries
        .iter()
        .map(|text| line(published::ENTRIES, text));
    let touched = kept
        .touched
        .iter()
        .map(|text| line(published::TOUCHED, text));
    entries.chain(touched).collect()
}

/// Returns the line that says which pieces are about to be changed.
pub(super) fn touched_line<'k>(
    graph: &NamedNode,
    keys: impl Iterator<Item = &'k Key>,
    layout: &Layout,
) -> String {
    let lines: String = keys.map(|key| key.text(layout) + "\n").collect();
    let literal = Literal::new_simple_literal(pack(&lines));
    triple(graph, published::TOUCHED, &literal)
}

fn pack(text: &str) -> String {
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::default());
    // Writing to memory does not fail.
    let _ = packed.write_all(text.as_bytes());
    STANDARD.encode(packed.finish().unwrap_or_default())
}

fn unpack(literal: &str) -> Option<String> {
    let bytes = STANDARD.decode(literal).ok()?;
    let mut text = String::new();
    let mut packed = ZlibDecoder::new(bytes.as_slice()).take(LONGEST);
    packed.read_to_string(&mut text).ok()?;
    Some(text)
}
