//! Shares of one whole that are more than the whole: efficiencies of several products at one potential.

use super::background::Background;
use super::code;
use super::finding::{Certainty, Evidence, Finding};
use super::pattern::{matches, pattern};
use super::reading::{Reading, by_sentence};
use super::text::{Text, plain};

pattern!(
    APART,
    r"(?i)\b(?:while|whereas|compared|than|versus|vs\.? (?:the|pure|bare)|instead of|after|before|initial\w*|increas\w*|decreas\w*|drop\w*|rose|fell|from|up to|maximum|highest|best|peak|between|catalysts?|electrodes?|anod\w+|each of|paired|counter|for the first|cycles?|days?|hours?)\b|\bh\b"
);

/// How much more than the whole the shares may be: each is rounded and measured by itself.
const ROOM: f64 = 8.0;

pub(super) fn find(
    text: &Text<'_>,
    readings: &[Reading<'_>],
    background: &Background,
) -> Vec<Finding> {
    by_sentence(readings)
        .into_iter()
        .filter_map(|(sentence, here)| over_the_whole(text, sentence, &here, background))
        .collect()
}

fn over_the_whole(
    text: &Text<'_>,
    sentence: usize,
    here: &[&Reading<'_>],
    background: &Background,
) -> Option<Finding> {
    let shares: Vec<&&Reading<'_>> = here
        .iter()
        .filter(|reading| reading.is("faradaic-efficiency"))
        .collect();
    let conditions = |kind: &str| here.iter().filter(|reading| reading.is(kind)).count();
    let flat = |reading: &Reading<'_>| {
        matches!(reading.quantity.comparator, "=" | ">" | ">=")
            && reading.quantity.unit == "%"
            && reading.value > 0.0
            && reading.value <= 100.0
    };
    // One condition for all of them; with two potentials each efficiency has its own.
    if shares.len() < 2
        || conditions("potential") > 1
        || conditions("current-density") > 1
        || conditions("concentration") > 2
        || !shares.iter().all(|reading| flat(reading))
    {
        return None;
    }
    let line = &text.sentences[sentence].text;
    if matches(&APART, line) {
        return None;
    }
    // A product for each.
    if background.substances_in(line) < shares.len()
        || !named_apart(text, sentence, &shares, background)
    {
        return None;
    }
    let whole: f64 = shares.iter().map(|reading| reading.value).sum();
    let rounding: f64 = shares.iter().map(|reading| reading.rounding).sum();
    if whole <= 100.0 + ROOM.max(rounding) {
        return None;
    }
    let printed: Vec<String> = shares.iter().map(|reading| reading.printed()).collect();
    let mut finding = Finding::new(
        &code::PERCENTAGE_OVER_HUNDRED,
        Certainty::Likely,
        shares[0].place.clone(),
        format!(
            "Faradaic efficiencies of {} under one condition are {whole} % together",
            printed.join(", ")
        ),
    )
    .of(text.paper.sentences[sentence]
        .markers
        .iter()
        .flat_map(|marker| &marker.references)
        .map(String::as_str));
    for reading in shares {
        finding = finding.with(Evidence::at(
            reading.place.clone(),
            &reading.quantity.sentence,
            reading.printed(),
        ));
    }
    Some(finding)
}

/// Says whether a product stands between each efficiency and the next, or all of them stand in one list before or behind.
fn named_apart(
    text: &Text<'_>,
    sentence: usize,
    shares: &[&&Reading<'_>],
    background: &Background,
) -> bool {
    let whole = text.paper.sentences[sentence].span.bytes.clone();
    let has = |start: usize, end: usize| {
        let stretch = text.source.text.get(start..end).unwrap_or_default();
        background.substances_in(&plain(stretch)) > 0
    };
    let between = shares
        .windows(2)
        .all(|pair| has(pair[0].place.span.end, pair[1].place.span.start));
    let listed = text.sentences[sentence].text.contains("respectively");
    let outside = has(whole.start, shares[0].place.span.start)
        || shares
            .last()
            .is_some_and(|last| has(last.place.span.end, whole.end));
    outside && (between || listed)
}
