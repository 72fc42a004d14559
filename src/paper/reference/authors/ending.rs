//! Where names in full end, and what makes a name part of a title.

use super::super::Pattern;
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
