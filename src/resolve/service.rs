//! The services that are asked, their addresses, and the shapes of their answers.

use super::client::{Client, Reply, Trouble, host, may_be_asked};
use super::pace::Patience;
use super::record::Record;
use crate::work::Description;
use reqwest::Url;
use serde_json::Value;
use std::sync::atomic::{AtomicU32, Ordering};

/// Where the services are, and how to ask them.
#[derive(Debug, Clone)]
pub struct Addresses {
    /// Crossref's REST interface, or one that is like it.
    pub crossref: Url,
    /// DataCite's REST interface.
    pub datacite: Url,
    /// The resolver of DOIs, which also hands out metadata.
    pub doi: Url,
}

/// An address that is not asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// It is none.
    #[error("`{0}` is no address")]
    None(String),
    /// Not encrypted, and not on this machine.
    #[error("`{0}` is not asked: only HTTPS is, but for addresses of this machine itself")]
    Plain(String),
    /// It holds a name or a password.
    #[error("an address with a name or a password in it is not asked")]
    Credentials,
}

/// Who gave a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Service {
    /// Crossref.
    Crossref,
    /// DataCite.
    DataCite,
    /// doi.org, by content negotiation.
    DoiOrg,
}

/// The services, ready to be asked.
#[derive(Debug)]
pub struct Services {
    addresses: Addresses,
    mailto: Option<String>,
    crossref: Guarded,
    datacite: Guarded,
    doi: Guarded,
}

/// A record with where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// The record.
    pub record: Record,
    /// Who gave it.
    pub service: Service,
    /// Where.
    pub address: String,
}

/// A client that is given up where there was trouble with it several times running.
#[derive(Debug)]
struct Guarded {
    client: Client,
    troubles: AtomicU32,
}

/// Works in a row for which a service gave trouble, after which it is given up.
const ENOUGH: u32 = 3;
/// Records that a search asks for.
const ROWS: &str = "5";
/// What a search asks for of each.
const FIELDS: &str = "DOI,title,subtitle,author,issued,published-print,published-online,container-title,volume,issue,\
                      page,article-number,type,update-to,score";

impl Addresses {
    /// Returns the addresses that the services are known by.
    ///
    /// # Errors
    /// Never, unless one of them is written wrongly here.
    pub fn standard() -> Result<Self, AddressError> {
        Ok(Self {
            crossref: address("https://api.crossref.org/")?,
            datacite: address("https://api.datacite.org/")?,
            doi: address("https://doi.org/")?,
        })
    }
}

/// Reads the address of a service.
///
/// # Errors
/// Where it is none, or must not be asked.
pub fn address(text: &str) -> Result<Url, AddressError> {
    let mut url = Url::parse(text).map_err(|_| AddressError::None(text.to_owned()))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(AddressError::Credentials);
    }
    if !may_be_asked(&url) {
        return Err(AddressError::Plain(text.to_owned()));
    }
    if !url.path().ends_with('/') {
        let path = format!("{}/", url.path());
        url.set_path(&path);
    }
    Ok(url)
}

impl Service {
    /// Returns its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Crossref => "Crossref",
            Self::DataCite => "DataCite",
            Self::DoiOrg => "doi.org",
        }
    }
}

impl Guarded {
    fn new(client: Client) -> Self {
        Self {
            client,
            troubles: AtomicU32::new(0),
        }
    }

    fn get(&self, url: &Url, accept: &str) -> Result<Reply, Trouble> {
        let is_given_up = || self.troubles.load(Ordering::Relaxed) >= ENOUGH;
        self.client.get(url, accept, is_given_up)
    }

    /// Takes note of whether an answer could be used.
    fn judged<T>(&self, outcome: Result<T, Trouble>) -> Result<T, Trouble> {
        match &outcome {
            Ok(_) => self.troubles.store(0, Ordering::Relaxed),
            Err(Trouble::GivenUp { .. }) => {}
            // Whoever asks for a long wait, or is not there at all, need not be asked twice more.
            Err(Trouble::Wait { .. } | Trouble::Unreachable { .. }) => {
                self.troubles.store(ENOUGH, Ordering::Relaxed);
            }
            Err(_) => {
                self.troubles.fetch_add(1, Ordering::Relaxed);
            }
        }
        outcome
    }
}

