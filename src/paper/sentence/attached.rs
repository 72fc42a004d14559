//! Citation markers that hang on a stop and belong to the sentence before them.

use super::{begins_word, floor, kind_of, last_word};

/// Returns where a marker ends that hangs on the stop: `.[12]`, `.<sup>3,4</sup>`, `.$^{12}$`, `.²⁵`, or flat: `.25`.
pub(super) fn attached_marker_end(text: &str, at: usize, before: &str) -> Option<usize> {
    let rest = &text[at..];
    if rest.starts_with("<sup>") || rest.starts_with("<sup ") {
        // A list may be raised number by number: `<sup>1</sup><sup>,</sup><sup>3</sup>`.
        let window = &rest[..floor(rest, 400)];
        let mut end = 0;
        while window[end..].starts_with("<sup>") || window[end..].starts_with("<sup ") {
            match window[end..].find("</sup>") {
                Some(close) => end += close + "</sup>".len(),
                None => break,
            }
        }
        let inside = without_addresses(&without_tags(&window[..end]));
        return is_list(&inside).then_some(at + end);
    }
    if let Some(raised) = rest.strip_prefix('^') {
        let end = raised[..floor(raised, 60)].find('^')?;
        return is_list(&raised[..end]).then_some(at + end + 2);
    }
    if let Some(formula) = rest.strip_prefix('$') {
        let end = formula[..floor(formula, 120)].find('$')?;
        let raised = formula.trim_start().starts_with('^');
        return (raised && is_list(&formula[..end])).then_some(at + end + 2);
    }
    if let Some(end) = bracketed_marker_end(text, at) {
        return Some(end);
    }
    let raised = |c: char| matches!(c, '¹' | '²' | '³' | '\u{2070}'..='\u{207B}');
    if rest.starts_with(raised) {
        return Some(
            text.len()
                - rest
                    .trim_start_matches(|c: char| raised(c) || matches!(c, ',' | '–' | '-'))
                    .len(),
        );
    }
    let end = rest.len()
        - rest
            .trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, ',' | '–' | '-'))
            .len();
    // Flat digits follow a word and not a number, and no abbreviation: "Fig.3".
    let word = last_word(before);
    let small = word.chars().next_back().is_some_and(char::is_alphabetic)
        || before.ends_with(['%', ')', '>', ']', '”']);
    // So may a formula stand before them: "of CO2.12 The".
    let formula = word.starts_with(|c: char| c.is_ascii_uppercase())
        && word.bytes().filter(u8::is_ascii_alphabetic).count() > 1
        && !word.contains('.')
        && begins_word(rest[end..].trim_start());
    (rest.starts_with(|c: char| c.is_ascii_digit())
        && is_list(&rest[..end])
        && (small || formula)
        && kind_of(word).is_none()
        && word.chars().count() != 1
        && rest[end..].starts_with(char::is_whitespace))
    .then_some(at + end)
}

/// Returns a text without tags.
fn without_tags(text: &str) -> String {
    text.split('<')
        .map(|part| part.split_once('>').map_or(part, |(_, text)| text))
        .collect()
}

/// Returns a text without the addresses of links into the document: `[1](#a),[2](#b)`.
fn without_addresses(text: &str) -> String {
    let mut rest = text;
    let mut kept = String::with_capacity(text.len());
    while let Some(open) = rest.find("](#") {
        kept.push_str(&rest[..=open]);
        rest = rest[open..]
            .find(')')
            .map_or("", |close| &rest[open + close + 1..]);
    }
    kept.push_str(rest);
    kept
}

/// Returns where a numeric marker in brackets ends, with the address of a link around it.
pub(super) fn bracketed_marker_end(text: &str, at: usize) -> Option<usize> {
    let rest = &text[at..];
    if !(rest.starts_with('[') || rest.starts_with("\\[")) {
        return None;
    }
    let close = rest[..floor(rest, 400)].find(']')?;
    let mut end = close + 1;
    let linked = rest[end..].starts_with("(#");
    if linked {
        end += 1 + rest[end..floor(rest, end + 400)].find(')')?;
    }
    if let Some(more) = rest[end..].strip_prefix(']') {
        end = rest.len() - more.len();
    }
    is_list(&rest[..close]).then_some(at + end)
}

/// Says whether a text is a list of reference numbers, brackets and LaTeX's marks left aside.
fn is_list(text: &str) -> bool {
    let mut digits = 0;
    let mut seen = false;
    for character in text.chars() {
        match character {
            '0'..='9' => {
                digits += 1;
                seen = true;
            }
            ',' | ';' | '-' | '–' | '—' | '−' | ' ' | '[' | ']' | '\\' | '^' | '{' | '}' | '~' => {
                digits = 0
            }
            'a'..='e' if digits > 0 => digits = 0,
            _ => return false,
        }
        if digits > 3 {
            return false;
        }
    }
    seen
}
