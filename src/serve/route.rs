//! Which address is answered by what.

use super::api::{answer_named, open_api};
use super::description::dataset_description;
use super::examples::examples;
use super::negotiation::Accept;
use super::page::{self, Links};
use super::protocol::{Body as Sent, Call, answer_call};
use super::reply::Reply;
use super::resource::{answer_iri, answer_path};
use super::site::Site;

/// Paths that take queries by the protocol, with or without a slash at the end.
pub(super) fn is_endpoint(path: &str) -> bool {
    matches!(path, "/sparql" | "/sparql/" | "/query" | "/query/")
}

/// A request, read.
pub(super) struct Wanted<'a> {
    /// Path, with its slash.
    pub(super) path: &'a str,
    /// What stands behind the question mark.
    pub(super) query: &'a str,
    /// Which forms are wanted.
    pub(super) accept: Accept,
    /// Whether it has a body.
    pub(super) posts: bool,
    /// What the body is.
    pub(super) content_type: Option<&'a str>,
    /// The body.
    pub(super) body: &'a [u8],
}

/// Makes a reply: a plain function of the data and the request.
pub(super) fn make(site: &Site, wanted: &Wanted<'_>) -> Reply {
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
        "/.well-known/void" => dataset_description(site, &wanted.accept),
        "/.well-known/sparql-examples" => examples(site, &wanted.accept),
        "/pictures" | "/pictures/" => page::pictures(&links),
        "/falls" => page::falls(&links, &parameter("work").unwrap_or_default()),
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
