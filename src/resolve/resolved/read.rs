//! Reads the file back; whatever it did not write itself is reported, since writing the file anew would lose it.

use super::super::date::days_between;
use super::super::record::{Record, lower_doi};
use super::{Known, Resolution, Resolved, Seen, cito_of, notice_of, record_of};
use crate::claim::{Finder, read_quads};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Source;
use crate::vocabulary::{self, Prefixes, sg};
use crate::work::{Notice, NoticeKind};
use oxigraph::model::{GraphName, NamedNodeRef, Term};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What stands in the file: for each subject its predicates with their objects.
type Subjects = BTreeMap<String, Vec<(String, Term)>>;

impl Resolved {
    /// Reads the file, and reports what is wrong with it.
    pub fn read(source: &Arc<Source>, prefixes: &Prefixes) -> (Self, Vec<Diagnostic>) {
        let mut resolved = Self::new(prefixes);
        let (quads, mut problems) = read_quads(source, None);
        if !problems.is_empty() {
            return (resolved, problems);
        }
        let mut declared = Prefixes::none();
        declared.learn(&source.text);
        let mut reader = Reader {
            subjects: Subjects::new(),
            finder: Finder::new(std::iter::once(source), &declared),
            problems: Vec::new(),
        };
        for quad in quads {
            let subject = quad.subject.to_string();
            if quad.graph_name != GraphName::DefaultGraph {
                reader.report(&subject, None, "stands in a graph");
            }
            let object = (quad.predicate.into_string(), quad.object);
            reader.subjects.entry(subject).or_default().push(object);
        }
        for resolution in reader.resolutions() {
            resolved.put(resolution);
        }
        problems.append(&mut reader.problems);
        (resolved, problems)
    }
}

