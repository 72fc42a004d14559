//! What a service's record says of a work: Crossref's shape, CSL-JSON, and DataCite's.
//!
//! Nothing is taken to be there. Years come as `[[null]]`, titles with markup and line breaks, DOIs in any case, and
//! any member may be missing or of another type than its documentation says.

use crate::work::{Description, Notice, NoticeKind};
use serde_json::Value;

/// A record of a work.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record {
    /// Its DOI, in lower case.
    pub doi: String,
    /// Its title, without markup.
    pub title: Option<String>,
    /// Its title with the subtitle.
    pub long_title: Option<String>,
    /// Its authors, family name first.
    pub authors: Vec<String>,
    /// The journal.
    pub journal: Option<String>,
    /// Years of publication, that of print first.
    pub years: Vec<i32>,
    /// Volume.
    pub volume: Option<String>,
    /// Issue.
    pub issue: Option<String>,
    /// Pages.
    pub pages: Option<String>,
    /// Article number.
    pub article: Option<String>,
    /// Notices about it.
    pub notices: Vec<Notice>,
    /// Whether it is itself a notice about another work.
    pub is_notice: bool,
    /// Whether it is a preprint.
    pub is_preprint: bool,
}

impl Record {
    /// Returns what identifies the work.
    pub fn description(&self) -> Description {
        Description {
            titles: self.title.iter().chain(&self.long_title).cloned().collect(),
            authors: self.authors.clone(),
            years: self.years.clone(),
            volume: self.volume.clone(),
            pages: self.pages.iter().chain(&self.article).cloned().collect(),
        }
    }

    /// Returns it as a line: authors, title, journal and year, volume, page.
    pub fn line(&self) -> String {
        let mut parts = Vec::new();
        if let Some(first) = self.authors.first() {
            let more = if self.authors.len() > 1 {
                " et al."
            } else {
                ""
            };
            parts.push(format!("{}{more}", first.trim_end_matches('.')));
        }
        parts.push(
            self.title
                .clone()
                .unwrap_or_else(|| "(no title)".to_owned()),
        );
        let mut printed: Vec<String> = Vec::new();
        let year = self.years.first().map(ToString::to_string);
        match (&self.journal, year) {
            (Some(journal), Some(year)) => printed.push(format!("{journal} {year}")),
            (journal, year) => printed.extend(journal.clone().or(year)),
        }
        printed.extend(self.volume.clone());
        printed.extend(self.pages.clone().or_else(|| self.article.clone()));
        if !printed.is_empty() {
            parts.push(printed.join(", "));
        }
        parts.join(". ")
    }

    /// Reads a work of Crossref, or CSL-JSON; `None` where it has no DOI.
    pub fn of_crossref(work: &Value) -> Option<Self> {
        let doi = lower_doi(work.get("DOI")?.as_str()?)?;
        let title = first_text(&work["title"]);
        let long_title = match (&title, first_text(&work["subtitle"])) {
            (Some(title), Some(subtitle)) => Some(format!("{title}: {subtitle}")),
            _ => None,
        };
        let mut years: Vec<i32> = Vec::new();
        for date in ["published-print", "issued", "published", "published-online"] {
            if let Some(year) = year_of(&work[date]).filter(|year| !years.contains(year)) {
                years.push(year);
            }
        }
        let mut notices: Vec<Notice> = Vec::new();
        for update in list(&work["updated-by"]) {
            if let Some(notice) = notice_of(update) {
                add(&mut notices, notice);
            }
        }
        if notices.is_empty() && title.as_deref().is_some_and(is_marked_retracted) {
            notices.push(Notice {
                kind: NoticeKind::Retraction,
                date: None,
                doi: None,
                reported_by: vec!["title".to_owned()],
            });
        }
        notices.sort();
        let is_notice = list(&work["update-to"]).iter().any(|update| {
            let about = update["DOI"].as_str().and_then(lower_doi);
            kind_of(update["type"].as_str().unwrap_or_default()).is_some()
                && about.as_ref() != Some(&doi)
        });
        Some(Self {
            title,
            long_title,
            authors: list(&work["author"]).iter().filter_map(person).collect(),
            journal: first_text(&work["container-title"]),
            years,
            volume: text(&work["volume"]),
            issue: text(&work["issue"]),
            pages: text(&work["page"]),
            article: text(&work["article-number"]),
            notices,
            is_notice,
            is_preprint: work["type"] == "posted-content",
            doi,
        })
    }

    /// Reads one of DataCite's DOIs; `None` where it has none.
    pub fn of_datacite(data: &Value) -> Option<Self> {
        let attributes = data.get("attributes")?;
        let doi = attributes["doi"].as_str().or_else(|| data["id"].as_str());
        let year = match &attributes["publicationYear"] {
            Value::String(year) => year.parse().ok(),
            year => year.as_i64().and_then(|year| i32::try_from(year).ok()),
        };
        let container = &attributes["container"];
        let first = text(&container["firstPage"]);
        let pages = match (first, text(&container["lastPage"])) {
            (Some(first), Some(last)) => Some(format!("{first}-{last}")),
            (first, _) => first,
        };
        let authors = list(&attributes["creators"]).iter().filter_map(|creator| {
            match (text(&creator["familyName"]), text(&creator["givenName"])) {
                (Some(family), Some(given)) => Some(format!("{family}, {given}")),
                (family, _) => text(&creator["name"]).or(family),
            }
        });
        Some(Self {
            doi: lower_doi(doi?)?,
            title: list(&attributes["titles"])
                .iter()
                .find_map(|title| text(&title["title"])),
            authors: authors.collect(),
            journal: text(&container["title"]).or_else(|| publisher(&attributes["publisher"])),
            years: year.into_iter().filter(is_year).collect(),
            volume: text(&container["volume"]),
            issue: text(&container["issue"]),
            pages,
            is_preprint: attributes["types"]["resourceTypeGeneral"] == "Preprint",
            ..Self::default()
        })
    }
}

