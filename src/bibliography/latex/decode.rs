//! From LaTeX to text with markup.

use super::formula::{chemistry, formula};
use super::table::{ACCENTS, mathematical, symbol};
use crate::bibliography::text::Markup;
use unicode_normalization::UnicodeNormalization;

/// What the end of a group does.
enum Group {
    /// Closes markup.
    Markup(Markup),
    /// Nothing.
    Bare,
}

/// Reads a field's LaTeX as it is being taken apart.
struct Decoder<'a> {
    latex: &'a str,
    at: usize,
    out: String,
    groups: Vec<Group>,
    /// Accents that wait for a letter, the outermost first.
    accents: Vec<char>,
    /// Whether braces protect the case of letters.
    protects: bool,
    /// How many groups that protect are open.
    protected: usize,
    /// Whether no dollar lies ahead.
    no_more_dollars: bool,
}

/// Returns LaTeX as text with markup; `protects` says whether braces become fixed case.
pub(in crate::bibliography) fn decode(latex: &str, protects: bool) -> String {
    let mut decoder = Decoder {
        latex,
        at: 0,
        out: String::with_capacity(latex.len()),
        groups: Vec::new(),
        accents: Vec::new(),
        protects,
        protected: 0,
        no_more_dollars: false,
    };
    decoder.run();
    decoder.out.trim().nfc().collect()
}

/// Returns the content of a field that is no LaTeX: backslashes before special characters go.
pub(in crate::bibliography) fn decode_verbatim(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.trim();
    while let Some(c) = rest.chars().next() {
        let special = rest.strip_prefix('\\').and_then(|rest| rest.chars().next());
        if let Some(special @ ('_' | '%' | '&' | '#' | '$' | '{' | '}')) = special {
            out.push(special);
            rest = &rest[2..];
        } else if let Some(behind) = rest.strip_prefix("{\\textasciitilde}") {
            out.push('~');
            rest = behind;
        } else {
            if !matches!(c, '{' | '}') {
                out.push(c);
            }
            rest = &rest[c.len_utf8()..];
        }
    }
    out
}

impl<'a> Decoder<'a> {
    fn run(&mut self) {
        while let Some(c) = self.rest().chars().next() {
            match c {
                '\\' => self.command(),
                '$' => self.dollar(),
                '{' => {
                    self.at += 1;
                    // A group that begins with a command is TeX's special character and protects nothing.
                    let markup = self.protects
                        && self.protected == 0
                        && !self.rest().starts_with('\\')
                        && self.accents.is_empty();
                    if markup && !self.rest().starts_with('}') {
                        self.open(Markup::FixedCase);
                        self.protected += 1;
                    } else {
                        self.groups.push(Group::Bare);
                    }
                }
                '}' => {
                    self.at += 1;
                    self.close();
                }
                '~' => self.put('\u{a0}', 1),
                '`' if self.rest().starts_with("``") => self.put('“', 2),
                '`' => self.put('‘', 1),
                '\'' if self.rest().starts_with("''") => self.put('”', 2),
                '-' if self.rest().starts_with("---") => self.put('—', 3),
                '-' if self.rest().starts_with("--") => self.put('–', 2),
                _ if c.is_whitespace() && c != '\u{a0}' => self.space(),
                _ => self.put(c, c.len_utf8()),
            }
        }
        while !self.groups.is_empty() {
            self.close();
        }
        self.flush_accents();
    }