struct Reader<'a> {
    /// What was not read yet.
    subjects: Subjects,
    finder: Finder<'a>,
    problems: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn resolutions(&mut self) -> Vec<Resolution> {
        let records: Vec<String> = self
            .subjects
            .iter()
            .filter(|(_, said)| {
                said.iter()
                    .any(|(p, o)| *p == vocabulary::TYPE.as_str() && is(o, sg::RECORD))
            })
            .map(|(name, _)| name.clone())
            .collect();
        let resolutions = records
            .into_iter()
            .filter_map(|name| self.resolution(&name))
            .collect();
        // What hangs on something that was reported already is not reported again.
        let left: Vec<(String, String)> = match self.problems.is_empty() {
            true => self
                .subjects
                .iter()
                .filter_map(|(name, said)| Some((name.clone(), said.first()?.0.clone())))
                .collect(),
            false => Vec::new(),
        };
        for (subject, predicate) in left {
            self.report(
                &subject,
                Some(&predicate),
                "was not written by `synergraph resolve`",
            );
        }
        resolutions
    }

    fn resolution(&mut self, name: &str) -> Option<Resolution> {
        self.take(name, vocabulary::TYPE);
        let Some(work) = self.iri(name, sg::RECORD_OF) else {
            self.report(name, None, "says of no work that it is its record");
            return None;
        };
        if name != format!("<{}>", record_of(&work)) {
            self.report(name, None, "is not the name of that work's record");
        }
        let outcome = self.iri(name, sg::OUTCOME).unwrap_or_default();
        let on = self
            .text(name, vocabulary::RETRIEVED_ON)
            .unwrap_or_default();
        if days_between(&on, &on).is_none() {
            self.report(name, Some(vocabulary::RETRIEVED_ON.as_str()), "has no date");
        }
        let asked_with = self.text(name, sg::ASKED_WITH).unwrap_or_default();
        let refuted = self.texts(name, sg::REFUTED_DOI);
        let possible = self.texts(name, sg::POSSIBLE_DOI);
        let mut asserts_doi = true;
        let known = if outcome == sg::CONFIRMED.as_str() {
            let mut seen = self.seen(name)?;
            let asserted = self.texts(&format!("<{work}>"), vocabulary::DOI);
            asserts_doi = !asserted.is_empty();
            if asserts_doi && asserted != [seen.record.doi.clone()] {
                self.report(
                    &format!("<{work}>"),
                    Some(vocabulary::DOI.as_str()),
                    "has not the DOI of its record",
                );
            }
            seen.record.notices = self.notices(&work);
            Known::Confirmed(Box::new(seen))
        } else if outcome == sg::AMBIGUOUS.as_str() {
            Known::Ambiguous(possible)
        } else if outcome == sg::NOT_FOUND.as_str() {
            Known::NotFound
        } else {
            self.report(
                name,
                Some(sg::OUTCOME.as_str()),
                "has no outcome that is known",
            );
            return None;
        };
        self.done(name);
        self.done(&format!("<{work}>"));
        Some(Resolution {
            work,
            known,
            refuted,
            asserts_doi,
            on,
            asked_with,
        })
    }

    fn seen(&mut self, name: &str) -> Option<Seen> {
        let doi = self.text(name, sg::RECORD_DOI).unwrap_or_default();
        if lower_doi(&doi).as_deref() != Some(doi.as_str()) {
            self.report(name, Some(sg::RECORD_DOI.as_str()), "has no sound DOI");
            return None;
        }
        let mut years: Vec<i32> = self
            .texts(name, vocabulary::YEAR)
            .iter()
            .filter_map(|year| year.parse().ok())
            .collect();
        years.sort_unstable();
        Some(Seen {
            service: self.text(name, sg::SERVICE).unwrap_or_default(),
            address: self
                .iri(name, vocabulary::RETRIEVED_FROM)
                .unwrap_or_default(),
            agreement: self.text(name, sg::AGREEMENT).unwrap_or_default(),
            record: Record {
                doi,
                title: self.text(name, vocabulary::TITLE),
                long_title: self.text(name, vocabulary::ALTERNATIVE),
                authors: self.list(name, sg::AUTHORS),
                journal: self.text(name, sg::JOURNAL),
                years,
                volume: self.text(name, vocabulary::VOLUME),
                issue: self.text(name, vocabulary::ISSUE),
                pages: self.text(name, vocabulary::PAGES),
                article: self.text(name, vocabulary::ARTICLE_NUMBER),
                ..Record::default()
            },
        })
    }

    fn notices(&mut self, work: &str) -> Vec<Notice> {
        let names: Vec<String> = self
            .subjects
            .iter()
            .filter(|(_, said)| {
                said.iter()
                    .any(|(p, o)| *p == sg::UPDATES.as_str() && *o == term(work))
            })
            .map(|(name, _)| name.clone())
            .collect();
        let mut notices = Vec::new();
        for name in names {
            let class = self.iri(&name, vocabulary::TYPE).unwrap_or_default();
            let Some(kind) = NoticeKind::ALL
                .into_iter()
                .find(|kind| kind.class().as_str() == class)
            else {
                self.report(
                    &name,
                    Some(vocabulary::TYPE.as_str()),
                    "is no kind of notice",
                );
                continue;
            };
            self.take(&name, sg::UPDATES);
            if let Some(predicate) = cito_of(kind) {
                self.take(&name, predicate);
            }
            let mut reported_by = self.texts(&name, sg::REPORTED_BY);
            reported_by.sort();
            let notice = Notice {
                kind,
                date: self.text(&name, vocabulary::ISSUED),
                doi: self.text(&name, sg::RECORD_DOI),
                reported_by,
            };
            if name != format!("<{}>", notice_of(work, &notice)) {
                self.report(&name, None, "is not the name of that notice");
            }
            notices.push(notice);
            self.done(&name);
        }
        notices.sort();
        notices
    }

    /// Takes the objects of a predicate out of what was not read yet.
    fn take(&mut self, subject: &str, predicate: NamedNodeRef<'_>) -> Vec<Term> {
        let Some(said) = self.subjects.get_mut(subject) else {
            return Vec::new();
        };
        let (taken, left): (Vec<_>, Vec<_>) = std::mem::take(said)
            .into_iter()
            .partition(|(known, _)| known == predicate.as_str());
        *said = left;
        taken.into_iter().map(|(_, object)| object).collect()
    }

    fn texts(&mut self, subject: &str, predicate: NamedNodeRef<'_>) -> Vec<String> {
        let objects = self.take(subject, predicate);
        let texts = objects.into_iter().filter_map(|object| match object {
            Term::Literal(literal) => Some(literal.value().to_owned()),
            _ => None,
        });
        texts.collect()
    }

    fn text(&mut self, subject: &str, predicate: NamedNodeRef<'_>) -> Option<String> {
        let texts = self.texts(subject, predicate);
        if texts.len() > 1 {
            self.report(
                subject,
                Some(predicate.as_str()),
                "has several values where one is written",
            );
        }
        texts.into_iter().next()
    }

    fn iri(&mut self, subject: &str, predicate: NamedNodeRef<'_>) -> Option<String> {
        self.take(subject, predicate)
            .into_iter()
            .find_map(|object| match object {
                Term::NamedNode(node) => Some(node.into_string()),
                _ => None,
            })
    }

    fn list(&mut self, subject: &str, predicate: NamedNodeRef<'_>) -> Vec<String> {
        let mut items = Vec::new();
        let mut seen = BTreeSet::new();
        let mut next = self.take(subject, predicate).into_iter().next();
        while let Some(Term::BlankNode(node)) = next {
            let node = node.to_string();
            if !seen.insert(node.clone()) {
                break;
            }
            items.extend(self.text(&node, vocabulary::FIRST));
            next = self.take(&node, vocabulary::REST).into_iter().next();
            self.done(&node);
        }
        items
    }

    /// Forgets a subject of which nothing is left.
    fn done(&mut self, subject: &str) {
        if self.subjects.get(subject).is_some_and(Vec::is_empty) {
            self.subjects.remove(subject);
        }
    }

    fn report(&mut self, subject: &str, predicate: Option<&str>, what: &str) {
        let iri = match subject.starts_with("_:") {
            true => "a blank node",
            false => subject.trim_start_matches('<').trim_end_matches('>'),
        };
        let place = match predicate {
            Some(predicate) => self.finder.near(iri, predicate),
            None => self.finder.of_subject(iri),
        };
        let mut diagnostic = Diagnostic::new(Code::RESOLVED_MALFORMED, format!("`{iri}` {what}"))
            .with_hint("mend it, or move what is yours to another file; without the file, everything is asked again");
        if let Some(place) = place {
            diagnostic = diagnostic.at(place);
        }
        self.problems.push(diagnostic);
    }
}

fn is(object: &Term, node: NamedNodeRef<'_>) -> bool {
    matches!(object, Term::NamedNode(known) if known.as_ref() == node)
}

fn term(iri: &str) -> Term {
    oxigraph::model::NamedNode::new_unchecked(iri).into()
}
