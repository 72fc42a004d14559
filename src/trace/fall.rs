//! What falls when works are withdrawn: claims, statements, inferences, and rows of named questions.

mod show;

pub use show::{falls_json, write_falls};

use crate::claim::KnowledgeBase;
use crate::lineage::{
    Cells, Engine, EvaluationError, Options, Results, has_no_match, predicates_of,
};
use crate::query::{AskError, Asked, Catalogue, DefaultChoice, Question, Request, ask, parse};
use crate::store::{StatementId, TermId, Withheld};
use crate::work::{Citations, ClaimRecord};
use oxigraph::model::NamedNode;
use rustc_hash::{FxHashMap, FxHashSet};
use spareval::CancellationToken;
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

/// What falls.
#[derive(Debug, Clone, Default)]
pub struct Falls {
    /// The works that are withdrawn.
    pub works: Vec<TermId>,
    /// Claims that rest on nothing else, in the paper's order.
    pub claims: Vec<ClaimRecord>,
    /// Claims that stand, since they also rest on other works.
    pub weakened: Vec<ClaimRecord>,
    /// What nobody states any more, and no rule infers; what claims say of themselves is left out.
    pub stated: Vec<StatementId>,
    /// What no rule infers any more, each with the rule that did.
    pub inferred: Vec<(StatementId, String)>,
    /// Named questions that are answered otherwise.
    pub answers: Vec<FallenAnswer>,
    /// Named questions that could not be asked, and why.
    pub not_asked: Vec<(String, String)>,
}

/// A named question that is answered otherwise.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FallenAnswer {
    /// The name of the question.
    pub question: String,
    /// Names of the columns.
    pub columns: Vec<String>,
    /// Rows that are there no more.
    pub lost: Vec<Vec<Option<String>>>,
    /// Rows that come in their place: counts and sums that change.
    pub gained: Vec<Vec<Option<String>>>,
}

/// Returns what falls when works are withdrawn.
///
/// All questions together get so much time, and each of them a fifth of it at most; those that take longer are named. Where an
/// engine has the data and the knowledge base but a part of them, that part has to have all that goes.
pub fn falls(
    knowledge: &KnowledgeBase,
    engine: Option<&Arc<dyn Engine>>,
    catalogue: &Catalogue,
    works: &[TermId],
    time: Duration,
) -> Falls {
    let store = &knowledge.store;
    let citations = Citations::new(store);
    let withdrawal = citations.withdrawal(&works.iter().copied().collect());
    let withheld = Arc::new(withdrawal.withheld(&citations));
    let in_order = |claims: &[u32]| -> Vec<ClaimRecord> {
        let mut records: Vec<ClaimRecord> =
            claims.iter().map(|claim| citations.claim(*claim)).collect();
        records.sort_by_cached_key(|claim| super::place_key(claim.locator.as_deref()));
        records
    };
    let mut falls = Falls {
        works: works.to_vec(),
        claims: in_order(&withdrawal.falling),
        weakened: in_order(&withdrawal.weakened),
        ..Falls::default()
    };
    let names: FxHashSet<TermId> = falls.claims.iter().map(|claim| claim.name).collect();
    for statement in withheld.statements() {
        if store.is_stated(statement) {
            if !names.contains(&store.triple(statement)[0]) {
                falls.stated.push(statement);
            }
        } else if let Some(derivation) = store.derivations_of(statement).next() {
            falls.inferred.push((statement, derivation.rule.to_owned()));
        }
    }
    let started = Instant::now();
    for question in catalogue.iter() {
        let left = time.saturating_sub(started.elapsed()).min(time / 5);
        match otherwise(knowledge, engine, question, &withheld, left) {
            Ok(Some(answer)) => falls.answers.push(answer),
            Ok(None) => {}
            Err(reason) => falls.not_asked.push((question.name.clone(), reason)),
        }
    }
    falls
}

