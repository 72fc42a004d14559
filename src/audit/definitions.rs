//! Definitions of abbreviations.

use super::pattern::{all, pattern};
use super::text::Text;
use std::ops::Range;

pattern!(
    IN_PARENTHESES,
    r"\((?P<short>[\p{L}\d][\p{L}\d\-/&]{0,11})(?:[,;]\s[^()]*)?\)"
);

pattern!(
    BEFORE_PARENTHESES,
    r"(?:^|[\s(])(?P<short>[\p{L}\d][\p{L}\d\-/&]{1,11})\s\((?P<long>\p{L}[\p{L}\s'\-]{5,80})\)"
);

pattern!(
    EQUATION,
    r"(?:[(;,]|^)\s*(?P<short>[A-Z][A-Za-z\d]{1,9})\s*=\s*(?P<long>[\p{L}\d][^;,()=]{2,60}(?:\([^()]*\)[^;,()=]*)?)"
);

pattern!(
    NAMED,
    r"(?i)(?:denoted|abbreviated|designated|defined|labell?ed|named|termed|known|referred to|called|marked)\s+(?:here\s+|hereafter\s+)?(?:as|to as|by)?\s*(?P<short>[\p{L}\d][\p{L}\d\-/@]{1,15})"
);

/// A definition in the text.
#[derive(Debug)]
pub(super) struct Definition {
    pub(super) sentence: usize,
    pub(super) stretch: Range<usize>,
    pub(super) short: String,
    /// The words that it stands for, where its letters are found in them.
    pub(super) long: Option<String>,
}

pub(super) fn definitions(text: &Text<'_>) -> Vec<Definition> {
    let mut definitions = Vec::new();
    for (sentence, prose) in text.sentences.iter().enumerate() {
        let line = &prose.text;
        let mut add = |stretch: Range<usize>, short: &str, long: Option<String>| {
            definitions.push(Definition {
                sentence,
                stretch,
                short: singular(short).to_owned(),
                long,
            });
        };
        for found in all(&IN_PARENTHESES, line) {
            let (Some(whole), Some(short)) = (found.get(0), found.name("short")) else {
                continue;
            };
            if is_short(short.as_str()) {
                let long = long_form(singular(short.as_str()), &line[..whole.start()]);
                add(short.range(), short.as_str(), long);
            }
        }
        for found in all(&BEFORE_PARENTHESES, line) {
            if let (Some(short), Some(long)) = (found.name("short"), found.name("long"))
                && is_short(short.as_str())
                && long_form(singular(short.as_str()), long.as_str())
                    .is_some_and(|form| form.len() + 12 > long.as_str().len())
            {
                add(
                    short.range(),
                    short.as_str(),
                    Some(long.as_str().to_owned()),
                );
            }
        }
        for found in all(&EQUATION, line) {
            if let (Some(short), Some(long)) = (found.name("short"), found.name("long"))
                && is_short(short.as_str())
                && long.as_str().chars().filter(|c| c.is_alphabetic()).count() > 2
                && long.as_str().split_whitespace().count() < 6
            {
                add(
                    short.range(),
                    short.as_str(),
                    Some(long.as_str().trim().to_owned()),
                );
            }
        }
        for found in all(&NAMED, line) {
            if let Some(short) = found.name("short").filter(|short| is_short(short.as_str())) {
                add(short.range(), short.as_str(), None);
            }
        }
    }
    definitions
}

/// Returns the abbreviations in parentheses of a heading.
pub(super) fn definitions_in(heading: &str) -> impl Iterator<Item = regex::Match<'_>> {
    all(&IN_PARENTHESES, heading).filter_map(|found| found.name("short"))
}

/// Says whether a word could be an abbreviation: two capitals or more, and no more digits than letters.
pub(super) fn is_short(word: &str) -> bool {
    let word = singular(word);
    let capitals = word.chars().filter(|c| c.is_uppercase()).count();
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    capitals >= 2
        && letters * 2 > word.chars().count()
        && capitals * 2 >= letters
        && word.len() <= 12
}

pub(super) fn singular(word: &str) -> &str {
    match word.strip_suffix("'s").or_else(|| word.strip_suffix('s')) {
        Some(stem) if stem.ends_with(|c: char| c.is_uppercase() || c.is_ascii_digit()) => stem,
        _ => word,
    }
}

/// Returns the words before a parenthesis that its letters stand for, by the method of Schwartz and Hearst (2003).
fn long_form(short: &str, before: &str) -> Option<String> {
    let letters: Vec<char> = short
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    let most = (letters.len() + 5).min(letters.len() * 2);
    let before = before.trim_end();
    let mut start = before.len();
    for _ in 0..most {
        match before[..start]
            .trim_end()
            .rfind([' ', '(', super::text::MARK])
        {
            Some(at) => start = at,
            None => {
                start = 0;
                break;
            }
        }
    }
    let words: Vec<(usize, char)> = before[start..]
        .char_indices()
        .map(|(at, c)| (start + at, c))
        .collect();
    let mut at = words.len();
    for (index, letter) in letters.iter().enumerate().rev() {
        loop {
            at = at.checked_sub(1)?;
            let (_, character) = words[at];
            let same = character.to_lowercase().eq(std::iter::once(*letter));
            let begins = at == 0 || !words[at - 1].1.is_alphanumeric();
            if same && (index > 0 || begins) {
                break;
            }
        }
    }
    let long = before[words.get(at)?.0..].trim();
    let inner = long.split([' ', '-']).count();
    // Each part of "FE-SEM" begins a word; "Ni-CK" behind "nickel loading" is a sample's name.
    let mut parts = short
        .split(['-', '/'])
        .filter_map(|part| part.chars().next());
    let begun = parts.all(|part| {
        long.split(|c: char| !c.is_alphanumeric())
            .filter_map(|word| word.chars().next())
            .any(|first| first.to_lowercase().eq(part.to_lowercase()))
    });
    (long.len() > short.len()
        && inner >= 2
        && inner <= most + 2
        && begun
        && !long.contains(['(', ')', ';', '.']))
    .then(|| long.to_owned())
}

/// Returns a long form by which two are compared.
pub(super) fn bare(long: &str) -> String {
    long.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| word.to_lowercase())
        .map(|word| word.strip_suffix('s').map_or(word.clone(), str::to_owned))
        .collect()
}

pub(super) fn is_same(a: &str, b: &str) -> bool {
    let (a, b) = (bare(a), bare(b));
    let formulas = |text: &str| text.chars().any(|c| c.is_ascii_digit());
    if formulas(&a) || formulas(&b) {
        return a == b;
    }
    a.ends_with(&b) || b.ends_with(&a) || strsim::normalized_levenshtein(&a, &b) > 0.75
}
