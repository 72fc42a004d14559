//! Works as bibliographic records.

use super::Citations;
use crate::bibliography::{Date, Kind, Name, Record, plain, read_csl_json, unique_keys};
use crate::source::Source;
use crate::store::TermId;
use crate::vocabulary::{self, sg};
use oxigraph::model::TermRef;
use rustc_hash::FxHashSet;

impl Citations<'_> {
    /// Returns every work: papers, then what reference lists lead to by number, then what else is described or cited.
    pub fn works(&self) -> Vec<TermId> {
        let mut works: Vec<TermId> = Vec::new();
        let mut seen = FxHashSet::default();
        let mut add = |found: Vec<TermId>| {
            works.extend(found.into_iter().filter(|work| seen.insert(*work)));
        };
        add(self.all_objects(sg::IN_PAPER));
        let mut references: Vec<(Option<u32>, TermId, TermId)> = self
            .pairs(vocabulary::REFERENCES)
            .into_iter()
            .map(|(reference, work)| {
                let number = self.text(reference, sg::NUMBER);
                (
                    number.and_then(|number| number.parse().ok()),
                    reference,
                    work,
                )
            })
            .collect();
        references.sort_unstable();
        let lists: FxHashSet<TermId> = references
            .iter()
            .map(|(_, reference, _)| *reference)
            .collect();
        add(references.into_iter().map(|(_, _, work)| work).collect());
        for property in [sg::FIRST_AUTHOR, vocabulary::DOI, sg::CSL_JSON] {
            add(self.by_name(self.pairs(property).into_iter().map(|(work, _)| work)));
        }
        let cited = self.all_objects(vocabulary::CITES_AS_EVIDENCE);
        add(self.by_name(cited.into_iter().filter(|work| !lists.contains(work))));
        works
    }

    fn pairs(&self, property: oxigraph::model::NamedNodeRef<'_>) -> Vec<(TermId, TermId)> {
        let Some(property) = self.store.id(property) else {
            return Vec::new();
        };
        let found = self.store.matching(None, Some(property), None);
        found
            .map(|statement| {
                let [subject, _, object] = self.store.triple(statement);
                (subject, object)
            })
            .collect()
    }

    fn all_objects(&self, property: oxigraph::model::NamedNodeRef<'_>) -> Vec<TermId> {
        self.by_name(self.pairs(property).into_iter().map(|(_, object)| object))
    }

    fn by_name(&self, terms: impl Iterator<Item = TermId>) -> Vec<TermId> {
        let mut terms: Vec<TermId> = terms.collect();
        terms.sort_by_cached_key(|term| self.store.term(*term).to_string());
        terms.dedup();
        terms
    }

    /// Returns the records of works, each under a key of its own.
    pub fn records(&self, works: &[TermId]) -> Vec<Record> {
        let mut records: Vec<Record> = works.iter().map(|work| self.record(*work)).collect();
        unique_keys(&mut records);
        records
    }

    /// Returns what the bibliography says of a work as a record, whose key is the end of the work's IRI.
    ///
    /// A DOI that is only a candidate is told in a note, and is not the record's DOI.
    pub fn record(&self, id: TermId) -> Record {
        let work = self.work(id);
        let kept = self.text(id, sg::CSL_JSON).unwrap_or_default();
        let mut record = match kept.is_empty() {
            true => Record::default(),
            false => read_csl_json(&Source::new("", kept))
                .0
                .pop()
                .unwrap_or_default(),
        };
        record.key = key(&work.iri);
        record.kind = self.kind(id, &record, work.journal.is_some());
        for (field, value) in [
            ("title", &work.title),
            ("container-title", &work.journal),
            ("volume", &work.volume),
            ("issue", &self.text(id, vocabulary::ISSUE)),
            ("page", &self.text(id, vocabulary::PAGES)),
            ("article-number", &self.text(id, vocabulary::ARTICLE_NUMBER)),
            ("DOI", &work.doi),
        ] {
            // What is kept has the markup; what the property says counts where the two differ.
            let kept = record.get(field).map(|kept| {
                if field == "DOI" {
                    kept.to_lowercase()
                } else {
                    plain(kept)
                }
            });
            match value {
                Some(value) if kept.as_deref() != Some(value) => record.set(field, value.as_str()),
                Some(_) => {}
                None => drop(record.fields.remove(field)),
            }
        }
        let sorted: Vec<String> = record
            .authors()
            .iter()
            .filter(|name| !name.is_others())
            .map(Name::sorted)
            .collect();
        if sorted != work.authors || work.authors.is_empty() {
            let mut names: Vec<Name> = work
                .authors
                .iter()
                .map(|name| {
                    if name.contains(',') {
                        Name::read(name)
                    } else {
                        Name::whole(name)
                    }
                })
                .collect();
            if work.more_authors {
                names.push(Name::others());
            }
            if names.is_empty() {
                record.names.remove("author");
            } else {
                record.names.insert("author".to_owned(), names);
            }
        }
        let printed = self
            .text(id, vocabulary::ISSUED)
            .or_else(|| work.year.clone());
        if let Some(date) = printed.map(|text| Date::read(&text))
            && record
                .dates
                .get("issued")
                .and_then(|kept| kept.start)
                .map(|day| day.year)
                != date.start.map(|day| day.year)
        {
            record.dates.insert("issued".to_owned(), date);
        }
        if let (None, Some(candidate)) = (&work.doi, &work.candidate_doi) {
            let note = match &work.candidate_reason {
                Some(reason) => format!("DOI not confirmed; candidate {candidate}: {reason}"),
                None => format!("DOI not confirmed; candidate {candidate}"),
            };
            let note = match record.get("note") {
                Some(kept) => format!("{kept}\n{note}"),
                None => note,
            };
            record.set("note", note);
        }
        if record.title().is_none() && record.authors().is_empty() {
            // Nothing more is known than its name.
            record.set("title", work.label.unwrap_or(work.iri));
        }
        record
    }

    fn kind(&self, work: TermId, kept: &Record, in_journal: bool) -> Kind {
        for class in self.objects(work, vocabulary::TYPE) {
            let TermRef::NamedNode(class) = self.store.term(class) else {
                continue;
            };
            let csl = match class.as_str().strip_prefix("http://purl.org/spar/fabio/") {
                Some("JournalArticle" | "ReviewArticle" | "ResearchPaper") => "article-journal",
                Some("ConferencePaper") => "paper-conference",
                Some("Preprint") => "article",
                Some("Dataset") => "dataset",
                _ => continue,
            };
            if let Some(kind) = Kind::of_csl(csl) {
                return kind;
            }
        }
        if kept.kind == Kind::default() && in_journal {
            Kind::ARTICLE
        } else {
            kept.kind
        }
    }
}

fn key(iri: &str) -> String {
    let end = iri
        .trim_end_matches('/')
        .rsplit(['/', '#'])
        .next()
        .unwrap_or(iri);
    let key: String = end
        .chars()
        .map(|c| {
            if c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':') {
                c
            } else {
                '-'
            }
        })
        .collect();
    key.trim_matches('-').to_owned()
}
