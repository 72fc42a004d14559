//! Credits of figures against the references that they name.

use super::code;
use super::finding::{Certainty, Evidence, Finding};
use super::journals::{journal, publisher_in, registrant};
use super::pattern::{all, first, pattern};
use super::people::folded;
use super::text::{MARK, Part, Text};
use crate::paper::Reference;
use std::collections::HashMap;
use std::ops::Range;

pattern!(
    CREDIT,
    r"(?i)(?:copyright|©|\(c\))\s*[:@]?\s*(?:©\s*)?[(\[]?\s*(?P<year>(?:19|20)\d\d)\s*[)\]]?\s*[,.:;]?\s*(?:by\s+)?(?P<holder>\p{L}[^,.;:()\x{FFFC}]{1,60}(?:\([^()]*\))?)?"
);

pattern!(
    PERMISSION,
    r"(?i)\bpermission\b(?:[Rr]efs?\.|[^.;]){0,90}?\b(?P<year>(?:19|20)\d\d)\b\)?\s*(?P<holder>\p{L}[^,.;:()\x{FFFC}]{1,60})?"
);

pattern!(
    BARE,
    r"(?i)\bref(?:erence|s)?\.?\s*[(\[]?\s*(?P<number>\d{1,4})\b(?P<more>\s*(?:,|-|and|&)\s*\d)?"
);

pattern!(
    GIVEN,
    r"(?i)\bpermission\s+(?:of|from|by)\s+(?P<holder>\p{L}[^,.;:()©\x{FFFC}]{1,60})"
);
pattern!(
    PUBLISHED,
    r"(?i)^[,;]?\s*(?:the authors?,?\s+)?(?:exclusive licensee|published by|licensed to)\s+(?P<holder>\p{L}[^,.;:()©\x{FFFC}]{1,60})"
);

/// A credit in a caption.
struct Credit<'a> {
    sentence: usize,
    stretch: Range<usize>,
    year: i32,
    publisher: Option<&'static str>,
    holder: String,
    reference: &'a Reference,
}

pub(super) fn find(text: &Text<'_>) -> Vec<Finding> {
    let credits = credits(text);
    let learnt = learnt(&credits);
    credits
        .iter()
        .filter_map(|credit| contradiction(text, credit, &learnt))
        .collect()
}

/// Returns the credits of captions; each belongs to the last marker before it.
fn credits<'a>(text: &Text<'a>) -> Vec<Credit<'a>> {
    let mut credits = Vec::new();
    let mut last: Option<(&str, &Reference)> = None;
    for (sentence, prose) in text.sentences.iter().enumerate() {
        if prose.part != Part::Caption {
            continue;
        }
        let figure = text.paper.sentences[sentence].section.as_str();
        if last.is_some_and(|(before, _)| before != figure) {
            last = None;
        }
        let markers = works_named(text, sentence);
        let mut after = 0;
        // Without a notice of copyright, a year behind a permission says the same.
        let permitted = all(&CREDIT, &prose.text).next().is_none();
        let pattern = if permitted { &PERMISSION } else { &CREDIT };
        for found in all(pattern, &prose.text) {
            let (Some(said), Some(year)) = (found.get(0), found.name("year")) else {
                continue;
            };
            let whole = if permitted { year } else { said };
            for (at, work) in &markers {
                if (after..whole.start()).contains(at) {
                    // Several works under one credit: which of them is meant is not said.
                    last = work.map(|reference| (figure, reference));
                }
            }
            let before = &prose.text[after..whole.start()];
            after = whole.start();
            let holder = found.name("holder").map_or("", |name| name.as_str().trim());
            let holder = holder
                .split_once("permission from ")
                .map_or(holder, |(_, holder)| holder);
            // "Copyright 2024, Wiley, and from [8]": that marker belongs to the next credit.
            let (holder, goes_on) = match [" and from", " from"]
                .iter()
                .find_map(|end| holder.split_once(end))
            {
                Some((holder, _)) => (holder.trim(), true),
                None if permitted && holder.is_empty() => (said.as_str(), false),
                None => (holder, false),
            };
            let behind_it =
                || Some(first(&PUBLISHED, &prose.text[said.end()..])?["holder"].to_owned());
            let before_it = || Some(all(&GIVEN, before).last()?["holder"].to_owned());
            let publisher = publisher_in(holder);
            let holder = match publisher {
                Some(_) => holder.to_owned(),
                None => [behind_it(), before_it()]
                    .into_iter()
                    .flatten()
                    .find(|holder| publisher_in(holder).is_some())
                    .unwrap_or_else(|| holder.to_owned()),
            };
            // "Copyright 2024, Wiley [7]": the marker stands behind.
            let behind = markers.iter().find(|(at, _)| {
                !goes_on
                    && *at >= whole.end()
                    && prose.text[whole.end()..*at]
                        .chars()
                        .all(|c| !c.is_alphanumeric() && c != MARK && c != '.')
            });
            let reference = match behind {
                Some((_, Some(work))) => Some(*work),
                _ => last
                    .map(|(_, reference)| reference)
                    .or_else(|| only_work(text, sentence)),
            };
            if let (Some(reference), Ok(year)) = (reference, year.as_str().parse()) {
                credits.push(Credit {
                    sentence,
                    stretch: whole.range(),
                    year,
                    publisher: publisher_in(&holder),
                    holder: holder.trim().to_owned(),
                    reference,
                });
            }
        }
        if let Some((_, work)) = markers.last().filter(|(at, _)| *at >= after) {
            last = work.map(|reference| (figure, reference));
        }
    }
    credits
}

