//! Writes CSL-JSON.

use crate::bibliography::field::{is_csl_variable, join_keywords};
use crate::bibliography::name::Name;
use crate::bibliography::record::{Date, Record};
use serde_json::{Map, Value, json};
use std::io::{self, Write};

/// Writes records as a list of CSL-JSON items.
///
/// # Errors
/// Where the output cannot be written.
pub fn write_csl_json(out: &mut dyn Write, records: &[Record]) -> io::Result<()> {
    write!(out, "[")?;
    for (number, record) in records.iter().enumerate() {
        let item = serde_json::to_string_pretty(&csl_json(record)).map_err(io::Error::other)?;
        let comma = if number == 0 { "" } else { "," };
        write!(out, "{comma}\n{item}")?;
    }
    writeln!(out, "\n]")
}

/// Returns a record as a CSL-JSON item; what CSL has no variable for stands under `custom`.
pub fn csl_json(record: &Record) -> Value {
    let mut item = Map::new();
    item.insert("id".to_owned(), record.key.clone().into());
    item.insert("type".to_owned(), record.kind.csl().into());
    let mut custom = Map::new();
    if let Some(kept) = record
        .get("custom")
        .and_then(|kept| serde_json::from_str::<Map<String, Value>>(kept).ok())
    {
        custom.extend(kept);
    }
    for field in ["title", "container-title"] {
        if let Some(value) = record.get(field) {
            item.insert(field.to_owned(), value.into());
        }
    }
    for (role, names) in &record.names {
        let names: Vec<Value> = names.iter().map(name_to_json).collect();
        item.insert(role.clone(), names.into());
    }
    for (what, date) in &record.dates {
        item.insert(what.clone(), date_to_json(date));
    }
    for (field, value) in record.in_order() {
        let name = match field.as_str() {
            "article-number" if record.kind.is_article() => "number",
            other => other,
        };
        if name == "custom" {
            continue;
        }
        if is_csl_variable(name)
            && !(name == "number" && field == "number" && record.kind.is_article())
        {
            item.insert(name.to_owned(), value.clone().into());
        } else {
            custom.insert(field.clone(), value.clone().into());
        }
    }
    if let Some(categories) = custom.remove("categories") {
        item.insert("categories".to_owned(), categories);
    }
    if !record.keywords.is_empty() {
        item.insert("keyword".to_owned(), join_keywords(&record.keywords).into());
    }
    if !custom.is_empty() {
        item.insert("custom".to_owned(), Value::Object(custom));
    }
    Value::Object(item)
}

fn name_to_json(name: &Name) -> Value {
    if name.whole {
        return json!({ "literal": name.family });
    }
    let parts = [
        ("family", &name.family),
        ("given", &name.given),
        ("dropping-particle", &name.dropping_particle),
        ("non-dropping-particle", &name.particle),
        ("suffix", &name.suffix),
    ];
    parts
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(part, text)| (part.to_owned(), Value::from(text.as_str())))
        .collect::<Map<_, _>>()
        .into()
}

fn date_to_json(date: &Date) -> Value {
    let mut members = Map::new();
    let days: Vec<Value> = [date.start, date.end]
        .into_iter()
        .flatten()
        .map(|day| {
            let parts = [
                Some(day.year),
                day.month.map(i32::from),
                day.day.map(i32::from),
            ];
            parts.into_iter().flatten().collect::<Vec<i32>>().into()
        })
        .collect();
    if days.is_empty() {
        members.insert("literal".to_owned(), date.text().into());
    } else {
        members.insert("date-parts".to_owned(), days.into());
    }
    if let Some(season) = date.season {
        members.insert("season".to_owned(), season.into());
    }
    if date.circa {
        members.insert("circa".to_owned(), true.into());
    }
    members.into()
}
