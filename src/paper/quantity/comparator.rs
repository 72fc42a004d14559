//! Words and signs that make a number a bound or an approximation.

use super::kind::is_condition;
use super::text::{Text, is_dash};
use super::unit::Unit;

/// What a number is to be compared by: `=`, `>`, `>=`, `<`, `<=` or `~`.
pub(super) type Comparator = &'static str;

/// Phrases before a number, longer ones before those that they end in.
const BEFORE: &[(&str, Comparator)] = &[
    ("not less than", ">="),
    ("no less than", ">="),
    ("not lower than", ">="),
    ("no lower than", ">="),
    ("not fewer than", ">="),
    ("greater than or equal to", ">="),
    ("at least", ">="),
    ("a minimum of", ">="),
    ("not more than", "<="),
    ("no more than", "<="),
    ("no greater than", "<="),
    ("not greater than", "<="),
    ("not higher than", "<="),
    ("no higher than", "<="),
    ("less than or equal to", "<="),
    ("not exceeding", "<="),
    ("not exceed", "<="),
    ("at most", "<="),
    ("up to", "<="),
    ("a maximum of", "="),
    ("slightly more than", ">"),
    ("more than", ">"),
    ("greater than", ">"),
    ("higher than", ">"),
    ("larger than", ">"),
    ("longer than", ">"),
    ("better than", ">"),
    ("in excess of", ">"),
    ("exceeding", ">"),
    ("exceeded", ">"),
    ("exceeds", ">"),
    ("exceed", ">"),
    ("surpassing", ">"),
    ("surpassed", ">"),
    ("surpasses", ">"),
    ("beyond", ">"),
    ("above", ">"),
    ("over", ">"),
    ("less than", "<"),
    ("lower than", "<"),
    ("smaller than", "<"),
    ("fewer than", "<"),
    ("shorter than", "<"),
    ("below", "<"),
    ("under", "<"),
    ("approximately", "~"),
    ("approximate", "~"),
    ("approximated", "~"),
    ("approx.", "~"),
    ("approx", "~"),
    ("approaching", "~"),
    ("approached", "~"),
    ("approaches", "~"),
    ("close to", "~"),
    ("in the order of", "~"),
    ("on the order of", "~"),
    ("of the order of", "~"),
    ("roughly", "~"),
    ("around", "~"),
    ("about", "~"),
    ("nearly", "~"),
    ("almost", "~"),
    ("circa", "~"),
    ("some", "~"),
    ("ca.", "~"),
    ("ca", "~"),
    ("c.a.", "~"),
    ("near", "~"),
];

/// Characters before a number in which such a phrase is looked for.
const WINDOW: usize = 32;

/// Returns the comparator of the number that begins here, with what its unit says of "over" and "under".
pub(super) fn comparator(text: &Text, start: usize, end: usize, unit: &Unit) -> Comparator {
    let mut at = text.skip_space_back(start);
    while matches!(text.before(at), '(' | '[' | '"' | '“') {
        at = text.skip_space_back(at - 1);
    }
    let earlier = at.checked_sub(2).map_or('\0', |index| text.at(index));
    match (earlier, text.before(at)) {
        ('>', '=') | (_, '≥' | '≳') => return ">=",
        ('<', '=') | (_, '≤' | '≲') => return "<=",
        (_, '>' | '≫') => return ">",
        (_, '<' | '≪') => return "<",
        (_, '~' | '≈') => return "~",
        _ => {}
    }
    // 100+ h
    if text.slice(start..end).contains('+')
        && !text.slice(start..end).contains("+/")
        && text.at(start) != '+'
        && unit.electrode.is_none()
    {
        return ">=";
    }
    if let Some(found) = after(text, end) {
        return found;
    }
    let window = text.slice(at.saturating_sub(WINDOW)..at).to_lowercase();
    for (phrase, comparator) in BEFORE {
        let Some(before) = window.strip_suffix(phrase) else {
            continue;
        };
        if before.ends_with(char::is_alphanumeric) {
            continue;
        }
        let before = before.trim_end();
        return match *phrase {
            // A test over 24 h lasts 24 h; one of over 24 h lasts longer.
            "over" if is_condition(unit) || is_time(unit) && !lasts(before) => "=",
            "under" if is_condition(unit) => "=",
            // "improved by up to" and "as high as" bound nothing that was measured once, but the words are the paper's.
            _ => comparator,
        };
    }
    "="
}

fn is_time(unit: &Unit) -> bool {
    use super::atom::Dimension::{Cycle, Time};
    unit.is(Time) || unit.is(Cycle)
}

/// Says whether these words make "over" a bound.
fn lasts(before: &str) -> bool {
    [
        "for", "of", "well", "lasting", "lasted", "to", "is", "was", "after", "just", "with",
    ]
    .iter()
    .any(|word| {
        before
            .strip_suffix(word)
            .is_some_and(|rest| !rest.ends_with(char::is_alphanumeric))
    })
}

/// Returns the comparator of words and signs behind: `100+ h`, `5 h or more`.
fn after(text: &Text, end: usize) -> Option<Comparator> {
    let at = text.skip_space(end);
    let at = text.word(at, "or").map(|end| text.skip_space(end))?;
    for (word, comparator) in [
        ("more", ">="),
        ("higher", ">="),
        ("above", ">="),
        ("greater", ">="),
        ("longer", ">="),
        ("less", "<="),
        ("lower", "<="),
        ("below", "<="),
        ("fewer", "<="),
    ] {
        if let Some(end) = text.word(at, word) {
            return (!is_dash(text.at(end))).then_some(comparator);
        }
    }
    None
}
