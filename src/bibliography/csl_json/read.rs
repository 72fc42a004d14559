//! Reads CSL-JSON.

use crate::bibliography::field::{DATES, ROLES, bare_doi, is_csl_variable, split_keywords};
use crate::bibliography::key::{readable_key, unique_keys};
use crate::bibliography::kind::Kind;
use crate::bibliography::name::Name;
use crate::bibliography::record::{Date, Day, Record};
use crate::diagnostic::{Code, Diagnostic, sort};
use crate::source::Source;
use serde_json::{Map, Value};
use std::ops::Range;
use std::sync::Arc;

/// Reads the items of a CSL-JSON file: a list, or one item; what cannot be read is reported, and reading goes on
/// behind it.
///
/// What registries of DOIs write in place of CSL (their names of types, lists of titles) is understood.
pub fn read_csl_json(source: &Arc<Source>) -> (Vec<Record>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let mut records = Vec::new();
    let (items, closed) = items(&source.text);
    for place in items {
        let text = &source.text[place.clone()];
        match serde_json::from_str::<Map<String, Value>>(text) {
            Ok(item) => {
                let mut reader = Reader {
                    source,
                    place,
                    diagnostics: &mut diagnostics,
                };
                records.push(reader.record(item));
            }
            Err(error) => {
                let at = place.start + offset(text, error.line(), error.column());
                let message = error.to_string();
                let message = message
                    .rsplit_once(" at line ")
                    .map_or(message.as_str(), |(message, _)| message);
                let place = source.place(at.min(place.end.saturating_sub(1))..at + 1);
                diagnostics.push(Diagnostic::new(Code::CSL_JSON_SYNTAX, message).at(place));
            }
        }
    }
    if let Err(at) = closed {
        let message = match source.text[at..].chars().next() {
            None => "the file ends before its end",
            Some(_) if records.is_empty() && diagnostics.is_empty() => {
                "this is no list of CSL-JSON items"
            }
            Some(_) => "a comma or `]` was expected here",
        };
        let diagnostic =
            Diagnostic::new(Code::CSL_JSON_SYNTAX, message).at(source.place(at..at + 1));
        diagnostics.push(diagnostic.with_hint("a file is `[{…}, {…}]`"));
    }
    unique_keys(&mut records);
    sort(&mut diagnostics);
    (records, diagnostics)
}

/// Returns the places of the objects of a list, and where the list is not what it should be.
///
/// Only braces and strings are looked at, so that a slip in one item leaves the others.
fn items(text: &str) -> (Vec<Range<usize>>, Result<(), usize>) {
    let mut items = Vec::new();
    let mut depth = 0_usize;
    let mut start = 0;
    let mut in_string = false;
    let mut escaped = false;
    let mut list = None;
    let mut wrong = None;
    for (at, byte) in text.bytes().enumerate() {
        if in_string {
            in_string = byte != b'"' || escaped;
            // A string of JSON ends with its line; one that does not would swallow the rest.
            in_string &= byte != b'\n';
            escaped = byte == b'\\' && !escaped;
            continue;
        }
        match byte {
            b'"' => {
                in_string = true;
                escaped = false;
                if depth == 0 {
                    wrong = wrong.or(Some(at));
                }
            }
            b'{' | b'[' if depth > 0 => depth += 1,
            b'{' => {
                start = at;
                depth = 1;
            }
            b'}' | b']' if depth > 1 => depth -= 1,
            b'}' if depth == 1 => {
                items.push(start..at + 1);
                depth = 0;
            }
            b'[' if list.is_none() && items.is_empty() => list = Some(at),
            b']' if depth == 0 && list.is_some() => list = Some(usize::MAX),
            _ if depth > 0 || byte.is_ascii_whitespace() || (byte == b',' && !items.is_empty()) => {
            }
            _ => wrong = wrong.or(Some(at)),
        }
    }
    if depth > 0 {
        items.push(start..text.len());
        return (items, wrong.map_or(Ok(()), Err));
    }
    let closed = match (wrong, list) {
        (Some(at), _) => Err(at),
        (None, Some(usize::MAX)) => Ok(()),
        (None, None) if items.len() == 1 => Ok(()),
        (None, None) if items.is_empty() => Err(0),
        (None, _) => Err(text.len()),
    };
    let boundary = |at: usize| {
        (0..=at.min(text.len()))
            .rev()
            .find(|at| text.is_char_boundary(*at))
            .unwrap_or(0)
    };
    (items, closed.map_err(boundary))
}

