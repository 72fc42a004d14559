//! An engine on a port of this machine: stock oxigraph behind HTTP, with every fault that is asked for.

use oxigraph::model::{GraphName, NamedNode};
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsSerializer};
use oxigraph::sparql::{CancellationToken, QueryResults, SparqlEvaluator};
use oxigraph::store::Store;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A request as it came in.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) query: String,
    pub(crate) headers: BTreeMap<String, String>,
    /// How many requests came before.
    pub(crate) number: usize,
}

/// What is wrong with an answer.
#[derive(Debug, Clone)]
pub(crate) enum Fault {
    /// Another answer altogether: status, headers, body.
    Instead(u16, Vec<(&'static str, String)>, String),
    /// Only so many bytes of the body, then the connection ends.
    Half(usize),
    /// Only so many bytes of the body, although the header says that these are all.
    Short(usize),
    /// So many bytes of the body, then nothing more.
    Stall(usize, Duration),
    /// Only so many rows, in silence.
    Cut(usize),
    /// One more header.
    Header(&'static str, String),
}

/// Says what is wrong with the answer to a request.
pub(crate) type Faults = dyn Fn(&Asked) -> Option<Fault> + Send + Sync;

/// An engine that ends with the test.
pub(crate) struct Engine {
    pub(crate) address: String,
    asked: Arc<Mutex<Vec<Asked>>>,
    ended: Arc<AtomicBool>,
    /// Stops queries whose answers nobody waits for any more.
    stop: CancellationToken,
}

impl Engine {
    /// Starts a sound engine.
    pub(crate) fn start(store: Store) -> Self {
        Self::with_faults(store, |_| None)
    }

    pub(crate) fn with_faults(
        store: Store,
        faults: impl Fn(&Asked) -> Option<Fault> + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let engine = Self {
            address: format!("http://{}/sparql", listener.local_addr().unwrap()),
            asked: Arc::default(),
            ended: Arc::default(),
            stop: CancellationToken::new(),
        };
        let stop = engine.stop.clone();
        let (asked, ended) = (Arc::clone(&engine.asked), Arc::clone(&engine.ended));
        let faults: Arc<Faults> = Arc::new(faults);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                if ended.load(Ordering::Relaxed) {
                    break;
                }
                let Ok(stream) = stream else { continue };
                let (store, asked, faults) =
                    (store.clone(), Arc::clone(&asked), Arc::clone(&faults));
                let stop = stop.clone();
                // Evaluation is recursive.
                let thread = std::thread::Builder::new().stack_size(64 << 20);
                thread
                    .spawn(move || serve(&stream, &store, &asked, &*faults, &stop))
                    .unwrap();
            }
        });
        engine
    }

    /// What came in, in order.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
        self.stop.cancel();
        let address = self.address.trim_start_matches("http://");
        let _ = TcpStream::connect(address.trim_end_matches("/sparql"));
    }
}

