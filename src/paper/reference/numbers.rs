//! The numbers of an entry: year, volume, issue, pages.
//!
//! Styles differ in order and punctuation, and hardly in anything else. So numbers that hang together, with nothing
//! but punctuation and labels between them, are taken as one run, and their roles follow from labels, shapes and order.

mod item;

use super::Pattern;
use super::layout::{Entry, Face};
use item::{Item, Role, items};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// The numbers, and where their run lies.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Numbers {
    /// Where the run with volume or pages begins; nothing where there is none.
    pub(super) start: Option<usize>,
    /// Whether that run names a volume.
    pub(super) year: Option<String>,
    pub(super) volume: Option<String>,
    pub(super) issue: Option<String>,
    pub(super) pages: Option<String>,
    /// Where the first year begins that may end a title.
    pub(super) year_start: Option<usize>,
}

/// Reads the numbers of an entry from an offset on, where what comes after the authors begins.
pub(super) fn read(entry: &Entry, from: usize, year_known: Option<&str>) -> Numbers {
    let text = entry.text.as_str();
    let items = items(text, from);
    let mut runs: Vec<Range<usize>> = Vec::new();
    for index in 0..items.len() {
        let joined = index > 0 && {
            let between = &text[items[index - 1].whole.end..items[index].whole.start];
            between.len() <= 6
                && between.chars().all(|c| {
                    c.is_whitespace()
                        || matches!(c, ',' | ';' | ':' | '.' | '-' | '–' | '—' | '|' | '(' | ')')
                })
        };
        match runs.last_mut() {
            Some(run) if joined => run.end = index + 1,
            _ => runs.push(index..index + 1),
        }
    }
    let mut best: Option<(usize, Numbers)> = None;
    for run in &runs {
        let run = &items[run.clone()];
        let (score, numbers) = assign(entry, run, year_known, from);
        // A second work or a translation may follow: `7, 12 (1999) [Made-Up J. 3, 45 (1999)]`.
        let whole = |numbers: &Numbers| {
            numbers.year.is_some() && numbers.volume.is_some() && numbers.pages.is_some()
        };
        let second = whole(&numbers)
            && best.as_ref().is_some_and(|(_, first)| {
                let before = &text[from..first.start.unwrap_or(from)];
                whole(first) && !before.contains(['[', '“', '"', '‘'])
            });
        if second {
            break;
        }
        let fits = score >= 2
            && best
                .as_ref()
                .is_none_or(|(other, _)| score >= *other || score >= 4);
        if fits {
            best = Some((score, numbers));
        }
    }
    let mut numbers = best.map_or_else(Numbers::default, |(_, numbers)| numbers);
    if numbers.issue.is_none() && numbers.pages.is_none() {
        numbers.pages = chapter_pages(text, &items);
    }
    // Editors may stand between the volume of a book and the pages.
    if numbers.volume.is_none() && numbers.pages.is_some() {
        let mut volumes = items.iter().filter(|item| item.role == Role::Volume);
        numbers.volume = volumes
            .next()
            .filter(|_| volumes.next().is_none())
            .map(|item| text[item.value.clone()].to_owned());
    }
    if numbers.year.is_none() && year_known.is_none() {
        // The last year outside the run, in brackets or at the end rather than in a title.
        let years: Vec<&Item> = items
            .iter()
            .filter(|item| item.role == Role::Year)
            .collect();
        let after = |item: &Item| {
            text[item.whole.end..]
                .trim_matches(|c: char| !c.is_alphanumeric())
                .is_empty()
        };
        let goes_on = |item: &Item| {
            text[item.whole.end..]
                .trim_start()
                .starts_with(char::is_lowercase)
        };
        let chosen = years
            .iter()
            .rev()
            .find(|item| {
                item.enclosed
                    || after(item) && (years.len() == 1 || !in_sentence(text, item))
                    || numbers.start.is_some_and(|start| item.whole.start > start)
            })
            .or_else(|| years.iter().rev().find(|item| set_off(text, item)))
            .or_else(|| {
                years
                    .last()
                    .filter(|item| years.len() == 1 && !(in_sentence(text, item) && goes_on(item)))
            });
        if let Some(item) = chosen {
            numbers.year = Some(text[item.value.clone()].to_owned());
            numbers.year_start = Some(item.whole.start);
        }
    }
    numbers
}

