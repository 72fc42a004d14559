//! Where a sentence ends.

mod attached;
mod begin;
mod words;

use attached::{attached_marker_end, bracketed_marker_end, raised_marker_end};
use begin::{begins_word, may_begin};
use std::ops::Range;
pub(super) use words::{Abbreviation, begins_sentences, kind_of};

/// Returns the sentences of a paragraph on one line, without the white space between them.
pub(super) fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut sentences = Vec::new();
    let mut start = 0;
    let mut at = 0;
    while let Some(found) = text[at..].find(['.', '!', '?']) {
        let stop = at + found;
        let marks = text[stop..]
            .bytes()
            .take_while(|byte| matches!(byte, b'.' | b'!' | b'?'))
            .count();
        at = stop + marks;
        if let Some((end, next)) = boundary(text, start, stop, at) {
            push(text, start..end, &mut sentences);
            start = next;
            at = next;
        }
    }
    push(text, start..text.len(), &mut sentences);
    sentences
}

fn push(text: &str, stretch: Range<usize>, sentences: &mut Vec<Range<usize>>) {
    let sentence = text[stretch.clone()].trim_start();
    let start = stretch.end - sentence.len();
    if !sentence.trim_end().is_empty() {
        sentences.push(start..start + sentence.trim_end().len());
    }
}

/// Says whether a paragraph ends with a sentence, so that what follows is another paragraph.
pub(super) fn is_complete(text: &str) -> bool {
    // A look at the end is enough, and keeps time linear where a paragraph grows line by line.
    let mut rest = text[floor(text, text.len().saturating_sub(300))..].trim_end();
    loop {
        let shorter = rest
            .trim_end_matches(['"', '”', '’', '\'', ')', ']', '*', '_', '»'])
            .trim_end();
        let shorter = match shorter.strip_suffix('>') {
            Some(_) => shorter.rfind('<').map_or(shorter, |open| &shorter[..open]),
            None => shorter,
        };
        if shorter.ends_with(['.', '!', '?']) {
            return true;
        }
        // A marker may stand after the stop: `.[12]`, `.<sup>3,4</sup>`, `.25`, `.<sup>5 and 6</sup>`.
        let before = without_list(shorter);
        if before.ends_with(['.', '!', '?'])
            && !before[..before.len() - 1].ends_with(|c: char| c.is_ascii_digit())
        {
            return true;
        }
        if before.len() == shorter.len() && shorter.len() == rest.len() || !before.ends_with('>') {
            return false;
        }
        rest = before;
    }
}

/// Returns a text without the list of numbers at its end, and the words and marks that belong to it.
fn without_list(text: &str) -> &str {
    let mut rest = text;
    for _ in 0..16 {
        let shorter = rest.trim_end_matches(|c: char| {
            c.is_ascii_digit()
                || matches!(
                    c,
                    ',' | ';' | '-' | '\u{2010}'..='\u{2015}' | '−' | '[' | '(' | '$' | '^' | '{' | '}' | '\\' | ' ' | '&'
                        | '†' | '‡' | '§' | '\u{2070}'..='\u{209F}' | '¹' | '²' | '³' | '˒' | '⸴'
                )
        });
        let listed = |c: char| c.is_ascii_digit() || matches!(c, ',' | '-' | '–' | '>');
        let word = [
            "and",
            "to",
            "or",
            "refs",
            "ref",
            "textsuperscript",
            "mathrm",
            "text",
            "rm",
        ]
        .iter()
        .find_map(|word| shorter.strip_suffix(word))
        .filter(|before| shorter.len() < rest.len() && before.ends_with([' ', '\\', '>', '{']));
        // `12a,b`, or the letter of a footnote.
        let part = shorter
            .strip_suffix(|c: char| matches!(c, 'a'..='h'))
            .filter(|before| before.ends_with(listed));
        // A stop within a list, `refs. 5`, ends nothing.
        match word.or(part) {
            Some(before) => rest = before,
            None => return shorter,
        }
    }
    rest
}

