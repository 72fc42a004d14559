//! The file that holds what was found: `claims/resolved.ttl` of a knowledge base.
//!
//! It is sorted by work, one predicate a line, so that a change of one record is a change of few lines. It is written
//! as the answers come, beside its place and renamed into it, and holds nothing that is not asked for again when lost.

mod read;

use super::record::Record;
use super::search::{Checked, Outcome, Wanted};
use super::turtle::Block;
use crate::claim::write_whole;
use crate::source::reason;
use crate::vocabulary::{self, Prefixes, sg};
use crate::work::{Notice, NoticeKind};
use oxigraph::model::NamedNodeRef;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What is known of the works of a knowledge base, by work.
#[derive(Debug, Clone, Default)]
pub struct Resolved {
    works: BTreeMap<String, (Resolution, String)>,
    prefixes: Option<Prefixes>,
}

/// What is known of one work.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Resolution {
    /// The work.
    pub work: String,
    /// What is known of its DOI.
    pub known: Known,
    /// DOIs that were given for it and are not its own.
    pub refuted: Vec<String>,
    /// Whether the bibliography lacks the DOI, so that this file asserts it.
    pub asserts_doi: bool,
    /// The day when the services were asked.
    pub on: String,
    /// A digest of what the bibliography said of it then.
    pub asked_with: String,
}

/// What is known of a work's DOI.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Known {
    /// It is confirmed by this record.
    Confirmed(Box<Seen>),
    /// These DOIs may be its own.
    Ambiguous(Vec<String>),
    /// No service knows it.
    #[default]
    NotFound,
}

/// A record with where it was seen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen {
    /// The record.
    pub record: Record,
    /// The name of the service.
    pub service: String,
    /// The address there.
    pub address: String,
    /// How far it agrees with the bibliography, in words.
    pub agreement: String,
}

/// A file that could not be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("cannot write {}: {reason}", path.display())]
pub struct WriteError {
    /// The file.
    pub path: PathBuf,
    /// What the operating system said.
    pub reason: String,
}

/// Authors that are kept of a record; there are papers with thousands.
const AUTHORS: usize = 50;

const HEAD: &str = "\
# DOIs of works, and what is known of them: written by `synergraph resolve`, which replaces the whole file.
# Titles, names and dates are as the services give them. To correct a DOI, write it into the bibliography.

";

impl Resolution {
    /// Returns what to keep of an answer; `None` where there was none.
    pub fn of(wanted: &Wanted, checked: &Checked, on: &str) -> Option<Self> {
        let known = match &checked.outcome {
            Outcome::Confirmed(found) => Known::Confirmed(Box::new(Seen {
                record: kept(&found.given.record),
                service: found.given.service.name().to_owned(),
                address: found.given.address.clone(),
                agreement: found.agreement.to_string(),
            })),
            Outcome::Ambiguous(found) => Known::Ambiguous(
                found
                    .iter()
                    .map(|one| one.given.record.doi.clone())
                    .collect(),
            ),
            Outcome::NotFound => Known::NotFound,
            Outcome::NotChecked(_) => return None,
        };
        Some(Self {
            work: wanted.work.clone(),
            known,
            refuted: checked.refuted.iter().map(|one| one.doi.clone()).collect(),
            asserts_doi: wanted.doi.is_none(),
            on: on.to_owned(),
            asked_with: wanted.digest.clone(),
        })
    }

    /// Returns the DOI that is confirmed, if one is.
    pub fn doi(&self) -> Option<&str> {
        match &self.known {
            Known::Confirmed(seen) => Some(&seen.record.doi),
            _ => None,
        }
    }

    /// Returns the notices about the work.
    pub fn notices(&self) -> &[Notice] {
        match &self.known {
            Known::Confirmed(seen) => &seen.record.notices,
            _ => &[],
        }
    }
}

/// Returns what the file keeps of a record.
fn kept(record: &Record) -> Record {
    let mut record = record.clone();
    record.authors.truncate(AUTHORS);
    record.years.sort_unstable();
    record.is_notice = false;
    record.is_preprint = false;
    record
}

