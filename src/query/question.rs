//! The named questions of a knowledge base.

use super::header::Header;
use super::parameter::{Parameter, parameters_of};
use super::similar::nearest;
use crate::claim::Files;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Source;
use std::sync::Arc;

/// A named question: a query with its title and its parameters.
#[derive(Debug, Clone)]
pub struct Question {
    /// Its name, that of its file.
    pub name: String,
    /// What its header says.
    pub header: Header,
    /// What can be set.
    pub parameters: Vec<Parameter>,
    /// The file.
    pub source: Arc<Source>,
}

/// All questions of a knowledge base, by name.
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    questions: Vec<Question>,
}

impl Catalogue {
    /// Reads the questions among the files of a knowledge base.
    pub fn read(files: &Files) -> (Self, Vec<Diagnostic>) {
        Self::read_folder(files, "questions")
    }

    /// Reads the questions of which the sections of pages are made.
    pub fn read_sections(files: &Files) -> (Self, Vec<Diagnostic>) {
        Self::read_folder(files, "pages")
    }

    /// Reads the questions of which whole pictures are made.
    pub fn read_pictures(files: &Files) -> (Self, Vec<Diagnostic>) {
        Self::read_folder(files, "pictures")
    }

    fn read_folder(files: &Files, folder: &str) -> (Self, Vec<Diagnostic>) {
        let mut questions = Vec::new();
        let mut diagnostics = Vec::new();
        for (name, source) in files.queries(folder) {
            let (question, problems) = Question::read(name, source);
            diagnostics.extend(problems);
            questions.push(question);
        }
        questions.sort_by(|a: &Question, b| a.name.cmp(&b.name));
        (Self { questions }, diagnostics)
    }

    /// Returns the question of that name.
    pub fn get(&self, name: &str) -> Option<&Question> {
        self.questions.iter().find(|question| question.name == name)
    }

    /// Returns all questions, by name.
    pub fn iter(&self) -> impl Iterator<Item = &Question> {
        self.questions.iter()
    }

    /// Returns the name that may have been meant.
    pub fn nearest(&self, name: &str) -> Option<&str> {
        nearest(name, self.questions.iter().map(|q| q.name.as_str()))
    }
}

impl Question {
    /// Reads one question; a header that cannot be read counts as empty.
    pub fn read(name: &str, source: &Arc<Source>) -> (Self, Vec<Diagnostic>) {
        let mut diagnostics = Vec::new();
        let header = Header::read(&source.text).unwrap_or_else(|(line, reason)| {
            diagnostics.push(
                Diagnostic::new(
                    Code::QUERY_HEADER,
                    format!("cannot read the header: {reason}"),
                )
                .at(line_place(source, line)),
            );
            Header::default()
        });
        let parameters = parameters_of(&source.text, &header);
        let named = header
            .parameters
            .iter()
            .map(|note| note.name.as_str())
            .chain(
                header
                    .defaults
                    .iter()
                    .flat_map(|map| map.keys().map(String::as_str)),
            )
            .chain(
                header
                    .enumerate
                    .iter()
                    .flat_map(|map| map.keys().map(String::as_str)),
            );
        let mut unknown: Vec<&str> = named
            .filter(|name| !parameters.iter().any(|parameter| parameter.name == *name))
            .collect();
        unknown.sort_unstable();
        unknown.dedup();
        for name in unknown {
            let at = source.text.find(name).unwrap_or(0);
            diagnostics.push(
                Diagnostic::new(
                    Code::QUERY_HEADER,
                    format!("the header describes `{name}`, which the query does not use"),
                )
                .at(source.place(at..at + name.len())),
            );
        }
        let question = Self {
            name: name.to_owned(),
            header,
            parameters,
            source: Arc::clone(source),
        };
        (question, diagnostics)
    }
}

/// Returns the place of a line, counted from 1.
fn line_place(source: &Arc<Source>, line: usize) -> crate::source::Place {
    let start = source
        .text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum::<usize>();
    let length = source.text[start.min(source.text.len())..]
        .lines()
        .next()
        .map_or(0, str::len);
    source.place(start..start + length)
}
