//! A draft as TriG, in the form of `docs/claim-format.md`.

use super::Draft;
use super::candidate::Candidate;
use super::fact::Fact;
use crate::paper::{Paper, Reference, plain_text};
use std::collections::BTreeSet;
use std::io::{self, Write};

const PREFIXES: [(&str, &str); 19] = [
    ("bibo", "http://purl.org/ontology/bibo/"),
    ("biro", "http://purl.org/spar/biro/"),
    ("cito", "http://purl.org/spar/cito/"),
    ("claim", "https://w3id.org/synergraph/claim/"),
    ("dcterms", "http://purl.org/dc/terms/"),
    ("element", "https://w3id.org/synergraph/element/"),
    ("fabio", "http://purl.org/spar/fabio/"),
    ("measurement", "https://w3id.org/synergraph/measurement/"),
    ("paper", "https://w3id.org/synergraph/paper/"),
    ("pav", "http://purl.org/pav/"),
    ("prism", "http://prismstandard.org/namespaces/basic/2.0/"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("role", "https://w3id.org/synergraph/role/"),
    ("sg", "https://w3id.org/synergraph/ns#"),
    ("site", "https://w3id.org/synergraph/site/"),
    ("sp", "https://w3id.org/synergraph/species/"),
    ("system", "https://w3id.org/synergraph/system/"),
    ("unit", "https://w3id.org/synergraph/unit/"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
];

/// Writes a draft as TriG, with the given day as the day of curation.
///
/// Every statement is empty, and `check` refuses an empty one: nothing gets in without a person's sentence.
pub fn write_draft(out: &mut dyn Write, draft: &Draft, paper: &Paper, day: &str) -> io::Result<()> {
    writeln!(
        out,
        "# Drafted, not curated: read each place, mend or delete what stands here, and write its sg:statement in your own words."
    )?;
    writeln!(
        out,
        "# `synergraph check` refuses a claim without one. The form: docs/claim-format.md.\n"
    )?;
    for (prefix, iri) in PREFIXES {
        writeln!(out, "@prefix {prefix}: <{iri}> .")?;
    }
    let local = draft.paper.trim_start_matches("paper:");
    writeln!(
        out,
        "@prefix ref: <https://w3id.org/synergraph/paper/{local}/ref/> ."
    )?;
    writeln!(out, "@prefix work: <https://w3id.org/synergraph/work/> .")?;
    let mut defined = BTreeSet::new();
    for candidate in &draft.candidates {
        writeln!(out)?;
        claim(out, draft, candidate, day, &mut defined)?;
    }
    if !draft.is_known {
        bibliography(out, draft, paper)?;
    }
    Ok(())
}

fn claim(
    out: &mut dyn Write,
    draft: &Draft,
    candidate: &Candidate,
    day: &str,
    defined: &mut BTreeSet<String>,
) -> io::Result<()> {
    let name = format!("claim:{}", candidate.name);
    for remark in &candidate.remarks {
        writeln!(out, "# {remark}.")?;
    }
    writeln!(out, "{name} {{\n    {name} a sg:Claim ;")?;
    writeln!(out, "        sg:statement \"\"@en ;")?;
    writeln!(out, "        sg:inPaper {} ;", draft.paper)?;
    writeln!(out, "        sg:locator \"{}\" ;", candidate.locator)?;
    writeln!(out, "        sg:sentenceDigest \"{}\" ;", candidate.digest)?;
    if candidate.references.is_empty() {
        writeln!(out, "        sg:ownStatement true ;")?;
    } else {
        let references: Vec<String> = candidate
            .references
            .iter()
            .map(|number| format!("ref:{number}"))
            .collect();
        writeln!(
            out,
            "        cito:citesAsEvidence {} ;",
            references.join(", ")
        )?;
    }
    if let Some(locator) = &candidate.citation_locator {
        writeln!(out, "        sg:citationLocator \"{locator}\" ;")?;
    }
    writeln!(out, "        sg:wording {} ;", candidate.wording)?;
    writeln!(out, "        sg:evidence {} ;", candidate.evidence)?;
    writeln!(out, "        pav:curatedOn \"{day}\"^^xsd:date .\n")?;
    if let Some((system, label)) = candidate
        .new_system
        .as_ref()
        .filter(|(system, _)| defined.insert(system.clone()))
    {
        writeln!(
            out,
            "    {system} a sg:Catalyst ;\n        rdfs:label \"{}\" .",
            escaped(label)
        )?;
    }
    let base = candidate.name.trim_start_matches("draft-");
    match &candidate.fact {
        Fact::Measurement {
            system,
            quantity,
            comparator,
            value,
            printed_unit,
            unit,
            basis,
            product,
            in_table,
        } => {
            writeln!(out, "    measurement:{base} a sg:Measurement ;")?;
            writeln!(
                out,
                "        sg:of {system} ;\n        sg:quantity {quantity} ;\n        sg:comparator {comparator} ;"
            )?;
            writeln!(
                out,
                "        sg:value {value} ;\n        sg:printedUnit \"{}\" ;",
                escaped(printed_unit)
            )?;
            match unit {
                Some((unit, normal)) => {
                    writeln!(out, "        sg:unit {unit} ;")?;
                    if let Some((value, unit)) = normal {
                        writeln!(
                            out,
                            "        sg:normalisedValue {value} ;\n        sg:normalisedUnit {unit} ;"
                        )?;
                    }
                }
                None => writeln!(
                    out,
                    "        # sg:unit, sg:normalisedValue, sg:normalisedUnit: ontology/units.ttl has no such unit."
                )?,
            }
            if let Some(basis) = basis {
                writeln!(out, "        sg:basis {basis} ;")?;
            }
            if let Some(product) = product {
                writeln!(out, "        sg:product {product} ;")?;
            }
            writeln!(
                out,
                "        sg:givenIn {} .",
                if *in_table { "sg:InTable" } else { "sg:InText" }
            )?;
        }
        Fact::Role {
            system,
            site,
            site_label,
            action,
            species,
        } => {
            if defined.insert(site.0.clone()) {
                writeln!(
                    out,
                    "    {system} sg:hasSite {} ;\n        sg:metal {} .",
                    site.0, site.1
                )?;
                writeln!(
                    out,
                    "    {} a sg:Site ;\n        rdfs:label \"{}\" ;\n        sg:metal {} .",
                    site.0,
                    escaped(site_label),
                    site.1
                )?;
            }
            writeln!(out, "    role:{base} a sg:Role ;")?;
            writeln!(
                out,
                "        sg:in {system} ;\n        sg:playedBy {} ;\n        sg:action {action} ;",
                site.0
            )?;
            writeln!(
                out,
                "        sg:species {species} ;\n        sg:attribution sg:OneSite ."
            )?;
        }
    }
    writeln!(out, "}}")
}

/// Writes the paper and the entries that candidates cite, for a paper that the knowledge base lacks.
fn bibliography(out: &mut dyn Write, draft: &Draft, paper: &Paper) -> io::Result<()> {
    let cited: BTreeSet<&String> = draft
        .candidates
        .iter()
        .flat_map(|candidate| &candidate.references)
        .collect();
    writeln!(
        out,
        "\n# The paper, and the entries of its list that are cited above: into claims/bibliography.ttl\n"
    )?;
    writeln!(out, "{} a fabio:JournalArticle ;", draft.paper)?;
    let title = paper.title.as_deref().unwrap_or("untitled");
    if let Some(doi) = &paper.doi {
        writeln!(out, "    prism:doi \"{}\" ;", escaped(doi))?;
    }
    writeln!(
        out,
        "    dcterms:title \"{}\" ;\n    rdfs:label \"{}\" .",
        escaped(title),
        escaped(title)
    )?;
    for reference in &paper.references {
        if cited.contains(&reference.id) {
            entry(out, draft, reference)?;
        }
    }
    Ok(())
}

fn entry(out: &mut dyn Write, draft: &Draft, reference: &Reference) -> io::Result<()> {
    let local = draft.paper.trim_start_matches("paper:");
    let family = |author: &str| author.split(',').next().unwrap_or(author).trim().to_owned();
    let first = reference.authors.first();
    let year = reference.year.as_deref().unwrap_or("n.d.");
    let label = match first {
        Some(author) if reference.authors.len() > 1 => format!("{} et al. {year}", family(author)),
        Some(author) => format!("{} {year}", family(author)),
        None => format!("reference {}", reference.id),
    };
    let work = format!("work:{}-ref-{}", super::words::slug(local), reference.id);
    writeln!(
        out,
        "\nref:{} a biro:BibliographicReference ;",
        reference.id
    )?;
    writeln!(
        out,
        "    sg:number {} ;\n    biro:references {work} ;\n    sg:inPaper {} .\n",
        reference.id, draft.paper
    )?;
    writeln!(
        out,
        "{work} a fabio:JournalArticle ;\n    rdfs:label \"{}\" ;",
        escaped(&label)
    )?;
    let mut text = |property: &str, value: &Option<String>| -> io::Result<()> {
        match value {
            Some(value) => writeln!(out, "    {property} \"{}\" ;", escaped(&plain_text(value))),
            None => Ok(()),
        }
    };
    text("dcterms:title", &reference.title)?;
    text("sg:journal", &reference.journal)?;
    text("bibo:volume", &reference.volume)?;
    text("bibo:issue", &reference.issue)?;
    text(
        "bibo:pages",
        &reference
            .pages
            .as_ref()
            .map(|pages| pages.replace(['–', '—'], "-")),
    )?;
    text("prism:doi", &reference.doi)?;
    text("sg:firstAuthor", &first.cloned())?;
    if !reference.authors.is_empty() {
        let authors: Vec<String> = reference
            .authors
            .iter()
            .map(|author| format!("\"{}\"", escaped(author)))
            .collect();
        writeln!(out, "    sg:authors ( {} ) ;", authors.join(" "))?;
    }
    match &reference.year {
        Some(year) => writeln!(out, "    fabio:hasPublicationYear \"{year}\"^^xsd:gYear ."),
        None => writeln!(out, "    sg:moreAuthors false ."),
    }
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace(['\n', '\r', '\t'], " ")
}
