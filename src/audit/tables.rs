//! Tables against the text, and the cells of a column against one another.

use super::code;
use super::finding::{Certainty, Finding};
use super::pattern::{matches, pattern};
use super::reading::Reading;
use super::rows::{System, comparison, systems};
use super::text::{Part, Text, plain};
use std::collections::{BTreeSet, HashMap};

pattern!(
    NAMED,
    r"(?i)\bet al\b|co-?workers|colleagues|\bgroup of\b|\bteam of\b"
);
pattern!(
    COMPARES,
    r"(?i)\b(?:than|compared|versus|vs\.? (?:the|pure|bare)|whereas|while|pure|bare|counterparts?|in contrast|respectively|superior|outperform\w*|surpass\w*|only|after|initial)\b"
);

/// Kinds that text and table may both give of one system.
const KINDS: &[&str] = &[
    "faradaic-efficiency",
    "selectivity",
    "conversion",
    "yield-rate",
    "turnover-frequency",
    "energy-efficiency",
];

pub(super) fn find(text: &Text<'_>, readings: &[Reading<'_>]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let systems = systems(text);
    let links = links(text, &systems);
    for (index, system) in systems.iter().enumerate() {
        let Some(sentences) = links.get(&index) else {
            continue;
        };
        findings.extend(against_text(text, readings, system, sentences));
    }
    findings
}

/// Returns for each system the sentences that are about it and about no other, and whether they name it.
fn links(text: &Text<'_>, systems: &[System]) -> HashMap<usize, Vec<(usize, bool)>> {
    let mut links: HashMap<usize, Vec<(usize, bool)>> = HashMap::new();
    let mut by_reference: HashMap<&str, Vec<usize>> = HashMap::new();
    for (index, system) in systems.iter().enumerate() {
        if let Some(reference) = &system.reference {
            by_reference.entry(reference).or_default().push(index);
        }
    }
    let topics = topics(text);
    for (sentence, prose) in text.sentences.iter().enumerate() {
        if prose.part == Part::Caption || prose.part == Part::Methods {
            continue;
        }
        let mut named: Vec<usize> = (0..systems.len())
            .filter(|index| names(&prose.text, &systems[*index].name))
            .collect();
        // "Cu-NC" is no other system where "Cu-NC-2" stands.
        let longest: Vec<usize> = named
            .iter()
            .copied()
            .filter(|one| {
                !named.iter().any(|other| {
                    one != other
                        && systems[*other].name.len() > systems[*one].name.len()
                        && systems[*other].name.contains(&systems[*one].name)
                })
            })
            .collect();
        named = longest;
        let of_topic = topics[sentence]
            .as_deref()
            .and_then(|number| by_reference.get(number));
        match (named.as_slice(), of_topic.map(Vec::as_slice)) {
            // One name may be that of two works' systems.
            ([one], _) if is_of_another_work(&systems[*one], topics[sentence].as_deref()) => {}
            ([one], _) => links.entry(*one).or_default().push((sentence, true)),
            ([], Some([one])) => links.entry(*one).or_default().push((sentence, false)),
            _ => {}
        }
    }
    links
}

/// Says whether a sentence goes on about another reference than a system's row cites.
fn is_of_another_work(system: &System, topic: Option<&str>) -> bool {
    matches!((system.reference.as_deref(), topic), (Some(cited), Some(topic)) if cited != topic)
}

/// Says whether a sentence holds a name that is no part of a longer one.
fn names(line: &str, name: &str) -> bool {
    name.chars().count() > 2
        && line.match_indices(name).any(|(at, _)| {
            let before = line[..at].chars().next_back();
            let after = line[at + name.len()..].chars().next();
            let joins = |c: char| c.is_alphanumeric() || matches!(c, '-' | '/' | '@' | '[');
            before.is_none_or(|c| !joins(c)) && after.is_none_or(|c| !joins(c) || c == 's')
        })
}

/// Returns the one reference that each sentence goes on about, where there is one: up to the next name or marker.
fn topics(text: &Text<'_>) -> Vec<Option<String>> {
    let mut topics = vec![None; text.sentences.len()];
    let mut start = 0;
    while start < text.sentences.len() {
        let paragraph = text.paragraph(start);
        let mut segments: Vec<(usize, BTreeSet<&str>)> = Vec::new();
        for sentence in paragraph.clone() {
            let numbers: BTreeSet<&str> = text.paper.sentences[sentence]
                .markers
                .iter()
                .flat_map(|m| &m.references)
                .map(String::as_str)
                .collect();
            let begins = match segments.last() {
                None => true,
                Some((_, known)) => {
                    matches(&NAMED, &text.sentences[sentence].text)
                        || !numbers.is_empty() && !known.is_empty() && numbers != *known
                }
            };
            if begins {
                segments.push((sentence, numbers));
            } else if let Some((_, known)) = segments.last_mut() {
                known.extend(numbers);
            }
        }
        for (index, (first, numbers)) in segments.iter().enumerate() {
            let end = segments
                .get(index + 1)
                .map_or(paragraph.end, |(next, _)| *next);
            if let (1, Some(number)) = (numbers.len(), numbers.first()) {
                topics[*first..end].fill(Some((*number).to_owned()));
            }
        }
        start = paragraph.end.max(start + 1);
    }
    topics
}

