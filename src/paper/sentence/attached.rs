//! Citation markers that hang on a stop and belong to the sentence before them.

use super::{floor, kind_of, last_word};

/// Returns where a marker ends that hangs on the stop: `.[12]`, `.<sup>3,4</sup>`, `.$^{12}$`, `.²⁵`, or flat: `.25`.
pub(super) fn attached_marker_end(text: &str, at: usize, before: &str) -> Option<usize> {
    let rest = &text[at..];
    if rest.starts_with("<sup>") {
        let end = rest[..floor(rest, 120)].find("</sup>")?;
        let inside = &rest[5..end];
        return is_list(inside).then_some(at + end + "</sup>".len());
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
    (rest.starts_with(|c: char| c.is_ascii_digit())
        && is_list(&rest[..end])
        && small
        && kind_of(word).is_none()
        && word.chars().count() != 1
        && rest[end..].starts_with(char::is_whitespace))
    .then_some(at + end)
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
