//! One request over HTTPS: bounded in time, in size and in redirects, repeated where that may help.

use super::pace::{Pacer, Patience, retry_after};
use reqwest::Url;
use reqwest::blocking::{Client as Http, Response};
use reqwest::header::{ACCEPT, HeaderMap, HeaderValue, LOCATION};
use std::io::Read;
use std::time::Duration;

/// Asks one service.
#[derive(Debug)]
pub(super) struct Client {
    http: Http,
    pacer: Pacer,
    patience: Patience,
    token: Option<HeaderValue>,
}

/// What a service sent.
#[derive(Debug, Clone)]
pub(super) struct Reply {
    /// The status.
    pub(super) status: u16,
    headers: HeaderMap,
    /// The whole body.
    pub(super) body: Vec<u8>,
}

/// Why there is no answer that could be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// Nobody there, or no network.
    #[error("{host} cannot be reached: {reason}")]
    Unreachable {
        /// Who was asked.
        host: String,
        /// What the operating system or the other side said.
        reason: String,
    },
    /// No answer in time.
    #[error("{host} did not answer within {seconds} s")]
    Slow {
        /// Who was asked.
        host: String,
        /// How long it had.
        seconds: u64,
    },
    /// The connection ended before the answer did.
    #[error("the answer of {host} was cut off")]
    CutOff {
        /// Who was asked.
        host: String,
    },
    /// More than we read.
    #[error("the answer of {host} is longer than {} MB", LARGEST >> 20)]
    TooLong {
        /// Who was asked.
        host: String,
    },
    /// A redirect that is not followed.
    #[error("{host} {reason}")]
    Redirect {
        /// Who was asked.
        host: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A status that is neither an answer nor "not found".
    #[error("{host} answered with the status {status}")]
    Status {
        /// Who was asked.
        host: String,
        /// The status.
        status: u16,
    },
    /// It asks for more time than we have.
    #[error("{host} asks to wait {seconds} s before it is asked again")]
    Wait {
        /// Who was asked.
        host: String,
        /// How long.
        seconds: u64,
    },
    /// An answer that is not what the service is documented to send.
    #[error("the answer of {host} is {what}")]
    Nonsense {
        /// Who was asked.
        host: String,
        /// What it is.
        what: String,
    },
    /// The service was given up after trouble with it.
    #[error("{host} was not asked any more after trouble with it")]
    GivenUp {
        /// Who would have been asked.
        host: String,
    },
}

/// Bytes of an answer that are read, after decompression.
pub const LARGEST: u64 = 16 << 20;
/// Redirects that are followed.
const HOPS: usize = 5;

impl Client {
    /// Returns a client; `agent` is what it calls itself, `token` goes to the host of the first request only.
    ///
    /// # Errors
    /// Where the operating system gives no means for encrypted connections.
    pub(super) fn new(
        agent: &str,
        patience: Patience,
        token: Option<&str>,
    ) -> Result<Self, Trouble> {
        let unusable = |reason: String| Trouble::Unreachable {
            host: "the network".to_owned(),
            reason,
        };
        // Another part of the process may have chosen already, which is as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = Http::builder()
            .user_agent(agent)
            .redirect(reqwest::redirect::Policy::none())
            .timeout(patience.request)
            .connect_timeout(patience.request.min(Duration::from_secs(5)))
            .build()
            .map_err(|error| unusable(root(&error)))?;
        let token = token.and_then(|token| {
            let mut value = HeaderValue::from_str(&format!("Bearer {token}")).ok()?;
            value.set_sensitive(true);
            Some(value)
        });
        Ok(Self {
            http,
            pacer: Pacer::new(patience.first),
            patience,
            token,
        })
    }

    /// Returns the answer to a request, repeated where the service is busy or the connection breaks, unless it was
    /// given up meanwhile.
    ///
    /// # Errors
    /// Where there is none in the end, or one that is neither an answer nor "not found".
    pub(super) fn get(
        &self,
        url: &Url,
        accept: &str,
        is_given_up: impl Fn() -> bool,
    ) -> Result<Reply, Trouble> {
        let mut attempts = 0;
        loop {
            attempts += 1;
            let outcome = {
                let _leave = self.pacer.leave();
                // Others may have had trouble while this one waited.
                if is_given_up() {
                    return Err(Trouble::GivenUp { host: host(url) });
                }
                self.follow(url, accept)
            };
            let (trouble, asked) = match outcome {
                Ok(reply) => {
                    self.pacer.learn(&reply);
                    match reply.status {
                        200 | 404 | 410 => return Ok(reply),
                        status => {
                            let host = host(url);
                            (Trouble::Status { host, status }, retry_after(&reply))
                        }
                    }
                }
                Err(trouble) => (trouble, None),
            };
            if let Some(wait) = asked.filter(|wait| *wait > self.patience.longest) {
                return Err(Trouble::Wait {
                    host: host(url),
                    seconds: wait.as_secs(),
                });
            }
            if attempts >= self.patience.attempts || !trouble.may_pass(attempts) {
                return Err(trouble);
            }
            let wait = asked.unwrap_or_else(|| self.patience.wait(attempts));
            // A busy service is busy for all.
            self.pacer.hold(wait);
        }
    }

