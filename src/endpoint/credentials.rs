//! Who we are to an engine: headers, a user in its address, or a netrc file. None of it is ever shown.

use crate::resolve::is_here;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::Url;
use reqwest::blocking::RequestBuilder;
use reqwest::header::{AUTHORIZATION, HeaderName, HeaderValue};
use std::fmt;

/// Headers that go with every request to the engine, and to nobody else.
#[derive(Clone, Default)]
pub struct Credentials {
    headers: Vec<(HeaderName, HeaderValue)>,
    /// The text of a netrc file.
    netrc: Option<String>,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials(…)")
    }
}

impl Credentials {
    /// Adds a header, written as `Name: value`.
    ///
    /// # Errors
    /// Where it is none; the text is not repeated, since it may be a secret.
    pub fn add_header(&mut self, text: &str) -> Result<(), String> {
        let wrong = || "a header is written as `Name: value`".to_owned();
        let (name, value) = text.split_once(':').ok_or_else(wrong)?;
        let name: HeaderName = name.trim().parse().map_err(|_| wrong())?;
        let mut value = HeaderValue::from_str(value.trim()).map_err(|_| wrong())?;
        value.set_sensitive(true);
        self.headers.push((name, value));
        Ok(())
    }

    /// Takes users and passwords for hosts from the text of a netrc file.
    pub fn take_netrc(&mut self, text: String) {
        self.netrc = Some(text);
    }

    /// Returns those for an address, and takes user and password out of it.
    pub(crate) fn of_address(mut self, url: &mut Url) -> Result<Self, String> {
        let named = (!url.username().is_empty() || url.password().is_some()).then(|| {
            let decoded = |text: &str| {
                let pairs = format!("x={}", text.replace('+', "%2B"));
                let mut pairs = form_urlencoded::parse(pairs.as_bytes());
                pairs.next().map(|(_, value)| value.into_owned())
            };
            let user = decoded(url.username()).unwrap_or_default();
            (user, decoded(url.password().unwrap_or_default()))
        });
        let _ = url.set_username("");
        let _ = url.set_password(None);
        let has_own = self.headers.iter().any(|(name, _)| name == AUTHORIZATION);
        if !has_own {
            let of_file = || in_netrc(self.netrc.as_deref()?, url.host_str()?);
            let found = named
                .map(|(user, password)| (user, password.unwrap_or_default()))
                .or_else(of_file);
            if let Some((user, password)) = found {
                let text = STANDARD.encode(format!("{user}:{password}"));
                self.add_header(&format!("Authorization: Basic {text}"))?;
            }
        }
        self.netrc = None;
        if !self.headers.is_empty() && !is_safe(url) {
            return Err(
                "has no encryption (https), and credentials are not sent in the open".into(),
            );
        }
        Ok(self)
    }

    /// Adds the headers to a request.
    pub(crate) fn put_into(&self, mut request: RequestBuilder) -> RequestBuilder {
        for (name, value) in &self.headers {
            request = request.header(name, value.clone());
        }
        request
    }

    /// Returns a text in which no secret stands.
    pub(crate) fn hidden_in(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (_, value) in &self.headers {
            let Ok(value) = value.to_str() else { continue };
            // The whole value, and what stands behind the name of a scheme such as `Bearer`.
            let secret = value.split_once(' ').map_or("", |(_, secret)| secret);
            let basic = STANDARD.decode(secret).ok();
            let basic = basic.and_then(|bytes| String::from_utf8(bytes).ok());
            let basic = basic.unwrap_or_default();
            let password = basic.split_once(':').map_or("", |(_, password)| password);
            for hidden in [value, secret, &basic, password] {
                if !hidden.trim().is_empty() {
                    text = text.replace(hidden, "…");
                }
            }
        }
        text
    }
}

/// Says whether what is sent to an address can be read by nobody else: by encryption, or since it stays on this machine.
fn is_safe(url: &Url) -> bool {
    url.scheme() == "https" || is_here(url)
}

/// Returns user and password that a netrc file has for a host.
fn in_netrc(text: &str, host: &str) -> Option<(String, String)> {
    let mut words = text
        .lines()
        .filter(|line| !line.trim_start().starts_with('#'))
        .flat_map(str::split_whitespace);
    let (mut here, mut user, mut password) = (false, None, None);
    while let Some(word) = words.next() {
        match word {
            "machine" | "default" => {
                if here && (user.is_some() || password.is_some()) {
                    break;
                }
                here = word == "default" || words.next() == Some(host);
            }
            "login" if here => user = words.next(),
            "password" if here => password = words.next(),
            "login" | "password" | "account" => {
                words.next();
            }
            _ => {}
        }
    }
    (user.is_some() || password.is_some()).then(|| {
        let text = |word: Option<&str>| word.unwrap_or_default().to_owned();
        (text(user), text(password))
    })
}
