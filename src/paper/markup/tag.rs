//! Tags and entities of HTML and JATS.

use super::{Level, Scanner};

/// Names of the tags that HTML and JATS put into sentences.
const TAGS: &[&str] = &[
    "a",
    "abbr",
    "b",
    "big",
    "bold",
    "br",
    "caption",
    "cite",
    "code",
    "del",
    "div",
    "em",
    "font",
    "i",
    "img",
    "inf",
    "ins",
    "italic",
    "li",
    "mark",
    "monospace",
    "named-content",
    "ol",
    "p",
    "q",
    "roman",
    "s",
    "sans-serif",
    "sc",
    "small",
    "span",
    "strike",
    "strong",
    "styled-content",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "tt",
    "u",
    "ul",
    "underline",
    "xref",
];

impl Scanner {
    /// Reads a tag, a comment or an address in angle brackets.
    pub(super) fn tag(&mut self) -> Option<usize> {
        let rest = &self.text[self.at + 1..];
        if rest.starts_with(&['!', '-', '-']) && !self.no_comment {
            let end = rest.windows(3).position(|window| window == ['-', '-', '>']);
            self.no_comment = end.is_none();
            return end.map(|end| end + 4);
        }
        let length = rest
            .iter()
            .position(|c| matches!(c, '<' | '>'))
            .filter(|length| rest[*length] == '>')?;
        let inside = &rest[..length];
        let closing = inside.first() == Some(&'/');
        let name: String = inside[usize::from(closing)..]
            .iter()
            .take(16)
            .take_while(|c| c.is_ascii_alphanumeric() || **c == '-')
            .flat_map(|c| c.to_lowercase())
            .collect();
        if name.starts_with("http") || name == "mailto" || name == "doi" {
            if inside.contains(&':') && !inside.iter().any(|c| c.is_whitespace()) {
                let address: Vec<char> = inside.to_vec();
                address
                    .into_iter()
                    .for_each(|character| self.add(character));
                return Some(length + 2);
            }
            return None;
        }
        let after = &inside[usize::from(closing) + name.len()..];
        let attributes = after.first().is_some_and(|c| c.is_whitespace()) && after.contains(&'=');
        let bare = after.iter().all(|c| c.is_whitespace() || *c == '/');
        if TAGS.binary_search(&name.as_str()).is_err() || !(bare || attributes) {
            return None;
        }
        match (name.as_str(), closing) {
            ("sup", false) => self.tags.push(Level::Raised),
            ("sub" | "inf", false) => self.tags.push(Level::Lowered),
            ("sup" | "sub" | "inf", true) => {
                self.tags.pop();
            }
            ("a", _) => {
                let target: String = after.iter().collect();
                self.anchored = !closing && target.contains("href=\"#");
            }
            ("br" | "td" | "th" | "tr" | "p" | "li" | "div", _) => self.add(' '),
            _ => {}
        }
        self.level = self.tags.last().copied().unwrap_or(Level::Line);
        Some(length + 2)
    }

    /// Reads an HTML entity.
    pub(super) fn entity(&mut self) -> Option<usize> {
        let rest = &self.text[self.at + 1..];
        let length = rest.iter().take(10).position(|c| *c == ';')?;
        let name: String = rest[..length].iter().collect();
        let character = match name.as_str() {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            "nbsp" | "thinsp" | "ensp" | "emsp" => ' ',
            "ndash" => '–',
            "mdash" => '—',
            "minus" => '−',
            "times" => '×',
            "middot" => '·',
            "deg" => '°',
            "plusmn" => '±',
            "micro" | "mu" => 'μ',
            "rarr" => '→',
            "le" => '≤',
            "ge" => '≥',
            other => {
                let number = other.strip_prefix('#')?;
                let code = match number.strip_prefix(['x', 'X']) {
                    Some(digits) => u32::from_str_radix(digits, 16),
                    None => number.parse(),
                };
                char::from_u32(code.ok()?)?
            }
        };
        self.add(character);
        Some(length + 2)
    }
}
