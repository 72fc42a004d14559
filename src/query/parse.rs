//! SPARQL text to algebra, with errors worth reading.

use super::spelling::{order_columns, with_small_booleans};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Source;
use crate::vocabulary::Prefixes;
use regex::Regex;
use spargebra::{Query, SparqlParser};
use std::ops::Range;
use std::sync::{Arc, LazyLock};

/// Parses a query.
///
/// # Errors
/// One diagnostic with the place and what is wrong there.
pub fn parse(source: &Arc<Source>, prefixes: &Prefixes) -> Result<Query, Box<Diagnostic>> {
    parse_with_hints(source, prefixes, None)
}

/// Parses a query whose relative IRIs start from a base.
///
/// # Errors
/// One diagnostic with the place and what is wrong there.
pub fn parse_with_hints(
    source: &Arc<Source>,
    prefixes: &Prefixes,
    base: Option<&str>,
) -> Result<Query, Box<Diagnostic>> {
    let mut parser = SparqlParser::new();
    if let Some(base) = base {
        parser = match SparqlParser::new().with_base_iri(base) {
            Ok(based) => based,
            Err(_) => parser,
        };
    }
    let mut query = parser
        .parse_query(&with_small_booleans(&source.text))
        .map_err(|error| {
            Box::new(
                undeclared_prefix(source, prefixes)
                    .or_else(|| update(source))
                    .unwrap_or_else(|| explain(source, &error.to_string())),
            )
        })?;
    order_columns(&mut query, &source.text);
    Ok(query)
}

static DECLARED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)\bprefix\s+([\w.-]*):").ok());
static USED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:^|[\s(){}\[\],;.|/^!*+?=<>])([A-Za-z][\w.-]*)?:[\w%\\-]").ok()
});

/// Returns what is wrong where a prefix is used that is not declared.
fn undeclared_prefix(source: &Arc<Source>, prefixes: &Prefixes) -> Option<Diagnostic> {
    let blank = blanked(&source.text);
    let declared: Vec<&str> = (*DECLARED)
        .as_ref()?
        .captures_iter(&blank)
        .filter_map(|found| found.get(1))
        .map(|name| name.as_str())
        .collect();
    for found in (*USED).as_ref()?.captures_iter(&blank) {
        let whole = found.get(0)?;
        let (name, span) = match found.get(1) {
            Some(name) => (name.as_str(), name.range()),
            None => ("", whole.end().saturating_sub(2)..whole.end() - 1),
        };
        if name == "_" || declared.contains(&name) {
            continue;
        }
        // `PREFIX name: <…>` itself has no local part behind the colon, so every match here is a use.
        let span = span.start..span.end + 1;
        let diagnostic = Diagnostic::new(
            Code::UNDECLARED_PREFIX,
            format!("the prefix `{name}:` is not declared"),
        )
        .at(source.place(span));
        return Some(match prefixes.get(name) {
            Some(iri) => diagnostic.with_hint(format!("add `PREFIX {name}: <{iri}>` at the start")),
            None => diagnostic.with_hint(
                match super::similar::nearest(name, prefixes.iter().map(|(known, _)| known)) {
                    Some(near) => format!("did you mean `{near}:`?"),
                    None => format!("add `PREFIX {name}: <…>` at the start"),
                },
            ),
        });
    }
    None
}

/// Returns what is wrong where the text is an update.
fn update(source: &Arc<Source>) -> Option<Diagnostic> {
    SparqlParser::new().parse_update(&source.text).ok()?;
    let text = source.text.trim_start();
    if text.is_empty() || blanked(text).trim().is_empty() {
        return Some(
            Diagnostic::new(Code::SPARQL_SYNTAX, "the query is empty")
                .at(source.place(0..source.text.len())),
        );
    }
    Some(
        Diagnostic::new(
            Code::SPARQL_SYNTAX,
            "this is an update, and the knowledge base is only read here",
        )
        .at(source.place(source.text.len() - text.len()..source.text.len()))
        .with_hint("edit the files of the knowledge base instead"),
    )
}

