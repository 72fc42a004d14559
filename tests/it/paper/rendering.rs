//! The review as JATS and as the text of a PDF, made from its Markdown: its claims must be found in all of them, and no
//! sentence that says something else may pass for one.

use crate::sealed::review;
use std::collections::BTreeMap;
use std::fmt::Write;
use synergraph::anchor::Verdict;
use synergraph::check::verify;
use synergraph::claim::{Files, compile};
use synergraph::paper::{Paper, digest, read_paper};
use synergraph::source::Source;
use unicode_normalization::UnicodeNormalization;

fn paper() -> Option<Paper> {
    let path = review()?;
    let text = std::fs::read_to_string(path).unwrap();
    Some(read_paper(&Source::new("review.md", text)).0)
}

/// A sentence as another format writes it: each bit of text through `text`, marks of what is raised and lowered as given.
pub(super) fn written(
    markdown: &str,
    text: &dyn Fn(&str) -> String,
    raised: [&str; 2],
    lowered: [&str; 2],
) -> String {
    let mut out = String::new();
    let mut closers: Vec<&str> = Vec::new();
    let mut rest = markdown;
    let mut in_formula = false;
    let next = |rest: &str| rest.char_indices().nth(1).map_or(rest.len(), |(at, _)| at);
    while !rest.is_empty() {
        let (shown, taken) = if let Some(tag) = ["<sub>", "<sup>", "</sub>", "</sup>"]
            .iter()
            .find(|tag| rest.starts_with(**tag))
        {
            (
                match *tag {
                    "<sub>" => lowered[0],
                    "<sup>" => raised[0],
                    "</sub>" => lowered[1],
                    _ => raised[1],
                }
                .to_owned(),
                tag.len(),
            )
        } else if rest.starts_with('$') {
            in_formula = !in_formula;
            (String::new(), 1)
        } else if in_formula && rest.starts_with(['^', '_']) {
            let pair = if rest.starts_with('^') {
                raised
            } else {
                lowered
            };
            let inner = &rest[1..];
            if inner.starts_with('{') {
                closers.push(pair[1]);
                (pair[0].to_owned(), 2)
            } else if let Some(name) = inner.strip_prefix('\\') {
                let end = name
                    .find(|c: char| !c.is_alphabetic())
                    .unwrap_or(name.len());
                (
                    format!("{}{}{}", pair[0], command(&name[..end]), pair[1]),
                    2 + end,
                )
            } else {
                (
                    format!("{}{}{}", pair[0], text(&inner[..next(inner)]), pair[1]),
                    1 + next(inner),
                )
            }
        } else if in_formula && rest.starts_with('{') {
            closers.push("");
            (String::new(), 1)
        } else if in_formula && rest.starts_with('}') {
            (closers.pop().unwrap_or_default().to_owned(), 1)
        } else if rest.starts_with('\\') && rest[1..].starts_with(char::is_alphabetic) {
            let end = 1 + rest[1..]
                .find(|c: char| !c.is_alphabetic())
                .unwrap_or(rest.len() - 1);
            (text(command(&rest[1..end])), end)
        } else if let Some(escaped) = rest.strip_prefix('\\') {
            let end = next(escaped);
            (
                text(if in_formula && !escaped.starts_with(['%', '*']) {
                    " "
                } else {
                    &escaped[..end]
                }),
                1 + end,
            )
        } else if in_formula && rest.starts_with('~') {
            (" ".to_owned(), 1)
        } else if rest.starts_with("**") {
            (String::new(), 2)
        } else if rest.starts_with('*') && !in_formula {
            (String::new(), 1)
        } else {
            (text(&rest[..next(rest)]), next(rest))
        };
        out.push_str(&shown);
        rest = &rest[taken..];
    }
    out
}

fn command(name: &str) -> &'static str {
    match name {
        "rightarrow" | "to" => "→",
        "times" => "×",
        "mu" => "μ",
        "Delta" => "Δ",
        "cdot" => "·",
        "alpha" => "α",
        "beta" => "β",
        "gamma" => "γ",
        "ast" | "star" => "*",
        "sim" => "~",
        "pi" => "π",
        _ => "",
    }
}

