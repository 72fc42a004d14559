//! One question to an engine over HTTP: bounded in time, in bytes, in redirects and in attempts.

use super::credentials::Credentials;
use super::error::{EndpointError, Trouble};
use super::form::{Content, Form, Rows};
use super::whole::Whole;
use super::wording::{root, shortened, text_of};
use crate::resolve::{Patience, is_here, wait_asked};
use reqwest::blocking::{Client as Http, Response};
use reqwest::header::{
    ACCEPT, CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, DATE, HeaderMap, LOCATION, RETRY_AFTER,
    SERVER, TRANSFER_ENCODING,
};
use reqwest::{StatusCode, Url};
use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Asks one engine.
#[derive(Debug, Clone)]
pub(super) struct Client {
    http: Http,
    address: Url,
    credentials: Credentials,
    patience: Patience,
    most: u64,
    /// When whoever asks has no more time, and how much there was.
    deadline: Option<(Instant, Duration)>,
    /// Whether other forms than JSON turned out to be of no use.
    only_json: Arc<AtomicBool>,
    /// Whether the engine is known to write XML much faster than JSON.
    prefers_xml: Arc<AtomicBool>,
}

/// An engine that writes 7 µs at each row in XML, and 45 µs in JSON.
const VIRTUOSO: &str = "Virtuoso";

/// Rows to which an answer may be cut off by a slip: Virtuoso reads its settings anew for each request, and of several at once one
/// may take another number for the most rows.
const MANY: usize = 100_000;
/// Redirects that are followed.
const HOPS: usize = 5;

impl Client {
    /// Returns a client of the engine at an address.
    pub(super) fn new(
        address: &str,
        credentials: Credentials,
        patience: Patience,
        most: u64,
    ) -> Result<Self, EndpointError> {
        let wrong = |reason: &str| EndpointError::of(address, reason);
        let mut url = Url::parse(address)
            .ok()
            .filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
            .ok_or_else(|| wrong("is no address of the web (http or https)"))?;
        let credentials = credentials
            .of_address(&mut url)
            .map_err(|reason| wrong(&reason))?;
        // Another part of the process may have chosen already, which is as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = Http::builder()
            .user_agent(concat!("synergraph/", env!("CARGO_PKG_VERSION")))
            .redirect(reqwest::redirect::Policy::none())
            .timeout(patience.request)
            .connect_timeout(patience.request.min(Duration::from_secs(10)))
            .build()
            .map_err(|error| wrong(&format!("cannot be asked: {}", root(&error))))?;
        Ok(Self {
            http,
            address: url,
            credentials,
            patience,
            most,
            deadline: None,
            only_json: Arc::default(),
            prefers_xml: Arc::default(),
        })
    }

    /// Returns the client with so much time for all that it asks from now on.
    pub(super) fn within(&self, time: Duration) -> Self {
        Self {
            deadline: Instant::now().checked_add(time).map(|end| (end, time)),
            ..self.clone()
        }
    }

    /// Returns the client as one that asks nothing twice.
    pub(super) fn impatient(&self) -> Self {
        let mut client = self.clone();
        client.patience.attempts = 1;
        client
    }

    /// Returns how long a request may take.
    fn time_left(&self) -> Result<Duration, Box<Trouble>> {
        let Some((end, _)) = self.deadline else {
            return Ok(self.patience.request);
        };
        match end.saturating_duration_since(Instant::now()) {
            Duration::ZERO => Err(self.late()),
            left => Ok(left.min(self.patience.request)),
        }
    }

    fn late(&self) -> Box<Trouble> {
        let seconds = self.deadline.map_or(0.0, |(_, time)| time.as_secs_f32());
        self.final_trouble(format!("has not answered when the {seconds} s were over"))
    }

    /// Returns an error about this engine.
    pub(super) fn error(&self, reason: impl Into<String>) -> EndpointError {
        EndpointError::of(self.address.as_str(), reason)
    }

    /// Returns the rows of a SELECT over some graphs, or over the engine's own default graph.
    ///
    /// Where an answer in another form is of no use, JSON is asked for, then and from then on.
    pub(super) fn select(
        &self,
        query: &str,
        graphs: &[&str],
        content: Content,
    ) -> Result<Rows, EndpointError> {
        let form = match content {
            _ if self.only_json.load(Ordering::Relaxed) => Form::Json,
            Content::Texts => Form::Csv,
            Content::Terms if self.prefers_xml.load(Ordering::Relaxed) => Form::Xml,
            Content::Terms => Form::Json,
        };
        match self.select_as(query, graphs, form) {
            Err(error) if error.of_form => {
                self.only_json.store(true, Ordering::Relaxed);
                self.select_as(query, graphs, Form::Json)
            }
            outcome => outcome,
        }
    }

