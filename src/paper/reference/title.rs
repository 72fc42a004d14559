//! What lies between authors and numbers: title and journal.

use super::super::sentence::{Abbreviation, kind_of};

/// Returns title and journal, from what lies between authors and numbers.
///
/// What is in italics directly before the numbers is the journal. Without italics a short end in capitals is, after
/// a stop, or after a comma in a style that has nothing but commas.
pub(super) fn read(
    text: &str,
    commas: bool,
    emphasised: &[String],
) -> (Option<String>, Option<String>) {
    let text = text
        .trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '.' | ',' | ';' | ':'))
        .trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':'));
    if let Some((title, rest)) = quoted(text) {
        return (field(title), journal(rest.trim_start_matches("in ")));
    }
    let bare = text.trim_end_matches(['.', ' ', ',']);
    for italic in emphasised.iter().rev() {
        let name = italic.trim_end_matches(['.', ',', ' ']);
        if let Some(title) = bare.strip_suffix(name).filter(|_| name.len() > 1) {
            return (field(title), journal(italic));
        }
    }
    let mark: &[u8] = if commas { b"," } else { b".?!" };
    for start in starts_after(text, mark) {
        let (title, name) = text.split_at(start);
        if is_title(title) && is_journal(name) {
            return (field(title), journal(name));
        }
    }
    if is_journal(text) {
        (None, journal(text))
    } else {
        (None, None)
    }
}

/// Returns the title in quotation marks of an entry without numbers.
pub(super) fn quoted_alone(text: &str) -> Option<String> {
    quoted(text).and_then(|(title, _)| field(title))
}

/// Returns the title in quotation marks, and what follows it.
fn quoted(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start_matches([',', '.', ' ']);
    let inside = text.strip_prefix(['“', '"'])?;
    let end = inside.find(['”', '"'])?;
    let after = inside[end..].trim_start_matches(['”', '"']);
    Some((&inside[..end], after.trim_start_matches([',', '.', ' '])))
}

/// Returns where something begins after one of these marks and a space.
fn starts_after(text: &str, marks: &[u8]) -> Vec<usize> {
    let pairs = text.as_bytes().windows(2).enumerate();
    pairs
        .filter(|(_, pair)| marks.contains(&pair[0]) && pair[1] == b' ')
        .map(|(at, _)| at + 2)
        .collect()
}

/// Says whether a text is more than the first words of a journal's name: `J. Am.` is not.
fn is_title(text: &str) -> bool {
    let text = text.trim().trim_end_matches(['.', ',']);
    text.split_whitespace()
        .filter(|word| !word.ends_with('.'))
        .take(2)
        .count()
        == 2
}

/// Says whether a text looks like a journal's name: short, and all its words in capitals.
fn is_journal(text: &str) -> bool {
    let text = text.trim();
    let words = text.split_whitespace().take(12).count();
    let capital = |word: &str| {
        word.starts_with(char::is_uppercase)
            || matches!(
                word,
                "of" | "the"
                    | "and"
                    | "in"
                    | "for"
                    | "on"
                    | "&"
                    | "de"
                    | "der"
                    | "für"
                    | "et"
                    | "eLife"
            )
    };
    (1..=10).contains(&words)
        && (3..=80).contains(&text.len())
        && text.split_whitespace().all(capital)
}

fn field(text: &str) -> Option<String> {
    let text = text.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, ',' | ';' | ':' | '“' | '”' | '"')
    });
    let text = text
        .strip_suffix('.')
        .unwrap_or(text)
        .trim_start_matches(['.', ' '])
        .trim_end();
    (text.chars().count() > 3).then(|| text.to_owned())
}

/// Returns a journal's name, with its last stop where that is an abbreviation's.
fn journal(text: &str) -> Option<String> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':'));
    let Some(bare) = text.strip_suffix('.') else {
        return (text.len() > 1).then(|| text.to_owned());
    };
    let last = bare.rsplit(' ').next().unwrap_or(bare);
    let abbreviated = bare.contains(". ") || kind_of(last) == Some(Abbreviation::Journal);
    (bare.len() > 1).then(|| if abbreviated { text } else { bare }.to_owned())
}
