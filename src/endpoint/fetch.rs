//! Fetches a whole dataset into a store file, in bounded memory.

use super::batches::at_once;
use super::fragment::quad;
use super::lookup::Triple;
use super::{Endpoint, EndpointError, neighbourhood};
use crate::claim::KnowledgeBase;
use crate::store::{Builder, Store, StoreError};
use oxigraph::model::Term;
use std::path::Path;

/// Graphs that are asked for before what they hold is put into the store.
const STEP: usize = 800;
/// How often an answer that is too long is asked for in sixteen parts.
pub(super) const DEEPEST: usize = 5;

/// A dataset that could not be fetched.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// The engine does not answer, or not all.
    #[error(transparent)]
    Endpoint(#[from] EndpointError),
    /// There is no room for it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Endpoint {
    /// Fetches all that there is into a store file that is built with so many bytes of memory, and opens it.
    ///
    /// Besides, what is in memory is the list of graphs, a few answers, and how inferred statements follow, in numbers. `watch` is told how
    /// many graphs were fetched, and of how many.
    ///
    /// # Errors
    /// Where the engine does not answer or gives less than there is, or the file cannot be written.
    pub fn fetch(
        &self,
        path: &Path,
        memory: usize,
        watch: &mut dyn FnMut(usize, usize),
    ) -> Result<KnowledgeBase, FetchError> {
        let sources = neighbourhood::sources(self)?;
        let mut builder = Builder::for_file(path, memory);
        builder.keep_blank_names();
        builder.keep_prefixes(&self.publication.prefixes.turtle());
        let mut names: Vec<&(u64, String)> = sources.values().collect();
        names.sort();
        for (_, name) in names {
            builder.source(name);
        }
        let mut graphs = neighbourhood::all_graphs(self)?;
        graphs.sort_by_cached_key(ToString::to_string);
        for (number, step) in graphs.chunks(STEP).enumerate() {
            let mut held = self.held(step)?;
            // The order of an engine's answers must not matter.
            held.sort_by_cached_key(|(graph, [s, p, o])| format!("{graph} {s} {p} {o}"));
            for (graph, triple) in held {
                let (claim, source) = match sources.get(&graph) {
                    Some((_, name)) => (None, builder.source(name)),
                    None => (Some(&graph), 0),
                };
                if let Some(quad) = quad(triple.each_ref(), claim) {
                    builder.add(quad, source);
                }
            }
            watch((number * STEP + step.len()).min(graphs.len()), graphs.len());
        }
        builder.write(path, &mut |_, _, _| {})?;
        let mut store = Store::open(path)?;
        if self.publication.derivations > 0 {
            store = store.with(&self.inferences(&store)?);
        }
        let found = store.statement_count() as u64;
        let publication = &self.publication;
        if !(publication.held..=publication.statements).contains(&found) {
            let wanted = publication.statements;
            let reason = format!("gives {found} of {wanted} statements");
            return Err(self.client.error(reason).into());
        }
        Ok(KnowledgeBase {
            store: store.part_of(&publication.digest, publication.claims as usize),
            prefixes: publication.prefixes.clone(),
        })
    }

    /// Returns all that some graphs hold; a graph that is too much for one answer comes in parts.
    fn held(&self, graphs: &[Term]) -> Result<Vec<(Term, Triple)>, EndpointError> {
        match neighbourhood::graphs(self, graphs) {
            Err(error) if error.too_much => {}
            outcome => return outcome,
        }
        let mut all = Vec::new();
        for graph in graphs {
            let one = std::slice::from_ref(graph);
            match neighbourhood::graphs(self, one) {
                Err(error) if error.too_much => self.parts_of(graph, "", &mut all)?,
                outcome => all.extend(outcome?),
            }
        }
        Ok(all)
    }

    /// Fetches what a graph says of those subjects whose names have a hash that begins so, in sixteen parts.
    fn parts_of(
        &self,
        graph: &Term,
        start: &str,
        all: &mut Vec<(Term, Triple)>,
    ) -> Result<(), EndpointError> {
        let starts: Vec<String> = (0..16).map(|digit| format!("{start}{digit:x}")).collect();
        let jobs: Vec<_> = starts
            .iter()
            .map(|start| {
                move || match neighbourhood::part_of_graph(self, graph, start) {
                    Err(error) if error.too_much && start.len() < DEEPEST => Ok(None),
                    outcome => outcome.map(Some),
                }
            })
            .collect();
        for (part, start) in at_once(&jobs)?.into_iter().zip(&starts) {
            match part {
                Some(triples) => {
                    all.extend(triples.into_iter().map(|triple| (graph.clone(), triple)));
                }
                None => self.parts_of(graph, start, all)?,
            }
        }
        Ok(())
    }
}
