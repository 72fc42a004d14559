//! From quads to a store.

use super::Store;
use super::derivation::{Inferences, derivation_sections};
use super::image::{Image, SECTIONS, Section};
use super::terms::{Numbering, TermId, term_sections, text_of};
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{BlankNode, GraphName, NamedOrBlankNode, Quad, Term, TermRef};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::path::Path;

/// Collects quads, then sorts them into a [`Store`].
#[derive(Debug, Default)]
pub struct Builder {
    terms: Numbering,
    /// Subject, predicate, object, and what holds them: the name of a claim, or a source above [`SOURCE`].
    quads: Vec<[u32; 4]>,
    sources: Vec<String>,
    prefixes: String,
    /// New names of the blank nodes of the text being read.
    blanks: FxHashMap<BlankNode, BlankNode>,
    blank_count: u64,
}

/// Holders from here on are no claims: above it are sources, their number counted down from the end.
const SOURCE: u32 = u32::MAX - 0xffff;
/// What holds a statement that rules inferred.
pub(super) const INFERRED: u32 = SOURCE;
/// Length in bytes from which a text of lines is read in parallel.
const LONG: usize = 1 << 22;

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
    /// There are more terms or quads than numbers for them.
    #[error("{path}: the store is full: it holds at most 4 billion quads and terms")]
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

impl Builder {
    /// Adds the quads of a text; triples outside any named graph keep the name of the text as their source.
    ///
    /// Blank nodes are renamed, so that those of two files never meet. Long texts of N-Quads and N-Triples are read in
    /// parallel.
    ///
    /// # Errors
    /// At the first syntax error.
    pub fn load(&mut self, name: &str, text: &[u8], format: RdfFormat) -> Result<(), LoadError> {
        let parser = self.parser(name, format);
        self.start_text();
        let source = self.source(name);
        let by_lines = matches!(format, RdfFormat::NQuads | RdfFormat::NTriples);
        if by_lines && text.len() >= LONG {
            return self.load_parts(name, text, &parser, source);
        }
        for quad in parser.for_slice(text) {
            let quad = quad.map_err(|error| LoadError::Syntax {
                path: name.to_owned(),
                reason: error.to_string(),
            })?;
            self.add(quad, source);
        }
        self.check_room(name)
    }

    /// Returns a parser whose relative IRIs are relative to the file, as the W3C test suites assume.
    pub(super) fn parser(&self, name: &str, format: RdfFormat) -> RdfParser {
        RdfParser::from_format(format)
            .with_base_iri(base_of(name))
            .unwrap_or_else(|_| RdfParser::from_format(format))
    }

    /// Returns how many quads were added, those that are the same counted again.
    pub fn quad_count(&self) -> u64 {
        self.quads.len() as u64
    }

    fn load_parts(
        &mut self,
        name: &str,
        text: &[u8],
        parser: &RdfParser,
        source: u32,
    ) -> Result<(), LoadError> {
        // Small parts keep the numbering of one part in the processor's caches, and their number in balance.
        let parts = (text.len() / LONG).max(1);
        let parsers = parser.clone().split_slice_for_parallel_parsing(text, parts);
        let batch = rayon::current_num_threads() * 4;
        let mut parsers = parsers.into_iter();
        loop {
            let some: Vec<_> = parsers.by_ref().take(batch).collect();
            if some.is_empty() {
                return self.check_room(name);
            }
            let read: Vec<Result<Part, String>> = some
                .into_par_iter()
                .map(|quads| {
                    let mut part = Part::default();
                    for quad in quads {
                        part.add(&quad.map_err(|error| error.to_string())?);
                    }
                    Ok(part)
                })
                .collect();
            for part in read {
                let part = part.map_err(|reason| LoadError::Syntax {
                    path: name.to_owned(),
                    reason,
                })?;
                self.add_part(part, source);
            }
        }
    }

    /// Adds the quads of a part of a text; `source` holds those in no named graph.
    pub fn add_part(&mut self, part: Part, source: u32) {
        let numbers: Vec<TermId> = part
            .terms
            .into_texts()
            .into_iter()
            .map(|text| match text.split_first() {
                Some((b'B', label)) => {
                    let label = String::from_utf8_lossy(label).into_owned();
                    let node = self.numbered(BlankNode::new_unchecked(label));
                    self.terms.number(TermRef::BlankNode(node.as_ref()))
                }
                _ => self.terms.number_of_text(text),
            })
            .collect();
        let number = |id: u32| numbers[id as usize];
        self.quads.extend(part.quads.iter().map(|[s, p, o, g]| {
            let holder = if *g == SOURCE {
                holder_of(source)
            } else {
                number(*g)
            };
            [number(*s), number(*p), number(*o), holder]
        }));
    }

    pub(super) fn check_room(&self, name: &str) -> Result<(), LoadError> {
        if self.terms.len() >= SOURCE as usize || self.quads.len() >= u32::MAX as usize {
            return Err(LoadError::Full {
                path: name.to_owned(),
            });
        }
        Ok(())
    }

