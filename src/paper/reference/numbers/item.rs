//! Numbers of an entry one by one, with what their labels say of them.

use super::super::Pattern;
use regex::{Captures, Regex};
use std::ops::Range;
use std::sync::LazyLock;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Year,
    Volume,
    Issue,
    Pages,
    /// A number whose place tells what it is.
    Bare,
    /// A month, the number of a book's pages, a mark such as `[J]`.
    Nothing,
}

#[derive(Debug, Clone)]
pub(super) struct Item {
    pub(super) role: Role,
    pub(super) value: Range<usize>,
    pub(super) whole: Range<usize>,
    /// In round brackets.
    pub(super) enclosed: bool,
}

macro_rules! number {
    () => {
        r"[A-Za-z]{0,4}\.?\d[\dA-Za-z]*(?:\.[\dA-Za-z]+)?"
    };
}
macro_rules! range {
    () => {
        concat!(number!(), r"(?:\s?[-‐‑–—−]{1,2}\s?", number!(), r"|/\d+)?")
    };
}
/// A day, or the days of a conference.
macro_rules! day {
    () => {
        r"\d{1,2}(?:\s?[–-]\s?\d{1,2})?"
    };
}
macro_rules! month {
    () => {
        r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?|[Ss]pring|[Ss]ummer|[Aa]utumn|[Ff]all|[Ww]inter)"
    };
}

/// One item at the beginning of a text.
static ITEM: Pattern = LazyLock::new(|| {
    Regex::new(concat!(
        r"^(?:",
        r"(?P<count>\d{1,4}\s?(?:pp?\b\.?|pages\b|Seiten\b|S\.(?:\s|$))(?:\s*[^\s\d.]|\s*$))",
        r"|(?P<date>\(?(?:", month!(), r"\.?(?:\s", day!(), r"(?:st|nd|rd|th)?\b)?,?\s+|", day!(), r"\s+(?:", month!(), r"\.?\s?[–-]\s?\d{1,2}\s+)?", month!(), r"\.?,?\s+)?(?P<year>(?:1[6-9]\d|20[0-3])\d)[a-z]?\b(?:/\d{2}(?:\d\d)?\b)?(?:,?\s*(?:\d{1,2}\s+)?",
        month!(), r"\b\.?(?:[/–-]", month!(), r"\b\.?)?(?:\s+\d{1,2}\b)?)?(?P<closed>\))?)",
        r"|(?:(?:[Vv]ols?(?:umes?|\.)?|VOL\.?|Bd\.|Band|Jg\.|[Tt]om[eo]?\.?)\s*(?P<volume>", range!(), r"|[IVXL]{1,6}\b|[A-Z]\b)|V\s(?P<short>\d{1,4})\b)",
        r"|(?:[Nn]os?\.|[Nn][or]\.?|[Nn]um\.|[Nn]umber|[Ii]ss(?:ues?|\.)|Heft|H\.|№|n[°º]|[Ii]ss|N\s)\s*(?P<issue>", range!(), r")",
        r"|\(?(?:pp?\.?|[Pp]ages?|[Pp]gs?\.|S\.|[Ss]eiten?|PP?\.)\s*(?P<pages>", range!(), r"|[ivxlc]{1,7}\s?[-–]\s?[ivxlc]{1,7}\b)\)?",
        r"|(?:[Aa]rt(?:icle|\.)?|[Pp]aper)\s*(?:[Nn]os?\.?|[Nn]umber|[Nn]um\.|ID|id|#)?:?\s*(?P<article>", number!(), r")",
        r"|\((?P<inner>(?:[Nn]os?\.\s*|[Ss]uppl(?:ement|\.)?\s*|[Pp]t\.?\s*|[Ii]ssue\s*|Special\s[Ii]ssue\s*|spec\.?\siss\.?\s*)?(?:", range!(), r"(?:\s?(?:&|and|,)\s?\d+)?)?(?:\s*,?\s*(?:[Ss]uppl(?:ement|\.)?|[Pp]t\.?|[Pp]art)\s*\w*)?)\)",
        r"|\((?P<months>", month!(), r"\b\.?(?:[/–-]", month!(), r"\b\.?)?(?:\s\d{1,2})?)\)",
        r"|(?P<month>", month!(), r"\b\.?(?:[/–-]", month!(), r"\b\.?)?(?:\s\d{1,2}\b)?)",
        r"|(?P<mark>\[[A-Za-z/ ]{1,12}\]|\([RL]\)|Suppl(?:ement|\.)?\s*\w{0,3}\b|Pt\.?\s\w{1,2}\b)",
        r"|(?P<roman>[ivxlc]{1,7}\s?[-–]\s?[ivxlc]{1,7}\b)",
        r"|(?P<bare>", range!(), r")",
        r")"
    ))
    .ok()
});

