//! Ratios against their own numbers, and shares of more than a whole.

use super::code;
use super::finding::{Certainty, Evidence, Finding};
use super::pattern::{matches, pattern};
use super::reading::{Reading, by_sentence};
use super::text::Text;

pattern!(
    MORE,
    r"(?i)\b(?:higher|greater|larger|more|faster|better|increase\w*|improve\w*|enhance\w*|lower|less|smaller|slower)\b"
);
pattern!(
    CHANGE_AFTER,
    r"(?i)^\W{0,3}(?:higher|greater|larger|more|lower|increase|improve|enhance|of the (?:initial|original|theoretical))"
);
pattern!(
    CHANGE_BEFORE,
    r"(?i)\b(?:by|increase\w*|improve\w*|enhance\w*|over)(?:\s+\w+){0,2}\s*$"
);

pattern!(
    OF_TIME,
    r"(?i)\b(?:speed-?ups?|faster|quicker|slower|longer|shorter|accelerat\w*)\b"
);

/// How far a ratio may be from that of its numbers.
const TOLERANCE: f64 = 0.1;

pub(super) fn find(text: &Text<'_>, readings: &[Reading<'_>]) -> Vec<Finding> {
    let mut findings: Vec<Finding> = readings
        .iter()
        .filter_map(|reading| over_hundred(text, reading))
        .collect();
    let by_sentence = by_sentence(readings);
    for (sentence, here) in &by_sentence {
        let ratios: Vec<&&Reading<'_>> =
            here.iter().filter(|reading| reading.is("ratio")).collect();
        let [ratio] = ratios.as_slice() else { continue };
        let timed = matches(&OF_TIME, &text.sentences[*sentence].text);
        let mut pair = pair(here, timed);
        if pair.is_none() && *sentence > 0 && text.paragraph(*sentence).contains(&(sentence - 1)) {
            pair = by_sentence
                .get(&(sentence - 1))
                .and_then(|before| self::pair(before, timed));
        }
        if let Some((a, b)) = pair {
            findings.extend(contradiction(text, *sentence, ratio, a, b));
        }
    }
    findings
}

/// Returns the only two values of one kind and unit, where there is one such kind.
fn pair<'a, 'b>(
    readings: &[&'b Reading<'a>],
    timed: bool,
) -> Option<(&'b Reading<'a>, &'b Reading<'a>)> {
    let mut found = None;
    for reading in readings {
        let fits = |other: &&&Reading<'_>| {
            other.quantity.kind == reading.quantity.kind
                && other.dimensions == reading.dimensions
                && (other.dimensions.is_some() || other.quantity.unit == reading.quantity.unit)
        };
        if matches!(
            reading.quantity.kind,
            None | Some("ratio" | "potential" | "concentration" | "temperature")
        ) || reading.is("duration") && !timed
        {
            continue;
        }
        let alike: Vec<&&Reading<'_>> = readings.iter().filter(fits).collect();
        if let [a, b] = alike.as_slice() {
            if found
                .is_some_and(|(first, _): (&Reading<'_>, &Reading<'_>)| !std::ptr::eq(first, **a))
            {
                return None;
            }
            found = Some((**a, **b));
        } else if alike.len() > 2 {
            return None;
        }
    }
    found
}

