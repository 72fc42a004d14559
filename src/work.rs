//! From a claim to the references it cites, and from those to works with their DOIs.

mod agreement;
mod cited;
mod flag;
mod notice;
mod record;
mod withdrawal;

pub use agreement::{Agreement, Description, Verdict, agreement};
pub use cited::Cited;
pub use flag::{Flag, Flags};
pub use notice::{Notice, NoticeKind, Standing};
pub use withdrawal::Withdrawal;

use crate::lineage::{Evidence, StatementRef, proofs_of};
use crate::store::{ClaimId, Store, TermId, View};
use crate::vocabulary::{self, sg};
use oxigraph::model::{NamedNodeRef, TermRef};
use rustc_hash::FxHashSet;

/// Reads what claims say of themselves, and bibliographies, from a store.
#[derive(Debug, Clone, Copy)]
pub struct Citations<'a> {
    store: &'a Store,
}

/// What a claim says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimRecord {
    /// Its name.
    pub name: TermId,
    /// One sentence in the curator's words.
    pub statement: Option<String>,
    /// Where in the paper, as section, paragraph and sentence.
    pub locator: Option<String>,
    /// Digest of the sentence there.
    pub digest: Option<String>,
    /// Where the citation marker stands, if elsewhere.
    pub citation_locator: Option<String>,
    /// The paper that makes it.
    pub paper: Option<TermId>,
    /// The references it cites.
    pub references: Vec<TermId>,
    /// Whether the paper says it for itself.
    pub own: bool,
    /// How firmly it is put.
    pub wording: Option<TermId>,
    /// What kind of evidence.
    pub evidence: Option<TermId>,
}

/// An entry of a paper's reference list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferenceRecord {
    /// The entry.
    pub name: TermId,
    /// Its number in the list.
    pub number: Option<String>,
    /// The work that it references; where a claim cites a work directly, that work.
    pub work: TermId,
}

/// A citable work, as far as the bibliography describes it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Work {
    /// Its IRI.
    pub iri: String,
    /// Short name, such as `Su et al. 2025`.
    pub label: Option<String>,
    /// Authors as listed.
    pub authors: Vec<String>,
    /// Whether the list of authors goes on.
    pub more_authors: bool,
    /// Title.
    pub title: Option<String>,
    /// Journal, abbreviated as listed.
    pub journal: Option<String>,
    /// Year of publication.
    pub year: Option<String>,
    /// Volume.
    pub volume: Option<String>,
    /// Pages or article number.
    pub pages: Option<String>,
    /// DOI that is known.
    pub doi: Option<String>,
    /// DOI that was derived and is not confirmed.
    pub candidate_doi: Option<String>,
    /// How the candidate was derived.
    pub candidate_reason: Option<String>,
    /// Retractions, corrections and expressions of concern, the gravest first.
    pub notices: Vec<Notice>,
}

impl<'a> Citations<'a> {
    /// Returns a reader of a store.
    pub fn new(store: &'a Store) -> Self {
        Self { store }
    }

