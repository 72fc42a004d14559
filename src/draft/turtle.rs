//! Pieces of Turtle.

use std::io::{self, Write};

/// Writes what is said of a thing.
pub(super) fn subject(out: &mut dyn Write, name: &str, about: &[(&str, String)]) -> io::Result<()> {
    write!(out, "{name}")?;
    for (number, (property, value)) in about.iter().enumerate() {
        let before = if number == 0 { " " } else { " ;\n    " };
        write!(out, "{before}{property} {value}")?;
    }
    writeln!(out, " .")
}

/// Returns a text as a literal.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", escaped(text))
}

/// Returns a text without ends of lines, for a comment.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns a text as it stands within the quotation marks of a literal.
pub(super) fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace(['\n', '\r', '\t'], " ")
}
