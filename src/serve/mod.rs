//! A knowledge base on the web: SPARQL endpoint, pages, an API of the questions. Read-only by construction.
//!
//! Everything is a [`Reply`](reply::Reply) made by a plain function of the data and the request; [`http`] carries them, keeps those that
//! were made, and bounds what runs at once.

mod api;
mod bounded;
mod clock;
mod connection;
mod description;
mod elsewhere;
mod examples;
mod folder;
mod http;
mod metrics;
mod negotiation;
mod page;
mod picture;
mod protocol;
mod reply;
mod resource;
mod response;
mod route;
mod search;
mod site;

pub use folder::write_site;
pub use http::{Logged, Server, ServerOptions};
pub use site::{Bounds, Content};