/// Says whether an item may begin with this word.
fn may_begin(word: &str) -> bool {
    let mut characters = word.chars();
    match characters.next() {
        Some('0'..='9' | '(' | '[' | '№') => true,
        Some(first) if first.is_ascii_alphabetic() => {
            word.bytes().take(12).any(|byte| byte.is_ascii_digit())
                || matches!(first, 'i' | 'v' | 'x' | 'l' | 'c') && word.contains(['-', '–'])
                || word.len() <= 10
                    && matches!(
                        first,
                        'v' | 'V'
                            | 'B'
                            | 'J'
                            | 'T'
                            | 't'
                            | 'n'
                            | 'N'
                            | 'i'
                            | 'I'
                            | 'H'
                            | 'p'
                            | 'P'
                            | 'S'
                            | 's'
                            | 'a'
                            | 'A'
                            | 'F'
                            | 'M'
                            | 'O'
                            | 'D'
                            | 'W'
                    )
        }
        _ => false,
    }
}

/// Returns the items of a text, in order.
pub(super) fn items(text: &str, from: usize) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    let mut at = from;
    let mut fresh = true;
    while at < text.len() {
        let rest = &text[at..];
        let Some(first) = rest.chars().next() else {
            break;
        };
        if !(first.is_alphanumeric() || matches!(first, '(' | '[' | '№')) {
            fresh = !matches!(first, '\'' | '’' | '<' | '>' | '=' | '*' | '#');
            // A dash before a number hangs on what came before it.
            if matches!(first, '-' | '‐' | '‑' | '–' | '−' | '/' | '+' | '·')
                && !text[..at].ends_with(' ')
            {
                fresh = false;
            }
            at += first.len_utf8();
            continue;
        }
        let word = rest.split_whitespace().next().unwrap_or(rest);
        // An edition is no volume, nor is a version.
        let edition = [" ed. ", " edn. ", " edn ", "ersion "]
            .iter()
            .any(|label| text[..at].ends_with(label));
        if fresh
            && !edition
            && may_begin(word)
            && let Some((item, end)) = item(text, at)
        {
            items.push(item);
            at = end;
            fresh = true;
            continue;
        }
        // The rest of the word begins nothing, but a bracket in it may: `7(3)`.
        let inside = |c: char| c.is_alphanumeric() || edition && c == '.';
        let skipped = rest
            .char_indices()
            .skip(1)
            .find(|(_, c)| !inside(*c))
            .map_or(rest.len(), |(offset, _)| offset);
        at += skipped;
        fresh = false;
    }
    items
}

