//! Lists of numbers as converters really set them, put as the rules of lists know them.
//!
//! The rules of `normal_form` decide what a digest leaves out and never change. What other scripts' commas, words between
//! numbers and notes in brackets are, the reader alone knows: it puts them as commas, dashes and blanks, each in its place,
//! before those rules see them.

use crate::paper::markup::{Level, Piece};
use crate::paper::normal_form::citation::list::is_dash;
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// Characters of the longest list in brackets, or above the line, that is looked at.
const LONGEST: usize = 200;

/// Puts the characters of lists as the rules of lists know them; each keeps its place in the text.
pub(super) fn regular(pieces: &mut Vec<Piece>) {
    let mut invisible = false;
    for piece in pieces.iter_mut() {
        piece.linked |= piece.anchored;
        if !piece.character.is_ascii() {
            invisible |= is_invisible(piece.character);
            let (character, level) = known(piece.character, piece.level);
            (piece.character, piece.level) = (character, level);
        }
    }
    if invisible {
        pieces.retain(|piece| !is_invisible(piece.character));
    }
    let mut at = 0;
    while at < pieces.len() {
        let piece = pieces[at];
        if piece.level == Level::Raised {
            let end = (at..pieces.len())
                .find(|index| pieces[*index].level != Level::Raised)
                .unwrap_or(pieces.len());
            raised(pieces, at..end);
            at = end;
        } else {
            if matches!(piece.character, '[' | '(') && piece.level == Level::Line {
                enclosed(pieces, at);
            }
            at += 1;
        }
    }
}

/// Returns a character as the rules know it, and its level.
fn known(character: char, level: Level) -> (char, Level) {
    let wide = |first: u32, known: char| {
        char::from_u32(u32::from(character) - first + u32::from(known)).unwrap_or(character)
    };
    let known = match character {
        '\u{FF10}'..='\u{FF19}' => wide(0xFF10, '0'),
        '［' | '【' | '〔' => '[',
        '］' | '】' | '〕' => ']',
        '（' => '(',
        '）' => ')',
        '，' | '、' | '､' => ',',
        '；' => ';',
        '－' | '﹣' | '﹘' | '⁃' => '–',
        // Raised commas and brackets of Unicode.
        '˒' | '⸴' => return (',', Level::Raised),
        '⁽' | '⁾' => return (' ', Level::Line),
        other => other,
    };
    (known, level)
}

fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}' | '\u{AD}'
    )
}

/// Puts what hangs on the ends of a raised list on the line, `³·`, `⁽³⁾`, and what stands in it as commas and dashes.
fn raised(pieces: &mut [Piece], run: Range<usize>) {
    if run.len() > LONGEST {
        return;
    }
    let hangs = |c: char| c.is_whitespace() || matches!(c, ',' | '.' | ';' | ':');
    let trimmed = |pieces: &[Piece], mut inside: Range<usize>| {
        while !inside.is_empty() && hangs(pieces[inside.start].character) {
            inside.start += 1;
        }
        while !inside.is_empty() && hangs(pieces[inside.end - 1].character) {
            inside.end -= 1;
        }
        inside
    };
    let mut inside = trimmed(pieces, run.clone());
    if inside.is_empty() {
        return;
    }
    if pieces[inside.start].character == '(' && pieces[inside.end - 1].character == ')' {
        (
            pieces[inside.start].character,
            pieces[inside.end - 1].character,
        ) = (' ', ' ');
        inside = inside.start + 1..inside.end - 1;
        if !list(pieces, inside.clone(), Notes::Names) {
            (
                pieces[inside.start - 1].character,
                pieces[inside.end].character,
            ) = ('(', ')');
            return;
        }
    } else if !list(pieces, inside.clone(), Notes::Names) {
        return;
    }
    let inside = trimmed(pieces, inside);
    for index in run.clone() {
        if !inside.contains(&index) {
            pieces[index].level = Level::Line;
        }
    }
    // `³ ⁴` are numbers with nothing but a space between them.
    for at in inside.start + 1..inside.end {
        let digit = |at: usize| pieces[at].character.is_ascii_digit();
        if pieces[at].character == ' ' && digit(at - 1) && digit(at + 1) {
            pieces[at].character = ',';
        }
    }
    let next = (run.end..pieces.len()).find(|at| !pieces[*at].character.is_whitespace());
    if let Some(next) = next.filter(|next| *next > run.end && *next < run.end + 3)
        && pieces[next].level == Level::Raised
        && pieces[next].character.is_ascii_digit()
        && !names_isotope(pieces, next)
    {
        (pieces[run.end].character, pieces[run.end].level) = (',', Level::Line);
    }
}