    /// Returns the number of a source of background triples.
    pub fn source(&mut self, name: &str) -> u32 {
        if let Some(at) = self.sources.iter().position(|source| source == name) {
            return at as u32;
        }
        self.sources.push(name.replace('\n', " "));
        self.sources.len() as u32 - 1
    }

    /// Keeps short names for IRIs, as Turtle declares them.
    pub fn keep_prefixes(&mut self, turtle: &str) {
        self.prefixes.push_str(turtle);
    }

    /// Begins a text: its blank nodes are others than those of texts before.
    pub fn start_text(&mut self) {
        self.blanks.clear();
    }

    /// Adds one quad; `source` holds it where it is in no named graph.
    ///
    /// Blank nodes are numbered as they come, so that the same texts always give the same store.
    pub fn add(&mut self, quad: Quad, source: u32) {
        let subject: Term = match quad.subject {
            NamedOrBlankNode::NamedNode(node) => node.into(),
            NamedOrBlankNode::BlankNode(node) => self.numbered(node).into(),
        };
        let object = match quad.object {
            Term::BlankNode(node) => self.numbered(node).into(),
            other => other,
        };
        let holder = match quad.graph_name {
            GraphName::DefaultGraph => holder_of(source),
            GraphName::NamedNode(node) => self.terms.number(TermRef::NamedNode(node.as_ref())),
            GraphName::BlankNode(node) => {
                let node = self.numbered(node);
                self.terms.number(TermRef::BlankNode(node.as_ref()))
            }
        };
        self.quads.push([
            self.terms.number(subject.as_ref()),
            self.terms
                .number(TermRef::NamedNode(quad.predicate.as_ref())),
            self.terms.number(object.as_ref()),
            holder,
        ]);
    }

    fn numbered(&mut self, node: BlankNode) -> BlankNode {
        let count = &mut self.blank_count;
        self.blanks
            .entry(node)
            .or_insert_with(|| {
                *count += 1;
                BlankNode::new_unchecked(format!("b{count}"))
            })
            .clone()
    }

    /// Returns the store of all that was added.
    pub fn build(self) -> Store {
        Content {
            texts: self.terms.into_texts(),
            quads: self.quads,
            sources: self.sources,
            prefixes: self.prefixes,
        }
        .store(&Inferences::default())
    }
}

/// All that a store is made of.
pub(super) struct Content {
    /// The texts of the terms, by number.
    pub(super) texts: Vec<Box<[u8]>>,
    /// Subject, predicate, object, and what holds them.
    pub(super) quads: Vec<[u32; 4]>,
    /// The names of the files.
    pub(super) sources: Vec<String>,
    /// Short names for IRIs, as Turtle.
    pub(super) prefixes: String,
}

impl Content {
    /// Returns the store of this content; conclusions of the inferences are among its quads.
    pub(super) fn store(self, inferences: &Inferences) -> Store {
        let Self {
            texts,
            mut quads,
            sources,
            prefixes,
        } = self;
        let claims = claims_of(&quads, &texts);
        let mut claim_numbers = vec![0_u32; texts.len()];
        for (number, claim) in claims.iter().enumerate() {
            claim_numbers[*claim as usize] = number as u32;
        }
        quads.par_sort_unstable();
        quads.dedup();

        let mut spo: Vec<[u32; 3]> = Vec::with_capacity(quads.len());
        let mut held: Vec<[u32; 2]> = Vec::with_capacity(quads.len());
        let mut background: Vec<[u32; 2]> = Vec::new();
        for [s, p, o, holder] in quads {
            if spo.last() != Some(&[s, p, o]) {
                spo.push([s, p, o]);
            }
            let statement = spo.len() as u32 - 1;
            if holder > INFERRED {
                background.push([statement, u32::MAX - holder]);
            } else if holder < INFERRED {
                held.push([statement, claim_numbers[holder as usize]]);
            }
        }
        background.sort_unstable();
        held.par_sort_unstable();

        let mut sections: [Vec<u8>; SECTIONS] = std::array::from_fn(|_| Vec::new());
        let mut put = |section: Section, bytes: Vec<u8>| sections[section as usize] = bytes;
        let (starts, items) = lists(spo.len(), &held);
        put(Section::ClaimStarts, bytes_of(&starts));
        put(Section::Claims, bytes_of(&items));
        held.par_iter_mut().for_each(|pair| pair.swap(0, 1));
        held.par_sort_unstable();
        let (starts, items) = lists(claims.len(), &held);
        drop(held);
        put(Section::StatementStarts, bytes_of(&starts));
        put(Section::Statements, bytes_of(&items));
        put(Section::ClaimNames, bytes_of(&claims));
        put(Section::Background, bytes_of(&background));

        put(
            Section::SubjectStarts,
            bytes_of(&starts_of(texts.len(), &spo)),
        );
        let pairs: Vec<[u32; 2]> = spo.iter().map(|[_, p, o]| [*p, *o]).collect();
        put(Section::Spo, bytes_of(&pairs));
        let [derivations, premises] = derivation_sections(inferences, &spo);
        put(Section::Derivations, derivations);
        put(Section::Premises, premises);
        put(Section::RuleNames, lines(&inferences.rules));
        let mut rows = spo;
        rows.par_iter_mut().for_each(|row| row.rotate_left(1));
        rows.par_sort_unstable();
        let (predicates, starts) = groups_of(&rows);
        put(Section::Predicates, bytes_of(&predicates));
        put(Section::PredicateStarts, bytes_of(&starts));
        let pairs: Vec<[u32; 2]> = rows.iter().map(|[_, o, s]| [*o, *s]).collect();
        put(Section::Pos, bytes_of(&pairs));
        rows.par_iter_mut().for_each(|row| row.swap(0, 1));
        rows.par_sort_unstable();
        put(
            Section::ObjectStarts,
            bytes_of(&starts_of(texts.len(), &rows)),
        );
        let pairs: Vec<[u32; 2]> = rows.iter().map(|[_, p, s]| [*p, *s]).collect();
        put(Section::Ops, bytes_of(&pairs));
        drop(rows);

        let [starts, text, index] = term_sections(&texts);
        put(Section::TermStarts, starts);
        put(Section::TermText, text);
        put(Section::TermIndex, index);
        put(Section::SourceNames, lines(&sources));
        put(Section::Prefixes, prefixes.into_bytes());
        Store::of_image(Image::of_sections(sections))
    }
}

