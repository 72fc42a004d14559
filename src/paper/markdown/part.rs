//! Parts of a paper, and the names of sections that tell them.

/// Part of a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::paper) enum Part {
    /// Title, authors, dates.
    Front,
    /// Under a heading of its own; an abstract with a label is in the front.
    Abstract,
    Body,
    /// Funding, thanks, interests: not part of what the paper says.
    Back,
    References,
}

/// Returns the part that sections of this name are.
pub(in crate::paper) fn named_part(title: &str) -> Option<Part> {
    let lower = title
        .trim_matches(|c: char| !c.is_alphanumeric())
        .to_lowercase();
    if lower.len() > 80 {
        return None;
    }
    match lower.as_str() {
        "abstract" | "summary" => return Some(Part::Abstract),
        "reference"
        | "references"
        | "bibliography"
        | "literature cited"
        | "literature"
        | "works cited"
        | "reference list"
        | "references and notes"
        | "notes and references"
        | "references and footnotes" => {
            return Some(Part::References);
        }
        "keywords" | "key words" | "notes" | "funding" | "orcid" | "copyright" | "article info"
        | "highlights" => {
            return Some(Part::Back);
        }
        _ => {}
    }
    const BACK: &[&str] = &[
        "author contribution",
        "authors' contribution",
        "authors’ contribution",
        "credit author",
        "funding",
        "data availab",
        "availability of data",
        "code availab",
        "conflict of interest",
        "conflicts of interest",
        "competing interest",
        "competing financial",
        "declaration of",
        "acknowledg",
        "supplementary material",
        "supplementary information",
        "supporting information",
        "supplemental information",
        "associated content",
        "institutional review",
        "informed consent",
        "ethics approval",
        "ethical",
        "use of ai",
        "generative ai",
        "ai-assisted",
        "author information",
        "corresponding author",
        "additional information",
        "about the author",
        "publisher’s note",
        "publisher's note",
        "how to cite",
        "biograph",
        "peer review",
        "abbreviations",
    ];
    BACK.iter()
        .any(|name| lower.starts_with(name))
        .then_some(Part::Back)
}
