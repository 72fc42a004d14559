//! An engine by SPARQL 1.1 Query and Update.

use super::engine::{Bounds, Engine, Said, Traffic};
use super::ledger::Kept;
use super::trouble::Trouble;
use super::wire::{FORM, Reply, Request, Wire, shown};
use crate::vocabulary::published;
use oxigraph::model::{NamedNode, Term};
use oxigraph::sparql::results::{
    QueryResultsFormat, QueryResultsParser, SliceQueryResultsParserOutput,
};
use reqwest::Url;
use std::collections::BTreeMap;
use std::fmt::Write;

/// An engine that reads queries and updates.
#[derive(Debug)]
pub(super) struct Update<'w> {
    wire: &'w Wire,
    query: Url,
    /// Where updates may go to, the likeliest first; only one once it took an update.
    updates: Vec<Url>,
    /// Whether it took one.
    settled: bool,
    bounds: Bounds,
    batch: Batch,
    traffic: Traffic,
}

/// Changes that were not sent yet.
#[derive(Debug, Default)]
struct Batch {
    /// Operations that come first, in order.
    operations: Vec<String>,
    /// Removals behind them; none concerns what is inserted before it.
    removals: Vec<String>,
    /// What is inserted behind the removals: lines by graph.
    inserts: BTreeMap<NamedNode, String>,
    triples: usize,
    bytes: usize,
}

/// Operations of one request; some engines have a bound of their own on how long a request may be.
const OPERATIONS: usize = 400;
/// Ledgers that are read with one query.
const LEDGERS: usize = 16;
/// Names in a VALUES of one query.
const NAMES: usize = 200;

impl<'w> Update<'w> {
    /// Returns the engine that answers queries at an address, and takes updates at another if that is named, else where
    /// engines of its kind do.
    pub(super) fn new(wire: &'w Wire, query: Url, update: Option<Url>, bounds: Bounds) -> Self {
        let updates = match update {
            Some(update) => vec![update],
            None => likely(&query),
        };
        Self {
            wire,
            query,
            updates,
            settled: false,
            bounds,
            batch: Batch::default(),
            traffic: Traffic::default(),
        }
    }

    /// Returns the rows of a query.
    fn rows(&self, query: &str) -> Result<Vec<Vec<Option<Term>>>, Trouble> {
        let body: String = form_urlencoded::Serializer::new(String::new())
            .append_pair("query", query)
            .finish();
        let request = Request {
            method: "POST",
            url: &self.query,
            accept: "application/sparql-results+json, application/sparql-results+xml;q=0.9",
            content_type: FORM,
            body: &body,
        };
        self.wire.send_for(request, |reply| match reply.status {
            404 => Err(Trouble::Status {
                url: shown(&self.query),
                status: 404,
                said: String::new(),
            }),
            _ => read_rows(&reply, &shown(&self.query)),
        })
    }

    fn send(&mut self, text: &str) -> Result<(), Trouble> {
        let mut first = None;
        for (at, url) in self.updates.iter().enumerate() {
            let sent = self.wire.send(Request {
                method: "POST",
                url,
                accept: "*/*",
                content_type: "application/sparql-update",
                body: text,
            });
            let sent = sent.and_then(|reply| match reply.status {
                404 => Err(Trouble::Status {
                    url: shown(url),
                    status: 404,
                    said: String::new(),
                }),
                _ => Ok(()),
            });
            match sent {
                Ok(()) => {
                    self.updates.swap(0, at);
                    self.updates.truncate(1);
                    self.settled = true;
                    self.traffic.changes += 1;
                    self.traffic.bytes += text.len() as u64;
                    return Ok(());
                }
                Err(trouble) if self.settled => return Err(trouble.of_what_was_sent()),
                Err(trouble) if trouble.is_elsewhere() => {
                    first.get_or_insert(trouble);
                }
                Err(trouble) => return Err(trouble),
            }
        }
        first.map_or(Ok(()), Err)
    }

    fn remove(&mut self, operation: String) -> Result<(), Trouble> {
        self.batch.bytes += operation.len();
        self.batch.removals.push(operation);
        self.send_if_full()
    }

    fn send_if_full(&mut self) -> Result<(), Trouble> {
        let batch = &self.batch;
        if batch.triples >= self.bounds.triples
            || batch.bytes >= self.bounds.bytes
            || batch.operations.len() + batch.removals.len() >= OPERATIONS
        {
            self.flush()?;
        }
        Ok(())
    }
}

