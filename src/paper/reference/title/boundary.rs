//! Where a title ends and a journal begins.

use super::super::words::{
    begins_journal, ends_title, is_acronym, is_of_name, is_organisation, is_shortened,
};
use super::super::{Pattern, has_year};
use super::{Mark, first_part};
use regex::Regex;
use std::sync::LazyLock;

/// Returns where a title ends and a journal begins, in a text that is nothing else.
pub(super) fn split(text: &str, mark: Mark) -> Option<(usize, usize, usize)> {
    static STOCK: Pattern = LazyLock::new(|| {
        Regex::new(
            r"\s*\[(?:J|M|C|D|P|R|S|N|Z|A|EB|DB|CP|DS)(?:/[A-Z]{2})?\]\s*(?://|[.,])?\s*|\s+//\s+",
        )
        .ok()
    });
    if let Some(found) = STOCK.as_ref().and_then(|stock| stock.find(text)) {
        return Some((found.start(), found.end(), text.len()));
    }
    let by_marks = |marks: &[char]| {
        let mut splits = candidates(text, marks).filter_map(|(title, start)| {
            let name = &text[start..];
            // A publisher may stand between proceedings and their year.
            let end = match marks.contains(&'.') && !name.starts_with("Part ") && is_capital(name) {
                true => start + first_part(name).len(),
                false => text.len(),
            };
            // "Europhys. Lett."
            let end = match !text[start..end].contains(' ') && is_shortened_name(&text[start..]) {
                true => text.len(),
                false => end,
            };
            // A title of one word has a comma or stop behind it, and nothing but a journal follows.
            let word = &text[..title];
            let single = word.len() > 3
                && word.starts_with(char::is_uppercase)
                && word.chars().all(char::is_alphabetic)
                && !is_shortened(word)
                && end == text.len()
                && !(mark == Mark::Comma && text[title..].starts_with('.'))
                && (word.len() > 6 || text[start..].contains(' ') || !text[start..].ends_with('.'));
            let name = &text[start..end];
            // "Electrolytes. Chem.": a word in full, which no journal shortens so.
            let full = ["s", "e", "y", "ion", "ia", "ing", "ment"];
            let full = single && name.len() > 2 && full.iter().any(|end| word.ends_with(end));
            ((is_title(word) || single)
                && (!is_last_word(name) || full || !is_capital(word))
                && (is_journal_after(name, mark)
                    || begins_shortened(name) && is_shortened_name(name)))
            .then_some((title, start, end))
        });
        let first = splits.next()?;
        // "On things. A Survey. J. Imag. Catal.": the later one that nothing follows.
        let last = splits.find(|(_, start, end)| {
            let name = &text[*start..*end];
            first.2 < text.len()
                && *end == text.len()
                && name.ends_with('.')
                && !is_last_word(name)
                && !ends_title(name)
                && !is_acronym(name)
        });
        let Some(last) = last else {
            return Some(first);
        };
        // "On things. Mol. Cell. Imag.": all of it is the journal.
        let shortened = text[first.1..last.0]
            .split(' ')
            .any(|word| is_shortened(word.trim_end_matches('.')) && word.ends_with('.'));
        Some(match shortened {
            true => (first.0, first.1, text.len()),
            false => last,
        })
    };
    let stops = || by_marks(&['.', '?', '!', '—', '–', ';', ']']);
    let commas = || by_marks(&[',', '?', '!']);
    match mark {
        Mark::Comma => commas().or_else(stops),
        Mark::Stop => stops().or_else(commas),
        Mark::Nothing => unmarked(text, mark).or_else(|| by_marks(&['.', '?', '!'])),
    }
    .or_else(|| match mark {
        Mark::Nothing => commas(),
        _ => unmarked(text, mark),
    })
}

/// Says whether a text is the last word of a journal's name rather than the whole: one shortened word, or a letter.
fn is_last_word(text: &str) -> bool {
    let word = text.trim_end_matches('.');
    !word.contains([' ', '.'])
        && (word.chars().count() == 1 || word.len() < text.len() && is_shortened(word))
}

/// Says whether the first word of a text has a stop.
fn begins_shortened(text: &str) -> bool {
    text.split(' ')
        .next()
        .is_some_and(|word| word.ends_with('.'))
}

