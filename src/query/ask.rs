//! Asks one question of one knowledge base.

use super::dataset::{DatasetOfProtocol, DefaultChoice, Graphs, graphs_of};
use super::parameter::{ParameterError, ParameterKind};
use super::parse::parse_with_hints;
use super::pieces::{Kind, blanked, pieces};
use super::question::Question;
use super::similar::nearest;
use crate::claim::KnowledgeBase;
use crate::diagnostic::Diagnostic;
use crate::lineage::bind::{Bindings, bind, bind_triple};
use crate::lineage::{
    Answer, Engine, EvaluationError, Evidence, Lack, Options, Results, answer, text_of_query,
};
use crate::store::Store;
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
    dataset.put_into(&mut query);
    let mut options = request.options.clone();
    if let Some(engine) = &request.options.engine {
        if wants_graphs(&**engine, &query, request.default) {
            // Engines differ in what several FROM clauses make of a triple that several graphs hold.
            options.engine = None;
        }
        wants_entities(&**engine, request);
    }
    let (bindings, settings) = bindings(knowledge, request.question, request.settings)?;
    set(&bindings, &mut query);
    let graphs = graphs_of(&mut query, &knowledge.store, request.default)
        .without(request.options.without.clone());
    let mut answer = answer(graphs.view(&knowledge.store), &query, &options)?;
    if let Some(engine) = &request.options.engine {
        wants_origins(&**engine, &knowledge.store, &mut answer.results);
    }
    Ok(Asked {
        answer,
        graphs,
        parsing,
        settings,
    })
}

/// Asks for the graphs that a query names as its own, and says whether it names any.
fn wants_graphs(engine: &dyn Engine, query: &Query, default: DefaultChoice) -> bool {
    match query.dataset() {
        None if default == DefaultChoice::Merged => return false,
        None => engine.lacks(Lack::Background),
        Some(dataset) => {
            let named = dataset.named.iter().flatten();
            for name in dataset.default.iter().chain(named) {
                engine.lacks(Lack::Graph(name.clone().into()));
            }
        }
    }
    true
}

/// Asks for what the values of parameters may mean.
fn wants_entities(engine: &dyn Engine, request: &Request<'_>) {
    for parameter in &request.question.parameters {
        let mut settings = request.settings.iter().rev();
        let given = settings.find(|(name, _)| *name == parameter.name);
        let value = given.map(|(_, value)| value).or(parameter.default.as_ref());
        if let (Some(value), ParameterKind::Iri) = (value, &parameter.kind) {
            engine.lacks(Lack::Entity(value.clone(), parameter.class.clone()));
        }
    }
}

/// Why the citations of a statement are incomplete that an engine has and nobody states.
const WITHOUT_ORIGIN: &str = "the endpoint does not say who states a matched triple";

/// Asks where the statements that an answer rests on come from, and says of which that is not known.
fn wants_origins(engine: &dyn Engine, store: &Store, results: &mut Results) {
    let origin = |evidence: &mut Evidence| {
        let mut is_known = true;
        for one in evidence.alternatives.iter().flat_map(|one| &one.statements) {
            if !engine.is_traced(one.statement) {
                let triple = store.triple(one.statement);
                engine.lacks(Lack::Origin(triple.map(|id| store.term(id).into_owned())));
            }
            is_known &= one.claim.is_some()
                || !store.claims_of(one.statement).is_empty()
                || store.derivations_of(one.statement).next().is_some()
                || store
                    .sources_of(one.statement)
                    .any(|source| !source.is_empty());
        }
        if !is_known {
            evidence.incomplete.push(WITHOUT_ORIGIN.to_owned());
        }
    };
    match results {
        Results::Solutions(_, rows) => {
            let evidence = rows.iter_mut().filter_map(|row| row.evidence.as_mut());
            evidence.for_each(origin);
        }
        Results::Graph(triples) => {
            let evidence = triples.iter_mut().filter_map(|(_, one)| one.as_mut());
            evidence.for_each(origin);
        }
        Results::Boolean(_, evidence) => evidence.iter_mut().for_each(origin),
    }
}

/// Returns a question as SPARQL that any endpoint answers: without its header, with the values of its parameters in it.
///
/// # Errors
/// Where its text is no query, or a parameter cannot be bound.
pub fn sparql_of(
    knowledge: &KnowledgeBase,
    question: &Question,
    settings: &[(String, String)],
) -> Result<String, AskError> {
    let mut query =
        parse_with_hints(&question.source, &knowledge.prefixes, None).map_err(AskError::Syntax)?;
    let (bindings, _) = bindings(knowledge, question, settings)?;
    let text = question.source.text.as_str();
    // The text as it was written is easier to read; where a value cannot stand there, what was parsed is written anew.
    let mut written = String::new();
    for piece in pieces(text) {
        match (piece.kind, &text[piece.span]) {
            (Kind::Comment, comment) if comment.starts_with("#+") => {}
            (_, words) => written.push_str(words),
        }
    }
    for (variable, term) in &bindings {
        written = replace_variable(&written, variable.as_str(), &term.to_string());
    }
    let written = format!("{}\n", written.trim());
    set(&bindings, &mut query);
    Ok(match spargebra::SparqlParser::new().parse_query(&written) {
        Ok(_) => written,
        Err(_) => format!("{}\n", text_of_query(&query)),
    })
}

/// Returns a SPARQL text with a term in the place of each occurrence of a variable.
fn replace_variable(text: &str, variable: &str, term: &str) -> String {
    let blank = blanked(text, &pieces(text));
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    let (mut out, mut from) = (String::new(), 0);
    for (at, _) in blank.match_indices(['?', '$']) {
        let end = at + 1 + variable.len();
        let named = blank.get(at + 1..end) == Some(variable);
        if at >= from && named && !blank[end..].starts_with(is_name) {
            out.push_str(&text[from..at]);
            out.push_str(term);
            from = end;
        }
    }
    out.push_str(&text[from..]);
    out
}

/// Returns the terms of a question's parameters, and the values that were used.
fn bindings(
    knowledge: &KnowledgeBase,
    question: &Question,
    settings: &[(String, String)],
) -> Result<(Bindings, Vec<(String, String)>), ParameterError> {
    for (name, _) in settings {
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
        let given = settings
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
    Ok((bindings, used))
}

/// Puts the values of parameters into a query.
fn set(bindings: &Bindings, query: &mut Query) {
    if !bindings.is_empty() {
        match query {
            Query::Select { pattern, .. }
            | Query::Ask { pattern, .. }
            | Query::Describe { pattern, .. } => *pattern = bind(pattern, bindings),
            Query::Construct {
                pattern, template, ..
            } => {
                *pattern = bind(pattern, bindings);
                for triple in template {
                    *triple = bind_triple(triple, bindings);
                }
            }
        }
    }
}
