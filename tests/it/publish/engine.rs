//! A SPARQL engine on this machine: stock `oxigraph` behind sockets of its own, with every fault that is asked for.

use oxigraph::io::{RdfFormat, RdfParser, RdfSerializer};
use oxigraph::model::{
    BlankNode, GraphName, GraphNameRef, NamedNode, NamedOrBlankNode, Quad, Term,
};
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsSerializer};
use oxigraph::sparql::{QueryResults, SparqlEvaluator};
use oxigraph::store::Store;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// An engine with `/sparql` for queries and updates, and `/data` for its graph store.
pub(crate) struct Engine {
    pub(crate) address: String,
    store: Store,
    shared: Arc<Shared>,
}

/// Says of each request what goes wrong with it.
type Failing = Box<dyn FnMut(&Asked) -> Fault + Send>;

struct Shared {
    asked: Mutex<Vec<Asked>>,
    fault: Mutex<Failing>,
    ended: AtomicBool,
}

/// A request that came in.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: String,
    /// Whether it changes something.
    pub(crate) changes: bool,
    /// How many requests that change something came before.
    pub(crate) changes_before: usize,
    pub(crate) at: Instant,
}

/// What goes wrong with a request.
#[derive(Debug, Clone)]
pub(crate) enum Fault {
    None,
    /// It is not carried out, and this is the answer: status, headers, body.
    Answer(u16, Vec<(&'static str, String)>, String),
    /// It is not carried out, and the connection ends.
    DropBefore,
    /// It is carried out, and the connection ends without an answer.
    DropAfter,
    /// It is carried out, and half of the answer is sent.
    Half,
    /// It is carried out after a while.
    Late(Duration),
}

impl Engine {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let engine = Self {
            address: format!("http://{}", listener.local_addr().unwrap()),
            store: Store::new().unwrap(),
            shared: Arc::new(Shared {
                asked: Mutex::default(),
                fault: Mutex::new(Box::new(|_| Fault::None)),
                ended: AtomicBool::new(false),
            }),
        };
        let (store, shared) = (engine.store.clone(), Arc::clone(&engine.shared));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                if shared.ended.load(Ordering::Relaxed) {
                    break;
                }
                let (Ok(stream), store, shared) = (stream, store.clone(), Arc::clone(&shared))
                else {
                    continue;
                };
                std::thread::spawn(move || while serve(&stream, &store, &shared) == Some(()) {});
            }
        });
        engine
    }

    /// The address of queries and updates.
    pub(crate) fn sparql(&self) -> String {
        format!("{}/sparql", self.address)
    }

    /// The address of the graph store.
    pub(crate) fn data(&self) -> String {
        format!("{}/data", self.address)
    }

    /// Has requests fail from now on as the function says, and forgets those that came.
    pub(crate) fn fail(&self, fault: impl FnMut(&Asked) -> Fault + Send + 'static) {
        self.forget();
        *self.shared.fault.lock().unwrap() = Box::new(fault);
    }

    /// Forgets the requests that came.
    pub(crate) fn forget(&self) {
        self.shared.asked.lock().unwrap().clear();
    }

    /// The requests that came, in order.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.shared.asked.lock().unwrap().clone()
    }

    /// The requests that were to change something.
    pub(crate) fn changes(&self) -> Vec<Asked> {
        let mut asked = self.asked();
        asked.retain(|one| one.changes);
        asked
    }

    /// Adds quads past the protocols.
    pub(crate) fn load(&self, quads: &str) {
        self.store
            .load_from_slice(RdfFormat::NQuads, quads)
            .unwrap();
    }

    /// Everything it holds, as lines of N-Quads.
    pub(crate) fn quads(&self) -> BTreeSet<String> {
        let quads = self.store.iter().map(|quad| format!("{} .", quad.unwrap()));
        quads.collect()
    }

    /// Everything but what the program keeps for itself.
    pub(crate) fn published(&self) -> BTreeSet<String> {
        let mut quads = self.quads();
        quads.retain(|quad| !is_own(quad));
        quads
    }

    /// The quads of one graph, as lines of N-Triples.
    pub(crate) fn graph(&self, name: &str) -> BTreeSet<String> {
        let graph = NamedNode::new(name).unwrap();
        let graph = GraphNameRef::NamedNode(graph.as_ref());
        self.store
            .quads_for_pattern(None, None, None, Some(graph))
            .map(|quad| {
                let Quad {
                    subject,
                    predicate,
                    object,
                    ..
                } = quad.unwrap();
                format!("{subject} {predicate} {object} .")
            })
            .collect()
    }
}

