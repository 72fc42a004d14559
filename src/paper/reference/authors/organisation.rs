//! Organisations and groups in the place of authors, or behind them.

use super::super::Pattern;
use super::super::words::{is_acronym, is_of_name, is_organisation};
use regex::Regex;
use std::sync::LazyLock;

/// Returns an organisation that stands in the place of authors: one that says what it is, or has a year behind it.
pub(super) fn organisation(text: &str) -> Option<(Vec<String>, usize)> {
    static YEAR: Pattern = LazyLock::new(|| {
        Regex::new(
            r"^[.,:]?\s*(?:\((?:1[6-9]|20)\d\d[a-z]?[),]|(?:1[6-9]|20)\d\d[a-z]?[.:,]|\(n\.d\.\))",
        )
        .ok()
    });
    let dated = |text: &str| YEAR.as_ref().is_some_and(|year| year.is_match(text));
    // `The Made-Up Consortium et al.`
    if let Some((name, rest)) = text.split_once(" et al")
        && (is_organisation(name)
            || name.split(' ').count() < 4 && text.starts_with(char::is_uppercase))
        && !name.contains(['.', ',', ':', ';', '(', '“', '"'])
    {
        return Some((
            vec![name.to_owned()],
            text.len() - rest.trim_start_matches('.').len(),
        ));
    }
    let mut at = 0;
    for (offset, character) in text.char_indices().take(150) {
        // A year may follow with nothing between.
        let year = character.is_ascii_digit()
            && offset > 3
            && text[..offset].ends_with(' ')
            && dated(&text[offset..]);
        if !(year || matches!(character, '.' | ',' | ':' | '(' | ';')) || offset < at {
            continue;
        }
        let name = text[..offset].trim();
        let dated = dated(&text[offset..]);
        let inner = character == '.'
            && (text[offset + 1..].starts_with(|c: char| c.is_uppercase() || c == ',')
                || name.ends_with(".S"));
        if inner || name.is_empty() {
            at = offset + 1;
            continue;
        }
        let of_name = name.split_whitespace().all(|word| {
            is_of_name(word) || matches!(word, "contributors" | "developers" | "authors" | "team")
        });
        let quoted = text[offset..]
            .trim_start_matches(['.', ',', ' '])
            .starts_with(['“', '"', '‘']);
        if is_organisation(name)
            || is_acronym(name)
            || (dated || quoted) && of_name && name.split_whitespace().count() <= 10
        {
            return Some((vec![name.trim_end_matches('.').to_owned()], offset));
        }
        if character != ',' {
            return None;
        }
    }
    // What follows in italics has been cut off.
    let name = text.trim();
    (name.len() < 150
        && name.contains(' ')
        && !name.contains(['.', ',', ':', '(', ';'])
        && is_organisation(name))
    .then(|| (vec![name.to_owned()], text.trim_end().len()))
}

/// Returns the collaboration that a text begins with, where the people of it begin, and whether a bracket holds them.
pub(super) fn collaboration(text: &str) -> Option<(String, usize, bool)> {
    static GROUP: Pattern = LazyLock::new(|| {
        Regex::new(r"^(?P<group>[\p{Lu}\d][^.,;:()]{0,80}?\s(?:[Cc]ollaborations?|[Cc]ollab\.|[Cc]onsortium)),?\s+(?P<open>[(\[])?").ok()
    });
    let found = GROUP.as_ref()?.captures(text)?;
    let group = found.name("group")?.as_str();
    let capitals = group.split(' ').rev().skip(1).all(is_of_name);
    capitals.then(|| {
        (
            group.to_owned(),
            found.get(0).map_or(0, |whole| whole.end()),
            found.name("open").is_some(),
        )
    })
}

/// Returns the length of the name of a group that a list of names may end with.
pub(super) fn group(text: &str) -> Option<usize> {
    let text = text.strip_prefix("and ").unwrap_or(text);
    let end = text
        .char_indices()
        .take(100)
        .find(|(at, c)| {
            matches!(c, '.' | ',' | ';' | ':' | '(' | '*' | '“' | '"')
                || c.is_ascii_digit() && text[..*at].ends_with(' ')
        })
        .map(|(at, _)| at)?;
    let name = text[..end].trim_end();
    let last = name.rsplit(' ').next().unwrap_or(name);
    let is_group = matches!(
        last.to_lowercase().as_str(),
        "collaboration"
            | "consortium"
            | "group"
            | "team"
            | "investigators"
            | "network"
            | "committee"
    );
    let capitals = || name.split(' ').rev().skip(1).all(is_of_name);
    (is_group && name.contains(' ') && capitals()).then_some(name.len())
}