/// Returns where the sentence ends whose stop stands at `stop` (its marks end at `marks_end`), and where the next
/// one begins; nothing where it goes on.
fn boundary(text: &str, start: usize, stop: usize, marks_end: usize) -> Option<(usize, usize)> {
    // A marker may be emphasised as a whole: `.**<sup>3</sup>**`.
    let emphasised = text[marks_end..].starts_with(['*', '_'])
        && raised_marker_end(&text[marks_end..]).is_some();
    let end = match emphasised {
        true => marks_end,
        false => closers_end(text, marks_end),
    };
    let before = unemphasised(&text[start..stop]);
    let attached = attached_marker_end(text, end, before);
    // `.[25])`: the sentence stands in brackets with its marker.
    let end = attached.map_or(end, |end| brackets_end(text, end));
    let gap = spaces_end(text, end);
    // A marker with a space before it still belongs to the sentence: "was seen. [12] The".
    let apart = || {
        let raised = raised_marker_end(&text[gap..]).map(|length| gap + length);
        bracketed_marker_end(text, gap)
            .or_else(|| raised.filter(|marker| !is_isotope(&text[*marker..])))
    };
    let abbreviated = matches!(
        kind_of(last_word(before)),
        Some(Abbreviation::Never | Abbreviation::BeforeNumber)
    );
    let apart = (gap > end && attached.is_none() && !abbreviated).then(apart);
    let (end, gap) = match apart.flatten() {
        Some(marker) if spaces_end(text, marker) > marker || marker == text.len() => {
            (marker, spaces_end(text, marker))
        }
        _ => (end, gap),
    };
    let next = &text[gap..];
    if gap == end && !(attached.is_some() && begins_word(next)) {
        return None;
    }
    if next.is_empty() || !may_begin(next) {
        return None;
    }
    let single_stop = marks_end == stop + 1 && text[stop..].starts_with('.');
    // `*et al.* [12]`: a stop that emphasis closes is an abbreviation's all the same.
    let closed = end > marks_end
        && kind_of(last_word(before)).is_some()
        && is_emphasis(&text[marks_end..end]);
    if single_stop && attached.is_none() && (end == marks_end || closed) && goes_on(before, next) {
        return None;
    }
    Some((end, gap))
}

/// Returns a text without the emphasis that closes behind an abbreviation: `*et al*`.
fn unemphasised(text: &str) -> &str {
    let bare = ["*", "_", "</i>", "</em>", "</italic>"]
        .iter()
        .find_map(|mark| text.strip_suffix(mark));
    match bare {
        Some(bare) if kind_of(last_word(bare)).is_some() => bare,
        _ => text,
    }
}

/// Says whether what follows a raised number is an element's symbol, so that the number is an isotope's: `¹⁵ N`.
fn is_isotope(text: &str) -> bool {
    let symbol = first_word(text.trim_start());
    matches!(
        symbol,
        "H" | "B" | "C" | "N" | "O" | "F" | "P" | "S" | "Li" | "Si" | "NMR"
    )
}

/// Says whether the stop after this belongs to an abbreviation, an initial or a number of a list.
fn goes_on(before: &str, next: &str) -> bool {
    let word = last_word(before);
    let first = first_word(next);
    let digit_next = next.starts_with(|c: char| c.is_ascii_digit());
    let bracket_next = next.starts_with(['[', '(', '$', '<', '\\']) && first.is_empty();
    let alone = before.trim_start().len() == word.len();
    let number = word
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.');
    if alone && !word.is_empty() && (number || word.chars().count() == 1) {
        return true;
    }
    match kind_of(word) {
        Some(Abbreviation::Never) => true,
        Some(Abbreviation::BeforeNumber) => {
            digit_next || bracket_next || next.starts_with(['[', '(']) || is_code(next)
        }
        Some(Abbreviation::Authors) => !begins_sentences(first),
        Some(Abbreviation::Journal) => !begins_sentences(first),
        None => {
            is_initial(before, word)
                && (!begins_sentences(first) || is_second_initial(next))
                && first != word
                && !digit_next
                && !next.starts_with(['[', '('])
        }
    }
}

/// Says whether a word is one capital that stands for a name: `J.`, `U.S.`; not `NO/C.`, `*H.` or `P [52].`.
fn is_initial(before: &str, word: &str) -> bool {
    let last = word.rsplit(['.', '-']).next().unwrap_or(word);
    let mut letters = last.chars();
    let capital = letters.next().is_some_and(char::is_uppercase) && letters.next().is_none();
    let outside = before[..before.len() - word.len()].chars().next_back();
    capital
        && outside
            .is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '[' | '*' | '_' | '"' | '“'))
        && !before.ends_with(&format!("\\*{word}"))
        && !is_unit(before[..before.len() - word.len()].trim_end())
        && !ends_a_list(before[..before.len() - word.len()].trim_end())
}

