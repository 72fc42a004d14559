//! Bibliographies formatted by styles of the Citation Style Language.

mod private;
mod runs;

use private::private;
use runs::Runs;

use super::csl_json::csl_json;
use super::record::Record;
use super::text::{Markup, plain};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Source;
use hayagriva::archive::{ArchivedStyle, locales};
use hayagriva::citationberg::IndependentStyle;
use hayagriva::citationberg::json::Item;
use hayagriva::{BibliographyDriver, BibliographyRequest, CitationItem, CitationRequest};
use regex::Regex;
use rustc_hash::FxHashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// A style of the Citation Style Language.
#[derive(Debug, Clone)]
pub struct Style {
    style: IndependentStyle,
    /// Its name for people.
    pub title: String,
}

/// An entry of a bibliography.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormattedEntry {
    /// The key of its record.
    pub key: String,
    /// Its text, without the number that the style may put before it.
    pub runs: Vec<Run>,
}

/// A stretch of an entry that looks the same.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Run {
    /// Its text.
    pub text: String,
    /// Its markup, the outermost first.
    pub markup: Vec<Markup>,
    /// Where it leads.
    pub link: Option<String>,
}

/// Why no bibliography can be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StyleError {
    /// No style is called so.
    #[error("no style is called `{0}`")]
    Unknown(String),
    /// The style formats no bibliography, only citations.
    #[error("the style `{0}` has no bibliography, only citations")]
    NoBibliography(String),
    /// Formatting failed.
    #[error("the style `{0}` asks for what cannot be formatted")]
    Unformattable(String),
}

impl Style {
    /// Returns a style that comes with the program: `american-chemical-society`, `nature`, `apa` …
    ///
    /// # Errors
    /// Where none is called so.
    pub fn named(name: &str) -> Result<Self, StyleError> {
        let found = ArchivedStyle::by_name(name);
        let style = found.map(ArchivedStyle::get);
        match style {
            Some(hayagriva::citationberg::Style::Independent(style)) => Ok(Self::of(style)),
            _ => Err(StyleError::Unknown(name.to_owned())),
        }
    }

    /// Returns the names of the styles that come with the program.
    pub fn names() -> Vec<&'static str> {
        let all = ArchivedStyle::all().iter();
        let mut names: Vec<&str> = all
            .filter_map(|style| style.names().first().copied())
            .collect();
        names.sort_unstable();
        names
    }

    /// Reads a style.
    ///
    /// # Errors
    /// Where the text is no style that stands by itself.
    pub fn read(source: &Arc<Source>) -> Result<Self, Box<Diagnostic>> {
        let wrong = |message: String, hint: &str| {
            let diagnostic = Diagnostic::new(Code::CSL_STYLE, message)
                .at(source.place(0..first_line(&source.text)));
            Box::new(diagnostic.with_hint(hint))
        };
        let styles = "https://github.com/citation-style-language/styles has some thousand";
        match hayagriva::citationberg::Style::from_xml(&source.text) {
            Ok(hayagriva::citationberg::Style::Independent(style)) => match endless(&source.text) {
                Some(name) => Err(wrong(
                    format!("the macro `{name}` of this style uses itself"),
                    styles,
                )),
                None => Ok(Self::of(style)),
            },
            Ok(hayagriva::citationberg::Style::Dependent(style)) => {
                let parent = style.parent_link.href;
                Err(wrong(
                    "this style only names another one".to_owned(),
                    &format!("use {parent}"),
                ))
            }
            Err(error) => {
                let reason = error.to_string();
                let reason = reason.lines().next().unwrap_or_default();
                Err(wrong(format!("this is no CSL style: {reason}"), styles))
            }
        }
    }

    fn of(style: IndependentStyle) -> Self {
        Self {
            title: style.info.title.value.clone(),
            style,
        }
    }

    /// Formats a bibliography, in the order of the style.
    ///
    /// # Errors
    /// Where the style has none, or fails.
    pub fn bibliography(&self, records: &[Record]) -> Result<Vec<FormattedEntry>, StyleError> {
        let items: Vec<Item> = records.iter().filter_map(item).collect();
        // The formatter has cases that it does not provide for, and a style of the user's may lead there.
        let hook = std::panic::take_hook();
        std::panic::set_hook(Box::new(|_| {}));
        let entries = catch_unwind(AssertUnwindSafe(|| self.format(&items)));
        std::panic::set_hook(hook);
        match entries {
            Ok(Some(entries)) => Ok(entries),
            Ok(None) => Err(StyleError::NoBibliography(self.title.clone())),
            Err(_) => Err(StyleError::Unformattable(self.title.clone())),
        }
    }

    fn format(&self, items: &[Item]) -> Option<Vec<FormattedEntry>> {
        self.style.bibliography.as_ref()?;
        let locales = locales();
        let mut driver = BibliographyDriver::new();
        for item in items {
            driver.citation(CitationRequest::from_items(
                vec![CitationItem::with_entry(item)],
                &self.style,
                &locales,
            ));
        }
        let rendered = driver.finish(BibliographyRequest {
            style: &self.style,
            locale: None,
            locale_files: &locales,
        });
        let entries = rendered.bibliography?.items.into_iter().map(|item| {
            let mut runs = Runs::default();
            runs.children(&item.content, &[], None);
            FormattedEntry {
                key: item.key,
                runs: runs.done(),
            }
        });
        Some(entries.collect())
    }
}

