//! From quads to a store.

use super::terms::{TermId, Terms};
use super::{Lists, Store};
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{BlankNode, GraphName, NamedOrBlankNode, Quad, Term};
use rustc_hash::FxHashMap;
use std::path::Path;

/// Collects quads, then sorts them into a [`Store`].
#[derive(Debug, Default)]
pub struct Builder {
    terms: Terms,
    /// Triple and the claim or source that holds it.
    quads: Vec<([TermId; 3], Holder)>,
    sources: Vec<String>,
    /// New names of the blank nodes of the text being read.
    blanks: FxHashMap<BlankNode, BlankNode>,
    blank_count: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Holder {
    /// The claim of this name.
    Claim(TermId),
    /// The file of this number.
    Source(u32),
}

/// An RDF file that could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The ending of the file's name is that of no RDF format.
    #[error("{path}: no RDF format has this ending; known are .ttl .trig .nt .nq .rdf .jsonld .n3")]
    UnknownFormat {
        /// The file.
        path: String,
    },
    /// The text is not well-formed.
    #[error("{path}: {reason}")]
    Syntax {
        /// The file.
        path: String,
        /// What the parser said, with line and column.
        reason: String,
    },
}

/// Returns the RDF format that a file's ending names.
///
/// # Errors
/// Where the ending names none.
pub fn format_of_path(path: &Path) -> Result<RdfFormat, LoadError> {
    path.extension()
        .and_then(|extension| extension.to_str())
        .and_then(|extension| RdfFormat::from_extension(&extension.to_ascii_lowercase()))
        .ok_or_else(|| LoadError::UnknownFormat {
            path: path.display().to_string(),
        })
}

impl Builder {
    /// Adds the quads of a text; triples outside any named graph keep the name of the text as their source.
    ///
    /// Blank nodes are renamed, so that those of two files never meet.
    ///
    /// # Errors
    /// At the first syntax error.
    pub fn load(&mut self, name: &str, text: &[u8], format: RdfFormat) -> Result<(), LoadError> {
        let mut parser = RdfParser::from_format(format);
        // A relative IRI in a file is relative to the file, as the W3C test suites assume.
        if let Ok(based) = RdfParser::from_format(format).with_base_iri(base_of(name)) {
            parser = based;
        }
        self.start_text();
        let source = self.source(name);
        for quad in parser.for_slice(text) {
            let quad = quad.map_err(|error| LoadError::Syntax {
                path: name.to_owned(),
                reason: error.to_string(),
            })?;
            self.add(quad, source);
        }
        Ok(())
    }

    /// Returns the number of a source of background triples.
    pub fn source(&mut self, name: &str) -> u32 {
        if let Some(at) = self.sources.iter().position(|source| source == name) {
            return at as u32;
        }
        self.sources.push(name.to_owned());
        self.sources.len() as u32 - 1
    }

    /// Begins a text: its blank nodes are others than those of texts before.
    pub fn start_text(&mut self) {
        self.blanks.clear();
    }

    /// Adds one quad; `source` holds it where it is in no named graph.
    ///
    /// Blank nodes are numbered as they come, so that the same texts always give the same store.
    pub fn add(&mut self, quad: Quad, source: u32) {
        let subject = match quad.subject {
            NamedOrBlankNode::NamedNode(node) => node.into(),
            NamedOrBlankNode::BlankNode(node) => self.numbered(node).into(),
        };
        let object = match quad.object {
            Term::BlankNode(node) => self.numbered(node).into(),
            other => other,
        };
        let triple = [
            self.terms.intern(subject),
            self.terms.intern(quad.predicate.into()),
            self.terms.intern(object),
        ];
        let holder = match quad.graph_name {
            GraphName::DefaultGraph => Holder::Source(source),
            GraphName::NamedNode(node) => Holder::Claim(self.terms.intern(Term::NamedNode(node))),
            GraphName::BlankNode(node) => {
                let node = self.numbered(node);
                Holder::Claim(self.terms.intern(Term::BlankNode(node)))
            }
        };
        self.quads.push((triple, holder));
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
        let Self {
            terms,
            mut quads,
            sources,
            ..
        } = self;
        let mut claims: Vec<TermId> = quads
            .iter()
            .filter_map(|(_, holder)| match holder {
                Holder::Claim(name) => Some(*name),
                Holder::Source(_) => None,
            })
            .collect();
        claims.sort_unstable();
        claims.dedup();
        claims.sort_by_cached_key(|claim| terms.term(*claim).to_string());
        let mut claim_number = vec![0_u32; terms.len()];
        for (number, claim) in claims.iter().enumerate() {
            claim_number[*claim as usize] = number as u32;
        }

        quads.sort_unstable();
        quads.dedup();
        let mut spo: Vec<[u32; 3]> = Vec::new();
        let (mut of_claims, mut of_sources) = (Vec::new(), Vec::new());
        for (triple, holder) in &quads {
            if spo.last() != Some(triple) {
                spo.push(*triple);
            }
            let statement = spo.len() as u32 - 1;
            match holder {
                Holder::Claim(name) => of_claims.push([statement, claim_number[*name as usize]]),
                Holder::Source(source) => of_sources.push([statement, *source]),
            }
        }
        of_claims.sort_unstable();
        let mut of_statements: Vec<[u32; 2]> = of_claims.iter().map(|[s, c]| [*c, *s]).collect();
        of_statements.sort_unstable();
        let rotated = |order: [usize; 3]| {
            let mut rows: Vec<[u32; 4]> = spo
                .iter()
                .enumerate()
                .map(|(at, triple)| {
                    [
                        triple[order[0]],
                        triple[order[1]],
                        triple[order[2]],
                        at as u32,
                    ]
                })
                .collect();
            rows.sort_unstable();
            rows
        };
        Store {
            pos: rotated([1, 2, 0]),
            osp: rotated([2, 0, 1]),
            claims_of: lists(spo.len(), &of_claims),
            sources_of: lists(spo.len(), &of_sources),
            statements_of: lists(claims.len(), &of_statements),
            spo,
            terms,
            claims,
            sources,
        }
    }
}

/// Returns lists from sorted pairs of list and item.
fn lists(count: usize, pairs: &[[u32; 2]]) -> Lists {
    let mut starts = Vec::with_capacity(count + 1);
    let mut at = 0;
    for list in 0..count as u32 {
        starts.push(at as u32);
        while pairs.get(at).is_some_and(|pair| pair[0] == list) {
            at += 1;
        }
    }
    starts.push(at as u32);
    Lists {
        starts,
        items: pairs.iter().map(|pair| pair[1]).collect(),
    }
}

/// Returns the IRI that relative IRIs of a file start from.
fn base_of(name: &str) -> String {
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
