//! What lies between authors and numbers: title and journal.

mod boundary;
mod container;

use super::Pattern;
use super::layout::Entry;
use super::words::{ends_title, is_shortened};
use boundary::{candidates, is_capital, is_journal, is_shortened_name, split, title_end};
use container::{book, container};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// What stands between authors and title, which tells what stands between title and journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    Stop,
    Comma,
    /// Nothing but a space, as after the year of some physicists' styles.
    Nothing,
}

/// Returns the mark between what the authors end with (and the year behind them) and what follows.
pub(super) fn mark(text: &str, authors_end: usize, rest: usize) -> Mark {
    if authors_end == 0 {
        return Mark::Stop;
    }
    let between = &text[authors_end.min(rest)..rest];
    let dated = between.chars().any(|c| c.is_ascii_digit());
    let ended = between
        .trim_end()
        .chars()
        .next_back()
        .or_else(|| text[..rest].trim_end().chars().next_back());
    let next = text[rest..].chars().next();
    match (dated, next) {
        (true, Some('.' | ':')) => Mark::Stop,
        (true, Some(',')) => Mark::Comma,
        (true, _) => match ended {
            Some(')' | '.' | ':') => Mark::Stop,
            Some(',') => Mark::Comma,
            _ => Mark::Nothing,
        },
        (false, Some(',')) => Mark::Comma,
        (false, Some(_)) if text[..rest].ends_with(',') => Mark::Comma,
        _ => Mark::Stop,
    }
}

/// Title and journal (or book).
pub(super) type Fields = (Option<String>, Option<String>);

/// Returns title and journal from a stretch of an entry.
///
/// `numbered` says whether the numbers of a journal follow, so that a journal must stand before them.
pub(super) fn read(entry: &Entry, stretch: Range<usize>, mark: Mark, numbered: bool) -> Fields {
    let stretch = trimmed(&entry.text, stretch);
    let text = &entry.text[stretch.clone()];
    if text.is_empty() {
        return (None, None);
    }
    if let Some((title, after)) =
        quoted(text).filter(|(title, after)| is_whole(title, &text[*after..]))
    {
        let rest = trimmed(&entry.text, stretch.start + after..stretch.end);
        let quote = stretch.start + text.find(title).unwrap_or(0);
        let rest_text = &entry.text[rest.clone()];
        let contained = container(rest_text, true).map_or(0, |(_, inside)| inside);
        let rest = rest.start + contained..rest.end;
        let name = if contained > 0 {
            book(entry, rest)
        } else {
            italic_name(entry, &rest).or_else(|| {
                let text = &entry.text[rest];
                // Before a journal's numbers stands nothing but its name, whatever words it shortens.
                let end = text.find([',', ';', ':', '(']).unwrap_or(text.len());
                let begins = text.split(' ').next().unwrap_or("");
                let shortened = begins.ends_with('.') && is_shortened(begins.trim_end_matches('.'));
                match numbered && shortened && end == text.len() && is_capital(text) {
                    true => journal(text),
                    false => journal(first_part(text)),
                }
            })
        };
        return (field(&entry.text[quote..quote + title.len()]), name);
    }
    let named = text.starts_with("In ")
        && entry
            .italics()
            .any(|italic| italic.start == stretch.start + 3);
    if named {
        return (None, book(entry, stretch.start + 3..stretch.end));
    }
    if let Some((end, inside)) = container(text, false) {
        let title = title_only(entry, stretch.start..stretch.start + end, mark);
        return (title, book(entry, stretch.start + inside..stretch.end));
    }
    // `On things, Proc. Fourth Conf. on Things, Nowhere, …`
    if let Some(at) = text.find(", Proc").filter(|at| {
        mark == Mark::Comma
            && text[..*at].split(' ').count() > 2
            && text[at + 2..].split(' ').count() > 4
    }) {
        let title = title_only(entry, stretch.start..stretch.start + at, mark);
        return (title, journal(first_part(&text[at + 2..])));
    }
    // A bracket that numbers interrupt holds a series or a publisher: `On things (Lect. Notes Sketch, Vol. 8)`
    if let Some(open) = text.rfind(" (").filter(|open| {
        let bracket = &entry.text[stretch.start + open..];
        !text[*open..].contains(')')
            && bracket
                .split(')')
                .next()
                .is_some_and(|inside| inside.contains(','))
    }) {
        return alone(entry, stretch.start..stretch.start + open, mark);
    }
    static EDITION: Pattern =
        LazyLock::new(|| Regex::new(r"[,.(]\s*\d+(?:st|nd|rd|th)\s[Ee]d").ok());
    if numbered
        && !EDITION
            .as_ref()
            .is_some_and(|edition| edition.is_match(text))
    {
        between(entry, stretch, mark)
    } else {
        alone(entry, stretch, mark)
    }
}