    /// Makes a request and follows where it leads: never from HTTPS to HTTP, and not for ever.
    fn follow(&self, first: &Url, accept: &str) -> Result<Reply, Trouble> {
        let mut url = first.clone();
        for _ in 0..=HOPS {
            let mut request = self.http.get(url.clone()).header(ACCEPT, accept);
            if let Some(token) = self.token.as_ref().filter(|_| url.host() == first.host()) {
                request = request.header("crossref-plus-api-token", token.clone());
            }
            let response = request.send().map_err(|error| self.broken(&url, &error))?;
            let status = response.status();
            if !status.is_redirection() {
                return self.read(&url, response);
            }
            let wrong = |reason: &str| Trouble::Redirect {
                host: host(&url),
                reason: reason.to_owned(),
            };
            let next = response
                .headers()
                .get(LOCATION)
                .and_then(|location| location.to_str().ok())
                .and_then(|location| url.join(location).ok())
                .ok_or_else(|| wrong("redirects to no address"))?;
            if !may_be_asked(&next) || (url.scheme() == "https" && next.scheme() != "https") {
                return Err(wrong("redirects to an address without encryption"));
            }
            url = next;
        }
        Err(Trouble::Redirect {
            host: host(first),
            reason: format!("redirects more than {HOPS} times"),
        })
    }

    fn read(&self, url: &Url, response: Response) -> Result<Reply, Trouble> {
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let mut body = Vec::new();
        match response.take(LARGEST + 1).read_to_end(&mut body) {
            Ok(_) if body.len() as u64 > LARGEST => Err(Trouble::TooLong { host: host(url) }),
            Ok(_) => Ok(Reply {
                status,
                headers,
                body,
            }),
            Err(error) if error.kind() == std::io::ErrorKind::TimedOut => Err(self.slow(url)),
            Err(error) => {
                let inner = error
                    .get_ref()
                    .and_then(|inner| inner.downcast_ref::<reqwest::Error>());
                Err(match inner {
                    Some(inner) if inner.is_timeout() => self.slow(url),
                    _ => Trouble::CutOff { host: host(url) },
                })
            }
        }
    }

    fn broken(&self, url: &Url, error: &reqwest::Error) -> Trouble {
        if error.is_timeout() && !error.is_connect() {
            return self.slow(url);
        }
        if error.is_connect() {
            return Trouble::Unreachable {
                host: host(url),
                reason: root(error),
            };
        }
        Trouble::CutOff { host: host(url) }
    }

    fn slow(&self, url: &Url) -> Trouble {
        Trouble::Slow {
            host: host(url),
            seconds: self.patience.request.as_secs(),
        }
    }
}

impl Trouble {
    /// Says whether the same request may do better after a while.
    fn may_pass(&self, attempts: u32) -> bool {
        match self {
            Self::Status { status, .. } => {
                matches!(status, 408 | 425 | 429 | 500 | 502 | 503 | 504)
            }
            Self::Slow { .. } | Self::CutOff { .. } => true,
            // Without a network nobody should wait long to hear of it.
            Self::Unreachable { .. } => attempts < 2,
            _ => false,
        }
    }
}

impl Reply {
    /// Returns a header that is text.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Says whether nothing is known there.
    pub(super) fn is_not_found(&self) -> bool {
        matches!(self.status, 404 | 410)
    }
}

/// Returns the name of who is asked: never with what comes before it or behind it in the address.
pub(super) fn host(url: &Url) -> String {
    let name = url.host_str().unwrap_or("the service");
    match url.port() {
        Some(port) => format!("{name}:{port}"),
        None => name.to_owned(),
    }
}

/// Says whether an address may be asked: by HTTPS, or on this machine itself.
pub(super) fn may_be_asked(url: &Url) -> bool {
    url.scheme() == "https" || (url.scheme() == "http" && is_here(url))
}

/// Says whether an address is of this machine itself.
pub fn is_here(url: &Url) -> bool {
    match url.host_str() {
        Some("localhost" | "[::1]") => true,
        Some(host) => host
            .parse::<std::net::Ipv4Addr>()
            .is_ok_and(|address| address.is_loopback()),
        None => false,
    }
}

/// Returns what lies at the bottom of an error; addresses, which may hold what is nobody's business, stand further up.
fn root(error: &(dyn std::error::Error + 'static)) -> String {
    let mut inner = error;
    while let Some(source) = inner.source() {
        inner = source;
    }
    inner.to_string()
}
