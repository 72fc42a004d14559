//! From the entries of a BibTeX file to records.

use super::date::{month_of_macro, read_date};
use super::names::read_names;
use super::scan::{Entry, Field, Piece, scan};
use crate::bibliography::field::{Content, DATES, ROLES, SHARED, bare_doi, split_keywords};
use crate::bibliography::key::unique_keys;
use crate::bibliography::kind::Kind;
use crate::bibliography::latex::{decode, decode_verbatim};
use crate::bibliography::record::{Date, Record};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Source;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// Reads the records of a BibTeX file; what cannot be read is reported, and reading goes on behind it.
///
/// `@string` is put in, fields of a `crossref` are taken over, LaTeX becomes characters and markup. Entries of the same
/// key are kept, later ones under a key of their own.
pub fn read_bibtex(source: &Arc<Source>) -> (Vec<Record>, Vec<Diagnostic>) {
    let file = scan(source);
    let mut reader = Reader {
        source,
        strings: &file.strings,
        diagnostics: Vec::new(),
    };
    let mut keys = FxHashSet::default();
    let mut records = Vec::new();
    let mut parents = FxHashMap::default();
    for entry in &file.entries {
        let written = entry.key.to_lowercase();
        if !entry.key.is_empty() && !keys.insert(written.clone()) {
            let message = format!("the key `{}` is taken", entry.key);
            reader.doubt(
                message,
                entry.place.clone(),
                "give each entry a key of its own",
            );
        } else {
            parents.insert(written, records.len());
        }
        records.push(reader.record(entry));
    }
    for (at, entry) in file.entries.iter().enumerate() {
        reader.inherit(&mut records, at, entry, &parents);
    }
    unique_keys(&mut records);
    let mut diagnostics = file.diagnostics;
    diagnostics.extend(reader.diagnostics);
    crate::diagnostic::sort(&mut diagnostics);
    (records, diagnostics)
}

struct Reader<'a> {
    source: &'a Arc<Source>,
    strings: &'a FxHashMap<String, Vec<Piece<'a>>>,
    diagnostics: Vec<Diagnostic>,
}

/// How deep the definition of one `@string` may use others.
const DEEPEST: usize = 16;
/// Bytes of a value that is put together from pieces.
const LONGEST: usize = 1 << 20;

impl Reader<'_> {
    fn record(&mut self, entry: &Entry<'_>) -> Record {
        let mut record = Record {
            key: entry.key.to_owned(),
            ..Record::default()
        };
        let mut fields: Vec<(&Field<'_>, String)> = Vec::new();
        for field in &entry.fields {
            if fields
                .iter()
                .take(200)
                .any(|(other, _)| other.name == field.name)
            {
                self.doubt(
                    format!("`{}` is given twice: the first counts", field.name),
                    field.place.clone(),
                    "",
                );
                continue;
            }
            let mut latex = String::new();
            self.put_together(field, &field.value, &mut latex, 0);
            fields.push((field, latex));
        }
        let subtype = fields
            .iter()
            .find(|(field, _)| field.name == "entrysubtype");
        let subtype = subtype.and_then(|(_, latex)| Kind::of_csl(latex.trim()));
        match Kind::of_bibtex(&entry.kind) {
            Some(kind) => {
                record.kind = subtype.unwrap_or(kind);
                if record.kind.bibtex() != entry.kind {
                    record.set("bibtex-type", entry.kind.as_str());
                }
            }
            None => {
                record.kind = subtype.unwrap_or_default();
                record.set("bibtex-type", entry.kind.as_str());
            }
        }
        let genre = match entry.kind.as_str() {
            "mastersthesis" => "Master's thesis",
            _ => "",
        };
        record.set("genre", genre);
        let text = |name: &str| {
            let found = fields.iter().find(|(field, _)| field.name == name);
            found
                .map(|(_, latex)| decode(latex, false))
                .unwrap_or_default()
        };
        let date = read_date(&text("date"), &text("year"), &text("month"), &text("day"));
        if let Some(date) = date {
            record.dates.insert("issued".to_owned(), date);
        }
        for (field, latex) in &fields {
            put(&mut record, &field.name, latex);
        }
        // The other formats have one field for both.
        if let (Some(title), Some(rest)) = (record.title(), record.get("subtitle")) {
            let stop = if title.ends_with(['?', '!', ':']) {
                ""
            } else {
                ":"
            };
            let whole = format!("{title}{stop} {rest}");
            record.fields.remove("subtitle");
            record.set("title", whole);
        }
        record
    }

    /// Puts the pieces of a value together.
    fn put_together(
        &mut self,
        field: &Field<'_>,
        value: &[Piece<'_>],
        out: &mut String,
        depth: usize,
    ) {
        for piece in value {
            if out.len() > LONGEST {
                return;
            }
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Name(name) => {
                    match (self.strings.get(&name.to_lowercase()), month_of_macro(name)) {
                        (Some(_), _) if depth >= DEEPEST => {}
                        (Some(value), _) => self.put_together(field, value, out, depth + 1),
                        (None, Some(month)) => out.push_str(month),
                        (None, None) => {
                            out.push_str(name);
                            let hint = format!(
                                "define it with `@string{{{name} = {{…}}}}`, or put the value in braces"
                            );
                            self.doubt(
                                format!("`{name}` is not defined"),
                                field.place.clone(),
                                &hint,
                            );
                        }
                    }
                }
            }
        }
    }

    /// Takes over what an entry lacks from the one that it refers to.
    fn inherit(
        &mut self,
        records: &mut [Record],
        at: usize,
        entry: &Entry<'_>,
        by_key: &FxHashMap<String, usize>,
    ) {
        let Some(wanted) = records[at].get("crossref").map(str::to_lowercase) else {
            return;
        };
        let Some(parent) = by_key.get(&wanted).filter(|parent| **parent != at) else {
            let place = entry
                .fields
                .iter()
                .find(|field| field.name == "crossref")
                .map(|field| field.place.clone());
            let place = place.unwrap_or_else(|| entry.place.clone());
            self.doubt(format!("no entry has the key `{wanted}`"), place, "");
            return;
        };
        let parent = records[*parent].clone();
        let record = &mut records[at];
        for (role, names) in parent.names {
            record.names.entry(role).or_insert(names);
        }
        for (what, date) in parent.dates {
            record.dates.entry(what).or_insert(date);
        }
        for (field, value) in parent.fields {
            let field = match field.as_str() {
                "title" if record.kind.is_part() => "container-title",
                "title" | "bibtex-type" | "genre" | "abstract" | "note" | "DOI" | "URL"
                | "crossref" | "page" => continue,
                other => other,
            };
            record.fields.entry(field.to_owned()).or_insert(value);
        }
    }

    fn doubt(&mut self, message: String, place: std::ops::Range<usize>, hint: &str) {
        let diagnostic =
            Diagnostic::new(Code::RECORD_DOUBTFUL, message).at(self.source.place(place));
        let diagnostic = if hint.is_empty() {
            diagnostic
        } else {
            diagnostic.with_hint(hint)
        };
        self.diagnostics.push(diagnostic);
    }
}