/// Reads what stands before the numbers of a journal.
fn between(entry: &Entry, stretch: Range<usize>, mark: Mark) -> Fields {
    let text = &entry.text[stretch.clone()];
    for italic in entry.italics().rev() {
        let ends = italic.end <= stretch.end
            && italic.start >= stretch.start
            && entry.text[italic.end..stretch.end]
                .chars()
                .all(|c| !c.is_alphanumeric());
        if ends {
            let name = &entry.text[italic.clone()];
            let before = stretch.start..italic.start;
            // Title and journal may both be in italics.
            return match (
                entry.text[before.clone()].trim().is_empty(),
                split(name, mark),
            ) {
                (true, Some((title, start, end))) => {
                    (field(&name[..title]), journal(&name[start..end]))
                }
                _ => (title_only(entry, before, mark), journal(name)),
            };
        }
    }
    // A title in italics, and a journal that is not: `*On things*, Made-Up J. **7**`.
    if let Some(italic) = entry.italics().find(|italic| italic.end > stretch.start)
        && italic.start < stretch.start + 3
        && italic.end < stretch.end
    {
        let title = &entry.text[italic.clone()];
        let rest = trimmed(&entry.text, italic.end..stretch.end);
        let name = &entry.text[rest];
        // `*On things*. Belmont, CA, USA: Wadsworth`
        if name.contains(": ") && is_capital(&name.replace([':', ','], " ")) {
            return (field(title), None);
        }
        let small = title
            .split_whitespace()
            .filter(|word| word.starts_with(char::is_lowercase) && word.len() > 3);
        if (small.take(2).count() == 2 || !is_journal(title) && title.split(' ').count() > 2)
            && is_capital(name)
            && name.split_whitespace().count() <= 9
        {
            return (field(title), journal(name));
        }
    }
    // "Limnol. Oceanogr.", "ACS Energy Lett.": all of it is capitalised, and its last word shortened; "N Engl J Med".
    let bare = |word: &str| is_shortened(word.trim_end_matches(['.', ',']));
    let untitled = mark == Mark::Comma
        && !text.contains(',')
        && text.ends_with('.')
        && text.split_whitespace().count() <= 6
        && is_capital(text)
        || text.contains(' ') && text.split_whitespace().all(bare);
    if untitled {
        return (None, journal(text));
    }
    if let Some((title, start, end)) = split(text, mark) {
        return (field(&text[..title]), journal(&text[start..end]));
    }
    let name = is_journal(text) || is_stopped(text) || is_shortened_name(text);
    // `On Things, p. 27. Made-Up Press`
    let page = entry.text[stretch.end..]
        .trim_start_matches([',', '.', ' ', '('])
        .starts_with('p');
    let book = page && text.contains(' ') && !text.contains('.');
    match name && text.split_whitespace().count() <= 9 {
        true if book => (field(text), None),
        true => (None, journal(text)),
        false => alone(entry, stretch, mark),
    }
}

