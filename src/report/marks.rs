//! Texts as each form writes them: escaped, with sub- and superscripts.

use crate::bibliography::{Markup, Run, render};
use regex::Regex;
use std::sync::LazyLock;

static EXPONENT: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"([A-Za-z°µΩ%])(-?[0-9]+)\b").ok());

/// Returns a unit, as plain characters write it (`mg h-1 cm-2`), with its exponents marked up.
pub fn typeset(unit: &str) -> String {
    match &*EXPONENT {
        Some(exponent) => exponent
            .replace_all(unit, |found: &regex::Captures<'_>| {
                format!("{}<sup>{}</sup>", &found[1], found[2].replace('-', "−"))
            })
            .into_owned(),
        None => unit.to_owned(),
    }
}

pub(super) fn escape_html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(' '),
            // Characters that no HTML may hold.
            c if c.is_control() => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// Returns a text for Markdown, in a table or outside.
pub(super) fn escape_markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' | '$' | '~' => {
                out.push('\\');
                out.push(c);
            }
            '&' => out.push_str("&amp;"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

fn tag(markup: Markup, opens: bool) -> &'static str {
    match (markup, opens) {
        (Markup::Italic, true) => "<i>",
        (Markup::Italic, false) => "</i>",
        (Markup::Bold, true) => "<b>",
        (Markup::Bold, false) => "</b>",
        (Markup::Subscript, true) => "<sub>",
        (Markup::Subscript, false) => "</sub>",
        (Markup::Superscript, true) => "<sup>",
        (Markup::Superscript, false) => "</sup>",
        (Markup::SmallCapitals, true) => "<span style=\"font-variant:small-caps\">",
        (Markup::SmallCapitals, false) => "</span>",
        (Markup::FixedCase, _) => "",
    }
}

/// Returns a text with markup as HTML.
pub(super) fn html(text: &str) -> String {
    render(text, escape_html, tag)
}

/// Returns a text with markup as Markdown; sub- and superscripts are HTML there too.
pub(super) fn markdown(text: &str) -> String {
    render(text, escape_markdown, |markup, opens| match markup {
        Markup::Italic => "*",
        Markup::Bold => "**",
        Markup::SmallCapitals => "",
        other => tag(other, opens),
    })
}

/// Returns an entry of a bibliography as HTML.
pub(super) fn html_of_runs(runs: &[Run]) -> String {
    of_runs(runs, escape_html, tag, |text, link| {
        format!("<a href=\"{}\">{text}</a>", escape_html(link))
    })
}

/// Returns an entry of a bibliography as Markdown.
pub(super) fn markdown_of_runs(runs: &[Run]) -> String {
    let mark = |markup: Markup, opens: bool| match markup {
        Markup::Italic => "*",
        Markup::Bold => "**",
        Markup::SmallCapitals => "",
        other => tag(other, opens),
    };
    of_runs(runs, escape_markdown, mark, |_, link| format!("<{link}>"))
}

fn of_runs(
    runs: &[Run],
    escape: impl Fn(&str) -> String,
    tag: impl Fn(Markup, bool) -> &'static str,
    link: impl Fn(&str, &str) -> String,
) -> String {
    let mut out = String::new();
    for run in runs {
        // Markup around blanks is none in Markdown.
        let text = run.text.trim();
        let (before, behind) = match text.is_empty() {
            true => (run.text.as_str(), ""),
            false => {
                let start = run.text.len() - run.text.trim_start().len();
                (&run.text[..start], &run.text[start + text.len()..])
            }
        };
        out.push_str(before);
        if !text.is_empty() {
            run.markup
                .iter()
                .for_each(|markup| out.push_str(tag(*markup, true)));
            match run
                .link
                .as_deref()
                .filter(|link| link.starts_with("https://") || link.starts_with("http://"))
            {
                Some(to) => out.push_str(&link(&escape(text), to)),
                None => out.push_str(&escape(text)),
            }
            run.markup
                .iter()
                .rev()
                .for_each(|markup| out.push_str(tag(*markup, false)));
        }
        out.push_str(behind);
    }
    out
}