fn contradiction(
    text: &Text<'_>,
    sentence: usize,
    ratio: &Reading<'_>,
    a: &Reading<'_>,
    b: &Reading<'_>,
) -> Option<Finding> {
    let (high, low) = if a.in_base() >= b.in_base() {
        (a, b)
    } else {
        (b, a)
    };
    let orders = ratio.quantity.unit.contains("order");
    if low.value <= 0.0
        || ratio.value < 1.2 && !orders
        || [a, b]
            .iter()
            .any(|reading| reading.quantity.comparator != "=")
    {
        return None;
    }
    let given = high.in_base() / low.in_base();
    // What the rounding of both numbers allows.
    let least =
        (high.value - high.rounding) * high.factor / ((low.value + low.rounding) * low.factor);
    let most = (high.value + high.rounding) * high.factor
        / ((low.value - low.rounding).max(low.value / 2.0) * low.factor);
    if orders {
        // A rough word: "an order of magnitude" is said of 4 and of 25.
        let said = 10f64.powf(ratio.value);
        let bounded = ratio.quantity.comparator;
        if least <= said * 2.5 && most >= said * 0.4 || bounded.starts_with('>') && given >= said {
            return None;
        }
        return Some(said_against(
            text,
            sentence,
            ratio,
            high,
            low,
            given,
            Certainty::Likely,
        ));
    }
    let fits = |said: f64| {
        let room = ratio.rounding.max(said * TOLERANCE);
        said + room >= least && said - room <= most
    };
    let line = &text.sentences[sentence].text;
    let more = matches(&MORE, line) && fits(ratio.value + 1.0);
    let bound = match ratio.quantity.comparator {
        ">" | ">=" => given >= ratio.value * (1.0 - TOLERANCE),
        "<" | "<=" => given <= ratio.value * (1.0 + TOLERANCE),
        _ => false,
    };
    if fits(ratio.value) || more || bound {
        return None;
    }
    let far = (given / ratio.value - 1.0).abs() > 0.3;
    let certainty = if far {
        Certainty::Likely
    } else {
        Certainty::WorthALook
    };
    Some(said_against(
        text, sentence, ratio, high, low, given, certainty,
    ))
}

fn said_against(
    text: &Text<'_>,
    sentence: usize,
    ratio: &Reading<'_>,
    high: &Reading<'_>,
    low: &Reading<'_>,
    given: f64,
    certainty: Certainty,
) -> Finding {
    Finding::new(
        &code::RATIO_CONTRADICTED,
        certainty,
        ratio.place.clone(),
        format!(
            "{} is said, and {} over {} is {given:.1}",
            ratio.printed(),
            high.printed(),
            low.printed()
        ),
    )
    .of(text.paper.sentences[sentence]
        .markers
        .iter()
        .flat_map(|m| &m.references)
        .map(String::as_str))
    .with(Evidence::at(
        ratio.place.clone(),
        &ratio.quantity.sentence,
        ratio.printed(),
    ))
    .with(Evidence::at(
        high.place.clone(),
        &high.quantity.sentence,
        high.printed(),
    ))
    .with(Evidence::at(
        low.place.clone(),
        &low.quantity.sentence,
        low.printed(),
    ))
}

/// Finds efficiencies, selectivities and the like of more than a whole.
fn over_hundred(text: &Text<'_>, reading: &Reading<'_>) -> Option<Finding> {
    let name = match reading.quantity.kind? {
        "faradaic-efficiency" => "a Faradaic efficiency",
        "selectivity" => "a selectivity",
        "conversion" => "a conversion",
        "energy-efficiency" => "an energy efficiency",
        "purity" => "a purity",
        "removal" => "a removal",
        _ => return None,
    };
    if reading.quantity.unit != "%" || reading.value <= 100.0 || reading.quantity.comparator == "<"
    {
        return None;
    }
    if let Some(sentence) = reading.sentence {
        let span = reading.place.span.clone();
        let source = &text.source.text;
        let whole = text.paper.sentences[sentence].span.bytes.clone();
        let before = source.get(whole.start..span.start).unwrap_or_default();
        let after = source
            .get(span.end..whole.end.max(span.end))
            .unwrap_or_default();
        if matches(&CHANGE_AFTER, after) || matches(&CHANGE_BEFORE, before) {
            return None;
        }
    }
    Some(
        Finding::new(
            &code::PERCENTAGE_OVER_HUNDRED,
            Certainty::Certain,
            reading.place.clone(),
            format!("{} cannot be {name}", reading.printed()),
        )
        .with(Evidence::at(
            reading.place.clone(),
            &reading.quantity.sentence,
            reading.printed(),
        )),
    )
}
