//! What a row cites, in one line.

use super::sheet::Entry;
use std::rc::Rc;

/// What one row cites.
#[derive(Debug, Clone, Default)]
pub(super) struct Sources {
    /// References, in the order in which its statements lead to them.
    pub(super) cited: Vec<Cited>,
    /// What else a reader should know: absences, further alternatives, gaps.
    pub(super) notes: Vec<String>,
}

/// A reference that a row cites.
#[derive(Debug, Clone)]
pub(super) struct Cited {
    pub(super) entry: Rc<Entry>,
    /// Places of the paper, as far as they are known.
    pub(super) places: Vec<Rc<str>>,
}

impl Sources {
    /// Returns what a row cites in one line: tags with at most so many places, then the marks of its notes.
    pub(super) fn line(&self, places: usize, footnotes: &[String]) -> String {
        let mut line = String::new();
        for Cited { entry, places: all } in &self.cited {
            if !line.is_empty() {
                line.push_str("; ");
            }
            line.push_str(&entry.tag);
            for (at, place) in all.iter().take(places).enumerate() {
                line.push_str(if at == 0 { " " } else { ", " });
                line.push_str(place);
            }
            if all.len() > places {
                line.push_str(&format!(" +{}", all.len() - places));
            }
        }
        for note in &self.notes {
            if let Some(at) = footnotes.iter().position(|known| known == note) {
                if !line.is_empty() {
                    line.push(' ');
                }
                line.push_str(&mark(at));
            }
        }
        line
    }

    /// Returns tags and links, for tables that programs read.
    pub(super) fn linked(&self) -> String {
        let parts = self.cited.iter().map(|cited| {
            let Entry { tag, link, .. } = &*cited.entry;
            if link == tag {
                tag.to_string()
            } else {
                format!("{tag} {link}")
            }
        });
        let mut parts: Vec<String> = parts.collect();
        parts.extend(self.notes.iter().cloned());
        parts.join("; ")
    }
}

/// Returns the mark of a footnote: (a), (b), … (z), (27), …
pub(super) fn mark(number: usize) -> String {
    match u8::try_from(number) {
        Ok(number) if number < 26 => format!("({})", char::from(b'a' + number)),
        _ => format!("({})", number + 1),
    }
}