    /// Returns the store that it reads.
    pub fn store(&self) -> &'a Store {
        self.store
    }

    /// Says whether anything is said of a subject.
    pub(crate) fn is_described(&self, subject: TermId) -> bool {
        self.store.triples(Some(subject), None, None).rows() > 0
    }

    /// Returns the objects of a subject's triples with this predicate.
    pub fn objects(&self, subject: TermId, predicate: NamedNodeRef<'_>) -> Vec<TermId> {
        // Of most claims of other people's data nothing is said, which is found sooner than the number of a predicate.
        if !self.is_described(subject) {
            return Vec::new();
        }
        let Some(predicate) = self.store.id(predicate) else {
            return Vec::new();
        };
        self.store
            .matching(Some(subject), Some(predicate), None)
            .map(|statement| self.store.triple(statement)[2])
            .collect()
    }

    /// Returns the subjects of triples with this predicate and object.
    pub fn subjects(&self, predicate: NamedNodeRef<'_>, object: TermId) -> Vec<TermId> {
        let Some(predicate) = self.store.id(predicate) else {
            return Vec::new();
        };
        self.store
            .matching(None, Some(predicate), Some(object))
            .map(|statement| self.store.triple(statement)[0])
            .collect()
    }

    /// Returns the text of a literal property, if there is one.
    pub fn text(&self, subject: TermId, predicate: NamedNodeRef<'_>) -> Option<String> {
        self.objects(subject, predicate)
            .into_iter()
            .find_map(|object| match self.store.term(object) {
                TermRef::Literal(literal) => Some(literal.value().to_owned()),
                _ => None,
            })
    }

    /// Returns the label of a term, if it has one.
    pub fn label(&self, term: TermId) -> Option<String> {
        self.text(term, vocabulary::LABEL)
            .or_else(|| self.text(term, vocabulary::PREF_LABEL))
    }

    /// Returns what a claim says of itself.
    pub fn claim(&self, claim: ClaimId) -> ClaimRecord {
        let name = self.store.claim_term(claim);
        let text = |predicate| self.text(name, predicate);
        let references = self.references_of(name);
        ClaimRecord {
            name,
            statement: text(sg::STATEMENT),
            locator: text(sg::LOCATOR),
            digest: text(sg::SENTENCE_DIGEST),
            citation_locator: text(sg::CITATION_LOCATOR),
            paper: self.objects(name, sg::IN_PAPER).first().copied(),
            references,
            own: text(sg::OWN_STATEMENT).is_some_and(|value| value == "true"),
            wording: self.objects(name, sg::WORDING).first().copied(),
            evidence: self.objects(name, sg::EVIDENCE).first().copied(),
        }
    }

    /// Returns the references that a claim cites, by their number in the list.
    pub(crate) fn references_of(&self, claim: TermId) -> Vec<TermId> {
        let mut references = self.objects(claim, vocabulary::CITES_AS_EVIDENCE);
        if references.len() < 2 {
            return references;
        }
        references.sort_by_cached_key(|reference| {
            let number = self.text(*reference, sg::NUMBER);
            (number.and_then(|n| n.parse::<u32>().ok()), *reference)
        });
        references
    }

    /// Returns the paper of a claim that the paper makes for itself.
    pub(crate) fn paper_for_own_word(&self, claim: TermId) -> Option<TermId> {
        let own = self.text(claim, sg::OWN_STATEMENT)?;
        let papers = self.objects(claim, sg::IN_PAPER);
        papers.first().copied().filter(|_| own == "true")
    }

    /// Returns the work that a reference is an entry for, or the reference itself where it is a work.
    pub(crate) fn work_of(&self, reference: TermId) -> TermId {
        let works = self.objects(reference, vocabulary::REFERENCES);
        works.first().copied().unwrap_or(reference)
    }

    /// Returns the entry of a reference list, or the work itself where it is cited directly.
    pub fn reference(&self, name: TermId) -> ReferenceRecord {
        ReferenceRecord {
            name,
            number: self.text(name, sg::NUMBER),
            work: self.work_of(name),
        }
    }

    /// Returns what the bibliography says of a work.
    pub fn work(&self, work: TermId) -> Work {
        let text = |predicate| self.text(work, predicate);
        Work {
            iri: self.iri(work),
            label: self.label(work),
            authors: self
                .objects(work, sg::AUTHORS)
                .first()
                .map(|list| self.list(*list))
                .unwrap_or_default(),
            more_authors: text(sg::MORE_AUTHORS).is_some_and(|value| value == "true"),
            title: text(vocabulary::TITLE),
            journal: text(sg::JOURNAL),
            year: text(vocabulary::YEAR),
            volume: text(vocabulary::VOLUME),
            pages: text(vocabulary::PAGES).or_else(|| text(vocabulary::ARTICLE_NUMBER)),
            doi: text(vocabulary::DOI),
            candidate_doi: text(sg::CANDIDATE_DOI),
            candidate_reason: text(sg::CANDIDATE_REASON),
            notices: self.notices(work),
        }
    }

    /// Returns the DOI of a work as a link where one is known, and its own IRI otherwise.
    pub fn link(&self, work: TermId) -> String {
        match self.text(work, vocabulary::DOI) {
            Some(doi) => link_of_doi(&doi),
            None => self.iri(work),
        }
    }

    /// Returns the IRI of a work, or of whatever is cited.
    pub(crate) fn iri(&self, work: TermId) -> String {
        match self.store.term(work) {
            TermRef::NamedNode(node) => node.as_str().to_owned(),
            other => other.to_string(),
        }
    }

    /// Returns the claims behind some evidence, each once, in the order in which its statements name them.
    pub fn claims_of(&self, view: View<'_>, evidence: &Evidence) -> Vec<ClaimId> {
        let mut seen = FxHashSet::default();
        let mut claims: Vec<ClaimId> = Vec::new();
        for alternative in &evidence.alternatives {
            for statement in &alternative.statements {
                for claim in claims_behind(view, *statement) {
                    // Rows mostly rest on a few claims, which are compared sooner than hashed.
                    if claims.len() < FEW && claims.contains(&claim) {
                        continue;
                    }
                    if claims.len() == FEW {
                        seen.extend(claims.iter().copied());
                    }
                    if claims.len() < FEW || seen.insert(claim) {
                        claims.push(claim);
                    }
                }
            }
        }
        claims
    }

    fn list(&self, mut node: TermId) -> Vec<String> {
        let mut items = Vec::new();
        let mut seen = FxHashSet::default();
        while seen.insert(node) {
            items.extend(self.text(node, vocabulary::FIRST));
            match self.objects(node, vocabulary::REST).first() {
                Some(rest) => node = *rest,
                None => break,
            }
        }
        items
    }
}

