//! What `query --without` leaves out.

use super::endpoint::{remark, unanswered};
use super::knowledge::works;
use super::query::explained;
use super::ui::{Failure, Ui, counted};
use crate::claim::KnowledgeBase;
use crate::endpoint::{Endpoint, Reading};
use crate::query::{Asked, Request, ask};
use crate::store::Withheld;
use crate::work::Citations;
use rustc_hash::FxHashSet;
use std::sync::Arc;

/// Returns what is left out where works are taken for withdrawn, and what is to be said of it.
pub(super) fn without(
    texts: &[String],
    knowledge: &KnowledgeBase,
) -> Result<(Arc<Withheld>, String), Failure> {
    let mut withdrawn = FxHashSet::default();
    for text in texts {
        withdrawn.extend(works(knowledge, text)?);
    }
    let citations = Citations::new(&knowledge.store);
    let withdrawal = citations.withdrawal(&withdrawn);
    let note = format!(
        "without {}: {} left out, {} that also {} on other works",
        counted(withdrawn.len(), "work"),
        counted(withdrawal.falling.len(), "claim"),
        withdrawal.weakened.len(),
        if withdrawal.weakened.len() == 1 {
            "rests"
        } else {
            "rest"
        },
    );
    Ok((Arc::new(withdrawal.withheld(&citations)), note))
}

/// Answers from an engine as if works were withdrawn.
pub(super) fn without_there(
    texts: &[String],
    endpoint: &Arc<Endpoint>,
    request: &Request<'_>,
    ui: &Ui,
) -> Result<(Arc<KnowledgeBase>, Asked), Failure> {
    let mut reading = Reading::new(endpoint);
    reading.withdraw(texts).map_err(unanswered)?;
    let settled = reading.settle(|knowledge, engine| {
        let (withheld, note) = without(texts, knowledge)?;
        let mut request = request.clone();
        request.options.engine = Some(Arc::clone(engine));
        request.options.without = Some(withheld);
        let asked = ask(knowledge, &request).map_err(explained)?;
        Ok::<_, Failure>((asked, note))
    });
    let (knowledge, answer) = settled.map_err(unanswered)?;
    let (asked, note) = answer?;
    ui.note(&note);
    remark(endpoint, ui);
    Ok((knowledge, asked))
}