/// Paragraphs by section, in order: number and title of the section, and the sentences of each paragraph.
pub(super) fn sections(paper: &Paper) -> Vec<(String, String, BTreeMap<usize, Vec<String>>)> {
    let sections = paper.sections.iter().map(|section| {
        let mut paragraphs: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        for sentence in paper
            .sentences
            .iter()
            .filter(|sentence| sentence.section == section.id)
        {
            paragraphs
                .entry(sentence.paragraph)
                .or_default()
                .push(sentence.text.clone());
        }
        (
            section.number.clone().unwrap_or_default(),
            section.title.clone(),
            paragraphs,
        )
    });
    sections.collect()
}

pub(super) fn captions(paper: &Paper) -> BTreeMap<String, Vec<String>> {
    let mut captions: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for sentence in &paper.sentences {
        if !paper
            .sections
            .iter()
            .any(|section| section.id == sentence.section)
        {
            captions
                .entry(sentence.section.clone())
                .or_default()
                .push(sentence.text.clone());
        }
    }
    captions
}

fn jats(paper: &Paper) -> String {
    let text = |shown: &str| {
        shown
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('−', "&#x2212;")
            .nfd()
            .collect::<String>()
    };
    let inline = |shown: &str| written(shown, &text, ["<sup>", "</sup>"], ["<sub>", "</sub>"]);
    let mut xml = "<?xml version=\"1.0\"?>\n<article><front><article-meta>".to_owned();
    let mut body = String::new();
    for (number, title, paragraphs) in sections(paper) {
        let whole: String = paragraphs
            .values()
            .map(|sentences| format!("<p>{}</p>\n", inline(&sentences.join(" "))))
            .collect();
        if title == "Abstract" {
            let _ = write!(xml, "<abstract>{whole}</abstract>");
        } else {
            let _ = write!(
                body,
                "<sec><label>{number}</label><title>{title}</title>\n{whole}</sec>"
            );
        }
    }
    for (name, sentences) in captions(paper) {
        let _ = write!(
            body,
            "<fig><label>{name}.</label><caption><p>{}</p></caption></fig>",
            inline(&sentences.join(" "))
        );
    }
    for table in &paper.tables {
        let row = |cells: &[String]| {
            cells
                .iter()
                .map(|cell| format!("<td>{}</td>", inline(cell)))
                .collect::<String>()
        };
        let rows: String = table
            .rows
            .iter()
            .map(|cells| format!("<tr>{}</tr>\n", row(&cells.cells)))
            .collect();
        let _ = write!(
            body,
            "<table-wrap><label>{}</label><caption><p>{}</p></caption><table><thead><tr>{}</tr></thead><tbody>{rows}</tbody></table></table-wrap>",
            table.id,
            inline(&table.caption.text),
            row(&table.header.cells)
        );
    }
    let list: String = paper
        .references
        .iter()
        .map(|reference| {
            format!(
                "<ref id=\"b{0}\"><label>{0}</label><mixed-citation>{1}</mixed-citation></ref>\n",
                reference.id,
                inline(&reference.raw)
            )
        })
        .collect();
    format!(
        "{xml}</article-meta></front><body>{body}</body><back><ref-list>{list}</ref-list></back></article>"
    )
}

/// The text of a PDF: lines of one width with words cut, ligatures, flat indices, running heads, page breaks.
fn plain(paper: &Paper) -> String {
    let text = |shown: &str| shown.replace('\'', "’").to_owned();
    let inline = |shown: &str| {
        let flat = written(shown, &text, ["", ""], ["", ""]);
        flat.replace("ffi", "ﬃ")
            .replace("fi", "ﬁ")
            .replace("fl", "ﬂ")
            .replace("<https", "https")
            .replace("/>", "/")
    };
    let mut lines: Vec<String> = vec!["A Review".into(), String::new()];
    for (number, title, paragraphs) in sections(paper) {
        if title == "Abstract" {
            lines.push("Abstract".into());
        } else {
            lines.push(String::new());
            lines.push(format!("{number}. {title}"));
        }
        for sentences in paragraphs.values() {
            lines.extend(wrapped(&inline(&sentences.join(" "))));
            lines.push(String::new());
        }
    }
    for (name, sentences) in captions(paper) {
        lines.extend(wrapped(&format!(
            "{name}. {}",
            inline(&sentences.join(" "))
        )));
        lines.push(String::new());
    }
    lines.push("References".into());
    for reference in &paper.references {
        lines.extend(wrapped(&format!(
            "{}. {}",
            reference.id,
            inline(&reference.raw)
        )));
    }
    let mut pages = String::new();
    for (page, lines) in lines.chunks(46).enumerate() {
        let _ = write!(
            pages,
            "Made-Up Journal 2026\n\n{}\n\n{} of 30\n\u{c}",
            lines.join("\n"),
            page + 1
        );
    }
    pages
}

