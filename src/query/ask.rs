//! Asks one question of one knowledge base.

use super::dataset::{DatasetOfProtocol, DefaultChoice, Graphs, graphs_of};
use super::parameter::ParameterError;
use super::parse::parse_with_hints;
use super::question::Question;
use super::similar::nearest;
use crate::claim::KnowledgeBase;
use crate::diagnostic::Diagnostic;
use crate::lineage::bind::{Bindings, bind, bind_triple};
use crate::lineage::{Answer, EvaluationError, Options, answer};
use spargebra::Query;
use std::time::{Duration, Instant};

/// What is asked, and how.
#[derive(Clone)]
pub struct Request<'a> {
    /// The question: named, from a file, or made up from SPARQL text.
    pub question: &'a Question,
    /// Values for its parameters.
    pub settings: &'a [(String, String)],
    /// What the default graph is.
    pub default: DefaultChoice,
    /// What relative IRIs in the query start from.
    pub base: Option<&'a str>,
    /// How to answer.
    pub options: Options,
}

/// An answer, with the graphs it was found in.
#[derive(Debug)]
pub struct Asked {
    /// The answer.
    pub answer: Answer,
    /// The graphs that the query saw.
    pub graphs: Graphs,
    /// How long parsing took.
    pub parsing: Duration,
    /// The parameters with the values that were used.
    pub settings: Vec<(String, String)>,
}

/// A question that cannot be answered.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// Its text is no SPARQL query.
    #[error("{}", .0.headline)]
    Syntax(Box<Diagnostic>),
    /// A parameter cannot be bound.
    #[error(transparent)]
    Parameter(#[from] ParameterError),
    /// It cannot be evaluated.
    #[error(transparent)]
    Evaluation(#[from] EvaluationError),
}

/// Answers a request.
///
/// # Errors
/// Where the text is no query, a parameter cannot be bound, or the evaluation stops.
pub fn ask(knowledge: &KnowledgeBase, request: &Request<'_>) -> Result<Asked, AskError> {
    ask_of(knowledge, request, &DatasetOfProtocol::default())
}

/// Answers a request over graphs that were named beside it.
///
/// # Errors
/// As for [`ask`].
pub fn ask_of(
    knowledge: &KnowledgeBase,
    request: &Request<'_>,
    dataset: &DatasetOfProtocol,
) -> Result<Asked, AskError> {
    let started = Instant::now();
    let mut query = parse_with_hints(&request.question.source, &knowledge.prefixes, request.base)
        .map_err(AskError::Syntax)?;
    let parsing = started.elapsed();
    let settings = set(knowledge, request, &mut query)?;
    dataset.put_into(&mut query);
    let graphs = graphs_of(&mut query, &knowledge.store, request.default)
        .without(request.options.without.clone());
    let answer = answer(graphs.view(&knowledge.store), &query, &request.options)?;
    Ok(Asked {
        answer,
        graphs,
        parsing,
        settings,
    })
}

/// Puts the values of parameters into a query, and returns those that were used.
fn set(
    knowledge: &KnowledgeBase,
    request: &Request<'_>,
    query: &mut Query,
) -> Result<Vec<(String, String)>, ParameterError> {
    let question = request.question;
    for (name, _) in request.settings {
        if !question.parameters.iter().any(|known| known.name == *name) {
            let names = question.parameters.iter().map(|known| known.name.as_str());
            let all: Vec<&str> = names.clone().collect();
            let hint = match (nearest(name, names), all.is_empty()) {
                (Some(near), _) => format!("did you mean `{near}`?"),
                (None, true) => "it has no parameters".to_owned(),
                (None, false) => format!("it has {}", all.join(", ")),
            };
            return Err(ParameterError::Unknown {
                question: question.name.clone(),
                name: name.clone(),
                hint,
            });
        }
    }
    let mut bindings = Bindings::default();
    let mut used = Vec::new();
    for parameter in &question.parameters {
        let given = request
            .settings
            .iter()
            .rev()
            .find(|(name, _)| *name == parameter.name)
            .map(|(_, value)| value.clone());
        let Some(value) = given.or_else(|| parameter.default.clone()) else {
            if parameter.required && !question.header.summary.is_empty() {
                return Err(ParameterError::Missing {
                    question: question.name.clone(),
                    name: parameter.name.clone(),
                });
            }
            continue;
        };
        let term = parameter.term(&value, &knowledge.store, &knowledge.prefixes)?;
        bindings.insert(parameter.variable.clone(), term);
        used.push((parameter.name.clone(), value));
    }
    if !bindings.is_empty() {
        match query {
            Query::Select { pattern, .. }
            | Query::Ask { pattern, .. }
            | Query::Describe { pattern, .. } => *pattern = bind(pattern, &bindings),
            Query::Construct {
                pattern, template, ..
            } => {
                *pattern = bind(pattern, &bindings);
                for triple in template {
                    *triple = bind_triple(triple, &bindings);
                }
            }
        }
    }
    Ok(used)
}
