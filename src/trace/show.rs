//! A trace as text and as JSON.

use super::{Thing, Trace};
use crate::anchor::{Anchors, Verdict, in_copy_json, text_in_copy, where_in_copy};
use crate::claim::KnowledgeBase;
use crate::query::wrap;
use crate::work::{Citations, ClaimRecord, Notice, Standing};
use serde_json::{Value, json};
use std::io::{self, Write};

/// Writes a trace for people, with what stands in a reader's copy where one is given.
///
/// # Errors
/// Where the output cannot be written.
pub fn write_trace(
    out: &mut dyn Write,
    knowledge: &KnowledgeBase,
    trace: &Trace,
    anchors: Option<&Anchors<'_>>,
    width: u16,
) -> io::Result<()> {
    let store = &knowledge.store;
    let citations = Citations::new(store);
    let name = knowledge.prefixes.show(store.term(trace.name));
    let mut put = |indent: &str, text: &str| -> io::Result<()> {
        let room = width.saturating_sub(indent.len() as u16);
        for line in wrap(text, room) {
            writeln!(out, "{indent}{line}")?;
        }
        Ok(())
    };
    match (&trace.thing, &trace.work, trace.claims.first()) {
        (Thing::Claim(_), _, Some(claim)) => {
            put("", &name)?;
            if let Some(statement) = &claim.statement {
                put("  ", statement)?;
            }
            put("", "")?;
            put("  ", &where_and_how(knowledge, claim))?;
            copy_lines(anchors, claim, "  ", &mut put)?;
            if claim.own {
                put("  ", "The paper's own statement: it cites nobody for it.")?;
            }
            for reference in &claim.references {
                put("  ", &reference_line(&citations, *reference))?;
            }
            if !trace.facts.is_empty() {
                put("", "")?;
                put("", "It states:")?;
                for fact in &trace.facts {
                    let triple = store
                        .triple(*fact)
                        .map(|id| knowledge.prefixes.show(store.term(id)));
                    put("  ", &triple.join(" "))?;
                }
            }
            inferred_lines(knowledge, trace, "It follows, by rule:", &mut put)?;
            if !trace.neighbours.is_empty() {
                put("", "")?;
                put(
                    "",
                    &format!("{} on the same authority:", more(trace.neighbours.len())),
                )?;
                for claim in &trace.neighbours {
                    claim_lines(knowledge, &citations, claim, &mut put, false)?;
                    copy_lines(anchors, claim, "      ", &mut put)?;
                }
            }
        }
        (_, Some((work, numbers)), _) => {
            let tags: Vec<String> = numbers.iter().map(|number| format!("[{number}]")).collect();
            let mut head = tags.join(" ");
            if !head.is_empty() {
                head.push(' ');
            }
            put("", &format!("{head}{}", work.entry()))?;
            put("  ", &work.doi_in_words())?;
            if let (None, Some(reason)) = (&work.doi, &work.candidate_reason) {
                put("  ", reason)?;
            }
            if let Some(standing) = work.standing_in_words() {
                put("  ", &standing)?;
            }
            put("", "")?;
            put("", &format!("{} on it:", rest(trace.claims.len())))?;
            for claim in &trace.claims {
                claim_lines(knowledge, &citations, claim, &mut put, false)?;
                copy_lines(anchors, claim, "      ", &mut put)?;
            }
        }
        _ => {
            let label = trace.label.clone().unwrap_or_else(|| name.clone());
            put("", &format!("{label} ({name})"))?;
            if !trace.other_names.is_empty() {
                put("  ", &format!("also: {}", trace.other_names.join("; ")))?;
            }
            put("", "")?;
            put("", &format!("{} of it:", speak(trace.claims.len())))?;
            for claim in &trace.claims {
                claim_lines(knowledge, &citations, claim, &mut put, true)?;
                copy_lines(anchors, claim, "      ", &mut put)?;
            }
            inferred_lines(knowledge, trace, "Inferred, by rule:", &mut put)?;
            let mut references: Vec<_> = trace
                .claims
                .iter()
                .flat_map(|claim| &claim.references)
                .collect();
            references.sort_by_cached_key(|reference| {
                let number = citations.reference(**reference).number;
                number.and_then(|number| number.parse::<u64>().ok())
            });
            references.dedup();
            if !references.is_empty() {
                put("", "")?;
            }
            for reference in references {
                put("", &reference_line(&citations, *reference))?;
            }
        }
    }
    Ok(())
}

