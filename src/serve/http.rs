//! From HTTP to a reply and back: what is kept, what waits, what is turned away.

use super::metrics::Metrics;
use super::negotiation::Accept;
use super::reply::{Kept, Reply};
use super::response::respond;
use super::route::{Wanted, is_endpoint};
use super::site::{Bounds, Content, Site};
use arc_swap::ArcSwap;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, Method, header};
use axum::response::Response;
use axum::routing::any;
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::cors::{Any, CorsLayer};

/// How to serve.
#[derive(Debug, Clone)]
pub struct ServerOptions {
    /// Where entities' own IRIs begin.
    pub base: String,
    /// Bounds of one query.
    pub bounds: Bounds,
    /// Queries from outside that run at once.
    pub slots: usize,
    /// Requests that wait for a slot; further ones are turned away.
    pub queue: usize,
    /// Bytes of replies that are kept.
    pub kept: u64,
    /// Connections that are open at once.
    pub connections: usize,
    /// Bytes that the body of a request may have.
    pub body: usize,
    /// Time that a client may take to send a request, or to take a piece of the reply.
    pub patience: Duration,
}

/// A request that was answered, for the log.
#[derive(Debug, Clone)]
pub struct Logged {
    /// Method.
    pub method: String,
    /// Path, without the query, which may hold what is nobody's business.
    pub path: String,
    /// Status.
    pub status: u16,
    /// Bytes of the body.
    pub bytes: usize,
    /// From the request to the reply.
    pub duration: Duration,
    /// Whether it had been made before.
    pub kept: bool,
}

/// A server: the data, and what bounds the work on them.
pub struct Server {
    state: Arc<Shared>,
}

pub(super) struct Shared {
    pub(super) options: ServerOptions,
    pub(super) metrics: Metrics,
    current: ArcSwap<Current>,
    /// Of queries from outside.
    free: Arc<Semaphore>,
    /// Of pages and named questions, which no hostile query keeps waiting.
    ours: Arc<Semaphore>,
    waiting: Semaphore,
    log: Box<dyn Fn(&Logged) + Send + Sync>,
}

/// The data with the replies that were made of them.
struct Current {
    site: Site,
    kept: Cache<String, Arc<Kept>, Sizes>,
}

#[derive(Clone)]
struct Sizes;

impl Weighter<String, Arc<Kept>> for Sizes {
    fn weight(&self, key: &String, kept: &Arc<Kept>) -> u64 {
        (key.len() + kept.size()) as u64
    }
}

/// Who waits for whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lane {
    Free,
    Ours,
}

impl Default for ServerOptions {
    fn default() -> Self {
        Self {
            base: "https://w3id.org/synergraph/".to_owned(),
            bounds: Bounds::default(),
            slots: std::thread::available_parallelism().map_or(2, usize::from),
            queue: 256,
            kept: 128 << 20,
            connections: 4096,
            body: 1 << 20,
            patience: Duration::from_secs(15),
        }
    }
}

impl Server {
    /// Makes a server of some data; `log` hears of every request.
    pub fn new(
        content: Content,
        options: ServerOptions,
        log: impl Fn(&Logged) + Send + Sync + 'static,
    ) -> Self {
        let current = Current::new(content, &options);
        let state = Shared {
            metrics: Metrics::default(),
            current: ArcSwap::from_pointee(current),
            free: Arc::new(Semaphore::new(options.slots.max(1))),
            ours: Arc::new(Semaphore::new(options.slots.max(1))),
            waiting: Semaphore::new(options.queue),
            log: Box::new(log),
            options,
        };
        Self {
            state: Arc::new(state),
        }
    }

    /// Puts other data in the place of the present ones; requests that run are finished with what they began with.
    pub fn replace(&self, content: Content) {
        let current = Current::new(content, &self.state.options);
        self.state.current.store(Arc::new(current));
        self.state.metrics.reloads.fetch_add(1, Ordering::Relaxed);
    }

    /// Answers connections until `stop` comes to an end, then finishes those that are being answered.
    ///
    /// # Errors
    /// Where no connection can be accepted any more.
    pub async fn run(
        &self,
        listener: tokio::net::TcpListener,
        stop: impl Future<Output = ()>,
    ) -> std::io::Result<()> {
        super::connection::accept(Arc::clone(&self.state), self.router(), listener, stop).await
    }

    fn router(&self) -> Router {
        let cors = CorsLayer::new()
            .allow_origin(Any)
            .allow_methods([Method::GET, Method::POST, Method::HEAD, Method::OPTIONS])
            .allow_headers([header::ACCEPT, header::CONTENT_TYPE])
            .expose_headers([header::ETAG, header::RETRY_AFTER])
            .max_age(Duration::from_secs(86_400));
        Router::new()
            .fallback(any(handle))
            .with_state(Arc::clone(&self.state))
            .layer(cors)
            .layer(CatchPanicLayer::new())
    }
}

impl Current {
    fn new(content: Content, options: &ServerOptions) -> Self {
        Self {
            site: Site::new(content, options.base.clone(), options.bounds),
            kept: Cache::with_weighter(10_000, options.kept, Sizes),
        }
    }
}

async fn handle(State(state): State<Arc<Shared>>, request: Request) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let conditions = request.headers().get(header::IF_NONE_MATCH).cloned();
    let gzip = accepts_gzip(request.headers());
    let (kept, from_before) = answer(&state, request).await;
    let response = respond(&kept, &method, conditions.as_ref(), gzip);
    let logged = Logged {
        method: method.to_string(),
        path,
        status: response.status().as_u16(),
        bytes: kept.reply.body.len(),
        duration: started.elapsed(),
        kept: from_before,
    };
    state
        .metrics
        .count(logged.status, logged.bytes, logged.duration);
    (state.log)(&logged);
    response
}

