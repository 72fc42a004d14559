//! Formulas simple enough to be text: `NO$_3^-$`, `$\alpha$`, `\ce{NO3-}`.

use super::table::{mathematical, symbol};
use crate::bibliography::text::Markup;

/// How deep groups may lie within each other.
const DEEPEST: usize = 8;

/// Returns a formula (what stands between dollars) as text with markup, where it is simple enough.
pub(super) fn formula(latex: &str) -> Option<String> {
    let mut out = String::new();
    let mut rest = latex;
    convert(&mut rest, &mut out, 0, false)?;
    Some(out)
}

/// Converts as far as the end of the text or of the group.
fn convert(rest: &mut &str, out: &mut String, depth: usize, text: bool) -> Option<()> {
    if depth > DEEPEST {
        return None;
    }
    while let Some(c) = rest.chars().next() {
        match c {
            '}' => return (depth > 0).then_some(()),
            '{' => group(rest, out, depth, text)?,
            '_' | '^' => {
                *rest = &rest[1..];
                let markup = if c == '_' {
                    Markup::Subscript
                } else {
                    Markup::Superscript
                };
                out.push_str(markup.opening());
                argument(rest, out, depth)?;
                out.push_str(markup.closing());
            }
            '\\' => command(rest, out, depth)?,
            '~' => {
                out.push('\u{a0}');
                *rest = &rest[1..];
            }
            _ if c.is_whitespace() => {
                if text {
                    out.push(' ');
                }
                *rest = rest.trim_start();
            }
            '$' | '&' | '%' | '#' => return None,
            _ => {
                out.push(c);
                *rest = &rest[c.len_utf8()..];
            }
        }
    }
    (depth == 0).then_some(())
}

fn group(rest: &mut &str, out: &mut String, depth: usize, text: bool) -> Option<()> {
    *rest = rest.strip_prefix('{')?;
    convert(rest, out, depth + 1, text)?;
    *rest = rest.strip_prefix('}')?;
    Some(())
}

/// Converts what a sub- or superscript applies to: a group, a command, or one character.
fn argument(rest: &mut &str, out: &mut String, depth: usize) -> Option<()> {
    *rest = rest.trim_start();
    match rest.chars().next()? {
        '{' => group(rest, out, depth, false),
        '\\' => command(rest, out, depth),
        '}' | '_' | '^' | '$' | '&' | '%' | '#' => None,
        c => {
            out.push(c);
            *rest = &rest[c.len_utf8()..];
            Some(())
        }
    }
}

fn command(rest: &mut &str, out: &mut String, depth: usize) -> Option<()> {
    let body = &rest[1..];
    let length = body.bytes().take_while(u8::is_ascii_alphabetic).count();
    if length == 0 {
        let c = body.chars().next()?;
        *rest = &body[c.len_utf8()..];
        match c {
            ',' | ';' | ':' | ' ' => out.push(' '),
            '!' => {}
            '{' | '}' | '$' | '&' | '%' | '#' | '_' => out.push(c),
            _ => return None,
        }
        return Some(());
    }
    let name = &body[..length];
    *rest = body[length..].trim_start();
    match name {
        "mathrm" | "mathbf" | "mathit" | "mathsf" | "rm" | "mathnormal" | "boldsymbol" => {
            if rest.starts_with('{') {
                group(rest, out, depth, false)?
            }
        }
        "text" | "textrm" | "textnormal" | "mbox" => group(rest, out, depth, true)?,
        "left" | "right" | "displaystyle" | "it" => {}
        _ => out.push(mathematical(name).or_else(|| symbol(name))?),
    }
    Some(())
}

/// Returns what `\ce{}` of mhchem shows, where it is simple enough.
///
/// Digits behind a letter or bracket are subscripts, a sign at the end of a formula and what follows `^` a superscript.
pub(super) fn chemistry(latex: &str) -> Option<String> {
    let mut out = String::new();
    for (number, word) in latex.split_whitespace().enumerate() {
        if number > 0 {
            out.push(' ');
        }
        match word {
            "->" => out.push('→'),
            "<-" => out.push('←'),
            "<=>" => out.push('⇌'),
            "<->" => out.push('↔'),
            "+" => out.push('+'),
            _ => species(word, &mut out)?,
        }
    }
    Some(out)
}

fn species(word: &str, out: &mut String) -> Option<()> {
    let mut rest = word;
    let mut behind_letter = false;
    let tagged = |out: &mut String, markup: Markup, text: &str| {
        out.push_str(markup.opening());
        out.push_str(text);
        out.push_str(markup.closing());
    };
    while let Some(c) = rest.chars().next() {
        match c {
            '0'..='9' => {
                let length = rest.find(|c: char| !c.is_ascii_digit() && c != '.');
                let (digits, more) = rest.split_at(length.unwrap_or(rest.len()));
                if behind_letter {
                    tagged(out, Markup::Subscript, digits);
                } else {
                    out.push_str(digits);
                }
                rest = more;
                continue;
            }
            '^' | '_' => {
                let markup = if c == '^' {
                    Markup::Superscript
                } else {
                    Markup::Subscript
                };
                let body = &rest[1..];
                let (inside, more) = match body.strip_prefix('{') {
                    Some(group) => group.split_once('}')?,
                    None => {
                        let sign = |c: char| matches!(c, '+' | '-');
                        let end = body.find(|c: char| !c.is_ascii_digit() && !sign(c));
                        match end.unwrap_or(body.len()) {
                            0 => return None,
                            end => body.split_at(end),
                        }
                    }
                };
                if inside.contains(['\\', '$', '{']) {
                    return None;
                }
                tagged(out, markup, inside);
                rest = more;
                continue;
            }
            '+' | '-' if rest.len() == 1 && !out.is_empty() => {
                tagged(out, Markup::Superscript, &rest[..1]);
            }
            '\\' | '$' | '{' | '}' | '&' | '%' | '#' => return None,
            _ => out.push(c),
        }
        behind_letter = c.is_alphabetic() || matches!(c, ')' | ']');
        rest = &rest[c.len_utf8()..];
    }
    Some(())
}
