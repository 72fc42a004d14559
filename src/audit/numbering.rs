//! Years, volumes, pages and article numbers of references against one another.

use super::code;
use super::finding::{Certainty, Evidence, Finding};
use super::journals::{Form, Journal, journal};
use super::pattern::{first, pattern};
use super::people::folded;
use super::text::Text;
use crate::paper::Reference;
use std::collections::HashMap;

pattern!(WILEY_YEAR, r"^e((?:19|20)\d\d)(\d*)$");
pattern!(WILEY_SEVEN, r"^(\d\d)\d{5}$");
pattern!(
    PAGE_RANGE,
    r"^([A-Za-z]?)(\d{1,6})\s*-+\s*([A-Za-z]?)(\d{1,6})$"
);

/// How many entries of a journal must agree before one that does not is flagged.
const AGREE: usize = 3;

pub(super) fn find(text: &Text<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let lists = by_journal(text);
    for reference in &text.paper.references {
        if super::references::has_parts(reference) {
            continue;
        }
        let known = journal(reference);
        findings.extend(length(text, reference, known, &lists));
        findings.extend(year(text, reference, known));
        findings.extend(volume(text, reference, known, &lists));
        findings.extend(pages(text, reference));
    }
    findings
}

/// Returns the entries of each journal.
fn by_journal<'a>(text: &Text<'a>) -> HashMap<String, Vec<&'a Reference>> {
    let mut lists: HashMap<String, Vec<&Reference>> = HashMap::new();
    for reference in &text.paper.references {
        if let Some(journal) = &reference.journal {
            lists.entry(folded(journal)).or_default().push(reference);
        }
    }
    lists
}

fn plain_pages(reference: &Reference) -> Option<String> {
    let pages = super::text::plain(reference.pages.as_deref()?);
    Some(pages.trim().to_owned())
}

fn year_of(reference: &Reference) -> Option<i32> {
    reference.year.as_deref()?.parse().ok()
}

fn finding(
    text: &Text<'_>,
    reference: &Reference,
    code: &'static crate::diagnostic::Code,
    certainty: Certainty,
    message: String,
) -> Finding {
    let mut finding = Finding::new(code, certainty, place_of_pages(text, reference), message)
        .of([reference.id.as_str()]);
    finding.evidence.extend(text.entry(&reference.id));
    finding
}

/// Returns the place of the pages in an entry, or of the entry.
fn place_of_pages(text: &Text<'_>, reference: &Reference) -> crate::source::Place {
    let span = reference.span.bytes.clone();
    let at = reference.pages.as_deref().and_then(|pages| {
        text.source
            .text
            .get(span.clone())?
            .rfind(pages)
            .map(|at| (at, pages.len()))
    });
    match at {
        Some((at, length)) => text.source.place(span.start + at..span.start + at + length),
        None => text.at(&reference.span),
    }
}

/// Finds article numbers that are too short or too long for their journal.
fn length(
    text: &Text<'_>,
    reference: &Reference,
    known: Option<&Journal>,
    lists: &HashMap<String, Vec<&Reference>>,
) -> Option<Finding> {
    let pages = plain_pages(reference)?;
    let name = reference.journal.as_deref().unwrap_or("the journal");
    let say = |expected: &str, certainty| {
        finding(
            text,
            reference,
            &code::ARTICLE_NUMBER_LENGTH,
            certainty,
            format!(
                "[{}]: the article number {pages} has another length than those of {name} ({expected})",
                reference.id
            ),
        )
    };
    let form = known.map_or(Form::Unknown, |journal| journal.form);
    let is_page_range = first(&PAGE_RANGE, &pages).is_some();
    match form {
        Form::WileyYear => {
            if let Some(found) = first(&WILEY_YEAR, &pages) {
                return (found[2].len() != 5)
                    .then(|| say("e, the year and five digits", Certainty::Certain));
            }
            let digits = pages.strip_prefix('e').unwrap_or(&pages);
            // Before 2021 these had pages.
            (digits.len() >= 6 && digits.bytes().all(|b| b.is_ascii_digit()) && !is_page_range)
                .then(|| say("e, the year and five digits", Certainty::Likely))
        }
        Form::WileySeven => {
            if let Some(digits) = pages.strip_prefix('e') {
                let year_form = first(&WILEY_YEAR, &pages).is_some_and(|found| found[2].len() == 5);
                let short =
                    digits.bytes().all(|b| b.is_ascii_digit()) && digits.len() != 5 && !year_form;
                return short.then(|| say("seven digits, or e and five", Certainty::Likely));
            }
            let year = year_of(reference)?;
            let number = pages.bytes().all(|b| b.is_ascii_digit());
            // Pages gave way to seven digits between 2013 and 2018.
            (number && year >= 2019 && pages.len() != 7)
                .then(|| say("seven digits, or e and five", Certainty::Likely))
        }
        Form::Digits(least, most) => {
            let number = pages.bytes().all(|b| b.is_ascii_digit());
            let year = year_of(reference).unwrap_or(0);
            (number && year >= 2016 && !(least..=most).contains(&pages.len()))
                .then(|| say(&format!("{least} to {most} digits"), Certainty::Likely))
        }
        Form::Unknown => {
            // What the others of the journal in this list agree on.
            let others: Vec<String> = lists
                .get(&folded(reference.journal.as_deref()?))?
                .iter()
                .filter(|other| other.id != reference.id)
                .filter(|other| {
                    let years = (year_of(other), year_of(reference));
                    matches!(years, (Some(a), Some(b)) if a.abs_diff(b) <= 4)
                })
                .filter_map(|other| plain_pages(other))
                .collect();
            let shape = |pages: &str| -> Option<(usize, usize)> {
                let letters = pages.chars().take_while(|c| c.is_alphabetic()).count();
                let digits = pages.chars().skip(letters);
                let count = digits.clone().count();
                // Pages have few digits and any number of them.
                (count >= 5 && digits.into_iter().all(|c| c.is_ascii_digit()))
                    .then_some((letters, count))
            };
            let agreed = shape(others.first()?)?;
            let same =
                others.len() >= AGREE && others.iter().all(|other| shape(other) == Some(agreed));
            let number = pages.chars().skip(agreed.0).all(|c| c.is_ascii_digit());
            let differs = number && pages.chars().count() != agreed.0 + agreed.1;
            (same && differs).then(|| {
                say(
                    &format!("{} of this list have {} digits", others.len(), agreed.1),
                    Certainty::Likely,
                )
            })
        }
    }
}

