//! Writes RIS.

use super::read::tagged;
use crate::bibliography::field::{DATES, ROLES, SHARED};
use crate::bibliography::kind::Kind;
use crate::bibliography::record::{Day, Record};
use crate::bibliography::text::{Markup, render};
use std::io::{self, Write};

/// Writes records as RIS.
///
/// # Errors
/// Where the output cannot be written.
pub fn write_ris(out: &mut dyn Write, records: &[Record]) -> io::Result<()> {
    for record in records {
        let read = record
            .get("ris-type")
            .filter(|read| Kind::of_ris(read).is_none_or(|kind| kind == record.kind));
        line(out, "TY", read.unwrap_or(record.kind.ris()))?;
        line(out, "ID", &record.key)?;
        for (role, names) in &record.names {
            let tag = ROLES
                .iter()
                .find(|(known, _, _)| known == role)
                .map_or("", |(_, _, ris)| ris);
            for name in names {
                let text = match name.sorted() {
                    // Without a comma it would be a body.
                    text if !name.whole && !text.contains(',') => text + ",",
                    text => text,
                };
                if tag.is_empty() {
                    line(out, "N1", &format!("{role}: {text}"))?;
                } else {
                    line(out, tag, &text)?;
                }
            }
        }
        dates(out, record)?;
        fields(out, record)?;
        for keyword in &record.keywords {
            line(out, "KW", keyword)?;
        }
        writeln!(out, "ER  - \n")?;
    }
    Ok(())
}

fn dates(out: &mut dyn Write, record: &Record) -> io::Result<()> {
    if let Some(date) = record.dates.get("issued") {
        match date.start {
            Some(start) => {
                line(out, "PY", &start.year.to_string())?;
                let more = date.end.is_some() || date.season.is_some() || date.circa;
                if start.month.is_some() || more {
                    line(
                        out,
                        "DA",
                        &written(start, &if more { date.text() } else { String::new() }),
                    )?;
                }
            }
            None => line(out, "PY", &date.text())?,
        }
    }
    for (what, date) in &record.dates {
        let tag = DATES
            .iter()
            .find(|(known, _, _)| known == what)
            .map_or("", |(_, _, ris)| ris);
        match (tag, date.start) {
            _ if what == "issued" => {}
            ("", _) => line(out, "N1", &format!("{what}: {}", date.text()))?,
            (tag, Some(start)) => line(
                out,
                tag,
                &written(
                    start,
                    &if date.end.is_some() {
                        date.text()
                    } else {
                        String::new()
                    },
                ),
            )?,
            (tag, None) => line(out, tag, &date.text())?,
        }
    }
    Ok(())
}

/// Returns a date as RIS writes it: year, month, day, anything else.
fn written(day: Day, more: &str) -> String {
    let two = |part: Option<u8>| part.map_or_else(String::new, |part| format!("{part:02}"));
    format!(
        "{}/{}/{}/{more}",
        day.text("/").split('/').next().unwrap_or_default(),
        two(day.month),
        two(day.day)
    )
}

fn fields(out: &mut dyn Write, record: &Record) -> io::Result<()> {
    for (name, value) in record.in_order() {
        let value = &without_fixed_case(value);
        let several = |tag: &str, mark: &str, out: &mut dyn Write| {
            value
                .split(mark)
                .try_for_each(|value| line(out, tag, value))
        };
        match name.as_str() {
            "ris-type" | "bibtex-type" => {}
            "container-title" => line(out, "T2", value)?,
            "issue" => line(out, "IS", value)?,
            "number" if !record.kind.is_article() => line(out, "IS", value)?,
            "page" => match value.split_once('-') {
                Some((first, last))
                    if !value.contains([',', ' ']) && !first.is_empty() && !last.is_empty() =>
                {
                    line(out, "SP", first)?;
                    line(out, "EP", last)?;
                }
                _ => line(out, "SP", value)?,
            },
            "article-number" => line(out, "C7", value)?,
            "publisher" => line(out, "PB", value)?,
            "ISSN" | "ISBN" => several("SN", ", ", out)?,
            "collection-title"
                if !record.kind.is_part() && record.get("container-title").is_none() =>
            {
                line(out, "T2", value)?
            }
            "note" | "annote" => several(if name == "note" { "N1" } else { "RN" }, "\n", out)?,
            _ => {
                let tag = SHARED
                    .iter()
                    .find(|shared| shared.csl == name)
                    .and_then(|shared| shared.ris.first());
                let kept = name
                    .strip_prefix("ris-")
                    .map(str::to_uppercase)
                    .filter(|tag| tagged(&format!("{tag}  - ")).is_some());
                match (tag, kept) {
                    (Some(tag), _) => line(out, tag, value)?,
                    (None, Some(tag)) if !matches!(tag.as_str(), "TY" | "ER") => {
                        several(&tag, "\n", out)?
                    }
                    _ => line(out, "N1", &format!("{name}: {value}"))?,
                }
            }
        }
    }
    Ok(())
}

/// Returns a text without the markup that RIS has no use for.
fn without_fixed_case(text: &str) -> String {
    render(text, str::to_owned, |markup, opens| match (markup, opens) {
        (Markup::FixedCase, _) => "",
        (markup, true) => markup.opening(),
        (markup, false) => markup.closing(),
    })
}

fn line(out: &mut dyn Write, tag: &str, value: &str) -> io::Result<()> {
    let value: Vec<&str> = value.split_whitespace().collect();
    if value.is_empty() {
        return Ok(());
    }
    writeln!(out, "{tag}  - {}", value.join(" "))
}
