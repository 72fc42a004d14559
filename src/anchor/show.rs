//! What a copy has at a claim's place, in text and in JSON.

use super::{InCopy, Nearest, Verdict};
use crate::paper::{Change, plain_characters};
use serde_json::{Value, json};

/// Returns where a copy has a claim's sentence, or what comes nearest to it, for people.
pub fn where_in_copy(in_copy: &InCopy, locator: &str) -> String {
    match (in_copy.verdict, &in_copy.found_at, &in_copy.nearest) {
        (Verdict::Moved, Some(place), _) => format!("from {locator} to {place}"),
        (Verdict::TextDiffers, _, Some(nearest)) => {
            let place = if nearest.locator == locator {
                format!("at {locator}")
            } else {
                format!("nearest to {locator} is {}", nearest.locator)
            };
            match nearest.distance {
                Some((differ, of)) => format!("{place}, {differ} of {of} bits"),
                None => place,
            }
        }
        (Verdict::TextDiffers, ..) => format!("nothing is near it; at {locator} stands"),
        (Verdict::NotFound, ..) => format!("there is no {locator}"),
        (Verdict::OtherPaper, ..) => String::new(),
        _ => format!("at {locator}"),
    }
}

/// Returns the text that a copy has, for people: without markup, with what differs in `⟦ ⟧`, and the one character or word that makes
/// all the difference on a line of its own.
pub fn text_in_copy(in_copy: &InCopy) -> Vec<String> {
    let Some(text) = &in_copy.text else {
        return Vec::new();
    };
    let mut lines = vec![match &in_copy.nearest {
        Some(nearest) => marked(text, nearest),
        None => plain(text),
    }];
    if let Some(repair) = in_copy
        .nearest
        .as_ref()
        .and_then(|near| near.repair.as_ref())
    {
        lines.push(format!(
            "`{}` here, `{}` in the claim's sentence: nothing else differs",
            repair.here, repair.there
        ));
    }
    lines
}

fn plain(text: &str) -> String {
    let characters = plain_characters(text);
    characters.iter().map(|plain| plain.character).collect()
}

/// Returns a text without markup, with what differs in brackets.
fn marked(text: &str, nearest: &Nearest) -> String {
    let spans: Vec<_> = match &nearest.repair {
        Some(repair) => vec![repair.span.clone()],
        None => nearest
            .differences
            .iter()
            .map(|one| one.span.clone())
            .collect(),
    };
    let mut shown = String::with_capacity(text.len() + 16);
    let mut inside = false;
    for plain in plain_characters(text) {
        let marks = spans
            .iter()
            .any(|span| span.start <= plain.start && plain.end <= span.end);
        if marks != inside {
            shown.push(if marks { '⟦' } else { '⟧' });
            inside = marks;
        }
        shown.push(plain.character);
    }
    if inside {
        shown.push('⟧');
    }
    shown
}

/// Returns what a copy has, for programs. Offsets are code points of `text`, which is as it stands in the copy.
pub fn in_copy_json(in_copy: &InCopy) -> Value {
    let text = in_copy.text.as_deref().unwrap_or_default();
    let points = |at: usize| text.get(..at).map_or(0, |before| before.chars().count());
    let nearest = in_copy.nearest.as_ref().map(|nearest| {
        let differences: Vec<Value> = nearest
            .differences
            .iter()
            .map(|one| {
                json!({
                    "change": match one.change {
                        Change::Changed => "changed",
                        Change::Added => "added",
                        Change::Missing => "missing",
                    },
                    "text": text.get(one.span.clone()),
                    "start": points(one.span.start),
                    "end": points(one.span.end),
                })
            })
            .collect();
        json!({
            "locator": nearest.locator,
            "bits_differ": nearest.distance.map(|(differ, _)| differ),
            "bits": nearest.distance.map(|(_, of)| of),
            "differences": differences,
            "repair": nearest.repair.as_ref().map(|repair| json!({
                "here": repair.here,
                "there": repair.there,
                "start": points(repair.span.start),
                "end": points(repair.span.end),
            })),
        })
    });
    json!({
        "verdict": in_copy.verdict.name(),
        "found_at": in_copy.found_at,
        "text": in_copy.text,
        "nearest": nearest,
    })
}
