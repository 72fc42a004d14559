//! Family names: how reference lists print them, and how texts mention them.

use crate::paper::Reference;
use unicode_normalization::UnicodeNormalization;

/// Returns a name in small letters, without accents, hyphens, spaces and apostrophes.
pub(super) fn folded(name: &str) -> String {
    name.nfkd()
        .filter(|c| c.is_alphabetic())
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            'ø' => 'o',
            'ł' => 'l',
            'đ' => 'd',
            'ı' => 'i',
            c => c,
        })
        .collect()
}

/// Returns a name folded with its umlauts written out: `Mueller` for `Müller`.
fn written_out(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for character in name.nfc() {
        match character {
            'ä' | 'Ä' | 'æ' | 'Æ' => out.push_str("ae"),
            'ö' | 'Ö' | 'ø' | 'Ø' | 'œ' => out.push_str("oe"),
            'ü' | 'Ü' => out.push_str("ue"),
            'å' | 'Å' => out.push_str("aa"),
            'ß' => out.push_str("ss"),
            _ => out.push(character),
        }
    }
    folded(&out)
}

/// Returns the family name of an author as a reference list prints it: of `Kim, U.B.`, `U. B. Kim` and `Kim UB`.
pub(super) fn family(author: &str) -> &str {
    let author = author.trim();
    if let Some((family, _)) = author.split_once(',') {
        return family.trim();
    }
    let initials = |word: &str| {
        word.contains('.')
            || (word.chars().count() <= 3
                && word
                    .chars()
                    .all(|c| c.is_uppercase() || matches!(c, '-' | '‐')))
    };
    let mut start = 0;
    while let Some((first, _)) = author[start..].split_once(' ') {
        if !initials(first) {
            break;
        }
        start += first.len() + 1;
        start += author[start..].len() - author[start..].trim_start().len();
    }
    let mut rest = &author[start..];
    while let Some((before, last)) = rest.rsplit_once(' ') {
        if !initials(last) {
            break;
        }
        rest = before.trim_end();
    }
    rest
}

/// Says whether a name of the text is that of an author: the family name, or a part of it.
pub(super) fn is_name_of(mentioned: &str, author: &str) -> bool {
    let name = folded(mentioned);
    let whole = folded(family(author));
    if name.is_empty() {
        return false;
    }
    name == whole
        || name == written_out(family(author))
        || written_out(mentioned) == whole
        || (name.len() > 2 && whole.len() > name.len() && whole.ends_with(&name) && {
            // "Jong" for "de Jong", "Mejía" for "Hernández Mejía".
            family(author)
                .split([' ', '-', '‐'])
                .any(|part| folded(part) == name)
        })
        || family(author)
            .split([' ', '-', '‐'])
            .any(|part| folded(part) == name && part.chars().count() > 3)
        || (whole.len() > 2 && name.ends_with(&whole))
        // A full name without a comma: either end may be the family's.
        || (!author.contains(',') && author.split(' ').any(|part| folded(part) == name))
}

/// Says whether a name could be a slip for an author's.
pub(super) fn is_near(mentioned: &str, author: &str) -> bool {
    let (name, whole) = (folded(mentioned), folded(family(author)));
    let shorter = name.chars().count().min(whole.chars().count());
    if shorter < 3 || name == whole {
        return false;
    }
    let distance = strsim::damerau_levenshtein(&name, &whole);
    distance <= if shorter < 7 { 1 } else { 2 }
}

/// Returns the first author of a reference.
pub(super) fn first_author(reference: &Reference) -> Option<&str> {
    reference.authors.first().map(String::as_str)
}

/// Says whether a reference lists all of its authors.
pub(super) fn lists_all(reference: &Reference) -> bool {
    let start: String = super::text::plain(&reference.raw)
        .chars()
        .take(600)
        .collect();
    let lower = start.to_lowercase();
    !(lower.contains("et al") || lower.contains("and others") || lower.contains("…"))
}