impl Engine for Update<'_> {
    fn beside(&self) -> Box<dyn Engine + '_> {
        Box::new(Update {
            wire: self.wire,
            query: self.query.clone(),
            updates: self.updates.clone(),
            settled: self.settled,
            bounds: self.bounds,
            batch: Batch::default(),
            traffic: Traffic::default(),
        })
    }

    fn whole_graphs(&self) -> bool {
        false
    }

    fn said(&self, graph: &NamedNode, subject: &NamedNode) -> Result<Vec<Said>, Trouble> {
        let query = format!("SELECT ?p ?o WHERE {{ GRAPH {graph} {{ {subject} ?p ?o }} }}");
        let rows = self.rows(&query)?;
        Ok(rows.into_iter().filter_map(said).collect())
    }

    fn digests(&self, ledgers: &[NamedNode]) -> Result<Option<Vec<Option<String>>>, Trouble> {
        let mut digests = vec![None; ledgers.len()];
        for (part, place) in ledgers.chunks(NAMES).zip((0..).step_by(NAMES)) {
            let query = format!(
                "SELECT ?g ?o WHERE {{ VALUES ?g {{ {} }} GRAPH ?g {{ ?g {} ?o }} }}",
                names(part),
                published::DIGEST
            );
            for row in self.rows(&query)? {
                let (at, value) = (place_of(&row, part), row.into_iter().nth(1).flatten());
                if let (Some(at), Some(Term::Literal(digest))) = (at, value) {
                    digests[place + at] = Some(digest.value().to_owned());
                }
            }
        }
        Ok(Some(digests))
    }

    fn kept(&self, ledgers: &[NamedNode]) -> Result<Vec<Kept>, Trouble> {
        let mut kept = vec![Kept::default(); ledgers.len()];
        for (part, place) in ledgers.chunks(LEDGERS).zip((0..).step_by(LEDGERS)) {
            let query = format!(
                "SELECT ?g ?p ?o WHERE {{ VALUES ?g {{ {} }} GRAPH ?g {{ ?g ?p ?o }} }}",
                names(part)
            );
            for row in self.rows(&query)? {
                if let Some(at) = place_of(&row, part)
                    && let Some(said) = said(row.into_iter().skip(1).collect())
                {
                    kept[place + at].add(said);
                }
            }
        }
        Ok(kept)
    }

    fn occupied(&self, graphs: &[NamedNode]) -> Result<Option<NamedNode>, Trouble> {
        for part in graphs.chunks(NAMES) {
            let query = format!(
                "SELECT ?g WHERE {{ VALUES ?g {{ {} }} GRAPH ?g {{ ?s ?p ?o }} }} LIMIT 1",
                names(part)
            );
            let mut rows = self.rows(&query)?;
            if let Some(row) = rows.pop() {
                let name = place_of(&row, part).and_then(|at| part.get(at));
                return Ok(name.or(part.first()).cloned());
            }
        }
        Ok(None)
    }

    fn listed(&self, list: &NamedNode) -> Result<Vec<NamedNode>, Trouble> {
        let holds = published::HOLDS;
        let query = format!("SELECT ?g WHERE {{ GRAPH {list} {{ ?g {holds} ?k }} }} LIMIT 1000");
        let rows = self.rows(&query)?;
        let named = rows.into_iter().filter_map(|mut row| match row.pop() {
            Some(Some(Term::NamedNode(graph))) => Some(graph),
            _ => None,
        });
        Ok(named.collect())
    }

    fn count(&self, graph: &NamedNode) -> Result<Option<u64>, Trouble> {
        let query = format!("SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} }}");
        let rows = self.rows(&query)?;
        let number = match rows.first().and_then(|row| row.first()) {
            Some(Some(Term::Literal(number))) => number.value().parse().ok(),
            _ => None,
        };
        number.map(Some).ok_or_else(|| Trouble::Nonsense {
            url: shown(&self.query),
            what: "no number, where a number of triples was asked for".to_owned(),
        })
    }

    fn clear(&mut self, graph: &NamedNode) -> Result<(), Trouble> {
        self.remove(format!("DROP SILENT GRAPH {graph}"))
    }

    fn forget(&mut self, graph: &NamedNode, subject: &NamedNode) -> Result<(), Trouble> {
        self.remove(format!(
            "DELETE WHERE {{ GRAPH {graph} {{ {subject} ?p ?o }} }}"
        ))
    }

    fn insert(&mut self, graph: &NamedNode, line: &str) -> Result<(), Trouble> {
        let batch = &mut self.batch;
        batch.insert(graph, line);
        self.traffic.triples += 1;
        self.send_if_full()
    }

    fn put(&mut self, graph: &NamedNode, lines: &[String]) -> Result<(), Trouble> {
        self.flush()?;
        self.batch
            .removals
            .push(format!("DROP SILENT GRAPH {graph}"));
        for line in lines {
            self.batch.insert(graph, line);
        }
        self.traffic.triples += lines.len() as u64;
        self.flush()
    }

    fn touch(&mut self, ledger: &NamedNode, _: &Kept, line: &str) -> Result<(), Trouble> {
        self.seal()?;
        let digest = published::DIGEST;
        self.remove(format!(
            "DELETE WHERE {{ GRAPH {ledger} {{ {ledger} {digest} ?d }} }}"
        ))?;
        self.insert(ledger, line)?;
        self.seal()
    }

    fn seal(&mut self) -> Result<(), Trouble> {
        self.batch.seal();
        Ok(())
    }

    fn flush(&mut self) -> Result<(), Trouble> {
        self.batch.seal();
        let batch = std::mem::take(&mut self.batch);
        if batch.operations.is_empty() {
            return Ok(());
        }
        self.send(&batch.operations.join(" ;\n"))
    }

    fn traffic(&self) -> Traffic {
        self.traffic
    }
}

