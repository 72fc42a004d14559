//! Reads RIS.

use crate::bibliography::field::{DATES, ROLES, SHARED, bare_doi};
use crate::bibliography::key::{readable_key, unique_keys};
use crate::bibliography::kind::Kind;
use crate::bibliography::name::Name;
use crate::bibliography::record::{Date, Record};
use crate::diagnostic::{Code, Diagnostic, sort};
use crate::source::Source;
use std::ops::Range;
use std::sync::Arc;

/// Reads the records of a RIS file; what cannot be read is reported, and reading goes on behind it.
pub fn read_ris(source: &Arc<Source>) -> (Vec<Record>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let mut report = |slip: Slip, place: Range<usize>| {
        let diagnostic = Diagnostic::new(Code::RIS_SYNTAX, slip.message).at(source.place(place));
        diagnostics.push(match slip.hint {
            Some(hint) => diagnostic.with_hint(hint),
            None => diagnostic,
        });
    };
    let mut doubtful = Vec::new();
    let mut records = Vec::new();
    let mut open: Option<Open> = None;
    let mut stray = false;
    for (place, line) in lines(&source.text) {
        let Some((tag, value)) = tagged(line) else {
            let text = line.trim();
            match &mut open {
                _ if text.is_empty() => {}
                Some(open) => open.go_on(text),
                // One report for a stretch of lines is enough.
                None if !stray => {
                    report(STRAY, place);
                    stray = true;
                }
                None => {}
            }
            continue;
        };
        match (tag, open.take()) {
            ("TY", before) => {
                if let Some(before) = before {
                    report(NEVER_ENDED, before.place.clone());
                    records.push(before.record());
                }
                if Kind::of_ris(value).is_none() {
                    let message = format!("`{value}` is no type of reference");
                    let doubt = Diagnostic::new(Code::RECORD_DOUBTFUL, message);
                    doubtful.push(doubt.at(source.place(place.clone())));
                }
                stray = false;
                open = Some(Open {
                    place,
                    kind: value.to_owned(),
                    lines: Vec::new(),
                });
            }
            ("ER", Some(before)) => records.push(before.record()),
            ("ER", None) => report(NOTHING_OPEN, place),
            (_, Some(mut before)) => {
                before.lines.push((tag.to_owned(), value.to_owned()));
                open = Some(before);
            }
            (_, None) if !stray => {
                report(STRAY, place);
                stray = true;
            }
            (_, None) => {}
        }
    }
    if let Some(before) = open {
        report(NEVER_ENDED, before.place.clone());
        records.push(before.record());
    }
    unique_keys(&mut records);
    diagnostics.extend(doubtful);
    sort(&mut diagnostics);
    (records, diagnostics)
}

/// What can be wrong with a line, and what to do about it.
#[derive(Clone, Copy)]
struct Slip {
    message: &'static str,
    hint: Option<&'static str>,
}

const STRAY: Slip = Slip {
    message: "the line belongs to no record",
    hint: Some("a record begins with `TY  - `"),
};
const NEVER_ENDED: Slip = Slip {
    message: "the record is never ended",
    hint: Some("end it with a line `ER  - `"),
};
const NOTHING_OPEN: Slip = Slip {
    message: "no record is open that could be ended",
    hint: None,
};

/// Returns the lines of a text with their places, however they end.
fn lines(text: &str) -> impl Iterator<Item = (Range<usize>, &str)> {
    let mut start = 0;
    text.split_inclusive(['\n', '\r']).map(move |line| {
        let content = line.trim_end_matches(['\n', '\r']);
        let place = start..start + content.len();
        start += line.len();
        (place, content)
    })
}

