//! Partial current densities against the total one: a part of a current is no more than the whole.

use super::code;
use super::finding::{Certainty, Evidence, Finding};
use super::pattern::{all, matches, pattern};
use super::reading::{Reading, by_sentence};
use super::text::{Text, plain};

pattern!(
    PARTIAL,
    r"(?i)\bpartial\s+(?:\p{L}+\s+){0,2}current\s+densit(?:y|ies)\b"
);
pattern!(
    TOTAL,
    r"(?i)\b(?:total|overall|applied|constant|operating)\s+(?:geometric\s+)?(?:current|densit)"
);
// Two conditions, or two catalysts.
pattern!(
    APART,
    r"(?i)\b(?:than|compared|whereas|while|versus|vs\.? (?:the|pure|bare)|respectively|times|after|from|increas\w*|decreas\w*|both|range|maximum|highest|peak)\b"
);

/// How far a part may be from what the efficiency makes of the whole.
const TOLERANCE: f64 = 0.15;

pub(super) fn find(text: &Text<'_>, readings: &[Reading<'_>]) -> Vec<Finding> {
    by_sentence(readings)
        .into_iter()
        .filter_map(|(sentence, here)| contradiction(text, sentence, &here))
        .collect()
}

fn contradiction(text: &Text<'_>, sentence: usize, here: &[&Reading<'_>]) -> Option<Finding> {
    let line = &text.sentences[sentence].text;
    let mut words = all(&PARTIAL, line);
    let (Some(word), None) = (words.next(), words.next()) else {
        return None;
    };
    let of_kind = |kind: &str| -> Vec<&&Reading<'_>> {
        here.iter().filter(|reading| reading.is(kind)).collect()
    };
    let (densities, efficiencies) = (of_kind("current-density"), of_kind("faradaic-efficiency"));
    let [one, other] = densities.as_slice() else {
        return None;
    };
    let flat = |reading: &&Reading<'_>| reading.quantity.comparator == "=" && reading.value != 0.0;
    if !flat(one) || !flat(other) || one.dimensions != other.dimensions || matches(&APART, line) {
        return None;
    }
    let (part, whole) = told_apart(
        text,
        text.place(sentence, word.get(0)?.range()).span.end,
        one,
        other,
    )?;
    let (of_part, of_whole) = (part.in_base().abs(), whole.in_base().abs());
    let (message, certainty) = match efficiencies.as_slice() {
        _ if of_part > of_whole * 1.05 && matches(&TOTAL, line) => (
            format!(
                "a partial current density of {} is more than the total of {}",
                part.printed(),
                whole.printed()
            ),
            Certainty::Likely,
        ),
        [efficiency] if efficiency.quantity.comparator == "=" && efficiency.value > 0.0 => {
            let implied = of_whole * efficiency.value / 100.0;
            if (of_part / implied - 1.0).abs() <= TOLERANCE {
                return None;
            }
            let value = whole.value.abs() * efficiency.value / 100.0;
            (
                format!(
                    "{} is no partial current density of {} at {}, which imply {value:.0} {}",
                    part.printed(),
                    whole.printed(),
                    efficiency.printed(),
                    whole.quantity.unit
                ),
                Certainty::Likely,
            )
        }
        _ => return None,
    };
    let finding = Finding::new(
        &code::FARADAY_CONTRADICTED,
        certainty,
        part.place.clone(),
        message,
    )
    .of(text.paper.sentences[sentence]
        .markers
        .iter()
        .flat_map(|marker| &marker.references)
        .map(String::as_str));
    let shown = [whole, part]
        .into_iter()
        .chain(efficiencies.iter().map(|reading| **reading));
    Some(shown.fold(finding, |finding, reading| {
        finding.with(Evidence::at(
            reading.place.clone(),
            &reading.quantity.sentence,
            reading.printed(),
        ))
    }))
}

/// Returns the part and the whole of two current densities: the part is the one that follows its name.
fn told_apart<'a, 'b>(
    text: &Text<'_>,
    name: usize,
    one: &'b Reading<'a>,
    other: &'b Reading<'a>,
) -> Option<(&'b Reading<'a>, &'b Reading<'a>)> {
    let behind = |reading: &Reading<'_>| reading.place.span.start >= name;
    let (part, whole) = match (behind(one), behind(other)) {
        (true, _) => (one, other),
        (false, true) => (other, one),
        (false, false) => return None,
    };
    let between = text.source.text.get(name..part.place.span.start)?;
    let near = between.len() < 240 && plain(between).chars().count() < 60;
    near.then_some((part, whole))
}