/// Reads what has no journal's numbers behind it: a book, a thesis, a page of the web, an article not yet printed.
fn alone(entry: &Entry, stretch: Range<usize>, mark: Mark) -> Fields {
    let text = &entry.text[stretch.clone()];
    let italic = entry.italics().find(|italic| {
        italic.start >= stretch.start && italic.end <= stretch.end && italic.len() > 4
    });
    if let Some(italic) = italic {
        let before = stretch.start..italic.start;
        if entry.text[before.clone()].trim().len() < 4 {
            let name = &entry.text[italic.clone()];
            let shortened = name
                .split(' ')
                .any(|word| word.ends_with('.') && is_shortened(word.trim_end_matches('.')));
            return match shortened && is_journal(name) {
                true => (None, journal(name)),
                false => (field(name), None),
            };
        }
        return (
            title_only(entry, before, mark),
            journal(&entry.text[italic.clone()]),
        );
    }
    // An article that is not printed yet, in a style without titles.
    let shortened = text
        .split(' ')
        .any(|word| word.ends_with('.') && is_shortened(word.trim_end_matches('.')));
    if mark == Mark::Comma && shortened && (is_journal(text) || is_stopped(text)) {
        return (None, journal(text));
    }
    if text.starts_with("Proc. ") {
        return (None, journal(first_part(text)));
    }
    let end = title_end(text, mark);
    let rest = text[end..].trim_start_matches(|c: char| !c.is_alphanumeric());
    let name = first_part(rest);
    // A place and a year, as of a book: `Geneva; 2011`.
    let place = entry.text[stretch.end..].trim_start().starts_with(';');
    let is_name = !ends_title(rest)
        && !place
        && !text[end..].trim_start().starts_with('(')
        && is_journal(name)
        && name.trim_end_matches('.').len() == rest.trim_end_matches(['.', ' ', ',']).len();
    (
        field(&text[..end]),
        if is_name { journal(name) } else { None },
    )
}

/// Says whether all words of a text are capitalised and have stops, as those of a journal's name: `Sov. Electrochem.`
fn is_stopped(text: &str) -> bool {
    let mut words = text
        .split_whitespace()
        .filter(|word| !matches!(*word, "&" | "of" | "and"));
    let stopped = |word: &str| {
        word.starts_with(char::is_uppercase)
            && word.trim_end_matches(',').ends_with('.')
            && word.len() < 14
    };
    text.contains(' ') && words.all(stopped)
}

/// Returns a title that nothing but marks may follow in its stretch.
fn title_only(entry: &Entry, stretch: Range<usize>, mark: Mark) -> Option<String> {
    let text = entry.text[stretch].trim();
    let text = text.strip_suffix(" in").unwrap_or(text);
    match text.len() > 300 {
        true => field(&text[..title_end(text, mark)]),
        false => field(text),
    }
}

fn italic_name(entry: &Entry, stretch: &Range<usize>) -> Option<String> {
    let italic = entry.italics().find(|italic| {
        italic.start >= stretch.start && italic.end <= stretch.end && italic.len() > 2
    })?;
    journal(&entry.text[italic.clone()])
}

/// Returns a text up to the mark that ends a name.
fn first_part(text: &str) -> &str {
    let end = candidates(text, &['.', ',', ';', ':'])
        .map(|(at, _)| at)
        .next()
        .unwrap_or(text.len());
    let bracket = text.find(" (").unwrap_or(text.len());
    &text[..end.min(bracket)]
}

/// Returns the title in quotation marks that a text begins with, and where what follows begins.
fn quoted(text: &str) -> Option<(&str, usize)> {
    let open = text.chars().next()?;
    let close = match open {
        '“' | '„' => '”',
        '"' => '"',
        '‘' => '’',
        '\'' => '\'',
        '«' => '»',
        _ => return None,
    };
    let inside = &text[open.len_utf8()..];
    // An apostrophe in a word closes nothing.
    let end = inside.char_indices().find(|(at, c)| {
        (*c == close || open == '„' && *c == '“')
            && !inside[at + c.len_utf8()..].starts_with(char::is_alphanumeric)
    })?;
    let after = open.len_utf8() + end.0 + end.1.len_utf8();
    Some((&inside[..end.0], after))
}

/// Says whether a title ends where its quotation does, and goes not on as `“Cold” ammonia` does.
fn is_whole(quotation: &str, after: &str) -> bool {
    let next = after.trim_start();
    quotation.ends_with([',', '.', '?', '!'])
        || next.is_empty()
        || next.starts_with(|c: char| !c.is_alphanumeric() && c != ':')
        || next.starts_with("in ")
        || next.starts_with(|c: char| c.is_uppercase() || c.is_numeric())
            && split(next, Mark::Stop)
                .is_none_or(|(title, ..)| next[..title].split(' ').count() < 3)
}