/// Lines of at most ninety characters, with every third long word at a line's end cut.
fn wrapped(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut count = 0;
    for word in text.split_whitespace() {
        let last = lines.last_mut().unwrap();
        if last.chars().count() + word.chars().count() < 90 {
            if !last.is_empty() {
                last.push(' ');
            }
            last.push_str(word);
            continue;
        }
        count += 1;
        let letters = word.len() > 8 && word.bytes().all(|byte| byte.is_ascii_lowercase());
        if letters && count % 3 == 0 {
            let _ = write!(last, " {}-", &word[..4]);
            lines.push(word[4..].to_owned());
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}

/// How many claims there are at such places, and those that are not found in a copy.
fn missing(copy: &Paper, counts: &dyn Fn(&str) -> bool) -> (usize, Vec<String>) {
    let files = Files::built_in();
    let (knowledge, _) = compile(&files);
    let report = verify(&knowledge, &files, copy);
    let claims: Vec<_> = report
        .claims
        .iter()
        .filter(|found| counts(&found.locator))
        .collect();
    let lost = claims
        .iter()
        .filter(|found| !matches!(found.in_copy.verdict, Verdict::Found | Verdict::Moved));
    (
        claims.len(),
        lost.map(|found| found.locator.clone()).collect(),
    )
}

#[test]
fn claims_are_found_in_jats() {
    let Some(paper) = paper() else { return };
    let copy = read_paper(&Source::new("review.xml", jats(&paper))).0;
    let (claims, lost) = missing(&copy, &|_| true);
    assert!(
        lost.len() * 100 <= claims,
        "{} of {claims} are lost: {lost:?}",
        lost.len()
    );
}

#[test]
fn claims_are_found_where_stars_are_not_escaped() {
    let Some(path) = review() else { return };
    let text = std::fs::read_to_string(path).unwrap().replace("\\*", "*");
    let copy = read_paper(&Source::new("review.md", text)).0;
    let (claims, lost) = missing(&copy, &|_| true);
    assert!(
        lost.len() * 100 <= claims,
        "{} of {claims} are lost: {lost:?}",
        lost.len()
    );
}

#[test]
fn claims_are_found_in_the_text_of_a_pdf() {
    let Some(paper) = paper() else { return };
    let copy = read_paper(&Source::new("review.txt", plain(&paper))).0;
    // A PDF's text has no rows.
    let (claims, lost) = missing(&copy, &|locator| !locator.starts_with("Table"));
    assert!(
        lost.len() * 100 <= claims,
        "{} of {claims} are lost: {lost:?}",
        lost.len()
    );
}

/// What a sentence becomes by each change that makes it say something else.
fn changed(sentence: &str) -> Vec<String> {
    let mut changed = Vec::new();
    for (from, to) in [
        ("NO<sub>3</sub>", "NO<sub>2</sub>"),
        ("\\text{NO}_3", "\\text{NO}_2"),
        ("Cu", "Co"),
        ("Co", "CO"),
        ("97", "79"),
        ("9", "6"),
        ("<sup>-</sup>", ""),
        ("<sup>-1</sup>", "<sup>-2</sup>"),
        ("\\*", ""),
        (">", "<"),
        (" not ", " "),
        (" is ", " is not "),
        (" are ", " are not "),
        ("mg", "µg"),
        ("increase", "decrease"),
        ("higher", "lower"),
        (" and ", " or "),
    ] {
        if sentence.contains(from) {
            changed.push(sentence.replacen(from, to, 1));
        }
    }
    let mut words: Vec<&str> = sentence.split(' ').collect();
    if words.len() > 4 && words[1] != words[3] {
        words.swap(1, 3);
        changed.push(words.join(" "));
    }
    changed
}

#[test]
fn no_sentence_that_says_something_else_is_found() {
    let Some(paper) = paper() else { return };
    let anchors: std::collections::HashSet<String> =
        paper.places().map(|place| digest(&place.text)).collect();
    let mut tried = 0;
    for sentence in &paper.sentences {
        for other in changed(&sentence.text) {
            // What lies in a citation marker is no part of what a sentence says.
            if sentence
                .markers
                .iter()
                .any(|marker| !other.contains(&marker.text))
            {
                continue;
            }
            tried += 1;
            assert!(!anchors.contains(&digest(&other)), "{}", sentence.id);
        }
    }
    assert!(tried > 500, "{tried}");
}
