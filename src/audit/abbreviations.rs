//! Abbreviations: where they are defined, how often, as what, and where they are used.

use super::code;
use super::definitions::{Definition, bare, definitions, definitions_in, is_same, singular};
use super::finding::{Certainty, Finding};
use super::formula::is_formula;
use super::pattern::{first, pattern};
use super::text::{Part, Text};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;
pattern!(TOKEN, r"[\p{L}\d]+(?:[\-/@·.][\p{L}\d]+)*");
pattern!(ACRONYM, r"^[A-Z]{3,6}s?$");
pattern!(ROMAN, r"^[IVXLC]+$");

/// Acronyms that need no definition in any field.
static WELL_KNOWN: LazyLock<HashSet<&str>> =
    LazyLock::new(|| include_str!("acronyms.txt").split_whitespace().collect());

/// Where an abbreviation is used: sentence and offset.
type Uses = HashMap<String, Vec<(usize, usize)>>;

pub(super) fn find(text: &Text<'_>) -> Vec<Finding> {
    let definitions = definitions(text);
    let uses = uses(text);
    let mut by_short: BTreeMap<&str, Vec<&Definition>> = BTreeMap::new();
    for definition in &definitions {
        by_short
            .entry(&definition.short)
            .or_default()
            .push(definition);
    }
    let mut findings = Vec::new();
    for (short, all) in &by_short {
        findings.extend(twice(text, short, all));
        findings.extend(early(text, short, all, &uses));
        findings.extend(unused(text, short, all, &uses));
    }
    findings.extend(two_shorts(text, &definitions));
    findings.extend(undefined(text, &by_short, &uses));
    findings
}

/// Returns every word of the text and where it stands, parts of compounds too.
fn uses(text: &Text<'_>) -> Uses {
    let mut uses: Uses = HashMap::new();
    for (sentence, prose) in text.sentences.iter().enumerate() {
        for token in TOKEN
            .as_ref()
            .into_iter()
            .flat_map(|token| token.find_iter(&prose.text))
        {
            let mut add = |word: &str, at: usize| {
                let word = singular(word);
                if word.chars().filter(|c| c.is_uppercase()).count() >= 2 {
                    uses.entry(word.to_owned())
                        .or_default()
                        .push((sentence, at));
                }
            };
            add(token.as_str(), token.start());
            let mut at = token.start();
            if token.as_str().contains(['-', '/', '@', '·', '.']) {
                for part in token.as_str().split(['-', '/', '@', '·', '.']) {
                    add(part, at);
                    at += part.len() + 1;
                }
            }
        }
    }
    uses
}

/// Finds a second definition, the same or another.
fn twice(text: &Text<'_>, short: &str, all: &[&Definition]) -> Vec<Finding> {
    let spelt: Vec<(&Definition, &String)> = all
        .iter()
        .filter_map(|d| Some((*d, d.long.as_ref()?)))
        .collect();
    let mut findings = Vec::new();
    // Abstract, text and each figure may define an abbreviation of their own.
    let scope = |definition: &Definition| match text.sentences[definition.sentence].part {
        Part::Abstract => "abstract",
        Part::Caption => text.paper.sentences[definition.sentence].section.as_str(),
        _ => "",
    };
    // Each meaning and each scope once: a text may define one thing a thousand times.
    let mut meanings: Vec<(&Definition, &String)> = Vec::new();
    let mut scopes: HashMap<&str, (&Definition, bool)> = HashMap::new();
    for (definition, long) in &spelt {
        let other = meanings.iter().find(|(_, other)| !is_same(long, other));
        let is_new = meanings.iter().all(|(_, other)| !is_same(long, other));
        let same = scopes.get(scope(definition)).copied();
        let (code, certainty, message, first) =
            if let (Some((first, other)), true) = (other, is_new) {
                (
                    &code::ABBREVIATION_AMBIGUOUS,
                    Certainty::Likely,
                    format!("{short} stands for `{long}` here and for `{other}` before"),
                    *first,
                )
            } else if let Some((first, false)) = same {
                scopes.insert(scope(definition), (first, true));
                (
                    &code::ABBREVIATION_REDEFINED,
                    Certainty::Certain,
                    format!("{short} is defined a second time"),
                    first,
                )
            } else {
                if is_new {
                    meanings.push((definition, long));
                }
                scopes
                    .entry(scope(definition))
                    .or_insert((definition, false));
                continue;
            };
        if is_new {
            meanings.push((definition, long));
        }
        findings.push(
            Finding::new(
                code,
                certainty,
                text.place(definition.sentence, definition.stretch.clone()),
                message,
            )
            .with(around(text, first))
            .with(around(text, definition)),
        );
    }
    findings
}

