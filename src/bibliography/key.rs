//! Keys by which records are cited.

use super::record::Record;
use super::text::plain;
use rustc_hash::{FxHashMap, FxHashSet};
use unicode_normalization::UnicodeNormalization;

/// Returns a readable name for a record: first family name, year, first two words of the title that say something.
///
/// It is made of small letters, digits and hyphens: `kim-2020-synergistic-dual`.
pub fn readable_key(record: &Record) -> String {
    let mut parts = Vec::new();
    let names = record
        .authors()
        .first()
        .or_else(|| record.names.values().flatten().next());
    parts.extend(names.map(|name| slug(&name.with_particle(), 3)));
    parts.extend(record.year().map(|year| year.to_string()));
    let title = plain(record.title().unwrap_or_default());
    let words = title.split_whitespace().map(|word| slug(word, 2));
    parts.extend(
        words
            .filter(|word| word.len() > 1 && !SMALL.contains(&word.as_str()))
            .take(2),
    );
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    if parts.is_empty() {
        "work".to_owned()
    } else {
        parts.join("-")
    }
}

/// Words that say nothing in a key.
const SMALL: [&str; 14] = [
    "the", "an", "on", "of", "in", "for", "and", "with", "to", "at", "by", "from", "via", "towards",
];

/// Returns at most so many words of a text in small letters without accents, joined by hyphens.
fn slug(text: &str, words: usize) -> String {
    let text = text
        .replace(['ß', 'ẞ'], "ss")
        .replace(['ø', 'Ø'], "o")
        .replace(['ł', 'Ł'], "l");
    let text = text
        .replace(['æ', 'Æ'], "ae")
        .replace(['œ', 'Œ'], "oe")
        .replace('ı', "i");
    let letters: String = text
        .nfkd()
        .filter(|c| !unicode_normalization::char::is_combining_mark(*c) && *c != '\'' && *c != '’')
        .flat_map(char::to_lowercase)
        .map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' })
        .collect();
    let words: Vec<&str> = letters.split_whitespace().take(words).collect();
    words.join("-")
}

/// Gives records whose key is taken, or that have none, one of their own.
pub fn unique_keys(records: &mut [Record]) {
    let mut taken: FxHashSet<String> = FxHashSet::default();
    let mut next: FxHashMap<String, usize> = FxHashMap::default();
    let given: FxHashSet<String> = records
        .iter()
        .map(|record| record.key.to_lowercase())
        .collect();
    for record in records {
        if record.key.is_empty() {
            record.key = "record".to_owned();
        }
        let written = record.key.clone();
        while !taken.insert(record.key.to_lowercase()) {
            let number = next.entry(written.to_lowercase()).or_insert(1);
            *number += 1;
            record.key = format!("{written}-{number}");
            if given.contains(&record.key.to_lowercase())
                && !taken.contains(&record.key.to_lowercase())
            {
                record.key.clone_from(&written);
            }
        }
    }
}