/// Returns the offset of a line and column, which count bytes.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    start + column.saturating_sub(1)
}

struct Reader<'a> {
    source: &'a Arc<Source>,
    place: Range<usize>,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Reader<'_> {
    fn record(&mut self, item: Map<String, Value>) -> Record {
        let mut record = Record::default();
        let kind = item.get("type").and_then(Value::as_str).unwrap_or_default();
        match Kind::of_csl(kind) {
            Some(kind) => record.kind = kind,
            None => {
                let message = match kind {
                    "" => "the item has no type".to_owned(),
                    kind => format!("`{kind}` is no type of CSL"),
                };
                self.doubt("type", message);
                record.set("csl-type", kind);
            }
        }
        let mut custom = Map::new();
        for (name, value) in item {
            match name.as_str() {
                "type" => {}
                "id" => record.key = scalar(&value).unwrap_or_default(),
                "keyword" => record.keywords = split_keywords(&scalar(&value).unwrap_or_default()),
                "custom" => match value {
                    Value::Object(members) => custom.extend(members),
                    other => drop(custom.insert(name, other)),
                },
                "categories" => drop(custom.insert(name, value)),
                _ if ROLES.iter().any(|(role, _, _)| *role == name) => {
                    self.names(&mut record, &name, &value)
                }
                _ if name == "issued" || DATES.iter().any(|(what, _, _)| *what == name) => {
                    self.date(&mut record, &name, &value);
                }
                _ => self.field(&mut record, &mut custom, name, value),
            }
        }
        for (name, value) in custom {
            match value {
                Value::String(text) if record.get(&name).is_none() && !is_csl_variable(&name) => {
                    record.set(&name, text)
                }
                other => {
                    // What is no text is kept as JSON.
                    let kept = record
                        .get("custom")
                        .and_then(|kept| serde_json::from_str(kept).ok());
                    let mut kept: Map<String, Value> = kept.unwrap_or_default();
                    kept.insert(name, other);
                    record.set("custom", Value::Object(kept).to_string());
                }
            }
        }
        if record.key.is_empty() {
            record.key = readable_key(&record);
        }
        record
    }

    fn field(
        &mut self,
        record: &mut Record,
        custom: &mut Map<String, Value>,
        name: String,
        value: Value,
    ) {
        // Registries write lists of titles, journals and serial numbers.
        let text = match &value {
            Value::Array(all) if all.iter().all(Value::is_string) => {
                let all: Vec<&str> = all.iter().filter_map(Value::as_str).collect();
                match name.as_str() {
                    "title" | "container-title" | "title-short" | "container-title-short" => {
                        Some(all.first().copied().unwrap_or_default().to_owned())
                    }
                    "ISSN" | "ISBN" => Some(all.join(", ")),
                    _ => None,
                }
            }
            other => scalar(other),
        };
        let Some(text) = text else {
            if is_csl_variable(&name) && !value.is_null() {
                self.doubt(&name, format!("`{name}` should be a text"));
            }
            if !value.is_null() {
                custom.insert(name, value);
            }
            return;
        };
        match name.as_str() {
            "DOI" => record.set("DOI", bare_doi(&text)),
            "number" if record.kind.is_article() => record.set("article-number", text),
            "page" => record.set("page", text.replace(['–', '—'], "-")),
            "shortTitle" => record.set("title-short", text),
            "journalAbbreviation" => record.set("container-title-short", text),
            _ => record.set(&name, text),
        }
    }

    fn names(&mut self, record: &mut Record, role: &str, value: &Value) {
        let Some(items) = value.as_array() else {
            return self.doubt(role, format!("`{role}` should be a list of names"));
        };
        let names: Vec<Name> = items.iter().filter_map(name).collect();
        if names.len() < items.len() {
            self.doubt(
                role,
                format!("a name of `{role}` has neither family name nor text"),
            );
        }
        if !names.is_empty() {
            record.names.insert(role.to_owned(), names);
        }
    }

    fn date(&mut self, record: &mut Record, what: &str, value: &Value) {
        match date(value) {
            Ok(Some(date)) => drop(record.dates.insert(what.to_owned(), date)),
            Ok(None) => {}
            Err(()) => self.doubt(what, format!("`{what}` is no date")),
        }
    }

    fn doubt(&mut self, member: &str, message: String) {
        let text = &self.source.text[self.place.clone()];
        let quoted = format!("\"{member}\"");
        let place = match text.find(&quoted) {
            Some(at) => self.place.start + at..self.place.start + at + quoted.len(),
            None => self.place.start..self.place.start + 1,
        };
        let place = self.source.place(place);
        self.diagnostics
            .push(Diagnostic::new(Code::RECORD_DOUBTFUL, message).at(place));
    }
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.split_whitespace().collect::<Vec<_>>().join(" ")),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        _ => None,
    }
}

