//! Queries by the SPARQL 1.1 Protocol, <https://www.w3.org/TR/sparql11-protocol/#query-operation>.
//!
//! Beyond the standard, `citations=true`, as a parameter or a parameter of the accepted media type, adds what each row
//! rests on: the member `evidence` in JSON, the column `citations` in CSV and TSV.

use super::bounded::Bounded;
use super::description::service_description;
use super::negotiation::{Accept, Offer};
use super::reply::Reply;
use super::site::Site;
use crate::bibliography::BibliographyFormat;
use crate::diagnostic::render;
use crate::lineage::{Options, Results};
use crate::query::{
    AskError, Asked, DatasetOfProtocol, DefaultChoice, Format, Question, Request, Style, ask_of,
    write_graph, write_json, write_results, write_table, write_works,
};
use crate::source::Source;
use oxigraph::io::{JsonLdProfileSet, RdfFormat};
use oxigraph::model::{GraphName, NamedNode};
use oxigraph::sparql::results::QueryResultsFormat;
use percent_encoding::percent_decode;
use spareval::CancellationToken;
use std::io;
use std::time::Duration;

/// The forms of rows and of yes or no.
const TABULAR: &[Offer<Format>] = &[
    ("application/sparql-results+json", Format::Json),
    ("application/json", Format::Json),
    ("application/sparql-results+xml", Format::Xml),
    ("application/xml", Format::Xml),
    ("text/xml", Format::Xml),
    ("text/csv", Format::Csv),
    ("text/tab-separated-values", Format::Tsv),
    ("text/markdown", Format::Markdown),
    ("text/html", Format::Html),
];

/// Returns the media types that an answer may have, each once.
pub(super) fn media_types() -> Vec<&'static str> {
    let mut types: Vec<&str> = Vec::new();
    for (media_type, _) in TABULAR.iter().chain(GRAPHS).chain(WORKS) {
        if !types.contains(media_type) {
            types.push(media_type);
        }
    }
    types
}

/// The works that an answer cites, for those who ask for a form by name.
const WORKS: &[Offer<Format>] = &[
    (
        "application/x-bibtex",
        Format::Works(BibliographyFormat::Bibtex),
    ),
    (
        "application/x-research-info-systems",
        Format::Works(BibliographyFormat::Ris),
    ),
    (
        "application/vnd.citationstyles.csl+json",
        Format::Works(BibliographyFormat::CslJson),
    ),
];

/// The forms of graphs.
pub(super) const GRAPHS: &[Offer<Format>] = &[
    ("text/turtle", Format::Graph(RdfFormat::Turtle)),
    ("application/n-triples", Format::Graph(RdfFormat::NTriples)),
    ("application/rdf+xml", Format::Graph(RdfFormat::RdfXml)),
    ("application/ld+json", Format::Graph(JSON_LD)),
    ("application/trig", Format::Graph(RdfFormat::TriG)),
    ("application/n-quads", Format::Graph(RdfFormat::NQuads)),
    ("application/x-turtle", Format::Graph(RdfFormat::Turtle)),
    ("text/plain", Format::Graph(RdfFormat::NTriples)),
    ("application/json", Format::Json),
    ("text/csv", Format::Csv),
    ("text/tab-separated-values", Format::Tsv),
    ("text/markdown", Format::Markdown),
    ("text/html", Format::Html),
];

const JSON_LD: RdfFormat = RdfFormat::JsonLd {
    profile: JsonLdProfileSet::empty(),
};

/// A query as it came over HTTP.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Call {
    /// SPARQL text.
    pub(super) query: Option<String>,
    /// Graphs of the default graph.
    pub(super) default_graphs: Vec<String>,
    /// Named graphs.
    pub(super) named_graphs: Vec<String>,
    /// Whether citations are wanted.
    pub(super) citations: bool,
    /// How many alternatives of a row are written out.
    pub(super) alternatives: Option<usize>,
    /// Seconds that it may take.
    pub(super) timeout: Option<u64>,
    /// A form by name, which beats the Accept header.
    pub(super) format: Option<String>,
}

