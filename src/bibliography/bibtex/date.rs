//! Dates as BibTeX writes them: year, month and day apart, or a `date` of BibLaTeX.

use crate::bibliography::record::{Date, Day};

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
pub(super) const MACROS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// Returns the number of the month that a macro stands for, as text.
pub(super) fn month_of_macro(name: &str) -> Option<&'static str> {
    let at = MACROS
        .iter()
        .position(|known| name.eq_ignore_ascii_case(known))?;
    Some(MONTHS[at])
}

/// Puts a date together from `date`, `year`, `month` and `day`.
pub(super) fn read_date(date: &str, year: &str, month: &str, day: &str) -> Option<Date> {
    if !date.is_empty() {
        let read = Date::read(date);
        if read.start.is_some() || year.is_empty() {
            return Some(read);
        }
    }
    if year.is_empty() && month.is_empty() {
        return None;
    }
    let Some(mut read) = Some(Date::read(year)).filter(|read| read.start.is_some()) else {
        let text = if month.is_empty() {
            year.to_owned()
        } else {
            format!("{month} {year}")
        };
        return Some(Date::literal(text.trim()));
    };
    if month.is_empty() || read.end.is_some() {
        return Some(read);
    }
    let (number, in_month) = month_and_day(month);
    let day = day.trim().parse().ok().or(in_month);
    match (number, read.start) {
        (Some(number), Some(start)) => read.start = Day::new(start.year, Some(number), day),
        // `Spring`, `June/July`
        _ => match season(month) {
            Some(season) => read.season = Some(season),
            None => return Some(Date::literal(format!("{month} {year}"))),
        },
    }
    Some(read)
}

/// Reads `June`, `6`, `12 June`, `June 12`.
fn month_and_day(text: &str) -> (Option<u8>, Option<u8>) {
    let mut month = None;
    let mut numbers = Vec::new();
    let words: Vec<&str> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    for word in &words {
        if let Ok(number) = word.parse::<u8>() {
            numbers.push(number);
        } else if let Some(number) = month_named(word) {
            if month.is_some() {
                return (None, None);
            }
            month = Some(number);
        } else if !matches!(*word, "st" | "nd" | "rd" | "th") {
            return (None, None);
        }
    }
    match (month, numbers.as_slice()) {
        (Some(month), [day]) => (Some(month), Some(*day)),
        (Some(month), []) => (Some(month), None),
        (None, [month]) if (1..=12).contains(month) => (Some(*month), None),
        _ => (None, None),
    }
}

/// Returns the number of a month by its English name, or the first three letters or more of it.
pub(super) fn month_named(word: &str) -> Option<u8> {
    let word = word.to_lowercase();
    if word.chars().count() < 3 {
        return None;
    }
    let word = if word == "sept" {
        "sep".to_owned()
    } else {
        word
    };
    let at = MONTHS.iter().position(|month| month.starts_with(&word))?;
    u8::try_from(at + 1).ok()
}

fn season(text: &str) -> Option<u8> {
    match text.trim().to_lowercase().as_str() {
        "spring" => Some(1),
        "summer" => Some(2),
        "autumn" | "fall" => Some(3),
        "winter" => Some(4),
        _ => None,
    }
}