/// Returns a DOI in lower case without the address of a resolver before it, where the text is one.
pub fn lower_doi(text: &str) -> Option<String> {
    let mut doi = text.trim().to_lowercase();
    for start in ["https://", "http://", "dx.", "www.", "doi.org/", "doi:"] {
        if let Some(rest) = doi.strip_prefix(start) {
            doi = rest.trim_start().to_owned();
        }
    }
    let (prefix, suffix) = doi.split_once('/')?;
    let registrant = prefix.strip_prefix("10.")?;
    let sound = !registrant.is_empty()
        && registrant.chars().all(|c| c.is_ascii_digit() || c == '.')
        && !suffix.is_empty()
        && !doi.chars().any(|c| c.is_whitespace() || c.is_control());
    sound.then_some(doi)
}

/// Adds a notice; the publisher and Retraction Watch often report the same one.
fn add(notices: &mut Vec<Notice>, notice: Notice) {
    let known = notices
        .iter_mut()
        .find(|known| known.kind == notice.kind && known.doi == notice.doi);
    match known {
        Some(known) => {
            known.reported_by.extend(notice.reported_by);
            known.reported_by.sort();
            known.reported_by.dedup();
            known.date = known.date.take().or(notice.date);
        }
        None => notices.push(notice),
    }
}

fn notice_of(update: &Value) -> Option<Notice> {
    Some(Notice {
        kind: kind_of(update["type"].as_str()?)?,
        date: date_of(&update["updated"]),
        doi: update["DOI"].as_str().and_then(lower_doi),
        reported_by: vec![text(&update["source"]).unwrap_or_else(|| "publisher".to_owned())],
    })
}

/// Returns what a type of update says of the work; new versions and editions say nothing against it.
fn kind_of(update: &str) -> Option<NoticeKind> {
    let update: String = update
        .chars()
        .map(|c| {
            if c.is_alphanumeric() {
                c.to_ascii_lowercase()
            } else {
                '_'
            }
        })
        .collect();
    match update.as_str() {
        "retraction" | "withdrawal" | "removal" => Some(NoticeKind::Retraction),
        "expression_of_concern" | "concern" => Some(NoticeKind::ExpressionOfConcern),
        "correction" | "corrigendum" | "erratum" | "addendum" | "clarification"
        | "partial_retraction" => Some(NoticeKind::Correction),
        "reinstatement" => Some(NoticeKind::Reinstatement),
        _ => None,
    }
}

fn is_marked_retracted(title: &str) -> bool {
    let title = title.trim_start_matches(['[', '(']).to_lowercase();
    [
        "retracted:",
        "retracted article",
        "retracted]",
        "withdrawn:",
    ]
    .iter()
    .any(|mark| title.starts_with(mark))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// Returns a text without markup and line breaks, where there is one; a number is one, too.
fn text(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => without_markup(text),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

/// Returns the first text of a list, or the text where there is no list.
fn first_text(value: &Value) -> Option<String> {
    match value {
        Value::Array(items) => items.iter().find_map(text),
        value => text(value),
    }
}

fn publisher(value: &Value) -> Option<String> {
    text(value).or_else(|| text(&value["name"]))
}

fn person(author: &Value) -> Option<String> {
    match (text(&author["family"]), text(&author["given"])) {
        (Some(family), Some(given)) => Some(format!("{family}, {given}")),
        (Some(family), None) => Some(family),
        (None, given) => text(&author["name"])
            .or_else(|| text(&author["literal"]))
            .or(given),
    }
}

fn year_of(date: &Value) -> Option<i32> {
    let year = &date["date-parts"][0][0];
    let year = year.as_i64().or_else(|| year.as_str()?.parse().ok())?;
    i32::try_from(year).ok().filter(is_year)
}

fn is_year(year: &i32) -> bool {
    (1500..=2200).contains(year)
}

/// Returns a date as `2025-03-01`; what is not known of it is left out.
fn date_of(date: &Value) -> Option<String> {
    let mut written = year_of(date)?.to_string();
    for part in list(&date["date-parts"][0]).iter().skip(1).take(2) {
        match part.as_u64().filter(|part| (1..=31).contains(part)) {
            Some(part) => written.push_str(&format!("-{part:02}")),
            None => break,
        }
    }
    Some(written)
}

/// Returns a text without tags and entities, every stretch of white space one blank.
pub fn without_markup(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['<', '&']) {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let (read, length) = if rest.starts_with('<') {
            tag(rest)
        } else {
            entity(rest)
        };
        plain.push_str(&read);
        rest = &rest[length..];
    }
    plain.push_str(rest);
    let plain: String = plain
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns what stands for a tag, and its length; a `<` that begins none stays.
fn tag(text: &str) -> (String, usize) {
    let begins =
        text[1..].starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'));
    match text.find('>').filter(|_| begins) {
        Some(end) => (String::new(), end + 1),
        None => ("<".to_owned(), 1),
    }
}

fn entity(text: &str) -> (String, usize) {
    let Some(end) = text.find(';').filter(|end| *end <= 10) else {
        return ("&".to_owned(), 1);
    };
    let name = &text[1..end];
    let named = match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some(' '),
        _ => name.strip_prefix('#').and_then(|code| {
            let number = match code.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16).ok(),
                None => code.parse().ok(),
            };
            char::from_u32(number?)
        }),
    };
    match named {
        Some(character) => (character.to_string(), end + 1),
        None => ("&".to_owned(), 1),
    }
}
