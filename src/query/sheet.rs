//! An answer as cells of text, each row with what it cites: what tables of every kind are made from.

use super::sources::{Cited, Sources};
use crate::claim::KnowledgeBase;
use crate::lineage::{CUT, Evidence, Results, proofs_of};
use crate::store::{ClaimId, TermId, View};
use crate::vocabulary::sg;
use crate::work::{Citations, Flags, PROOFS, Work};
use oxigraph::model::Term;
use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;
use std::borrow::Cow;
use std::rc::Rc;

/// An answer as text.
#[derive(Debug, Clone, Default)]
pub(super) struct Sheet {
    /// Names of the columns.
    pub(super) columns: Vec<String>,
    /// Values, row by row.
    pub(super) rows: Vec<Vec<String>>,
    /// What each row cites; empty where citations were not asked for.
    pub(super) sources: Vec<Sources>,
    /// The references that rows cite, each once, in the order of their numbers.
    pub(super) references: Vec<Rc<Entry>>,
    /// What rows note, each once: the first is (a), and so on.
    pub(super) footnotes: Vec<String>,
}

/// An entry of the list of references.
#[derive(Debug)]
pub(super) struct Entry {
    /// Its tag, such as `[81]`.
    pub(super) tag: Rc<str>,
    /// Where the work is found.
    pub(super) link: Rc<str>,
    /// The work, where anything is said of it; otherwise the link is its name.
    work: Option<Box<Work>>,
    /// The place of the tag among those that were made.
    number: u32,
    rank: (u8, u64, Rc<str>),
}

impl Entry {
    /// Returns the work.
    pub(super) fn work(&self) -> Cow<'_, Work> {
        match &self.work {
            Some(work) => Cow::Borrowed(work),
            None => Cow::Owned(Work {
                iri: self.link.to_string(),
                ..Work::default()
            }),
        }
    }

    /// Returns the IRI of the work.
    pub(super) fn iri(&self) -> &str {
        self.work.as_ref().map_or(&self.link, |work| &work.iri)
    }

    /// Says whether it has a title or authors.
    pub(super) fn is_described(&self) -> bool {
        let is_described = |work: &Work| work.title.is_some() || !work.authors.is_empty();
        self.work.as_deref().is_some_and(is_described)
    }
}

/// Returns the sheet of an answer.
pub(super) fn sheet(knowledge: &KnowledgeBase, results: &Results, view: View<'_>) -> Sheet {
    let mut tags = Tags::new(knowledge, view);
    let mut sheet = Sheet::default();
    match results {
        Results::Solutions(variables, rows) => {
            sheet.columns = variables.iter().map(|v| v.as_str().to_owned()).collect();
            for row in rows {
                sheet.rows.push(
                    row.values
                        .iter()
                        .map(|value| {
                            value.as_ref().map_or_else(String::new, |cell| {
                                knowledge.prefixes.show(cell.term(view.store))
                            })
                        })
                        .collect(),
                );
                if let Some(evidence) = &row.evidence {
                    sheet.sources.push(tags.sources(evidence));
                }
            }
        }
        Results::Boolean(value, evidence) => {
            sheet.columns = vec!["answer".to_owned()];
            sheet.rows = vec![vec![value.to_string()]];
            if let Some(evidence) = evidence {
                sheet.sources.push(tags.sources(evidence));
            }
        }
        Results::Graph(triples) => {
            sheet.columns = ["subject", "predicate", "object"]
                .map(str::to_owned)
                .to_vec();
            for (triple, evidence) in triples {
                let subject: Term = triple.subject.clone().into();
                let predicate: Term = triple.predicate.clone().into();
                sheet.rows.push(
                    [&subject, &predicate, &triple.object]
                        .map(|term| knowledge.prefixes.show(term))
                        .to_vec(),
                );
                if let Some(evidence) = evidence {
                    sheet.sources.push(tags.sources(evidence));
                }
            }
        }
    }
    for note in sheet.sources.iter().flat_map(|sources| &sources.notes) {
        if !sheet.footnotes.contains(note) {
            sheet.footnotes.push(note.clone());
        }
    }
    sheet.references = tags.entries.into_values().collect();
    sheet.references.sort_by(|a, b| a.rank.cmp(&b.rank));
    sheet.references.dedup_by(|a, b| a.tag == b.tag);
    sheet
}