/// Compares a row with what the text says of its system.
fn against_text(
    text: &Text<'_>,
    readings: &[Reading<'_>],
    system: &System,
    sentences: &[(usize, bool)],
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let of_row = |reading: &&Reading<'_>| {
        reading
            .cell
            .is_some_and(|cell| cell.table == system.table && cell.row == system.row)
    };
    let in_text: Vec<(&Reading<'_>, bool)> = readings
        .iter()
        .filter_map(|reading| {
            let sentence = reading.sentence?;
            let (_, named) = sentences.iter().find(|(linked, _)| *linked == sentence)?;
            Some((reading, *named))
        })
        .collect();
    for printed in readings.iter().filter(of_row) {
        if printed.is("potential") {
            findings.extend(at_another_potential(readings, system, printed, &in_text));
            continue;
        }
        let Some(kind) = printed.quantity.kind.filter(|kind| KINDS.contains(kind)) else {
            findings.extend(by_header(text, system, printed, &in_text));
            continue;
        };
        let same: Vec<&(&Reading<'_>, bool)> = in_text
            .iter()
            .filter(|(reading, _)| {
                reading.is(kind)
                    && reading.dimensions == printed.dimensions
                    && is_basis_same(reading, printed)
            })
            .collect();
        let agreeing: Vec<&Reading<'_>> = same
            .iter()
            .map(|(reading, _)| *reading)
            .filter(|reading| reading.agrees(printed))
            .collect();
        if let Some(first) = agreeing.first() {
            // "about 92" for 92.4 loses nothing.
            let flat = |reading: &Reading<'_>| matches!(reading.quantity.comparator, "=" | "~");
            let exact = agreeing.iter().any(|reading| flat(reading));
            if flat(printed) && !exact
                || !flat(printed) && agreeing.iter().all(|reading| flat(reading))
            {
                findings.push(comparison(
                    &code::COMPARATOR_LOST,
                    Certainty::Likely,
                    system,
                    first,
                    printed,
                    format!(
                        "{}: the text has {}, and the table {}",
                        system.name,
                        first.printed(),
                        printed.printed()
                    ),
                ));
            }
        } else if let [(said, named)] = same.as_slice() {
            let line = said
                .sentence
                .map_or("", |sentence| text.sentences[sentence].text.as_str());
            let compares = matches(&COMPARES, line);
            // The same share without the word for it: "of CuCo-1, 93 % is reported; after activation its efficiency was 97 %".
            let agrees = in_text.iter().any(|(other, _)| {
                other.sentence == said.sentence
                    && other.is("percentage")
                    && other.quantity.unit == printed.quantity.unit
                    && other.agrees(printed)
            });
            if said.quantity.comparator == "=" && (*named || !compares) && !agrees {
                findings.push(comparison(
                    &code::TEXT_CONTRADICTS_TABLE,
                    if compares {
                        Certainty::WorthALook
                    } else {
                        Certainty::Likely
                    },
                    system,
                    said,
                    printed,
                    format!(
                        "{}: the text has {}, and the table {}",
                        system.name,
                        said.printed(),
                        printed.printed()
                    ),
                ));
            }
        } else if same.is_empty() {
            findings.extend(mistaken(system, kind, printed, &in_text));
        }
    }
    findings
}

/// Compares a row's potential with the only one of a sentence that gives another number of the row with it.
fn at_another_potential(
    readings: &[Reading<'_>],
    system: &System,
    printed: &Reading<'_>,
    in_text: &[(&Reading<'_>, bool)],
) -> Option<Finding> {
    let row = printed.cell?;
    let electrode = |reading: &Reading<'_>| reading.quantity.reference_electrode;
    let potentials = |sentence: Option<usize>| {
        in_text
            .iter()
            .filter(move |(reading, _)| reading.sentence == sentence && reading.is("potential"))
    };
    let said = in_text.iter().find_map(|(reading, named)| {
        let one = reading.is("potential") && potentials(reading.sentence).count() == 1;
        let same = electrode(reading).is_none()
            || electrode(printed).is_none()
            || electrode(reading) == electrode(printed);
        (*named && one && same && reading.quantity.comparator == "=").then_some(*reading)
    })?;
    // Any sentence may name the row's potential; a table of several conditions has several rows.
    let agrees = in_text
        .iter()
        .any(|(reading, _)| reading.is("potential") && reading.agrees(printed));
    let beside = in_text
        .iter()
        .filter(|(reading, _)| reading.sentence == said.sentence)
        .any(|(reading, _)| {
            let kind = reading.quantity.kind.filter(|kind| KINDS.contains(kind));
            readings.iter().any(|cell| {
                let here = cell
                    .cell
                    .is_some_and(|at| at.table == row.table && at.row == row.row);
                here && kind.is_some()
                    && cell.quantity.kind == kind
                    && cell.dimensions == reading.dimensions
                    && cell.agrees(reading)
            })
        });
    (beside && !agrees && !said.agrees(printed)).then(|| {
        let message = format!(
            "{}: the text has {}, and the table {}",
            system.name,
            said.printed(),
            printed.printed()
        );
        let code = &code::TEXT_CONTRADICTS_TABLE;
        comparison(code, Certainty::Likely, system, said, printed, message)
    })
}

/// Compares a share whose kind only the column's header tells, such as "Accuracy (%)", with the one number of a sentence that
/// names the system and says that word.
fn by_header(
    text: &Text<'_>,
    system: &System,
    printed: &Reading<'_>,
    in_text: &[(&Reading<'_>, bool)],
) -> Option<Finding> {
    let cell = printed.cell.filter(|_| printed.is("percentage"))?;
    let header = text.paper.tables[cell.table]
        .header
        .cells
        .get(cell.column)?;
    let header = plain(header).to_lowercase();
    let word = header.split(['(', '[', '/']).next().unwrap_or_default();
    let word = word.trim();
    if word.chars().count() < 4 || !word.chars().all(|c| c.is_alphabetic() || c == ' ') {
        return None;
    }
    let said_so = |sentence: usize| {
        let line = &text.sentences[sentence].text;
        line.to_lowercase().contains(word) && !matches(&COMPARES, line)
    };
    let mut same = in_text.iter().filter(|(reading, named)| {
        *named && reading.is("percentage") && reading.sentence.is_some_and(said_so)
    });
    let (said, _) = same.next().filter(|_| same.next().is_none())?;
    let alone = in_text
        .iter()
        .filter(|(reading, _)| reading.sentence == said.sentence && reading.quantity.unit == "%")
        .count()
        == 1;
    (alone && said.quantity.comparator == "=" && !said.agrees(printed)).then(|| {
        let message = format!(
            "{}: the text has {}, and the table {}",
            system.name,
            said.printed(),
            printed.printed()
        );
        let code = &code::TEXT_CONTRADICTS_TABLE;
        comparison(code, Certainty::Likely, system, said, printed, message)
    })
}

/// Says whether two rates are per gram of the same, as far as both say.
fn is_basis_same(a: &Reading<'_>, b: &Reading<'_>) -> bool {
    match (&a.quantity.basis, &b.quantity.basis) {
        (Some(a), Some(b)) => a.eq_ignore_ascii_case(b),
        _ => true,
    }
}

/// Finds one number that is a selectivity in one place and a Faradaic efficiency in the other.
fn mistaken(
    system: &System,
    kind: &str,
    printed: &Reading<'_>,
    in_text: &[(&Reading<'_>, bool)],
) -> Option<Finding> {
    let other = match kind {
        "faradaic-efficiency" => "selectivity",
        "selectivity" => "faradaic-efficiency",
        _ => return None,
    };
    // Round numbers may well be both.
    let telling = printed.value.fract() != 0.0 || printed.value % 10.0 != 0.0;
    let (said, _) = in_text.iter().find(|(reading, _)| {
        reading.is(other)
            && reading.value.to_bits() == printed.value.to_bits()
            && reading.quantity.unit == "%"
    })?;
    telling.then(|| {
        let word = |kind: &str| {
            if kind == "selectivity" {
                "a selectivity"
            } else {
                "a Faradaic efficiency"
            }
        };
        let message = format!(
            "{}: {} is {} in the text and {} in the table",
            system.name,
            printed.printed(),
            word(other),
            word(kind)
        );
        comparison(
            &code::SELECTIVITY_AS_EFFICIENCY,
            Certainty::Likely,
            system,
            said,
            printed,
            message,
        )
    })
}
