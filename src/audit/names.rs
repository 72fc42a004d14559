//! Names in the text against the references that they are given: "Doe et al. [7]".

use super::code;
use super::finding::{Certainty, Evidence, Finding};
use super::mentions::{Mention, Role, mentions};
use super::people::{family, first_author, is_name_of, is_near, lists_all};
use super::text::{Part, Text};
use crate::paper::Reference;
use std::collections::HashSet;

/// Markers that a mention may belong to.
struct Cited<'a> {
    numbers: Vec<&'a str>,
    /// The marker follows the name directly.
    adjacent: bool,
    sentence: usize,
}

pub(super) fn find(text: &Text<'_>) -> Vec<Finding> {
    if text.paper.references.is_empty() {
        return Vec::new();
    }
    let mentions = mentions(text);
    let mut findings = Vec::new();
    for (index, mention) in mentions.iter().enumerate() {
        let rest = &mentions[index + 1..];
        match cited(text, mention, rest) {
            Some(cited) => findings.extend(mismatch(text, mention, &cited)),
            None => findings.extend(without_citation(text, mention)),
        }
    }
    findings
}

/// Returns the marker that a mention belongs to: directly behind it, later in the sentence, or in those that follow.
fn cited<'a>(text: &Text<'a>, mention: &Mention, rest: &[Mention]) -> Option<Cited<'a>> {
    let markers = text.markers(mention.sentence);
    let prose = &text.sentences[mention.sentence].text;
    let next_here = rest
        .iter()
        .find(|other| other.sentence == mention.sentence)
        .map_or(usize::MAX, |other| other.stretch.start);
    let numbers = |marker: &'a crate::paper::Marker| {
        marker
            .references
            .iter()
            .map(String::as_str)
            .collect::<Vec<_>>()
    };
    if let Some((at, marker)) = markers
        .iter()
        .find(|(at, _)| *at >= mention.stretch.end && *at < next_here)
    {
        let between = &prose[mention.stretch.end..*at];
        let adjacent = between.chars().all(|c| {
            c.is_whitespace()
                || matches!(c, '.' | ',' | '\'' | 's' | '(' | ')')
                || c.is_ascii_digit()
        });
        return Some(Cited {
            numbers: numbers(marker),
            adjacent,
            sentence: mention.sentence,
        });
    }
    // "as shown in [12] by Doe et al."
    if let Some((_, marker)) = markers
        .iter()
        .rev()
        .find(|(at, _)| *at < mention.stretch.start)
        && rest
            .first()
            .is_none_or(|next| next.sentence != mention.sentence)
    {
        return Some(Cited {
            numbers: numbers(marker),
            adjacent: false,
            sentence: mention.sentence,
        });
    }
    if next_here != usize::MAX {
        // "Doe et al. and Roe et al. [3,4]"
        let (_, marker) = markers.iter().find(|(at, _)| *at >= next_here)?;
        return Some(Cited {
            numbers: numbers(marker),
            adjacent: false,
            sentence: mention.sentence,
        });
    }
    for sentence in mention.sentence + 1..text.paragraph(mention.sentence).end {
        if rest.iter().any(|other| other.sentence == sentence) {
            return None;
        }
        if let Some((_, marker)) = text.markers(sentence).first() {
            return Some(Cited {
                numbers: numbers(marker),
                adjacent: false,
                sentence,
            });
        }
    }
    None
}

fn fits(mention: &Mention, reference: &Reference) -> bool {
    if reference.authors.is_empty() {
        // An entry that could not be taken apart tells nothing.
        return true;
    }
    let of_first = first_author(reference).is_some_and(|author| is_name_of(&mention.name, author));
    match mention.role {
        Role::First | Role::Pair => of_first,
        Role::Either | Role::Leader => {
            of_first
                || reference
                    .authors
                    .iter()
                    .any(|author| is_name_of(&mention.name, author))
        }
    }
}

/// Says whether a reference that fits is cited in the same paragraph.
fn fits_nearby(text: &Text<'_>, mention: &Mention) -> bool {
    let paragraph = text.paragraph(mention.sentence);
    paragraph.into_iter().any(|sentence| {
        text.paper.sentences[sentence].markers.iter().any(|marker| {
            marker
                .references
                .iter()
                .filter_map(|number| text.reference(number))
                .any(|reference| !reference.authors.is_empty() && fits(mention, reference))
        })
    })
}

