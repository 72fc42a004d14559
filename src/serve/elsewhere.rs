//! Replies from data that an engine elsewhere has: made over what is known of them, until nothing is lacking.

use super::reply::Reply;
use super::route::{Wanted, make};
use super::site::Site;
use crate::endpoint::{Endpoint, EndpointError, Reading};
use std::sync::Arc;

/// Makes a reply, from the data here or from those of an engine elsewhere.
pub(super) fn reply(site: &Site, wanted: &Wanted<'_>) -> Reply {
    match &site.endpoint {
        None => make(site, wanted),
        Some(endpoint) => match reply_from(site, &within(site, endpoint), wanted) {
            Ok(reply) => reply,
            Err(error) => Reply::problem(502, error.to_string()).with("cache-control", "no-store"),
        },
    }
}

/// Returns the engine with as much time as a query may take.
fn within(site: &Site, endpoint: &Endpoint) -> Arc<Endpoint> {
    Arc::new(endpoint.within(site.bounds.time()))
}

fn reply_from(
    site: &Site,
    endpoint: &Arc<Endpoint>,
    wanted: &Wanted<'_>,
) -> Result<Reply, EndpointError> {
    let mut reading = Reading::new(endpoint);
    let parameter = |name: &str| {
        let mut parameters = form_urlencoded::parse(wanted.query.as_bytes());
        let found = parameters.find(|(known, _)| known == name);
        found.map(|(_, value)| value.into_owned())
    };
    match wanted.path {
        "/search" | "/search.json" => reading.search(&parameter("q").unwrap_or_default())?,
        "/terms.json" => reading.complete(&parameter("q").unwrap_or_default())?,
        "/" => reading.sample(site.classes_of(endpoint)?),
        "/falls" => reading.withdraw(&parameter("work").into_iter().collect::<Vec<_>>())?,
        "/resource" => reading.look_around(&parameter("iri").unwrap_or_default())?,
        path => {
            for iri in site.iris_of(path) {
                reading.look_around(&iri)?;
            }
        }
    }
    let (_, reply) = reading.settle(|knowledge, engine| {
        let site = site.over(Arc::clone(knowledge), Arc::clone(engine));
        make(&site, wanted)
    })?;
    Ok(reply)
}