/// Says whether a text begins with an initial and a name: `A. Doe`.
fn is_second_initial(next: &str) -> bool {
    let mut characters = next.chars();
    characters.next().is_some_and(char::is_uppercase)
        && characters.next() == Some('.')
        && begins_word(characters.as_str().trim_start())
}

/// Says whether a text begins with capitals and digits, as numbers of databases do: `AB123456`.
fn is_code(next: &str) -> bool {
    let word = first_word(next);
    !word.is_empty()
        && word.chars().all(char::is_uppercase)
        && next[word.len()..].starts_with(|c: char| c.is_ascii_digit())
}

/// Says whether a single capital after this is a unit: "0.3 V.", "−5 °C."
fn is_unit(before: &str) -> bool {
    let number = before.trim_end_matches(['$', '>', '°']).trim_end();
    number.ends_with(|c: char| c.is_ascii_digit()) && !before.ends_with('>')
}

/// Says whether a single capital after this is a thing and no name: "S, or P.", "phase P.".
fn ends_a_list(before: &str) -> bool {
    let word = last_word(before);
    match word {
        "phase" | "type" | "form" | "vitamin" | "group" | "site" => true,
        "or" | "and" => {
            let earlier = before[..before.len() - word.len()]
                .trim_end()
                .trim_end_matches(',');
            let thing = last_word(earlier);
            thing.starts_with(char::is_uppercase) && thing.chars().count() <= 2
        }
        _ => false,
    }
}

/// Returns the letters, digits, inner stops and hyphens at the end, at most forty bytes of them.
fn last_word(text: &str) -> &str {
    let mut length = 0;
    for character in text.chars().rev() {
        if !(character.is_alphanumeric() || matches!(character, '.' | '-')) || length > 40 {
            break;
        }
        length += character.len_utf8();
    }
    &text[text.len() - length..]
}

/// Returns the letters at the beginning.
fn first_word(text: &str) -> &str {
    let text = text.trim_start_matches(['"', '“', '‘', '\'', '*', '_']);
    let end = text
        .char_indices()
        .find(|(_, c)| !c.is_alphabetic())
        .map_or(text.len(), |(at, _)| at);
    &text[..end]
}

/// Returns where quotes, brackets and emphasis that close after a stop end.
fn closers_end(text: &str, mut at: usize) -> usize {
    loop {
        let rest = &text[at..];
        let closer = rest
            .chars()
            .next()
            .filter(|c| matches!(c, '"' | '”' | '’' | '\'' | ')' | ']' | '*' | '_' | '»'));
        let tag = [
            "</i>",
            "</b>",
            "</em>",
            "</strong>",
            "</sub>",
            "</sup>",
            "</italic>",
            "</bold>",
        ]
        .iter()
        .find(|tag| rest.starts_with(**tag));
        match (closer, tag) {
            // An escaped or adsorbate's star begins something: ".*H", but a star before a space closes.
            (Some('*' | '_'), _) if !rest[1..].starts_with([' ', '*', '_']) && rest.len() > 1 => {
                return at;
            }
            // A link whose text holds the stop: `[14.](#b14)`.
            (Some(']'), _) if rest[1..].starts_with("(#") => {
                match rest[..floor(rest, 200)].find(')') {
                    Some(close) => at += close + 1,
                    None => return at,
                }
            }
            (Some(character), _) => at += character.len_utf8(),
            (None, Some(tag)) => at += tag.len(),
            (None, None) => return at,
        }
    }
}

/// Returns where brackets that close behind a marker end, where nothing else stands behind them.
fn brackets_end(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    let behind = rest.trim_start_matches([')', ']', '”', '"']);
    if behind.starts_with(char::is_whitespace) {
        text.len() - behind.len()
    } else {
        at
    }
}

/// Says whether what stands behind a stop closes emphasis and nothing else.
fn is_emphasis(text: &str) -> bool {
    matches!(text, "*" | "_" | "</i>" | "</em>" | "</italic>")
}

fn spaces_end(text: &str, at: usize) -> usize {
    text.len() - text[at..].trim_start().len()
}

/// Returns the nearest character boundary at or before an offset.
fn floor(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}
