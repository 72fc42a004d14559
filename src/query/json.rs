//! An answer as SPARQL 1.1 Query Results JSON, with one more member: `evidence`.

use crate::lineage::{CUT, Evidence, Proof, Results, StatementRef, proofs_of};
use crate::store::{Store, View};
use crate::work::{Citations, Flags, Notice, PROOFS, claims_of_statement};
use oxigraph::model::{TermRef, Triple};
use serde_json::{Map, Value, json};
use std::io::{self, Write};

/// Writes an answer; rows are written one by one.
///
/// # Errors
/// Where the output cannot be written.
pub fn write_json(out: &mut dyn Write, results: &Results, view: View<'_>) -> io::Result<()> {
    let mut flags = Flags::new(view);
    match results {
        Results::Solutions(variables, rows) => {
            let names: Vec<&str> = variables.iter().map(|v| v.as_str()).collect();
            write!(out, "{{\"head\":{},", json!({ "vars": names }))?;
            // Before the rows: some readers take the rows as they come, and stop at a member behind them.
            if rows.iter().any(|row| row.evidence.is_some()) || rows.is_empty() {
                write!(out, "\"evidence\":[")?;
                for (number, row) in rows.iter().enumerate() {
                    separate(out, number)?;
                    let evidence = row.evidence.clone().unwrap_or_default();
                    serde_json::to_writer(&mut *out, &evidence_json(&evidence, view, &mut flags))?;
                }
                write!(out, "\n],")?;
            }
            write!(out, "\"results\":{{\"bindings\":[")?;
            for (number, row) in rows.iter().enumerate() {
                let mut binding = Map::new();
                for (name, value) in names.iter().zip(&row.values) {
                    if let Some(cell) = value {
                        binding.insert((*name).to_owned(), term_json(cell.term(view.store)));
                    }
                }
                separate(out, number)?;
                serde_json::to_writer(&mut *out, &binding)?;
            }
            writeln!(out, "\n]}}}}")
        }
        Results::Boolean(value, evidence) => {
            let list: Vec<Value> = evidence
                .iter()
                .map(|evidence| evidence_json(evidence, view, &mut flags))
                .collect();
            let whole = json!({ "head": {}, "boolean": value, "evidence": list });
            writeln!(out, "{whole}")
        }
        Results::Graph(triples) => {
            write!(out, "{{\"triples\":[")?;
            for (number, (triple, _)) in triples.iter().enumerate() {
                separate(out, number)?;
                serde_json::to_writer(&mut *out, &triple_json(triple))?;
            }
            write!(out, "\n]")?;
            if triples.iter().any(|(_, evidence)| evidence.is_some()) || triples.is_empty() {
                write!(out, ",\"evidence\":[")?;
                for (number, (_, evidence)) in triples.iter().enumerate() {
                    separate(out, number)?;
                    let evidence = evidence.clone().unwrap_or_default();
                    serde_json::to_writer(&mut *out, &evidence_json(&evidence, view, &mut flags))?;
                }
                write!(out, "\n]")?;
            }
            writeln!(out, "}}")
        }
    }
}

/// Returns the evidence of a row in the shape of the design.
fn evidence_json(evidence: &Evidence, view: View<'_>, flags: &mut Flags<'_>) -> Value {
    let citations = Citations::new(view.store);
    let mut cut = false;
    let alternatives: Vec<Value> = evidence
        .alternatives
        .iter()
        .map(|alternative| {
            let statements: Vec<Value> = alternative
                .statements
                .iter()
                .map(|statement| statement_json(*statement, view, &mut cut))
                .collect();
            let mut entry = json!({ "statements": statements, "absent": alternative.absent });
            if !alternative.one_of_several.is_empty() {
                entry["one_of_several"] = json!(alternative.one_of_several);
            }
            if !alternative.endpoints.is_empty() {
                entry["endpoints"] = json!(alternative.endpoints);
            }
            entry
        })
        .collect();
    let mut entry = json!({
        "complete": evidence.is_complete() && !cut,
        "alternatives": alternatives,
        "more_alternatives": evidence.more_alternatives,
        "works": citations.works_of(view, evidence),
    });
    let flagged: Vec<Value> = flags
        .of(evidence)
        .iter()
        .map(|flag| {
            let works: Vec<Value> = flag
                .works
                .iter()
                .map(|work| {
                    let work = citations.work(*work);
                    let notices: Vec<String> = work.notices.iter().map(Notice::in_words).collect();
                    json!({ "work": work.link(), "notices": notices })
                })
                .collect();
            json!({ "standing": flag.standing.name(), "works": works, "stands_without": flag.stands })
        })
        .collect();
    if !flagged.is_empty() {
        entry["flagged"] = json!(flagged);
    }
    if !evidence.is_complete() || cut {
        let reasons: Vec<String> = evidence
            .incomplete
            .iter()
            .map(String::as_str)
            .chain(cut.then_some(CUT))
            .map(|reason| format!("citations incomplete: {reason}"))
            .collect();
        entry["incomplete"] = json!(reasons);
    }
    entry
}

