//! From text with markup to LaTeX.

use super::decode::{braced, decode, end_of_formula};
use super::table::{ACCENTS, MATHEMATICAL, SYMBOLS};
use crate::bibliography::text::{Markup, Piece, pieces};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::decompose_canonical;

/// Returns text with markup as LaTeX.
pub(in crate::bibliography) fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // A group that begins with a command protects nothing, so another group stands between.
    let mut guard = false;
    for piece in pieces(text) {
        let start = out.len();
        match piece {
            Piece::Text(text) => stretch(text, &mut out),
            Piece::Open(markup) => out.push_str(match markup {
                Markup::Italic => "\\textit{",
                Markup::Bold => "\\textbf{",
                Markup::Subscript => "\\textsubscript{",
                Markup::Superscript => "\\textsuperscript{",
                Markup::SmallCapitals => "\\textsc{",
                Markup::FixedCase => "{",
            }),
            Piece::Close(_) => out.push('}'),
        }
        if guard && out[start..].starts_with('\\') {
            out.insert_str(start, "{}");
        }
        guard = piece == Piece::Open(Markup::FixedCase);
    }
    out
}

/// Returns the content of a field that is no LaTeX.
pub(in crate::bibliography) fn encode_verbatim(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '{' | '}' => out.push_str(if c == '{' { "%7B" } else { "%7D" }),
            '\\' => out.push_str("%5C"),
            _ => out.push(c),
        }
    }
    out
}

fn stretch(text: &str, out: &mut String) {
    let text: String = text.nfc().collect();
    let mut rest = text.as_str();
    while let Some(c) = rest.chars().next() {
        if matches!(c, '\\' | '$')
            && let Some(length) = kept(rest)
        {
            out.push_str(&rest[..length]);
            rest = &rest[length..];
            continue;
        }
        character(c, out);
        rest = &rest[c.len_utf8()..];
    }
}

/// Returns the length of the LaTeX with which a text begins, where reading would keep it as it stands.
fn kept(text: &str) -> Option<usize> {
    let length = if let Some(body) = text.strip_prefix('$') {
        let near = body
            .char_indices()
            .nth(200)
            .map_or(body.len(), |(at, _)| at);
        let end = end_of_formula(&body[..near])?;
        body[..end].contains('\\').then_some(())?;
        end + 2
    } else {
        let body = &text[1..];
        let name = body.bytes().take_while(u8::is_ascii_alphabetic).count();
        if name == 0 {
            return None;
        }
        let first = braced(&body[name..])?.len() + 2;
        let second = braced(&body[name + first..]).map_or(0, |inside| inside.len() + 2);
        1 + name + first + second
    };
    let latex = &text[..length];
    (is_balanced(latex) && decode(latex, true) == latex).then_some(length)
}

/// Says whether the braces of a text are pairs, as BibTeX counts them.
pub(in crate::bibliography) fn is_balanced(text: &str) -> bool {
    let mut depth = 0_usize;
    for byte in text.bytes() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 0 => return false,
            b'}' => depth -= 1,
            _ => {}
        }
    }
    depth == 0
}

fn character(c: char, out: &mut String) {
    let last_is = |c: char| out.ends_with(c);
    match c {
        '$' | '&' | '#' | '%' | '_' => {
            out.push('\\');
            out.push(c);
        }
        '\u{a0}' => out.push('~'),
        '\u{2009}' => out.push_str("\\,"),
        '\n' => out.push_str("\n\n"),
        '-' if last_is('-') => out.push_str("{}-"),
        '\'' if last_is('\'') => out.push_str("{}'"),
        '–' | '—' => {
            if last_is('-') {
                out.push_str("{}");
            }
            out.push_str(if c == '–' { "--" } else { "---" });
        }
        _ if c.is_ascii() && !matches!(c, '{' | '}' | '\\' | '^' | '~' | '`' | '<' | '>' | '|') => {
            out.push(c)
        }
        _ => {
            if let Some((command, _)) = SYMBOLS.iter().find(|(_, known)| *known == c) {
                out.push_str(&format!("{{\\{command}}}"));
            } else if let Some((command, _)) = MATHEMATICAL.iter().find(|(_, known)| *known == c) {
                out.push_str(&format!("$\\{command}$"));
            } else if !accented(c, out) {
                out.push(c);
            }
        }
    }
}

/// Writes a letter with accents as TeX's special character, where TeX has the accents.
fn accented(c: char, out: &mut String) -> bool {
    let mut parts = Vec::new();
    decompose_canonical(c, |part| parts.push(part));
    let [base, accents @ ..] = parts.as_slice() else {
        return false;
    };
    let command = |accent: &char| {
        let found = ACCENTS.iter().find(|(_, known)| known == accent);
        found.map(|(command, _)| *command)
    };
    let commands: Option<Vec<&str>> = accents.iter().rev().map(command).collect();
    let Some(commands) =
        commands.filter(|commands| !commands.is_empty() && base.is_ascii_alphabetic())
    else {
        return false;
    };
    out.push('{');
    for command in &commands {
        out.push('\\');
        out.push_str(command);
        out.push('{');
    }
    out.push_str(match base {
        'i' if !accents.contains(&'\u{323}') => "\\i",
        'j' => "\\j",
        _ => "",
    });
    if !matches!(base, 'i' | 'j') || (*base == 'i' && accents.contains(&'\u{323}')) {
        out.push(*base);
    }
    out.push_str(&"}".repeat(commands.len() + 1));
    true
}
