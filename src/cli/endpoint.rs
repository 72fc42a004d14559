//! Which engine elsewhere is asked, and who we are to it.

use super::knowledge::KnowledgeArguments;
use super::query::explained;
use super::ui::{Failure, Ui};
use crate::claim::KnowledgeBase;
use crate::diagnostic::Code;
use crate::endpoint::{Address, Credentials, Endpoint, EndpointError, Reading};
use crate::query::{AskError, Asked, Catalogue, Request, ask};
use crate::source::reason;
use oxigraph::model::NamedNode;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// An engine that holds the published data; questions still come from the knowledge base
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Data")]
pub(super) struct EndpointArguments {
    /// Ask a SPARQL engine that holds what `synergraph publish` put there
    #[arg(long, value_name = "URL", conflicts_with_all = ["store", "data"])]
    endpoint: Option<String>,
    /// Name the merged graph, where the engine holds several published datasets
    #[arg(long, value_name = "IRI", requires = "endpoint")]
    merged_graph: Option<String>,
    /// Send this header to the engine, such as `Authorization: Bearer …` (can be repeated); the variable
    /// SYNERGRAPH_HEADER has headers too, one a line, and a netrc file users and passwords
    #[arg(long, value_name = "HEADER", requires = "endpoint")]
    header: Vec<String>,
    /// Give the engine so many seconds to say something
    #[arg(long, value_name = "SECONDS", requires = "endpoint", value_parser = clap::value_parser!(u64).range(1..))]
    endpoint_timeout: Option<u64>,
}

impl EndpointArguments {
    /// Says whether an engine is asked.
    pub(super) fn is_given(&self) -> bool {
        self.endpoint.is_some()
    }

    /// Returns the engine, if one is asked.
    pub(super) fn open(&self) -> Result<Option<Arc<Endpoint>>, Failure> {
        self.open_for(None, None)
    }

    /// Returns the engine, if one is asked, with so much time for all that it is asked, and so many bytes for an answer.
    pub(super) fn open_for(
        &self,
        time: Option<Duration>,
        most: Option<u64>,
    ) -> Result<Option<Arc<Endpoint>>, Failure> {
        let Some(url) = &self.endpoint else {
            return Ok(None);
        };
        let mut address = Address::new(url.clone());
        if let Some(iri) = &self.merged_graph {
            let merged = NamedNode::new(iri)
                .map_err(|_| Failure::new(format!("`{iri}` is no IRI of a merged graph")))?;
            address.merged = Some(merged);
        }
        if let Some(seconds) = self.endpoint_timeout {
            address.patience.request = Duration::from_secs(seconds);
        }
        address.credentials = credentials(&self.header)?;
        address.time = time;
        address.most = most.unwrap_or(address.most);
        let endpoint = Endpoint::open(&address).map_err(unanswered)?;
        Ok(Some(Arc::new(endpoint)))
    }

    /// Returns the engine with the questions of the knowledge base, if an engine is asked.
    pub(super) fn load(
        &self,
        knowledge: &KnowledgeArguments,
    ) -> Result<Option<(Arc<Endpoint>, Catalogue)>, Failure> {
        self.load_within(knowledge, None)
    }

    /// Returns the same, with so much time for all that the engine is asked.
    pub(super) fn load_within(
        &self,
        knowledge: &KnowledgeArguments,
        time: Option<Duration>,
    ) -> Result<Option<(Arc<Endpoint>, Catalogue)>, Failure> {
        if !self.is_given() {
            return Ok(None);
        }
        let (catalogue, problems) = Catalogue::read(&knowledge.files()?);
        if !problems.is_empty() {
            return Err(Failure::of(problems));
        }
        Ok(self
            .open_for(time, None)?
            .map(|endpoint| (endpoint, catalogue)))
    }
}

/// Returns who we are: headers that are given, those of the variable, and what a netrc file has.
pub(super) fn credentials(headers: &[String]) -> Result<Credentials, Failure> {
    let mut credentials = Credentials::default();
    let of_variable = std::env::var("SYNERGRAPH_HEADER").unwrap_or_default();
    let lines = of_variable.lines().filter(|line| !line.trim().is_empty());
    for (header, place) in headers
        .iter()
        .map(|header| (header.as_str(), "--header"))
        .chain(lines.map(|line| (line, "SYNERGRAPH_HEADER")))
    {
        credentials
            .add_header(header)
            .map_err(|reason| Failure::new(format!("{place}: {reason}")))?;
    }
    let named = std::env::var_os("NETRC").map(PathBuf::from);
    let usual = || Some(PathBuf::from(std::env::var_os("HOME")?).join(".netrc"));
    let path = named.clone().or_else(usual);
    if let Some(path) = path {
        match std::fs::read_to_string(&path) {
            Ok(text) => credentials.take_netrc(text),
            // Only a file that is named has to be there.
            Err(error) if named.is_some() => {
                return Err(Failure::coded(
                    Code::UNREADABLE_FILE,
                    format!("cannot read {}: {}", path.display(), reason(&error)),
                ));
            }
            Err(_) => {}
        }
    }
    Ok(credentials)
}

/// Asks an engine, and returns the answers with what is known of its data.
pub(super) fn ask_there(
    endpoint: &Arc<Endpoint>,
    requests: &[Request<'_>],
    ui: &Ui,
) -> Result<(Arc<KnowledgeBase>, Vec<Asked>), Failure> {
    let (knowledge, answers) = try_there(endpoint, requests)?;
    remark(endpoint, ui);
    let asked: Result<Vec<Asked>, AskError> = answers.into_iter().collect();
    Ok((knowledge, asked.map_err(explained)?))
}

/// Says what the engine could not do.
pub(super) fn remark(endpoint: &Endpoint, ui: &Ui) {
    endpoint.take_notes().iter().for_each(|note| ui.note(note));
}

/// An answer, or what is wrong with the request.
pub(super) type Attempt = Result<Asked, AskError>;

/// Asks an engine, and returns for each request the answer, or what is wrong with the request.
pub(super) fn try_there(
    endpoint: &Arc<Endpoint>,
    requests: &[Request<'_>],
) -> Result<(Arc<KnowledgeBase>, Vec<Attempt>), Failure> {
    let started = Instant::now();
    let mut evaluating = vec![Duration::ZERO; requests.len()];
    let settled = Reading::new(endpoint).settle(|knowledge, engine| {
        let asked = requests
            .iter()
            .zip(&mut evaluating)
            .map(|(request, spent)| {
                let mut request = request.clone();
                request.options.engine = Some(Arc::clone(engine));
                let asked = ask(knowledge, &request)?;
                *spent += asked.answer.timings.evaluating;
                Ok(asked)
            });
        asked.collect::<Vec<Result<Asked, AskError>>>()
    });
    let (knowledge, mut answers) = settled.map_err(unanswered)?;
    for (answer, evaluating) in answers.iter_mut().zip(evaluating) {
        if let Ok(one) = answer {
            one.answer.timings.evaluating = evaluating;
            one.answer.timings.citing = started.elapsed().saturating_sub(evaluating);
        }
    }
    Ok((knowledge, answers))
}

/// Returns what stops a command that asks an engine.
pub(super) fn unanswered(error: EndpointError) -> Failure {
    let failure = Failure::new(error.to_string());
    match error.hint {
        Some(hint) => failure.with_hint(hint),
        None => failure,
    }
}
