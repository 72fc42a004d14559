//! From quads to a store.

use super::Store;
use super::assemble::{Frame, assemble};
use super::derivation::{Conclusions, Inferences};
use super::dictionary::Dictionary;
use super::format::{LoadError, base_of};
use super::image::StoreError;
use super::layout::{Layout, Words};
use super::numbering::Numbering;
use super::scratch::{Row, Scratch};
use super::sort::Sorter;
use super::terms::TermId;
use super::write::{folder_of, write_beside};
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{GraphName, NamedOrBlankNode, Quad, Term, TermRef};
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Seek, SeekFrom, Write};
use std::path::Path;
use xxhash_rust::xxh3::xxh3_64;

/// Collects quads, then sorts them into a [`Store`], in memory or in a file.
#[derive(Debug)]
pub struct Builder {
    dictionary: Dictionary,
    /// Subject, predicate, object in numbers of the open chunk, and what holds them: the name of a claim, or a source
    /// above [`SOURCE`].
    quads: Vec<[u32; 4]>,
    /// Quads that did not fit.
    earlier: Option<BufWriter<File>>,
    quad_count: u64,
    /// How many quads there were when each closed chunk ended.
    chunk_ends: Vec<u64>,
    sources: Vec<String>,
    prefixes: String,
    /// The number of the text being read: blank nodes of two texts never meet.
    text: u32,
    scratch: Scratch,
    /// What the operating system said when quads did not fit on the disk either.
    failed: Option<io::Error>,
}

/// Holders from here on are no claims: it stands for inference, and above it are sources.
pub(super) const SOURCE: u32 = u32::MAX - 0xffff;
/// What holds a statement that rules inferred.
pub(super) const INFERRED: u32 = SOURCE;

/// What a build is busy with, for whoever watches it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Quads get the numbers of their terms, and are sorted.
    Sorting,
    /// The orders are written.
    Writing,
}

impl Default for Builder {
    fn default() -> Self {
        Self::new(Scratch::unlimited())
    }
}

impl Builder {
    fn new(scratch: Scratch) -> Self {
        Self {
            dictionary: Dictionary::new(scratch.clone()),
            quads: Vec::new(),
            earlier: None,
            quad_count: 0,
            chunk_ends: Vec::new(),
            sources: Vec::new(),
            prefixes: String::new(),
            text: 0,
            scratch,
            failed: None,
        }
    }

    /// Returns a builder for a store file that holds about so many bytes in memory.
    ///
    /// What does not fit goes to files without names in the folder of the store, which are gone when the process is,
    /// however it ends.
    pub fn for_file(path: &Path, memory: usize) -> Self {
        Self::new(Scratch::bounded(folder_of(path).to_owned(), memory))
    }

    /// Returns a parser whose relative IRIs are relative to the file, as the W3C test suites assume.
    pub(super) fn parser(&self, name: &str, format: RdfFormat) -> RdfParser {
        RdfParser::from_format(format)
            .with_base_iri(base_of(name))
            .unwrap_or_else(|_| RdfParser::from_format(format))
    }

    /// Returns how many bytes of a text are parsed at once.
    pub(super) fn block(&self) -> usize {
        self.scratch.share(64).clamp(1 << 16, 1 << 21)
    }

    /// Returns how many quads were added, those that are the same counted again.
    pub fn quad_count(&self) -> u64 {
        self.quad_count
    }

    /// Adds the quads of a part of a text; `source` holds those in no named graph.
    pub fn add_part(&mut self, part: Part, source: u32) {
        let mut named = Vec::new();
        let numbers: Vec<TermId> = (0..part.terms.len())
            .map(|id| match part.terms.text(id).split_first() {
                Some((b'B', label)) => {
                    blank(self.text, label, &mut named);
                    self.dictionary
                        .terms
                        .number_of_text(&named, xxh3_64(&named))
                }
                _ => self
                    .dictionary
                    .terms
                    .number_of_text(part.terms.text(id), part.terms.hash(id)),
            })
            .collect();
        let number = |id: u32| numbers[id as usize];
        for [s, p, o, g] in part.quads {
            let holder = if g == SOURCE {
                holder_of(source)
            } else {
                number(g)
            };
            self.push([number(s), number(p), number(o), holder]);
        }
        self.settle();
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
        self.text = self.text.wrapping_add(1);
    }

    /// Lets blank nodes keep their names: those of what follows are the same wherever they have the same name.
    pub fn keep_blank_names(&mut self) {
        self.text = u32::MAX;
    }

    /// Adds one quad; `source` holds it where it is in no named graph.
    ///
    /// Blank nodes are numbered as they come, so that the same texts always give the same store.
    pub fn add(&mut self, quad: Quad, source: u32) {
        let holder = match quad.graph_name {
            GraphName::DefaultGraph => holder_of(source),
            GraphName::NamedNode(node) => self.number(node.as_ref().into()),
            GraphName::BlankNode(node) => self.number(node.as_ref().into()),
        };
        let row = [
            self.number(quad.subject.as_ref().into()),
            self.number(quad.predicate.as_ref().into()),
            self.number(quad.object.as_ref()),
            holder,
        ];
        self.push(row);
        self.settle();
    }

    /// Returns the number of a term for [`add_numbered`](Self::add_numbered), which holds as long as all fits into memory.
    pub(crate) fn number_of(&mut self, term: &Term) -> TermId {
        self.number(term.as_ref())
    }

    /// Adds one quad of terms that have numbers, of a claim or of a source; the caller sees to it that it is a quad.
    pub(crate) fn add_numbered(&mut self, triple: [TermId; 3], holder: Result<TermId, u32>) {
        let [s, p, o] = triple;
        self.push([s, p, o, holder.unwrap_or_else(holder_of)]);
    }

