//! Words for a ratio against the change that they name: "doubled from 12 to 41", "half of the 9.5 h", "by 80 % from 2.0 to 2.4".

use super::code;
use super::finding::{Certainty, Evidence, Finding};
use super::pattern::{all, matches, pattern};
use super::reading::rounding;
use super::text::{Part, Text, plain};
use crate::paper::Quantity;
use std::collections::HashMap;
use std::ops::Range;

pattern!(
    WORD,
    r"(?i)\b(?P<word>doubl(?:ed|es|ing)|tripl(?:ed|es|ing)|trebl(?:ed|es|ing)|quadrupl(?:ed|es|ing)|halv(?:ed|es|ing)|half\s+(?:of|as\s+(?:much|many|high|large|long|fast)\s+as|that\s+of|the)\b|by\s+(?:(?:about|around|nearly|almost|roughly|some|up\s+to|ca\.)\s+)?(?P<percent>\d+(?:\.\d+)?)\s?%)"
);
pattern!(
    MORE_THAN,
    r"(?i)\b(?:more\s+than|over|at\s+least|well\s+over)\s+(?:an?\s+)?$"
);
pattern!(
    LESS_THAN,
    r"(?i)\b(?:less\s+than|under|not\s+even|up\s+to|at\s+most)\s+(?:an?\s+)?$"
);
pattern!(
    RISES,
    r"(?i)\b(?:increas\w*|rose|ris(?:es|ing|en)|grew|grow\w*|improv\w*|enhanc\w*|rais\w*|boost\w*|gain\w*)\b"
);
pattern!(
    FALLS,
    r"(?i)\b(?:decreas\w*|reduc\w*|drop\w*|fell|falls?|falling|declin\w*|lower\w*|diminish\w*|shr[aiu]nk\w*|los[et]\w*|decay\w*)\b"
);
// Behind another verb, another thing changes: "doubling the load raised the current from 12 to 14".
pattern!(
    OTHER,
    r"(?i)\b(?:increas\w*|rose|grew|improv\w*|enhanc\w*|rais\w*|boost\w*|decreas\w*|reduc\w*|drop\w*|fell|declin\w*|lower\w*|diminish\w*|led|gave|caus\w*|result\w*|whereas|while|but|although|mak\w*|shift\w*|mov\w*|chang\w*|went)\b|[;:]"
);
pattern!(
    ONLY_WORD,
    r"(?i)^\W*(?:(?:i\.e\.|thus|that\s+is|or|which\s+is|nearly|almost|about|roughly|more\s+than|over|just|only|a|an)\W+)*$"
);
pattern!(
    FROM,
    r"(?i)\bfrom\s+(?:(?:about|around|ca\.|only|just|nearly|some|an?\s+\p{L}+)\s+)?[~(]?$"
);
pattern!(
    TO,
    r"(?i)^\W*(?:up\s+|down\s+)?to\W+(?:(?:about|around|ca\.|only|just|nearly|some)\s+)?[~(]?$"
);

/// How far the two numbers may stand from the word.
const NEAR: usize = 90;

/// Two numbers of which one became the other, or one is a share of the other.
struct Change<'a> {
    low: f64,
    high: f64,
    /// What rounding allows of their ratio.
    ratio: Range<f64>,
    bytes: Range<usize>,
    printed: String,
    quantity: &'a Quantity,
    /// Whether it says "from … to …".
    goes: bool,
}

pub(super) fn find(text: &Text<'_>) -> Vec<Finding> {
    let mut by_sentence: HashMap<&str, Vec<&Quantity>> = HashMap::new();
    for quantity in &text.paper.quantities {
        let quantities = by_sentence.entry(&quantity.sentence).or_default();
        quantities.push(quantity);
    }
    let mut findings = Vec::new();
    for (sentence, prose) in text.sentences.iter().enumerate() {
        let quantities = by_sentence.get(text.paper.sentences[sentence].id.as_str());
        let (Some(quantities), false) = (quantities, prose.part == Part::Methods) else {
            continue;
        };
        let mut words = all(&WORD, &prose.text);
        // With two such words, which numbers belong to which is not said.
        let (Some(found), None) = (words.next(), words.next()) else {
            continue;
        };
        let (Some(word), percent) = (found.name("word"), found.name("percent")) else {
            continue;
        };
        let place = text.place(sentence, word.range());
        let share = word.as_str().to_lowercase().starts_with("half");
        let percent: Option<f64> = percent.and_then(|percent| percent.as_str().parse().ok());
        let belongs = |change: &Change<'_>| {
            if share {
                change.bytes.start <= place.span.start && place.span.end <= change.bytes.end
            } else {
                change.goes && belongs(text, &place.span, &change.bytes)
            }
        };
        let mut changes = changes(text, quantities).into_iter().filter(belongs);
        let (Some(change), None) = (changes.next(), changes.next()) else {
            continue;
        };
        let before = &prose.text[..word.start()];
        let said = match percent {
            Some(percent) => of_percent(&prose.text, percent, &change),
            None => of_word(word.as_str(), before, &change),
        };
        let Some((certainty, implied)) = said else {
            continue;
        };
        findings.push(
            Finding::new(
                &code::RATIO_CONTRADICTED,
                certainty,
                place.clone(),
                format!(
                    "`{}` is said, and {} is {implied}",
                    word.as_str(),
                    change.printed
                ),
            )
            .of(text.paper.sentences[sentence]
                .markers
                .iter()
                .flat_map(|marker| &marker.references)
                .map(String::as_str))
            .with(text.quote(sentence, word.range()))
            .with(Evidence::at(
                text.source.place(change.bytes.clone()),
                &change.quantity.sentence,
                change.printed.clone(),
            )),
        );
    }
    findings
}

