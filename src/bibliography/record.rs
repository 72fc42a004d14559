//! A bibliographic record.

use super::kind::Kind;
use super::name::Name;
use std::collections::BTreeMap;

/// What a bibliography says of one work.
///
/// Texts may have the markup of CSL-JSON (`<i>`, `<b>`, `<sub>`, `<sup>`, `<span class="nocase">`), see
/// [`super::render`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record {
    /// By which it is cited; unique in its file.
    pub key: String,
    /// What kind of work.
    pub kind: Kind,
    /// Persons and bodies by their role, as CSL names it: `author`, `editor`, `translator`, …
    pub names: BTreeMap<String, Vec<Name>>,
    /// Dates by what happened then, as CSL names it: `issued`, `accessed`, `event-date`, …
    pub dates: BTreeMap<String, Date>,
    /// Everything else, by the name of CSL's variable (`title`, `container-title`, `DOI`, …) or, where CSL has none, by
    /// that of the file it came from.
    pub fields: BTreeMap<String, String>,
    /// Keywords, in order.
    pub keywords: Vec<String>,
}

/// A date as far as it is known, or a stretch of time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Date {
    /// The day, or the first of several.
    pub start: Option<Day>,
    /// The last day of a stretch of time.
    pub end: Option<Day>,
    /// Season from 1 (spring) to 4.
    pub season: Option<u8>,
    /// Whether it is only about right.
    pub circa: bool,
    /// Words in the place of a date, such as `in press`.
    pub literal: Option<String>,
}

/// A year with as much of month and day as is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day {
    /// Year; 0 is 1 BC.
    pub year: i32,
    /// Month from 1 to 12.
    pub month: Option<u8>,
    /// Day of the month.
    pub day: Option<u8>,
}

/// The fields that are written first.
const FIRST: [&str; 9] = [
    "title",
    "container-title",
    "collection-title",
    "volume",
    "issue",
    "number",
    "page",
    "article-number",
    "publisher",
];

impl Record {
    /// Returns a field that is there and not empty.
    pub fn get(&self, field: &str) -> Option<&str> {
        let value = self.fields.get(field).map(String::as_str);
        value.filter(|value| !value.is_empty())
    }

    /// Sets a field, unless the value is empty.
    pub fn set(&mut self, field: &str, value: impl Into<String>) {
        let value = value.into();
        if !value.is_empty() {
            self.fields.insert(field.to_owned(), value);
        }
    }

    /// Adds a value to a field that may have several; they are kept apart by a separator.
    pub(super) fn add(&mut self, field: &str, value: &str, separator: &str) {
        if value.is_empty() {
            return;
        }
        let all = self.fields.entry(field.to_owned()).or_default();
        if !all.is_empty() {
            all.push_str(separator);
        }
        all.push_str(value);
    }

    /// Returns its fields, those that people look for first.
    pub(super) fn in_order(&self) -> impl Iterator<Item = (&String, &String)> {
        let first = |name: &String| {
            FIRST
                .iter()
                .position(|known| known == name)
                .unwrap_or(FIRST.len())
        };
        let mut fields: Vec<(&String, &String)> = self.fields.iter().collect();
        fields.sort_by_key(|(name, _)| (first(name), *name));
        fields.into_iter()
    }

    /// Returns its authors.
    pub fn authors(&self) -> &[Name] {
        self.names.get("author").map_or(&[], Vec::as_slice)
    }

    /// Returns its title.
    pub fn title(&self) -> Option<&str> {
        self.get("title")
    }

    /// Returns the year in which it was published.
    pub fn year(&self) -> Option<i32> {
        Some(self.dates.get("issued")?.start?.year)
    }

    /// Returns its DOI in small letters.
    pub fn doi(&self) -> Option<String> {
        self.get("DOI").map(str::to_lowercase)
    }
}

impl Date {
    /// Returns the date of one day, month or year.
    pub fn of(year: i32, month: Option<u8>, day: Option<u8>) -> Self {
        Self {
            start: Day::new(year, month, day),
            ..Self::default()
        }
    }

    /// Returns words in the place of a date.
    pub fn literal(text: impl Into<String>) -> Self {
        Self {
            literal: Some(text.into()),
            ..Self::default()
        }
    }

    /// Reads `2020`, `2020-06`, `2020-06-12`, `2020/2021`, `2020-06/2020-07`, a `~` or `?` behind for doubt, and a month
    /// from 21 to 24 for a season; anything else is kept as words.
    pub fn read(text: &str) -> Self {
        let text = text.trim();
        let bare = text.trim_end_matches(['~', '?', '%']);
        let circa = bare.len() < text.len();
        let (start, end) = match bare.split_once('/') {
            Some((start, end)) => (start, Some(end)),
            None => (bare, None),
        };
        let Some((start, season)) = day_or_season(start) else {
            return Self::literal(text);
        };
        let end = match end {
            None | Some("" | "..") => None,
            Some(end) => match day_or_season(end) {
                Some((end, _)) => Some(end),
                None => return Self::literal(text),
            },
        };
        Self {
            start: Some(start),
            end,
            season,
            circa,
            literal: None,
        }
    }

    /// Writes what [`Date::read`] reads.
    pub fn text(&self) -> String {
        let Some(start) = self.start else {
            return self.literal.clone().unwrap_or_default();
        };
        let mut text = match self.season {
            Some(season) => format!("{}-{}", start.text_of_year(), season + 20),
            None => start.text("-"),
        };
        if let Some(end) = self.end {
            text.push('/');
            text.push_str(&end.text("-"));
        }
        if self.circa {
            text.push('~');
        }
        text
    }
}

impl Day {
    /// Returns a day that the calendar could have; without a month there is no day, and a month that is none is left out.
    pub fn new(year: i32, month: Option<u8>, day: Option<u8>) -> Option<Self> {
        if !(-9999..=9999).contains(&year) {
            return None;
        }
        let month = month.filter(|month| (1..=12).contains(month));
        let day = day.filter(|day| month.is_some() && (1..=31).contains(day));
        Some(Self { year, month, day })
    }

    /// Returns it as year, month and day with a mark between them.
    pub fn text(&self, between: &str) -> String {
        let mut text = self.text_of_year();
        for part in [self.month, self.day].into_iter().flatten() {
            text.push_str(&format!("{between}{part:02}"));
        }
        text
    }

    fn text_of_year(self) -> String {
        if self.year < 0 {
            format!("-{:04}", -self.year)
        } else {
            format!("{:04}", self.year)
        }
    }
}

fn day_or_season(text: &str) -> Option<(Day, Option<u8>)> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text),
    };
    let mut parts = digits.split('-');
    let year = parts.next()?;
    if year.len() != 4 || !year.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let year: i32 = year.parse().ok()?;
    let mut number = || match parts.next() {
        None => Some(None),
        Some(part) => part.parse::<u8>().ok().map(Some),
    };
    let (month, day) = (number()?, number()?);
    if parts.next().is_some() {
        return None;
    }
    if let Some(season @ 21..=24) = month {
        return Some((Day::new(sign * year, None, None)?, Some(season - 20)));
    }
    if month.is_some_and(|month| !(1..=12).contains(&month))
        || day.is_some_and(|day| !(1..=31).contains(&day))
    {
        return None;
    }
    Some((Day::new(sign * year, month, day)?, None))
}