/// Returns lines of N-Quads as the engine spells them, which keeps numbers as values.
pub(crate) fn as_spelt(quads: &BTreeSet<String>) -> BTreeSet<String> {
    let store = Store::new().unwrap();
    for quad in quads {
        let quad = named(quad);
        let triple = format!("{} {} {}", quad.subject, quad.predicate, quad.object);
        let insert = match quad.graph_name {
            GraphName::DefaultGraph => format!("INSERT DATA {{ {triple} }}"),
            graph => format!("INSERT DATA {{ GRAPH {graph} {{ {triple} }} }}"),
        };
        let update = SparqlEvaluator::new().parse_update(&insert).unwrap();
        update.on_store(&store).execute().unwrap();
    }
    store
        .iter()
        .map(|quad| format!("{} .", quad.unwrap()))
        .collect()
}

/// Returns a line of N-Quads with the names that blank nodes have where it is published.
pub(crate) fn named(line: &str) -> Quad {
    let mut quads = RdfParser::from_format(RdfFormat::NQuads).for_slice(line.as_bytes());
    let mut quad = quads.next().unwrap().unwrap();
    let name = |node: &BlankNode| {
        let base = "https://w3id.org/synergraph/published/genid/";
        NamedNode::new(format!("{base}{}", node.as_str())).unwrap()
    };
    if let NamedOrBlankNode::BlankNode(node) = &quad.subject {
        quad.subject = name(node).into();
    }
    if let Term::BlankNode(node) = &quad.object {
        quad.object = name(node).into();
    }
    quad
}

/// Says whether a quad is one that only the program itself reads.
pub(crate) fn is_own(quad: &str) -> bool {
    quad.contains("/ledger/") || quad.contains("published#ledgers>")
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.shared.ended.store(true, Ordering::Relaxed);
        // The listener wakes up for one more connection, and ends.
        let _ = TcpStream::connect(self.address.trim_start_matches("http://"));
    }
}

/// Answers one request; nothing where the connection ends.
fn serve(stream: &TcpStream, store: &Store, shared: &Shared) -> Option<()> {
    let mut asked = read(stream)?;
    let fault = {
        let mut all = shared.asked.lock().unwrap();
        asked.changes_before = all.iter().filter(|one| one.changes).count();
        let fault = (shared.fault.lock().unwrap())(&asked);
        all.push(asked.clone());
        fault
    };
    let (status, headers, body) = match &fault {
        Fault::Answer(status, headers, body) => {
            (*status, headers.clone(), body.clone().into_bytes())
        }
        Fault::DropBefore => return None,
        Fault::Late(wait) => {
            std::thread::sleep(*wait);
            carry_out(store, &asked)
        }
        Fault::None | Fault::DropAfter | Fault::Half => carry_out(store, &asked),
    };
    if matches!(fault, Fault::DropAfter) {
        return None;
    }
    let mut head = format!(
        "HTTP/1.1 {status} Synthetic\r\ncontent-length: {}\r\n",
        body.len()
    );
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("\r\n");
    let sent = match fault {
        Fault::Half => &body[..body.len() / 2],
        _ => &body,
    };
    let mut out = stream;
    out.write_all(head.as_bytes()).ok()?;
    out.write_all(sent).ok()?;
    (!matches!(fault, Fault::Half)).then_some(())
}

fn read(stream: &TcpStream) -> Option<Asked> {
    let mut reader = BufReader::new(stream);
    let mut first = String::new();
    reader.read_line(&mut first).ok()?;
    let mut words = first.split(' ');
    let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim().split_once(':') else {
            break;
        };
        headers.insert(name.to_lowercase(), value.trim().to_owned());
    }
    let length = headers.get("content-length");
    let length: usize = length.map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let changes = match path.split('?').next()? {
        "/sparql" => {
            headers.get("content-type").map(String::as_str) == Some("application/sparql-update")
        }
        _ => method != "GET",
    };
    Some(Asked {
        method,
        path,
        headers,
        body: String::from_utf8(body).unwrap(),
        changes,
        changes_before: 0,
        at: Instant::now(),
    })
}

