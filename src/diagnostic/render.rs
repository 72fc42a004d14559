//! Draws diagnostics for people, and writes them for programs.

use super::{Diagnostic, Severity};
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use serde_json::{Value, json};

/// Returns a diagnostic as text: headline, place with the line itself, hint.
pub fn render(diagnostic: &Diagnostic, colour: bool, width: usize) -> String {
    let level = match diagnostic.code.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let title = level
        .primary_title(diagnostic.headline.as_str())
        .id(diagnostic.code.name.as_ref());
    let mut group = match &diagnostic.place {
        Some(place) => {
            // A cut-out of the lines around the place keeps drawing linear in the text.
            let text = &place.source.text;
            let start = text[..place.span.start].rfind('\n').map_or(0, |at| at + 1);
            let line_end = text[place.span.start..]
                .find('\n')
                .map_or(text.len(), |at| place.span.start + at);
            let end = place.span.end.min(line_end);
            Group::with_title(title).element(
                Snippet::source(&text[start..line_end])
                    .path(place.source.name.as_str())
                    .line_start(place.line_and_column().0)
                    .annotation(
                        AnnotationKind::Primary.span(place.span.start - start..end - start),
                    ),
            )
        }
        None => Group::with_title(title),
    };
    if let Some(hint) = &diagnostic.hint {
        group = group.element(Level::HELP.message(hint.as_str()));
    }
    let renderer = if colour {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    renderer.term_width(width).render(&[group])
}

/// Returns a diagnostic as JSON: code, severity, message, file, line, column, hint.
pub fn to_json(diagnostic: &Diagnostic) -> Value {
    let (line, column) = diagnostic
        .place
        .as_ref()
        .map(crate::source::Place::line_and_column)
        .unzip();
    json!({
        "code": diagnostic.code.name,
        "severity": diagnostic.code.severity.name(),
        "message": diagnostic.headline,
        "file": diagnostic.place.as_ref().map(|place| place.source.name.clone()),
        "line": line,
        "column": column,
        "hint": diagnostic.hint,
    })
}
