//! SPARQL text to algebra, with errors worth reading.

use super::pieces::{Piece, pieces, tokens};
use super::slip;
use super::spelling::{order_columns, with_small_booleans};
use super::stuck::{expected, stuck};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Source;
use crate::vocabulary::Prefixes;
use spargebra::{Query, SparqlParser};
use std::sync::Arc;

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
    if let Some(place) = too_deep(&source.text) {
        let headline = format!("brackets are nested more than {DEPTH} deep");
        let problem = Diagnostic::new(Code::SPARQL_SYNTAX, headline);
        return Err(Box::new(problem.at(source.place(place..place + 1))));
    }
    let mut query = parser
        .parse_query(&with_small_booleans(&source.text))
        .map_err(|error| {
            let pieces = pieces(&source.text);
            Box::new(
                slip::find(source, &pieces, prefixes)
                    .or_else(|| update(source, &pieces))
                    .unwrap_or_else(|| explain(source, &pieces, &error.to_string())),
            )
        })?;
    order_columns(&mut query, &source.text);
    Ok(query)
}

/// Brackets within each other that a query may have; each takes a piece of the stack.
const DEPTH: usize = 128;

/// Returns where brackets are nested too deep; those in strings count, too, since few strings have so many.
fn too_deep(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' | b'(' | b'[' => depth += 1,
            b'}' | b')' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEPTH {
            return Some(at);
        }
    }
    None
}

/// Returns what is wrong where the text is an update, or nothing at all.
fn update(source: &Arc<Source>, pieces: &[Piece]) -> Option<Diagnostic> {
    SparqlParser::new().parse_update(&source.text).ok()?;
    let Some(first) = tokens(pieces).into_iter().next() else {
        let line = source.text.find('\n').unwrap_or(source.text.len());
        return Some(
            Diagnostic::new(Code::SPARQL_SYNTAX, "the query is empty").at(source.place(0..line)),
        );
    };
    Some(
        Diagnostic::new(
            Code::SPARQL_SYNTAX,
            "this is an update, and the knowledge base is only read here",
        )
        .at(source.place(first))
        .with_hint("edit the files of the knowledge base instead"),
    )
}

/// What the parser says of texts that are well-formed and yet no query, and how it is said here.
const REASONS: [(&str, &str); 6] = [
    (
        "The SELECT contains a variable that is unbound",
        "SELECT names a variable that GROUP BY leaves out",
    ),
    (
        "Duplicated variable name in SELECT",
        "SELECT names a variable twice",
    ),
    (
        "SELECT * is not authorized with GROUP BY",
        "`SELECT *` does not go with GROUP BY",
    ),
    (
        "Repeated variables are not allowed in VALUES",
        "VALUES names a variable twice",
    ),
    (
        "The VALUES clause rows should have",
        "a row of VALUES has more values than variables, or fewer",
    ),
    ("IRI parsing failed", BAD_IRI),
];

const BAD_IRI: &str = "this is no whole IRI";

/// Returns what is wrong where the parser gets stuck.
fn explain(source: &Arc<Source>, pieces: &[Piece], message: &str) -> Diagnostic {
    let spans = tokens(pieces);
    let words: Vec<&str> = spans.iter().map(|at| &source.text[at.clone()]).collect();
    let Some(stuck) = stuck(&words) else {
        let whole = source.place(0..source.text.len());
        return Diagnostic::new(Code::SPARQL_SYNTAX, message.trim_end_matches('.')).at(whole);
    };
    let end = spans.last().map_or(0, |last| last.end);
    let place = source.place(spans.get(stuck.token).cloned().unwrap_or(end..end));
    let reason = REASONS
        .iter()
        .find(|(said, _)| stuck.message.contains(said) || message.contains(said));
    if let Some(at) = bound_twice(&words[..stuck.token.min(words.len())]) {
        let headline = format!("BIND sets `{}`, which has a value already", words[at]);
        return Diagnostic::new(Code::SPARQL_SYNTAX, headline).at(source.place(spans[at].clone()));
    }
    let headline = match (reason, words.get(stuck.token)) {
        (Some((_, reason)), _) => (*reason).to_owned(),
        (None, seen) => {
            let expected = expected(&words[..stuck.token.min(words.len())]);
            match (seen, expected) {
                (None, Some(expected)) => format!("the query ends where {expected} is expected"),
                (None, None) => "the query ends too early".to_owned(),
                (Some(seen), Some(expected)) => {
                    format!("`{seen}` stands where {expected} is expected")
                }
                (Some(seen), None) => format!("`{seen}` cannot stand here"),
            }
        }
    };
    let diagnostic = Diagnostic::new(Code::SPARQL_SYNTAX, headline).at(place);
    if words.get(stuck.token) == Some(&"@prefix") {
        return diagnostic.with_hint("SPARQL has `PREFIX name: <…>`, without `@` and full stop");
    }
    match reason {
        Some((_, BAD_IRI)) => diagnostic.with_hint("write it in full, such as `<https://…>`"),
        _ => diagnostic,
    }
}

/// Returns which word is the variable of a BIND just before, where that variable stands further up.
fn bound_twice(before: &[&str]) -> Option<usize> {
    let [.., word_as, variable, ")"] = before else {
        return None;
    };
    let at = before.len() - 2;
    (word_as.eq_ignore_ascii_case("AS") && before[..at].contains(variable)).then_some(at)
}