/// Answers a request, with what was kept where there is something.
async fn answer(state: &Arc<Shared>, request: Request) -> (Arc<Kept>, bool) {
    let current = state.current.load_full();
    let once = |reply: Reply| (Arc::new(Kept::new(reply, &current.site.digest)), false);
    let path = request.uri().path().to_owned();
    let method = request.method().clone();
    if method == Method::OPTIONS {
        return once(Reply::new(204, "text/plain", Vec::new()).with("allow", allowed(&path)));
    }
    let posts = method == Method::POST && is_endpoint(&path);
    if !(method == Method::GET || method == Method::HEAD || posts) {
        let text = format!("{path} does not take {method}; nothing here can be changed");
        return once(Reply::problem(405, text).with("allow", allowed(&path)));
    }
    let (parts, body) = request.into_parts();
    let query = parts.uri.query().unwrap_or_default().to_owned();
    let accept = header_text(&parts.headers, &header::ACCEPT);
    let content_type = header_text(&parts.headers, &header::CONTENT_TYPE);
    let body = if posts {
        match read_body(state, body).await {
            Ok(body) => body,
            Err(reply) => return once(reply),
        }
    } else {
        Vec::new()
    };
    match path.as_str() {
        "/health" => return once(Reply::new(200, "text/plain; charset=utf-8", "well\n")),
        "/metrics" => {
            let (claims, statements) = current.site.size();
            let text = state.metrics.text(claims, statements);
            let reply = Reply::new(200, "text/plain; version=0.0.4; charset=utf-8", text);
            return once(reply.with("cache-control", "no-store"));
        }
        _ => {}
    }
    let key = format!(
        "{}\0{path}\0{query}\0{}\0{}\0{}",
        posts,
        accept.as_deref().unwrap_or_default(),
        content_type.as_deref().unwrap_or_default(),
        String::from_utf8_lossy(&body),
    );
    if let Some(kept) = current.kept.get(&key) {
        state.metrics.kept.fetch_add(1, Ordering::Relaxed);
        return (kept, true);
    }
    let lane = if is_endpoint(&path) || matches!(path.as_str(), "/ask" | "/falls") {
        Lane::Free
    } else {
        Lane::Ours
    };
    let Some(place) = place(state, lane).await else {
        state.metrics.turned_away.fetch_add(1, Ordering::Relaxed);
        let text = "no place is free just now; ask again in a moment";
        return once(Reply::problem(503, text).with("retry-after", "2"));
    };
    state.metrics.running.fetch_add(1, Ordering::Relaxed);
    let at_work = Arc::clone(&current);
    let task = tokio::task::spawn_blocking(move || {
        // The work goes on where a client has left, and so does its place.
        let _place = place;
        let current = at_work;
        if let Some(kept) = current.kept.get(&key) {
            return kept;
        }
        let wanted = Wanted {
            path: &path,
            query: &query,
            accept: Accept::read(accept.as_deref()),
            posts,
            content_type: content_type.as_deref(),
            body: &body,
        };
        let reply = super::elsewhere::reply(&current.site, &wanted);
        let lasts = reply.lasts();
        let kept = Arc::new(Kept::new(reply, &current.site.digest));
        if lasts {
            current.kept.insert(key, Arc::clone(&kept));
        }
        kept
    });
    let made = task.await;
    state.metrics.running.fetch_sub(1, Ordering::Relaxed);
    match made {
        Ok(kept) => (kept, false),
        Err(_) => once(Reply::problem(500, "this request could not be answered")),
    }
}

/// Waits for a place to work in; nothing, where too many wait already or it takes too long.
async fn place(state: &Arc<Shared>, lane: Lane) -> Option<OwnedSemaphorePermit> {
    let places = match lane {
        Lane::Free => &state.free,
        Lane::Ours => &state.ours,
    };
    if let Ok(place) = Arc::clone(places).try_acquire_owned() {
        return Some(place);
    }
    let _waiting = state.waiting.try_acquire().ok()?;
    let patience = Duration::from_secs(5);
    tokio::time::timeout(patience, Arc::clone(places).acquire_owned())
        .await
        .ok()?
        .ok()
}

async fn read_body(state: &Shared, body: Body) -> Result<Vec<u8>, Reply> {
    let most = state.options.body;
    match tokio::time::timeout(state.options.patience, to_bytes(body, most)).await {
        Ok(Ok(bytes)) => Ok(bytes.to_vec()),
        Ok(Err(error)) => {
            let too_long = std::error::Error::source(&error)
                .is_some_and(|cause| cause.to_string().contains("length limit"));
            Err(if too_long {
                Reply::problem(413, format!("a request may have at most {most} bytes"))
            } else {
                Reply::problem(400, "the request broke off")
            })
        }
        Err(_) => Err(Reply::problem(408, "the request took too long to arrive")),
    }
}

fn allowed(path: &str) -> &'static str {
    if is_endpoint(path) {
        "GET, HEAD, POST, OPTIONS"
    } else {
        "GET, HEAD, OPTIONS"
    }
}

fn accepts_gzip(headers: &HeaderMap) -> bool {
    header_text(headers, &header::ACCEPT_ENCODING).is_some_and(|text| {
        text.split(',').any(|coding| {
            let mut parts = coding.split(';').map(str::trim);
            matches!(parts.next(), Some("gzip" | "x-gzip" | "*"))
                && !parts.any(|part| {
                    part.replace(' ', "").trim_end_matches('0') == "q=" || part == "q=0."
                })
        })
    })
}

/// Returns all values of a header as one text; what is no text counts as not given.
fn header_text(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let values: Vec<&str> = headers
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .collect();
    (!values.is_empty()).then(|| values.join(","))
}
