//! Claims against what they rest on: general ones with one source, numbers without any, hedges that get lost.

use super::code;
use super::finding::{Certainty, Evidence, Finding};
use super::pattern::{first, matches, pattern};
use super::text::{MARK, Part, Text};
use crate::paper::Reference;
use std::collections::HashSet;
use std::ops::Range;

pattern!(
    GENERAL,
    r"(?i)\b(?:(?:numerous|many|several|various|countless|extensive|a (?:large |great |growing )?number of|a (?:growing |large )?body of|most)\s+(?:(?:recent|previous|earlier|experimental|theoretical|other|independent)\s+)*(?:studies|reports|works|researchers|groups|efforts|papers|investigations|authors|publications|reviews|experiments)|it is (?:well|widely|generally|commonly)[ -](?:known|accepted|established|recogni[sz]ed|agreed|believed)|(?:has|have) been (?:widely|extensively|repeatedly|frequently|commonly) (?:studied|reported|investigated|demonstrated|shown|used|applied|explored|recogni[sz]ed|confirmed))\b"
);
pattern!(
    EXAMPLE,
    r"(?i)\b(?:for example|for instance|e\.g\.|such as|et al|reviewed|review)\b"
);
pattern!(
    REVIEW,
    r"(?i)\b(?:reviews?|advances|progress|perspectives?|overview|challenges|opportunities|trends|roadmap|status|survey|annual|accounts?|outlook|handbook|future|recent|design principles|development)\b"
);
pattern!(
    PERFORMANCE,
    r"(?i)\b\d+(?:\.\d+)?\s*(?:%|(?:m|u|µ|μ|n)?(?:g|mol|A)\s*(?:h|cm|mg|s|L|g)[\w-]*[-/\d]|m?A\s*cm|mV\s*dec|h\^?-1|s\^?-1)"
);
pattern!(
    RESULT,
    r"(?i)\b(?:achiev|exhibit|reach|deliver|attain|obtain|show|yield|display|report|demonstrat|afford|gave|give|record|maintain|retain|outperform|boost|record)\w*"
);
pattern!(
    OWN,
    r"(?i)\b(?:we|our|ours|us|this (?:work|study|paper|review|article)|herein|in the present|here)\b|\b(?:figures?|figs?|tables?|schemes?)\b"
);
pattern!(
    GOES_ON,
    r"(?i)^\W*(?:this|these|it|its|such|the (?:same|resulting|resultant|optimi[sz]ed|obtained|as-prepared|catalysts?|latter|former)|moreover|furthermore|in addition|additionally|also|meanwhile|in contrast|by contrast|in comparison|however|notably|specifically|as a result|consequently|therefore|thus|both|under|at|when|after|with)\b"
);
pattern!(
    HEDGE,
    r"(?i)\b(?:may|might|could|possibl[ey]|perhaps|probably|presumably|likely|suggest\w*|appears? to|seems? to|indicat\w+ that|is thought|are thought|believed|hypothesi[sz]\w*|speculat\w*|potentially|tentatively|propos(?:e|ed|es) that|plausibl[ey]|remains? (?:unclear|unknown|debated))\b"
);
// What a model says is no flat claim, and no hedge that a summary must repeat.
pattern!(MODEL, r"(?i)\bpredict(?:s|ed|ion|ions|ing)?\b");
pattern!(WORD, r"[\p{L}\d][\p{L}\d\-@/]*");
pattern!(
    NEGATION,
    r"(?i)\b(?:not|no|never|cannot|nor|neither|without|lack\w*|fail\w*)\b"
);

/// Share of a paper's sentences with results that must cite in place before one that does not is flagged.
const STYLE: f64 = 0.8;
/// From how many such sentences on a paper has a style.
const SENTENCES: usize = 6;

pub(super) fn find(text: &Text<'_>) -> Vec<Finding> {
    let mut findings = general(text);
    findings.extend(uncited(text));
    findings.extend(hedges(text));
    findings
}

fn numbers<'a>(text: &Text<'a>, sentence: usize) -> HashSet<&'a str> {
    let markers = &text.paper.sentences[sentence].markers;
    markers
        .iter()
        .flat_map(|marker| &marker.references)
        .map(String::as_str)
        .collect()
}

