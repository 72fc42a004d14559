//! An answer as cells of text, each row with what it cites: what tables of every kind are made from.

use super::sources::{Cited, Sources};
use crate::claim::KnowledgeBase;
use crate::lineage::{CUT, Evidence, Results, proofs_of};
use crate::store::{ClaimId, TermId, View};
use crate::vocabulary::sg;
use crate::work::{Citations, Flags, PROOFS, Work};
use oxigraph::model::Term;
use rustc_hash::{FxHashMap, FxHashSet};
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
#[derive(Debug, Clone)]
pub(super) struct Entry {
    /// Its tag, such as `[81]`.
    pub(super) tag: String,
    /// The work.
    pub(super) work: Work,
    rank: (u8, u64, String),
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
    sheet.references = tags
        .entries
        .into_values()
        .map(|cached| cached.entry)
        .collect();
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
    entries: FxHashMap<(u8, TermId), CachedEntry>,
    /// The number of each tag.
    numbers: FxHashMap<Rc<str>, u32>,
    flags: Flags<'a>,
}

/// What a row that rests on a claim cites.
struct Known {
    /// Of each entry, the number of its tag, the tag and the link of its work.
    tags: Vec<Tag>,
    place: Option<Rc<str>>,
}

/// The number of a tag, the tag, and the link of a work that it stands for.
type Tag = (u32, Rc<str>, Rc<str>);

/// An entry that was read, with its tag.
struct CachedEntry {
    entry: Rc<Entry>,
    tag: Tag,
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
            for (number, tag, link) in &known.tags {
                let at = match numbers.len() < FEW {
                    true => numbers.iter().position(|one| one == number),
                    false => places.get(number).copied(),
                };
                let at = at.unwrap_or_else(|| {
                    sources.cited.push(Cited {
                        tag: Rc::clone(tag),
                        link: Rc::clone(link),
                        places: Vec::new(),
                    });
                    numbers.push(*number);
                    if numbers.len() == FEW {
                        places.extend(numbers.iter().enumerate().map(|(at, one)| (*one, at)));
                    } else if numbers.len() > FEW {
                        places.insert(*number, numbers.len() - 1);
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
        let iri = self.citations.work(work).iri;
        let mut tags: Vec<&str> = self
            .entries
            .values()
            .map(|cached| &cached.entry)
            .filter(|entry| entry.work.iri == iri)
            .map(|entry| entry.tag.as_str())
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
            let mut tag_of = |cited: (u8, TermId), read: &dyn Fn() -> Entry| {
                let cached = entries.entry(cited).or_insert_with(|| {
                    let entry = Rc::new(read());
                    let tag: Rc<str> = entry.tag.as_str().into();
                    let next = numbers.len() as u32;
                    let number = *numbers.entry(Rc::clone(&tag)).or_insert(next);
                    let tag = (number, tag, entry.work.link().into());
                    CachedEntry { entry, tag }
                });
                cached.tag.clone()
            };
            let mut tags: Vec<Tag> = Vec::new();
            for reference in citations.references_of(name) {
                let read = || entry_of_reference(knowledge, &citations, view, reference);
                tags.push(tag_of((0, reference), &read));
            }
            if tags.is_empty() {
                tags.push(match citations.paper_for_own_word(name) {
                    // The paper's own word: the paper is the source.
                    Some(paper) => tag_of((1, paper), &|| Entry {
                        tag: "[review]".to_owned(),
                        work: citations.work(paper),
                        rank: (0, 0, String::new()),
                    }),
                    None => tag_of((2, name), &|| {
                        let shown = knowledge.prefixes.show(view.store.term(name));
                        Entry {
                            tag: shown.clone(),
                            work: citations.work(name),
                            rank: (2, 0, shown),
                        }
                    }),
                });
            }
            let place = citations.text(name, sg::LOCATOR).as_deref().map(Rc::from);
            Known { tags, place }
        })
    }
}

fn entry_of_reference(
    knowledge: &KnowledgeBase,
    citations: &Citations<'_>,
    view: View<'_>,
    reference: TermId,
) -> Entry {
    let record = citations.reference(reference);
    let work = citations.work(record.work);
    match record.number {
        Some(number) => Entry {
            rank: (1, number.parse().unwrap_or(u64::MAX), number.clone()),
            tag: format!("[{number}]"),
            work,
        },
        None => {
            let name = knowledge.prefixes.show(view.store.term(reference));
            Entry {
                tag: name.clone(),
                work,
                rank: (2, 0, name),
            }
        }
    }
}