/// Takes a line apart into tag and value.
pub(super) fn tagged(line: &str) -> Option<(&str, &str)> {
    let line = line.trim_start_matches('\u{feff}');
    let tag = line.get(..2)?;
    let bytes = tag.as_bytes();
    if !bytes[0].is_ascii_uppercase()
        || !(bytes[1].is_ascii_uppercase() || bytes[1].is_ascii_digit())
    {
        return None;
    }
    let rest = &line[2..];
    // One blank is a slip that only tags which are known are forgiven.
    let known = matches!(tag, "TY" | "ER") || SHARED.iter().any(|shared| shared.ris.contains(&tag));
    let behind = rest
        .strip_prefix("  -")
        .or_else(|| rest.strip_prefix(" -").filter(|_| known))?;
    let value = behind
        .strip_prefix(' ')
        .or_else(|| behind.is_empty().then_some(""))?;
    Some((tag, value.trim()))
}

/// A record whose end was not met yet.
struct Open {
    place: Range<usize>,
    kind: String,
    lines: Vec<(String, String)>,
}

impl Open {
    /// Adds a line without a tag to the one before; of keywords, EndNote writes each in a line of its own.
    fn go_on(&mut self, text: &str) {
        if let Some((tag, value)) = self.lines.last_mut() {
            if tag == "KW" {
                return self.lines.push(("KW".to_owned(), text.to_owned()));
            }
            if !value.is_empty() {
                value.push(' ');
            }
            value.push_str(text);
        }
    }

    fn record(self) -> Record {
        let mut record = Record::default();
        match Kind::of_ris(&self.kind) {
            Some(kind) => record.kind = kind,
            None => record.set("ris-type", self.kind.as_str()),
        }
        if record.kind.ris() != self.kind {
            record.set("ris-type", self.kind.as_str());
        }
        let mut pages = ("", "");
        let (mut dates, mut day) = (["", "", ""], "");
        // Journals and books by how surely a tag means them.
        let mut containers: Vec<(usize, &str, &str)> = Vec::new();
        for (tag, value) in &self.lines {
            if value.is_empty() {
                continue;
            }
            match tag.as_str() {
                "ID" => record.key = value.clone(),
                "A1" => name(&mut record, "author", value),
                "A2" | "ED" => name(&mut record, "editor", value),
                "KW" => record.keywords.push(value.clone()),
                "SP" => pages.0 = value,
                "EP" => pages.1 = value,
                "PY" => dates[0] = value,
                "DA" => day = value,
                "Y1" => dates[2] = value,
                "T2" => containers.push((0, tag, value)),
                "JF" => containers.push((1, tag, value)),
                "BT" => containers.push((2, tag, value)),
                "JO" => containers.push((3, tag, value)),
                "IS" => {
                    let field = if record.kind.is_article() {
                        "issue"
                    } else {
                        "number"
                    };
                    record.add(field, value, ", ");
                }
                "C7" => record.add("article-number", value, ", "),
                "PB" => record.add("publisher", value, ", "),
                "SN" => record.add(serial(value), value, ", "),
                _ => other(&mut record, tag, value),
            }
        }
        containers.sort_by_key(|(rank, _, _)| *rank);
        contain(&mut record, &containers);
        let of_year = read_date(dates[0]).start.map(|start| start.year);
        let mut in_words = None;
        match (read_date(day).start, of_year) {
            (None, Some(year)) if !day.is_empty() => {
                in_words = day_of(day, year);
                if in_words.is_none() {
                    record.add("ris-da", day, "\n");
                }
            }
            _ => dates[1] = day,
        }
        let page = match pages {
            (first, last) if last.is_empty() || first.contains('-') => first.to_owned(),
            ("", last) => last.to_owned(),
            (first, last) => format!("{first}-{last}"),
        };
        record.set("page", page);
        let date = dates
            .into_iter()
            .filter(|date| !date.is_empty())
            .map(read_date)
            .chain(in_words);
        // The one that says most counts.
        let date =
            date.max_by_key(|date| date.text().len() + usize::from(date.start.is_some()) * 1000);
        if let Some(date) = date {
            record.dates.insert("issued".to_owned(), date);
        }
        if record.key.is_empty() {
            record.key = readable_key(&record);
        }
        record
    }
}