/// Says whether a text is a journal's name whose words are shortened in ways that nobody lists: "Prog. Energy Combust. Sci."
pub(super) fn is_shortened_name(text: &str) -> bool {
    let last = text.rsplit(' ').next().unwrap_or(text);
    let first = text.split(' ').next().unwrap_or(text);
    let begins = begins_shortened(text) && is_shortened(first.trim_end_matches('.'));
    let inner = text.replace(".: ", ". ");
    inner.contains(". ")
        && (begins || is_last_word(last))
        && is_capital(text)
        && !inner.contains([',', ':', ';'])
}

/// Returns places where something may end and something else begin: after one of these marks and a space.
pub(super) fn candidates(text: &str, marks: &[char]) -> impl Iterator<Item = (usize, usize)> {
    text.char_indices().filter_map(move |(at, mark)| {
        let after = at + mark.len_utf8();
        let gap = text[after..].len() - text[after..].trim_start().len();
        if !marks.contains(&mark) {
            return None;
        }
        let word = text[..at].rsplit(' ').next().unwrap_or("");
        // A space may have got lost: "in water.Journal of".
        let lost = mark == '.' && word.len() > 3 && word.ends_with(char::is_lowercase) && {
            let mut next = text[after..].chars();
            next.next().is_some_and(char::is_uppercase)
                && next.next().is_some_and(char::is_lowercase)
        };
        let hangs = matches!(mark, '–' | '—') && !text[..at].ends_with(' ');
        if gap == 0 && !lost || hangs {
            return None;
        }
        // Nor does anything end around the number of a part: "in Egypt. 1. Resources".
        let part = |text: &str| {
            let digits = text.bytes().take_while(u8::is_ascii_digit).count();
            (1..=2).contains(&digits)
                && text[digits..].starts_with(". ")
                && text[digits + 2..].starts_with(char::is_uppercase)
        };
        let number = text[..at].trim_end_matches(|c: char| c.is_ascii_digit());
        if mark == '.'
            && (part(&text[after + gap..]) || number.ends_with(". ") && part(&text[number.len()..]))
        {
            return None;
        }
        // A stop of an abbreviation ends nothing, nor does a comma in "Chem., Int. Ed.".
        let numbered = || {
            text[after..]
                .trim_start()
                .starts_with(|c: char| c.is_ascii_digit())
        };
        let inner = match mark {
            '.' if matches!(word, "No" | "Nos" | "Nr" | "Vol") && numbered() => true,
            '.' if word == "I" && text[..at - word.len()].trim_end().ends_with(':') => true,
            '.' if word.chars().count() == 1 => {
                // An initial, or "J." of a journal; not "500 K."
                let before = text[..at - word.len()].trim_end();
                let last = before.rsplit(' ').next().unwrap_or("");
                let number = last
                    .trim_start_matches(|c: char| !c.is_alphanumeric())
                    .starts_with(|c: char| c.is_ascii_digit());
                let next = &text.as_bytes()[after + gap..];
                before.ends_with(['.', ',', '&', '-'])
                    || next.first().is_some_and(u8::is_ascii_uppercase)
                        && next.get(1) == Some(&b'.')
                    || !number && !last.starts_with(char::is_lowercase)
            }
            '.' if word.bytes().all(|byte| matches!(byte, b'I' | b'V' | b'X')) => {
                let before = &text[..at - word.len()];
                before.ends_with("Part ") || before.trim_end().ends_with([':', '.', ','])
            }
            '.' => is_shortened(word) && !word.is_empty() || is_linked(&text[..at], &text[after..]),
            ',' => word.ends_with('.') && is_shortened(word.trim_end_matches('.')),
            _ => false,
        };
        (!inner).then_some((at, after + gap))
    })
}

/// Says whether a word stands between others with stops, as in `J. Imag. Catal.`, though nobody knows it as shortened.
fn is_linked(before: &str, after: &str) -> bool {
    let mut words = before.rsplit(' ');
    let word = words.next().unwrap_or("");
    let short = word.starts_with(char::is_uppercase) && word.len() <= 10;
    let stopped = words.next().is_some_and(|word| {
        word == "J"
            || word.ends_with('.')
                && word.starts_with(char::is_uppercase)
                && is_shortened(word.trim_end_matches('.'))
    });
    let next = after.trim_start().split(' ').next().unwrap_or("");
    let goes_on = next.starts_with(char::is_uppercase)
        && (next.trim_end_matches(',').ends_with('.') || next.is_empty());
    short && stopped && goes_on
}

