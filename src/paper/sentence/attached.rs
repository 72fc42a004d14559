//! Citation markers that hang on a stop and belong to the sentence before them.

use super::{begins_word, floor, is_unit, kind_of, last_word};
use crate::paper::markup::{self, Level};

/// Longest marker with its markup, in bytes.
const LONGEST: usize = 400;

/// Returns where a marker ends that hangs on the stop: `.[12]`, `.<sup>3,4</sup>`, `.$^{12}$`, `.²⁵`, or flat: `.25`.
pub(super) fn attached_marker_end(text: &str, at: usize, before: &str) -> Option<usize> {
    let rest = &text[at..];
    if let Some(end) = raised_marker_end(rest) {
        return Some(at + end);
    }
    if let Some(end) = bracketed_marker_end(text, at) {
        return Some(end);
    }
    if let Some(inside) = rest.strip_prefix('(') {
        let close = inside[..floor(inside, 60)].find(')')?;
        let word = last_word(before);
        let short_name = word.len() > 2 && word.bytes().all(|byte| byte.is_ascii_uppercase());
        let ended = (word.ends_with(char::is_lowercase) || short_name) && kind_of(word).is_none();
        let end = close + 2;
        return (ended
            && is_list(&inside[..close])
            && rest[end..].starts_with(char::is_whitespace))
        .then_some(at + end);
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
    // A single capital is an initial, unless it is a unit: "0.3 V.12 The".
    let single = word.chars().count() == 1
        && !(is_unit(before[..before.len() - word.len()].trim_end())
            && begins_word(rest[end..].trim_start()));
    (rest.starts_with(|c: char| c.is_ascii_digit())
        && is_list(&rest[..end])
        && (small || formula)
        && kind_of(word).is_none()
        && !single
        && rest[end..].starts_with(char::is_whitespace))
    .then_some(at + end)
}

/// Returns where a raised marker ends that a text begins with, however it is raised.
pub(super) fn raised_marker_end(text: &str) -> Option<usize> {
    let first = text.chars().next()?;
    match first {
        '<' | '*' | '_' => tagged_marker_end(text),
        '[' if text.starts_with("[<") => tagged_marker_end(text),
        '^' => {
            let raised = &text[1..];
            let end = raised[..floor(raised, 60)].find('^')?;
            is_list(&raised[..end]).then_some(end + 2)
        }
        '$' => {
            let formula = &text[1..];
            let end = formula[..floor(formula, LONGEST)].find('$')?;
            let begun = formula[..end].trim_start();
            (begun.starts_with(['^', '{']) && is_raised_list(&text[..end + 2])).then_some(end + 2)
        }
        '\\' => {
            let window = &text[..floor(text, LONGEST)];
            let close = match () {
                () if text.starts_with("\\textsuperscript{") => "}",
                () if text.starts_with("\\(") => "\\)",
                () => return None,
            };
            let end = window.find(close)? + close.len();
            is_raised_list(&text[..end]).then_some(end)
        }
        '¹' | '²' | '³' | '\u{2070}'..='\u{207E}' => {
            let raised = |c: char| matches!(c, '¹' | '²' | '³' | '\u{2070}'..='\u{207E}');
            let list =
                |c: char| raised(c) || matches!(c, ',' | '–' | '-' | '‐' | '‑' | '−' | '˒' | '⸴');
            let end = text.len() - text.trim_start_matches(list).len();
            Some(text[..end].trim_end_matches(|c| !raised(c)).len())
        }
        _ => None,
    }
}

/// Says whether all of a text is a raised list.
fn is_raised_list(text: &str) -> bool {
    let pieces = markup::pieces(text);
    let raised = pieces
        .iter()
        .all(|piece| piece.level == Level::Raised || piece.character.is_whitespace());
    let plain: String = pieces.iter().map(|piece| piece.character).collect();
    raised && is_list(&plain)
}

/// Returns where a marker in tags ends, raised number by number or whole, with links and emphasis in or around it.
///
/// `<sup>3</sup><sup>,</sup><sup>5</sup>`, `<a href="#b3"><sup>3</sup></a>`, `**<sup>3</sup>**`, `<sup>3</sup>–<sup>5</sup>`
fn tagged_marker_end(text: &str) -> Option<usize> {
    let window = &text[..floor(text, LONGEST)];
    let marks = window.len() - window.trim_start_matches(['*', '_']).len();
    if marks > 3 || !window[marks..].starts_with(['<', '[']) {
        return None;
    }
    let mut list = String::new();
    let mut depth = 0_usize;
    let mut raised = false;
    let mut at = marks;
    let mut end = 0;
    while at < window.len() {
        let rest = &window[at..];
        if let Some(tag) = rest.strip_prefix('<') {
            let length = tag
                .find(['<', '>'])
                .filter(|at| tag[*at..].starts_with('>'))?;
            let tag = &tag[..length];
            at += length + 2;
            if tag.starts_with('/') {
                depth = depth.checked_sub(1)?;
            } else if !tag.ends_with('/') {
                depth += 1;
                raised |= tag
                    .get(..3)
                    .is_some_and(|name| name.eq_ignore_ascii_case("sup"))
                    && !tag[3..].starts_with(char::is_alphanumeric);
            }
            if depth == 0 && raised && list.bytes().any(|byte| byte.is_ascii_digit()) {
                end = at;
            }
            continue;
        }
        if depth == 0 && end > 0 {
            // More of it may follow: another number, behind a comma, a dash or a space.
            let gap = rest.len()
                - rest
                    .trim_start_matches([',', ';', '-', '–', '—', '−', ' ', '\u{A0}'])
                    .len();
            let goes_on = ["<sup>", "<sup ", "<SUP>", "<a "]
                .iter()
                .any(|tag| rest[gap..].starts_with(tag));
            if gap == 0 || gap > 8 || !goes_on {
                break;
            }
            let next = rest[gap..]
                .find('>')
                .map_or("", |open| &rest[gap + open + 1..]);
            let next = next.trim_start_matches(['[', '(']);
            let digits = next.bytes().take_while(u8::is_ascii_digit).count();
            let numbered = (1..=3).contains(&digits)
                && next[digits..].starts_with(['<', ',', '–', '-', ']', ')', ' ', ';', '−']);
            // `.<sup>3</sup> <sup>15</sup>N` begins a sentence.
            let close = next.find("</").map_or("", |at| &next[at..]);
            let element = close
                .find('>')
                .is_some_and(|at| close[at + 1..].starts_with(char::is_alphanumeric));
            if !numbered || element {
                break;
            }
            list.push_str(&rest[..gap]);
            at += gap;
            continue;
        }
        let character = rest.chars().next()?;
        list.push(character);
        at += character.len_utf8();
    }
    let closed = window[end..]
        .bytes()
        .take(marks)
        .take_while(|byte| matches!(byte, b'*' | b'_'))
        .count();
    (end > 0 && closed == marks && is_list(&without_addresses(&list))).then_some(end + closed)
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
    if let Some(end) = linked_parts_end(&rest[..floor(rest, LONGEST)]) {
        return Some(at + end);
    }
    let close = rest[..floor(rest, LONGEST)].find(']')?;
    let mut end = close + 1;
    let linked = rest[end..].starts_with("(#");
    if linked {
        end += 1 + rest[end..floor(rest, end + LONGEST)].find(')')?;
    }
    if let Some(more) = rest[end..].strip_prefix(']') {
        end = rest.len() - more.len();
        // `[\[12\]](#page-9-0)`
        if !linked && more.starts_with("(#") {
            end += 1 + rest[end..floor(rest, end + LONGEST)].find(')')?;
        }
    }
    is_list(&rest[..close]).then_some(at + end)
}

/// Returns where a marker ends whose numbers are links, each with its part of the brackets: `[\[3,](#a) [4\]](#b)`.
fn linked_parts_end(text: &str) -> Option<usize> {
    let mut end = 0;
    let mut list = String::new();
    loop {
        let gap = text[end..].len() - text[end..].trim_start_matches([' ', ',', '–', '-']).len();
        let inside = text[end + gap..].strip_prefix('[')?;
        let (part, behind) = inside.split_once("](#")?;
        let address = behind.find(')')?;
        list.push_str(&text[end..end + gap]);
        list.push_str(part);
        end = text.len() - behind.len() + address + 1;
        if part.contains("\\]") {
            return (list.starts_with("\\[") && list.matches('[').count() == 1 && is_list(&list))
                .then_some(end);
        }
    }
}

/// Says whether a text is a list of reference numbers, brackets, emphasis and LaTeX's marks left aside.
fn is_list(text: &str) -> bool {
    let mut digits = 0;
    let mut seen = false;
    let mut word = String::new();
    for character in text.chars().chain([' ']) {
        if character.is_alphabetic() && digits == 0 {
            word.push(character);
            if word.len() > 8 {
                return false;
            }
            continue;
        }
        if !word.is_empty() {
            let part = seen && word.len() == 1 && word.bytes().all(|b| matches!(b, b'a'..=b'h'));
            let joins = matches!(
                word.as_str(),
                "and" | "or" | "to" | "ref" | "refs" | "Ref" | "Refs" | "see" | "S" | "rm" | "text"
            );
            if !part && !joins {
                return false;
            }
            word.clear();
        }
        match character {
            '0'..='9' => {
                digits += 1;
                seen = true;
            }
            '¹' | '²' | '³' | '\u{2070}' | '\u{2074}'..='\u{2079}' => {
                digits += 1;
                seen = true;
            }
            ','
            | ';'
            | '-'
            | '\u{2010}'..='\u{2015}'
            | '−'
            | ' '
            | '['
            | ']'
            | '\\'
            | '^'
            | '{'
            | '}'
            | '~'
            | '('
            | ')'
            | '*'
            | '.'
            | '&'
            | '⁻'
            | '\u{A0}'
            | '\u{2009}'
            | '，'
            | '、' => digits = 0,
            'a'..='h' if digits > 0 => digits = 0,
            _ => return false,
        }
        if digits > 3 {
            return false;
        }
    }
    seen
}
