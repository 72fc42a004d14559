//! Where the sentence of a claim stands in a reader's own copy of the paper.
//!
//! Nothing of the paper is stored with a claim but a locator, a digest and a sketch. What is shown is read from the copy.

mod identify;
mod show;
mod sketches;
mod words;

use identify::paper_of_copy;
pub use show::{in_copy_json, text_in_copy, where_in_copy};
pub use sketches::{SKETCHES, Sketches};

use crate::claim::{Files, KnowledgeBase};
use crate::paper::{
    Difference, Outline, Paper, PlaceInPaper, Printed, PrintedText, Repair, SketchedRow,
    differences, digest, repair,
};
use crate::store::TermId;
use crate::work::ClaimRecord;
use rustc_hash::FxHashMap;
use std::cell::OnceCell;
use words::Vocabulary;

/// What became of a claim's sentence in a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It stands where the claim says.
    Found,
    /// It stands elsewhere.
    Moved,
    /// Another text stands there, or one that is nearly the same stands elsewhere.
    TextDiffers,
    /// There is no such place, and the sentence is nowhere.
    NotFound,
    /// The claim is about another paper than the copy.
    OtherPaper,
}

impl Verdict {
    /// Returns the verdict in words, as people and programs read it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Found => "found",
            Self::Moved => "moved",
            Self::TextDiffers => "text differs",
            Self::NotFound => "not found",
            Self::OtherPaper => "of another paper",
        }
    }
}

/// Where a claim's sentence stands in a copy, and what stands there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InCopy {
    /// What became of it.
    pub verdict: Verdict,
    /// Where it stands in the copy, found or moved.
    pub found_at: Option<String>,
    /// What the copy has there: the sentence, or what comes nearest to it, or else what stands at the claimed place.
    pub text: Option<String>,
    /// Of a text that differs: where it stands, and how it differs.
    pub nearest: Option<Nearest>,
}

impl InCopy {
    fn without_text(verdict: Verdict) -> Self {
        Self {
            verdict,
            found_at: None,
            text: None,
            nearest: None,
        }
    }
}

/// A text of the copy that is not the one of a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nearest {
    /// Where it stands.
    pub locator: String,
    /// Of the symbols of the two sketches, how many differ and how many there are; `None` where the claim has no sketch.
    pub distance: Option<(usize, usize)>,
    /// What differs, as far as the sketch tells.
    pub differences: Vec<Difference>,
    /// The one character, word or number that makes all the difference, where there is one.
    pub repair: Option<Repair>,
}

/// The claims of a knowledge base before a reader's copy.
#[derive(Debug)]
pub struct Anchors<'a> {
    copy: ReaderCopy<'a>,
    sketches: Sketches,
    of: Option<TermId>,
}

impl<'a> Anchors<'a> {
    /// Reads a copy, and finds out which paper it is.
    pub fn new(knowledge: &KnowledgeBase, files: &Files, paper: &'a Paper) -> Self {
        let mut copy = ReaderCopy::new(paper);
        let of = paper_of_copy(knowledge, &copy);
        let sketches = Sketches::of(files);
        copy.rows = sketches.rows(knowledge, of);
        Self { of, sketches, copy }
    }

    /// Returns the copy.
    pub fn paper(&self) -> &'a Paper {
        self.copy.paper
    }

    /// Returns the sketches of the knowledge base.
    pub fn sketches(&self) -> &Sketches {
        &self.sketches
    }

    /// Says whether a claim is about another paper than the copy, as far as that is known.
    pub fn is_of_another_paper(&self, claim: &ClaimRecord) -> bool {
        self.of.is_some() && claim.paper.is_some() && claim.paper != self.of
    }

    /// Returns what became of a claim's sentence; `None` of a claim without an anchor.
    pub fn find(&self, claim: &ClaimRecord) -> Option<InCopy> {
        let (locator, digest) = (claim.locator.as_ref()?, claim.digest.as_ref()?);
        if self.is_of_another_paper(claim) {
            return Some(InCopy::without_text(Verdict::OtherPaper));
        }
        let sketch = self.sketches.get(digest);
        Some(self.copy.find(locator, digest, sketch.as_deref()))
    }
}