/// Returns the claims that state a statement as far as the query may see them.
pub fn claims_of_statement(view: View<'_>, statement: StatementRef) -> Vec<ClaimId> {
    match statement.claim {
        Some(claim) => vec![claim],
        None => view.default_claims_of(statement.statement),
    }
}

/// Claims that are few.
const FEW: usize = 16;

/// How many proofs of a statement are written out; further ones are counted.
pub const PROOFS: usize = 10;

/// Returns the claims that a statement rests on: those that state it, or those behind the premises of its proofs.
pub fn claims_behind(view: View<'_>, statement: StatementRef) -> Vec<ClaimId> {
    let stated = claims_of_statement(view, statement);
    if !stated.is_empty() || view.is_stated(statement.statement) {
        return stated;
    }
    let mut claims = Vec::new();
    for proof in proofs_of(view, statement, PROOFS).proofs {
        proof.each_stated(&mut |premise| {
            for claim in view.store.claims_of(premise) {
                if view.counts(*claim) && !claims.contains(claim) {
                    claims.push(*claim);
                }
            }
        });
    }
    claims
}

fn link_of_doi(doi: &str) -> String {
    format!("https://doi.org/{doi}")
}

impl Work {
    /// Returns its DOI as a link where one is known, and its own IRI otherwise.
    pub fn link(&self) -> String {
        match &self.doi {
            Some(doi) => link_of_doi(doi),
            None => self.iri.clone(),
        }
    }

    /// Returns it as an entry of a bibliography: authors, title, journal, year, volume, pages.
    pub fn entry(&self) -> String {
        let mut parts: Vec<String> = Vec::new();
        if !self.authors.is_empty() {
            let mut authors = self.authors.join("; ");
            if self.more_authors {
                authors.push_str("; et al.");
            }
            parts.push(authors);
        } else if let Some(label) = &self.label {
            parts.push(label.clone());
        }
        if let Some(title) = &self.title {
            let title = title.trim_end_matches('.');
            let stop = if title.ends_with(['?', '!']) { "" } else { "." };
            parts.push(format!("{title}{stop}"));
        }
        let mut printed = Vec::new();
        if let Some(journal) = &self.journal {
            printed.push(match &self.year {
                Some(year) => format!("{journal} {year}"),
                None => journal.clone(),
            });
        }
        printed.extend(self.volume.clone());
        printed.extend(self.pages.clone());
        if !printed.is_empty() {
            parts.push(format!("{}.", printed.join(", ")));
        }
        if parts.is_empty() {
            parts.push(self.iri.clone());
        }
        parts.join(" ")
    }

    /// Returns where it stands after the notices about it.
    pub fn standing(&self) -> Option<Standing> {
        Standing::after(&self.notices)
    }

    /// Returns what readers have to know of it, in capitals and with the notices; `None` where there is nothing.
    pub fn standing_in_words(&self) -> Option<String> {
        let standing = self.standing()?.name().to_uppercase();
        let notices: Vec<String> = self.notices.iter().map(Notice::in_words).collect();
        Some(format!("{standing} ({})", notices.join("; ")))
    }

    /// Returns it as an entry with what is known of its DOI and of notices about it.
    pub fn full_entry(&self) -> String {
        let mut entry = format!("{} {}", self.entry(), self.doi_in_words());
        if let Some(standing) = self.standing_in_words() {
            entry.push_str(&format!(" {standing}"));
        }
        entry
    }

    /// Returns what is known of its DOI, in words.
    pub fn doi_in_words(&self) -> String {
        match (&self.doi, &self.candidate_doi) {
            (Some(doi), _) => format!("https://doi.org/{doi}"),
            (None, Some(candidate)) => format!("DOI not confirmed; candidate {candidate}"),
            (None, None) => "DOI not known".to_owned(),
        }
    }
}