fn first_line(text: &str) -> usize {
    text.find('\n').unwrap_or(text.len())
}

/// Returns a macro of a style that leads back to itself; formatting with it would never end.
fn endless(xml: &str) -> Option<String> {
    let tag = Regex::new(r#"<(/?)macro\b([^>]*)>|\bmacro\s*=\s*["']([^"']*)["']"#).ok()?;
    let name = Regex::new(r#"\bname\s*=\s*["']([^"']*)["']"#).ok()?;
    let mut uses: FxHashMap<String, Vec<String>> = FxHashMap::default();
    let mut inside: Option<String> = None;
    for found in tag.captures_iter(xml) {
        match (found.get(3), &inside) {
            (Some(used), Some(user)) => uses
                .entry(user.clone())
                .or_default()
                .push(used.as_str().to_owned()),
            (Some(_), None) => {}
            (None, _) if &found[1] == "/" => inside = None,
            (None, _) => inside = name.captures(&found[2]).map(|name| name[1].to_owned()),
        }
    }
    // What uses nothing that is left cannot be part of a circle.
    loop {
        let before = uses.len();
        let names: Vec<String> = uses.keys().cloned().collect();
        uses.retain(|_, used| used.iter().any(|used| names.contains(used)));
        if uses.len() == before {
            return uses.into_keys().min();
        }
    }
}

/// Returns a record as the formatter takes it.
fn item(record: &Record) -> Option<Item> {
    let mut record = record.clone();
    for (field, value) in &mut record.fields {
        // Numbers stay numbers, so that the formatter can tell.
        if field.contains("title")
            || matches!(field.as_str(), "publisher" | "genre" | "note" | "medium")
        {
            *value = private(value);
        } else if !matches!(field.as_str(), "DOI" | "URL") {
            *value = plain(value);
        }
    }
    // Styles print pages, and an article number takes their place.
    if let (None, Some(number)) = (record.get("page"), record.get("article-number")) {
        let number = number.to_owned();
        record.set("page", number);
    }
    record.fields.retain(|_, value| !value.is_empty());
    record.fields.remove("custom");
    for names in record.names.values_mut() {
        for name in names {
            name.given = spaced_initials(&name.given);
        }
    }
    for date in record.dates.values_mut() {
        // It knows no stretches of time.
        date.end = None;
        date.season = None;
    }
    record.dates.retain(|_, date| date.start.is_some());
    let mut item = csl_json(&record);
    item.as_object_mut()?.remove("custom");
    serde_json::from_value(item).ok()
}

/// Returns `U. B.` for `U.B.`.
fn spaced_initials(given: &str) -> String {
    let mut out = String::new();
    let mut letters = given.chars().peekable();
    while let Some(c) = letters.next() {
        out.push(c);
        if c == '.' && letters.peek().is_some_and(|next| next.is_alphabetic()) {
            out.push(' ');
        }
    }
    out
}
