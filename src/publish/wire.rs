//! One request to an engine: bounded in time and size, repeated where that may help, and what is wrong with it else.

use super::trouble::{LARGEST, Trouble};
use crate::endpoint::{Credentials, root};
use crate::resolve::{Patience, wait_asked};

use reqwest::blocking::{Client, Response};
use reqwest::header::{ACCEPT, CONTENT_TYPE, DATE, HeaderMap, LOCATION, RETRY_AFTER};
use reqwest::{Method, Url};
use std::io::Read;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{PoisonError, RwLock};
use std::time::Duration;

/// Sends requests to an engine.
#[derive(Debug)]
pub(super) struct Wire {
    client: Client,
    /// For each engine that is spoken to, who we are there.
    credentials: Vec<(String, Credentials)>,
    patience: Patience,
    /// Held by all changes that are under way, or by the one that has to be alone.
    turn: RwLock<()>,
    /// Whether changes got into each other's way, so that each is made alone from then on.
    alone: AtomicBool,
}

/// How an engine is spoken to.
#[derive(Debug, Clone)]
pub struct Access {
    /// Who we are.
    pub credentials: Credentials,
    /// How long and how often a request is repeated.
    pub patience: Patience,
}

/// A request.
#[derive(Debug, Clone, Copy)]
pub(super) struct Request<'a> {
    pub(super) method: &'a str,
    pub(super) url: &'a Url,
    pub(super) accept: &'a str,
    pub(super) content_type: &'a str,
    pub(super) body: &'a str,
}

/// What an engine sent.
#[derive(Debug, Clone)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) content_type: String,
    pub(super) body: Vec<u8>,
}

/// What queries are sent as.
pub(super) const FORM: &str = "application/x-www-form-urlencoded";
/// Characters of what an engine says that are shown.
const SAID: usize = 300;

impl Wire {
    /// Returns a client for engines at these addresses, from which users and passwords are taken out.
    ///
    /// # Errors
    /// Where credentials would be sent in the open, or the system has no means of secure connections.
    pub(super) fn new(access: &Access, addresses: &mut [&mut Url]) -> Result<Self, Trouble> {
        let mut credentials = Vec::new();
        for url in addresses {
            let url_shown = shown(url);
            let own = access.credentials.clone().of_address(url);
            let own = own.map_err(|reason| Trouble::Open {
                url: url_shown,
                reason,
            })?;
            credentials.push((url.origin().ascii_serialization(), own));
        }
        // Another part of the process may have chosen already, which is as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder()
            .user_agent(concat!("synergraph/", env!("CARGO_PKG_VERSION")))
            .redirect(reqwest::redirect::Policy::none())
            .timeout(access.patience.request)
            .connect_timeout(access.patience.request.min(Duration::from_secs(10)))
            .build()
            .map_err(|error| Trouble::Unreachable {
                url: "the network".to_owned(),
                reason: root(&error),
            })?;
        Ok(Self {
            client,
            credentials,
            patience: access.patience,
            turn: RwLock::default(),
            alone: AtomicBool::new(false),
        })
    }

    /// Returns the answer to a request that may be made again: where the engine is busy or the connection breaks, it is.
    ///
    /// # Errors
    /// Where there is none in the end, or one that says no. "Not found" is an answer.
    pub(super) fn send(&self, request: Request<'_>) -> Result<Reply, Trouble> {
        self.send_for(request, Ok)
    }

    /// Returns what is read of the answer to a request; where that is not whole, the request is made again as well.
    ///
    /// # Errors
    /// As for [`Wire::send`], and those of the reading.
    pub(super) fn send_for<T>(
        &self,
        request: Request<'_>,
        read: impl Fn(Reply) -> Result<T, Trouble>,
    ) -> Result<T, Trouble> {
        let mut attempts = 0;
        loop {
            attempts += 1;
            let (trouble, asked) = match self.in_turn(request) {
                Ok((reply, _)) if (200..300).contains(&reply.status) || reply.status == 404 => {
                    match read(reply) {
                        Ok(read) => return Ok(read),
                        Err(trouble) => (trouble, None),
                    }
                }
                Ok((reply, headers)) => {
                    let credentials = self.credentials_for(request.url);
                    let trouble = status(request.url, &reply, &headers, credentials);
                    (trouble, retry_after(&headers))
                }
                Err(trouble) => (trouble, None),
            };
            if attempts >= self.patience.attempts || !trouble.may_pass() {
                return Err(trouble);
            }
            let wait = asked.unwrap_or_else(|| self.patience.wait(attempts));
            if wait > self.patience.longest {
                return Err(Trouble::Wait {
                    url: shown(request.url),
                    seconds: wait.as_secs(),
                });
            }
            std::thread::sleep(wait);
        }
    }

    /// Makes a request; a change beside others, unless these got into each other's way.
    fn in_turn(&self, request: Request<'_>) -> Result<(Reply, HeaderMap), Trouble> {
        if !request.changes() {
            return self.once(request);
        }
        if self.alone.load(Ordering::Relaxed) {
            let _turn = self.turn.write().unwrap_or_else(PoisonError::into_inner);
            return self.once(request);
        }
        let _turn = self.turn.read().unwrap_or_else(PoisonError::into_inner);
        let outcome = self.once(request);
        // Virtuoso: 40001, transaction deadlocked.
        if matches!(&outcome, Ok((reply, _)) if matches!(reply.status, 409 | 500)) {
            self.alone.store(true, Ordering::Relaxed);
        }
        outcome
    }