fn is_review(reference: &Reference) -> bool {
    let journal = reference.journal.as_deref().unwrap_or_default();
    let reviews = [
        "Rev",
        "Acc. Chem",
        "Accounts",
        "Annu",
        "Trends",
        "Curr. Opin",
    ];
    reference
        .title
        .as_deref()
        .is_some_and(|title| matches(&REVIEW, title))
        || reviews.iter().any(|word| journal.contains(word))
}

/// Finds claims of what many have shown that cite one work.
fn general(text: &Text<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (sentence, prose) in text.sentences.iter().enumerate() {
        if prose.part == Part::Caption {
            continue;
        }
        let Some(claim) = first(&GENERAL, &prose.text).and_then(|found| found.get(0)) else {
            continue;
        };
        let cited = numbers(text, sentence);
        let (Some(number), 1) = (cited.iter().next(), cited.len()) else {
            continue;
        };
        let clause = prose.text[claim.end()..].find(MARK);
        let Some(reference) = text.reference(number) else {
            continue;
        };
        if clause.is_none() || matches(&EXAMPLE, &prose.text) || is_review(reference) {
            continue;
        }
        let mut finding = Finding::new(
            &code::GENERAL_CLAIM_SINGLE_SOURCE,
            Certainty::WorthALook,
            text.place(sentence, claim.range()),
            format!(
                "a general claim (`{}`) rests on [{number}] alone",
                claim.as_str()
            ),
        )
        .of([*number])
        .with(text.quote(sentence, 0..prose.text.len()));
        finding.evidence.extend(text.entry(number));
        findings.push(finding);
    }
    findings
}

/// Returns the sentences of the text that report what others measured.
fn results(text: &Text<'_>) -> Vec<(usize, Range<usize>)> {
    (0..text.sentences.len())
        .filter(|sentence| text.sentences[*sentence].part == Part::Body)
        .filter_map(|sentence| {
            let line = &text.sentences[sentence].text;
            let number = first(&PERFORMANCE, line)?.get(0)?.range();
            (matches(&RESULT, line) && !matches(&OWN, line)).then_some((sentence, number))
        })
        .collect()
}

/// Finds results without a marker, in a paper that otherwise cites each in its place.
fn uncited(text: &Text<'_>) -> Vec<Finding> {
    let results = results(text);
    let has = |sentence: usize| !text.paper.sentences[sentence].markers.is_empty();
    let cited = results
        .iter()
        .filter(|(sentence, _)| has(*sentence))
        .count();
    let in_place = cited as f64 >= STYLE * results.len() as f64;
    // A paper with methods of its own reports its own results without citing anybody.
    let own = text
        .sentences
        .iter()
        .any(|prose| prose.part == Part::Methods);
    if results.len() < SENTENCES || own || cited * 2 < results.len() {
        return Vec::new();
    }
    results
        .into_iter()
        .filter(|(sentence, _)| !has(*sentence))
        .filter(|(sentence, _)| {
            let paragraph = text.paragraph(*sentence);
            let barren = paragraph.clone().all(|other| !has(other));
            let goes_on = matches(&GOES_ON, &text.sentences[*sentence].text)
                && paragraph
                    .clone()
                    .any(|other| other < *sentence && has(other));
            let named = |other: usize| text.sentences[other].text.contains("et al");
            // The marker of a work that was named stands on a sentence after it.
            let awaited = paragraph
                .clone()
                .any(|other| other <= *sentence && named(other))
                && paragraph
                    .clone()
                    .any(|other| other > *sentence && has(other));
            barren || (in_place && !goes_on && !awaited)
        })
        .map(|(sentence, number)| {
            Finding::new(
                &code::NUMBER_WITHOUT_CITATION,
                Certainty::WorthALook,
                text.place(sentence, number.clone()),
                format!(
                    "a result (`{}`) is given without a citation",
                    text.sentences[sentence].text[number].trim()
                ),
            )
            .with(text.quote(sentence, 0..text.sentences[sentence].text.len()))
        })
        .collect()
}