/// Says whether nothing but the change itself stands between a word and its numbers.
fn belongs(text: &Text<'_>, word: &Range<usize>, change: &Range<usize>) -> bool {
    let between = |stretch: Range<usize>| {
        let stretch = text.source.text.get(stretch).unwrap_or_default();
        (stretch.len() < NEAR * 2).then(|| plain(stretch))
    };
    if word.end <= change.start {
        between(word.end..change.start)
            .is_some_and(|between| between.len() < NEAR && !matches(&OTHER, &between))
    } else if change.end <= word.start {
        between(change.end..word.start).is_some_and(|between| matches(&ONLY_WORD, &between))
    } else {
        false
    }
}

/// Returns the changes that a sentence gives: "from 2.0 to 2.4 mg", and pairs of values of one unit.
fn changes<'a>(text: &Text<'_>, quantities: &[&'a Quantity]) -> Vec<Change<'a>> {
    let source = &text.source.text;
    let from = |at: usize| {
        let start = (0..=at.saturating_sub(30))
            .rev()
            .find(|at| source.is_char_boundary(*at));
        matches(&FROM, &source[start.unwrap_or(0)..at])
    };
    let mut changes = Vec::new();
    for (index, quantity) in quantities.iter().enumerate() {
        let bytes = quantity.span.bytes.clone();
        if matches!(quantity.kind, Some("potential" | "temperature")) {
            continue;
        }
        if let (Some(low), Some(high)) = (&quantity.low, &quantity.high) {
            let printed = format!("{} {}", quantity.value, quantity.unit);
            changes.extend(change(
                low,
                high,
                printed,
                bytes.clone(),
                quantity,
                from(bytes.start),
            ));
            continue;
        }
        let Some(next) = quantities.get(index + 1) else {
            continue;
        };
        let other = next.span.bytes.clone();
        let alike = next.unit == quantity.unit && next.low.is_none();
        let plain_numbers = [*quantity, *next].iter().all(|one| one.comparator == "=");
        if !alike || !plain_numbers || other.start < bytes.end {
            continue;
        }
        let between = plain(source.get(bytes.end..other.start).unwrap_or_default());
        let goes = from(bytes.start) && matches(&TO, &between);
        let printed = format!(
            "{} {} and {} {}",
            quantity.value, quantity.unit, next.value, next.unit
        );
        if between.len() < NEAR {
            let whole = bytes.start..other.end;
            changes.extend(change(
                &quantity.value,
                &next.value,
                printed,
                whole,
                quantity,
                goes,
            ));
        }
    }
    changes
}

fn change<'a>(
    one: &str,
    other: &str,
    printed: String,
    bytes: Range<usize>,
    quantity: &'a Quantity,
    goes: bool,
) -> Option<Change<'a>> {
    let (a, b): (f64, f64) = (one.parse().ok()?, other.parse().ok()?);
    let (low, high, of_low, of_high) = if a <= b {
        (a, b, rounding(one), rounding(other))
    } else {
        (b, a, rounding(other), rounding(one))
    };
    if low <= 0.0 {
        return None;
    }
    // A bare "12" may well have been 12.4, and so may the last digit of "12.0" have been rounded.
    let ratio = (high - of_high) / (low + of_low)..(high + of_high) / (low - of_low).max(low / 2.0);
    Some(Change {
        low,
        high,
        ratio,
        bytes,
        printed,
        quantity,
        goes,
    })
}

/// Says what is wrong with "doubled" and the like.
fn of_word(word: &str, before: &str, change: &Change<'_>) -> Option<(Certainty, String)> {
    let word = word.to_lowercase();
    let said = match word.get(..4)? {
        "doub" | "halv" | "half" => 2.0,
        "trip" | "treb" => 3.0,
        _ => 4.0,
    };
    // People say "doubled" of 1.7 and of 2.5.
    let (mut least, mut most) = (said * 0.8, said * 1.3);
    if matches(&MORE_THAN, before) {
        most = f64::INFINITY;
    } else if matches(&LESS_THAN, before) {
        least = 0.0;
    }
    if change.ratio.start <= most && change.ratio.end >= least {
        return None;
    }
    let given = change.high / change.low;
    let far = given > said * 1.5 || given < said / 1.5;
    let certainty = if far {
        Certainty::Likely
    } else {
        Certainty::WorthALook
    };
    Some((certainty, format!("a factor of {given:.1}")))
}

/// Says what is wrong with "increased by 80 % from 2.0 to 2.4".
fn of_percent(line: &str, said: f64, change: &Change<'_>) -> Option<(Certainty, String)> {
    let (rises, falls) = (matches(&RISES, line), matches(&FALLS, line));
    if rises == falls {
        return None;
    }
    let base = if rises { change.low } else { change.high };
    let given = 100.0 * (change.high - change.low) / base;
    let other = 100.0 * (change.high - change.low) / if rises { change.high } else { change.low };
    let points = change.high - change.low;
    let slack = 100.0 * (change.ratio.end - change.ratio.start) / 2.0;
    let fits = |value: f64| (value - said).abs() <= slack + (said * 0.15).max(2.0);
    if fits(given) || fits(other) || change.quantity.unit == "%" && fits(points) {
        return None;
    }
    let verb = if rises { "more" } else { "less" };
    Some((Certainty::Likely, format!("{given:.0} % {verb}")))
}
