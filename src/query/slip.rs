//! Slips in SPARQL that the parser's own message would not name: a prefix without its declaration, a keyword that is
//! none, a bracket without its other half.

use super::pieces::{Kind, Piece, blanked};
use super::similar::nearest;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Source;
use crate::vocabulary::Prefixes;
use regex::Regex;
use std::sync::{Arc, LazyLock};

/// Returns the first slip in a text that is no SPARQL.
pub(super) fn find(
    source: &Arc<Source>,
    pieces: &[Piece],
    prefixes: &Prefixes,
) -> Option<Diagnostic> {
    let blank = blanked(&source.text, pieces);
    undeclared_prefix(source, &blank, prefixes)
        .or_else(|| text(source, pieces))
        .or_else(|| keyword(source, &blank))
        .or_else(|| bracket(source, &blank))
}

static DECLARED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)\bprefix\s+([\w.-]*):").ok());
static USED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:^|[\s(){}\[\],;.|/^!*+?=<>])([A-Za-z][\w.-]*)?:[\w%\\-]").ok()
});

/// Returns what is wrong where a prefix is used that is not declared.
fn undeclared_prefix(source: &Arc<Source>, blank: &str, prefixes: &Prefixes) -> Option<Diagnostic> {
    let declared: Vec<&str> = (*DECLARED)
        .as_ref()?
        .captures_iter(blank)
        .filter_map(|found| found.get(1))
        .map(|name| name.as_str())
        .collect();
    for found in (*USED).as_ref()?.captures_iter(blank) {
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
                match nearest(name, prefixes.iter().map(|(known, _)| known)) {
                    Some(near) => format!("did you mean `{near}:`?"),
                    None => format!("add `PREFIX {name}: <…>` at the start"),
                },
            ),
        });
    }
    None
}

/// Every word of SPARQL 1.1, and those of the functions.
const KEYWORDS: &str = "a ABS ADD ADJUST ALL AS ASC ASK AVG BASE BIND BNODE BOUND BY CEIL CLEAR COALESCE CONCAT CONSTRUCT \
    CONTAINS COPY COUNT CREATE DATA DATATYPE DAY DEFAULT DELETE DESC DESCRIBE DISTINCT DROP ENCODE_FOR_URI EXISTS false \
    FILTER FLOOR FROM GRAPH GROUP GROUP_CONCAT HAVING HOURS IF IN INSERT INTO IRI isBLANK isIRI isLITERAL isNUMERIC isURI \
    LANG LANGMATCHES LATERAL LCASE LIMIT LOAD MAX MD5 MIN MINUS MINUTES MONTH MOVE NAMED NOT NOW OFFSET OPTIONAL ORDER \
    PREFIX RAND REDUCED REGEX REPLACE ROUND sameTerm SAMPLE SECONDS SELECT SEPARATOR SERVICE SHA1 SHA256 SHA384 SHA512 \
    SILENT STR STRAFTER STRBEFORE STRDT STRENDS STRLANG STRLEN STRSTARTS STRUUID SUBSTR SUM TIMEZONE TO true TZ UCASE \
    UNDEF UNION URI USING UUID VALUES WHERE WITH YEAR";

static WORD: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:^|[\s(){}\[\];,|^!*+=])([A-Za-z]\w*)(?:[\s(){}\[\],;]|$)").ok()
});

/// Returns what is wrong where a word stands alone that SPARQL does not have.
fn keyword(source: &Arc<Source>, blank: &str) -> Option<Diagnostic> {
    let mut at = 0;
    // The sign behind a word may be the one before the next, so matches are looked for one by one.
    while let Some(found) = (*WORD).as_ref()?.captures_at(blank, at) {
        let word = found.get(1)?;
        at = word.end();
        let known = |keyword: &str| keyword.eq_ignore_ascii_case(word.as_str());
        if KEYWORDS.split_whitespace().any(known) {
            continue;
        }
        let headline = format!("`{}` is no word of SPARQL", word.as_str());
        let diagnostic =
            Diagnostic::new(Code::SPARQL_SYNTAX, headline).at(source.place(word.range()));
        let variable = format!("?{}", word.as_str());
        let near = if blank.contains(&variable) {
            Some(variable.as_str())
        } else {
            // A word that is no misspelt keyword is more likely to lack something else.
            nearest(word.as_str(), KEYWORDS.split_whitespace()).filter(|near| {
                let slips = strsim::osa_distance(&word.as_str().to_uppercase(), near);
                word.len() > 2 && slips <= 1 + word.len() / 6
            })
        };
        return Some(match near {
            Some(near) => diagnostic.with_hint(format!("did you mean `{near}`?")),
            None => diagnostic.with_hint(
                "write a variable as `?name`, a term as `prefix:name`, a text as `\"text\"`",
            ),
        });
    }
    None
}

/// Returns what is wrong where a text is not closed on its line.
fn text(source: &Arc<Source>, pieces: &[Piece]) -> Option<Diagnostic> {
    let open = Kind::Text { closed: false };
    let piece = pieces.iter().find(|piece| piece.kind == open)?;
    let quote = source.text[piece.span.clone()].chars().next()?;
    let headline = format!("the text that begins with `{quote}` is not closed on its line");
    Some(Diagnostic::new(Code::SPARQL_SYNTAX, headline).at(source.place(piece.span.clone())))
}

/// Returns what is wrong where a bracket has no other half.
fn bracket(source: &Arc<Source>, blank: &str) -> Option<Diagnostic> {
    let mut open: Vec<(usize, char)> = Vec::new();
    let lonely = |at: usize, headline: String| {
        Diagnostic::new(Code::SPARQL_SYNTAX, headline).at(source.place(at..at + 1))
    };
    for (at, sign) in blank.char_indices() {
        let opening = match sign {
            '(' | '[' | '{' => {
                open.push((at, sign));
                continue;
            }
            ')' => '(',
            ']' => '[',
            '}' => '{',
            _ => continue,
        };
        match open.pop() {
            Some((_, last)) if last == opening => {}
            Some((start, last)) => {
                return Some(lonely(
                    start,
                    format!("`{last}` is not closed before `{sign}`"),
                ));
            }
            None => return Some(lonely(at, format!("`{sign}` closes nothing"))),
        }
    }
    let (at, sign) = open.pop()?;
    Some(lonely(at, format!("`{sign}` is never closed")))
}
