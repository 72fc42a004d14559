//! In which form a paper is written, by what stands in it.

use super::{Paper, jats, markdown};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Source;
use std::sync::Arc;

/// Reads a paper from JATS, Markdown or the plain text of a PDF, whichever it is.
pub fn read_paper(source: &Arc<Source>) -> (Paper, Vec<Diagnostic>) {
    let start = source
        .text
        .trim_start()
        .get(..200)
        .unwrap_or(source.text.trim_start());
    let start = start.to_lowercase();
    if start.starts_with("<!doctype html")
        || start.starts_with("<html")
        || start.starts_with("<?xml") && is_html(source)
    {
        let problem = Diagnostic::new(
            Code::NO_TEXT,
            format!("{} is HTML, which is not read", source.name),
        )
        .with_hint("`pandoc FILE.html -t markdown -o FILE.md` makes Markdown of it");
        return (Paper::default(), vec![problem]);
    }
    if start.starts_with("<?xml")
        || start.starts_with("<!doctype")
        || start.starts_with("<article")
        || start.starts_with("<pmc-articleset")
    {
        return jats::read_jats(source);
    }
    let (paper, mut problems) = markdown::read_markdown(source);
    if paper.places().next().is_none() {
        let (what, hint) = if source.text.trim().is_empty() {
            (
                "there is no text in it",
                "a scanned page needs text recognition first, such as `ocrmypdf`",
            )
        } else {
            (
                "no sentence, table or reference was found in it",
                "a paper is read as Markdown, JATS, or the text of a PDF",
            )
        };
        problems.push(
            Diagnostic::new(Code::NO_TEXT, format!("{}: {what}", source.name)).with_hint(hint),
        );
    } else if paper.references.is_empty() {
        let what = format!("{}: no reference list was found in it", source.name);
        problems.push(
            Diagnostic::new(Code::NO_REFERENCE_LIST, what)
                .with_hint("markers are read, and lead nowhere"),
        );
    }
    (paper, problems)
}

/// Says whether an XML text is a page for browsers.
fn is_html(source: &Source) -> bool {
    let start: String = source.text.chars().take(1000).collect();
    start.to_lowercase().contains("<html")
}
