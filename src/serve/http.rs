//! From HTTP to a reply and back: what is kept, what waits, what is turned away.

use super::api::{answer_named, open_api};
use super::description::service_description;
use super::metrics::Metrics;
use super::negotiation::Accept;
use super::page::{self, Links};
use super::protocol::{Body as Sent, Call, answer_call};
use super::reply::{Kept, Reply};
use super::resource::{answer_iri, answer_path};
use super::site::{Bounds, Content, Site};
use arc_swap::ArcSwap;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use axum::routing::any;
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;
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
    free: Semaphore,
    /// Of pages and named questions, which no hostile query keeps waiting.
    ours: Semaphore,
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
            free: Semaphore::new(options.slots.max(1)),
            ours: Semaphore::new(options.slots.max(1)),
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

/// Paths that take queries by the protocol, with or without a slash at the end.
fn is_endpoint(path: &str) -> bool {
    matches!(path, "/sparql" | "/sparql/" | "/query" | "/query/")
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
            let store = &current.site.knowledge.store;
            let text = state
                .metrics
                .text(store.claim_count(), store.statement_count());
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
    let lane = if is_endpoint(&path) || path == "/ask" {
        Lane::Free
    } else {
        Lane::Ours
    };
    let Some(_place) = place(state, lane).await else {
        state.metrics.turned_away.fetch_add(1, Ordering::Relaxed);
        let text = "no place is free just now; ask again in a moment";
        return once(Reply::problem(503, text).with("retry-after", "2"));
    };
    state.metrics.running.fetch_add(1, Ordering::Relaxed);
    let at_work = Arc::clone(&current);
    let task = tokio::task::spawn_blocking(move || {
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
        let reply = make(&current.site, &wanted);
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

/// A request, read.
struct Wanted<'a> {
    path: &'a str,
    query: &'a str,
    accept: Accept,
    posts: bool,
    content_type: Option<&'a str>,
    body: &'a [u8],
}

/// Makes a reply: a plain function of the data and the request.
fn make(site: &Site, wanted: &Wanted<'_>) -> Reply {
    let parameter = |name: &str| {
        form_urlencoded::parse(wanted.query.as_bytes())
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.into_owned())
    };
    let path = wanted.path;
    let links = Links::served(site);
    if is_endpoint(path) {
        let sent = match sent(wanted) {
            Ok(sent) => sent,
            Err(reply) => return reply,
        };
        return match Call::read(wanted.query, sent) {
            Ok(call) => answer_call(site, &call, &wanted.accept),
            Err(reply) => reply,
        };
    }
    if let Some(name) = path.strip_prefix("/questions/") {
        let settings: Vec<(String, String)> = form_urlencoded::parse(wanted.query.as_bytes())
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect();
        return match site.questions.get(name.trim_end_matches('/')) {
            Some(question) => page::ask_question(&links, question, &settings),
            None => page::not_found(&links, path),
        };
    }
    if let Some(name) = path.strip_prefix("/pictures/") {
        return page::picture(&links, name.trim_end_matches('/'));
    }
    match path {
        "/" => page::home(&links),
        "/questions" | "/questions/" => page::questions(&links),
        "/ask" => page::ask_freely(&links, parameter("query").as_deref()),
        "/search" => page::search(&links, &parameter("q").unwrap_or_default()),
        "/search.json" => page::suggest(&links, &parameter("q").unwrap_or_default()),
        "/terms.json" => page::terms(&links, &parameter("q").unwrap_or_default()),
        "/resource" => answer_iri(site, &parameter("iri").unwrap_or_default(), &wanted.accept),
        "/api" | "/api/" | "/api/openapi.json" | "/openapi.json" => open_api(site),
        "/.well-known/void" => service_description(site, &wanted.accept),
        "/static/style.css" => asset("text/css", STYLE),
        "/static/site.js" => asset("text/javascript", SCRIPT),
        "/static/icon.svg" | "/favicon.ico" => asset("image/svg+xml", ICON),
        "/robots.txt" => asset(
            "text/plain",
            "User-agent: *\nDisallow: /sparql\nDisallow: /query\nDisallow: /ask\n",
        ),
        _ => match path.strip_prefix("/api/") {
            Some(name) => answer_named(site, name, wanted.query, &wanted.accept),
            None => answer_path(site, path, &wanted.accept),
        },
    }
}

/// How pages look.
pub(super) const STYLE: &str = include_str!("static/style.css");
/// What makes them livelier; they work without it.
pub(super) const SCRIPT: &str = include_str!("static/site.js");
/// Their icon.
pub(super) const ICON: &str = include_str!("static/icon.svg");

fn asset(media_type: &str, text: &str) -> Reply {
    Reply::new(200, &format!("{media_type}; charset=utf-8"), text)
        .with("cache-control", "public, max-age=3600")
}

/// Returns what a request carries by its content type.
fn sent<'a>(wanted: &Wanted<'a>) -> Result<Sent<'a>, Reply> {
    if !wanted.posts {
        return Ok(Sent::None);
    }
    let content_type = wanted.content_type.unwrap_or_default();
    let media_type = content_type.split(';').next().unwrap_or_default().trim();
    let charset = content_type
        .split(';')
        .skip(1)
        .filter_map(|parameter| parameter.split_once('='))
        .find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))
        .map_or("utf-8", |(_, value)| value.trim().trim_matches('"'));
    if !charset.eq_ignore_ascii_case("utf-8") && !charset.eq_ignore_ascii_case("us-ascii") {
        return Err(Reply::problem(
            415,
            format!("a query is UTF-8, not {charset}"),
        ));
    }
    match media_type.to_ascii_lowercase().as_str() {
        "application/x-www-form-urlencoded" => Ok(Sent::Form(wanted.body)),
        "application/sparql-query" => Ok(Sent::Query(wanted.body)),
        "application/sparql-update" => Err(Reply::problem(
            403,
            "this endpoint answers queries; nothing can be changed through it",
        )),
        _ => Err(Reply::problem(
            415,
            "send the query as application/sparql-query, or in a form as application/x-www-form-urlencoded",
        )),
    }
}