/// Finds a mention whose references list no such first author.
fn mismatch(text: &Text<'_>, mention: &Mention, cited: &Cited<'_>) -> Option<Finding> {
    let references: Vec<&Reference> = cited
        .numbers
        .iter()
        .filter_map(|number| text.reference(number))
        .collect();
    if let Some(finding) = other_second(text, mention, cited, &references) {
        return Some(finding);
    }
    if references.is_empty()
        || references.iter().any(|reference| fits(mention, reference))
        || (!cited.adjacent && fits_nearby(text, mention))
    {
        return None;
    }
    let number = references[0].id.as_str();
    let others = others_of(text, &mention.name, &cited.numbers);
    let near = references.iter().find_map(|reference| {
        let author = first_author(reference)?;
        is_near(&mention.name, author).then(|| family(author))
    });
    let listed = references.iter().find_map(|reference| {
        let at = reference
            .authors
            .iter()
            .position(|a| is_name_of(&mention.name, a))?;
        (at > 0).then(|| {
            (
                at + 1 == reference.authors.len() && lists_all(reference),
                *reference,
            )
        })
    });
    let second_fits = mention.second.as_deref().is_some_and(|second| {
        references
            .iter()
            .any(|r| r.authors.iter().any(|author| is_name_of(second, author)))
    });
    let neighbour = others
        .iter()
        .find(|other| is_neighbour(&other.id, &cited.numbers));
    let whole = references.iter().all(|reference| lists_all(reference));
    let others_say = matches!(mention.role, Role::Either | Role::Leader) && !whole;
    let (certainty, guess) = if let Some(near) = near {
        (
            Certainty::Likely,
            Some(format!("`{}` may be a slip for {near}", mention.name)),
        )
    } else if let Some((last, reference)) = listed {
        let which = if last {
            "its last author: the group's leader"
        } else {
            "listed there, not first"
        };
        let first = first_author(reference).map(family).unwrap_or_default();
        (
            Certainty::Likely,
            Some(format!(
                "{} is {which}; the first author is {first}",
                mention.name
            )),
        )
    } else if let Some(other) = neighbour {
        (
            Certainty::Likely,
            Some(format!(
                "the first author of [{}] is {}",
                other.id, mention.name
            )),
        )
    } else if !others.is_empty() && others.len() <= 3 {
        let numbers: Vec<String> = others
            .iter()
            .map(|other| format!("[{}]", other.id))
            .collect();
        (
            if others_say {
                Certainty::WorthALook
            } else {
                Certainty::Likely
            },
            Some(format!(
                "{} is the first author of {}",
                mention.name,
                numbers.join(" and ")
            )),
        )
    } else if others_say {
        (
            Certainty::WorthALook,
            Some("the list leaves authors out; this may be the group's leader".to_owned()),
        )
    } else {
        (Certainty::Likely, None)
    };
    if mention.role == Role::Pair && near.is_none() && neighbour.is_none() && !second_fits {
        return None;
    }
    let certainty = match certainty {
        Certainty::Likely if cited.adjacent && whole && near.is_none() => Certainty::Certain,
        other => other,
    };
    let first_names: Vec<String> = references
        .iter()
        .filter_map(|reference| {
            Some(format!(
                "[{}] {}",
                reference.id,
                family(first_author(reference)?)
            ))
        })
        .collect();
    let mut finding = Finding::new(
        &code::AUTHOR_MISMATCH,
        certainty,
        text.place(mention.sentence, mention.stretch.clone()),
        format!(
            "the text credits {} and cites [{number}], whose first author is {}",
            mention.name,
            references[0]
                .authors
                .first()
                .map(|author| family(author))
                .unwrap_or("another")
        ),
    )
    .of(references.iter().map(|reference| reference.id.as_str()))
    .with(text.quote(mention.sentence, mention.stretch.clone()));
    if cited.sentence != mention.sentence {
        let sentence = &text.paper.sentences[cited.sentence];
        finding = finding.with(Evidence::at(
            text.at(&sentence.span),
            &sentence.id,
            format!("the next marker, [{number}], stands here"),
        ));
    }
    finding = finding.with(Evidence::said(format!(
        "first authors: {}",
        first_names.join(", ")
    )));
    if let Some(guess) = guess {
        finding = finding.with(Evidence::said(guess));
    }
    if finding.certainty == Certainty::WorthALook {
        finding = finding.into_note();
    }
    Some(finding)
}

