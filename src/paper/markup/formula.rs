//! LaTeX's formulas, and what shifts characters up or down without HTML.

use super::latex::{self, Command};
use super::{Group, Level, Scanner};

/// Longest contents of `^…^` and `~…~`, and of `\(…\)`, in characters.
const LONGEST_SHIFT: usize = 24;
const LONGEST_FORMULA: usize = 400;

impl Scanner {
    /// Reads what begins with a backslash: a command, an escaped character, a formula's beginning.
    pub(super) fn escape(&mut self) -> Option<usize> {
        let in_formula = self.formula_end.is_some();
        let next = self.peek(1)?;
        if next.is_ascii_alphabetic() {
            let length = self.text[self.at + 1..]
                .iter()
                .take_while(|c| c.is_ascii_alphabetic())
                .count();
            // No command is longer, and what is longer need not become a string.
            let name: String = self.text[self.at + 1..]
                .iter()
                .take(length.min(24))
                .collect();
            return Some(1 + length + self.command(&name, self.at + 1 + length));
        }
        match next {
            '(' if !in_formula => {
                if let Some(end) = self.formula_length(self.at + 2) {
                    self.formula_end = Some(self.at + 2 + end);
                    return Some(2);
                }
                self.add('(');
            }
            ',' | ';' | ':' | '!' | '>' | ' ' if in_formula => {}
            '\\' if in_formula => self.add(' '),
            '{' | '}' | '[' | ']' | '*' => self.add(next),
            _ if next.is_ascii_punctuation() => self.add(next),
            '\n' => self.add('\n'),
            _ => return None,
        }
        Some(2)
    }

    /// Applies a command whose name ends at `end`; returns how much more it takes than its name.
    pub(super) fn command(&mut self, name: &str, end: usize) -> usize {
        match latex::command(name) {
            Command::Symbol(symbol) => self.add(symbol),
            Command::Raise => self.once = Some(Level::Raised),
            Command::Lower => self.once = Some(Level::Lowered),
            Command::Fraction => self.fraction = true,
            Command::Transparent => {}
            Command::Skip => {
                let argument = self.text[end..]
                    .iter()
                    .take(LONGEST_SHIFT * 4)
                    .take_while(|c| !matches!(c, '}' | '\\'));
                let length = argument.count();
                if self.text.get(end) == Some(&'{') && self.text.get(end + length) == Some(&'}') {
                    return length + 1;
                }
            }
        }
        // The argument's braces are the command's, even outside a formula.
        if self.text.get(end) == Some(&'{') {
            self.open_group(false);
            return 1;
        }
        0
    }

    /// Returns the length of a formula that began as `\(`, if it is one and not a bracket that is escaped.
    pub(super) fn formula_length(&self, start: usize) -> Option<usize> {
        let window = &self.text[start..self.text.len().min(start + LONGEST_FORMULA)];
        let length = window
            .windows(2)
            .position(|pair| pair[0] == '\\' && matches!(pair[1], '(' | ')'))?;
        let formula = &window[..length];
        (window[length + 1] == ')' && formula.iter().any(|c| matches!(c, '\\' | '^' | '_')))
            .then_some(length)
    }

    /// Reads a dollar sign, which begins a formula if another ends it.
    pub(super) fn dollar(&mut self) -> Option<usize> {
        let length = if self.peek(1) == Some('$') { 2 } else { 1 };
        let start = self.at + length;
        let mut end = start;
        while end < self.text.len() && self.text[end] != '$' {
            end += if self.text[end] == '\\' { 2 } else { 1 };
        }
        let closed = end < self.text.len();
        let formula = &self.text[start.min(self.text.len())..end.min(self.text.len())];
        let tight = formula.first().is_some_and(|c| !c.is_whitespace());
        let latex = formula.iter().any(|c| matches!(c, '\\' | '^' | '_'));
        let price = self.text.get(end + 1).is_some_and(char::is_ascii_digit);
        if closed && !formula.is_empty() && (latex || (tight && !price)) {
            self.formula_end = Some(end);
        }
        Some(length)
    }

    /// Ends the formula at its dollar sign or `\)`, whatever was left open in it.
    pub(super) fn leave_formula(&mut self) {
        self.formula_end = None;
        self.at += match (self.text[self.at], self.peek(1)) {
            ('$', Some('$')) | ('\\', _) => 2,
            _ => 1,
        };
        self.groups.clear();
        self.once = None;
        self.fraction = false;
        self.level = self.tags.last().copied().unwrap_or(Level::Line);
    }

    pub(super) fn open_group(&mut self, text: bool) {
        let outside = self.level;
        self.level = self.once.take().unwrap_or(outside);
        self.groups.push(Group {
            outside,
            fraction: std::mem::take(&mut self.fraction),
            text,
        });
    }

    pub(super) fn brace(&mut self, character: char) -> Option<usize> {
        if character == '{' {
            let text = self.formula_end.is_none() && self.once.is_none();
            if text {
                self.add('{');
            }
            self.open_group(text);
            return Some(1);
        }
        let group = self.groups.pop()?;
        self.level = group.outside;
        if group.text {
            return None;
        }
        if group.fraction {
            self.add('/');
            if self.peek(1) == Some('{') {
                self.open_group(false);
                return Some(2);
            }
        }
        Some(1)
    }

    /// Reads `^` or `_`; outside formulas only `^{…}`, `_{…}` and `^…^` shift anything.
    pub(super) fn shift(&mut self, character: char) -> Option<usize> {
        let level = if character == '^' {
            Level::Raised
        } else {
            Level::Lowered
        };
        if self.formula_end.is_some() || self.peek(1) == Some('{') {
            self.once = Some(level);
            return Some(1);
        }
        if character == '^' {
            self.shifted('^', level)
        } else {
            Some(1)
        }
    }

    /// Reads pandoc's `^…^` or `~…~`.
    pub(super) fn shifted(&mut self, mark: char, level: Level) -> Option<usize> {
        let rest = &self.text[self.at + 1..];
        let length = rest
            .iter()
            .take(LONGEST_SHIFT)
            .position(|c| *c == mark || c.is_whitespace())?;
        let simple = |c: &char| {
            c.is_ascii_alphanumeric() || matches!(c, ',' | '+' | '-' | '–' | '−' | '[' | ']')
        };
        if length == 0 || rest[length] != mark || !rest[..length].iter().all(simple) {
            return None;
        }
        let shifted: Vec<char> = rest[..length].to_vec();
        let outside = std::mem::replace(&mut self.level, level);
        for character in shifted {
            self.add(character);
        }
        self.level = outside;
        Some(length + 2)
    }

    pub(super) fn tilde(&mut self) -> Option<usize> {
        if self.peek(1) == Some('~') {
            Some(2)
        } else {
            self.shifted('~', Level::Lowered)
        }
    }
}