fn inferred_lines(
    knowledge: &KnowledgeBase,
    trace: &Trace,
    head: &str,
    put: &mut dyn FnMut(&str, &str) -> io::Result<()>,
) -> io::Result<()> {
    if trace.inferred.is_empty() {
        return Ok(());
    }
    put("", "")?;
    put("", head)?;
    for (statement, rule) in &trace.inferred {
        let triple = knowledge
            .store
            .triple(*statement)
            .map(|id| knowledge.prefixes.show(knowledge.store.term(id)));
        put("  ", &format!("{} ({rule})", triple.join(" ")))?;
    }
    Ok(())
}

fn claim_lines(
    knowledge: &KnowledgeBase,
    citations: &Citations<'_>,
    claim: &ClaimRecord,
    put: &mut dyn FnMut(&str, &str) -> io::Result<()>,
    with_references: bool,
) -> io::Result<()> {
    let mut head = claim.locator.clone().unwrap_or_default();
    if with_references {
        for reference in &claim.references {
            if let Some(number) = citations.reference(*reference).number {
                head.push_str(&format!(" [{number}]"));
            }
        }
        if claim.own {
            head.push_str(" [review]");
        }
    }
    if let Some(wording) = claim.wording {
        let word = knowledge.prefixes.show(knowledge.store.term(wording));
        let word = word.rsplit(':').next().unwrap_or_default().to_lowercase();
        if word != "asserted" {
            head.push_str(&format!(" ({word})"));
        }
    }
    let name = knowledge.prefixes.show(knowledge.store.term(claim.name));
    let text = claim.statement.clone().unwrap_or_default();
    put("  ", &format!("{head}: {text}"))?;
    put("      ", &name)
}

/// Writes what a reader's copy has at a claim's place.
fn copy_lines(
    anchors: Option<&Anchors<'_>>,
    claim: &ClaimRecord,
    indent: &str,
    put: &mut dyn FnMut(&str, &str) -> io::Result<()>,
) -> io::Result<()> {
    let Some(anchors) = anchors else {
        return Ok(());
    };
    let (Some(in_copy), Some(locator)) = (anchors.find(claim), &claim.locator) else {
        return put(indent, "in your copy: it has no anchor");
    };
    let verdict = in_copy.verdict.name();
    let place = where_in_copy(&in_copy, locator);
    let found = matches!(in_copy.verdict, Verdict::Found | Verdict::Moved);
    let joint = if found { " " } else { ": " };
    let line = format!("in your copy: {verdict}{joint}{place}");
    put(indent, line.trim_end_matches([' ', ':']))?;
    for line in text_in_copy(&in_copy) {
        put(&format!("{indent}| "), &line)?;
    }
    Ok(())
}

fn where_and_how(knowledge: &KnowledgeBase, claim: &ClaimRecord) -> String {
    let last = |id| {
        let shown = knowledge.prefixes.show(knowledge.store.term(id));
        shown.rsplit(':').next().unwrap_or_default().to_lowercase()
    };
    let mut parts = Vec::new();
    if let Some(locator) = &claim.locator {
        parts.push(format!("at {locator}"));
    }
    if let Some(paper) = claim.paper {
        let paper = knowledge.prefixes.show(knowledge.store.term(paper));
        parts.push(format!("in {paper}"));
    }
    if let Some(marker) = &claim.citation_locator {
        parts.push(format!("its citation marker at {marker}"));
    }
    parts.extend(claim.wording.map(last));
    parts.extend(claim.evidence.map(last));
    parts.join(", ")
}

