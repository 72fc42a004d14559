//! What is said beside the numbers of a list: `see 12`, `ref. 12`, `12, Fig. 3`.

use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// What may stand beside the numbers of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Notes {
    None,
    /// `see 12`, `12, Fig. 3`
    Words,
    /// Those, and `ref. 12`.
    Names,
}

/// Blanks what is said of the references in round brackets: `see 12`, `12, Fig. 3`.
pub(super) fn without_notes(text: &mut [char], notes: Notes) -> bool {
    static BEFORE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"^\s*(?i:see(?: also| e\.g\.,?| for example,?)?|e\. ?g\.,?|cf\.|for (?:example|instance|a review),?(?: see)?|reviewed in)\s+$").ok()
    });
    static NAMES: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"^\s*(?i:refs?\.?|references?)\s+$").ok());
    static BEHIND: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"^[,;]\s*(?i:pp?\.\s*\d[\d–-]*|(?:figs?\.|figure|tables?)\s*[\dA-Z][\w.()–-]*)$|^,?\s*(?i:and (?:references|refs?\.?) (?:there)?in)$").ok()
    });
    let Some(first) = text.iter().position(char::is_ascii_digit) else {
        return false;
    };
    let blank = |text: &mut [char], range: Range<usize>, pattern: &LazyLock<Option<Regex>>| {
        let note: String = text[range.clone()].iter().collect();
        let found = pattern
            .as_ref()
            .is_some_and(|pattern| pattern.is_match(&note));
        if found {
            text[range].fill(' ');
        }
        found
    };
    let named = text[..first].iter().any(|c| c.is_alphabetic());
    if named
        && !blank(text, 0..first, &BEFORE)
        && !(notes == Notes::Names && blank(text, 0..first, &NAMES))
    {
        return false;
    }
    // A note begins where a word of several letters does that joins no numbers, with the comma before it.
    let word = |at: usize| -> String {
        text[at..]
            .iter()
            .take_while(|c| c.is_alphabetic())
            .take(4)
            .collect()
    };
    let begins = (first..text.len()).find(|at| {
        let letters = text[*at].is_alphabetic() && !text[*at - 1].is_alphanumeric();
        letters && {
            let word = word(*at);
            let joins = match word.as_str() {
                "and" => !text[*at + 3..]
                    .iter()
                    .collect::<String>()
                    .trim_start()
                    .starts_with("ref"),
                "to" | "or" => true,
                "p" | "pp" => false,
                word => word.len() == 1,
            };
            !joins
        }
    });
    if let Some(at) = begins {
        let note = (first..at).rev().find(|at| text[*at].is_ascii_digit());
        let note = note.map_or(at, |digit| digit + 1);
        return blank(text, note..text.len(), &BEHIND);
    }
    true
}