/// Returns where a journal in capitals begins behind a title, with nothing between.
fn unmarked(text: &str, mark: Mark) -> Option<(usize, usize, usize)> {
    let words: Vec<(usize, &str)> = text
        .split(' ')
        .scan(0, |at, word| {
            let start = *at;
            *at += word.len() + 1;
            Some((start, word))
        })
        .filter(|(_, word)| !word.is_empty())
        .collect();
    let capitals = words
        .iter()
        .rev()
        .take_while(|(_, word)| is_of_name(word))
        .count();
    let mut first = words.len() - capitals;
    while words.get(first).is_some_and(|(_, word)| {
        !word.starts_with(char::is_uppercase) && !word.contains(char::is_uppercase)
    }) {
        first += 1;
    }
    let dotted = words[first..]
        .iter()
        .position(|(_, word)| word.ends_with('.') && is_shortened(word.trim_end_matches('.')));
    let long = words[..first].iter().filter(|(_, word)| word.len() > 3);
    let (small, all) = long.fold((0, 0), |(small, all), (_, word)| {
        (
            small + usize::from(word.starts_with(char::is_lowercase)),
            all + 1,
        )
    });
    // In a title all in capitals the journal begins with its first shortened word.
    let first = match (small * 2 > all, dotted) {
        // Capitals of the title may stand before the journal's, which begins with a shortened word or one that begins many.
        (true, Some(dotted)) => {
            let begins = |at: &usize| begins_journal(words[first + at].1);
            let bare = words[first..first + dotted]
                .iter()
                .rposition(|(_, word)| *word == "J");
            let last = (0..dotted).rev().take_while(begins).last();
            first + bare.or(last).unwrap_or(dotted)
        }
        (true, None) if mark == Mark::Nothing => first,
        (false, Some(dotted)) => first + dotted,
        _ => return None,
    };
    let start = words.get(first)?.0;
    (!is_last_word(&text[start..]) && is_journal(&text[start..]) && is_title(&text[..start]))
        .then_some((start, start, text.len()))
}

/// Says whether all words of a text may stand in a name.
pub(super) fn is_capital(text: &str) -> bool {
    text.split_whitespace()
        .all(|word| is_of_name(word) || word.starts_with(|c: char| c.is_ascii_digit()))
}