/// Says whether raised digits stand directly before a letter: `¹⁵N`.
fn names_isotope(pieces: &[Piece], start: usize) -> bool {
    let mut rest = pieces[start..]
        .iter()
        .skip_while(|piece| piece.level == Level::Raised && piece.character.is_ascii_digit());
    rest.next()
        .is_some_and(|piece| piece.character.is_alphabetic())
}

/// Puts what stands in brackets as a list, where it is one.
fn enclosed(pieces: &mut [Piece], open: usize) {
    // Most brackets hold words, and their first letter tells.
    let first = pieces[open + 1..]
        .iter()
        .take(8)
        .find(|piece| !piece.character.is_whitespace());
    let close = match pieces[open].character {
        '[' => ']',
        _ => ')',
    };
    let begins = first.is_some_and(|piece| {
        piece.character.is_ascii_digit()
            || close == ')' && matches!(piece.character, 's' | 'e' | 'r' | 'R' | 'c' | 'f')
    });
    if !begins {
        return;
    }
    let mut depth = 0_usize;
    let end = pieces[open + 1..]
        .iter()
        .take(LONGEST)
        .position(|piece| match piece.character {
            '(' => {
                depth += 1;
                false
            }
            ')' if depth > 0 => {
                depth -= 1;
                false
            }
            '[' => true,
            character => character == close,
        });
    if let Some(end) = end.filter(|end| pieces[open + 1 + end].character == close) {
        let notes = if close == ')' {
            Notes::Words
        } else {
            Notes::None
        };
        list(pieces, open + 1..open + 1 + end, notes);
    }
}

/// What may stand beside the numbers of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Notes {
    None,
    /// `see 12`, `12, Fig. 3`
    Words,
    /// Those, and `ref. 12`.
    Names,
}

/// Puts words, marks and notes of a list as commas, dashes and blanks; leaves what is no list as it is, and says so.
fn list(pieces: &mut [Piece], inside: Range<usize>, notes: Notes) -> bool {
    let plain = pieces[inside.clone()].iter().all(|piece| {
        let c = piece.character;
        c.is_ascii_digit() || matches!(c, ',' | ';' | ' ') || is_dash(c)
    });
    let range = || {
        let inside = &pieces[inside.clone()];
        inside
            .windows(2)
            .any(|pair| is_dash(pair[0].character) && is_dash(pair[1].character))
    };
    if plain && !range() {
        return true;
    }
    let mut text: Vec<char> = pieces[inside.clone()]
        .iter()
        .map(|piece| piece.character)
        .collect();
    let listed =
        (notes == Notes::None || without_notes(&mut text, notes)) && regularised(&mut text);
    if listed {
        for (piece, character) in pieces[inside].iter_mut().zip(text) {
            piece.character = character;
        }
    }
    listed
}