impl Resolved {
    /// Returns an empty file that spells names with these prefixes.
    pub fn new(prefixes: &Prefixes) -> Self {
        Self {
            works: BTreeMap::new(),
            prefixes: Some(names(prefixes)),
        }
    }

    /// Returns what is known of a work.
    pub fn get(&self, work: &str) -> Option<&Resolution> {
        self.works.get(work).map(|(resolution, _)| resolution)
    }

    /// Returns everything that is known, by work.
    pub fn iter(&self) -> impl Iterator<Item = &Resolution> {
        self.works.values().map(|(resolution, _)| resolution)
    }

    /// Keeps what is known of a work, in the place of what was known before.
    pub fn put(&mut self, resolution: Resolution) {
        let text = match &self.prefixes {
            Some(prefixes) => text_of(&resolution, prefixes),
            None => text_of(&resolution, &names(&Prefixes::none())),
        };
        self.works
            .insert(resolution.work.clone(), (resolution, text));
    }

    /// Forgets works that the knowledge base has no more.
    pub fn retain(&mut self, keep: impl Fn(&str) -> bool) {
        self.works.retain(|work, _| keep(work));
    }

    /// Returns the file.
    pub fn turtle(&self) -> String {
        let mut text = HEAD.to_owned();
        match &self.prefixes {
            Some(prefixes) => text.push_str(&prefixes.turtle()),
            None => text.push_str(&names(&Prefixes::none()).turtle()),
        }
        for (_, block) in self.works.values() {
            text.push('\n');
            text.push_str(block);
        }
        text
    }

    /// Writes the file beside its place and renames it into it: readers see the old file or the new one, whole.
    ///
    /// With `lasting`, it is on the disk when this returns.
    ///
    /// # Errors
    /// Where the folder cannot be written to, or the disk is full; nothing is left behind then.
    pub fn write(&self, path: &Path, lasting: bool) -> Result<(), WriteError> {
        write_whole(path, self.turtle().as_bytes(), lasting).map_err(|error| WriteError {
            path: path.to_owned(),
            reason: reason(&error),
        })
    }
}

/// Returns the IRI of the record of a work, or of a notice about it.
fn beside_work(work: &str, kind: &str, rest: &str) -> String {
    match work.rsplit_once("/work/") {
        Some((base, name)) if !name.is_empty() => format!("{base}/{kind}/{name}{rest}"),
        _ => {
            let mark = if work.contains('#') { '-' } else { '#' };
            format!("{work}{mark}{kind}{rest}")
        }
    }
}

fn record_of(work: &str) -> String {
    beside_work(work, "record", "")
}

fn notice_of(work: &str, notice: &Notice) -> String {
    let mut rest = format!("-{}", notice.kind.name().replace(' ', "-"));
    if let Some(doi) = &notice.doi {
        rest.push('-');
        rest.push_str(&spelt(doi));
    }
    beside_work(work, "notice", &rest)
}

/// Spells a DOI with the characters of names, different ones differently: `10.5555__notice`.
fn spelt(doi: &str) -> String {
    let mut name = String::new();
    for (at, byte) in doi.bytes().enumerate() {
        match byte {
            b'/' => name.push_str("__"),
            b'.' if at + 1 < doi.len() => name.push('.'),
            b'-' | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => name.push(char::from(byte)),
            other => name.push_str(&format!("_{other:02x}")),
        }
    }
    name
}

/// Returns the prefixes of the file: those of its terms, and short names for works where the knowledge base has one.
fn names(known: &Prefixes) -> Prefixes {
    let mut text = String::new();
    for (name, iri) in [
        ("bibo", "http://purl.org/ontology/bibo/"),
        ("cito", "http://purl.org/spar/cito/"),
        ("dcterms", "http://purl.org/dc/terms/"),
        ("fabio", "http://purl.org/spar/fabio/"),
        ("pav", "http://purl.org/pav/"),
        ("prism", "http://prismstandard.org/namespaces/basic/2.0/"),
        ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
        ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
        ("sg", "https://w3id.org/synergraph/ns#"),
        ("xsd", "http://www.w3.org/2001/XMLSchema#"),
    ] {
        text.push_str(&format!("@prefix {name}: <{iri}> .\n"));
    }
    if let Some(base) = known.get("work").and_then(|iri| iri.strip_suffix("/work/")) {
        for kind in ["notice", "record", "work"] {
            text.push_str(&format!("@prefix {kind}: <{base}/{kind}/> .\n"));
        }
    }
    let mut names = Prefixes::none();
    names.learn(&text);
    names
}

