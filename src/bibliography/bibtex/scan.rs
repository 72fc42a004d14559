//! From the text of a BibTeX file to entries, fields and the pieces of their values.

use super::lines::{
    closing_braces, is_mark, line_end, next_field, next_is_no_field, skip_marks, skip_space,
    starts_of_entries,
};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Source;
use rustc_hash::FxHashMap;
use std::ops::Range;
use std::sync::Arc;

/// An entry as it is written.
#[derive(Debug)]
pub(super) struct Entry<'a> {
    /// Its type in small letters.
    pub(super) kind: String,
    /// Its key, with its place.
    pub(super) key: &'a str,
    pub(super) place: Range<usize>,
    pub(super) fields: Vec<Field<'a>>,
}

/// A field as it is written.
#[derive(Debug)]
pub(super) struct Field<'a> {
    /// Its name in small letters.
    pub(super) name: String,
    /// Where the name stands.
    pub(super) place: Range<usize>,
    pub(super) value: Vec<Piece<'a>>,
}

/// A piece of a value.
#[derive(Debug, Clone, Copy)]
pub(super) enum Piece<'a> {
    /// What stood between braces or quotes, or a number.
    Text(&'a str),
    /// A name that `@string` defines.
    Name(&'a str),
}

/// What a file holds.
#[derive(Debug, Default)]
pub(super) struct File<'a> {
    pub(super) entries: Vec<Entry<'a>>,
    /// What `@string` defines, by name in small letters.
    pub(super) strings: FxHashMap<String, Vec<Piece<'a>>>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// Takes a file apart, once through.
pub(super) fn scan(source: &Arc<Source>) -> File<'_> {
    let mut scanner = Scanner {
        source,
        text: &source.text,
        closing: closing_braces(&source.text),
        starts: starts_of_entries(&source.text),
        file: File::default(),
    };
    scanner.run();
    scanner.file
}

struct Scanner<'a> {
    source: &'a Arc<Source>,
    text: &'a str,
    /// Where each opening brace is closed, for those that are.
    closing: FxHashMap<usize, usize>,
    /// Where lines begin with an entry, in order.
    starts: Vec<usize>,
    file: File<'a>,
}

impl<'a> Scanner<'a> {
    fn run(&mut self) {
        let mut at = 0;
        while let Some(next) = self.text[at..].find('@') {
            let start = at + next;
            at = self.object(start);
        }
    }

    /// Reads what begins with an `@`, and returns where it ends.
    fn object(&mut self, start: usize) -> usize {
        let word = start + 1;
        let length = self.text[word..]
            .bytes()
            .take_while(u8::is_ascii_alphabetic)
            .count();
        let kind = self.text[word..word + length].to_lowercase();
        let open = skip_space(self.text, word + length);
        let opener = self.text[open..].chars().next();
        if kind.is_empty() || !matches!(opener, Some('{' | '(')) {
            return word;
        }
        let body = open + 1;
        if matches!(kind.as_str(), "comment" | "preamble") {
            // A comment in braces may hold entries that somebody put aside.
            let closed = if opener == Some('{') {
                self.closing.get(&open)
            } else {
                None
            };
            return match closed {
                Some(close) => close + 1,
                None => line_end(self.text, body),
            };
        }
        let close = match opener {
            Some('{') => self.closing.get(&open).copied(),
            _ => self.closing_parenthesis(body),
        };
        let next = self.starts.partition_point(|other| *other <= start);
        let next = self.starts.get(next).copied().unwrap_or(self.text.len());
        let (end, broken) = match close {
            Some(close) if close <= next => (close, false),
            _ => (next, true),
        };
        let before = self.file.diagnostics.len();
        if kind == "string" {
            for field in self.fields(body, end, broken) {
                self.file.strings.insert(field.name, field.value);
            }
        } else {
            self.entry(kind, start, body, end, broken);
        }
        if broken && self.file.diagnostics.len() == before {
            let message = match close {
                Some(_) => "the entry runs into the next one",
                None => "the entry is never closed",
            };
            self.report(message.to_owned(), start..body, "close it with `}`");
        }
        if broken { end } else { end + 1 }
    }

