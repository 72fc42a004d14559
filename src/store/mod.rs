//! The evidence store: every distinct triple once, with the claims that state it.
//!
//! A *statement* is a distinct triple; a *claim* is a named graph. Terms are numbers, statements are numbered in
//! subject-predicate-object order, and three orders of pairs behind starts by their first term find any pattern.
//! Compressed lists lead from a statement to its claims and back. [`Store`] is immutable, in memory or mapped from a
//! file; [`Builder`] makes one; [`View`] lets `spareval` query it.

mod assemble;
mod build;
mod derivation;
mod dictionary;
mod format;
mod gathered;
mod image;
mod layout;
mod mapping;
mod matching;
mod numbering;
mod ordered;
mod placed;
mod read;
mod scratch;
mod sort;
mod terms;
mod view;
mod withheld;
mod write;

pub use build::{Builder, Part, Stage};
pub use derivation::{Derivation, Inference, Inferences};
pub use format::{LoadError, base_of, format_of_path};
pub use image::StoreError;
pub use matching::Matches;
pub use ordered::{Listed, Listing, Spelt};
pub use read::Loaded;
pub use terms::TermId;
pub use view::{Cell, DefaultGraph, NamedGraphs, View, ViewError};
pub use withheld::Withheld;

use image::{Image, Section};
use oxigraph::model::{GraphName, NamedOrBlankNode, Quad, Term, TermRef};
use std::path::Path;

/// Number of a statement: its position in subject-predicate-object order.
pub type StatementId = u32;
/// Number of a claim, in the order of its name.
pub type ClaimId = u32;

/// An immutable set of statements and the claims that state them.
#[derive(Debug, Default)]
pub struct Store {
    image: Image,
    source_names: Vec<String>,
    rule_names: Vec<String>,
    /// The digest of the store that this is a part of.
    whole: Option<Whole>,
}

/// What a store is a part of.
#[derive(Debug, Clone)]
struct Whole {
    digest: String,
    claims: usize,
}