/// Finds "Doe and Roe [7]" where reference 7 is by Doe and somebody else.
fn other_second(
    text: &Text<'_>,
    mention: &Mention,
    cited: &Cited<'_>,
    references: &[&Reference],
) -> Option<Finding> {
    let ([reference], Some(second), true) = (references, mention.second.as_deref(), cited.adjacent)
    else {
        return None;
    };
    let two = reference.authors.len() == 2 && lists_all(reference);
    let fits = |name: &str| {
        reference
            .authors
            .iter()
            .any(|author| is_name_of(name, author))
    };
    if mention.role != Role::Pair || !two || !fits(&mention.name) || fits(second) {
        return None;
    }
    let [first, other] = [family(&reference.authors[0]), family(&reference.authors[1])];
    Some(
        Finding::new(
            &code::AUTHOR_MISMATCH,
            Certainty::Likely,
            text.place(mention.sentence, mention.stretch.clone()),
            format!(
                "the text credits {} and {second} and cites [{}], which is by {first} and {other}",
                mention.name, reference.id
            ),
        )
        .of([reference.id.as_str()])
        .with(text.quote(mention.sentence, mention.stretch.clone())),
    )
}

/// Returns other references with that first author.
fn others_of<'a>(text: &Text<'a>, name: &str, numbers: &[&str]) -> Vec<&'a Reference> {
    let numbers: HashSet<&str> = numbers.iter().copied().collect();
    text.paper
        .references
        .iter()
        .filter(|reference| !numbers.contains(reference.id.as_str()))
        .filter(|reference| first_author(reference).is_some_and(|author| is_name_of(name, author)))
        .collect()
}

/// Says whether a number is one or two off, or has two digits swapped.
fn is_neighbour(number: &str, cited: &[&str]) -> bool {
    cited.iter().any(|other| {
        let near = matches!((number.parse::<u32>(), other.parse::<u32>()), (Ok(a), Ok(b)) if a.abs_diff(b) <= 2);
        near || (number.len() == other.len() && strsim::damerau_levenshtein(number, other) == 1)
    })
}

/// Finds a mention of others' work without a marker, up to the next one.
fn without_citation(text: &Text<'_>, mention: &Mention) -> Option<Finding> {
    let part = text.sentences[mention.sentence].part;
    if mention.role != Role::First && mention.role != Role::Either
        || matches!(part, Part::Abstract | Part::Caption)
        || fits_nearby(text, mention)
        || text.cited().is_empty()
        // Named again after it was cited: "As Doe et al. have shown".
        || !others_of(text, &mention.name, &[]).is_empty() && cited_before(text, mention)
    {
        return None;
    }
    let others = others_of(text, &mention.name, &[]);
    let mut finding = Finding::new(
        &code::NAME_WITHOUT_CITATION,
        Certainty::Likely,
        text.place(mention.sentence, mention.stretch.clone()),
        format!(
            "the work of {} is mentioned, and no marker follows",
            mention.name
        ),
    )
    .of(others.iter().take(3).map(|other| other.id.as_str()))
    .with(text.quote(mention.sentence, mention.stretch.clone()));
    for other in others.iter().take(3) {
        finding.evidence.extend(text.entry(&other.id));
    }
    Some(finding)
}

/// Says whether a reference of that first author is cited in an earlier sentence.
fn cited_before(text: &Text<'_>, mention: &Mention) -> bool {
    text.paper.sentences[..mention.sentence]
        .iter()
        .any(|sentence| {
            sentence.markers.iter().any(|marker| {
                marker
                    .references
                    .iter()
                    .filter_map(|number| text.reference(number))
                    .any(|reference| {
                        first_author(reference)
                            .is_some_and(|author| is_name_of(&mention.name, author))
                    })
            })
        })
}