    fn select_as(&self, query: &str, graphs: &[&str], form: Form) -> Result<Rows, EndpointError> {
        let mut body = form_urlencoded::Serializer::new(String::new());
        body.append_pair("query", query);
        for graph in graphs {
            body.append_pair("default-graph-uri", graph);
        }
        let body = body.finish();
        let mut attempts = 0;
        loop {
            attempts += 1;
            let trouble = match self.attempt(&body, form) {
                Ok(rows) => return Ok(rows),
                Err(trouble) => trouble,
            };
            if trouble.is_slip && attempts < 3 {
                continue;
            }
            if let Some(wait) = trouble.wait.filter(|wait| *wait > self.patience.longest) {
                let seconds = wait.as_secs();
                return Err(EndpointError {
                    reason: format!("asks to wait {seconds} s before it is asked again"),
                    ..trouble.error
                });
            }
            if !trouble.may_pass || attempts >= self.patience.attempts {
                return Err(trouble.error);
            }
            let wait = trouble.wait.unwrap_or_else(|| self.patience.wait(attempts));
            if self
                .time_left()
                .is_ok_and(|left| self.deadline.is_some() && left < wait)
            {
                return Err(self.late().error);
            }
            std::thread::sleep(wait);
        }
    }

    fn attempt(&self, body: &str, form: Form) -> Result<Rows, Box<Trouble>> {
        let mut url = self.address.clone();
        for _ in 0..=HOPS {
            let mut request = self
                .http
                .post(url.clone())
                .timeout(self.time_left()?)
                .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
                .header(ACCEPT, form.wanted());
            // What ends the connection is not held back until the rest was received, for a twentieth of a second; a new
            // connection costs far less, on this machine.
            if is_here(&url) && url.scheme() == "http" {
                request = request.header(CONNECTION, "close");
            }
            if url.origin() == self.address.origin() {
                request = self.credentials.put_into(request);
            }
            let sent = request.body(body.to_owned()).send();
            let response = sent.map_err(|error| self.broken(&error))?;
            if !response.status().is_redirection() {
                return self.read(response, form);
            }
            let refused = |reason: &str| self.final_trouble(reason.to_owned());
            let next = response.headers().get(LOCATION);
            let next = next
                .and_then(|location| location.to_str().ok())
                .and_then(|location| url.join(location).ok())
                .filter(|next| matches!(next.scheme(), "http" | "https"))
                .ok_or_else(|| refused("sends elsewhere, but to no address"))?;
            if url.scheme() == "https" && next.scheme() != "https" {
                return Err(refused("sends elsewhere without encryption"));
            }
            url = next;
        }
        Err(self.final_trouble(format!("sends elsewhere more than {HOPS} times")))
    }

    fn read(&self, response: Response, wanted: Form) -> Result<Rows, Box<Trouble>> {
        let status = response.status();
        let headers = response.headers().clone();
        let kind = text_of(&headers, CONTENT_TYPE.as_str());
        if text_of(&headers, SERVER.as_str()).starts_with(VIRTUOSO) {
            self.prefers_xml.store(true, Ordering::Relaxed);
        }
        if !status.is_success() {
            let mut trouble = self.refused(status, &headers, &kind, response);
            trouble.error.of_form = wanted != Form::Json && status == StatusCode::NOT_ACCEPTABLE;
            return Err(trouble);
        }
        if text_of(&headers, "x-sql-state") == "S1TAT" {
            return Err(self.final_trouble("stops at its time limit and answers in part".into()));
        }
        if kind.starts_with("text/html") {
            let mut trouble = self.final_trouble(
                "sends a web page instead of results, perhaps one to log in at".to_owned(),
            );
            trouble.error.hint = Some(ABOUT_CREDENTIALS.to_owned());
            return Err(trouble);
        }
        let form = match Form::of(&kind) {
            Some(form) if form == wanted || form == Form::Json => form,
            _ => {
                let kind = shortened(&kind);
                let mut trouble = self.final_trouble(format!(
                    "answers in a form that is not read here: `{kind}`, not SPARQL JSON"
                ));
                trouble.error.of_form = wanted != Form::Json;
                return Err(trouble);
            }
        };
        // Where the end of a document cannot be seen in it, the length must be known.
        if form == Form::Csv
            && !headers.contains_key(CONTENT_LENGTH)
            && !headers.contains_key(TRANSFER_ENCODING)
        {
            let mut trouble = self.final_trouble("does not say how long its answer is".to_owned());
            trouble.error.of_form = true;
            return Err(trouble);
        }
        let [most, length] = ["x-sparql-maxrows", CONTENT_LENGTH.as_str()]
            .map(|name| text_of(&headers, name).parse::<usize>().ok());
        let mut whole = Whole::new(response, form, self.most);
        let found = form.parse(&mut whole, length);
        let found = found.map_err(|reason| shortened(&reason));
        if whole.is_too_long() {
            let reason = format!("answers with more than {} MB", self.most >> 20);
            let mut trouble = self.final_trouble(reason);
            trouble.error.too_much = true;
            return Err(trouble);
        }
        match found {
            Ok(_) if form == Form::Json && !whole.ends() => {
                Err(self.cut_off("its answer ends in the middle"))
            }
            Ok(found) if most.is_some_and(|most| found.len() >= most) => {
                let reason = format!("cuts answers off after {} rows", found.len());
                let mut trouble = self.final_trouble(reason);
                trouble.error.cut = true;
                trouble.is_slip = found.len() < MANY;
                Err(trouble)
            }
            Ok(found) => Ok(found),
            Err(_) if whole.is_stalled() => Err(self.slow()),
            Err(_) if whole.is_broken() => Err(self.cut_off("the connection ends before it does")),
            Err(_) if form != Form::Csv && !whole.ends() => {
                Err(self.cut_off("its answer ends in the middle"))
            }
            Err(reason) => {
                let mut trouble =
                    self.final_trouble(format!("answers with what is no result: {reason}"));
                trouble.error.of_form = form != Form::Json;
                // Some engines begin an answer before they find out that they have none.
                trouble.error.refused = form == Form::Json;
                Err(trouble)
            }
        }
    }