    fn closing_parenthesis(&self, body: usize) -> Option<usize> {
        let limit = self.starts.partition_point(|other| *other < body);
        let limit = self.starts.get(limit).copied().unwrap_or(self.text.len());
        let mut at = body;
        while at < limit {
            match self.text.as_bytes()[at] {
                b'{' => at = self.closing.get(&at).copied().unwrap_or(at),
                b')' => return Some(at),
                _ => {}
            }
            at += 1;
        }
        None
    }

    fn entry(&mut self, kind: String, start: usize, body: usize, end: usize, broken: bool) {
        let head = &self.text[body..end];
        let length = head.find([',', '\n', '=', '{', '"']).unwrap_or(head.len());
        let behind = head[length..].chars().next();
        let (key, mut fields_from) = match behind {
            // Without a key, the first field stands in its place.
            Some('=' | '{' | '"') => ("", body),
            _ => (head[..length].trim(), body + length),
        };
        let key_at = body + (head.len() - head.trim_start().len());
        let place = if key.is_empty() {
            start..body
        } else {
            key_at..key_at + key.len()
        };
        if key.is_empty() {
            self.report(
                "the entry has no key".to_owned(),
                place.clone(),
                "write one behind the brace: `@article{key,`",
            );
        } else if behind == Some('\n') && !head[length..].trim_start().is_empty() {
            let rest = head[length..].trim_start();
            if rest.starts_with(',') {
                fields_from = body + head.len() - rest.len() + 1;
            } else {
                self.report(
                    format!("a comma is missing behind the key `{key}`"),
                    place.clone(),
                    "write one",
                );
            }
        }
        let fields = self.fields(fields_from, end, broken);
        self.file.entries.push(Entry {
            kind,
            key,
            place,
            fields,
        });
    }