fn name(record: &mut Record, role: &str, value: &str) {
    let name = match value {
        "et al." | "et al" | "others" => Name::others(),
        _ if value.contains(',') => Name::read(value),
        _ => Name::whole(value),
    };
    record.names.entry(role.to_owned()).or_default().push(name);
}

/// Returns whether serial numbers are those of a journal or of a book.
fn serial(value: &str) -> &'static str {
    let mut numbers = value.split([' ', ',', ';']).filter(|one| !one.is_empty());
    let of_journal = |one: &str| one.chars().filter(char::is_ascii_alphanumeric).count() == 8;
    if numbers.all(of_journal) {
        "ISSN"
    } else {
        "ISBN"
    }
}

fn contain(record: &mut Record, containers: &[(usize, &str, &str)]) {
    let mut containers = containers.iter();
    let part = record.kind.is_part()
        || matches!(
            record.kind.csl(),
            "webpage" | "document" | "software" | "dataset" | "article"
        );
    if let Some((_, tag, value)) = containers.next() {
        let field = if *tag == "T2" && !part {
            "collection-title"
        } else {
            "container-title"
        };
        record.set(field, *value);
        for (_, tag, more) in containers.filter(|(_, _, more)| more != value) {
            let short = *tag == "JO" && record.get("container-title-short").is_none();
            let field = if short {
                "container-title-short".to_owned()
            } else {
                format!("ris-{}", tag.to_lowercase())
            };
            record.set(&field, *more);
        }
    }
}

fn other(record: &mut Record, tag: &str, value: &str) {
    if let Some((role, _, _)) = ROLES.iter().find(|(_, _, ris)| *ris == tag) {
        return name(record, role, value);
    }
    if let Some((what, _, _)) = DATES.iter().find(|(_, _, ris)| *ris == tag) {
        record.dates.insert((*what).to_owned(), read_date(value));
        return;
    }
    let Some(shared) = SHARED.iter().find(|shared| shared.ris.contains(&tag)) else {
        return record.add(&format!("ris-{}", tag.to_lowercase()), value, "\n");
    };
    match shared.csl {
        "DOI" if record.get("DOI").is_none() => record.set("DOI", bare_doi(value)),
        "note" | "annote" => record.add(shared.csl, value, "\n"),
        field if record.get(field).is_none() => record.set(field, value),
        field if record.get(field) == Some(value) => {}
        // A second title, link or abstract.
        _ => record.add(&format!("ris-{}", tag.to_lowercase()), value, "\n"),
    }
}

/// Reads a day without its year, as EndNote writes it: `Mar 5`, `5 March`, `MAR`.
fn day_of(text: &str, year: i32) -> Option<Date> {
    const MONTHS: [&str; 12] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let (mut month, mut day) = (None, None);
    for word in text.split([' ', ',', '.']).filter(|word| !word.is_empty()) {
        let lower = word.to_lowercase();
        let named = MONTHS.iter().position(|known| lower.starts_with(known));
        match (named, word.parse::<u8>()) {
            (Some(at), _) if month.is_none() => month = Some(at as u8 + 1),
            (None, Ok(number)) if day.is_none() && (1..=31).contains(&number) => day = Some(number),
            _ => return None,
        }
    }
    let date = Date::of(year, month, day);
    date.start.filter(|_| month.is_some()).map(|_| date)
}

/// Reads `2020`, `2020/06/12/` and what may stand behind the third stroke.
fn read_date(text: &str) -> Date {
    let mut parts = text.splitn(4, '/').map(str::trim);
    let year = parts.next().unwrap_or_default();
    let number = |part: Option<&str>| part.and_then(|part| part.parse::<u8>().ok());
    let (month, day) = (number(parts.next()), number(parts.next()));
    let more = parts.next().unwrap_or_default();
    if !more.is_empty() {
        let whole = Date::read(more);
        if whole.start.is_some() {
            return whole;
        }
    }
    match year.parse() {
        Ok(year) if (-9999..=9999).contains(&year) => Date::of(year, month, day),
        _ => Date::read(text),
    }
}