/// Returns the only range of an entry without a volume, between a comma and a stop, or before a publisher in brackets: a
/// chapter's pages, `…, 55–81. London`, `(eds Doe, J. & Roe, R.) 55–81 (Made-Up Press, 2001)`.
fn chapter_pages(text: &str, items: &[Item]) -> Option<String> {
    let range = |item: &&Item| {
        let value = &text[item.value.clone()];
        let ends = value.split_once(['-', '–', '—']).and_then(|(low, high)| {
            // `167–95` is 167 to 195.
            let whole = match high.len() < low.len() && low.is_ascii() {
                true => format!("{}{high}", &low[..low.len() - high.len()]),
                false => high.to_owned(),
            };
            Some((low.parse::<u32>().ok()?, whole.parse::<u32>().ok()?))
        });
        let years = |number: u32| (1000..2100).contains(&number);
        let before = text[..item.whole.start].trim_end();
        let after = &text[item.whole.end..];
        item.role == Role::Bare
            && ends.is_some_and(|(low, high)| low < high && !(years(low) && years(high)))
            && (before.ends_with(',') && after.starts_with(['.', ','])
                || before.ends_with([',', ')']) && after.starts_with(" ("))
    };
    let mut ranges = items.iter().filter(range);
    let only = ranges.next()?;
    ranges
        .next()
        .is_none()
        .then(|| text[only.value.clone()].to_owned())
}

/// Says whether a year follows a word in small letters: "in 2003 or 2004".
fn in_sentence(text: &str, item: &Item) -> bool {
    let before = text[..item.whole.start].trim_end();
    before.ends_with(char::is_lowercase)
        && before
            .rsplit(' ')
            .next()
            .is_some_and(|word| word.starts_with(char::is_lowercase))
}

/// Says whether a year stands between marks, not in a sentence.
fn set_off(text: &str, item: &Item) -> bool {
    let before = text[..item.whole.start].trim_end();
    let after = text[item.whole.end..].trim_start();
    before.ends_with([',', '.', ';', ':']) && after.starts_with([',', '.', ';', ':', ')'])
}

/// Gives the items of a run their roles; the more there are, the likelier it is the run of a journal.
fn assign(entry: &Entry, run: &[Item], year_known: Option<&str>, from: usize) -> (usize, Numbers) {
    let text = entry.text.as_str();
    let value = |item: &Item| text[item.value.clone()].trim().to_owned();
    let mut numbers = Numbers {
        start: run.first().map(|item| item.whole.start),
        ..Numbers::default()
    };
    let mut score = 0;
    let years: Vec<usize> = (0..run.len())
        .filter(|index| run[*index].role == Role::Year)
        .collect();
    let bare_years = years.iter().filter(|index| !run[**index].enclosed).count();
    let others = run.iter().filter(|item| item.role == Role::Bare).count();
    // With a year behind the authors, a number that looks like one is a volume or page, unless it is the same again.
    let year = match year_known {
        Some(known) => years.iter().copied().find(|index| {
            let item = &run[*index];
            let dated = item.whole.len() > item.value.len() + 2;
            &text[item.value.clone()] == known
                && (item.enclosed || dated || others > 1 && *index + 1 == run.len())
        }),
        None => years
            .iter()
            .copied()
            .find(|index| run[*index].enclosed)
            .or_else(|| {
                years
                    .first()
                    .copied()
                    .filter(|index| *index == 0 || bare_years == 1)
            })
            .or_else(|| years.last().copied()),
    };
    if let Some(index) = year {
        numbers.year = Some(value(&run[index]));
        numbers.year_start = Some(run[index].whole.start);
        score += 1;
    }
    let mut bare: Vec<&Item> = Vec::new();
    let mut labelled = false;
    for (index, item) in run.iter().enumerate() {
        if Some(index) == year {
            continue;
        }
        match item.role {
            Role::Volume => {
                labelled = true;
                numbers.volume = Some(value(item));
            }
            Role::Issue if item.enclosed => {
                let follows = index > 0
                    && matches!(run[index - 1].role, Role::Bare | Role::Volume | Role::Year);
                if follows && numbers.issue.is_none() {
                    numbers.issue = Some(value(item));
                    if bare.len() == 1 && numbers.volume.is_none() {
                        numbers.volume = bare.pop().map(value);
                    }
                } else if !follows {
                    bare.push(item);
                }
            }
            Role::Issue => {
                labelled = true;
                numbers.issue = Some(value(item));
                if bare.len() == 1 && numbers.volume.is_none() {
                    numbers.volume = bare.pop().map(value);
                }
            }
            Role::Pages => {
                labelled = true;
                numbers.pages = Some(value(item));
            }
            Role::Bare | Role::Year => bare.push(item),
            Role::Nothing => {}
        }
    }
    let is_pages = |item: &Item| {
        let text = &text[item.value.clone()];
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        text.contains(['-', '‐', '‑', '–', '—', '−'])
            || digits > 4
            || digits > 3 && year.is_some()
            || text.starts_with(|c: char| c.is_ascii_alphabetic())
    };
    match (
        bare.as_slice(),
        numbers.volume.is_some(),
        numbers.pages.is_some(),
    ) {
        ([], ..) => {}
        ([only], true, false) => numbers.pages = Some(value(only)),
        // "In Proc. Things 2006, May 2006, pp. 1–7"
        ([only], false, true) if only.role == Role::Year && numbers.year == Some(value(only)) => {}
        ([only], false, true) => numbers.volume = Some(value(only)),
        ([only], true, true) if numbers.issue.is_none() => numbers.issue = Some(value(only)),
        ([only], false, false) => {
            let face = entry.face(only.value.start);
            if face != Some(Face::Bold)
                && (is_pages(only) && face.is_none() || text[..only.whole.start].ends_with(':'))
            {
                numbers.pages = Some(value(only));
            } else if face.is_some() || run.len() > 1 && !follows_nothing(text, from, only) {
                numbers.volume = Some(value(only));
            }
        }
        ([volume, pages], false, false) => {
            numbers.volume = Some(value(volume));
            numbers.pages = Some(value(pages));
        }
        ([volume, issue], false, true) => {
            numbers.volume = Some(value(volume));
            numbers.issue.get_or_insert_with(|| value(issue));
        }
        ([issue, pages], true, false) => {
            numbers.issue.get_or_insert_with(|| value(issue));
            numbers.pages = Some(value(pages));
        }
        ([volume, issue, .., pages], false, false) => {
            numbers.volume = Some(value(volume));
            numbers.issue.get_or_insert_with(|| value(issue));
            numbers.pages = Some(value(pages));
        }
        _ => {}
    }
    // `7.3` is volume and issue.
    if numbers.issue.is_none()
        && let Some((volume, issue)) = numbers
            .volume
            .as_deref()
            .and_then(|volume| volume.split_once(['.', '/']))
    {
        (numbers.volume, numbers.issue) = (Some(volume.to_owned()), Some(issue.to_owned()));
    }
    score += usize::from(numbers.volume.is_some())
        + usize::from(numbers.pages.is_some())
        + usize::from(numbers.issue.is_some());
    score += usize::from(labelled);
    if numbers.volume.is_none() && numbers.pages.is_none() {
        score = 0;
    }
    // A year is known already, or comes later, and one number with a face of its own or of a page's form is the end.
    let last = run.last().is_none_or(|item| {
        text[item.whole.end..]
            .trim_matches(|c: char| !c.is_alphanumeric())
            .is_empty()
    });
    let faced = run
        .iter()
        .any(|item| item.role == Role::Bare && entry.face(item.value.start) == Some(Face::Bold));
    if score == 1 && (last && bare.first().is_some_and(|item| is_pages(item)) || faced) {
        score = 2;
    }
    (score, numbers)
}

