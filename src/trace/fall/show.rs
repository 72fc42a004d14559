//! What falls, as text and as JSON.

use super::{FallenAnswer, Falls};
use crate::claim::KnowledgeBase;
use crate::query::wrap;
use crate::store::StatementId;
use crate::work::{Citations, ClaimRecord};
use oxigraph::model::TermRef;
use serde_json::{Value, json};
use std::io::{self, Write};

/// Writes what falls for people.
///
/// # Errors
/// Where the output cannot be written.
pub fn write_falls(
    out: &mut dyn Write,
    knowledge: &KnowledgeBase,
    falls: &Falls,
    width: u16,
) -> io::Result<()> {
    let store = &knowledge.store;
    let citations = Citations::new(store);
    let mut put = |indent: &str, text: &str| -> io::Result<()> {
        let room = width.saturating_sub(indent.len() as u16);
        for line in wrap(text, room) {
            writeln!(out, "{indent}{line}")?;
        }
        Ok(())
    };
    put("", "Without")?;
    for work in &falls.works {
        put("  ", &citations.work(*work).full_entry())?;
    }
    let claim = |claim: &ClaimRecord| {
        let name = knowledge.prefixes.show(store.term(claim.name));
        let place = claim
            .locator
            .as_ref()
            .map_or_else(String::new, |place| format!(", {place}"));
        let said = claim
            .statement
            .as_ref()
            .map_or_else(String::new, |said| format!(": {said}"));
        format!("{name}{place}{said}")
    };
    let triple = |statement: StatementId| {
        store
            .triple(statement)
            .map(|id| knowledge.prefixes.show(store.term(id)))
            .join(" ")
    };
    put("", "")?;
    put("", &head(falls.claims.len(), "claim falls", "claims fall"))?;
    for one in &falls.claims {
        put("  ", &claim(one))?;
    }
    if !falls.weakened.is_empty() {
        put("", "")?;
        let rests = "claim stands, since it also rests on other works";
        let rest = "claims stand, since they also rest on other works";
        put("", &head(falls.weakened.len(), rests, rest))?;
        for one in &falls.weakened {
            put("  ", &claim(one))?;
        }
    }
    put("", "")?;
    put(
        "",
        &head(falls.stated.len(), "statement falls", "statements fall"),
    )?;
    for one in &falls.stated {
        put("  ", &triple(*one))?;
    }
    put("", "")?;
    put(
        "",
        &head(
            falls.inferred.len(),
            "inferred statement falls",
            "inferred statements fall",
        ),
    )?;
    for (one, rule) in &falls.inferred {
        put("  ", &format!("{} ({rule})", triple(*one)))?;
    }
    put("", "")?;
    let asked = "named question is answered otherwise";
    put(
        "",
        &head(
            falls.answers.len(),
            asked,
            "named questions are answered otherwise",
        ),
    )?;
    for answer in &falls.answers {
        put("  ", &answer.question)?;
        for row in &answer.lost {
            put("    ", &format!("- {}", row_in_words(answer, row)))?;
        }
        for row in &answer.gained {
            put("    ", &format!("+ {}", row_in_words(answer, row)))?;
        }
    }
    for (question, reason) in &falls.not_asked {
        put(
            "  ",
            &format!("{question} was not asked to its end: {reason}"),
        )?;
    }
    Ok(())
}

fn head(count: usize, one: &str, several: &str) -> String {
    match count {
        0 => format!("No {one}."),
        1 => format!("1 {one}:"),
        count => format!("{count} {several}:"),
    }
}

fn row_in_words(answer: &FallenAnswer, row: &[Option<String>]) -> String {
    let cells = answer
        .columns
        .iter()
        .zip(row)
        .filter_map(|(name, value)| Some(format!("{name} = {}", value.as_ref()?)));
    cells.collect::<Vec<_>>().join(", ")
}

/// Returns what falls as JSON.
pub fn falls_json(knowledge: &KnowledgeBase, falls: &Falls) -> Value {
    let store = &knowledge.store;
    let citations = Citations::new(store);
    let iri = |id| match store.term(id) {
        TermRef::NamedNode(node) => node.as_str().to_owned(),
        other => other.to_string(),
    };
    let claims = |claims: &[ClaimRecord]| -> Vec<Value> {
        claims
            .iter()
            .map(|claim| json!({ "claim": iri(claim.name), "locator": claim.locator, "statement": claim.statement }))
            .collect()
    };
    let triple =
        |statement: StatementId| store.triple(statement).map(|id| store.term(id).to_string());
    let works: Vec<Value> = falls
        .works
        .iter()
        .map(|work| {
            let work = citations.work(*work);
            json!({ "work": work.iri, "doi": work.doi, "candidate_doi": work.candidate_doi, "entry": work.entry() })
        })
        .collect();
    let inferred: Vec<Value> = falls
        .inferred
        .iter()
        .map(|(statement, rule)| json!({ "triple": triple(*statement), "rule": rule }))
        .collect();
    let answers: Vec<Value> = falls
        .answers
        .iter()
        .map(|answer| {
            json!({
                "question": answer.question,
                "columns": answer.columns,
                "lost": answer.lost,
                "gained": answer.gained,
            })
        })
        .collect();
    let not_asked: Vec<Value> = falls
        .not_asked
        .iter()
        .map(|(question, reason)| json!({ "question": question, "reason": reason }))
        .collect();
    json!({
        "works": works,
        "claims": claims(&falls.claims),
        "weakened": claims(&falls.weakened),
        "statements": falls.stated.iter().map(|one| triple(*one)).collect::<Vec<_>>(),
        "inferred": inferred,
        "answers": answers,
        "not_asked": not_asked,
    })
}