/// Returns how a question is answered otherwise without some claims, if it is.
fn otherwise(
    knowledge: &KnowledgeBase,
    engine: Option<&Arc<dyn Engine>>,
    question: &Question,
    withheld: &Arc<Withheld>,
    time: Duration,
) -> Result<Option<FallenAnswer>, String> {
    if let Some(parameter) = question
        .parameters
        .iter()
        .find(|one| one.required && one.default.is_none())
    {
        return Err(format!("it needs a value of `{}`", parameter.name));
    }
    if !may_notice(knowledge, engine.is_none(), question, withheld) {
        return Ok(None);
    }
    let stop = CancellationToken::new();
    let (_done, wait) = mpsc::channel::<()>();
    let late = stop.clone();
    std::thread::spawn(move || {
        // Ends at once when the answers are there.
        if wait.recv_timeout(time) == Err(mpsc::RecvTimeoutError::Timeout) {
            late.cancel();
        }
    });
    let answer = |without: Option<Arc<Withheld>>| {
        let request = Request {
            question,
            settings: &[],
            default: DefaultChoice::Merged,
            base: None,
            options: Options {
                cite: false,
                without,
                engine: engine.cloned(),
                stop: stop.clone(),
                ..Options::default()
            },
        };
        match ask(knowledge, &request) {
            Ok(asked) if !asked.answer.stopped => Ok(asked),
            Ok(_) | Err(AskError::Evaluation(EvaluationError::Stopped)) => {
                Err("it takes longer than it was given".to_owned())
            }
            Err(error) => Err(error.to_string()),
        }
    };
    // Both are found in one way: an engine would not see what is left out.
    let before = answer(engine.map(|_| Arc::default()))?;
    let after = answer(Some(Arc::clone(withheld)))?;
    Ok(compare(knowledge, question, &before, &after))
}

fn compare(
    knowledge: &KnowledgeBase,
    question: &Question,
    before: &Asked,
    after: &Asked,
) -> Option<FallenAnswer> {
    let (Results::Solutions(columns, before), Results::Solutions(_, after)) =
        (&before.answer.results, &after.answer.results)
    else {
        let text = |asked: &Asked| match &asked.answer.results {
            Results::Boolean(value, _) => vec![value.to_string()],
            Results::Graph(triples) => triples
                .iter()
                .map(|(triple, _)| triple.to_string())
                .collect(),
            Results::Solutions(..) => Vec::new(),
        };
        let (before, after) = (text(before), text(after));
        let missing = |of: &[String], from: &[String]| -> Vec<Vec<Option<String>>> {
            let from: FxHashSet<&String> = from.iter().collect();
            of.iter()
                .filter(|row| !from.contains(row))
                .map(|row| vec![Some(row.clone())])
                .collect()
        };
        let answer = FallenAnswer {
            question: question.name.clone(),
            columns: vec!["answer".to_owned()],
            lost: missing(&before, &after),
            gained: missing(&after, &before),
        };
        return (!answer.lost.is_empty() || !answer.gained.is_empty()).then_some(answer);
    };
    let missing =
        |of: &[crate::lineage::Row], from: &[crate::lineage::Row]| -> Vec<Vec<Option<String>>> {
            let mut counts: FxHashMap<&Cells, usize> = FxHashMap::default();
            from.iter()
                .for_each(|row| *counts.entry(&row.values).or_default() += 1);
            let mut rows = Vec::new();
            for row in of {
                match counts.get_mut(&row.values).filter(|count| **count > 0) {
                    Some(count) => *count -= 1,
                    None => {
                        let cells = row.values.iter().map(|cell| {
                            let term = cell.as_ref()?.term(&knowledge.store);
                            Some(knowledge.prefixes.show(term))
                        });
                        rows.push(cells.collect());
                    }
                }
            }
            rows
        };
    let answer = FallenAnswer {
        question: question.name.clone(),
        columns: columns
            .iter()
            .map(|name| name.as_str().to_owned())
            .collect(),
        lost: missing(before, after),
        gained: missing(after, before),
    };
    (!answer.lost.is_empty() || !answer.gained.is_empty()).then_some(answer)
}

/// Says whether a question may be answered otherwise: whether it asks for a predicate of anything that goes.
fn may_notice(
    knowledge: &KnowledgeBase,
    is_whole: bool,
    question: &Question,
    withheld: &Withheld,
) -> bool {
    let Ok(query) = parse(&question.source, &knowledge.prefixes) else {
        return true;
    };
    let store = &knowledge.store;
    // Where nothing matches now, nothing is lost.
    if is_whole && has_no_match(store, &query) {
        return false;
    }
    let Some(asked) = predicates_of(&query) else {
        return true;
    };
    let id = |name: &NamedNode| store.id(name.as_ref());
    let asked: FxHashSet<TermId> = asked.iter().filter_map(id).collect();
    withheld
        .statements()
        .into_iter()
        .any(|statement| asked.contains(&store.triple(statement)[1]))
}
