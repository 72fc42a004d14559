//! The knowledge base: the files that curators write, and the store compiled from them.

mod create;
mod files;
mod locate;
mod whole;

pub use create::create;
pub use files::{Files, FilesError};
pub use locate::Finder;
pub use whole::{FolderError, write_folder, write_part, write_whole};

use crate::diagnostic::{Code, Diagnostic};
use crate::source::Source;
use crate::store::{Builder, Part, Store, StoreError, format_of_path};
use crate::vocabulary::Prefixes;
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::Quad;
use rayon::prelude::*;
use std::path::Path;
use std::sync::Arc;

/// A store with the short names used in the files it came from.
#[derive(Debug)]
pub struct KnowledgeBase {
    /// Every statement and the claims that state it.
    pub store: Store,
    /// Short names for IRIs.
    pub prefixes: Prefixes,
}

/// Compiles the Turtle and TriG files of a knowledge base, all of them, whatever is wrong with some.
///
/// Triples that cannot be read are left out and reported.
pub fn compile(files: &Files) -> (KnowledgeBase, Vec<Diagnostic>) {
    let mut prefixes = Prefixes::default();
    let mut builder = Builder::default();
    let mut diagnostics = files.unreadable().to_vec();
    let sources: Vec<&Arc<Source>> = files.rdf().collect();
    let parts: Vec<(Part, Prefixes, Vec<Diagnostic>)> = sources
        .par_iter()
        .map(|source| {
            let (quads, problems) = read_quads(source, None);
            let mut part = Part::default();
            quads.iter().for_each(|quad| part.add(quad));
            let mut declared = Prefixes::none();
            declared.learn(&source.text);
            (part, declared, problems)
        })
        .collect();
    for (source, (part, declared, problems)) in sources.iter().zip(parts) {
        prefixes.take(declared);
        let holder = builder.source(&source.name);
        builder.start_text();
        diagnostics.extend(problems);
        builder.add_part(part, holder);
    }
    hint_at_prefixes(&mut diagnostics, &prefixes);
    builder.keep_prefixes(&prefixes.turtle());
    let store = builder.build();
    (KnowledgeBase { store, prefixes }, diagnostics)
}

/// Opens a compiled store.
///
/// # Errors
/// Where the file is none, or is cut off or damaged.
pub fn open(path: &Path) -> Result<KnowledgeBase, StoreError> {
    let store = Store::open(path)?;
    let mut prefixes = Prefixes::default();
    prefixes.learn(&store.prefixes());
    Ok(KnowledgeBase { store, prefixes })
}

/// Reads the quads of an RDF text whose relative IRIs start from a base; each problem is reported, and reading goes on
/// behind it.
pub fn read_quads(source: &Arc<Source>, base: Option<&str>) -> (Vec<Quad>, Vec<Diagnostic>) {
    let format = format_of_path(Path::new(&source.name)).unwrap_or(RdfFormat::TriG);
    let mut parser = RdfParser::from_format(format);
    if let Some(base) = base
        && let Ok(based) = RdfParser::from_format(format).with_base_iri(base)
    {
        parser = based;
    }
    let mut quads = Vec::new();
    let mut diagnostics: Vec<Diagnostic> = Vec::new();
    let mut last_line = None;
    let mut in_step = true;
    for quad in parser.for_slice(source.text.as_bytes()) {
        match quad {
            Ok(quad) => {
                quads.push(quad);
                in_step = true;
            }
            Err(error) => {
                let span = error.location().map(|location| {
                    let start = usize::try_from(location.start.offset).unwrap_or(usize::MAX);
                    let end = usize::try_from(location.end.offset).unwrap_or(usize::MAX);
                    start..end.max(start)
                });
                let place = source.place(span.unwrap_or(0..0));
                let line = place.line_and_column().0;
                // After an error the parser is out of step for a while: one report a line is enough, and the end of the
                // broken graph or of the file is none of its own.
                let follows = !in_step && matches!(&source.text[place.span.clone()], "" | "}");
                if last_line != Some(line) && !follows {
                    let message = message_of(&error.to_string());
                    diagnostics.push(Diagnostic::new(Code::SYNTAX, message).at(place));
                }
                last_line = Some(line);
                in_step = false;
            }
        }
    }
    (quads, diagnostics)
}

/// Returns what a parser says without its own account of the place.
fn message_of(text: &str) -> String {
    let message = match text.split_once(": ") {
        Some((place, message)) if place.starts_with("Parser error") => message,
        _ => text,
    };
    let message = message.trim_end_matches('.');
    let mut letters = message.chars();
    match letters.next() {
        // Headlines begin small, abbreviations apart.
        Some(first) if letters.as_str().starts_with(|c: char| !c.is_uppercase()) => {
            first.to_lowercase().collect::<String>() + letters.as_str()
        }
        _ => message.to_owned(),
    }
}

/// Adds to each report of an undeclared prefix the declaration that it lacks, where the prefix is known.
pub fn hint_at_prefixes(diagnostics: &mut [Diagnostic], prefixes: &Prefixes) {
    for diagnostic in diagnostics {
        let name = diagnostic
            .headline
            .strip_prefix("the prefix ")
            .and_then(|rest| rest.strip_suffix(": has not been declared"));
        if let Some(name) = name {
            if let Some(iri) = prefixes.get(name) {
                diagnostic.hint = Some(format!("add `@prefix {name}: <{iri}> .` at the start"));
            }
            diagnostic.headline = format!("the prefix `{name}:` is not declared");
        }
    }
}