/// Tags of references, made as rows need them.
struct Tags<'a> {
    knowledge: &'a KnowledgeBase,
    view: View<'a>,
    citations: Citations<'a>,
    known: FxHashMap<ClaimId, Known>,
    /// Entries by what is cited: a reference (0), a paper that speaks for itself (1), or a claim that cites nobody (2).
    entries: FxHashMap<(u8, TermId), Rc<Entry>>,
    /// The number of each tag.
    numbers: FxHashMap<Rc<str>, u32>,
    flags: Flags<'a>,
}

/// What a row that rests on a claim cites.
struct Known {
    entries: SmallVec<[Rc<Entry>; 1]>,
    place: Option<Rc<str>>,
}

/// References of a row that are few.
const FEW: usize = 16;

impl<'a> Tags<'a> {
    fn new(knowledge: &'a KnowledgeBase, view: View<'a>) -> Self {
        Self {
            knowledge,
            view,
            citations: Citations::new(view.store),
            known: FxHashMap::default(),
            entries: FxHashMap::default(),
            numbers: FxHashMap::default(),
            flags: Flags::new(view),
        }
    }

    fn sources(&mut self, evidence: &Evidence) -> Sources {
        let mut sources = Sources::default();
        // The number of the tag of each reference, and its place where these are many.
        let mut numbers: Vec<u32> = Vec::new();
        let mut places: FxHashMap<u32, usize> = FxHashMap::default();
        let mut seen: FxHashSet<(usize, Rc<str>)> = FxHashSet::default();
        for claim in self.citations.claims_of(self.view, evidence) {
            let known = self.of_claim(claim);
            for entry in &known.entries {
                let number = entry.number;
                let at = match numbers.len() < FEW {
                    true => numbers.iter().position(|one| *one == number),
                    false => places.get(&number).copied(),
                };
                let at = at.unwrap_or_else(|| {
                    sources.cited.push(Cited {
                        entry: Rc::clone(entry),
                        places: Vec::new(),
                    });
                    numbers.push(number);
                    if numbers.len() == FEW {
                        places.extend(numbers.iter().enumerate().map(|(at, one)| (*one, at)));
                    } else if numbers.len() > FEW {
                        places.insert(number, numbers.len() - 1);
                    }
                    numbers.len() - 1
                });
                if let Some(place) = known.place.as_ref().filter(|place| !place.is_empty())
                    && seen.insert((at, Rc::clone(place)))
                {
                    sources.cited[at].places.push(Rc::clone(place));
                }
            }
        }
        self.flag(evidence, &mut sources);
        self.notes(evidence, &mut sources);
        sources
    }

    /// Notes which of the works were retracted, put in doubt or corrected.
    fn flag(&mut self, evidence: &Evidence, sources: &mut Sources) {
        for flag in self.flags.of(evidence) {
            let names: Vec<String> = flag.works.iter().map(|work| self.tag_of(*work)).collect();
            sources.notes.push(flag.in_words(&names));
        }
    }

    /// Returns the tags by which a work was cited so far, or its name.
    fn tag_of(&self, work: TermId) -> String {
        let iri = self.citations.iri(work);
        let mut tags: Vec<&str> = self
            .entries
            .values()
            .filter(|entry| entry.iri() == iri)
            .map(|entry| &*entry.tag)
            .collect();
        tags.sort_unstable();
        match tags.first() {
            Some(tag) => (*tag).to_owned(),
            None => self.knowledge.prefixes.show(self.view.store.term(work)),
        }
    }