/// Returns the one work that a sentence's whole caption names: "© 2021 Wiley. Reprinted from [3]."
fn only_work<'a>(text: &Text<'a>, sentence: usize) -> Option<&'a Reference> {
    let figure = |other: usize| text.paper.sentences[other].section.as_str();
    let is_of_it = |other: &usize| figure(*other) == figure(sentence);
    let before = (0..sentence).rev().take_while(is_of_it);
    let behind = (sentence..text.sentences.len()).take_while(is_of_it);
    let mut works = before
        .chain(behind)
        .flat_map(|other| works_named(text, other));
    let (_, work) = works.next()?;
    works.next().is_none().then_some(work).flatten()
}

/// Returns where a caption names works, by markers or as "ref. 3", and the one that is named; none where there are several.
fn works_named<'a>(text: &Text<'a>, sentence: usize) -> Vec<(usize, Option<&'a Reference>)> {
    let markers = text.markers(sentence).into_iter().map(|(at, marker)| {
        let work = match marker.references.as_slice() {
            [number] => text.reference(number),
            _ => None,
        };
        (at, work)
    });
    let bare = all(&BARE, &text.sentences[sentence].text).filter_map(|found| {
        let number = found.name("number")?;
        let work = text.reference(number.as_str());
        Some((
            number.start(),
            work.filter(|_| found.name("more").is_none()),
        ))
    });
    let mut works: Vec<_> = markers.chain(bare).collect();
    works.sort_by_key(|(at, _)| *at);
    works
}

/// Returns the publisher that at least two credits give each journal, where all agree.
fn learnt(credits: &[Credit<'_>]) -> HashMap<String, &'static str> {
    let mut given: HashMap<String, Vec<&'static str>> = HashMap::new();
    for credit in credits {
        if let (Some(publisher), Some(name)) = (credit.publisher, &credit.reference.journal) {
            given.entry(folded(name)).or_default().push(publisher);
        }
    }
    given
        .into_iter()
        .filter(|(_, all)| all.len() > 1 && all.iter().all(|one| *one == all[0]))
        .map(|(name, all)| (name, all[0]))
        .collect()
}

fn contradiction(
    text: &Text<'_>,
    credit: &Credit<'_>,
    learnt: &HashMap<String, &'static str>,
) -> Option<Finding> {
    let reference = credit.reference;
    if super::references::has_parts(reference) {
        return None;
    }
    let year: Option<i32> = reference.year.as_deref().and_then(|year| year.parse().ok());
    let of_doi = reference.doi.as_deref().and_then(registrant);
    let of_table = journal(reference).and_then(|journal| journal.publisher);
    let of_list = reference
        .journal
        .as_deref()
        .and_then(|name| learnt.get(&folded(name)).copied());
    let publisher = of_doi.or(of_table).or(of_list);
    let other_publisher = match (credit.publisher, publisher) {
        (Some(credited), Some(known)) if credited != known => Some(known),
        _ => None,
    };
    let other_year = year.filter(|year| *year != credit.year);
    if other_publisher.is_none() && other_year.is_none() {
        return None;
    }
    let mut differences = Vec::new();
    if let Some(year) = other_year {
        differences.push(format!("the year {} and the entry has {year}", credit.year));
    }
    if let Some(known) = other_publisher {
        let journal = reference.journal.as_deref().unwrap_or("the journal");
        differences.push(format!(
            "{}, and {journal} is published by {known}",
            credit.holder
        ));
    }
    // What appears online at the end of a year is in the next one's volume.
    let online_first =
        other_publisher.is_none() && other_year.is_some_and(|year| year - credit.year == 1);
    let certainty = if online_first {
        Certainty::WorthALook
    } else {
        Certainty::Likely
    };
    let mut finding = Finding::new(
        &code::CREDIT_CONTRADICTS_REFERENCE,
        certainty,
        text.place(credit.sentence, credit.stretch.clone()),
        format!(
            "the credit for [{}] names {}",
            reference.id,
            differences.join("; it names ")
        ),
    )
    .of([reference.id.as_str()])
    .with(text.quote(credit.sentence, credit.stretch.clone()));
    finding.evidence.extend(text.entry(&reference.id));
    if online_first {
        finding = finding
            .with(Evidence::said(
                "an article that appeared online the year before its volume has both years",
            ))
            .into_note();
    }
    Some(finding)
}
