//! Lists of numbers as converters really set them, put as the rules of lists know them.
//!
//! The rules of `normal_form` decide what a digest leaves out and never change. What other scripts' commas, words between
//! numbers and notes in brackets are, the reader alone knows: it puts them as commas, dashes and blanks, each in its place,
//! before those rules see them.

mod marks;
mod notes;

use crate::paper::markup::{Level, Piece};
use crate::paper::normal_form::citation::list::is_dash;
use notes::{Notes, without_notes};
use std::ops::Range;

/// Characters of the longest list in brackets, or above the line, that is looked at.
const LONGEST: usize = 200;

/// Puts the characters of lists as the rules of lists know them; each keeps its place in the text.
pub(super) fn regular(text: &str, pieces: &mut Vec<Piece>) {
    let mut invisible = false;
    for piece in pieces.iter_mut() {
        piece.linked |= piece.anchored;
        if !piece.character.is_ascii() {
            invisible |= is_invisible(piece.character);
            let (character, level) = known(piece.character, piece.level);
            (piece.character, piece.level) = (character, level);
        }
    }
    invisible |= join_spaced_digits(text, pieces);
    invisible |= marks::drop_closing_brackets(pieces);
    invisible |= text.contains('*') && marks::drop_emphasis(pieces);
    part_neighbours(text, pieces);
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

/// Makes the spaces between digits of LaTeX's invisible, where they mean nothing, `$^ { 1 2 - 1 5 }$`; says whether there are any.
fn join_spaced_digits(text: &str, pieces: &mut [Piece]) -> bool {
    if !text.contains('$') {
        return false;
    }
    let mut joined = false;
    // Of a raised run, once its first digit is seen: whether it is an argument of LaTeX's.
    let mut latex = None;
    for at in 0..pieces.len() {
        if pieces[at].level != Level::Raised {
            latex = None;
            continue;
        }
        let digit = |at: usize| pieces.get(at).is_some_and(|p| p.character.is_ascii_digit());
        if latex.is_none() && digit(at) {
            latex = Some(is_latex(text, pieces[at].start));
        }
        let between = at > 0 && digit(at - 1) && digit(at + 1);
        if latex == Some(true) && between && pieces[at].character == ' ' {
            pieces[at].character = '\u{200B}';
            joined = true;
        }
    }
    joined
}

/// Puts a comma of no width between numbers that are raised each by itself, `<sup>3</sup><sup>4</sup>`.
fn part_neighbours(text: &str, pieces: &mut Vec<Piece>) {
    const BETWEEN: &str = "</sup><sup";
    if !text.contains(BETWEEN) {
        return;
    }
    let mut parted = Vec::with_capacity(pieces.len() + 1);
    for piece in pieces.iter() {
        let is_digit =
            |piece: &Piece| piece.level == Level::Raised && piece.character.is_ascii_digit();
        if let Some(before) = parted
            .last()
            .filter(|before| is_digit(before) && is_digit(piece))
            && text
                .get(before.end..piece.start)
                .is_some_and(|text| text.contains(BETWEEN))
        {
            parted.push(Piece {
                character: ',',
                start: before.end,
                end: before.end,
                ..*before
            });
        }
        parted.push(*piece);
    }
    *pieces = parted;
}

/// Says whether what begins at an offset is an argument of LaTeX's `^`.
fn is_latex(text: &str, start: usize) -> bool {
    let before = text[..start].trim_end();
    before
        .strip_suffix('{')
        .is_some_and(|before| before.trim_end().ends_with('^'))
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
