//! One request to an engine: bounded in time and size, repeated where that may help, and what is wrong with it else.

use crate::resolve::Patience;

use reqwest::blocking::{Client, Response};
use reqwest::header::{
    ACCEPT, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, LOCATION, RETRY_AFTER,
};
use reqwest::{Method, Url};
use std::error::Error;
use std::io::Read;
use std::time::{Duration, SystemTime};

/// Sends requests to an engine.
#[derive(Debug)]
pub(super) struct Wire {
    client: Client,
    headers: HeaderMap,
    patience: Patience,
}

/// How an engine is spoken to.
#[derive(Debug, Clone)]
pub struct Access {
    /// Headers of every request, such as `Authorization`; they are shown nowhere.
    pub headers: Vec<(String, String)>,
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

/// Why a request has no answer that could be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// The address is none that can be asked.
    #[error("`{0}` is no address of the web (http or https)")]
    Address(String),
    /// A header cannot be sent. Its value is not shown.
    #[error("the header `{0}` cannot be sent: a header is `Name: value`")]
    Header(String),
    /// Nobody there, or no secure connection.
    #[error("{url} cannot be reached: {reason}")]
    Unreachable {
        /// Who was asked.
        url: String,
        /// What the operating system or the other side said.
        reason: String,
    },
    /// No answer in time.
    #[error("{url} did not answer within {seconds} s")]
    Slow {
        /// Who was asked.
        url: String,
        /// How long it had.
        seconds: u64,
    },
    /// The connection ended before the answer did.
    #[error("{url} broke the connection off")]
    CutOff {
        /// Who was asked.
        url: String,
    },
    /// More than we read.
    #[error("the answer of {url} is longer than {} MB", LARGEST >> 20)]
    TooLong {
        /// Who was asked.
        url: String,
    },
    /// It sends elsewhere, as to a page to log in at.
    #[error("{url} sends elsewhere, to {to}")]
    Redirect {
        /// Who was asked.
        url: String,
        /// Where it sends to, without what may be secret of it.
        to: String,
    },
    /// It wants to know who asks, or knows and refuses.
    #[error("{url} refuses (status {status}){said}")]
    Refused {
        /// Who was asked.
        url: String,
        /// The status.
        status: u16,
        /// What it says, behind a colon.
        said: String,
    },
    /// A status that is no success.
    #[error("{url} answered with the status {status}{said}")]
    Status {
        /// Who was asked.
        url: String,
        /// The status.
        status: u16,
        /// What it says, behind a colon.
        said: String,
    },
    /// It asks for more time than we have.
    #[error("{url} asks to wait {seconds} s before it is asked again")]
    Wait {
        /// Who was asked.
        url: String,
        /// How long.
        seconds: u64,
    },
    /// An answer that is not what the protocol says.
    #[error("the answer of {url} is {what}")]
    Nonsense {
        /// Who was asked.
        url: String,
        /// What it is.
        what: String,
    },
}

/// Bytes of an answer that are read, after decompression.
const LARGEST: u64 = 256 << 20;
/// Characters of what an engine says that are shown.
const SAID: usize = 300;

impl Wire {
    /// Returns a client.
    ///
    /// # Errors
    /// Where a header cannot be sent, or the system has no means of secure connections.
    pub(super) fn new(access: &Access) -> Result<Self, Trouble> {
        let mut headers = HeaderMap::new();
        for (name, value) in &access.headers {
            let bad = || Trouble::Header(name.clone());
            let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| bad())?;
            let mut value = HeaderValue::from_str(value).map_err(|_| bad())?;
            value.set_sensitive(true);
            headers.append(name, value);
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
            headers,
            patience: access.patience,
        })
    }

    /// Returns the answer to a request that may be made again: where the engine is busy or the connection breaks, it is.
    ///
    /// # Errors
    /// Where there is none in the end, or one that says no. "Not found" is an answer.
    pub(super) fn send(&self, request: Request<'_>) -> Result<Reply, Trouble> {
        let mut attempts = 0;
        loop {
            attempts += 1;
            let (trouble, asked) = match self.once(request) {
                Ok((reply, _)) if (200..300).contains(&reply.status) || reply.status == 404 => {
                    return Ok(reply);
                }
                Ok((reply, headers)) => {
                    (status(request.url, &reply, &headers), retry_after(&headers))
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

    fn once(&self, request: Request<'_>) -> Result<(Reply, HeaderMap), Trouble> {
        let method = Method::from_bytes(request.method.as_bytes()).unwrap_or(Method::POST);
        let mut builder = self
            .client
            .request(method, request.url.clone())
            .headers(self.headers.clone())
            .header(ACCEPT, request.accept);
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
            return Trouble::Unreachable {
                url: shown(url),
                reason: root(error),
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

impl Trouble {
    /// Says whether the same request may do better after a while.
    fn may_pass(&self) -> bool {
        match self {
            Self::Status { status, .. } => {
                matches!(status, 408 | 425 | 429 | 500 | 502 | 503 | 504)
            }
            Self::Slow { .. } | Self::CutOff { .. } | Self::Unreachable { .. } => true,
            _ => false,
        }
    }

    /// Says whether the address may be right for something else, and not for this.
    pub(super) fn is_elsewhere(&self) -> bool {
        matches!(self, Self::Status { status, .. } if matches!(status, 400 | 404 | 405 | 406 | 415 | 501))
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

fn status(url: &Url, reply: &Reply, headers: &HeaderMap) -> Trouble {
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
    let said = said(reply);
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
fn said(reply: &Reply) -> String {
    let text = String::from_utf8_lossy(&reply.body);
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

/// Returns how long a reply asks to wait, given as seconds or as a date.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let date = httpdate::parse_http_date(text).ok()?;
    // A date that is past asks for nothing.
    Some(date.duration_since(SystemTime::now()).unwrap_or_default())
}

/// Returns the innermost reason of an error.
fn root(error: &dyn Error) -> String {
    let mut error = error;
    while let Some(inner) = error.source() {
        error = inner;
    }
    error.to_string()
}