    /// Returns what a status that is no success means.
    fn refused(
        &self,
        status: StatusCode,
        headers: &HeaderMap,
        kind: &str,
        response: Response,
    ) -> Box<Trouble> {
        let says = if kind.starts_with("text/html") {
            String::new()
        } else {
            let mut bytes = Vec::new();
            // What it says beside the status is a help and no more.
            let _ = response.take(1 << 14).read_to_end(&mut bytes);
            let text = self.credentials.hidden_in(&String::from_utf8_lossy(&bytes));
            match shortened(&text) {
                text if text.is_empty() => text,
                text => format!(": {text}"),
            }
        };
        let code = status.as_u16();
        let (reason, hint) = match code {
            401 | 403 | 407 => (
                format!("does not let us in (status {code})"),
                Some(ABOUT_CREDENTIALS.to_owned()),
            ),
            404 | 410 => (format!("has no SPARQL there (status {code})"), None),
            429 | 503 => (format!("is too busy to answer (status {code})"), None),
            400 => (format!("refuses the query (status 400){says}"), None),
            _ => (format!("answers with the status {code}{says}"), None),
        };
        let mut trouble = self.final_trouble(reason);
        trouble.error.hint = hint;
        trouble.error.too_much = matches!(code, 400 | 408 | 413 | 414 | 431 | 500 | 504);
        trouble.error.refused = matches!(code, 400 | 500 | 501);
        trouble.may_pass = matches!(code, 425 | 429 | 502 | 503);
        trouble.wait = headers
            .get(RETRY_AFTER)
            .filter(|_| trouble.may_pass)
            .and_then(|text| {
                let now = headers.get(DATE).and_then(|now| now.to_str().ok());
                wait_asked(text.to_str().ok()?, now)
            });
        trouble
    }

    fn broken(&self, error: &reqwest::Error) -> Box<Trouble> {
        if error.is_timeout() && !error.is_connect() {
            return self.slow();
        }
        if error.is_connect() {
            let reason = root(error);
            return self.final_trouble(if error.is_timeout() {
                "cannot be reached: nobody answers".to_owned()
            } else {
                format!("cannot be reached: {reason}")
            });
        }
        self.cut_off("the connection ends before it does")
    }

    fn slow(&self) -> Box<Trouble> {
        if let Err(late) = self.time_left() {
            return late;
        }
        let seconds = self.patience.request.as_secs_f32();
        let mut trouble = self.final_trouble(format!("says nothing for {seconds} s"));
        trouble.error.hint = Some("`--endpoint-timeout` gives it more time".to_owned());
        trouble.error.too_much = true;
        trouble
    }

    fn cut_off(&self, what: &str) -> Box<Trouble> {
        let mut trouble = self.final_trouble(format!("breaks off: {what}"));
        trouble.may_pass = true;
        trouble
    }

    fn final_trouble(&self, reason: String) -> Box<Trouble> {
        Box::new(Trouble {
            error: self.error(reason),
            may_pass: false,
            is_slip: false,
            wait: None,
        })
    }
}

const ABOUT_CREDENTIALS: &str =
    "`--header 'Authorization: …'`, the variable SYNERGRAPH_HEADER or a netrc file say who we are";