/// What a method and a body make of a request.
#[derive(Debug)]
pub(super) enum Body<'a> {
    /// GET or HEAD.
    None,
    /// `application/x-www-form-urlencoded`.
    Form(&'a [u8]),
    /// `application/sparql-query`.
    Query(&'a [u8]),
}

impl Call {
    /// Reads the parameters of a request.
    ///
    /// # Errors
    /// What is wrong with it, as a reply.
    pub(super) fn read(parameters: &str, body: Body<'_>) -> Result<Self, Reply> {
        let mut call = Self::default();
        call.take(parameters.as_bytes())?;
        match body {
            Body::None => {}
            Body::Form(form) => call.take(form)?,
            Body::Query(text) => {
                if call.query.is_some() {
                    return Err(Reply::problem(
                        400,
                        "the query is given twice: as the body and as `query`",
                    ));
                }
                let text = std::str::from_utf8(text)
                    .map_err(|_| Reply::problem(400, "the query is not UTF-8"))?;
                call.query = Some(text.to_owned());
            }
        }
        Ok(call)
    }

    fn take(&mut self, form: &[u8]) -> Result<(), Reply> {
        let bad =
            |name: &str, wanted: &str| Err(Reply::problem(400, format!("`{name}` takes {wanted}")));
        let raw_is_text = percent_decode(form).decode_utf8().is_ok();
        for (name, value) in form_urlencoded::parse(form) {
            match name.as_ref() {
                "query" if !raw_is_text => {
                    return Err(Reply::problem(400, "the query is not UTF-8"));
                }
                "query" if self.query.is_some() => {
                    return Err(Reply::problem(400, "more than one `query` is given"));
                }
                "query" => self.query = Some(value.into_owned()),
                "update" => {
                    return Err(Reply::problem(
                        403,
                        "this endpoint answers queries; nothing can be changed through it",
                    ));
                }
                "default-graph-uri" | "named-graph-uri" => {
                    if NamedNode::new(value.as_ref()).is_err() {
                        return bad(&name, "an absolute IRI");
                    }
                    let graphs = match name.as_ref() {
                        "default-graph-uri" => &mut self.default_graphs,
                        _ => &mut self.named_graphs,
                    };
                    graphs.push(value.into_owned());
                }
                "citations" => match value.as_ref() {
                    "true" | "1" => self.citations = true,
                    "false" | "0" | "" => self.citations = false,
                    _ => return bad("citations", "true or false"),
                },
                "alternatives" => match (value.as_ref(), value.parse()) {
                    ("all", _) => self.alternatives = Some(usize::MAX),
                    (_, Ok(number)) => self.alternatives = Some(number),
                    _ => return bad("alternatives", "a whole number or `all`"),
                },
                "timeout" => match value.parse() {
                    Ok(seconds) if seconds > 0 => self.timeout = Some(seconds),
                    _ => return bad("timeout", "a number of seconds"),
                },
                "format" | "output" if !value.is_empty() => {
                    self.format = Some(value.into_owned());
                }
                // Clients send parameters of other engines along; those are nothing to us.
                _ => {}
            }
        }
        Ok(())
    }
}

/// Answers a call.
pub(super) fn answer_call(site: &Site, call: &Call, accept: &Accept) -> Reply {
    let Some(text) = &call.query else {
        if call.default_graphs.is_empty() && call.named_graphs.is_empty() {
            return service_description(site, accept);
        }
        return Reply::problem(400, "the parameter `query` is missing");
    };
    let source = Source::new("query", text.as_str());
    let (question, _) = Question::read("query", &source);
    // Variables of a query from outside are variables, whatever they are called.
    let question = Question {
        parameters: Vec::new(),
        ..question
    };
    let dataset = DatasetOfProtocol {
        default: call.default_graphs.clone(),
        named: call.named_graphs.clone(),
    };
    answer_question(site, &question, &[], &dataset, call, accept)
}

/// Answers a question, its parameters set.
pub(super) fn answer_question(
    site: &Site,
    question: &Question,
    settings: &[(String, String)],
    dataset: &DatasetOfProtocol,
    call: &Call,
    accept: &Accept,
) -> Reply {
    let accept = match &call.format {
        // Some clients give a media type there.
        Some(media_type) if media_type.contains('/') => &Accept::read(Some(media_type)),
        _ => accept,
    };
    let name = call.format.as_deref().filter(|name| !name.contains('/'));
    let named = match name.map(str::parse::<Format>) {
        Some(Err(unknown)) => {
            return Reply::problem(400, format!("{unknown}\n{}", unknown.hint));
        }
        Some(Ok(format)) => Some(format),
        None => None,
    };
    let cite =
        call.citations || accept.wants_citations() || matches!(named, Some(Format::Works(_)));
    match asked(site, question, settings, dataset, call, cite) {
        Ok(asked) => written(site, &asked, named, accept, cite),
        Err(reply) => *reply,
    }
}

/// Asks a question within the site's bounds.
pub(super) fn asked(
    site: &Site,
    question: &Question,
    settings: &[(String, String)],
    dataset: &DatasetOfProtocol,
    call: &Call,
    cite: bool,
) -> Result<Asked, Box<Reply>> {
    let seconds = call
        .timeout
        .unwrap_or(site.bounds.seconds)
        .min(site.bounds.seconds);
    let stop = CancellationToken::new();
    let request = Request {
        question,
        settings,
        default: DefaultChoice::Merged,
        base: Some(&site.base),
        options: Options {
            cite,
            alternatives: call.alternatives.unwrap_or(10),
            stop: stop.clone(),
            engine: site.engine.clone(),
            ..Options::default()
        },
    };
    let guard = super::clock::cancel_after(stop, Duration::from_secs(seconds));
    let asked = ask_of(&site.knowledge, &request, dataset);
    drop(guard);
    let asked = asked.map_err(|error| Box::new(refused(&error)))?;
    if site.knowledge.store.is_damaged() {
        return Err(Box::new(Reply::problem(
            500,
            "the store is damaged; its owner has to build it again",
        )));
    }
    if asked.answer.stopped {
        return Err(Box::new(Reply::problem(
            503,
            format!("the query was stopped after {seconds} s; ask for less, or ask in parts"),
        )));
    }
    let rows = match &asked.answer.results {
        Results::Solutions(_, rows) => rows.len(),
        Results::Graph(triples) => triples.len(),
        Results::Boolean(..) => 1,
    };
    if rows > site.bounds.rows {
        return Err(Box::new(Reply::problem(
            413,
            format!(
                "the answer has {rows} rows, and this endpoint gives at most {}; add LIMIT and OFFSET",
                site.bounds.rows
            ),
        )));
    }
    Ok(asked)
}

fn refused(error: &AskError) -> Reply {
    match error {
        AskError::Syntax(diagnostic) => Reply::problem(400, render(diagnostic, false, 100)),
        AskError::Parameter(error) => Reply::problem(400, error.to_string()),
        AskError::Evaluation(error) => Reply::problem(400, error.to_string()),
    }
}

fn written(
    site: &Site,
    asked: &Asked,
    named: Option<Format>,
    accept: &Accept,
    cite: bool,
) -> Reply {
    let results = &asked.answer.results;
    let offers = match results {
        Results::Graph(_) => GRAPHS,
        Results::Solutions(..) | Results::Boolean(..) => TABULAR,
    };
    let chosen = match named {
        Some(format) => offers
            .iter()
            .chain(WORKS)
            .copied()
            .find(|offer| offer.1 == format),
        None => accept.choose(offers),
    };
    let Some((media_type, format)) = chosen else {
        return not_acceptable(offers);
    };
    let knowledge = &site.knowledge;
    let view = asked.graphs.view(&knowledge.store);
    let mut out = Bounded::new(site.bounds.bytes);
    let outcome = match format {
        Format::Json => write_json(&mut out, results, view),
        Format::Xml => write_results(&mut out, knowledge, results, view, QueryResultsFormat::Xml),
        Format::Csv | Format::Tsv if matches!(results, Results::Graph(_)) => {
            Err(io::Error::other("a graph has no such form"))
        }
        Format::Csv => write_results(&mut out, knowledge, results, view, QueryResultsFormat::Csv),
        Format::Tsv => write_results(&mut out, knowledge, results, view, QueryResultsFormat::Tsv),
        Format::Markdown | Format::Table => {
            write_table(&mut out, knowledge, results, view, Style::Markdown)
        }
        Format::Works(format) => write_works(&mut out, knowledge, results, view, format),
        Format::Html => write_table(&mut out, knowledge, results, view, Style::Html),
        Format::Graph(format) => match results {
            Results::Graph(triples) => {
                let quads = triples
                    .iter()
                    .map(|(triple, _)| triple.clone().in_graph(GraphName::DefaultGraph));
                write_graph(&mut out, quads, format, &knowledge.prefixes)
            }
            _ => Ok(()),
        },
    };
    match outcome {
        Ok(()) => Reply::new(200, &with_charset(media_type), out.into_bytes())
            .with("vary", "accept")
            .with("x-citations", if cite { "true" } else { "false" }),
        Err(_) if out.is_full() => Reply::problem(
            413,
            format!(
                "the answer is longer than {} bytes, the most that this endpoint gives; add LIMIT and OFFSET",
                site.bounds.bytes
            ),
        ),
        Err(error) => Reply::problem(500, format!("cannot write the answer: {error}")),
    }
}

/// Returns a reply that lists what there is.
pub(super) fn not_acceptable<T>(offers: &[Offer<T>]) -> Reply {
    let mut text = "none of the accepted media types is on offer; there is:\n".to_owned();
    for (media_type, _) in offers {
        text.push_str(media_type);
        text.push('\n');
    }
    Reply::problem(406, text)
}

/// Returns a media type with its character set, where it is text.
pub(super) fn with_charset(media_type: &str) -> String {
    if media_type.starts_with("text/") {
        format!("{media_type}; charset=utf-8")
    } else {
        media_type.to_owned()
    }
}
