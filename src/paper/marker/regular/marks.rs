//! Marks that stand between a list's numbers and what is before or behind them, and belong to neither.

use crate::paper::markup::{Level, Piece};

/// A character that is taken out of the text before lists are looked for.
const NOTHING: char = '\u{200B}';

/// Takes away the brackets that close raised numbers and were never opened, `¹⁾`; says whether there are any.
pub(super) fn drop_closing_brackets(pieces: &mut [Piece]) -> bool {
    let mut dropped = false;
    // Whether the raised run that a piece stands in holds nothing but numbers, closed or not.
    let mut listed = false;
    for at in 0..pieces.len() {
        let Piece {
            character, level, ..
        } = pieces[at];
        if level != Level::Raised {
            listed = false;
            continue;
        }
        let begins = at == 0 || pieces[at - 1].level != Level::Raised;
        let in_list = character.is_ascii_digit()
            || matches!(
                character,
                ',' | ';' | ' ' | '-' | '–' | '—' | '−' | ')' | NOTHING
            );
        listed = in_list && (listed || begins && character.is_ascii_digit());
        let behind_digit = at > 0 && pieces[at - 1].character.is_ascii_digit();
        if listed && character == ')' && behind_digit {
            pieces[at].character = NOTHING;
            dropped = true;
        }
    }
    dropped
}

/// Takes away the stars of emphasis that closes directly before a number, `*et al.*12`; says whether there are any.
///
/// Markdown's rules see no emphasis there, for a digit follows.
pub(super) fn drop_emphasis(pieces: &mut [Piece]) -> bool {
    let mut dropped = false;
    let mut open: Option<usize> = None;
    for at in 0..pieces.len() {
        if pieces[at].character != '*' {
            continue;
        }
        let before = at.checked_sub(1).map(|at| pieces[at]);
        let after = pieces.get(at + 1).copied();
        let letter = |piece: Option<Piece>| piece.is_some_and(|p| p.character.is_alphabetic());
        let closes = before.is_some_and(|p| p.character.is_alphabetic() || p.character == '.');
        let number = after.is_some_and(|p| p.character.is_ascii_digit());
        match open {
            Some(start) if closes && number => {
                (pieces[start].character, pieces[at].character) = (NOTHING, NOTHING);
                (dropped, open) = (true, None);
            }
            _ if letter(after) && before.is_none_or(|p| !p.character.is_alphanumeric()) => {
                open = Some(at);
            }
            _ => open = None,
        }
    }
    dropped
}