    fn rest(&self) -> &'a str {
        &self.latex[self.at..]
    }

    /// Writes a character, with the accents that wait for one.
    fn put(&mut self, c: char, length: usize) {
        self.at += length;
        if self.accents.is_empty() {
            self.out.push(c);
            return;
        }
        self.out.push(match c {
            'ı' => 'i',
            'ȷ' => 'j',
            other => other,
        });
        // The accent nearest to the letter was written last.
        for accent in self.accents.drain(..).rev() {
            self.out.push(accent);
        }
    }

    fn space(&mut self) {
        let rest = self.rest();
        let trimmed = rest.trim_start_matches(|c: char| c.is_whitespace() && c != '\u{a0}');
        let blank = &rest[..rest.len() - trimmed.len()];
        self.at += blank.len();
        let paragraph = blank.bytes().filter(|byte| *byte == b'\n').count() > 1;
        if self.accents.is_empty() && !self.out.is_empty() {
            let wanted = if paragraph { '\n' } else { ' ' };
            if !self.out.ends_with([' ', '\n']) {
                self.out.push(wanted);
            }
        }
    }

    fn open(&mut self, markup: Markup) {
        self.out.push_str(markup.opening());
        self.groups.push(Group::Markup(markup));
    }

    fn close(&mut self) {
        // A brace too many is none of ours: whoever found the field has reported it.
        self.flush_accents();
        if let Some(Group::Markup(markup)) = self.groups.pop() {
            if markup == Markup::FixedCase {
                self.protected = self.protected.saturating_sub(1);
            }
            self.out.push_str(markup.closing());
        }
    }

    /// Writes accents over nothing by themselves.
    fn flush_accents(&mut self) {
        for accent in self.accents.drain(..) {
            self.out.push(match accent {
                '\u{300}' => '`',
                '\u{301}' => '´',
                '\u{302}' => '^',
                '\u{303}' => '~',
                '\u{308}' => '¨',
                '\u{327}' => '¸',
                other => other,
            });
        }
    }

    fn dollar(&mut self) {
        let body = &self.rest()[1..];
        if !self.no_more_dollars
            && let Some(end) = end_of_formula(body)
        {
            let inside = &body[..end];
            match formula(inside) {
                Some(text) => self.out.push_str(&text),
                None => {
                    self.out.push('$');
                    self.out.push_str(inside);
                    self.out.push('$');
                }
            }
            self.at += end + 2;
            return;
        }
        self.no_more_dollars = true;
        self.put('$', 1);
    }

    fn command(&mut self) {
        let body = &self.rest()[1..];
        let length = body.bytes().take_while(u8::is_ascii_alphabetic).count();
        if length == 0 {
            self.control_symbol(body);
            return;
        }
        let name = &body[..length];
        let behind = &body[length..];
        if let Some((_, accent)) = ACCENTS.iter().find(|(known, _)| *known == name) {
            let trimmed = behind.trim_start();
            if trimmed.is_empty()
                || behind.starts_with(|c: char| c != '{' && !c.is_whitespace() && c != '\\')
            {
                return self.unknown(name, behind);
            }
            self.accents.push(*accent);
            self.at += 1 + length + (behind.len() - trimmed.len());
            return;
        }
        let markup = match name {
            "textit" | "emph" | "textsl" | "mkbibemph" | "mkbibitalic" => Some(Markup::Italic),
            "textbf" | "mkbibbold" => Some(Markup::Bold),
            "textsubscript" => Some(Markup::Subscript),
            "textsuperscript" => Some(Markup::Superscript),
            "textsc" => Some(Markup::SmallCapitals),
            _ => None,
        };
        if let Some(markup) = markup
            && behind.starts_with('{')
        {
            self.at += length + 2;
            return self.open(markup);
        }
        let switch = match name {
            "it" | "em" | "itshape" | "sl" => Some(Markup::Italic),
            "bf" | "bfseries" => Some(Markup::Bold),
            "sc" | "scshape" => Some(Markup::SmallCapitals),
            _ => None,
        };
        if let (Some(markup), Some(group @ Group::Bare)) = (switch, self.groups.last_mut()) {
            *group = Group::Markup(markup);
            self.out.push_str(markup.opening());
            self.at += 1 + length + (behind.len() - behind.trim_start().len());
            return;
        }
        if matches!(
            name,
            "text"
                | "textrm"
                | "textnormal"
                | "mbox"
                | "hbox"
                | "textup"
                | "enquote"
                | "textsf"
                | "texttt"
        ) && behind.starts_with('{')
        {
            self.at += length + 2;
            self.groups.push(Group::Bare);
            return;
        }
        if matches!(name, "ce" | "ensuremath")
            && let Some(inside) = braced(behind)
            && let Some(text) = if name == "ce" {
                chemistry(inside)
            } else {
                formula(inside)
            }
        {
            self.out.push_str(&text);
            self.at += 1 + length + inside.len() + 2;
            return;
        }
        match name {
            "LaTeX" | "TeX" | "BibTeX" => self.out.push_str(name),
            "textquotesingle" => self.out.push('\''),
            "relax" | "noopsort" | "protect" | "newblock" => {}
            _ => match symbol(name).or_else(|| mathematical(name)) {
                Some(character) => self.put(character, 0),
                None => return self.unknown(name, behind),
            },
        }
        self.at += 1 + length;
        // TeX eats the space behind a command's name, and `{}` ends it.
        let behind = self.rest();
        self.at += match behind.strip_prefix("{}") {
            Some(_) => 2,
            None => behind.len() - behind.trim_start().len(),
        };
    }

    /// Reads a backslash with one character that is no letter.
    fn control_symbol(&mut self, body: &str) {
        let Some(c) = body.chars().next() else {
            self.out.push('\\');
            self.at += 1;
            return;
        };
        let name = &body[..c.len_utf8()];
        if let Some((_, accent)) = ACCENTS.iter().find(|(known, _)| *known == name) {
            self.accents.push(*accent);
            self.at += 2;
            let behind = self.rest();
            self.at += behind.len() - behind.trim_start_matches(' ').len();
            return;
        }
        match c {
            '{' | '}' | '$' | '&' | '#' | '%' | '_' => self.put(c, 2),
            '-' | '/' => self.at += 2,
            ',' => self.put('\u{2009}', 2),
            '\\' => {
                self.at += 2;
                self.out.push(' ');
            }
            _ if c.is_whitespace() => self.put(' ', 1 + c.len_utf8()),
            _ => {
                self.out.push('\\');
                self.put(c, 1 + c.len_utf8());
            }
        }
    }

    /// Keeps a command that is not understood as it is written, with the groups behind it.
    fn unknown(&mut self, name: &str, behind: &str) {
        let mut length = 1 + name.len();
        let mut rest = behind;
        let mut groups = 0;
        while let Some(inside) = braced(rest).filter(|_| groups < 2) {
            length += inside.len() + 2;
            rest = &rest[inside.len() + 2..];
            groups += 1;
        }
        self.out.push_str(&self.rest()[..length]);
        self.at += length;
    }
}

/// Bytes of a group that is looked ahead for.
const LONGEST: usize = 256;

/// Returns what stands in the group with which a text begins; as in BibTeX, a backslash before a brace changes nothing.
pub(super) fn braced(text: &str) -> Option<&str> {
    let body = text.strip_prefix('{')?;
    let mut depth = 0;
    for (at, byte) in body.bytes().enumerate().take(LONGEST) {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 0 => return Some(&body[..at]),
            b'}' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Returns where the formula ends with which a text begins.
pub(super) fn end_of_formula(body: &str) -> Option<usize> {
    let mut escaped = false;
    body.bytes().position(|byte| {
        let ends = byte == b'$' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    })
}