fn follows_nothing(text: &str, from: usize, item: &Item) -> bool {
    text[from..item.whole.start].trim().is_empty()
}

/// Returns where what follows a year begins that stands behind the authors, and the year.
pub(super) fn year_after_authors(text: &str, from: usize) -> (usize, Option<String>) {
    static AFTER: Pattern = LazyLock::new(|| {
        Regex::new(r"^[\s.,:;*]*(?:cited\s)?(?:[(\[](?:[A-Z][a-z]{2,8}\.?\s)?(?P<a>(?:1[6-9]\d|20[0-3])\d)[a-z]?(?:[,/]\s*(?:[A-Z][a-z]+\.?|\d{1,2}(?:[–-]\d{1,2})?)(?:\s+\d{1,2}(?:[–-]\d{1,2})?|\s+[A-Z][a-z]+)?)?[)\]]|(?P<b>(?:1[6-9]\d|20[0-3])\d)[a-z]?(?:,\s[A-Z][a-z]{2,8}\.|[.:,;]|\s+[\p{Lu}\d“‘']|\s*$))").ok()
    });
    let Some(found) = AFTER
        .as_ref()
        .and_then(|after| after.captures(&text[from..]))
    else {
        return (from, None);
    };
    let Some(year) = found.name("a").or_else(|| found.name("b")) else {
        return (from, None);
    };
    let end = match found.name("a") {
        Some(_) => found.get(0).map_or(year.end(), |whole| whole.end()),
        None => {
            let suffix = text[from + year.end()..]
                .bytes()
                .take_while(u8::is_ascii_lowercase)
                .count()
                .min(1);
            let whole = found.get(0).map_or("", |whole| whole.as_str());
            // "2013, June."
            match whole.ends_with('.') && whole.contains(", ") {
                true => found.get(0).map_or(year.end(), |whole| whole.end()),
                false => year.end() + suffix,
            }
        }
    };
    (from + end, Some(year.as_str().to_owned()))
}