impl Batch {
    fn insert(&mut self, graph: &NamedNode, line: &str) {
        let lines = match self.inserts.get_mut(graph) {
            Some(lines) => lines,
            None => self.inserts.entry(graph.clone()).or_default(),
        };
        lines.push_str(line);
        lines.push('\n');
        self.triples += 1;
        self.bytes += line.len() + 1;
    }

    fn seal(&mut self) {
        self.operations.append(&mut self.removals);
        if self.inserts.is_empty() {
            return;
        }
        let mut insert = "INSERT DATA {\n".to_owned();
        for (graph, lines) in std::mem::take(&mut self.inserts) {
            // Writing to memory does not fail.
            let _ = writeln!(insert, "GRAPH {graph} {{\n{lines}}}");
        }
        insert.push('}');
        self.operations.push(insert);
    }
}

/// Returns where engines of the kind that has this address for queries take updates.
fn likely(query: &Url) -> Vec<Url> {
    let path = query.path().trim_end_matches('/');
    let segments: Vec<&str> = path.split('/').collect();
    let at = |path: String| {
        let mut url = query.clone();
        url.set_path(&path);
        url
    };
    let sibling = || match path.rsplit_once('/') {
        Some((above, _)) => at(format!("{above}/update")),
        None => at("/update".to_owned()),
    };
    match segments.as_slice() {
        [.., "repositories", _] => vec![at(format!("{path}/statements")), query.clone()],
        [.., "query"] => vec![sibling(), query.clone()],
        [.., "update"] => vec![query.clone()],
        _ => vec![query.clone(), sibling()],
    }
}

fn names(graphs: &[NamedNode]) -> String {
    let names: Vec<String> = graphs.iter().map(ToString::to_string).collect();
    names.join(" ")
}

/// Returns which of some graphs the first cell of a row names.
fn place_of(row: &[Option<Term>], graphs: &[NamedNode]) -> Option<usize> {
    match row.first() {
        Some(Some(Term::NamedNode(name))) => graphs.iter().position(|graph| graph == name),
        _ => None,
    }
}

fn said(row: Vec<Option<Term>>) -> Option<Said> {
    match <[Option<Term>; 2]>::try_from(row) {
        Ok([Some(Term::NamedNode(predicate)), Some(object)]) => Some((predicate, object)),
        _ => None,
    }
}

/// Reads rows, or says what an answer is instead.
fn read_rows(reply: &Reply, url: &str) -> Result<Vec<Vec<Option<Term>>>, Trouble> {
    let nonsense = |what: String| Trouble::Nonsense {
        url: url.to_owned(),
        what,
    };
    let kind = reply.media_type();
    let format = QueryResultsFormat::from_media_type(kind)
        .filter(|format| [QueryResultsFormat::Json, QueryResultsFormat::Xml].contains(format))
        .ok_or_else(|| {
            nonsense(match kind {
                "text/html" => "a page for browsers and no result of a query".to_owned(),
                "" => "without a media type".to_owned(),
                kind => format!("`{kind}` and no result of a query"),
            })
        })?;
    let broken = |_| Trouble::Half {
        url: url.to_owned(),
    };
    let parser = QueryResultsParser::from_format(format);
    match parser.for_slice(&reply.body).map_err(broken)? {
        SliceQueryResultsParserOutput::Solutions(solutions) => solutions
            .map(|solution| Ok(solution.map_err(broken)?.values().to_vec()))
            .collect(),
        SliceQueryResultsParserOutput::Boolean(_) => {
            Err(nonsense("yes or no, where rows were asked for".to_owned()))
        }
    }
}
