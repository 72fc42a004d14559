//! The named questions as an API, in the manner of grlc, described as OpenAPI 3.

use super::negotiation::Accept;
use super::protocol::{Call, answer_question, media_types};
use super::reply::Reply;
use super::site::Site;
use crate::query::{DatasetOfProtocol, Parameter, ParameterKind};
use serde_json::{Map, Value, json};

/// Parameters that belong to the API and not to a question.
const OURS: &[&str] = &["format", "citations", "alternatives", "timeout"];

/// Answers a named question with the parameters of an address.
pub(super) fn answer_named(site: &Site, name: &str, parameters: &str, accept: &Accept) -> Reply {
    let Some(question) = site.questions.get(name) else {
        let hint = site
            .questions
            .nearest(name)
            .map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        return Reply::problem(404, format!("no question is called `{name}`{hint}"));
    };
    let mut settings = Vec::new();
    let mut ours = form_urlencoded::Serializer::new(String::new());
    for (name, value) in form_urlencoded::parse(parameters.as_bytes()) {
        let own = question.parameters.iter().any(|known| known.name == name);
        if OURS.contains(&name.as_ref()) && !own {
            ours.append_pair(&name, &value);
        } else {
            settings.push((name.into_owned(), value.into_owned()));
        }
    }
    let call = match Call::read(&ours.finish(), super::protocol::Body::None) {
        Ok(call) => call,
        Err(reply) => return reply,
    };
    let dataset = DatasetOfProtocol::default();
    answer_question(site, question, &settings, &dataset, &call, accept)
}

/// Returns the description of the API, <https://spec.openapis.org/oas/v3.0.3>.
pub(super) fn open_api(site: &Site) -> Reply {
    let mut paths = Map::new();
    for question in site.questions.iter() {
        let parameters: Vec<Value> = question
            .parameters
            .iter()
            .map(described)
            .chain(common())
            .collect();
        let about = json!({
            "get": {
                "operationId": question.name,
                "summary": question.header.summary,
                "description": question.header.description.trim(),
                "tags": question.header.tags,
                "parameters": parameters,
                "responses": responses(&[
                    "application/sparql-results+json", "application/sparql-results+xml", "text/csv",
                    "text/tab-separated-values", "text/markdown", "text/html",
                ]),
            }
        });
        paths.insert(format!("/api/{}", question.name), about);
    }
    let query = json!({ "name": "query", "in": "query", "required": true, "description": "a SPARQL 1.1 query",
        "schema": { "type": "string" }, "example": "ASK {}" });
    let graphs = ["default-graph-uri", "named-graph-uri"].map(|name| {
        json!({ "name": name, "in": "query", "schema": { "type": "array", "items": { "type": "string" } },
            "description": "graphs that take the place of the query's own" })
    });
    let parameters: Vec<Value> = std::iter::once(query)
        .chain(graphs)
        .chain(common())
        .collect();
    paths.insert(
        "/sparql".to_owned(),
        json!({
            "get": {
                "operationId": "sparql",
                "summary": "SPARQL 1.1 Protocol, query operation",
                "parameters": parameters,
                "responses": responses(&media_types()),
            }
        }),
    );
    let whole = json!({
        "openapi": "3.0.3",
        "info": {
            "title": "synergraph",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Questions of a knowledge graph whose every answer carries its citations.",
            "license": { "name": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "paths": paths,
    });
    Reply::new(200, "application/json", format!("{whole:#}\n").into_bytes())
}

fn described(parameter: &Parameter) -> Value {
    let mut schema = match parameter.kind {
        ParameterKind::Integer => json!({ "type": "integer" }),
        ParameterKind::Number => json!({ "type": "number" }),
        ParameterKind::Iri | ParameterKind::Literal | ParameterKind::Language(_) => {
            json!({ "type": "string" })
        }
    };
    if !parameter.values.is_empty() {
        schema["enum"] = json!(parameter.values);
    }
    if let Some(default) = &parameter.default {
        schema["default"] = match parameter.kind {
            ParameterKind::Integer | ParameterKind::Number => {
                serde_json::from_str(default).unwrap_or_else(|_| json!(default))
            }
            _ => json!(default),
        };
    }
    json!({
        "name": parameter.name,
        "in": "query",
        "required": parameter.required && parameter.default.is_none(),
        "description": parameter.description,
        "schema": schema,
    })
}

fn common() -> impl Iterator<Item = Value> {
    [
        json!({ "name": "format", "in": "query", "description": "a form, in the place of the Accept header",
            "schema": { "type": "string", "enum": ["json", "xml", "csv", "tsv", "markdown", "html"] } }),
        json!({ "name": "citations", "in": "query", "description": "whether each row says what it rests on",
            "schema": { "type": "boolean", "default": false } }),
        json!({ "name": "timeout", "in": "query", "description": "seconds that it may take",
            "schema": { "type": "integer", "minimum": 1 } }),
    ]
    .into_iter()
}

fn responses(forms: &[&str]) -> Value {
    let content: Map<String, Value> = forms
        .iter()
        .map(|form| {
            (
                (*form).to_owned(),
                json!({ "schema": { "type": "string" } }),
            )
        })
        .collect();
    let content: Map<String, Value> = content
        .into_iter()
        .map(|(form, value)| {
            let value = if form.ends_with("json") {
                json!({ "schema": { "type": "object" } })
            } else {
                value
            };
            (form, value)
        })
        .collect();
    let problem = |text: &str| json!({ "description": text, "content": { "text/plain": { "schema": { "type": "string" } } } });
    json!({
        "200": { "description": "the answer", "content": content },
        "400": problem("the request is wrong; the body says how"),
        "404": problem("there is no such question"),
        "406": problem("no form that the client accepts is on offer"),
        "413": problem("the answer is too long"),
        "503": problem("no place is free, or the query took too long"),
    })
}