fn serve(
    stream: &TcpStream,
    store: &Store,
    asked: &Mutex<Vec<Asked>>,
    faults: &Faults,
    stop: &CancellationToken,
) {
    let mut reader = BufReader::new(stream);
    let mut first = String::new();
    if reader.read_line(&mut first).unwrap_or(0) == 0 {
        return;
    }
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        let Some((name, value)) = line.trim_end().split_once(": ") else {
            break;
        };
        headers.insert(name.to_lowercase(), value.to_owned());
    }
    let length = headers.get("content-length");
    let mut body = vec![0; length.map_or(0, |length| length.parse().unwrap())];
    reader.read_exact(&mut body).unwrap();
    let (mut query, mut graphs) = (String::new(), Vec::new());
    for (name, value) in form_urlencoded::parse(&body) {
        match &*name {
            "query" => query = value.into_owned(),
            "default-graph-uri" => graphs.push(NamedNode::new(value.into_owned()).unwrap()),
            other => panic!("`{other}` is no parameter of the protocol"),
        }
    }
    let request = {
        let mut asked = asked.lock().unwrap();
        let request = Asked {
            query,
            headers,
            number: asked.len(),
        };
        asked.push(request.clone());
        request
    };
    let fault = faults(&request);
    if let Some(Fault::Instead(status, headers, body)) = &fault {
        let headers: Vec<(&str, String)> = headers.clone();
        return send(stream, *status, &headers, body.as_bytes(), body.len());
    }
    let cut = match &fault {
        Some(Fault::Cut(rows)) => Some(*rows),
        _ => None,
    };
    let accepted = request.headers.get("accept").map_or("", String::as_str);
    let format = match accepted.split(',').next() {
        Some("text/csv") => QueryResultsFormat::Csv,
        Some("application/sparql-results+xml") => QueryResultsFormat::Xml,
        _ => QueryResultsFormat::Json,
    };
    let mut headers = vec![("content-type", format.media_type().to_owned())];
    if let Some(Fault::Header(name, value)) = &fault {
        headers.push((name, value.clone()));
    }
    let body = match answer(store, &request.query, graphs, cut, format, stop) {
        Ok(body) => body,
        Err(error) => {
            let headers = [("content-type", "text/plain".to_owned())];
            return send(stream, 400, &headers, error.as_bytes(), error.len());
        }
    };
    match fault {
        Some(Fault::Half(bytes)) => send(stream, 200, &headers, &body[..bytes], body.len()),
        Some(Fault::Short(bytes)) => send(stream, 200, &headers, &body[..bytes], bytes),
        Some(Fault::Stall(bytes, wait)) => {
            let head = head(200, &headers, body.len());
            let mut out = stream;
            let _ = out.write_all(head.as_bytes());
            let _ = out.write_all(&body[..bytes]);
            let _ = out.flush();
            std::thread::sleep(wait);
        }
        _ => send(stream, 200, &headers, &body, body.len()),
    }
}

fn answer(
    store: &Store,
    query: &str,
    graphs: Vec<NamedNode>,
    cut: Option<usize>,
    format: QueryResultsFormat,
    stop: &CancellationToken,
) -> Result<Vec<u8>, String> {
    let mut prepared = SparqlEvaluator::new()
        .with_cancellation_token(stop.clone())
        .parse_query(query)
        .map_err(|error| format!("{error}\n{query}"))?;
    if !graphs.is_empty() {
        // As the protocol has it: with default graphs named, there are no named graphs.
        let dataset = prepared.dataset_mut();
        dataset.set_default_graph(graphs.into_iter().map(GraphName::from).collect());
        dataset.set_available_named_graphs(Vec::new());
    }
    let results = prepared.on_store(store).execute();
    let QueryResults::Solutions(solutions) = results.map_err(|error| error.to_string())? else {
        return Err("only SELECT is asked here".to_owned());
    };
    let serializer = QueryResultsSerializer::from_format(format);
    let variables = solutions.variables().to_vec();
    let mut out = serializer
        .serialize_solutions_to_writer(Vec::new(), variables)
        .map_err(|error| error.to_string())?;
    for solution in solutions.take(cut.unwrap_or(usize::MAX)) {
        let solution = solution.map_err(|error| error.to_string())?;
        out.serialize(&solution)
            .map_err(|error| error.to_string())?;
    }
    out.finish().map_err(|error| error.to_string())
}

fn head(status: u16, headers: &[(&str, String)], length: usize) -> String {
    let mut head = format!("HTTP/1.1 {status} Synthetic\r\nconnection: close\r\n");
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str(&format!("content-length: {length}\r\n\r\n"));
    head
}

fn send(stream: &TcpStream, status: u16, headers: &[(&str, String)], body: &[u8], length: usize) {
    let mut out = stream;
    let _ = out
        .write_all(head(status, headers, length).as_bytes())
        .and_then(|()| out.write_all(body));
    let _ = out.flush();
    let _ = stream.shutdown(std::net::Shutdown::Write);
    let mut reader = stream;
    let _ = reader.read(&mut [0; 64]);
}