/// Returns a title without what hangs on its ends.
fn field(text: &str) -> Option<String> {
    let hangs =
        |c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '”' | '„' | '—' | '–' | '*');
    // A quotation within the title keeps its marks.
    let bare = text.trim_matches(hangs);
    let quotes = bare.starts_with('“') && bare.find('”').is_some_and(|at| at + 3 < bare.len());
    let text = match quotes {
        true => bare,
        false => text.trim_matches(|c: char| hangs(c) || matches!(c, '“' | '"')),
    };
    let text = text
        .strip_suffix('.')
        .unwrap_or(text)
        .trim_start_matches(['.', ' ', ')'])
        .trim_end();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    // The year of a patent, and a kind of work that stands where a title may.
    static YEAR: Pattern = LazyLock::new(|| Regex::new(r",\s(?:19|20)\d\d$").ok());
    static KIND: Pattern = LazyLock::new(|| {
        Regex::new(r"^(?i:(?:ph\.?\s?d\.?|master.?s?|doctoral|bachelor.?s?|m\.?sc\.?)?\s?(?:thesis|dissertation)|(?:chem|bio|med|ar)xiv(?:\spreprint)?|preprint|patent)$").ok()
    });
    let text = match YEAR.as_ref().and_then(|year| year.find(&text)) {
        Some(year) => text[..year.start()].to_owned(),
        None => text,
    };
    let kind = KIND.as_ref().is_some_and(|kind| kind.is_match(&text)) || is_kind(&text);
    // A single word with digits is a report's number: `LAB-PUB-1234`.
    let report = !text.contains(' ') && text.contains(|c: char| c.is_ascii_digit());
    (!kind && !report && text.chars().filter(|c| c.is_alphabetic()).count() > 2).then_some(text)
}

/// Says whether words tell what kind of work it is, where a journal's name may stand: `PhD diss.`, `U.S. Patent`.
fn is_kind(text: &str) -> bool {
    static KIND: Pattern = LazyLock::new(|| {
        Regex::new(r"^(?i:(?:unpublished\s)?(?:ph\.?\s?d\.?|d\.?\s?phil\.?|master.?s?|doctoral|bachelor.?s?|m\.?sc\.?)?\s?(?:thesis|dissertation|diss)|mimeo|private communication|personal communication|(?:u\.?s\.?|european)\s?pat(?:ent)?)\.?$").ok()
    });
    KIND.as_ref().is_some_and(|kind| kind.is_match(text))
}

/// Returns a journal's name, with its last stop where that is an abbreviation's.
fn journal(text: &str) -> Option<String> {
    let text = text.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, ',' | ';' | ':' | '—' | '–' | '*' | '(' | '[')
    });
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let report =
        !text.contains(' ') && text.contains('-') && text.contains(|c: char| c.is_ascii_digit());
    if report || is_kind(&text) || text.ends_with(" Press") {
        return None;
    }
    let Some(bare) = text.strip_suffix('.') else {
        return (text.len() > 1).then_some(text);
    };
    let last = bare.rsplit(' ').next().unwrap_or(bare);
    // In a style without stops the last one is the list's: `J Sci.`
    let bald = bare.split(' ').rev().skip(1).any(|word| {
        !word.ends_with('.') && (word.chars().count() == 1 && word != "&" || is_shortened(word))
    });
    let abbreviated = !bald && (bare.contains(". ") || is_shortened(last));
    let name = if abbreviated { text.as_str() } else { bare };
    (bare.len() > 1).then(|| name.to_owned())
}

fn trimmed(text: &str, stretch: Range<usize>) -> Range<usize> {
    let stretch = stretch.start.min(stretch.end)..stretch.end;
    let inside = &text[stretch.clone()];
    let mark = |c: char| c.is_whitespace() || matches!(c, '.' | ',' | ';' | ':' | ')' | '*');
    let start = inside.len() - inside.trim_start_matches(mark).len();
    let rest = &inside[start..];
    let rest = rest
        .trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '(' | '['));
    stretch.start + start..stretch.start + start + rest.len()
}
