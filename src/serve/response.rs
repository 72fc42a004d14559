//! A reply as an HTTP response: unchanged, compressed, or in full.

use super::reply::Kept;
use axum::body::{Body, Bytes};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::Response;

/// Returns the response to a request with such conditions, from a client that reads gzip or does not.
pub(super) fn respond(
    kept: &Kept,
    method: &Method,
    conditions: Option<&HeaderValue>,
    gzip: bool,
) -> Response {
    let reply = &kept.reply;
    let unchanged = reply.status == 200
        && conditions
            .and_then(|tags| tags.to_str().ok())
            .is_some_and(|tags| tags.split(',').any(|tag| same_tag(tag, &kept.tag)));
    let status = if unchanged { 304 } else { reply.status };
    let compressed = kept.compressed.as_ref().filter(|_| gzip);
    let body = match (unchanged || status == 204, compressed) {
        (true, _) => Bytes::new(),
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