/// Waits for a place to work in; nothing, where too many wait already or it takes too long.
async fn place(state: &Arc<Shared>, lane: Lane) -> Option<tokio::sync::SemaphorePermit<'_>> {
    let places = match lane {
        Lane::Free => &state.free,
        Lane::Ours => &state.ours,
    };
    if let Ok(place) = places.try_acquire() {
        return Some(place);
    }
    let _waiting = state.waiting.try_acquire().ok()?;
    let patience = Duration::from_secs(5);
    tokio::time::timeout(patience, places.acquire())
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

fn respond(kept: &Kept, method: &Method, conditions: Option<&HeaderValue>, gzip: bool) -> Response {
    let reply = &kept.reply;
    let unchanged = reply.status == 200
        && conditions
            .and_then(|tags| tags.to_str().ok())
            .is_some_and(|tags| tags.split(',').any(|tag| same_tag(tag, &kept.tag)));
    let status = if unchanged { 304 } else { reply.status };
    let compressed = kept.compressed.as_ref().filter(|_| gzip);
    let body = match (unchanged || status == 204, compressed) {
        (true, _) => Vec::new(),
        (false, Some(short)) => short.clone(),
        (false, None) => reply.body.clone(),
    };
    let length = body.len();
    let head = method == Method::HEAD;
    let mut response = Response::new(if head {
        Body::empty()
    } else {
        Body::from(body)
    });
    *response.status_mut() =
        StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    let mut put = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.append(name, value);
        }
    };
    for (name, value) in &reply.headers {
        put(HeaderName::from_static(name), value);
    }
    if status != 204 {
        put(header::CONTENT_TYPE, &reply.media_type);
        if !unchanged {
            put(header::CONTENT_LENGTH, &length.to_string());
        }
    }
    if reply.status == 200 {
        put(header::ETAG, &kept.tag);
    }
    if kept.compressed.is_some() {
        put(header::VARY, "accept-encoding");
        if compressed.is_some() && !unchanged {
            put(header::CONTENT_ENCODING, "gzip");
        }
    }
    put(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    put(header::REFERRER_POLICY, "no-referrer");
    put(header::CONTENT_SECURITY_POLICY, POLICY);
    if !reply
        .headers
        .iter()
        .any(|(name, _)| *name == "cache-control")
    {
        put(header::CACHE_CONTROL, "no-cache");
    }
    response
}

/// Nothing from elsewhere, nothing inline.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; \
    form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

fn same_tag(given: &str, ours: &str) -> bool {
    let given = given.trim();
    given == "*" || given.strip_prefix("W/").unwrap_or(given) == ours
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