    fn fields(&mut self, from: usize, end: usize, broken: bool) -> Vec<Field<'a>> {
        let mut fields: Vec<Field<'a>> = Vec::new();
        let mut at = from;
        let mut quotes_end = true;
        // What a broken entry has behind its last brace is not part of it.
        loop {
            at = skip_marks(self.text, at, end);
            if at >= end || (broken && self.text[at..end].starts_with('}')) {
                return fields;
            }
            let length = self.text[at..end].find(is_mark).unwrap_or(end - at);
            let place = at..at + length;
            let equals = skip_space(self.text, place.end).min(end);
            if length == 0 || !self.text[equals..end].starts_with('=') {
                let stop = self.text[at..end]
                    .chars()
                    .next()
                    .map_or(1, char::len_utf8)
                    .max(length);
                self.report(
                    "a field was expected here: `name = {value}`".to_owned(),
                    at..at + stop,
                    "",
                );
                at = self.behind_comma(at + stop, end);
                continue;
            }
            let before = self.file.diagnostics.len();
            let (value, behind) = self.value(equals + 1, end, broken, &mut quotes_end);
            let recovered = self.file.diagnostics.len() > before;
            let name = self.text[place.clone()].to_lowercase();
            let empty = value.is_empty();
            if empty {
                self.report(format!("`{name}` has no value"), place.clone(), "");
            } else {
                fields.push(Field {
                    name,
                    place: place.clone(),
                    value,
                });
            }
            at = skip_space(self.text, behind).min(end);
            if at < end && !self.text[at..end].starts_with([',', '%', '}']) && !empty && !recovered
            {
                let name = &self.text[place.clone()];
                self.report(
                    format!("a comma is missing behind `{name}`"),
                    at..at + 1,
                    "write one",
                );
                if next_is_no_field(self.text, at, end) {
                    at = next_field(self.text, at, end);
                }
            }
        }
    }

    /// Reads a value, and returns where it ends.
    fn value(
        &mut self,
        from: usize,
        end: usize,
        broken: bool,
        quotes_end: &mut bool,
    ) -> (Vec<Piece<'a>>, usize) {
        let mut pieces = Vec::new();
        let mut at = from;
        loop {
            at = skip_space(self.text, at).min(end);
            match self.text[at..end].chars().next() {
                Some('{') => {
                    let close = self.closing.get(&at).copied().filter(|close| *close < end);
                    let line = if broken || close.is_none() {
                        next_field(self.text, at + 1, close.unwrap_or(end))
                    } else {
                        end
                    };
                    match close {
                        Some(close) if line >= close => {
                            pieces.push(Piece::Text(&self.text[at + 1..close]));
                            at = close + 1;
                        }
                        _ => {
                            self.report(
                                "the brace is never closed".to_owned(),
                                at..at + 1,
                                "close the value with `}`",
                            );
                            let inside = self.text[at + 1..line].trim_end();
                            pieces.push(Piece::Text(inside.trim_end_matches([',', '}'])));
                            return (pieces, line);
                        }
                    }
                }
                Some('"') => {
                    let limit = if *quotes_end {
                        end
                    } else {
                        line_end(self.text, at).min(end)
                    };
                    match self.closing_quote(at + 1, limit) {
                        Some(close) => {
                            pieces.push(Piece::Text(&self.text[at + 1..close]));
                            at = close + 1;
                        }
                        None => {
                            *quotes_end = false;
                            self.report(
                                "the quotation mark is never closed".to_owned(),
                                at..at + 1,
                                "close the value with `\"`",
                            );
                            let line = next_field(self.text, at + 1, end);
                            let inside = self.text[at + 1..line].trim_end();
                            pieces.push(Piece::Text(inside.trim_end_matches([',', '}'])));
                            return (pieces, line);
                        }
                    }
                }
                Some(_) => {
                    let length = self.text[at..end].find(is_mark).unwrap_or(end - at);
                    let word = &self.text[at..at + length];
                    if word.is_empty() {
                        return (pieces, at);
                    }
                    let digits = word.bytes().all(|byte| byte.is_ascii_digit());
                    pieces.push(if digits {
                        Piece::Text(word)
                    } else {
                        Piece::Name(word)
                    });
                    at += length;
                }
                None => return (pieces, at),
            }
            let hash = skip_space(self.text, at).min(end);
            if !self.text[hash..end].starts_with('#') {
                return (pieces, at);
            }
            at = hash + 1;
        }
    }

    /// Returns where the next field may begin: behind a comma that lies in no braces, or on a line that looks like one.
    fn behind_comma(&self, from: usize, end: usize) -> usize {
        let mut at = from;
        while at < end {
            match self.text.as_bytes()[at] {
                b'{' => match self.closing.get(&at) {
                    Some(close) if *close < end => at = *close,
                    _ => return end,
                },
                b',' => return at + 1,
                b'\n' => return next_field(self.text, at, end),
                _ => {}
            }
            at += 1;
        }
        end
    }

    fn closing_quote(&self, from: usize, end: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let mut at = from;
        while at < end {
            match bytes[at] {
                b'{' => {
                    at = self
                        .closing
                        .get(&at)
                        .copied()
                        .filter(|close| *close < end)?
                }
                b'"' => return Some(at),
                _ => {}
            }
            at += 1;
        }
        None
    }

    fn report(&mut self, message: String, place: Range<usize>, hint: &str) {
        let diagnostic = Diagnostic::new(Code::BIBTEX_SYNTAX, message).at(self.source.place(place));
        let diagnostic = if hint.is_empty() {
            diagnostic
        } else {
            diagnostic.with_hint(hint)
        };
        self.file.diagnostics.push(diagnostic);
    }
}
