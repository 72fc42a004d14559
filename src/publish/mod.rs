//! A knowledge base in an engine of any size: published as `docs/publish.md` says, and only what changed the next time.
//!
//! What is sent is cut into pieces ([`content`]); what the engine is known to hold of each is kept in the engine itself
//! ([`ledger`]). A piece is replaced as a whole, so that every request may be made twice.

mod content;
mod description;
mod engine;
mod error;
mod folder;
mod graph_store;
mod known;
mod ledger;
mod loader;
mod merging;
mod node;
mod sender;
mod trouble;
mod update;
mod wire;

pub use engine::Traffic;
pub use error::PublishError;
pub use folder::{Shards, Written, publish_to_folder};
pub use trouble::Trouble;
pub use wire::Access;

use crate::claim::KnowledgeBase;
use crate::vocabulary::published::{self, Layout};
use content::{Content, Piece, triple};
use engine::{Bounds, Engine};
use graph_store::GraphStore;
use known::Known;
use ledger::Deal;
use merging::fewest_held;
use oxigraph::model::Literal;
use sender::{Sender, Tally};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;
use update::Update;
use wire::Wire;

/// Where a knowledge base is published, and how.
#[derive(Debug, Clone)]
pub struct Target {
    /// The address that answers queries, or that of the graph store.
    pub address: String,
    /// The address that takes updates, where it is known.
    pub update: Option<String>,
    /// How it is spoken to.
    pub protocol: Protocol,
    /// Triples of one request; without it, as many as suit the protocol.
    pub batch: Option<usize>,
    /// Requests that change something and are under way at the same time.
    pub at_once: usize,
    /// Headers, and patience.
    pub access: Access,
    /// Whether what stands there goes first, whoever put it there.
    pub overwrites: bool,
}

/// How an engine takes what is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// SPARQL 1.1 Update, with queries to know what is there.
    Update,
    /// SPARQL 1.1 Graph Store HTTP Protocol.
    GraphStore,
}

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Published {
    /// Pieces of which it is made.
    pub pieces: usize,
    /// Pieces that were sent.
    pub sent: usize,
    /// Pieces that were removed.
    pub removed: usize,
    /// What went over the wire.
    pub traffic: Traffic,
    /// Statements of the merged graph that the engine counts, where it takes some for one.
    pub held: Option<u64>,
}

/// Publishes a knowledge base.
///
/// `progress` is told how many pieces are done, of how many.
///
/// # Errors
/// Where the engine cannot be spoken to, holds something else, or does not hold in the end what it should. What was sent
/// by then is known to it, and the same call goes on behind it.
pub fn publish(
    knowledge: &KnowledgeBase,
    layout: &Layout,
    target: &Target,
    progress: &mut (dyn FnMut(usize, usize) + Send),
) -> Result<Published, PublishError> {
    let content = Content::new(knowledge, layout);
    let mut address = wire::address(&target.address)?;
    let update = target.update.as_deref().map(wire::address);
    let mut update = update.transpose()?;
    let mut addresses = vec![&mut address];
    addresses.extend(update.as_mut());
    let wire = Wire::new(&target.access, &mut addresses)?;
    let bounds = |triples, bytes| Bounds {
        triples: target.batch.unwrap_or(triples).max(1),
        bytes,
    };
    match target.protocol {
        Protocol::Update => {
            let mut engine = Update::new(&wire, address, update, bounds(1000, 1 << 20));
            publish_to(&mut engine, &content, target, progress)
        }
        Protocol::GraphStore => {
            let mut engine = GraphStore::new(&wire, address, bounds(50_000, 8 << 20));
            publish_to(&mut engine, &content, target, progress)
        }
    }
}

fn publish_to(
    engine: &mut dyn Engine,
    content: &Content<'_>,
    target: &Target,
    progress: &mut (dyn FnMut(usize, usize) + Send),
) -> Result<Published, PublishError> {
    let layout = content.layout;
    let mut known = Known::ask(engine, layout)?;
    if target.overwrites {
        remove_all(engine, content, &known)?;
        known = Known::default();
    }
    known.check(content, engine.whole_graphs())?;
    if known.is_complete(content) {
        return Ok(Published {
            pieces: 0,
            sent: 0,
            removed: 0,
            traffic: engine.traffic(),
            held: known.number(published::HELD),
        });
    }
    let deal = Deal::new(content, engine.whole_graphs(), known.ledgers());
    let is_first = known.is_empty() && !target.overwrites;
    if is_first {
        refuse_foreign(engine, content, &deal)?;
    }
    let run = run_name();
    let marks = |state| {
        let mut lines = content.description(state);
        lines.extend(sender_lines(
            content,
            &deal,
            engine_kind(engine.whole_graphs()),
        ));
        lines
    };
    let (mut loading, complete) = (marks(published::LOADING), marks(published::COMPLETE));
    loading.push(triple(
        &layout.base(),
        published::RUN,
        &Literal::new_simple_literal(&run),
    ));
    engine.put(&layout.publication(), &loading)?;
    match Known::ask(engine, layout)?.text(published::RUN) {
        Some(known) if known == run => {}
        Some(_) => return Err(PublishError::Overtaken),
        None => return Err(PublishError::Unseen),
    }
    let sender = Sender {
        engine: &*engine,
        content,
        deal: &deal,
        run: &run,
        is_first,
        tally: Mutex::new(Tally {
            done: 0,
            sent: 0,
            removed: 0,
            traffic: Traffic::default(),
            looked: Instant::now(),
            progress,
        }),
    };
    sender.send_all(target.at_once)?;
    sender.still_ours()?;
    let tally = sender.tally.into_inner();
    let Tally {
        sent,
        removed,
        mut traffic,
        ..
    } = tally.unwrap_or_else(PoisonError::into_inner);
    let held = check_counts(engine, content)?;
    let mut complete = complete;
    if let Some(held) = held {
        let held = Literal::from(i64::try_from(held).unwrap_or(i64::MAX));
        complete.push(triple(&layout.base(), published::HELD, &held));
    }
    engine.put(&layout.publication(), &complete)?;
    traffic += engine.traffic();
    Ok(Published {
        pieces: deal.len(),
        sent,
        removed,
        traffic,
        held,
    })
}