/// Blanks what is said of the references in round brackets: `see 12`, `12, Fig. 3`.
fn without_notes(text: &mut [char], notes: Notes) -> bool {
    static BEFORE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"^\s*(?i:see(?: also| e\.g\.,?| for example,?)?|e\. ?g\.,?|cf\.|for (?:example|instance|a review),?(?: see)?|reviewed in)\s+$").ok()
    });
    static NAMES: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"^\s*(?i:refs?\.?|references?)\s+$").ok());
    static BEHIND: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"^[,;]\s*(?i:pp?\.\s*\d[\d–-]*|(?:figs?\.|figure|tables?)\s*[\dA-Z][\w.()–-]*)$|^,?\s*(?i:and (?:references|refs?\.?) (?:there)?in)$").ok()
    });
    let Some(first) = text.iter().position(char::is_ascii_digit) else {
        return false;
    };
    let blank = |text: &mut [char], range: Range<usize>, pattern: &LazyLock<Option<Regex>>| {
        let note: String = text[range.clone()].iter().collect();
        let found = pattern
            .as_ref()
            .is_some_and(|pattern| pattern.is_match(&note));
        if found {
            text[range].fill(' ');
        }
        found
    };
    let named = text[..first].iter().any(|c| c.is_alphabetic());
    if named
        && !blank(text, 0..first, &BEFORE)
        && !(notes == Notes::Names && blank(text, 0..first, &NAMES))
    {
        return false;
    }
    // A note begins where a word of several letters does that joins no numbers, with the comma before it.
    let word = |at: usize| -> String {
        text[at..]
            .iter()
            .take_while(|c| c.is_alphabetic())
            .take(4)
            .collect()
    };
    let begins = (first..text.len()).find(|at| {
        let letters = text[*at].is_alphabetic() && !text[*at - 1].is_alphanumeric();
        letters && {
            let word = word(*at);
            let joins = match word.as_str() {
                "and" => !text[*at + 3..]
                    .iter()
                    .collect::<String>()
                    .trim_start()
                    .starts_with("ref"),
                "to" | "or" => true,
                "p" | "pp" => false,
                word => word.len() == 1,
            };
            !joins
        }
    });
    if let Some(at) = begins {
        let note = (first..at).rev().find(|at| text[*at].is_ascii_digit());
        let note = note.map_or(at, |digit| digit + 1);
        return blank(text, note..text.len(), &BEHIND);
    }
    true
}

/// Puts words between numbers as commas and dashes; says whether nothing is there that belongs to no list.
fn regularised(text: &mut [char]) -> bool {
    let mut at = 0;
    // Whether a number, or what belongs to one, stands before, and whether a comma or dash does.
    let (mut number, mut separated) = (false, false);
    while at < text.len() {
        let character = text[at];
        let letters = text[at..]
            .iter()
            .take_while(|c| c.is_alphabetic())
            .take(8)
            .count();
        let word: String = text[at..at + letters].iter().collect();
        let part = letters == 1 && character.is_ascii_lowercase();
        match character {
            '0'..='9' => (number, separated) = (true, false),
            ' ' | '\u{A0}' => {}
            _ if character.is_whitespace() => text[at] = ' ',
            ',' | ';' if number => {
                if separated {
                    text[at] = ' ';
                }
                separated = true;
            }
            _ if is_dash(character) && number => {
                if separated {
                    text[at] = ' ';
                }
                separated = true;
            }
            '&' if number => {
                text[at] = if separated { ' ' } else { ',' };
                separated = true;
            }
            '~' | '～' | '〜' | '∼' if number && !separated => {
                text[at] = '–';
                separated = true;
            }
            // What a journal marks references with: `12*`, `14••`.
            '*' | '•' | '·' | '†' if number && !separated => text[at] = ' ',
            // A reference's part: `12(a)`.
            '(' if number && !separated => {
                let part = text.get(at + 1).is_some_and(char::is_ascii_lowercase)
                    && text.get(at + 2) == Some(&')');
                if !part {
                    return false;
                }
                text[at..at + 3].fill(' ');
                at += 2;
            }
            _ if part && number => separated = false,
            _ if matches!(word.as_str(), "and" | "or" | "to" | "through") && number => {
                let mark = if word.starts_with('t') { '–' } else { ',' };
                text[at..at + letters].fill(' ');
                if !separated {
                    text[at] = mark;
                }
                separated = true;
                at += letters - 1;
            }
            _ => return false,
        }
        at += 1;
    }
    number && !separated
}
