//! References from the elements of a reference list.

use super::super::passage::Passage;
use super::super::xml::{Document, Kind};
use super::super::{Reference, reference};

/// An entry of the list before its span is known.
pub(super) struct Entry {
    pub(super) reference: Reference,
    pub(super) passage: Passage,
    /// Names by which links call it.
    pub(super) xml_ids: Vec<String>,
}

/// Returns the citations of an entry: one of each kind that says the same, several where several works are listed.
fn citations(document: &Document<'_>, element: usize) -> Vec<usize> {
    let mut found = Vec::new();
    for child in document.children(element) {
        match document.name(child) {
            "mixed-citation" | "element-citation" | "citation" | "nlm-citation" => {
                found.push(child)
            }
            "citation-alternatives" => {
                let structured = document.child(child, "element-citation");
                found.extend(structured.or_else(|| document.children(child).next()));
            }
            "note" => found.push(child),
            _ => {}
        }
    }
    found
}

/// Reads an entry.
pub(super) fn read(document: &Document<'_>, element: usize, id: String) -> Entry {
    let citations = citations(document, element);
    let mut xml_ids: Vec<String> = document.attribute(element, "id").into_iter().collect();
    let mut passage = Passage::default();
    for citation in &citations {
        xml_ids.extend(document.attribute(*citation, "id"));
        append(document, *citation, &mut passage);
    }
    let raw = passage.text.trim().to_owned();
    let reference = match citations.first() {
        Some(citation) if citations.len() > 1 => {
            // The fields of an entry with several works are those of the first.
            let mut first = Passage::default();
            append(document, *citation, &mut first);
            let read = fields(document, *citation, id, first.text.trim().to_owned());
            Reference { raw, ..read }
        }
        Some(citation) => fields(document, *citation, id, raw),
        None => reference::read(id, raw),
    };
    Entry {
        reference,
        passage,
        xml_ids,
    }
}

/// Adds the text of a citation, with spaces where elements follow each other without any.
fn append(document: &Document<'_>, citation: usize, passage: &mut Passage) {
    let end = document.nodes[citation].close;
    let mut at = citation + 1;
    while at < end {
        let node = &document.nodes[at];
        let here = node.span.start..node.span.start;
        match &node.kind {
            Kind::Text | Kind::Verbatim => document.append(node, passage),
            Kind::Open(_) => {
                let name = document.name(at);
                if matches!(name, "label" | "object-id" | "comment")
                    && document.words(at).is_empty()
                {
                    at = node.close + 1;
                    continue;
                }
                let follows = at > 0 && matches!(document.nodes[at - 1].kind, Kind::Close);
                let marked = matches!(name, "sup" | "sub" | "italic" | "bold" | "x");
                if (follows || passage.text.is_empty())
                    && !marked
                    && !passage.text.ends_with(' ')
                    && !passage.text.is_empty()
                {
                    passage.append_as(if name == "lpage" { "–" } else { " " }, here.clone());
                }
                passage.append_as(
                    match name {
                        "sup" => "<sup>",
                        "sub" => "<sub>",
                        "italic" => "<i>",
                        "bold" => "<b>",
                        "etal" if node.close == at + 1 => "et al.",
                        _ => "",
                    },
                    here,
                );
            }
            Kind::Close => {
                let opened = closes(document, at, citation);
                passage.append_as(opened, here);
            }
        }
        at += 1;
    }
    if !passage.text.ends_with(' ') && !passage.text.is_empty() {
        passage.append_as(
            " ",
            document.nodes[end].span.start..document.nodes[end].span.start,
        );
    }
}