/// Finds article numbers that name another year than the entry.
fn year(text: &Text<'_>, reference: &Reference, known: Option<&Journal>) -> Option<Finding> {
    let pages = plain_pages(reference)?;
    let year = year_of(reference)?;
    let named: i32 =
        if let Some(found) = first(&WILEY_YEAR, &pages).filter(|found| found[2].len() >= 4) {
            found[1].parse().ok()?
        } else if matches!(known?.form, Form::WileySeven) {
            2000 + first(&WILEY_SEVEN, &pages)?[1].parse::<i32>().ok()?
        } else {
            return None;
        };
    let certainty = match year - named {
        0..=2 => return None,
        earlier if earlier < 0 => Certainty::Certain,
        _ => Certainty::WorthALook,
    };
    let verb = if year < named {
        "was given after"
    } else {
        "is of long before"
    };
    let found = finding(
        text,
        reference,
        &code::YEAR_CONTRADICTS_ARTICLE_NUMBER,
        certainty,
        format!(
            "[{}]: the article number {pages} is of {named}, and {verb} the year of the entry, {year}",
            reference.id
        ),
    );
    Some(if certainty == Certainty::WorthALook {
        found.into_note()
    } else {
        found
    })
}

/// Finds volumes of another year than the entry's.
fn volume(
    text: &Text<'_>,
    reference: &Reference,
    known: Option<&Journal>,
    lists: &HashMap<String, Vec<&Reference>>,
) -> Option<Finding> {
    let year = year_of(reference)?;
    let volume: i32 = reference.volume.as_deref()?.parse().ok()?;
    let offset = |other: &Reference| -> Option<i32> {
        Some(year_of(other)? - other.volume.as_deref()?.parse::<i32>().ok()?)
    };
    let others: Vec<i32> = lists
        .get(&folded(reference.journal.as_deref()?))?
        .iter()
        .filter(|other| other.id != reference.id)
        .filter_map(|other| offset(other))
        .collect();
    let (before, why) = match known.and_then(|journal| journal.before) {
        // The list itself may know better than the table: a section or a sister journal of the same name.
        Some(before) if others.len() < 2 || others.contains(&before) => (before, None),
        _ => {
            let agreed = *others.first()?;
            if others.len() < AGREE || others.iter().any(|other| *other != agreed) {
                return None;
            }
            (agreed, Some(others.len()))
        }
    };
    if volume + before == year {
        return None;
    }
    let name = reference.journal.as_deref().unwrap_or_default();
    let mut found = finding(
        text,
        reference,
        &code::VOLUME_CONTRADICTS_YEAR,
        Certainty::Likely,
        format!(
            "[{}]: volume {volume} of {name} is that of {}, and the entry has {year}",
            reference.id,
            volume + before
        ),
    );
    found.evidence.push(Evidence::said(match why {
        Some(count) => format!(
            "{count} other entries of {name} agree on volume {} for {year}",
            year - before
        ),
        None => format!("{year} is volume {} of {name}", year - before),
    }));
    Some(found)
}

/// Finds pages that end before they begin.
fn pages(text: &Text<'_>, reference: &Reference) -> Option<Finding> {
    let pages = plain_pages(reference)?;
    let found = first(&PAGE_RANGE, &pages)?;
    let (start, end) = (&found[2], &found[4]);
    // "13382-433" leaves out what does not change.
    let end_whole = if end.len() < start.len() {
        format!("{}{end}", &start[..start.len() - end.len()])
    } else {
        end.to_owned()
    };
    let (low, high): (u32, u32) = (start.parse().ok()?, end_whole.parse().ok()?);
    (found[1] == found[3] || found[3].is_empty()).then_some(())?;
    (low > high).then(|| {
        finding(
            text,
            reference,
            &code::PAGES_REVERSED,
            Certainty::Likely,
            format!(
                "[{}]: the pages {pages} end before they begin",
                reference.id
            ),
        )
    })
}