    fn number(&mut self, term: TermRef<'_>) -> TermId {
        let TermRef::BlankNode(node) = term else {
            return self.dictionary.terms.number(term);
        };
        let mut text = Vec::new();
        blank(self.text, node.as_str().as_bytes(), &mut text);
        self.dictionary.terms.number_of_text(&text, xxh3_64(&text))
    }

    fn push(&mut self, quad: [u32; 4]) {
        if quad[3] < SOURCE {
            self.dictionary.mark_claim(quad[3]);
        }
        self.quads.push(quad);
        self.quad_count += 1;
    }

    /// Makes room where quads or terms are as many as fit.
    fn settle(&mut self) {
        if self.quads.len() * size_of::<[u32; 4]>() >= self.scratch.share(4)
            && let Err(error) = self.spill_quads()
        {
            self.failed.get_or_insert(error);
        }
        if self.dictionary.is_full() {
            self.chunk_ends.push(self.quad_count);
            if let Err(error) = self.dictionary.close_chunk() {
                self.failed.get_or_insert(error);
            }
        }
    }

    fn spill_quads(&mut self) -> io::Result<()> {
        let earlier = match &mut self.earlier {
            Some(earlier) => earlier,
            None => self
                .earlier
                .insert(BufWriter::with_capacity(1 << 18, self.scratch.file()?)),
        };
        let written = earlier.write_all(bytemuck::cast_slice(&self.quads));
        self.quads.clear();
        written
    }

    /// Says that there is no room for more.
    pub(super) fn check_room(&mut self, name: &str) -> Result<(), LoadError> {
        if let Some(error) = &self.failed {
            return Err(LoadError::Disk {
                reason: crate::source::reason(error),
            });
        }
        if self.dictionary.terms.len() >= SOURCE as usize {
            return Err(LoadError::Full {
                path: name.to_owned(),
            });
        }
        Ok(())
    }

    /// Returns the store of all that was added.
    pub fn build(self) -> Store {
        let mut layout = Layout::new(Words::default());
        let written = self.write_to(&mut layout, &mut |_, _, _| {});
        // Writing to memory does not fail.
        match written.and_then(|()| layout.into_image()) {
            Ok(image) => Store::of_image(image),
            Err(_) => Store::default(),
        }
    }

    /// Writes the store of all that was added to a file: beside it first, synced, then renamed into its place.
    ///
    /// `watch` is told the stage, how many steps of it are done and of how many. The bytes are those that
    /// [`Store::write`] writes, however little memory there is.
    ///
    /// # Errors
    /// Where the folder cannot be written to, or the disk is full; nothing is left behind then.
    pub fn write(
        self,
        path: &Path,
        watch: &mut dyn FnMut(Stage, u64, u64),
    ) -> Result<(), StoreError> {
        write_beside(path, |layout| self.write_to(layout, watch))
    }

    fn write_to<W: Write>(
        mut self,
        out: &mut Layout<W>,
        watch: &mut dyn FnMut(Stage, u64, u64),
    ) -> io::Result<()> {
        if let Some(error) = self.failed.take() {
            return Err(error);
        }
        watch(Stage::Sorting, 0, self.quad_count);
        if self.earlier.is_some() || !self.chunk_ends.is_empty() {
            self.spill_quads()?;
            self.quads = Vec::new();
        }
        let mut numbers = self.dictionary.resolve(out)?;
        let sorter = match self.earlier {
            None => {
                let chunk = numbers.next_chunk()?;
                let mut quads = self.quads;
                for quad in &mut quads {
                    *quad = chunk.quad(*quad);
                }
                Sorter::of(quads, &self.scratch, 4)
            }
            Some(earlier) => {
                let mut file = earlier
                    .into_inner()
                    .map_err(io::IntoInnerError::into_error)?;
                file.seek(SeekFrom::Start(0))?;
                let mut read = BufReader::with_capacity(1 << 18, file);
                let mut sorter = Sorter::new(&self.scratch, 4);
                self.chunk_ends.push(self.quad_count);
                let mut at = 0;
                for end in &self.chunk_ends {
                    let chunk = numbers.next_chunk()?;
                    while at < *end
                        && let Some(quad) = <[u32; 4]>::take(&mut read)?
                    {
                        sorter.push(chunk.quad(quad))?;
                        at += 1;
                        if at % (1 << 16) == 0 {
                            watch(Stage::Sorting, at, self.quad_count);
                        }
                    }
                }
                sorter
            }
        };
        let frame = Frame {
            terms: numbers.terms,
            claims: numbers.claims,
            sources: &self.sources,
            prefixes: &self.prefixes,
            quads: self.quad_count,
        };
        let quads = sorter.finish()?;
        let none = Inferences::default();
        let (mut done, all) = (0, self.quad_count / 4 * 7);
        assemble(
            out,
            &frame,
            quads,
            Conclusions::new(&none),
            &self.scratch,
            &mut |steps| {
                done += steps;
                watch(Stage::Writing, done, all);
            },
        )
    }
}

/// Puts the text of a blank node together, one that differs from those of other texts.
fn blank(text: u32, label: &[u8], out: &mut Vec<u8>) {
    out.clear();
    out.push(b'B');
    out.extend_from_slice(&text.to_le_bytes());
    out.extend_from_slice(label);
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

    /// Returns how many quads were added.
    pub fn quad_count(&self) -> usize {
        self.quads.len()
    }
}

/// Returns what stands for a source in the place of a claim.
pub(super) fn holder_of(source: u32) -> u32 {
    SOURCE + 1 + source.min(u32::MAX - SOURCE - 1)
}
