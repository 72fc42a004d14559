//! A rule of `queries/checks/`: a query that selects offenders.

use crate::claim::{Finder, KnowledgeBase};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lineage::{Options, Results};
use crate::query::{DefaultChoice, Question, Request, ask};
use crate::source::Source;
use oxigraph::model::TermRef;
use std::sync::Arc;

/// A query that selects what breaks a rule.
#[derive(Debug)]
pub struct Rule {
    /// Its name, which is its code.
    pub code: Code,
    question: Question,
}

impl Rule {
    /// Reads a rule; without a usable header there is none.
    pub fn read(name: &str, source: &Arc<Source>) -> (Option<Self>, Vec<Diagnostic>) {
        let (question, mut problems) = Question::read(name, source);
        let severity = match question.header.level.as_deref() {
            Some("error") => Severity::Error,
            Some("warning") => Severity::Warning,
            Some("note") => Severity::Note,
            _ => {
                problems.push(
                    Diagnostic::new(
                        Code::QUERY_HEADER,
                        "the header of a check needs `level`: error, warning or note",
                    )
                    .at(source.place(0..source.text.lines().next().map_or(0, str::len))),
                );
                return (None, problems);
            }
        };
        let code = Code {
            name: name.to_owned().into(),
            severity,
        };
        (Some(Self { code, question }), problems)
    }
}

/// Runs a rule, and reports each offender at the place where it is written.
pub fn run_rule(rule: &Rule, knowledge: &KnowledgeBase, finder: &Finder<'_>) -> Vec<Diagnostic> {
    let request = Request {
        question: &rule.question,
        settings: &[],
        default: DefaultChoice::Merged,
        base: None,
        options: Options {
            cite: false,
            ..Options::default()
        },
    };
    let asked = match ask(knowledge, &request) {
        Ok(asked) => asked,
        Err(crate::query::AskError::Syntax(diagnostic)) => return vec![*diagnostic],
        Err(error) => {
            return vec![
                Diagnostic::new(Code::QUERY_HEADER, error.to_string())
                    .at(rule.question.source.place(0..0)),
            ];
        }
    };
    let Results::Solutions(variables, rows) = &asked.answer.results else {
        return Vec::new();
    };
    rows.iter()
        .map(|row| {
            let values: Vec<(&str, Option<TermRef<'_>>)> = variables
                .iter()
                .zip(&row.values)
                .map(|(name, value)| {
                    let term = value.as_ref().map(|cell| cell.term(&knowledge.store));
                    (name.as_str(), term)
                })
                .collect();
            report(rule, knowledge, finder, &values)
        })
        .collect()
}

fn report(
    rule: &Rule,
    knowledge: &KnowledgeBase,
    finder: &Finder<'_>,
    values: &[(&str, Option<TermRef<'_>>)],
) -> Diagnostic {
    let fill = |template: &str| {
        let mut text = template.to_owned();
        for (name, term) in values {
            let shown = term.map_or_else(String::new, |term| knowledge.prefixes.show(term));
            text = text.replace(&format!("{{{name}}}"), &shown);
        }
        text
    };
    let header = &rule.question.header;
    let headline = fill(header.message.as_deref().unwrap_or(&header.summary));
    let mut diagnostic = Diagnostic::new(&rule.code, headline);
    if let Some(hint) = &header.hint {
        diagnostic = diagnostic.with_hint(fill(hint));
    }
    let iri = |name: &str| {
        values.iter().find_map(|(column, term)| match term {
            Some(TermRef::NamedNode(node)) if *column == name => Some(node.as_str().to_owned()),
            Some(TermRef::Literal(literal)) if *column == name => Some(literal.value().to_owned()),
            _ => None,
        })
    };
    let place = match (iri("claim"), iri("term")) {
        (Some(claim), Some(term)) => finder.of_term(&claim, &term),
        (Some(claim), None) => finder.of_subject(&claim),
        (None, term) => iri("subject")
            .and_then(|subject| match &term {
                Some(term) => finder.near(&subject, term),
                None => finder.of_subject(&subject),
            })
            .or_else(|| term.and_then(|term| finder.of_subject(&term))),
    };
    match place {
        Some(place) => diagnostic.at(place),
        None => diagnostic,
    }
}