/// Returns where the title ends that a text begins with.
pub(super) fn title_end(text: &str, mark: Mark) -> usize {
    static STOCK: Pattern = LazyLock::new(|| {
        Regex::new(r"\s*(?:\[(?:J|M|C|D|P|R|S|N|Z|A|EB|DB|CP|DS|Online|Internet|online|dissertation|thesis|[A-Z][A-Za-z’'. ]{3,30}|Preprint|preprint|Data set|Dataset|Ph\.?D\.? [Tt]hesis)(?:/[A-Z]{2})?\]|\s\d+(?:st|nd|rd|th)\s[Ee]d|\s(?:Ph\.?\s?D\.?|[Mm]aster.?s?|[Dd]octoral|[Dd]iploma|M\.?Sc\.?)\s(?:[Tt]hesis|[Dd]issertation)\b|\((?:\d+\.?[ªº°]?\s?[Ee]d|Eds?\.|[Ee]ds?\)|\d+(?:st|nd|rd|th)\s|[Ee]d\.|[Vv]ols?\.|[Pp][Hh]\.?\s?[Dd]|[Mm]aster|[Dd]octoral|[Tt]hesis))").ok()
    });
    let mut end = text.len();
    if let Some(found) = STOCK.as_ref().and_then(|stock| stock.find(text)) {
        end = found.start();
    }
    // A bracket with a publisher or a year in it.
    let mut published = false;
    for (at, _) in text.match_indices(" (") {
        let inside = &text[at + 2..];
        let whole = inside.find(')').map_or(inside, |close| &inside[..close]);
        if ends_title(inside)
            || whole.len() == inside.len()
            || has_year(whole)
            || is_organisation(whole)
            || whole.contains([',', ':'])
                && whole
                    .split([',', ':', ' '])
                    .all(|word| word.is_empty() || is_of_name(word))
        {
            published = at < end;
            end = end.min(at);
            break;
        }
    }
    let marks: &[char] = match mark {
        Mark::Comma => &[',', '.', '?'],
        _ => &['.', '?', '!'],
    };
    let mut first = None;
    for (at, start) in candidates(text, marks) {
        if at >= end {
            break;
        }
        let rest = &text[start..];
        let stop = !text[at..].starts_with(',');
        let question = usize::from(text[at..].starts_with(['?', '!']));
        if ends_title(rest)
            || stop
                && !(published && mark != Mark::Stop)
                && (rest.starts_with(|c: char| c.is_uppercase() || c.is_numeric())
                    || is_of_name(rest.split(' ').next().unwrap_or("")))
        {
            end = at + question;
            break;
        }
        // Capitals to the end after a comma: publisher and place.
        let capitals = rest.split([' ', ',', ':']).all(|word| {
            word.is_empty()
                || is_of_name(word)
                || word.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        });
        let goes_on = rest.starts_with("and ");
        if capitals && !goes_on && !published && first.is_none() && rest.split(' ').count() <= 7 {
            first = Some(at);
        }
    }
    // A report's number: `, LAB-PUB-2015-045`.
    static REPORT: Pattern = LazyLock::new(|| Regex::new(r",\s[A-Z]{2,}(?:-[A-Z0-9]+)+-\d+").ok());
    if let Some(found) = REPORT.as_ref().and_then(|report| report.find(text)) {
        end = end.min(found.start());
    }
    // A publisher, or a journal that has no numbers yet.
    for (at, mark) in text.match_indices([';', ',']) {
        let Some(rest) = text[at + 1..].strip_prefix(' ') else {
            continue;
        };
        let shortened = || {
            rest.split(' ')
                .any(|word| word.ends_with('.') && is_shortened(word.trim_end_matches('.')))
        };
        let publisher = mark == ";"
            && (ends_title(rest) || rest.contains(": "))
            && is_capital(&rest.replace([':', ','], " "));
        let unprinted = mark == "," && shortened() && is_journal(rest);
        if at < end && (publisher || unprinted) {
            end = at;
            break;
        }
    }
    if mark != Mark::Comma {
        for (at, _) in text.match_indices(", ") {
            if at < end && (ends_title(&text[at + 2..]) && !text[at + 2..].starts_with("in ")) {
                end = at;
                break;
            }
        }
    }
    match first {
        Some(at) if at < end => at,
        _ => end,
    }
}

/// Says whether a text is more than the first words of a journal's name.
fn is_title(text: &str) -> bool {
    let text = text.trim().trim_end_matches(['.', ',']);
    text.split_whitespace()
        .filter(|word| !word.ends_with('.') || word.starts_with(char::is_lowercase))
        .take(2)
        .count()
        == 2
        || text.chars().count() > 12 && !text.contains('.')
}

/// Says whether a text looks like a journal's name: short, all words in capitals, its stops those of abbreviations.
pub(super) fn is_journal(text: &str) -> bool {
    is_journal_after(text, Mark::Stop)
}

/// The same behind a mark; where commas separate, any stop may be an abbreviation's.
fn is_journal_after(text: &str, mark: Mark) -> bool {
    let text = text.trim().trim_end_matches([',', ';', ':']);
    let words = text.split_whitespace().take(14).count();
    if !(1..=12).contains(&words)
        || !(2..=110).contains(&text.len())
        || text.contains(['“', '”', '?', '"'])
    {
        return false;
    }
    if text.contains(": ") && words > 8
        || text.bytes().all(|byte| !byte.is_ascii_alphabetic()) && text.is_ascii()
    {
        return false;
    }
    text.split_whitespace()
        .all(|word| is_of_name(word) || word.starts_with(|c: char| c.is_ascii_digit()) && words > 1)
        && candidates(
            text,
            if mark == Mark::Comma {
                &[',', ';']
            } else {
                &['.', ',', ';']
            },
        )
        .next()
        .is_none()
}