/// Returns the entry of a statement, with its proofs where rules infer it, and notes whether one of them is cut.
fn statement_json(statement: StatementRef, view: View<'_>, cut: &mut bool) -> Value {
    let found = proofs_of(view, statement, PROOFS);
    *cut |= found.proofs.iter().any(Proof::is_cut);
    let mut entry = entry_of(statement, found.proofs.first(), view);
    if found.proofs.len() > 1 {
        let list: Vec<Value> = found
            .proofs
            .iter()
            .map(|proof| json!({ "rule": proof.rule, "premises": premises_json(proof, view) }))
            .collect();
        entry["derivations"] = json!(list);
        if found.more > 0 {
            entry["more_derivations"] = json!(found.more);
        }
    }
    entry
}

fn premises_json(proof: &Proof, view: View<'_>) -> Vec<Value> {
    proof
        .premises
        .iter()
        .map(|premise| {
            let statement = StatementRef {
                statement: premise.statement,
                claim: None,
            };
            let mut entry = entry_of(statement, premise.proof.as_ref(), view);
            if premise.cut {
                entry["cut"] = json!(true);
            }
            entry
        })
        .collect()
}

fn entry_of(statement: StatementRef, proof: Option<&Proof>, view: View<'_>) -> Value {
    let store = view.store;
    let triple: Vec<String> = store
        .triple(statement.statement)
        .iter()
        .map(|id| store.term(*id).to_string())
        .collect();
    let claims: Vec<String> = claims_of_statement(view, statement)
        .into_iter()
        .map(|claim| name_of(store, store.claim_term(claim)))
        .collect();
    let source = if claims.is_empty() {
        store.sources_of(statement.statement).next()
    } else {
        None
    };
    let rule = proof.map(|proof| proof.rule.as_str());
    let mut entry = json!({ "triple": triple, "claims": claims, "rule": rule, "source": source });
    if let Some(proof) = proof {
        entry["premises"] = json!(premises_json(proof, view));
    }
    entry
}

fn name_of(store: &Store, id: crate::store::TermId) -> String {
    match store.term(id) {
        TermRef::NamedNode(node) => node.as_str().to_owned(),
        other => other.to_string(),
    }
}

fn term_json(term: TermRef<'_>) -> Value {
    match term {
        TermRef::NamedNode(node) => json!({ "type": "uri", "value": node.as_str() }),
        TermRef::BlankNode(node) => json!({ "type": "bnode", "value": node.as_str() }),
        TermRef::Literal(literal) => {
            let mut value = json!({ "type": "literal", "value": literal.value() });
            if let Some(language) = literal.language() {
                value["xml:lang"] = json!(language);
            } else if literal.datatype() != oxigraph::model::vocab::xsd::STRING {
                value["datatype"] = json!(literal.datatype().as_str());
            }
            value
        }
    }
}

fn triple_json(triple: &Triple) -> Value {
    json!([
        triple.subject.to_string(),
        triple.predicate.to_string(),
        triple.object.to_string()
    ])
}

fn separate(out: &mut dyn Write, number: usize) -> io::Result<()> {
    out.write_all(if number == 0 { b"\n" } else { b",\n" })
}
