//! How what an engine says, and what is wrong with it, is shown: in one line, without what is nobody's business.

use reqwest::Url;
use reqwest::header::HeaderMap;
use std::error::Error;
use std::time::SystemTime;

/// Characters of what an engine says that are shown.
const SHOWN: usize = 300;

/// Returns an address as it may be shown: without user, password and question.
pub(super) fn shown(address: &str) -> String {
    match Url::parse(address) {
        Ok(mut url) => {
            let _ = url.set_username("");
            let _ = url.set_password(None);
            url.set_query(None);
            url.set_fragment(None);
            format!("<{url}>")
        }
        Err(_) => "given".to_owned(),
    }
}

/// Returns the value of a header; empty where there is none.
pub(super) fn text_of(headers: &HeaderMap, name: &str) -> String {
    let value = headers.get(name).and_then(|value| value.to_str().ok());
    value.unwrap_or_default().trim().to_owned()
}

/// Returns the first line of a text that says something, cut to what fits.
pub(super) fn shortened(text: &str) -> String {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty());
    let line: String = line
        .unwrap_or_default()
        .chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .take(SHOWN)
        .collect();
    line.trim().to_owned()
}

/// Returns what lies at the bottom of an error; addresses stand further up.
///
/// Where a certificate is too old or too young, the clock here may be wrong as well.
pub(crate) fn root(error: &dyn Error) -> String {
    let mut error = error;
    while let Some(inner) = error.source() {
        error = inner;
    }
    let reason = shortened(&error.to_string());
    let about_time = ["expired", "not valid yet"];
    if !reason.contains("certificate") || !about_time.iter().any(|one| reason.contains(one)) {
        return reason;
    }
    let now = httpdate::fmt_http_date(SystemTime::now());
    format!("{reason}; the clock of this machine says {now}")
}
