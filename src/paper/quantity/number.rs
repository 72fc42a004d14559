//! Numbers as papers print them.

use super::super::markup::Level;
use super::text::{Text, is_dash};

/// A number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Number {
    pub(super) start: usize,
    pub(super) end: usize,
    /// As a program reads it: `-0.5`, `20695`, `1.2e-3`.
    pub(super) value: String,
    /// Whether nothing but digits was printed.
    pub(super) bare: bool,
}

/// Reads the number that begins here, perhaps with its sign.
pub(super) fn number(text: &Text, start: usize) -> Option<Number> {
    let mut at = start;
    let mut value = String::new();
    if is_dash(text.at(at)) || text.at(at) == '+' {
        if text.at(at) == '—' || text.level(at) != Level::Line {
            return None;
        }
        if is_dash(text.at(at)) {
            value.push('-');
        }
        at += 1;
        if text.before(at) == '−' && text.at(at).is_whitespace() {
            at += 1;
        }
    }
    let digits = at;
    let whole = mantissa(text, &mut at, &mut value)?;
    let bare = whole && digits == start;
    let (end, exponent) = exponent(text, at, text.slice(digits..at) == "10")?;
    if let Some((power, replaces)) = exponent {
        if replaces {
            // A power of ten that stands alone: 10⁵.
            value.truncate(value.len() - 2);
            value.push('1');
        }
        value.push('e');
        value.push_str(&power);
    }
    Some(Number {
        start,
        end,
        value,
        bare: bare && end == at,
    })
}

/// Reads digits with their separators and decimals; says whether they are digits alone.
fn mantissa(text: &Text, at: &mut usize, value: &mut String) -> Option<bool> {
    let first = *at;
    while text.is_digit(*at) {
        value.push(text.at(*at));
        *at += 1;
    }
    let mut whole = true;
    let lead = *at - first;
    let three =
        |from: usize| (0..3).all(|ahead| text.is_digit(from + ahead)) && !text.is_digit(from + 3);
    if (1..=3).contains(&lead) && text.at(first) != '0' {
        // 20,695 and 20 695 with a narrow space.
        let separator = text.at(*at);
        // A plain space separates thousands only where nothing but zeros follows.
        let spaced = separator == ' ' && text.slice(*at..*at + 4) == " 000" && three(*at + 1);
        if spaced || matches!(separator, ',' | '\u{2009}' | '\u{202F}' | '\u{A0}') {
            while text.at(*at) == separator && three(*at + 1) {
                value.push_str(text.slice(*at + 1..*at + 4));
                *at += 4;
                whole = false;
            }
        }
    }
    let decimal = text.at(*at) == '.' || text.at(*at) == ',' && text.slice(first..*at) == "0";
    if decimal && text.is_digit(*at + 1) && (lead > 0 || text.at(*at) == '.') {
        if lead == 0 {
            value.push('0');
        }
        value.push('.');
        *at += 1;
        while text.is_digit(*at) {
            value.push(text.at(*at));
            *at += 1;
        }
        whole = false;
        // 1.2.3 is a section.
        if text.at(*at) == '.' && text.is_digit(*at + 1) {
            return None;
        }
    }
    (*at > first).then_some(whole)
}

/// A power of ten as printed, and whether it stands alone.
type Power = Option<(String, bool)>;

/// Reads `× 10⁻³`, `e-3` or the power of a 10 before here; nothing where a raised number is no power.
fn exponent(text: &Text, at: usize, ten: bool) -> Option<(usize, Power)> {
    if text.level(at) == Level::Raised
        && (text.at(at).is_ascii_digit() || is_dash(text.at(at)) || text.at(at) == '+')
    {
        let (end, power) = raised(text, at)?;
        return ten.then_some((end, Some((power, true))));
    }
    let spaced = text.skip_space(at);
    if ten && spaced == at + 1 && text.level(spaced) == Level::Raised && is_dash(text.at(spaced)) {
        let (end, power) = raised(text, spaced)?;
        return Some((end, Some((power, true))));
    }
    if ten
        && text.at(at) == '^'
        && let Some((end, power)) = signed(text, at + 1)
    {
        return Some((end, Some((power, true))));
    }
    if matches!(text.at(at), 'e' | 'E')
        && text.level(at) == Level::Line
        && let Some((end, power)) = signed(text, at + 1)
        && !text.at(end).is_alphanumeric()
    {
        return Some((end, Some((power, false))));
    }
    let times = text.skip_space(at);
    if matches!(text.at(times), '×' | '·' | '*' | 'x' | '⨯' | '✕') {
        let ten = text.skip_space(times + 1);
        if text.at(ten) == '1'
            && text.at(ten + 1) == '0'
            && text.is_digit(ten)
            && text.is_digit(ten + 1)
        {
            let spaced = text.skip_space(ten + 2);
            let after = if text.level(spaced) == Level::Raised {
                spaced
            } else {
                ten + 2
            };
            if text.level(after) == Level::Raised
                && let Some((end, power)) = raised(text, after)
            {
                return Some((end, Some((power, false))));
            }
            // The raised power came out flat, as in the text of a PDF: 10−3, 105, 10^5, 10 −3.
            let spaced = text.skip_space(after);
            let from = match text.at(after) {
                '^' => after + 1,
                character if character.is_whitespace() && text.at(spaced) == '−' => spaced,
                _ => after,
            };
            if !text.at(from).is_whitespace()
                && let Some((end, power)) = signed(text, from)
                && power.trim_start_matches('-').len() <= 2
                && !power.starts_with('0')
                && text.at(end) != '.'
            {
                return Some((end, Some((power, false))));
            }
        }
    }
    Some((at, None))
}

/// Reads a raised number with its sign.
fn raised(text: &Text, start: usize) -> Option<(usize, String)> {
    let mut at = start;
    let mut power = String::new();
    while text.level(at) == Level::Raised && at < text.len() {
        match text.at(at) {
            dash if is_dash(dash) && at == start => power.push('-'),
            '+' if at == start => {}
            digit if digit.is_ascii_digit() => power.push(digit),
            space if space.is_whitespace() => {}
            _ => return None,
        }
        at += 1;
    }
    power
        .ends_with(|c: char| c.is_ascii_digit())
        .then_some((at, power))
}

/// Reads a number with its sign, on the line.
fn signed(text: &Text, start: usize) -> Option<(usize, String)> {
    let mut at = start;
    let mut power = String::new();
    if is_dash(text.at(at)) {
        power.push('-');
        at += 1;
    } else if text.at(at) == '+' {
        at += 1;
    }
    let first = at;
    while text.is_digit(at) && at < first + 4 {
        power.push(text.at(at));
        at += 1;
    }
    (at > first && !text.is_digit(at)).then_some((at, power))
}
