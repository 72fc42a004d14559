//! The pages under `docs/codes/`, one for each diagnostic.

use include_dir::{Dir, include_dir};

static PAGES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/docs/codes");

/// The page of a diagnostic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The diagnostic's code.
    pub code: String,
    /// What it finds, in one line.
    pub summary: String,
    /// The page, in Markdown.
    pub text: String,
}

/// Returns all pages, by code.
pub fn pages() -> Vec<Page> {
    let mut pages: Vec<Page> = PAGES
        .files()
        .filter_map(|file| {
            let code = file.path().file_stem()?.to_str()?.to_owned();
            let text = file.contents_utf8()?.to_owned();
            Some(Page {
                summary: summary(&text),
                code,
                text,
            })
        })
        .collect();
    pages.sort_by(|a, b| a.code.cmp(&b.code));
    pages
}

/// Returns the first sentence under the first section.
fn summary(text: &str) -> String {
    let paragraph = text
        .split("\n\n")
        .map(str::trim)
        .find(|part| !part.is_empty() && !part.starts_with('#'))
        .unwrap_or_default()
        .replace('\n', " ");
    match paragraph.find(". ") {
        Some(end) => paragraph[..=end].to_owned(),
        None => paragraph,
    }
}
