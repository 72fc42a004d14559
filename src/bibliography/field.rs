//! Which field of one format is which field of another.

/// A field that formats share.
pub(super) struct Shared {
    /// CSL's variable, by which a record keeps it.
    pub(super) csl: &'static str,
    /// BibTeX's fields, the first being the one that is written.
    pub(super) bibtex: &'static [&'static str],
    /// RIS's tags, the first being the one that is written; none where RIS has none.
    pub(super) ris: &'static [&'static str],
    /// How it is written in BibTeX.
    pub(super) content: Content,
}

/// How the content of a BibTeX field is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    /// LaTeX, with markup.
    Rich,
    /// LaTeX in which braces protect nothing.
    Plain,
    /// Not LaTeX: links and identifiers.
    Verbatim,
}

macro_rules! shared {
    ($($csl:literal [$($bibtex:literal)*] [$($ris:literal)*] $content:ident)*) => {
        /// All fields that formats share, but for names, dates, keywords, and those that depend on the kind of work.
        pub(super) const SHARED: &[Shared] = &[
            $(Shared { csl: $csl, bibtex: &[$($bibtex),*], ris: &[$($ris),*], content: Content::$content }),*
        ];
    };
}
shared! {
    "title" ["title"] ["TI" "T1" "CT"] Rich
    "title-short" ["shorttitle"] ["ST"] Rich
    "container-title-short" ["shortjournal"] ["J2" "JA" "J1"] Rich
    "collection-title" ["series"] ["T3"] Rich
    "volume" ["volume"] ["VL"] Plain
    "edition" ["edition"] ["ET"] Plain
    "volume-title" ["maintitle"] [] Rich
    "number-of-volumes" ["volumes"] ["NV"] Plain
    "number-of-pages" ["pagetotal"] [] Plain
    "chapter-number" ["chapter"] [] Plain
    "version" ["version"] [] Plain
    "section" ["section"] ["SE"] Plain
    "event-title" ["eventtitle"] [] Rich
    "event-place" ["venue"] [] Plain
    "publisher-place" ["address" "location"] ["CY" "PP"] Plain
    "genre" ["type"] ["M3"] Plain
    "medium" ["howpublished"] [] Plain
    "status" ["pubstate"] [] Plain
    "DOI" ["doi"] ["DO"] Verbatim
    "URL" ["url"] ["UR"] Verbatim
    "ISBN" ["isbn"] [] Plain
    "ISSN" ["issn"] [] Plain
    "PMID" ["pmid"] [] Plain
    "PMCID" ["pmcid"] ["C2"] Plain
    "archive" ["archive"] ["DB"] Plain
    "source" ["source"] ["DP"] Plain
    "call-number" ["library"] ["CN"] Plain
    "language" ["language" "langid"] ["LA"] Plain
    "abstract" ["abstract"] ["AB" "N2"] Rich
    "note" ["note"] ["N1"] Rich
    "annote" ["annote" "annotation"] ["RN"] Rich
}

/// Variables of CSL that are texts or numbers, which need no place apart in CSL-JSON.
const CSL_VARIABLES: &[&str] = &[
    "archive_collection",
    "archive_location",
    "archive-place",
    "authority",
    "citation-key",
    "citation-label",
    "collection-number",
    "container-title",
    "dimensions",
    "division",
    "event",
    "first-reference-note-number",
    "issue",
    "journalAbbreviation",
    "jurisdiction",
    "locator",
    "number",
    "original-publisher",
    "original-publisher-place",
    "original-title",
    "page",
    "page-first",
    "part",
    "part-title",
    "printing",
    "publisher",
    "references",
    "reviewed-genre",
    "reviewed-title",
    "scale",
    "shortTitle",
    "supplement",
    "year-suffix",
];

/// Says whether a field is a variable that CSL-JSON has at its top.
pub(super) fn is_csl_variable(name: &str) -> bool {
    CSL_VARIABLES.contains(&name) || SHARED.iter().any(|shared| shared.csl == name)
}

/// Roles of persons: CSL's variable, BibTeX's field, RIS's tag.
pub(super) const ROLES: &[(&str, &str, &str)] = &[
    ("author", "author", "AU"),
    ("editor", "editor", "ED"),
    ("translator", "translator", "A4"),
    ("collection-editor", "serieseditor", "A3"),
    ("container-author", "bookauthor", ""),
    ("editorial-director", "editorialdirector", ""),
    ("director", "director", ""),
    ("illustrator", "illustrator", ""),
    ("interviewer", "interviewer", ""),
    ("composer", "composer", ""),
    ("recipient", "recipient", ""),
    ("reviewed-author", "reviewedauthor", ""),
    ("original-author", "origauthor", ""),
    ("chair", "chair", ""),
    ("compiler", "compiler", ""),
    ("contributor", "contributor", ""),
    ("curator", "curator", ""),
    ("executive-producer", "executiveproducer", ""),
    ("guest", "guest", ""),
    ("host", "host", ""),
    ("narrator", "narrator", ""),
    ("organizer", "organizer", ""),
    ("performer", "performer", ""),
    ("producer", "producer", ""),
    ("script-writer", "scriptwriter", ""),
    ("series-creator", "seriescreator", ""),
];

/// Dates: CSL's variable, BibTeX's field, RIS's tag; the date of publication stands apart.
pub(super) const DATES: &[(&str, &str, &str)] = &[
    ("accessed", "urldate", "Y2"),
    ("event-date", "eventdate", ""),
    ("original-date", "origdate", "OP"),
    ("submitted", "submitted", ""),
    ("available-date", "availabledate", ""),
];

/// Returns a DOI without what makes it a link.
pub(super) fn bare_doi(text: &str) -> String {
    let text = text.trim();
    let lower = text.to_ascii_lowercase();
    for start in [
        "https://doi.org/",
        "http://doi.org/",
        "https://dx.doi.org/",
        "http://dx.doi.org/",
        "doi:",
    ] {
        if lower.starts_with(start) {
            return text[start.len()..].trim().to_owned();
        }
    }
    text.to_owned()
}

/// Splits a list of keywords at semicolons or, where there are none, at commas.
pub(super) fn split_keywords(text: &str) -> Vec<String> {
    let mark = if text.contains(';') { ';' } else { ',' };
    let words = text.split(mark).map(|word| word.trim().to_owned());
    words.filter(|word| !word.is_empty()).collect()
}

/// Joins keywords so that [`split_keywords`] parts them again.
pub(super) fn join_keywords(words: &[String]) -> String {
    if words.iter().any(|word| word.contains(',')) {
        let text = words.join("; ");
        if words.len() == 1 { text + ";" } else { text }
    } else {
        words.join(", ")
    }
}
