//! Where things begin and end in the text of a BibTeX file.

use rustc_hash::FxHashMap;

pub(super) fn closing_braces(text: &str) -> FxHashMap<usize, usize> {
    let mut closing = FxHashMap::default();
    let mut open = Vec::new();
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => open.push(at),
            b'}' => {
                if let Some(opener) = open.pop() {
                    closing.insert(opener, at);
                }
            }
            _ => {}
        }
    }
    closing
}

pub(super) fn starts_of_entries(text: &str) -> Vec<usize> {
    let mut starts = Vec::new();
    let mut line_start = 0;
    for line in text.split_inclusive('\n') {
        let at = line_start + (line.len() - line.trim_start().len());
        line_start += line.len();
        if let Some(rest) = text[at..line_start].strip_prefix('@') {
            let word = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
            if word > 0 && rest[word..].trim_start().starts_with(['{', '(']) {
                starts.push(at);
            }
        }
    }
    starts
}

pub(super) fn is_mark(c: char) -> bool {
    c.is_whitespace() || matches!(c, '{' | '}' | '(' | ')' | ',' | '"' | '#' | '=' | '%')
}

pub(super) fn skip_space(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    at + rest.len() - rest.trim_start().len()
}

/// Skips blanks, commas, and comments as far as the end of their line.
pub(super) fn skip_marks(text: &str, mut at: usize, end: usize) -> usize {
    loop {
        at = skip_space(text, at).min(end);
        match text[at..end].chars().next() {
            Some(',') => at += 1,
            Some('%') => at = line_end(text, at).min(end),
            _ => return at,
        }
    }
}

pub(super) fn line_end(text: &str, at: usize) -> usize {
    text[at..]
        .find('\n')
        .map_or(text.len(), |newline| at + newline)
}

/// Says whether a line holds no field that could go on here.
pub(super) fn next_is_no_field(text: &str, at: usize, end: usize) -> bool {
    let length = text[at..end].find(is_mark).unwrap_or(end - at);
    length == 0 || !text[skip_space(text, at + length).min(end)..end].starts_with('=')
}

/// Returns where the next line begins that looks like a field, or the end.
pub(super) fn next_field(text: &str, from: usize, end: usize) -> usize {
    let mut at = from;
    while at < end {
        let line = line_end(text, at);
        if line >= end {
            return end;
        }
        let start = skip_space(text, line).min(end);
        let word = text[start..end]
            .bytes()
            .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
            .count();
        let equals = skip_space(text, start + word).min(end);
        if word > 0
            && let Some(rest) = text[equals..end].strip_prefix('=')
            && rest
                .trim_start()
                .starts_with(|c: char| matches!(c, '{' | '"') || c.is_ascii_alphanumeric())
        {
            return start;
        }
        at = start.max(line + 1);
    }
    end
}
