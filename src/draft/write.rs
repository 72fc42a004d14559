//! A draft as TriG, in the form of `docs/claim-format.md`.

use super::bibliography::bibliography;
use super::candidate::Candidate;
use super::fact::Fact;
use super::number::Reason;
use super::turtle::{escaped, one_line, quoted, subject};
use super::unit::NewUnit;
use super::{Draft, PassedOver};
use crate::paper::Paper;
use std::collections::BTreeSet;
use std::io::{self, Write};

const PREFIXES: [(&str, &str); 21] = [
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
    ("qudt", "http://qudt.org/schema/qudt/"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("role", "https://w3id.org/synergraph/role/"),
    ("sg", "https://w3id.org/synergraph/ns#"),
    ("site", "https://w3id.org/synergraph/site/"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
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
    bibliography(out, draft, paper)?;
    units(out, draft)?;
    passed_over(out, draft)
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
            normal,
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
            writeln!(out, "        sg:unit {unit} ;")?;
            match normal {
                Some((value, unit)) => writeln!(
                    out,
                    "        sg:normalisedValue {value} ;\n        sg:normalisedUnit {unit} ;"
                )?,
                None => writeln!(
                    out,
                    "        # sg:normalisedValue, sg:normalisedUnit: {unit} has no sg:factor and sg:normalisesTo."
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

/// Writes units that the ontology lacks, each as one that is compared as it is.
fn units(out: &mut dyn Write, draft: &Draft) -> io::Result<()> {
    let (new, printings): (Vec<&NewUnit>, Vec<&NewUnit>) =
        draft.units.iter().partition(|unit| unit.label.is_some());
    if !new.is_empty() {
        writeln!(
            out,
            "\n# Units that the ontology lacks, for ontology/units.ttl. Each is compared as it is: where the ontology has one of the\n\
             # same kind, give that as sg:normalisesTo, with the factor, and mend the normalised values above."
        )?;
    }
    for unit in new {
        let label = unit.label.as_deref().unwrap_or(&unit.printed);
        let mut about = vec![("a", "sg:Unit".to_owned()), ("rdfs:label", quoted(label))];
        if label != unit.printed {
            about.push(("skos:altLabel", quoted(&unit.printed)));
        }
        if let Some(code) = &unit.ucum {
            about.push(("qudt:ucumCode", format!("{}^^qudt:UCUMcs", quoted(code))));
        }
        about.push(("sg:normalisesTo", unit.name.clone()));
        about.push(("sg:factor", "1.0".to_owned()));
        writeln!(out)?;
        subject(out, &unit.name, &about)?;
    }
    if !printings.is_empty() {
        writeln!(out, "\n# Other ways to print units of the ontology\n")?;
    }
    for unit in printings {
        writeln!(
            out,
            "{} skos:altLabel {} .",
            unit.name,
            quoted(&unit.printed)
        )?;
    }
    Ok(())
}

/// Writes as comments which numbers and sites of the paper became no candidates, and why.
fn passed_over(out: &mut dyn Write, draft: &Draft) -> io::Result<()> {
    let reasons = [
        (
            Reason::NoQuantity,
            "Numbers of no quantity of the ontology. Add it as a sg:Quantity, with the words for it, and draft again",
        ),
        (Reason::NoSystem, "Numbers with which no system is named"),
        (Reason::Condition, "Numbers that are conditions of others"),
        (Reason::Range, "Ranges, for which claims have no form"),
        (
            Reason::NoRole,
            "Sites that do something for which the ontology has no verb, or to a species that it lacks. Add the word, and draft again",
        ),
    ];
    for (reason, title) in reasons {
        let of_reason = |one: &&PassedOver| one.reason == reason;
        let mut numbers = draft.passed_over.iter().filter(of_reason).peekable();
        if numbers.peek().is_some() {
            write!(out, "\n# {title}:")?;
        }
        let mut place = "";
        for number in numbers {
            if number.locator == place {
                write!(out, ",")?;
            } else {
                write!(out, "\n#   {}:", number.locator)?;
            }
            place = &number.locator;
            write!(out, " {}", one_line(&number.printed))?;
            if let Some(kind) = number.kind {
                write!(out, " ({})", kind.replace('-', " "))?;
            }
        }
        if !place.is_empty() {
            writeln!(out)?;
        }
    }
    Ok(())
}
