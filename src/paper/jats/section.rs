//! Sections: their numbers and names.

use super::super::Section;
use super::super::markdown::heading::slug;
use super::Reader;

impl Reader<'_> {
    /// Begins the section that an element with a title is.
    pub(super) fn headed(&mut self, element: usize, depth: usize) {
        let document = self.document;
        let words = |name: &str| {
            document
                .child(element, name)
                .map(|index| document.words(index))
        };
        let title = words("title").unwrap_or_default();
        let label = words("label").map(|label| label.trim_end_matches(['.', ')', ' ']).to_owned());
        // "Appendix A", "Derivation"
        let (label, title) = match label {
            Some(label)
                if !is_number(&label) && (title.is_empty() || document.name(element) == "app") =>
            {
                let joint = if title.is_empty() { "" } else { ". " };
                (None, format!("{label}{joint}{title}"))
            }
            label => (label, title),
        };
        let (number, title) = match label.filter(|label| is_number(label)) {
            Some(label) => (Some(label), title),
            None => match title.split_once(char::is_whitespace) {
                Some((first, rest))
                    if is_number(first.trim_end_matches(['.', ')']))
                        && first.starts_with(|c: char| c.is_ascii_digit()) =>
                {
                    (
                        Some(first.trim_end_matches(['.', ')']).to_owned()),
                        rest.trim().to_owned(),
                    )
                }
                _ => (None, title),
            },
        };
        let level = number
            .as_ref()
            .map_or(depth, |number| number.matches('.').count() + 1);
        self.begin_section(number, &title, level);
    }

    pub(super) fn begin_section(&mut self, number: Option<String>, title: &str, level: usize) {
        let id = number.clone().unwrap_or_else(|| slug(title));
        let count = self.sections.entry(id.clone()).or_default();
        *count += 1;
        let id = match *count {
            1 => id,
            count => format!("{id}-{count}"),
        };
        self.open = None;
        self.section = Some(id.clone());
        self.paper.sections.push(Section {
            id,
            number,
            title: title.into(),
            level,
        });
    }
}

/// Says whether a label is a section's number: `3`, `3.2.1`, `IV`, `A.1`.
fn is_number(label: &str) -> bool {
    let part = |part: &str| {
        !part.is_empty()
            && part.len() <= 4
            && (part.bytes().all(|byte| byte.is_ascii_digit())
                || part.bytes().all(|byte| matches!(byte, b'I' | b'V' | b'X'))
                || part.len() == 1 && part.bytes().all(|byte| byte.is_ascii_uppercase())
                || part.len() <= 3
                    && part.starts_with(|c: char| c.is_ascii_uppercase())
                    && part[1..].bytes().all(|byte| byte.is_ascii_digit()))
    };
    label.len() <= 16 && label.split('.').all(part)
}