    fn notes(&self, evidence: &Evidence, sources: &mut Sources) {
        let first = evidence.alternatives.first();
        if sources.cited.is_empty() {
            // A row of background triples alone rests on files, which is worth saying.
            let mut files: Vec<&str> = first
                .iter()
                .flat_map(|alternative| &alternative.statements)
                .flat_map(|statement| {
                    let mut stated = vec![statement.statement];
                    for proof in proofs_of(self.view, *statement, 1).proofs {
                        proof.each_stated(&mut |premise| stated.push(premise));
                    }
                    stated
                })
                .flat_map(|statement| self.view.store.sources_of(statement))
                .collect();
            files.dedup();
            files.truncate(3);
            sources
                .notes
                .extend(files.iter().map(|file| (*file).to_owned()));
        }
        for statement in first.iter().flat_map(|one| &one.statements) {
            if self.view.is_stated(statement.statement) {
                continue;
            }
            if let Some(proof) = proofs_of(self.view, *statement, 1).proofs.first() {
                let note = format!("inferred by the rule {}", proof.rule);
                if !sources.notes.contains(&note) {
                    sources.notes.push(note);
                }
            }
        }
        if first.is_some_and(|alternative| !alternative.absent().is_empty()) {
            sources.notes.push(format!(
                "and nothing among {} claims says otherwise",
                self.view.claim_count()
            ));
        }
        if first.is_some_and(|alternative| !alternative.one_of_several().is_empty()) {
            sources.notes.push("one of several paths".to_owned());
        }
        for endpoint in first.iter().flat_map(|alternative| alternative.endpoints()) {
            sources.notes.push(endpoint.as_str().to_owned());
        }
        if evidence.more_alternatives > 0 {
            sources
                .notes
                .push(format!("{} more alternatives", evidence.more_alternatives));
        }
        let statements = evidence.alternatives.iter().flat_map(|one| &one.statements);
        let is_cut = statements
            .filter(|statement| !self.view.store.is_stated(statement.statement))
            .flat_map(|statement| proofs_of(self.view, *statement, PROOFS).proofs)
            .any(|proof| proof.is_cut());
        let reasons = evidence.incomplete.iter().map(String::as_str);
        for reason in reasons.chain(is_cut.then_some(CUT)) {
            sources
                .notes
                .push(format!("citations incomplete: {reason}"));
        }
    }

    fn of_claim(&mut self, claim: ClaimId) -> &Known {
        let (knowledge, citations, view) = (self.knowledge, self.citations, self.view);
        let (entries, numbers) = (&mut self.entries, &mut self.numbers);
        self.known.entry(claim).or_insert_with(|| {
            let name = view.store.claim_term(claim);
            let shown = |term: TermId| knowledge.prefixes.show(view.store.term(term));
            let mut entry_of = |cited: (u8, TermId), read: &dyn Fn() -> (Heading, Option<Work>)| {
                let known = entries.entry(cited).or_insert_with(|| {
                    let (Heading { tag, rank }, work) = read();
                    let tag: Rc<str> = tag.into();
                    let next = numbers.len() as u32;
                    let number = *numbers.entry(Rc::clone(&tag)).or_insert(next);
                    let link = match &work {
                        Some(work) => work.link(),
                        None => citations.iri(cited.1),
                    };
                    Rc::new(Entry {
                        rank: match rank {
                            Rank::Paper => (0, 0, "".into()),
                            Rank::Numbered(text) => {
                                (1, text.parse().unwrap_or(u64::MAX), text.into())
                            }
                            Rank::Named => (2, 0, Rc::clone(&tag)),
                        },
                        tag,
                        link: link.into(),
                        work: work.map(Box::new),
                        number,
                    })
                });
                Rc::clone(known)
            };
            let by_name = |term: TermId| Heading {
                tag: shown(term),
                rank: Rank::Named,
            };
            // Of most claims of other people's data nothing is said, which is found at once.
            if !citations.is_described(name) {
                let entry = entry_of((2, name), &|| (by_name(name), None));
                return Known {
                    entries: SmallVec::from_iter([entry]),
                    place: None,
                };
            }
            let references = citations.references_of(name).into_iter();
            let mut found: SmallVec<[Rc<Entry>; 1]> = references
                .map(|reference| {
                    entry_of((0, reference), &|| {
                        let record = citations.reference(reference);
                        let heading = match record.number {
                            Some(number) => Heading {
                                tag: format!("[{number}]"),
                                rank: Rank::Numbered(number),
                            },
                            None => by_name(reference),
                        };
                        (heading, Some(citations.work(record.work)))
                    })
                })
                .collect();
            if found.is_empty() {
                found.push(match citations.paper_for_own_word(name) {
                    // The paper's own word: the paper is the source.
                    Some(paper) => entry_of((1, paper), &|| {
                        let heading = Heading {
                            tag: "[review]".to_owned(),
                            rank: Rank::Paper,
                        };
                        (heading, Some(citations.work(paper)))
                    }),
                    None => entry_of((2, name), &|| (by_name(name), Some(citations.work(name)))),
                });
            }
            let place = citations.text(name, sg::LOCATOR).as_deref().map(Rc::from);
            Known {
                entries: found,
                place,
            }
        })
    }
}

/// How an entry is called, and where it stands in the list.
struct Heading {
    tag: String,
    rank: Rank,
}

/// The place of an entry in the list of references.
enum Rank {
    /// The paper itself stands first.
    Paper,
    /// By the number in the paper's own list.
    Numbered(String),
    /// By its tag.
    Named,
}
