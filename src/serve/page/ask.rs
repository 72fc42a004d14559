//! Questions as forms, and a place to ask in SPARQL.

use super::super::picture::draw;
use super::super::protocol::{Call, asked};
use super::super::reply::Reply;
use super::answer::{count, table};
use super::links::Links;
use super::{not_found, page};
use crate::bibliography::plain;
use crate::lineage::Lack;
use crate::query::{Asked, DatasetOfProtocol, Parameter, ParameterKind, Question};
use crate::report;
use crate::source::Source;
use crate::store::TermId;
use crate::vocabulary;
use maud::{Markup, PreEscaped, html};
use oxigraph::model::{NamedNodeRef, TermRef};

/// Values that a list of choices offers.
const CHOICES: usize = 400;

/// Returns the list of questions.
pub(in super::super) fn questions(links: &Links<'_>) -> Reply {
    let site = links.site;
    let content = html! {
        h1 { "Questions" }
        dl.questions {
            @for question in site.questions.iter() {
                dt { a href=(links.to(&format!("questions/{}", question.name))) { (question.header.summary) } }
                dd { (question.header.description.trim()) }
            }
        }
    };
    page(200, links, "Questions", &content)
}

/// Returns the page of a question: its parameters as a form, and its answer.
pub(in super::super) fn ask_question(
    links: &Links<'_>,
    question: &Question,
    settings: &[(String, String)],
) -> Reply {
    let site = links.site;
    // A field left empty is a parameter not set.
    let given: Vec<(String, String)> = settings
        .iter()
        .filter(|(name, value)| {
            !value.trim().is_empty() && question.parameters.iter().any(|one| one.name == *name)
        })
        .cloned()
        .collect();
    let outcome = asked(
        site,
        question,
        &given,
        &DatasetOfProtocol::default(),
        &Call::default(),
        true,
    );
    let parameters: String = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(&given)
        .finish();
    let (status, answer) = match &outcome {
        Ok(asked) => (
            200,
            html! {
                p.note { (rows(count(asked))) }
                (drawings(links, question, asked))
                (table(links, asked, &question.header.summary))
                @if links.is_served() { (downloads(links, &question.name, &parameters)) }
            },
        ),
        Err(reply) => (reply.status, trouble(reply)),
    };
    let content = html! {
        h1 { (question.header.summary) }
        p { (question.header.description.trim()) }
        @if !question.parameters.is_empty() && links.is_served() {
            form.parameters action=(links.to(&format!("questions/{}", question.name))) {
                @for parameter in &question.parameters { (field(links, parameter, &given)) }
                button { "Ask" }
            }
        }
        (answer)
        details { summary { "The question in SPARQL" } pre { code { (question.source.text) } } }
    };
    page(status, links, &question.header.summary, &content)
}

/// Returns the list of pictures, with those drawings that are small enough to stand beside each other.
pub(in super::super) fn pictures(links: &Links<'_>) -> Reply {
    let site = links.site;
    let content = html! {
        h1 { "Pictures" }
        @for question in site.drawn() {
            section {
                h2 { a href=(links.to(&format!("pictures/{}", question.name))) { (question.header.summary) } }
                @if question.header.plots.is_empty() {
                    p { (question.header.description.trim()) }
                } @else if let Ok(asked) = ask(links, question, false) {
                    (drawings(links, question, &asked))
                }
            }
        }
    };
    page(200, links, "Pictures", &content)
}

/// Asks a question as it stands.
fn ask(links: &Links<'_>, question: &Question, cite: bool) -> Result<Asked, Box<Reply>> {
    let dataset = DatasetOfProtocol::default();
    asked(links.site, question, &[], &dataset, &Call::default(), cite)
}

/// Returns the drawings of an answer, each with its caption.
fn drawings(links: &Links<'_>, question: &Question, asked: &Asked) -> Markup {
    html! {
        @if let Some(kind) = &question.header.picture {
            (draw(kind, asked, |id| (links.label(id), links.address(id))))
        }
        @for figure in report::draw(&links.site.knowledge, question, asked) {
            figure.plot tabindex="0" {
                (PreEscaped(figure.svg))
                figcaption { (plain(&figure.title)) }
            }
        }
    }
}

/// Returns the page of a picture: drawn, and as a table.
pub(in super::super) fn picture(links: &Links<'_>, name: &str) -> Reply {
    let site = links.site;
    let Some(question) = site.drawn().find(|question| question.name == name) else {
        return not_found(links, name);
    };
    let outcome = ask(links, question, true);
    let (status, drawn) = match &outcome {
        Ok(asked) => (
            200,
            html! {
                (drawings(links, question, asked))
                (table(links, asked, "The same as a table, each row with what it rests on"))
            },
        ),
        Err(reply) => (reply.status, trouble(reply)),
    };
    let content = html! {
        h1 { (question.header.summary) }
        p { (question.header.description.trim()) }
        (drawn)
    };
    page(status, links, &question.header.summary, &content)
}