/// Returns the parser's message in fewer words, at its place.
fn explain(source: &Arc<Source>, message: &str) -> Diagnostic {
    static AT: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"error at (\d+):(\d+): (?s:(.*))").ok());
    let found = (*AT).as_ref().and_then(|at| at.captures(message));
    let Some(found) = found else {
        return Diagnostic::new(Code::SPARQL_SYNTAX, message.trim_end_matches('.'))
            .at(source.place(0..source.text.len()));
    };
    let line: usize = found[1].parse().unwrap_or(1);
    let column: usize = found[2].parse().unwrap_or(1);
    let offset = offset_of(&source.text, line, column);
    let span = word_at(&source.text, offset);
    let seen = &source.text[span.clone()];
    let expected = expected(&found[3]);
    let headline = match (seen.trim().is_empty(), expected) {
        (true, Some(expected)) => format!("the query ends where {expected} is expected"),
        (true, None) => "the query ends too early".to_owned(),
        (false, Some(expected)) => format!("`{seen}` stands where {expected} is expected"),
        (false, None) => format!("`{seen}` cannot stand here"),
    };
    Diagnostic::new(Code::SPARQL_SYNTAX, headline).at(source.place(span))
}

/// Returns what the parser expected, where it can be said in a few words.
fn expected(text: &str) -> Option<String> {
    let list = text.trim().strip_prefix("expected ")?;
    let list = list.strip_prefix("one of ").unwrap_or(list);
    let mut words: Vec<String> = list
        .split(", ")
        .map(|word| word.trim_matches(|c| c == '"' || c == '.').to_owned())
        // Classes of characters and names of grammar rules help nobody.
        .filter(|word| !word.starts_with('[') && !word.contains(' ') && word.len() < 20)
        .collect();
    words.dedup();
    match words.len() {
        0 => None,
        1 => Some(format!("`{}`", words[0])),
        2..=6 => Some(format!(
            "one of {}",
            words
                .iter()
                .map(|word| format!("`{word}`"))
                .collect::<Vec<_>>()
                .join(", ")
        )),
        _ => None,
    }
}

fn offset_of(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    // The parser counts bytes in a line.
    let mut offset = (start + column.saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

fn word_at(text: &str, offset: usize) -> Range<usize> {
    let rest = &text[offset..];
    let skipped = rest.len() - rest.trim_start().len();
    let start = offset + skipped;
    let in_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | ':' | '?' | '$' | '-');
    let word = text[start..]
        .char_indices()
        .find(|(_, c)| !in_word(*c))
        .map_or(text.len(), |(at, _)| start + at);
    let end = if word > start {
        word
    } else {
        text[start..]
            .chars()
            .next()
            .map_or(start, |c| start + c.len_utf8())
    };
    start..end
}

/// Returns the text with comments, strings and IRIs made blank, byte for byte as long.
pub(super) fn blanked(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let length = match c {
            '#' => rest.find('\n').unwrap_or(rest.len()),
            '<' => match rest.find(|c: char| c == '>' || c.is_whitespace()) {
                Some(end) if rest[end..].starts_with('>') => end + 1,
                _ => 0,
            },
            '"' | '\'' => {
                let quote = &rest[..1];
                let triple = quote.repeat(3);
                let (open, close) = if rest.starts_with(&triple) {
                    (3, triple)
                } else {
                    (1, quote.to_owned())
                };
                let mut at = open;
                loop {
                    match rest[at..].find(['\\', c]) {
                        None => break rest.len(),
                        Some(found) if rest[at + found..].starts_with('\\') => {
                            at += found + 1;
                            at += rest[at..].chars().next().map_or(0, char::len_utf8);
                        }
                        Some(found) if rest[at + found..].starts_with(&close) => {
                            break at + found + close.len();
                        }
                        Some(found) => at += found + 1,
                    }
                }
            }
            _ => 0,
        };
        if length == 0 {
            out.push(c);
            rest = &rest[c.len_utf8()..];
        } else {
            for blank in rest[..length].bytes() {
                out.push(if blank == b'\n' { '\n' } else { ' ' });
            }
            rest = &rest[length..];
        }
    }
    out
}