fn item(text: &str, at: usize) -> Option<(Item, usize)> {
    let found = ITEM.as_ref()?.captures(&text[at..])?;
    let whole = found.get(0)?;
    let mut end = at + whole.end();
    let field = |name: &str| {
        found
            .name(name)
            .map(|field| at + field.start()..at + field.end())
    };
    let (role, value) = roles(&found, &field)?;
    if role == Role::Nothing && found.name("count").is_some() {
        end = at
            + whole
                .as_str()
                .trim_end_matches(|c: char| !c.is_alphanumeric() && c != '.')
                .len();
    }
    // `2074–2079` is no year.
    if role == Role::Year && value.start == at && continues(&text[value.end..]) {
        static BARE: Pattern = LazyLock::new(|| Regex::new(concat!("^", range!())).ok());
        end = at + BARE.as_ref()?.find(&text[at..])?.end();
        return Some((
            Item {
                role: Role::Bare,
                value: at..end,
                whole: at..end,
                enclosed: false,
            },
            end,
        ));
    }
    // A number that a word goes on with is no number: `2-Dichloro`, `5-fold`, `3D`.
    let mut next = text[end..].chars();
    let joined = match next.next() {
        Some(c) if c.is_alphanumeric() => true,
        Some('-' | '‐' | '–' | '/' | '%' | '°' | '′' | '\'') => {
            next.next().is_some_and(char::is_alphanumeric) || text[end..].starts_with(['%', '°'])
        }
        _ => false,
    };
    let enclosed = text[at..].starts_with('(');
    if joined && !enclosed {
        return None;
    }
    // A round bracket before a year that does not close after it encloses more than the year.
    if role == Role::Year && enclosed != found.name("closed").is_some() {
        if enclosed {
            return None;
        }
        end = value.end;
    }
    if role == Role::Bare && !is_number(&text[value.clone()]) {
        return None;
    }
    let item = Item {
        role,
        value,
        whole: at..end,
        enclosed,
    };
    Some((item, end))
}

/// Says whether a number goes on as a range.
fn continues(rest: &str) -> bool {
    let mut characters = rest.chars();
    matches!(characters.next(), Some('-' | '‐' | '‑' | '–' | '−'))
        && characters.next().is_some_and(|c| c.is_ascii_digit())
}

fn roles(
    found: &Captures<'_>,
    field: &dyn Fn(&str) -> Option<Range<usize>>,
) -> Option<(Role, Range<usize>)> {
    for (name, role) in [
        ("count", Role::Nothing),
        ("year", Role::Year),
        ("volume", Role::Volume),
        ("short", Role::Volume),
        ("issue", Role::Issue),
        ("pages", Role::Pages),
        ("article", Role::Pages),
        ("inner", Role::Issue),
        ("months", Role::Nothing),
        ("month", Role::Nothing),
        ("mark", Role::Nothing),
        ("roman", Role::Pages),
        ("bare", Role::Bare),
    ] {
        if let Some(value) = field(name) {
            if name == "inner"
                && found
                    .name("inner")
                    .is_some_and(|inner| inner.as_str().trim().is_empty())
            {
                return None;
            }
            return Some((role, value));
        }
    }
    None
}

/// Says whether a bare word is a number: digits, with few letters, and no ordinal or formula.
fn is_number(text: &str) -> bool {
    let first = text
        .split(['-', '‐', '‑', '–', '—', '−', '/'])
        .next()
        .unwrap_or(text)
        .trim();
    let ordinal = ["st", "nd", "rd", "th"].iter().any(|end| {
        first
            .strip_suffix(end)
            .is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_digit()))
    });
    let letters = first.bytes().take_while(u8::is_ascii_alphabetic).count();
    let digits = first.bytes().filter(u8::is_ascii_digit).count();
    let tail = first[letters..]
        .trim_start_matches(|c: char| c.is_ascii_digit() || c == '.')
        .len();
    // `v2` is a version.
    let version = first.starts_with('v') && digits < 3;
    // `09G101` is an article's number.
    let inner = letters == 0 && digits >= 5 && first.len() == digits + 1 && tail >= 4;
    // `e123`, `S12`, `Cu2` is none: two letters or more want many digits.
    !ordinal && !version && (tail <= 2 || inner) && (letters <= 1 || digits >= 3)
}