/// Returns the markup that the tag which closes here ends.
fn closes(document: &Document<'_>, at: usize, from: usize) -> &'static str {
    // The tag that opens stands close by: markup in a citation is short.
    let near = (from..at)
        .rev()
        .take(64)
        .find(|index| document.nodes[*index].close == at);
    match near.map_or("", |index| document.name(index)) {
        "sup" => "</sup>",
        "sub" => "</sub>",
        "italic" => "</i>",
        "bold" => "</b>",
        _ => "",
    }
}

/// Reads the fields of a citation; what has no element of its own is read from the text.
fn fields(document: &Document<'_>, citation: usize, id: String, raw: String) -> Reference {
    let words = |name: &str| {
        let found = document
            .within(citation, name)
            .next()
            .map(|index| document.words(index));
        found
            .map(|words| words.trim_end_matches(['.', ',', ';']).trim().to_owned())
            .filter(|words| !words.is_empty())
    };
    let authors = authors(document, citation);
    let title = words("article-title")
        .or_else(|| words("chapter-title"))
        .or_else(|| words("data-title"))
        .or_else(|| words("part-title"));
    let journal = words("source");
    let structured =
        !authors.is_empty() || title.is_some() || journal.is_some() && words("year").is_some();
    if !structured {
        let mut read = reference::read(id, raw);
        read.doi = read.doi.or_else(|| doi(document, citation));
        return read;
    }
    let year = words("year").map(|year| year.trim_matches(['(', ')']).to_owned());
    let year = year.map(|year| match year.char_indices().nth(4) {
        Some((at, 'a'..='h')) if year.as_bytes()[..at].iter().all(u8::is_ascii_digit) => {
            year[..at].to_owned()
        }
        _ => year,
    });
    let pages = match (words("fpage"), words("lpage")) {
        (Some(first), Some(last)) if first != last => Some(format!("{first}–{last}")),
        (Some(first), _) => Some(first),
        (None, _) => words("page-range").or_else(|| words("elocation-id")),
    };
    let read = Reference {
        doi: doi(document, citation).or_else(|| reference::doi(&raw)),
        id,
        raw,
        authors,
        title,
        journal,
        year,
        volume: words("volume"),
        issue: words("issue"),
        pages,
        ..Reference::default()
    };
    completed(read)
}

/// Fills in what a citation whose text has tags here and there leaves untagged, where the text is read as its tags have it.
fn completed(tagged: Reference) -> Reference {
    let bare = tagged.authors.is_empty() || tagged.volume.is_none() && tagged.pages.is_none();
    if !bare || tagged.journal.is_none() || tagged.year.is_none() {
        return tagged;
    }
    let text = reference::read(tagged.id.clone(), tagged.raw.clone());
    let letters = |name: &Option<String>| -> String {
        let name = name.as_deref().unwrap_or_default();
        name.chars().filter(|c| c.is_alphanumeric()).collect()
    };
    if text.year != tagged.year || letters(&text.journal) != letters(&tagged.journal) {
        return tagged;
    }
    Reference {
        authors: match tagged.authors.is_empty() {
            true => text.authors,
            false => tagged.authors,
        },
        title: tagged.title.or(text.title),
        volume: tagged.volume.or(text.volume),
        issue: tagged.issue.or(text.issue),
        pages: tagged.pages.or(text.pages),
        ..tagged
    }
}

/// Returns the authors, family name first; editors of a book are none.
fn authors(document: &Document<'_>, citation: usize) -> Vec<String> {
    let groups: Vec<usize> = document.within(citation, "person-group").collect();
    let is_author = |group: &&usize| {
        let kind = document
            .attribute(**group, "person-group-type")
            .unwrap_or_default();
        matches!(
            kind.as_str(),
            "" | "author" | "allauthors" | "compiler" | "inventor"
        )
    };
    let grouped = groups.iter().any(|group| is_author(&group));
    let mut authors = Vec::new();
    let end = document.nodes[citation].close;
    let mut at = citation + 1;
    while at < end {
        let node = &document.nodes[at];
        let name = document.name(at);
        match name {
            "person-group" if !is_author(&&at) => {
                at = node.close + 1;
                continue;
            }
            "name" | "string-name" => {
                let part = |part: &str| {
                    document
                        .within(at, part)
                        .next()
                        .map(|index| document.words(index))
                };
                let name = match (part("surname"), part("given-names")) {
                    (Some(family), Some(given)) if !given.is_empty() => {
                        format!("{family}, {given}")
                    }
                    (Some(family), _) => family,
                    (None, _) => document.words(at),
                };
                let name = name.trim().trim_end_matches([',', ';']).to_owned();
                if !name.is_empty() {
                    authors.push(name);
                }
                at = node.close + 1;
                continue;
            }
            "collab" | "institution" if name == "collab" || grouped => {
                let words = document.words(at);
                if !words.is_empty() && authors.len() < 10_000 {
                    authors.push(words);
                }
                at = node.close + 1;
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    authors
}

/// Returns the DOI that an element gives.
fn doi(document: &Document<'_>, citation: usize) -> Option<String> {
    for index in document.within(citation, "pub-id") {
        let kind = document.attribute(index, "pub-id-type").unwrap_or_default();
        if kind.eq_ignore_ascii_case("doi")
            && let Some(doi) = reference::doi(&document.words(index))
        {
            return Some(doi);
        }
    }
    for name in ["ext-link", "uri", "article-id", "object-id"] {
        for index in document.within(citation, name) {
            let address = document.attribute(index, "href").unwrap_or_default();
            if let Some(doi) =
                reference::doi(&address).or_else(|| reference::doi(&document.words(index)))
            {
                return Some(doi);
            }
        }
    }
    None
}

/// Returns the number that an entry's label gives: `1`, `1.`, `[1]`.
pub(super) fn number(document: &Document<'_>, element: usize) -> Option<u32> {
    let label = document
        .child(element, "label")
        .map(|label| document.words(label))
        .or_else(|| {
            let citation = *citations(document, element).first()?;
            document
                .child(citation, "label")
                .map(|label| document.words(label))
        })?;
    let digits = label.trim_matches(|c: char| !c.is_alphanumeric());
    (digits.len() <= 4).then(|| digits.parse().ok()).flatten()
}
