//! An engine by the SPARQL 1.1 Graph Store HTTP Protocol: graphs are put, added to, fetched and deleted as a whole.

use super::engine::{Bounds, Engine, Said, Traffic};
use super::ledger::{Kept, lines_of_kept};
use super::trouble::Trouble;
use super::wire::{Reply, Request, Wire, shown};
use crate::vocabulary::published;
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{NamedNode, NamedOrBlankNode, Quad};
use reqwest::Url;

/// An engine that stores graphs.
#[derive(Debug)]
pub(super) struct GraphStore<'w> {
    wire: &'w Wire,
    address: Url,
    bounds: Bounds,
    pending: Option<Pending>,
    traffic: Traffic,
}

/// What is to be done to one graph.
#[derive(Debug)]
struct Pending {
    graph: NamedNode,
    /// Whether what stands there goes.
    replaces: bool,
    lines: String,
    triples: usize,
}

const TRIPLES: &str = "application/n-triples";

impl<'w> GraphStore<'w> {
    pub(super) fn new(wire: &'w Wire, address: Url, bounds: Bounds) -> Self {
        Self {
            wire,
            address,
            bounds,
            pending: None,
            traffic: Traffic::default(),
        }
    }

    fn request(&self, method: &str, graph: &NamedNode, body: &str) -> Result<Reply, Trouble> {
        let mut url = self.address.clone();
        url.query_pairs_mut().append_pair("graph", graph.as_str());
        let reads = method == "GET";
        let content_type = match method {
            "PUT" | "POST" => TRIPLES,
            _ => "",
        };
        self.wire.send(Request {
            method,
            url: &url,
            accept: if reads {
                "application/n-triples, text/turtle;q=0.9"
            } else {
                "*/*"
            },
            content_type,
            body,
        })
    }

    /// Returns the triples of a graph; none where there is no such graph.
    fn fetch(&self, graph: &NamedNode) -> Result<Vec<Quad>, Trouble> {
        let reply = self.request("GET", graph, "")?;
        if reply.status == 404 || reply.body.is_empty() {
            return Ok(Vec::new());
        }
        let nonsense = |what: String| Trouble::Nonsense {
            url: shown(&self.address),
            what,
        };
        let format = match reply.media_type() {
            "application/n-triples" | "text/plain" => RdfFormat::NTriples,
            "text/turtle" => RdfFormat::Turtle,
            "text/html" => return Err(nonsense("a page for browsers and no graph".to_owned())),
            kind => {
                return Err(nonsense(format!(
                    "`{kind}`, in which no graph was asked for"
                )));
            }
        };
        RdfParser::from_format(format)
            .for_slice(&reply.body)
            .collect::<Result<_, _>>()
            .map_err(|_| nonsense("no whole graph".to_owned()))
    }

    /// Begins with a graph, once all is done that concerns another.
    fn turn_to(&mut self, graph: &NamedNode, replaces: bool) -> Result<(), Trouble> {
        self.flush()?;
        self.pending = Some(Pending {
            graph: graph.clone(),
            replaces,
            lines: String::new(),
            triples: 0,
        });
        Ok(())
    }
}

impl Engine for GraphStore<'_> {
    fn beside(&self) -> Box<dyn Engine + '_> {
        Box::new(Self::new(self.wire, self.address.clone(), self.bounds))
    }

    fn whole_graphs(&self) -> bool {
        true
    }

    fn said(&self, graph: &NamedNode, subject: &NamedNode) -> Result<Vec<Said>, Trouble> {
        let about = |quad: &Quad| matches!(&quad.subject, NamedOrBlankNode::NamedNode(node) if node == subject);
        let quads = self.fetch(graph)?.into_iter().filter(about);
        Ok(quads.map(|quad| (quad.predicate, quad.object)).collect())
    }

    fn digests(&self, _: &[NamedNode]) -> Result<Option<Vec<Option<String>>>, Trouble> {
        Ok(None)
    }

    fn kept(&self, ledgers: &[NamedNode]) -> Result<Vec<Kept>, Trouble> {
        ledgers
            .iter()
            .map(|ledger| {
                let mut kept = Kept::default();
                for quad in self.fetch(ledger)? {
                    kept.add((quad.predicate, quad.object));
                }
                Ok(kept)
            })
            .collect()
    }

    fn occupied(&self, graphs: &[NamedNode]) -> Result<Option<NamedNode>, Trouble> {
        for graph in graphs {
            if !self.fetch(graph)?.is_empty() {
                return Ok(Some(graph.clone()));
            }
        }
        Ok(None)
    }

    fn listed(&self, list: &NamedNode) -> Result<Vec<NamedNode>, Trouble> {
        let quads = self.fetch(list)?;
        let graphs = quads.into_iter().filter_map(|quad| match quad.subject {
            NamedOrBlankNode::NamedNode(graph) if quad.predicate == published::HOLDS => Some(graph),
            _ => None,
        });
        Ok(graphs.collect())
    }

    fn count(&self, _: &NamedNode) -> Result<Option<u64>, Trouble> {
        Ok(None)
    }

    fn clear(&mut self, graph: &NamedNode) -> Result<(), Trouble> {
        self.turn_to(graph, true)
    }

    /// Does nothing: graphs that are published by this protocol are known as a whole.
    fn forget(&mut self, _: &NamedNode, _: &NamedNode) -> Result<(), Trouble> {
        Ok(())
    }

    fn insert(&mut self, graph: &NamedNode, line: &str) -> Result<(), Trouble> {
        if self
            .pending
            .as_ref()
            .is_none_or(|pending| pending.graph != *graph)
        {
            self.turn_to(graph, false)?;
        }
        let bounds = self.bounds;
        if let Some(pending) = &mut self.pending {
            pending.lines.push_str(line);
            pending.lines.push('\n');
            pending.triples += 1;
            self.traffic.triples += 1;
            if pending.triples >= bounds.triples || pending.lines.len() >= bounds.bytes {
                let graph = pending.graph.clone();
                self.turn_to(&graph, false)?;
            }
        }
        Ok(())
    }

    fn put(&mut self, graph: &NamedNode, lines: &[String]) -> Result<(), Trouble> {
        self.turn_to(graph, true)?;
        if let Some(pending) = &mut self.pending {
            pending.lines = lines.iter().map(|line| format!("{line}\n")).collect();
            pending.triples = lines.len();
        }
        self.traffic.triples += lines.len() as u64;
        self.flush()
    }

    fn touch(&mut self, ledger: &NamedNode, kept: &Kept, line: &str) -> Result<(), Trouble> {
        self.clear(ledger)?;
        for kept in lines_of_kept(ledger, kept) {
            self.insert(ledger, &kept)?;
        }
        self.insert(ledger, line)?;
        self.flush()
    }

    fn seal(&mut self) -> Result<(), Trouble> {
        self.flush()
    }

    fn flush(&mut self) -> Result<(), Trouble> {
        let Some(pending) = self.pending.take() else {
            return Ok(());
        };
        let method = match (pending.replaces, pending.triples) {
            (true, 0) => "DELETE",
            (true, _) => "PUT",
            (false, 0) => return Ok(()),
            (false, _) => "POST",
        };
        let reply = self.request(method, &pending.graph, &pending.lines)?;
        if reply.status == 404 && method != "DELETE" {
            return Err(Trouble::Status {
                url: shown(&self.address),
                status: 404,
                said: String::new(),
            });
        }
        self.traffic.changes += 1;
        self.traffic.bytes += pending.lines.len() as u64;
        Ok(())
    }

    fn traffic(&self) -> Traffic {
        self.traffic
    }
}
