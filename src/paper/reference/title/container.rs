//! What holds a work: a book, proceedings.

use super::super::Pattern;
use super::super::layout::Entry;
use super::{first_part, italic_name, journal, trimmed};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// Returns where a title ends that stands in a book or in proceedings, and where the name of those begins.
pub(super) fn container(text: &str, begins: bool) -> Option<(usize, usize)> {
    static IN: Pattern = LazyLock::new(|| {
        Regex::new(r"(?:^|[\].,;?!”’]\s*|\s[–—-]\s|\s)(?:In|in|IN)\s?:\s+|\s//\s+|(?:^|[.,;?!”’]\s+)(?:[Ii]n|IN)\s+|\[[A-Z]\]\s*//\s*").ok()
    });
    IN.as_ref()?.find_iter(text).find_map(|found| {
        let marked = found.as_str().contains([':', '/']);
        let rest = &text[found.end()..];
        let mut end = found.start();
        if text[end..].starts_with(['?', '!']) {
            end += 1;
        }
        // "in situ" and "In vivo" begin no book.
        let name = marked
            || rest.starts_with(|c: char| {
                c.is_uppercase() || c.is_ascii_digit() || matches!(c, '“' | ',' | '*')
            });
        let small = found.as_str().contains("in")
            && !found
                .as_str()
                .trim_start()
                .starts_with(['.', ',', ';', '?', '!', '”', '’', 'i'])
            && !marked;
        let latin = ["Situ", "Vivo", "Vitro", "Silico", "Operando"]
            .iter()
            .any(|word| rest.starts_with(word));
        // A title may begin with "In"; "in" or "In:" before anything else says that there is none.
        let first = found.start() > 0 || begins || marked || found.as_str().starts_with('i');
        (name && !small && !latin && first && (!begins || found.start() == 0))
            .then_some((end, found.end()))
    })
}

/// Returns the name of a book behind "In", without its editors.
pub(super) fn book(entry: &Entry, stretch: Range<usize>) -> Option<String> {
    let stretch = trimmed(&entry.text, stretch);
    if let Some(name) = italic_name(entry, &stretch) {
        return Some(name);
    }
    static EDITORS: Pattern = LazyLock::new(|| {
        Regex::new(r"^.{3,200}?(?:\([Ee]ds?\.?\)|\((?:Hrsg|[Ee]ditors?)\.?\)|,\s*[Ee]ds?(?:itors?)?\.?|\b[Ee]ditors?\.)[.,:]?\s+").ok()
    });
    let text = &entry.text[stretch];
    let skipped = EDITORS
        .as_ref()
        .and_then(|editors| editors.find(text))
        .filter(|found| {
            found.as_str().contains(['.', ',']) && super::super::authors::read(text).1 > 0
        })
        .map_or(0, |found| found.end());
    journal(first_part(&text[skipped..]))
}
