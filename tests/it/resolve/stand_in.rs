//! A stand-in for Crossref, DataCite and doi.org on this machine: the recorded shapes, and every fault that is asked for.
//!
//! All records are synthetic. The DOIs are of the prefix 10.5555, which is for tests.

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// A server that gives prepared answers, by the path that is asked for.
pub(crate) struct StandIn {
    pub(crate) address: String,
    asked: Arc<Mutex<Vec<Asked>>>,
    most_at_once: Arc<Mutex<(usize, usize)>>,
    ended: Arc<AtomicBool>,
}

/// A request that came in.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) target: String,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) at: Instant,
}

/// An answer, sound or not.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// Sends only so many bytes of the body, although it announces all.
    pub(crate) cut_off: Option<usize>,
    pub(crate) delay: Duration,
}

impl StandIn {
    /// Starts a server that answers with what the function makes of a target (path and query) and of how often it came before.
    pub(crate) fn start(answer: impl Fn(&str, usize) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let stand_in = Self {
            address: format!("http://{}", listener.local_addr().unwrap()),
            asked: Arc::default(),
            most_at_once: Arc::default(),
            ended: Arc::default(),
        };
        let (asked, most, ended) = (
            Arc::clone(&stand_in.asked),
            Arc::clone(&stand_in.most_at_once),
            Arc::clone(&stand_in.ended),
        );
        let answer = Arc::new(answer);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                if ended.load(Ordering::Relaxed) {
                    break;
                }
                let Ok(stream) = stream else { continue };
                let (asked, most, answer) =
                    (Arc::clone(&asked), Arc::clone(&most), Arc::clone(&answer));
                std::thread::spawn(move || {
                    serve(stream, &asked, &most, &*answer);
                });
            }
        });
        stand_in
    }

    /// What came in, in order.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// How many requests to Crossref were under way at once at most.
    pub(crate) fn most_at_once(&self) -> usize {
        self.most_at_once.lock().unwrap().1
    }

    /// Arguments that make the program ask here and nowhere else.
    pub(crate) fn arguments(&self) -> Vec<String> {
        let mut arguments = vec!["resolve".to_owned()];
        for service in ["crossref", "datacite", "doi"] {
            arguments.push("--service".to_owned());
            arguments.push(format!("{service}={}/{service}", self.address));
        }
        for argument in ["--kb", ".", "--back-off", "4"] {
            arguments.push(argument.to_owned());
        }
        arguments
    }
}

impl Drop for StandIn {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
        // The listener wakes up for one more connection, and ends.
        let _ = TcpStream::connect(self.address.trim_start_matches("http://"));
    }
}

fn serve(
    stream: TcpStream,
    asked: &Mutex<Vec<Asked>>,
    most: &Mutex<(usize, usize)>,
    answer: &dyn Fn(&str, usize) -> Answer,
) {
    let mut reader = BufReader::new(&stream);
    let mut first = String::new();
    if reader.read_line(&mut first).is_err() || first.is_empty() {
        return;
    }
    let target = first.split(' ').nth(1).unwrap_or_default().to_owned();
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).is_err() || line.trim().is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':') {
            headers.insert(name.to_lowercase(), value.trim().to_owned());
        }
    }
    let before = {
        let mut asked = asked.lock().unwrap();
        let before = asked.iter().filter(|one| one.target == target).count();
        asked.push(Asked {
            target: target.clone(),
            headers,
            at: Instant::now(),
        });
        before
    };
    let is_crossref = target.starts_with("/crossref");
    if is_crossref {
        let mut most = most.lock().unwrap();
        most.0 += 1;
        most.1 = most.1.max(most.0);
    }
    let answer = answer(&target, before);
    std::thread::sleep(answer.delay);
    if is_crossref {
        most.lock().unwrap().0 -= 1;
    }
    let mut head = format!(
        "HTTP/1.1 {} Synthetic\r\nconnection: close\r\n",
        answer.status
    );
    for (name, value) in &answer.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str(&format!("content-length: {}\r\n\r\n", answer.body.len()));
    let sent = &answer.body[..answer.cut_off.unwrap_or(answer.body.len())];
    let mut out = &stream;
    // Whoever has heard enough hangs up.
    let _ = out
        .write_all(head.as_bytes())
        .and_then(|()| out.write_all(sent));
    let _ = out.flush();
    let _ = stream.shutdown(std::net::Shutdown::Write);
    let _ = (&stream).read(&mut [0; 64]);
}

impl Answer {
    pub(crate) fn text(status: u16, body: &str) -> Self {
        Self {
            status,
            headers: vec![("content-type".to_owned(), "text/plain".to_owned())],
            body: body.as_bytes().to_vec(),
            cut_off: None,
            delay: Duration::ZERO,
        }
    }

    pub(crate) fn json(body: &Value) -> Self {
        Self::text(200, &body.to_string())
            .with("content-type", "application/json")
            .with("x-rate-limit-limit", "5000")
            .with("x-rate-limit-interval", "1s")
            .with("x-concurrency-limit", "3")
            .with("x-api-pool", "polite")
    }

    /// What Crossref says where it has nothing.
    pub(crate) fn not_found() -> Self {
        Self::text(404, "Resource not found.")
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(known, _)| known != name);
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn gzipped(mut self) -> Self {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(&self.body).unwrap();
        self.body = encoder.finish().unwrap();
        self.with("content-encoding", "gzip")
    }
}

/// A synthetic work as Crossref would describe it.
pub(crate) fn work(
    doi: &str,
    title: &str,
    family: &str,
    year: i32,
    volume: &str,
    page: &str,
) -> Value {
    json!({
        "indexed": { "date-parts": [[2026, 6, 16]], "timestamp": 1_781_568_000_000_i64 },
        "publisher": "Synthetic Press",
        "type": "journal-article",
        "DOI": doi,
        "title": [title],
        "container-title": ["Journal of Synthetic Records"],
        "author": [
            { "given": "Jane", "family": family, "sequence": "first", "affiliation": [] },
            { "given": "Max", "family": "Mustermann", "sequence": "additional", "affiliation": [] },
        ],
        "issued": { "date-parts": [[year, 3, 1]] },
        "volume": volume,
        "page": page,
        "score": 1,
        "URL": format!("https://doi.org/{doi}"),
    })
}

/// The envelope of one work.
pub(crate) fn single(work: &Value) -> Value {
    json!({ "status": "ok", "message-type": "work", "message-version": "1.0.0", "message": work })
}

/// The envelope of what a search finds.
pub(crate) fn list(works: &[Value]) -> Value {
    json!({
        "status": "ok", "message-type": "work-list", "message-version": "1.0.0",
        "message": {
            "facets": {}, "total-results": works.len(), "items": works, "items-per-page": 5,
            "query": { "start-index": 0, "search-terms": null },
        },
    })
}
