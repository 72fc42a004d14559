//! The order in which references are first cited.

use super::code;
use super::finding::{Certainty, Finding};
use super::links::{cited_at, number};
use super::text::{Citation, Part, Text};
use std::collections::{HashMap, HashSet};

/// Finds references whose first citation comes before that of a lower number.
///
/// The longest run that ascends is right, and what does not fit into it is not. A figure or table counts where it is
/// first called out, as journals have it; a list that is in another order (by name, by year) is left alone.
pub(super) fn out_of_order(text: &Text<'_>, citations: &[Citation<'_>]) -> Vec<Finding> {
    let mut first_in_text: HashMap<u32, usize> = HashMap::new();
    // The first caption that cites a number; a table may stand anywhere.
    let mut in_float: HashMap<u32, usize> = HashMap::new();
    let mut order: Vec<(u32, &Citation<'_>)> = Vec::new();
    for citation in citations {
        let Some(number) = number(citation.number) else {
            continue;
        };
        let in_text = citation
            .sentence
            .is_some_and(|s| text.sentences[s].part != Part::Caption);
        if !in_text {
            let at = citation.sentence.unwrap_or(0);
            let first = in_float.entry(number).or_insert(at);
            *first = at.min(*first);
        } else if !first_in_text.contains_key(&number) && text.reference(citation.number).is_some()
        {
            first_in_text.insert(number, order.len());
            order.push((number, citation));
        }
    }
    if order.len() < 3 || is_alphabetical(text) {
        return Vec::new();
    }
    let numbers: Vec<u32> = order.iter().map(|(number, _)| *number).collect();
    let kept = longest_ascent(&numbers);
    let strays: Vec<usize> = (0..order.len()).filter(|at| !kept.contains(at)).collect();
    // Where much is out of order, the list is numbered by something else.
    if strays.len() * 5 > order.len() && strays.len() > 2 {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for at in strays {
        let (number, citation) = order[at];
        // Too early: smaller numbers are first cited later. Too late: greater ones were cited before.
        let later: Vec<usize> = (at + 1..order.len())
            .filter(|other| numbers[*other] < number && kept.contains(other))
            .collect();
        let earlier: Vec<usize> = (0..at)
            .filter(|other| numbers[*other] > number && kept.contains(other))
            .collect();
        let before = |other: usize, place: usize| {
            let limit = order[place].1.sentence.unwrap_or(0);
            in_float
                .get(&numbers[other])
                .is_some_and(|caption| *caption <= limit)
        };
        let excused = |others: &[usize]| others.iter().all(|other| before(*other, at));
        let (message, other) = if let (Some(other), false) = (later.first(), excused(&later)) {
            (
                format!("[{number}] is cited before [{}]", numbers[*other]),
                *other,
            )
        } else if let Some(other) = earlier.last().filter(|other| !before(at, **other)) {
            (
                format!("[{number}] is first cited after [{}]", numbers[*other]),
                *other,
            )
        } else {
            continue;
        };
        findings.push(
            Finding::new(
                &code::CITATION_OUT_OF_ORDER,
                Certainty::Likely,
                text.at(&citation.marker.span),
                message,
            )
            .of([citation.number, order[other].1.number])
            .with(cited_at(text, citation))
            .with(cited_at(text, order[other].1)),
        );
    }
    findings
}

/// Says whether the list is sorted by its first authors.
fn is_alphabetical(text: &Text<'_>) -> bool {
    let names: Vec<String> = text
        .paper
        .references
        .iter()
        .filter_map(super::people::first_author)
        .map(|author| super::people::folded(super::people::family(author)))
        .collect();
    let sorted = names.windows(2).filter(|pair| pair[0] <= pair[1]).count();
    names.len() > 7 && sorted * 10 > (names.len() - 1) * 9
}

/// Returns the positions of a longest ascending run.
fn longest_ascent(numbers: &[u32]) -> HashSet<usize> {
    // For each length, the position of the smallest number that ends a run of it.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; numbers.len()];
    for (at, number) in numbers.iter().enumerate() {
        let length = ends.partition_point(|end| numbers[*end] < *number);
        before[at] = length.checked_sub(1).map(|shorter| ends[shorter]);
        if length == ends.len() {
            ends.push(at);
        } else {
            ends[length] = at;
        }
    }
    let mut kept = HashSet::new();
    let mut next = ends.last().copied();
    while let Some(at) = next {
        kept.insert(at);
        next = before[at];
    }
    kept
}