    fn credentials_for(&self, url: &Url) -> Option<&Credentials> {
        let origin = url.origin().ascii_serialization();
        let mut known = self.credentials.iter();
        known.find_map(|(of, credentials)| (*of == origin).then_some(credentials))
    }

    fn once(&self, request: Request<'_>) -> Result<(Reply, HeaderMap), Trouble> {
        let method = Method::from_bytes(request.method.as_bytes()).unwrap_or(Method::POST);
        let mut builder = self
            .client
            .request(method, request.url.clone())
            .header(ACCEPT, request.accept);
        if let Some(credentials) = self.credentials_for(request.url) {
            builder = credentials.put_into(builder);
        }
        if !request.content_type.is_empty() {
            builder = builder
                .header(CONTENT_TYPE, request.content_type)
                .body(request.body.to_owned());
        }
        let response = builder
            .send()
            .map_err(|error| self.broken(request.url, &error))?;
        self.read(request.url, response)
    }

    fn read(&self, url: &Url, response: Response) -> Result<(Reply, HeaderMap), Trouble> {
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let kind = headers
            .get(CONTENT_TYPE)
            .and_then(|kind| kind.to_str().ok())
            .unwrap_or_default()
            .to_owned();
        let mut body = Vec::new();
        match response.take(LARGEST + 1).read_to_end(&mut body) {
            Ok(_) if body.len() as u64 > LARGEST => Err(Trouble::TooLong { url: shown(url) }),
            Ok(_) => Ok((
                Reply {
                    status,
                    content_type: kind,
                    body,
                },
                headers,
            )),
            Err(error) => {
                let inner = error
                    .get_ref()
                    .and_then(|inner| inner.downcast_ref::<reqwest::Error>());
                let is_slow = error.kind() == std::io::ErrorKind::TimedOut
                    || inner.is_some_and(reqwest::Error::is_timeout);
                Err(match is_slow {
                    true => self.slow(url),
                    false => Trouble::CutOff { url: shown(url) },
                })
            }
        }
    }

    fn broken(&self, url: &Url, error: &reqwest::Error) -> Trouble {
        if error.is_connect() {
            let (url, reason) = (shown(url), root(error));
            return match reason.contains("certificate") {
                true => Trouble::Untrusted { url, reason },
                false => Trouble::Unreachable { url, reason },
            };
        }
        if error.is_timeout() {
            return self.slow(url);
        }
        Trouble::CutOff { url: shown(url) }
    }

    fn slow(&self, url: &Url) -> Trouble {
        Trouble::Slow {
            url: shown(url),
            seconds: self.patience.request.as_secs(),
        }
    }
}

impl Request<'_> {
    fn changes(&self) -> bool {
        self.content_type != FORM && self.method != "GET"
    }
}

impl Reply {
    /// Returns the media type, without parameters.
    pub(super) fn media_type(&self) -> &str {
        let kind = self.content_type.split(';').next().unwrap_or_default();
        kind.trim()
    }
}

/// Reads an address.
///
/// # Errors
/// Where it is none of the web.
pub(super) fn address(text: &str) -> Result<Url, Trouble> {
    let url = Url::parse(text).map_err(|_| Trouble::Address(hidden(text)))?;
    match url.scheme() {
        "http" | "https" if url.has_host() => Ok(url),
        _ => Err(Trouble::Address(hidden(text))),
    }
}

/// Returns an address without the name, password and parameters that it may have.
pub(super) fn shown(url: &Url) -> String {
    let mut url = url.clone();
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.set_query(None);
    url.set_fragment(None);
    url.to_string()
}

/// Returns a text that should be an address without what may be secret of it.
fn hidden(text: &str) -> String {
    match text.rsplit_once('@') {
        Some((_, rest)) => format!("…@{rest}"),
        None => text.to_owned(),
    }
}

fn status(
    url: &Url,
    reply: &Reply,
    headers: &HeaderMap,
    credentials: Option<&Credentials>,
) -> Trouble {
    let (url_shown, status) = (shown(url), reply.status);
    if (300..400).contains(&status) {
        let to = headers
            .get(LOCATION)
            .and_then(|location| location.to_str().ok())
            .and_then(|location| url.join(location).ok());
        return Trouble::Redirect {
            url: url_shown,
            to: to.map_or_else(|| "no address".to_owned(), |to| shown(&to)),
        };
    }
    let said = said(reply, credentials);
    match status {
        401 | 403 | 407 => Trouble::Refused {
            url: url_shown,
            status,
            said,
        },
        _ => Trouble::Status {
            url: url_shown,
            status,
            said,
        },
    }
}

/// Returns the first line of what an engine says, behind a colon; nothing of a page for browsers.
fn said(reply: &Reply, credentials: Option<&Credentials>) -> String {
    let text = String::from_utf8_lossy(&reply.body);
    let text = match credentials {
        Some(credentials) => credentials.hidden_in(&text),
        None => text.into_owned(),
    };
    let text = text.trim_start();
    if text.starts_with('<') {
        return String::new();
    }
    let line: String = text
        .lines()
        .next()
        .unwrap_or_default()
        .chars()
        .filter(|c| !c.is_control())
        .take(SAID)
        .collect();
    match line.trim() {
        "" => String::new(),
        line => format!(": {line}"),
    }
}

/// Returns how long a reply asks to wait.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    wait_asked(text(RETRY_AFTER)?, text(DATE))
}
