//! SPARQL text in pieces, whether it is well-formed or not.

use std::ops::Range;

/// A stretch of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) kind: Kind,
    pub(super) span: Range<usize>,
}

/// What a piece is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Comment,
    Iri,
    /// A text in quotation marks; the last ones may be missing.
    Text {
        closed: bool,
    },
    /// One character of anything else.
    Sign(char),
}

/// Returns the pieces of a text, which cover it without a gap.
pub(super) fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        let (kind, length) = match first {
            '#' => (Kind::Comment, rest.find('\n').unwrap_or(rest.len())),
            '<' => match rest.find(|c: char| c == '>' || c.is_whitespace()) {
                Some(end) if rest[end..].starts_with('>') => (Kind::Iri, end + 1),
                _ => (Kind::Sign(first), 1),
            },
            '"' | '\'' => {
                let (length, closed) = quoted(rest, first);
                (Kind::Text { closed }, length)
            }
            other => (Kind::Sign(other), other.len_utf8()),
        };
        pieces.push(Piece {
            kind,
            span: at..at + length,
        });
        at += length;
    }
    pieces
}

/// Returns the length of a text that starts with a quotation mark, and whether it is closed.
fn quoted(rest: &str, quote: char) -> (usize, bool) {
    let triple = quote.to_string().repeat(3);
    let long = rest.starts_with(&triple);
    let close = if long { triple } else { quote.to_string() };
    let mut at = close.len();
    loop {
        match rest[at..].find(|c| c == '\\' || c == quote || (c == '\n' && !long)) {
            None => return (rest.len(), false),
            Some(found) => {
                at += found;
                if rest[at..].starts_with(&close) {
                    return (at + close.len(), true);
                }
                if rest[at..].starts_with('\n') {
                    return (at, false);
                }
                let escaped = rest[at..].starts_with('\\');
                at += 1;
                if escaped {
                    at += rest[at..].chars().next().map_or(0, char::len_utf8);
                }
            }
        }
    }
}

/// Returns the text with comments, texts and IRIs made blank, byte for byte as long.
pub(super) fn blanked(text: &str, pieces: &[Piece]) -> String {
    let mut out = String::with_capacity(text.len());
    for piece in pieces {
        let part = &text[piece.span.clone()];
        match piece.kind {
            Kind::Sign(_) => out.push_str(part),
            _ => out.extend(part.bytes().map(|b| if b == b'\n' { '\n' } else { ' ' })),
        }
    }
    out
}

/// Returns where the words and brackets of a text are.
pub(super) fn tokens(pieces: &[Piece]) -> Vec<Range<usize>> {
    let mut tokens: Vec<Range<usize>> = Vec::new();
    let mut goes_on = false;
    for piece in pieces {
        let single = match piece.kind {
            Kind::Comment => {
                goes_on = false;
                continue;
            }
            Kind::Sign(sign) if sign.is_whitespace() => {
                goes_on = false;
                continue;
            }
            Kind::Sign(sign) => "{}()[];,".contains(sign),
            Kind::Iri | Kind::Text { .. } => false,
        };
        match tokens.last_mut() {
            Some(last) if goes_on && !single => last.end = piece.span.end,
            _ => tokens.push(piece.span.clone()),
        }
        goes_on = !single;
    }
    tokens
}