/// A reader's copy of a paper, in which sentences are looked for.
#[derive(Debug)]
struct ReaderCopy<'a> {
    paper: &'a Paper,
    places: Vec<PlaceInPaper>,
    by_digest: FxHashMap<String, usize>,
    by_locator: FxHashMap<String, usize>,
    outlines: OnceCell<Vec<Outline>>,
    vocabulary: OnceCell<Vocabulary>,
    /// The rows of tables that will be looked for.
    rows: Vec<SketchedRow>,
    /// The lines of a PDF's text.
    printed: OnceCell<Option<Printed>>,
}

impl<'a> ReaderCopy<'a> {
    /// Computes the digest of every place of a copy.
    fn new(paper: &'a Paper) -> Self {
        let places: Vec<PlaceInPaper> = paper.places().collect();
        let mut by_digest = FxHashMap::default();
        let mut by_locator = FxHashMap::default();
        for (at, place) in places.iter().enumerate() {
            by_digest.entry(digest(&place.text)).or_insert(at);
            // Two stars of adsorbates look like emphasis where a converter left them as they are.
            if place.text.contains('*') {
                let stars = place.text.replace("\\*", "*").replace('*', "\\*");
                by_digest.entry(digest(&stars)).or_insert(at);
            }
            by_locator.entry(place.locator.clone()).or_insert(at);
        }
        Self {
            paper,
            places,
            by_digest,
            by_locator,
            outlines: OnceCell::new(),
            vocabulary: OnceCell::new(),
            rows: Vec::new(),
            printed: OnceCell::new(),
        }
    }

    /// Says whether a sentence of that digest stands anywhere in the copy.
    fn has(&self, digest: &str) -> bool {
        self.by_digest.contains_key(digest)
    }

    /// Looks for the sentence of a digest at a place, then everywhere, then among the lines of a PDF, then for what comes nearest
    /// to its sketch.
    fn find(&self, locator: &str, anchor: &str, sketch: Option<&[u8]>) -> InCopy {
        let here = self.by_locator.get(locator).map(|at| &self.places[*at]);
        let stands = |verdict, place: &PlaceInPaper| InCopy {
            verdict,
            found_at: Some(place.locator.clone()),
            text: Some(place.text.clone()),
            nearest: None,
        };
        if let Some(place) = here.filter(|place| digest(&place.text) == anchor) {
            return stands(Verdict::Found, place);
        }
        if let Some(place) = self.by_digest.get(anchor).map(|at| &self.places[*at]) {
            let moved = place.locator != locator;
            let verdict = if moved {
                Verdict::Moved
            } else {
                Verdict::Found
            };
            return stands(verdict, place);
        }
        let lines = || self.paper.printed(self.rows.clone());
        let printed = self.printed.get_or_init(lines);
        if let Some(printed) = printed
            .as_ref()
            .and_then(|lines| lines.find(anchor, sketch))
        {
            return self.among_lines(here, printed);
        }
        let near = sketch.and_then(|sketch| self.nearest(locator, sketch));
        let (place, nearest) = match (near, here) {
            (Some((at, distance)), _) => {
                let place = &self.places[at];
                let sketch = sketch.unwrap_or_default();
                let differences = differences(&place.text, sketch);
                let nearest = Nearest {
                    locator: place.locator.clone(),
                    distance: Some((distance, sketch.len())),
                    repair: self.repair(place, anchor, &differences, distance),
                    differences,
                };
                (place, Some(nearest))
            }
            (None, Some(place)) if sketch.is_none() => {
                let (place, repair) = self.short(place, anchor);
                let nearest = Nearest {
                    locator: place.locator.clone(),
                    distance: None,
                    differences: Vec::new(),
                    repair,
                };
                (place, Some(nearest))
            }
            (None, Some(place)) => (place, None),
            (None, None) => {
                return InCopy::without_text(Verdict::NotFound);
            }
        };
        InCopy {
            verdict: Verdict::TextDiffers,
            found_at: None,
            text: Some(place.text.clone()),
            nearest,
        }
    }