/// Returns a definition with its long form, as evidence.
fn around(text: &Text<'_>, definition: &Definition) -> super::finding::Evidence {
    let line = &text.sentences[definition.sentence].text;
    let long = definition.long.as_deref().unwrap_or_default();
    let start = line[..definition.stretch.start]
        .rfind(long)
        .unwrap_or(definition.stretch.start);
    let end = line[definition.stretch.end..]
        .find(')')
        .map_or(definition.stretch.end, |at| definition.stretch.end + at + 1);
    text.quote(definition.sentence, start..end)
}

/// Finds two abbreviations of the same words.
fn two_shorts(text: &Text<'_>, definitions: &[Definition]) -> Vec<Finding> {
    let mut by_long: HashMap<String, &Definition> = HashMap::new();
    let mut findings = Vec::new();
    for definition in definitions {
        let Some(long) = definition
            .long
            .as_deref()
            .filter(|long| long.split(' ').count() > 1)
        else {
            continue;
        };
        let key = bare(long);
        match by_long.get(&key) {
            Some(first) if first.short != definition.short => findings.push(
                Finding::new(
                    &code::ABBREVIATION_AMBIGUOUS,
                    Certainty::Likely,
                    text.place(definition.sentence, definition.stretch.clone()),
                    format!(
                        "`{long}` is {} here and {} before",
                        definition.short, first.short
                    ),
                )
                .with(around(text, first))
                .with(around(text, definition)),
            ),
            Some(_) => {}
            None => {
                by_long.insert(key, definition);
            }
        }
    }
    findings
}

fn is_in_text(text: &Text<'_>, sentence: usize) -> bool {
    matches!(
        text.sentences[sentence].part,
        Part::Body | Part::Methods | Part::Conclusion
    )
}

/// Finds a use in the text proper before the definition there.
fn early(text: &Text<'_>, short: &str, all: &[&Definition], uses: &Uses) -> Option<Finding> {
    let defined = all
        .iter()
        .filter(|d| d.long.is_some())
        .min_by_key(|d| (d.sentence, d.stretch.start))?;
    if !is_in_text(text, defined.sentence)
        || all
            .iter()
            .any(|d| (d.sentence, d.stretch.start) < (defined.sentence, defined.stretch.start))
        || is_formula(short)
    {
        return None;
    }
    let (sentence, at) = *uses.get(short)?.iter().find(|(sentence, at)| {
        is_in_text(text, *sentence) && (*sentence, *at) < (defined.sentence, defined.stretch.start)
    })?;
    Some(
        Finding::new(
            &code::ABBREVIATION_BEFORE_DEFINITION,
            Certainty::Likely,
            text.place(sentence, at..at + short.len()),
            format!("{short} is used before it is defined"),
        )
        .with(text.quote(sentence, at..at + short.len()))
        .with(around(text, defined)),
    )
}

/// Finds a definition that nothing makes use of.
fn unused(text: &Text<'_>, short: &str, all: &[&Definition], uses: &Uses) -> Option<Finding> {
    let definition = all.iter().find(|d| d.long.is_some())?;
    if all.len() > 1 || is_formula(short) || !is_in_text(text, definition.sentence) {
        return None;
    }
    let used = uses.get(short).map_or(0, Vec::len);
    // "TGA/DTA" defines both.
    let apart = short.contains('/')
        && short
            .split('/')
            .any(|part| uses.get(part).map_or(0, Vec::len) > 1);
    let compounds = text
        .sentences
        .iter()
        .map(|prose| prose.text.matches(short).count())
        .sum::<usize>();
    let in_tables = text.paper.tables.iter().any(|table| {
        std::iter::once(&table.header)
            .chain(&table.rows)
            .flat_map(|row| &row.cells)
            .chain([&table.caption.text])
            .any(|cell| super::text::plain(cell).contains(short))
    });
    let in_titles = text
        .paper
        .sections
        .iter()
        .any(|section| section.title.contains(short));
    (used <= 1 && compounds <= 1 && !apart && !in_tables && !in_titles).then(|| {
        Finding::new(
            &code::ABBREVIATION_UNUSED,
            Certainty::Certain,
            text.place(definition.sentence, definition.stretch.clone()),
            format!("{short} is defined and never used"),
        )
        .with(around(text, definition))
    })
}

