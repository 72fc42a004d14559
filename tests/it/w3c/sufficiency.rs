//! What is cited is enough: over only the statements of one alternative, the query gives the row again.

use super::compare::{Pairing, same};
use super::expected::Values;
use super::run::{ask, values};
use oxigraph::model::{GraphName, Quad, TermRef};
use spargebra::Query;
use synergraph::claim::KnowledgeBase;
use synergraph::lineage::{Alternative, Results};
use synergraph::query::{DefaultChoice, graphs_of};
use synergraph::store::{Builder, ClaimId, Store, View};
use synergraph::vocabulary::Prefixes;

/// Asks the query again over each alternative alone.
///
/// Not so after OFFSET, which drops other rows then, and where one absence lies within another: fewer statements make
/// the inner pattern absent and the outer one present. A zero-length path and a GRAPH with nothing to match in it rest
/// on no statement, yet come only where a term or a graph is there, so an alternative without statements is passed
/// over in queries with either.
///
/// # Errors
/// Which row does not come again.
pub(crate) fn check(results: &Results, view: View<'_>, query: &Query) -> Result<(), String> {
    let Results::Solutions(_, rows) = results else {
        return Ok(());
    };
    let text = query.to_string();
    let absences = text.matches("NOT EXISTS").count() + text.matches("MINUS").count();
    if absences > 1 || text.contains(" OFFSET ") {
        return Ok(());
    }
    let on_nothing = ["GRAPH ", ")*", ")?"]
        .iter()
        .any(|part| text.contains(part));
    for (row, expected) in rows.iter().zip(values(results, view)) {
        for alternative in row
            .evidence
            .iter()
            .flat_map(|evidence| &evidence.alternatives)
        {
            if alternative.statements.is_empty() && on_nothing {
                continue;
            }
            let (found, again) = rows_over(alternative, view, query)?;
            if !found.iter().any(|other| alike(other, &expected)) {
                return Err(format!(
                    "not enough is cited for {expected:?}:\n    {again:?}\n    gives {found:?}"
                ));
            }
        }
    }
    Ok(())
}

fn rows_over(
    alternative: &Alternative,
    view: View<'_>,
    query: &Query,
) -> Result<(Vec<Values>, Vec<Quad>), String> {
    let quads: Vec<Quad> = alternative
        .statements
        .iter()
        .flat_map(|cited| {
            let claims = match cited.claim {
                Some(claim) => vec![claim],
                None => view.default_claims_of(cited.statement),
            };
            let graphs = if claims.is_empty() {
                vec![GraphName::DefaultGraph]
            } else {
                claims
                    .into_iter()
                    .map(|claim| name(view.store, claim))
                    .collect()
            };
            graphs
                .into_iter()
                .filter_map(|graph| view.store.quad(cited.statement, graph))
        })
        .collect();
    let mut builder = Builder::default();
    let source = builder.source("cited");
    for quad in &quads {
        builder.add(quad.clone(), source);
    }
    let knowledge = KnowledgeBase {
        store: builder.build(),
        prefixes: Prefixes::default(),
    };
    let mut query = query.clone();
    let graphs = graphs_of(&mut query, &knowledge.store, DefaultChoice::Unnamed);
    let results = ask(&knowledge, &graphs, &query, false)?;
    let found = values(&results, graphs.view(&knowledge.store));
    Ok((found, quads))
}

fn alike(row: &Values, expected: &Values) -> bool {
    same(
        std::slice::from_ref(row),
        std::slice::from_ref(expected),
        Pairing::Ordered,
    )
}

fn name(store: &Store, claim: ClaimId) -> GraphName {
    match store.term(store.claim_term(claim)) {
        TermRef::NamedNode(node) => node.into_owned().into(),
        TermRef::BlankNode(node) => node.into_owned().into(),
        TermRef::Literal(literal) => panic!("{literal} names no graph"),
    }
}