    /// Returns the small change that makes a text the one of a digest, where its sketch says that little differs.
    fn repair(
        &self,
        place: &PlaceInPaper,
        anchor: &str,
        differences: &[Difference],
        distance: usize,
    ) -> Option<Repair> {
        let text = &place.text;
        (distance <= ONE_CHARACTER)
            .then(|| repair(text, anchor, differences))
            .flatten()
            .or_else(|| {
                let one_word = distance <= ONE_WORD && text.len() <= LONG;
                one_word
                    .then(|| self.vocabulary().repair(text, anchor, differences))
                    .flatten()
            })
    }

    /// Returns of a short text, which has no sketch, the small change that makes it the one of a digest; failing that, of one
    /// of its neighbours.
    fn short<'b>(
        &'b self,
        place: &'b PlaceInPaper,
        anchor: &str,
    ) -> (&'b PlaceInPaper, Option<Repair>) {
        let at = self.by_locator.get(&place.locator).copied().unwrap_or(0);
        let near = [Some(at), Some(at + 1), at.checked_sub(1)];
        let places = near
            .into_iter()
            .flatten()
            .filter_map(|at| self.places.get(at));
        for near in places.filter(|near| near.text.len() <= SHORT) {
            let found = repair(&near.text, anchor, &[])
                .or_else(|| self.vocabulary().repair(&near.text, anchor, &[]));
            if found.is_some() {
                return (near, found);
            }
        }
        (place, None)
    }

    fn vocabulary(&self) -> &Vocabulary {
        self.vocabulary.get_or_init(|| {
            let texts = self.places.iter();
            Vocabulary::of(texts.map(|place| place.text.as_str()))
        })
    }

    /// Returns a text that stands among the lines of a PDF: where it is claimed to be, at another place, or at none.
    fn among_lines(&self, here: Option<&PlaceInPaper>, printed: PrintedText) -> InCopy {
        let begins = |place: &PlaceInPaper| place.span.contains(&printed.span.start);
        let overlaps = |place: &PlaceInPaper| {
            place.span.start < printed.span.end && printed.span.start < place.span.end
        };
        let (verdict, found_at) = match here.filter(|place| overlaps(place)) {
            Some(place) => (Verdict::Found, place.locator.clone()),
            None => {
                let place = self.places.iter().find(|place| begins(place));
                let line = || format!("line {}", printed.line);
                let at = place.map_or_else(line, |place| place.locator.clone());
                (Verdict::Moved, at)
            }
        };
        InCopy {
            verdict,
            found_at: Some(found_at),
            text: Some(printed.text),
            nearest: None,
        }
    }

    /// Returns the place whose sketch comes nearest, with how many symbols differ.
    ///
    /// At the claimed place and beside it more may differ than elsewhere: chance does not bring like sentences there.
    fn nearest(&self, locator: &str, sketch: &[u8]) -> Option<(usize, usize)> {
        let outlines = self.outlines.get_or_init(|| {
            let places = self.places.iter();
            places.map(|place| Outline::of_text(&place.text)).collect()
        });
        let mut best: Option<(usize, usize)> = None;
        let mut look = |at: usize, share: usize| {
            let limit = match best {
                Some((_, 0)) => return,
                Some((_, least)) => (least - 1).min(sketch.len() * share / 100),
                None => sketch.len() * share / 100,
            };
            if let Some(distance) = outlines[at].distance(sketch, limit) {
                best = Some((at, distance));
            }
        };
        if let Some(at) = self.by_locator.get(locator) {
            for near in [Some(*at), Some(at + 1), at.checked_sub(1)]
                .into_iter()
                .flatten()
            {
                if near < outlines.len() {
                    look(near, HERE);
                }
            }
        }
        (0..outlines.len()).for_each(|at| look(at, ELSEWHERE));
        best
    }
}

/// Percent of a sketch's symbols that may differ at the claimed place and beside it. Of unlike texts about half do.
const HERE: usize = 40;

/// The same elsewhere, where there are many texts to be alike by chance.
const ELSEWHERE: usize = 25;

/// A change of one character changes at most so many symbols: those of the bits that it joins or parts.
const ONE_CHARACTER: usize = 6;

/// A change of one word changes at most so many symbols.
const ONE_WORD: usize = 10;

/// Bytes of a text whose every character and word is tried where no sketch says where to look.
const SHORT: usize = 300;

/// Bytes of a text whose words are tried near what its sketch says.
const LONG: usize = 2_000;
