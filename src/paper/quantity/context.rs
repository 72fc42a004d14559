//! What the characters and words before a number say of it.

use super::text::{Text, is_dash};

/// Returns what words before a number say that it is: kind, unit and UCUM code.
pub(super) fn said_before(window: &str) -> Option<(&'static str, &'static str, &'static str)> {
    let bare = window.trim_end_matches(|c: char| {
        c.is_whitespace() || matches!(c, '=' | '>' | '<' | '~' | '≈' | '≥' | '≤' | ':' | '(')
    });
    let mut words: Vec<&str> = bare.split_whitespace().rev().take(7).collect();
    let fillers = [
        "of",
        "about",
        "is",
        "was",
        "at",
        "around",
        "approximately",
        "ca.",
        "up",
        "to",
        "reached",
        "reaching",
        "value",
        "values",
        "a",
        "an",
        "as",
        "high",
        "over",
        "above",
        "below",
        "between",
        "from",
        "than",
        "more",
        "less",
        "nearly",
        "high",
    ];
    let skip = words
        .iter()
        .take_while(|word| fillers.contains(word))
        .count();
    let direct = skip == 0;
    let factor = words.get(..skip).is_some_and(|words| words.contains(&"of"));
    words.drain(..skip);
    let last = words.first()?.trim_matches(['(', ')', ',']);
    let earlier = words.get(1).copied().unwrap_or_default().to_lowercase();
    Some(match last {
        "pH" | "pHs" => ("ph", "pH", "[pH]"),
        "TON" | "TONs" => ("turnover-number", "", "1"),
        "number" | "numbers" if earlier.ends_with("turnover") => ("turnover-number", "", "1"),
        "factor" if factor && !direct => ("ratio", "", "1"),
        _ => return None,
    })
}

/// Returns where a number begins whose first digit stands here, with its sign; nothing where it is part of a name.
pub(super) fn start(text: &Text, digit: usize) -> Option<usize> {
    let opens = |character: char| {
        character == '\0'
            || character.is_whitespace()
            || matches!(
                character,
                '(' | '['
                    | '{'
                    | '='
                    | '<'
                    | '>'
                    | '≥'
                    | '≤'
                    | '≳'
                    | '≲'
                    | '≫'
                    | '≪'
                    | '~'
                    | '≈'
                    | '/'
                    | ','
                    | ';'
                    | ':'
                    | '"'
                    | '“'
                    | '‘'
                    | '\''
                    | '|'
                    | '→'
                    | '+'
                    | '±'
                    | '×'
                    | '—'
                    | '&'
                    | '*'
            )
    };
    let before = text.before(digit);
    if is_dash(before) {
        let sign = digit - 1;
        let outside = text.before(sign);
        if before == '—' {
            return Some(digit);
        }
        return (outside == '\0' || opens(outside) && outside != '×').then_some(sign);
    }
    if before.is_whitespace() && text.before(digit - 1) == '−' {
        let outside = text.before(text.skip_space_back(digit - 2));
        if matches!(
            outside,
            '(' | '=' | '<' | '>' | '~' | '≈' | 't' | 'f' | 'm' | 'd'
        ) {
            return Some(digit - 2);
        }
    }
    if matches!(before, 'H') && text.slice(digit.saturating_sub(2)..digit) == "pH" {
        return Some(digit);
    }
    opens(before).then_some(digit)
}

/// Returns where the name or number ends that the digit here is part of.
pub(super) fn after_digits(text: &Text, digit: usize) -> usize {
    let mut at = digit + 1;
    while text.at(at).is_alphanumeric() || matches!(text.at(at), '.' | ',') && text.is_digit(at + 1)
    {
        at += 1;
    }
    at
}

/// Says whether the word before is one that has a number: "Figure 3", "Table 2".
pub(super) fn names_its_number(text: &Text, start: usize) -> bool {
    const NAMES: &[&str] = &[
        "figure",
        "fig",
        "figs",
        "figures",
        "table",
        "tables",
        "scheme",
        "schemes",
        "section",
        "sections",
        "equation",
        "eq",
        "eqs",
        "eqn",
        "ref",
        "refs",
        "step",
        "steps",
        "entry",
        "entries",
        "chapter",
        "sample",
        "samples",
        "catalyst",
        "no",
        "nos",
        "vol",
        "volume",
        "compound",
        "movie",
        "note",
        "type",
        "route",
        "phase",
        "stage",
        "chart",
        "box",
        "reference",
        "references",
    ];
    let end = text.skip_space_back(start);
    let end = if text.before(end) == '.' {
        end - 1
    } else {
        end
    };
    let mut at = end;
    while text.before(at).is_alphabetic() && end - at < 12 {
        at -= 1;
    }
    NAMES.contains(&text.slice(at..end).to_lowercase().as_str())
}