fn reference_line(citations: &Citations<'_>, reference: crate::store::TermId) -> String {
    let reference = citations.reference(reference);
    let work = citations.work(reference.work);
    let number = reference
        .number
        .map_or_else(String::new, |number| format!("[{number}] "));
    format!("{number}{}", work.full_entry())
}

fn more(count: usize) -> String {
    match count {
        1 => "1 more claim".to_owned(),
        count => format!("{count} more claims"),
    }
}

fn rest(count: usize) -> String {
    match count {
        0 => "No claim rests".to_owned(),
        1 => "1 claim rests".to_owned(),
        count => format!("{count} claims rest"),
    }
}

fn speak(count: usize) -> String {
    match count {
        0 => "No claim speaks".to_owned(),
        1 => "1 claim speaks".to_owned(),
        count => format!("{count} claims speak"),
    }
}

/// Returns a trace as JSON; with a reader's copy, each claim has a member `in_copy`.
pub fn trace_json(
    knowledge: &KnowledgeBase,
    trace: &Trace,
    anchors: Option<&Anchors<'_>>,
) -> Value {
    let store = &knowledge.store;
    let citations = Citations::new(store);
    let iri = |id| match store.term(id) {
        oxigraph::model::TermRef::NamedNode(node) => node.as_str().to_owned(),
        other => other.to_string(),
    };
    let claim_json = |claim: &ClaimRecord| {
        let references: Vec<Value> = claim
            .references
            .iter()
            .map(|reference| {
                let record = citations.reference(*reference);
                let work = citations.work(record.work);
                json!({
                    "reference": iri(record.name),
                    "number": record.number,
                    "work": work.iri,
                    "doi": work.doi,
                    "candidate_doi": work.candidate_doi,
                    "entry": work.entry(),
                    "standing": work.standing().map(Standing::name),
                })
            })
            .collect();
        let mut shown = json!({
            "claim": iri(claim.name),
            "statement": claim.statement,
            "paper": claim.paper.map(iri),
            "locator": claim.locator,
            "digest": claim.digest,
            "citation_locator": claim.citation_locator,
            "wording": claim.wording.map(iri),
            "evidence": claim.evidence.map(iri),
            "own_statement": claim.own,
            "references": references,
        });
        if let Some(anchors) = anchors {
            let in_copy = anchors.find(claim);
            shown["in_copy"] = in_copy.as_ref().map_or(Value::Null, in_copy_json);
        }
        shown
    };
    let facts: Vec<Value> = trace
        .facts
        .iter()
        .map(|fact| json!(store.triple(*fact).map(|id| store.term(id).to_string())))
        .collect();
    let inferred: Vec<Value> = trace
        .inferred
        .iter()
        .map(|(statement, rule)| {
            let triple = store
                .triple(*statement)
                .map(|id| store.term(id).to_string());
            json!({ "triple": triple, "rule": rule })
        })
        .collect();
    json!({
        "thing": iri(trace.name),
        "kind": match trace.thing {
            Thing::Claim(_) => "claim",
            Thing::Work(_) => "work",
            Thing::Entity(_) => "entity",
        },
        "label": trace.label,
        "other_names": trace.other_names,
        "work": trace.work.as_ref().map(|(work, numbers)| json!({
            "entry": work.entry(),
            "numbers": numbers,
            "doi": work.doi,
            "candidate_doi": work.candidate_doi,
            "standing": work.standing().map(Standing::name),
            "notices": work.notices.iter().map(Notice::in_words).collect::<Vec<_>>(),
        })),
        "facts": facts,
        "inferred": inferred,
        "claims": trace.claims.iter().map(claim_json).collect::<Vec<_>>(),
        "neighbours": trace.neighbours.iter().map(claim_json).collect::<Vec<_>>(),
    })
}
