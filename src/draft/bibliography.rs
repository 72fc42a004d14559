//! The paper of a draft, and the entries of its list that the candidates cite.

use super::Draft;
use super::turtle::{one_line, quoted, subject};
use super::words::slug;
use crate::paper::{Paper, Reference, plain_text};
use std::collections::BTreeSet;
use std::io::{self, Write};

/// Writes the paper and the entries that candidates cite, as far as the knowledge base lacks them.
pub(super) fn bibliography(out: &mut dyn Write, draft: &Draft, paper: &Paper) -> io::Result<()> {
    let cited: BTreeSet<&String> = draft
        .candidates
        .iter()
        .flat_map(|candidate| &candidate.references)
        .collect();
    let is_new = |reference: &&Reference| {
        cited.contains(&reference.id) && !draft.listed.contains(&reference.id)
    };
    let mut new = paper.references.iter().filter(is_new).peekable();
    if draft.is_known && new.peek().is_none() {
        return Ok(());
    }
    writeln!(
        out,
        "\n# The paper, and the entries of its list that are cited above: they can stand here or in claims/bibliography.ttl\n"
    )?;
    if !draft.is_known {
        let title = paper.title.as_deref().unwrap_or("untitled");
        let mut about = vec![("a", "fabio:JournalArticle".to_owned())];
        if let Some(doi) = &paper.doi {
            about.push(("prism:doi", quoted(doi)));
        }
        about.push(("dcterms:title", quoted(title)));
        about.push(("rdfs:label", quoted(title)));
        subject(out, &draft.paper, &about)?;
    }
    for reference in new {
        entry(out, draft, reference)?;
    }
    Ok(())
}

fn entry(out: &mut dyn Write, draft: &Draft, reference: &Reference) -> io::Result<()> {
    let local = draft.paper.trim_start_matches("paper:");
    let own = format!("work:{}-ref-{}", slug(local), reference.id);
    let work = draft.works.get(&reference.id).unwrap_or(&own);
    let mut about = vec![("a", "biro:BibliographicReference".to_owned())];
    if reference.id.bytes().all(|byte| byte.is_ascii_digit()) {
        about.push(("sg:number", reference.id.clone()));
    }
    about.push(("biro:references", work.clone()));
    about.push(("sg:inPaper", draft.paper.clone()));
    writeln!(out)?;
    subject(out, &format!("ref:{}", reference.id), &about)?;
    if draft.works.contains_key(&reference.id) {
        return Ok(());
    }
    writeln!(out)?;
    let missing: Vec<&str> = [
        ("dcterms:title", reference.title.is_none()),
        ("sg:firstAuthor", reference.authors.is_empty()),
        ("fabio:hasPublicationYear", reference.year.is_none()),
    ]
    .into_iter()
    .filter_map(|(property, is_missing)| is_missing.then_some(property))
    .collect();
    if !missing.is_empty() {
        writeln!(
            out,
            "# Not read, and asked for by `check`: {}.",
            missing.join(", ")
        )?;
        writeln!(
            out,
            "# As printed: {}",
            one_line(&plain_text(&reference.raw))
        )?;
    }
    subject(out, work, &description(reference))
}

/// Returns what is read of a work, as properties with their values.
fn description(reference: &Reference) -> Vec<(&'static str, String)> {
    let family = |author: &str| author.split(',').next().unwrap_or(author).trim().to_owned();
    let first = reference.authors.first();
    let year = reference.year.as_deref().unwrap_or("n.d.");
    let label = match first {
        Some(author) if reference.authors.len() > 1 => format!("{} et al. {year}", family(author)),
        Some(author) => format!("{} {year}", family(author)),
        None => format!("reference {}", reference.id),
    };
    let pages = reference.pages.as_ref();
    let pages = pages.map(|pages| pages.replace(['–', '—'], "-"));
    let texts = [
        ("dcterms:title", reference.title.as_ref()),
        ("sg:journal", reference.journal.as_ref()),
        ("bibo:volume", reference.volume.as_ref()),
        ("bibo:issue", reference.issue.as_ref()),
        ("bibo:pages", pages.as_ref()),
        ("prism:doi", reference.doi.as_ref()),
        ("sg:firstAuthor", first),
    ];
    let mut about = vec![
        ("a", "fabio:JournalArticle".to_owned()),
        ("rdfs:label", quoted(&label)),
    ];
    let read = texts
        .into_iter()
        .filter_map(|(property, text)| Some((property, text?)));
    about.extend(read.map(|(property, text)| (property, quoted(&plain_text(text)))));
    if !reference.authors.is_empty() {
        let authors: Vec<String> = reference.authors.iter().map(|one| quoted(one)).collect();
        about.push(("sg:authors", format!("( {} )", authors.join(" "))));
    }
    if let Some(year) = &reference.year {
        about.push(("fabio:hasPublicationYear", format!("\"{year}\"^^xsd:gYear")));
    }
    about
}