impl Services {
    /// Returns the services at these addresses, which are told who asks where `mailto` says so.
    ///
    /// # Errors
    /// Where no encrypted connection can be made from here.
    pub fn new(
        addresses: Addresses,
        mailto: Option<&str>,
        token: Option<&str>,
        patience: Patience,
    ) -> Result<Self, Trouble> {
        let contact = mailto.map_or_else(String::new, |mailto| format!("; mailto:{mailto}"));
        let agent = format!(
            "synergraph/{} (https://w3id.org/synergraph/{contact})",
            env!("CARGO_PKG_VERSION")
        );
        let client = |token| Client::new(&agent, patience, token).map(Guarded::new);
        Ok(Self {
            addresses,
            mailto: mailto.map(str::to_owned),
            crossref: client(token)?,
            datacite: client(None)?,
            doi: client(None)?,
        })
    }

    /// Returns the record of a DOI; `None` where no service knows it, so that it does not exist.
    ///
    /// # Errors
    /// Where one that had to be asked gave no answer that could be used.
    pub fn record(&self, doi: &str) -> Result<Option<Given>, Trouble> {
        if let Some(given) = self.crossref.judged(self.crossref_record(doi))? {
            return Ok(Some(given));
        }
        if let Some(given) = self.datacite.judged(self.datacite_record(doi))? {
            return Ok(Some(given));
        }
        self.doi.judged(self.negotiated(doi))
    }

    /// Returns the records that a service finds for a description, the best first as it sees it.
    ///
    /// # Errors
    /// Where it gave no answer that could be used.
    pub fn search(
        &self,
        service: Service,
        wanted: &Description,
        journal: Option<&str>,
    ) -> Result<Vec<Given>, Trouble> {
        match service {
            Service::Crossref => self.crossref.judged(self.crossref_search(wanted, journal)),
            Service::DataCite => self.datacite.judged(self.datacite_search(wanted)),
            Service::DoiOrg => Ok(Vec::new()),
        }
    }

    fn crossref_record(&self, doi: &str) -> Result<Option<Given>, Trouble> {
        let url = below(&self.addresses.crossref, &["works", doi]);
        let reply = self.crossref.get(&self.signed(&url), "application/json")?;
        let Some(json) = json_of(&url, &reply)? else {
            return Ok(None);
        };
        if json["message-type"] != "work" {
            return Err(nonsense(&url, "JSON, but no record of a work"));
        }
        let record = Record::of_crossref(&json["message"]);
        given(&url, doi, record, Service::Crossref)
    }

    fn datacite_record(&self, doi: &str) -> Result<Option<Given>, Trouble> {
        let url = below(&self.addresses.datacite, &["dois", doi]);
        let reply = self.datacite.get(&url, "application/vnd.api+json")?;
        let Some(json) = json_of(&url, &reply)? else {
            return Ok(None);
        };
        let record = Record::of_datacite(&json["data"]);
        given(&url, doi, record, Service::DataCite)
    }

    fn negotiated(&self, doi: &str) -> Result<Option<Given>, Trouble> {
        // The slash behind the prefix of a DOI stands in the address as it is.
        let parts: Vec<&str> = doi.splitn(2, '/').collect();
        let url = below(&self.addresses.doi, &parts);
        let reply = self
            .doi
            .get(&url, "application/vnd.citationstyles.csl+json")?;
        let Some(json) = json_of(&url, &reply)? else {
            return Ok(None);
        };
        given(&url, doi, Record::of_crossref(&json), Service::DoiOrg)
    }