impl Store {
    /// Opens a store file, in constant time; its pages are checked as they are read.
    ///
    /// # Errors
    /// Where it cannot be read, is no store file, has another format, or is cut off or damaged.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let store = Self::of_image(Image::open(path)?);
        if store.is_damaged() {
            return Err(StoreError::Damaged {
                path: path.to_owned(),
                place: "a page does not fit its checksum".to_owned(),
            });
        }
        Ok(store)
    }

    fn of_image(image: Image) -> Self {
        let names = |section| -> Vec<String> {
            let bytes = image.bytes(section, 0..image.length(section));
            let text = String::from_utf8_lossy(bytes);
            text.lines().map(str::to_owned).collect()
        };
        let (source_names, rule_names) = (names(Section::SourceNames), names(Section::RuleNames));
        Self {
            image,
            source_names,
            rule_names,
            whole: None,
        }
    }

    /// Returns how many distinct triples it holds.
    pub fn statement_count(&self) -> usize {
        self.image.count::<[u32; 2]>(Section::Spo)
    }

    /// Returns how many claims (named graphs) it holds.
    pub fn claim_count(&self) -> usize {
        self.image.count::<u32>(Section::ClaimNames)
    }

    /// Returns how many terms it holds.
    pub fn term_count(&self) -> usize {
        self.image.term_count()
    }

    /// Returns the short names for IRIs that its sources declare, as Turtle.
    pub fn prefixes(&self) -> String {
        let text = self
            .image
            .bytes(Section::Prefixes, 0..self.image.length(Section::Prefixes));
        String::from_utf8_lossy(text).into_owned()
    }

    /// Returns how many bytes statements and claims take, and how many terms take besides.
    pub fn size(&self) -> (usize, usize) {
        let of_terms = [Section::TermStarts, Section::TermText, Section::TermIndex]
            .map(|section| self.image.length(section))
            .iter()
            .sum();
        (self.image.size() - of_terms, of_terms)
    }

    /// Returns a digest of the content, as 32 hexadecimal digits; of a part, that of the whole.
    pub fn digest(&self) -> String {
        match &self.whole {
            Some(whole) => whole.digest.clone(),
            None => self.image.digest(),
        }
    }

    /// Returns the store as a part of one with this digest and so many claims.
    #[must_use]
    pub fn part_of(mut self, digest: &str, claims: usize) -> Self {
        self.whole = Some(Whole {
            digest: digest.to_owned(),
            claims,
        });
        self
    }

    /// Returns how many claims there are; of a part, in the whole.
    pub fn claims_in_all(&self) -> usize {
        match &self.whole {
            Some(whole) => whole.claims,
            None => self.claim_count(),
        }
    }

    /// Says whether something that was read of the file is not what was written; answers are worthless then.
    pub fn is_damaged(&self) -> bool {
        self.image.is_damaged()
    }

    /// Checks the whole file, and says whether all of it is what was written.
    pub fn check_all(&self) -> bool {
        self.image.check_all()
    }

    /// Returns the term of that number.
    pub fn term(&self, id: TermId) -> TermRef<'_> {
        self.image.term(id)
    }

    /// Returns the number of a term, if any statement or claim name has it.
    pub fn id<'t>(&self, term: impl Into<TermRef<'t>>) -> Option<TermId> {
        self.image.term_id(term.into())
    }

    /// Returns the claims that state it, in order; empty for a background triple.
    pub fn claims_of(&self, statement: StatementId) -> &[ClaimId] {
        self.list(Section::ClaimStarts, Section::Claims, statement)
    }

    /// Returns what a claim states, in subject-predicate-object order.
    pub fn statements_of(&self, claim: ClaimId) -> &[StatementId] {
        self.list(Section::StatementStarts, Section::Statements, claim)
    }

    /// Returns the numbers of the files that hold it outside any claim.
    pub fn source_numbers_of(&self, statement: StatementId) -> impl Iterator<Item = u32> + '_ {
        self.background(statement).iter().map(|[_, source]| *source)
    }

    /// Returns the files that hold it outside any claim.
    pub fn sources_of(&self, statement: StatementId) -> impl Iterator<Item = &str> {
        let rows = self.background(statement);
        rows.iter().filter_map(|[_, source]| {
            let name = self.source_names.get(*source as usize)?;
            Some(name.as_str())
        })
    }

    /// Returns the name of a claim.
    pub fn claim_term(&self, claim: ClaimId) -> TermId {
        self.image.row(Section::ClaimNames, claim as usize)
    }

    /// Returns the name of a claim as that of a graph.
    pub fn graph_of(&self, claim: ClaimId) -> GraphName {
        match self.term(self.claim_term(claim)).into_owned() {
            Term::BlankNode(node) => GraphName::BlankNode(node),
            Term::NamedNode(node) => GraphName::NamedNode(node),
            Term::Literal(_) => GraphName::DefaultGraph,
        }
    }

    /// Returns the claim of that name.
    pub fn claim(&self, name: TermId) -> Option<ClaimId> {
        // Claims are numbered in the order of their names as text.
        let wanted = self.term(name).to_string();
        let count = self.claim_count();
        let (mut low, mut high) = (0, count);
        while low < high {
            let middle = low + (high - low) / 2;
            let there = self.term(self.claim_term(middle as ClaimId)).to_string();
            match there.cmp(&wanted) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return Some(middle as ClaimId),
            }
        }
        None
    }

    /// Returns every quad: claims in the order of their names, background triples last.
    pub fn quads(&self) -> impl Iterator<Item = Quad> + '_ {
        let of_claims = (0..self.claim_count() as ClaimId).flat_map(move |claim| {
            let graph = self.graph_of(claim);
            self.statements_of(claim)
                .iter()
                .filter_map(move |statement| self.quad(*statement, graph.clone()))
        });
        let rows = self.image.count::<[u32; 2]>(Section::Background);
        let mut last = None;
        let background = (0..rows).filter_map(move |row| {
            let [statement, _] = self.image.row::<[u32; 2]>(Section::Background, row);
            let again = last.replace(statement) == Some(statement);
            if again {
                return None;
            }
            self.quad(statement, GraphName::DefaultGraph)
        });
        of_claims.chain(background)
    }

    /// Returns the files that hold background triples, by their numbers.
    pub fn sources(&self) -> &[String] {
        &self.source_names
    }

    /// Returns every background triple with the number of each file that holds it, by statement.
    pub fn background_rows(&self) -> impl Iterator<Item = (StatementId, u32)> + '_ {
        (0..self.image.count::<[u32; 2]>(Section::Background)).map(move |row| {
            let [statement, source] = self.image.row::<[u32; 2]>(Section::Background, row);
            (statement, source)
        })
    }

    /// Returns a statement as a quad of the given graph.
    pub fn quad(&self, statement: StatementId, graph: GraphName) -> Option<Quad> {
        let [subject, predicate, object] = self.triple(statement);
        let subject: NamedOrBlankNode = match self.term(subject) {
            TermRef::NamedNode(node) => node.into_owned().into(),
            TermRef::BlankNode(node) => node.into_owned().into(),
            TermRef::Literal(_) => return None,
        };
        let TermRef::NamedNode(predicate) = self.term(predicate) else {
            return None;
        };
        Some(Quad::new(
            subject,
            predicate.into_owned(),
            self.term(object).into_owned(),
            graph,
        ))
    }

    /// Says whether a statement stands outside any claim in some file.
    fn is_background(&self, statement: StatementId) -> bool {
        !self.background(statement).is_empty()
    }

    fn background(&self, statement: StatementId) -> &[[u32; 2]] {
        let rows = self.image.count::<[u32; 2]>(Section::Background);
        let below = |bound: u32| {
            partition(0..rows, |at| {
                self.image.row::<[u32; 2]>(Section::Background, at)[0] < bound
            })
        };
        self.image.rows(
            Section::Background,
            below(statement)..below(statement.saturating_add(1)),
        )
    }

    fn list(&self, starts: Section, items: Section, number: u32) -> &[u32] {
        let at = number as usize;
        if at + 1 >= self.image.count::<u32>(starts) {
            return &[];
        }
        match self.image.rows::<u32>(starts, at..at + 2) {
            [start, end] => self.image.rows(items, *start as usize..*end as usize),
            _ => &[],
        }
    }
}

/// Returns the first position of a range from which a predicate no longer holds.
fn partition(range: std::ops::Range<usize>, holds: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (range.start, range.end);
    while low < high {
        let middle = low + (high - low) / 2;
        if holds(middle) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}
