//! Takes Markdown, HTML and LaTeX off a text, and notes what they raised, lowered or linked.

mod emphasis;
mod formula;
mod latex;
mod link;
mod tag;

use emphasis::Run;

/// A character of the text proper, and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) character: char,
    pub(super) level: Level,
    /// Part of the text of a link into the same document.
    pub(super) linked: bool,
    /// Part of the text of `<a href="#…">`, which no digest knows as a link.
    pub(super) anchored: bool,
    /// Byte offsets of what it was written as.
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Height of a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    Line,
    Raised,
    Lowered,
}

/// Returns the text proper, without markup.
pub(super) fn plain(text: &str) -> String {
    pieces(text)
        .into_iter()
        .map(|piece| piece.character)
        .collect()
}

/// Returns the characters of the text proper.
pub(super) fn pieces(text: &str) -> Vec<Piece> {
    let mut scanner = Scanner::new(text);
    while scanner.at < scanner.text.len() {
        scanner.plain_run();
        if scanner.at < scanner.text.len() {
            scanner.step();
        }
    }
    scanner.finish()
}

/// A group in braces: the level to return to, and whether a fraction's stroke follows.
struct Group {
    outside: Level,
    fraction: bool,
    /// Braces that are text, as in `{111}`, are kept.
    text: bool,
}

struct Scanner {
    text: Vec<char>,
    /// Byte offset of each character, and of the end.
    offsets: Vec<usize>,
    at: usize,
    pieces: Vec<Piece>,
    /// Pieces that turned out to be markup, by index.
    markup: Vec<usize>,
    stars: Vec<Run>,
    /// Opening brackets that may begin a link, as indices of pieces.
    brackets: Vec<usize>,
    groups: Vec<Group>,
    tags: Vec<Level>,
    /// Whether `<a href="#…">` is open.
    anchored: bool,
    level: Level,
    /// Level of the next character or group only.
    once: Option<Level>,
    /// Whether a fraction's first argument comes next.
    fraction: bool,
    /// Where the formula ends that the scanner is in.
    formula_end: Option<usize>,
    /// Whether no comment ends after here.
    no_comment: bool,
}

impl Scanner {
    fn new(text: &str) -> Self {
        let mut offsets = Vec::with_capacity(text.len() + 1);
        let mut characters = Vec::with_capacity(text.len());
        for (offset, character) in text.char_indices() {
            offsets.push(offset);
            characters.push(character);
        }
        offsets.push(text.len());
        Self {
            pieces: Vec::with_capacity(characters.len()),
            text: characters,
            offsets,
            at: 0,
            markup: Vec::new(),
            stars: Vec::new(),
            brackets: Vec::new(),
            groups: Vec::new(),
            tags: Vec::new(),
            anchored: false,
            level: Level::Line,
            once: None,
            fraction: false,
            formula_end: None,
            no_comment: false,
        }
    }

    fn peek(&self, ahead: usize) -> Option<char> {
        self.text.get(self.at + ahead).copied()
    }

    /// Adds a character of the text proper.
    fn add(&mut self, character: char) {
        let (character, own_level) = on_line(character);
        let level = match own_level {
            Level::Line => self.once.unwrap_or(self.level),
            shifted => shifted,
        };
        if !character.is_whitespace() {
            self.once = None;
        }
        self.pieces.push(Piece {
            character,
            level,
            linked: false,
            anchored: self.anchored,
            start: 0,
            end: 0,
        });
    }

    /// Reads characters that mark up nothing, wherever they stand: most of any text.
    fn plain_run(&mut self) {
        if self.once.is_some() {
            return;
        }
        let end = self.formula_end.unwrap_or(self.text.len());
        while self.at < end && is_plain(self.text[self.at]) {
            self.pieces.push(Piece {
                character: self.text[self.at],
                level: self.level,
                linked: false,
                anchored: self.anchored,
                start: self.offsets[self.at],
                end: self.offsets[self.at + 1],
            });
            self.at += 1;
        }
    }

    /// Reads one character or one piece of markup; always moves on.
    fn step(&mut self) {
        let (start, known) = (self.at, self.pieces.len());
        self.read();
        let written = self.offsets[start]..self.offsets[self.at.min(self.text.len())];
        for piece in &mut self.pieces[known..] {
            (piece.start, piece.end) = (written.start, written.end);
        }
    }

    fn read(&mut self) {
        let character = self.text[self.at];
        let in_formula = self.formula_end.is_some();
        if self.formula_end == Some(self.at) {
            self.leave_formula();
            return;
        }
        let read = match character {
            '\\' => self.escape(),
            '$' => self.dollar(),
            '<' => self.tag(),
            '&' => self.entity(),
            '^' | '_' => self.shift(character),
            '{' | '}' => self.brace(character),
            '~' if in_formula => Some(1),
            '~' => self.tilde(),
            '*' if !in_formula => self.star(),
            '[' if !in_formula => self.opening_bracket(),
            ']' if !in_formula => self.closing_bracket(),
            '!' if !in_formula && self.peek(1) == Some('[') => self.image(),
            _ => None,
        };
        match read {
            Some(length) => self.at += length.max(1),
            None => {
                self.add(character);
                self.at += 1;
            }
        }
    }

    fn star(&mut self) -> Option<usize> {
        let length = self.text[self.at..]
            .iter()
            .take_while(|c| **c == '*')
            .count();
        let before = self.at.checked_sub(1).map(|index| self.text[index]);
        self.stars.push(Run::new(
            self.pieces.len(),
            length,
            before,
            self.peek(length),
        ));
        for _ in 0..length {
            self.add('*');
        }
        Some(length)
    }

    /// Returns the pieces without those that turned out to be markup.
    fn finish(mut self) -> Vec<Piece> {
        self.markup
            .extend(emphasis::delimiters(std::mem::take(&mut self.stars)));
        let mut keep = vec![true; self.pieces.len()];
        for index in self.markup {
            if let Some(flag) = keep.get_mut(index) {
                *flag = false;
            }
        }
        let mut flags = keep.into_iter();
        self.pieces.retain(|_| flags.next().unwrap_or(true));
        self.pieces
    }
}

/// Says whether a character marks up nothing and stands on the line.
fn is_plain(character: char) -> bool {
    character.is_ascii_alphanumeric()
        || matches!(
            character,
            ' ' | ',' | '.' | ';' | ':' | '(' | ')' | '-' | '/' | '%' | '='
        )
}

/// Returns Unicode's raised and lowered characters as plain ones, with their level.
fn on_line(character: char) -> (char, Level) {
    let digit =
        |first: u32| char::from_digit(u32::from(character) - first, 10).unwrap_or(character);
    match character {
        '\u{00B9}' => ('1', Level::Raised),
        '\u{00B2}' => ('2', Level::Raised),
        '\u{00B3}' => ('3', Level::Raised),
        '\u{2070}' | '\u{2074}'..='\u{2079}' => (digit(0x2070), Level::Raised),
        '\u{207A}' => ('+', Level::Raised),
        '\u{207B}' => ('-', Level::Raised),
        '\u{2080}'..='\u{2089}' => (digit(0x2080), Level::Lowered),
        '\u{208A}' => ('+', Level::Lowered),
        '\u{208B}' => ('-', Level::Lowered),
        '\u{2071}' | '\u{207F}' | '\u{02B0}'..='\u{02B8}' => (character, Level::Raised),
        '\u{2090}'..='\u{209C}' => (character, Level::Lowered),
        other => (other, Level::Line),
    }
}