fn name(value: &Value) -> Option<Name> {
    let part = |name: &str| value.get(name).and_then(scalar).unwrap_or_default();
    let whole = [part("literal"), part("name")]
        .into_iter()
        .find(|text| !text.is_empty());
    if let Some(text) = whole {
        let name = Name::whole(text);
        return Some(if name.is_others() {
            Name::others()
        } else {
            name
        });
    }
    let name = Name {
        family: part("family"),
        given: part("given"),
        particle: part("non-dropping-particle"),
        dropping_particle: part("dropping-particle"),
        suffix: part("suffix"),
        whole: false,
    };
    (name != Name::default()).then_some(name)
}

fn date(value: &Value) -> Result<Option<Date>, ()> {
    if let Value::String(_) | Value::Number(_) = value {
        return Ok(scalar(value).map(|text| Date::read(&text)));
    }
    let members = value.as_object().ok_or(())?;
    let mut read = Date::default();
    if let Some(parts) = members.get("date-parts") {
        let days: Vec<Option<Day>> = parts
            .as_array()
            .ok_or(())?
            .iter()
            .map(day)
            .collect::<Result<_, ()>>()?;
        read.start = days.first().copied().flatten();
        read.end = days.get(1).copied().flatten();
    } else if let Some(raw) = members.get("raw").and_then(scalar) {
        read = Date::read(&raw);
    }
    let text = |name: &str| members.get(name).and_then(scalar).unwrap_or_default();
    read.circa |= matches!(text("circa").as_str(), "true" | "1");
    read.season = text("season")
        .parse()
        .ok()
        .filter(|season| (1..=4).contains(season))
        .or(read.season);
    if read.start.is_none() && read.literal.is_none() {
        read.literal = Some(text("literal")).filter(|text| !text.is_empty());
    }
    // `[[null]]` is how registries say that they know none.
    Ok((read.start.is_some() || read.literal.is_some()).then_some(read))
}

fn day(parts: &Value) -> Result<Option<Day>, ()> {
    let mut numbers = Vec::new();
    for part in parts.as_array().ok_or(())? {
        match scalar(part) {
            None if part.is_null() => numbers.push(None),
            Some(text) if text.is_empty() => numbers.push(None),
            Some(text) => numbers.push(Some(text.parse::<i32>().map_err(|_| ())?)),
            None => return Err(()),
        }
    }
    let small = |at: usize| {
        numbers
            .get(at)
            .copied()
            .flatten()
            .and_then(|number| u8::try_from(number).ok())
    };
    match numbers.first().copied().flatten() {
        Some(year) => Day::new(year, small(1), small(2)).ok_or(()).map(Some),
        None => Ok(None),
    }
}