fn text_of(resolution: &Resolution, prefixes: &Prefixes) -> String {
    let work = resolution.work.as_str();
    let record_name = record_of(work);
    let mut record = Block::new(prefixes, &record_name);
    let outcome = match &resolution.known {
        Known::Confirmed(_) => sg::CONFIRMED,
        Known::Ambiguous(_) => sg::AMBIGUOUS,
        Known::NotFound => sg::NOT_FOUND,
    };
    record
        .iris(vocabulary::TYPE, [sg::RECORD.as_str()])
        .iris(sg::RECORD_OF, [work])
        .iris(sg::OUTCOME, [outcome.as_str()])
        .typed(vocabulary::RETRIEVED_ON, [&resolution.on], "date")
        .texts(sg::ASKED_WITH, [&resolution.asked_with])
        .texts(sg::REFUTED_DOI, &resolution.refuted);
    if let Known::Ambiguous(possible) = &resolution.known {
        record.texts(sg::POSSIBLE_DOI, possible);
    }
    let Known::Confirmed(seen) = &resolution.known else {
        return record.end();
    };
    let found = &seen.record;
    let years: Vec<String> = found
        .years
        .iter()
        .map(|year| format!("{year:04}"))
        .collect();
    record
        .texts(sg::SERVICE, [&seen.service])
        .iris(vocabulary::RETRIEVED_FROM, [seen.address.as_str()])
        .texts(sg::AGREEMENT, [&seen.agreement])
        .texts(sg::RECORD_DOI, [&found.doi])
        .texts(vocabulary::TITLE, &found.title)
        .texts(vocabulary::ALTERNATIVE, &found.long_title)
        .list(sg::AUTHORS, &found.authors)
        .texts(sg::JOURNAL, &found.journal)
        .typed(vocabulary::YEAR, &years, "gYear")
        .texts(vocabulary::VOLUME, &found.volume)
        .texts(vocabulary::ISSUE, &found.issue)
        .texts(vocabulary::PAGES, &found.pages)
        .texts(vocabulary::ARTICLE_NUMBER, &found.article);
    let mut text = record.end();
    if resolution.asserts_doi {
        let mut block = Block::new(prefixes, work);
        block.texts(vocabulary::DOI, [&found.doi]);
        text.push_str(&block.end());
    }
    for notice in &found.notices {
        text.push_str(&text_of_notice(work, notice, prefixes));
    }
    text
}

fn text_of_notice(work: &str, notice: &Notice, prefixes: &Prefixes) -> String {
    let name = notice_of(work, notice);
    let mut block = Block::new(prefixes, &name);
    block
        .iris(vocabulary::TYPE, [notice.kind.class().as_str()])
        .iris(sg::UPDATES, [work]);
    if let Some(predicate) = cito_of(notice.kind) {
        block.iris(predicate, [work]);
    }
    if let Some(date) = &notice.date {
        let datatype = match date.len() {
            10 => "date",
            7 => "gYearMonth",
            _ => "gYear",
        };
        block.typed(vocabulary::ISSUED, [date], datatype);
    }
    block
        .texts(sg::RECORD_DOI, &notice.doi)
        .texts(sg::REPORTED_BY, &notice.reported_by);
    block.end()
}

/// Returns what other vocabularies call such a notice's relation to its work.
fn cito_of(kind: NoticeKind) -> Option<NamedNodeRef<'static>> {
    match kind {
        NoticeKind::Retraction => Some(vocabulary::RETRACTS),
        NoticeKind::Correction => Some(vocabulary::CORRECTS),
        NoticeKind::ExpressionOfConcern | NoticeKind::Reinstatement => None,
    }
}
