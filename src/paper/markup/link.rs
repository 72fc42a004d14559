//! Links and images.

use super::Scanner;

/// Longest address of a link, in characters.
const LONGEST_ADDRESS: usize = 2000;

impl Scanner {
    pub(super) fn opening_bracket(&mut self) -> Option<usize> {
        self.brackets.push(self.pieces.len());
        None
    }

    /// Reads a closing bracket, and the address behind it if they end a link.
    pub(super) fn closing_bracket(&mut self) -> Option<usize> {
        let open = self.brackets.pop()?;
        let length = self.address_length(self.at + 1)?;
        // A link holds no link, so brackets further out begin none.
        self.brackets.clear();
        self.markup.push(open);
        if self.peek(2) == Some('#') {
            for piece in &mut self.pieces[open..] {
                piece.linked = true;
            }
        }
        Some(1 + length)
    }

    /// Returns the length of `(address)` where it is one, and not a formula's `(BPh4)`.
    pub(super) fn address_length(&self, start: usize) -> Option<usize> {
        if self.text.get(start) != Some(&'(') {
            return None;
        }
        let scheme: String = self.text[start + 1..].iter().take(8).collect();
        if !["#", "http://", "https://", "mailto:", "./", "../", "doi:"]
            .iter()
            .any(|s| scheme.starts_with(s))
        {
            return None;
        }
        let mut depth = 0_usize;
        for (index, character) in self.text[start..].iter().take(LONGEST_ADDRESS).enumerate() {
            match character {
                '(' => depth += 1,
                ')' if depth == 1 => return Some(index + 1),
                ')' => depth -= 1,
                '[' | ']' | '<' | '\n' => return None,
                _ => {}
            }
        }
        None
    }

    /// Reads an image, of which nothing is text.
    pub(super) fn image(&mut self) -> Option<usize> {
        let rest = &self.text[self.at + 2..];
        let alternative = rest
            .iter()
            .take(LONGEST_ADDRESS)
            .position(|c| matches!(c, '[' | ']'))?;
        let address = self.at + 2 + alternative + 1;
        if rest[alternative] != ']' || self.text.get(address) != Some(&'(') {
            return None;
        }
        let length = self.text[address..]
            .iter()
            .take(LONGEST_ADDRESS)
            .position(|c| matches!(c, ')' | '[' | '\n'))
            .filter(|length| self.text[address + length] == ')')?;
        Some(address + length + 1 - self.at)
    }
}
