//! Lines of a PDF's text that are headings, go on with one, or begin with a label.

use regex::Regex;
use std::sync::LazyLock;

/// Says whether a line below a heading belongs to it: a few words with capitals, and no sentence, above one that begins.
pub(super) fn ends_heading(line: &str, next: Option<&str>, full: usize) -> bool {
    let capital = |word: &str| word.starts_with(|c: char| !c.is_lowercase()) || word.len() < 4;
    let begins = next.is_some_and(|next| next.is_empty() || next.starts_with(char::is_uppercase));
    !line.is_empty()
        && line.len() * 10 < full * 7
        && !line.ends_with(['.', ',', ';', ':', '-'])
        && line.starts_with(char::is_uppercase)
        && line.split(' ').all(capital)
        && begins
        && !is_heading(line)
}

/// Says whether a line begins with a label of the first page: `Abstract:`, `Copyright: ©`, `Received: …`.
pub(super) fn is_label(line: &str) -> bool {
    const LABELS: &[&str] = &[
        "abstract",
        "keywords",
        "key words",
        "received",
        "revised",
        "accepted",
        "published",
        "copyright",
        "publisher's note",
        "publisher’s note",
        "how to cite",
        "citation",
        "academic editor",
        "correspondence",
        "doi",
    ];
    let Some((label, _)) = line.split_once(':').filter(|(label, _)| label.len() < 24) else {
        return line.starts_with('©');
    };
    let label = label.trim_start_matches(['*', ' ']).to_lowercase();
    LABELS.contains(&label.as_str())
}

/// Says whether a line is like `2. Made-Up Things` or `References`.
pub(super) fn is_heading(line: &str) -> bool {
    static NUMBERED: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"^\d{1,2}(?:\.\d{1,2}){0,3}\.?\s+\p{Lu}[^.;]{2,90}$").ok());
    let named = matches!(
        line.to_lowercase().as_str(),
        "references"
            | "abstract"
            | "introduction"
            | "acknowledgements"
            | "acknowledgments"
            | "conclusions"
            | "conclusion"
    );
    line.len() < 110
        && (named
            || NUMBERED
                .as_ref()
                .is_some_and(|numbered| numbered.is_match(line))
                && !line.ends_with([',', '-', '‐', ':']))
}