/// Fields whose content is written as it was read.
pub(super) fn is_raw(name: &str) -> bool {
    matches!(
        name,
        "file" | "pdf" | "eprint" | "local-url" | "crossref" | "xdata" | "ids" | "options"
    ) || name.starts_with("bdsk-")
}

fn put(record: &mut Record, name: &str, latex: &str) {
    let plain = || decode(latex, false);
    if let Some((role, _, _)) = ROLES.iter().find(|(_, bibtex, _)| *bibtex == name) {
        let names = read_names(latex);
        if !names.is_empty() {
            record.names.insert((*role).to_owned(), names);
        }
        return;
    }
    if let Some((what, _, _)) = DATES.iter().find(|(_, bibtex, _)| *bibtex == name) {
        record
            .dates
            .insert((*what).to_owned(), Date::read(&plain()));
        return;
    }
    if let Some(shared) = SHARED.iter().find(|shared| shared.bibtex.contains(&name)) {
        let value = match shared.content {
            Content::Rich => decode(latex, true),
            Content::Plain => decode(latex, false),
            Content::Verbatim => decode_verbatim(latex),
        };
        let value = if shared.csl == "DOI" {
            bare_doi(&value)
        } else {
            value
        };
        let field = if record.get(shared.csl).is_some() {
            name
        } else {
            shared.csl
        };
        record.set(field, value);
        return;
    }
    let article = record.kind.is_article();
    let field = match name {
        "date" | "year" | "month" | "day" | "entrysubtype" => return,
        "keywords" | "keyword" => {
            // EndNote writes one a line, without anything between them.
            record.keywords = match latex.contains([',', ';']) {
                true => split_keywords(&plain()),
                false => latex
                    .lines()
                    .flat_map(|line| split_keywords(&decode(line, false)))
                    .collect(),
            };
            return;
        }
        "pages" => {
            let pages = plain().replace(['–', '—', '‐', '‑'], "-");
            let pages: Vec<&str> = pages
                .split('-')
                .map(str::trim)
                .filter(|page| !page.is_empty())
                .collect();
            record.set("page", pages.join("-"));
            return;
        }
        "eid" | "articleno" | "article-number" => "article-number",
        "journal" | "journaltitle" => "container-title",
        "booktitle" if !article => "container-title",
        "number" if article => "issue",
        "number" if is_in_series(record.kind) => "collection-number",
        "issue" if article => "issue",
        "publisher" | "institution" | "school" | "organization" => "publisher",
        other => other.strip_prefix("csl-").unwrap_or(other),
    };
    let free = record.get(field).is_none();
    let field = match (free, name) {
        (false, "issue") => "issue-name",
        // BibLaTeX has the number and a name of the issue.
        (false, "number") => {
            let name_of_issue = record.get(field).unwrap_or_default().to_owned();
            record.set("issue-name", name_of_issue);
            field
        }
        (false, other) => other,
        (true, _) => field,
    };
    let value = if is_raw(field) {
        latex.trim().to_owned()
    } else {
        decode(latex, true)
    };
    record.set(field, value);
}

/// Says whether the `number` of such a work is its place in a series.
pub(super) fn is_in_series(kind: Kind) -> bool {
    matches!(
        kind.csl(),
        "book" | "chapter" | "paper-conference" | "periodical"
    ) || kind.csl().starts_with("entry")
}