/// Fails where something stands in a graph that is to be published, and nothing says that it was published.
fn refuse_foreign(
    engine: &dyn Engine,
    content: &Content<'_>,
    deal: &Deal,
) -> Result<(), PublishError> {
    let mut graphs = content.shared_graphs();
    graphs.extend((0..deal.ledgers).map(|number| content.layout.ledger(number)));
    if !engine.whole_graphs() {
        let claims = (0..deal.ledgers).flat_map(|ledger| deal.pieces_of(ledger));
        graphs.extend(claims.filter_map(|(_, piece)| match piece {
            Piece::Claim(claim) => Some(content.claim(*claim)),
            _ => None,
        }));
    }
    match engine.occupied(&graphs)? {
        Some(graph) => Err(PublishError::Foreign(graph)),
        None => Ok(()),
    }
}

/// Removes whatever is listed, and all graphs below the base.
fn remove_all(
    engine: &mut dyn Engine,
    content: &Content<'_>,
    known: &Known,
) -> Result<(), PublishError> {
    let layout = content.layout;
    engine.clear(&layout.publication())?;
    let list = layout.graphs();
    loop {
        let graphs = engine.listed(&list)?;
        if graphs.is_empty() {
            break;
        }
        for graph in graphs {
            engine.clear(&graph)?;
            engine.forget(&list, &graph)?;
        }
        if engine.whole_graphs() {
            engine.clear(&list)?;
        }
        engine.flush()?;
    }
    let ours = Deal::new(content, engine.whole_graphs(), None).ledgers;
    for number in 0..known.ledgers().unwrap_or(0).max(ours) {
        engine.clear(&layout.ledger(number))?;
    }
    for graph in content.shared_graphs() {
        engine.clear(&graph)?;
    }
    Ok(engine.flush()?)
}

/// Returns what the description says to whoever publishes again.
fn sender_lines(content: &Content<'_>, deal: &Deal, kind: &str) -> [String; 2] {
    let base = content.layout.base();
    [
        triple(
            &base,
            published::LEDGERS,
            &Literal::from(i64::from(deal.ledgers)),
        ),
        triple(&base, published::PIECES, &Literal::new_simple_literal(kind)),
    ]
}

/// Compares what an engine counts with what was sent; returns how many statements of the merged graph it holds, where
/// these are fewer because it takes different literals for one.
fn check_counts(engine: &dyn Engine, content: &Content<'_>) -> Result<Option<u64>, PublishError> {
    let layout = content.layout;
    let expected = content.store.statement_count() as u64;
    let exact = [
        (layout.graphs(), content.listed() as u64),
        (layout.derivations(), content.derivation_triples()),
    ];
    for (graph, expected) in exact {
        if let Some(held) = engine.count(&graph)?
            && held != expected
        {
            return Err(PublishError::Incomplete {
                graph,
                held,
                expected,
            });
        }
    }
    match engine.count(&layout.merged())? {
        Some(held) if held != expected => {
            if (fewest_held(content.store)..expected).contains(&held) {
                return Ok(Some(held));
            }
            let graph = layout.merged();
            Err(PublishError::Incomplete {
                graph,
                held,
                expected,
            })
        }
        _ => Ok(None),
    }
}

/// Returns what pieces are that an engine is sent.
fn engine_kind(whole_graphs: bool) -> &'static str {
    match whole_graphs {
        true => "graphs",
        false => "subjects",
    }
}

/// Returns a name that no other run has.
fn run_name() -> String {
    use std::hash::{BuildHasher, Hasher};
    let random = || {
        std::collections::hash_map::RandomState::new()
            .build_hasher()
            .finish()
    };
    format!("{:016x}{:016x}", random(), random())
}
