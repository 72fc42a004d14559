//! One work: its DOI checked by the record of that DOI, or sought by what the bibliography says of it.

use super::client::Trouble;
use super::service::{Given, Service, Services};
use crate::work::{Agreement, Description, Verdict, agreement};

/// A work whose DOI is to be confirmed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Its IRI.
    pub work: String,
    /// What people call it.
    pub label: String,
    /// What identifies it.
    pub description: Description,
    /// Its journal.
    pub journal: Option<String>,
    /// The DOI that the bibliography asserts, in lower case.
    pub doi: Option<String>,
    /// One that was worked out, in lower case.
    pub candidate: Option<String>,
    /// A digest of all this: when it changes, what was found before is out of date.
    pub digest: String,
}

/// What came of a work.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked {
    /// What is known of its DOI now.
    pub outcome: Outcome,
    /// DOIs of the bibliography that turned out not to be of this work.
    pub refuted: Vec<Refuted>,
}

/// What is known of a work's DOI.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// A record with this DOI is of the work.
    Confirmed(Box<Match>),
    /// These may be of the work.
    Ambiguous(Vec<Match>),
    /// The services have nothing that is like it.
    NotFound,
    /// It could not be found out, and why.
    NotChecked(Trouble),
}

/// A record, and how far it agrees with what the bibliography says.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// The record.
    pub given: Given,
    /// The agreement.
    pub agreement: Agreement,
}

/// A DOI that is not of the work for which it was given.
#[derive(Debug, Clone, PartialEq)]
pub struct Refuted {
    /// The DOI.
    pub doi: String,
    /// What it is the DOI of; `None` where no service knows it.
    pub of: Option<Match>,
}

/// Asks the services about one work.
pub(super) fn check(services: &Services, wanted: &Wanted) -> Checked {
    let mut refuted = Vec::new();
    let outcome = seek(services, wanted, &mut refuted).unwrap_or_else(Outcome::NotChecked);
    Checked { outcome, refuted }
}

fn seek(
    services: &Services,
    wanted: &Wanted,
    refuted: &mut Vec<Refuted>,
) -> Result<Outcome, Trouble> {
    let mut doubtful = Vec::new();
    let candidate = wanted
        .candidate
        .as_ref()
        .filter(|doi| wanted.doi.as_ref() != Some(doi));
    for doi in wanted.doi.iter().chain(candidate) {
        let Some(given) = services.record(doi)? else {
            refuted.push(Refuted {
                doi: doi.clone(),
                of: None,
            });
            continue;
        };
        let found = Match::of(given, wanted);
        match found.verdict_on_doi() {
            Verdict::Same => return Ok(Outcome::Confirmed(Box::new(found))),
            Verdict::Doubtful => doubtful.push(found),
            Verdict::Different => refuted.push(Refuted {
                doi: doi.clone(),
                of: Some(found),
            }),
        }
    }
    if !can_be_sought(&wanted.description) {
        return Ok(match doubtful.is_empty() {
            true => Outcome::NotFound,
            false => Outcome::Ambiguous(doubtful),
        });
    }
    for service in [Service::Crossref, Service::DataCite] {
        let found = services.search(service, &wanted.description, wanted.journal.as_deref())?;
        let found: Vec<Match> = found
            .into_iter()
            .map(|given| Match::of(given, wanted))
            .collect();
        if let Some(one) = the_one(&found) {
            return confirm(services, wanted, one);
        }
        for one in found {
            let known = doubtful
                .iter()
                .any(|other| other.given.record.doi == one.given.record.doi);
            let rejected = refuted
                .iter()
                .any(|other| other.doi == one.given.record.doi);
            if one.verdict() != Verdict::Different && !known && !rejected {
                doubtful.push(one);
            }
        }
        if !doubtful.is_empty() {
            break;
        }
    }
    if doubtful.is_empty() {
        return Ok(Outcome::NotFound);
    }
    doubtful.sort_by(|a, b| b.agreement.score().total_cmp(&a.agreement.score()));
    Ok(Outcome::Ambiguous(doubtful))
}

/// Returns the one match that is of the work, where there is one and no other.
///
/// Of several with the same title, such as an article and its preprint, it is the one whose volume and page agree.
fn the_one(found: &[Match]) -> Option<&Match> {
    let same: Vec<&Match> = found
        .iter()
        .filter(|one| one.verdict() == Verdict::Same)
        .collect();
    let mut placed = same.iter().filter(|one| one.agreement.is_placed());
    match (same.as_slice(), placed.next(), placed.next()) {
        ([one], _, _) => Some(one),
        (_, Some(one), None) => Some(one),
        _ => None,
    }
}

/// Confirms what a search found by its own record, which also holds notices about it.
fn confirm(services: &Services, wanted: &Wanted, found: &Match) -> Result<Outcome, Trouble> {
    let full = match found.given.service {
        Service::Crossref => services.record(&found.given.record.doi)?,
        _ => None,
    };
    let found = full.map_or_else(|| found.clone(), |given| Match::of(given, wanted));
    Ok(match found.verdict() {
        Verdict::Same => Outcome::Confirmed(Box::new(found)),
        _ => Outcome::Ambiguous(vec![found]),
    })
}

/// Says whether there is enough to seek a work by.
fn can_be_sought(wanted: &Description) -> bool {
    let placed = wanted.volume.is_some() && !wanted.pages.is_empty();
    !wanted.titles.is_empty() || (!wanted.authors.is_empty() && placed)
}

impl Match {
    fn of(given: Given, wanted: &Wanted) -> Self {
        let mut agreement = agreement(&wanted.description, &given.record.description());
        agreement.is_note |= given.record.is_notice;
        // A preprint has no volume; a work that has one was published since.
        if given.record.is_preprint && wanted.description.volume.is_some() {
            agreement.volume = Some(0.0);
            agreement.page = Some(0.0);
        }
        Self { given, agreement }
    }

    fn verdict(&self) -> Verdict {
        self.agreement.verdict()
    }

    /// Returns whether the record of a DOI that was given fits; where the bibliography has no title, all it has counts.
    fn verdict_on_doi(&self) -> Verdict {
        let agreement = &self.agreement;
        let parts = agreement
            .parts()
            .into_iter()
            .filter_map(|(_, _, part)| part);
        let nothing_differs = parts.into_iter().all(|part| part > 0.0);
        if agreement.title.is_none() && nothing_differs && !agreement.is_note {
            return Verdict::Same;
        }
        agreement.verdict()
    }
}
