//! Writes records as BibTeX.

use super::convert::{is_in_series, is_raw};
use super::date::MACROS;
use super::names::write_names;
use crate::bibliography::field::{Content, DATES, ROLES, SHARED, is_csl_variable, join_keywords};
use crate::bibliography::kind::Kind;
use crate::bibliography::latex::{encode, encode_verbatim, is_balanced};
use crate::bibliography::record::Record;
use std::io::{self, Write};

/// Writes records as BibTeX, in ASCII as far as LaTeX has commands for what is not.
///
/// # Errors
/// Where the output cannot be written.
pub fn write_bibtex(out: &mut dyn Write, records: &[Record]) -> io::Result<()> {
    for (number, record) in records.iter().enumerate() {
        if number > 0 {
            writeln!(out)?;
        }
        let kind = kind(record);
        writeln!(out, "@{kind}{{{},", key(&record.key))?;
        for (name, value) in fields(record, &kind) {
            writeln!(out, "  {name} = {value},")?;
        }
        writeln!(out, "}}")?;
    }
    Ok(())
}

/// Returns a key without what would end it.
fn key(text: &str) -> String {
    let key: String = text
        .chars()
        .map(|c| match c {
            '{' | '}' | '(' | ')' | ',' | '"' | '#' | '=' | '%' | '\\' | '~' | '\'' => '-',
            c if c.is_whitespace() || c.is_control() => '-',
            c => c,
        })
        .collect();
    if key.is_empty() {
        "record".to_owned()
    } else {
        key
    }
}

/// Returns the type of an entry: as it was read, where that still says what the record is.
fn kind(record: &Record) -> String {
    let read = record.get("bibtex-type");
    let read = read.filter(|read| {
        read.bytes().all(|byte| byte.is_ascii_alphabetic())
            && !matches!(*read, "string" | "comment" | "preamble")
    });
    let read = read.filter(|read| Kind::of_bibtex(read).is_none_or(|kind| kind == record.kind));
    read.unwrap_or(record.kind.bibtex()).to_owned()
}

fn fields(record: &Record, kind: &str) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    let mut put =
        |name: &str, value: String| fields.push((name.to_owned(), format!("{{{value}}}")));
    if Kind::of_bibtex(kind).unwrap_or_default() != record.kind {
        put("entrysubtype", record.kind.csl().to_owned());
    }
    for (role, name, _) in ROLES {
        if let Some(names) = record.names.get(*role).filter(|names| !names.is_empty()) {
            put(name, write_names(names));
        }
    }
    for (role, names) in &record.names {
        if !ROLES.iter().any(|(known, _, _)| known == role) {
            put(&field_name(role), write_names(names));
        }
    }
    let article = record.kind.is_article();
    let mut done: Vec<&str> = vec!["bibtex-type"];
    let mut special = |csl: &'static str, name: &str, put: &mut dyn FnMut(&str, String)| {
        if let Some(value) = record.get(csl) {
            put(name, encode(value));
            done.push(csl);
        }
    };
    special("title", "title", &mut put);
    special(
        "container-title",
        if article { "journal" } else { "booktitle" },
        &mut put,
    );
    special("volume", "volume", &mut put);
    if article {
        special("issue", "number", &mut put);
        special("issue-name", "issue", &mut put);
    } else {
        special("issue", "csl-issue", &mut put);
        if is_in_series(record.kind) {
            special("collection-number", "number", &mut put);
            special("number", "csl-number", &mut put);
        }
    }
    if let Some(pages) = record.get("page") {
        put("pages", encode(&pages.replace('-', "–")));
    }
    special("article-number", "eid", &mut put);
    let publisher = match record.kind.csl() {
        "thesis" => "school",
        "report" => "institution",
        _ => "publisher",
    };
    special("publisher", publisher, &mut put);
    done.push("page");
    date(record, &mut fields);
    let mut put =
        |name: &str, value: String| fields.push((name.to_owned(), format!("{{{value}}}")));
    for shared in SHARED {
        if let Some(value) = record
            .get(shared.csl)
            .filter(|_| !done.contains(&shared.csl))
        {
            let value = match shared.content {
                Content::Verbatim => encode_verbatim(value),
                Content::Rich | Content::Plain => encode(value),
            };
            put(shared.bibtex[0], value);
            done.push(shared.csl);
        }
    }
    for (what, name, _) in DATES {
        if let Some(date) = record.dates.get(*what) {
            put(name, encode(&date.text()));
        }
    }
    if !record.keywords.is_empty() {
        put("keywords", encode(&join_keywords(&record.keywords)));
    }
    for (name, value) in &record.fields {
        if done.contains(&name.as_str()) || value.is_empty() {
            continue;
        }
        let raw = is_raw(name) && is_balanced(value);
        let value = if raw { value.clone() } else { encode(value) };
        let shown = field_name(name);
        // A variable of CSL for which BibTeX has a word of another meaning.
        let clashes = is_csl_variable(name)
            && matches!(shown.as_str(), "event" | "number" | "page" | "issue");
        let shown = if clashes && (article || shown != "number") {
            format!("csl-{shown}")
        } else {
            shown
        };
        put(&shown, value);
    }
    fields
}

fn date(record: &Record, fields: &mut Vec<(String, String)>) {
    let Some(date) = record.dates.get("issued") else {
        return;
    };
    let Some(start) = date.start else {
        fields.push(("year".to_owned(), format!("{{{}}}", encode(&date.text()))));
        return;
    };
    if date.end.is_some() || date.circa || date.season.is_some() {
        fields.push(("date".to_owned(), format!("{{{}}}", date.text())));
    }
    fields.push(("year".to_owned(), format!("{{{:04}}}", start.year)));
    if let Some(name) = start
        .month
        .and_then(|month| MACROS.get(usize::from(month) - 1))
    {
        fields.push(("month".to_owned(), (*name).to_owned()));
    }
    if let Some(day) = start.day {
        fields.push(("day".to_owned(), format!("{{{day}}}")));
    }
}

/// Returns a name that a field can have.
fn field_name(name: &str) -> String {
    let name: String = name
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || matches!(c, '-' | '_') {
                c.to_ascii_lowercase()
            } else {
                '-'
            }
        })
        .collect();
    if name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        name
    } else {
        format!("field-{name}")
    }
}