/// Quads of a text or of a part of one, with numbers of its own.
#[derive(Debug, Default)]
pub struct Part {
    terms: Numbering,
    quads: Vec<[u32; 4]>,
}

impl Part {
    /// Adds one quad.
    pub fn add(&mut self, quad: &Quad) {
        let subject = match &quad.subject {
            NamedOrBlankNode::NamedNode(node) => TermRef::NamedNode(node.as_ref()),
            NamedOrBlankNode::BlankNode(node) => TermRef::BlankNode(node.as_ref()),
        };
        let holder = match &quad.graph_name {
            GraphName::DefaultGraph => SOURCE,
            GraphName::NamedNode(node) => self.terms.number(TermRef::NamedNode(node.as_ref())),
            GraphName::BlankNode(node) => self.terms.number(TermRef::BlankNode(node.as_ref())),
        };
        self.quads.push([
            self.terms.number(subject),
            self.terms
                .number(TermRef::NamedNode(quad.predicate.as_ref())),
            self.terms.number(quad.object.as_ref()),
            holder,
        ]);
    }
}

/// Returns what stands for a source in the place of a claim.
pub(super) fn holder_of(source: u32) -> u32 {
    u32::MAX - source.min(u32::MAX - SOURCE - 1)
}

fn lines(names: &[String]) -> Vec<u8> {
    let text: String = names
        .iter()
        .flat_map(|name| [name.as_str(), "\n"])
        .collect();
    text.into_bytes()
}

/// Returns the names of the claims that hold quads, in the order of their text.
fn claims_of(quads: &[[u32; 4]], texts: &[Box<[u8]>]) -> Vec<TermId> {
    let mut is_claim = vec![false; texts.len()];
    for [.., holder] in quads {
        if *holder < SOURCE {
            is_claim[*holder as usize] = true;
        }
    }
    let mut claims: Vec<TermId> = (0..texts.len() as u32)
        .filter(|term| is_claim[*term as usize])
        .collect();
    claims.par_sort_by_cached_key(|claim| text_of(&texts[*claim as usize]));
    claims
}

/// Returns starts and items of lists from sorted pairs of list and item.
fn lists(count: usize, pairs: &[[u32; 2]]) -> (Vec<u32>, Vec<u32>) {
    let items = pairs.iter().map(|pair| pair[1]).collect();
    (starts_of(count, pairs), items)
}

/// Returns where the sorted rows of each first number start.
fn starts_of<const ROW: usize>(count: usize, rows: &[[u32; ROW]]) -> Vec<u32> {
    let mut starts = Vec::with_capacity(count + 1);
    let mut at = 0;
    for first in 0..count as u32 {
        starts.push(at as u32);
        while rows.get(at).is_some_and(|row| row[0] == first) {
            at += 1;
        }
    }
    starts.push(at as u32);
    starts
}

/// Returns the different first numbers of sorted rows, and where the rows of each start.
fn groups_of(rows: &[[u32; 3]]) -> (Vec<u32>, Vec<u32>) {
    let (mut firsts, mut starts): (Vec<u32>, Vec<u32>) = (Vec::new(), Vec::new());
    for (at, row) in rows.iter().enumerate() {
        if firsts.last() != Some(&row[0]) {
            firsts.push(row[0]);
            starts.push(at as u32);
        }
    }
    starts.push(rows.len() as u32);
    (firsts, starts)
}

pub(super) fn bytes_of<T: bytemuck::NoUninit>(numbers: &[T]) -> Vec<u8> {
    bytemuck::cast_slice(numbers).to_vec()
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