    fn crossref_search(
        &self,
        wanted: &Description,
        journal: Option<&str>,
    ) -> Result<Vec<Given>, Trouble> {
        let mut url = below(&self.addresses.crossref, &["works"]);
        let mut words: Vec<String> = wanted.titles.first().cloned().into_iter().collect();
        words.extend(
            wanted
                .authors
                .first()
                .map(|name| name.split(',').next().unwrap_or_default().to_owned()),
        );
        words.extend(journal.map(str::to_owned));
        words.extend(wanted.years.first().map(ToString::to_string));
        words.extend(wanted.volume.clone());
        words.extend(wanted.pages.first().cloned());
        url.query_pairs_mut()
            .append_pair("query.bibliographic", &words.join(" "))
            .append_pair("rows", ROWS)
            .append_pair("select", FIELDS);
        let reply = self.crossref.get(&self.signed(&url), "application/json")?;
        let Some(json) = json_of(&url, &reply)? else {
            return Err(nonsense(&url, "\"not found\" for a search"));
        };
        let Some(items) = json["message"]["items"].as_array() else {
            return Err(nonsense(&url, "JSON, but no list of works"));
        };
        Ok(items
            .iter()
            .filter_map(Record::of_crossref)
            .map(|record| Given {
                address: below(&self.addresses.crossref, &["works", &record.doi]).to_string(),
                service: Service::Crossref,
                record,
            })
            .collect())
    }

    fn datacite_search(&self, wanted: &Description) -> Result<Vec<Given>, Trouble> {
        let Some(title) = wanted.titles.first() else {
            return Ok(Vec::new());
        };
        let mut url = below(&self.addresses.datacite, &["dois"]);
        let words: String = title
            .chars()
            .map(|c| if c.is_alphanumeric() { c } else { ' ' })
            .collect();
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        url.query_pairs_mut()
            .append_pair("query", &format!("titles.title:({words})"))
            .append_pair("page[size]", ROWS);
        let reply = self.datacite.get(&url, "application/vnd.api+json")?;
        let json = json_of(&url, &reply)?.unwrap_or_default();
        let Some(items) = json["data"].as_array() else {
            return Err(nonsense(&url, "JSON, but no list of DOIs"));
        };
        Ok(items
            .iter()
            .filter_map(Record::of_datacite)
            .map(|record| Given {
                address: below(&self.addresses.datacite, &["dois", &record.doi]).to_string(),
                service: Service::DataCite,
                record,
            })
            .collect())
    }

    /// Returns an address with the one who asks in it; it is the one that is asked, and is shown nowhere.
    fn signed(&self, url: &Url) -> Url {
        let mut url = url.clone();
        if let Some(mailto) = &self.mailto {
            url.query_pairs_mut().append_pair("mailto", mailto);
        }
        url
    }
}

/// Returns an address below another; each part is escaped as a whole, its slashes too.
fn below(base: &Url, parts: &[&str]) -> Url {
    let mut url = base.clone();
    if let Ok(mut path) = url.path_segments_mut() {
        path.pop_if_empty().extend(parts);
    }
    url
}

/// Returns the JSON of an answer; `None` where nothing is known there.
fn json_of(url: &Url, reply: &Reply) -> Result<Option<Value>, Trouble> {
    // Crossref says so in plain text.
    if reply.is_not_found() {
        return Ok(None);
    }
    match serde_json::from_slice::<Value>(&reply.body) {
        Ok(json @ (Value::Object(_) | Value::Array(_))) => Ok(Some(json)),
        _ => {
            let start =
                String::from_utf8_lossy(&reply.body[..reply.body.len().min(512)]).to_lowercase();
            let what = match start.trim_start() {
                "" => "empty",
                start if start.starts_with("<!doctype html") || start.contains("<html") => {
                    "a page of HTML and no record (perhaps the network asks for a login)"
                }
                _ => "no JSON",
            };
            Err(nonsense(url, what))
        }
    }
}

fn given(
    url: &Url,
    doi: &str,
    record: Option<Record>,
    service: Service,
) -> Result<Option<Given>, Trouble> {
    let Some(record) = record else {
        return Err(nonsense(url, "JSON, but no record with a DOI"));
    };
    if record.doi != doi {
        return Err(nonsense(
            url,
            &format!("the record of another DOI, {}", record.doi),
        ));
    }
    Ok(Some(Given {
        record,
        service,
        address: url.to_string(),
    }))
}

fn nonsense(url: &Url, what: &str) -> Trouble {
    Trouble::Nonsense {
        host: host(url),
        what: what.to_owned(),
    }
}