type Reply = (u16, Vec<(&'static str, String)>, Vec<u8>);

fn carry_out(store: &Store, asked: &Asked) -> Reply {
    let text = |status: u16, text: String| {
        let headers = vec![("content-type", "text/plain".to_owned())];
        (status, headers, text.into_bytes())
    };
    let (path, parameters) = asked.path.split_once('?').unwrap_or((&asked.path, ""));
    match (path, asked.changes) {
        ("/sparql", true) => match SparqlEvaluator::new().parse_update(&asked.body) {
            Ok(update) => match update.on_store(store).execute() {
                Ok(()) => text(204, String::new()),
                Err(error) => text(500, error.to_string()),
            },
            Err(error) => text(400, error.to_string()),
        },
        ("/sparql", false) => {
            let parameter = form_urlencoded::parse(asked.body.as_bytes());
            let query = parameter.into_iter().find(|(name, _)| name == "query");
            match query {
                Some((_, query)) => answer(store, &query).unwrap_or_else(|error| text(400, error)),
                None => text(400, "no query".to_owned()),
            }
        }
        ("/data", _) => {
            let mut parameters = form_urlencoded::parse(parameters.as_bytes());
            match parameters.find(|(name, _)| name == "graph") {
                Some((_, graph)) => graph_store(store, asked, &graph),
                None => text(400, "no graph".to_owned()),
            }
        }
        _ => text(404, "nothing here".to_owned()),
    }
}

fn answer(store: &Store, query: &str) -> Result<Reply, String> {
    let query = SparqlEvaluator::new().parse_query(query);
    let results = query
        .map_err(|error| error.to_string())?
        .on_store(store)
        .execute();
    let QueryResults::Solutions(solutions) = results.map_err(|error| error.to_string())? else {
        return Err("only rows are answered here".to_owned());
    };
    let serializer = QueryResultsSerializer::from_format(QueryResultsFormat::Json);
    let mut out = Vec::new();
    let variables = solutions.variables().to_vec();
    let mut writer = serializer
        .serialize_solutions_to_writer(&mut out, variables)
        .unwrap();
    for solution in solutions {
        writer.serialize(&solution.unwrap()).unwrap();
    }
    writer.finish().unwrap();
    let kind = "application/sparql-results+json".to_owned();
    Ok((200, vec![("content-type", kind)], out))
}

fn graph_store(store: &Store, asked: &Asked, graph: &str) -> Reply {
    let graph = NamedNode::new(graph).unwrap();
    let is_there = store.contains_named_graph(&graph).unwrap();
    let status = |status| (status, Vec::new(), Vec::new());
    match asked.method.as_str() {
        "GET" if !is_there => status(404),
        "GET" => {
            let name = GraphNameRef::NamedNode(graph.as_ref());
            let mut serializer =
                RdfSerializer::from_format(RdfFormat::NTriples).for_writer(Vec::new());
            for quad in store.quads_for_pattern(None, None, None, Some(name)) {
                let quad = quad.unwrap();
                let triple =
                    oxigraph::model::Triple::new(quad.subject, quad.predicate, quad.object);
                serializer.serialize_triple(&triple).unwrap();
            }
            let kind = "application/n-triples".to_owned();
            (
                200,
                vec![("content-type", kind)],
                serializer.finish().unwrap(),
            )
        }
        "DELETE" if !is_there => status(404),
        "DELETE" => {
            store.remove_named_graph(&graph).unwrap();
            status(204)
        }
        "PUT" | "POST" => {
            let parser = RdfParser::from_format(RdfFormat::NTriples)
                .with_default_graph(graph.clone())
                .for_slice(asked.body.as_bytes());
            let quads: Vec<Quad> = parser.map(|quad| quad.unwrap()).collect();
            if asked.method == "PUT" && is_there {
                store.clear_graph(&graph).unwrap();
            }
            store.extend(quads).unwrap();
            status(if is_there { 204 } else { 201 })
        }
        _ => status(405),
    }
}
