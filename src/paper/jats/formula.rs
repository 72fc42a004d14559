//! Formulas: LaTeX as it is, MathML as a line of text.

use super::super::passage::Passage;
use super::super::xml::{Document, Kind};

/// Adds a formula to a passage, from its LaTeX where there is one.
pub(super) fn append(document: &Document<'_>, element: usize, passage: &mut Passage) {
    if document.name(element) == "tex-math" {
        latex(document, element, passage);
    } else if document.name(element) == "math" {
        mathml(document, element, passage);
    } else if let Some(tex) = document.within(element, "tex-math").next() {
        latex(document, tex, passage);
    } else if let Some(math) = document.within(element, "math").next() {
        mathml(document, math, passage);
    } else {
        let end = document.nodes[element].close;
        for node in &document.nodes[element..end] {
            if matches!(node.kind, Kind::Text | Kind::Verbatim) {
                document.append(node, passage);
            }
        }
    }
}

/// Adds a formula in LaTeX, without the document that some publishers write around it.
fn latex(document: &Document<'_>, element: usize, passage: &mut Passage) {
    let words = document.words(element);
    let body = words
        .split_once("\\begin{document}")
        .map_or(words.as_str(), |(_, body)| body);
    let body = body.split("\\end{document}").next().unwrap_or(body);
    let body = body.trim().trim_matches('$').trim();
    let body = body
        .strip_prefix("\\(")
        .and_then(|body| body.strip_suffix("\\)"))
        .unwrap_or(body);
    let body = body
        .strip_prefix("\\[")
        .and_then(|body| body.strip_suffix("\\]"))
        .unwrap_or(body);
    if !body.is_empty() {
        let end = document.nodes[element].close;
        let span = document.nodes[element].span.end..document.nodes[end].span.start;
        passage.append_as(&format!("${}$", body.trim()), span);
    }
}

/// Adds a formula in MathML: bases with what is raised and lowered, fractions with a stroke.
fn mathml(document: &Document<'_>, math: usize, passage: &mut Passage) {
    // Name of each tag that is open, how many it held, and what closes the part that it holds now.
    let mut open: Vec<(&str, usize, &'static str)> = Vec::new();
    let end = document.nodes[math].close;
    let mut at = math + 1;
    while at < end {
        let node = &document.nodes[at];
        let here = node.span.start..node.span.start;
        match &node.kind {
            Kind::Open(_) => {
                let name = document.name(at);
                if matches!(name, "annotation" | "annotation-xml" | "mphantom") {
                    at = node.close + 1;
                    continue;
                }
                if let Some((parent, count, closes)) = open.last_mut() {
                    let (before, after) = shift(parent, *count);
                    passage.append_as(before, here);
                    *closes = after;
                    *count += 1;
                }
                open.push((name, 0, ""));
            }
            Kind::Close => {
                open.pop();
                if let Some((_, _, closes)) = open.last_mut() {
                    passage.append_as(std::mem::take(closes), here);
                }
            }
            Kind::Text | Kind::Verbatim => {
                let text = document.text[node.span.clone()].trim();
                let in_text = open
                    .last()
                    .is_some_and(|(name, ..)| matches!(*name, "mtext" | "ms"));
                if in_text || !text.is_empty() {
                    document.append(node, passage);
                }
            }
        }
        at += 1;
    }
}

/// Returns what stands before and behind the part of that number of a tag.
fn shift(parent: &str, part: usize) -> (&'static str, &'static str) {
    match (parent, part) {
        ("msub" | "munder" | "msubsup" | "munderover", 1) => ("<sub>", "</sub>"),
        ("msup" | "mover", 1) | ("msubsup" | "munderover", 2) => ("<sup>", "</sup>"),
        ("mfrac", 1) => ("/", ""),
        ("mmultiscripts", 1) => ("<sub>", "</sub>"),
        ("mmultiscripts", 2) => ("<sup>", "</sup>"),
        _ => ("", ""),
    }
}
