//! Where names in full end, and what makes a name part of a title.

use super::super::Pattern;
use super::super::words::is_of_name;
use regex::Regex;
use std::sync::LazyLock;

/// Says whether what follows names in full ends them, so that they are no title: a year, a quotation, a stop after
/// several, or a title after one.
pub(super) fn is_ended(names: &[String], rest: &str) -> bool {
    static YEAR: Pattern =
        LazyLock::new(|| Regex::new(r"^[\s.,:;]*\(?(?:1[6-9]|20)\d\d[a-z]?\b").ok());
    let rest = rest.trim_start();
    YEAR.as_ref().is_some_and(|year| year.is_match(rest))
        || rest
            .trim_start_matches(['.', ',', ':', ' '])
            .starts_with(['“', '"', '‘'])
        || names.len() > 1 && rest.starts_with(['.', ':', ','])
        || matches!(names, [only] if is_titled(only, rest))
}

/// Says whether a title follows a single name in full: "Jane Doe. Title of the thing".
fn is_titled(name: &str, rest: &str) -> bool {
    const OF_THINGS: &str = "tion sion ics ity ment ing ogy try nce ism sis ies als ers ons ure ive ous ary phy ome ide yst ial ods";
    const GIVEN: &str = "Lawrence Florence Clarence Terrence Terence Constance Prudence Ambrose";
    let of_things = |word: &str| {
        OF_THINGS.split(' ').any(|end| word.ends_with(end))
            && !GIVEN.split(' ').any(|name| name == word)
    };
    let initial = name.contains(". ");
    if !initial && name.split(' ').any(of_things) {
        return false;
    }
    if let Some(title) = rest.strip_prefix(". ") {
        let end = title.find(['.', '?', '!', ',']).unwrap_or(title.len());
        let words = title[..end].split(' ');
        let small = |word: &str| word.len() > 2 && word.starts_with(char::is_lowercase);
        return title.starts_with(char::is_uppercase)
            && words.clone().count() > 2
            && words.clone().any(small);
    }
    // "Jane A. Doe, On things"; "Doe J. Things, and more of them" goes on in small letters.
    rest.strip_prefix(", ").is_some_and(|title| {
        let end = title.find(['.', '?', '!', ',', ':']).unwrap_or(title.len());
        let words = title[..end].split(' ');
        title.starts_with(char::is_uppercase)
            && (initial
                || words.clone().count() > 2
                    && words
                        .clone()
                        .any(|word| word.starts_with(char::is_lowercase)))
    })
}

/// Says whether what follows a name makes it part of a title: "and the", "'s", "on the".
pub(super) fn is_of_title(rest: &str) -> bool {
    static GOES_ON: Pattern = LazyLock::new(|| {
        Regex::new(r"^(?:['’]s\s|\s(?:and|or|in|on|as|at|versus|vs\.?)\s(?:the|a|an|his|her|their|its|modern|early)\s)").ok()
    });
    GOES_ON
        .as_ref()
        .is_some_and(|goes_on| goes_on.is_match(rest))
}

/// Returns where names end that cannot be read, behind those that were: before a year in brackets or a quotation.
///
/// They are names where all of their words have capitals, and an initial or "and" is among them.
pub(in super::super) fn behind(text: &str, at: usize) -> usize {
    static MARK: Pattern =
        LazyLock::new(|| Regex::new(r#"\((?:19|20)\d\d[a-z]?\)[.,:]?\s+[\p{Lu}“]|,\s[“\"]"#).ok());
    static INITIAL: Pattern = LazyLock::new(|| Regex::new(r"(?:^|\s)(?:\p{Lu}\.|and\s|&\s)").ok());
    let rest = &text[at..];
    let Some(found) = MARK.as_ref().and_then(|mark| mark.find(rest)) else {
        return at;
    };
    let names = &rest[..found.start()];
    let named = names.trim().len() > 2
        && names.len() < 400
        && !names.contains(['“', '"', '(', ':'])
        && names.split([' ', ',', ';']).all(is_of_name_or_empty)
        && INITIAL
            .as_ref()
            .is_some_and(|initial| initial.is_match(names));
    match named {
        true => at + found.start() + usize::from(found.as_str().starts_with(',')),
        false => at,
    }
}

fn is_of_name_or_empty(word: &str) -> bool {
    word.is_empty() || is_of_name(word)
}