/// Returns the page on which one asks in SPARQL, with the answer to what was asked.
pub(in super::super) fn ask_freely(links: &Links<'_>, text: Option<&str>) -> Reply {
    let site = links.site;
    let mut status = 200;
    let answer = text.filter(|text| !text.trim().is_empty()).map(|text| {
        let source = Source::new("query", text);
        let (question, _) = Question::read("query", &source);
        let question = Question {
            parameters: Vec::new(),
            ..question
        };
        let outcome = asked(
            site,
            &question,
            &[],
            &DatasetOfProtocol::default(),
            &Call::default(),
            true,
        );
        match outcome {
            Ok(asked) => html! {
                h2 #answer { "Answer" }
                p.note { (rows(count(&asked))) }
                (table(links, &asked, "The answer, each row with what it rests on"))
                p {
                    "The same as "
                    @for (at, format) in ["json", "csv", "tsv", "xml"].iter().enumerate() {
                        @if at > 0 { " · " }
                        @let query: String = form_urlencoded::Serializer::new(String::new())
                            .append_pair("query", text).append_pair("citations", "true").append_pair("format", format).finish();
                        a href=(format!("{}sparql?{query}", links.root)) { (format) }
                    }
                    ". This page's address repeats the question."
                }
            },
            Err(reply) => {
                status = reply.status;
                trouble(&reply)
            }
        }
    });
    let content = html! {
        h1 { "Ask in SPARQL" }
        p { "The default graph has every triple of every claim once; each claim is also a named graph. These prefixes are known: "
            code.prefixes { @for (name, _) in site.knowledge.prefixes.iter() { (name) ": " } } }
        form action=(format!("{}ask", links.root)) method="get" {
            label for="query" { "Query" }
            textarea #query name="query" rows="12" spellcheck="false" autocapitalize="off" aria-describedby="query-help" {
                (text.unwrap_or(EXAMPLE))
            }
            p #query-help .note { "Control and space completes a prefixed name; Control and Enter asks." }
            ul #completions hidden {}
            button { "Ask" }
        }
        @if let Some(answer) = answer { (answer) }
    };
    page(status, links, "Ask in SPARQL", &content)
}

const EXAMPLE: &str = "\
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

SELECT ?thing ?label WHERE {
  ?thing rdfs:label ?label .
}
LIMIT 20
";

fn trouble(reply: &Reply) -> Markup {
    html! {
        div.warning role="alert" { pre { (String::from_utf8_lossy(&reply.body).trim_end()) } }
    }
}

fn rows(count: usize) -> String {
    match count {
        0 => "No rows.".to_owned(),
        1 => "1 row.".to_owned(),
        count => format!("{count} rows."),
    }
}

fn downloads(links: &Links<'_>, name: &str, parameters: &str) -> Markup {
    html! {
        p {
            "The same as "
            @for (at, format) in ["json", "csv", "tsv", "xml", "markdown"].iter().enumerate() {
                @if at > 0 { " · " }
                a href=(format!("{}api/{name}?{}{}format={format}&citations=true", links.root, parameters,
                    if parameters.is_empty() { "" } else { "&" })) { (format) }
            }
            ". This page's address repeats the question."
        }
    }
}

fn field(links: &Links<'_>, parameter: &Parameter, given: &[(String, String)]) -> Markup {
    let value = given
        .iter()
        .rev()
        .find(|(name, _)| *name == parameter.name)
        .map(|(_, value)| value.clone());
    let shown = value.or_else(|| parameter.default.clone());
    let id = format!("set-{}", parameter.name);
    let help = format!("{id}-help");
    let choices = choices(links, parameter);
    html! {
        p {
            label for=(id) { (parameter.name.replace('_', " ")) }
            @if choices.is_empty() {
                input id=(id) name=(parameter.name) value=(shown.unwrap_or_default()) aria-describedby=(help)
                    inputmode=(if matches!(parameter.kind, ParameterKind::Number | ParameterKind::Integer) { "decimal" } else { "text" });
            } @else {
                select id=(id) name=(parameter.name) aria-describedby=(help) {
                    @if !parameter.required { option value="" { "any" } }
                    @for (value, label) in &choices {
                        option value=(value) selected[shown.as_deref() == Some(value)] { (label) }
                    }
                }
            }
            span.note id=(help) { (parameter.description) }
        }
    }
}

/// Returns the values that a parameter may have with their labels; nothing where any will do.
pub(in super::super) fn choices(links: &Links<'_>, parameter: &Parameter) -> Vec<(String, String)> {
    if !parameter.values.is_empty() {
        let values = parameter.values.iter();
        return values.map(|value| (value.clone(), value.clone())).collect();
    }
    if let (Some(engine), Some(class)) = (&links.site.engine, &parameter.class) {
        engine.lacks(Lack::Members(class.clone(), CHOICES));
    }
    let store = &links.site.knowledge.store;
    let class: Option<TermId> = parameter
        .class
        .as_deref()
        .and_then(|class| NamedNodeRef::new(class).ok())
        .and_then(|class| store.id(class));
    let Some(class) = class else {
        return Vec::new();
    };
    let mut choices: Vec<(String, String)> = links
        .citations
        .subjects(vocabulary::TYPE, class)
        .into_iter()
        .take(CHOICES)
        .filter_map(|thing| match store.term(thing) {
            TermRef::NamedNode(node) => Some((node.as_str().to_owned(), links.label(thing))),
            _ => None,
        })
        .collect();
    choices.sort_by_key(|choice| choice.1.to_lowercase());
    choices
}