/// Words that carry no matter.
const EMPTY: &[&str] = &[
    "that", "this", "these", "those", "with", "from", "which", "their", "there", "have", "been",
    "were", "into", "also", "such", "than", "then", "they", "its", "the", "and", "for", "are",
    "was", "can", "has", "our", "may", "might", "could", "more", "most", "both", "between",
    "through", "thereby", "thus", "however", "study", "results", "review", "shown",
];

/// Returns the words of a sentence that carry matter, cut to their stems.
fn matter(line: &str) -> HashSet<String> {
    WORD.as_ref()
        .into_iter()
        .flat_map(|word| word.find_iter(line))
        .map(|word| word.as_str().to_lowercase())
        .filter(|word| {
            word.chars().count() > 2 && !EMPTY.contains(&word.as_str()) && !matches(&HEDGE, word)
        })
        .map(|word| word.chars().take(6).collect())
        .collect()
}

/// Share of a summary's words that a careful sentence must have for both to say the same.
const SAME: f64 = 0.8;
/// The same where both cite one work.
const SAME_WITH_CITATION: f64 = 0.6;

/// Finds sentences of abstract, conclusion and captions that say flatly what the text puts with care.
///
/// A caption is not expected to say what the text says, so that it must cite the same work.
fn hedges(text: &Text<'_>) -> Vec<Finding> {
    let part = |wanted: fn(Part) -> bool| {
        (0..text.sentences.len()).filter(move |sentence| wanted(text.sentences[*sentence].part))
    };
    let careful: Vec<(usize, HashSet<String>)> = part(|part| part == Part::Body)
        .filter(|sentence| matches(&HEDGE, &text.sentences[*sentence].text))
        .take(2000)
        .map(|sentence| (sentence, matter(&text.sentences[sentence].text)))
        .collect();
    let flat_in_text: Vec<HashSet<String>> = part(|part| part == Part::Body)
        .filter(|sentence| !matches(&HEDGE, &text.sentences[*sentence].text))
        .take(4000)
        .map(|sentence| matter(&text.sentences[sentence].text))
        .collect();
    let mut findings = Vec::new();
    let summary =
        part(|part| matches!(part, Part::Abstract | Part::Conclusion | Part::Caption)).take(400);
    for sentence in summary {
        let line = &text.sentences[sentence].text;
        let in_caption = text.sentences[sentence].part == Part::Caption;
        let cited = numbers(text, sentence);
        let words = matter(line);
        if words.len() < 4 || matches(&HEDGE, line) || matches(&MODEL, line) {
            continue;
        }
        let held = |others: &HashSet<String>| {
            words.intersection(others).count() as f64 / words.len() as f64
        };
        let best = careful
            .iter()
            .filter(|(other, _)| {
                matches(&NEGATION, line) == matches(&NEGATION, &text.sentences[*other].text)
            })
            .filter_map(|(other, matter)| {
                let share = held(matter);
                let together = words.len() > 4 && !cited.is_disjoint(&numbers(text, *other));
                let fits = together && share >= SAME_WITH_CITATION || !in_caption && share >= SAME;
                fits.then_some((*other, share))
            })
            .max_by(|a, b| a.1.total_cmp(&b.1));
        let Some((source, share)) = best else {
            continue;
        };
        // The text itself may say it flatly elsewhere.
        if flat_in_text.iter().any(|matter| held(matter) >= share) {
            continue;
        }
        let hedge = first(&HEDGE, &text.sentences[source].text).and_then(|found| found.get(0));
        let Some(hedge) = hedge else { continue };
        findings.push(
            Finding::new(
                &code::HEDGE_LOST,
                Certainty::WorthALook,
                text.at(&text.paper.sentences[sentence].span),
                format!(
                    "what the text puts with care (`{}`) is said flatly here",
                    hedge.as_str()
                ),
            )
            .of(numbers(text, source))
            .with(text.quote(source, 0..text.sentences[source].text.len()))
            .with(Evidence::at(
                text.at(&text.paper.sentences[sentence].span),
                &text.paper.sentences[sentence].id,
                line.replace(MARK, ""),
            )),
        );
    }
    findings
}