/// Finds acronyms without a definition, in a paper that defines its own.
fn undefined(
    text: &Text<'_>,
    known: &BTreeMap<&str, Vec<&Definition>>,
    uses: &Uses,
) -> Vec<Finding> {
    if known
        .values()
        .flatten()
        .filter(|d| d.long.is_some())
        .count()
        < 2
    {
        return Vec::new();
    }
    let mut listed = listed(text);
    // A heading may define what its section is about, and so may what was read as no part of the text.
    let headings = text.paper.sections.iter().map(|section| &section.title);
    for stretch in headings.chain([&text.source.text]) {
        listed.extend(definitions_in(stretch).map(|found| singular(found.as_str()).to_owned()));
    }
    // "FE" with the formula of a product below it.
    let is_indexed = |short: &str| {
        known
            .keys()
            .any(|known| known.len() >= 2 && short.strip_prefix(known).is_some_and(is_formula))
    };
    let mut shorts: Vec<(&String, &Vec<(usize, usize)>)> = uses.iter().collect();
    shorts.sort();
    shorts
        .into_iter()
        .filter(|(short, _)| {
            first(&ACRONYM, short).is_some()
                && first(&ROMAN, short).is_none()
                && !known.contains_key(short.as_str())
                && !WELL_KNOWN.contains(short.as_str())
                && !listed.contains(short.as_str())
                && !is_formula(short)
                && !is_indexed(short)
        })
        .filter_map(|(short, places)| {
            let alone: Vec<&(usize, usize)> = places
                .iter()
                .filter(|(sentence, at)| {
                    is_in_text(text, *sentence)
                        && is_alone(&text.sentences[*sentence].text, *at, short)
                })
                .collect();
            let (sentence, at) = **alone.first()?;
            (alone.len() > 1).then(|| {
                Finding::new(
                    &code::ABBREVIATION_UNDEFINED,
                    Certainty::WorthALook,
                    text.place(sentence, at..at + short.len()),
                    format!("{short} is used {} times and never defined", alone.len()),
                )
                .with(text.quote(sentence, at..at + short.len()))
            })
        })
        .collect()
}

/// Says whether a word is no part of a compound: "DRM", not "ABC-5" or "[ABC]".
fn is_alone(line: &str, at: usize, word: &str) -> bool {
    let before = line[..at].chars().next_back();
    let after = line[at + word.len()..]
        .trim_start_matches('s')
        .chars()
        .next();
    before.is_none_or(|c| c == ' ' || c == '(')
        && after.is_none_or(|c| {
            matches!(
                c,
                ' ' | '.' | ',' | ';' | ':' | ')' | '\'' | super::text::MARK
            )
        })
}

/// Returns what the paper's own list of abbreviations and its keywords name.
fn listed(text: &Text<'_>) -> HashSet<String> {
    let mut words = HashSet::new();
    let lower = text.source.text.to_lowercase();
    for heading in ["abbreviations", "nomenclature", "keywords"] {
        for (at, _) in lower.match_indices(heading) {
            let Some(rest) = text.source.text.get(at..) else {
                continue;
            };
            let end = rest.find("\n#").unwrap_or(rest.len()).min(6000);
            let end = (0..=end)
                .rev()
                .find(|end| rest.is_char_boundary(*end))
                .unwrap_or(0);
            words.extend(
                TOKEN
                    .as_ref()
                    .into_iter()
                    .flat_map(|token| token.find_iter(&rest[..end]))
                    .map(|token| singular(token.as_str()).to_owned()),
            );
        }
    }
    words
}
