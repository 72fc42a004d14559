//! Ratios: "19 times that of it", "twice", "two orders of magnitude".

use super::Found;
use super::comparator::comparator;
use super::text::Text;
use super::unit::Unit;
use regex::Regex;
use std::sync::LazyLock;

/// Says whether "times" behind a number compares and does not count: "19 times that of", not "washed 3 times".
pub(super) fn is_ratio(text: &Text, end: usize, unit: &Unit) -> bool {
    if unit.printed != "times" && unit.printed != "time" {
        return true;
    }
    let next = text.skip_space(end);
    [
        "higher",
        "greater",
        "larger",
        "more",
        "faster",
        "better",
        "lower",
        "smaller",
        "that",
        "those",
        "the",
        "as",
        "of",
        "longer",
        "slower",
        "stronger",
        "less",
        "its",
        "compared",
        "over",
        "than",
        "increase",
        "enhancement",
        "improvement",
        "what",
        "fewer",
    ]
    .iter()
    .any(|word| text.word(next, word).is_some())
}

/// Says whether what comes before a number of times grew or shrank: "increased 3 times".
pub(super) fn grows(text: &Text, start: usize) -> bool {
    let at = text.skip_space_back(start);
    let window = text.slice(at.saturating_sub(40)..at).to_lowercase();
    const VERBS: &[&str] = &[
        "increas", "decreas", "improv", "enhanc", "rose", "rais", "reduc", "boost", "grew",
        "faster",
    ];
    window
        .split_whitespace()
        .rev()
        .take(3)
        .any(|word| VERBS.iter().any(|verb| word.starts_with(verb)))
}

/// Says whether a word stands in a text without which it has no ratio in words, so that the expression is worth it.
pub(super) fn names_ratio(text: &str) -> bool {
    ["fold", "times", "orders", "order of", "wice", "hrice"]
        .iter()
        .any(|word| text.contains(word))
}

/// Returns ratios in words: "twice that of", "two orders of magnitude", "ten times higher".
pub(super) fn word_ratios(text: &Text) -> Vec<Found> {
    static RATIO: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(concat!(
            r"(?i)\b(?:(?P<number>an?|one|two|three|four|five|six|seven|eight|nine|ten)[- ](?P<unit>orders? of magnitude|fold|times)",
            r"|(?P<twice>twice|thrice)|(?P<fold>two|three|four|five|six|seven|eight|nine|ten)fold)\b",
            r"(?P<next>\s+(?:\w+)|)"
        ))
        .ok()
    });
    let Some(ratio) = RATIO.as_ref() else {
        return Vec::new();
    };
    if !names_ratio(&text.plain) {
        return Vec::new();
    }
    ratio
        .captures_iter(&text.plain)
        .filter_map(|found| {
            let word = found
                .name("number")
                .or(found.name("fold"))
                .or(found.name("twice"))?;
            let value = number_word(&word.as_str().to_lowercase())?;
            let next = found.name("next")?;
            let end = found.name("unit").map_or(next.start(), |unit| unit.end());
            let unit = match found.name("unit").map(|unit| unit.as_str().to_lowercase()) {
                Some(unit) if unit.starts_with("order") => "orders of magnitude",
                Some(unit) if unit == "times" => "times",
                Some(_) => "fold",
                None if found.name("fold").is_some() => "fold",
                None => "times",
            };
            let stretch = text.index_of(word.start())..text.index_of(end);
            let compares = unit != "times"
                || is_ratio(
                    text,
                    stretch.end,
                    &Unit {
                        printed: "times".into(),
                        ..Unit::default()
                    },
                );
            let article = word.as_str().len() < 3 && unit != "orders of magnitude";
            (compares && !article).then(|| Found {
                comparator: comparator(text, stretch.start, stretch.end, &Unit::default()),
                stretch: text.in_markup(&stretch),
                value: value.to_owned(),
                bounds: None,
                uncertainty: None,
                unit: unit.to_owned(),
                ucum: (unit != "orders of magnitude").then(|| "1".to_owned()),
                kind: Some("ratio"),
                basis: None,
                electrode: None,
            })
        })
        .collect()
}

fn number_word(word: &str) -> Option<&'static str> {
    Some(match word {
        "a" | "an" | "one" => "1",
        "two" | "twice" => "2",
        "three" | "thrice" => "3",
        "four" => "4",
        "five" => "5",
        "six" => "6",
        "seven" => "7",
        "eight" => "8",
        "nine" => "9",
        "ten" => "10",
        _ => return None,
    })
}
